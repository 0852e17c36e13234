//! The settings, as a page of their own: connections, looks, language, default system prompt, privacy, about.

mod general;
mod privacy;

use std::rc::Rc;

use web_sys::{HtmlElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use crate::domain::id::ConnectionId;
use crate::domain::preset::Preset;
use crate::domain::settings::Settings;
use crate::state::Storage;
use crate::state::action::Action;
use crate::state::connections::Connections;
use crate::state::route::Route;
use crate::view::connection_form::ConnectionForm;
use crate::view::connection_form::kinds::Kinds;
use crate::view::connection_list::ConnectionList;
use crate::view::header::ListButton;
use crate::view::icons::{Icon, icon};
use crate::view::settings::general::General;
use crate::view::settings::privacy::Privacy;
use crate::view::{Ui, use_ui};

/// Properties of [`SettingsPage`].
#[derive(Clone, PartialEq, Properties)]
pub struct SettingsPageProps {
    /// Which of its pages.
    pub route: Route,
    /// The settings.
    pub settings: Rc<Settings>,
    /// The connections.
    pub connections: Connections,
    /// How storing goes.
    pub storage: Storage,
    /// Whether the list of conversations is shown, beside the page and over it.
    #[prop_or_default]
    pub list: (bool, bool),
    /// Where the way back leads.
    #[prop_or_default]
    pub back: Route,
}

/// The page.
#[component]
pub fn SettingsPage(props: &SettingsPageProps) -> Html {
    let page = match &props.route {
        Route::NewConnection => html! { <NewConnection connections={props.connections.clone()} /> },
        Route::Connection(id) => html! {
            <OldConnection key={id.as_str().to_owned()} id={id.clone()} connections={props.connections.clone()} />
        },
        _ => html! { <Overview ..props.clone() /> },
    };
    html! { <div class="settings"><div class="settings-column">{ page }</div></div> }
}

#[component]
fn Overview(props: &SettingsPageProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.settings;
    html! {
        <>
            { top(t.heading.into(), t.back_to_chat, &props.back, html! { <ListButton list={props.list} /> }) }
            <ConnectionList connections={props.connections.clone()} settings={Rc::clone(&props.settings)} />
            <General settings={Rc::clone(&props.settings)} />
            <Privacy storage={props.storage.clone()} />
            <section aria-labelledby="about-heading">
                <h2 id="about-heading">{ t.about }</h2>
                <p>{ t.about_sotto }</p>
                <p class="hint">{ (t.version)(env!("CARGO_PKG_VERSION")) }</p>
            </section>
        </>
    }
}

/// Properties of [`NewConnection`].
#[derive(Clone, PartialEq, Properties)]
struct NewConnectionProps {
    connections: Connections,
}

/// First the kind of server, then its form.
#[component]
fn NewConnection(props: &NewConnectionProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let kind = use_state_eq(|| None::<Preset>);
    // The focus stays on the page when what was pressed goes; a form with something to type takes it itself.
    use_effect_with(*kind, |kind| {
        let types = kind.is_some_and(|kind| kind.facts().needs_key || kind.facts().address.is_empty());
        let heading = web_sys::window().and_then(|window| window.document()?.get_element_by_id("heading"));
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<HtmlElement>().ok()).filter(|_| !types) {
            let _ = heading.focus();
        }
    });
    let back = ui.texts.settings.back_to_settings;
    let Some(preset) = *kind else {
        return html! {
            <>
                { top(t.choose_kind.into(), back, &Route::Settings, Html::default()) }
                <Kinds onchoose={Callback::from(move |preset| kind.set(Some(preset)))} />
            </>
        };
    };
    let name = preset.facts().name;
    let heading = if name.is_empty() { AttrValue::from(t.connect_to_other) } else { (t.connect_to)(name).into() };
    let other_kind = {
        let ui = ui.clone();
        Callback::from(move |()| {
            ui.send(Action::FormLeft);
            kind.set(None);
        })
    };
    html! {
        <>
            { top(heading, back, &Route::Settings, Html::default()) }
            <ConnectionForm {preset} check={props.connections.check.clone()} {other_kind} />
        </>
    }
}

/// Properties of [`OldConnection`].
#[derive(Clone, PartialEq, Properties)]
struct OldConnectionProps {
    id: ConnectionId,
    connections: Connections,
}

#[component]
fn OldConnection(props: &OldConnectionProps) -> Html {
    let ui = use_ui();
    let back = ui.texts.settings.back_to_settings;
    match props.connections.get(&props.id).filter(|connection| !connection.is_demo()) {
        None => html! {
            <>
                { top(ui.texts.connections.heading.into(), back, &Route::Settings, Html::default()) }
                <p>{ ui.texts.connections.not_found }</p>
            </>
        },
        Some(connection) => html! {
            <>
                { top(AttrValue::from(Rc::clone(&connection.name)), back, &Route::Settings, Html::default()) }
                <ConnectionForm connection={Rc::clone(connection)} preset={connection.preset}
                    secrets={props.connections.secrets(connection).cloned()} check={props.connections.check.clone()} />
            </>
        },
    }
}

fn top(heading: AttrValue, back: &'static str, to: &Route, before: Html) -> Html {
    html! {
        <header class="settings-top">
            <div>{ before }<a class="button" data-kind="quiet" href={to.hash()}>{ icon(Icon::Previous) }{ back }</a></div>
            <h1 id="heading" tabindex="-1" dir="auto">{ heading }</h1>
        </header>
    }
}

/// The settings with one thing changed, told to the state.
fn changed(ui: &Ui, settings: &Rc<Settings>, change: impl FnOnce(&mut Settings)) {
    let mut changed = (**settings).clone();
    change(&mut changed);
    if changed != **settings {
        ui.send(Action::SettingsChanged(changed));
    }
}
