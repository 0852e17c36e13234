//! Watches what lies outside a component's own nodes but decides how they behave: how wide the page is, and events of
//! the window. Outside a browser nothing is ever wide, narrow or happening.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};
use yew::prelude::*;

use crate::state::shortcut::Over;
use crate::view::hooks::{use_effect_on, use_held};

/// Where the first touch is made with a finger and no pointer hovers: there Enter breaks lines.
pub const TOUCH: &str = "(hover: none) and (pointer: coarse)";

/// Where nothing shows on hover: what is elsewhere shown so stands behind a button. Style sheets ask the same.
pub const NO_HOVER: &str = "(hover: none), (pointer: coarse)";

/// Whether a media query holds now.
#[must_use]
pub fn matches(query: &str) -> bool {
    cfg!(target_arch = "wasm32")
        && web_sys::window()
            .and_then(|window| window.match_media(query).ok().flatten())
            .is_some_and(|found| found.matches())
}

/// Which panes lie over the page now.
#[must_use]
pub fn over() -> Over {
    Over { list: matches(Over::LIST), panel: matches(Over::PANEL) }
}

/// Whether a media query holds; redraws when that changes.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let held = use_held(|| matches(query));
    {
        let held = held.clone();
        use_effect_on(query, move || {
            let list = web_sys::window().and_then(|window| window.match_media(query).ok().flatten());
            held.set(matches(query));
            let listening = list.map(|list| {
                let changed = Callback::from(move |_| held.set(matches(query)));
                Listening::start(list.unchecked_into(), "change", changed)
            });
            move || drop(listening)
        });
    }
    held.get()
}

/// Listens to an event of the window (those of the document come along) as long as the component lives and `on` holds.
#[hook]
pub fn use_window_event(name: &'static str, on: bool, happened: Callback<Event>) {
    // The callback of the latest render is called, without listening anew for each render.
    let latest = use_mut_ref(|| happened.clone());
    *latest.borrow_mut() = happened;
    use_effect_on((name, on), move || {
        let target = web_sys::window().filter(|_| on);
        let listening = target.map(|window| {
            let call = Callback::from(move |event| {
                let happened = latest.borrow().clone();
                happened.emit(event);
            });
            Listening::start(window.unchecked_into(), name, call)
        });
        move || drop(listening)
    });
}

/// A listener that ends when it is dropped. It hears events on their way down, before anyone can stop them.
pub struct Listening {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listening {
    /// Begins to listen.
    #[must_use]
    pub fn start(target: EventTarget, name: &'static str, happened: Callback<Event>) -> Self {
        let closure = Closure::<dyn Fn(Event)>::new(move |event| happened.emit(event));
        let _ = target.add_event_listener_with_callback_and_bool(name, closure.as_ref().unchecked_ref(), true);
        Self { target, name, closure }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, function, true);
    }
}
