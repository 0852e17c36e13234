//! The list of conversations as it is read: groups under headings, line by line.
//!
//! Each conversation stands in it once: pinned first, then the folders, then the rest by day. Every heading and every
//! conversation is one line, so that only those in sight need to be drawn.

use std::ops::Range;
use std::rc::Rc;

use crate::domain::filing::{Folder, Folders};
use crate::domain::folding::folded;
use crate::domain::history::{Entry, History};
use crate::domain::id::{ConversationId, FolderId};
use crate::domain::settings::Sort;
use crate::domain::table::in_order;

/// What a group is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heading {
    /// Those that are pinned.
    Pinned,
    /// Those in a folder.
    Folder(Rc<Folder>),
    /// Those of today.
    Today,
    /// Those before.
    Earlier,
    /// Those of which nobody knows when they were.
    Undated,
    /// All, by title.
    All,
    /// What is archived.
    Archive,
}

/// Conversations under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they are.
    pub heading: Heading,
    /// How many there are, also where they are hidden.
    pub count: usize,
    /// Those that are shown.
    pub entries: Vec<Rc<Entry>>,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// In which order.
    pub sort: Sort,
    /// Whether what is archived is listed, instead of all else.
    pub archive: bool,
    /// When today began, in milliseconds since 1970.
    pub midnight: i64,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// Its groups, from top to bottom.
    pub groups: Vec<Group>,
}

/// The lines of a group that are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut<'a> {
    /// The group.
    pub group: &'a Group,
    /// Whether its heading is among them.
    pub headed: bool,
    /// The conversations among them.
    pub entries: &'a [Rc<Entry>],
}

/// Something in the list that can have the focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A conversation.
    Entry(ConversationId),
    /// The heading of a folder.
    Folder(FolderId),
}

