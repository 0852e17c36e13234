//! Narrow pages and fingers: names that are too long, actions of messages, keys of tablets.

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::browser::Options;
use e2e::find::Find;
use e2e::locator::Locator;
use e2e::mock::answer::Answer;
use e2e::wait::until;
use e2e::world::{Setup, story};
use serde_json::json;

use super::{done, piece};

/// Whether a control lies inside the window and takes a press in its middle.
async fn can_be_pressed(control: &Locator) -> Outcome<bool> {
    let script = "const box = arguments[0].getBoundingClientRect();
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return box.left >= 0 && box.right <= innerWidth && box.width > 30 && arguments[0].contains(hit)";
    Ok(control.js(script).await? == json!(true))
}

#[tokio::test]
async fn no_model_id_pushes_send_off_the_screen() -> Outcome<()> {
    let path = "/srv/ada/models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf.part1".to_owned();
    let ids = [path, "x".repeat(200), "模型".repeat(100), format!("/models/{}", "Long-Name_".repeat(20))];
    story(Setup::default().browser(Options::phone()), async |world| {
        let (page, t) = (&world.page, english());
        for id in &ids {
            world.mock.script(id, vec![Answer::stream(vec![piece("Yes."), done()])]);
        }
        let name = "A_connection_whose_name_has_no_place_to_break_".repeat(5);
        world.connect_by(&Form::at(&world.mock.at("")).model("echo").name(&name)).await?;
        for (count, id) in ids.iter().enumerate() {
            page.choose_model(id).await?;
            page.css("#model").has("title", Some(&(t.connections.chosen)(&name, id))).await?;
            page.write("Is it there?").await?;
            for width in [320, 360, 390, 768] {
                page.size(width, 800, true).await?;
                let what = format!("{width} px, {id}");
                assert_eq!(page.overhang().await?, 0, "{what}");
                assert!(can_be_pressed(&page.button(t.chat.send)).await?, "{what}: Send");
                assert!(can_be_pressed(&page.css("#model")).await?, "{what}: the model");
            }
            page.size(320, 800, true).await?;
            page.button(t.chat.send).tap().await?;
            page.replies().counts(count + 1).await?;
            page.reply_is("finished").await?;
            page.reply_button(t.chat.details).click().await?;
            assert_eq!(page.overhang().await?, 0, "the details of {id}");
        }
        page.css("#model").click().await?;
        page.dialog(t.connections.choose_model).see().await?;
        assert_eq!(page.overhang().await?, 0, "the choice of a model");
        page.press("Escape").await?;
        page.go("#/settings").await?;
        page.heading(t.settings.heading).see().await?;
        assert_eq!(page.overhang().await?, 0, "the settings");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn names_without_a_place_to_break_stay_inside_a_narrow_page() -> Outcome<()> {
    let narrow = Options { touch: true, ..Options::default().size(320, 640) };
    story(Setup::default().browser(narrow), async |world| {
        let (page, t) = (&world.page, english());
        let outside = "return [...document.querySelectorAll('button, a[href], input, textarea, p, h1, h2, span')]
            .filter((one) => one.checkVisibility() && !one.closest('[inert], .table, .code pre, .side-pane:not(.app[data-drawer=shown] *), .panel-pane'))
            .map((one) => [one.getBoundingClientRect(), one])
            .filter(([box, one]) => box.width > 1 && box.right > innerWidth + 1 &&
                !(function clipped(at) { return at && (getComputedStyle(at).overflowX !== 'visible' || clipped(at.parentElement)) })(one.parentElement))
            .map(([box, one]) => one.outerHTML.slice(0, 120))";
        let fits = async |what: &str| -> Outcome<()> {
            assert_eq!(page.overhang().await?, 0, "{what}");
            assert_eq!(page.js(outside, vec![]).await?, json!([]), "{what}");
            Ok(())
        };
        let long = "Without_any_place_to_break_".repeat(8);
        page.write(&long).await?;
        page.button(t.chat.send).tap().await?;
        page.reply_is("finished").await?;
        page.button(t.history.conversations).tap().await?;
        // Into a folder of such a name.
        let actions = page.list().part("button", "Without_any");
        actions.click().await?;
        page.role("menuitem", t.filing.move_to).click().await?;
        page.role("menuitem", t.filing.new_folder).click().await?;
        page.textbox(t.filing.folder_name).focused().await?;
        page.insert(&long).await?;
        page.press("Enter").await?;
        page.css(".folder").see().await?;
        fits("the list with a folder").await?;
        // The folders to move to are a menu of such names.
        page.css(".history li .menu button").first().click().await?;
        page.role("menuitem", t.filing.move_to).click().await?;
        let inside = "return [...document.querySelectorAll('.menu-list, .menu-list button')].every((one) => {
            const box = one.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth })";
        assert_eq!(page.js(inside, vec![]).await?, json!(true), "the menu is inside the page");
        page.press("Escape").await?;
        page.press("Escape").await?;
        page.list().gone().await?;
        page.menu(t.history.delete).await?;
        page.notice().says("Without_any").await?;
        fits("the notice").await
    })
    .await
}

#[tokio::test]
async fn on_a_phone_actions_stand_behind_one_button_and_nothing_unseen_takes_taps() -> Outcome<()> {
    story(Setup::default().browser(Options::phone()), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "echo").await?;
        for question in ["One", "Two"] {
            page.write(question).await?;
            page.button(t.chat.send).tap().await?;
            page.reply().says(question).await?;
            page.reply_is("finished").await?;
        }
        let unseen = "return [...document.querySelectorAll('article button')].filter((one) => {
            for (let at = one; at; at = at.parentElement) if (Number(getComputedStyle(at).opacity) < 0.1) return true;
            return !one.checkVisibility({ visibilityProperty: true }) }).length";
        assert_eq!(page.js(unseen, vec![]).await?, json!(0), "every button of a message is seen");
        let first = page.replies().first();
        first.button(t.chat.delete).gone().await?;
        page.questions().first().button(t.chat.delete).gone().await?;
        // A tap where the row of actions is on a desktop opens the menu at most.
        // A message that rests must not place or clip the menu.
        page.css(".stretch[data-laid]").see().await?;
        first.button(t.chat.message_actions).tap().await?;
        let beside = "const list = document.querySelector('.menu-list');
            if (!list) return false;
            const box = list.getBoundingClientRect(), opener = list.parentElement.firstElementChild.getBoundingClientRect();
            const near = Math.abs(box.top - opener.bottom) < 2 || Math.abs(box.bottom - opener.top) < 2;
            return near && [...list.children].every((one) => { const { x, y, width, height } = one.getBoundingClientRect();
                return one.contains(document.elementFromPoint(x + width / 2, y + height / 2)) })";
        until("the menu beside its button, in reach", async || {
            Ok((page.js(beside, vec![]).await? == json!(true)).then_some(()))
        })
        .await?;
        for action in [t.chat.copy, t.chat.retry, t.chat.delete] {
            page.role("menuitem", action).see().await?;
        }
        page.role("menuitemradio", t.chat.details).tap().await?;
        first.css(".details").says(t.reply.finish_reason).await?;
        first.button(t.chat.message_actions).tap().await?;
        page.role("menuitem", t.chat.copy).tap().await?;
        first.button(t.chat.copied).see().await?;
        first.button(t.chat.message_actions).see().await?;
        page.questions().first().button(t.chat.message_actions).tap().await?;
        page.role("menuitem", t.chat.edit).tap().await?;
        page.textbox(t.chat.edit_box).focused().await?;
        page.button(t.chat.cancel).tap().await?;
        first.button(t.chat.message_actions).tap().await?;
        page.role("menuitem", t.chat.delete).tap().await?;
        page.notice().see().await?;
        page.replies().counts(1).await?;
        until("the focus near to what was deleted", async || {
            Ok((page.js("return document.activeElement.closest('article, .transcript') != null", vec![]).await?
                == json!(true))
            .then_some(()))
        })
        .await
    })
    .await
}

