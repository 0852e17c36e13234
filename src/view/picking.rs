//! What can be done with the conversations that are picked.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::history::History;
use crate::domain::id::ConversationId;
use crate::state::action::Action;
use crate::state::filing::{Shelves, Step};
use crate::view::Ui;
use crate::view::controls::{named, pressable};
use crate::view::element::{element, truth};
use crate::view::entry::move_to;
use crate::view::icons::{Icon, icon};
use crate::view::menu::Menu;
use crate::view::part::part;

/// The bar; nothing while nothing can be picked. `listed`: what picking all picks.
pub fn picking(history: &History, shelves: &Shelves, listed: &Callback<(), Vec<ConversationId>>, ui: &Ui) -> Html {
    let Some(picked) = &shelves.picked else { return Html::default() };
    let t = &ui.texts.filing;
    let none = picked.is_empty();
    let pinned = !none && history.shown().filter(|e| picked.contains(&e.id)).all(|e| e.filing.pinned.is_on());
    let press = |sign: Icon, label: &'static str, step: Rc<dyn Fn(Vec<ConversationId>) -> Step>| {
        let (ui, picked) = (ui.clone(), Rc::clone(picked));
        let onclick = Callback::from(move |_: MouseEvent| {
            let ids: Vec<ConversationId> = picked.iter().cloned().collect();
            if !ids.is_empty() {
                ui.send(Action::Filed(step(ids)));
            }
        });
        named(pressable("icon"), label.into())
            .attr("aria-disabled", none.then_some("true"))
            .on("click", onclick)
            .child(icon(sign))
            .html()
    };
    let all = {
        let (ui, listed) = (ui.clone(), listed.clone());
        Callback::from(move |_: MouseEvent| ui.send(Action::Filed(Step::Picked(listed.emit(()), none))))
    };
    let ids: Vec<ConversationId> = picked.iter().cloned().collect();
    let moving = move_to(&ids, None, &shelves.folders, ui);
    let archive = shelves.archive;
    let row = element("div class=row")
        .child(press(Icon::Pin, if pinned { t.unpin } else { t.pin }, Rc::new(move |ids| Step::Pinned(ids, !pinned))))
        .child(part(Menu {
            label: t.move_to.into(),
            items: moving.opens.filter(|_| !none).map(|opens| opens.emit(())).unwrap_or_default(),
            tabbable: true,
            sign: Icon::Folder,
        }))
        .child(press(
            Icon::Archive,
            if archive { t.take_out } else { t.put_away },
            Rc::new(move |ids| Step::Archived(ids, !archive)),
        ))
        .child(press(Icon::Download, t.export, Rc::new(Step::Exported)))
        .child(press(Icon::Delete, ui.texts.history.delete, Rc::new(Step::Deleted)))
        .child(
            named(pressable("icon"), t.stop_picking.into())
                .on("click", ui.on::<MouseEvent>(|| Action::Filed(Step::Picking(false))))
                .child(icon(Icon::Close)),
        );
    let about = element("div class=row")
        .child(element("span role=status").child((t.picked)(picked.len())))
        .child(pressable("quiet").on("click", all).child(if none { t.pick_all } else { t.pick_none }));
    element("div class=picking role=group")
        .attr("aria-label", t.with_picked)
        .attr("data-picked", truth(!none))
        .child(about)
        .child(row)
        .html()
}
