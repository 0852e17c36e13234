//! Manners: reading while it grows, keys and input methods, narrow pages, what screen readers hear.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "manners/focus.rs"]
mod focus;
#[path = "manners/phone.rs"]
mod phone;

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::browser::Options;
use e2e::find::Find;
use e2e::locator::Locator;
use e2e::mock::answer::{Answer, Step};
use e2e::page::Page;
use e2e::wait::until;
use e2e::world::{Setup, World, story};
use serde_json::{Value, json};

/// A piece of a stream with that text.
fn piece(text: &str) -> Step {
    let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] });
    Step::Bytes(format!("data: {chunk}\n\n").into_bytes())
}

fn done() -> Step {
    Step::Bytes(
        b"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_vec(),
    )
}

fn gate(name: &str) -> Step {
    Step::Gate(name.to_owned())
}

fn paragraphs(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("Paragraph {number} of a long answer.\n\n")).collect()
}

/// How far the transcript is from its top and from its end.
async fn place(transcript: &Locator) -> Outcome<(i64, i64)> {
    let script = "const at = arguments[0]; return [at.scrollTop, at.scrollHeight - at.clientHeight - at.scrollTop]";
    let place: (f64, f64) = serde_json::from_value(transcript.js(script).await?)?;
    #[allow(clippy::cast_possible_truncation)]
    Ok((place.0.round() as i64, place.1.round() as i64))
}

#[tokio::test]
async fn a_growing_reply_is_followed_only_by_who_reads_at_its_end() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let (one, two, three) = (paragraphs(1, 40), paragraphs(41, 40), paragraphs(81, 40));
        let steps = vec![piece(&one), gate("a"), piece(&two), gate("b"), piece(&three), gate("c"), done()];
        world.mock.script("growing", vec![Answer::stream(steps)]);
        world.connect("", "growing").await?;
        page.send("A long one").await?;
        let transcript = page.region(t.chat.transcript);
        let end = async |what: &str| until(what, async || Ok((place(&transcript).await?.1 <= 4).then_some(()))).await;
        page.reply().says("Paragraph 40 ").await?;
        end("at the end of the first part").await?;
        world.mock.open("a");
        page.reply().says("Paragraph 80 ").await?;
        end("at the end of the second part").await?;

        transcript.wheel(-30).await?;
        let (top, _) = until("let go", async || {
            let place = place(&transcript).await?;
            Ok((place.1 > 4).then_some(place))
        })
        .await?;
        world.mock.open("b");
        page.reply().says("Paragraph 120 ").await?;
        page.button(t.chat.latest).see().await?;
        assert_eq!(place(&transcript).await?.0, top, "who reads is not moved");
        page.button(t.chat.latest).click().await?;
        end("back at the end").await?;
        page.button(t.chat.latest).gone().await?;
        world.mock.open("c");
        page.reply_is("finished").await?;
        end("still at the end").await?;

        // By keys, too.
        transcript.focus().await?;
        page.press("Home").await?;
        until("at the top", async || Ok((place(&transcript).await?.0 == 0).then_some(()))).await?;
        page.button(t.chat.latest).see().await
    })
    .await
}

