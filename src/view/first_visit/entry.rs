//! The field that takes a key or a server's address, what was recognised in it, the model, and Start.
//!
//! Promises: a key that is all there is shown masked; what came of it is said politely below the field.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, HtmlInputElement};
use yew::prelude::*;

use crate::domain::address::Address;
use crate::domain::masked::{edited, masked};
use crate::domain::pasted::Entry;
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::state::first_visit::{FirstVisit, Step};
use crate::state::route::Route;
use crate::state::vault::Vault;
use crate::view::element::element;
use crate::view::fault::FaultNote;
use crate::view::first_visit::model_choice::ModelChoice;
use crate::view::first_visit::storage::SecretStorage;
use crate::view::icons::{Icon, icon};
use crate::view::part::part;
use crate::view::secret_field::SecretField;
use crate::view::text_field::{ignored, invalid, labelled, text_field, verbatim};
use crate::view::{Ui, use_ui};

/// How long the keys rest until what was typed counts as whole, in milliseconds.
const REST: u32 = 700;

/// So many characters at once were pasted, however the browser calls it.
const PASTED: usize = 8;

/// The field's attributes that never change.
const INPUT: &str =
    "input id=entry type=text dir=ltr autocomplete=off enterkeyhint=go aria-describedby=entry-note translate=no";

/// What the form is drawn from.
#[derive(Clone, PartialEq, Properties)]
pub struct EntryFormProps {
    /// The field and what came of it.
    pub visit: FirstVisit,
    /// The encrypted keys.
    pub vault: Vault,
    /// Whether the kinds of server stand below, so that no link has to lead there.
    pub page_ends: bool,
}

/// The form.
#[component]
pub fn EntryForm(props: &EntryFormProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.first_visit;
    let visit = &props.visit;
    let rest = use_mut_ref(|| None::<Timeout>);
    let key = match &visit.entry {
        Entry::Key { key, .. } if visit.whole => Some(key.clone()),
        _ => None,
    };
    let shown = key.as_ref().map_or_else(|| visit.text.reveal().to_owned(), |key| masked(key.reveal()));
    let typed = {
        let (ui, rest) = (ui.clone(), Rc::clone(&rest));
        Callback::from(move |(text, pasted): (Secret, bool)| {
            let again = ui.clone();
            let timer = Timeout::new(REST, move || again.send(Action::FirstVisit(Step::Rested)));
            *rest.borrow_mut() = (!pasted).then_some(timer);
            ui.send(Action::FirstVisit(Step::Typed { text, pasted }));
        })
    };
    let oninput = {
        let (typed, key) = (typed.clone(), key.clone());
        Callback::from(move |event: InputEvent| {
            let field: HtmlInputElement = event.target_unchecked_into();
            let value = field.value();
            let caret = field.selection_start().ok().flatten().unwrap_or(u32::MAX);
            let at_once = event.data().is_some_and(|data| data.chars().count() >= PASTED);
            let pasted = at_once || event.input_type().starts_with("insertFrom");
            let text = match &key {
                Some(key) => edited(key.reveal(), &value, usize::try_from(caret).unwrap_or(usize::MAX)),
                None => value,
            };
            typed.emit((Secret::typed(&text), pasted));
        })
    };
    // A field of one line would run the lines together before anybody could read them.
    let onpaste = {
        let typed = typed.clone();
        Callback::from(move |event: Event| {
            let data = Reflect::get(&event, &"clipboardData".into()).ok().and_then(|data| data.dyn_into().ok());
            let text = data.and_then(|data: DataTransfer| data.get_data("text").ok()).unwrap_or_default();
            if text.trim().contains('\n') {
                event.prevent_default();
                typed.emit((Secret::new(&text), true));
            }
        })
    };
    let clear = {
        let typed = typed.clone();
        Callback::from(move |_: MouseEvent| {
            typed.emit((Secret::default(), true));
            focus_field();
        })
    };
    let onsubmit = {
        let ui = ui.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            ui.send(Action::FirstVisit(Step::StartPressed));
        })
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" && is_composing(&event) {
            event.prevent_default();
        }
    });
    let refused = matches!(visit.listing.as_ref().and_then(|listing| listing.outcome.as_ref()), Some(Err(_)));
    let can_start = visit.server().is_some();
    let input = ignored(verbatim(invalid(element(INPUT), refused)))
        .value(shown.into())
        .on("input", oninput)
        .on("paste", onpaste)
        .html();
    html! {
        <form class="entry" aria-label={t.form} novalidate=true autocomplete="off" {onsubmit} {onkeydown}>
            <div class="field">
                <label for="entry">{ t.field }</label>
                <div class="entry-box">
                    { icon(Icon::Key) }
                    { input }
                    if !visit.text.is_empty() {
                        <button type="button" class="button" data-kind="icon" aria-label={t.clear} title={t.clear}
                            onclick={clear}>{ icon(Icon::Close) }</button>
                    }
                </div>
                <div id="entry-note" role="status">{ note(visit, &ui) }</div>
                { choices(visit, props.page_ends, &ui) }
                { second(visit, &ui) }
            </div>
            if visit.models().is_some() || visit.text.is_empty() || can_start {
                <div class="entry-go">
                    <ModelChoice
                        preset={visit.server().map(|(preset, _)| preset).unwrap_or_default()}
                        models={visit.models().cloned()} model={Rc::clone(&visit.model)} />
                    <button type="submit" class="button" data-kind="primary"
                        aria-disabled={(!can_start).then_some("true")}>{ t.start }</button>
                </div>
            }
            <SecretStorage visit={visit.clone()} vault={props.vault.clone()} />
        </form>
    }
}

