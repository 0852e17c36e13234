//! A person's own message: its words, its actions, its versions, and the box in which it is edited.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::message::Body;
use crate::domain::thread::Row;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::view::controls::{CopyButton, Kind, button, icon_button, named, pressable};
use crate::view::element::element;
use crate::view::focus::{focus_again, then_write};
use crate::view::growing_field::fit;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::menu::Item;
use crate::view::message_menu::MessageMenu;
use crate::view::part::part;
use crate::view::use_ui;
use crate::view::versions::versions;

/// A message of the person's own.
#[derive(Clone, PartialEq)]
pub struct UserMessage {
    /// The message among its versions.
    pub row: Row,
    /// Whether it is the last of the conversation.
    pub newest: bool,
    /// Whether its actions stand behind one button, because nothing hovers.
    pub folded: bool,
}

drawn_by!(UserMessage, use_user_message);

#[hook]
fn use_user_message(props: &UserMessage) -> Html {
    let ui = use_ui();
    let t = &ui.texts.chat;
    // By name, so that the box closes when a new version takes this one's place, and stays while it is refused.
    let editing = use_held(|| None::<MessageId>);
    let id = props.row.message.id.clone();
    let Body::User(text) = &props.row.message.body else { return Html::default() };

    // A new version in this one's place ends the editing, and whichever way it ends, the focus goes where it came from.
    let edit_button = use_node();
    {
        let (editing, id, edit_button) = (editing.clone(), id.clone(), edit_button.clone());
        let edited = editing.get();
        use_effect_on((id.clone(), edited.clone()), move || {
            if edited.as_ref().is_some_and(|edited| *edited != id) {
                editing.set(None);
            }
            move || {
                if edited.is_some() {
                    focus_again(&edit_button);
                }
            }
        });
    }

    let turn = element("article class=turn data-role=user").attr("aria-label", t.you);
    if editing.get().as_ref() == Some(&id) {
        let leave = Callback::from(move |()| editing.set(None));
        return turn.child(part(EditBox { id, text: Rc::clone(text), leave })).html();
    }
    let edit = {
        let id = id.clone();
        Callback::from(move |()| editing.set(Some(id.clone())))
    };
    let act = |action: fn(MessageId) -> Action| {
        let id = id.clone();
        move || action(id.clone())
    };
    let actions = element("span class=actions");
    let actions = if props.folded {
        let items = vec![
            Item::new(Icon::Edit, t.edit, edit),
            Item::new(Icon::Delete, t.delete, then_write(&ui, act(Action::MessageDeleted))),
        ];
        actions.child(part(MessageMenu { copy: Some(ui.on(act(Action::MessageCopied))), items }))
    } else {
        let edit =
            named(pressable("icon"), t.edit.into()).node(&edit_button).on("click", edit.reform(|_: MouseEvent| ()));
        actions
            .child(part(CopyButton { onclick: ui.on(act(Action::MessageCopied)) }))
            .child(edit.child(icon(Icon::Edit)))
            .child(icon_button(Icon::Delete, t.delete, then_write(&ui, act(Action::MessageDeleted))))
    };
    let versioned = props.row.versions.len() > 1;
    let meta = element("div class=meta").attr("data-shown", versioned.then_some(""));
    turn.attr("data-newest", props.newest.then_some(""))
        .attr("data-message", props.row.message.id.as_str().to_owned())
        .child(element("div class=bubble dir=auto").child(Rc::clone(text)))
        .child(meta.child(versions(&props.row, &ui)).child(actions))
        .html()
}

/// Where a message is edited. It takes the focus; a refused message stays in it.
#[derive(Clone, PartialEq)]
struct EditBox {
    id: MessageId,
    text: Rc<str>,
    leave: Callback<()>,
}

drawn_by!(EditBox, use_edit_box);

#[hook]
fn use_edit_box(props: &EditBox) -> Html {
    let ui = use_ui();
    let t = &ui.texts.chat;
    let field = use_node();
    {
        let (field, text) = (field.clone(), Rc::clone(&props.text));
        use_effect_on((), move || {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                field.set_value(&text);
                fit(&field);
                let _ = field.focus();
            }
        });
    }
    let send = {
        let (ui, field, id) = (ui.clone(), field.clone(), props.id.clone());
        Callback::from(move |()| {
            let typed = field.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
            if !typed.trim().is_empty() {
                ui.send(Action::Edited(id.clone(), typed.into()));
            }
        })
    };
    let onkeydown = {
        let (send, leave) = (send.clone(), props.leave.clone());
        Callback::from(move |event: KeyboardEvent| {
            if is_composing(&event) {
                return;
            }
            match event.key().as_str() {
                "Escape" => leave.emit(()),
                "Enter" if event.ctrl_key() || event.meta_key() => send.emit(()),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let oninput = {
        let field = field.clone();
        Callback::from(move |_: InputEvent| {
            if let Some(field) = field.cast() {
                fit(&field);
            }
        })
    };
    let press = |act: Callback<()>| Callback::from(move |_: MouseEvent| act.emit(()));
    let field = element("textarea dir=auto rows=1")
        .node(&field)
        .attr("aria-label", t.edit_box)
        .on("keydown", onkeydown)
        .on("input", oninput);
    let actions = element("div class=edit-actions")
        .child(button(Kind::Quiet, t.cancel, press(props.leave.clone())))
        .child(button(Kind::Primary, t.save_and_send, press(send)));
    element("div class=edit-box").child(field).child(actions).html()
}
