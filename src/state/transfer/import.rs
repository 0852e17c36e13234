//! In: a look at what files hold, and what is ticked of it.

use std::rc::Rc;

use crate::domain::connection::Secrets;
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::filing::Folders;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::table::Set;
use crate::domain::transfer::import::{Extras, Item, Origin, Problem};
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::transfer::keeping::Keeping;
use crate::state::transfer::{Order, order};
use crate::state::vault::Vault;

/// How many conversations of a list are shown at first, and more each time.
const SHOWN: usize = 100;

/// How many problems are remembered. More help nobody.
const PROBLEMS: usize = 100;

/// How an import stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Import {
    /// There is none.
    #[default]
    None,
    /// The files are looked through; so many per cent are done.
    Looking(Finds, u32),
    /// All was looked at; the person chooses.
    Choosing(Finds),
    /// What was chosen is being kept; so many per cent of the files are done.
    Keeping(Keeping, u32),
    /// All is there: so many conversations.
    Done(u32),
    /// Nothing is, and why.
    Failed(Why),
}

/// Why nothing was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The storage did not take it.
    Storage(StorageProblem),
    /// The files could not be read again, or were others by then.
    Changed,
    /// The person stopped it.
    Stopped,
}

/// What was found so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finds {
    /// The conversations, in the order of the files.
    pub talks: Vec<Find>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// How many problems there are, those not remembered included.
    pub problem_count: u32,
    /// What else a backup holds.
    pub extras: Option<Extras>,
    /// Whether that is to be kept as well.
    pub with_extras: bool,
    /// Whether its keys are to be kept.
    pub with_keys: bool,
    /// How it goes with their passphrase.
    pub asked: Vault,
    /// They themselves, once it was typed.
    pub keys: Option<Vec<(ConnectionId, Secrets)>>,
    /// How many conversations the list shows.
    pub shown: usize,
    ids: Set<ConversationId>,
    pub(super) folders: Folders,
}

/// A conversation that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Find {
    /// Its id.
    pub id: ConversationId,
    /// Its title.
    pub title: Rc<str>,
    /// How many messages it has, on all branches.
    pub messages: u32,
    /// When it last changed, in milliseconds since 1970.
    pub updated: i64,
    /// Whether it is here already.
    pub standing: Standing,
    /// Whether it is to be kept.
    pub ticked: bool,
    pub(super) revision: u64,
    pub(super) origin: Origin,
}

/// Whether a conversation is here already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not.
    New,
    /// It is, and the file has a later state of it.
    Newer,
    /// It is.
    Here,
}

impl State {
    pub(super) fn finds(&mut self) -> Option<&mut Finds> {
        match &mut self.transfer.import {
            Import::Looking(finds, _) | Import::Choosing(finds) => Some(finds),
            _ => None,
        }
    }

    pub(super) fn files_chosen(&mut self) -> Vec<Effect> {
        if matches!(self.transfer.import, Import::Keeping(..)) {
            return Vec::new();
        }
        self.transfer.import = Import::Looking(Finds { shown: SHOWN, ..Finds::default() }, 0);
        order(Order::Read { again: false })
    }

    pub(super) fn read(&mut self, items: Vec<Item>, percent: u32) -> Vec<Effect> {
        let mut effects = Vec::new();
        for item in items {
            match (item, &self.transfer.import) {
                (Item::Conversation(talk, place), Import::Looking(..)) => self.find(&talk, place),
                (Item::Conversation(talk, _), Import::Keeping(..)) => effects.extend(self.keep_found(*talk)),
                (Item::Problem(problem), Import::Looking(..)) => {
                    let Some(finds) = self.finds() else { continue };
                    finds.problem_count += 1;
                    if finds.problems.len() < PROBLEMS {
                        finds.problems.push(problem);
                    }
                }
                (Item::Folders(folders), Import::Looking(..)) => {
                    let Some(finds) = self.finds() else { continue };
                    finds.folders.absorb(&folders);
                }
                (Item::Extras(extras), Import::Looking(..)) => {
                    let Some(finds) = self.finds() else { continue };
                    finds.extras = Some(*extras);
                }
                _ => {}
            }
        }
        if let Import::Looking(_, done) | Import::Keeping(_, done) = &mut self.transfer.import {
            *done = percent;
        }
        effects
    }

    fn find(&mut self, talk: &Conversation, origin: Origin) {
        let standing = match self.history.entry(&talk.id) {
            None => Standing::New,
            Some(entry) if talk.updated > entry.updated => Standing::Newer,
            Some(_) => Standing::Here,
        };
        let find = Find {
            id: talk.id.clone(),
            title: Rc::clone(&talk.title),
            messages: u32::try_from(talk.messages.len()).unwrap_or(u32::MAX),
            updated: talk.updated,
            standing,
            ticked: standing != Standing::Here,
            revision: talk.revision,
            origin,
        };
        let Some(finds) = self.finds() else { return };
        if finds.ids.insert(find.id.clone()) {
            finds.talks.push(find);
        }
    }

    pub(super) fn read_ended(&mut self) -> Vec<Effect> {
        match std::mem::take(&mut self.transfer.import) {
            Import::Looking(finds, _) => self.transfer.import = Import::Choosing(finds),
            Import::Keeping(keeping, percent) => {
                self.transfer.import = Import::Keeping(keeping, percent);
                return self.all_read();
            }
            other => self.transfer.import = other,
        }
        Vec::new()
    }

    pub(super) fn ticked_one(&mut self, id: &ConversationId) -> Vec<Effect> {
        if let Some(find) = self.finds().and_then(|finds| finds.talks.iter_mut().find(|find| find.id == *id)) {
            find.ticked = !find.ticked && find.standing != Standing::Here;
        }
        Vec::new()
    }

    pub(super) fn ticked_all(&mut self, all: bool) -> Vec<Effect> {
        for find in self.finds().into_iter().flat_map(|finds| &mut finds.talks) {
            find.ticked = all && find.standing != Standing::Here;
        }
        Vec::new()
    }

    pub(super) fn ticked_extras(&mut self) -> Vec<Effect> {
        if let Some(finds) = self.finds() {
            finds.with_extras = !finds.with_extras;
        }
        Vec::new()
    }

    pub(super) fn more_wanted(&mut self) -> Vec<Effect> {
        if let Some(finds) = self.finds() {
            finds.shown += SHOWN;
        }
        Vec::new()
    }

    pub(super) fn import_left(&mut self) -> Vec<Effect> {
        match &self.transfer.import {
            Import::Keeping(..) => self.take_back(Why::Stopped),
            Import::Looking(..) => {
                self.transfer.import = Import::None;
                vec![Effect::Transfer(Order::Stop), Effect::Focus(Place::Files)]
            }
            _ => {
                self.transfer.import = Import::None;
                vec![Effect::Focus(Place::Files)]
            }
        }
    }
}
