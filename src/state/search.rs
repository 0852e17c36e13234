//! The search of all conversations, the way to what it found, and the search inside the conversation on the page.
//!
//! A new key press makes what comes of the one before it stale, told by number. The old results stay until the first
//! new ones come, so that the list does not flicker while one types.

use std::rc::Rc;

use crate::domain::id::{ConversationId, MessageId};
use crate::domain::message::Body;
use crate::domain::moment::Moment;
use crate::domain::search::finding::find;
use crate::domain::search::found::Groups;
use crate::domain::search::query::Query;
use crate::domain::thread::Thread;
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::route::Route;

/// How many places of one conversation are counted.
const MOST: usize = 9_999;

/// What is searched for, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What is shown of the search of everything.
    pub found: Found,
    /// What is looked for.
    query: Query,
    /// Which one it is.
    number: u32,
    /// Whether what is shown is what the one before found.
    stale: bool,
    /// Where one is to go once its conversation is read.
    awaited: Option<Sought>,
    /// Where the page is to be.
    pub sought: Option<Rc<Sought>>,
    /// The search inside the conversation on the page, while it is open.
    pub inside: Option<Inside>,
}

/// What is shown of the search of everything. Cheap to clone and to compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What was typed.
    pub typed: Rc<str>,
    /// What was found so far: those with a title that says it all first, then the newest.
    pub groups: Rc<Groups>,
    /// How far it got.
    pub stage: Stage,
    /// How many conversations were read for the index, of how many, while some are still to be.
    pub unread: Option<(u32, u32)>,
}

/// How far a search got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Looking,
    /// It waits to be asked for more.
    Paused,
    /// That was all.
    #[default]
    Done,
}

/// A place in a conversation that one was sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// Tells two ways to the same place apart.
    pub number: u32,
    /// The conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
    /// What was found in it.
    pub query: Query,
    /// Which of the places in the message, counted from 0.
    pub nth: u32,
}

/// The search inside a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// What was typed.
    pub typed: Rc<str>,
    /// How many places there are; at [`Self::is_cut`] only so many were counted.
    pub count: usize,
    /// At which of them one is, counted from 0.
    pub at: usize,
    /// Whether there are more places than were counted.
    pub is_cut: bool,
    /// Told anew by each wish to search, so that the field gets the focus again.
    pub asked: u32,
    query: Query,
    places: Rc<Vec<(MessageId, u32)>>,
    /// The messages that were looked through.
    of: Rc<Thread>,
}

/// Something that happened with a search.
#[derive(Clone, Debug)]
pub enum Step {
    /// The field of the search got the focus.
    Focused,
    /// This stands in the field now.
    Typed(Rc<str>),
    /// This was found, after what was found before.
    Found {
        /// The search it belongs to.
        number: u32,
        /// What was found.
        groups: Groups,
        /// How far it got.
        stage: Stage,
        /// How many conversations were read for the index, of how many, while some are still to be.
        unread: Option<(u32, u32)>,
    },
    /// The end of what was found so far is on the page.
    MoreWanted,
    /// More was read for the index than the last search knew.
    Indexed,
    /// A message that was found was chosen; none: its conversation.
    Chosen(ConversationId, Option<MessageId>),
    /// The search inside the conversation was asked for.
    InsideWanted,
    /// This stands in its field now; the message is the first one on the page.
    InsideTyped(Rc<str>, Option<MessageId>),
    /// The next place was asked for, or (false) the one before.
    Moved(bool),
    /// The search inside the conversation was closed.
    InsideLeft,
}

/// Something to be done for a search.
#[derive(Clone, Debug)]
pub enum Order {
    /// Have the index at hand.
    Ready,
    /// Look for this, and no longer for anything else. Answers: `Found` again and again.
    Look(u32, Query),
    /// Go on with what is looked for.
    More,
    /// Look for nothing any more.
    Stop,
}

impl Search {
    /// A conversation was deleted.
    pub(super) fn forget(&mut self, id: &ConversationId) {
        if self.found.groups.iter().any(|group| group.conversation == *id) {
            Rc::make_mut(&mut self.found.groups).retain(|group| group.conversation != *id);
        }
    }
}

