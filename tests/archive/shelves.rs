//! Storages for tests: one that several stores share, with a wall, and with writes that fail when told to.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;

use sotto::domain::archive::durable::{Change, Order, Row, Want};
use sotto::domain::archive::ledger::units;
use sotto::domain::archive::opening::Opened;
use sotto::domain::archive::shelf::{Memory, Shelf};
use sotto::domain::archive::store::Store;
use sotto::domain::error::StorageProblem;

/// The durable level as a database keeps it.
pub type Rows = BTreeMap<String, String>;

/// Carries an order out, as one transaction. Gives what it read.
pub fn carry_out(rows: &mut Rows, order: &Order) -> Vec<Row> {
    let under = |rows: &Rows, start: &str| -> Vec<Row> {
        rows.iter().filter(|(key, _)| key.starts_with(start)).map(|(k, t)| (k.clone(), t.clone())).collect()
    };
    let mut found = Vec::new();
    for want in order.wants() {
        match want {
            Want::Key(key) => found.extend(rows.get(&key).map(|text| (key, text.clone()))),
            Want::Under(start) => found.extend(under(rows, &start)),
            Want::Some { after, until, most } => {
                let range = (Bound::Excluded(after), Bound::Included(until));
                found.extend(rows.range(range).take(most as usize).map(|(key, text)| (key.clone(), text.clone())));
            }
        }
    }
    for change in order.changes(&found) {
        assert!(order.writes());
        match change {
            Change::Put(key, text) => drop(rows.insert(key, text)),
            Change::Take(key) => drop(rows.remove(&key)),
            Change::TakeUnder(start) => rows.retain(|key, _| !key.starts_with(&start)),
        }
    }
    found
}

/// What a shelf does to its writers.
#[derive(Clone, Default)]
pub struct Shared {
    pub texts: Rc<RefCell<BTreeMap<String, String>>>,
    /// Units it holds; none: no wall.
    pub quota: Rc<Cell<Option<u32>>>,
    /// Writes still to succeed before `failing` of them fail; none: all succeed.
    pub fuse: Rc<Cell<Option<u32>>>,
    pub failing: Rc<Cell<u32>>,
    pub refusing: Rc<Cell<bool>>,
    pub reads: Rc<RefCell<Vec<String>>>,
    pub noted: Option<(String, Option<String>)>,
}

impl Shared {
    pub fn open(&self) -> (Store, Opened) {
        self.open_as(7)
    }

    pub fn open_as(&self, seed: u64) -> (Store, Opened) {
        Store::open(Box::new(self.clone()), Box::new(Memory::default()), seed)
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.texts.borrow().get(name).cloned()
    }

    pub fn names(&self) -> Vec<String> {
        self.texts.borrow().keys().cloned().collect()
    }

    pub fn put(&self, name: &str, text: &str) {
        self.texts.borrow_mut().insert(name.to_owned(), text.to_owned());
    }

    pub fn units(&self) -> u32 {
        self.texts.borrow().iter().map(|(name, text)| units(name) + units(text)).sum()
    }

    /// Another shelf with the same texts, which fails no write.
    pub fn copy(&self) -> Self {
        Self { texts: Rc::new(RefCell::new(self.texts.borrow().clone())), ..Self::default() }
    }
}

impl Shelf for Shared {
    fn get(&self, name: &str) -> Result<Option<String>, StorageProblem> {
        if self.refusing.get() {
            return Err(StorageProblem::Refused);
        }
        self.reads.borrow_mut().push(name.to_owned());
        Ok(self.text(name))
    }

    fn note(&mut self, name: &str) {
        self.noted = Some((name.to_owned(), self.text(name)));
    }

    fn is_noted(&self, name: &str) -> bool {
        self.noted.as_ref().is_some_and(|(noted, text)| noted == name && *text == self.text(name))
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), StorageProblem> {
        if self.refusing.get() {
            return Err(StorageProblem::Refused);
        }
        if let Some(left) = self.fuse.get() {
            if left > 0 {
                self.fuse.set(Some(left - 1));
            } else if self.failing.get() > 0 {
                self.failing.set(self.failing.get() - 1);
                return Err(StorageProblem::Full);
            }
        }
        let old = self.text(name).map_or(0, |text| units(&text) + units(name));
        if self.quota.get().is_some_and(|quota| self.units() - old + units(name) + units(text) > quota) {
            return Err(StorageProblem::Full);
        }
        self.put(name, text);
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), StorageProblem> {
        if self.refusing.get() {
            return Err(StorageProblem::Refused);
        }
        self.texts.borrow_mut().remove(name);
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        if self.refusing.get() { Vec::new() } else { self.names() }
    }
}
