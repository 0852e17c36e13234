//! The history: all conversations, newest first, and what the list shows of each.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::grapheme::first;
use crate::domain::id::ConversationId;
use crate::domain::table::Table;

/// Longest automatic title, in graphemes.
const TITLE: usize = 60;

/// What the history knows of a conversation without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The conversation.
    pub id: ConversationId,
    /// Its title. Empty while it has none.
    pub title: Rc<str>,
    /// The conversation's revision when this was written.
    pub revision: u64,
    /// Its place: the highest is the newest. A counter, not a clock.
    pub order: u64,
    /// When it last changed, in milliseconds since 1970. For showing only.
    pub updated: i64,
    /// Room it takes in storage, in UTF-16 units.
    pub size: u32,
    /// Deleted; kept so that other copies of the index learn of it.
    pub deleted: bool,
}

impl Entry {
    /// Of two entries of a conversation the higher one is right, in every tab; at the same revision a deletion.
    #[must_use]
    pub fn rank(&self) -> (u64, bool, i64, &str) {
        (self.revision, self.deleted, self.updated, &self.title)
    }
}

/// All conversations, newest first. Deleted ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    entries: Vec<Rc<Entry>>,
}

impl History {
    /// A history from entries in any order; of doubles the newer revision stays.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut newest: Table<ConversationId, Entry> = Table::new();
        for entry in entries {
            match newest.get(&entry.id) {
                Some(held) if held.rank() >= entry.rank() => {}
                _ => drop(newest.insert(entry.id.clone(), entry)),
            }
        }
        let ranked: Table<(u64, ConversationId), Rc<Entry>> =
            newest.into_values().map(|entry| ((entry.order, entry.id.clone()), Rc::new(entry))).collect();
        Self { entries: ranked.into_values().rev().collect() }
    }

    /// The conversations that are there, newest first.
    pub fn shown(&self) -> impl Iterator<Item = &Rc<Entry>> {
        self.entries.iter().filter(|entry| !entry.deleted)
    }

    /// All entries, deleted ones included, newest first.
    #[must_use]
    pub fn entries(&self) -> &[Rc<Entry>] {
        &self.entries
    }

    /// The entry of a conversation, unless it is deleted.
    #[must_use]
    pub fn entry(&self, id: &ConversationId) -> Option<&Rc<Entry>> {
        self.shown().find(|entry| entry.id == *id)
    }

    /// Whether the conversation was deleted here.
    #[must_use]
    pub fn is_deleted(&self, id: &ConversationId) -> bool {
        self.entries.iter().any(|entry| entry.id == *id && entry.deleted)
    }

    /// Takes an entry in if it is newer than what is held. Says whether anything changed.
    pub fn absorb(&mut self, entry: Entry) -> bool {
        if let Some(at) = self.entries.iter().position(|held| held.id == entry.id) {
            let newer = self.entries.get(at).is_some_and(|held| entry.rank() > held.rank());
            if !newer {
                return false;
            }
            self.entries.remove(at);
        }
        let at = self.entries.partition_point(|held| (held.order, &held.id) > (entry.order, &entry.id));
        self.entries.insert(at, Rc::new(entry));
        true
    }

    /// Brings the entry of a conversation up to date. `first` moves it to the top of the list.
    pub fn note(&mut self, conversation: &Conversation, first: bool) -> Rc<Entry> {
        let held = self.entries.iter().find(|entry| entry.id == conversation.id);
        let order = match held {
            Some(entry) if !first => entry.order,
            _ => self.next_order(),
        };
        let entry = Entry {
            id: conversation.id.clone(),
            title: Rc::clone(&conversation.title),
            revision: conversation.revision,
            order,
            updated: conversation.updated,
            size: held.map_or(0, |entry| entry.size),
            deleted: false,
        };
        self.entries.retain(|entry| entry.id != conversation.id);
        self.absorb(entry.clone());
        Rc::new(entry)
    }

    /// Marks a conversation as deleted.
    pub fn delete(&mut self, id: &ConversationId) -> Option<Rc<Entry>> {
        let at = self.entries.iter().position(|entry| entry.id == *id)?;
        let held = self.entries.get_mut(at)?;
        let gone =
            Entry { deleted: true, revision: held.revision + 1, size: 0, title: Rc::default(), ..(**held).clone() };
        *held = Rc::new(gone);
        Some(Rc::clone(held))
    }

    /// Remembers how much room a conversation takes, in UTF-16 units.
    pub fn measured(&mut self, id: &ConversationId, size: u32) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == *id && entry.size != size) {
            *entry = Rc::new(Entry { size, ..(**entry).clone() });
        }
    }

    /// The place above all others.
    #[must_use]
    pub fn next_order(&self) -> u64 {
        self.entries.first().map_or(1, |entry| entry.order + 1)
    }
}

/// A title from the first question: its first line with words, without markdown's marks, cut at a grapheme.
#[must_use]
pub fn title(question: &str) -> String {
    let line = question
        .lines()
        .map(|line| line.trim_start_matches(['#', '>', '-', '*', '`', '~', ' ', '\t']).trim())
        .find(|line| line.chars().any(char::is_alphanumeric))
        .or_else(|| question.lines().map(str::trim).find(|line| !line.is_empty()))
        .unwrap_or_default();
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    let mut out = first(&line, TITLE).to_owned();
    if out.len() == line.len() {
        return out;
    }
    // Cut between words where the last word is not most of the line.
    if let Some((head, tail)) = out.rsplit_once(char::is_whitespace)
        && tail.len() < out.len() / 3
    {
        out = head.trim_end().to_owned();
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_the_first_line_with_words() {
        let check = |question: &str, expected: &str| assert_eq!(title(question), expected, "{question:?}");
        check("How do lifetimes work?\nGive an example.", "How do lifetimes work?");
        check("```\n# Fix this\n```", "Fix this");
        check("\n\n   그럼 구조체에서는?  ", "그럼 구조체에서는?");
        check("???", "???");
        check("", "");
        check(&"word ".repeat(30), "word word word word word word word word word word word word…");
        check(&"👩‍👩‍👧".repeat(61), &["👩‍👩‍👧".repeat(60), "…".into()].concat());
    }

    #[test]
    fn the_newer_of_two_copies_of_an_entry_stays() {
        let entry = |order, revision, deleted| Entry {
            id: ConversationId::parse("a").unwrap_or_else(|| unreachable!()),
            title: "t".into(),
            revision,
            order,
            updated: 0,
            size: 0,
            deleted,
        };
        let mut history = History::new(vec![entry(1, 2, false)]);
        assert!(!history.absorb(entry(9, 2, false)));
        assert!(history.absorb(entry(1, 3, true)));
        assert_eq!(history.shown().count(), 0);
        assert_eq!(history.entries().len(), 1);
    }
}
