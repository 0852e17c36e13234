//! One request for a reply on its way: what comes of it is folded together and delivered at most once a frame.
//!
//! Promises: what came is delivered before the end is told; after the end, or after it was broken off, nothing more is
//! told and no connection stays open. A frame is given no more than it can draw in time, and no more is read from a
//! server than waits to be drawn: however fast an answer comes, the page stays responsive. Knows neither servers nor
//! the demo.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::{Rc, Weak};
use std::task::{Poll, Waker};

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, AbortSignal};

use crate::browser::device::{now, window};
use crate::domain::id::TurnId;
use crate::domain::table::Table;
use crate::protocol::chat_completions::{Ending, Growth};
use crate::state::action::{Action, Dispatch};

/// How long a delivery waits where no frame comes (hidden tabs get none), in milliseconds.
const NO_FRAME: i32 = 250;
/// How much may wait to be delivered before reading goes on, in bytes, while the page is seen and while it is not.
const ROOM: (usize, usize) = (64 * 1024, 1024 * 1024);
/// What a frame is given: at least, at first, and at most, in bytes.
const SHARE: (usize, usize, usize) = (12 * 1024, 24 * 1024, 64 * 1024);
/// A frame that takes less than the first can take more, one that takes more than the second is to take less; in
/// milliseconds.
const EASY: (u32, u32) = (35, 70);

/// A request on its way.
pub struct Flight {
    turn: TurnId,
    dispatch: Dispatch,
    abort: Option<AbortController>,
    over: Cell<bool>,
    pending: RefCell<Option<Growth>>,
    /// Delivers some of what is pending. Kept for as long as the flight, so that a frame costs no new closure.
    deliver: Closure<dyn FnMut()>,
    /// The frame asked for, and when that was in milliseconds.
    asked: Cell<Option<(i32, u64)>>,
    /// The timer that looks whether frames come; one for many of them.
    watch: Cell<Option<i32>>,
    late: Closure<dyn FnMut()>,
    /// What a frame is given, in bytes.
    share: Cell<usize>,
    /// When the last delivery began, in milliseconds, and the timer that fires once it was drawn.
    drawing: Cell<Option<(u64, i32)>>,
    drawn: Closure<dyn FnMut()>,
    /// Waits for something to be delivered.
    waiting: Cell<Option<Waker>>,
}

impl Flight {
    fn new(turn: TurnId, dispatch: Dispatch) -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Self>| {
            let told = |tell: fn(&Self)| {
                let this = this.clone();
                Closure::new(move || {
                    if let Some(flight) = this.upgrade() {
                        tell(&flight);
                    }
                })
            };
            Self {
                turn,
                dispatch,
                abort: AbortController::new().ok(),
                over: Cell::new(false),
                pending: RefCell::default(),
                deliver: told(Self::deliver_some),
                asked: Cell::default(),
                watch: Cell::default(),
                late: told(Self::look_after_frame),
                share: Cell::new(SHARE.1),
                drawing: Cell::default(),
                drawn: told(Self::measure),
                waiting: Cell::default(),
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
        self.request_frame();
    }

    /// Waits until there is room for more.
    pub async fn room(&self) {
        self.holds_at_most(if is_hidden() { ROOM.1 } else { ROOM.0 }).await;
    }

    async fn holds_at_most(&self, bytes: usize) {
        poll_fn(|context| {
            let size = self.pending.borrow().as_ref().map_or(0, Growth::size);
            if self.is_over() || size <= bytes {
                return Poll::Ready(());
            }
            self.waiting.set(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }

    fn request_frame(&self) {
        if self.asked.get().is_none() {
            let frame = window().request_animation_frame(self.deliver.as_ref().unchecked_ref()).unwrap_or(0);
            self.asked.set(Some((frame, now().steady)));
            self.look_in(NO_FRAME);
        }
    }

    /// Has a look at the frame in so many milliseconds, unless that is to be done anyway.
    fn look_in(&self, wait: i32) {
        if self.watch.get().is_none() {
            let late = self.late.as_ref().unchecked_ref();
            self.watch.set(window().set_timeout_with_callback_and_timeout_and_arguments_0(late, wait).ok());
        }
    }

    /// A frame that did not come in time is not waited for.
    fn look_after_frame(&self) {
        self.watch.set(None);
        let Some((_, since)) = self.asked.get() else { return };
        let waited = i32::try_from(now().steady.saturating_sub(since)).unwrap_or(NO_FRAME);
        if waited < NO_FRAME {
            self.look_in(NO_FRAME - waited);
        } else {
            self.deliver_some();
        }
    }

    /// Delivers what one frame can draw. Nothing is drawn of a hidden page, and all is delivered.
    fn deliver_some(&self) {
        if is_hidden() {
            return self.deliver();
        }
        self.forget_frame();
        let some = self.pending.borrow_mut().as_mut().map(|pending| pending.first(self.share.get()));
        let rest = self.pending.borrow().as_ref().is_some_and(|rest| !rest.is_empty());
        if let Some(some) = some {
            // Only what is to be shared out has to be measured.
            if rest && self.drawing.get().is_none() {
                let drawn = self.drawn.as_ref().unchecked_ref();
                // A task of its own comes after the frame was laid out and painted.
                let timer = window().set_timeout_with_callback(drawn).unwrap_or(0);
                self.drawing.set(Some((now().steady, timer)));
            }
            self.tell(some);
        }
        let rest = self.pending.borrow().as_ref().is_some_and(|rest| !rest.is_empty());
        if rest && !self.is_over() {
            self.request_frame();
        } else {
            self.pending.take();
        }
    }

    /// Learns from the last frame how much the next can take.
    fn measure(&self) {
        let Some((began, _)) = self.drawing.take() else { return };
        let (took, share) = (now().steady.saturating_sub(began), self.share.get());
        if took < u64::from(EASY.0) {
            self.share.set((share + share / 4).min(SHARE.2));
        } else if took > u64::from(EASY.1) {
            self.share.set((share / 2).max(SHARE.0));
        }
    }

    /// Delivers all that is pending, now.
    pub fn deliver(&self) {
        self.forget_frame();
        // Taken out first: what is told may lead back here.
        if let Some(growth) = self.pending.take() {
            self.tell(growth);
        }
    }

    fn tell(&self, growth: Growth) {
        if !self.is_over() && !growth.is_empty() {
            self.dispatch.send(Action::Grew(self.turn.clone(), Box::new(growth)));
        }
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn forget_frame(&self) {
        if let Some((frame, _)) = self.asked.take() {
            let _ = window().cancel_animation_frame(frame);
        }
    }

    /// Tells that the reply is to be shown as ended, after all that came before it. More may follow.
    pub async fn settle(&self, ending: Ending) {
        self.holds_at_most(0).await;
        self.deliver();
        if !self.is_over() {
            self.dispatch.send(Action::Settled(self.turn.clone(), ending));
        }
    }

    /// Tells the end, after all that came before it.
    pub async fn land(&self, ending: Ending) {
        self.holds_at_most(0).await;
        // What is left is no output.
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
        for timer in [self.drawing.take().map(|(_, timer)| timer), self.watch.take()].into_iter().flatten() {
            window().clear_timeout_with_handle(timer);
        }
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
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

fn is_hidden() -> bool {
    window().document().is_some_and(|document| document.hidden())
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
