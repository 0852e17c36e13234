//! The way to what was found: brings the message into view and marks what was found in it, for a while or as long as
//! the search inside the conversation is open.
//!
//! Nothing is moved once the reader moves.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Range};
use yew::prelude::*;

use crate::domain::search::query::Query;
use crate::state::search::Sought;
use crate::view::hooks::use_effect_on;
use crate::view::search::painting::{ALL, HERE, paint, places};

/// How often one looks whether the message is drawn, in milliseconds; and how often at most.
const LOOK: (u32, u32) = (30, 60);
/// After so many more looks what was still to be drawn has been, and one looks whether the place is still in view.
const SETTLED: u32 = 8;
/// How many messages on either side are marked too, while one searches inside.
const NEAR: u32 = 12;
/// How many looks the marks stay.
const STAY: u32 = 300;

/// The place to be at.
#[derive(Clone, PartialEq)]
pub struct Arrival {
    /// The place. None: wherever one is.
    pub sought: Option<Rc<Sought>>,
    /// Whether the marks stay.
    pub stays: bool,
}

drawn_by!(Arrival, use_arrival);

#[hook]
fn use_arrival(props: &Arrival) -> Html {
    let (sought, stays) = (props.sought.clone(), props.stays);
    use_effect_on((sought.as_ref().map(|sought| sought.number), stays), move || {
        let looking = sought.map(|sought| {
            let (looks, arrived) = (Cell::new(0), Cell::new(None::<u32>));
            let look = move || {
                looks.set(looks.get() + 1);
                match arrived.get() {
                    None if looks.get() < LOOK.1 => arrived.set(arrive(&sought, Some(stays)).then(|| looks.get())),
                    Some(at) if looks.get() < at + SETTLED => drop(arrive(&sought, None)),
                    Some(at) if !stays && looks.get() == at + STAY => forget(),
                    _ => {}
                }
            };
            look();
            Interval::new(LOOK.0, look)
        });
        move || {
            if looking.is_some() {
                forget();
            }
            drop(looking);
        }
    });
    Html::default()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Brings the place into view. False: it is not drawn yet. `paints`: it is marked as well, and so are (true) those in the
/// messages around.
fn arrive(sought: &Sought, paints: Option<bool>) -> bool {
    let arrived = || -> Option<()> {
        let document = document()?;
        let name = ["[data-message=\"", sought.message.as_str(), "\"]"].concat();
        let message = document.query_selector(&name).ok()??;
        let page = message.closest(".transcript").ok()??.dyn_into::<HtmlElement>().ok()?;
        let bubble = message.query_selector(".bubble").ok()?.unwrap_or_else(|| message.clone());
        let found = places(&document, &bubble, &sought.query);
        let here = found.get(sought.nth as usize).or(found.last());
        if let Some(around) = paints {
            let mut all = if around { near(&document, &message, &sought.query) } else { Vec::new() };
            all.extend(found.iter().cloned());
            let painted = paint(ALL, &all) && paint(HERE, here.map_or(&[], std::slice::from_ref));
            if !painted || found.is_empty() {
                let _ = message.set_attribute("data-sought", "");
            }
        }
        show(&page, &message, here);
        Some(())
    };
    arrived().is_some()
}

/// The places in the messages near this one.
fn near(document: &Document, message: &Element, query: &Query) -> Vec<Range> {
    let mut all = Vec::new();
    let Ok(messages) = document.query_selector_all(".turn[data-message]") else { return all };
    let of = |at| messages.item(at).and_then(|node| node.dyn_into::<Element>().ok());
    let here = (0..messages.length()).find(|at| of(*at).as_ref() == Some(message)).unwrap_or(0);
    for at in here.saturating_sub(NEAR)..(here + NEAR + 1).min(messages.length()) {
        let bubble = of(at).filter(|_| at != here).and_then(|near| near.query_selector(".bubble").ok()?);
        all.extend(bubble.map(|bubble| places(document, &bubble, query)).unwrap_or_default());
    }
    all
}

/// Scrolls there, unless it is in view.
#[expect(clippy::cast_possible_truncation, reason = "pages are not that long")]
fn show(page: &HtmlElement, message: &Element, here: Option<&Range>) {
    let place = here.map_or_else(|| message.get_bounding_client_rect(), Range::get_bounding_client_rect);
    let top = (place.top() - page.get_bounding_client_rect().top()) as i32;
    let room = page.client_height();
    if top < room / 10 || top + (place.height() as i32).min(room / 2) > room - room / 10 {
        page.set_scroll_top(page.scroll_top() + top - room / 3);
    }
}

/// Takes the marks away.
fn forget() {
    paint(ALL, &[]);
    paint(HERE, &[]);
    let marked = document().and_then(|document| document.query_selector_all("[data-sought]").ok());
    for message in marked.iter().flat_map(|marked| (0..marked.length()).filter_map(|at| marked.item(at))) {
        let _ = message.unchecked_into::<Element>().remove_attribute("data-sought");
    }
}

/// The name of the first message on the page.
pub fn first_in_view() -> Option<String> {
    let document = document()?;
    let page = document.query_selector(".transcript").ok()??;
    let area = page.get_bounding_client_rect();
    let middle = (area.left() + area.right()) / 2.0;
    let at = |down: f64| {
        let element = document.element_from_point(middle as f32, (area.top() + down) as f32)?;
        element.closest("[data-message]").ok()??.get_attribute("data-message")
    };
    // Between two messages there is a gap.
    at(8.0).or_else(|| at(40.0)).or_else(|| at(80.0))
}
