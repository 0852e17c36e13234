//! One conversation in the list: a link with its actions, or a box to tick while some are picked.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::filing::Folders;
use crate::domain::history::Entry;
use crate::domain::id::{ConversationId, FolderId};
use crate::state::action::Action;
use crate::state::filing::Step;
use crate::state::route::Route;
use crate::view::element::element;
use crate::view::focus::focus_again;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::Icon;
use crate::view::menu::{Item, Menu};
use crate::view::part::part;
use crate::view::title_box::TitleBox;
use crate::view::{Ui, use_ui};

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
    /// The folders it can be moved to.
    pub folders: Rc<Folders>,
    /// While some are picked: whether it is.
    pub picked: Option<bool>,
    /// Told that it was picked or is not any more, and whether all from the last one on are meant.
    pub pick: Callback<(ConversationId, bool)>,
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
        return row.child(part(TitleBox { title, label: t.title, done })).html();
    }

    if let Some(picked) = props.picked {
        let (pick, id) = (props.pick.clone(), entry.id.clone());
        let onclick = Callback::from(move |event: MouseEvent| pick.emit((id.clone(), event.shift_key())));
        let field = element("input type=checkbox")
            .attr("tabindex", if props.tabbable { "0" } else { "-1" })
            .checked(picked)
            .on("click", onclick);
        return row.child(element("label class=tick").child(field).child(element("span dir=auto").child(title))).html();
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
    let items = actions(entry, &props.folders, rename, delete, &ui);
    let menu = part(Menu { label: (t.actions_of)(&title).into(), items, tabbable: props.tabbable, sign: Icon::More });
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

fn actions(entry: &Entry, folders: &Rc<Folders>, rename: Callback<()>, delete: Callback<()>, ui: &Ui) -> Vec<Item> {
    let (t, f) = (&ui.texts.history, &ui.texts.filing);
    let (pinned, archived) = (entry.filing.pinned.is_on(), entry.filing.archived.is_on());
    let step = |make: fn(Vec<ConversationId>, bool) -> Step, on: bool| {
        let id = entry.id.clone();
        ui.on(move || Action::Filed(make(vec![id.clone()], on)))
    };
    let mut items = vec![Item::new(Icon::Edit, t.rename, rename)];
    if !archived {
        items.push(Item::new(Icon::Pin, if pinned { f.unpin } else { f.pin }, step(Step::Pinned, !pinned)));
    }
    items.push(move_to(std::slice::from_ref(&entry.id), entry.filing.folder.as_ref(), folders, ui));
    let away = if archived { f.take_out } else { f.put_away };
    items.push(Item::new(Icon::Archive, away, step(Step::Archived, !archived)));
    items.push(Item::new(Icon::Delete, t.delete, delete));
    items
}

/// What opens the folders that conversations can be moved to.
pub fn move_to(ids: &[ConversationId], held: Option<&FolderId>, folders: &Rc<Folders>, ui: &Ui) -> Item {
    let f = &ui.texts.filing;
    let (ids, held, folders) = (ids.to_vec(), held.cloned(), Rc::clone(folders));
    let opens = {
        let ui = ui.clone();
        Callback::from(move |()| {
            let held = held.as_ref().filter(|held| folders.get(held).is_some());
            let choice = |icon, label: AttrValue, to: Option<FolderId>| {
                let (ids, checked) = (ids.clone(), held == to.as_ref());
                let onclick = ui.on(move || Action::Filed(Step::Moved(ids.clone(), to.clone())));
                Item { checked: Some(checked), ..Item::new(icon, label, onclick) }
            };
            let mut items = Vec::new();
            for folder in folders.shown() {
                items.push(choice(Icon::Folder, Rc::clone(&folder.name).into(), Some(folder.id.clone())));
            }
            items.push(choice(Icon::Close, ui.texts.filing.no_folder.into(), None));
            let ids = ids.clone();
            let onclick = ui.on(move || Action::Filed(Step::NameWanted(ids.clone())));
            items.push(Item::new(Icon::Plus, ui.texts.filing.new_folder, onclick));
            items
        })
    };
    Item { opens: Some(opens), ..Item::new(Icon::Folder, f.move_to, Callback::noop()) }
}
