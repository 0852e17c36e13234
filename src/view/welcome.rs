//! What stands where there are no messages yet: what this is, that it answers now, and where a key goes.

use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::Ui;
use crate::view::controls::{Kind, link};
use crate::view::element::element;
use crate::view::focus::then_write;

/// Draws the beginning of a chat: who will answer, or for a newcomer what this is.
pub fn welcome(connection: Option<&Connection>, model: &str, ui: &Ui) -> Html {
    match connection {
        Some(own) if !own.is_demo() => ready(own, model, ui),
        _ => newcomer(ui),
    }
}

/// For who has a server: nothing but who will answer.
fn ready(connection: &Connection, model: &str, ui: &Ui) -> Html {
    let t = &ui.texts.welcome;
    element("div class=welcome data-calm=")
        .child(element("h2").child(t.ready))
        .child(element("p").child((t.who)(&connection.name, model)))
        .html()
}

/// For who is here for the first time.
fn newcomer(ui: &Ui) -> Html {
    let t = &ui.texts.welcome;
    let connect = Route::NewConnection.hash();
    let starts = element("div class=starts").child(link(Kind::Primary, t.paste_key, connect.clone())).child(link(
        Kind::Plain,
        t.local_server,
        connect,
    ));
    let mut words = element("div class=starts");
    for word in demo_words(ui) {
        let say = then_write::<MouseEvent>(ui, move || Action::Sent(word.into()));
        words = words.child(element("button type=button class=chip").on("click", say).child(word));
    }
    let demo = element("section class=demo").attr("aria-label", t.demo).child(element("p").child(t.demo)).child(words);
    element("div class=welcome")
        .child(element("h2").child(t.heading))
        .child(element("p").child(t.what))
        .child(starts)
        .child(element("p class=key").child(element("small").child(t.key)))
        .child(demo)
        .html()
}

/// The demo understands exactly these.
fn demo_words(ui: &Ui) -> [&'static str; 5] {
    let t = &ui.texts.demo;
    [t.tour, t.thinking, t.long, t.slow, t.failing]
}
