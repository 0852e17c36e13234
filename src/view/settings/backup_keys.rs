//! The keys in a backup: whether they go along, whether they are taken, and the passphrase for either.

use yew::prelude::*;

use crate::domain::archive::vault::Standing;
use crate::state::transfer::import::Finds;
use crate::state::transfer::{Step, Transfer};
use crate::state::vault::Vault;
use crate::view::Ui;
use crate::view::element::element;
use crate::view::part::part;
use crate::view::passphrase::{PassphraseForm, Purpose};
use crate::view::settings::transfer::{tick, turn};
use crate::view::text_field::{line, told};

/// Whether keys go along, and under which passphrase.
pub fn export_keys(transfer: &Transfer, vault: &Vault, ui: &Ui) -> Html {
    let (t, export) = (&ui.texts.transfer, &transfer.export);
    let words = element("span").child(t.export_keys);
    let turned = turn(ui, || Step::ExportKeysTicked);
    let mut out = element("div class=backup-keys").child(tick(export.keys, !vault.able, turned, words));
    if !vault.able {
        out = out.child(line("hint", ui.texts.vault.unable));
    } else if export.keys {
        if vault.standing == Standing::Locked {
            out = out.child(line("warning", t.locked_stay));
        }
        let asked = Vault::trying(export.sealing);
        out = out.child(part(PassphraseForm { purpose: Purpose::Export, vault: asked }));
        out = out.child(told("problem", if export.unsealed { t.unsealed } else { "" }));
    }
    out.html()
}

/// The keys of a backup: ignored unless they are ticked, and then under the passphrase they were encrypted with.
pub fn import_keys(finds: &Finds, ui: &Ui) -> Html {
    let t = &ui.texts.transfer;
    let Some(extras) = &finds.extras else { return Html::default() };
    if extras.keys_damaged {
        return line("warning", t.keys_damaged);
    }
    let count = extras.keys.as_ref().map_or(0, |keys| keys.live().count());
    if count == 0 {
        return Html::default();
    }
    let words = element("span").child((t.keys)(count));
    let mut out =
        element("div class=backup-keys").child(tick(finds.with_keys, false, turn(ui, || Step::KeysTicked), words));
    if finds.with_keys {
        out = match finds.keys {
            Some(_) => out.child(line("hint", t.keys_open)),
            None => out.child(part(PassphraseForm { purpose: Purpose::Import, vault: finds.asked.clone() })),
        };
    }
    out.html()
}
