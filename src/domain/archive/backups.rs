//! When everything was last backed up, and when the person was last reminded of it.

use crate::domain::archive::key::Key;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Line};
use crate::domain::archive::store::Store;
use crate::domain::error::StorageProblem;
use crate::domain::history::History;

/// A day, in milliseconds.
const DAY: i64 = 86_400_000;

/// So many conversations that changed since are worth a word.
const MANY: usize = 20;
/// So many are, when the last backup is old.
const SOME: usize = 5;
/// A backup is old after so many days.
const OLD: i64 = 30;
/// Between two words about it, in days.
const REST: i64 = 7;

/// Moments in milliseconds since 1970; 0: never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backups {
    /// When everything was last exported.
    pub made: i64,
    /// When a reminder was last put away.
    pub reminded: i64,
}

impl Backups {
    /// How many conversations changed since the last backup, if the person is to be reminded of it now.
    #[must_use]
    pub fn reminder(self, history: &History, now: i64) -> Option<usize> {
        if self.reminded != 0 && now - self.reminded < REST * DAY {
            return None;
        }
        let changed: Vec<i64> = history.shown().map(|entry| entry.updated).filter(|at| *at > self.made).collect();
        let since = if self.made == 0 { changed.iter().copied().min().unwrap_or(now) } else { self.made };
        let old = now - since > OLD * DAY;
        (changed.len() >= MANY || (old && changed.len() >= SOME)).then_some(changed.len())
    }

    /// The later of both.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        Self { made: self.made.max(other.made), reminded: self.reminded.max(other.reminded) }
    }
}

/// The moments of a record, with its revision. What cannot be read is as if it never was.
#[must_use]
pub fn decode(text: &str) -> Read<(Backups, u64)> {
    match record::read(text, Kind::Backups) {
        Read::Fine(record) => {
            let read = row::read(record.body, |row| {
                let moment = |name| row.signed(name).unwrap_or_default();
                Some(Backups { made: moment("made"), reminded: moment("reminded") })
            });
            Read::Fine((read.unwrap_or_default(), record.header.revision))
        }
        Read::Newer { schema } => Read::Newer { schema },
        Read::Corrupt { reason } => Read::Corrupt { reason },
    }
}

impl Store {
    /// What is known of backups.
    #[must_use]
    pub fn backups(&self) -> Backups {
        match self.get(&Key::Backups).ok().flatten().as_deref().map(decode) {
            Some(Read::Fine((backups, _))) => backups,
            _ => Backups::default(),
        }
    }

    /// Keeps it.
    ///
    /// # Errors
    /// Nothing was written.
    pub fn save_backups(&mut self, backups: Backups) -> Result<(), StorageProblem> {
        let held = self.get(&Key::Backups)?.unwrap_or_default();
        let (theirs, revision) = match decode(&held) {
            Read::Fine(read) => read,
            Read::Newer { .. } => return Err(StorageProblem::Newer),
            Read::Corrupt { .. } => (Backups::default(), 0),
        };
        let merged = backups.merged(theirs);
        let mut line = Line::default();
        line.signed("made", merged.made);
        line.signed("reminded", merged.reminded);
        let text = Sheet::new(Kind::Backups, revision + 1, &self.writer, &line.finish()).finish();
        self.put(&Key::Backups, &text, 0).map(drop)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::rc::Rc;

    use super::*;
    use crate::domain::filing::Filing;
    use crate::domain::history::Entry;
    use crate::domain::id::ConversationId;

    fn history(count: u64, updated: i64) -> History {
        let entry = |order: u64| Entry {
            id: ConversationId::parse(&order.to_string()).unwrap(),
            title: "t".into(),
            revision: 1,
            order,
            created: updated,
            updated,
            active: 0,
            size: 0,
            deleted: false,
            filing: Filing::default(),
        };
        History::new((0..count).map(|order| Rc::new(entry(order))).collect())
    }

    #[test]
    fn a_person_is_reminded_of_much_or_of_old_changes_and_at_most_weekly() {
        let now = 1_000 * DAY;
        let check = |count, updated, made, reminded, expected| {
            let backups = Backups { made, reminded };
            assert_eq!(backups.reminder(&history(count, updated), now), expected, "{count} {updated} {backups:?}");
        };
        check(19, now, 0, 0, None);
        check(20, now, 0, 0, Some(20));
        check(20, now - 2, now - 1, 0, None);
        check(20, now, now - 1, now - 7 * DAY + 1, None);
        check(20, now, now - 1, now - 7 * DAY, Some(20));
        check(5, now, now - 31 * DAY, 0, Some(5));
        check(5, now, now - 29 * DAY, 0, None);
        check(4, now, now - 31 * DAY, 0, None);
        check(5, now - 31 * DAY, 0, 0, Some(5));
    }
}
