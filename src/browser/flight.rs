//! One request for a reply on its way: what comes of it is folded together and delivered at most once a frame.
//!
//! Promises: what came is delivered before the end is told; after the end, or after it was broken off, nothing more is
//! told and no connection stays open. Knows neither servers nor the demo.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, AbortSignal};

use crate::browser::device::window;
use crate::domain::id::TurnId;
use crate::domain::table::Table;
use crate::protocol::chat_completions::{Ending, Growth};
use crate::state::action::{Action, Dispatch};

/// How long a delivery waits where no frame comes (hidden tabs get none), in milliseconds.
const NO_FRAME: i32 = 250;

/// A request on its way.
pub struct Flight {
    turn: TurnId,
    dispatch: Dispatch,
    abort: Option<AbortController>,
    over: Cell<bool>,
    pending: RefCell<Option<Growth>>,
    /// Delivers what is pending. Kept for as long as the flight, so that a frame costs no new closure.
    deliver: Closure<dyn FnMut()>,
    /// The frame and the timer asked for, whichever comes first.
    asked: Cell<Option<(i32, i32)>>,
}

impl Flight {
    fn new(turn: TurnId, dispatch: Dispatch) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let this = this.clone();
            Self {
                turn,
                dispatch,
                abort: AbortController::new().ok(),
                over: Cell::new(false),
                pending: RefCell::default(),
                deliver: Closure::new(move || {
                    if let Some(flight) = this.upgrade() {
                        flight.deliver();
                    }
                }),
                asked: Cell::default(),
            }
        })
    }

    /// Whether it has ended or was broken off.
    pub fn is_over(&self) -> bool {
        self.over.get()
    }

    /// What breaks off the request that belongs to it.
    pub fn signal(&self) -> Option<AbortSignal> {
        self.abort.as_ref().map(AbortController::signal)
    }

    /// Takes what came, to be delivered with the next frame.
    pub fn grow(&self, growth: Growth) {
        if self.is_over() || growth.is_empty() {
            return;
        }
        match &mut *self.pending.borrow_mut() {
            Some(pending) => pending.absorb(growth),
            none => *none = Some(growth),
        }
        if self.asked.get().is_none() {
            let (window, deliver) = (window(), self.deliver.as_ref().unchecked_ref());
            let frame = window.request_animation_frame(deliver).unwrap_or(0);
            let timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(deliver, NO_FRAME).unwrap_or(0);
            self.asked.set(Some((frame, timer)));
        }
    }

    /// Delivers what is pending, now.
    pub fn deliver(&self) {
        if let Some((frame, timer)) = self.asked.take() {
            let _ = window().cancel_animation_frame(frame);
            window().clear_timeout_with_handle(timer);
        }
        // Taken out first: what is told may lead back here.
        let pending = self.pending.take();
        if let Some(growth) = pending.filter(|_| !self.is_over()) {
            self.dispatch.send(Action::Grew(self.turn.clone(), Box::new(growth)));
        }
    }

    /// Tells the end, after all that came before it.
    pub fn land(&self, ending: Ending) {
        self.deliver();
        if !self.is_over() {
            self.cut();
            self.dispatch.send(Action::Ended(self.turn.clone(), ending));
        }
    }

    /// Breaks it off: nothing more is told. Also closes the connection of one that has ended.
    pub fn cut(&self) {
        self.over.set(true);
        self.deliver();
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.cut();
    }
}

/// What runs, by turn.
#[derive(Clone, Default)]
pub struct Flights(Rc<RefCell<Table<TurnId, Filed>>>);

enum Filed {
    Flight(Rc<Flight>),
    Wait(#[allow(dead_code, reason = "dropping it cancels it")] Timeout),
}

impl Flights {
    /// Begins a request for a turn.
    pub fn begin(&self, turn: TurnId, dispatch: Dispatch) -> Rc<Flight> {
        let flight = Flight::new(turn.clone(), dispatch);
        self.file(turn, Filed::Flight(Rc::clone(&flight)));
        flight
    }

    /// Tells after so many milliseconds that the wait of a turn is over.
    pub fn wait(&self, turn: TurnId, milliseconds: u32, dispatch: Dispatch) {
        let waited = turn.clone();
        let timer = Timeout::new(milliseconds, move || dispatch.send(Action::WaitOver(waited)));
        self.file(turn, Filed::Wait(timer));
    }

    /// Breaks off what runs for a turn.
    pub fn abort(&self, turn: &TurnId) {
        if let Some(Filed::Flight(flight)) = self.0.borrow_mut().remove(turn) {
            flight.cut();
        }
    }

    /// Delivers what is pending of all turns, now.
    pub fn deliver(&self) {
        let flights: Vec<Rc<Flight>> = self.0.borrow().values().filter_map(Filed::flight).collect();
        for flight in flights {
            flight.deliver();
        }
    }

    fn file(&self, turn: TurnId, filed: Filed) {
        let mut all = self.0.borrow_mut();
        all.retain(|_, filed| filed.flight().is_none_or(|flight| !flight.is_over()));
        if let Some(Filed::Flight(before)) = all.insert(turn, filed) {
            before.cut();
        }
    }
}

impl Filed {
    fn flight(&self) -> Option<Rc<Flight>> {
        match self {
            Self::Flight(flight) => Some(Rc::clone(flight)),
            Self::Wait(_) => None,
        }
    }
}
