//! How hard the model should think.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::parameters::Effort;
use crate::view::Ui;
use crate::view::element::element;
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
        element("option").attr("value", wire).attr("selected", selected).child(label).html()
    };
    let mut options = vec![option("", t.not_sent, chosen.is_none())];
    for effort in Effort::ALL {
        options.push(option(effort.wire(), (t.efforts)(effort), chosen == Some(effort)));
    }
    let label = element("label for=reasoning_effort").child(t.effort);
    let choice = element("select id=reasoning_effort")
        .node(node)
        .on("change", Callback::from(move |event: Event| onchoose.emit(value(&event))))
        .child(options);
    element("div class=field")
        .child(element("div class=field-head").child(label))
        .child(choice)
        .child(refused(is_refused, ui))
        .html()
}
