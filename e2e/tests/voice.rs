//! What screen readers meet, by the browser's own accounting, and what a keyboard reaches.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::HashMap;

use e2e::Outcome;
use e2e::app::english;
use e2e::bench::seed::Seed;
use e2e::browser::Options;
use e2e::find::Find;
use e2e::page::Page;
use e2e::wait::until;
use e2e::world::{Setup, story};
use serde_json::{Value, json};

/// A browser that a screen reader listens to: without this flag Chromium builds the tree only where it draws.
fn heard() -> Options {
    Options::default().arg("--force-renderer-accessibility")
}

/// What is read of the page, in order: role, name, and how deep it stands.
async fn read(page: &Page) -> Outcome<Vec<(usize, String, String)>> {
    let tree = page.cdp("Accessibility.getFullAXTree", json!({})).await?;
    let nodes = tree["nodes"].as_array().unwrap();
    let by_id: HashMap<&str, &Value> = nodes.iter().map(|node| (node["nodeId"].as_str().unwrap(), node)).collect();
    let mut found = Vec::new();
    let mut stack = vec![(0, &nodes[0])];
    while let Some((depth, node)) = stack.pop() {
        let text = |path: &str| node.pointer(path).and_then(Value::as_str).unwrap_or("").to_owned();
        let role = text("/role/value");
        let counts = node["ignored"] == json!(false) && role != "InlineTextBox";
        if counts {
            found.push((depth, role, text("/name/value")));
        }
        let children = node["childIds"].as_array().into_iter().flatten();
        let below: Vec<&Value> = children.filter_map(|id| by_id.get(id.as_str()?).copied()).collect();
        stack.extend(below.into_iter().rev().map(|child| (depth + usize::from(counts), child)));
    }
    Ok(found)
}

/// What stands below the node of that role and name.
fn below<'a>(read: &'a [(usize, String, String)], role: &str, name: &str) -> &'a [(usize, String, String)] {
    let at =
        read.iter().position(|node| node.1 == role && node.2 == name).unwrap_or_else(|| panic!("no {role} {name}"));
    let end = read[at + 1..].iter().position(|node| node.0 <= read[at].0).map_or(read.len(), |length| at + 1 + length);
    &read[at + 1..end]
}

#[tokio::test]
async fn a_chat_is_read_in_order_by_name_and_nothing_twice() -> Outcome<()> {
    story(Setup::default().browser(heard()), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "reasoning").await?;
        page.ask("Think", "finished").await?;
        page.reply_button(t.chat.retry).click().await?;
        page.css(".versions").see().await?;
        page.reply_is("finished").await?;
        page.choose_model("everything").await?;
        page.ask("Everything", "finished").await?;
        page.css("sotto-formula:not([data-drawn])").gone().await?;
        // What was told while it came in is gone again before anybody reads through the page.
        page.css(".spoken[aria-live] p").gone().await?;

        let all = until("the names", async || {
            let all = read(page).await?;
            Ok(all.iter().any(|node| node.2 == "Everything at once").then_some(all))
        })
        .await?;
        let transcript = below(&all, "region", t.chat.transcript);
        let articles: Vec<&str> =
            transcript.iter().filter(|node| node.1 == "article").map(|node| node.2.as_str()).collect();
        let replies = [(t.chat.reply_of)("reasoning"), (t.chat.reply_of)("everything")];
        assert_eq!(articles, [t.chat.you, &replies[0], t.chat.you, &replies[1]]);

        // The parts of a reply, by what they are, in the order in which they stand.
        let (first, second) = (below(transcript, "article", &replies[0]), below(transcript, "article", &replies[1]));
        let has = |nodes: &[(usize, String, String)], wanted: &[(&str, &str)]| {
            let mut rest = nodes.iter();
            for (role, name) in wanted {
                assert!(rest.any(|node| node.1 == *role && node.2 == *name), "{role} {name:?}, or not in order");
            }
        };
        has(
            first,
            &[
                ("StaticText", "The answer is "),
                ("button", t.chat.copy),
                ("button", t.chat.retry),
                ("group", &(t.chat.version)(2, 2)),
                ("button", t.chat.previous_version),
                ("button", t.chat.next_version),
            ],
        );
        has(
            second,
            &[
                ("heading", "Everything at once"),
                ("link", &(t.markdown.footnote)(1)),
                ("heading", "Lists"),
                ("listitem", ""),
                ("button", t.markdown.wrap),
                ("region", &(t.markdown.code_in)("sh")),
                ("checkbox", t.markdown.done),
                ("checkbox", t.markdown.not_done),
                ("blockquote", ""),
                ("MathMLMath", ""),
                ("region", t.markdown.table),
                ("columnheader", "Language"),
                ("cell", "Rust"),
                ("group", t.markdown.copy_table),
                ("link", "bank.com (leads to example.com)"),
                ("note", ""),
                ("button", t.chat.details),
            ],
        );

        // Once, and without marks that only eyes need.
        let words: Vec<&str> = all.iter().filter(|node| node.1 == "StaticText").map(|node| node.2.as_str()).collect();
        for once in ["Everything at once", "Wash the apples", "The smallest heading", "forty-two", "--release"] {
            assert_eq!(words.iter().filter(|word| **word == once).count(), 1, "{once}");
        }
        let marks = ["\\frac", "\\int", "↕", "✓", "$"];
        let unwanted = all.iter().filter(|node| marks.iter().any(|mark| node.2.contains(mark)));
        assert_eq!(unwanted.map(|node| &node.2).collect::<Vec<_>>(), Vec::<&String>::new());

        // Nothing interrupts, and nothing in the transcript speaks by itself.
        let live = "return [[...document.querySelectorAll('[aria-live=assertive], [role=alert]')].filter((one) => one.checkVisibility()).length,
            [...document.querySelectorAll('.transcript :is([aria-live], [role=status], [role=log])')].length]";
        assert_eq!(page.js(live, vec![]).await?, json!([0, 0]));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn stretches_that_rest_are_read_where_they_stand() -> Outcome<()> {
    const MESSAGES: usize = 400;
    story(Setup::default().closed().expect("404").browser(heard()), async |world| {
        let page = &world.page;
        let address = world.address();
        page.goto(&format!("{address}nothing-here")).await?;
        let seed = Seed::of(&world.mock.at(""), 1, MESSAGES, "Some words of a reply.\n\nAnd more.", 60)?;
        seed.plant(page).await?;
        page.goto(&format!("{address}{}", seed.last.unwrap())).await?;
        page.css("article").counts(MESSAGES).await?;
        assert!(page.css(".stretch[data-rests]").count().await? > 8, "most of it rests");
        let questions = until("every question", async || {
            let all = read(page).await?;
            let words = all.into_iter().filter(|node| node.1 == "StaticText").map(|node| node.2);
            let questions: Vec<String> = words.filter(|words| words.starts_with("Question ")).collect();
            Ok((questions.len() == MESSAGES / 2).then_some(questions))
        })
        .await?;
        for (at, question) in questions.iter().enumerate() {
            assert!(question.starts_with(&format!("Question {} of", 2 * at)), "{at}: {question}");
        }
        Ok(())
    })
    .await
}

