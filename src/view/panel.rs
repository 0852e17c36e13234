//! "This conversation": what is sent along, its system prompt, its parameters.
//!
//! What is typed is told when it rests; what cannot be taken says so in words and is not told.

mod dial;
mod effort;
mod entry;
mod prompt;

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::domain::conversation::{Context, Conversation};
use crate::domain::id::ConversationId;
use crate::domain::parameters::{Hundredths, Parameters};
use crate::state::action::Action;
use crate::view::controls::{Kind, button, icon_button};
use crate::view::icons::Icon;
use crate::view::panel::dial::Dial;
use crate::view::panel::effort::EffortChoice;
use crate::view::panel::entry::{Entry, Reads};
use crate::view::panel::prompt::Prompt;
use crate::view::segments::Segments;
use crate::view::watch::over;
use crate::view::{Ui, use_ui};

/// Properties of [`Panel`].
#[derive(Clone, PartialEq, Properties)]
pub struct PanelProps {
    /// The conversation on the page.
    pub conversation: Rc<Conversation>,
    /// The system prompt of conversations that have none of their own.
    pub default_prompt: Rc<str>,
    /// Its connection. None if it was deleted.
    #[prop_or_default]
    pub connection: Option<Rc<Connection>>,
    /// Its model.
    pub model: Rc<str>,
}

/// The panel. Hands on no more than what its fields show, so that a growing reply does not redraw them.
#[component]
pub fn Panel(props: &PanelProps) -> Html {
    let talk = &props.conversation;
    let refused: Rc<[Rc<str>]> = props.connection.as_ref().map_or_else(Rc::default, |connection| {
        let of_model = connection.refusals.iter().filter(|refusal| refusal.model == props.model);
        of_model.map(|refusal| Rc::clone(&refusal.parameter)).collect()
    });
    html! {
        <Fields key={talk.id.as_str().to_owned()} id={talk.id.clone()} context={talk.context}
            system_prompt={talk.system_prompt.clone()} default_prompt={Rc::clone(&props.default_prompt)}
            parameters={Rc::clone(&talk.parameters)} {refused} empty={talk.messages.is_empty()} />
    }
}

/// Properties of [`Fields`].
#[derive(Clone, PartialEq, Properties)]
struct FieldsProps {
    id: ConversationId,
    context: Context,
    system_prompt: Option<Rc<str>>,
    default_prompt: Rc<str>,
    parameters: Rc<Parameters>,
    refused: Rc<[Rc<str>]>,
    empty: bool,
}

#[component]
fn Fields(props: &FieldsProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
    let choose_context = {
        let ui = ui.clone();
        Callback::from(move |at: usize| {
            ui.send(Action::ContextChosen(if at == 0 { Context::Whole } else { Context::Alone }));
        })
    };
    let close = {
        let ui = ui.clone();
        Callback::from(move |_: MouseEvent| ui.send(Action::PanelToggled { narrow: over().panel }))
    };
    html! {
        <div class="panel-fields">
            <div class="panel-top">
                <h2>{ t.heading }</h2>
                { icon_button(Icon::Close, t.close, close) }
            </div>
            <Segments name="context" label={t.context} choices={vec![t.whole.into(), t.alone.into()]}
                chosen={usize::from(props.context == Context::Alone)} onchoose={choose_context} />
            if props.context == Context::Alone {
                <p class="hint">{ t.alone_about }</p>
            }
            <Prompt own={props.system_prompt.clone()} default={Rc::clone(&props.default_prompt)} />
            { streamed(props, &ui) }
            <h3>{ t.parameters }</h3>
            <p class="hint">{ t.only_set }</p>
            { numbers(props, &ui) }
            <EffortChoice chosen={props.parameters.reasoning_effort} refused={is_refused(props, &["reasoning_effort"])}
                onchange={set(props, &ui, |own, effort| own.reasoning_effort = effort)} />
            { rest(props, &ui) }
            if !props.empty {
                { button(Kind::Plain, ui.texts.chat.clear, ui.on(|| Action::ChatCleared)) }
            }
        </div>
    }
}

