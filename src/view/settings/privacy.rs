//! Where things are, who gets them, and how much room they take; in plain words. What could not be stored is said on
//! top of every page, not here.

use yew::prelude::*;

use crate::view::Ui;

/// What browsers give for local storage, in UTF-16 units.
const ROOM: u32 = 5_242_880;

/// The section. `used` is how much of the local storage is taken, in UTF-16 units.
pub fn privacy(used: u32, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let percent = used.min(ROOM) / (ROOM / 100);
    let item = |words: &str| html! { <li>{ words }</li> };
    html! {
        <section aria-labelledby="privacy-heading">
            <h2 id="privacy-heading">{ t.privacy }</h2>
            <ul class="plain-words">
                { item(t.kept_here) }
                { item(t.sent_there) }
                { item(t.no_telemetry) }
                { item(t.keys) }
                if !ui.origin.is_empty() {
                    { item(&(t.shared_origin)(&ui.origin)) }
                }
            </ul>
            <p class="room"><meter min="0" max="100" high="85" value={percent.to_string()} aria-hidden="true" />
                { (t.room)(percent) }</p>
        </section>
    }
}