/// What has the focus: its name, and whether one can see that it has.
async fn focused(page: &Page) -> Outcome<(String, bool)> {
    let script = "const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
        const near = at.closest('.composer') ? getComputedStyle(at.closest('.composer')) : style;
        const ring = style.boxShadow !== 'none' || near.boxShadow !== 'none' || parseFloat(style.outlineWidth) > 0;
        const name = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || at.localName;
        return [at === document.body ? '' : name.trim().slice(0, 60), ring && box.bottom > 0 && box.top < innerHeight]";
    Ok(serde_json::from_value(page.js(script, vec![]).await?)?)
}

#[tokio::test]
async fn a_keyboard_alone_reaches_everything_and_sees_where_it_is() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "everything").await?;
        page.ask("Everything", "finished").await?;
        page.css("sotto-formula:not([data-drawn])").gone().await?;
        page.js("document.activeElement.blur(); getSelection().removeAllRanges()", vec![]).await?;
        // From the top of the page once through it.
        page.js(
            "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')",
            vec![],
        )
        .await?;
        let mut way = Vec::new();
        for _ in 0..120 {
            page.press("Tab").await?;
            let (name, seen) = focused(page).await?;
            if name.is_empty() {
                break;
            }
            assert!(seen, "{name:?} has the focus and nobody sees it, after {way:?}");
            way.push(name);
        }
        let mut rest = way.iter();
        let stops = [
            t.history.new_chat,
            t.history.settings,
            t.chat.transcript,
            t.chat.edit,
            t.markdown.outline,
            t.markdown.wrap,
            &(t.markdown.code_in)("sh"),
            t.markdown.table,
            "Language",
            t.markdown.copy_csv,
            t.chat.details,
        ];
        for stop in stops {
            assert!(rest.any(|name| name == stop), "{stop:?} is not on the way, or not in order: {way:#?}");
        }
        assert!(rest.any(|name| name.contains("Message")), "the message field comes last: {way:#?}");
        assert!(way.len() < 120, "the way ends");

        // Sorting, unfolding and opening need no more than keys.
        page.reply().button("Year").focus().await?;
        page.press("Enter").await?;
        page.css("th").nth(1).has("aria-sort", Some("ascending")).await?;
        page.reply_button(t.chat.details).focus().await?;
        page.press("Enter").await?;
        page.css(".details").see().await?;
        page.press("Shift+Escape").await?;
        page.composer().focused().await
    })
    .await
}
