//! The search of everything: has the index kept, and looks for what is asked.
//!
//! The index is derived and never in the way: it stands in a database of its own, is read when somebody wants to
//! search, and made in idle moments ([`reading`]). Without a database conversations are looked through as they are.

mod kept;
mod looking;
mod reading;
mod shelf;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;

use crate::browser::background::in_background;
use crate::browser::keeping::Keeper;
use crate::browser::search::looking::Rest;
use crate::browser::search::shelf::Shelf;
use crate::domain::id::ConversationId;
use crate::domain::search::letters::plain;
use crate::domain::search::segment::Segment;
use crate::domain::table::Table;
use crate::state::action::{Action, Dispatch};
use crate::state::search::{Order, Step};

/// How long after the last change the index is brought up to date, in milliseconds.
const REST: u32 = 4_000;
/// How long to wait for somebody who reads the index already, in milliseconds.
const SOON: u32 = 4;
/// How long the index stays at hand after the last search, in milliseconds.
const LINGER: u32 = 120_000;

/// The search. Cheap to clone.
#[derive(Clone)]
pub struct Searcher(Rc<Inner>);

struct Inner {
    keeper: Keeper,
    dispatch: Dispatch,
    shelf: RefCell<Option<Shelf>>,
    /// The segments; those of the stored index, and the youngest, which are not stored yet.
    parts: RefCell<Vec<Rc<Part>>>,
    /// The conversations, newest first. None: something changed since.
    known: RefCell<Option<Rc<Vec<Known>>>>,
    /// The search that counts.
    number: Cell<u32>,
    rest: RefCell<Option<Rest>>,
    /// Whether the index is being brought up to date.
    busy: Cell<bool>,
    /// Whether segments are being read.
    loading: Cell<bool>,
    stirred: RefCell<Option<Timeout>>,
    linger: RefCell<Option<Timeout>>,
}

/// A segment.
struct Part {
    /// Its name in the database.
    name: String,
    segment: Segment,
    body: RefCell<Option<Uint8Array>>,
}

/// A conversation that can be found.
struct Known {
    id: ConversationId,
    revision: u64,
    updated: i64,
    title: Rc<str>,
    /// The title as texts are compared.
    plain: String,
    /// Which segment has it as it is now, and where in that it stands.
    place: Option<(usize, usize)>,
}

impl Searcher {
    /// A search over what this keeper keeps.
    pub fn new(keeper: Keeper, dispatch: &Dispatch) -> Self {
        let searcher = Self(Rc::new(Inner {
            keeper,
            dispatch: dispatch.clone(),
            shelf: RefCell::default(),
            parts: RefCell::default(),
            known: RefCell::default(),
            number: Cell::new(0),
            rest: RefCell::default(),
            busy: Cell::new(false),
            loading: Cell::new(false),
            stirred: RefCell::default(),
            linger: RefCell::default(),
        }));
        let stirred = searcher.clone();
        searcher.0.keeper.on_change(move || stirred.stir());
        searcher.stir();
        searcher
    }

    /// Carries an order out.
    pub fn run(&self, order: Order) {
        let this = self.clone();
        self.0.linger.take();
        match order {
            Order::Ready => in_background(async move {
                this.ready(true).await;
                this.known();
            }),
            Order::Look(number, query) => {
                self.0.number.set(number);
                in_background(async move { this.look(number, query).await });
            }
            Order::More => in_background(async move {
                let rest = this.0.rest.take();
                if let Some(rest) = rest {
                    this.go_on(rest).await;
                }
            }),
            Order::Stop => {
                self.0.number.set(0);
                self.0.rest.take();
                let timer = Timeout::new(LINGER, move || this.let_go());
                self.0.linger.replace(Some(timer));
            }
        }
    }

    /// Everything on this device is deleted.
    pub fn clear(&self) {
        self.0.number.set(0);
        shelf::delete();
    }

    /// Something was stored, here or in another tab.
    fn stir(&self) {
        self.0.known.take();
        let this = self.clone();
        let timer = Timeout::new(REST, move || {
            if this.0.busy.replace(true) {
                this.stir();
            } else {
                in_background(async move {
                    this.bring_up_to_date().await;
                    this.0.busy.set(false);
                });
            }
        });
        self.0.stirred.replace(Some(timer));
    }

