//! Finding again what was said: in every conversation while one types, and inside the one on the page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::Duration;

use e2e::Outcome;
use e2e::app::english;
use e2e::bench::seed::Seed;
use e2e::find::Find;
use e2e::page::Page;
use e2e::wait::{until, until_within};
use e2e::world::{Setup, World, story};
use serde_json::json;

/// What is marked on the page: at the place one was sent to.
async fn marked(page: &Page, text: &str) -> Outcome<()> {
    let script = "return [...(CSS.highlights.get('found-here') ?? [])].map(range => {
        const at = range.getBoundingClientRect(), page = document.querySelector('.transcript').getBoundingClientRect();
        return [range.toString(), at.top >= page.top && at.bottom <= page.bottom] })";
    let wanted = json!([[text, true]]);
    let seen = async || Ok((page.js(script, vec![]).await? == wanted).then_some(()));
    until(&format!("{text:?} marked and in view"), seen).await
}

/// Every conversation that the stored index knows.
async fn indexed(page: &Page) -> Outcome<Vec<String>> {
    let script = "return new Promise((done) => { const open = indexedDB.open('sotto-search'); open.onerror = () => done([]);
        open.onupgradeneeded = (event) => event.target.transaction.abort();
        open.onsuccess = () => { const store = open.result.transaction('sotto-search').objectStore('sotto-search');
          const all = store.getAll(IDBKeyRange.bound('head/', 'head/\\uffff'));
          all.onsuccess = () => { open.result.close(); done(all.result.map((head) =>
            [...new TextDecoder('latin1').decode(head).matchAll(/[0-9a-z]+-[0-9a-z]+/g)].map((id) => id[0])).flat()) } } })";
    Ok(serde_json::from_value(page.js(script, Vec::new()).await?)?)
}

async fn search(page: &Page, text: &str) -> Outcome<()> {
    page.role("searchbox", english().history.search_label).fill(text).await
}

fn id(address: &str) -> String {
    address.rsplit_once("#/c/").unwrap().1.to_owned()
}

async fn is_indexed(page: &Page, id: &str, yes: bool) -> Outcome<()> {
    let look = async || Ok((indexed(page).await?.iter().any(|held| held == id) == yes).then_some(()));
    until_within(Duration::from_secs(30), "the index", look).await
}

#[tokio::test]
async fn what_was_said_is_found_while_one_types_and_the_way_leads_to_the_very_message() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let t = &english().search;
        world.connect("", "echo").await?;
        let page = world.page.clone();
        page.ask("하얀 고래는 어떻게 잠을 자나요?", "finished").await?;
        let whales = id(&page.address().await?);
        for number in 0..12 {
            page.ask(
                &format!("Filler {number} of the same chat, about nothing at all. {}", "More words. ".repeat(30)),
                "finished",
            )
            .await?;
        }
        page.new_chat().await?;
        page.ask("鯨はどう眠りますか", "finished").await?;
        page.new_chat().await?;
        page.ask("How does a Sperm-Whale sleep?", "finished").await?;

        search(&page, "고래").await?;
        page.list().css(".found > li").counts(1).await?;
        page.list().text((t.found)(1).as_str()).see().await?;
        let said = page.list().css(".found .said mark").first();
        said.says("고래").await?;
        said.click().await?;
        page.questions().first().see().await?;
        marked(&page, "고래").await?;
        assert_eq!(id(&page.address().await?), whales);

        for (typed, count, expected) in
            [("whale sperm", 1, "Whale"), ("眠り", 1, "眠り"), ("\"SPERM-whale sleep\"", 1, "Sperm-Whale sleep")]
        {
            search(&page, typed).await?;
            page.list().css(".found > li").counts(count).await?;
            page.list().css(".found .said mark").last().says(expected).await?;
        }
        search(&page, "고래 whale").await?;
        page.list().text(t.nothing).see().await?;

        // The index is stored, and found with after the page is loaded again.
        is_indexed(&page, &whales, true).await?;
        world.reopen().await?;
        let page = world.page.clone();
        search(&page, "고래").await?;
        page.list().css(".found > li").counts(1).await?;

        // What is deleted is no longer found, and leaves the index.
        page.list().css(".found .title a").click().await?;
        page.questions().first().see().await?;
        page.menu(english().history.delete).await?;
        page.notice().see().await?;
        search(&page, "").await?;
        search(&page, "고래").await?;
        page.list().text(t.nothing).see().await?;
        is_indexed(&page, &whales, false).await
    })
    .await
}

