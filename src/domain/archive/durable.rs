//! The durable level: the same history once more, one row a message, in a place that a killed browser does not lose.
//!
//! Promises: a row is only ever replaced by a newer one, whoever writes and in whichever order it arrives; what a newer
//! Sotto wrote is never touched; what cannot be read is kept aside before something takes its place. Each [`Order`] is
//! one transaction: first it reads what it `wants`, then it makes its `changes`. Knows nothing of how that is done.
//!
//! Keys: `h/ID` a conversation's own facts or the mark of its deletion, `m/ID/MESSAGE` a message, `m/ID/MESSAGE/N` what
//! came of a growing reply since, `o/ID/MESSAGE` what an imported message was made of, `f/ID` where a conversation was put, `i/…` what is staged, `r/NAME` a small record of the first level, `q/KEY`
//! what could not be read.

use std::rc::Rc;

use crate::domain::archive::conversation;
use crate::domain::archive::filing;
use crate::domain::archive::message;
use crate::domain::archive::originals::{originals_key, puts};
use crate::domain::archive::quarantine;
use crate::domain::archive::record::{self, Header, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Line};
use crate::domain::archive::staging;
use crate::domain::archive::survey;
use crate::domain::conversation::Conversation;
use crate::domain::filing::Filing;
use crate::domain::history::Entry;
use crate::domain::id::{ConversationId, MessageId};
use crate::domain::message::Message;
use crate::domain::original::Original;
use crate::domain::table::Table;

/// Under which the small records stand.
pub const RECORDS: &str = "r/";
/// Under which the heads of conversations stand.
pub const HEADS: &str = "h/";

/// A key and its text.
pub type Row = (String, String);

/// What an order reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    /// One key.
    Key(String),
    /// All keys that begin so.
    Under(String),
    /// The next few keys.
    Some {
        /// After this one.
        after: String,
        /// Up to this one.
        until: String,
        /// How many at most.
        most: u32,
    },
}

/// What an order writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Put a text under a key.
    Put(String, String),
    /// Remove a key.
    Take(String),
    /// Remove all keys that begin so.
    TakeUnder(String),
}

/// One transaction to be carried out, after those ordered before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Read heads and records: the part that follows this key.
    Survey(String),
    /// Read a conversation.
    Load(ConversationId),
    /// Write a conversation: whatever differs from what is known to be there (none: nothing is known).
    Keep {
        /// The conversation as it stands.
        conversation: Box<Conversation>,
        /// Its place in the history.
        order: u64,
        /// What was ordered to be there before.
        known: Option<Box<Conversation>>,
        /// The tab's mark.
        writer: String,
    },
    /// Add what came of a growing reply: key and text.
    Append(String, String),
    /// Delete conversations and leave the marks of it.
    Bury(Vec<Entry>, String),
    /// Write where conversations were put; what was never put anywhere has no row.
    File(Vec<(ConversationId, Filing)>, String),
    /// Write a conversation of an import so that nobody sees it yet.
    Stage {
        /// The import.
        import: ConversationId,
        /// The conversation as it is to be.
        conversation: Box<Conversation>,
        /// Its place in the history.
        order: u64,
        /// The originals of its messages.
        originals: Vec<Original>,
        /// Whether it is there already.
        here: bool,
        /// The tab's mark.
        writer: String,
    },
    /// Have so many conversations of an import be there, if all were staged.
    Commit {
        /// The import.
        import: ConversationId,
        /// How many were staged.
        count: usize,
        /// Those of them that were there before.
        here: Vec<ConversationId>,
    },
    /// Remove what was staged of an import, and these conversations as far as they never came to be.
    Sweep(ConversationId, Vec<ConversationId>),
    /// Read the originals of a conversation's messages.
    Originals(ConversationId),
    /// Write rows that were there before.
    PutBack(Vec<Row>),
    /// Write a small record: its name and text.
    Record(String, String),
    /// Make sure that these conversations are on the disk, because their only other copy goes next.
    Secure(Vec<ConversationId>),
    /// Read what could not be read and was kept aside, and remove it if so.
    Aside {
        /// Whether it is removed.
        clear: bool,
    },
    /// Delete everything.
    Clear,
}

