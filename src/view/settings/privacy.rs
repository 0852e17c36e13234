//! Where things are, who gets them, and how much room they take; in plain words. What could not be stored is said on
//! top of every page, not here.

use yew::prelude::*;

use crate::view::Ui;
use crate::view::element::element;

/// What browsers give for local storage, in UTF-16 units.
const ROOM: u32 = 5_242_880;

/// The section. `used` is how much of the local storage is taken, in UTF-16 units.
pub fn privacy(used: u32, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let percent = used.min(ROOM) / (ROOM / 100);
    let mut words = element("ul class=plain-words");
    for sentence in [t.kept_here, t.sent_there, t.no_telemetry, t.keys] {
        words = words.child(element("li").child(sentence));
    }
    if !ui.origin.is_empty() {
        words = words.child(element("li").child((t.shared_origin)(&ui.origin)));
    }
    let meter = element("meter min=0 max=100 high=85 aria-hidden=true").attr("value", percent.to_string());
    element("section aria-labelledby=privacy-heading")
        .child(element("h2 id=privacy-heading").child(t.privacy))
        .child(words)
        .child(element("p class=room").child(meter).child((t.room)(percent)))
        .html()
}
