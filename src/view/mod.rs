//! Draws the state and reports what the person did. Components are small, take values and know no browser
//! beyond their own nodes (focus, scroll, measuring).

#[macro_use]
pub mod part;
pub mod passphrase;

pub mod announcer;
pub mod composer;
pub mod connection_form;
pub mod connection_list;
pub mod controls;
pub mod details;
pub mod element;
pub mod ending;
pub mod entry;
pub mod fault;
pub mod first_visit;
pub mod flow;
pub mod focus;
pub mod focus_guard;
pub mod folder;
pub mod frame;
pub mod growing_field;
pub mod header;
pub mod history_list;
pub mod hooks;
pub mod icons;
pub mod idle;
pub mod lines;
pub mod markdown;
pub mod menu;
pub mod message;
pub mod message_menu;
pub mod model_picker;
pub mod notice;
pub mod panel;
pub mod picking;
pub mod reply;
pub mod resting;
pub mod search;
pub mod secret_field;
pub mod segments;
pub mod settings;
pub mod shell;
pub mod shortcuts;
pub mod sidebar;
pub mod speech;
pub mod stretch;
pub mod text_field;
pub mod thinking;
pub mod title_box;
pub mod tools;
pub mod transcript;
pub mod versions;
pub mod watch;
pub mod welcome;

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::text::Texts;
use crate::state::action::{Action, Dispatch};

/// What every component may ask for: where actions go, and the sentences. Changes only with the language.
#[derive(Clone, Debug, PartialEq)]
pub struct Ui {
    /// Takes actions to the state.
    pub dispatch: Dispatch,
    /// The sentences in the language chosen.
    pub texts: &'static Texts,
    /// This page's own origin.
    pub origin: Rc<str>,
    /// Whether the browser can draw what is typed into a text field as dots.
    pub masks_text: bool,
}

/// The dispatch and the sentences.
///
/// Outside the app (a test of one component) nothing happens and English is spoken.
#[hook]
pub fn use_ui() -> Ui {
    use_context::<Ui>().unwrap_or_else(|| Ui {
        dispatch: Dispatch::new(|_| {}),
        texts: crate::domain::text::texts(crate::domain::settings::Language::English, "en"),
        origin: Rc::default(),
        masks_text: true,
    })
}

impl Ui {
    /// Tells what happened.
    pub fn send(&self, action: Action) {
        self.dispatch.send(action);
    }

    /// A callback that tells what happened, whatever the event says.
    pub fn on<E>(&self, action: impl Fn() -> Action + 'static) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.send(action()))
    }
}
