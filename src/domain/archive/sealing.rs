//! The keys that this page knows by itself, and the encrypted ones in the store.
//!
//! Promises: secrets stand in one place at a time, and the old place goes only once the new one is written; what cannot
//! be read of the encrypted ones is never written over; two tabs that add to them lose nothing. The passphrase and what
//! is made of it never come here: what is decrypted and encrypted comes and goes as values.

use std::rc::Rc;

use crate::domain::archive::elsewhere::Foreign;
use crate::domain::archive::key::Key;
use crate::domain::archive::record::{self, Kind, Read};
use crate::domain::archive::secrets;
use crate::domain::archive::store::Store;
use crate::domain::archive::vault::{self, Row, Salt, Sealed, Standing, Vault};
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::error::StorageProblem;
use crate::domain::id::ConnectionId;
use crate::domain::table::Table;

/// Under which secrets cross a load of the page that the page itself asked for.
const CROSSING: &str = "sotto/crossing/";

/// The keys of this page.
#[derive(Debug, Default)]
pub(super) struct Keys {
    /// Secrets kept in memory, and those that were decrypted.
    pub held: Table<ConnectionId, Secrets>,
    /// The encrypted ones.
    vault: Option<Vault>,
    /// Why they cannot be read.
    unread: Option<Standing>,
    /// Names of records removed before the durable level answered: what it had of them then is old.
    pub gone: Vec<String>,
    /// With which salt this tab decrypts.
    open: Option<Salt>,
}

impl Store {
    /// How things stand with the encrypted keys.
    #[must_use]
    pub fn standing(&self) -> Standing {
        match (self.keys.unread, &self.keys.vault, self.keys.open) {
            (Some(unread), ..) => unread,
            (_, Some(vault), Some(open)) if vault.salt == open => Standing::Open,
            (_, Some(vault), _) if vault.live().next().is_some() || vault.has_unread() => Standing::Locked,
            _ => Standing::None,
        }
    }

    /// The encrypted keys.
    #[must_use]
    pub fn vault(&self) -> Option<&Vault> {
        self.keys.vault.as_ref().filter(|_| self.keys.unread.is_none())
    }

    /// Which connections have encrypted secrets, and for which origins.
    #[must_use]
    pub fn sealed(&self) -> Vec<(ConnectionId, Rc<str>)> {
        let rows = self.vault().into_iter().flat_map(Vault::live);
        rows.map(|(row, _)| (row.id.clone(), Rc::clone(&row.origin))).collect()
    }

    pub(super) fn row_of(&self, id: &ConnectionId) -> Option<&Row> {
        self.vault()?.row(id)
    }

    /// The passphrase was right: these secrets were encrypted. Those here that should be encrypted and are not are given
    /// back.
    pub fn opened(&mut self, salt: Salt, found: Vec<(ConnectionId, Secrets)>) -> Vec<(Connection, Secrets)> {
        self.keys.open = Some(salt);
        for (id, secrets) in found {
            self.keys.held.insert(id, secrets);
        }
        let encrypts = |connection: &Connection| connection.keeping == Keeping::Encrypted;
        let bare = |connection: &Connection| encrypts(connection) && self.row_of(&connection.id).is_none();
        let bare: Vec<Connection> = self.connections.live().into_iter().filter(bare).collect();
        bare.into_iter().filter_map(|connection| Some((connection.clone(), self.secrets_of(&connection)?))).collect()
    }

    /// A passphrase was chosen: with this from now on, which is stored with the first key.
    ///
    /// # Errors
    /// There are encrypted keys that cannot be read.
    pub fn begin_vault(&mut self, mut new: Vault) -> Result<(), StorageProblem> {
        self.read_vault()?;
        new.epoch = self.keys.vault.as_ref().map_or(0, |vault| vault.epoch) + 1;
        self.keys.open = Some(new.salt);
        self.keys.vault = Some(new);
        Ok(())
    }

    /// Encrypted keys are unknown to this tab from now on.
    pub fn lock(&mut self) {
        self.keys.open = None;
        let connections = &self.connections;
        let stays = |connection: &Connection| connection.keeping != Keeping::Encrypted;
        self.keys.held.retain(|id, _| connections.get(id).is_some_and(stays));
    }

    /// Keeps what was encrypted of a connection's secrets, and these nowhere else.
    ///
    /// # Errors
    /// Nothing was written; among others because another tab has another passphrase by now.
    pub fn seal(
        &mut self,
        connection: &Connection,
        secrets: &Secrets,
        salt: Salt,
        sealed: Sealed,
    ) -> Result<(), StorageProblem> {
        self.read_vault()?;
        let Some(mut vault) = self.keys.vault.clone().filter(|vault| vault.salt == salt) else {
            return Err(StorageProblem::Refused);
        };
        vault.put(&connection.id, &secrets.origin, Some(sealed));
        self.write_vault(vault)?;
        self.keys.held.insert(connection.id.clone(), secrets.clone());
        self.forget_elsewhere(connection)
    }

