//! How hard the model should think.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::parameters::Effort;
use crate::view::Ui;
use crate::view::panel::refused;
use crate::view::text_field::value;

/// The choice. What is told is what goes over the wire, or nothing for what is not sent.
pub fn effort_choice(
    node: &NodeRef,
    chosen: Option<Effort>,
    is_refused: bool,
    onchoose: Callback<Rc<str>>,
    ui: &Ui,
) -> Html {
    let t = &ui.texts.panel;
    let option = |wire: &'static str, label: &'static str, selected: bool| {
        html! { <option value={wire} {selected}>{ label }</option> }
    };
    let mut options = vec![option("", t.not_sent, chosen.is_none())];
    for effort in Effort::ALL {
        options.push(option(effort.wire(), (t.efforts)(effort), chosen == Some(effort)));
    }
    html! {
        <div class="field">
            <div class="field-head"><label for="reasoning_effort">{ t.effort }</label></div>
            <select ref={node} id="reasoning_effort"
                onchange={Callback::from(move |event: Event| onchoose.emit(value(&event)))}>
                { options }
            </select>
            { refused(is_refused, ui) }
        </div>
    }
}
