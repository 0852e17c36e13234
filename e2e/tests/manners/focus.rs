//! Whatever closes or goes away, the focus stays on something: what is typed next is not lost.

use e2e::Outcome;
use e2e::app::english;
use e2e::browser::Options;
use e2e::find::Find;
use e2e::page::Page;
use e2e::world::{Setup, story};

/// What has the focus once everything that follows on a key has been done; empty if nothing has it.
async fn focused(page: &Page) -> Outcome<String> {
    let script = "return (async () => {
        for (let turn = 0; turn < 3; turn++) {
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        }
        const at = document.activeElement;
        const lost = !at || at === document.body || !at.checkVisibility({ visibilityProperty: true });
        return lost ? '' : at.id || at.ariaLabel || at.className || at.localName })()";
    Ok(page.js(script, vec![]).await?.as_str().unwrap_or_default().to_owned())
}

async fn keeps_focus(page: &Page, what: &str) -> Outcome<()> {
    assert_ne!(focused(page).await?, "", "after {what} nothing has the focus");
    Ok(())
}

#[tokio::test]
async fn the_focus_never_falls_to_the_body() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "echo").await?;
        page.ask("First chat", "finished").await?;
        page.new_chat().await?;
        page.ask("One", "finished").await?;
        page.ask("Two", "finished").await?;

        // The choice of a model, by Escape and by a choice: one goes on writing.
        let chip = page.css("#model");
        let picker = page.dialog(t.connections.choose_model);
        for way in ["Escape", "Enter"] {
            chip.focus().await?;
            page.press("Enter").await?;
            picker.combobox(t.connections.search_or_type).focused().await?;
            page.press("ArrowDown").await?;
            page.press(way).await?;
            picker.gone().await?;
            page.composer().focused().await?;
            page.type_keys("?").await?;
            page.composer().holds("?").await?;
            page.press("Backspace").await?;
        }

        // The menu of the conversation and the field of its title.
        for way in ["Escape", "Enter"] {
            page.button(t.chat.more).focus().await?;
            page.press("Enter").await?;
            page.role("menuitem", t.history.rename).see().await?;
            page.press("Escape").await?;
            keeps_focus(page, "Escape in a menu").await?;
            page.press("Enter").await?;
            page.role("menuitem", t.history.rename).focus().await?;
            page.press("Enter").await?;
            page.textbox(t.history.title).focused().await?;
            page.press(way).await?;
            page.textbox(t.history.title).gone().await?;
            keeps_focus(page, "a title was edited").await?;
        }

        // Panes beside the page, closed by their own buttons.
        page.press("Control+Shift+l").await?;
        page.css(".panel-fields").see().await?;
        page.css(".panel-top button").focus().await?;
        page.press("Enter").await?;
        page.css(".panel-fields").gone().await?;
        keeps_focus(page, "the panel was closed").await?;
        page.css(".side .foot a").focus().await?;
        page.press("Control+Shift+s").await?;
        page.list().gone().await?;
        keeps_focus(page, "the list was closed").await?;
        page.press("Control+Shift+s").await?;
        page.list().see().await?;

        // The list of shortcuts.
        page.link(t.history.settings).focus().await?;
        page.press("?").await?;
        page.dialog(t.shortcuts.heading).see().await?;
        page.dialog(t.shortcuts.heading).button(t.shortcuts.close).focus().await?;
        page.press("Enter").await?;
        page.dialog(t.shortcuts.heading).gone().await?;
        page.link(t.history.settings).focused().await?;

        // The box of a message, messages that are deleted, and what brings them back.
        page.questions().first().button(t.chat.edit).focus().await?;
        page.press("Enter").await?;
        page.textbox(t.chat.edit_box).focused().await?;
        page.press("Escape").await?;
        page.questions().first().button(t.chat.edit).focused().await?;
        page.reply_button(t.chat.delete).focus().await?;
        page.press("Enter").await?;
        page.notice().see().await?;
        page.composer().focused().await?;
        page.notice().button(t.history.undo).focus().await?;
        page.press("Enter").await?;
        page.notice().button(t.history.undo).gone().await?;
        keeps_focus(page, "Undo").await?;
        page.reply_button(t.chat.retry).focus().await?;
        page.press("Enter").await?;
        page.css(".versions").see().await?;
        keeps_focus(page, "Retry").await?;

        // Entries of the list: renamed, deleted, picked.
        let entry = page.entry("First chat");
        entry.focus().await?;
        page.press("F2").await?;
        page.list().textbox(t.history.title).focused().await?;
        page.press("Escape").await?;
        entry.focused().await?;
        page.press("Delete").await?;
        entry.gone().await?;
        keeps_focus(page, "an entry was deleted").await?;
        page.notice().button(t.history.dismiss).focus().await?;
        page.press("Enter").await?;
        page.notice().button(t.history.dismiss).gone().await?;
        keeps_focus(page, "a notice was put away").await?;
        page.css(".side-head .menu button").focus().await?;
        page.press("Enter").await?;
        page.role("menuitem", t.filing.select).focus().await?;
        page.press("Enter").await?;
        page.button(t.filing.stop_picking).focus().await?;
        page.press("Enter").await?;
        page.button(t.filing.stop_picking).gone().await?;
        keeps_focus(page, "picking ended").await?;

        // The whole conversation.
        page.button(t.chat.more).focus().await?;
        page.press("Enter").await?;
        page.role("menuitem", t.history.delete).focus().await?;
        page.press("Enter").await?;
        page.notice().see().await?;
        keeps_focus(page, "the conversation was deleted").await
    })
    .await
}

#[tokio::test]
async fn on_a_phone_the_focus_comes_back_from_drawer_and_sheet() -> Outcome<()> {
    story(Setup::default().browser(Options::phone()), async |world| {
        let (page, t) = (&world.page, english());
        page.write("One").await?;
        page.button(t.chat.send).tap().await?;
        page.reply_is("finished").await?;
        for way in ["Escape", "its button"] {
            page.button(t.history.conversations).focus().await?;
            page.press("Enter").await?;
            page.list().see().await?;
            keeps_focus(page, "the drawer opened").await?;
            if way == "Escape" {
                page.press("Escape").await?;
            } else {
                page.list().button(t.history.close).focus().await?;
                page.press("Enter").await?;
            }
            page.list().gone().await?;
            keeps_focus(page, &format!("the drawer was closed by {way}")).await?;
            page.button(t.chat.panel).focus().await?;
            page.press("Enter").await?;
            page.css(".panel-fields").see().await?;
            if way == "Escape" {
                page.press("Escape").await?;
            } else {
                page.css(".panel-top button").focus().await?;
                page.press("Enter").await?;
            }
            page.css(".panel-fields").gone().await?;
            keeps_focus(page, &format!("the sheet was closed by {way}")).await?;
        }
        // The chip keeps the focus: the composer would bring up a keyboard.
        page.css("#model").focus().await?;
        page.press("Enter").await?;
        page.dialog(t.connections.choose_model).see().await?;
        page.press("Escape").await?;
        page.dialog(t.connections.choose_model).gone().await?;
        page.css("#model").focused().await?;
        // The chat that is shown is deleted in the drawer: a new one is shown in its place, without the drawer.
        page.button(t.history.conversations).focus().await?;
        page.press("Enter").await?;
        page.entry("One").focus().await?;
        page.press("Delete").await?;
        page.entry("One").gone().await?;
        keeps_focus(page, "the chat that is shown was deleted in the drawer").await
    })
    .await
}
