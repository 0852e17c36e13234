//! Where messages are written.
//!
//! Promises: a key press costs what the key does and nothing more (the text is the field's own until it is sent); an
//! input method never sends by confirming; what was typed reaches the drafts whenever the person rests or leaves, in
//! whatever way.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use web_sys::{Event, HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::domain::connection::Connection;
use crate::domain::conversation::Context;
use crate::domain::error::{Fault, Obstacle};
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::settings::EnterKey;
use crate::domain::table::Table;
use crate::keyboard::{is_composing, is_from_hardware};
use crate::state::action::Action;
use crate::state::chat::Composing;
use crate::state::held_message::Answer;
use crate::state::route::Route;
use crate::state::shortcut::{EnterPress, Shortcut};
use crate::state::vault::Vault;
use crate::view::controls::{Kind, button, link};
use crate::view::element::{element, side_by_side};
use crate::view::fault::open_picker;
use crate::view::focus::{focus, then_write};
use crate::view::growing_field::fit;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::model_picker::ModelPicker;
use crate::view::part::part;
use crate::view::passphrase::{PassphraseForm, Purpose, own_tab};
use crate::view::text_field::line;
use crate::view::watch::{Listening, TOUCH, matches, use_media, use_window_event};
use crate::view::{Ui, use_ui};

/// How long the keys rest before the draft is kept, in milliseconds.
const REST: u32 = 400;

/// The composer.
#[derive(Clone, PartialEq)]
pub struct Composer {
    /// Whose draft this is; none is the new chat's.
    pub conversation: Option<ConversationId>,
    /// What the field should show, when its version changes.
    pub composing: Composing,
    /// Whether a reply is coming in here.
    pub running: bool,
    /// Why nothing was sent.
    pub obstacle: Option<Obstacle>,
    /// The encrypted keys.
    pub vault: Vault,
    /// Whether the device has no network.
    pub offline: bool,
    /// All connections.
    pub connections: Rc<Vec<Rc<Connection>>>,
    /// Who answers.
    pub connection: ConnectionId,
    /// The model that answers.
    pub model: Rc<str>,
    /// Connections whose models are being listed.
    pub listing: Vec<ConnectionId>,
    /// Why the models of connections could not be listed.
    pub unlisted: Table<ConnectionId, Fault>,
    /// What Enter does.
    pub enter: EnterKey,
    /// Whether each question is sent without what came before.
    pub alone: bool,
}

/// What was typed and is not yet kept.
#[derive(Default)]
struct Typed {
    /// Whose text stands in the field.
    owner: Option<ConversationId>,
    /// Whether it changed since it was kept.
    unkept: bool,
    /// Waits for the keys to rest.
    timer: Option<Timeout>,
    /// Set for a moment after an input method confirmed.
    confirmed: Option<Timeout>,
}

drawn_by!(Composer, use_composer);

