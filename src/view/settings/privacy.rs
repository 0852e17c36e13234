//! Where things are, who gets them, and how much room they take; in plain words. What could not be stored is said on
//! top of every page, not here.

use yew::prelude::*;

use crate::state::Storage;
use crate::view::use_ui;

/// What browsers give for local storage, in UTF-16 units.
const ROOM: u32 = 5_242_880;

/// Properties of [`Privacy`].
#[derive(Clone, PartialEq, Properties)]
pub struct PrivacyProps {
    /// How storing goes.
    pub storage: Storage,
}

/// The section.
#[component]
pub fn Privacy(props: &PrivacyProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.settings;
    let percent = props.storage.used.min(ROOM) / (ROOM / 100);
    html! {
        <section aria-labelledby="privacy-heading">
            <h2 id="privacy-heading">{ t.privacy }</h2>
            <ul class="plain-words">
                <li>{ t.kept_here }</li>
                <li>{ t.sent_there }</li>
                <li>{ t.no_telemetry }</li>
                <li>{ t.keys }</li>
                if !ui.origin.is_empty() {
                    <li>{ (t.shared_origin)(&ui.origin) }</li>
                }
            </ul>
            <p class="room"><meter min="0" max="100" high="85" value={percent.to_string()} aria-hidden="true" />
                { (t.room)(percent) }</p>
        </section>
    }
}
