//! Order in the history: pins, folders, the archive, sorting, many at once, with the keyboard and in several tabs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::wait::until;
use e2e::world::{Setup, World, story};
use serde_json::json;

/// Begins a chat of its own for each question.
async fn ask_each(world: &World, questions: &[&str]) -> Outcome<()> {
    for question in questions {
        world.page.new_chat().await?;
        world.page.ask(question, "finished").await?;
    }
    Ok(())
}

/// Opens the actions of a conversation in the list and takes one.
async fn act(world: &World, title: &str, action: &str) -> Outcome<()> {
    let list = world.page.list();
    world.page.entry(title).focus().await?;
    list.button(&(english().history.actions_of)(title)).click().await?;
    list.role("menuitem", action).click().await
}

/// The headings and titles of the list, from top to bottom.
async fn listed(world: &World) -> Outcome<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('.history :is(h2, li a, li label)')].map(line => line.textContent)";
    Ok(serde_json::from_value(world.page.js(script, Vec::new()).await?)?)
}

async fn lists(world: &World, expected: &[&str]) -> Outcome<()> {
    until(&format!("the list {expected:?}"), async || Ok((listed(world).await? == expected).then_some(()))).await
}

#[tokio::test]
async fn conversations_are_pinned_moved_and_archived_and_are_so_tomorrow_and_in_other_tabs() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t, h) = (&world.page, &english().filing, &english().history);
        ask_each(world, &["Apples", "Bears", "Cherries"]).await?;
        lists(world, &[h.today, "Cherries", "Bears", "Apples"]).await?;
        act(world, "Apples", t.pin).await?;
        lists(world, &[t.pinned, "Apples", h.today, "Cherries", "Bears"]).await?;
        page.notice().button(h.undo).click().await?;
        lists(world, &[h.today, "Cherries", "Bears", "Apples"]).await?;
        act(world, "Apples", t.pin).await?;

        act(world, "Bears", t.move_to).await?;
        page.list().role("menuitem", t.new_folder).click().await?;
        page.textbox(t.folder_name).focused().await?;
        page.type_keys("Animals").await?;
        page.press("Enter").await?;
        lists(world, &[t.pinned, "Apples", "Animals1", "Bears", h.today, "Cherries"]).await?;

        act(world, "Cherries", t.put_away).await?;
        lists(world, &[t.pinned, "Apples", "Animals1", "Bears"]).await?;
        page.text(t.is_archived).see().await?;
        page.ask("More of them", "finished").await?;
        lists(world, &[t.pinned, "Apples", "Animals1", "Bears"]).await?;

        let other = world.browser.tab().await?;
        other.goto(&world.address()).await?;
        other.list().button(&(t.actions_of)("Animals")).see().await?;
        page.front().await?;
        page.list().button("Animals 1").click().await?;
        lists(world, &[t.pinned, "Apples", "Animals1"]).await?;
        other.front().await?;
        other.entry("Bears").gone().await?;
        page.front().await?;

        world.reopen().await?;
        lists(world, &[t.pinned, "Apples", "Animals1"]).await?;
        let page = &world.page;
        page.list().button("Animals 1").click().await?;
        page.list().button(t.options).click().await?;
        page.list().role("menuitem", t.archive).click().await?;
        lists(world, &[t.archive, "Cherries"]).await?;
        act(world, "Cherries", t.take_out).await?;
        page.text(t.nothing_archived).see().await?;
        page.list().button(t.back).click().await?;
        lists(world, &[t.pinned, "Apples", "Animals1", "Bears", h.today, "Cherries"]).await?;

        // The folder goes; what is in it stays, and comes back into it.
        page.list().button("Animals 1").focus().await?;
        page.press("Delete").await?;
        lists(world, &[t.pinned, "Apples", h.today, "Cherries", "Bears"]).await?;
        page.notice().button(h.undo).click().await?;
        lists(world, &[t.pinned, "Apples", "Animals1", "Bears", h.today, "Cherries"]).await
    })
    .await
}

