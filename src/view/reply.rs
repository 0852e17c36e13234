//! A model's reply: what it thought, what it says, how it ended, and what is known of it.

use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::message::{Message, Reply, ReplyState};
use crate::domain::model_name::short_model_name;
use crate::domain::thread::Row;
use crate::state::action::Action;
use crate::state::turn::Pulse;
use crate::view::controls::{CopyButton, Kind, button, icon_button, named, pressable};
use crate::view::details::{figures, table};
use crate::view::element::{element, truth};
use crate::view::ending::{ending, toned};
use crate::view::focus::then_write;
use crate::view::hooks::{Held, use_held};
use crate::view::icons::{Icon, icon};
use crate::view::markdown::Markdown;
use crate::view::menu::Item;
use crate::view::message_menu::MessageMenu;
use crate::view::part::{keyed, part};
use crate::view::thinking::Thinking;
use crate::view::tools::tools;
use crate::view::versions::versions;
use crate::view::{Ui, use_ui};

/// A reply.
#[derive(Clone, PartialEq)]
pub struct ReplyMessage {
    /// The reply among its versions.
    pub row: Row,
    /// Whether it is the last of the conversation.
    pub newest: bool,
    /// What is to be said of it while it is awaited; none once nothing more comes.
    pub pulse: Option<Pulse>,
    /// Whether its actions stand behind one button, because nothing hovers.
    pub folded: bool,
}

drawn_by!(ReplyMessage, use_reply_message);

#[hook]
fn use_reply_message(props: &ReplyMessage) -> Html {
    let ui = use_ui();
    let detailed = use_held(|| false);
    let raw = use_held(|| false);
    let message = &props.row.message;
    let Some(reply) = message.reply() else { return Html::default() };
    let open = reply.state.is_open();
    let id = &message.id;

    let name = match &*reply.model {
        "" => AttrValue::from(ui.texts.chat.reply),
        model => AttrValue::from((ui.texts.chat.reply_of)(model)),
    };
    let thinks = reply.state == ReplyState::Growing && reply.text.is_empty();
    let meta = match (open, props.folded) {
        (true, _) => waiting_line(reply, props.pulse, &ui),
        (false, true) => folded_meta(&props.row, reply, &detailed, &raw, &ui),
        (false, false) => meta(&props.row, reply, &detailed, &raw, &ui),
    };
    let thoughts = reply
        .reasoning
        .as_ref()
        .map(|reasoning| keyed(id.as_str(), Thinking { id: id.clone(), reasoning: reasoning.clone(), live: thinks }));
    let text = (!reply.text.is_empty()).then(|| {
        if raw.get() && !open {
            let source = reply.text.read(str::to_owned);
            return element("pre class=raw dir=auto tabindex=0 role=region")
                .attr("aria-label", ui.texts.markdown.raw)
                .child(source)
                .html();
        }
        keyed(id.as_str(), Markdown { text: reply.text.clone(), growing: open, prefix: id.as_str().into() })
    });
    let silent = open && reply.text.is_empty() && reply.reasoning.is_none();
    let bubble = element("div class=bubble")
        .child(thoughts)
        .child(text)
        .child(silent.then(|| waiting(reply, props.pulse, &ui)))
        .child(tools(&reply.tools, open, &ui))
        .child(ending(&props.row, reply, props.newest, &ui));
    element("article class=turn data-role=assistant")
        .attr("data-newest", props.newest.then_some(""))
        .attr("data-message", id.as_str().to_owned())
        .attr("aria-label", name)
        .attr("aria-busy", open.then_some("true"))
        .attr("data-reply", state_word(&reply.state))
        .child(bubble)
        .child(meta)
        .child((detailed.get() && !open).then(|| table(reply, &ui)))
        .html()
}

fn state_word(state: &ReplyState) -> &'static str {
    match state {
        ReplyState::Waiting => "waiting",
        ReplyState::Growing => "growing",
        ReplyState::Finished(_) => "finished",
        ReplyState::Stopped => "stopped",
        ReplyState::Interrupted(_) => "interrupted",
        ReplyState::Failed(_) => "failed",
    }
}

