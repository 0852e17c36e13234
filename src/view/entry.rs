//! One conversation in the list.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::history::Entry;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::element::element;
use crate::view::focus::focus_again;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::Icon;
use crate::view::menu::{Item, Menu};
use crate::view::part::part;
use crate::view::title_box::TitleBox;
use crate::view::use_ui;

/// A link to a conversation, with its actions.
#[derive(Clone, PartialEq)]
pub struct EntryRow {
    /// The conversation.
    pub entry: Rc<Entry>,
    /// Whether it is on the page.
    pub current: bool,
    /// Whether its reply is coming in.
    pub live: bool,
    /// Whether the Tab key comes by.
    pub tabbable: bool,
}

drawn_by!(EntryRow, use_entry_row);

#[hook]
fn use_entry_row(props: &EntryRow) -> Html {
    let ui = use_ui();
    let t = &ui.texts.history;
    let renaming = use_held(|| false);
    let entry = &props.entry;
    let link = use_node();
    {
        let link = link.clone();
        let renamed = renaming.get();
        use_effect_on(renamed, move || {
            move || {
                if renamed {
                    focus_again(&link);
                }
            }
        });
    }
    let title =
        if entry.title.is_empty() { AttrValue::from(t.untitled) } else { AttrValue::from(Rc::clone(&entry.title)) };

    let row = element("li").attr("data-entry", entry.id.as_str().to_owned());
    if renaming.get() {
        let done = {
            let (ui, id) = (ui.clone(), entry.id.clone());
            Callback::from(move |typed: Option<String>| {
                renaming.set(false);
                if let Some(typed) = typed {
                    ui.send(Action::Renamed(id.clone(), typed.into()));
                }
            })
        };
        return row.child(part(TitleBox { title, done })).html();
    }

    let rename = Callback::from(move |()| renaming.set(true));
    let delete: Callback<()> = ui.on({
        let id = entry.id.clone();
        move || Action::Deleted(id.clone())
    });
    let onkeydown = {
        let (rename, delete) = (rename.clone(), delete.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "F2" => rename.emit(()),
                "Delete" => delete.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let items = vec![
        Item { icon: Icon::Edit, label: t.rename, onclick: rename },
        Item { icon: Icon::Delete, label: t.delete, onclick: delete },
    ];
    let menu = part(Menu { label: (t.actions_of)(&title).into(), items, tabbable: props.tabbable });
    let mut link = element("a")
        .node(&link)
        .attr("href", Route::Conversation(entry.id.clone()).hash())
        .attr("aria-current", props.current.then_some("page"))
        .attr("title", title.clone())
        .attr("tabindex", if props.tabbable { "0" } else { "-1" })
        .on("keydown", onkeydown)
        .child(element("span dir=auto").child(title));
    if props.live {
        link = link.child(element("i class=dot aria-hidden=true")).child(element("span class=spoken").child(t.live));
    }
    row.attr("data-live", props.live.then_some("")).child(link).child(menu).html()
}
