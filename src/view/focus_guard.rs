//! Keeps the focus on the page when the element that has it goes away: a row that is deleted, a notice whose undo was
//! pressed, a pane that was closed. Browsers leave the focus on the body then, where typing is lost and a screen reader
//! begins again at the top.
//!
//! Views still say where the focus goes best; this acts only where nobody did. A person who puts the focus nowhere, by
//! pressing beside all controls, is left alone.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlElement};
use yew::prelude::*;

use crate::view::hooks::use_effect_on;
use crate::view::watch::{TOUCH, matches, use_window_event};

/// What can take the focus.
const FOCUSABLE: &str = "button, a[href], input, select, textarea, summary, [tabindex]";
/// What brings up a keyboard on a touch screen.
const WRITTEN_IN: &str = "input:not([type=checkbox], [type=radio], [type=range], [type=file]), textarea";
/// Where the focus goes when nothing near is left: what lies over the page first, then where one writes or reads.
const HOMES: [&str; 7] = [
    "dialog[open]",
    ".app[data-drawer=shown] .side-pane",
    ".app[data-sheet=shown] .panel-pane",
    ".composer form",
    ".transcript",
    "#heading",
    "main",
];
/// How many elements are tried in one place.
const TRIES: u32 = 40;

/// An element that has the focus or holds what has it, with its neighbours at that time.
struct Step {
    element: Element,
    next: Option<Element>,
    previous: Option<Element>,
}

/// The element that had the focus last, and all that held it, from the inside out.
type Trail = Rc<RefCell<Vec<Step>>>;

/// Watches the focus as long as the component lives, and looks after it each time the component is drawn.
#[hook]
pub fn use_focus_guard() {
    let trail: Trail = use_ref(RefCell::default);
    use_window_event("focusin", true, {
        let trail = Rc::clone(&trail);
        Callback::from(move |event: Event| {
            let focused = event.target().and_then(|at| at.dyn_into::<Element>().ok());
            *trail.borrow_mut() = focused.map(trail_of).unwrap_or_default();
        })
    });
    // What a key or a press removes is gone once it was drawn, and who moves the focus then does so in a task of its own.
    let soon = {
        let trail = Rc::clone(&trail);
        Callback::from(move |_: Event| {
            let trail = Rc::clone(&trail);
            let after = move || {
                Timeout::new(0, move || look(&trail, true)).forget();
            };
            Timeout::new(0, after).forget();
        })
    };
    use_window_event("keydown", true, soon.clone());
    use_window_event("click", true, soon);
    // What the app removes by itself.
    let drawn = use_mut_ref(|| 0_u32);
    *drawn.borrow_mut() += 1;
    let count = *drawn.borrow();
    use_effect_on(count, move || {
        if is_removed(&trail) {
            Timeout::new(0, move || look(&trail, false)).forget();
        }
    });
}

fn trail_of(focused: Element) -> Vec<Step> {
    let mut trail = Vec::new();
    let mut at = Some(focused);
    while let Some(element) = at {
        at = element.parent_element();
        trail.push(Step {
            next: element.next_element_sibling(),
            previous: element.previous_element_sibling(),
            element,
        });
    }
    trail
}

fn document() -> Option<Document> {
    web_sys::window().and_then(|window| window.document())
}

fn is_body(document: &Document, element: &Element) -> bool {
    document.body().is_some_and(|body| *element == *body)
}

/// Whether nothing has the focus: the body, or an element that is no longer shown. Whether one is shown has the page laid
/// out, which is not done for each letter that is typed.
fn is_nowhere(document: &Document) -> bool {
    let Some(focused) = document.active_element() else { return true };
    is_body(document, &focused) || !focused.matches("#composer").unwrap_or(false) && !is_shown(&focused)
}

/// Whether the element that had the focus was taken out of the page. Asked with each drawing, so it lays nothing out.
fn is_removed(trail: &Trail) -> bool {
    let trail = trail.borrow();
    let removed = trail.first().is_some_and(|last| !last.element.is_connected());
    removed && document().is_some_and(|page| page.active_element().is_none_or(|focused| is_body(&page, &focused)))
}

fn is_shown(element: &Element) -> bool {
    element.is_connected()
        && element
            .dyn_ref::<HtmlElement>()
            .is_none_or(|element| element.offset_width() > 0 || element.offset_height() > 0)
}

/// Whether the element that had the focus went away and nothing else has it.
fn is_lost(trail: &Trail) -> bool {
    let trail = trail.borrow();
    let Some(last) = trail.first() else { return false };
    document().is_some_and(|document| is_nowhere(&document)) && !is_shown(&last.element)
}

/// Puts the focus near to where it was, if it is lost. `by_person`: right after a key or a press.
fn look(trail: &Trail, by_person: bool) {
    let Some(document) = document() else { return };
    if !is_lost(trail) {
        // Put nowhere on purpose: what had the focus may go away later without taking the focus along.
        if by_person && is_nowhere(&document) {
            trail.borrow_mut().clear();
        }
        return;
    }
    // Taken out, because moving the focus writes a new one.
    let steps = std::mem::take(&mut *trail.borrow_mut());
    let gone = steps.iter().rposition(|step| !step.element.is_connected());
    if let Some(removed) = gone.and_then(|at| steps.get(at)) {
        for near in [&removed.next, &removed.previous].into_iter().flatten() {
            if near.is_connected() && enter(&document, near, true) {
                return;
            }
        }
    }
    // Not the page as a whole: its first button is nowhere near.
    let holders = steps.iter().skip(gone.map_or(1, |at| at + 1)).map(|step| &step.element);
    for holder in holders.take_while(|holder| !matches!(holder.tag_name().as_str(), "MAIN" | "BODY" | "HTML")) {
        if holder.class_list().contains("app") {
            break;
        }
        if enter(&document, holder, false) {
            return;
        }
    }
    for home in HOMES {
        let home = document.query_selector(home).ok().flatten();
        if home.is_some_and(|home| enter(&document, &home, home.id() == "heading")) {
            return;
        }
    }
}

/// Gives the focus to an element or the first in it that takes it. `any`: also to what the Tab key passes by.
fn enter(document: &Document, place: &Element, any: bool) -> bool {
    if take(document, place, any) {
        return true;
    }
    let Ok(inside) = place.query_selector_all(FOCUSABLE) else { return false };
    (0..inside.length().min(TRIES)).any(|at| {
        let inside = inside.item(at).and_then(|inside| inside.dyn_into::<Element>().ok());
        inside.is_some_and(|inside| take(document, &inside, any))
    })
}

fn take(document: &Document, element: &Element, any: bool) -> bool {
    let matching = |selector: &str| element.matches(selector).unwrap_or(false);
    if !matching(FOCUSABLE) || !any && matching("[tabindex='-1']") || matches(TOUCH) && matching(WRITTEN_IN) {
        return false;
    }
    // Whether it can be seen and is not inert only the browser knows.
    let Some(target) = element.dyn_ref::<HtmlElement>() else { return false };
    let _ = target.focus();
    document.active_element().as_ref() == Some(element)
}
