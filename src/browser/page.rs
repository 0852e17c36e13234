//! What happens to the page: its address, its visibility, the network, keys. What the page is itself, and how far it
//! reaches.
//!
//! Listeners stay for as long as the page, as the app does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DragEvent, Element, Event, EventTarget, KeyboardEvent, SecurityPolicyViolationEvent, Window};

use crate::browser::device::{self, matches, window};
use crate::browser::drafts::Drafts;
use crate::browser::flight::Flights;
use crate::domain::address::{Address, policy_source};
use crate::keyboard::{is_composing, option_types};
use crate::state::action::{Action, Dispatch};
use crate::state::route::Route;
use crate::state::shortcut::{Over, Press, Shortcut};

/// How many addresses stopped by the page's own policy are remembered.
const BLOCKED: usize = 20;

/// Longer than a page lives after it was left, in milliseconds.
const LEAVING: u32 = 1_000;

/// What the page is, as far as it decides what it may reach.
#[derive(Debug, Default)]
pub struct Page {
    /// Whether it was loaded by https.
    pub secure: bool,
    /// Where it was loaded from: scheme, host and port.
    pub origin: Rc<str>,
    /// Addresses that its own content security policy stopped, the latest last.
    blocked: RefCell<Vec<String>>,
    /// Whether it is being left.
    leaving: Cell<bool>,
}

impl Page {
    /// Reads what the page is and remembers from now on what its policy stops.
    pub fn open(window: &Window) -> Rc<Self> {
        let location = window.location();
        let page = Rc::new(Self {
            secure: location.protocol().is_ok_and(|scheme| scheme == "https:"),
            origin: location.origin().unwrap_or_default().into(),
            blocked: RefCell::default(),
            leaving: Cell::new(false),
        });
        let seen = Rc::clone(&page);
        listen(window, "securitypolicyviolation", move |event| {
            let mut blocked = seen.blocked.borrow_mut();
            if blocked.len() == BLOCKED {
                blocked.remove(0);
            }
            blocked.push(event.unchecked_into::<SecurityPolicyViolationEvent>().blocked_uri());
        });
        page
    }

    /// Whether it was loaded from this device or its network.
    pub fn is_local(&self) -> bool {
        Address::parse(&self.origin).is_ok_and(|address| address.is_local())
    }

    /// Ends at once, or never if the page is going: browsers cut its connections first, which is no news to anybody.
    /// Where it comes back after all, time goes on there.
    pub async fn stays(&self) {
        if self.leaving.get() {
            TimeoutFuture::new(LEAVING).await;
        }
    }

    /// Whether the page's own policy stopped a request to this origin.
    pub fn has_blocked(&self, origin: &str) -> bool {
        self.blocked.borrow().iter().any(|address| address.starts_with(origin))
    }
}

/// Lets the page send to these origins alone, by one more policy beside the one it came with. Browsers take one that a
/// script adds, and let none be taken away.
#[inline(never)]
pub fn narrow(origins: &[Rc<str>]) {
    let Some((document, head)) = window().document().and_then(|document| Some((document.clone(), document.head()?)))
    else {
        return;
    };
    let mut policy = "connect-src 'self'".to_owned();
    for origin in origins {
        policy.push(' ');
        policy.push_str(policy_source(origin));
    }
    if let Ok(meta) = document.create_element("meta") {
        let _ = meta.set_attribute("http-equiv", "Content-Security-Policy");
        let _ = meta.set_attribute("content", &policy);
        let _ = head.append_child(&meta);
    }
}

/// Whether another page shows this one inside of itself. A page of the same origin is no better: what it lays over this
/// one decides what is pressed.
pub fn is_framed(window: &Window) -> bool {
    window.top().ok().flatten().is_none_or(|top| top != *window)
}

/// Where the address points.
pub fn route() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

/// Where one was before the page was loaded again by [`reload`].
pub fn behind() -> Route {
    let kept = window().history().and_then(|history| history.state()).ok().and_then(|kept| kept.as_string());
    Route::parse(&kept.unwrap_or_default())
}

