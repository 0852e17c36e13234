//! What is stored on this device: how much, how safe, and how to be rid of it. What could not be stored is said on top
//! of every page, not here.

use yew::prelude::*;

use crate::domain::history::History;
use crate::state::action::Action;
use crate::state::storage::Storage;
use crate::view::Ui;
use crate::view::controls::{Kind, button};
use crate::view::element::element;
use crate::view::settings::clean_up::{backups, clean_up};

/// What browsers give for local storage, in UTF-16 units.
const ROOM: u32 = 5_242_880;

/// The section. `midnight` is when today began, in milliseconds since 1970.
pub fn storage(storage: &Storage, history: &History, midnight: i64, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let chats = history.shown().count();
    let percent = storage.used.min(ROOM) / (ROOM / 100);
    let meter = element("meter min=0 max=100 high=85 aria-hidden=true").attr("value", percent.to_string());
    let mut words = element("ul class=plain-words");
    let mut said = vec![(t.chats)(chats)];
    if let Some(room) = storage.room {
        said.push((t.disk)(room.taken, room.given));
        said.push(if room.persistent { t.persistent } else { t.may_be_cleared }.to_owned());
    }
    for sentence in said {
        words = words.child(element("li").child(sentence));
    }
    let press = |kind, label, wanted| button(kind, label, ui.on(move || Action::DeletionWanted(wanted)));
    let deletion = if storage.deleting {
        element("p class=ways role=alert")
            .child(element("span").child(t.delete_all_about))
            .child(press(Kind::Primary, t.delete_all_now, true))
            .child(press(Kind::Plain, t.keep_all, false))
            .html()
    } else {
        press(Kind::Plain, t.delete_all, true)
    };
    element("section aria-labelledby=storage-heading")
        .child(element("h2 id=storage-heading").child(t.storage))
        .child(element("p class=room").child(meter).child((t.room)(percent)))
        .child(words)
        .child(backups(storage, history, midnight, ui))
        .child(clean_up(storage, history, midnight, ui))
        .child(deletion)
        .html()
}
