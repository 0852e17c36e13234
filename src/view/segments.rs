//! A choice of a few, side by side: radio buttons that look like one bar, with all that keyboards do with them.

use yew::prelude::*;

use crate::view::element::element;

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
        let radio = element("input type=radio").attr("name", name).checked(at == chosen).on("change", onchange);
        shown.push(element("label").child(radio).child(element("span").child(*choice)).html());
    }
    element("fieldset")
        .attr("class", "field choice")
        .child(element("legend").child(label))
        .child(element("div class=segments").child(shown))
        .html()
}
