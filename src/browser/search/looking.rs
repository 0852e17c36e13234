//! Looking for what was typed: the index names conversations, these are read and looked through, newest first.

use gloo_timers::future::TimeoutFuture;

use std::rc::Rc;

use crate::browser::device::now;
use crate::browser::search::shelf::rows;
use crate::browser::search::{Inner, Known, Part, Searcher};
use crate::domain::archive::assembly::assemble;
use crate::domain::archive::durable::Row;
use crate::domain::archive::meeting::Durable;
use crate::domain::id::ConversationId;
use crate::domain::message::Message;
use crate::domain::search::found::{Groups, Looking};
use crate::domain::search::query::Query;
use crate::state::search::{Stage, Step};

/// Conversations shown before more are asked for.
const PAGE: usize = 20;
/// Conversations read at once: few at first, so that something is there soon.
const READ: (usize, usize) = (3, 12);
/// So many conversations that are not in the index yet are looked through all the same.
const DIRECT: usize = 64;
/// How long one may work before the page gets to draw, in milliseconds; and how long in the midst of a conversation.
const STRETCH: u64 = 10;
const LONG: u64 = 24;

/// How long to wait for the rest of a long history, in milliseconds.
const WAIT: u32 = 4;

/// A search that is not at its end.
pub struct Rest {
    number: u32,
    query: Query,
    known: Rc<Vec<Known>>,
    /// The conversations still to be looked through; the next one is the last.
    left: Vec<usize>,
    unread: Option<(u32, u32)>,
}

impl Searcher {
    /// Looks for something, and for nothing else from now on.
    pub async fn look(&self, number: u32, query: Query) {
        while !self.0.keeper.has_listed() {
            TimeoutFuture::new(WAIT).await;
        }
        let bare = |part: &Rc<Part>| part.body.borrow().is_none();
        if self.0.shelf.borrow().is_none() || self.0.parts.borrow().iter().any(bare) {
            self.ready(true).await;
        }
        if self.0.number.get() != number {
            return;
        }
        let known = self.known();
        let needed = query.needed();
        let having: Vec<Vec<u64>> = self.0.parts.borrow().iter().map(|part| part.having(&needed)).collect();
        let named = |place: (usize, usize)| {
            let word = having.get(place.0).and_then(|bits| bits.get(place.1 / 64));
            word.is_some_and(|word| word >> (place.1 % 64) & 1 == 1)
        };
        let indexed = self.0.keeper.durable() != Durable::Refused;
        let (mut titled, mut others, mut missing) = (Vec::new(), Vec::new(), 0);
        for (at, entry) in known.iter().enumerate() {
            if query.terms.iter().all(|term| entry.plain.contains(&**term)) {
                titled.push(at);
                continue;
            }
            let may = match entry.place {
                Some(place) => named(place),
                None => {
                    missing += 1;
                    !indexed || missing <= DIRECT
                }
            };
            if may {
                others.push(at);
            }
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let unread = (indexed && missing > DIRECT).then(|| (count(known.len() - missing), count(known.len())));
        titled.append(&mut others);
        titled.reverse();
        self.go_on(Rest { number, query, known, left: titled, unread }).await;
    }

    /// Goes on until a page is full.
    pub async fn go_on(&self, mut rest: Rest) {
        let database = self.0.keeper.database();
        let mut shown = 0;
        let mut groups = Groups::new();
        let mut rested = now().steady;
        while shown < PAGE && !rest.left.is_empty() {
            let take = if shown + groups.len() == 0 { READ.0 } else { READ.1 };
            let from = rest.left.len().saturating_sub(take);
            let mut chunk: Vec<usize> = rest.left.drain(from..).collect();
            chunk.reverse();
            let chunk: Vec<&Known> = chunk.into_iter().filter_map(|at| rest.known.get(at)).collect();
            let ids: Vec<&ConversationId> = chunk.iter().map(|known| &known.id).collect();
            let mut found = match &database {
                Some(database) => rows(database, &ids).await,
                None => Vec::new(),
            };
            found.reverse();
            for known in chunk {
                let rows = found.pop().unwrap_or_default();
                let mut looking = Looking::new(&rest.query, &known.title);
                for message in self.0.messages(&known.id, &rows) {
                    looking.message(&message);
                    if now().steady >= rested + LONG {
                        TimeoutFuture::new(0).await;
                        rested = now().steady;
                    }
                }
                groups.extend(looking.end(&known.id, known.updated).map(Rc::new));
            }
            let late = now().steady >= rested + STRETCH;
            // The first one is shown at once.
            if !groups.is_empty() && (shown == 0 || late) {
                shown += groups.len();
                self.found(&rest, std::mem::take(&mut groups), Stage::Looking);
            }
            if late {
                TimeoutFuture::new(0).await;
                rested = now().steady;
            }
            if self.0.number.get() != rest.number {
                return;
            }
            if shown + groups.len() >= PAGE {
                break;
            }
        }
        let stage = if rest.left.is_empty() { Stage::Done } else { Stage::Paused };
        self.found(&rest, groups, stage);
        if stage == Stage::Paused {
            self.0.rest.replace(Some(rest));
        }
    }

    fn found(&self, rest: &Rest, groups: Groups, stage: Stage) {
        self.tell(Step::Found { number: rest.number, groups, stage, unread: rest.unread });
    }
}

impl Inner {
    /// The messages of a conversation: of its rows, or, where there are none, of the first level.
    pub fn messages(&self, id: &ConversationId, rows: &[Row]) -> Vec<Rc<Message>> {
        let held = if rows.is_empty() { None } else { assemble(id, rows) };
        let found = match held {
            Some(held) => Some(held.conversation),
            None => self.keeper.at_hand(id),
        };
        found.map(|found| found.messages).unwrap_or_default()
    }
}

impl Part {
    /// The conversations of the segment that have all these grams.
    fn having(&self, grams: &[u32]) -> Vec<u64> {
        let body = self.body.borrow();
        let Some(body) = &*body else { return Vec::new() };
        let mut read = |from: usize, to: usize| {
            let place = |at| u32::try_from(at).unwrap_or(0);
            body.subarray(place(from), place(to)).to_vec()
        };
        self.segment.having(grams, &mut read)
    }
}