/// The key of a conversation's facts.
#[must_use]
pub fn head_key(id: &ConversationId) -> String {
    [HEADS, id.as_str()].concat()
}

pub(super) fn rows_key(id: &ConversationId) -> String {
    ["m/", id.as_str(), "/"].concat()
}

/// The key of a message.
#[must_use]
pub fn row_key(id: &ConversationId, message: &MessageId) -> String {
    ["m/", id.as_str(), "/", message.as_str()].concat()
}

/// The conversation and the message that a key belongs to.
#[must_use]
pub fn place_of(key: &str) -> Option<(ConversationId, MessageId)> {
    let mut parts = key.strip_prefix("m/")?.split('/');
    Some((ConversationId::parse(parts.next()?)?, MessageId::parse(parts.next()?)?))
}

impl Order {
    /// Whether it writes.
    #[must_use]
    pub fn writes(&self) -> bool {
        !matches!(self, Self::Survey(_) | Self::Load(_) | Self::Originals(_) | Self::Aside { clear: false })
    }

    /// Whether it has to reach the disk before it is told as done: where the only other copy goes next.
    #[must_use]
    pub fn is_strict(&self) -> bool {
        matches!(self, Self::Secure(_) | Self::Clear | Self::Commit { .. })
    }

    /// What is read first.
    #[must_use]
    pub fn wants(&self) -> Vec<Want> {
        match self {
            Self::Survey(last) => survey::wants(last),
            Self::Load(id) => vec![Want::Key(head_key(id)), Want::Under(rows_key(id))],
            Self::Keep { conversation, known, .. } => {
                let mut wants = vec![Want::Key(head_key(&conversation.id))];
                match known {
                    None => wants.push(Want::Under(rows_key(&conversation.id))),
                    Some(known) => {
                        let mut want = |id| wants.push(Want::Key(row_key(&conversation.id, id)));
                        newer(conversation, Some(known)).into_iter().for_each(|message| want(&message.id));
                        buried(conversation, Some(known)).into_iter().for_each(|(message, _)| want(message));
                    }
                }
                wants
            }
            Self::Bury(entries, _) => {
                let mut wants: Vec<Want> = entries.iter().map(|entry| Want::Key(head_key(&entry.id))).collect();
                // Only the deletion of a single conversation is undone after it was carried out.
                if let [entry] = &entries[..] {
                    wants.push(Want::Under(originals_key(&entry.id)));
                }
                wants
            }
            Self::Originals(id) => vec![Want::Under(originals_key(id))],
            Self::Stage { conversation, here: true, .. } => {
                vec![Want::Key(head_key(&conversation.id)), Want::Under(rows_key(&conversation.id))]
            }
            Self::Commit { import, here, .. } => {
                let staged = Want::Under([staging::STAGED, import.as_str(), "/"].concat());
                std::iter::once(staged).chain(here.iter().map(|id| Want::Key(head_key(id)))).collect()
            }
            Self::Sweep(_, ids) => ids.iter().map(|id| Want::Key(head_key(id))).collect(),
            Self::File(filings, _) => filing::keys(filings).into_iter().map(Want::Key).collect(),
            Self::Secure(ids) => ids.iter().map(|id| Want::Key(head_key(id))).collect(),
            Self::Aside { .. } => vec![Want::Under(quarantine::ASIDE.to_owned())],
            Self::Append(..) | Self::Record(..) | Self::PutBack(_) | Self::Clear | Self::Stage { .. } => Vec::new(),
        }
    }

