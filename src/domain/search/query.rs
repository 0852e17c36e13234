//! What is looked for: words, all of which must be there, in any order; in quotes a phrase, letter by letter.

use std::rc::Rc;

use crate::domain::search::gram;
use crate::domain::search::letters::plain;

/// What is looked for. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words and phrases, as texts are compared; none twice.
    pub terms: Rc<[Rc<str>]>,
}

impl Query {
    /// Reads what was typed.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let typed = plain(typed);
        let mut terms: Vec<Rc<str>> = Vec::new();
        // What stands between the first and the second quote is a phrase, and so on; one left open is one to the end.
        for (number, part) in typed.split('"').enumerate() {
            if number % 2 == 1 {
                enter(&mut terms, part.trim());
            } else {
                part.split(' ').for_each(|word| enter(&mut terms, word));
            }
        }
        if let Some(last) = terms.last_mut().filter(|_| !typed.ends_with(['"', ' '])) {
            *last = begun(last).into();
        }
        terms.retain(|term| !term.is_empty());
        Self { terms: terms.into() }
    }

    /// One phrase, spaces and all.
    #[must_use]
    pub fn phrase(typed: &str) -> Self {
        let phrase = plain(typed);
        Self { terms: if phrase.trim().is_empty() { Rc::default() } else { Rc::from([phrase.into()]) } }
    }

    /// Whether nothing is looked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The grams that whatever is found must have.
    #[must_use]
    pub fn needed(&self) -> Vec<u32> {
        let mut needed = Vec::new();
        for term in &*self.terms {
            needed.extend(gram::needed(term));
        }
        needed
    }
}

fn enter(terms: &mut Vec<Rc<str>>, term: &str) {
    if !term.is_empty() && !terms.iter().any(|held| **held == *term) {
        terms.push(term.into());
    }
}

/// A word whose last syllable is still being typed, without the consonant that will begin the next one.
fn begun(word: &str) -> &str {
    let is_jamo = |c: char| ('\u{3131}'..='\u{3163}').contains(&c);
    let head = word.trim_end_matches(is_jamo);
    if head.is_empty() { word } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_alone_and_quotes_hold_together() {
        let check = |typed: &str, expected: &[&str]| {
            let terms: Vec<String> = Query::read(typed).terms.iter().map(|term| (**term).to_owned()).collect();
            assert_eq!(terms, expected, "{typed:?}");
        };
        check("  Rust   lifetimes ", &["rust", "lifetimes"]);
        check("\"borrow checker\" rust", &["borrow checker", "rust"]);
        check("“borrow checker", &["borrow checker"]);
        check("rust Rust", &["rust"]);
        check("\"\"", &[]);
        check("", &[]);
        check("C++", &["c++"]);
        check("갈ㅍ", &["갈"]);
        check("갈피 ㅋㅋ", &["갈피", "ㅋㅋ"]);
        check("\"갈ㅍ\"", &["갈ㅍ"]);
    }
}
