//! The index of the history: what the list shows of every conversation, without opening one.
//!
//! Kept in small pages by place, fifty places a page, so that a change rewrites only the page a conversation stood in
//! and the one it moves to. The newest conversations stand in the page with the highest number. Two copies are merged
//! entry by entry, so no tab's write can take another's conversation away; a page that is lost is made anew from the
//! conversations themselves.

use std::rc::Rc;

use crate::domain::archive::filing;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line};
use crate::domain::filing::Filing;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::table::{Set, Table, in_order};

/// Places in a page.
const PAGE: u64 = 50;

/// Deletions remembered. Other tabs and levels of storage learn of them long before so many have followed.
const DELETIONS: usize = 400;

/// Short names: ten thousand of these are kept in the room of five megabytes.
fn row(entry: &Entry) -> String {
    let mut row = Line::default();
    row.text("id", entry.id.as_str());
    row.whole("rev", entry.revision);
    row.whole("order", entry.order);
    row.signed("at", entry.updated);
    if entry.created != 0 && !entry.deleted {
        row.signed("made", entry.created);
    }
    if entry.active != 0 && !entry.deleted {
        row.signed("said", entry.active);
    }
    row.some_count("size", Some(entry.size).filter(|size| *size > 0));
    row.said("title", &entry.title);
    row.mark("deleted", entry.deleted);
    filing::write(&mut row, &entry.filing);
    row.finish()
}

fn entry(row: Fields<'_>) -> Option<Entry> {
    Some(Entry {
        id: row.parsed("id", ConversationId::parse)?,
        title: row.shared("title"),
        revision: row.whole("rev").unwrap_or_default(),
        order: row.whole("order").unwrap_or_default(),
        created: row.signed("made").unwrap_or_default(),
        updated: row.signed("at").unwrap_or_default(),
        active: row.signed("said").unwrap_or_default(),
        size: row.count("size").unwrap_or_default(),
        deleted: row.flag("deleted", false),
        filing: filing::read(row),
    })
}

/// The page an entry with that place stands in.
#[must_use]
pub fn page_of(order: u64) -> u64 {
    order / PAGE
}

/// The entries of a page, and whether all of it could be read.
#[must_use]
pub fn decode(text: &str) -> Read<(Vec<Entry>, bool)> {
    let record = match record::read(text, Kind::Index) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let count = record.rows.len();
    let entries: Vec<Entry> = record.rows.into_iter().filter_map(|text| row::read(text, entry)).collect();
    let whole = record.whole && entries.len() == count;
    Read::Fine((entries, whole))
}

/// The index of the history as one tab knows it, and which of its pages have yet to be written.
#[derive(Clone, Debug, Default)]
pub struct Index {
    entries: Table<ConversationId, Rc<Entry>>,
    /// Pages that the storage has otherwise than we do.
    pub stale: Set<u64>,
}

impl Index {
    /// What is known of a conversation.
    #[must_use]
    pub fn get(&self, id: &ConversationId) -> Option<&Entry> {
        self.entries.get(id).map(Rc::as_ref)
    }

    /// All entries, deleted ones included, by id.
    pub fn entries(&self) -> impl Iterator<Item = &Rc<Entry>> {
        self.entries.values()
    }

    /// The highest place taken.
    #[must_use]
    pub fn top(&self) -> u64 {
        self.entries.values().map(|entry| entry.order).max().unwrap_or(0)
    }

    /// Puts an entry in place of what is known. Only where the conversation was put, and when it began, stays.
    pub fn put(&mut self, mut entry: Entry) {
        if let Some(held) = self.entries.get(&entry.id) {
            entry.filing.absorb(&held.filing);
            if entry.created == 0 {
                entry.created = held.created;
            }
            if **held == entry {
                return;
            }
            self.stale.insert(page_of(held.order));
        }
        self.stale.insert(page_of(entry.order));
        self.entries.insert(entry.id.clone(), Rc::new(entry));
    }

    /// Takes in where a conversation was put. Says whether that changed anything.
    pub fn file(&mut self, id: &ConversationId, filing: &Filing) -> bool {
        let Some(held) = self.entries.get_mut(id) else { return false };
        let changed = Rc::make_mut(held).filing.absorb(filing);
        if changed {
            self.stale.insert(page_of(held.order));
        }
        changed
    }

    /// Forgets an entry altogether.
    pub fn forget(&mut self, id: &ConversationId) {
        if let Some(held) = self.entries.remove(id) {
            self.stale.insert(page_of(held.order));
        }
    }

    /// Takes in what stands in the storage under a page, all at once, and marks the page where something stands there
    /// that moved: it was closed between two writes.
    pub fn gather(&mut self, number: u64, entries: Vec<Entry>) {
        let mut new: Vec<(ConversationId, Rc<Entry>)> = Vec::with_capacity(entries.len());
        let mut held = Vec::new();
        for entry in in_order(entries, |entry| entry.id.clone()) {
            let again = new.last().is_some_and(|(last, _)| *last == entry.id);
            if again || self.entries.contains_key(&entry.id) {
                held.push(entry);
            } else {
                if page_of(entry.order) != number {
                    self.stale.insert(number);
                }
                new.push((entry.id.clone(), Rc::new(entry)));
            }
        }
        self.entries.join(new);
        for entry in held {
            let id = entry.id.clone();
            self.absorb(entry);
            if self.get(&id).is_some_and(|entry| page_of(entry.order) != number) {
                self.stale.insert(number);
            }
        }
    }

