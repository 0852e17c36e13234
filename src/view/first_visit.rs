//! The first visit: what Sotto is, one field that takes a key or an address, and what answers without a key.

pub mod entry;
pub mod keyless;
pub mod model_choice;
pub mod storage;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::domain::settings::{Language, Settings};
use crate::domain::text::settings::{ENGLISH, KOREAN};
use crate::state::State;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::Ui;
use crate::view::first_visit::entry::EntryForm;
use crate::view::first_visit::keyless::Keyless;
use crate::view::header::ListButton;
use crate::view::icons::{Icon, icon};
use crate::view::part::part;

/// The tags of the languages that can be chosen, with their own names.
const LANGUAGES: [(&str, &str, Language); 2] = [("en", ENGLISH, Language::English), ("ko", KOREAN, Language::Korean)];

/// The page of somebody who has no server yet. `demo` says whether the demo answers already, so that it needs no row.
pub fn first_visit(state: &State, demo: bool, ui: &Ui) -> Html {
    let (w, t) = (&ui.texts.welcome, &ui.texts.first_visit);
    let visit = &state.first_visit;
    html! {
        <div class="reading">
            <div class="first" data-demo={demo.then_some("")}>
                <header>
                    <h2>{ w.heading }</h2>
                    <p>{ w.what }</p>
                </header>
                if demo {
                    { demo_words(ui) }
                }
                if !state.framed {
                    <EntryForm visit={visit.clone()} vault={state.vault.clone()} page_ends={false} />
                }
                <section class="keyless" aria-labelledby="keyless">
                    <h3 id="keyless">{ t.keyless }</h3>
                    <Keyless local={visit.local.clone()} demo={!demo} framed={state.framed} />
                </section>
            </div>
        </div>
    }
}

/// What the demo understands, to be pressed.
pub fn demo_words(ui: &Ui) -> Html {
    let d = &ui.texts.demo;
    let words = [d.tour, d.thinking, d.long, d.slow, d.failing];
    html! {
        <section class="demo" aria-label={ui.texts.first_visit.demo_words}>
            <p>{ ui.texts.first_visit.demo_words }</p>
            <div class="starts">
                { for words.into_iter().map(|word| {
                    let say = crate::view::focus::then_write::<MouseEvent>(ui, move || Action::Sent(word.into()));
                    html! { <button type="button" class="chip" onclick={say}>{ word }</button> }
                }) }
            </div>
        </section>
    }
}

/// The top of that page: there is nothing yet that the usual one could show.
pub fn first_top(settings: &Settings, list: (bool, bool), listless: bool, ui: &Ui) -> Html {
    let onchange = {
        let (ui, settings) = (ui.clone(), settings.clone());
        Callback::from(move |event: Event| {
            let tag = event.target_unchecked_into::<HtmlSelectElement>().value();
            let chosen = LANGUAGES.into_iter().find(|(known, ..)| *known == tag);
            if let Some((_, _, language)) = chosen {
                ui.send(Action::SettingsChanged(Settings { language, ..settings.clone() }));
            }
        })
    };
    let label = ui.texts.settings.language;
    html! {
        <header class="top first-top">
            if !listless {
                { part(ListButton { list }) }
            }
            <h1 id="heading" tabindex="-1" class="brand">{ icon(Icon::Brand) }{ ui.texts.history.name }</h1>
            <select class="quiet-select" aria-label={label} {onchange}>
                { for LANGUAGES.into_iter().map(|(tag, name, _)| html! {
                    <option value={tag} lang={tag} selected={tag == ui.texts.tag}>{ name }</option>
                }) }
            </select>
            <a class="button" data-kind="icon" href={Route::Settings.hash()} aria-label={ui.texts.history.settings}
                title={ui.texts.history.settings}>{ icon(Icon::Settings) }</a>
        </header>
    }
}
