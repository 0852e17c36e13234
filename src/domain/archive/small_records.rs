//! Settings, connections, secrets, drafts and folders in the durable level: each a small record that stands there as it
//! does in the first one. Of each the newer one stays, and what was removed leaves a mark that is newer than any copy.

use crate::domain::archive::durable::{self, Order, RECORDS, Row};
use crate::domain::archive::elsewhere::Foreign;
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::units;
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::store::Store;
use crate::domain::error::StorageProblem;

impl Store {
    /// Orders a small record to be kept as well. Conversations and the index have their own ways.
    pub(super) fn order_record(&mut self, key: &Key, text: &str) {
        if kind_of(key).is_some() {
            self.order(Order::Record(key.name(), text.to_owned()));
        }
    }

    /// A small record goes: the mark of it must be newer than any copy that comes back.
    pub(super) fn order_removal(&mut self, key: &Key) -> Result<(), StorageProblem> {
        let Some(kind) = kind_of(key) else { return Ok(()) };
        if self.durable == Durable::Asked {
            self.keys.gone.push(key.name());
        }
        self.stamp += 1;
        let mark = Sheet::new(kind, self.stamp, &self.writer, "null").finish();
        self.order(Order::Record(key.name(), mark));
        Ok(())
    }

    /// The durable level has a small record: the newer one stays.
    pub(super) fn record_found(&mut self, name: &str, text: &str) -> Option<Foreign> {
        let key = Key::parse(name)?;
        let kind = kind_of(&key)?;
        if self.keys.gone.iter().any(|gone| gone == name) {
            return None;
        }
        if key == Key::Vault && self.mend_vault(text)? {
            return Some(Foreign::Vault);
        }
        let Read::Fine(theirs) = record::header(text, kind) else { return None };
        self.stamp = self.stamp.max(theirs.revision);
        let held = self.get(&key).ok()?;
        if held.as_deref().is_some_and(|held| revision(held, kind).is_none_or(|ours| ours >= theirs.revision)) {
            return None;
        }
        // Lists of rows have no body either.
        let removed = matches!(kind, Kind::Draft | Kind::Secrets | Kind::Vault)
            && matches!(record::read(text, kind), Read::Fine(record) if record.body == "null");
        if removed {
            held.as_ref()?;
            let _ = self.local.remove(name);
            self.ledger.forget(name);
            return self.told(key, None, None);
        }
        let size = units(text);
        if self.ledger.admits(name, size, 0).is_ok() && self.local.set(name, text).is_ok() {
            self.ledger.note(name, size);
        }
        self.told(key, Some(text), Some(text))
    }

    /// Orders the small records that the durable level lacks.
    pub(super) fn send_records(&mut self, found: &[Row]) {
        for name in self.local.keys() {
            let Some(key) = Key::parse(&name) else { continue };
            let (Some(kind), Ok(Some(text))) = (kind_of(&key), self.get(&key)) else { continue };
            let theirs = durable::text_of(found, &[RECORDS, &name].concat());
            if theirs.is_some_and(|theirs| matches!(record::header(theirs, kind), Read::Newer { .. })) {
                continue;
            }
            if revision(&text, kind) > theirs.and_then(|theirs| revision(theirs, kind)) {
                self.order(Order::Record(name, text));
            }
        }
    }
}

fn revision(text: &str, kind: Kind) -> Option<u64> {
    match record::header(text, kind) {
        Read::Fine(header) => Some(header.revision),
        _ => None,
    }
}

/// The kind of a small record.
fn kind_of(key: &Key) -> Option<Kind> {
    match key {
        Key::Settings => Some(Kind::Settings),
        Key::Connections => Some(Kind::Connections),
        Key::Secrets(_) => Some(Kind::Secrets),
        Key::Vault => Some(Kind::Vault),
        Key::Draft(_) => Some(Kind::Draft),
        Key::Folders => Some(Kind::Folders),
        Key::Backups => Some(Kind::Backups),
        _ => None,
    }
}