/// Loads the page again. The browser keeps with its address where one was before.
#[inline(never)]
pub fn reload(behind: &Route) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&behind.hash().into(), "", None);
    }
    let _ = window().location().reload();
}

/// Goes somewhere; `replace` leaves no way back. Written into the history without an event, so it is told here.
pub fn go(route: Route, replace: bool, dispatch: &Dispatch) {
    let hash = route.hash();
    let same = window().location().hash().is_ok_and(|before| before == hash);
    if let Ok(history) = window().history() {
        let nothing = JsValue::NULL;
        let _ = if replace || same {
            history.replace_state_with_url(&nothing, "", Some(&hash))
        } else {
            history.push_state_with_url(&nothing, "", Some(&hash))
        };
    }
    dispatch.send(Action::RouteChanged(route));
}

/// Tells from now on what happens to the page.
pub fn watch(window: &Window, page: &Rc<Page>, flights: &Flights, drafts: &Drafts, dispatch: &Dispatch) {
    let told = |action: fn() -> Action| {
        let dispatch = dispatch.clone();
        move |_: Event| dispatch.send(action())
    };
    listen(window, "online", told(|| Action::WentOnline));
    listen(window, "offline", told(|| Action::WentOffline));

    let to = dispatch.clone();
    listen(window, "hashchange", move |_| to.send(Action::RouteChanged(route())));

    // All of it happens before the handler returns: afterwards there may be no page any more.
    let hide = {
        let (flights, drafts, dispatch) = (flights.clone(), drafts.clone(), dispatch.clone());
        move || {
            flights.deliver();
            drafts.leave();
            dispatch.send(Action::PageHidden);
        }
    };
    let (leave, left, back, to) = (hide.clone(), Rc::clone(page), Rc::clone(page), dispatch.clone());
    listen(window, "pagehide", move |_| {
        left.leaving.set(true);
        leave();
        to.send(Action::PageLeft);
    });
    listen(window, "pageshow", move |_| back.leaving.set(false));

    // A file that misses the field for files must not take the page away.
    for event in ["dragover", "drop"] {
        listen(window, event, |event| {
            let dragged = event.unchecked_ref::<DragEvent>().data_transfer();
            if dragged.is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0)) {
                event.prevent_default();
            }
        });
    }

    let to = dispatch.clone();
    listen(window, "keydown", move |event| pressed(event.unchecked_ref(), &to));

    let Some(document) = window.document() else { return };
    let seen = document.clone();
    listen(&document, "visibilitychange", move |_| {
        if seen.hidden() {
            hide();
        }
    });
    if let Ok(Some(dark)) = window.match_media("(prefers-color-scheme: dark)") {
        listen(&dark.clone(), "change", move |_| device::tint(&document));
    }
}

fn pressed(event: &KeyboardEvent, dispatch: &Dispatch) {
    if event.default_prevented() || is_composing(event) {
        return;
    }
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|element| element.matches("input, textarea, select, [contenteditable]").unwrap_or(false));
    let press = Press {
        key: &event.key(),
        code: &event.code(),
        ctrl: event.ctrl_key(),
        meta: event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
        typing,
        option_types: option_types(),
    };
    let over = Over { list: matches(Over::LIST), panel: matches(Over::PANEL) };
    let Some(shortcut) = Shortcut::of(&press) else { return };
    let Some(action) = shortcut.action(over) else { return };
    // Escape also means something to the browser's own controls, which is as well.
    if shortcut != Shortcut::Stop {
        event.prevent_default();
    }
    dispatch.send(action);
}

/// Listens for as long as the page lives.
pub fn listen(target: &EventTarget, name: &str, hear: impl FnMut(Event) + 'static) {
    add(target, name, Box::new(hear));
}

#[inline(never)]
fn add(target: &EventTarget, name: &str, hear: Box<dyn FnMut(Event)>) {
    let hear = Closure::wrap(hear);
    let _ = target.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
    hear.forget();
}
