//! Where the key of a first connection is stored, in one line, and the choice behind it.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::archive::vault::Standing;
use crate::domain::connection::Keeping;
use crate::domain::secret::Secret;
use crate::state::action::Action;
use crate::state::first_visit::{FirstVisit, Step};
use crate::state::vault::Vault;
use crate::view::icons::{Icon, icon};
use crate::view::passphrase::{flaw, passphrase_field, said};
use crate::view::{Ui, use_ui};

/// What the line is drawn from.
#[derive(Clone, PartialEq, Properties)]
pub struct SecretStorageProps {
    /// The field and what came of it.
    pub visit: FirstVisit,
    /// The encrypted keys.
    pub vault: Vault,
}

/// The line.
#[component]
pub fn SecretStorage(props: &SecretStorageProps) -> Html {
    let ui = use_ui();
    let (t, c) = (&ui.texts.first_visit, &ui.texts.connections);
    let open = use_state(|| false);
    let storage = props.visit.storage;
    let Some((_, address)) = props.visit.server().filter(|_| !props.visit.key().is_empty()) else {
        return Html::default();
    };
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let ways = [
        (Keeping::Device, c.on_device, c.on_device_about),
        (Keeping::Tab, c.in_tab, c.in_tab_about),
        (Keeping::Memory, c.in_memory, c.in_memory_about),
        (Keeping::Encrypted, c.encrypted, c.encrypted_about),
    ];
    html! {
        <div class="kept">
            <p class="hint state">
                { icon(Icon::Lock) }
                <span>
                    { (t.kept)(storage, address.host()) }{ " " }
                    <button type="button" class="link" aria-expanded={if *open { "true" } else { "false" }}
                        onclick={toggle}>{ t.change }</button>
                </span>
            </p>
            if *open {
                <fieldset class="field choice">
                    <legend>{ c.keeping }</legend>
                    { for ways.into_iter().map(|(way, label, about)| {
                        let onchange = ui.on::<Event>(move || Action::FirstVisit(Step::StorageChosen(way)));
                        let disabled = way == Keeping::Encrypted && !props.vault.able;
                        html! {
                            <label class="option">
                                <input type="radio" name="storage" checked={storage == way} {disabled} {onchange} />
                                <span><strong>{ label }</strong><small>{ about }</small></span>
                            </label>
                        }
                    }) }
                </fieldset>
            }
            if storage == Keeping::Encrypted {
                { passphrase(&props.visit, &props.vault, &ui) }
            }
        </div>
    }
}

/// The passphrase that encrypting takes, where this tab has none yet.
fn passphrase(visit: &FirstVisit, vault: &Vault, ui: &Ui) -> Html {
    let t = &ui.texts.vault;
    let (one, two) = visit.passphrase.clone();
    let typed = |change: fn(Secret, (Secret, Secret)) -> (Secret, Secret)| {
        let (ui, before) = (ui.clone(), visit.passphrase.clone());
        Callback::from(move |text: Rc<str>| {
            let (one, two) = change(Secret::typed(&text), before.clone());
            ui.send(Action::FirstVisit(Step::PassphraseTyped(one, two)));
        })
    };
    let first = typed(|text, (_, two)| (text, two));
    let second = typed(|text, (one, _)| (one, text));
    let field = |id, label, value: &Secret, typed| passphrase_field(id, label, &value.reveal().into(), typed).html();
    match vault.standing {
        Standing::Open => Html::default(),
        Standing::Newer => html! { <p class="problem">{ t.newer }</p> },
        Standing::Damaged => html! { <p class="problem">{ t.unreadable }</p> },
        Standing::Locked => html! { <>{ field("entry-passphrase", t.passphrase, &one, &first) }{ said(vault, ui) }</> },
        Standing::None => {
            let problem = flaw(one.reveal(), two.reveal(), ui).filter(|_| !two.is_empty());
            html! {
                <div class="passphrase">
                    { field("entry-passphrase", t.new, &one, &first) }
                    { field("entry-passphrase-again", t.again, &two, &second) }
                    <p class="hint">{ t.advice }</p>
                    <p class="problem" role="status">{ problem.unwrap_or_default() }</p>
                    { said(vault, ui) }
                </div>
            }
        }
    }
}
