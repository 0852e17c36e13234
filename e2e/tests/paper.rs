//! What is printed: all of a conversation, however much of it rests unseen, and nothing around it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::io::Write;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use e2e::Outcome;
use e2e::app::english;
use e2e::bench::seed::{LAST_MARK, Seed};
use e2e::find::Find;
use e2e::world::{Setup, story};
use serde_json::json;

const MESSAGES: usize = 600;

/// What may run off the paper.
const REPLY: &str = "A reply with a [link](https://example.com/).

```rust
let line = \"of code that is much longer than any paper is wide, so that it has to be broken somewhere or be lost at the edge of the sheet\"; // EDGE
```

| one | two | three | four | five | six | seven | eight | nine |
|-----|-----|-------|------|------|-----|-------|-------|------|
| a longer cell | a longer cell | a longer cell | a longer cell | a longer cell | a longer cell | a longer cell | a longer cell | last |";

/// The words of a PDF, or none where there is no program that reads it.
fn words(pdf: &[u8]) -> Option<String> {
    let (input, output) = (Stdio::piped(), Stdio::piped());
    let reader = Command::new("pdftotext").args(["-layout", "-", "-"]).stdin(input).stdout(output).spawn();
    let mut reader = reader.ok()?;
    let mut input = reader.stdin.take()?;
    let pdf = pdf.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&pdf));
    let output = reader.wait_with_output().ok()?;
    writing.join().ok()?.ok()?;
    String::from_utf8(output.stdout).ok()
}

#[tokio::test]
async fn all_of_a_long_conversation_is_printed_and_nothing_around_it() -> Outcome<()> {
    story(Setup::default().closed().expect("404"), async |world| {
        let (page, t) = (&world.page, english());
        let address = world.address();
        page.goto(&format!("{address}nothing-here")).await?;
        let seed = Seed::of(&world.mock.at(""), 1, MESSAGES, REPLY, REPLY.len())?;
        seed.plant(page).await?;
        // Without idle moments only the end is drawn, as it is for who prints at once.
        let never = "const idle = window.requestIdleCallback;
            window.requestIdleCallback = (work, options) => options ? idle(work, options) : 1";
        let never = json!({ "source": never });
        page.cdp("Page.addScriptToEvaluateOnNewDocument", never).await?;
        page.goto(&format!("{address}{}", seed.last.unwrap())).await?;
        page.questions().last().see().await?;
        let drawn = page.css("article").count().await?;
        assert!(drawn < MESSAGES / 2, "{drawn} messages are drawn before anybody prints");

        let printed = page.cdp("Page.printToPDF", json!({ "preferCSSPageSize": true })).await?;
        assert_eq!(page.css("article").count().await?, MESSAGES, "paper has no idle moments");
        let pdf = STANDARD.decode(printed["data"].as_str().unwrap())?;
        let sheets = pdf.windows(11).filter(|bytes| *bytes == b"/Type /Page").count();
        assert!(sheets > MESSAGES / 8, "{sheets} sheets");
        if let Some(words) = words(&pdf) {
            let told = (0..MESSAGES).step_by(2).filter(|at| words.contains(&format!("Question {at} of"))).count();
            assert_eq!(told, MESSAGES / 2, "questions on paper");
            assert!(words.matches("EDGE").count() >= MESSAGES / 2, "the ends of long lines of code");
            assert!(words.contains(LAST_MARK));
            for around in [t.history.new_chat, t.chat.placeholder, t.markdown.copy_csv] {
                assert!(!words.contains(around), "{around:?} is on paper");
            }
        }

        // On a sheet as wide as this nothing hangs over, and what is not for paper is not there.
        page.size(720, 1000, false).await?;
        page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await?;
        let over = "return [...document.querySelectorAll('article, article *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).length";
        assert_eq!(page.js(over, Vec::new()).await?, json!(0), "nothing runs off the paper");
        let unseen = "return [...document.querySelectorAll('article .bubble')].filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length";
        assert_eq!(page.js(unseen, Vec::new()).await?, json!(0), "nothing is left out");
        for around in [".side-pane", ".composer", ".meta", ".panel-pane", ".table-tools"] {
            let seen = "return [...document.querySelectorAll(arguments[0])].filter((one) => one.checkVisibility()).length";
            assert_eq!(page.js(seen, vec![json!(around)]).await?, json!(0), "{around}");
        }
        Ok(())
    })
    .await
}
