//! A conversation: a tree of messages with its own settings.
//!
//! An edit or a retry adds a sibling; nothing is overwritten. Which sibling is shown is remembered per parent;
//! without a choice it is the newest. Deletions leave tombstones, so that a merge with an older copy keeps them deleted.

use std::rc::Rc;

use crate::domain::id::{ConnectionId, ConversationId, MessageId};
use crate::domain::message::{Body, Message};
use crate::domain::moment::Moment;
use crate::domain::parameters::Parameters;
use crate::domain::table::{Table, in_order};

/// Which messages are sent with a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Context {
    /// All before it on the chosen path.
    #[default]
    Whole,
    /// None: each question alone.
    Alone,
}

/// A deleted message that other copies may still have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The message.
    pub message: MessageId,
    /// Copies up to this revision are deleted.
    pub revision: u64,
    /// What it followed. Messages that another copy has below it move up there.
    pub parent: Option<MessageId>,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its name in addresses and storage.
    pub id: ConversationId,
    /// Raised by each change.
    pub revision: u64,
    /// Its title. Empty until there is a first question.
    pub title: Rc<str>,
    /// Whether a person gave the title, so that it is not replaced.
    pub named: bool,
    /// The connection it uses.
    pub connection: ConnectionId,
    /// The model it uses. Empty: its connection's.
    pub model: Rc<str>,
    /// Its own system prompt. None: the one of the settings.
    pub system_prompt: Option<Rc<str>>,
    /// What is set for its requests.
    pub parameters: Rc<Parameters>,
    /// Which messages are sent along.
    pub context: Context,
    /// When it began, in milliseconds since 1970.
    pub created: i64,
    /// When it last changed, in milliseconds since 1970. For showing only.
    pub updated: i64,
    /// The sequence number of the next message.
    pub next_sequence: u64,
    /// All messages, by sequence number.
    pub messages: Vec<Rc<Message>>,
    /// The child shown of each parent where it is not the newest one.
    pub chosen: Table<Option<MessageId>, MessageId>,
    /// What was deleted.
    pub tombstones: Vec<Tombstone>,
}

impl Conversation {
    /// An empty conversation.
    #[must_use]
    pub fn new(id: ConversationId, connection: ConnectionId, now: Moment) -> Self {
        Self {
            id,
            revision: 0,
            title: Rc::default(),
            named: false,
            connection,
            model: Rc::default(),
            system_prompt: None,
            parameters: Rc::default(),
            context: Context::Whole,
            created: now.wall,
            updated: now.wall,
            next_sequence: 1,
            messages: Vec::new(),
            chosen: Table::new(),
            tombstones: Vec::new(),
        }
    }

    /// The message of that name.
    #[must_use]
    pub fn message(&self, id: &MessageId) -> Option<&Rc<Message>> {
        // From the end: the messages asked for are nearly always the latest.
        self.messages.iter().rev().find(|message| message.id == *id)
    }

    /// The messages with this parent, oldest first.
    pub fn children<'a>(&'a self, parent: Option<&'a MessageId>) -> impl Iterator<Item = &'a Rc<Message>> {
        self.messages.iter().filter(move |message| message.parent.as_ref() == parent)
    }

    /// The chosen path from the first message to the last.
    #[must_use]
    pub fn path(&self) -> Vec<Rc<Message>> {
        let mut newest: Table<Option<&MessageId>, &Rc<Message>> = Table::new();
        for message in &self.messages {
            let parent = message.parent.as_ref();
            let chosen = self.chosen.get(&message.parent);
            let taken = newest.get(&parent).is_some_and(|held| chosen == Some(&held.id));
            if !taken {
                newest.insert(parent, message);
            }
        }
        let mut path = Vec::new();
        let mut at = None;
        // A tree has no cycles, but what was stored may; no path is longer than there are messages.
        while let Some(message) = newest.get(&at).filter(|_| path.len() < self.messages.len()) {
            path.push(Rc::clone(message));
            at = Some(&message.id);
        }
        path
    }

    /// Adds a message under `parent` and shows it.
    pub fn add(&mut self, id: MessageId, parent: Option<MessageId>, body: Body, now: Moment) -> Rc<Message> {
        let message = Rc::new(Message {
            id,
            sequence: self.next_sequence,
            revision: 1,
            created: now.wall,
            body,
            parent: parent.clone(),
        });
        self.next_sequence += 1;
        self.chosen.remove(&parent);
        self.messages.push(Rc::clone(&message));
        self.touch(now);
        message
    }

