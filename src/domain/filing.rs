//! Where a person put the conversations: pinned, archived, in which folder; and the folders themselves.
//!
//! Promises that two copies always become one, the same from both sides, and that nothing is lost that only one of them
//! changed: each fact counts its own changes. Deleting a folder touches no conversation: those in it are in none then,
//! and in it again where it comes back.

use std::rc::Rc;

use crate::domain::folding::folded;
use crate::domain::id::FolderId;
use crate::domain::table::in_order;

/// Folders that were deleted and are remembered.
const DELETIONS: usize = 100;

/// Longest name of a folder, in graphemes.
pub const NAME: usize = 60;

/// Something that is so or is not. It counts how often it was turned: odd is yes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turned(pub u32);

impl Turned {
    /// Whether it is so.
    #[must_use]
    pub fn is_on(self) -> bool {
        self.0 % 2 == 1
    }

    /// The same, or turned once more if it is otherwise.
    #[must_use]
    pub fn to(self, on: bool) -> Self {
        if self.is_on() == on { self } else { Self(self.0.saturating_add(1)) }
    }
}

/// Where a conversation was put.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// On top of the list.
    pub pinned: Turned,
    /// Out of the list.
    pub archived: Turned,
    /// The folder it is in, which may have been deleted since.
    pub folder: Option<FolderId>,
    /// How often it was moved.
    pub moved: u32,
}

impl Filing {
    /// The same in another folder.
    #[must_use]
    pub fn into_folder(&self, folder: Option<&FolderId>) -> Self {
        let mut filing = self.clone();
        if filing.folder.as_ref() != folder {
            filing.folder = folder.cloned();
            filing.moved = filing.moved.saturating_add(1);
        }
        filing
    }

    /// What `before` was, as a change made to this.
    #[must_use]
    pub fn back_to(&self, before: &Self) -> Self {
        let mut filing = self.into_folder(before.folder.as_ref());
        filing.pinned = self.pinned.to(before.pinned.is_on());
        filing.archived = self.archived.to(before.archived.is_on());
        filing
    }

    /// Takes in what another copy has. Says whether anything changed here.
    pub fn absorb(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.pinned = self.pinned.max(other.pinned);
        self.archived = self.archived.max(other.archived);
        if (other.moved, &other.folder) > (self.moved, &self.folder) {
            self.folder.clone_from(&other.folder);
            self.moved = other.moved;
        }
        *self != before
    }

    /// Whether anything was ever set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        *self != Self::default()
    }
}

/// A folder. Deleted ones stay for a while, so that other copies learn of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Raised with each change.
    pub revision: u64,
    /// Its name.
    pub name: Rc<str>,
    /// Whether its conversations are hidden in the list.
    pub closed: bool,
    /// Whether it was deleted.
    pub deleted: bool,
}

impl Folder {
    /// Of two copies the higher one stays; at the same revision the one that is there.
    fn rank(&self) -> (u64, bool, &str, bool) {
        (self.revision, !self.deleted, &self.name, self.closed)
    }
}

/// All folders, deleted ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folders {
    /// In no order that means anything.
    pub rows: Vec<Folder>,
}

impl Folders {
    /// Those that are there, by name.
    #[must_use]
    pub fn shown(&self) -> Vec<&Folder> {
        in_order(self.rows.iter().filter(|folder| !folder.deleted), |folder| (folded(&folder.name), folder.id.clone()))
    }

    /// The folder of that id, if it is there.
    #[must_use]
    pub fn get(&self, id: &FolderId) -> Option<&Folder> {
        self.rows.iter().find(|folder| folder.id == *id && !folder.deleted)
    }

    /// The folder of that name, if there is one.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Folder> {
        self.rows.iter().find(|folder| !folder.deleted && *folder.name == *name)
    }

    /// Puts a changed folder in place of what is held. Its revision is raised here.
    pub fn set(&mut self, folder: Folder) {
        let held = self.rows.iter().find(|held| held.id == folder.id).map_or(0, |held| held.revision);
        let folder = Folder { revision: held.max(folder.revision) + 1, ..folder };
        self.rows.retain(|held| held.id != folder.id);
        self.rows.push(folder);
        let mut surplus = self.rows.iter().filter(|folder| folder.deleted).count().saturating_sub(DELETIONS);
        self.rows.retain(|folder| {
            let drop = folder.deleted && surplus > 0;
            surplus -= usize::from(drop);
            !drop
        });
    }

    /// Takes in what another copy has; of each folder the newer one stays. Says whether `other` lacks anything that is
    /// now here.
    pub fn absorb(&mut self, other: &Self) -> bool {
        for theirs in &other.rows {
            match self.rows.iter_mut().find(|held| held.id == theirs.id) {
                Some(held) if theirs.rank() > held.rank() => *held = theirs.clone(),
                Some(_) => {}
                None => self.rows.push(theirs.clone()),
            }
        }
        self.rows.iter().any(|held| !other.rows.contains(held))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn id(text: &str) -> FolderId {
        FolderId::parse(text).unwrap()
    }

    #[test]
    fn what_two_tabs_change_at_once_is_kept_from_both() {
        let base = Filing::default();
        let pinned = Filing { pinned: base.pinned.to(true), ..base.clone() };
        let moved = base.into_folder(Some(&id("f")));
        let check = |one: &Filing, other: &Filing| {
            let mut merged = one.clone();
            assert!(merged.absorb(other));
            assert!(!merged.absorb(other) && !merged.absorb(one));
            assert!(merged.pinned.is_on() && merged.folder == Some(id("f")));
        };
        check(&pinned, &moved);
        check(&moved, &pinned);
        let undone = moved.back_to(&base);
        let mut merged = moved.clone();
        merged.absorb(&undone);
        assert_eq!(merged.folder, None, "what was undone stays undone");
    }

    #[test]
    fn of_two_copies_of_a_folder_the_newer_stays_from_both_sides() {
        let mut one = Folders::default();
        let folder = Folder { id: id("f"), revision: 0, name: "Work".into(), closed: false, deleted: false };
        one.set(folder.clone());
        let mut other = one.clone();
        one.set(Folder { name: "Home".into(), ..folder.clone() });
        other.set(Folder { deleted: true, ..folder });
        let mut back = other.clone();
        back.absorb(&one);
        one.absorb(&other);
        assert_eq!(one, back);
        assert_eq!(one.shown().len(), 1, "a change wins over a deletion made at the same time");
    }

    #[test]
    fn folders_stand_in_order_of_their_names() {
        let mut folders = Folders::default();
        for (at, name) in ["b", "C", "A"].into_iter().enumerate() {
            let id = id(&at.to_string());
            folders.set(Folder { id, revision: 0, name: name.into(), closed: false, deleted: false });
        }
        let names: Vec<&str> = folders.shown().iter().map(|folder| &*folder.name).collect();
        assert_eq!(names, ["A", "b", "C"]);
    }
}
