//! What exceeds the budget of the first level lives in the durable one alone, the oldest first.
//!
//! Promises that a copy goes only after the other one has reached the disk, and not while it is the newer one.

use crate::domain::archive::durable::{self, HEADS, Order, Row};
use crate::domain::archive::key::Key;
use crate::domain::archive::ledger::BUDGET;
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::record::{self, Kind, Read};
use crate::domain::archive::store::Store;
use crate::domain::id::ConversationId;
use crate::domain::table::in_order;

/// How far below the budget room is made at once, in UTF-16 units, so that it is not made for every message.
const SLACK: u32 = 100_000;

/// The newest conversations stay, whatever they and the index take.
const STAY: usize = 8;

/// How many conversations are made secure at once.
const MOST: usize = 200;

/// Stands in the first level while it is cleared, so that other tabs put nothing back.
const CLEARED: &str = "sotto/cleared";

impl Store {
    /// Deletes everything of ours in both levels. Nothing is kept any more until the page is loaded again.
    pub fn clear(&mut self) {
        let _ = self.local.set(CLEARED, "1");
        self.close();
        for name in self.local.keys() {
            if name.starts_with("sotto/") && name != CLEARED {
                let _ = self.local.remove(&name);
            }
        }
        for name in self.tab.keys() {
            if name.starts_with("sotto/") {
                let _ = self.tab.remove(&name);
            }
        }
        let _ = self.local.remove(CLEARED);
        if self.durable != Durable::Refused {
            self.orders = vec![Order::Clear];
        }
    }

    /// Whether everything was deleted, here or by another tab.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Another tab deletes everything: nothing is put back.
    pub(super) fn is_cleared_by(&mut self, name: &str) -> bool {
        let cleared = name == CLEARED;
        if cleared {
            self.close();
        }
        cleared || self.closed
    }

    fn close(&mut self) {
        self.closed = true;
        self.orders.clear();
        self.recent.clear();
    }

    /// Where whole conversations take more than their budget, the oldest will live in the durable level alone.
    pub(super) fn make_room(&mut self) {
        if self.durable != Durable::Here || self.spilling || self.used() <= BUDGET {
            return;
        }
        let mut surplus = self.used() - (BUDGET - SLACK);
        let candidates = self.index.entries().filter(|entry| !entry.deleted && !self.behind.contains(&entry.id));
        let mut candidates = in_order(candidates, |entry| (entry.order, entry.id.clone()));
        candidates.truncate(candidates.len().saturating_sub(STAY));
        let mut oldest = Vec::new();
        for entry in candidates {
            let share = self.ledger.share(&Key::Conversation(entry.id.clone()).name());
            if surplus == 0 || oldest.len() == MOST {
                break;
            }
            if share > 0 {
                surplus = surplus.saturating_sub(share);
                oldest.push(entry.id.clone());
            }
        }
        self.spilling = !oldest.is_empty();
        if self.spilling {
            self.order(Order::Secure(oldest));
        }
    }

    /// What was ordered to be secure is: its copy here goes, unless it is newer.
    pub fn secured(&mut self, found: &[Row]) {
        self.spilling = false;
        for (key, text) in found {
            let Some(id) = key.strip_prefix(HEADS).and_then(ConversationId::parse) else { continue };
            let held = Key::Conversation(id.clone());
            let ours = match self.get(&held).ok().flatten().map(|text| record::header(&text, Kind::Conversation)) {
                Some(Read::Fine(header)) => header.revision,
                _ => continue,
            };
            let safe = durable::entry(&id, text).is_some_and(|entry| !entry.deleted && entry.revision >= ours);
            if safe && !self.behind.contains(&id) {
                let _ = self.take(&held);
                self.written.remove(&id);
            } else if !safe {
                self.behind.insert(id);
            }
        }
        self.make_room();
    }
}
