//! How storing goes, and what a person does about it: its room, deleting everything, chats that are never stored.

use std::rc::Rc;

use crate::domain::age::Age;
use crate::domain::archive::backups::Backups;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::moment::Moment;
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
    /// Whether only the newest conversations are known yet, and the others are being read.
    pub reading: bool,
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
    /// When everything was last backed up.
    pub backups: Backups,
    /// How many texts could not be read and were kept aside.
    pub aside: u32,
    /// How many of the largest conversations are listed; 0: none.
    pub listed: usize,
    /// What has not changed for so long is offered to be deleted.
    pub age: Age,
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

/// Something a person did about what is stored, or that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// More of the largest conversations were to be listed.
    LargestWanted,
    /// Another age was chosen for what is offered to be deleted.
    AgeChosen(Age),
    /// A reminder of backups was put away.
    ReminderLeft,
    /// What was kept aside was to be downloaded.
    AsideWanted,
    /// What was kept aside was to be deleted.
    AsideDeleted,
    /// So much was kept aside.
    AsideCounted(u32),
    /// Another tab made a backup, or put a reminder away.
    BackupsCame(Backups),
    /// The first level was cleared from outside, and there is no other.
    Emptied,
}

/// What is done with what was kept aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// It is counted.
    Count,
    /// It is offered as a file.
    Download,
    /// It is deleted.
    Delete,
}

/// How many of the largest conversations are listed at a time.
const LISTED: usize = 20;

impl State {
    #[inline(never)]
    pub(super) fn stored(&mut self, step: Step, now: Moment) -> Vec<Effect> {
        match step {
            Step::LargestWanted => self.storage.listed += LISTED,
            Step::AgeChosen(age) => self.storage.age = age,
            Step::ReminderLeft => {
                self.storage.backups.reminded = now.wall;
                return vec![Effect::SaveBackups(self.storage.backups)];
            }
            Step::AsideWanted => return vec![Effect::Aside(Aside::Download)],
            Step::AsideDeleted => return vec![Effect::Aside(Aside::Delete)],
            Step::AsideCounted(count) => self.storage.aside = count,
            Step::BackupsCame(backups) => self.storage.backups = self.storage.backups.merged(backups),
            Step::Emptied => return self.keep_all(),
        }
        Vec::new()
    }

    /// Stores all that this page knows once more.
    fn keep_all(&mut self) -> Vec<Effect> {
        let own = self.connections.all().iter().skip(1).cloned().collect();
        let mut effects = vec![
            Effect::SaveSettings(Rc::clone(&self.settings)),
            Effect::SaveConnections(own),
            Effect::SaveFolders(Rc::clone(&self.shelves.folders)),
            Effect::SaveBackups(self.storage.backups),
        ];
        let open: Vec<ConversationId> = self.chat.open.keys().cloned().collect();
        for id in open {
            effects.extend(self.save(&id));
        }
        effects
    }

    /// Everything was exported.
    pub(super) fn backed_up(&mut self, now: Moment) -> Effect {
        self.storage.backups.made = now.wall;
        Effect::SaveBackups(self.storage.backups)
    }

    /// All conversations are known now.
    #[inline(never)]
    pub(super) fn history_read(&mut self, entries: Vec<Rc<Entry>>, unreadable: u32, used: u32) -> Vec<Effect> {
        Rc::make_mut(&mut self.history).complete(entries);
        self.storage.reading = false;
        self.storage.unreadable += unreadable;
        self.storage.used = used;
        // The one on the page may turn out to be deleted.
        self.history_came(Vec::new())
    }

    /// What is done with all conversations waits for none that were not read yet.
    pub(super) fn read_history(&self) -> Option<Effect> {
        self.storage.reading.then_some(Effect::ReadHistory)
    }

    #[inline(never)]
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

    #[inline(never)]
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
    #[inline(never)]
    pub(super) fn deletion_wanted(&mut self, wanted: bool) -> Vec<Effect> {
        let sure = self.storage.deleting;
        self.storage.deleting = wanted && !sure;
        if sure && wanted { vec![Effect::DeleteEverything] } else { Vec::new() }
    }

    /// The new chat will never be stored, or will after all.
    #[inline(never)]
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
