//! What new chats begin with, as a list of what is set, and the way back to nothing.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::conversation::Context;
use crate::domain::parameters::{Hundredths, Parameters};
use crate::domain::settings::{ChatDefaults, Settings};
use crate::domain::text::Texts;
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::controls::pressable;
use crate::view::element::element;
use crate::view::text_field::line;

/// The section of the settings.
pub fn new_chats(settings: &Rc<Settings>, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let set = listed(&settings.new_chats, ui.texts);
    let is_empty = set.is_empty();
    let rows: Vec<Html> = set
        .into_iter()
        .map(|(name, value)| {
            let row = element("div").child(element("dt").child(name)).child(element("dd dir=auto").child(value));
            row.key(name).html()
        })
        .collect();
    let reset = {
        let settings = Rc::clone(settings);
        ui.on::<MouseEvent>(move || {
            let new_chats = ChatDefaults::default();
            Action::SettingsChanged(Settings { new_chats, ..(*settings).clone() })
        })
    };
    // It stays when nothing is set, so that the focus on it is not lost.
    let reset = pressable("plain").attr("aria-disabled", is_empty.then_some("true")).on("click", reset);
    element("section aria-labelledby=new-chats-heading")
        .child(element("h2 id=new-chats-heading").child(t.new_chats))
        .child((!is_empty).then(|| element("dl class=details").child(rows)))
        .child(line("hint", if is_empty { t.new_chats_unset } else { t.new_chats_about }))
        .child(reset.child(ui.texts.panel.reset))
        .html()
}

/// What is set, by name. What is not set is not listed.
fn listed(defaults: &ChatDefaults, texts: &Texts) -> Vec<(&'static str, String)> {
    let t = &texts.panel;
    // Taken apart without `..`, so that a new parameter does not compile until it is listed too.
    let Parameters {
        max_tokens,
        temperature,
        top_p,
        presence_penalty,
        frequency_penalty,
        seed,
        stop,
        reasoning_effort,
        extra_body,
        unstreamed,
    } = &*defaults.parameters;
    let rows = [
        (t.context, (defaults.context == Context::Alone).then(|| t.alone.to_owned())),
        (t.streamed, unstreamed.then(|| t.off.to_owned())),
        (t.temperature, temperature.map(Hundredths::text)),
        (t.top_p, top_p.map(Hundredths::text)),
        (t.presence_penalty, presence_penalty.map(Hundredths::text)),
        (t.frequency_penalty, frequency_penalty.map(Hundredths::text)),
        (t.effort, reasoning_effort.map(|effort| (t.efforts)(effort).to_owned())),
        (t.max_tokens, max_tokens.map(|count| count.to_string())),
        (t.seed, seed.map(|seed| seed.to_string())),
        (t.stop, (!stop.is_empty()).then(|| stop.join(", "))),
        (t.extra_body, (!extra_body.is_empty()).then(|| extra_body.to_string())),
    ];
    rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
