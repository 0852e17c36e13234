//! What somebody meets who opens the page for the first time, with nothing but a browser.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::Duration;

use e2e::Outcome;
use e2e::app::{before_number, english, korean};
use e2e::browser::Options;
use e2e::find::Find;
use e2e::page::Page;
use e2e::wait::{until, until_within};
use e2e::world::{Setup, World, story};
use serde_json::json;

/// Whether all of it can be seen without scrolling.
async fn on_first_screen(page: &Page, text: &str) -> Outcome<()> {
    let script = "const box = arguments[0].getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth";
    let seen = page.any("main").text(text).first().js(script).await?;
    assert_eq!(seen, json!(true), "on the first screen: {text}");
    Ok(())
}

/// No server was asked for anything but the page itself.
async fn asked_nobody(world: &World) -> Outcome<()> {
    assert!(world.mock.requests().is_empty());
    let (own, secure) = (world.pages.address(), world.pages.https_address());
    for asked in world.page.requests().await? {
        let mine = asked.url.starts_with(&own) || asked.url.starts_with(&secure) || asked.host().is_empty();
        assert!(mine, "asked {}", asked.url);
    }
    Ok(())
}

#[tokio::test]
async fn the_page_says_that_it_starts_before_its_program_is_there() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        world.pages.hold(".wasm");
        let page = &world.page;
        page.goto(&world.address()).await?;
        page.text(english().page.loading).see().await?;
        let painted = "const entry = performance.getEntriesByName('first-contentful-paint')[0]; return !!entry";
        until("something painted", async || Ok((page.js(painted, vec![]).await? == json!(true)).then_some(()))).await?;
        world.pages.release();
        page.textbox(english().first_visit.field).see().await?;
        page.text(english().page.loading).gone().await
    })
    .await
}

#[tokio::test]
async fn a_newcomer_sees_one_field_with_the_focus_and_nobody_is_asked() -> Outcome<()> {
    let check = async |options: Options| {
        story(Setup::default().newcomer().browser(options), async |world| {
            let (page, t) = (&world.page, &english().first_visit);
            page.textbox(t.field).focused().await?;
            for text in [english().welcome.heading, english().welcome.what, t.start, t.look, t.try_demo] {
                on_first_screen(page, text).await?;
            }
            page.composer().gone().await?;
            page.list().gone().await?;
            assert_eq!(page.overhang().await?, 0);
            asked_nobody(world).await
        })
        .await
    };
    check(Options::default()).await?;
    check(Options::phone()).await
}

/// Counts the presses of a person from here on.
async fn count_presses(page: &Page) -> Outcome<()> {
    let script =
        "window.presses = 0; addEventListener('click', (event) => { window.presses += event.isTrusted }, true)";
    page.js(script, vec![]).await.map(drop)
}

/// Sends the first message by the keyboard, where the focus is already, and waits for the first word.
async fn first_word(page: &Page) -> Outcome<()> {
    page.composer().focused().await?;
    page.type_keys("Hello").await?;
    page.press("Enter").await?;
    page.reply().says("Hello").await
}

