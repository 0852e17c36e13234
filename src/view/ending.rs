//! How a reply ended, where that is worth a word, and what one can do about it.

use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::message::{FinishReason, Reply, ReplyState};
use crate::domain::thread::Row;
use crate::state::action::Action;
use crate::state::chat::is_empty;
use crate::view::Ui;
use crate::view::controls::{Kind, button};
use crate::view::element::{element, side_by_side};
use crate::view::fault::FaultNote;
use crate::view::focus::then_write;
use crate::view::part::part;

/// Draws how a reply ended; nothing while it is open, or where all is well. `newest`: only the last reply of a
/// conversation can go on.
pub fn ending(row: &Row, reply: &Reply, newest: bool, ui: &Ui) -> Html {
    let id = &row.message.id;
    let goes_on = newest && reply.state.can_continue() && !reply.text.is_empty();
    if let ReplyState::Failed(fault) = &reply.state {
        let (message, connection) = (Some(id.clone()), reply.connection.clone());
        let note = part(FaultNote { fault: fault.clone(), message, connection });
        let note = side_by_side(vec![note, attempt(row, reply, ui)]);
        return toned("danger", note, ways(id, goes_on, ui));
    }
    let Some((tone, sentence)) = said(reply, ui) else { return Html::default() };
    let note = side_by_side(vec![element("p").child(sentence).html(), attempt(row, reply, ui)]);
    toned(tone, note, ways(id, goes_on, ui))
}

/// What became of the last attempt to continue it, where nothing came of that.
fn attempt(row: &Row, reply: &Reply, ui: &Ui) -> Html {
    let t = &ui.texts.reply;
    let sentence: AttrValue = match &row.attempt {
        None => return Html::default(),
        Some(ReplyState::Failed(fault)) => {
            let connection = reply.connection.clone();
            return part(FaultNote { fault: fault.clone(), message: Some(row.message.id.clone()), connection });
        }
        Some(ReplyState::Interrupted(how)) => (t.interrupted)(*how, 0).into(),
        Some(_) => t.nothing_more.into(),
    };
    element("p").child(sentence).html()
}

/// A word on the reply in a tone, and the way on.
#[inline(never)]
pub fn toned(tone: &'static str, word: Html, way: Html) -> Html {
    element("div class=ending").attr("data-tone", tone).child(word).child(way).html()
}

/// The tone and the sentence.
fn said(reply: &Reply, ui: &Ui) -> Option<(&'static str, AttrValue)> {
    let t = &ui.texts.reply;
    let silent = reply.text.is_empty();
    Some(match &reply.state {
        ReplyState::Waiting | ReplyState::Growing | ReplyState::Failed(_) => return None,
        ReplyState::Stopped if silent => ("quiet", t.stopped_empty.into()),
        ReplyState::Stopped => ("quiet", t.stopped.into()),
        ReplyState::Interrupted(how) => {
            let characters = reply.text.read(|text| text.chars().count());
            let characters = u32::try_from(characters).unwrap_or(u32::MAX);
            ("danger", (t.interrupted)(*how, characters).into())
        }
        ReplyState::Finished(FinishReason::Length) if silent => ("warn", t.length_empty.into()),
        ReplyState::Finished(FinishReason::Length) => ("warn", t.length.into()),
        ReplyState::Finished(FinishReason::ContentFilter) => ("warn", t.content_filter.into()),
        ReplyState::Finished(FinishReason::Other(word)) => ("quiet", (t.other_reason)(word).into()),
        ReplyState::Finished(_) if is_empty(reply) => ("warn", t.empty.into()),
        ReplyState::Finished(_) if silent && reply.tools.is_empty() => ("warn", t.thoughts_alone.into()),
        ReplyState::Finished(FinishReason::Unsaid) => ("quiet", t.unsaid_end.into()),
        ReplyState::Finished(_) => return None,
    })
}

/// The two things one can do.
fn ways(id: &MessageId, goes_on: bool, ui: &Ui) -> Html {
    let t = &ui.texts.chat;
    let act = |action: fn(MessageId) -> Action| {
        let id = id.clone();
        then_write(ui, move || action(id.clone()))
    };
    element("span class=ways")
        .child(goes_on.then(|| button(Kind::Primary, t.go_on, act(Action::ContinuePressed))))
        .child(button(Kind::Plain, t.retry, act(Action::RetryPressed)))
        .html()
}
