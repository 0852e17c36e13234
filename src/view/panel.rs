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
use crate::domain::settings::Settings;
use crate::state::action::Action;
use crate::state::chat_defaults::defaults_of;
use crate::view::controls::{Kind, button, icon_button, pressable};
use crate::view::element::{element, side_by_side, truth};
use crate::view::hooks::{use_effect_on, use_node};
use crate::view::icons::Icon;
use crate::view::panel::effort::effort_choice;
use crate::view::panel::entry::{Entry, Reads, Scale};
use crate::view::panel::prompt::Prompt;
use crate::view::part::{keyed, part};
use crate::view::segments::segments;
use crate::view::text_field::{labelled, line};
use crate::view::watch::over;
use crate::view::{Ui, use_ui};

/// The panel of the conversation on the page, which `connection` (none if it was deleted) and `model` answer. Hands on
/// no more than what its fields show, so that a growing reply does not redraw them. `settings` hold what
/// conversations have that were not set otherwise.
pub fn panel(talk: &Conversation, settings: &Settings, connection: Option<&Connection>, model: &str) -> Html {
    let mut refused = Vec::new();
    for refusal in connection.map_or(&[][..], |connection| &connection.refusals) {
        if *refusal.model == *model && !is_unasked(&refusal.parameter) {
            refused.push(Rc::clone(&refusal.parameter));
        }
    }
    let fields = Fields {
        id: talk.id.clone(),
        context: talk.context,
        system_prompt: talk.system_prompt.clone(),
        default_prompt: Rc::clone(&settings.system_prompt),
        parameters: Rc::clone(&talk.parameters),
        is_default: defaults_of(talk) == settings.new_chats,
        refused,
        empty: talk.messages.is_empty(),
    };
    keyed(talk.id.as_str(), fields)
}

/// The fields of one conversation.
#[derive(Clone, PartialEq)]
struct Fields {
    id: ConversationId,
    context: Context,
    system_prompt: Option<Rc<str>>,
    default_prompt: Rc<str>,
    parameters: Rc<Parameters>,
    /// Whether new chats are set the same.
    is_default: bool,
    refused: Vec<Rc<str>>,
    empty: bool,
}

drawn_by!(Fields, use_fields);

