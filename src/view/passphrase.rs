//! Fields of passphrases: one that unlocks, a new one that is typed twice, a change of one for another.
//!
//! What is typed stands in the field alone until it is handed on, and is gone from it then.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::secret::Secret;
use crate::keyboard::is_composing;
use crate::state::action::Action;
use crate::state::route::Route;
use crate::state::transfer::Step as Files;
use crate::state::vault::{SHORTEST, Said, Step, Vault, is_long_enough};
use crate::view::controls::{Kind, button};
use crate::view::element::{Element, element};
use crate::view::focus::focus;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::secret_field::SecretField;
use crate::view::text_field::told;
use crate::view::{Ui, use_ui};

/// What a passphrase is typed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To unlock the encrypted keys.
    Unlock,
    /// To give them another one.
    Change,
    /// To encrypt the keys that go into a backup.
    Export,
    /// To take keys out of one.
    Import,
}

/// The fields and the button that hands them on. No form of its own, so that it can stand in another.
#[derive(Clone, PartialEq)]
pub struct PassphraseForm {
    /// What for.
    pub purpose: Purpose,
    /// What came of the last try.
    pub vault: Vault,
}

/// What was typed.
#[derive(Clone, Default)]
struct Typed {
    fields: [Rc<str>; 3],
    pressed: bool,
}

impl Typed {
    fn set(&self, at: usize, text: Rc<str>) -> Self {
        let mut typed = self.clone();
        if let Some(field) = typed.fields.get_mut(at) {
            *field = text;
        }
        typed
    }
}

drawn_by!(PassphraseForm, use_passphrase_form);

#[hook]
fn use_passphrase_form(props: &PassphraseForm) -> Html {
    let ui = use_ui();
    let t = &ui.texts.vault;
    let (held, first) = (use_held(Typed::default), use_node());
    let purpose = props.purpose;
    let focused = first.clone();
    use_effect_on((), move || {
        // Where it stands in the way of a message, or was unfolded; the settings only offer it.
        if matches!(purpose, Purpose::Unlock | Purpose::Change) && !in_settings() {
            focus(&focused);
        }
    });
    let (labels, act): (&[&'static str], &'static str) = match purpose {
        Purpose::Unlock => (&[t.passphrase], t.unlock),
        Purpose::Change => (&[t.present, t.new, t.again], t.change_now),
        Purpose::Export => (&[t.new, t.again], ui.texts.transfer.export_all),
        Purpose::Import => (&[t.passphrase], ui.texts.transfer.import_keys),
    };
    let typed = held.get();
    let [one, two, three] = &typed.fields;
    let problem = match purpose {
        Purpose::Change => flaw(two, three, &ui),
        Purpose::Export => flaw(one, two, &ui),
        Purpose::Unlock | Purpose::Import => None,
    };
    let busy = props.vault.busy;
    let hand_on = {
        let (ui, held, first, fine) = (ui.clone(), held.clone(), first.clone(), problem.is_none());
        Callback::from(move |()| {
            let typed = held.get();
            let [one, two, _] = typed.fields.clone().map(|text| Secret::new(&text));
            if busy || one.is_empty() {
                return focus(&first);
            }
            if !fine {
                return held.replace(Typed { pressed: true, ..typed });
            }
            held.replace(Typed::default());
            focus(&first);
            ui.send(match purpose {
                Purpose::Unlock => Action::Vault(Step::Unlocked(one)),
                Purpose::Change => Action::Vault(Step::ChangePressed(one, two)),
                Purpose::Export => Action::Transfer(Files::ExportAllPressed(Some(one))),
                Purpose::Import => Action::Transfer(Files::KeysWanted(one)),
            });
        })
    };
    let onkeydown = {
        let hand_on = hand_on.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !is_composing(&event) {
                event.prevent_default();
                hand_on.emit(());
            }
        })
    };
    let mut out = element("div class=passphrase").on("keydown", onkeydown);
    for ((label, (at, id)), text) in labels.iter().zip(IDS.into_iter().enumerate()).zip(&typed.fields) {
        let held = held.clone();
        let typed = Callback::from(move |text| held.replace(held.get().set(at, text)));
        let node = if at == 0 { first.clone() } else { NodeRef::default() };
        out = out.child(field(id, label, text, &typed, &node));
    }
    if matches!(purpose, Purpose::Change | Purpose::Export) {
        out = out.child(told("hint", t.advice));
    }
    let problem = problem.filter(|_| typed.pressed).unwrap_or_default();
    let press = Callback::from(move |_: MouseEvent| hand_on.emit(()));
    // Of a change the settings tell beside the form, which may be folded by then.
    let ended = if purpose == Purpose::Change { Html::default() } else { said(&props.vault, &ui) };
    out.child(told("problem", problem)).child(ended).child(button(Kind::Plain, act, press)).html()
}

const IDS: [&str; 3] = ["unlock-0", "unlock-1", "unlock-2"];

fn in_settings() -> bool {
    let place = web_sys::window().and_then(|window| window.location().hash().ok());
    place.is_some_and(|place| place == Route::Settings.hash())
}

#[inline(never)]
fn field(id: &'static str, label: &'static str, text: &Rc<str>, typed: &Callback<Rc<str>>, node: &NodeRef) -> Element {
    let input = html! { <SecretField {id} value={Rc::clone(text)} typed={typed.clone()} node={node.clone()} /> };
    element("div class=field").child(element("label").attr("for", id).child(label)).child(input)
}

/// A field of a passphrase in another form.
pub fn passphrase_field(id: &'static str, label: &'static str, text: &Rc<str>, typed: &Callback<Rc<str>>) -> Element {
    field(id, label, text, typed, &NodeRef::default())
}

/// What is wrong with a new passphrase.
pub fn flaw(new: &str, again: &str, ui: &Ui) -> Option<String> {
    let t = &ui.texts.vault;
    if !is_long_enough(new) {
        return Some((t.too_short)(SHORTEST));
    }
    (new != again).then(|| t.differs.to_owned())
}

/// How it goes with a passphrase. Its place is always there, so that screen readers hear it.
pub fn said(vault: &Vault, ui: &Ui) -> Html {
    let t = &ui.texts.vault;
    let (class, words) = match vault.said {
        _ if vault.busy => ("busy", t.busy.to_owned()),
        Said::Nothing => ("hint", String::new()),
        Said::Wrong => ("problem", t.wrong.to_owned()),
        Said::Changed => ("works", t.changed.to_owned()),
        Said::Failed => ("problem", t.failed.to_owned()),
        Said::Damaged(number) => ("problem", (t.damaged)(number)),
    };
    told(class, words)
}

/// The link out of the page that shows this one inside of itself.
pub fn own_tab(route: &Route, ui: &Ui) -> Html {
    element("a class=button data-kind=plain target=_blank rel=noopener")
        .attr("href", route.hash())
        .child(ui.texts.vault.own_tab)
        .html()
}
