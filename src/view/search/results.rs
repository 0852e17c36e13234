//! What the search of everything found: conversations, and under each the messages that say it.
//!
//! Everything in it is plain text. The end of the list asks for more when it comes near, and so does a button.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::domain::id::{ConversationId, MessageId};
use crate::domain::search::found::{Group, Hit};
use crate::domain::search::snippet::Marked;
use crate::domain::transfer::date::day;
use crate::state::action::Action;
use crate::state::effect::Place;
use crate::state::route::Route;
use crate::state::search::{Found, Stage, Step};
use crate::view::Ui;
use crate::view::controls::{Kind, button};
use crate::view::element::{Element, element};
use crate::view::hooks::use_node;
use crate::view::use_ui;

/// How near the end of the list more is asked for, in pixels.
const NEAR: i32 = 400;

/// What was found.
#[derive(Clone, PartialEq)]
pub struct Results {
    /// What was found.
    pub found: Found,
    /// The conversation on the page.
    pub current: Option<ConversationId>,
}

drawn_by!(Results, use_results);

#[hook]
fn use_results(props: &Results) -> Html {
    let ui = use_ui();
    let t = &ui.texts.search;
    let list = use_node();
    let Found { groups, stage, unread, .. } = &props.found;

    let onscroll = {
        let (ui, list) = (ui.clone(), list.clone());
        Callback::from(move |_: Event| {
            let near = |list: HtmlElement| list.scroll_top() + list.client_height() + NEAR > list.scroll_height();
            if list.cast::<HtmlElement>().is_some_and(near) {
                ui.send(Action::Search(Step::MoreWanted));
            }
        })
    };
    let onkeydown = {
        let (ui, list) = (ui.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "ArrowDown" => walk(&list, 1),
                "ArrowUp" => walk(&list, -1),
                "Escape" => ui.send(Action::SearchWanted),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let count = groups.len();
    let said = match (stage, count) {
        (Stage::Looking, 0) => t.looking.to_owned(),
        (Stage::Done, 0) if unread.is_none() => t.nothing.to_owned(),
        (Stage::Done, _) => (t.found)(count),
        _ => (t.found_so_far)(count),
    };
    let unread = unread.map(|(read, all)| element("p class=none").child((t.unread)(read, all)));
    let mut rows = Vec::with_capacity(count);
    for found in &**groups {
        rows.push(group(found, props.current.as_ref() == Some(&found.conversation), &ui));
    }
    let more = ui.on::<MouseEvent>(|| Action::Search(Step::MoreWanted));
    let more = (*stage == Stage::Paused).then(|| button(Kind::Quiet, t.show_more, more));
    element("div class=history")
        .attr("aria-label", t.results)
        .attr("role", "region")
        .node(&list)
        .on("scroll", onscroll)
        .on("keydown", onkeydown)
        .child(element("p class=none role=status").child(said))
        .child(unread)
        .child(element("ul class=found").attr("aria-busy", (*stage == Stage::Looking).then_some("true")).child(rows))
        .child(more)
        .html()
}

fn group(found: &Group, current: bool, ui: &Ui) -> Html {
    let id = &found.conversation;
    let untitled = found.title.text.is_empty().then_some(ui.texts.history.untitled);
    let first = found.hits.first().map(|hit| hit.message.clone());
    let title = link(id, first, ui)
        .attr("aria-current", current.then_some("page"))
        .child(marked(element("span dir=auto"), &found.title).child(untitled));
    let mut hits = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        hits.push(row(id, hit, ui));
    }
    let more = (found.more > 0).then(|| element("li class=more").child((ui.texts.search.more)(found.more)));
    // Messages have dates of their own.
    let date = found.hits.is_empty().then(|| element("time").child(dated(found.updated, ui)));
    element("li")
        .key(id.as_str())
        .child(element("div class=title").child(title).child(date))
        .child(element("ul").child(hits).child(more))
        .html()
}

/// The day of a moment, as far as it is known.
fn dated(moment: i64, ui: &Ui) -> String {
    if moment > 0 { day(moment) } else { ui.texts.history.undated.to_owned() }
}

fn row(id: &ConversationId, hit: &Hit, ui: &Ui) -> Html {
    let who = if hit.own { ui.texts.chat.you } else { ui.texts.chat.reply };
    let about = element("span class=about").child(who).child(" · ").child(dated(hit.created, ui));
    let said = marked(element("span dir=auto class=said"), &hit.snippet);
    let link = link(id, Some(hit.message.clone()), ui).child(about).child(said);
    element("li").key(hit.message.as_str()).child(link).html()
}

/// A link to the conversation; pressed as usual it leads to the very message.
fn link(id: &ConversationId, message: Option<MessageId>, ui: &Ui) -> Element {
    let href = Route::Conversation(id.clone()).hash();
    let (ui, id) = (ui.clone(), id.clone());
    let onclick = Callback::from(move |event: MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0 {
            return;
        }
        event.prevent_default();
        ui.send(Action::Search(Step::Chosen(id.clone(), message.clone())));
    });
    element("a").attr("href", href).on("click", onclick)
}

fn marked(mut element: Element, marked: &Marked) -> Element {
    for (piece, found) in marked.pieces() {
        let piece = piece.to_owned();
        element = if found { element.child(self::element("mark").child(piece)) } else { element.child(piece) };
    }
    element
}

/// Moves the focus among the links; from the first one up it goes back to the field.
fn walk(list: &NodeRef, by: i32) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let Ok(links) = list.query_selector_all("a") else { return };
    let document = list.owner_document();
    let focused = document.as_ref().and_then(|document| document.active_element());
    let at = (0..links.length()).find(|at| {
        let link = links.item(*at);
        focused.as_ref().is_some_and(|focused| link.is_some_and(|link| link.is_same_node(Some(focused))))
    });
    let next = at.map_or(0, |at| i64::from(at) + i64::from(by));
    let next = match u32::try_from(next) {
        Ok(next) => links.item(next).and_then(|link| link.dyn_into::<HtmlElement>().ok()),
        Err(_) => document
            .and_then(|document| document.get_element_by_id(Place::Search.element()))
            .and_then(|field| field.dyn_into::<HtmlElement>().ok()),
    };
    if let Some(next) = next {
        let _ = next.focus();
    }
}

/// Moves the focus from the field into the list that follows it, or presses its first link.
pub fn enter(list: &HtmlElement, press: bool) {
    let first = list.query_selector("a").ok().flatten().and_then(|link| link.dyn_into::<HtmlElement>().ok());
    if let Some(first) = first {
        if press {
            first.click();
        } else {
            let _ = first.focus();
        }
    }
}
