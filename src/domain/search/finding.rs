//! Where in a text something stands, in the text's own bytes. The index says where it may; this says where it does.

use crate::domain::search::letters::{letters, plain};
use crate::domain::search::query::Query;

/// Part of a text: its first byte, and the first one after it.
pub type Span = (usize, usize);

/// Which terms stand in a text (one bit each), and where: in order, those that touch made one. At most `most` of each.
#[must_use]
pub fn find(text: &str, query: &Query, most: usize) -> (u32, Vec<Span>) {
    let compared = plain(text);
    let (mut terms, mut spans) = (0, Vec::new());
    for (number, term) in query.terms.iter().enumerate() {
        let found = places(&compared, term, most);
        if !found.is_empty() {
            terms |= bit(number);
            merge(&mut spans, found);
        }
    }
    if !spans.is_empty() {
        in_bytes_of(text, &mut spans);
        let mut end = 0;
        spans.retain(|span| {
            let apart = end <= span.0;
            end = end.max(span.1);
            apart
        });
    }
    (terms, spans)
}

/// The bit of a term. Beyond the last bit all share it.
#[must_use]
pub fn bit(term: usize) -> u32 {
    1 << term.min(31)
}

/// All terms there are.
#[must_use]
pub fn all(query: &Query) -> u32 {
    (0..query.terms.len()).fold(0, |all, term| all | bit(term))
}

/// Where `term` stands in `text`, side by side at most.
fn places(text: &str, term: &str, most: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = 0;
    while found.len() < most
        && let Some(at) = text.get(from..).and_then(|rest| rest.find(term))
    {
        found.push((from + at, from + at + term.len()));
        from += at + term.len();
    }
    found
}

/// Takes more spans in among those held: all in order, none over another.
fn merge(spans: &mut Vec<Span>, more: Vec<Span>) {
    if spans.is_empty() {
        *spans = more;
        return;
    }
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len() + more.len());
    let (mut ones, mut others) = (std::mem::take(spans).into_iter().peekable(), more.into_iter().peekable());
    loop {
        let next = match (ones.peek(), others.peek()) {
            (Some(one), Some(other)) if one.0 <= other.0 => ones.next(),
            (_, Some(_)) => others.next(),
            (_, None) => ones.next(),
        };
        let Some(next) = next else { break };
        match merged.last_mut().filter(|last| last.1 >= next.0) {
            Some(last) => last.1 = last.1.max(next.1),
            None => merged.push(next),
        }
    }
    *spans = merged;
}

/// Spans of the compared text become spans of the text itself.
fn in_bytes_of(text: &str, spans: &mut [Span]) {
    let mut walk = letters(text);
    // How far the compared text is read, and where in the text that is.
    let (mut read, mut here) = (0, walk.next());
    let place = |here: &Option<(usize, char)>| here.map_or(text.len(), |(at, _)| at);
    for span in spans {
        while read < span.0
            && let Some((_, letter)) = here
        {
            read += letter.len_utf8();
            here = walk.next();
        }
        let start = place(&here);
        while read < span.1
            && let Some((_, letter)) = here
        {
            read += letter.len_utf8();
            here = walk.next();
        }
        // Half of a letter that folds to two is all of it.
        let whole = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        *span = (start, place(&here).max(start + whole));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::string_slice)]
    use super::*;

    #[test]
    fn what_is_found_is_what_stands_there() {
        let check = |text: &str, typed: &str, expected: &[&str]| {
            let (_, spans) = find(text, &Query::read(typed), 9);
            let found: Vec<&str> = spans.iter().map(|(from, to)| &text[*from..*to]).collect();
            assert_eq!(found, expected, "{typed:?} in {text:?}");
        };
        check("Rust and rust", "RUST", &["Rust", "rust"]);
        check("Rust and rust", "and rust", &["Rust", "and", "rust"]);
        check("Rust and rust", "\"and rust\"", &["and rust"]);
        check("one\n   two", "\"one two\"", &["one\n   two"]);
        check("서울역에서 만나요", "역에", &["역에"]);
        check("東京都へ行く", "京都", &["京都"]);
        check("Straße", "strasse", &["Straße"]);
        check("ßß", "s", &["ß", "ß"]);
        check("banana", "ana", &["ana"]);
        check("abcabc", "ab bc", &["abcabc"]);
        check("\u{1112}\u{1161}\u{11ab}글", "한", &["\u{1112}\u{1161}\u{11ab}"]);
        check("nothing", "x", &[]);
        check("", "x", &[]);
    }

    #[test]
    fn which_terms_stand_there_is_told_and_not_more_than_asked_of_each() {
        let (terms, _) = find("rust", &Query::read("go rust"), 9);
        assert_eq!((terms, all(&Query::read("go rust"))), (0b10, 0b11));
        assert_eq!(find("aaaa", &Query::read("a"), 3).1, [(0, 1), (1, 2), (2, 3)]);
    }
}