/// Puts the focus into the field.
fn focus_field() {
    let field = web_sys::window().and_then(|window| window.document()?.get_element_by_id("entry"));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = field.focus();
    }
}

/// What was recognised, and what came of it.
fn note(visit: &FirstVisit, ui: &Ui) -> Html {
    let t = &ui.texts.first_visit;
    let cleaned = match &visit.entry {
        Entry::Key { .. } if visit.cleaned => Some(t.key_cleaned),
        Entry::Server { .. } if visit.cleaned => Some(t.address_cleaned),
        _ => None,
    };
    let host = visit.server().map(|(_, address)| address.host().to_owned()).unwrap_or_default();
    let outcome = visit.listing.as_ref().map(|listing| (&listing.connection, listing.outcome.as_ref()));
    let words = match (&visit.entry, outcome) {
        (Entry::Empty, _) => line(Icon::Key, "hint", t.empty.into()),
        (Entry::SeveralKeys, _) => line(Icon::Warn, "warning", t.several_keys.into()),
        (Entry::Unclear, _) if !visit.whole => line(Icon::Key, "hint", t.empty.into()),
        (Entry::Unclear, _) => line(Icon::Warn, "warning", t.unclear.into()),
        (Entry::Unusable(problem), _) => line(Icon::Warn, "problem", (ui.texts.faults.address)(*problem).into()),
        (Entry::Key { key, .. }, _) if !key.is_sendable() => line(Icon::Warn, "problem", t.not_sendable.into()),
        (_, None) if visit.must_wait() => line(Icon::Wait, "hint", t.waits_for_load.into()),
        (_, Some((_, None))) => line(Icon::Wait, "hint", (t.asking)(&host).into()),
        (_, Some((connection, Some(Ok(models))))) => {
            let keyed = !visit.key().is_empty();
            let rest = if keyed { (t.takes_key)(models.len()) } else { (t.answers)(models.len()) };
            // One without a known name goes by its address.
            let name = if connection.name.is_empty() { host } else { connection.name.to_string() };
            html! {
                <p class="state works">{ icon(Icon::Done) }<span><b translate="no">{ name }</b>{ rest }</span></p>
            }
        }
        (_, Some((_, Some(Err(fault))))) => {
            html! { <div class="entry-fault">{ part(FaultNote { fault: fault.clone(), message: None, connection: None }) }</div> }
        }
        (Entry::Key { .. }, None) if !visit.whole => line(Icon::Key, "hint", t.empty.into()),
        (Entry::Key { provider: None, .. }, None) if visit.provider.is_none() => {
            line(Icon::Ask, "warning", t.whose_key.into())
        }
        (Entry::Key { provider: Some(preset), beside: Some(beside), .. }, None) if visit.provider.is_none() => {
            line(Icon::Ask, "warning", (t.which_server)(preset.facts().name, beside.host()).into())
        }
        (Entry::Server { .. }, None) if visit.wants_key() && visit.key().is_empty() => {
            line(Icon::Key, "hint", (t.wants_key)(&host).into())
        }
        (_, None) if host.is_empty() => line(Icon::Ask, "hint", t.second_address.into()),
        (_, None) => line(Icon::Server, "hint", (t.press_start)(&host).into()),
    };
    html! {
        <>
            { words }
            if let Some(cleaned) = cleaned {
                <p class="hint">{ cleaned }</p>
            }
        </>
    }
}

