//! How hard the model should think.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::domain::parameters::Effort;
use crate::view::panel::refused;
use crate::view::use_ui;

/// Properties of [`EffortChoice`].
#[derive(Clone, PartialEq, Properties)]
pub struct EffortChoiceProps {
    /// What is set.
    pub chosen: Option<Effort>,
    /// Whether the model refused it before.
    pub refused: bool,
    /// It was set or unset.
    pub onchange: Callback<Option<Effort>>,
}

/// The choice.
#[component]
pub fn EffortChoice(props: &EffortChoiceProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
    let chosen = props.chosen;
    let node = use_node_ref();
    {
        // Once somebody has chosen, the attributes of the options no longer move the choice.
        let node = node.clone();
        use_effect_with(chosen, move |chosen| {
            if let Some(node) = node.cast::<HtmlSelectElement>() {
                node.set_value(chosen.map_or("", Effort::wire));
            }
        });
    }
    let change = props.onchange.clone();
    let onchange = Callback::from(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        change.emit(Effort::ALL.into_iter().find(|effort| effort.wire() == value));
    });
    let efforts = Effort::ALL.into_iter().map(|effort| {
        html! { <option value={effort.wire()} selected={chosen == Some(effort)}>{ (t.efforts)(effort) }</option> }
    });
    html! {
        <div class="field">
            <div class="field-head"><label for="reasoning_effort">{ t.effort }</label></div>
            <select ref={node} id="reasoning_effort" {onchange}>
                <option value="" selected={chosen.is_none()}>{ t.not_sent }</option>
                { for efforts }
            </select>
            { refused(props.refused, &ui) }
        </div>
    }
}
