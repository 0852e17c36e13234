//! Finishes what trunk left: puts the sentences of the text table into the page, makes one stylesheet of many and one
//! script of those that start and draw, and refuses a page that its own content security policy would break.

use crate::html::{Tag, tags};
use crate::project::{Project, read, write};
use crate::{Outcome, inputs, later};
use std::path::Path;
use texts::Page;

// Compiled in from the app: one table for all sentences, without building the app for this machine first.
#[path = "../../src/domain/text/page.rs"]
mod texts;

const LANGUAGES: [(&str, &Page); 2] = [("en", &texts::EN), ("ko", &texts::KO)];

/// Finishes the page in a folder. With `live`, it also loads the script of that name, which reloads it on change.
pub fn finish(folder: &Path, live: Option<&str>, project: &Project) -> Outcome {
    let index = folder.join("index.html");
    let boot = folder.join("boot.js");
    let mut page = with_sentences(&read(&index)?)?;
    page = with_one_stylesheet(&page, folder)?;
    page = with_one_start(&page, folder)?;
    page = later::finish(&page, folder, project)?;
    if let Some(script) = live {
        page = page.replacen("</head>", &format!("<script src=\"./{script}\" defer></script></head>"), 1);
    }
    check(&page)?;
    write(&index, page)?;
    write(&boot, with_texts(&read(&boot)?)?)
}

/// `{{ko.reload}}` becomes the sentence of that name in that language, and `{{version}}` the version that all packages share.
fn with_sentences(page: &str) -> Outcome<String> {
    let mut filled = page.replace("{{version}}", env!("CARGO_PKG_VERSION"));
    for (language, texts) in LANGUAGES {
        for (name, sentence) in sentences(texts) {
            filled = filled.replace(&format!("{{{{{language}.{name}}}}}"), &escaped(sentence));
        }
    }
    match filled.split_once("{{").and_then(|(_, after)| after.split_once("}}")) {
        Some((name, _)) => {
            Err(format!("index.html asks for {{{{{name}}}}}, which src/domain/text/page.rs does not have."))
        }
        None => Ok(filled),
    }
}

/// The scripts outside the wasm get all languages as one object in the place of `"{{texts}}"`.
fn with_texts(script: &str) -> Outcome<String> {
    const PLACE: &str = "\"{{texts}}\"";
    if !script.contains(PLACE) {
        return Err(format!("page/boot.js lost its {PLACE}: there the sentences go."));
    }
    let languages = LANGUAGES.iter().map(|(language, texts)| {
        let sentences =
            sentences(texts).map(|(name, sentence)| format!("{name}: {}", serde_json::Value::from(sentence)));
        format!("{language}: {{ {} }}", sentences.join(", "))
    });
    Ok(script.replace(PLACE, &format!("{{ {} }}", languages.collect::<Vec<_>>().join(", "))))
}

// The pattern has no "..": a sentence added to the table does not compile here until it has a name.
fn sentences(page: &Page) -> [(&'static str, &'static str); 10] {
    let Page { no_script, loading, too_old, load_failed, crashed, report, copy_report, report_copied, export, reload } =
        *page;
    [
        ("no_script", no_script),
        ("loading", loading),
        ("too_old", too_old),
        ("load_failed", load_failed),
        ("crashed", crashed),
        ("report", report),
        ("copy_report", copy_report),
        ("report_copied", report_copied),
        ("export", export),
        ("reload", reload),
    ]
}

fn escaped(sentence: &str) -> String {
    sentence.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The sheets in their order as one file, so that the first paint waits for one answer.
fn with_one_stylesheet(page: &str, folder: &Path) -> Outcome<String> {
    let mut sheet = String::new();
    let mut names = Vec::new();
    let mut rest = String::with_capacity(page.len());
    let mut copied = 0;
    for tag in tags(page) {
        let Some(name) = local_stylesheet(&tag) else {
            continue;
        };
        sheet.push_str(&read(&folder.join(name))?);
        sheet.push('\n');
        rest.push_str(page.get(copied..tag.place.start).unwrap_or_default());
        // The one sheet stands where the first of them stood.
        if names.is_empty() {
            rest.push('\u{0}');
        }
        names.push(name);
        copied = tag.place.end;
    }
    rest.push_str(page.get(copied..).unwrap_or_default());
    if names.is_empty() {
        return Ok(rest);
    }
    for name in names {
        std::fs::remove_file(folder.join(name)).map_err(|error| format!("{name} cannot be removed: {error}."))?;
    }
    let name = format!("style-{:016x}.css", inputs::digest(sheet.as_bytes()));
    write(&folder.join(&name), sheet)?;
    Ok(rest.replace('\u{0}', &format!("<link rel=\"stylesheet\" href=\"./{name}\">")))
}

/// The script that draws and the one that starts, as one file with a digest in its name: an older one, kept by a cache,
/// would read the app's instructions in its own way.
fn with_one_start(page: &str, folder: &Path) -> Outcome<String> {
    const START: &str = "./start.js";
    if !page.contains(START) {
        return Err("The page does not name start.js: Trunk.toml says how it starts the app.".to_string());
    }
    let script = [later::take(folder, "draw.js")?, later::take(folder, "start.js")?].join("\n");
    let name = later::put(folder, "start", "js", &script)?;
    Ok(page.replacen(START, &format!("./{name}"), 1))
}

fn local_stylesheet<'a>(tag: &Tag<'a>) -> Option<&'a str> {
    let address = tag.attribute("href")?;
    let name = address.strip_prefix("./").unwrap_or(address);
    (tag.is_link("stylesheet") && !name.contains([':', '/'])).then_some(name)
}

