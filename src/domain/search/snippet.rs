//! The part of a text that shows what was found in it: one line of plain text, cut where characters end, with marks.

use std::rc::Rc;

use crate::domain::grapheme;
use crate::domain::search::finding::Span;

/// How much stands before what was found, in characters as a person counts them.
const BEFORE: usize = 24;
/// How long a snippet is.
const LENGTH: usize = 120;
/// How far back one looks for the place to cut, in bytes: a character may have dozens.
const BACK: usize = 1_200;

/// A line of text, parts of which are marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The text.
    pub text: Rc<str>,
    /// The marked parts, in order.
    pub marks: Vec<Span>,
}

impl Marked {
    /// The text in pieces, in order, each with whether it is marked.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        let mut push = |from: usize, to: usize, marked| {
            if let Some(piece) = self.text.get(from..to).filter(|piece| !piece.is_empty()) {
                pieces.push((piece, marked));
            }
        };
        for (from, to) in &self.marks {
            push(at, *from, false);
            push(*from, *to, true);
            at = *to;
        }
        push(at, self.text.len(), false);
        pieces
    }
}

/// All of a text, marked.
#[must_use]
pub fn whole(text: &str, spans: Vec<Span>) -> Marked {
    Marked { text: text.into(), marks: spans }
}

/// The part of a text around the first of what was found.
#[must_use]
pub fn snippet(text: &str, spans: &[Span]) -> Marked {
    let first = spans.first().map_or(0, |span| span.0);
    let start = beginning(text, first);
    let shown = grapheme::first(text.get(start..).unwrap_or_default(), LENGTH);
    let end = start + shown.len();
    let mut out = String::with_capacity(shown.len() + 6);
    if start > 0 {
        out.push('…');
    }
    let mut marks = Vec::new();
    let mut spans = spans.iter().filter(|span| span.0 < end).peekable();
    let (mut open, mut spaced) = (None::<(usize, usize)>, true);
    for (at, c) in shown.char_indices() {
        let at = start + at;
        if let Some((from, _)) = open.take_if(|(_, end)| at >= *end) {
            marks.push((from, out.len()));
        }
        if open.is_none()
            && let Some((_, end)) = spans.next_if(|span| at >= span.0)
        {
            open = Some((out.len(), *end));
        }
        // One line, and nothing in it that is not seen or turns the rest around.
        if c.is_whitespace() || c.is_control() {
            if !spaced {
                out.push(' ');
            }
            spaced = true;
        } else if !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}') {
            out.push(c);
            spaced = false;
        }
    }
    if let Some((from, _)) = open {
        marks.push((from, out.len()));
    }
    if end < text.len() {
        out.push('…');
    }
    marks.retain(|(from, to)| to > from);
    Marked { text: out.into(), marks }
}

/// Where the snippet begins: some characters before what was found, between words if there is a gap.
fn beginning(text: &str, first: usize) -> usize {
    let back = (first.saturating_sub(BACK)..first).find(|at| text.is_char_boundary(*at)).unwrap_or(first);
    let before = text.get(back..first).unwrap_or_default();
    // Counted forwards, for only so it is known where characters end.
    let mut cuts = vec![back];
    let mut rest = before;
    while !rest.is_empty() {
        let one = grapheme::first(rest, 1).len().max(1);
        rest = rest.get(one..).unwrap_or_default();
        cuts.push(first - rest.len());
    }
    // The last cut is that before what was found.
    let at = cuts.len().saturating_sub(BEFORE + 1);
    if at == 0 && back == 0 {
        return 0;
    }
    let near = cuts.get(at).copied().unwrap_or(first);
    let gap = text.get(near..first).and_then(|head| head.find(char::is_whitespace));
    gap.filter(|gap| *gap < (first - near) / 2).map_or(near, |gap| near + gap + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::finding::find;
    use crate::domain::search::query::Query;

    /// The snippet with its marks in brackets.
    fn cut(text: &str, typed: &str) -> String {
        let (_, spans) = find(text, &Query::read(typed), 20);
        let marked = snippet(text, &spans);
        let piece = |(piece, marked): (&str, bool)| if marked { ["[", piece, "]"].concat() } else { piece.to_owned() };
        marked.pieces().into_iter().map(piece).collect()
    }

    #[test]
    fn a_snippet_shows_what_was_found_and_what_is_around_it() {
        let check = |text: &str, typed: &str, expected: &str| assert_eq!(cut(text, typed), expected, "{typed:?}");
        check("How do whales sleep?", "whale", "How do [whale]s sleep?");
        check("a\n\n  b\tc", "b", "a [b] c");
        check("whales, and Whales", "whales", "[whales], and [Whales]");
        let long = ["word ".repeat(40), "needle".into(), " word".repeat(40)].concat();
        let shown = cut(&long, "needle");
        assert!(shown.starts_with("…word word word word [needle] word"), "{shown}");
        assert!(shown.ends_with('…'), "{shown}");
        check("👩‍👩‍👧x", "x", "👩‍👩‍👧[x]");
        check("a\u{202e}b\u{2066}c", "b", "a[b]c");
        check("", "b", "");
    }

    #[test]
    fn no_character_is_torn_apart() {
        let text = ["👩‍👩‍👧".repeat(60), "찾기".into(), "🇰🇷".repeat(200)].concat();
        let shown = cut(&text, "찾기");
        assert!(shown.starts_with("…👩‍👩‍👧"), "{shown}");
        assert!(shown.ends_with("🇰🇷…"), "{shown}");
    }
}
