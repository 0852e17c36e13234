//! What a document has defined so far: link targets and footnotes, by label.

use crate::domain::table::{Set, Table};

/// Labels as CommonMark matches them: case folded, runs of white space as one space.
/// <https://spec.commonmark.org/0.31.2/#matches>
#[must_use]
pub fn folded(label: &str) -> String {
    let mut folded = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        // Down, then up, is full case folding for all but a handful of letters: both "ẞ" and "SS" become "SS".
        folded.push_str(&word.to_lowercase().to_uppercase());
    }
    folded
}

/// Where a link reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The destination as written, escapes resolved.
    pub destination: String,
    /// The title, or empty.
    pub title: String,
}

/// Link targets and footnote labels, all folded. The first definition of a label stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    links: Table<String, Target>,
    footnotes: Set<String>,
}

impl Definitions {
    /// Where a folded label leads.
    #[must_use]
    pub fn link(&self, label: &str) -> Option<&Target> {
        self.links.get(label)
    }

    /// Whether a folded label names a footnote.
    #[must_use]
    pub fn has_footnote(&self, label: &str) -> bool {
        self.footnotes.contains(label)
    }

    /// Adds what is not defined yet.
    pub fn add(&mut self, definition: &Definition) {
        match definition.clone() {
            Definition::Link(label, target) => {
                self.links.or_insert_with(label, || target);
            }
            Definition::Footnote(label) => {
                self.footnotes.insert(label);
            }
        }
    }

    /// Adds what another has and this one has not.
    pub fn add_all(&mut self, other: &Self) {
        for (label, target) in &other.links {
            self.links.or_insert_with(label.clone(), || target.clone());
        }
        self.footnotes.extend(other.footnotes.iter().cloned());
    }

    /// The labels that do not mean the same in both; footnotes with their `^`.
    #[must_use]
    pub fn changes(&self, other: &Self) -> Set<String> {
        let mut changes = Set::new();
        for label in self.links.keys().chain(other.links.keys()) {
            if self.links.get(label) != other.links.get(label) {
                changes.insert(label.clone());
            }
        }
        let only = |here: &Set<String>, there: &Set<String>| -> Vec<String> {
            here.iter().filter(|label| !there.contains(*label)).map(|label| ["^", label].concat()).collect()
        };
        changes.extend(only(&self.footnotes, &other.footnotes));
        changes.extend(only(&other.footnotes, &self.footnotes));
        changes
    }

    /// Whether a label is defined; footnotes with their `^`.
    #[must_use]
    pub fn has(&self, label: &str) -> bool {
        self.links.contains_key(label) || label.strip_prefix('^').is_some_and(|label| self.has_footnote(label))
    }
}

/// One definition, its label folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// `[label]: destination "title"`
    Link(String, Target),
    /// `[^label]: text`
    Footnote(String),
}
