//! Several tabs on one history: what one receives the others show as it comes, and nothing is lost or doubled.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::page::Page;
use e2e::wait::until;
use e2e::world::{Setup, World, story};

async fn open(world: &World, address: &str) -> Outcome<Page> {
    let tab = world.browser.tab().await?;
    tab.goto(address).await?;
    Ok(tab)
}

#[tokio::test]
async fn a_reply_is_followed_in_every_tab_while_it_comes_and_is_there_once_in_each() -> Outcome<()> {
    story(Setup::default(), async |world| {
        world.connect("", "echo~120").await?;
        let first = world.page.clone();
        first.ask("Begin", "finished").await?;
        let address = first.address().await?;
        // One tab is there before the reply begins, one comes in the middle of it.
        let second = open(world, &address).await?;
        second.replies().counts(1).await?;
        first.front().await?;
        let words: Vec<String> = (0..80).map(|word| format!("word{word}")).collect();
        first.send(&words.join(" ")).await?;
        first.replies().counts(2).await?;
        second.front().await?;
        second.replies().counts(2).await?;
        second.reply_is("growing").await?;
        second.reply().says("word3 word4").await?;
        let third = open(world, &address).await?;
        third.replies().counts(2).await?;
        third.reply_is("growing").await?;
        // Not a second time, as long as it comes in there.
        third.send("Me too").await?;
        third.text("Another tab receives a reply in this chat.").see().await?;
        third.composer().holds("Me too").await?;
        for tab in [&second, &third, &first] {
            tab.front().await?;
            tab.reply_is("finished").await?;
            tab.reply().says("word78 word79").await?;
            tab.replies().counts(2).await?;
        }
        third.front().await?;
        third.press("End").await?;
        third.ask(", after it", "finished").await?;
        for tab in [&second, &first, &third] {
            tab.front().await?;
            tab.replies().counts(3).await?;
            tab.reply().says("Me too, after it").await?;
            tab.reload().await?;
            tab.replies().counts(3).await?;
            tab.questions().counts(3).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_tab_that_is_closed_in_the_middle_leaves_what_came_to_the_others() -> Outcome<()> {
    story(Setup::default(), async |world| {
        world.connect("", "echo~120").await?;
        world.page.ask("Begin", "finished").await?;
        let address = world.page.address().await?;
        let writer = open(world, &address).await?;
        writer.replies().counts(1).await?;
        let words: Vec<String> = (0..200).map(|word| format!("word{word}")).collect();
        writer.send(&words.join(" ")).await?;
        writer.reply().says("word5").await?;
        writer.close().await?;
        let page = &world.page;
        page.front().await?;
        page.replies().counts(2).await?;
        page.reply_is("interrupted").await?;
        page.reply().says("word4").await?;
        page.reply_button(english().chat.go_on).see().await
    })
    .await
}

#[tokio::test]
async fn three_tabs_that_write_the_same_chat_in_turn_lose_and_double_nothing() -> Outcome<()> {
    story(Setup::default(), async |world| {
        world.connect("", "echo").await?;
        let first = world.page.clone();
        first.ask("turn 0", "finished").await?;
        let address = first.address().await?;
        let tabs = [first, open(world, &address).await?, open(world, &address).await?];
        for turn in 1..10 {
            let tab = &tabs[turn % 3];
            tab.front().await?;
            tab.replies().counts(turn).await?;
            tab.ask(&format!("turn {turn}"), "finished").await?;
        }
        for tab in &tabs {
            tab.front().await?;
            tab.replies().counts(10).await?;
            tab.reload().await?;
            tab.questions().counts(10).await?;
            for turn in 0..10 {
                tab.questions().nth(turn).says(&format!("turn {turn}")).await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn of_two_tabs_that_send_in_the_same_instant_one_asks_and_the_other_keeps_its_words() -> Outcome<()> {
    story(Setup::default(), async |world| {
        world.connect("", "echo~60").await?;
        let first = world.page.clone();
        first.ask("Begin", "finished").await?;
        let address = first.address().await?;
        let second = open(world, &address).await?;
        for round in 1..=4 {
            let asked = world.mock.chats().len();
            // Long enough for the other tab to hear of it while it comes.
            let said =
                |words: &str, round: usize| format!("{words} {round} and a few words more so that it takes a while");
            // The second sends as soon as it hears that the first does, before it can hear of what was sent.
            let enter = "const send = () => document.activeElement.dispatchEvent(
                    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
                document.querySelector('#composer').focus();
                const channel = new BroadcastChannel('together');";
            for (tab, words) in [(&second, "two"), (&first, "one")] {
                tab.front().await?;
                tab.replies().counts(round).await?;
                tab.composer().fill(&said(words, round)).await?;
                if words == "two" {
                    tab.js(&[enter, "channel.onmessage = () => { channel.close(); send() }"].concat(), vec![]).await?;
                }
            }
            first.js(&[enter, "channel.postMessage(''); send(); channel.close()"].concat(), vec![]).await?;
            for tab in [&first, &second] {
                tab.front().await?;
                tab.replies().counts(round + 1).await?;
                tab.reply_is("finished").await?;
            }
            assert_eq!(world.mock.chats().len(), asked + 1, "one of them asks");
            // One was sent; the other stands where it was typed, for its writer to send now or never.
            let sent = first.questions().last().read().await?;
            let (waits, words) = if sent.contains("one ") { (&second, "two") } else { (&first, "one") };
            waits.front().await?;
            waits.composer().holds(&said(words, round)).await?;
            waits.composer().fill("").await?;
        }
        for tab in [&first, &second] {
            tab.front().await?;
            tab.reload().await?;
            tab.replies().counts(5).await?;
            tab.questions().counts(5).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn everything_is_deleted_in_every_tab_and_nothing_comes_back() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        page.ask("Forget me", "finished").await?;
        let address = page.address().await?;
        let other = open(world, &address).await?;
        other.replies().counts(1).await?;
        page.front().await?;
        page.go("#/settings").await?;
        let t = &english().settings;
        page.text("One chat is stored here.").see().await?;
        page.text(" MB this browser allows.").see().await?;
        page.button(t.delete_all).click().await?;
        page.text(t.delete_all_about).see().await?;
        page.button(t.delete_all_now).click().await?;
        page.entry("Forget me").gone().await?;
        other.front().await?;
        other.entry("Forget me").gone().await?;
        for tab in [page, &other] {
            tab.front().await?;
            tab.reload().await?;
            tab.textbox(english().first_visit.field).see().await?;
            tab.entry("Forget me").gone().await?;
        }
        until("the storage to be empty", async || {
            let stored = page.stored().await?;
            Ok((!stored.iter().any(|(_, text)| text.contains("Forget me"))).then_some(()))
        })
        .await?;
        world.reopen().await?;
        world.page.textbox(english().first_visit.field).see().await?;
        world.page.entry("Forget me").gone().await
    })
    .await
}

#[tokio::test]
async fn a_temporary_chat_leaves_no_trace() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().history);
        page.button(t.temporary).click().await?;
        page.text(t.temporary_about).see().await?;
        page.ask("Between us", "finished").await?;
        page.text(t.temporary_about).see().await?;
        page.entry("Between us").gone().await?;
        page.new_chat().await?;
        page.ask("On the record", "finished").await?;
        page.reload().await?;
        page.entry("On the record").see().await?;
        page.entry("Between us").gone().await?;
        let script = "return new Promise((done) => { const open = indexedDB.open('sotto'); open.onsuccess = () => {
            const texts = open.result.transaction('sotto').objectStore('sotto').getAll();
            texts.onsuccess = () => { open.result.close(); done(JSON.stringify([texts.result, {...localStorage}])) } } })";
        let all = page.js(script, Vec::new()).await?;
        let all = all.as_str().unwrap_or_default();
        assert!(all.contains("On the record") && !all.contains("Between us"), "{all}");
        Ok(())
    })
    .await
}
