//! The actions of a message behind one button, for devices on which nothing hovers.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::view::controls::SAID;
use crate::view::hooks::use_held;
use crate::view::icons::Icon;
use crate::view::menu::{Item, Menu};
use crate::view::part::part;
use crate::view::use_ui;

/// The button and its menu.
#[derive(Clone, PartialEq)]
pub struct MessageMenu {
    /// Copies the message; none where there is nothing to copy.
    pub copy: Option<Callback<()>>,
    /// The other actions.
    pub items: Vec<Item>,
}

drawn_by!(MessageMenu, use_message_menu);

#[hook]
fn use_message_menu(props: &MessageMenu) -> Html {
    let ui = use_ui();
    let t = &ui.texts.chat;
    // The menu is closed by then, so its button says that the message was copied.
    let copied = use_held(|| false);
    let timer = use_mut_ref(|| None::<Timeout>);
    let copy = props.copy.clone().map(|copy| {
        let copied = copied.clone();
        let onclick = Callback::from(move |()| {
            copy.emit(());
            copied.set(true);
            let copied = copied.clone();
            *timer.borrow_mut() = Some(Timeout::new(SAID, move || copied.set(false)));
        });
        Item::new(Icon::Copy, t.copy, onclick)
    });
    let items = copy.into_iter().chain(props.items.iter().cloned()).collect();
    let (label, sign) = if copied.get() { (t.copied, Icon::Done) } else { (t.message_actions, Icon::More) };
    part(Menu { label: label.into(), items, tabbable: true, sign })
}
