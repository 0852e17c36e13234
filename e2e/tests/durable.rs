//! The history under a browser that is killed, refuses a database, or has lost one of its two storages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::mock::log::{Entry, Happening};
use e2e::wait::{breathe, until};
use e2e::world::{Setup, World, story};
use sotto::domain::message::Interruption;

/// How often the browser is killed in a usual run; `SOTTO_KILLS` says otherwise.
const KILLS: u64 = 4;

/// What may be lost: less than what was sent in the last second, in milliseconds.
const PROMISE: u64 = 1_000;

/// Words that are all different, so that nothing can be there twice unnoticed.
fn question(number: u64) -> String {
    let words: Vec<String> = (0..150).map(|word| format!("w{number}x{word}")).collect();
    words.join(" ")
}

/// What the server had sent of its answer by that moment.
fn sent(chat: &Entry, until: u64) -> String {
    let said = chat.events.iter().filter(|event| event.at_ms <= until).filter_map(|event| match &event.what {
        Happening::Said { text } => Some(text.as_str()),
        _ => None,
    });
    said.collect()
}

/// The text of the last reply on the page.
async fn words(world: &World) -> Outcome<String> {
    let script = "return [...document.querySelectorAll('article[data-role=assistant]')].pop()?.querySelector('.md')?.textContent ?? ''";
    Ok(world.page.js(script, Vec::new()).await?.as_str().unwrap_or_default().trim_end().to_owned())
}

/// Everything in the durable level, key and text.
async fn rows(world: &World) -> Outcome<Vec<(String, String)>> {
    let script = "return new Promise((done) => { const open = indexedDB.open('sotto'); open.onsuccess = () => {
        const store = open.result.transaction('sotto').objectStore('sotto');
        const keys = store.getAllKeys(), texts = store.getAll();
        texts.onsuccess = () => { open.result.close(); done(keys.result.map((key, at) => [key, texts.result[at]])) } } })";
    Ok(serde_json::from_value(world.page.js(script, Vec::new()).await?)?)
}

#[tokio::test]
async fn a_browser_killed_while_a_reply_streams_loses_at_most_a_second_of_it() -> Outcome<()> {
    let kills = std::env::var("SOTTO_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    story(Setup::default(), async |world| {
        world.connect("", "echo~40").await?;
        let mut kept = Vec::new();
        let mut worst = 0;
        for number in 1..=kills {
            let question = question(number);
            let chats = world.mock.chats().len();
            world.page.send(&question).await?;
            let begun = world.mock.chat(chats + 1).await?;
            // Any moment of the stream, from its first word to shortly before its last.
            let clock = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
            let moment = u64::from(clock.subsec_nanos()) / 1_000 * 2_654_435_761 % 5_000;
            breathe(moment).await;
            let killed = world.kill();
            let chat = world.mock.requests().into_iter().find(|entry| entry.id == begun.id).unwrap();
            world.revive().await?;

            let page = &world.page;
            page.entry(&sotto::domain::history::title(&question)).click().await?;
            page.questions().says(&question).await?;
            let (all, owed) = (sent(&chat, killed + 50), sent(&chat, killed.saturating_sub(PROMISE)));
            // What the other level has comes a moment after the page.
            let text = until(&format!("what was sent before kill {number} at {moment} ms"), async || {
                let text = words(world).await?;
                let characters = u32::try_from(text.chars().count())?;
                let reply = page.reply().read().await?;
                // The space after the last word counts as well.
                let ending = |more| (english().reply.interrupted)(Interruption::PageClosed, characters + more);
                let said = reply.contains(&ending(0)) || reply.contains(&ending(1));
                Ok((said && text.len() >= owed.trim_end().len()).then_some(text))
            })
            .await?;
            assert!(all.starts_with(&text), "kill {number}: {text:?} is not how {all:?} begins");
            page.reply_is("interrupted").await?;
            if !text.is_empty() {
                page.reply_button(english().chat.go_on).see().await?;
            }
            let at = |text: &str| text.split_whitespace().count();
            let lost = (at(&sent(&chat, killed)) - at(&text).min(at(&sent(&chat, killed)))) * 40;
            worst = worst.max(lost);
            println!("kill {number}: after {moment} ms, {} words sent, {} there", at(&sent(&chat, killed)), at(&text));
            kept.push((question, text));
            page.new_chat().await?;
        }
        println!("{kills} kills survived; at most {worst} ms of a reply were lost");
        // Everything before is still there, once.
        for (question, text) in &kept {
            let page = &world.page;
            page.entry(&sotto::domain::history::title(question)).click().await?;
            page.questions().says(question).await?;
            page.questions().counts(1).await?;
            page.replies().counts(1).await?;
            page.reply().says(text).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_one_storage_lost_the_other_still_has() -> Outcome<()> {
    story(Setup::default(), async |world| {
        world.connect("", "echo").await?;
        world.page.ask("Keep this", "finished").await?;
        world.page.ask("And this", "finished").await?;
        until("the rows of two turns", async || {
            Ok((rows(world).await?.iter().filter(|(key, _)| key.starts_with("m/")).count() == 4).then_some(()))
        })
        .await?;
        world.page.js("localStorage.clear()", Vec::new()).await?;
        world.reopen().await?;
        world.page.entry("Keep this").click().await?;
        world.page.replies().counts(2).await?;
        world.page.reply().says("And this").await?;
        world.page.ask("Still connected", "finished").await?;

        let script = "return new Promise((done) => { const gone = indexedDB.deleteDatabase('sotto');
            gone.onsuccess = gone.onblocked = () => done(true) })";
        world.page.js(script, Vec::new()).await?;
        world.reopen().await?;
        world.page.entry("Keep this").click().await?;
        world.page.replies().counts(3).await?;
        until("the rows to be written again", async || {
            Ok((rows(world).await?.iter().filter(|(key, _)| key.starts_with("m/")).count() == 6).then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn without_a_database_the_page_says_so_and_carries_on() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        let refuse =
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError') } })";
        let source = serde_json::json!({ "source": refuse });
        world.page.cdp("Page.addScriptToEvaluateOnNewDocument", source).await?;
        world.page.goto(&world.address()).await?;
        let page = &world.page;
        page.try_demo().await?;
        page.ask("Hello", "finished").await?;
        page.text(english().history.fragile).see().await?;
        page.reload().await?;
        page.entry("Hello").click().await?;
        page.replies().counts(1).await?;
        let stored = page.stored().await?;
        assert!(stored.iter().any(|(name, _)| name.starts_with("sotto/c/")));
        Ok(())
    })
    .await
}