    /// What is written, given what was read.
    #[must_use]
    pub fn changes(&self, found: &[Row]) -> Vec<Change> {
        match self {
            Self::Survey(_) | Self::Load(_) | Self::Originals(_) | Self::Aside { clear: false } => Vec::new(),
            Self::Aside { .. } => vec![Change::TakeUnder(quarantine::ASIDE.to_owned())],
            Self::Keep { conversation, order, known, writer } => {
                keep(conversation, *order, known.as_deref(), writer, found)
            }
            Self::Append(key, text) => vec![Change::Put(key.clone(), text.clone())],
            Self::Record(name, text) => vec![Change::Put([RECORDS, name].concat(), text.clone())],
            Self::PutBack(rows) => rows.iter().map(|(key, text)| Change::Put(key.clone(), text.clone())).collect(),
            Self::Stage { import, conversation, order, originals, here, writer } => {
                let mut changes = keep(conversation, *order, None, writer, found);
                // Where the conversation itself is left alone, so is what belongs to it.
                if !changes.is_empty() {
                    changes.extend(puts(&conversation.id, originals));
                }
                staging::staged(import, &conversation.id, *here, changes)
            }
            Self::Commit { import, count, .. } => staging::moved(import, *count, found),
            Self::Sweep(import, ids) => staging::swept(import, ids, found),
            Self::File(filings, writer) => filing::changes(filings, writer, found),
            Self::Bury(entries, writer) => {
                let mut changes = Vec::new();
                for entry in entries {
                    let key = head_key(&entry.id);
                    match text_of(found, &key).map(|text| record::header(text, Kind::Conversation)) {
                        Some(Read::Newer { .. }) => {}
                        Some(Read::Fine(Header { revision, .. })) if revision > entry.revision => {}
                        _ => {
                            changes.push(Change::Put(key, stone(entry, writer)));
                            changes.push(Change::TakeUnder(rows_key(&entry.id)));
                            changes.push(Change::TakeUnder(originals_key(&entry.id)));
                        }
                    }
                }
                changes
            }
            // Written once more, and everything before it reaches the disk together with it.
            Self::Secure(_) => found.iter().map(|(key, text)| Change::Put(key.clone(), text.clone())).collect(),
            Self::Clear => vec![Change::TakeUnder(String::new())],
        }
    }
}

/// The text under a key.
#[must_use]
pub fn text_of<'a>(found: &'a [Row], key: &str) -> Option<&'a str> {
    found.iter().find(|(held, _)| held == key).map(|(_, text)| text.as_str())
}

/// The messages that `known` lacks or has otherwise.
fn newer<'a>(conversation: &'a Conversation, known: Option<&Conversation>) -> Vec<&'a Rc<Message>> {
    let known = known.map_or(&[][..], |known| known.messages.as_slice());
    // One comes from the other, so that most often only what came last is to be looked up.
    let same = conversation.messages.iter().zip(known).take_while(|(one, two)| Rc::ptr_eq(one, two)).count();
    let held: Table<&MessageId, &Rc<Message>> = known.iter().skip(same).map(|message| (&message.id, message)).collect();
    let differs = |message: &&Rc<Message>| {
        held.get(&message.id).is_none_or(|held| !Rc::ptr_eq(held, message) && held.rank() != message.rank())
    };
    conversation.messages.iter().skip(same).filter(differs).collect()
}

/// The deletions that `known` has not heard of, with the revisions they reach.
fn buried<'a>(conversation: &'a Conversation, known: Option<&Conversation>) -> Vec<(&'a MessageId, u64)> {
    let heard = |known: &Conversation, stone| known.tombstones.contains(stone);
    let new = conversation.tombstones.iter().filter(|stone| !known.is_some_and(|known| heard(known, stone)));
    new.map(|stone| (&stone.message, stone.revision)).collect()
}

/// Whether writing `conversation` would change anything where `known` is.
#[must_use]
pub fn differs(conversation: &Conversation, known: &Conversation) -> bool {
    let facts = |talk: &Conversation| (talk.revision, talk.title.clone(), talk.updated);
    facts(conversation) != facts(known)
        || conversation.tombstones != known.tombstones
        || !newer(conversation, Some(known)).is_empty()
}

