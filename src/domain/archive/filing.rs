//! The stored form of where conversations were put, and of the folders.
//!
//! In the first level it stands in the rows of the index, and the folders in a record of their own; in the durable one
//! each conversation that was ever put somewhere has a row `f/ID`. So putting ten thousand conversations somewhere writes
//! one small row each, and reads none of them.

use std::rc::Rc;

use crate::domain::archive::durable::{self, Change, Order, Row};
use crate::domain::archive::elsewhere::Foreign;
use crate::domain::archive::key::Key;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line};
use crate::domain::archive::store::Store;
use crate::domain::error::StorageProblem;
use crate::domain::filing::{Filing, Folder, Folders, Turned};
use crate::domain::history::Entry;
use crate::domain::id::{ConversationId, FolderId};
use crate::domain::table::Set;

/// Under which the rows stand in the durable level.
pub const FILINGS: &str = "f/";

/// Rows written in one go.
const MANY: usize = 200;

/// Adds it to a row, if anything was ever set.
pub fn write(row: &mut Line, filing: &Filing) {
    row.some_count("pin", Some(filing.pinned.0).filter(|count| *count > 0));
    row.some_count("away", Some(filing.archived.0).filter(|count| *count > 0));
    row.some_text("folder", filing.folder.as_ref().map(FolderId::as_str));
    row.some_count("moved", Some(filing.moved).filter(|count| *count > 0));
}

/// Reads it from a row.
pub fn read(row: Fields<'_>) -> Filing {
    Filing {
        pinned: Turned(row.count("pin").unwrap_or_default()),
        archived: Turned(row.count("away").unwrap_or_default()),
        folder: row.parsed("folder", FolderId::parse),
        moved: row.count("moved").unwrap_or_default(),
    }
}

fn key(id: &ConversationId) -> String {
    [FILINGS, id.as_str()].concat()
}

fn record_of(filing: &Filing, writer: &str) -> String {
    let mut line = Line::default();
    write(&mut line, filing);
    Sheet::new(Kind::Filing, 0, writer, &line.finish()).finish()
}

fn stored(text: &str) -> Read<Filing> {
    match record::read(text, Kind::Filing) {
        Read::Fine(record) => match row::read(record.body, |row| Some(read(row))) {
            Some(filing) => Read::Fine(filing),
            None => Read::Corrupt { reason: record::Damage::Body },
        },
        Read::Newer { schema } => Read::Newer { schema },
        Read::Corrupt { reason } => Read::Corrupt { reason },
    }
}

/// The keys of the rows of these conversations.
pub(super) fn keys(filings: &[(ConversationId, Filing)]) -> Vec<String> {
    filings.iter().map(|(id, _)| key(id)).collect()
}

/// What is written for these conversations, given what was found. What was never set needs no row.
pub(super) fn changes(filings: &[(ConversationId, Filing)], writer: &str, found: &[Row]) -> Vec<Change> {
    let change = |(id, filing): &(ConversationId, Filing)| {
        let key = key(id);
        let mut merged = filing.clone();
        match durable::text_of(found, &key).map(stored) {
            Some(Read::Newer { .. }) => return None,
            Some(Read::Fine(held)) => drop(merged.absorb(&held)),
            Some(Read::Corrupt { .. }) | None => {}
        }
        Some(if filing.is_set() { Change::Put(key, record_of(&merged, writer)) } else { Change::Take(key) })
    };
    filings.iter().filter_map(change).collect()
}

/// A record of the folders: their rows.
#[must_use]
pub fn encode(folders: &Folders, revision: u64, writer: &str) -> String {
    let mut sheet = Sheet::new(Kind::Folders, revision, writer, "null");
    for folder in &folders.rows {
        let mut line = Line::default();
        line.text("id", folder.id.as_str());
        line.whole("revision", folder.revision);
        line.text("name", &folder.name);
        line.mark("closed", folder.closed);
        line.mark("deleted", folder.deleted);
        sheet.row(&line.finish());
    }
    sheet.finish()
}

/// The folders of a record, its revision, and how many parts could not be read.
#[must_use]
pub fn decode(text: &str) -> Read<(Folders, u64, u32)> {
    let record = match record::read(text, Kind::Folders) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let mut unread = u32::from(!record.whole);
    let mut folders = Folders::default();
    for text in record.rows {
        match row::read(text, folder) {
            Some(folder) => folders.rows.push(folder),
            None => unread += 1,
        }
    }
    Read::Fine((folders, record.header.revision, unread))
}

fn folder(row: Fields<'_>) -> Option<Folder> {
    Some(Folder {
        id: row.parsed("id", FolderId::parse)?,
        revision: row.whole("revision").unwrap_or_default(),
        name: row.shared("name"),
        closed: row.flag("closed", false),
        deleted: row.flag("deleted", false),
    })
}

