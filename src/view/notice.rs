//! The one message to the person that is not about a reply, with its undo.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::state::action::Action;
use crate::state::filing::Done;
use crate::state::notice::Notice;
use crate::view::controls::{Kind, button, icon_button};
use crate::view::element::element;
use crate::view::focus::then_write;
use crate::view::hooks::{use_effect_on, use_held};
use crate::view::icons::Icon;
use crate::view::{Ui, use_ui};

/// How long it stays when nobody is near it, in milliseconds.
const STAYS: u32 = 15_000;

/// The bar of the notice. Its place is always there, so that screen readers hear what comes into it.
#[derive(Clone, PartialEq)]
pub struct NoticeBar {
    /// What to tell; none if there is nothing.
    pub text: Option<AttrValue>,
    /// Whether it can be undone.
    pub undo: bool,
}

/// The words of a notice.
pub fn words(notice: &Notice, ui: &Ui) -> AttrValue {
    let (t, f) = (&ui.texts.history, &ui.texts.filing);
    match notice {
        Notice::ConversationDeleted(gone) => {
            let title = if gone.title.is_empty() { t.untitled } else { &gone.title };
            (t.conversation_deleted)(title).into()
        }
        Notice::ManyDeleted(gone) => (f.deleted)(gone.len()).into(),
        Notice::FolderDeleted(folder) => (f.folder_deleted)(&folder.name).into(),
        Notice::Filed(done, before) => {
            let said = match done {
                Done::Pinned => f.were_pinned,
                Done::Unpinned => f.were_unpinned,
                Done::Archived => f.were_archived,
                Done::Unarchived => f.were_taken_out,
                Done::Moved => f.were_moved,
            };
            said(before.len()).into()
        }
        Notice::ChatCleared(_) => t.chat_cleared.into(),
        Notice::MessageDeleted(_) => t.message_deleted.into(),
        Notice::CopyFailed => t.copy_failed.into(),
        Notice::PartlyRead(missing) => (t.partly_read)(*missing).into(),
        Notice::NotFound(_) => t.not_found.into(),
        Notice::DeletedElsewhere => t.deleted_elsewhere.into(),
    }
}

drawn_by!(NoticeBar, use_notice_bar);

#[hook]
fn use_notice_bar(props: &NoticeBar) -> Html {
    let ui = use_ui();
    let t = &ui.texts.history;
    let held = use_held(|| false);
    {
        let ui = ui.clone();
        let leaves = props.text.is_some() && !held.get();
        use_effect_on((props.text.clone(), held.get()), move || {
            let timer = leaves.then(|| Timeout::new(STAYS, move || ui.send(Action::NoticeDismissed)));
            move || drop(timer)
        });
    }
    let hold = |now: bool| {
        let held = held.clone();
        Callback::from(move |_: Event| held.set(now))
    };
    let bar = props.text.clone().map(|text| {
        element("div class=notice-bar")
            .child(element("p").child(text))
            .child(props.undo.then(|| button(Kind::Quiet, t.undo, ui.on(|| Action::UndoPressed))))
            .child(icon_button(Icon::Close, t.dismiss, then_write(&ui, || Action::NoticeDismissed)))
    });
    element("div class=notice role=status")
        .attr("aria-label", t.notice)
        .on("mouseenter", hold(true))
        .on("mouseleave", hold(false))
        .on("focusin", hold(true))
        .on("focusout", hold(false))
        .child(bar)
        .html()
}
