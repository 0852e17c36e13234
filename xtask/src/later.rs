//! The files the page loads only when something needs them: the libraries, and our scripts that use them.
//!
//! Promises: each has a digest of its content in its name, so that a page finds the very files it was built with or none;
//! the page names our scripts in `<meta name="sotto-…">`, and these name the libraries. Licences lie beside them.

use crate::html::tags;
use crate::project::{Project, read, write};
use crate::setup::libraries::{Library, MERMAID, TEMML};
use crate::{Outcome, inputs};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Puts the libraries into the folder, fills their names into our scripts, and the scripts' names into the page.
pub fn finish(page: &str, folder: &Path, project: &Project) -> Outcome<String> {
    let mut page = page.to_string();
    for tag in tags(&page.clone()) {
        let name = tag.attribute("name").unwrap_or_default();
        let (Some(kind), Some(script)) = (name.strip_prefix("sotto-"), tag.attribute("content")) else { continue };
        let named = match kind {
            "formula" => formulas(folder, project)?,
            "preview" => previews(folder, project)?,
            _ => return Err(format!("index.html names a script for {kind}, and nobody knows which library it needs.")),
        };
        page = page.replacen(script, &format!("./{named}"), 1);
    }
    Ok(page)
}

fn formulas(folder: &Path, project: &Project) -> Outcome<String> {
    let part = |file| read(&TEMML.file(project, file));
    let library = [part("dist/temml.min.js")?, part("contrib/mhchem/mhchem.min.js")?, "export default temml;\n".into()];
    let library = library.join("\n");
    let library = put(folder, "temml", "js", &banner(&TEMML, &library))?;
    let sheet = put(folder, "temml", "css", &banner(&TEMML, &sheet(&part("dist/Temml-Local.css")?)?))?;
    licence(folder, project, &TEMML)?;
    let script = take(folder, "formulas.js")?;
    put(
        folder,
        "formulas",
        "js",
        &script.replace("./temml.js", &format!("./{library}")).replace("./temml.css", &format!("./{sheet}")),
    )
}

fn previews(folder: &Path, project: &Project) -> Outcome<String> {
    let library =
        put(folder, "mermaid", "js", &banner(&MERMAID, &read(&MERMAID.file(project, "dist/mermaid.min.js"))?))?;
    licence(folder, project, &MERMAID)?;
    let mut script = take(folder, "previews.js")?.replace("./mermaid.js", &format!("./{library}"));
    for name in ["preview-diagram", "preview-page"] {
        let (page, inner) = (take(folder, &format!("{name}.html"))?, take(folder, &format!("{name}.js"))?);
        let page = put(folder, name, "html", &with_script(&page, &inner)?)?;
        script = script.replace(&format!("./{name}.html"), &format!("./{page}"));
    }
    put(folder, "previews", "js", &script)
}

/// A preview's frame has an opaque origin, to which no file is its own: its script stands in the page, and its digest in
/// the page's policy where that asks for it.
fn with_script(page: &str, script: &str) -> Outcome<String> {
    let lower = script.to_ascii_lowercase();
    // The digest is of what the browser reads, which sees line feeds only.
    if ["</script", "<!--", "\r"].iter().any(|end| lower.contains(end)) {
        return Err(
            "A script of a preview holds </script, <!-- or a carriage return: it would not end where it ends.".into()
        );
    }
    if !page.contains("{{script}}") {
        return Err("A preview's page has no {{script}}.".into());
    }
    let digest = format!("sha256-{}", STANDARD.encode(Sha256::digest(script)));
    Ok(page.replace("{{digest}}", &digest).replace("{{script}}", script))
}

/// Temml's own sheet without its font, and without numbers that would count the formulas of all messages together.
fn sheet(sheet: &str) -> Outcome<String> {
    let cut = |text: &str, from: &str, to: Option<&str>| {
        let (before, rest) = text.split_once(from)?;
        let after = to.map_or(Some(""), |to| rest.split_once(to).map(|(_, after)| after))?;
        Some([before, after].concat())
    };
    let without = cut(sheet, "@font-face", Some("}\n")).and_then(|sheet| cut(&sheet, "/* AMS environment", None));
    let without = without.ok_or("Temml's sheet is not the one known here: later.rs says what is cut out of it.")?;
    // Brackets grow only in a font made for formulas; these are the ones systems have.
    let fonts = "\"STIX Two Math\", \"Cambria Math\", \"Latin Modern Math\", \"Noto Sans Math\", \"DejaVu Math TeX Gyre\", math;";
    let named = without.replace("\"Cambria Math\", 'STIXTwoMath-Regular', 'NotoSansMath-Regular', math;", fonts);
    Ok(named.replace("font-family: \"Temml\";", "").replace("font-family: Temml;", ""))
}

fn banner(library: &Library, text: &str) -> String {
    let Library { name, version, .. } = library;
    format!("/*! {name} {version}, under the MIT licence in {name}-{version}.LICENSE.txt */\n{text}")
}

fn licence(folder: &Path, project: &Project, library: &Library) -> Outcome {
    let text = read(&library.file(project, "LICENSE"))?;
    write(&folder.join(format!("{}-{}.LICENSE.txt", library.name, library.version)), text)
}

/// A file trunk copied, which goes on under another name.
pub fn take(folder: &Path, name: &str) -> Outcome<String> {
    let path = folder.join(name);
    let text = read(&path)?;
    std::fs::remove_file(&path).map_err(|error| format!("{name} cannot be removed: {error}."))?;
    Ok(text)
}

/// Writes a file whose name has a digest of its content, and says the name.
pub fn put(folder: &Path, name: &str, ending: &str, text: &str) -> Outcome<String> {
    let name = format!("{name}-{:016x}.{ending}", inputs::digest(text.as_bytes()));
    write(&folder.join(&name), text)?;
    Ok(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{sheet, with_script};

    #[test]
    fn a_frame_holds_its_script_and_the_digest_of_it() {
        let page =
            with_script("<meta content=\"script-src '{{digest}}'\"><script>{{script}}</script>", "alert(1)").unwrap();
        // From `printf 'alert(1)' | openssl dgst -sha256 -binary | base64`.
        let digest = "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=";
        assert_eq!(page, format!("<meta content=\"script-src '{digest}'\"><script>alert(1)</script>"));
        assert!(with_script("<script>{{script}}</script>", "x('</SCRIPT>')").is_err());
        assert!(with_script("<script></script>", "x").is_err());
    }

    #[test]
    fn the_sheet_loses_its_font_and_its_counter() {
        let text = "a{}\n@font-face {\n  src: url(x);\n}\n\nb { font-family: \"Temml\"; }\nc{font-family: Temml;}\n/* AMS environment d{} */";
        assert_eq!(sheet(text).unwrap(), "a{}\n\nb {  }\nc{}\n");
        assert!(sheet("a{}").is_err());
    }
}