impl Arrangement {
    /// The history in groups.
    #[must_use]
    pub fn of(history: &History, folders: &Folders, wish: Wish) -> Self {
        let day =
            |entry: &Rc<Entry>| known(if wish.sort == Sort::Created { entry.created } else { entry.last_active() });
        let listed = |entry: &&Rc<Entry>| entry.filing.archived.is_on() == wish.archive;
        let mut entries: Vec<Rc<Entry>> = history.shown().filter(listed).cloned().collect();
        match wish.sort {
            Sort::Changed | Sort::Created => {
                entries = in_order(entries, |entry| (day(entry), entry.order));
                entries.reverse();
            }
            Sort::Title => entries = in_order(entries, |entry| folded(&entry.title)),
        }
        let mut groups = Vec::new();
        if wish.archive {
            let group = Group { heading: Heading::Archive, count: entries.len(), entries };
            return Self { groups: vec![group] };
        }
        let folders = folders.shown();
        let mut pinned = Vec::new();
        let mut inside: Vec<Vec<Rc<Entry>>> = folders.iter().map(|_| Vec::new()).collect();
        let mut rest = Vec::new();
        for entry in entries {
            let place = match &entry.filing.folder {
                _ if entry.filing.pinned.is_on() => &mut pinned,
                Some(id) => match folders.iter().position(|folder| folder.id == *id) {
                    Some(at) => inside.get_mut(at).unwrap_or(&mut rest),
                    None => &mut rest,
                },
                None => &mut rest,
            };
            place.push(entry);
        }
        add(&mut groups, Heading::Pinned, pinned);
        for (folder, entries) in folders.into_iter().zip(inside) {
            let count = entries.len();
            let entries = if folder.closed { Vec::new() } else { entries };
            groups.push(Group { heading: Heading::Folder(Rc::new(folder.clone())), count, entries });
        }
        if wish.sort == Sort::Title {
            add(&mut groups, Heading::All, rest);
        } else {
            // In order of these days, so that each group follows the other.
            let mut earlier = rest.split_off(rest.partition_point(|entry| day(entry) >= wish.midnight));
            let undated = earlier.split_off(earlier.partition_point(|entry| day(entry) > 0));
            add(&mut groups, Heading::Today, rest);
            add(&mut groups, Heading::Earlier, earlier);
            add(&mut groups, Heading::Undated, undated);
        }
        Self { groups }
    }

    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.groups.iter().map(|group| group.entries.len() + 1).sum()
    }

    /// Whether there are no conversations and no folders.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.count == 0 && !matches!(group.heading, Heading::Folder(_)))
    }

    /// The lines of a range, group by group.
    #[must_use]
    pub fn cut(&self, range: &Range<usize>) -> Vec<Cut<'_>> {
        let mut cuts = Vec::new();
        let mut at = 0;
        for group in &self.groups {
            let (first, end) = (at + 1, at + 1 + group.entries.len());
            if at < range.end && end > range.start {
                let from = range.start.saturating_sub(first).min(group.entries.len());
                let to = range.end.saturating_sub(first).min(group.entries.len());
                cuts.push(Cut {
                    group,
                    headed: at >= range.start,
                    entries: group.entries.get(from..to).unwrap_or_default(),
                });
            }
            at = end;
        }
        cuts
    }

    /// All that can have the focus, with its line.
    fn stops(&self) -> impl Iterator<Item = (usize, Stop)> + '_ {
        let mut at = 0;
        self.groups.iter().flat_map(move |group| {
            let line = at;
            at += group.entries.len() + 1;
            let heading = match &group.heading {
                Heading::Folder(folder) => Some((line, Stop::Folder(folder.id.clone()))),
                _ => None,
            };
            let entries = group.entries.iter().enumerate();
            heading
                .into_iter()
                .chain(entries.map(move |(place, entry)| (line + 1 + place, Stop::Entry(entry.id.clone()))))
        })
    }

    /// The line of something that can have the focus.
    #[must_use]
    pub fn line_of(&self, stop: &Stop) -> Option<usize> {
        self.stops().find(|(_, held)| held == stop).map(|(line, _)| line)
    }

    /// Where the focus goes from a line, so many steps on or back; at the ends it stays.
    #[must_use]
    pub fn step(&self, from: Option<usize>, by: isize) -> Option<(usize, Stop)> {
        let stops: Vec<(usize, Stop)> = self.stops().collect();
        let last = stops.len().checked_sub(1)?;
        let to = match from.and_then(|line| stops.iter().position(|(held, _)| *held == line)) {
            Some(at) => at.saturating_add_signed(by).min(last),
            None => 0,
        };
        stops.into_iter().nth(to)
    }

    /// The conversations from the one to the other, in either direction.
    #[must_use]
    pub fn between(&self, one: &ConversationId, other: &ConversationId) -> Vec<ConversationId> {
        let all = self.all();
        let place = |id| all.iter().position(|held| held == id);
        let (Some(one), Some(other)) = (place(one), place(other)) else { return vec![other.clone()] };
        let (first, last) = (one.min(other), one.max(other));
        all.into_iter().skip(first).take(last - first + 1).collect()
    }

    /// All conversations that are shown, in order.
    #[must_use]
    pub fn all(&self) -> Vec<ConversationId> {
        self.groups.iter().flat_map(|group| &group.entries).map(|entry| entry.id.clone()).collect()
    }
}

/// A moment, or 0 where it is so far ahead that it is none. Imports once took microseconds for milliseconds.
fn known(moment: i64) -> i64 {
    const YEAR_2100: i64 = 4_102_444_800_000;
    if moment < YEAR_2100 { moment } else { 0 }
}

