//! The three panes: beside each other where there is room, over the page where there is not.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::state::action::Action;
use crate::state::shortcut::Over;
use crate::view::element::element;
use crate::view::focus_guard::use_focus_guard;
use crate::view::hooks::{use_effect_on, use_node};
use crate::view::use_ui;
use crate::view::watch::use_media;

/// How near the edge a swipe begins that opens the list, in pixels.
const EDGE: i32 = 28;
/// How far a finger moves until it means it, in pixels.
const SWIPE: i32 = 56;

/// The page.
pub struct Frame {
    /// Whether the list is shown beside the page, and over it.
    pub list: (bool, bool),
    /// Whether the panel is shown beside the page, and over it.
    pub panel: (bool, bool),
    /// The list.
    pub side: Html,
    /// What the page is about.
    pub main: Html,
    /// The panel; empty where the page has none.
    pub aside: Html,
    /// What lies over all of it.
    pub over: Html,
}

/// Never the same: what it holds knows by itself whether it changed, and comparing that twice helps nobody.
impl PartialEq for Frame {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

drawn_by!(Frame, use_frame);

#[hook]
fn use_frame(props: &Frame) -> Html {
    let ui = use_ui();
    let list_over = use_media(Over::LIST);
    let panel_over = use_media(Over::PANEL);
    let drawer = list_over && props.list.1;
    let sheet = panel_over && props.panel.1;
    let side = use_node();
    let aside = use_node();

    use_focus_guard();
    use_moving_focus(drawer, &side);
    use_moving_focus(sheet, &aside);

    let begun = use_mut_ref(|| None::<(i32, i32)>);
    let ontouchstart = {
        let begun = Rc::clone(&begun);
        Callback::from(move |event: TouchEvent| {
            let touches = event.touches();
            let first = touches.item(0).filter(|_| touches.length() == 1);
            *begun.borrow_mut() = first.map(|touch| (touch.client_x(), touch.client_y()));
        })
    };
    let ontouchend = {
        let ui = ui.clone();
        Callback::from(move |event: TouchEvent| {
            let Some((from_x, from_y)) = begun.borrow_mut().take() else { return };
            let Some(end) = event.changed_touches().item(0).filter(|_| list_over) else { return };
            let (x, y) = (end.client_x() - from_x, end.client_y() - from_y);
            if x.abs() < SWIPE || y.abs() > x.abs() / 2 {
                return;
            }
            let (inwards, at_edge) = edge(from_x, x);
            if (!drawer && inwards && at_edge) || (drawer && !inwards) {
                ui.send(Action::SidebarToggled { narrow: true });
            }
        })
    };
    let inert = drawer || sheet;
    let skip = element("button type=button data-kind=primary")
        .attr("class", "button skip")
        .on("click", ui.on::<MouseEvent>(|| Action::ComposerWanted))
        .child(ui.texts.chat.skip);
    let scrim = inert.then(|| element("div class=scrim").on("click", ui.on::<MouseEvent>(|| Action::Escaped)));
    element("div class=app")
        .attr("data-list", shown(props.list.0))
        .attr("data-drawer", shown(drawer))
        .attr("data-panel", shown(props.panel.0))
        .attr("data-sheet", shown(sheet))
        .on("touchstart", ontouchstart)
        .on("touchend", ontouchend)
        .child(skip)
        .child(element("div class=side-pane").node(&side).child(props.side.clone()))
        .child(element("main class=main").attr("inert", inert).child(props.main.clone()))
        .child(element("div class=panel-pane").node(&aside).child(props.aside.clone()))
        .child(scrim)
        .child(props.over.clone())
        .html()
}

fn shown(shown: bool) -> &'static str {
    if shown { "shown" } else { "hidden" }
}

/// A pane that comes over the page takes the focus; when it goes, the focus returns to where it was.
#[hook]
fn use_moving_focus(open: bool, pane: &NodeRef) {
    let pane = pane.clone();
    let origin = use_mut_ref(|| None::<HtmlElement>);
    use_effect_on(open, move || {
        let Some(pane) = pane.cast::<HtmlElement>() else { return };
        let focused = pane.owner_document().and_then(|document| document.active_element());
        let inside = focused.as_ref().is_some_and(|focused| pane.contains(Some(focused)));
        if open {
            *origin.borrow_mut() = focused.and_then(|focused| wasm_bindgen::JsCast::dyn_into(focused).ok());
            if !inside && let Ok(Some(first)) = pane.query_selector("button, a, input") {
                let first: Result<HtmlElement, _> = wasm_bindgen::JsCast::dyn_into(first);
                let _ = first.map(|first| first.focus());
            }
        } else if let Some(origin) = origin.borrow_mut().take()
            && inside
        {
            let _ = origin.focus();
        }
    });
}

/// Whether a move leads from the edge at which lines begin, and whether it began there.
fn edge(from: i32, by: i32) -> (bool, bool) {
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    let width = root.as_ref().map_or(0, |root| root.client_width());
    let leftwards = root.is_some_and(|root| root.get_attribute("dir").as_deref() == Some("rtl"));
    if leftwards { (by < 0, from > width - EDGE) } else { (by > 0, from < EDGE) }
}