#[hook]
fn use_fields(props: &Fields) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
    let effort = use_node();
    {
        // Once somebody has chosen, the attributes of the options no longer move the choice.
        let effort = effort.clone();
        let chosen = props.parameters.reasoning_effort;
        use_effect_on(chosen, move || {
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
    let close = icon_button(Icon::Close, t.close, ui.on(|| Action::PanelToggled { narrow: over().panel }));
    let choose_effort = set(props, &ui, |own, wire| {
        own.reasoning_effort = Effort::ALL.into_iter().find(|effort| effort.wire() == wire);
    });
    let effort_refused = is_refused(props, "reasoning_effort");
    element("div class=panel-fields")
        .child(element("div class=panel-top").child(element("h2").child(t.heading)).child(close))
        .child(segments("context", t.context, &[t.whole, t.alone], usize::from(alone), &choose_context))
        .child(alone.then(|| line("hint", t.alone_about)))
        .child(prompt(props, &ui))
        .child(streamed(props, &ui))
        .child(element("h3").child(t.parameters))
        .child(line("hint", t.only_set))
        .child(scales(props, &ui))
        .child(effort_choice(&effort, props.parameters.reasoning_effort, effort_refused, choose_effort, &ui))
        .child(rest(props, &ui))
        .child(new_chats(props, &ui))
        .child(
            (!props.refused.is_empty())
                .then(|| button(Kind::Plain, t.send_refused, ui.on(|| Action::RefusalsForgotten))),
        )
        .child((!props.empty).then(|| button(Kind::Plain, ui.texts.chat.clear, ui.on(|| Action::ChatCleared))))
        .html()
}

/// The system prompt of one conversation: its own, the default, or deliberately none.
fn prompt(props: &Fields, ui: &Ui) -> Html {
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
    let field = part(Prompt {
        id: "system-prompt",
        named_by: None,
        note: None,
        placeholder,
        value: own.clone().unwrap_or_default(),
        onchange,
    });
    let foot = other.map(|(label, other)| {
        let press = ui.on(move || Action::SystemPromptChanged(other.clone()));
        element("div class=field-foot").child(button(Kind::Quiet, label, press))
    });
    labelled("system-prompt", t.system_prompt, field)
        .child(off.then(|| line("hint", t.system_prompt_off)))
        .child(foot)
        .html()
}

/// A receiver of what becomes one parameter.
#[inline(never)]
fn set(props: &Fields, ui: &Ui, change: fn(&mut Parameters, &str)) -> Callback<Rc<str>> {
    let (ui, parameters) = (ui.clone(), Rc::clone(&props.parameters));
    Callback::from(move |typed: Rc<str>| {
        let mut changed = (*parameters).clone();
        change(&mut changed, &typed);
        if changed != *parameters {
            ui.send(Action::ParametersChanged(changed));
        }
    })
}

fn is_refused(props: &Fields, name: &str) -> bool {
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
fn entry(props: &Fields, ui: &Ui, row: Row) -> Html {
    // Newer models know the same limit by another name.
    let refused = is_refused(props, row.id) || row.id == "max_tokens" && is_refused(props, "max_completion_tokens");
    let onchange = set(props, ui, row.change);
    keyed(row.id, Entry { id: row.id, label: row.label, reads: row.reads, value: row.value, refused, onchange })
}

fn scales(props: &Fields, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.parameters;
    let scale = |id, label, value: Option<Hundredths>, least, most, rest, change| {
        let value = value.map(Hundredths::text).unwrap_or_default().into();
        entry(props, ui, Row { id, label, reads: Reads::Scale(Scale { least, most, rest }), value, change })
    };
    side_by_side(vec![
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
    ])
}

fn rest(props: &Fields, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let own = &props.parameters;
    let row = |id, label, reads, value, change| entry(props, ui, Row { id, label, reads, value, change });
    let (count, seed) = (own.max_tokens.map(|n| n.to_string()), own.seed.map(|n| n.to_string()));
    side_by_side(vec![
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
    ])
}

fn streamed(props: &Fields, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let change = set(props, ui, |own, _| own.unstreamed = !own.unstreamed);
    let switch = element("button type=button role=switch class=switch aria-describedby=streamed-about")
        .attr("aria-checked", truth(!props.parameters.unstreamed))
        .on("click", Callback::from(move |_: MouseEvent| change.emit(Rc::default())))
        .child(element("span").child(t.streamed))
        .child(element("i aria-hidden=true"));
    element("div")
        .attr("class", "field switch-field")
        .child(switch)
        .child(element("p id=streamed-about class=hint").child(t.streamed_about))
        .html()
}

/// Makes the context and the parameters those of new chats, and the other way round. The buttons stay when there is
/// nothing to do, so that the focus on them is not lost.
fn new_chats(props: &Fields, ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    let press = |label: &'static str, action: fn() -> Action| {
        pressable("plain")
            .attr("aria-disabled", props.is_default.then_some("true"))
            .attr("aria-describedby", "new-chats-about")
            .on("click", ui.on::<MouseEvent>(action))
            .child(label)
    };
    element("div class=new-chats")
        .child(press(t.use_for_new_chats, || Action::ChatDefaultsSaved))
        .child(press(t.reset, || Action::ChatDefaultsRestored))
        .child(element("p id=new-chats-about class=hint").child(t.new_chats_about))
        .html()
}

/// Says that the model refused a parameter before.
fn refused(refused: bool, ui: &Ui) -> Html {
    if refused { line("warning", ui.texts.panel.refused) } else { Html::default() }
}