/// What the policy forbids would not run or show, without a word: better no page than such a page.
fn check(page: &str) -> Outcome {
    let tags = tags(page);
    let policy = tags.iter().find(|tag| {
        tag.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-security-policy"))
    });
    let Some(policy) = policy else {
        return Err(
            "index.html has no <meta http-equiv=\"Content-Security-Policy\">. It must stand before the first script."
                .to_string(),
        );
    };
    for tag in &tags {
        let name = tag.name.to_ascii_lowercase();
        let fault = if name == "script" && tag.attribute("src").is_none() {
            "an inline script: put it into a file in page/"
        } else if name == "style" {
            "an inline style sheet: put it into styles/"
        } else if tag.attribute("style").is_some() {
            "a style attribute: use a class"
        } else if tag.attributes.iter().any(|(attribute, _)| attribute.to_ascii_lowercase().starts_with("on")) {
            "an event attribute: listen in a script in page/"
        } else if ["src", "href"]
            .iter()
            .filter_map(|address| tag.attribute(address))
            .any(|address| address.starts_with('/') || address.contains("://"))
        {
            "an address that is not relative, so the page would work in no other folder"
        } else if name == "script" && tag.place.start < policy.place.start {
            "a script before the content security policy"
        } else {
            continue;
        };
        return Err(format!("The page has {fault}. It is at: {}", page.get(tag.place.clone()).unwrap_or_default()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::texts::{EN, KO};
    use super::{check, with_one_start, with_one_stylesheet, with_sentences, with_texts};

    const POLICY: &str = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">";

    #[test]
    fn sentences_come_from_the_text_table_in_their_language() {
        let page = with_sentences("<p>{{en.reload}}</p><p>{{ko.reload}}</p>{{version}}").unwrap();
        assert_eq!(page, format!("<p>{}</p><p>{}</p>{}", EN.reload, KO.reload, env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn a_sentence_the_table_lacks_is_named() {
        let reason = with_sentences("<p>{{en.relaod}}</p>").unwrap_err();
        assert!(reason.contains("{{en.relaod}}"), "{reason}");
    }

    #[test]
    fn the_script_gets_all_languages() {
        let script = with_texts("var texts = \"{{texts}}\";").unwrap();
        assert!(script.starts_with("var texts = { en: { no_script: \""), "{script}");
        assert!(script.contains("ko: {") && script.contains(&format!("reload: \"{}\"", KO.reload)), "{script}");
        assert!(with_texts("var texts = {};").is_err());
    }

    #[test]
    fn what_draws_and_what_starts_become_one_file_of_their_version() {
        let folder = std::env::temp_dir().join(format!("sotto-start-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let named = |draw: &str| {
            std::fs::write(folder.join("draw.js"), draw).unwrap();
            std::fs::write(folder.join("start.js"), "start();").unwrap();
            with_one_start("<script type=module src=./start.js></script>", &folder).unwrap()
        };
        let (page, other) = (named("draw();\n"), named("draw(2);\n"));
        assert_ne!(page, other, "another way to draw has another name");
        let name = page.split_once("./").and_then(|(_, rest)| rest.split_once(">")).unwrap().0;
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), "draw();\n\nstart();");
        assert!(!folder.join("start.js").exists() && !folder.join("draw.js").exists());
        assert!(with_one_start("<p>", &folder).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn sheets_become_one_in_their_order_and_place() {
        let folder = std::env::temp_dir().join(format!("sotto-sheets-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a-1.css"), "a{}").unwrap();
        std::fs::write(folder.join("b-2.css"), "b{}").unwrap();
        let page = "<title>x</title><link href=./a-1.css integrity=i rel=stylesheet><i></i><link rel=\"stylesheet\" href=\"./b-2.css\"><link rel=icon href=./c.svg>";
        let page = with_one_stylesheet(page, &folder).unwrap();
        let names: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let [name] = names.as_slice() else { panic!("one sheet should be left: {names:?}") };
        assert_eq!(
            page,
            format!("<title>x</title><link rel=\"stylesheet\" href=\"./{name}\"><i></i><link rel=icon href=./c.svg>")
        );
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), "a{}\nb{}\n");
        std::fs::remove_dir_all(folder).unwrap();
    }

    fn refused(page: &str, because: &str) {
        let reason = check(&format!("{POLICY}{page}")).unwrap_err();
        assert!(reason.contains(because), "{page}: {reason}");
    }

    #[test]
    fn what_the_policy_would_break_is_refused() {
        refused("<script type=module>import x</script>", "inline script");
        refused("<style>p{}</style>", "inline style sheet");
        refused("<p style='color:red'>", "style attribute");
        refused("<p ONCLICK=x()>", "event attribute");
        refused("<link rel=icon href=/icon.svg>", "not relative");
        refused("<script src=https://example.com/x.js></script>", "not relative");
        assert!(check("<p>").unwrap_err().contains("no <meta"));
        assert!(check(&format!("<script src=a.js></script>{POLICY}")).unwrap_err().contains("before"));
        assert_eq!(check(&format!("{POLICY}<script src=./a.js></script><a href=#x>")), Ok(()));
    }
}
