//! Keys in a backup: never there unless they were asked for, and never readable without the passphrase of the file.

use std::rc::Rc;

use crate::domain::archive::vault::Standing;
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::id::ConnectionId;
use crate::domain::moment::Moment;
use crate::domain::secret::Secret;
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::transfer::export::Export;
use crate::state::transfer::{Order, order};
use crate::state::vault::{Said, Vault};

impl State {
    /// With a passphrase the keys that this tab can read go along, encrypted with it.
    pub(super) fn export_all_pressed(&mut self, passphrase: Option<Secret>, now: Moment) -> Vec<Effect> {
        let Some(passphrase) = passphrase.filter(|_| !self.framed) else { return self.export_begun(None, now) };
        if self.transfer.export.sealing {
            return Vec::new();
        }
        let known = |connection: &Rc<Connection>| {
            let secrets = self.connections.secrets(connection)?;
            Some((connection.id.clone(), (**secrets).clone()))
        };
        let secrets = self.connections.all().iter().filter_map(known).collect();
        self.transfer.export = Export::default();
        self.transfer.export.keys = true;
        self.transfer.export.sealing = true;
        order(Order::Seal(passphrase, secrets))
    }

    pub(super) fn keys_sealed(&mut self, keys: Option<String>, now: Moment) -> Vec<Effect> {
        if !std::mem::take(&mut self.transfer.export.sealing) {
            return Vec::new();
        }
        self.transfer.export.unsealed = keys.is_none();
        if keys.is_none() { Vec::new() } else { self.export_begun(keys.as_deref(), now) }
    }

    pub(super) fn ticked_keys(&mut self) -> Vec<Effect> {
        if let Some(finds) = self.finds() {
            finds.with_keys = !finds.with_keys;
        }
        Vec::new()
    }

    pub(super) fn keys_wanted(&mut self, passphrase: Secret) -> Vec<Effect> {
        let framed = self.framed;
        let Some(finds) = self.finds().filter(|finds| !finds.asked.busy && !framed) else { return Vec::new() };
        let Some(keys) = finds.extras.as_ref().and_then(|extras| extras.keys.clone()) else { return Vec::new() };
        finds.asked = Vault::trying(true);
        order(Order::Open(Box::new(keys), passphrase))
    }

    pub(super) fn keys_opened(&mut self, opened: Result<Vec<(ConnectionId, Secrets)>, Said>) -> Vec<Effect> {
        let Some(finds) = self.finds() else { return Vec::new() };
        finds.asked = Vault::default();
        match opened {
            Ok(keys) => finds.keys = Some(keys),
            Err(said) => finds.asked.said = said,
        }
        Vec::new()
    }

    /// Takes keys of a backup for connections that are here and have none: each where its connection keeps it. One to be
    /// encrypted here while the encrypted keys are locked stays with this tab.
    pub(super) fn restore_keys(&mut self, keys: Vec<(ConnectionId, Secrets)>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (id, secrets) in keys {
            let Some(held) = self.connections.get(&id).cloned() else { continue };
            let has = self.connections.secrets(&held).is_some() || self.vault.locks(&held);
            if has || !held.owns(&secrets) || secrets.is_empty() {
                continue;
            }
            let mut held = (*held).clone();
            if held.keeping == Keeping::Encrypted && self.vault.standing != Standing::Open {
                held.keeping = Keeping::Tab;
                held.revision += 1;
            }
            let (held, secrets) = self.connections.give(held, secrets);
            effects.push(Effect::SaveSecrets(held, Some(secrets)));
        }
        if !effects.is_empty() {
            let list = self.connections.all().iter().skip(1).cloned().collect();
            effects.insert(0, Effect::SaveConnections(list));
        }
        effects
    }
}