#[tokio::test]
async fn enter_sends_and_shift_enter_breaks_and_input_methods_confirm_without_sending() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "echo").await?;
        page.composer().type_keys("one").await?;
        page.press("Shift+Enter").await?;
        page.type_keys("two ").await?;
        page.compose("ㅎ").await?;
        page.compose("하").await?;
        page.compose("한").await?;
        page.confirm("한").await?;
        page.composer().holds("one\ntwo 한").await?;
        page.press("Enter").await?;
        page.reply_is("finished").await?;
        assert_eq!(world.mock.chats().len(), 1);
        assert_eq!(world.mock.chat(1).await?.json()["messages"][0]["content"], json!("one\ntwo 한"));
        page.press("Enter").await?;
        page.type_keys("   ").await?;
        page.press("Enter").await?;
        page.ask("three", "finished").await?;
        assert_eq!(world.mock.chats().len(), 2, "nothing empty is sent");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn on_a_touch_keyboard_enter_breaks_the_line_and_the_button_sends() -> Outcome<()> {
    story(Setup::default().browser(Options::phone()), async |world| {
        let (page, t) = (&world.page, english());
        page.composer().tap().await?;
        page.composer().focused().await?;
        page.type_keys("one").await?;
        page.press_enter_on_screen().await?;
        page.type_keys("two").await?;
        page.composer().holds("one\ntwo").await?;
        page.button(t.chat.send).tap().await?;
        page.reply_is("finished").await?;
        // The list lies over the page.
        page.list().gone().await?;
        page.button(t.history.conversations).tap().await?;
        page.list().see().await?;
        page.press("Escape").await?;
        page.list().gone().await?;
        let small = "return [...document.querySelectorAll('button, a[href], textarea, summary')]
            .filter((one) => one.checkVisibility() && !one.closest('[inert], .markdown'))
            .map((one) => [one.getBoundingClientRect(), one.getAttribute('aria-label') || one.textContent])
            .filter(([box]) => box.width && box.height && box.right > 0 && box.left < innerWidth && (box.height < 43.5))
            .map(([box, name]) => name + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))";
        assert_eq!(page.js(small, vec![]).await?, json!([]), "large enough for fingers");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn shortcuts_lead_everywhere_and_are_listed() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.ask("Something", "finished").await?;
        page.press("Control+k").await?;
        page.role("searchbox", t.history.search_label).focused().await?;
        page.press("Shift+Escape").await?;
        page.composer().focused().await?;
        page.press("Control+Shift+o").await?;
        page.replies().gone().await?;
        page.composer().focused().await?;
        page.press("Control+Shift+l").await?;
        page.css(".panel-fields").see().await?;
        page.press("Control+Shift+l").await?;
        page.css(".panel-fields").gone().await?;
        page.press("Control+Shift+s").await?;
        page.list().gone().await?;
        page.press("Control+Shift+s").await?;
        page.list().see().await?;

        page.type_keys("what?").await?;
        page.composer().holds("what?").await?;
        page.region(t.chat.transcript).gone().await?;
        page.link(t.history.settings).focus().await?;
        page.press("?").await?;
        let dialog = page.dialog(t.shortcuts.heading);
        for line in [t.shortcuts.send, t.shortcuts.new_chat, t.shortcuts.search, t.shortcuts.stop, t.shortcuts.help] {
            dialog.says(line).await?;
        }
        page.press("Escape").await?;
        dialog.gone().await?;
        page.link(t.history.settings).focused().await?;
        page.press("/").await?;
        page.composer().focused().await
    })
    .await
}

/// The controls a screen reader meets without a name, by the browser's own accounting.
async fn nameless(page: &Page) -> Outcome<Vec<String>> {
    const CONTROLS: &[&str] = &[
        "button",
        "link",
        "textbox",
        "searchbox",
        "combobox",
        "checkbox",
        "radio",
        "switch",
        "slider",
        "spinbutton",
        "menuitem",
        "option",
        "listbox",
        "dialog",
        "DisclosureTriangle",
        "img",
        "image",
    ];
    let tree = page.cdp("Accessibility.getFullAXTree", json!({})).await?;
    let text = |node: &Value, path: &str| node.pointer(path).and_then(Value::as_str).unwrap_or("").to_owned();
    let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
    let bad = nodes.iter().filter(|node| {
        node["ignored"] == json!(false)
            && CONTROLS.contains(&text(node, "/role/value").as_str())
            && text(node, "/name/value").trim().is_empty()
    });
    Ok(bad.map(|node| format!("{} {}", text(node, "/role/value"), node["backendDOMNodeId"])).collect())
}

