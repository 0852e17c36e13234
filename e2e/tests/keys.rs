//! The ways to keep a key, told in the browser: where it stands then, byte by byte, and what a locked one asks for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::find::Find;
use e2e::mock::place::RIGHT_KEY;
use e2e::page::Page;
use e2e::wait::until;
use e2e::world::{Setup, World, story};
use serde_json::json;

const PASSPHRASE: &str = "correct horse battery";
const OTHER: &str = "another staple altogether";

/// Everything the page shows and stores, part by part.
const EVERYTHING: &str = "
    const rows = await new Promise((done) => {
      const open = indexedDB.open('sotto');
      open.onsuccess = () => {
        const store = open.result.transaction('sotto').objectStore('sotto');
        const keys = store.getAllKeys(), texts = store.getAll();
        texts.onsuccess = () => { open.result.close(); done(texts.result.map((text, at) => keys.result[at] + ' ' + text)) };
      };
    });
    const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
    return {
      page: [document.documentElement.outerHTML, location.href, document.title, document.cookie, window.name,
             JSON.stringify(history.state), ...fields].join('\\n'),
      local: JSON.stringify({ ...localStorage }), tab: JSON.stringify({ ...sessionStorage }), rows: rows.join('\\n'),
    };";

/// Where these words stand: on the page, in either storage, in the database.
async fn places(page: &Page, words: &str) -> Outcome<Vec<String>> {
    let script = format!("return (async () => {{ {EVERYTHING} }})()");
    let all: std::collections::BTreeMap<String, String> = serde_json::from_value(page.js(&script, vec![]).await?)?;
    Ok(all.into_iter().filter(|(_, text)| text.contains(words)).map(|(place, _)| place).collect())
}

/// Waits until the key stands in these places and no others; the passphrases never stand anywhere.
async fn key_is_in(page: &Page, expected: &[&str]) -> Outcome<()> {
    let mut found = Vec::new();
    let settled = until("the key to be where it belongs", async || {
        found = places(page, RIGHT_KEY).await?;
        Ok((found == expected).then_some(()))
    });
    settled.await.map_err(|error| format!("{error}: {found:?} instead of {expected:?}"))?;
    for secret in [PASSPHRASE, OTHER] {
        let found = places(page, secret).await?;
        assert!(found.is_empty(), "a passphrase is in {found:?}");
    }
    Ok(())
}

async fn edit(page: &Page) -> Outcome<()> {
    page.go("#/settings").await?;
    page.link(&(english().connections.edit_named)("Mine")).click().await?;
    page.button(english().connections.save).see().await
}

async fn choose(page: &Page, way: &str) -> Outcome<()> {
    page.part("radio", way).click().await
}

/// A connection whose key is encrypted under the passphrase.
async fn connect_encrypted(world: &World) -> Outcome<()> {
    let (page, t) = (&world.page, english());
    let address = world.mock.at("keyed");
    page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
    choose(page, t.connections.encrypted).await?;
    page.fill_field(t.vault.new, PASSPHRASE).await?;
    page.fill_field(t.vault.again, PASSPHRASE).await?;
    page.save_connection().await?;
    page.composer().see().await
}

async fn unlock(page: &Page, passphrase: &str) -> Outcome<()> {
    page.fill_field(english().vault.passphrase, passphrase).await?;
    page.press("Enter").await
}

fn authorized(world: &World) -> usize {
    let right = format!("Bearer {RIGHT_KEY}");
    world.mock.chats().iter().filter(|chat| chat.header("authorization") == Some(right.as_str())).count()
}

#[tokio::test]
async fn however_a_key_is_kept_it_is_there_and_nowhere_else_also_after_another_way_was_chosen() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        let address = world.mock.at("keyed");
        page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        choose(&page, t.connections.in_memory).await?;
        page.save_connection().await?;
        page.ask("From memory", "finished").await?;
        key_is_in(&page, &[]).await?;

        // Editing loads the page anew, which a key in memory outlives; the person's own reload it does not.
        let mut asked = 1;
        for (way, expected) in [
            (t.connections.in_tab, &["tab"][..]),
            (t.connections.on_device, &["local", "rows"]),
            (t.connections.encrypted, &[]),
            (t.connections.on_device, &["local", "rows"]),
            (t.connections.in_memory, &[]),
            (t.connections.encrypted, &[]),
            (t.connections.in_tab, &["tab"]),
            (t.connections.in_memory, &[]),
        ] {
            edit(&page).await?;
            // One that is encrypted is locked here: unlocked first, then it moves.
            if page.textbox(t.vault.passphrase).count().await? == 1 {
                unlock(&page, PASSPHRASE).await?;
            }
            choose(&page, way).await?;
            if way == t.connections.encrypted {
                page.fill_field(t.vault.new, PASSPHRASE).await?;
                page.fill_field(t.vault.again, PASSPHRASE).await?;
            }
            page.save_connection().await?;
            page.heading(t.settings.heading).see().await?;
            key_is_in(&page, expected).await.map_err(|error| format!("{way}: {error}"))?;
            page.go("#/").await?;
            page.new_chat().await?;
            page.ask(way, "finished").await?;
            asked += 1;
            assert_eq!(authorized(world), asked, "{way}");
        }
        page.reload().await?;
        page.new_chat().await?;
        page.ask("Gone with the reload", "failed").await?;
        key_is_in(&page, &[]).await
    })
    .await
}

