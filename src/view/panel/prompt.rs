//! A system prompt as it is typed: the default one or a conversation's own.

use std::rc::Rc;

use yew::prelude::*;

use crate::view::element::element;
use crate::view::resting::use_resting;
use crate::view::text_field::on_typed;

/// The field.
#[derive(Clone, PartialEq)]
pub struct Prompt {
    /// Its element's id.
    pub id: &'static str,
    /// The element that names it, where no label does.
    pub named_by: Option<&'static str>,
    /// The element that tells more.
    pub note: Option<&'static str>,
    /// What stands in it while it is empty.
    pub placeholder: AttrValue,
    /// What holds.
    pub value: Rc<str>,
    /// Another one was typed.
    pub onchange: Callback<Rc<str>>,
}

drawn_by!(Prompt, use_prompt);

#[hook]
fn use_prompt(props: &Prompt) -> Html {
    let onchange = props.onchange.clone();
    let take = Callback::from(move |typed: Rc<str>| {
        onchange.emit(typed);
        true
    });
    let resting = use_resting(Rc::clone(&props.value), take);
    let left = resting.left;
    element("textarea rows=4 dir=auto")
        .attr("id", props.id)
        .attr("aria-labelledby", props.named_by)
        .attr("aria-describedby", props.note)
        .attr("placeholder", props.placeholder.clone())
        .value(resting.text)
        .on("input", on_typed(&resting.typed))
        .on("blur", Callback::from(move |_: FocusEvent| left.emit(())))
        .on("keydown", resting.keydown)
        .html()
}
