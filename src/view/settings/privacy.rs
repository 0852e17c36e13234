//! Where things are and who gets them, in plain words.

use yew::prelude::*;

use crate::view::Ui;
use crate::view::element::element;

/// The section.
pub fn privacy(ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let mut words = element("ul class=plain-words");
    for sentence in [t.kept_here, t.sent_there, t.no_telemetry, t.keys] {
        words = words.child(element("li").child(sentence));
    }
    if !ui.origin.is_empty() {
        words = words.child(element("li").child((t.shared_origin)(&ui.origin)));
    }
    element("section aria-labelledby=privacy-heading")
        .child(element("h2 id=privacy-heading").child(t.privacy))
        .child(words)
        .html()
}