    /// Nobody has searched for a while.
    fn let_go(&self) {
        for part in &*self.0.parts.borrow() {
            part.body.take();
        }
    }

    /// Brings the stored segments to hand; their bodies too, if `whole`.
    async fn ready(&self, whole: bool) {
        while self.0.loading.replace(true) {
            TimeoutFuture::new(SOON).await;
        }
        self.load(whole).await;
        self.0.loading.set(false);
    }

    async fn load(&self, whole: bool) {
        let Some(shelf) = self.shelf().await else { return };
        let Some(names) = shelf.names().await else { return };
        let held = self.0.parts.borrow().clone();
        let mut missing = names.clone();
        missing.retain(|name| !held.iter().any(|part| part.name == *name));
        // What another tab merged away is taken back only together with what replaces it.
        let heads = shelf.heads(&missing).await;
        let mut parts: Vec<Rc<Part>> = held.into_iter().filter(|part| names.contains(&part.name)).collect();
        for (name, head) in missing.into_iter().zip(heads) {
            match head.and_then(|head| Segment::read(&head)) {
                Some(segment) => parts.push(Rc::new(Part { name, segment, body: RefCell::default() })),
                None => shelf.take(&[name]),
            }
        }
        self.have(parts.clone());
        if whole {
            let bare: Vec<Rc<Part>> = parts.into_iter().filter(|part| part.body.borrow().is_none()).collect();
            let names: Vec<String> = bare.iter().map(|part| part.name.clone()).collect();
            let bodies = shelf.bodies(&names).await;
            for (part, body) in bare.iter().zip(bodies) {
                match body.filter(|body| part.segment.owns(&body.to_vec())) {
                    Some(body) => drop(part.body.replace(Some(body))),
                    None => self.forget(part),
                }
            }
        }
    }

    /// A segment cannot be read: what it knew is read anew.
    fn forget(&self, part: &Rc<Part>) {
        if let Some(shelf) = &*self.0.shelf.borrow() {
            shelf.take(std::slice::from_ref(&part.name));
        }
        let mut parts = self.0.parts.borrow().clone();
        parts.retain(|held| !Rc::ptr_eq(held, part));
        self.have(parts);
        self.stir();
    }

    fn have(&self, parts: Vec<Rc<Part>>) {
        let same = {
            let held = self.0.parts.borrow();
            held.len() == parts.len() && held.iter().zip(&parts).all(|(one, other)| Rc::ptr_eq(one, other))
        };
        if !same {
            self.0.parts.replace(parts);
            self.0.known.take();
        }
    }

    async fn shelf(&self) -> Option<Shelf> {
        if self.0.shelf.borrow().is_none() {
            let opened = Shelf::open().await;
            self.0.shelf.replace(opened);
        }
        self.0.shelf.borrow().clone()
    }

    /// The conversations, newest first, and where in the segments they stand.
    fn known(&self) -> Rc<Vec<Known>> {
        if let Some(known) = &*self.0.known.borrow() {
            return Rc::clone(known);
        }
        let mut places: Vec<(ConversationId, u64, usize, usize)> = Vec::new();
        for (number, part) in self.0.parts.borrow().iter().enumerate() {
            for (at, (id, revision)) in part.segment.docs.iter().enumerate() {
                places.push((id.clone(), *revision, number, at));
            }
        }
        let places: Table<(ConversationId, u64), (usize, usize)> =
            places.into_iter().map(|(id, revision, number, at)| ((id, revision), (number, at))).collect();
        let known: Vec<Known> = self
            .0
            .keeper
            .newest_first()
            .into_iter()
            .map(|entry| Known {
                plain: plain(&entry.title),
                place: places.get(&(entry.id.clone(), entry.revision)).copied(),
                id: entry.id,
                revision: entry.revision,
                updated: entry.updated,
                title: entry.title,
            })
            .collect();
        let known = Rc::new(known);
        self.0.known.replace(Some(Rc::clone(&known)));
        known
    }

    fn tell(&self, step: Step) {
        self.0.dispatch.send(Action::Search(step));
    }
}
