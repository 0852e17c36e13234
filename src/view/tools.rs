//! The tools a model asked for, with what it wants to tell them.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::message::ToolCall;
use crate::view::Ui;
use crate::view::element::element;

/// Draws the tools asked for; nothing if there are none.
pub fn tools(calls: &[ToolCall], growing: bool, ui: &Ui) -> Html {
    if calls.is_empty() {
        return Html::default();
    }
    let t = &ui.texts.reply;
    let mut drawn = Vec::with_capacity(calls.len());
    for call in calls {
        let arguments = element("code").child(Rc::<str>::from(&*call.arguments));
        let call = element("details class=tool")
            .child(element("summary").child((t.tool)(&call.name)))
            .child(element("pre dir=ltr tabindex=0").child(arguments));
        drawn.push(call.html());
    }
    let unused = (!growing).then(|| element("p").child(t.tool_unused));
    element("div class=tools").child(drawn).child(unused).html()
}
