//! Coming back: what is kept, under which address, and what becomes of it in several tabs and in a full storage.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::wait::until;
use e2e::world::{Setup, story};
use serde_json::json;
use sotto::domain::error::StorageProblem;
use sotto::domain::message::Interruption;

#[tokio::test]
async fn everything_is_there_again_tomorrow() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = world.page.clone();
        world.connect("", "markdown").await?;
        page.ask("What can you do?", "finished").await?;
        let address = page.address().await?;
        page.choose_model("echo").await?;
        page.ask("And again?", "finished").await?;
        page.write("A thought for later").await?;
        page.new_chat().await?;
        page.write("Another one").await?;
        page.reload().await?;
        page.composer().holds("Another one").await?;

        world.reopen().await?;
        let page = &world.page;
        page.composer().holds("Another one").await?;
        page.entry("What can you do?").click().await?;
        assert_eq!(page.address().await?, address);
        page.replies().counts(2).await?;
        page.replies().first().heading("A tour of markdown").see().await?;
        page.reply().says("And again?").await?;
        page.composer().holds("A thought for later").await?;
        page.press("End").await?;
        page.ask(", and now", "finished").await?;
        page.reply().says("A thought for later, and now").await?;
        page.composer().holds("").await
    })
    .await
}

#[tokio::test]
async fn every_conversation_has_an_address_and_back_leads_back() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().history);
        page.ask("First", "finished").await?;
        let first = page.address().await?;
        page.new_chat().await?;
        page.ask("Second", "finished").await?;
        let second = page.address().await?;
        assert!(first != second && first.contains("#/c/") && second.contains("#/c/"), "{first} {second}");
        page.entry("First").click().await?;
        page.questions().says("First").await?;
        page.entry("First").has("aria-current", Some("page")).await?;
        page.back().await?;
        page.questions().says("Second").await?;
        page.go("#/settings").await?;
        page.heading(english().settings.heading).see().await?;
        page.back().await?;
        page.questions().says("Second").await?;
        page.goto(&first).await?;
        page.questions().says("First").await?;
        page.go("#/c/nobody-1").await?;
        page.notice().says(t.not_found).await
    })
    .await
}

#[tokio::test]
async fn conversations_are_named_by_their_first_question_renamed_searched_and_deleted() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().history);
        page.ask("How do whales sleep?\nI mean the big ones.", "finished").await?;
        page.entry("How do whales sleep?").see().await?;
        page.heading("How do whales sleep?").see().await?;
        page.new_chat().await?;
        page.ask("Something else", "finished").await?;

        let whales = page.entry("How do whales sleep?");
        whales.focus().await?;
        page.press("F2").await?;
        let title = page.textbox(t.title);
        title.focused().await?;
        page.type_keys("Whales").await?;
        page.press("Enter").await?;
        page.entry("Whales").see().await?;
        whales.gone().await?;
        page.menu(t.rename).await?;
        page.textbox(t.title).focused().await?;
        page.type_keys("Odds and ends").await?;
        page.press("Enter").await?;
        page.heading("Odds and ends").see().await?;
        page.entry("Odds and ends").see().await?;

        let search = page.role("searchbox", t.search_label);
        search.type_keys("WHALE").await?;
        page.entry("Odds and ends").gone().await?;
        page.entry("Whales").see().await?;
        search.type_keys("x").await?;
        page.text(english().search.nothing).see().await?;
        page.press("Escape").await?;
        page.entry("Odds and ends").see().await?;

        page.entry("Whales").focus().await?;
        page.press("Delete").await?;
        page.notice().says(&(t.conversation_deleted)("Whales")).await?;
        page.entry("Whales").gone().await?;
        page.notice().button(t.undo).click().await?;
        page.entry("Whales").click().await?;
        page.questions().says("How do whales sleep?").await?;
        page.menu(t.delete).await?;
        page.notice().see().await?;
        page.entry("Whales").gone().await?;
        page.reload().await?;
        page.entry("Odds and ends").see().await?;
        page.entry("Whales").gone().await
    })
    .await
}

#[tokio::test]
async fn a_reply_that_runs_while_the_page_is_loaded_again_is_kept_as_far_as_it_came() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "gate:door").await?;
        page.send("Will you be there?").await?;
        world.mock.held("door").await?;
        page.reply().says("One two three").await?;
        page.reload().await?;
        world.mock.abort().await?;
        page.reply_is("interrupted").await?;
        page.reply().says("One two three").await?;
        page.reply().says(&(t.reply.interrupted)(Interruption::PageClosed, 14)).await?;
        page.choose_model("echo").await?;
        page.reply_button(t.chat.go_on).click().await?;
        page.reply_is("finished").await?;
        page.replies().counts(1).await?;
        page.reply().says("One two three").await
    })
    .await
}

#[tokio::test]
async fn a_page_that_was_frozen_goes_on_with_its_reply() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "gate:door").await?;
        page.send("Will you wake up?").await?;
        world.mock.held("door").await?;
        page.reply().says("One two three").await?;
        page.cdp("Page.setWebLifecycleState", json!({ "state": "frozen" })).await?;
        world.mock.open("door");
        page.cdp("Page.setWebLifecycleState", json!({ "state": "active" })).await?;
        page.reply_is("finished").await?;
        page.reload().await?;
        page.reply_is("finished").await?;
        page.replies().counts(1).await?;
        page.reply().says("One two three").await
    })
    .await
}