#[tokio::test]
async fn with_a_pointer_unseen_actions_take_no_press_and_the_focus_shows_them() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.ask("One", "finished").await?;
        page.ask("Two", "finished").await?;
        page.composer().hover().await?;
        let delete = page.questions().first().button(t.chat.delete);
        let hit = "const box = arguments[0].getBoundingClientRect();
            return arguments[0].contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))";
        until("nothing to press", async || Ok((delete.js(hit).await? == json!(false)).then_some(()))).await?;
        delete.focus().await?;
        until("seen with the focus", async || {
            let seen = "return getComputedStyle(arguments[0].closest('.meta')).opacity === '1'";
            Ok((delete.js(seen).await? == json!(true) && delete.js(hit).await? == json!(true)).then_some(()))
        })
        .await?;
        page.composer().focus().await?;
        page.questions().first().hover().await?;
        until("seen under the pointer", async || Ok((delete.js(hit).await? == json!(true)).then_some(()))).await
    })
    .await
}

#[tokio::test]
async fn characters_typed_with_alt_stay_text_and_a_keyboard_at_a_tablet_sends() -> Outcome<()> {
    story(Setup::default().browser(Options::phone().size(820, 1180)), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "echo").await?;
        page.write("dzie").await?;
        let address = page.address().await?;
        for key in ["ń", "Dead", "@", "ł"] {
            let press = json!({ "key": key, "code": "KeyN", "altKey": true });
            assert!(!page.key_as(press).await?, "{key} is prevented");
        }
        let altgr = json!({ "key": "ń", "code": "KeyN", "altKey": true, "ctrlKey": true });
        assert!(!page.key_as(altgr).await?, "AltGr on Windows");
        page.insert("ń").await?;
        page.composer().holds("dzień").await?;
        assert_eq!(page.address().await?, address, "the same conversation");

        page.press_enter_on_screen().await?;
        page.composer().holds("dzień\n").await?;
        page.press("Enter").await?;
        page.reply_is("finished").await?;
        assert_eq!(world.mock.chat(1).await?.json()["messages"][0]["content"], json!("dzień\n"));

        // A person who wants lines from every keyboard gets them, and is told how to send.
        page.go("#/settings").await?;
        page.part("radio", t.settings.enter_breaks).click().await?;
        page.reload().await?;
        page.go("#/").await?;
        page.write("one").await?;
        page.press("Enter").await?;
        page.composer().holds("one\n").await?;
        page.press("Control+Enter").await?;
        page.reply_is("finished").await
    })
    .await
}