#[hook]
fn use_composer(props: &Composer) -> Html {
    let ui = use_ui();
    let t = &ui.texts.chat;
    let field = use_node();
    let blank = use_held(|| true);
    let typed = use_mut_ref(Typed::default);
    let touch = use_media(TOUCH);

    let keep = {
        let (ui, field, typed) = (ui.clone(), field.clone(), Rc::clone(&typed));
        move || {
            let text = field.cast::<HtmlTextAreaElement>().map(|field| field.value());
            let mut typed = typed.borrow_mut();
            typed.timer = None;
            if std::mem::take(&mut typed.unkept)
                && let Some(text) = text
            {
                let owner = typed.owner.clone();
                drop(typed);
                ui.send(Action::DraftChanged(owner, text.into()));
            }
        }
    };

    // Takes over what the state says. What was typed for another conversation is kept for it first.
    {
        let (field, typed, blank, keep) = (field.clone(), Rc::clone(&typed), blank.clone(), keep.clone());
        let text = Rc::clone(&props.composing.text);
        let conversation = props.conversation.clone();
        use_effect_on((props.conversation.clone(), props.composing.version), move || {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            if typed.borrow().owner != conversation {
                keep();
            }
            let mut typed = typed.borrow_mut();
            typed.owner = conversation;
            // A draft that was read too late is older than what was typed meanwhile.
            if typed.unkept && !text.is_empty() {
                return;
            }
            typed.unkept = false;
            typed.timer = None;
            if field.value() != *text {
                field.set_value(&text);
            }
            fit(&field);
            blank.set(text.trim().is_empty());
        });
    }
    use_confirming(&field, &typed);
    // Leaving the page, or the conversation for the settings.
    use_leaving(keep.clone());
    {
        let keep = keep.clone();
        use_effect_on((), move || move || keep());
    }

    // Kept first: what is taken is no draft any more, and what is not taken stays one.
    let send = {
        let (ui, field, keep) = (ui.clone(), field.clone(), keep.clone());
        move || {
            // First the draft, so that nothing of it is left to be kept once it was taken; refused, it is safe.
            keep();
            let text = field.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
            if !text.trim().is_empty() {
                ui.send(Action::Sent(text.into()));
            }
        }
    };
    let oninput = {
        let (field, typed, blank, keep) = (field.clone(), Rc::clone(&typed), blank.clone(), keep.clone());
        Callback::from(move |_: InputEvent| {
            let Some(field) = field.cast::<HtmlTextAreaElement>() else { return };
            fit(&field);
            blank.set(is_blank(&field));
            let keep = keep.clone();
            let mut typed = typed.borrow_mut();
            typed.unkept = true;
            typed.timer = Some(Timeout::new(REST, keep));
        })
    };
    let onkeydown = {
        let (send, typed, enter) = (send.clone(), Rc::clone(&typed), props.enter);
        Callback::from(move |event: KeyboardEvent| {
            if event.key() != "Enter" || is_composing(&event) {
                return;
            }
            let press = EnterPress {
                commanded: event.ctrl_key() || event.meta_key(),
                modified: event.shift_key() || event.alt_key(),
                from_hardware: is_from_hardware(&event),
                touch: matches(TOUCH),
            };
            if !press.sends(enter) {
                return;
            }
            event.prevent_default();
            if typed.borrow().confirmed.is_none() && !event.repeat() {
                send();
            }
        })
    };
    let onblur = {
        let keep = keep.clone();
        Callback::from(move |_: FocusEvent| keep())
    };
    let onclick = {
        let (ui, running, field) = (ui.clone(), props.running, field.clone());
        Callback::from(move |_: MouseEvent| {
            if running {
                ui.send(Action::StopPressed);
            } else {
                send();
                focus(&field);
            }
        })
    };
    // The frame belongs to the field: a press beside the text begins to write.
    let onframe = {
        let field = field.clone();
        Callback::from(move |event: MouseEvent| {
            if event.target_dyn_into::<HtmlElement>().is_some_and(|at| at.has_attribute("data-frame")) {
                event.prevent_default();
                focus(&field);
            }
        })
    };
    let onsubmit = Callback::from(|event: SubmitEvent| event.prevent_default());

    let (label, shortcut, sign) = match props.running {
        true => (t.stop, Shortcut::Stop, Icon::Stop),
        false => (t.send, Shortcut::Send, Icon::Send),
    };
    let idle = !props.running && blank.get();
    // What is shown on the Enter key of a keyboard on the screen.
    let on_screen = EnterPress { touch, ..EnterPress::default() };
    let picker = part(ModelPicker {
        connections: Rc::clone(&props.connections),
        connection: props.connection.clone(),
        model: Rc::clone(&props.model),
        listing: props.listing.clone(),
        unlisted: props.unlisted.clone(),
    });
    let field = element("textarea id=composer rows=1 dir=auto autocomplete=off")
        .node(&field)
        .attr("placeholder", t.placeholder)
        .attr("aria-label", t.message)
        .attr("enterkeyhint", if on_screen.sends(props.enter) { "send" } else { "enter" })
        .on("input", oninput)
        .on("keydown", onkeydown)
        .on("blur", onblur);
    let send = element("button type=button class=send")
        .attr("aria-label", label)
        .attr("title", shortcut.hint_with(label, props.enter))
        .attr("data-running", props.running.then_some(""))
        .attr("aria-disabled", idle.then_some("true"))
        .on("click", onclick)
        .child(icon(sign));
    let form =
        element("form data-frame=").on("submit", onsubmit).on("mousedown", onframe).child(field).child(
            element("div class=row data-frame=").child(picker).child(props.alone.then(|| alone(&ui))).child(send),
        );
    let column = element("div class=column")
        .child(element("div class=hurdle role=status").child(hurdle(props, &ui)))
        .child(form)
        .child(line("keys", if props.enter == EnterKey::BreaksLine { t.keys_breaking } else { t.keys }));
    element("div class=composer").child(column).html()
}

