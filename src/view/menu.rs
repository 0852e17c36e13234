//! A menu of actions behind a button: arrow keys move, Escape and Tab leave, anything outside closes it. An action may
//! open further ones, which take the place of the others.

use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlElement, Node};
use yew::prelude::*;

use crate::view::controls::{named, pressable};
use crate::view::element::{element, truth};
use crate::view::focus::focus;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::watch::use_window_event;

/// One action.
#[derive(Clone, PartialEq)]
pub struct Item {
    /// Its icon.
    pub icon: Icon,
    /// Its name.
    pub label: AttrValue,
    /// What happens.
    pub onclick: Callback<()>,
    /// The actions it opens instead.
    pub opens: Option<Callback<(), Vec<Item>>>,
    /// Whether it is the one that holds; none if it is no choice.
    pub checked: Option<bool>,
}

impl Item {
    /// An action.
    pub fn new(icon: Icon, label: impl Into<AttrValue>, onclick: Callback<()>) -> Self {
        Self { icon, label: label.into(), onclick, opens: None, checked: None }
    }
}

/// A button with a menu.
#[derive(Clone, PartialEq)]
pub struct Menu {
    /// The name of the button.
    pub label: AttrValue,
    /// The actions.
    pub items: Vec<Item>,
    /// Whether the Tab key comes by.
    pub tabbable: bool,
    /// What the button shows.
    pub sign: Icon,
}

drawn_by!(Menu, use_menu);

#[hook]
fn use_menu(props: &Menu) -> Html {
    let open = use_held(|| false);
    let button = use_node();
    let list = use_node();

    // The action whose own actions are shown.
    let level = use_held(|| None::<usize>);

    let close = {
        let (open, level) = (open.clone(), level.clone());
        Callback::from(move |()| {
            open.set(false);
            level.set(None);
        })
    };
    let place_of = use_node();
    let outside = |closes: fn(&Node, Option<&Node>) -> bool| {
        let (close, place) = (close.clone(), place_of.clone());
        Callback::from(move |event: Event| {
            let at = event.target().and_then(|at| at.dyn_into::<Node>().ok());
            if place.cast::<Node>().is_some_and(|place| closes(&place, at.as_ref())) {
                close.emit(());
            }
        })
    };
    // The list is fixed to the window, so that no scrolling parent cuts it off; what moves under it closes it.
    use_window_event("scroll", open.get(), outside(|place, at| at.is_some_and(|at| at.contains(Some(place)))));
    use_window_event("resize", open.get(), outside(|_, _| true));
    use_window_event("pointerdown", open.get(), outside(|place, at| !place.contains(at)));
    {
        let (button, list) = (button.clone(), list.clone());
        let open = open.get();
        use_effect_on((open, level.get()), move || {
            if open && let (Some(button), Some(list)) = (button.cast::<HtmlElement>(), list.cast::<HtmlElement>()) {
                place(&button, &list);
                step(&list, Step::First);
            }
        });
    }

    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!open.get()))
    };
    let onkeydown = {
        let (close, button, list, open) = (close.clone(), button.clone(), list.clone(), open.get());
        Callback::from(move |event: KeyboardEvent| {
            let Some(list) = list.cast::<HtmlElement>().filter(|_| open) else { return };
            match event.key().as_str() {
                "ArrowDown" => step(&list, Step::Next),
                "ArrowUp" => step(&list, Step::Previous),
                "Home" => step(&list, Step::First),
                "End" => step(&list, Step::Last),
                "Escape" => {
                    focus(&button);
                    close.emit(());
                }
                "Tab" => {
                    focus(&button);
                    close.emit(());
                    return;
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onfocusout = {
        let (close, place) = (close.clone(), place_of.clone());
        Callback::from(move |event: FocusEvent| {
            // Where a press does not move the focus (Safari) it goes nowhere; what happens then is up to the press.
            let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
            if next.is_some() && !place.cast::<Node>().is_some_and(|place| place.contains(next.as_ref())) {
                close.emit(());
            }
        })
    };
    let inner = level.get().and_then(|at| props.items.get(at)?.opens.clone()).map(|opens| opens.emit(()));
    let item = |(at, item): (usize, &Item)| {
        let (close, button, act) = (close.clone(), button.clone(), item.onclick.clone());
        let (level, opens) = (level.clone(), item.opens.is_some());
        let onclick = Callback::from(move |_: MouseEvent| {
            if opens {
                return level.set(Some(at));
            }
            // First back to the button, so that what happens next may take the focus further.
            focus(&button);
            close.emit(());
            act.emit(());
        });
        let role = if item.checked.is_some() { "menuitemradio" } else { "menuitem" };
        let level = if inner.is_some() { "2/" } else { "1/" };
        element("button type=button tabindex=-1")
            .key(&[level, &at.to_string()].concat())
            .attr("role", role)
            .attr("aria-checked", item.checked.map(truth))
            .attr("aria-haspopup", item.opens.is_some().then_some("menu"))
            .on("click", onclick)
            .child(icon(item.icon))
            .child(element("span dir=auto").child(item.label.clone()))
            .html()
    };
    let items: Vec<Html> = inner.as_ref().unwrap_or(&props.items).iter().enumerate().map(item).collect();
    let opener = named(pressable("icon"), props.label.clone())
        .node(&button)
        .attr("aria-haspopup", "menu")
        .attr("aria-expanded", truth(open.get()))
        .attr("tabindex", (!props.tabbable).then_some("-1"))
        .on("click", onclick)
        .child(icon(props.sign));
    let list =
        element("div class=menu-list role=menu").node(&list).attr("aria-label", props.label.clone()).child(items);
    element("span class=menu")
        .node(&place_of)
        .on("keydown", onkeydown)
        .on("focusout", onfocusout)
        .child(opener)
        .child(open.get().then_some(list))
        .html()
}

/// Puts the list below the button, above it where there is no room below, and inside the window.
fn place(button: &HtmlElement, list: &HtmlElement) {
    let Some(window) = web_sys::window() else { return };
    let size = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|size| size.as_f64()).unwrap_or_default();
    let (width, height) = (size(window.inner_width()), size(window.inner_height()));
    let (from, own) = (button.get_bounding_client_rect(), list.get_bounding_client_rect());
    let top = if from.bottom() + own.height() <= height { from.bottom() } else { from.top() - own.height() };
    // Where the list goes to the left or the right of the button, it stays inside the window.
    let left = if from.left() + own.width() <= width { from.left() } else { from.right() - own.width() };
    for (side, at) in [("top", top), ("left", left)] {
        // Whole pixels: floating point would cost more than its precision is worth here.
        #[allow(clippy::cast_possible_truncation, reason = "a place in the window fits by far")]
        let at = at.max(0.0) as i32;
        let _ = list.style().set_property(side, &[&at.to_string(), "px"].concat());
    }
}

enum Step {
    First,
    Previous,
    Next,
    Last,
}

fn step(list: &HtmlElement, step: Step) {
    let items = list.children();
    let count = items.length();
    let focused = list.owner_document().and_then(|document| document.active_element());
    let at = (0..count).find(|at| items.item(*at) == focused && focused.is_some());
    let to = match (step, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Next, Some(at)) => (at + 1) % count.max(1),
        (Step::Previous, Some(at)) => at.checked_sub(1).unwrap_or(count.saturating_sub(1)),
        (Step::Last, _) | (Step::Previous, None) => count.saturating_sub(1),
    };
    if let Some(item) = items.item(to).and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
