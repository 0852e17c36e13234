//! How much room is used, in UTF-16 units of names and texts, as browsers count it.
//!
//! Kept up to date with every write, so that nothing has to be read to know it.

use crate::domain::error::StorageProblem;
use crate::domain::table::Table;

/// What index and whole conversations may take together, in UTF-16 units. Beyond it lies the room kept free for the
/// rest. All of it is read before the page can be drawn, at 40 ms a million, so it is less than would fit.
pub const BUDGET: u32 = 2_000_000;

/// What one conversation may take of it, in UTF-16 units. Of a longer one only the latest part stands there.
pub const LONGEST: u32 = 200_000;

/// What the storage holds altogether, in UTF-16 units (5 MiB; measured in Chromium).
pub const QUOTA: u32 = 5_242_880;

/// Room that conversations and drafts leave to index, settings and connections, so that a full storage can still
/// be put in order.
pub const RESERVE: u32 = 65_536;

/// The length of a text in UTF-16 units.
#[must_use]
pub fn units(text: &str) -> u32 {
    // One for each lead byte, one more for each character outside the basic plane.
    let count = text.bytes().map(|b| u32::from((b & 0xC0) != 0x80) + u32::from(b >= 0xF0)).sum::<u32>();
    u32::try_from(text.len()).map_or(u32::MAX, |_| count)
}

/// Who uses how much.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    shares: Table<String, u32>,
    used: u32,
    unlimited: bool,
}

impl Ledger {
    /// A ledger of a place without walls.
    #[must_use]
    pub fn unlimited() -> Self {
        Self { unlimited: true, ..Self::default() }
    }

    /// Notes that a text of so many units, its name not counted, stands under a name now.
    pub fn note(&mut self, name: &str, text: u32) {
        let share = units(name) + text;
        let before = match self.shares.get_mut(name) {
            Some(held) => std::mem::replace(held, share),
            None => self.shares.insert(name.to_owned(), share).unwrap_or(0),
        };
        self.used = (self.used - before).saturating_add(share);
    }

    /// Notes that nothing stands under a name any more.
    pub fn forget(&mut self, name: &str) {
        self.used -= self.shares.remove(name).unwrap_or(0);
    }

    /// Notes that nothing stands anywhere any more.
    pub fn clear(&mut self) {
        *self = Self { unlimited: self.unlimited, ..Self::default() };
    }

    /// Whether a text of so many units fits under a name and leaves `reserve` units. What does not grow always fits.
    ///
    /// # Errors
    /// `Full` if it does not.
    pub fn admits(&self, name: &str, text: u32, reserve: u32) -> Result<(), StorageProblem> {
        let held = self.share(name);
        let share = units(name).saturating_add(text);
        let after = (self.used - held).saturating_add(share);
        if self.unlimited || share <= held || after <= QUOTA - reserve { Ok(()) } else { Err(StorageProblem::Full) }
    }

    /// Whether it is that of a place without walls: memory, which keeps nothing.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        self.unlimited
    }

    /// Units used under a name, the name included.
    #[must_use]
    pub fn share(&self, name: &str) -> u32 {
        self.shares.get(name).copied().unwrap_or(0)
    }

    /// Units used altogether.
    #[must_use]
    pub fn used(&self) -> u32 {
        self.used
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_utf_16() {
        for text in ["", "abc", "안녕", "👩‍👩‍👧 é", "\u{2028}\0"] {
            assert_eq!(units(text) as usize, text.encode_utf16().count(), "{text:?}");
        }
    }

    #[test]
    fn the_sum_follows_every_change_and_the_wall_is_where_the_browser_has_it() {
        let mut ledger = Ledger::default();
        ledger.note("ab", 8);
        ledger.note("c", 9);
        ledger.note("ab", 3);
        assert_eq!((ledger.used(), ledger.share("ab")), (15, 5));
        assert_eq!(ledger.admits("ab", QUOTA - 12, 0), Ok(()));
        assert_eq!(ledger.admits("ab", QUOTA - 11, 0), Err(StorageProblem::Full));
        assert_eq!(ledger.admits("ab", QUOTA - 12, 1), Err(StorageProblem::Full));
        ledger.note("c", QUOTA);
        assert_eq!(ledger.admits("c", QUOTA, RESERVE), Ok(()), "what does not grow fits");
        ledger.forget("c");
        assert_eq!(ledger.used(), 5);
    }
}
