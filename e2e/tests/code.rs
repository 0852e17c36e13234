//! Blocks of code: coloured while they stream, and what a person can do with one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::mock::answer::{Answer, Step};
use e2e::wait::until;
use e2e::world::{Setup, story};
use serde_json::{Value, json};

const RUST: &str = "/// Adds.\nfn add(a: u32, b: u32) -> u32 {\n    a + b // \"sum\"\n}\n";

/// A piece of a stream with that text; with a finish reason it is the last.
fn piece(text: &str, finish: Option<&str>) -> Step {
    let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": finish }] });
    let end = if finish.is_some() { "data: [DONE]\n\n" } else { "" };
    Step::Bytes(format!("data: {chunk}\n\n{end}").into_bytes())
}

fn python() -> String {
    (0..40).map(|n| format!("def f{n}(x):\n    return f\"{{x}} {n}\"  # number {n}\n")).collect()
}

/// The pieces of a class in a block, as one reads them.
const PIECES: &str = "return [...arguments[0].querySelectorAll('.' + 'CLASS')].map(e => e.textContent)";

fn pieces(class: &str) -> String {
    PIECES.replace("CLASS", class)
}

#[tokio::test]
async fn code_is_coloured_while_it_streams_and_can_be_copied_wrapped_folded_and_downloaded() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.allow("clipboardReadWrite").await?;
        let python = python();
        let (first, rest) = RUST.split_at(30);
        let letters = first.chars().map(|letter| piece(&letter.to_string(), None));
        let mut steps = vec![piece("Two of them:\n\n```rust\n", None)];
        steps.extend(letters);
        steps.push(Step::Gate("half".to_owned()));
        steps.push(piece(rest, None));
        steps.push(piece("```\n\n```python\n", None));
        steps.extend(python.as_bytes().chunks(37).map(|chunk| piece(std::str::from_utf8(chunk).unwrap(), None)));
        steps.push(Step::Gate("end".to_owned()));
        steps.push(piece("```\n\nThat is all.", Some("stop")));
        world.mock.script("coder", vec![Answer::stream(steps)]);
        world.connect("", "coder").await?;
        page.send("Code, please").await?;

        world.mock.held("half").await?;
        let block = page.reply().css(".code").first();
        block.says("fn add(a: u32, b").await?;
        assert_eq!(block.js(&pieces("k")).await?, json!(["fn"]));
        assert_eq!(block.js(&pieces("c")).await?, json!(["/// Adds."]));
        assert_eq!(block.js(&pieces("f")).await?, json!(["add"]));
        world.mock.open("half");

        world.mock.held("end").await?;
        let long = page.reply().css(".code").last();
        long.says("# number 39").await?;
        assert_eq!(block.js(&pieces("c")).await?, json!(["/// Adds.", "// \"sum\""]));
        assert_eq!(block.js(&pieces("t")).await?, json!(["u32", "u32", "u32"]));
        let functions = long.js(&pieces("f")).await?;
        assert_eq!(functions.as_array().map(Vec::len), Some(40), "{functions}");
        let shown = long.js("return arguments[0].querySelector('code').innerText").await?;
        assert_eq!(shown.as_str().map(str::trim_end), Some(python.trim_end()));
        long.css(".fold").gone().await?;
        world.mock.open("end");
        page.reply_is("finished").await?;

        block.button(t.chat.copy).click().await?;
        block.button(t.chat.copied).see().await?;
        assert_eq!(page.clipboard().await?, RUST.trim_end());
        long.button(t.chat.copy).click().await?;
        long.button(t.chat.copied).see().await?;
        assert_eq!(page.clipboard().await?, python.trim_end());

        long.button(t.markdown.wrap).click().await?;
        let space = "return getComputedStyle(arguments[0].querySelector('pre')).whiteSpace";
        assert_eq!(long.js(space).await?, json!("pre-wrap"));
        long.button(t.markdown.no_wrap).click().await?;
        assert_eq!(long.js(space).await?, json!("pre"));

        // What was watched stays open; after a reload it is folded.
        let height = "return arguments[0].querySelector('pre').getBoundingClientRect().height";
        let whole = long.js(height).await?.as_f64().unwrap();
        page.reload().await?;
        let long = page.reply().css(".code").last();
        long.button(&(t.markdown.show_all)(80)).has("aria-expanded", Some("false")).await?;
        let folded = long.js(height).await?.as_f64().unwrap();
        assert!(folded * 3.0 < whole, "{folded} of {whole}");
        long.button(&(t.markdown.show_all)(80)).click().await?;
        long.button(t.markdown.show_less).has("aria-expanded", Some("true")).await?;
        assert!((long.js(height).await?.as_f64().unwrap() - whole).abs() < 2.0);
        long.button(t.markdown.show_less).focus().await?;
        page.press("Enter").await?;
        long.button(&(t.markdown.show_all)(80)).focused().await?;

        let folder = std::env::temp_dir().join(format!("sotto-download-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let allow: Value = json!({ "behavior": "allow", "downloadPath": folder });
        page.cdp("Browser.setDownloadBehavior", allow).await?;
        long.button(t.markdown.download).click().await?;
        let file = folder.join("code.py");
        let saved = until("the downloaded file", async || {
            Ok(std::fs::read_to_string(&file).ok().filter(|text| text.len() >= python.len()))
        });
        assert_eq!(saved.await?, python);
        std::fs::remove_dir_all(&folder)?;
        Ok(())
    })
    .await
}