    /// There is a new passphrase, and everything is encrypted anew: one write.
    ///
    /// # Errors
    /// Nothing was written: the old passphrase holds.
    pub fn reseal(&mut self, mut new: Vault, from: Salt) -> Result<(), StorageProblem> {
        self.read_vault()?;
        let old = self.keys.vault.clone().filter(|vault| vault.salt == from).ok_or(StorageProblem::Refused)?;
        let kept = |(row, _): &(&Row, &Sealed)| new.row(&row.id).is_some();
        if old.has_unread() || !old.live().all(|row| kept(&row)) {
            // What could not be decrypted cannot go along.
            let text = self.get(&Key::Vault)?.unwrap_or_default();
            self.set_aside(&Key::Vault, &text)?;
        }
        new.epoch = old.epoch + 1;
        let salt = new.salt;
        self.write_vault(new)?;
        self.keys.open = Some(salt);
        Ok(())
    }

    /// Removes all encrypted keys, readable or not.
    ///
    /// # Errors
    /// The browser refuses.
    pub fn forget_vault(&mut self) -> Result<(), StorageProblem> {
        self.lock();
        if self.ledger.share(&Key::Vault.name()) == 0 {
            // The durable level alone may have them.
            self.order_removal(&Key::Vault)?;
        }
        self.take(&Key::Vault)?;
        for count in 1..=9 {
            self.take(&Key::Vault.aside(count))?;
        }
        self.keys.vault = None;
        self.keys.unread = None;
        Ok(())
    }

    pub(super) fn remove_row(&mut self, id: &ConnectionId) -> Result<(), StorageProblem> {
        if self.row_of(id).is_none() || self.read_vault().is_err() {
            return Ok(());
        }
        let Some(mut vault) = self.keys.vault.clone() else { return Ok(()) };
        if vault.put(id, &Rc::default(), None) { self.write_vault(vault) } else { Ok(()) }
    }

    /// Takes in what stands there now: another tab may have written.
    fn read_vault(&mut self) -> Result<(), StorageProblem> {
        match self.get(&Key::Vault)? {
            Some(text) => self.take_vault(Some(&text)),
            // Another tab has just forgotten them all.
            None if !self.sealed().is_empty() => {
                self.lock();
                self.keys.vault = None;
            }
            None => {}
        }
        match self.keys.unread {
            None => Ok(()),
            Some(Standing::Newer) => Err(StorageProblem::Newer),
            Some(_) => Err(StorageProblem::Refused),
        }
    }

    fn write_vault(&mut self, vault: Vault) -> Result<(), StorageProblem> {
        let held = self.get(&Key::Vault)?.unwrap_or_default();
        if let Read::Fine(header) = record::header(&held, Kind::Vault) {
            self.stamp = self.stamp.max(header.revision);
        }
        self.stamp += 1;
        let text = vault.encode(self.stamp, &self.writer);
        self.put(&Key::Vault, &text, 0)?;
        self.keys.vault = Some(vault);
        Ok(())
    }

    /// Takes the record in that stands there. None: there is none.
    pub(super) fn take_vault(&mut self, text: Option<&str>) {
        self.keys.unread = None;
        match text.map(vault::decode) {
            None => self.keys.vault = None,
            Some(Read::Fine((theirs, _))) => match &mut self.keys.vault {
                Some(ours) => drop(ours.absorb(theirs)),
                None => self.keys.vault = Some(theirs),
            },
            Some(Read::Newer { .. }) => self.keys.unread = Some(Standing::Newer),
            Some(Read::Corrupt { .. }) => self.keys.unread = Some(Standing::Damaged),
        }
    }

    /// Another tab wrote, or removed, the encrypted keys. Where the two crossed, both are written together.
    pub(super) fn vault_elsewhere(&mut self, text: Option<&str>, current: Option<&str>) -> Option<Foreign> {
        if text.is_none() && current.is_none() {
            self.lock();
        }
        // What ours has beyond theirs was written here, so it stood or stands there.
        let stood = self.keys.vault.clone();
        self.take_vault(text.and(current));
        if let (Some(mut ours), Some(Read::Fine((theirs, _)))) = (stood, current.map(vault::decode))
            && ours.live().next().is_some()
            && ours.absorb(theirs)
        {
            let _ = self.write_vault(ours);
        }
        if self.keys.open.is_some() && self.standing() != Standing::Open {
            self.lock();
        }
        let (connections, sealed) = (&self.connections, self.sealed());
        let stays = |id: &ConnectionId| {
            connections.get(id).is_none_or(|connection| connection.keeping != Keeping::Encrypted)
                || sealed.iter().any(|(held, _)| held == id)
        };
        self.keys.held.retain(|id, _| stays(id));
        Some(Foreign::Vault)
    }

