//! The list of shortcuts, drawn from the table that the keys themselves follow.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::domain::settings::EnterKey;
use crate::domain::text::shortcuts::Shortcuts as Words;
use crate::keyboard::option_types;
use crate::state::action::Action;
use crate::state::shortcut::Shortcut;
use crate::view::controls::icon_button;
use crate::view::element::{Element, element};
use crate::view::hooks::{use_effect_on, use_node};
use crate::view::icons::Icon;
use crate::view::use_ui;

/// The list of shortcuts. A dialog of the browser's own: it keeps the focus inside, and gives it back.
#[derive(Clone, PartialEq)]
pub struct ShortcutsDialog {
    /// Whether it is shown.
    pub open: bool,
    /// What Enter does in the composer.
    pub enter: EnterKey,
}

drawn_by!(ShortcutsDialog, use_shortcuts_dialog);

#[hook]
fn use_shortcuts_dialog(props: &ShortcutsDialog) -> Html {
    let ui = use_ui();
    let t = &ui.texts.shortcuts;
    let dialog = use_node();
    {
        let dialog = dialog.clone();
        let open = props.open;
        use_effect_on(open, move || {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
            match (open, dialog.open()) {
                (true, false) => {
                    let _ = dialog.show_modal();
                }
                (false, true) => dialog.close(),
                _ => {}
            }
        });
    }
    // The browser closes by Escape or by Back; the state does it, so that both know.
    let oncancel = {
        let ui = ui.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            ui.send(Action::ShortcutsToggled);
        })
    };
    // `cancel` follows on Escape; what else Escape means must not happen too.
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
        }
    });
    let onclick = {
        let (ui, dialog) = (ui.clone(), dialog.clone());
        Callback::from(move |event: MouseEvent| {
            let backdrop = event.target_dyn_into::<HtmlDialogElement>();
            if backdrop.is_some() && backdrop == dialog.cast::<HtmlDialogElement>() {
                ui.send(Action::ShortcutsToggled);
            }
        })
    };
    let dialog = element("dialog class=shortcuts aria-labelledby=shortcuts-heading")
        .node(&dialog)
        .on("cancel", oncancel)
        .on("keydown", onkeydown)
        .on("click", onclick);
    if !props.open {
        return dialog.html();
    }
    let mut rows = element("dl");
    for shortcut in Shortcut::ALL {
        rows = rows.child(row(shortcut, props.enter, t));
    }
    let heading = element("header").child(element("h2 id=shortcuts-heading").child(t.heading)).child(icon_button(
        Icon::Close,
        t.close,
        ui.on(|| Action::ShortcutsToggled),
    ));
    dialog.child(element("div class=shortcuts-page").child(heading).child(rows)).html()
}

fn row(shortcut: Shortcut, enter: EnterKey, t: &Words) -> Element {
    let mut keys = element("dd");
    // On Apple's systems Alt types characters and is no shortcut.
    let alt_types = option_types();
    let pressable = shortcut.keys_with(enter).iter().filter(|keys| !(alt_types && keys.contains(&"Alt")));
    for (at, combination) in pressable.enumerate() {
        if at > 0 {
            keys = keys.child(element("span").child(t.or));
        }
        let mut shown = element("span class=combination dir=ltr");
        for key in *combination {
            shown = shown.child(element("kbd").child(*key));
        }
        keys = keys.child(shown);
    }
    element("div").child(element("dt").child(meaning(shortcut, t))).child(keys)
}

fn meaning(shortcut: Shortcut, t: &Words) -> &'static str {
    match shortcut {
        Shortcut::Send => t.send,
        Shortcut::BreakLine => t.break_line,
        Shortcut::Stop => t.stop,
        Shortcut::NewChat => t.new_chat,
        Shortcut::Search => t.search,
        Shortcut::Find => t.find,
        Shortcut::Composer => t.composer,
        Shortcut::List => t.list,
        Shortcut::Panel => t.panel,
        Shortcut::Help => t.help,
    }
}
