//! The choice of a kind of server for a new connection.

use yew::prelude::*;

use crate::domain::address::Address;
use crate::domain::preset::Preset;
use crate::state::route::Route;
use crate::view::Ui;
use crate::view::element::{element, side_by_side};

/// The choice.
pub fn kinds(ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let groups = [("kinds-hosted", t.hosted), ("kinds-local", t.local), ("kinds-other", t.other)];
    let mut shown = Vec::new();
    for (place, (id, heading)) in groups.into_iter().enumerate() {
        let mut kinds = Vec::new();
        for preset in Preset::CHOICES {
            if group(preset) == place {
                kinds.push(kind(preset, ui));
            }
        }
        let section = element("section")
            .attr("aria-labelledby", id)
            .child(element("h2").attr("id", id).child(heading))
            .child(element("ul class=kinds").child(kinds));
        shown.push(section.html());
    }
    side_by_side(shown)
}

/// The place of the group that a kind belongs to.
fn group(preset: Preset) -> usize {
    match preset {
        Preset::Custom => 2,
        _ => usize::from(preset.facts().local),
    }
}

fn kind(preset: Preset, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let facts = preset.facts();
    let (name, about) = match Address::parse(facts.address) {
        Ok(address) => (facts.name, AttrValue::from(address.host().to_owned())),
        Err(_) => (t.custom, AttrValue::from(t.custom_about)),
    };
    let kind = element("a class=kind")
        .attr("href", Route::NewConnectionOf(preset).hash())
        .child(element("strong").child(name))
        .child(element("span").child(about));
    element("li").child(kind).html()
}