#[tokio::test]
async fn the_keyboard_leads_from_the_field_to_a_version_that_was_not_shown() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let t = english();
        world.connect("", "echo").await?;
        let page = &world.page;
        page.ask("An ordinary question", "finished").await?;
        page.ask("The first wording, with a narwhal", "finished").await?;
        page.ask("And on it goes", "finished").await?;
        // Its actions take presses once the pointer is over the message.
        page.questions().nth(1).hover().await?;
        page.questions().nth(1).button(t.chat.edit).click().await?;
        page.textbox(t.chat.edit_box).fill("Another wording").await?;
        page.button(t.chat.save_and_send).click().await?;
        page.reply_is("finished").await?;
        page.reply().says("Another wording").await?;

        page.press("Control+k").await?;
        page.role("searchbox", t.history.search_label).focused().await?;
        page.type_keys("narwhal").await?;
        page.list().css(".found .said").counts(2).await?;
        page.press("ArrowDown").await?;
        page.list().css(".found .title a").focused().await?;
        page.press("ArrowDown").await?;
        page.press("Enter").await?;
        page.questions().nth(1).says("The first wording, with a narwhal").await?;
        marked(page, "narwhal").await?;
        page.reply().says("And on it goes").await?;

        page.press("Control+k").await?;
        page.role("searchbox", t.history.search_label).focused().await?;
        page.press("Escape").await?;
        page.role("searchbox", t.history.search_label).holds("").await?;
        page.entry("An ordinary question").see().await
    })
    .await
}

/// A conversation of many messages, open.
async fn long(world: &World, count: usize) -> Outcome<()> {
    let page = &world.page;
    let seed = Seed::of(&world.mock.base(), 1, count, "Some words.\n\nAnd a few more words here.", 300)?;
    page.goto(&format!("{}nothing-here", world.address())).await?;
    seed.plant(page).await?;
    page.goto(&format!("{}{}", world.address(), seed.last.unwrap())).await?;
    let there = "return document.querySelectorAll('.turn').length > 0";
    until("messages", async || Ok((page.js(there, vec![]).await? == json!(true)).then_some(()))).await
}

#[tokio::test]
async fn a_long_conversation_is_searched_inside_on_the_browsers_own_keys() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        let (page, t) = (&world.page, &english().search);
        long(world, 300).await?;
        page.composer().focus().await?;
        page.press("Control+f").await?;
        let field = page.css(".inside input");
        field.focused().await?;
        let place = page.css(".inside [role=status]");
        page.type_keys("question 4").await?;
        // 4, 40 to 48; those at the end are the first from where one reads, so it begins anew.
        place.says(&(t.place)(1, 6, false)).await?;
        marked(page, "Question 4").await?;
        page.press("Enter").await?;
        place.says(&(t.place)(2, 6, false)).await?;
        page.press("Shift+Enter").await?;
        page.press("Shift+Enter").await?;
        place.says(&(t.place)(6, 6, false)).await?;
        marked(page, "Question 4").await?;
        page.type_keys("x").await?;
        place.says(t.no_place).await?;

        // Heard last: whoever wanted to keep it from the browser has done so.
        let listen = "addEventListener('keydown', (event) => setTimeout(() => { window.kept = event.defaultPrevented }), { once: true })";
        page.js(listen, vec![]).await?;
        page.press("Control+f").await?;
        let kept = async || Ok(page.js("return window.kept ?? null", vec![]).await?.as_bool());
        assert!(!until("the key", kept).await?, "pressed again, it is the browser's own");
        page.press("Escape").await?;
        field.gone().await?;
        page.composer().focused().await
    })
    .await
}

#[tokio::test]
async fn without_a_database_what_is_there_is_looked_through_as_it_stands() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        let refuse =
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } })";
        let page = &world.page;
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": refuse })).await?;
        page.goto(&world.address()).await?;
        page.try_demo().await?;
        page.ask("Where do narwhals go in winter?", "finished").await?;
        page.new_chat().await?;
        page.ask("Something else", "finished").await?;
        search(page, "narwhal").await?;
        page.list().css(".found > li").counts(1).await?;
        page.list().css(".found .said").first().click().await?;
        marked(page, "narwhal").await
    })
    .await
}

#[tokio::test]
async fn the_enter_that_confirms_a_word_opens_no_hit() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "echo").await?;
        page.ask("今日の会議は何時ですか", "finished").await?;
        let meeting = page.address().await?;
        page.new_chat().await?;
        page.ask("Something else", "finished").await?;
        let here = page.address().await?;
        search(page, "会議").await?;
        page.css(".found a").first().see().await?;
        page.role("searchbox", english().history.search_label).focus().await?;
        // Safari: the composition has ended, and only the key code tells.
        page.key_as(json!({ "key": "Enter", "code": "Enter", "keyCode": 229 })).await?;
        page.role("searchbox", english().history.search_label).focused().await?;
        assert_eq!(page.address().await?, here, "nothing is opened");
        page.key_as(json!({ "key": "Escape", "code": "Escape", "keyCode": 229 })).await?;
        page.role("searchbox", english().history.search_label).holds("会議").await?;
        page.key_as(json!({ "key": "Enter", "code": "Enter", "keyCode": 13 })).await?;
        until("the first hit", async || Ok(page.address().await?.starts_with(meeting.as_str()).then_some(()))).await
    })
    .await
}