#[tokio::test]
async fn who_comes_back_to_a_page_that_the_browser_kept_finds_its_reply_still_coming_in() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "gate:door").await?;
        page.send("Will you be there?").await?;
        world.mock.held("door").await?;
        page.reply().says("One two three").await?;
        page.js("window.kept = true; location.href = './icon.svg'", Vec::new()).await?;
        until("the other page", async || {
            let gone =
                page.js("return location.href.includes('icon') && document.readyState === 'complete'", Vec::new());
            Ok((gone.await? == json!(true)).then_some(()))
        })
        .await?;
        page.js("history.back()", Vec::new()).await?;
        page.reply().says("One two three").await?;
        // A browser short of memory loads it anew.
        let kept = page.js("return window.kept ?? false", Vec::new()).await? == json!(true);
        world.mock.open("door");
        let end = if kept { "finished" } else { "interrupted" };
        page.reply_is(end).await?;
        page.reload().await?;
        page.reply_is(end).await?;
        page.replies().counts(1).await?;
        page.reply().says("One two three").await
    })
    .await
}

#[tokio::test]
async fn two_tabs_see_each_other_and_lose_nothing() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = world.page.clone();
        world.connect("", "echo").await?;
        page.ask("From the first tab", "finished").await?;
        let address = page.address().await?;
        let other = world.browser.tab().await?;
        other.goto(&address).await?;
        other.reply().says("From the first tab").await?;
        other.ask("From the second tab", "finished").await?;
        page.front().await?;
        page.reply().says("From the second tab").await?;
        page.ask("Thanks, from the first", "finished").await?;
        other.front().await?;
        other.reply().says("Thanks, from the first").await?;
        assert_eq!(other.replies().count().await?, 3);

        // One after the other, in the same conversation: what is typed meanwhile waits, and each keeps the other's words.
        other.choose_model("gate:both").await?;
        other.send("Second, at once").await?;
        world.mock.held("both").await?;
        page.front().await?;
        page.reply_is("growing").await?;
        page.choose_model("echo").await?;
        page.send("First, at once").await?;
        page.text("Another tab receives a reply in this chat.").see().await?;
        world.mock.open("both");
        page.reply_is("finished").await?;
        page.reply().says("One two three four five six.").await?;
        page.press("Enter").await?;
        page.reply().says("First, at once").await?;
        page.reply_is("finished").await?;
        for tab in [&page, &other] {
            tab.reload().await?;
            tab.questions().first().see().await?;
            let kept = tab.stored().await?;
            let text: String =
                kept.into_iter().filter(|(name, _)| name.starts_with("sotto/c/")).map(|(_, value)| value).collect();
            for words in ["First, at once", "Second, at once", "One two three four five six."] {
                assert!(text.contains(words), "{words} is gone");
            }
        }

        // A new conversation, a deleted one and the settings arrive too.
        other.new_chat().await?;
        other.ask("Brand new", "finished").await?;
        page.entry("Brand new").see().await?;
        other.menu(english().history.delete).await?;
        page.entry("Brand new").gone().await?;
        other.close().await
    })
    .await
}

#[tokio::test]
async fn a_full_storage_loses_nothing_on_screen_and_says_so() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.ask("Before", "finished").await?;
        let fill = "let size = 1 << 20, number = 0;
            while (size >= 1) {
              try { localStorage.setItem('filler-' + number++, 'x'.repeat(size)); } catch { size >>= 1; }
            }
            return number";
        page.js(fill, vec![]).await?;
        // One level alone is enough.
        page.ask("In the other level", "finished").await?;
        let refuse = "window.put = IDBObjectStore.prototype.put;
            IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }";
        page.js(refuse, vec![]).await?;
        page.ask("While nothing fits", "finished").await?;
        page.reply().says("While nothing fits").await?;
        page.text(&(t.faults.storage)(StorageProblem::Full).sentence).see().await?;
        page.text(t.history.not_saved).see().await?;
        page.js("IDBObjectStore.prototype.put = window.put", vec![]).await?;
        page.ask("After", "finished").await?;
        page.text(t.history.not_saved).gone().await?;
        page.reload().await?;
        page.replies().counts(4).await?;
        page.questions().nth(1).says("In the other level").await?;
        page.questions().nth(2).says("While nothing fits").await
    })
    .await
}

#[tokio::test]
async fn a_damaged_record_costs_nothing_else_and_is_left_as_it_is() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.ask("To be damaged", "finished").await?;
        let address = page.address().await?;
        let id = address.split("#/c/").nth(1).unwrap().to_owned();
        page.new_chat().await?;
        page.ask("To be kept", "finished").await?;
        page.js("localStorage.setItem('sotto/c/' + arguments[0], '{broken')", vec![json!(id)]).await?;
        let script = "const id = arguments[0]; return new Promise((done) => { const open = indexedDB.open('sotto');
            open.onsuccess = () => { const all = open.result.transaction('sotto', 'readwrite').objectStore('sotto');
            all.getAllKeys().onsuccess = (event) => {
                for (const key of event.target.result) if (key.includes('/' + id)) all.put('{broken', key) };
            all.transaction.oncomplete = () => { open.result.close(); done(true) } } })";
        page.js(script, vec![json!(id)]).await?;
        page.reload().await?;
        page.reply().says("To be kept").await?;
        page.goto(&address).await?;
        page.text(&(t.history.unreadable)(1)).see().await?;
        let kept = page.stored().await?;
        assert!(kept.iter().any(|(_, value)| value == "{broken"), "what cannot be read is left");
        page.entry("To be kept").click().await?;
        page.reply().says("To be kept").await
    })
    .await
}
