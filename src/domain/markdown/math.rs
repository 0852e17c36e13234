//! Where formulas are in a text: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, and environments like `\begin{align}…\end{align}`.
//!
//! Promises: money, code, link targets and escaped marks are no formulas; a formula never reaches over a blank line or a
//! fence, so looking again from a place that is [`Formulas::is_clear`] finds the same. What is in a formula is covered
//! before the parser sees the text, so that a minus at the start of a line makes no list.
//! It does not know TeX: what is between the marks is the view's business.

mod marks;

use std::ops::Range;

use marks::Scan;

/// A formula, in bytes of the text it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// With its marks.
    pub range: Range<usize>,
    /// What is between the marks; an environment's are part of it.
    inner: Range<usize>,
    /// Whether it stands in a line of its own.
    pub display: bool,
    /// Whether its end has not come yet: the text ends before.
    pub open: bool,
    /// How many quotes it stands in: their marks begin its other lines.
    quotes: usize,
}

/// What was found in a text.
#[derive(Debug, Default)]
pub struct Formulas {
    /// In order, none in another.
    pub found: Vec<Formula>,
    /// Code spans, and from a mark that has no end to where its end could have been.
    held: Vec<Range<usize>>,
}

impl Formulas {
    /// Whether nothing that begins before this place reaches beyond it, whatever comes later.
    #[must_use]
    pub fn is_clear(&self, at: usize) -> bool {
        let covers = |range: &Range<usize>| range.start < at && at < range.end;
        !self.held.iter().any(covers) && !self.found.iter().any(|formula| covers(&formula.range))
    }

    /// Counts from another place.
    pub fn shift(&mut self, place: impl Fn(usize) -> usize) {
        for formula in &mut self.found {
            formula.range = place(formula.range.start)..place(formula.range.end);
        }
        for held in &mut self.held {
            *held = place(held.start)..place(held.end);
        }
    }

    /// The first formula that ends after this place.
    #[must_use]
    pub fn after(&self, at: usize) -> Option<&Formula> {
        self.found.get(self.found.partition_point(|formula| formula.range.end <= at)..)?.first()
    }

    /// The text with its formulas covered: as long, its lines and the beginnings of its lines as they were. Letters and
    /// digits stay, so that two labels with formulas in them are still two.
    #[must_use]
    pub fn covered(&self, text: &str) -> String {
        let mut covered = String::with_capacity(text.len());
        let mut at = 0;
        for formula in &self.found {
            covered.push_str(text.get(at..formula.range.start).unwrap_or_default());
            at = formula.range.end;
            for (index, line) in text.get(formula.range.clone()).unwrap_or_default().split_inclusive('\n').enumerate() {
                let begins = if index == 0 { 0 } else { line.len() - unquoted(line, formula.quotes).len() };
                let (begin, rest) = line.split_at_checked(begins).unwrap_or_default();
                covered.push_str(begin);
                for byte in rest.bytes() {
                    covered.push(if byte.is_ascii_alphanumeric() || byte == b'\n' {
                        char::from(byte)
                    } else {
                        '\u{1}'
                    });
                }
            }
        }
        covered.push_str(text.get(at..).unwrap_or_default());
        covered
    }
}

impl Formula {
    /// Its TeX, without marks.
    #[must_use]
    pub fn tex(&self, text: &str) -> String {
        let inner = text.get(self.inner.clone()).unwrap_or_default();
        if self.quotes == 0 {
            return inner.trim().to_owned();
        }
        let lines = inner.split('\n').enumerate();
        let lines = lines.map(|(index, line)| if index == 0 { line } else { unquoted(line, self.quotes) });
        lines.collect::<Vec<_>>().join("\n").trim().to_owned()
    }
}

/// A line without its indentation and the marks of so many quotes.
fn unquoted(line: &str, quotes: usize) -> &str {
    let mut rest = line.trim_start_matches([' ', '\t']);
    for _ in 0..quotes {
        rest = rest.strip_prefix('>').unwrap_or(rest).trim_start_matches([' ', '\t']);
    }
    rest
}

/// Finds the formulas of a text that begins outside any. At the `end` of all text one can be open.
#[must_use]
pub fn find(text: &str, end: bool) -> Formulas {
    let mut formulas = Formulas::default();
    if !text.bytes().any(|byte| matches!(byte, b'$' | b'\\' | b'`')) {
        return formulas;
    }
    // A stretch has no blank line and no fence in it; nothing begins in one and ends in another.
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '\t', '>']);
        // The end of an HTML comment must not be covered.
        let ends = words.trim_end().is_empty() || words.starts_with("```") || words.starts_with("~~~");
        if ends || line.contains("-->") {
            stretch(text, start..at, end, &mut formulas);
            start = at + line.len();
        }
        at += line.len();
    }
    stretch(text, start..at, end, &mut formulas);
    formulas
}

fn stretch(text: &str, range: Range<usize>, end: bool, formulas: &mut Formulas) {
    let Some(before) = text.get(..range.end) else { return };
    let after = text.get(range.end..).unwrap_or_default();
    let last = end && after.trim_matches([' ', '\t', '>']).is_empty();
    Scan::new(before, range.start, last).run(formulas);
}
