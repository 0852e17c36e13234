//! "This conversation": what is sent along, its system prompt, its parameters.
//!
//! What is typed is told when it rests; what cannot be taken says so in words and is not told.

mod effort;
mod entry;
pub mod prompt;

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::domain::connection::{Connection, is_unasked};
use crate::domain::conversation::{Context, Conversation};
use crate::domain::id::ConversationId;
use crate::domain::parameters::{Effort, Hundredths, Parameters};
use crate::state::action::Action;
use crate::view::controls::{Kind, button, icon_button};
use crate::view::icons::Icon;
use crate::view::panel::effort::effort_choice;
use crate::view::panel::entry::{Entry, Reads, Scale};
use crate::view::panel::prompt::Prompt;
use crate::view::segments::segments;
use crate::view::text_field::line;
use crate::view::watch::over;
use crate::view::{Ui, use_ui};

/// The panel of the conversation on the page, which `connection` (none if it was deleted) and `model` answer. Hands on
/// no more than what its fields show, so that a growing reply does not redraw them. `default_prompt` is the system
/// prompt of conversations that have none of their own.
pub fn panel(talk: &Conversation, default_prompt: &Rc<str>, connection: Option<&Connection>, model: &str) -> Html {
    let mut refused = Vec::new();
    for refusal in connection.map_or(&[][..], |connection| &connection.refusals) {
        if *refusal.model == *model && !is_unasked(&refusal.parameter) {
            refused.push(Rc::clone(&refusal.parameter));
        }
    }
    html! {
        <Fields key={talk.id.as_str().to_owned()} id={talk.id.clone()} context={talk.context}
            system_prompt={talk.system_prompt.clone()} default_prompt={Rc::clone(default_prompt)}
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
    refused: Vec<Rc<str>>,
    empty: bool,
}

#[component]
fn Fields(props: &FieldsProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
    let effort = use_node_ref();
    {
        // Once somebody has chosen, the attributes of the options no longer move the choice.
        let effort = effort.clone();
        use_effect_with(props.parameters.reasoning_effort, move |chosen| {
            if let Some(node) = effort.cast::<HtmlSelectElement>() {
                node.set_value(chosen.map_or("", Effort::wire));
            }
        });
    }
    let choose_context = {
        let ui = ui.clone();
        Callback::from(move |at: usize| {
            ui.send(Action::ContextChosen(if at == 0 { Context::Whole } else { Context::Alone }));
        })
    };
    let alone = props.context == Context::Alone;
    html! {
        <div class="panel-fields">
            <div class="panel-top">
                <h2>{ t.heading }</h2>
                { icon_button(Icon::Close, t.close, ui.on(|| Action::PanelToggled { narrow: over().panel })) }
            </div>
            { segments("context", t.context, &[t.whole, t.alone], usize::from(alone), &choose_context) }
            if alone {
                { line("hint", t.alone_about) }
            }
            { prompt(props, &ui) }
            { streamed(props, &ui) }
            <h3>{ t.parameters }</h3>
            { line("hint", t.only_set) }
            { scales(props, &ui) }
            { effort_choice(&effort, props.parameters.reasoning_effort, is_refused(props, "reasoning_effort"),
                set(props, &ui, |own, wire| {
                    own.reasoning_effort = Effort::ALL.into_iter().find(|effort| effort.wire() == wire);
                }), &ui) }
            { rest(props, &ui) }
            if !props.refused.is_empty() {
                { button(Kind::Plain, t.send_refused, ui.on(|| Action::RefusalsForgotten)) }
            }
            if !props.empty {
                { button(Kind::Plain, ui.texts.chat.clear, ui.on(|| Action::ChatCleared)) }
            }
        </div>
    }
}

/// The system prompt of one conversation: its own, the default, or deliberately none.
fn prompt(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.system_prompt;
    let off = own.as_deref() == Some("");
    let onchange = {
        let (ui, own) = (ui.clone(), own.clone());
        Callback::from(move |typed: Rc<str>| {
            // Emptied by hand it is the default again; a conversation that wants none has a button.
            let changed = Some(typed).filter(|typed| !typed.is_empty());
            if changed != own {
                ui.send(Action::SystemPromptChanged(changed));
            }
        })
    };
    let placeholder = if off || props.default_prompt.is_empty() {
        AttrValue::from(t.no_system_prompt)
    } else {
        AttrValue::from(Rc::clone(&props.default_prompt))
    };
    // The one way out of what holds: back to the default, or without any.
    let other = match own {
        Some(_) => Some((t.use_default, None)),
        None if props.default_prompt.is_empty() => None,
        None => Some((t.send_none, Some(Rc::<str>::default()))),
    };
    html! {
        <div class="field">
            <label for="system-prompt">{ t.system_prompt }</label>
            <Prompt id="system-prompt" {placeholder} value={own.clone().unwrap_or_default()} {onchange} />
            if off {
                { line("hint", t.system_prompt_off) }
            }
            if let Some((label, other)) = other {
                <div class="field-foot">
                    { button(Kind::Quiet, label, ui.on(move || Action::SystemPromptChanged(other.clone()))) }
                </div>
            }
        </div>
    }
}

/// A receiver of what becomes one parameter.
#[inline(never)]
fn set(props: &FieldsProps, ui: &Ui, change: fn(&mut Parameters, &str)) -> Callback<Rc<str>> {
    let (ui, parameters) = (ui.clone(), Rc::clone(&props.parameters));
    Callback::from(move |typed: Rc<str>| {
        let mut changed = (*parameters).clone();
        change(&mut changed, &typed);
        if changed != *parameters {
            ui.send(Action::ParametersChanged(changed));
        }
    })
}

fn is_refused(props: &FieldsProps, name: &str) -> bool {
    props.refused.iter().any(|refused| **refused == *name)
}

/// A parameter that is typed.
struct Row {
    /// Its name on the wire.
    id: &'static str,
    label: &'static str,
    reads: Reads,
    value: Rc<str>,
    change: fn(&mut Parameters, &str),
}

#[inline(never)]
fn entry(props: &FieldsProps, ui: &Ui, row: Row) -> Html {
    // Newer models know the same limit by another name.
    let refused = is_refused(props, row.id) || row.id == "max_tokens" && is_refused(props, "max_completion_tokens");
    html! {
        <Entry id={row.id} label={row.label} reads={row.reads} value={row.value} {refused}
            onchange={set(props, ui, row.change)} />
    }
}

fn scales(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.parameters;
    let scale = |id, label, value: Option<Hundredths>, least, most, rest, change| {
        let value = value.map(Hundredths::text).unwrap_or_default().into();
        entry(props, ui, Row { id, label, reads: Reads::Scale(Scale { least, most, rest }), value, change })
    };
    [
        scale("temperature", t.temperature, own.temperature, 0, 200, 100, |own, typed| {
            own.temperature = Hundredths::parse(typed);
        }),
        scale("top_p", t.top_p, own.top_p, 0, 100, 100, |own, typed| own.top_p = Hundredths::parse(typed)),
        scale("presence_penalty", t.presence_penalty, own.presence_penalty, -200, 200, 0, |own, typed| {
            own.presence_penalty = Hundredths::parse(typed);
        }),
        scale("frequency_penalty", t.frequency_penalty, own.frequency_penalty, -200, 200, 0, |own, typed| {
            own.frequency_penalty = Hundredths::parse(typed);
        }),
    ]
    .into_iter()
    .collect()
}

fn rest(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.parameters;
    let row = |id, label, reads, value, change| entry(props, ui, Row { id, label, reads, value, change });
    let (count, seed) = (own.max_tokens.map(|n| n.to_string()), own.seed.map(|n| n.to_string()));
    [
        row("max_tokens", t.max_tokens, Reads::Count, count.unwrap_or_default().into(), |own, typed| {
            own.max_tokens = typed.trim().parse().ok();
        }),
        row("seed", t.seed, Reads::Integer, seed.unwrap_or_default().into(), |own, typed| {
            own.seed = typed.trim().parse().ok();
        }),
        row("stop", t.stop, Reads::Lines, own.stop.join("\n").into(), |own, typed| {
            own.stop = typed.split('\n').filter(|line| !line.is_empty()).map(Rc::from).collect();
        }),
        row("extra_body", t.extra_body, Reads::Object, Rc::clone(&own.extra_body), |own, typed| {
            own.extra_body = typed.trim().into();
        }),
    ]
    .into_iter()
    .collect()
}

fn streamed(props: &FieldsProps, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let change = set(props, ui, |own, _| own.unstreamed = !own.unstreamed);
    html! {
        <div class="field switch-field">
            <button type="button" role="switch" class="switch" aria-describedby="streamed-about"
                aria-checked={if props.parameters.unstreamed { "false" } else { "true" }}
                onclick={Callback::from(move |_| change.emit(Rc::default()))}>
                <span>{ t.streamed }</span><i aria-hidden="true" />
            </button>
            <p id="streamed-about" class="hint">{ t.streamed_about }</p>
        </div>
    }
}

/// Says that the model refused a parameter before.
fn refused(refused: bool, ui: &Ui) -> Html {
    if refused { line("warning", ui.texts.panel.refused) } else { Html::default() }
}