/// In the bubble while nothing has come: for whom one waits, or when it is tried again.
fn waiting(reply: &Reply, pulse: Option<Pulse>, ui: &Ui) -> Html {
    let t = &ui.texts.reply;
    if let Some(again) = pulse.and_then(|pulse| pulse.again) {
        let stop = button(Kind::Plain, ui.texts.chat.stop, ui.on(|| Action::StopPressed));
        return toned("warn", element("p").child((t.again)(again)).html(), stop);
    }
    let caret = element("span class=caret aria-hidden=true");
    let model = short_model_name(&reply.model);
    let writing = pulse.is_some_and(|pulse| pulse.writing);
    let awaited = if writing { (t.writing)(model) } else { (t.waiting)(model) };
    element("p class=waiting").child(awaited).child(caret).html()
}

/// Under the bubble while it is awaited: nothing, until the silence is worth a word. The line is always there.
fn waiting_line(reply: &Reply, pulse: Option<Pulse>, ui: &Ui) -> Html {
    let t = &ui.texts.reply;
    let silent = pulse.and_then(|pulse| {
        let seconds = pulse.silent?;
        Some(if pulse.alive { (t.alive)(seconds) } else { (t.silent)(seconds) })
    });
    let began = !reply.text.is_empty() || reply.reasoning.is_some();
    // A reply that goes on says here that more comes; a new one says so in its bubble.
    let writing = pulse.filter(|pulse| pulse.writing && began).map(|_| (t.writing)(&reply.model));
    let silent = silent.or(writing);
    let silent =
        silent.map(|silent| element("span class=silent").attr("data-began", began.then_some("")).child(silent));
    element("div class=meta data-open=").child(silent).html()
}

/// Under a reply that ended: what can be done with it, and its figures in short.
fn meta(row: &Row, reply: &Reply, detailed: &Held<bool>, raw: &Held<bool>, ui: &Ui) -> Html {
    let t = &ui.texts.chat;
    let message: &Message = &row.message;
    let act = |action: fn(MessageId) -> Action| {
        let id = message.id.clone();
        move || action(id.clone())
    };
    let toggle = |state: &Held<bool>| {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| state.set(!state.get()))
    };
    let copy = (!reply.text.is_empty()).then(|| part(CopyButton { onclick: ui.on(act(Action::MessageCopied)) }));
    let details = named(pressable("icon"), t.details.into())
        .attr("aria-expanded", truth(detailed.get()))
        .on("click", toggle(detailed))
        .child(icon(Icon::Details));
    let source = (!reply.text.is_empty()).then(|| {
        named(pressable("icon"), ui.texts.markdown.raw.into())
            .attr("aria-pressed", truth(raw.get()))
            .on("click", toggle(raw))
            .child(icon(Icon::Source))
    });
    let actions = element("span class=actions")
        .child(copy)
        .child(source)
        .child(icon_button(Icon::Retry, t.retry, then_write(ui, act(Action::RetryPressed))))
        .child(icon_button(Icon::Delete, t.delete, then_write(ui, act(Action::MessageDeleted))))
        .child(details);
    let shown = detailed.get() || row.versions.len() > 1;
    let meta = element("div class=meta").attr("data-shown", shown.then_some(""));
    meta.child(actions).child(versions(row, ui)).child(figures(reply, ui)).html()
}

/// The same where nothing hovers: the actions stand behind one button, and the figures in the details.
fn folded_meta(row: &Row, reply: &Reply, detailed: &Held<bool>, raw: &Held<bool>, ui: &Ui) -> Html {
    let t = &ui.texts.chat;
    let act = |action: fn(MessageId) -> Action| {
        let id = row.message.id.clone();
        move || action(id.clone())
    };
    let toggle = |state: &Held<bool>| {
        let state = state.clone();
        Callback::from(move |()| state.set(!state.get()))
    };
    let choice = |sign: Icon, label: &'static str, state: &Held<bool>| Item {
        checked: Some(state.get()),
        ..Item::new(sign, label, toggle(state))
    };
    let has_text = !reply.text.is_empty();
    let mut items = Vec::new();
    if has_text {
        items.push(choice(Icon::Source, ui.texts.markdown.raw, raw));
    }
    items.push(Item::new(Icon::Retry, t.retry, then_write(ui, act(Action::RetryPressed))));
    items.push(choice(Icon::Details, t.details, detailed));
    items.push(Item::new(Icon::Delete, t.delete, then_write(ui, act(Action::MessageDeleted))));
    let menu = MessageMenu { copy: has_text.then(|| ui.on(act(Action::MessageCopied))), items };
    element("div class=meta data-shown=")
        .child(element("span class=actions").child(part(menu)))
        .child(versions(row, ui))
        .html()
}
