//! What stands where there are no messages yet: what this is, that it answers now, and where a key goes.

use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::Ui;
use crate::view::controls::{Kind, link};
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
    html! {
        <div class="welcome" data-calm="">
            <h2>{ t.ready }</h2>
            <p>{ (t.who)(&connection.name, model) }</p>
        </div>
    }
}

/// For who is here for the first time.
fn newcomer(ui: &Ui) -> Html {
    let t = &ui.texts.welcome;
    let connect = Route::NewConnection.hash();
    let say = |word: &'static str| {
        let onclick: Callback<MouseEvent> = then_write(ui, move || Action::Sent(word.into()));
        html! { <button type="button" class="chip" key={word} {onclick}>{ word }</button> }
    };
    html! {
        <div class="welcome">
            <h2>{ t.heading }</h2>
            <p>{ t.what }</p>
            <div class="starts">
                { link(Kind::Primary, t.paste_key, connect.clone()) }
                { link(Kind::Plain, t.local_server, connect) }
            </div>
            <p class="key"><small>{ t.key }</small></p>
            <section class="demo" aria-label={t.demo}>
                <p>{ t.demo }</p>
                <div class="starts">{ for demo_words(ui).into_iter().map(say) }</div>
            </section>
        </div>
    }
}

/// The demo understands exactly these.
fn demo_words(ui: &Ui) -> [&'static str; 5] {
    let t = &ui.texts.demo;
    [t.tour, t.thinking, t.long, t.slow, t.failing]
}
