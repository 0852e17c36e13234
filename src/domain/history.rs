//! The history: all conversations, newest first, and what the list shows of each.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::filing::Filing;
use crate::domain::grapheme::first;
use crate::domain::id::ConversationId;
use crate::domain::table::{Set, Table, in_order};

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
    /// When it began, in milliseconds since 1970; 0 if that is not known. For showing and sorting only.
    pub created: i64,
    /// When it last changed, in milliseconds since 1970; 0 if that is not known. For showing and sorting only.
    pub updated: i64,
    /// When somebody last said something in it, where it changed in another way long after; else 0.
    pub active: i64,
    /// Room it takes in storage, in UTF-16 units.
    pub size: u32,
    /// Deleted; kept so that other copies of the index learn of it.
    pub deleted: bool,
    /// Where the person put it. It changes by itself, and does not count for the revision.
    pub filing: Filing,
}

impl Entry {
    /// The entry of a conversation that is there and was never put anywhere.
    #[must_use]
    pub fn of(conversation: &Conversation, order: u64, size: u32) -> Self {
        Self {
            id: conversation.id.clone(),
            title: Rc::clone(&conversation.title),
            revision: conversation.revision,
            order,
            created: conversation.created,
            updated: conversation.updated,
            active: last_said(conversation),
            size,
            deleted: false,
            filing: Filing::default(),
        }
    }

    /// When somebody last said something in it, in milliseconds since 1970; 0 if that is not known.
    #[must_use]
    pub fn last_active(&self) -> i64 {
        if self.active == 0 { self.updated } else { self.active }
    }

    /// Takes in what another copy of the index says of the same conversation. Says whether anything changed here.
    pub fn absorb(&mut self, other: &Self) -> bool {
        let mut filing = self.filing.clone();
        let filed = filing.absorb(&other.filing);
        let newer = other.rank() > self.rank();
        if newer {
            *self = other.clone();
        }
        // An older copy does not know when it began.
        let known = self.created == 0 && other.created != 0;
        if known {
            self.created = other.created;
        }
        self.filing = filing;
        newer || filed || known
    }

    /// Of two entries of a conversation the higher one is right, in every tab; at the same revision a deletion.
    #[must_use]
    pub fn rank(&self) -> (u64, bool, i64, &str) {
        (self.revision, self.deleted, self.updated, &self.title)
    }
}

/// When somebody last said something in a conversation. 0 where that is about when it last changed, which is the rule.
fn last_said(conversation: &Conversation) -> i64 {
    const ABOUT: i64 = 600_000;
    let last = conversation.messages.iter().map(|message| message.created).max().unwrap_or_default();
    if conversation.updated.saturating_sub(last) > ABOUT { last } else { 0 }
}

/// All conversations, newest first. Deleted ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    entries: Vec<Rc<Entry>>,
}

impl History {
    /// A history from entries in any order; of doubles the newer revision stays.
    #[must_use]
    pub fn new(entries: Vec<Rc<Entry>>) -> Self {
        let mut newest: Vec<Rc<Entry>> = Vec::with_capacity(entries.len());
        for entry in in_order(entries, |entry| entry.id.clone()) {
            match newest.last_mut().filter(|held| held.id == entry.id) {
                Some(held) => drop(Rc::make_mut(held).absorb(&entry)),
                None => newest.push(entry),
            }
        }
        let mut entries = in_order(newest, |entry| (entry.order, entry.id.clone()));
        entries.reverse();
        Self { entries }
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
        let mut entry = entry;
        if let Some(at) = self.entries.iter().position(|held| held.id == entry.id) {
            let mut held = self.entries.get(at).map(|held| (**held).clone()).unwrap_or_else(|| entry.clone());
            if !held.absorb(&entry) {
                return false;
            }
            self.entries.remove(at);
            entry = held;
        }
        let at = self.entries.partition_point(|held| (held.order, &held.id) > (entry.order, &entry.id));
        self.entries.insert(at, Rc::new(entry));
        true
    }

    /// Takes in all that is stored: each conversation once, by id. What is newer here stays.
    pub fn complete(&mut self, mut all: Vec<Rc<Entry>>) {
        let mut more = Vec::new();
        for held in std::mem::take(&mut self.entries) {
            let place = all.binary_search_by(|entry| entry.id.cmp(&held.id)).ok();
            match place.and_then(|at| all.get_mut(at)) {
                Some(theirs) if Rc::ptr_eq(theirs, &held) => {}
                Some(theirs) => {
                    let mut merged = (*held).clone();
                    merged.absorb(theirs);
                    *theirs = Rc::new(merged);
                }
                None => more.push(held),
            }
        }
        all.extend(more);
        self.entries = in_order(all, |entry| (entry.order, entry.id.clone()));
        self.entries.reverse();
    }

    /// Brings the entry of a conversation up to date. `first` moves it to the top of the list.
    pub fn note(&mut self, conversation: &Conversation, first: bool) -> Rc<Entry> {
        let held = self.entries.iter().find(|entry| entry.id == conversation.id);
        let order = match held {
            Some(entry) if !first => entry.order,
            _ => self.next_order(),
        };
        let entry = Entry {
            filing: held.map(|entry| entry.filing.clone()).unwrap_or_default(),
            ..Entry::of(conversation, order, held.map_or(0, |entry| entry.size))
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

    /// Marks many as deleted, in one go. Gives them as they were, and as they are.
    pub fn delete_all(&mut self, ids: &Set<ConversationId>) -> Vec<(Rc<Entry>, Rc<Entry>)> {
        let mut gone = Vec::new();
        for held in self.entries.iter_mut().filter(|held| !held.deleted && ids.contains(&held.id)) {
            let before = Rc::clone(held);
            let stone = Entry {
                deleted: true,
                revision: before.revision + 1,
                size: 0,
                title: Rc::default(),
                ..(*before).clone()
            };
            *held = Rc::new(stone);
            gone.push((before, Rc::clone(held)));
        }
        gone
    }

    /// Puts entries back as they were, whatever is held of them.
    pub fn put_back(&mut self, entries: &[Rc<Entry>]) {
        let back: Table<&ConversationId, &Rc<Entry>> =
            in_order(entries, |entry| &entry.id).into_iter().map(|entry| (&entry.id, entry)).collect();
        for held in &mut self.entries {
            if let Some(before) = back.get(&&held.id) {
                *held = Rc::clone(before);
            }
        }
    }

    /// Puts many somewhere, in one go. Gives those that changed, as they were and as they are.
    pub fn file(&mut self, filing: &dyn Fn(&Entry) -> Option<Filing>) -> Vec<(Rc<Entry>, Rc<Entry>)> {
        let mut changed = Vec::new();
        for held in self.entries.iter_mut().filter(|held| !held.deleted) {
            if let Some(filing) = filing(held).filter(|filing| *filing != held.filing) {
                let before = Rc::clone(held);
                *held = Rc::new(Entry { filing, ..(*before).clone() });
                changed.push((before, Rc::clone(held)));
            }
        }
        changed
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
            created: 0,
            updated: 0,
            active: 0,
            size: 0,
            deleted,
            filing: Filing::default(),
        };
        let mut history = History::new(vec![Rc::new(entry(1, 2, false))]);
        assert!(!history.absorb(entry(9, 2, false)));
        assert!(history.absorb(entry(1, 3, true)));
        assert_eq!(history.shown().count(), 0);
        assert_eq!(history.entries().len(), 1);
    }
}
