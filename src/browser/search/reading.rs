//! The making of the index: in idle moments, a few milliseconds at a time, by one tab at a time.
//!
//! What was read is stored in parts, so that a tab that is closed loses little; what is read twice does no harm. Of
//! what was deleted nothing is left after the next idle moment.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::browser::background::idle;
use crate::browser::device::{now, seed, window};
use crate::browser::search::shelf::{Shelf, rows};
use crate::browser::search::{Known, Part, Searcher};
use crate::browser::tabs::request;
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::record::writer;
use crate::domain::id::ConversationId;
use crate::domain::search::building::Building;
use crate::domain::search::found::said;
use crate::domain::search::merging::Merging;
use crate::domain::search::segment::Segment;
use crate::domain::table::Set;
use crate::state::search::Step;

/// How long one may work before the page gets its turn, in milliseconds.
const SLICE: u64 = 5;
/// Conversations read at once.
const READ: usize = 6;
/// Grams merged before the clock is looked at.
const STEP: u32 = 400;
/// So many small segments are merged before they are stored.
const YOUNG: usize = 64;
/// A segment of so many conversations is no longer small.
const LARGE: usize = 1_500;
/// So many small ones are left alone.
const FEW: usize = 6;
/// How long to wait for what is on its way to the storage, in milliseconds.
const BEHIND: u32 = 50;

/// A lock that is let go of when dropped.
struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(end) = &self.0 {
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Becomes the tab that makes the index. None: another one does.
async fn alone() -> Option<Lock> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).unwrap_or(JsValue::UNDEFINED);
    if locks.is_undefined() {
        return Some(Lock(None));
    }
    let promise = Promise::new(&mut |told, _| {
        request("sotto/search", true, move |lock| {
            if lock.is_null() {
                let _ = told.call0(&JsValue::UNDEFINED);
                return JsValue::UNDEFINED;
            }
            Promise::new(&mut |end, _| drop(told.call1(&JsValue::UNDEFINED, &end))).into()
        });
    });
    let end = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    Some(Lock(Some(end)))
}

/// The clock of work that must not hold up the page.
struct Pace(u64);

impl Pace {
    async fn keep(&mut self) {
        if now().steady >= self.0 + SLICE {
            idle().await;
            self.0 = now().steady;
        }
    }
}

impl Searcher {
    /// Reads what the index does not have, and stores it.
    pub async fn bring_up_to_date(&self) {
        idle().await;
        // Before it has answered, what is only there would look deleted.
        if self.0.keeper.durable() != Durable::Here {
            return;
        }
        let Some(_lock) = alone().await else { return };
        let Some(shelf) = self.shelf().await else { return };
        self.ready(false).await;
        let known = self.known();
        let missing: Vec<(ConversationId, u64, Rc<str>)> = known
            .iter()
            .filter(|known| known.place.is_none() && self.0.keeper.is_settled(&known.id))
            .map(|known| (known.id.clone(), known.revision, Rc::clone(&known.title)))
            .collect();
        let mut pace = Pace(now().steady);
        let mut building = Building::default();
        let mut young: Vec<Rc<Part>> = Vec::new();
        for chunk in missing.chunks(READ) {
            while self.0.keeper.is_behind() {
                TimeoutFuture::new(BEHIND).await;
            }
            let Some(database) = self.0.keeper.database() else { return };
            let ids: Vec<&ConversationId> = chunk.iter().map(|(id, ..)| id).collect();
            let found = rows(&database, &ids).await;
            for ((id, revision, title), rows) in chunk.iter().zip(found) {
                building.begin(id.clone(), *revision);
                building.text(title);
                for message in self.0.messages(id, &rows) {
                    said(&message, &mut |text| building.text(text));
                    pace.keep().await;
                }
                if building.is_full() {
                    young.extend(part(building.finish()));
                    pace.keep().await;
                }
            }
            if young.len() >= YOUNG && !self.store(&shelf, &mut young, &mut pace).await {
                return;
            }
        }
        if !building.is_empty() {
            young.extend(part(building.finish()));
        }
        if !young.is_empty() && !self.store(&shelf, &mut young, &mut pace).await {
            return;
        }
        self.tidy_up(&shelf, &mut pace).await;
        if !missing.is_empty() {
            self.tell(Step::Indexed);
        }
    }