    /// Puts a changed message in place of its older self, with a higher revision. Unknown ones are left out.
    pub fn replace(&mut self, changed: Message, now: Moment) {
        if let Some(place) = self.messages.iter_mut().rev().find(|message| message.id == changed.id) {
            let revision = place.revision + 1;
            *place = Rc::new(Message { revision, ..changed });
            self.touch(now);
        }
    }

    /// Shows this message in place of its siblings.
    pub fn choose(&mut self, id: &MessageId, now: Moment) {
        let Some(parent) = self.message(id).map(|message| message.parent.clone()) else { return };
        let newest = self.children(parent.as_ref()).last().is_some_and(|message| message.id == *id);
        if newest {
            self.chosen.remove(&parent);
        } else {
            self.chosen.insert(parent, id.clone());
        }
        self.touch(now);
    }

    /// Chooses the versions on the way to this message, so that it is shown. Says whether others were shown before.
    pub fn reveal(&mut self, id: &MessageId, now: Moment) -> bool {
        if self.path().iter().any(|message| message.id == *id) {
            return false;
        }
        let mut way = vec![];
        let mut at = self.message(id).cloned();
        // What was stored may go round in circles.
        while let Some(message) = at.filter(|_| way.len() < self.messages.len()) {
            at = message.parent.as_ref().and_then(|parent| self.message(parent)).cloned();
            way.push(message);
        }
        for message in &way {
            let newest = self.children(message.parent.as_ref()).last().is_some_and(|last| last.id == message.id);
            if newest {
                self.chosen.remove(&message.parent);
            } else {
                self.chosen.insert(message.parent.clone(), message.id.clone());
            }
        }
        if !way.is_empty() {
            self.touch(now);
        }
        !way.is_empty()
    }

    /// Deletes a message. One with siblings goes with all that follows it; of any other what follows moves up.
    pub fn delete(&mut self, id: &MessageId, now: Moment) {
        let Some(parent) = self.message(id).map(|message| message.parent.clone()) else { return };
        let alone = self.children(parent.as_ref()).nth(1).is_none();
        let mut gone = vec![id.clone()];
        if alone {
            let chosen_child = self.chosen.remove(&Some(id.clone()));
            for message in &mut self.messages {
                if message.parent.as_ref() == Some(id) {
                    let revision = message.revision + 1;
                    *message = Rc::new(Message { revision, parent: parent.clone(), ..(**message).clone() });
                }
            }
            if let Some(child) = chosen_child {
                self.chosen.insert(parent.clone(), child);
            }
        } else {
            // Children have higher sequence numbers than their parents, so one pass finds all descendants.
            for message in &self.messages {
                if message.parent.as_ref().is_some_and(|parent| gone.contains(parent)) {
                    gone.push(message.id.clone());
                }
            }
        }
        self.bury(&gone);
        self.touch(now);
    }

    /// Deletes all messages and keeps everything else.
    pub fn clear(&mut self, now: Moment) {
        let all: Vec<MessageId> = self.messages.iter().map(|message| message.id.clone()).collect();
        self.bury(&all);
        self.chosen.clear();
        self.touch(now);
    }

    /// Brings the messages and choices of an earlier state back, above any tombstone.
    pub fn restore(&mut self, earlier: &Self, now: Moment) {
        for message in &earlier.messages {
            let buried = self.tombstones.iter().position(|stone| stone.message == message.id);
            let moved = self.message(&message.id).is_some_and(|held| held.parent != message.parent);
            if buried.is_none() && !moved {
                continue;
            }
            let floor = match buried {
                Some(at) => self.tombstones.swap_remove(at).revision,
                None => self.message(&message.id).map_or(0, |held| held.revision),
            };
            let back = Rc::new(Message { revision: floor + 1, ..(**message).clone() });
            match self.messages.iter_mut().find(|held| held.id == message.id) {
                Some(held) => *held = back,
                None => self.messages.push(back),
            }
        }
        self.messages = in_order(std::mem::take(&mut self.messages), |message| message.sequence);
        self.chosen = earlier.chosen.clone();
        self.touch(now);
    }