#[tokio::test]
async fn a_locked_key_is_asked_for_in_place_and_the_message_goes_once_it_is_there() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let t = english();
        connect_encrypted(world).await?;
        world.page.ask("Unlocked from the start", "finished").await?;
        key_is_in(&world.page, &[]).await?;

        world.reopen().await?;
        let page = world.page.clone();
        page.new_chat().await?;
        page.send("Do not lose me").await?;
        page.text(&(t.faults.obstacle)(&sotto::domain::error::Obstacle::Locked).sentence).see().await?;
        page.composer().holds("Do not lose me").await?;
        page.textbox(t.vault.passphrase).has("class", Some("secret")).await?;
        let before = page.stored().await?;
        unlock(&page, "wrong passphrase").await?;
        page.text(t.vault.wrong).see().await?;
        let vault = |stored: &[(String, String)]| stored.iter().find(|(name, _)| name == "sotto/vault").cloned();
        assert_eq!(vault(&page.stored().await?), vault(&before), "nothing was changed");
        // What stands in the field goes, also if it was changed meanwhile.
        page.write(", please").await?;
        unlock(&page, PASSPHRASE).await?;
        page.questions().last().says("Do not lose me, please").await?;
        page.reply_is("finished").await?;
        page.composer().holds("").await?;
        assert_eq!(authorized(world), 2);
        page.ask("Asked once", "finished").await?;
        key_is_in(&page, &[]).await?;

        page.go("#/settings").await?;
        page.text(t.vault.open).see().await?;
        page.button(t.vault.lock).click().await?;
        page.text(&(t.vault.locked)(1)).see().await?;
        page.text(t.connections.key_locked).see().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.send("Locked again").await?;
        page.textbox(t.vault.passphrase).see().await?;
        key_is_in(&page, &[]).await?;
        assert_eq!(authorized(world), 3);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn another_passphrase_replaces_the_first_and_forgetting_leaves_nothing() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        connect_encrypted(world).await?;
        page.ask("First", "finished").await?;
        page.go("#/settings").await?;
        page.css(".vault summary").click().await?;
        let change = async |old: &str, new: &str, again: &str| -> Outcome<()> {
            page.fill_field(t.vault.present, old).await?;
            page.fill_field(t.vault.new, new).await?;
            page.fill_field(t.vault.again, again).await?;
            page.button(t.vault.change_now).click().await
        };
        change(PASSPHRASE, "short", "short").await?;
        page.text(&(t.vault.too_short)(sotto::state::vault::SHORTEST)).see().await?;
        change(PASSPHRASE, OTHER, PASSPHRASE).await?;
        page.text(t.vault.differs).see().await?;
        change("not this one", OTHER, OTHER).await?;
        page.text(t.vault.wrong).see().await?;
        change(PASSPHRASE, OTHER, OTHER).await?;
        page.text(t.vault.changed).see().await?;
        key_is_in(&page, &[]).await?;

        page.reload().await?;
        page.text(&(t.vault.locked)(1)).see().await?;
        unlock(&page, PASSPHRASE).await?;
        page.text(t.vault.wrong).see().await?;
        unlock(&page, OTHER).await?;
        page.text(t.vault.open).see().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.ask("Second", "finished").await?;
        assert_eq!(authorized(world), 2);

        page.go("#/settings").await?;
        page.button(t.vault.forget).click().await?;
        page.text(t.vault.forget_about).see().await?;
        page.button(t.vault.forget_now).click().await?;
        page.heading(t.vault.heading).gone().await?;
        key_is_in(&page, &[]).await?;
        until("the encrypted keys to be gone", async || {
            let found = places(&page, "600000").await?;
            Ok(found.is_empty().then_some(()))
        })
        .await?;
        page.reload().await?;
        page.text(t.connections.no_key).see().await
    })
    .await
}

