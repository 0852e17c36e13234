//! The survey: what the durable level has, read part by part at the start and compared with what is listed.
//!
//! Promises that whatever is ordered or heard between two parts does no harm: what is found twice changes nothing, and
//! what seems to be missing is at worst written once more. Nothing counts as missing before all parts were read.

use crate::domain::archive::durable::{self, HEADS, Order, RECORDS, Row, Want};
use crate::domain::archive::elsewhere::Foreign;
use crate::domain::archive::filing::FILINGS;
use crate::domain::archive::key::Key;
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::opening::{Problem, Trouble};
use crate::domain::archive::record::{self, Damage, Kind, Read};
use crate::domain::archive::staging::{self, Leftover, STAGED};
use crate::domain::archive::store::Store;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::table::{Set, Table};

/// Rows of a part.
const MOST: u32 = 300;

/// What the durable level had to tell at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// What it has newer, as if another tab had written it.
    pub news: Vec<Foreign>,
    /// What of it cannot be read.
    pub problems: Vec<Problem>,
    /// What was staged and never committed.
    pub staged: Vec<Leftover>,
}

/// What is known of it between two parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Surveying {
    /// The key read last.
    last: String,
    there: Table<ConversationId, (u64, bool)>,
    unreadable: Set<ConversationId>,
    entries: Vec<Entry>,
    /// All that is no head: few and small.
    others: Vec<Row>,
    survey: Survey,
}

/// What is read for the part that follows a key; the first one follows none.
pub(super) fn wants(last: &str) -> Vec<Want> {
    let mut wants = Vec::new();
    if last.is_empty() {
        wants.push(Want::Under(RECORDS.to_owned()));
    }
    // Where conversations were put, their heads, and what is staged stand one behind the other.
    let after = if last.is_empty() { FILINGS } else { last };
    wants.push(Want::Some { after: after.to_owned(), until: [STAGED, "\u{ffff}"].concat(), most: MOST });
    wants
}

impl Store {
    /// Takes in the part of what the durable level has that follows a key. Gives what came of it all after the last.
    pub fn survey(&mut self, last: &str, found: &[Row]) -> Option<Survey> {
        if last.is_empty() {
            self.surveying = Surveying::default();
        } else if self.surveying.last != last {
            // It was begun anew meanwhile.
            return None;
        }
        let mut rows = 0;
        for (key, text) in found {
            if let Some(name) = key.strip_prefix(RECORDS) {
                let news = self.record_found(name, text);
                self.surveying.survey.news.extend(news);
                self.surveying.others.push((key.clone(), text.clone()));
                continue;
            }
            rows += 1;
            self.surveying.last.clone_from(key);
            match key.strip_prefix(HEADS).map(ConversationId::parse) {
                None => self.surveying.others.push((key.clone(), text.clone())),
                Some(id) => drop(id.map(|id| self.head_found(id, text))),
            }
        }
        if rows < MOST {
            return Some(self.surveyed());
        }
        self.order(Order::Survey(self.surveying.last.clone()));
        None
    }

    fn head_found(&mut self, id: ConversationId, text: &str) {
        let held = self.index.get(&id);
        let Some(entry) = durable::entry(&id, text) else {
            let trouble = match record::header(text, Kind::Conversation) {
                Read::Newer { schema } => Trouble::Newer(schema),
                _ => Trouble::Unreadable(Damage::Body),
            };
            if held.is_none() {
                self.surveying.survey.problems.push(Problem { key: Key::Conversation(id.clone()), trouble });
            }
            self.surveying.unreadable.insert(id);
            return;
        };
        // An index that an older Sotto wrote does not know when it began.
        let newer = |held: &Entry| entry.rank() > held.rank() || (held.created == 0 && entry.created != 0);
        let better = held.is_none_or(newer).then(|| held.cloned());
        self.surveying.there.insert(id, (entry.revision, entry.deleted));
        if let Some(held) = better {
            let entry = self.entry_found(entry, held);
            self.surveying.entries.extend(entry);
        }
    }

    /// All parts were read.
    fn surveyed(&mut self) -> Survey {
        self.durable = Durable::Here;
        let Surveying { there, unreadable, mut entries, others, mut survey, .. } = std::mem::take(&mut self.surveying);
        self.absent.retain(|id| !there.contains_key(id) && !unreadable.contains(id));
        let problems = self.missing();
        survey.problems.extend(problems);
        let mut gone = Vec::new();
        for entry in self.index.entries() {
            let (revision, deleted) = there.get(&entry.id).copied().unwrap_or_default();
            if entry.deleted && revision > 0 && !deleted {
                gone.push((**entry).clone());
            } else if !entry.deleted && entry.revision > revision && !unreadable.contains(&entry.id) {
                self.behind.insert(entry.id.clone());
            }
        }
        let unburied: Set<ConversationId> = gone.iter().map(|entry| entry.id.clone()).collect();
        self.order_burials(&gone);
        self.forget_deletions(&|id| unburied.contains(id));
        let filed = self.filings_found(&others, &unreadable);
        entries.extend(filed);
        self.forget_left_over();
        self.send_records(&others);
        survey.staged = staging::leftovers(&others);
        self.make_room();
        if !entries.is_empty() {
            survey.news.push(Foreign::Entries(entries));
        }
        self.flush(true);
        survey
    }

    /// The durable level knows better of a conversation.
    fn entry_found(&mut self, mut entry: Entry, held: Option<Entry>) -> Option<Entry> {
        let key = Key::Conversation(entry.id.clone());
        if entry.deleted {
            held.as_ref()?;
            let _ = self.take(&key);
        }
        if let Some(held) = held {
            entry.size = if entry.deleted { 0 } else { held.size };
            entry.order = entry.order.max(held.order);
        }
        self.index.put(entry.clone());
        Some(entry)
    }
}