/// The sign that each question is sent alone. A press sends the whole conversation again.
fn alone(ui: &Ui) -> Html {
    let t = &ui.texts.panel;
    element("button type=button class=chip data-alone=")
        .attr("aria-label", t.alone_sign_about)
        .attr("title", t.alone_sign_about)
        .on("click", then_write::<MouseEvent>(ui, || Action::ContextChosen(Context::Whole)))
        .child(element("span").child(t.alone_sign))
        .child(icon(Icon::Close))
        .html()
}

/// Notes when an input method has just confirmed: some browsers tell of that before they tell of the key that did it.
#[hook]
fn use_confirming(field: &NodeRef, typed: &Rc<RefCell<Typed>>) {
    let (field, typed) = (field.clone(), Rc::clone(typed));
    use_effect_on((), move || {
        let confirmed = Callback::from(move |_: Event| {
            let over = Rc::clone(&typed);
            let soon = Timeout::new(0, move || over.borrow_mut().confirmed = None);
            typed.borrow_mut().confirmed = Some(soon);
        });
        let listening = field.cast::<HtmlElement>();
        let listening = listening.map(|field| Listening::start(field.into(), "compositionend", confirmed));
        move || drop(listening)
    });
}

/// Listens for the page being left.
#[hook]
fn use_leaving(keep: impl Fn() + Clone + 'static) {
    let again = keep.clone();
    use_window_event("pagehide", true, Callback::from(move |_: Event| keep()));
    use_window_event("visibilitychange", true, Callback::from(move |_: Event| again()));
}

/// Whether a field holds nothing worth sending. A long text is not read for that at each key.
fn is_blank(field: &HtmlTextAreaElement) -> bool {
    field.text_length() < 100 && field.value().trim().is_empty()
}

/// Why nothing was sent, with the way on. The field below keeps what was typed.
fn hurdle(props: &Composer, ui: &Ui) -> Html {
    let t = &ui.texts.chat;
    // The reply that was in the way may have ended since.
    let obstacle = props.obstacle.as_ref().filter(|obstacle| **obstacle != Obstacle::Busy || props.running);
    let Some(obstacle) = obstacle else {
        return if props.offline { element("p").child(t.offline).html() } else { Html::default() };
    };
    let way = match obstacle {
        Obstacle::Busy => button(Kind::Plain, t.stop_reply, ui.on(|| Action::StopPressed)),
        Obstacle::KeyMissing => {
            let form = Route::Connection(props.connection.clone()).hash();
            link(Kind::Plain, ui.texts.faults.open_connection, form)
        }
        Obstacle::NoConnection | Obstacle::NoModel => {
            button(Kind::Plain, ui.texts.faults.choose_model, Callback::from(|_| open_picker()))
        }
        Obstacle::Locked => part(PassphraseForm { purpose: Purpose::Unlock, vault: props.vault.clone() }),
        Obstacle::Framed => {
            let here = props.conversation.clone().map_or(Route::New, Route::Conversation);
            own_tab(&here, ui)
        }
        Obstacle::KeyUnreadable => link(Kind::Plain, ui.texts.vault.heading, Route::Settings.hash()),
        Obstacle::HoldsKey => {
            let (f, answer) = (&ui.texts.first_visit, |answer| ui.on(move || Action::HeldMessage(answer)));
            side_by_side(vec![
                button(Kind::Plain, f.connect_with_key, answer(Answer::Connect)),
                button(Kind::Plain, f.keep_editing, answer(Answer::Edit)),
                button(Kind::Quiet, f.send_anyway, answer(Answer::Send)),
            ])
        }
        Obstacle::ExtraBody | Obstacle::Elsewhere => Html::default(),
    };
    side_by_side(vec![element("p").child((ui.texts.faults.obstacle)(obstacle).text()).html(), way])
}
