//! What stands where there are no messages yet: who will answer, or the first visit.

use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::state::State;
use crate::view::Ui;
use crate::view::first_visit::{demo_words, first_visit};

/// Draws the beginning of a chat: who will answer, or for a newcomer where to begin.
pub fn welcome(connection: Option<&Connection>, model: &str, state: &State, ui: &Ui) -> Html {
    // Somebody without a server of their own can always connect one here.
    if state.connections.all().len() == 1 {
        return first_visit(state, !state.is_first_visit(), ui);
    }
    match connection {
        Some(own) if !own.is_demo() => ready(own, model, ui),
        _ => html! { <div class="reading"><div class="welcome" data-calm="">{ demo_words(ui) }</div></div> },
    }
}

/// For who has a server: nothing but who will answer.
fn ready(connection: &Connection, model: &str, ui: &Ui) -> Html {
    let t = &ui.texts.welcome;
    html! {
        <div class="reading">
            <div class="welcome" data-calm="">
                <h2>{ t.ready }</h2>
                <p>{ (t.who)(&connection.name, model) }</p>
            </div>
        </div>
    }
}