#[tokio::test]
async fn many_are_picked_by_the_keyboard_and_deleted_and_come_back() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t, h) = (&world.page, &english().filing, &english().history);
        ask_each(world, &["One", "Two", "Three", "Four"]).await?;
        page.list().button(t.options).click().await?;
        page.list().role("menuitem", t.select).click().await?;
        let bar = page.role("group", t.with_picked);
        bar.says(&(t.picked)(0)).await?;
        page.list().role("checkbox", "Four").focus().await?;
        page.press("Space").await?;
        page.press("ArrowDown").await?;
        page.list().role("checkbox", "Three").focused().await?;
        page.press("Shift+ArrowDown").await?;
        bar.says(&(t.picked)(3)).await?;
        page.press("Space").await?;
        bar.says(&(t.picked)(2)).await?;
        bar.button(h.delete).click().await?;
        page.notice().says(&(t.deleted)(2)).await?;
        lists(world, &[h.today, "Two", "One"]).await?;
        page.notice().button(h.undo).click().await?;
        lists(world, &[h.today, "Four", "Three", "Two", "One"]).await?;
        bar.button(t.pick_all).click().await?;
        bar.says(&(t.picked)(4)).await?;
        bar.button(t.pin).click().await?;
        lists(world, &[t.pinned, "Four", "Three", "Two", "One"]).await?;
        bar.button(t.pick_all).click().await?;
        bar.button(h.delete).click().await?;
        page.text(h.nothing_yet).see().await?;
        // Left before the undo is over: they are gone.
        page.reload().await?;
        page.text(h.nothing_yet).see().await?;
        world.reopen().await?;
        world.page.text(h.nothing_yet).see().await
    })
    .await
}

#[tokio::test]
async fn the_list_is_sorted_by_change_by_creation_and_by_title() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t, h) = (&world.page, &english().filing, &english().history);
        ask_each(world, &["Bears", "apples", "Cherries"]).await?;
        page.entry("Bears").click().await?;
        page.ask("More", "finished").await?;
        lists(world, &[h.today, "Bears", "Cherries", "apples"]).await?;
        for (sort, expected) in [
            (t.by_creation, [h.today, "Cherries", "apples", "Bears"]),
            (t.by_title, [t.all, "apples", "Bears", "Cherries"]),
            (t.by_change, [h.today, "Bears", "Cherries", "apples"]),
        ] {
            page.list().button(t.options).click().await?;
            page.list().role("menuitemradio", sort).click().await?;
            lists(world, &expected).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn of_thousands_only_those_in_sight_are_drawn_and_all_can_be_reached() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        let page = &world.page;
        page.goto(&world.address()).await?;
        page.plant_history(3000).await?;
        page.reload().await?;
        page.entry("Chat 2999").see().await?;
        let drawn = async || {
            let count = page.js("return document.querySelectorAll('.history li').length", Vec::new()).await?;
            Outcome::Ok(count.as_u64().unwrap())
        };
        assert!(drawn().await? < 120);
        // The newest are there at once, the others while the page has nothing else to do.
        page.lists_all().await?;
        page.entry("Chat 2999").focus().await?;
        page.press("End").await?;
        page.entry("Chat 0000").focused().await?;
        page.press("ArrowUp").await?;
        page.entry("Chat 0001").focused().await?;
        assert!(drawn().await? < 120);
        page.js("document.querySelector('.history').scrollTop = 1500 * 37", Vec::new()).await?;
        page.entry("Chat 1500").see().await?;
        assert!(drawn().await? < 120);
        let height = page.js("return document.querySelector('.history').scrollHeight", Vec::new()).await?;
        assert!(height.as_i64().unwrap() >= 3001 * 36, "{height}");
        page.press("Home").await?;
        page.js("document.querySelector('.history').scrollTop = 0", vec![json!(0)]).await?;
        page.entry("Chat 2999").see().await
    })
    .await
}

