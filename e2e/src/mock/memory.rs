//! What the mock server remembers between requests: how often it was asked, and what a test told it to answer.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::answer::Answer;

/// The memory of one server.
#[derive(Debug, Default)]
pub struct Memory {
    counts: Mutex<BTreeMap<(String, String), usize>>,
    scripts: Mutex<BTreeMap<String, VecDeque<Answer>>>,
}

impl Memory {
    /// How often that question was put to that model before; counts this time.
    pub fn count(&self, model: &str, question: &str) -> usize {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry((model.to_owned(), question.to_owned())).or_default();
        *count += 1;
        count.saturating_sub(1)
    }

    /// Makes that model give these answers, one a request; the last one again and again.
    pub fn script(&self, model: &str, answers: Vec<Answer>) {
        let mut scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        scripts.insert(model.to_owned(), answers.into());
    }

    /// The next scripted answer of that model.
    pub fn scripted(&self, model: &str) -> Option<Answer> {
        let mut scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = scripts.get_mut(model)?;
        if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }
    }

    /// Forgets everything.
    pub fn clear(&self) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.scripts.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
