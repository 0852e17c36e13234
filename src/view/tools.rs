//! The tools a model asked for, with what it wants to tell them.

use yew::prelude::*;

use crate::domain::message::ToolCall;
use crate::view::Ui;

/// Draws the tools asked for; nothing if there are none.
pub fn tools(calls: &[ToolCall], growing: bool, ui: &Ui) -> Html {
    if calls.is_empty() {
        return Html::default();
    }
    let t = &ui.texts.reply;
    let call = |(at, call): (usize, &ToolCall)| {
        html! {
            <details class="tool" key={at}>
                <summary>{ (t.tool)(&call.name) }</summary>
                <pre dir="ltr" tabindex="0"><code>{ &call.arguments }</code></pre>
            </details>
        }
    };
    html! {
        <div class="tools">
            { for calls.iter().enumerate().map(call) }
            if !growing {
                <p>{ t.tool_unused }</p>
            }
        </div>
    }
}
