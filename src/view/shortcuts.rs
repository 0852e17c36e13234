//! The list of shortcuts, drawn from the table that the keys themselves follow.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use crate::domain::text::shortcuts::Shortcuts as Words;
use crate::state::action::Action;
use crate::state::shortcut::Shortcut;
use crate::view::controls::icon_button;
use crate::view::icons::Icon;
use crate::view::use_ui;

/// The list of shortcuts. A dialog of the browser's own: it keeps the focus inside, and gives it back.
#[derive(Clone, PartialEq)]
pub struct ShortcutsDialog {
    /// Whether it is shown.
    pub open: bool,
}

drawn_by!(ShortcutsDialog, use_shortcuts_dialog);

#[hook]
fn use_shortcuts_dialog(props: &ShortcutsDialog) -> Html {
    let ui = use_ui();
    let t = &ui.texts.shortcuts;
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with(props.open, move |open| {
            let Some(dialog) = dialog.cast::<HtmlDialogElement>() else { return };
            match (*open, dialog.open()) {
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
    let row = |shortcut: Shortcut| {
        let keys = shortcut.keys().iter().enumerate().map(|(at, keys)| {
            html! {
                <>
                    if at > 0 {
                        <span>{ t.or }</span>
                    }
                    <span class="combination" dir="ltr">{ for keys.iter().map(|key| html! { <kbd>{ *key }</kbd> }) }</span>
                </>
            }
        });
        html! { <div key={meaning(shortcut, t)}><dt>{ meaning(shortcut, t) }</dt><dd>{ for keys }</dd></div> }
    };
    html! {
        <dialog ref={dialog} class="shortcuts" aria-labelledby="shortcuts-heading" {oncancel} {onkeydown} {onclick}>
            if props.open {
                <div class="shortcuts-page">
                    <header>
                        <h2 id="shortcuts-heading">{ t.heading }</h2>
                        { icon_button(Icon::Close, t.close, ui.on(|| Action::ShortcutsToggled)) }
                    </header>
                    <dl>{ for Shortcut::ALL.into_iter().map(row) }</dl>
                </div>
            }
        </dialog>
    }
}

fn meaning(shortcut: Shortcut, t: &Words) -> &'static str {
    match shortcut {
        Shortcut::Send => t.send,
        Shortcut::BreakLine => t.break_line,
        Shortcut::Stop => t.stop,
        Shortcut::NewChat => t.new_chat,
        Shortcut::Search => t.search,
        Shortcut::Composer => t.composer,
        Shortcut::List => t.list,
        Shortcut::Panel => t.panel,
        Shortcut::Help => t.help,
    }
}
