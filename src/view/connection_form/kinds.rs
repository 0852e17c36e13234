//! The choice of a kind of server for a new connection.

use yew::prelude::*;

use crate::domain::address::Address;
use crate::domain::preset::Preset;
use crate::view::Ui;
use crate::view::element::{element, side_by_side};

/// The choice.
pub fn kinds(onchoose: &Callback<Preset>, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let groups = [("kinds-hosted", t.hosted), ("kinds-local", t.local), ("kinds-other", t.other)];
    let mut shown = Vec::new();
    for (place, (id, heading)) in groups.into_iter().enumerate() {
        let mut kinds = Vec::new();
        for preset in Preset::CHOICES {
            if group(preset) == place {
                kinds.push(kind(preset, onchoose.clone(), ui));
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

fn kind(preset: Preset, onchoose: Callback<Preset>, ui: &Ui) -> Html {
    let t = &ui.texts.connections;
    let facts = preset.facts();
    let (name, about) = match Address::parse(facts.address) {
        Ok(address) => (facts.name, AttrValue::from(address.host().to_owned())),
        Err(_) => (t.custom, AttrValue::from(t.custom_about)),
    };
    let onclick = Callback::from(move |_: MouseEvent| onchoose.emit(preset));
    let kind = element("button type=button class=kind")
        .on("click", onclick)
        .child(element("strong").child(name))
        .child(element("span").child(about));
    element("li").child(kind).html()
}