/// Adds a group, unless nothing is in it.
fn add(groups: &mut Vec<Group>, heading: Heading, entries: Vec<Rc<Entry>>) {
    if !entries.is_empty() {
        groups.push(Group { heading, count: entries.len(), entries });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::filing::Filing;

    fn folder(id: &str, closed: bool) -> Folder {
        Folder { id: FolderId::parse(id).unwrap(), revision: 1, name: id.into(), closed, deleted: false }
    }

    fn history() -> History {
        let entry = |id: &str, order: u64, what: &dyn Fn(&mut Filing)| {
            let mut filing = Filing::default();
            what(&mut filing);
            Rc::new(Entry {
                id: ConversationId::parse(id).unwrap(),
                title: ["Title ", id].concat().into(),
                revision: 1,
                order,
                created: 100 - order as i64,
                updated: order as i64,
                active: 0,
                size: 0,
                deleted: false,
                filing,
            })
        };
        let into = |name: &'static str| move |filing: &mut Filing| filing.folder = FolderId::parse(name);
        History::new(vec![
            entry("a", 5, &|_| {}),
            entry("b", 4, &|filing| filing.pinned = filing.pinned.to(true)),
            entry("c", 3, &into("work")),
            entry("d", 2, &|filing| filing.archived = filing.archived.to(true)),
            entry("e", 1, &into("gone")),
        ])
    }

    fn arranged(closed: bool, sort: Sort, archive: bool) -> Arrangement {
        let mut folders = Folders::default();
        folders.rows.push(folder("work", closed));
        folders.rows.push(Folder { deleted: true, ..folder("gone", false) });
        Arrangement::of(&history(), &folders, Wish { sort, archive, midnight: 3 })
    }

    fn shown(arrangement: &Arrangement) -> String {
        let group = |group: &Group| {
            let heading = match &group.heading {
                Heading::Folder(folder) => folder.name.to_string(),
                other => format!("{other:?}"),
            };
            let entries: Vec<&str> = group.entries.iter().map(|entry| entry.id.as_str()).collect();
            format!("{heading}({}): {}", group.count, entries.join(" "))
        };
        arrangement.groups.iter().map(group).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn each_conversation_stands_once_and_in_its_group() {
        let check = |arrangement: Arrangement, expected: &str| assert_eq!(shown(&arrangement), expected);
        check(arranged(false, Sort::Changed, false), "Pinned(1): b | work(1): c | Today(1): a | Earlier(1): e");
        check(arranged(true, Sort::Changed, false), "Pinned(1): b | work(1):  | Today(1): a | Earlier(1): e");
        check(arranged(false, Sort::Created, false), "Pinned(1): b | work(1): c | Today(2): e a");
        check(arranged(false, Sort::Title, false), "Pinned(1): b | work(1): c | All(2): a e");
        check(arranged(false, Sort::Changed, true), "Archive(1): d");
    }

    #[test]
    fn every_line_is_drawn_by_exactly_one_of_any_two_neighbouring_ranges() {
        let arrangement = arranged(false, Sort::Changed, false);
        assert_eq!(arrangement.lines(), 8);
        for cut in 0..=8 {
            let count = |range: Range<usize>| {
                let cuts = arrangement.cut(&range);
                cuts.iter().map(|cut| cut.entries.len() + usize::from(cut.headed)).sum::<usize>()
            };
            assert_eq!((count(0..cut), count(cut..8)), (cut, 8 - cut));
        }
    }

    #[test]
    fn the_focus_walks_over_folders_and_conversations_and_stays_at_the_ends() {
        let arrangement = arranged(false, Sort::Changed, false);
        let mut line = None;
        let mut seen = Vec::new();
        for _ in 0..6 {
            let (at, stop) = arrangement.step(line, 1).unwrap();
            assert_eq!(arrangement.line_of(&stop), Some(at));
            seen.push(match stop {
                Stop::Entry(id) => id.to_string(),
                Stop::Folder(id) => id.to_string(),
            });
            line = Some(at);
        }
        assert_eq!(seen, ["b", "work", "c", "a", "e", "e"]);
        let id = |text| ConversationId::parse(text).unwrap();
        assert_eq!(arrangement.between(&id("a"), &id("b")), [id("b"), id("c"), id("a")]);
    }
}
