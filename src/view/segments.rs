//! A choice of a few, side by side: radio buttons that look like one bar, with all that keyboards do with them.

use yew::prelude::*;

/// The choice. `name` is its name among the radio buttons of the page, `label` says what is chosen here, and `chosen`
/// which of the choices holds.
#[inline(never)]
pub fn segments(
    name: &'static str,
    label: &'static str,
    choices: &[&'static str],
    chosen: usize,
    onchoose: &Callback<usize>,
) -> Html {
    let mut shown = Vec::with_capacity(choices.len());
    for (at, choice) in choices.iter().enumerate() {
        let onchoose = onchoose.clone();
        let onchange = Callback::from(move |_: Event| onchoose.emit(at));
        shown.push(html! {
            <label>
                <input type="radio" {name} checked={at == chosen} {onchange} />
                <span>{ *choice }</span>
            </label>
        });
    }
    html! {
        <fieldset class="field choice">
            <legend>{ label }</legend>
            <div class="segments">{ shown }</div>
        </fieldset>
    }
}
