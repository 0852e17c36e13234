//! The choice of a kind of server for a new connection.

use yew::prelude::*;

use crate::domain::address::Address;
use crate::domain::preset::Preset;
use crate::view::use_ui;

/// Properties of [`Kinds`].
#[derive(Clone, PartialEq, Properties)]
pub struct KindsProps {
    /// A kind was chosen.
    pub onchoose: Callback<Preset>,
}

/// The choice.
#[component]
pub fn Kinds(props: &KindsProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.connections;
    let group = |id: &'static str, heading: &'static str, belongs: fn(Preset) -> bool| {
        let kinds = Preset::CHOICES.into_iter().filter(|preset| belongs(*preset)).map(|preset| {
            let facts = preset.facts();
            let (name, about) = match Address::parse(facts.address) {
                Ok(address) => (facts.name, AttrValue::from(address.host().to_owned())),
                Err(_) => (t.custom, AttrValue::from(t.custom_about)),
            };
            let onchoose = props.onchoose.clone();
            let onclick = Callback::from(move |_: MouseEvent| onchoose.emit(preset));
            html! {
                <li key={facts.name}>
                    <button type="button" class="kind" {onclick}><strong>{ name }</strong><span>{ about }</span></button>
                </li>
            }
        });
        html! {
            <section aria-labelledby={id}>
                <h2 {id}>{ heading }</h2>
                <ul class="kinds">{ for kinds }</ul>
            </section>
        }
    };
    html! {
        <>
            { group("kinds-hosted", t.hosted, |preset| !preset.facts().local && preset != Preset::Custom) }
            { group("kinds-local", t.local, |preset| preset.facts().local) }
            { group("kinds-other", t.other, |preset| preset == Preset::Custom) }
        </>
    }
}