#[tokio::test]
async fn an_import_cut_short_by_a_kill_is_there_whole_or_not_at_all() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let t = english();
        world.page.ask("Here before", "finished").await?;
        let drop = "const said = (role, n) => ({ author: { role }, content: { parts: ['Words of ' + n + ' '.repeat(900)] } });
            const talk = n => ({ id: 'c' + n, title: 'Talk ' + n, create_time: 1700000000 + n, mapping: {
                u: { id: 'u', parent: null, children: ['a'], message: said('user', n) },
                a: { id: 'a', parent: 'u', children: [], message: said('assistant', n) } } });
            const all = Array.from({ length: 2000 }, (_, n) => talk(n));
            const data = new DataTransfer();
            data.items.add(new File([JSON.stringify(all)], 'conversations.json'));
            document.querySelector('.drop').dispatchEvent(
                new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
        let mut whole = 0;
        for moment in [150, 600, 1_400, 2_600] {
            world.page.go("#/settings").await?;
            world.page.js(drop, Vec::new()).await?;
            world.page.button(&(t.transfer.import_chosen)(2000)).click().await?;
            e2e::wait::breathe(moment).await;
            world.kill();
            world.revive().await?;
            world.page.go("#/settings").await?;
            let chats = until("the durable level to be heard", async || {
                let text = world.page.css(".settings").read().await?;
                let is = |count| text.contains(&(t.settings.chats)(count));
                Ok(if is(1) { Some(1) } else if is(2001) { Some(2001) } else { None })
            })
            .await?;
            let waiting = "return new Promise((done) => { const open = indexedDB.open('sotto'); open.onsuccess = () => {
                const keys = open.result.transaction('sotto').objectStore('sotto').getAllKeys();
                keys.onsuccess = () => { open.result.close(); done(
                    [keys.result.filter((key) => key.startsWith('i/')).length, keys.result.filter((key) => key.startsWith('m/')).length]) } } })";
            let messages = 2 + 2 * (chats - 1);
            until("what was left over to be swept away", async || {
                Ok((world.page.js(waiting, Vec::new()).await? == json!([0, messages])).then_some(()))
            })
            .await?;
            println!("killed {moment} ms after the import began: {chats} chats");
            if chats > 1 {
                whole += 1;
                break;
            }
        }
        if whole == 0 {
            world.page.js(drop, Vec::new()).await?;
            world.page.button(&(t.transfer.import_chosen)(2000)).click().await?;
            world.page.text(&(t.transfer.done)(2000)).see().await?;
        }
        world.reopen().await?;
        world.page.entry("Talk 1999").click().await?;
        world.page.questions().says("Words of 1999").await
    })
    .await
}

#[tokio::test]
async fn the_storage_says_what_is_largest_how_old_the_backup_is_and_reminds_quietly() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().storage);
        page.ask("A chat to keep", "finished").await?;
        page.go("#/settings").await?;
        page.text(&(t.backup)(None)).see().await?;
        page.button(t.show_largest).click().await?;
        page.button(&(t.export)("A chat to keep")).see().await?;
        page.button(t.back_up).click().await?;
        page.text(&(t.backup)(Some(0))).see().await?;
        page.button(&(t.delete)("A chat to keep")).click().await?;
        page.notice().button(english().history.undo).click().await?;
        page.entry("A chat to keep").see().await?;
        page.go("#/settings").await?;
        // Files that miss their field do not take the page away.
        let missed = "const data = new DataTransfer(); data.items.add(new File(['x'], 'x.json'));
            const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
            document.body.dispatchEvent(event);
            return event.defaultPrevented";
        assert_eq!(page.js(missed, Vec::new()).await?, json!(true));

        let broken = "return new Promise((done) => { const open = indexedDB.open('sotto'); open.onsuccess = () => {
            const change = open.result.transaction('sotto', 'readwrite');
            change.objectStore('sotto').put('damaged', 'q/m/x/y');
            change.oncomplete = () => { open.result.close(); done(true) } } })";
        page.js(broken, Vec::new()).await?;
        page.reload().await?;
        page.text(&(t.aside)(1)).see().await?;
        page.button(t.aside_delete).click().await?;
        page.text(&(t.aside)(1)).gone().await
    })
    .await
}
