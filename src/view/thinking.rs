//! What a model thought before it answered: folded, and read only by who unfolds it.

use web_sys::Element;
use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::message::Reasoning;
use crate::view::element::element;
use crate::view::hooks::use_held;
use crate::view::markdown::Markdown;
use crate::view::part::part;
use crate::view::use_ui;

/// The thoughts of a reply.
#[derive(Clone, PartialEq)]
pub struct Thinking {
    /// The reply they belong to.
    pub id: MessageId,
    /// The thoughts.
    pub reasoning: Reasoning,
    /// Whether it still thinks.
    pub live: bool,
}

drawn_by!(Thinking, use_thinking);

#[hook]
fn use_thinking(props: &Thinking) -> Html {
    let ui = use_ui();
    let t = &ui.texts.reply;
    // Folded thoughts are not parsed at all.
    let open = use_held(|| false);
    let ontoggle = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            if let Some(details) = event.target_dyn_into::<Element>() {
                open.set(details.has_attribute("open"));
            }
        })
    };
    let summary = match (props.live, props.reasoning.took) {
        (true, None) => AttrValue::from(t.thinking),
        (_, Some(took)) => AttrValue::from((t.thought)(took)),
        (false, None) => AttrValue::from(t.thoughts),
    };
    let caret = props.live.then(|| element("span class=caret aria-hidden=true"));
    let thoughts = open.get().then(|| {
        let prefix = ["thought-", props.id.as_str()].concat().into();
        part(Markdown { text: props.reasoning.text.clone(), growing: props.live, prefix })
    });
    element("details class=thinking")
        .on("toggle", ontoggle)
        .child(element("summary").child(summary).child(caret))
        .child(thoughts)
        .html()
}