async fn well_mannered(page: &Page, what: &str) -> Outcome<()> {
    assert_eq!(page.overhang().await?, 0, "{what} is wider than the page");
    // Chromium works names out some time after it has drawn.
    let named = until(what, async || Ok(nameless(page).await?.is_empty().then_some(()))).await;
    assert!(named.is_ok(), "{what} has controls without a name: {:?}", nameless(page).await?);
    // The page is written without styles of its own in attributes; scripts may set some (a field's height, a menu's place).
    let styled =
        page.css("article [style], nav [style], header [style], .settings [style]:not(textarea)").count().await?;
    assert_eq!(styled, 0, "{what} has style attributes");
    Ok(())
}

/// Goes through every page of the app and looks at its manners.
async fn walk(world: &World) -> Outcome<()> {
    let (page, t) = (&world.page, english());
    page.heading(t.welcome.heading).see().await?;
    well_mannered(page, "the first visit").await?;
    page.go("#/settings/connect").await?;
    page.heading(t.connections.choose_kind).see().await?;
    well_mannered(page, "the choice of a server").await?;
    let address = world.mock.at("nocors/tag-a-name-that-is-long-enough-to-need-more-room-than-there-is-on-a-telephone");
    page.fill_connection(&Form::at(&address).model("echo")).await?;
    page.button(t.connections.check).click().await?;
    page.css(".outcome .fault-sentence").see().await?;
    page.css("details.headers summary").click().await?;
    page.button(t.connections.add_header).click().await?;
    well_mannered(page, "the form of a connection").await?;
    world.connect("", "markdown").await?;
    // By the button: on a touch keyboard Enter breaks the line.
    page.write(&"Something_without_any_place_to_break_a_line_".repeat(6)).await?;
    page.button(t.chat.send).click().await?;
    page.reply_is("finished").await?;
    page.reply_button(t.chat.details).click().await?;
    well_mannered(page, "a chat").await?;
    page.choose_model("status:503").await?;
    page.write("And now?").await?;
    page.button(t.chat.send).click().await?;
    page.replies().counts(2).await?;
    page.reply_is("failed").await?;
    well_mannered(page, "a chat with a failure").await?;
    page.css("#model").click().await?;
    page.dialog(t.connections.choose_model).any("option").first().see().await?;
    well_mannered(page, "the choice of a model").await?;
    page.press("Escape").await?;
    page.panel().await?;
    well_mannered(page, "the panel").await?;
    page.press("Escape").await?;
    page.go("#/settings").await?;
    page.heading(t.settings.heading).see().await?;
    well_mannered(page, "the settings").await
}

#[tokio::test]
async fn every_page_fits_a_narrow_screen_and_names_its_controls() -> Outcome<()> {
    let narrow = Options { touch: true, ..Options::default().size(320, 640).dark().still() };
    story(Setup::default().browser(narrow), async |world| {
        walk(world).await?;
        let page = &world.page;
        let script = "const [r, g, b] = getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number); return r + g + b";
        assert!(page.js(script, vec![]).await?.as_i64().unwrap() < 200, "dark where dark is preferred");
        let moving = "return document.getAnimations().filter((one) => one.effect.getTiming().duration > 50).length";
        assert_eq!(page.js(moving, vec![]).await?, json!(0), "nothing moves where motion is not wanted");
        page.part("radio", english().settings.light).click().await?;
        until("light on request", async || Ok((page.js(script, vec![]).await?.as_i64().unwrap() > 600).then_some(()))).await
    })
    .await
}

#[tokio::test]
async fn every_page_fits_a_wide_screen_and_names_its_controls() -> Outcome<()> {
    story(Setup::default(), async |world| walk(world).await).await
}

