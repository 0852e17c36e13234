//! Something that went wrong, where it went wrong: what happened, what to do, the exact setting where one helps, and the
//! server's own words folded away.

use web_sys::HtmlElement;
use web_sys::wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::domain::error::Fault;
use crate::domain::id::{ConnectionId, MessageId};
use crate::domain::text::faults::words;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::view::controls::{CopyButton, Kind, button, link};
use crate::view::element::element;
use crate::view::model_picker::PICKER;
use crate::view::part::part;
use crate::view::text_field::line;
use crate::view::{Ui, use_ui};

/// A note of what went wrong.
#[derive(Clone, PartialEq)]
pub struct FaultNote {
    /// What went wrong.
    pub fault: Fault,
    /// The reply it ended, if it ended one.
    pub message: Option<MessageId>,
    /// The connection it concerns, where the person is not on its page already.
    pub connection: Option<ConnectionId>,
}

drawn_by!(FaultNote, use_fault_note);

#[hook]
fn use_fault_note(props: &FaultNote) -> Html {
    let ui = use_ui();
    let texts = &ui.texts.faults;
    let said = (texts.fault)(&props.fault, &ui.origin);
    let words = words(&props.fault);
    let special = special(props, &ui);
    let command = said.command.map(|command| {
        let ui = ui.clone();
        let copied = command.clone();
        let onclick = Callback::from(move |()| ui.send(Action::TextCopied(copied.as_str().into())));
        let code = element("code dir=ltr").child(command);
        element("div class=fault-command").child(code).child(part(CopyButton { onclick }))
    });
    let words = (!words.is_empty()).then(|| {
        element("details")
            .child(element("summary").child(texts.server_words))
            .child(element("blockquote dir=auto").child(words))
    });
    element("div class=fault")
        .child(line("fault-sentence", said.sentence))
        .child(said.fix.map(|fix| element("p").child(fix)))
        .child(command)
        .child(words)
        .child(special)
        .html()
}

/// The one thing that helps against this very fault.
fn special(props: &FaultNote, ui: &Ui) -> Option<Html> {
    let texts = &ui.texts.faults;
    let connection = || {
        let to = Route::Connection(props.connection.clone()?);
        Some(link(Kind::Plain, texts.open_connection, to.hash()))
    };
    match &props.fault {
        Fault::ParameterRefused { parameter, .. } => {
            let (message, refused) = (props.message.clone()?, parameter.clone());
            let onclick = ui.on(move || Action::RetriedWithout(message.clone(), refused.clone()));
            Some(button(Kind::Primary, (texts.retry_without)(parameter), onclick))
        }
        Fault::ModelUnknown { .. } if props.message.is_some() => {
            Some(button(Kind::Plain, texts.choose_model, Callback::from(|_| open_picker())))
        }
        Fault::KeyRefused { .. }
        | Fault::Unreachable { .. }
        | Fault::PathUnknown { .. }
        | Fault::WebPage { .. }
        | Fault::Redirected { .. }
        | Fault::NotUnderstood { .. } => connection(),
        _ => None,
    }
}

/// Opens the model picker in the composer, as a press on it would.
pub fn open_picker() {
    let picker = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(PICKER))
        .and_then(|picker| picker.dyn_into::<HtmlElement>().ok());
    if let Some(picker) = picker {
        picker.click();
    }
}
