//! What a document has defined so far: link targets and footnotes, by label.

use std::collections::HashMap;

use crate::domain::folding;

/// Labels as CommonMark matches them: case folded, runs of white space as one space.
/// <https://spec.commonmark.org/0.31.2/#matches>
#[must_use]
pub fn folded(label: &str) -> String {
    let mut folded = String::with_capacity(label.len());
    for word in label.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&folding::folded(word));
    }
    folded
}

/// A footnote's folded label among those of links, which never contain a bracket (but may begin with `^`).
#[must_use]
pub fn footnote_key(label: &str) -> String {
    ["[", label].concat()
}

/// Labels, counted in order of appearance. How many there are is the author's choice, so finding one costs the
/// same among thousands; the sorted rows used elsewhere would not do.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    places: HashMap<String, usize>,
}

impl Labels {
    /// The place of a label.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<usize> {
        self.places.get(label).copied()
    }

    /// The place of a label, which is the next one if it is new.
    pub fn place(&mut self, label: &str) -> usize {
        self.get(label).unwrap_or_else(|| {
            let place = self.places.len();
            self.places.insert(label.to_owned(), place);
            place
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }
}

/// What a label stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Where a link reference leads.
    Link {
        /// The destination as written, escapes resolved.
        destination: String,
        /// The title, or empty.
        title: String,
    },
    /// There is such a footnote.
    Footnote,
}

/// Labels (links' folded, footnotes' as [`footnote_key`] has them) and what they stand for. The first definition of
/// a label stands.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    labels: Labels,
    meanings: Vec<Meaning>,
}

impl Definitions {
    /// Whether nothing is defined.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.meanings.is_empty()
    }

    /// What a label stands for.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<&Meaning> {
        self.labels.get(label).and_then(|place| self.meanings.get(place))
    }

    /// Defines what is not defined yet. Says whether it was not.
    pub fn add(&mut self, label: &str, meaning: &Meaning) -> bool {
        let is_new = self.labels.place(label) == self.meanings.len();
        if is_new {
            self.meanings.push(meaning.clone());
        }
        is_new
    }
}