impl Store {
    /// Keeps where conversations were put. Not all pages of the index are written at once: see [`Store::flush_some`].
    pub fn file(&mut self, entries: &[Rc<Entry>]) {
        let mut changed = Vec::new();
        for entry in entries {
            self.index.file(&entry.id, &entry.filing);
            changed.push((entry.id.clone(), entry.filing.clone()));
        }
        self.order_filings(changed);
    }

    pub(super) fn order_filings(&mut self, filings: Vec<(ConversationId, Filing)>) {
        for some in filings.chunks(MANY) {
            self.order(Order::File(some.to_vec(), self.writer.clone()));
        }
    }

    /// Writes some of the pages of the index that changed. Says whether there are more.
    ///
    /// # Errors
    /// There is no room for them, or the browser refuses. They are tried again with the next write.
    pub fn flush_some(&mut self, mut pages: usize) -> Result<bool, StorageProblem> {
        while pages > 0
            && let Some(number) = self.index.stale.pop_last()
        {
            pages -= 1;
            if self.sealed {
                continue;
            }
            if let Err(problem) = self.write_page(number, true) {
                self.index.stale.insert(number);
                // The durable level has them all the same.
                return if self.has_durable() { Ok(false) } else { Err(problem) };
            }
        }
        Ok(!self.index.stale.is_empty())
    }

    /// Keeps the folders. Gives them back where another tab's changes were merged in.
    ///
    /// # Errors
    /// Nothing was written, and what was there still is.
    pub fn save_folders(&mut self, folders: &Folders) -> Result<Option<Folders>, StorageProblem> {
        let held = self.get(&Key::Folders)?.unwrap_or_default();
        let mut merged = folders.clone();
        merged.absorb(&self.folders);
        let revision = match decode(&held) {
            Read::Fine((theirs, revision, unread)) => {
                if unread > 0 {
                    self.set_aside(&Key::Folders, &held)?;
                }
                merged.absorb(&theirs);
                revision
            }
            Read::Newer { .. } => return Err(StorageProblem::Newer),
            Read::Corrupt { .. } => {
                self.set_aside(&Key::Folders, &held)?;
                0
            }
        };
        self.put(&Key::Folders, &encode(&merged, revision + 1, &self.writer), 0)?;
        self.folders = merged.clone();
        Ok((merged != *folders).then_some(merged))
    }

    /// Another tab, or the durable level, has the folders so.
    pub(super) fn folders_elsewhere(&mut self, text: &str, current: Option<&str>) -> Option<Foreign> {
        let theirs = match decode(text) {
            Read::Fine((folders, _, _)) => folders,
            Read::Newer { .. } => return Some(Foreign::Newer),
            Read::Corrupt { .. } => return None,
        };
        self.folders.absorb(&theirs);
        if let Some(Read::Fine((standing, revision, 0))) = current.map(decode)
            && self.folders.absorb(&standing)
        {
            let text = encode(&self.folders, revision + 1, &self.writer);
            let _ = self.put(&Key::Folders, &text, 0);
        }
        Some(Foreign::Folders(self.folders.clone()))
    }

    /// What the durable level knows better of where conversations were put comes back; what it lacks is ordered.
    pub(super) fn filings_found(&mut self, found: &[Row], unreadable: &Set<ConversationId>) -> Vec<Entry> {
        let mut lacking = Vec::new();
        let mut newer = Vec::new();
        let mut seen = Vec::new();
        for (key, text) in found {
            let Some(id) = key.strip_prefix(FILINGS).and_then(ConversationId::parse) else { continue };
            let Some(held) = self.index.get(&id).filter(|entry| !entry.deleted) else {
                // What it was said of is gone.
                let gone = self.index.get(&id).is_none() && !unreadable.contains(&id);
                if gone && matches!(stored(text), Read::Fine(_)) {
                    lacking.push((id, Filing::default()));
                }
                continue;
            };
            let held = held.clone();
            seen.push(id.clone());
            let Read::Fine(mut merged) = stored(text) else { continue };
            let theirs = merged.clone();
            merged.absorb(&held.filing);
            if merged != held.filing {
                self.index.file(&id, &merged);
                newer.push(Entry { filing: merged.clone(), ..held });
            }
            if merged != theirs {
                lacking.push((id, merged));
            }
        }
        // Keys come in order.
        let unseen = |entry: &&Rc<Entry>| seen.binary_search(&entry.id).is_err();
        let more = self.index.entries().filter(|entry| !entry.deleted && entry.filing.is_set()).filter(unseen);
        lacking.extend(more.map(|entry| (entry.id.clone(), entry.filing.clone())));
        self.order_filings(lacking);
        newer
    }
}