#[tokio::test]
async fn tabs_lock_forget_and_change_together_and_unlock_each_for_itself() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (first, t) = (world.page.clone(), english());
        connect_encrypted(world).await?;
        first.ask("One", "finished").await?;
        first.go("#/settings").await?;
        first.text(t.vault.open).see().await?;
        let second = world.browser.tab().await?;
        second.goto(&format!("{}#/settings", world.address())).await?;
        second.text(&(t.vault.locked)(1)).see().await?;
        unlock(&second, PASSPHRASE).await?;
        second.text(t.vault.open).see().await?;

        first.front().await?;
        first.button(t.vault.lock).click().await?;
        for tab in [&first, &second] {
            tab.front().await?;
            tab.text(&(t.vault.locked)(1)).see().await?;
            key_is_in(tab, &[]).await?;
            unlock(tab, PASSPHRASE).await?;
            tab.text(t.vault.open).see().await?;
        }
        second.css(".vault summary").click().await?;
        second.fill_field(t.vault.present, PASSPHRASE).await?;
        second.fill_field(t.vault.new, OTHER).await?;
        second.fill_field(t.vault.again, OTHER).await?;
        second.press("Enter").await?;
        second.text(t.vault.changed).see().await?;
        first.front().await?;
        first.text(&(t.vault.locked)(1)).see().await?;
        unlock(&first, OTHER).await?;
        first.text(t.vault.open).see().await?;
        first.button(t.vault.forget).click().await?;
        first.button(t.vault.forget_now).click().await?;
        for tab in [&first, &second] {
            tab.front().await?;
            tab.heading(t.vault.heading).gone().await?;
            tab.text(t.connections.no_key).see().await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn encrypted_keys_of_a_newer_version_or_damaged_are_told_and_left() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        connect_encrypted(world).await?;
        page.ask("Before", "finished").await?;
        let spoil = "const [from, to] = arguments, name = 'sotto/vault';
            const text = localStorage.getItem(name).replace(from, to);
            localStorage.setItem(name, text);
            return new Promise((done) => {
              const open = indexedDB.open('sotto');
              open.onsuccess = () => {
                const turn = open.result.transaction('sotto', 'readwrite');
                turn.objectStore('sotto').put(text, 'r/' + name);
                turn.oncomplete = () => { open.result.close(); done(text) };
              };
            })";
        let check = async |from: &str, to: &str, words: &str| -> Outcome<()> {
            let spoiled = page.js(spoil, vec![json!(from), json!(to)]).await?;
            page.reload().await?;
            page.new_chat().await?;
            page.fill_field(t.chat.message, "Still here?").await?;
            page.press("Enter").await?;
            let obstacle = sotto::domain::error::Obstacle::KeyUnreadable;
            page.text(&(t.faults.obstacle)(&obstacle).sentence).see().await?;
            page.composer().holds("Still here?").await?;
            page.go("#/settings").await?;
            page.text(words).see().await?;
            page.go("#/").await?;
            let stands = page.js("return localStorage.getItem('sotto/vault')", vec![]).await?;
            assert_eq!(stands, spoiled);
            Ok(())
        };
        check(r#""format":1"#, r#""format":7"#, t.vault.newer).await?;
        check(r#""format":7"#, r#""format":0,"salt":"0","#, t.vault.unreadable).await?;
        // Forgetting is the way out, and the only thing that removes it.
        page.go("#/settings").await?;
        page.button(t.vault.forget).click().await?;
        page.button(t.vault.forget_now).click().await?;
        page.heading(t.vault.heading).gone().await
    })
    .await
}

#[tokio::test]
async fn secret_headers_are_kept_like_the_key() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        let address = world.mock.at("tag-team");
        page.fill_connection(&Form::at(&address).model("echo").name("Mine")).await?;
        page.css("details.headers summary").click().await?;
        page.button(t.connections.add_header).click().await?;
        page.fill_field(&(t.connections.header_name)(1), "X-Team").await?;
        page.fill_field(&(t.connections.header_value)(1), RIGHT_KEY).await?;
        choose(&page, t.connections.encrypted).await?;
        page.fill_field(t.vault.new, PASSPHRASE).await?;
        page.fill_field(t.vault.again, PASSPHRASE).await?;
        page.save_connection().await?;
        page.ask("With a header", "finished").await?;
        key_is_in(&page, &[]).await?;
        page.reload().await?;
        page.new_chat().await?;
        page.send("Once more").await?;
        unlock(&page, PASSPHRASE).await?;
        page.reply_is("finished").await?;
        assert_eq!(world.mock.chat(2).await?.header("x-team"), Some(RIGHT_KEY));

        // Locked, the form shows neither key nor headers; unlocked, the headers are those that were.
        edit(&page).await?;
        page.text(t.vault.locked_here).see().await?;
        page.textbox(t.connections.key_optional).gone().await?;
        page.save_connection().await?;
        page.heading(t.settings.heading).see().await?;
        edit(&page).await?;
        unlock(&page, PASSPHRASE).await?;
        page.textbox(&(t.connections.header_value)(1)).holds("").await?;
        page.save_connection().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.ask("And again", "finished").await?;
        assert_eq!(world.mock.chat(3).await?.header("x-team"), Some(RIGHT_KEY));
        key_is_in(&page, &[]).await
    })
    .await
}
