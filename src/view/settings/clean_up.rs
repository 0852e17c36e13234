//! What takes the room, what can go, how old the last backup is, and what was kept aside.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::age::Age;
use crate::domain::history::{Entry, History};
use crate::domain::id::ConversationId;
use crate::domain::table::in_order;
use crate::state::action::Action;
use crate::state::filing;
use crate::state::route::Route;
use crate::state::storage::{Step, Storage};
use crate::state::transfer;
use crate::view::Ui;
use crate::view::controls::{Kind, button, icon_button};
use crate::view::element::{element, side_by_side};
use crate::view::icons::Icon;
use crate::view::text_field::{line, value};

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// The last backup, in words, and the button for the next one.
pub fn backups(storage: &Storage, history: &History, midnight: i64, ui: &Ui) -> Html {
    let t = &ui.texts.storage;
    let made = storage.backups.made;
    let days = (made != 0).then(|| (midnight - made + DAY - 1).max(0) / DAY);
    let changed = history.shown().filter(|entry| entry.updated > made).count();
    let mut words = (t.backup)(days);
    if made != 0 {
        words.push(' ');
        words.push_str(&(t.changed)(changed));
    }
    let press = ui.on(|| Action::Transfer(transfer::Step::ExportAllPressed(None)));
    element("p class=ways").child(element("span").child(words)).child(button(Kind::Plain, t.back_up, press)).html()
}

/// What takes the room, and what can go.
pub fn clean_up(storage: &Storage, history: &History, midnight: i64, ui: &Ui) -> Html {
    let t = &ui.texts.storage;
    let of = |which: &dyn Fn(&Entry) -> bool| -> Vec<ConversationId> {
        history.shown().filter(|entry| which(entry)).map(|entry| entry.id.clone()).collect()
    };
    let archived = of(&|entry| entry.filing.archived.is_on());
    // Of one without a date nobody knows how old it is.
    let old = of(&|entry| entry.updated > 0 && entry.updated < midnight - storage.age.days() * DAY);
    let delete = |ids: Vec<ConversationId>, label: fn(usize) -> String| {
        let words = label(ids.len());
        let press = move || Action::Filed(filing::Step::Deleted(ids.clone()));
        button(Kind::Plain, words, ui.on(press))
    };
    let archived =
        (!archived.is_empty()).then(|| element("p class=ways").child(delete(archived, t.delete_archived)).html());
    let old = if old.is_empty() { line("hint", t.nothing) } else { delete(old, t.delete_old) };
    let old = element("p class=ways").child(ages(storage.age, ui)).child(old).html();
    let ways = side_by_side(vec![archived.unwrap_or_default(), old]);
    let more = ui.on(|| Action::Stored(Step::LargestWanted));
    let largest = if storage.listed == 0 {
        button(Kind::Plain, t.show_largest, more)
    } else {
        largest(storage.listed, history, more, ui)
    };
    let aside = (storage.aside > 0).then(|| {
        let press = |label, step| button(Kind::Plain, label, ui.on(move || Action::Stored(step)));
        element("p class=ways data-tone=warn")
            .child(element("span").child((t.aside)(storage.aside)))
            .child(press(t.aside_download, Step::AsideWanted))
            .child(press(t.aside_delete, Step::AsideDeleted))
            .html()
    });
    let heading = element("h3").child(t.clean_up).html();
    side_by_side(vec![heading, ways, largest, aside.unwrap_or_default()])
}

/// How long it is that something has not changed.
fn ages(chosen: Age, ui: &Ui) -> Html {
    let t = &ui.texts.storage;
    let option = |age: Age| {
        let value = age.days().to_string();
        element("option").attr("value", value).attr("selected", age == chosen).child((t.ages)(age)).html()
    };
    let ui = ui.clone();
    let choose = move |event: Event| {
        let told = value(&event);
        if let Some(age) = Age::ALL.into_iter().find(|age| age.days().to_string() == *told) {
            ui.send(Action::Stored(Step::AgeChosen(age)));
        }
    };
    let options: Vec<Html> = Age::ALL.into_iter().map(option).collect();
    let choice = element("select id=age").on("change", Callback::from(choose)).child(options);
    element("span class=field").child(element("label for=age").child(t.unchanged)).child(choice).html()
}

fn largest(count: usize, history: &History, more: Callback<MouseEvent>, ui: &Ui) -> Html {
    let t = &ui.texts.storage;
    let mut all: Vec<&Rc<Entry>> = in_order(history.shown(), |entry| entry.size);
    all.reverse();
    let row = |entry: &&Rc<Entry>| {
        let title = if entry.title.is_empty() { ui.texts.history.untitled } else { &*entry.title };
        let press = |sign, label: String, step: fn(Vec<ConversationId>) -> filing::Step| {
            let id = entry.id.clone();
            icon_button(sign, label, ui.on(move || Action::Filed(step(vec![id.clone()]))))
        };
        let link = element("a dir=auto").attr("href", Route::Conversation(entry.id.clone()).hash());
        element("li")
            .key(entry.id.as_str())
            .child(link.child(title.to_owned()))
            .child(element("span class=hint").child((t.size)(entry.size.div_ceil(1_000))))
            .child(press(Icon::Download, (t.export)(title), filing::Step::Exported))
            .child(press(Icon::Delete, (t.delete)(title), filing::Step::Deleted))
            .html()
    };
    let rows: Vec<Html> = all.iter().take(count).map(row).collect();
    let more = (all.len() > count).then(|| button(Kind::Quiet, ui.texts.history.show_more, more));
    side_by_side(vec![
        element("h3").child(t.largest).html(),
        element("ul class=largest").child(rows).html(),
        more.unwrap_or_default(),
    ])
}
