//! In: a look at what files hold, and what is ticked of it.

use std::rc::Rc;

use crate::domain::connection::Secrets;
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::filing::Folders;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::moment::Moment;
use crate::domain::original::{self, Leftover};
use crate::domain::table::Table;
use crate::domain::transfer::import::tale::name;
use crate::domain::transfer::import::{Extras, Item, Origin, Problem};
use crate::domain::transfer::outline::Outline;
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::transfer::keeping::Keeping;
use crate::state::transfer::{Order, order};
use crate::state::vault::Vault;

/// How many conversations of a list are shown at first, and more each time.
const SHOWN: usize = 100;

/// How far a clock may be ahead of ours before its time is not believed, in milliseconds.
const AHEAD: i64 = 86_400_000;

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
    /// All is there: so many conversations, and what in them has no place yet.
    Done(u32, Leftover),
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
    /// How many conversations were given an id of their own because another one has theirs.
    pub renamed: u32,
    /// How often each id of the files was met so far.
    met: Table<ConversationId, u32>,
    /// Where the conversations of each id of the files stand in the list.
    places: Table<ConversationId, Vec<usize>>,
    /// Those that are here, and are compared with what is here once it is read.
    comparing: Vec<(ConversationId, usize)>,
    /// Whether all files were read.
    all_read: bool,
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
    /// When it last changed, in milliseconds since 1970; 0 if that is not known.
    pub updated: i64,
    /// Whether it is here already.
    pub standing: Standing,
    /// Whether it is to be kept.
    pub ticked: bool,
    /// What in it has no place yet.
    pub leftover: Leftover,
    /// Its id in the file, and the how manyth of that id it is there.
    pub(super) source: (ConversationId, u32),
    outline: Outline,
    pub(super) revision: u64,
    pub(super) origin: Origin,
}

/// Whether a conversation is here already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not.
    New,
    /// It is, and the file has more of it.
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

    pub(super) fn read(&mut self, items: Vec<Item>, percent: u32, now: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        for mut item in items {
            if let Item::Conversation(talk, Origin { order: None, .. }) = &mut item {
                forget_future(talk, now.wall + AHEAD);
            }
            match (item, &self.transfer.import) {
                (Item::Conversation(talk, origin), Import::Looking(..)) => effects.extend(self.find(&talk, origin)),
                (Item::Conversation(talk, origin), Import::Keeping(..)) => {
                    effects.extend(self.keep_found(*talk, origin.originals));
                }
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

    /// Lists a conversation that was found. One whose id was met before is listed once more if neither has all that the
    /// other says.
    fn find(&mut self, talk: &Conversation, origin: Origin) -> Vec<Effect> {
        let Some(finds) = self.finds() else { return Vec::new() };
        let occurrence = finds.met.get(&talk.id).copied().unwrap_or_default();
        finds.met.insert(talk.id.clone(), occurrence + 1);
        let outline = Outline::of(talk);
        let places = finds.places.get(&talk.id).cloned().unwrap_or_default();
        let mut at = finds.talks.len();
        let mut id = talk.id.clone();
        for place in &places {
            let Some(held) = finds.talks.get(*place) else { continue };
            if outline.is_within(&held.outline) {
                return Vec::new();
            }
            if held.outline.is_within(&outline) {
                (at, id) = (*place, held.id.clone());
            }
        }
        if at == finds.talks.len() && !places.is_empty() {
            let number = places.len().to_string();
            let Some(own) = ConversationId::parse(&name(&["again", talk.id.as_str(), &number])) else {
                return Vec::new();
            };
            id = own;
            finds.renamed += 1;
        }
        let leftover = Leftover { unsupported: original::count(&origin.originals), too_large: origin.too_large };
        let find = Find {
            id,
            title: Rc::clone(&talk.title),
            messages: u32::try_from(talk.messages.len()).unwrap_or(u32::MAX),
            updated: talk.updated,
            standing: Standing::New,
            ticked: true,
            leftover,
            source: (talk.id.clone(), occurrence),
            outline,
            revision: talk.revision,
            origin: Origin { originals: Vec::new(), ..origin },
        };
        match finds.talks.get_mut(at) {
            Some(held) => *held = find,
            None => {
                finds.talks.push(find);
                finds.places.insert(talk.id.clone(), places.into_iter().chain([at]).collect());
            }
        }
        self.compare(at)
    }

    /// Compares a find with what is here of it.
    fn compare(&mut self, at: usize) -> Vec<Effect> {
        let history = Rc::clone(&self.history);
        let Some(finds) = self.finds() else { return Vec::new() };
        let Some(find) = finds.talks.get_mut(at).filter(|find| history.entry(&find.id).is_some()) else {
            return Vec::new();
        };
        let id = find.id.clone();
        (find.standing, find.ticked) = (Standing::Here, false);
        if finds.comparing.iter().any(|(_, place)| *place == at) {
            return Vec::new();
        }
        finds.comparing.push((id.clone(), at));
        // What is open is newer than what is stored.
        match self.chat.open.get(&id).cloned() {
            Some(talk) => self.compared(&id, Some(&talk)).unwrap_or_default(),
            None => vec![Effect::LoadConversation(id)],
        }
    }

    /// What is here of a find was read.
    pub(super) fn compared(&mut self, id: &ConversationId, here: Option<&Conversation>) -> Option<Vec<Effect>> {
        let finds = self.finds()?;
        let place = finds.comparing.iter().position(|(held, _)| held == id)?;
        let (_, at) = finds.comparing.swap_remove(place);
        let find = finds.talks.get_mut(at)?;
        if here.is_none_or(|here| !find.outline.is_within(&Outline::of(here))) {
            (find.standing, find.ticked) = (Standing::Newer, true);
        }
        Some(if finds.all_read { self.read_ended() } else { Vec::new() })
    }

    pub(super) fn read_ended(&mut self) -> Vec<Effect> {
        match std::mem::take(&mut self.transfer.import) {
            Import::Looking(mut finds, percent) if !finds.comparing.is_empty() => {
                finds.all_read = true;
                self.transfer.import = Import::Looking(finds, percent);
            }
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

/// Forgets times after a moment: a clock was wrong, or they are no times of a chat.
fn forget_future(talk: &mut Conversation, limit: i64) {
    let known = |moment: i64| if moment > limit { 0 } else { moment };
    for message in &mut talk.messages {
        if message.created > limit {
            Rc::make_mut(message).created = 0;
        }
    }
    talk.created = known(talk.created);
    if talk.updated > limit {
        let last = talk.messages.iter().map(|message| message.created).max().unwrap_or_default();
        talk.updated = last.max(talk.created);
    }
}