    /// Marks a change: a higher revision and the time for showing.
    pub fn touch(&mut self, now: Moment) {
        self.revision += 1;
        self.updated = now.wall;
    }

    /// Remembers a deletion.
    pub(super) fn mark(&mut self, stone: Tombstone) {
        match self.tombstones.iter_mut().find(|held| held.message == stone.message) {
            Some(held) if held.revision >= stone.revision => {}
            Some(held) => *held = stone,
            None => self.tombstones.push(stone),
        }
    }

    fn bury(&mut self, gone: &[MessageId]) {
        for message in self.messages.clone() {
            if gone.contains(&message.id) {
                let Message { id, revision, parent, .. } = (*message).clone();
                self.mark(Tombstone { message: id, revision, parent });
            }
        }
        self.messages.retain(|message| !gone.contains(&message.id));
        self.chosen.retain(|parent, child| {
            !gone.contains(child) && !parent.as_ref().is_some_and(|parent| gone.contains(parent))
        });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::id::Ids;

    const NOW: Moment = Moment { wall: 5, steady: 5 };

    fn talk(lines: &[&str]) -> (Conversation, Ids) {
        let mut ids = Ids::new(7);
        let mut talk = Conversation::new(ids.conversation(), ConnectionId::demo(), NOW);
        let mut parent = None;
        for line in lines {
            parent = Some(talk.add(ids.message(), parent, Body::User((*line).into()), NOW).id.clone());
        }
        (talk, ids)
    }

    fn said(talk: &Conversation) -> String {
        talk.path().iter().map(|m| m.text()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_edit_stands_beside_the_old_version_and_either_can_be_shown() {
        let (mut talk, mut ids) = talk(&["a", "b", "c"]);
        let (a, b) = (talk.messages.first().unwrap().clone(), talk.messages.get(1).unwrap().clone());
        let edited = talk.add(ids.message(), Some(a.id.clone()), Body::User("B".into()), NOW);
        assert_eq!(said(&talk), "a B");
        talk.choose(&b.id, NOW);
        assert_eq!(said(&talk), "a b c");
        talk.choose(&edited.id, NOW);
        assert_eq!(said(&talk), "a B");
        assert!(talk.chosen.is_empty(), "the newest needs no choice");
    }

    #[test]
    fn a_message_in_a_version_that_is_not_shown_can_be_revealed() {
        let (mut talk, mut ids) = talk(&["a", "b", "c"]);
        let (a, c) = (talk.messages.first().unwrap().clone(), talk.messages.get(2).unwrap().clone());
        let edited = talk.add(ids.message(), Some(a.id.clone()), Body::User("B".into()), NOW);
        assert_eq!(said(&talk), "a B");
        assert!(talk.reveal(&c.id, NOW));
        assert_eq!(said(&talk), "a b c");
        assert!(!talk.reveal(&c.id, NOW));
        assert!(talk.reveal(&edited.id, NOW));
        assert_eq!(said(&talk), "a B");
        assert!(!talk.reveal(&ids.message(), NOW));
    }

    #[test]
    fn deleting_one_message_moves_the_rest_up_and_deleting_a_version_takes_its_branch() {
        let (mut talk, mut ids) = talk(&["a", "b", "c"]);
        let before = talk.clone();
        let b = talk.messages.get(1).unwrap().id.clone();
        talk.delete(&b, NOW);
        assert_eq!(said(&talk), "a c");
        talk.restore(&before, NOW);
        assert_eq!(said(&talk), "a b c");
        let a = talk.messages.first().unwrap().id.clone();
        talk.add(ids.message(), Some(a), Body::User("B".into()), NOW);
        talk.delete(&b, NOW);
        assert_eq!(said(&talk), "a B");
        assert_eq!(talk.messages.len(), 2);
    }

    #[test]
    fn stored_nonsense_such_as_a_cycle_ends() {
        let (mut talk, _) = talk(&["a", "b"]);
        let b = talk.messages.get(1).unwrap().clone();
        let a = talk.messages.first().unwrap().clone();
        let looped = Message { parent: Some(b.id.clone()), ..(*a).clone() };
        talk.messages = vec![Rc::new(looped), b];
        assert!(talk.path().is_empty());
    }
}
