//! The heading of a folder in the list: opens and closes it, with its actions.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::filing::Folder;
use crate::domain::text::number::grouped_size;
use crate::state::action::Action;
use crate::state::filing::Step;
use crate::view::element::{element, truth};
use crate::view::focus::focus_again;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::menu::{Item, Menu};
use crate::view::part::part;
use crate::view::title_box::TitleBox;
use crate::view::use_ui;

/// A folder's heading.
#[derive(Clone, PartialEq)]
pub struct FolderHeading {
    /// The folder.
    pub folder: Rc<Folder>,
    /// How many conversations are in it.
    pub count: usize,
    /// Whether the Tab key comes by.
    pub tabbable: bool,
}

drawn_by!(FolderHeading, use_folder_heading);

#[hook]
fn use_folder_heading(props: &FolderHeading) -> Html {
    let ui = use_ui();
    let (t, h) = (&ui.texts.filing, &ui.texts.history);
    let renaming = use_held(|| false);
    let opener = use_node();
    {
        let opener = opener.clone();
        let renamed = renaming.get();
        use_effect_on(renamed, move || {
            move || {
                if renamed {
                    focus_again(&opener);
                }
            }
        });
    }
    let (folder, id) = (&props.folder, props.folder.id.clone());
    let head = element("div class=folder").attr("data-folder", id.as_str().to_owned());
    if renaming.get() {
        let done = {
            let ui = ui.clone();
            Callback::from(move |typed: Option<String>| {
                renaming.set(false);
                if let Some(typed) = typed {
                    ui.send(Action::Filed(Step::FolderRenamed(id.clone(), typed.into())));
                }
            })
        };
        return head.child(part(TitleBox { title: Rc::clone(&folder.name).into(), label: t.folder_name, done })).html();
    }
    let rename = Callback::from(move |()| renaming.set(true));
    let delete: Callback<()> = {
        let id = id.clone();
        ui.on(move || Action::Filed(Step::FolderDeleted(id.clone())))
    };
    let closed = folder.closed;
    let turn = {
        let id = id.clone();
        ui.on::<MouseEvent>(move || Action::Filed(Step::FolderClosed(id.clone(), !closed)))
    };
    let onkeydown = {
        let (rename, delete, ui) = (rename.clone(), delete.clone(), ui.clone());
        Callback::from(move |event: KeyboardEvent| {
            let to = |closed| Action::Filed(Step::FolderClosed(id.clone(), closed));
            match event.key().as_str() {
                "ArrowLeft" => ui.send(to(true)),
                "ArrowRight" => ui.send(to(false)),
                "F2" => rename.emit(()),
                "Delete" => delete.emit(()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let items = vec![Item::new(Icon::Edit, h.rename, rename), Item::new(Icon::Delete, h.delete, delete)];
    let button = element("button type=button")
        .node(&opener)
        .attr("aria-expanded", truth(!closed))
        .attr("tabindex", if props.tabbable { "0" } else { "-1" })
        .on("click", turn)
        .on("keydown", onkeydown)
        .child(icon(Icon::Open))
        .child(element("span dir=auto").child(Rc::clone(&folder.name)))
        .child(element("small").child(grouped_size(props.count)));
    let menu =
        part(Menu { label: (t.actions_of)(&folder.name).into(), items, tabbable: props.tabbable, sign: Icon::More });
    head.child(element("h2").child(button)).child(menu).html()
}