#[tokio::test]
async fn two_presses_and_a_paste_lead_to_the_first_word_of_a_server_with_a_key() -> Outcome<()> {
    story(Setup::default().newcomer(), async |world| {
        let (page, t) = (&world.page, &english().first_visit);
        let field = page.textbox(t.field);
        field.focused().await?;
        count_presses(page).await?;
        let right = e2e::mock::place::RIGHT_KEY;
        page.insert(&format!("curl {}/models -H \"Authorization: Bearer {right}\"", world.mock.at("keyed"))).await?;
        // The key is not shown, and goes nowhere before its server was chosen.
        let shown = field.property("value").await?.unwrap_or_default();
        assert!(shown.contains('•') && !shown.contains(right), "{shown}");
        page.text(t.key_cleaned).see().await?;
        assert!(world.mock.requests().is_empty());
        page.button(&format!("127.0.0.1:{}", world.mock.port())).click().await?;
        page.button(t.start).click().await?;
        first_word(page).await?;
        assert_eq!(page.js("return window.presses", vec![]).await?, json!(2));
        let bearer = format!("Bearer {right}");
        assert_eq!(world.mock.chat(1).await?.header("authorization"), Some(bearer.as_str()));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn one_press_and_a_paste_lead_to_the_first_word_of_a_server_without_a_key() -> Outcome<()> {
    story(Setup::default().newcomer(), async |world| {
        let (page, t) = (&world.page, &english().first_visit);
        page.textbox(t.field).focused().await?;
        count_presses(page).await?;
        page.insert(&world.mock.base()).await?;
        page.button(t.start).click().await?;
        first_word(page).await?;
        assert_eq!(page.js("return window.presses", vec![]).await?, json!(1));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_presses_lead_to_the_first_word_of_a_server_on_this_computer() -> Outcome<()> {
    for (server, name) in [("localhost:11434", "Ollama"), ("localhost:8000", "llama-cpp-python")] {
        let setup = Setup::default().newcomer().expect("ERR_CONNECTION_REFUSED");
        let others = ["localhost:11434", "localhost:8080", "localhost:1234", "localhost:8000"];
        let setup = others.into_iter().filter(|other| *other != server).fold(setup, Setup::expect_host);
        story(setup.to_mock(server), async |world| {
            let (page, t) = (&world.page, &english().first_visit);
            page.textbox(t.field).focused().await?;
            assert!(world.mock.requests().is_empty(), "nothing is asked before a press");
            count_presses(page).await?;
            page.button(t.look_named).click().await?;
            page.button(&(t.take_named)(name)).click().await?;
            first_word(page).await?;
            assert_eq!(page.js("return window.presses", vec![]).await?, json!(2));
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn after_a_demo_chat_a_key_is_carried_over_the_load_and_its_server_is_reached() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().first_visit);
        page.ask("Hello", "finished").await?;
        page.new_chat().await?;
        page.textbox(t.field).focus().await?;
        page.js("window.before = true", vec![]).await?;
        page.insert(&world.mock.base()).await?;
        until("the page to be loaded again", async || {
            Ok((page.js("return window.before === undefined", vec![]).await? == json!(true)).then_some(()))
        })
        .await?;
        page.textbox(t.field).holds(&world.mock.base()).await?;
        page.button(t.start).click().await?;
        first_word(page).await?;
        assert_eq!(page.js("return sessionStorage.getItem('sotto/carried')", vec![]).await?, json!(null));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_message_with_a_key_waits_for_an_answer_and_no_draft_keeps_the_key() -> Outcome<()> {
    story(Setup::default().expect_host("api.openai.com").expect("api.openai.com"), async |world| {
        let (page, t) = (&world.page, english());
        let key = "sk-proj-AbCd1234EfGh5678IjKl";
        world.connect("", "echo").await?;
        page.send(&format!("why is {key} refused?")).await?;
        page.button(t.first_visit.send_anyway).see().await?;
        assert!(world.mock.chats().is_empty());
        page.button(t.first_visit.keep_editing).click().await?;
        page.composer().focused().await?;
        page.js("dispatchEvent(new Event('pagehide'))", vec![]).await?;
        let stored = page.stored().await?;
        assert!(stored.iter().all(|(_, text)| !text.contains(key)), "{stored:?}");
        page.press("Enter").await?;
        page.button(t.first_visit.connect_with_key).click().await?;
        page.heading(t.connections.choose_kind).see().await?;
        assert!(world.mock.chats().is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_demo_answers_at_once_without_network_or_key() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        page.composer().see().await?;
        page.offline(true).await?;
        page.ask("Is anybody there?", "finished").await?;
        page.reply().says("Is anybody there?").await?;
        let address = page.address().await?;
        assert!(address.contains("#/c/"), "{address}");
        page.entry("Is anybody there?").see().await?;
        page.offline(false).await?;
        asked_nobody(world).await
    })
    .await
}

#[tokio::test]
async fn the_demo_shows_markdown_and_thinking() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        page.ask("tour", "finished").await?;
        let reply = page.reply();
        for role in ["table", "list", "blockquote", "heading"] {
            reply.any(role).first().see().await?;
        }
        for css in ["pre code", "strong", "em", "del", "sup a", "input[type=checkbox][disabled], [role=checkbox]"] {
            reply.css(css).first().see().await?;
        }
        reply.button(english().chat.copy).first().see().await?;

        page.ask("thinking", "finished").await?;
        let thoughts = page.reply().css("details.thinking");
        thoughts.see().await?;
        let folded = "return !arguments[0].open && !arguments[0].querySelector('p')";
        assert_eq!(thoughts.js(folded).await?, json!(true), "folded at first");
        thoughts.css("summary").click().await?;
        thoughts.css("p").first().see().await?;
        asked_nobody(world).await
    })
    .await
}

#[tokio::test]
async fn the_demo_fails_on_request_and_goes_on_when_asked_to() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.ask("failing", "interrupted").await?;
        let partial = page.reply().css(".markdown, .bubble > *").first().read().await?;
        assert!(!partial.is_empty());
        page.reply_button(t.chat.go_on).click().await?;
        page.reply_is("finished").await?;
        page.replies().counts(1).await?;
        page.reply().says(&partial).await?;
        asked_nobody(world).await
    })
    .await
}

#[tokio::test]
async fn a_slow_reply_is_awaited_aloud_and_can_be_stopped() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.send("slow").await?;
        let hint = page.reply().text(before_number(&(t.reply.silent)(11)));
        // The one real wait of all stories: the hint comes after ten silent seconds.
        until_within(Duration::from_secs(30), "a word about the silence", async || {
            Ok((hint.count().await? > 0).then_some(()))
        })
        .await?;
        page.button(t.chat.stop).first().click().await?;
        page.reply_is("stopped").await?;
        page.composer().focused().await
    })
    .await
}

#[tokio::test]
async fn a_browser_that_prefers_korean_is_met_in_korean() -> Outcome<()> {
    story(Setup::default().browser(Options::default().language("ko-KR")), async |world| {
        let (page, t) = (&world.page, korean());
        page.heading(t.welcome.heading).see().await?;
        page.textbox(t.first_visit.field).see().await?;
        let composer = page.textbox(t.chat.message);
        composer.see().await?;
        assert_eq!(page.js("return document.documentElement.lang", vec![]).await?, json!("ko"));
        composer.focus().await?;
        page.insert("안녕하세요").await?;
        page.press("Enter").await?;
        let reply = page.part("article", t.chat.reply);
        reply.has("data-reply", Some("finished")).await?;
        reply.says("안녕하세요").await?;
        assert!(!page.outline().await?.contains(english().chat.send), "a mix of languages");
        asked_nobody(world).await
    })
    .await
}

#[tokio::test]
async fn the_keyboard_alone_is_enough() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.composer().focused().await?;
        page.type_keys("by keys alone").await?;
        page.press("Enter").await?;
        page.reply_is("finished").await?;
        page.composer().focused().await?;
        // Every stop on the way round can be seen, and the way comes round.
        let stop = "const at = document.activeElement;
            if (at === document.body) return null;
            const style = getComputedStyle(at), box = at.getBoundingClientRect();
            return [at.id || at.getAttribute('aria-label') || at.textContent, at.matches(':focus-visible'),
              style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.matches('textarea, input'),
              box.width > 0 && box.height > 0]";
        let mut stops = Vec::new();
        for _ in 0..60 {
            page.press("Tab").await?;
            let Some((name, focus, ring, size)) =
                serde_json::from_value::<Option<(String, bool, bool, bool)>>(page.js(stop, vec![]).await?)?
            else {
                continue;
            };
            assert!(focus && ring && size, "{name}: focus {focus}, ring {ring}, size {size}");
            if stops.contains(&name) && name == "composer" {
                break;
            }
            stops.push(name);
        }
        assert!(stops.iter().any(|name| name == "composer"), "{stops:?}");
        for name in [t.chat.skip, t.history.new_chat, t.history.settings, t.chat.panel, t.chat.retry, t.chat.copy] {
            assert!(stops.iter().any(|stop| stop.contains(name)), "{name} is not among {stops:?}");
        }
        // Past the list of conversations by one press.
        page.button(t.chat.skip).focus().await?;
        page.press("Enter").await?;
        page.composer().focused().await?;
        asked_nobody(world).await
    })
    .await
}