impl State {
    #[inline(never)]
    pub(super) fn search(&mut self, step: Step) -> Vec<Effect> {
        let search = &mut self.search;
        match step {
            Step::Focused => return order(Order::Ready),
            Step::Typed(typed) => {
                let query = Query::read(&typed);
                search.found.typed = typed;
                if query == search.query {
                    return Vec::new();
                }
                search.query = query;
                return self.look();
            }
            Step::Found { number, mut groups, stage, unread } => {
                if number != search.number {
                    return Vec::new();
                }
                // What was deleted and may still be brought back is stored yet.
                groups.retain(|group| !self.history.is_deleted(&group.conversation));
                let held = &mut search.found.groups;
                match std::mem::take(&mut search.stale) {
                    true => *held = Rc::new(groups),
                    false if groups.is_empty() => {}
                    false => Rc::make_mut(held).extend(groups),
                }
                (search.found.stage, search.found.unread) = (stage, unread);
            }
            Step::MoreWanted if search.found.stage == Stage::Paused => {
                search.found.stage = Stage::Looking;
                return order(Order::More);
            }
            Step::MoreWanted => {}
            Step::Indexed if search.found.unread.is_some() && !search.query.is_empty() => return self.look(),
            Step::Indexed => {}
            Step::Chosen(conversation, message) => return self.chosen(conversation, message),
            Step::InsideWanted => {
                let here = matches!(self.route, Route::Conversation(_));
                let inside = search.inside.take().or_else(|| here.then(Inside::default));
                search.inside = inside.map(|inside| Inside { asked: inside.asked + 1, ..inside });
            }
            Step::InsideTyped(typed, first) => {
                let query = Query::phrase(&typed);
                if let Some(inside) = &mut search.inside {
                    *inside = Inside { typed, query, of: Rc::default(), ..std::mem::take(inside) };
                    inside.look(&self.chat.thread, first.as_ref());
                }
                self.go_inside();
            }
            Step::Moved(forward) => {
                if let Some(inside) = &mut search.inside {
                    let here = inside.places.get(inside.at).cloned();
                    inside.look(&self.chat.thread, here.as_ref().map(|(message, _)| message));
                    let same = here.and_then(|here| inside.places.iter().position(|place| *place == here));
                    let at = same.unwrap_or(inside.at);
                    let count = inside.count.max(1);
                    inside.at = if forward { (at + 1) % count } else { (at + count - 1) % count };
                }
                self.go_inside();
            }
            Step::InsideLeft => {
                search.inside = None;
                search.sought = None;
                return vec![Effect::Focus(Place::Composer)];
            }
        }
        Vec::new()
    }

    fn look(&mut self) -> Vec<Effect> {
        let search = &mut self.search;
        search.number += 1;
        if search.query.is_empty() {
            search.found = Found { typed: Rc::clone(&search.found.typed), ..Found::default() };
            return order(Order::Stop);
        }
        search.stale = true;
        search.found.stage = Stage::Looking;
        order(Order::Look(search.number, search.query.clone()))
    }

    fn chosen(&mut self, conversation: ConversationId, message: Option<MessageId>) -> Vec<Effect> {
        self.page.drawer = false;
        self.search.inside = None;
        self.search.awaited = message.map(|message| {
            self.search.number += 1;
            Sought {
                number: self.search.number,
                conversation: conversation.clone(),
                message,
                query: self.search.query.clone(),
                nth: 0,
            }
        });
        let route = Route::Conversation(conversation);
        if self.route == route { Vec::new() } else { vec![Effect::Go { route, replace: false }] }
    }

    /// Shows the place that is awaited once its conversation is there: whichever version it is in.
    pub(super) fn seek(&mut self, now: Moment) -> Vec<Effect> {
        let here = match &self.route {
            Route::Conversation(id) => Some(id),
            _ => None,
        };
        if self.search.inside.is_some() && here.is_none() {
            self.search.inside = None;
        }
        self.search.sought.take_if(|sought| here != Some(&sought.conversation));
        let Some(awaited) = self.search.awaited.take_if(|awaited| here == Some(&awaited.conversation)) else {
            return Vec::new();
        };
        let Some(talk) = self.chat.open.get(&awaited.conversation) else {
            self.search.awaited = Some(awaited);
            return Vec::new();
        };
        let mut effects = Vec::new();
        let mut talk = (**talk).clone();
        if talk.reveal(&awaited.message, now) {
            effects = self.keep(talk, false);
        }
        if self.chat.thread.rows.iter().any(|row| row.message.id == awaited.message) {
            self.search.sought = Some(Rc::new(awaited));
        }
        effects
    }

    /// Goes to the place of the search inside.
    fn go_inside(&mut self) {
        let Route::Conversation(conversation) = self.route.clone() else { return };
        self.search.number += 1;
        let sought = self.search.inside.as_ref().and_then(|inside| {
            let (message, nth) = inside.places.get(inside.at)?.clone();
            Some(Sought { number: self.search.number, conversation, message, query: inside.query.clone(), nth })
        });
        self.search.sought = sought.map(Rc::new);
    }
}

impl Inside {
    /// Looks through the messages, unless it was done; one is at the first place from that message on.
    fn look(&mut self, thread: &Rc<Thread>, from: Option<&MessageId>) {
        if Rc::ptr_eq(thread, &self.of) {
            return;
        }
        let mut places = Vec::new();
        let mut at = None;
        for row in &thread.rows {
            if Some(&row.message.id) == from {
                at = Some(places.len());
            }
            let most = (MOST + 1).saturating_sub(places.len());
            let spans = match &row.message.body {
                Body::User(text) => find(text, &self.query, most).1,
                Body::Reply(reply) => reply.text.read(|text| find(text, &self.query, most).1),
            };
            places.extend((0..).zip(spans).map(|(nth, _)| (row.message.id.clone(), nth)));
        }
        self.is_cut = places.len() > MOST;
        places.truncate(MOST);
        self.count = places.len();
        self.at = at.filter(|at| *at < places.len()).unwrap_or(0);
        self.places = Rc::new(places);
        self.of = Rc::clone(thread);
    }
}

fn order(order: Order) -> Vec<Effect> {
    vec![Effect::Search(order)]
}
