//! What answers without a key: servers on this computer, once they were looked for, and the demo.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::error::{Cause, Fault};
use crate::domain::preset::Preset;
use crate::state::action::Action;
use crate::state::first_visit::{Listing, Step};
use crate::state::route::Route;
use crate::view::controls::CopyButton;
use crate::view::fault::FaultNote;
use crate::view::icons::{Icon, icon};
use crate::view::part::part;
use crate::view::{Ui, use_ui};

/// What the rows are drawn from.
#[derive(Clone, PartialEq, Properties)]
pub struct KeylessProps {
    /// The servers on this computer. Empty: nobody looked for them.
    pub local: Vec<Listing>,
    /// Whether the demo has a row.
    pub demo: bool,
    /// Whether another page shows this one inside of itself: then nothing is asked.
    pub framed: bool,
}

/// The rows.
#[component]
pub fn Keyless(props: &KeylessProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.first_visit;
    let explained = use_state(|| None::<Preset>);
    let look = ui.on::<MouseEvent>(|| Action::FirstVisit(Step::LookPressed));
    let demo = ui.on::<MouseEvent>(|| Action::FirstVisit(Step::DemoPressed));
    let looked = !props.local.is_empty();
    html! {
        <>
            <ul class="rows">
                if !looked && !props.framed {
                    <li>
                        <strong>{ t.on_this_computer }</strong>
                        <span class="state hint" translate="no">{ icon(Icon::Server) }<span>{ names() }</span></span>
                        <button type="button" class="button" aria-label={t.look_named} onclick={look.clone()}>{ t.look }</button>
                    </li>
                }
                { for props.local.iter().map(|local| {
                    let (explained, preset) = (explained.clone(), local.connection.preset);
                    let explains = *explained == Some(preset);
                    let explain = Callback::from(move |_| explained.set((!explains).then_some(preset)));
                    row(local, explains, explain, &ui)
                }) }
                if props.demo {
                    <li>
                        <strong>{ ui.texts.connections.demo }</strong>
                        <span class="state hint">{ icon(Icon::Play) }<span>{ t.demo_about }</span></span>
                        <button type="button" id="try-demo" class="button" aria-label={t.try_demo_named} onclick={demo}>
                            { t.try_demo }
                        </button>
                    </li>
                }
            </ul>
            <p class="first-foot">
                if looked {
                    <button type="button" class="link" onclick={look}>{ t.look_again }</button>
                }
                <a class="link" href={Route::Settings.hash()}>{ t.restore }</a>
            </p>
        </>
    }
}

/// The names of the servers that are looked for.
fn names() -> String {
    let names: Vec<&str> = crate::state::first_visit::LOCAL.iter().map(|preset| preset.facts().name).collect();
    names.join(", ")
}

/// A server on this computer.
fn row(local: &Listing, explains: bool, explain: Callback<MouseEvent>, ui: &Ui) -> Html {
    let t = &ui.texts.first_visit;
    let (preset, name) = (local.connection.preset, Rc::clone(&local.connection.name));
    let port = local.connection.address.as_ref().and_then(|address| address.host().rsplit_once(':'));
    let port = port.map_or("", |(_, port)| port);
    let (sign, tone, words, fault) = match &local.outcome {
        None => (Icon::Wait, "hint", t.looking.to_owned(), None),
        Some(Ok(models)) => match &**models {
            [] => (Icon::Warn, "warning", t.no_models.to_owned(), None),
            [first, ..] => (Icon::Done, "works", (t.found)(models.len(), short(&first.id)), None),
        },
        Some(Err(fault)) => {
            let (sign, tone, words) = match fault {
                Fault::Unreachable { cause: Cause::Cors(_), .. } => (Icon::Warn, "warning", t.blocked.to_owned()),
                Fault::Unreachable { cause: Cause::LocalNetworkDenied | Cause::LocalNetworkUndecided, .. } => {
                    (Icon::Warn, "warning", t.denied.to_owned())
                }
                Fault::Unreachable { cause: Cause::InsecureServer, .. } => {
                    (Icon::Warn, "warning", t.insecure.to_owned())
                }
                Fault::Unreachable { .. } | Fault::Offline => (Icon::None, "hint", (t.not_running)(port)),
                _ => (Icon::None, "hint", t.something_else.to_owned()),
            };
            (sign, tone, words, Some(fault.clone()))
        }
    };
    let usable = matches!(&local.outcome, Some(Ok(models)) if !models.is_empty());
    let take = ui.on::<MouseEvent>(move || Action::FirstVisit(Step::LocalChosen(preset)));
    let absent = matches!(&fault, Some(Fault::Unreachable { cause: Cause::Down | Cause::Policy, .. } | Fault::Offline));
    html! {
        <li key={preset.word()}>
            <strong translate="no">{ name.to_string() }</strong>
            <span class={classes!("state", tone)} role="status">{ icon(sign) }<span>{ words }</span></span>
            if usable {
                <button type="button" class="button" aria-label={(t.take_named)(&name)} onclick={take}>{ t.take }</button>
            } else if fault.is_some() {
                <button type="button" class="button" aria-label={(t.show_how_named)(&name)}
                    aria-expanded={if explains { "true" } else { "false" }} onclick={explain}>{ t.show_how }</button>
            }
            if explains {
                <div class="row-note">
                    if absent {
                        { start_command(preset, ui) }
                    } else if let Some(fault) = fault {
                        { part(FaultNote { fault, message: None, connection: None }) }
                    }
                </div>
            }
        </li>
    }
}

/// How a server is started.
fn start_command(preset: Preset, ui: &Ui) -> Html {
    let command = match preset {
        Preset::Ollama => "ollama serve",
        Preset::LmStudio => "lms server start --cors",
        Preset::LlamaCpp => "llama-server -m model.gguf --port 8080",
        _ => "python3 -m llama_cpp.server --model model.gguf",
    };
    let copied = ui.clone();
    let onclick = Callback::from(move |()| copied.send(Action::TextCopied(command.into())));
    html! {
        <div class="fault">
            <p>{ ui.texts.first_visit.start_it }</p>
            <div class="fault-command"><code dir="ltr">{ command }</code>{ part(CopyButton { onclick }) }</div>
        </div>
    }
}

/// The last part of a model's id, which names it.
fn short(id: &str) -> &str {
    id.trim_end_matches(".gguf").rsplit('/').next().unwrap_or(id)
}
