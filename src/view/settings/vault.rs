//! The encrypted keys: whether they are locked, and what can be done with them. Nothing where there are none.

use yew::prelude::*;

use crate::domain::archive::vault::Standing;
use crate::state::action::Action;
use crate::state::vault::{Step, Vault};
use crate::view::Ui;
use crate::view::controls::{Kind, button};
use crate::view::element::element;
use crate::view::part::part;
use crate::view::passphrase::{PassphraseForm, Purpose, said};
use crate::view::text_field::line;

/// The section.
pub fn vault(vault: &Vault, ui: &Ui) -> Html {
    let t = &ui.texts.vault;
    let press = |kind, label, step: fn() -> Step| button(kind, label, ui.on(move || Action::Vault(step())));
    let form = |purpose| part(PassphraseForm { purpose, vault: vault.clone() });
    let mut section = element("section class=vault aria-labelledby=vault-heading")
        .child(element("h2 id=vault-heading").child(t.heading));
    section = match vault.standing {
        Standing::None => return Html::default(),
        Standing::Newer => return section.child(line("problem", t.newer)).html(),
        Standing::Damaged => section.child(line("problem", t.unreadable)),
        Standing::Locked => section.child(line("hint", (t.locked)(vault.sealed.len()))).child(form(Purpose::Unlock)),
        Standing::Open => {
            let change = element("details").child(element("summary").child(t.change)).child(form(Purpose::Change));
            section
                .child(line("hint", t.open))
                .child(said(vault, ui))
                .child(press(Kind::Plain, t.lock, || Step::LockPressed))
                .child(change)
        }
    };
    let forgetting = if vault.forgetting {
        element("p class=ways role=alert")
            .child(element("span").child(t.forget_about))
            .child(press(Kind::Primary, t.forget_now, || Step::ForgetPressed(true)))
            .child(press(Kind::Plain, t.keep, || Step::ForgetPressed(false)))
            .html()
    } else {
        press(Kind::Plain, t.forget, || Step::ForgetPressed(true))
    };
    section.child(forgetting).html()
}
