//! What is known of a reply: a few figures in a line, all of them in a table.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::message::{Reply, ReplyState};
use crate::domain::model_name::short_model_name;
use crate::domain::text::number::grouped;
use crate::view::Ui;
use crate::view::element::element;

/// The short line: model, tokens, seconds.
pub fn figures(reply: &Reply, ui: &Ui) -> Html {
    let t = &ui.texts.reply;
    let model = (!reply.model.is_empty()).then(|| {
        let name = element("span dir=auto").attr("title", Rc::clone(&reply.model));
        name.child(short_model_name(&reply.model).to_owned())
    });
    let tokens = reply.usage.and_then(|usage| usage.output);
    let total = reply.timing.total.filter(|total| *total > 0);
    element("span class=figures")
        .child(model)
        .child(tokens.map(|tokens| element("span").child((t.tokens)(tokens))))
        .child(total.map(|total| element("span").child((t.took)(total))))
        .html()
}

/// Everything, each with its name. What the server did not tell says so only where one would look for it.
pub fn table(reply: &Reply, ui: &Ui) -> Html {
    let t = &ui.texts.reply;
    let usage = reply.usage.unwrap_or_default();
    let unsaid = || t.unsaid.to_owned();
    let tokens = |count: Option<u32>| count.map_or_else(unsaid, grouped);
    let mut rows = Vec::new();
    if !reply.model.is_empty() {
        rows.push((t.model, reply.model.to_string()));
    }
    if !reply.answer_id.is_empty() {
        rows.push((t.answer_id, reply.answer_id.to_string()));
    }
    if let ReplyState::Finished(reason) = &reply.state {
        rows.push((t.finish_reason, (t.reason)(reason)));
    }
    rows.push((t.tokens_in, tokens(usage.input)));
    if let Some(cached) = usage.cached {
        rows.push((t.tokens_cached, grouped(cached)));
    }
    rows.push((t.tokens_out, tokens(usage.output)));
    if let Some(reasoning) = usage.reasoning {
        rows.push((t.tokens_reasoning, grouped(reasoning)));
    }
    if let Some(first) = reply.timing.first_token {
        rows.push((t.first_token, (t.took)(first)));
    }
    if let Some(total) = reply.timing.total {
        rows.push((t.total, (t.took)(total)));
    }
    if let Some(speed) = reply.timing.tokens_per_second(reply.usage.as_ref()) {
        rows.push((t.speed, (t.per_second)(speed)));
    }
    let mut drawn = Vec::with_capacity(rows.len());
    for (name, value) in rows {
        let row = element("div").child(element("dt").child(name)).child(element("dd").child(value));
        drawn.push(row.key(name).html());
    }
    element("dl class=details").child(drawn).html()
}