    /// Takes in an entry that another copy of the index has. The newer one stays.
    pub fn absorb(&mut self, entry: Entry) {
        let Some(held) = self.entries.get_mut(&entry.id) else {
            self.entries.insert(entry.id.clone(), Rc::new(entry));
            return;
        };
        let mut merged = (**held).clone();
        merged.absorb(&entry);
        if !held.deleted && !entry.deleted {
            merged.order = held.order.max(entry.order);
        }
        if merged != **held {
            if page_of(merged.order) != page_of(held.order) {
                self.stale.insert(page_of(held.order));
            }
            *held = Rc::new(merged);
        }
    }

    /// Takes in what another copy has in a page, and marks the page where it lacks something that we know.
    pub fn absorb_page(&mut self, number: u64, theirs: Vec<Entry>) {
        for entry in &theirs {
            self.absorb(entry.clone());
        }
        let theirs: Table<&ConversationId, &Entry> = theirs.iter().map(|entry| (&entry.id, entry)).collect();
        let lacking = self.page(number).into_iter().any(|ours| {
            theirs.get(&ours.id).is_none_or(|theirs| theirs.rank() < ours.rank() || theirs.filing != ours.filing)
        });
        if lacking {
            self.stale.insert(number);
        }
    }

    /// The entries of a page, newest first.
    #[must_use]
    pub fn page(&self, number: u64) -> Vec<&Entry> {
        let page = self.entries.values().map(Rc::as_ref).filter(|entry| page_of(entry.order) == number);
        let mut page = in_order(page, |entry| (entry.order, entry.id.clone()));
        page.reverse();
        page
    }

    /// The record of a page; none for an empty one.
    #[must_use]
    pub fn encode(&self, number: u64) -> Option<String> {
        let page = self.page(number);
        if page.is_empty() {
            return None;
        }
        // No tab's mark: what two tabs write alike need not be written twice.
        let mut sheet = Sheet::new(Kind::Index, 0, "", "null");
        for entry in page {
            sheet.row(&row(entry));
        }
        Some(sheet.finish())
    }

    /// The deletions beyond the latest [`DELETIONS`], with their pages, but for those that `kept` says.
    #[must_use]
    pub fn old_deletions(&self, kept: &dyn Fn(&ConversationId) -> bool) -> Vec<(u64, ConversationId)> {
        let deleted = self.entries.values().filter(|entry| entry.deleted && !kept(&entry.id));
        let deleted: Vec<(i64, ConversationId)> = deleted.map(|entry| (entry.updated, entry.id.clone())).collect();
        let surplus = deleted.len().saturating_sub(DELETIONS);
        let old = in_order(deleted, Clone::clone).into_iter().take(surplus);
        old.map(|(_, id)| (self.entries.get(&id).map_or(0, |entry| page_of(entry.order)), id)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn entry(id: &str, revision: u64, order: u64, deleted: bool) -> Entry {
        let id = ConversationId::parse(id).unwrap();
        let (title, filing) = ("t".into(), Filing::default());
        Entry { id, title, revision, order, created: 0, updated: 0, active: 0, size: 0, deleted, filing }
    }

    #[test]
    fn a_page_reads_back_newest_first_and_a_broken_row_costs_one_entry() {
        let mut index = Index::default();
        for order in 1..=3 {
            index.put(entry(&["a", &order.to_string()].concat(), 1, order, order == 2));
        }
        let text = index.encode(0).unwrap();
        let Read::Fine((entries, true)) = decode(&text) else { panic!("{text}") };
        assert_eq!(entries, [entry("a3", 1, 3, false), entry("a2", 1, 2, true), entry("a1", 1, 1, false)]);
        let Read::Fine((entries, false)) = decode(&text.replace("{\"id\":\"a3\"", "{\"id\":a3")) else { panic!() };
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn of_two_copies_the_newer_stays_whichever_comes_first() {
        let check = |held: Entry, other: Entry, expected: Entry| {
            let mut one = Index::default();
            one.absorb(held.clone());
            one.absorb(other.clone());
            assert_eq!(one.get(&held.id), Some(&expected));
            let mut two = Index::default();
            two.absorb(other);
            two.absorb(held.clone());
            assert_eq!(two.get(&held.id), Some(&expected));
        };
        check(entry("a", 1, 1, false), entry("a", 2, 1, true), entry("a", 2, 1, true));
        check(entry("a", 2, 1, false), entry("a", 2, 1, true), entry("a", 2, 1, true));
        check(entry("a", 2, 9, false), entry("a", 3, 1, false), entry("a", 3, 9, false));
    }

    #[test]
    fn a_conversation_that_moves_up_touches_two_pages() {
        let mut index = Index::default();
        index.absorb(entry("a", 1, 10, false));
        index.absorb(entry("b", 1, 320, false));
        assert!(index.stale.is_empty());
        index.put(entry("a", 2, 321, false));
        assert_eq!(index.stale, Set::from_iter([0, 6]));
        assert_eq!(index.encode(0), None);
    }

    #[test]
    fn only_the_latest_deletions_are_remembered() {
        let mut index = Index::default();
        for n in 0..DELETIONS + 5 {
            let mut gone = entry(&n.to_string(), 1, n as u64, true);
            gone.updated = n as i64;
            index.absorb(gone);
        }
        index.absorb(entry("live", 1, 0, false));
        let kept = ConversationId::parse("0").unwrap();
        for (page, id) in index.old_deletions(&|id| *id == kept) {
            assert_eq!(page, page_of(id.as_str().parse().unwrap()));
            index.forget(&id);
        }
        assert_eq!(index.entries().count(), DELETIONS + 2);
        assert!(index.get(&kept).is_some());
        assert!(index.get(&ConversationId::parse("4").unwrap()).is_none());
        assert!(index.get(&ConversationId::parse("5").unwrap()).is_some());
    }
}
