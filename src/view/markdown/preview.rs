//! Shows what a code block draws when it is more than code: a diagram, a picture, a page.
//!
//! What is shown stands in a frame of its own, which the page's script `previews.js` makes: cut off from this page and
//! from the web. Nothing is loaded before somebody asks.

use yew::prelude::*;

use crate::domain::markdown::node::CodeBlock;
use crate::view::Ui;
use crate::view::controls::pressable;
use crate::view::element::{element, truth};
use crate::view::hooks::use_held;

/// What can be shown of a code block in this language.
#[must_use]
pub fn kind(code: &CodeBlock) -> Option<&'static str> {
    let language = code.language.as_deref()?;
    ["mermaid", "html", "svg"].into_iter().find(|kind| language.eq_ignore_ascii_case(kind))
}

/// The button under a code block, and the frame once it is pressed.
#[derive(PartialEq)]
pub struct Preview {
    /// Of which [`kind`].
    pub kind: &'static str,
    /// The code.
    pub code: CodeBlock,
    /// The sentences.
    pub ui: Ui,
}

drawn_by!(Preview, use_preview);

#[hook]
fn use_preview(props: &Preview) -> Html {
    let Preview { kind, code, ui } = props;
    let t = &ui.texts.markdown;
    let shown = use_held(|| false);
    let (show, hide) = if *kind == "mermaid" { (t.show_diagram, t.hide_diagram) } else { (t.preview, t.hide_preview) };
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!shown.get()))
    };
    let press = pressable("quiet").attr("aria-expanded", truth(shown.get())).on("click", toggle);
    let frame = shown.get().then(|| {
        element("sotto-preview")
            .attr("kind", *kind)
            .attr("name", t.preview)
            .attr("source", code.text())
            .child(element("p role=status").child(t.preview_failed))
    });
    element("div class=preview").child(press.child(if shown.get() { hide } else { show })).child(frame).html()
}
