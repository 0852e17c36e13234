//! Formulas: set by the library from our own origin, once; broken ones keep their source; copying gives TeX.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::find::Find;
use e2e::mock::texts::FORMULAS;
use e2e::world::{Setup, story};
use serde_json::json;

/// Those that no TeX would take.
const BROKEN: [&str; 3] = ["\\frac{1}{2", "\\unknowncmd{x}", "x^2_"];

#[tokio::test]
async fn formulas_are_set_as_they_come_and_broken_ones_keep_their_source() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let asked = |name: &'static str| async move {
            let requests = page.requests().await?;
            e2e::Outcome::Ok(requests.iter().filter(|asked| asked.url.contains(name)).count())
        };
        assert_eq!(asked("temml").await?, 0, "nothing is loaded before it is needed");
        world.connect("", "formulas").await?;
        page.ask("Formulas", "finished").await?;
        page.css("sotto-formula:not([data-drawn])").gone().await?;
        // Not the text as it is shown: what is far from the window is not laid out yet.
        let sources = page
            .js("return [...document.querySelectorAll('[data-drawn=source]')].map((it) => it.textContent)", Vec::new());
        assert_eq!(sources.await?, json!(BROKEN));
        let all = FORMULAS.lines().count() + 2;
        page.css("sotto-formula > math").counts(all - BROKEN.len()).await?;
        page.css("merror").counts(0).await?;
        // One that is empty would be seen by nobody. What is far from the window is laid out for that.
        let invisible = "document.querySelectorAll('[data-far]').forEach((it) => it.removeAttribute('data-far'));
            return [...document.querySelectorAll('math')].filter((it) => it.getBoundingClientRect().width < 4).length";
        assert_eq!(page.js(invisible, Vec::new()).await?, json!(0));
        assert_eq!(asked("temml").await?, 2, "the library and its sheet, once");
        page.reply().says("cost $5, not").await?;

        // Set once: the nodes are still the same after the reply was drawn again and again.
        let copied = "const first = document.querySelector('.md p'), range = document.createRange();
            range.selectNodeContents(first); const all = getSelection(); all.removeAllRanges(); all.addRange(range);
            const data = new DataTransfer();
            document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, cancelable: true }));
            return data.getData('text/plain')";
        assert_eq!(page.js(copied, Vec::new()).await?, json!("The roots of $ax^2 + bx + c$ cost $5, not $6$."));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_formula_is_not_set_again_while_the_reply_grows() -> Outcome<()> {
    story(Setup::default(), async |world| {
        use e2e::mock::answer::{Answer, Step};
        let piece = |text: &str, finish: Option<&str>| {
            let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": finish }] });
            let end = if finish.is_some() { "data: [DONE]\n\n" } else { "" };
            Step::Bytes(format!("data: {chunk}\n\n{end}").into_bytes())
        };
        let page = &world.page;
        world.connect("", "growing").await?;
        let steps = vec![
            piece("Let $x$ be one and $$\\frac{1}", None),
            Step::Gate("door".to_owned()),
            piece("{2}$$ two, `c` *d* and $y$ more", None),
            Step::Gate("end".to_owned()),
            piece(" words.", Some("stop")),
        ];
        world.mock.script("growing", vec![Answer::stream(steps)]);
        page.send("Go").await?;
        page.css("sotto-formula > math").counts(1).await?;
        page.js("window.first = document.querySelector('math')", Vec::new()).await?;
        world.mock.held("door").await?;
        world.mock.open("door");
        page.css("sotto-formula > math").counts(3).await?;
        world.mock.held("end").await?;
        world.mock.open("end");
        page.reply_is("finished").await?;
        let same = "return document.querySelector('math') === window.first";
        assert_eq!(page.js(same, Vec::new()).await?, json!(true));
        Ok(())
    })
    .await
}