    /// Stores what was read last as one segment.
    async fn store(&self, shelf: &Shelf, young: &mut Vec<Rc<Part>>, pace: &mut Pace) -> bool {
        let parts = std::mem::take(young);
        self.merge(shelf, &parts, None, pace).await
    }

    /// Merges small segments, and leaves out what was deleted or, from what is merged, what is no longer so.
    async fn tidy_up(&self, shelf: &Shelf, pace: &mut Pace) {
        let known = self.known();
        let listed: Set<ConversationId> = known.iter().map(|known| known.id.clone()).collect();
        let gone = |part: &&Rc<Part>| part.segment.docs.iter().any(|(id, _)| !listed.contains(id));
        let parts = self.0.parts.borrow().clone();
        for part in parts.iter().filter(gone) {
            self.merge(shelf, std::slice::from_ref(part), Some(&known), pace).await;
        }
        // Those of the last few changes among themselves, so that a change costs what it is worth.
        for limit in [LARGE / 16, LARGE] {
            let parts = self.0.parts.borrow().clone();
            let small: Vec<Rc<Part>> = parts.into_iter().filter(|part| part.segment.docs.len() < limit).collect();
            if small.len() > FEW {
                for some in small.chunks(YOUNG) {
                    self.merge(shelf, some, Some(&known), pace).await;
                }
            }
        }
    }

    /// Makes one segment of several and stores it in their place; of what they have, only what is still so, if that is
    /// known.
    async fn merge(&self, shelf: &Shelf, parts: &[Rc<Part>], known: Option<&[Known]>, pace: &mut Pace) -> bool {
        let bare: Vec<String> =
            parts.iter().filter(|part| part.body.borrow().is_none()).map(|part| part.name.clone()).collect();
        let mut read = shelf.bodies(&bare).await.into_iter();
        let mut bodies = Vec::new();
        for part in parts {
            let held = part.body.borrow().clone();
            let body = held.or_else(|| read.next().flatten()).map(|body| body.to_vec());
            let Some(body) = body.filter(|body| part.segment.owns(body)) else {
                self.forget(part);
                return true;
            };
            bodies.push(body);
        }
        let so = known.map(|known| known.iter().map(|known| (known.id.clone(), known.revision)));
        let so: Option<Set<(ConversationId, u64)>> = so.map(Iterator::collect);
        let inputs: Vec<(&Segment, &[u8])> =
            parts.iter().zip(&bodies).map(|(part, body)| (&part.segment, body.as_slice())).collect();
        let mut merging = Merging::new(&inputs, &mut |id, revision| {
            so.as_ref().is_none_or(|so| so.contains(&(id.clone(), revision)))
        });
        while merging.step(STEP) {
            pace.keep().await;
        }
        let (head, body) = merging.finish();
        let gone: Vec<String> = parts.iter().map(|part| part.name.clone()).filter(|name| !name.is_empty()).collect();
        let Some(segment) = Segment::read(&head) else { return false };
        let name = writer(seed());
        let body = Uint8Array::from(body.as_slice());
        let empty = segment.docs.is_empty();
        if empty {
            shelf.take(&gone);
        } else if !shelf.replace(&name, &head, &body, &gone).await {
            return false;
        }
        // At hand stays at hand.
        let whole = self.0.parts.borrow().iter().any(|part| part.body.borrow().is_some());
        let mut held = self.0.parts.borrow().clone();
        held.retain(|part| !gone.contains(&part.name));
        if !empty {
            held.push(Rc::new(Part { name, segment, body: RefCell::new(whole.then_some(body)) }));
        }
        self.have(held);
        pace.keep().await;
        true
    }
}

fn part((head, body): (Vec<u8>, Vec<u8>)) -> Option<Rc<Part>> {
    let segment = Segment::read(&head)?;
    let body = RefCell::new(Some(Uint8Array::from(body.as_slice())));
    Some(Rc::new(Part { name: String::new(), segment, body }))
}