#[tokio::test]
async fn screen_readers_hear_finished_sentences_and_how_it_ended() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let steps = vec![
            piece("The first sentence. The second"),
            gate("a"),
            piece(" one.\n\n```rust\nlet quiet = true;\n```\n\nThe last"),
            gate("b"),
            piece(" words"),
            done(),
        ];
        world.mock.script("speaking", vec![Answer::stream(steps)]);
        world.connect("", "speaking").await?;
        let heard = page.css(".spoken[aria-live=polite]");
        let hears = async |text: &str| -> Outcome<String> {
            until(text, async || {
                let all = heard.js("return arguments[0].textContent").await?;
                Ok(all.as_str().filter(|all| all.contains(text)).map(str::to_owned))
            })
            .await
        };
        page.send("Speak").await?;
        assert!(!hears("The first sentence.").await?.contains("The second"), "half a sentence is no sentence");
        world.mock.open("a");
        let all = hears("The second one.").await?;
        assert!(!all.contains("quiet"), "code is named, not read");
        world.mock.open("b");
        hears("The last words").await?;
        let all = hears(t.reply.announce_finished).await?;
        assert_eq!(all.matches("The first sentence.").count(), 1, "{all}");
        assert!(all.contains(t.reply.announce_code), "{all}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_a_model_says_can_neither_act_nor_call() -> Outcome<()> {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../../tests/data/xss/exfil-and-link-vectors.json"))?;
    let hostile: Vec<String> = vectors.iter().map(|one| one["markdown"].as_str().unwrap().to_owned()).collect();
    story(Setup::default(), async |world| {
        let page = &world.page;
        let answer = |text: &str, cut: usize| {
            let words = text.split_inclusive(' ').map(piece).chain([done()]).collect();
            Answer { cuts: vec![cut], ..Answer::stream(words) }
        };
        let whole = hostile.join("\n\nNext.\n\n");
        let mut answers = vec![answer(&whole, 61), answer(e2e::mock::texts::MARKDOWN, 7)];
        answers.extend(hostile.iter().step_by(6).map(|text| answer(text, 1)));
        let count = answers.len();
        world.mock.script("hostile", answers);
        world.connect("", "hostile").await?;
        // Sees everything that is in a reply at any moment, also between two words.
        let watch = "window.caught = [];
            const ALLOWED = new Set(('article div p span a em strong del code pre ul ol li blockquote h1 h2 h3 h4 h5 h6 hr br ' +
              'table thead tbody tr th td sup sub input button details summary section header small i dl dt dd ' +
              'figure figcaption kbd mark label sotto-formula').split(' '));
            const look = (node) => {
              if (node.nodeType !== 1) return;
              for (const one of [node, ...node.querySelectorAll('*')]) {
                // What stands in formulas is judged where they are (hostile.rs).
                if (!one.closest('article') || one.namespaceURI.endsWith('MathML')) continue;
                if (!ALLOWED.has(one.localName)) caught.push('<' + one.localName + '>');
                for (const { name, value } of one.attributes) {
                  if (name.startsWith('on') || ['style', 'srcdoc', 'ping', 'formaction'].includes(name)) caught.push(name);
                  if (name === 'href' && one.localName === 'a' && !/^(https?:|mailto:|#)/.test(value)) caught.push(value);
                  if (['src', 'srcset', 'poster', 'background', 'data'].includes(name)) caught.push(name + '=' + value);
                }
                if (one.matches('a[href^=http]') && !/noopener/.test(one.rel)) caught.push('rel of ' + one.href);
              }
            };
            new MutationObserver((all) => {
              for (const one of all) { [...one.addedNodes].forEach(look); if (one.type === 'attributes') look(one.target); }
            }).observe(document.body, { subtree: true, childList: true, attributes: true });";
        page.js(watch, vec![]).await?;
        for number in 0..count {
            page.send(&format!("Number {number}")).await?;
            page.replies().counts(number + 1).await?;
            page.reply_is("finished").await?;
        }
        assert_eq!(page.js("return window.caught", vec![]).await?, json!([]));
        assert_ne!(page.title().await?, "caught");
        // The remote image is named with its host and left where it is.
        page.replies().nth(1).js("arguments[0].scrollIntoView()").await?;
        page.text(&(english().markdown.image_from)("example.com")).first().see().await
    })
    .await
}