    /// The durable level has this record of the encrypted keys. True: that is settled with it. None: nothing is to be
    /// done.
    pub(super) fn mend_vault(&mut self, text: &str) -> Option<bool> {
        let held = self.get(&Key::Vault).ok()?;
        match (vault::decode(text), held.as_deref().map(vault::decode)) {
            // A mark of removal has no body.
            (Read::Corrupt { .. }, _) if matches!(record::read(text, Kind::Vault), Read::Fine(r) if r.body == "null") => {
                Some(false)
            }
            (Read::Newer { .. }, None) => {
                self.keys.unread = Some(Standing::Newer);
                Some(true)
            }
            (Read::Corrupt { .. }, None) => {
                self.keys.unread = Some(Standing::Damaged);
                Some(true)
            }
            (Read::Fine(_), Some(Read::Corrupt { .. })) => {
                self.set_aside(&Key::Vault, &held.unwrap_or_default()).ok()?;
                self.put(&Key::Vault, text, 0).ok()?;
                self.take_vault(Some(text));
                Some(true)
            }
            _ => Some(false),
        }
    }

    /// Forgets secrets in all places but the one where their connection keeps them.
    pub(super) fn forget_elsewhere(&mut self, connection: &Connection) -> Result<(), StorageProblem> {
        let key = Key::Secrets(connection.id.clone());
        let keeping = connection.keeping;
        if keeping != Keeping::Tab {
            self.tab.remove(&key.name())?;
        }
        if matches!(keeping, Keeping::Device | Keeping::Tab) {
            self.keys.held.remove(&connection.id);
        }
        if keeping != Keeping::Device {
            self.take(&key)?;
        }
        if keeping != Keeping::Encrypted { self.remove_row(&connection.id) } else { Ok(()) }
    }

    /// Lets go of what this tab alone has of secrets that another tab had kept elsewhere since.
    pub(super) fn let_go(&mut self) {
        for connection in self.connections.live() {
            if connection.keeping != Keeping::Tab {
                let _ = self.tab.remove(&Key::Secrets(connection.id.clone()).name());
            }
            if matches!(connection.keeping, Keeping::Device | Keeping::Tab) {
                self.keys.held.remove(&connection.id);
            }
        }
    }

    /// At the start, of either level: what a page killed in the middle of a change left in the wrong place.
    pub(super) fn forget_left_over(&mut self) {
        for connection in self.connections.live() {
            let plain = Key::Secrets(connection.id.clone());
            let elsewhere = match connection.keeping {
                Keeping::Device => false,
                Keeping::Tab | Keeping::Memory => true,
                Keeping::Encrypted => self.row_of(&connection.id).is_some(),
            };
            if elsewhere && matches!(self.get(&plain), Ok(Some(_))) {
                let _ = self.take(&plain);
            }
        }
        let gone = |(id, _): &(ConnectionId, Rc<str>)| self.connections.is_deleted(id);
        for (id, _) in self.sealed().into_iter().filter(gone).collect::<Vec<_>>() {
            let _ = self.remove_row(&id);
        }
    }

    /// The page loads itself again: what only it knows goes along by way of the tab, for that moment. Decrypted secrets
    /// do not, as they must never be written.
    pub fn hand_over(&mut self) {
        let held = std::mem::take(&mut self.keys.held);
        for (id, secrets) in held.iter() {
            if self.connections.get(id).is_some_and(|connection| connection.keeping == Keeping::Memory) {
                let text = secrets::encode(secrets, 0, &self.writer);
                let _ = self.tab.set(&[CROSSING, id.as_str()].concat(), &text);
            }
        }
        self.keys.held = held;
    }

    /// Takes over what the page that loaded this one handed on.
    pub(super) fn take_over(&mut self) {
        for name in self.tab.keys() {
            let Some(id) = name.strip_prefix(CROSSING).map(ConnectionId::parse) else { continue };
            let text = self.tab.get(&name).ok().flatten().unwrap_or_default();
            let _ = self.tab.remove(&name);
            if let (Some(id), Read::Fine(secrets)) = (id, secrets::decode(&text)) {
                self.keys.held.insert(id, secrets);
            }
        }
    }
}
