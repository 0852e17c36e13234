//! How storing goes, and what a person does about it: its room, deleting everything, chats that are never stored.

use crate::domain::error::StorageProblem;
use crate::domain::id::ConversationId;
use crate::state::State;
use crate::state::action::Saving;
use crate::state::effect::Effect;

/// How storing goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Room taken, in UTF-16 units. The browser gives 5,242,880.
    pub used: u32,
    /// Why the last write failed, until one succeeds.
    pub problem: Option<StorageProblem>,
    /// Whether the browser has no durable level of storage, so that its latest writes go where it is killed.
    pub fragile: bool,
    /// Conversations whose latest state is on screen only.
    pub unsaved: Vec<ConversationId>,
    /// How many stored conversations could not be read. They are left where they are.
    pub unreadable: u32,
    /// What the browser says of its room. None: it has not said.
    pub room: Option<Room>,
    /// Whether the person is asked if everything is to be deleted.
    pub deleting: bool,
}

/// What the browser says of its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Taken by this origin, in megabytes, rounded up.
    pub taken: u32,
    /// Given to this origin, in megabytes.
    pub given: u32,
    /// Whether it has promised not to clear it by itself.
    pub persistent: bool,
}

impl State {
    pub(super) fn durable_answered(&mut self, here: bool, unreadable: u32) -> Vec<Effect> {
        self.storage.fragile = !here;
        self.storage.unreadable += unreadable;
        if here {
            // One level is enough to keep everything.
            self.storage.problem.take_if(|problem| *problem == StorageProblem::Refused);
        }
        let mut effects = self.save_again();
        effects.extend(self.reach_all());
        effects
    }

    pub(super) fn save_failed(&mut self, what: Saving, problem: StorageProblem) -> Vec<Effect> {
        self.storage.problem = Some(problem);
        if let Saving::Conversation(id) = what
            && !self.storage.unsaved.contains(&id)
        {
            self.storage.unsaved.push(id);
        }
        Vec::new()
    }

    /// The person asked to delete everything (`wanted`), was asked back, and answered.
    pub(super) fn deletion_wanted(&mut self, wanted: bool) -> Vec<Effect> {
        let sure = self.storage.deleting;
        self.storage.deleting = wanted && !sure;
        if sure && wanted { vec![Effect::DeleteEverything] } else { Vec::new() }
    }

    /// The new chat will never be stored, or will after all.
    pub(super) fn temporary_toggled(&mut self) -> Vec<Effect> {
        let fresh = self.chat.fresh.id.clone();
        match self.chat.temporary.iter().position(|id| *id == fresh) {
            Some(at) => drop(self.chat.temporary.swap_remove(at)),
            None => self.chat.temporary.push(fresh),
        }
        Vec::new()
    }

    /// Whether the conversation on the page is never stored.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        self.conversation().is_some_and(|talk| self.chat.temporary.contains(&talk.id))
    }
}
