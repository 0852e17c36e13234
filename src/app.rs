//! The runtime: feeds actions to the state, hands its effects to the browser, and has the page drawn again.
//! Joins the layers and decides nothing.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use yew::prelude::{Callback, Component, Context, Html};

use crate::browser::{Browser, device};
use crate::domain::transfer::date;
use crate::state::State;
use crate::state::action::{Action, Dispatch};
use crate::state::effect::Effect;
use crate::view::shell;

/// The app. The only struct component: a hook has nowhere to put effects.
pub struct App(Rc<Runtime>);

/// Takes actions from anywhere. What is told while the page is being left is done before `take` returns.
struct Runtime {
    state: RefCell<State>,
    browser: RefCell<Browser>,
    waiting: RefCell<VecDeque<Action>>,
    busy: Cell<bool>,
    dispatch: Dispatch,
    redraw: Callback<()>,
}

impl Runtime {
    fn start(redraw: Callback<()>) -> Rc<Self> {
        date::set_zone(device::zone);
        let mut first = Vec::new();
        let runtime = Rc::new_cyclic(|this: &Weak<Self>| {
            let this = this.clone();
            let dispatch = Dispatch::new(move |action| {
                if let Some(runtime) = this.upgrade() {
                    runtime.take(action);
                }
            });
            let (browser, start) = Browser::open(&dispatch);
            let (state, effects) = State::start(start, device::now());
            first = effects;
            let (state, browser) = (RefCell::new(state), RefCell::new(browser));
            Self { state, browser, waiting: RefCell::default(), busy: Cell::new(true), dispatch, redraw }
        });
        runtime.run(first);
        runtime
    }

    fn take(&self, action: Action) {
        if action.is_stop() || action.asks() {
            // What came since the last frame belongs to the reply that is stopped, or read no further.
            let flights = self.browser.borrow().flights();
            flights.deliver();
        }
        self.waiting.borrow_mut().push_back(action);
        // What an effect tells while it is carried out waits its turn.
        if !self.busy.replace(true) {
            self.run(Vec::new());
        }
    }

    fn run(&self, mut effects: Vec<Effect>) {
        let mut redraws = false;
        loop {
            for effect in effects {
                self.browser.borrow_mut().run(effect, &self.dispatch);
            }
            let Some(action) = self.waiting.borrow_mut().pop_front() else { break };
            redraws |= action.redraws();
            effects = self.state.borrow_mut().update(action, device::now());
        }
        self.busy.set(false);
        if redraws {
            device::entitle(self.state.borrow().conversation().map_or("", |conversation| &conversation.title));
            self.redraw.emit(());
        }
    }
}

impl Component for App {
    type Message = ();
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        Self(Runtime::start(ctx.link().callback(|()| ())))
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        shell::shell(&self.0.state.borrow(), device::midnight(), &self.0.dispatch)
    }
}
