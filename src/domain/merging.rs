//! Two copies of a conversation as one: what two tabs wrote, or what is stored and what is on screen.
//!
//! Promises: nothing is lost that either copy has and neither deleted, everything stays in reach, and the outcome is the
//! same from both sides. Knows nothing of where the copies come from.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::id::MessageId;
use crate::domain::message::Message;
use crate::domain::table::{Table, in_order};

impl Conversation {
    /// Both copies as one: of each part the newer revision, nothing lost that either has and neither deleted.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        // The same from both sides, also where both were changed at once.
        let rank = |copy: &Self| (copy.revision, copy.updated, Rc::clone(&copy.title));
        let (newer, older) = if rank(other) > rank(self) { (other, self) } else { (self, other) };
        let mut merged = newer.clone();
        merged.next_sequence = newer.next_sequence.max(older.next_sequence);
        merged.updated = newer.updated.max(older.updated);
        if older.adds_to(newer) {
            merged.with_all_of(older);
        }
        merged.reattach();
        if merged != *newer {
            merged.revision = newer.revision.max(older.revision) + 1;
        }
        merged
    }

    /// Takes in what an older copy has besides. A function of its own, because it is rarely needed.
    #[inline(never)]
    fn with_all_of(&mut self, older: &Self) {
        for stone in &older.tombstones {
            self.mark(stone.clone());
        }
        let mut messages: Table<&MessageId, &Rc<Message>> =
            self.messages.iter().map(|message| (&message.id, message)).collect();
        for message in &older.messages {
            let held = messages.or_insert_with(&message.id, || message);
            if message.rank() > held.rank() {
                *held = message;
            }
        }
        let stones: Table<&MessageId, u64> =
            self.tombstones.iter().map(|stone| (&stone.message, stone.revision)).collect();
        let kept = messages
            .into_values()
            .filter(|message| stones.get(&message.id).is_none_or(|revision| message.revision > *revision))
            .cloned();
        self.messages = in_order(kept, |message| (message.sequence, message.id.clone()));
    }

    /// Whether `newer` lacks something of this copy, told in one go over both. What was deleted is looked up one by one.
    fn adds_to(&self, newer: &Self) -> bool {
        let mut held = newer.messages.iter().rev();
        let stands = |message: &Rc<Message>| {
            held.find(|held| held.id == message.id).is_some_and(|held| held.rank() >= message.rank())
        };
        let stones = !self.tombstones.is_empty() || !newer.tombstones.is_empty();
        stones || !self.messages.iter().rev().all(stands)
    }

    /// Brings messages back into reach whose parent is gone: below what it followed, or else below the message before.
    pub fn reattach(&mut self) {
        // Most often the parent stands a little before.
        let in_reach = |(at, message): (usize, &Rc<Message>)| {
            let before = self.messages.iter().take(at).rev().take(4);
            message.parent.as_ref().is_none_or(|parent| before.into_iter().any(|message| message.id == *parent))
        };
        if !self.messages.iter().enumerate().all(in_reach) {
            self.reattach_each();
        }
    }

    #[inline(never)]
    fn reattach_each(&mut self) {
        let places: Table<MessageId, u64> = self.messages.iter().map(|m| (m.id.clone(), m.sequence)).collect();
        let mut before: Option<MessageId> = None;
        for message in &mut self.messages {
            let mut parent = message.parent.as_ref();
            // No longer than there are tombstones, for what was stored may go round in circles.
            for _ in 0..=self.tombstones.len() {
                let Some(gone) = parent.filter(|id| !places.contains_key(id)) else { break };
                let stone = self.tombstones.iter().find(|stone| stone.message == *gone);
                parent = stone.map_or(before.as_ref(), |stone| stone.parent.as_ref());
            }
            if parent != message.parent.as_ref() {
                // Parents come before their children, so no circle can arise.
                let parent = parent.filter(|id| places.get(id).is_some_and(|place| *place < message.sequence)).cloned();
                *message = Rc::new(Message { parent, ..(**message).clone() });
            }
            before = Some(message.id.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::id::{ConnectionId, Ids};
    use crate::domain::message::Body;
    use crate::domain::moment::Moment;

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
    fn a_merge_keeps_what_either_side_added_and_what_either_side_deleted() {
        let (base, mut ids) = talk(&["a", "b"]);
        let last = base.messages.last().unwrap().id.clone();
        let (mut here, mut there) = (base.clone(), base.clone());
        here.add(ids.message(), Some(last.clone()), Body::User("here".into()), NOW);
        there.add(ids.message(), Some(last.clone()), Body::User("there".into()), NOW);
        let merged = here.merge(&there);
        assert_eq!(merged.messages.len(), 4);
        assert_eq!(merged.messages, there.merge(&here).messages);

        let mut cleared = merged.clone();
        cleared.clear(NOW);
        assert_eq!(cleared.merge(&merged).messages.len(), 0);
        let mut back = cleared.clone();
        back.restore(&merged, NOW);
        assert_eq!(back.merge(&cleared).messages.len(), 4, "undo wins over the tombstones");
    }

    #[test]
    fn a_copy_that_adds_nothing_changes_nothing_and_one_that_does_is_never_taken_for_it() {
        let (whole, mut ids) = talk(&["a", "b", "c", "d", "e"]);
        let mut later = whole.clone();
        later.add(ids.message(), None, Body::User("f".into()), NOW);
        let mut part = whole.clone();
        part.messages.drain(..3);
        for older in [&whole, &part] {
            assert!(!older.adds_to(&later));
            assert_eq!(later.merge(older), later);
        }
        let mut changed = part.clone();
        changed.replace((*changed.messages.last().unwrap().clone()).clone(), NOW);
        let mut other = part.clone();
        other.add(ids.message(), None, Body::User("g".into()), NOW);
        for older in [&changed, &other] {
            assert!(older.adds_to(&later));
            assert!(later.merge(older).revision > later.revision);
        }
    }

    #[test]
    fn what_one_copy_added_below_a_message_that_another_deleted_stays_in_reach() {
        let (base, mut ids) = talk(&["a", "b", "c"]);
        let b = base.messages.get(1).unwrap().id.clone();
        let (mut here, mut there) = (base.clone(), base.clone());
        here.delete(&b, NOW);
        there.add(ids.message(), Some(b.clone()), Body::User("d".into()), NOW);
        assert_eq!(said(&here.merge(&there)), "a d");
        assert_eq!(said(&there.merge(&here)), "a d");
        here.clear(NOW);
        assert_eq!(said(&there.merge(&here)), "d");

        let mut damaged = base.clone();
        damaged.messages.retain(|message| message.id != b);
        damaged.reattach();
        assert_eq!(said(&damaged), "a c");
    }
}
