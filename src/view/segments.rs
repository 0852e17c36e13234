//! A choice of a few, side by side: radio buttons that look like one bar, with all that keyboards do with them.

use yew::prelude::*;

/// Properties of [`Segments`].
#[derive(Clone, PartialEq, Properties)]
pub struct SegmentsProps {
    /// Its name among the radio buttons of the page.
    pub name: AttrValue,
    /// What is chosen here.
    pub label: AttrValue,
    /// The choices.
    pub choices: Vec<AttrValue>,
    /// Which one holds.
    pub chosen: usize,
    /// Another one was chosen.
    pub onchoose: Callback<usize>,
}

/// The choice.
#[component]
pub fn Segments(props: &SegmentsProps) -> Html {
    let choices = props.choices.iter().enumerate().map(|(at, label)| {
        let onchoose = props.onchoose.clone();
        let onchange = Callback::from(move |_: Event| onchoose.emit(at));
        html! {
            <label key={at}>
                <input type="radio" name={props.name.clone()} checked={at == props.chosen} {onchange} />
                <span>{ label }</span>
            </label>
        }
    });
    html! {
        <fieldset class="field choice">
            <legend>{ &props.label }</legend>
            <div class="segments">{ for choices }</div>
        </fieldset>
    }
}