fn keep(
    conversation: &Conversation,
    order: u64,
    known: Option<&Conversation>,
    writer: &str,
    found: &[Row],
) -> Vec<Change> {
    let id = &conversation.id;
    let key = head_key(id);
    let mut changes = Vec::new();
    let mut head = Conversation { messages: Vec::new(), ..conversation.clone() };
    let mut order = order;
    if let Some(text) = text_of(found, &key) {
        match record::header(text, Kind::Conversation) {
            Read::Newer { .. } => return Vec::new(),
            Read::Corrupt { .. } => changes.push(aside(&key, text)),
            Read::Fine(header) => {
                let stands = entry(id, text);
                if stands.as_ref().is_some_and(|entry| entry.deleted && entry.revision > conversation.revision) {
                    return Vec::new();
                }
                let ours = header.writer == writer && known.is_some_and(|known| known.revision >= header.revision);
                if let Some(stands) = stands.filter(|entry| !ours && !entry.deleted)
                    && let Read::Fine(theirs) = conversation::decode(id, text)
                {
                    order = order.max(stands.order);
                    head = head.merge(&theirs.conversation);
                }
            }
        }
    }
    changes.push(Change::Put(key, conversation::encode(&head, order, writer)));
    for message in newer(conversation, known) {
        let key = row_key(id, &message.id);
        let held = text_of(found, &key);
        let before = match held.map(stored) {
            None => None,
            Some(Read::Newer { .. }) => continue,
            Some(Read::Corrupt { .. }) => {
                changes.push(aside(&key, held.unwrap_or_default()));
                None
            }
            Some(Read::Fine(before)) => Some(before.rank()),
        };
        // What is written reads as no longer open, so only revision and length tell.
        let (revision, _, length) = message.rank();
        if before.is_some_and(|(held, _, had)| (held, had) >= (revision, length)) {
            continue;
        }
        if before.is_none_or(|(held, ..)| held < revision) {
            changes.push(Change::TakeUnder([&key, "/"].concat()));
        }
        changes.push(Change::Put(key, row_text(message, writer)));
    }
    for (message, revision) in buried(conversation, known) {
        let key = row_key(id, message);
        let back = conversation.messages.iter().any(|held| held.id == *message && held.revision > revision);
        let later = match text_of(found, &key).map(stored) {
            Some(Read::Fine(held)) => held.revision > revision,
            // What cannot be read, or only by a newer Sotto, is not ours to remove.
            Some(_) => true,
            None => false,
        };
        if !back && !later {
            changes.push(Change::TakeUnder([&key, "/"].concat()));
            changes.push(Change::Take(key));
        }
    }
    changes
}

fn aside(key: &str, text: &str) -> Change {
    Change::Put([quarantine::ASIDE, key].concat(), text.to_owned())
}

/// The row of a message.
#[must_use]
pub fn row_text(message: &Message, writer: &str) -> String {
    Sheet::new(Kind::Message, message.revision, writer, &message::encode(message)).finish()
}

/// The message of a row.
pub(super) fn stored(text: &str) -> Read<Message> {
    match record::read(text, Kind::Message) {
        Read::Fine(record) => match message::decode(record.body).filter(|_| record.whole) {
            Some(message) => Read::Fine(message),
            None => Read::Corrupt { reason: record::Damage::Body },
        },
        Read::Newer { schema } => Read::Newer { schema },
        Read::Corrupt { reason } => Read::Corrupt { reason },
    }
}

/// The mark of a deletion as a head.
fn stone(entry: &Entry, writer: &str) -> String {
    let mut line = Line::default();
    line.whole("order", entry.order);
    line.signed("updated", entry.updated);
    line.flag("deleted", true);
    Sheet::new(Kind::Conversation, entry.revision, writer, &line.finish()).finish()
}

/// What the history knows of a conversation, from its head. None if the head cannot be read.
#[must_use]
pub fn entry(id: &ConversationId, text: &str) -> Option<Entry> {
    let Read::Fine(record) = record::read(text, Kind::Conversation) else { return None };
    row::read(record.body, |row| {
        Some(Entry {
            id: id.clone(),
            title: row.shared("title"),
            revision: record.header.revision,
            order: row.whole("order").unwrap_or_default(),
            created: row.signed("created").unwrap_or_default(),
            updated: row.signed("updated").unwrap_or_default(),
            active: 0,
            size: 0,
            deleted: row.flag("deleted", false),
            filing: Filing::default(),
        })
    })
}