/// A receiver of a value that becomes one parameter.
fn set<T: 'static>(props: &FieldsProps, ui: &Ui, change: fn(&mut Parameters, T)) -> Callback<T> {
    let (ui, parameters) = (ui.clone(), Rc::clone(&props.parameters));
    Callback::from(move |value: T| {
        let mut changed = (*parameters).clone();
        change(&mut changed, value);
        if changed != *parameters {
            ui.send(Action::ParametersChanged(changed));
        }
    })
}

fn is_refused(props: &FieldsProps, names: &[&str]) -> bool {
    props.refused.iter().any(|refused| names.contains(&refused.as_ref()))
}

fn numbers(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.parameters;
    let dial = |id: &'static str, label: &'static str, value, least, most, rest, change| {
        html! {
            <Dial {id} {label} {value} least={Hundredths(least)} most={Hundredths(most)} rest={Hundredths(rest)}
                refused={is_refused(props, &[id])} onchange={set(props, ui, change)} />
        }
    };
    html! {
        <>
            { dial("temperature", t.temperature, own.temperature, 0, 200, 100, |own, value| own.temperature = value) }
            { dial("top_p", t.top_p, own.top_p, 0, 100, 100, |own, value| own.top_p = value) }
            { dial("presence_penalty", t.presence_penalty, own.presence_penalty, -200, 200, 0,
                |own, value| own.presence_penalty = value) }
            { dial("frequency_penalty", t.frequency_penalty, own.frequency_penalty, -200, 200, 0,
                |own, value| own.frequency_penalty = value) }
        </>
    }
}

fn rest(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.parameters;
    let text = |number: Option<String>| Rc::<str>::from(number.unwrap_or_default());
    html! {
        <>
            <Entry id="max_tokens" label={t.max_tokens} reads={Reads::Count}
                value={text(own.max_tokens.map(|n| n.to_string()))}
                refused={is_refused(props, &["max_tokens", "max_completion_tokens"])}
                onchange={set(props, ui, |own, typed: Rc<str>| own.max_tokens = typed.trim().parse().ok())} />
            <Entry id="seed" label={t.seed} reads={Reads::Integer} value={text(own.seed.map(|n| n.to_string()))}
                refused={is_refused(props, &["seed"])}
                onchange={set(props, ui, |own, typed: Rc<str>| own.seed = typed.trim().parse().ok())} />
            <Entry id="stop" label={t.stop} reads={Reads::Lines} value={Rc::<str>::from(own.stop.join("\n"))}
                refused={is_refused(props, &["stop"])}
                onchange={set(props, ui, |own, typed: Rc<str>| {
                    own.stop = typed.split('\n').filter(|line| !line.is_empty()).map(Rc::from).collect();
                })} />
            <Entry id="extra_body" label={t.extra_body} reads={Reads::Object} value={Rc::clone(&own.extra_body)}
                onchange={set(props, ui, |own, typed: Rc<str>| own.extra_body = typed.trim().into())} />
        </>
    }
}

fn streamed(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let streamed = !props.parameters.unstreamed;
    let change = set(props, ui, |own, unstreamed: bool| own.unstreamed = unstreamed);
    html! {
        <div class="field switch-field">
            <button type="button" role="switch" class="switch" aria-checked={streamed.to_string()}
                aria-describedby="streamed-about" onclick={Callback::from(move |_| change.emit(streamed))}>
                <span>{ t.streamed }</span><i aria-hidden="true" />
            </button>
            <p id="streamed-about" class="hint">{ t.streamed_about }</p>
        </div>
    }
}

/// Says that the model refused a parameter before.
fn refused(refused: bool, ui: &Ui) -> Html {
    if refused {
        html! { <p class="warning">{ ui.texts.panel.refused }</p> }
    } else {
        html! {}
    }
}

/// The label of a field, and beside it the way back to not being sent.
fn head(id: &'static str, label: &'static str, set: Option<Callback<MouseEvent>>, ui: &Ui) -> Html {
    html! {
        <div class="field-head">
            <label for={id}>{ label }</label>
            if let Some(unset) = set {
                { icon_button(Icon::Close, (ui.texts.panel.do_not_send)(label), unset) }
            }
        </div>
    }
}
