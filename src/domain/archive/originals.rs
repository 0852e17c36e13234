//! The stored form of the originals of imported messages: one row a message, in the database only.
//!
//! Key: `o/CONVERSATION/MESSAGE`. No other order reads or writes these rows, so they stay when a conversation is written
//! again, and no start reads them. They go with their conversation. A version that does not know them leaves them alone.

use crate::domain::archive::durable::{Change, Order, Row};
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line};
use crate::domain::archive::store::Store;
use crate::domain::id::{ConversationId, MessageId};
use crate::domain::original::{Original, Unsupported};

/// The beginning of the keys of a conversation's originals.
#[must_use]
pub fn originals_key(id: &ConversationId) -> String {
    format!("o/{}/", id.as_str())
}

/// The record of an original.
#[must_use]
pub fn encode(original: &Original) -> String {
    let mut line = Line::default();
    line.text("message", original.message.as_str());
    line.said("source", &original.source);
    for (name, count) in counts(&original.unsupported) {
        line.some_count(name, Some(count).filter(|count| *count > 0));
    }
    line.open("parts", "[");
    original.parts.iter().for_each(|part| line.element(part));
    line.close(']');
    Sheet::new(Kind::Original, 0, "", &line.finish()).finish()
}

/// The original of a record; none if it cannot be read.
#[must_use]
pub fn decode(text: &str) -> Option<Original> {
    let Read::Fine(record) = record::read(text, Kind::Original) else { return None };
    row::read(record.body, original)
}

fn original(row: Fields<'_>) -> Option<Original> {
    let count = |name| row.count(name).unwrap_or_default();
    Some(Original {
        message: row.parsed("message", MessageId::parse)?,
        source: row.shared("source"),
        unsupported: Unsupported {
            pictures: count("pictures"),
            sounds: count("sounds"),
            files: count("files"),
            tool_calls: count("tool_calls"),
            tool_results: count("tool_results"),
            other: count("other"),
        },
        parts: row.texts("parts").iter().map(|part| part.to_string()).collect(),
    })
}

fn counts(unsupported: &Unsupported) -> [(&'static str, u32); 6] {
    let Unsupported { pictures, sounds, files, tool_calls, tool_results, other } = *unsupported;
    [
        ("pictures", pictures),
        ("sounds", sounds),
        ("files", files),
        ("tool_calls", tool_calls),
        ("tool_results", tool_results),
        ("other", other),
    ]
}

/// What is written to keep originals.
pub(super) fn puts<'a>(id: &'a ConversationId, originals: &'a [Original]) -> impl Iterator<Item = Change> + 'a {
    originals.iter().map(move |original| {
        Change::Put(format!("{}{}", originals_key(id), original.message.as_str()), encode(original))
    })
}

impl Store {
    /// A conversation was deleted in the database, with these originals. They come back if the deletion is undone.
    pub fn deleted_with(&mut self, id: &ConversationId, found: &[Row]) {
        let under = originals_key(id);
        let rows: Vec<Row> = found.iter().filter(|(key, _)| key.starts_with(&under)).cloned().collect();
        if rows.is_empty() {
            return;
        }
        if self.index.get(id).is_some_and(|entry| !entry.deleted) {
            // The deletion was undone before it was carried out.
            self.order(Order::PutBack(rows));
        } else if self.deleted_here.contains(id) {
            self.deleted_originals = rows;
        }
    }

    /// Brings back the originals of a conversation whose deletion is undone.
    pub(super) fn undelete_originals(&mut self, id: &ConversationId) {
        let under = originals_key(id);
        if self.deleted_originals.first().is_some_and(|(key, _)| key.starts_with(&under)) {
            let rows = std::mem::take(&mut self.deleted_originals);
            self.order(Order::PutBack(rows));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_original_is_read_back_as_it_was_written() {
        let message = MessageId::parse("m-1").unwrap();
        let original = Original {
            message,
            source: "claude".into(),
            unsupported: Unsupported { pictures: 2, other: 1, ..Unsupported::default() },
            parts: vec!["{\"a\":\n\"\u{1f600}\"}".to_owned(), String::new()],
        };
        assert_eq!(decode(&encode(&original)), Some(original));
        assert_eq!(decode("{\"sotto\":1"), None);
    }
}
