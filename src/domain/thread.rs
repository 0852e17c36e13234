//! The chosen path of a conversation, ready to be drawn: each message with its place among its versions.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::id::MessageId;
use crate::domain::message::{Message, ReplyState};
use crate::domain::table::Table;

/// One message of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The message.
    pub message: Rc<Message>,
    /// All versions of it (siblings), oldest first, this one among them. One entry: there is no other.
    pub versions: Rc<[MessageId]>,
    /// How the last attempt to continue this reply ended, where no word came of it.
    pub attempt: Option<ReplyState>,
}

impl Row {
    /// The versions before and after this one, and its place counted from 1.
    #[must_use]
    pub fn neighbours(&self) -> (Option<&MessageId>, usize, Option<&MessageId>) {
        let at = self.versions.iter().position(|id| *id == self.message.id).unwrap_or(0);
        (at.checked_sub(1).and_then(|i| self.versions.get(i)), at + 1, self.versions.get(at + 1))
    }
}

/// The path as rows. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// From the first message to the last.
    pub rows: Vec<Row>,
}

impl Thread {
    /// The rows of a conversation.
    #[must_use]
    pub fn of(conversation: &Conversation) -> Self {
        let mut siblings: Table<Option<&MessageId>, Vec<MessageId>> = Table::new();
        for message in &conversation.messages {
            siblings.or_insert_with(message.parent.as_ref(), Vec::new).push(message.id.clone());
        }
        let rows = conversation
            .path()
            .into_iter()
            .map(|message| Row {
                versions: siblings.get(&message.parent.as_ref()).map(|ids| ids.as_slice().into()).unwrap_or_default(),
                message,
                attempt: None,
            })
            .collect();
        Self { rows }
    }

    /// Puts a newer state of a message in its place. Looks from the end, where replies grow.
    pub fn refresh(&mut self, message: &Rc<Message>) {
        if let Some(row) = self.rows.iter_mut().rev().find(|row| row.message.id == message.id) {
            row.message = Rc::clone(message);
        }
    }
}
