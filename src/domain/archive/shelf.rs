//! The storage as the store sees it: texts under names. The browser's is one; memory is another.

use crate::domain::error::StorageProblem;
use crate::domain::table::Table;

/// A place that keeps texts under names.
pub trait Shelf {
    /// The text under a name.
    ///
    /// # Errors
    /// `Refused` if the browser does not let us read.
    fn get(&self, name: &str) -> Result<Option<String>, StorageProblem>;

    /// Whether the text under a name, which begins so, contains another. None: it begins otherwise.
    fn mentions(&self, name: &str, start: &str, what: &str) -> Option<bool> {
        let text = self.get(name).ok()??;
        text.starts_with(start).then(|| text.contains(what))
    }

    /// Takes down what stands under a name, in place of what was taken down before. A shelf need not.
    fn note(&mut self, _name: &str) {}

    /// Whether the text under a name is still the one taken down. Cheap, however long the text.
    fn is_noted(&self, _name: &str) -> bool {
        false
    }

    /// Puts a text under a name. On failure the old one is still there.
    ///
    /// # Errors
    /// `Full` without room, `Refused` if the browser does not let us write.
    fn set(&mut self, name: &str, text: &str) -> Result<(), StorageProblem>;

    /// Takes a name away.
    ///
    /// # Errors
    /// `Refused` if the browser does not let us write.
    fn remove(&mut self, name: &str) -> Result<(), StorageProblem>;

    /// All names, in any order.
    fn keys(&self) -> Vec<String>;
}

/// A shelf that lasts as long as the page.
#[derive(Clone, Debug, Default)]
pub struct Memory(Table<String, String>);

impl Shelf for Memory {
    fn get(&self, name: &str) -> Result<Option<String>, StorageProblem> {
        Ok(self.0.get(name).cloned())
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), StorageProblem> {
        self.0.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&mut self, name: &str) -> Result<(), StorageProblem> {
        self.0.remove(name);
        Ok(())
    }

    fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// Whether a shelf keeps what it is given, found out by writing, reading and removing.
/// One that is merely full does: what stands on it can still be read.
#[must_use]
pub fn keeps(shelf: &mut dyn Shelf) -> bool {
    const PROBE: &str = "sotto/probe";
    match shelf.set(PROBE, "1") {
        Ok(()) => {
            let kept = shelf.get(PROBE).is_ok_and(|text| text.as_deref() == Some("1"));
            shelf.remove(PROBE).is_ok() && kept
        }
        // Old private windows call an empty storage full.
        Err(StorageProblem::Full) => !shelf.keys().is_empty(),
        Err(_) => false,
    }
}
