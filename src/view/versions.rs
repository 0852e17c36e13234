//! ‹1/2›: which version of a message is shown, and the ways to the others.

use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::thread::Row;
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::controls::{named, pressable};
use crate::view::element::element;
use crate::view::icons::{Icon, icon};

/// Draws the versions of a message; nothing if there is one alone.
pub fn versions(row: &Row, ui: &Ui) -> Html {
    let count = row.versions.len();
    if count < 2 {
        return Html::default();
    }
    let t = &ui.texts.chat;
    let (before, at, after) = row.neighbours();
    // Not `disabled` at either end: that would throw away the focus of whoever pressed it to get there.
    let step = |sign: Icon, label: &'static str, to: Option<&MessageId>| {
        let (to, ui) = (to.cloned(), ui.clone());
        let gone = to.is_none();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(to) = &to {
                ui.send(Action::VersionChosen(to.clone()));
            }
        });
        let button = named(pressable("icon"), label.into()).attr("aria-disabled", gone.then_some("true"));
        button.on("click", onclick).child(icon(sign))
    };
    let place = [&at.to_string(), "/", &count.to_string()].concat();
    element("span class=versions role=group")
        .attr("aria-label", (t.version)(at, count))
        .child(step(Icon::Previous, t.previous_version, before))
        .child(element("span aria-hidden=true").child(place))
        .child(step(Icon::Next, t.next_version, after))
        .html()
}