fn line(sign: Icon, tone: &'static str, words: AttrValue) -> Html {
    html! { <p class={classes!("state", tone)}>{ icon(sign) }<span>{ words }</span></p> }
}

/// The servers a key may belong to, where it does not say so itself.
fn choices(visit: &FirstVisit, page_ends: bool, ui: &Ui) -> Html {
    let t = &ui.texts.first_visit;
    let kinds = html! {
        if !page_ends {
            <a class="button" data-kind="quiet" href={Route::NewConnection.hash()}>{ t.kinds }</a>
        }
    };
    let failed = matches!(visit.listing.as_ref().and_then(|listing| listing.outcome.as_ref()), Some(Err(_)));
    let (provider, beside) = match &visit.entry {
        Entry::Key { provider, beside, .. } if visit.whole => (*provider, beside),
        Entry::Unclear | Entry::Unusable(_) if visit.whole => {
            return html! { <div class="entry-choices">{ kinds }</div> };
        }
        Entry::Server { .. } if failed => return html! { <div class="entry-choices">{ kinds }</div> },
        _ => return Html::default(),
    };
    let mismatched = beside.is_some() && visit.listing.is_none();
    if provider.is_some() && !mismatched && visit.provider.is_none() {
        return Html::default();
    }
    let offered: Vec<Preset> = match provider {
        Some(provider) => vec![provider],
        None => [Preset::OpenAi, Preset::DeepSeek, Preset::Mistral, Preset::Together].into(),
    };
    let mut buttons: Vec<Html> = Vec::new();
    if let Some(beside) = beside {
        buttons.push(choice(Preset::Custom, beside.host().to_owned(), None, visit, ui));
    }
    for preset in offered {
        let address = Address::parse(preset.facts().address).ok();
        let host = address.map(|address| address.host().to_owned());
        buttons.push(choice(preset, preset.facts().name.to_owned(), host, visit, ui));
    }
    if beside.is_none() {
        buttons.push(choice(Preset::Custom, t.other_server.to_owned(), None, visit, ui));
    }
    html! { <div class="entry-choices" role="group" aria-label={t.whose_key}>{ for buttons }</div> }
}

fn choice(preset: Preset, name: String, host: Option<String>, visit: &FirstVisit, ui: &Ui) -> Html {
    let onclick = ui.on::<MouseEvent>(move || Action::FirstVisit(Step::ProviderChosen(preset)));
    let pressed = if visit.provider == Some(preset) { "true" } else { "false" };
    html! {
        <button type="button" class="chip" aria-pressed={pressed} {onclick} translate="no">
            <span>{ name }</span>
            if let Some(host) = host {
                <small>{ host }</small>
            }
        </button>
    }
}

/// What is missing beside a key or an address.
fn second(visit: &FirstVisit, ui: &Ui) -> Html {
    let t = &ui.texts.first_visit;
    let typed = {
        let ui = ui.clone();
        Callback::from(move |text: Rc<str>| ui.send(Action::FirstVisit(Step::SecondTyped(Secret::typed(&text)))))
    };
    let value: Rc<str> = visit.second.reveal().into();
    match &visit.entry {
        Entry::Key { beside: None, .. } if visit.provider == Some(Preset::Custom) => {
            let field = verbatim(text_field("input id=entry-second inputmode=url dir=ltr", &value, &typed));
            labelled("entry-second", t.second_address, field).html()
        }
        Entry::Server { address, .. } if visit.wants_key() => {
            html! {
                <div class="field">
                    <label for="entry-second">{ (t.second_key)(address.host()) }</label>
                    <SecretField id="entry-second" value={value} typed={typed} />
                </div>
            }
        }
        _ => Html::default(),
    }
}
