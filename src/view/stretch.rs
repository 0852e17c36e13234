//! The messages of a long conversation in stretches of neighbours, drawn from the end upwards.
//!
//! A stretch is compared as one: a delta costs one stretch, whatever the length of the conversation. The end of a
//! conversation is drawn first and what is above in idle moments. A stretch that was laid out once rests: the browser
//! leaves out what is far from the window and keeps its place, and still finds, reads and prints it. Of the one at the end,
//! which grows, the messages before the last one rest.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::message::Body;
use crate::domain::thread::Row;
use crate::state::turn::Pulse;
use crate::view::element::{Element, element};
use crate::view::message::UserMessage;
use crate::view::part::keyed;
use crate::view::reply::ReplyMessage;

/// Messages to a stretch.
pub const LENGTH: usize = 32;
/// How much is drawn at first: so many bytes of text, or so many messages.
const FIRST: (usize, usize) = (8 * 1024, 24);
/// How much is added in an idle moment.
const MORE: (usize, usize) = (12 * 1024, 24);

/// Neighbouring messages.
#[derive(Clone, PartialEq)]
pub struct Stretch {
    /// The messages.
    rows: Rc<Vec<Row>>,
    /// How many of them, the first ones, are not drawn yet.
    missing: usize,
    /// Whether the last of them is the last of the conversation.
    newest: bool,
    /// The reply among them that is coming in, and what is to be said of it.
    running: Option<(MessageId, Pulse)>,
    /// Whether it was laid out as a whole.
    laid: bool,
    /// Whether it grows no more.
    full: bool,
    /// Whether actions stand behind one button, because nothing hovers.
    folded: bool,
}

drawn_by!(Stretch, use_stretch);

#[hook]
fn use_stretch(props: &Stretch) -> Html {
    let count = props.rows.len();
    let rows = props.rows.iter().enumerate().skip(props.missing).map(|(at, row)| {
        // Versions of a message have the same parent: the key stays, and so does the focus on their buttons.
        let key = row.message.parent.as_ref().map_or("first", MessageId::as_str);
        let newest = props.newest && at + 1 == count;
        let pulse = props.running.as_ref().filter(|(reply, _)| *reply == row.message.id).map(|(_, pulse)| *pulse);
        // The newest message shows its actions.
        let folded = props.folded && !newest;
        match &row.message.body {
            Body::User(_) => keyed(key, UserMessage { row: row.clone(), newest, folded }),
            Body::Reply(_) => keyed(key, ReplyMessage { row: row.clone(), newest, pulse, folded }),
        }
    });
    let stretch = element("div class=stretch")
        .attr("data-rests", (props.laid && props.full).then_some(""))
        .attr("data-laid", (props.laid && !props.full).then_some(""))
        .attr("data-live", props.running.is_some().then_some(""));
    rows.fold(stretch, Element::child).html()
}

/// The stretches drawn last, so that those that did not change are known by their pointers.
#[derive(Default)]
pub struct Stretches {
    rows: Vec<Rc<Vec<Row>>>,
    /// Whether the first message was drawn.
    whole: bool,
}

impl Stretches {
    /// Draws the messages from that place on. `folded`: actions stand behind one button, because nothing hovers.
    pub fn draw(&mut self, rows: &[Row], from: usize, running: Option<&(MessageId, Pulse)>, folded: bool) -> Vec<Html> {
        self.rows.truncate(rows.len().div_ceil(LENGTH));
        let last = rows.len().div_ceil(LENGTH).saturating_sub(1);
        let mut drawn = Vec::new();
        for (number, rows) in rows.chunks(LENGTH).enumerate() {
            match self.rows.get_mut(number) {
                Some(held) if held.as_slice() == rows => {}
                Some(held) => *held = Rc::new(rows.to_vec()),
                None => self.rows.push(Rc::new(rows.to_vec())),
            }
            let start = number * LENGTH;
            let Some(held) = self.rows.get(number).filter(|held| from < start + held.len()) else { continue };
            let stretch = Stretch {
                rows: Rc::clone(held),
                missing: from.saturating_sub(start),
                newest: number == last,
                running: running.filter(|_| number == last).cloned(),
                laid: start > from || self.whole,
                full: number < last,
                folded,
            };
            drawn.push(keyed(&number.to_string(), stretch));
        }
        self.whole = from == 0;
        drawn
    }
}

/// Where drawing begins so that enough is drawn above `end`, or at first if there is none drawn yet.
pub fn beginning(rows: &[Row], end: Option<usize>) -> usize {
    let (bytes, count) = if end.is_some() { MORE } else { FIRST };
    let (mut left, mut at) = (bytes, end.unwrap_or(rows.len()).min(rows.len()));
    let least = at.saturating_sub(count);
    while at > least && left > 0 {
        at -= 1;
        let size = rows.get(at).map_or(0, |row| match &row.message.body {
            Body::User(text) => text.len(),
            Body::Reply(reply) => reply.text.len(),
        });
        left = left.saturating_sub(size);
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::id::Ids;
    use crate::domain::message::Message;

    fn rows(count: usize, bytes: usize) -> Vec<Row> {
        let mut ids = Ids::new(1);
        let row = |_| {
            let body = Body::User("x".repeat(bytes).into());
            let message = Message { id: ids.message(), parent: None, sequence: 1, revision: 1, created: 0, body };
            Row { message: Rc::new(message), versions: Rc::default(), attempt: None }
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn as_much_is_drawn_as_fills_the_page_and_never_less_than_one() {
        let check = |count, bytes, end, expected| assert_eq!(beginning(&rows(count, bytes), end), expected);
        check(0, 0, None, 0);
        check(10, 10, None, 0);
        check(100, 10, None, 76);
        check(100, 4_096, None, 98);
        check(100, 1 << 20, Some(50), 49);
        check(100, 10, Some(50), 26);
        check(100, 10, Some(3), 0);
    }

    #[test]
    fn every_message_is_drawn_once_step_by_step_and_what_did_not_change_is_the_same() {
        let rows = rows(70, 10);
        let mut held = Stretches::default();
        assert_eq!(held.draw(&rows, 66, None, false).len(), 1);
        assert_eq!(held.draw(&rows, 40, None, false).len(), 2);
        assert_eq!(held.draw(&rows, 0, None, false).len(), 3);
        let before = held.rows.clone();
        let mut changed = rows.clone();
        Rc::make_mut(&mut changed.last_mut().unwrap().message).revision += 1;
        held.draw(&changed, 0, None, false);
        let same: Vec<bool> = held.rows.iter().zip(&before).map(|(one, two)| Rc::ptr_eq(one, two)).collect();
        assert_eq!(same, [true, true, false]);
        assert_eq!(held.draw(rows.get(..3).unwrap(), 0, None, false).len(), 1);
    }
}
