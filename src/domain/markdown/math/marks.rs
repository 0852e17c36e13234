//! Goes through a stretch of text from mark to mark: what opens a formula, what closes it, and what only looks like it.
//!
//! Promises to look at each place a bounded number of times, whatever the text is. Does not know where stretches end.

use std::ops::Range;

use super::{Formula, Formulas};

/// Environments that are formulas without marks around them.
const ENVIRONMENTS: &str = " equation align alignat aligned alignedat gather gathered multline flalign eqnarray split cases array \
     matrix pmatrix bmatrix vmatrix Bmatrix Vmatrix smallmatrix ";

/// Longer runs of backticks are not taken for the marks of a code span.
const TICKS: usize = 32;

/// Code spans are looked for in so many bytes.
const SPAN: usize = 4_000;

/// Goes through a stretch.
pub struct Scan<'a> {
    /// Up to the end of the stretch.
    text: &'a str,
    at: usize,
    line: Range<usize>,
    /// Whether the stretch may still grow.
    last: bool,
    /// The first mark whose end was looked for in vain.
    unclosed: usize,
    /// Of which marks there are no ends to come, a bit for each: in the stretch, and in a line that stands for itself.
    missing: u64,
    missing_here: u64,
    /// The same of backticks, a bit for each length.
    ticks: u64,
}

impl<'a> Scan<'a> {
    /// Begins at a place of the text, which ends with the stretch; `last` if the stretch may still grow.
    pub fn new(text: &'a str, at: usize, last: bool) -> Self {
        Self { text, at, line: at..at, last, unclosed: text.len(), missing: 0, missing_here: 0, ticks: 0 }
    }

    /// Finds what is there.
    pub fn run(mut self, formulas: &mut Formulas) {
        self.line.end = self.at + self.to_line_end();
        while let Some(byte) = self.byte(self.at) {
            if self.at > self.line.end {
                let passed = self.text.get(self.line.end..self.at).unwrap_or_default();
                self.line.start = self.line.end + passed.rfind('\n').map_or(0, |at| at + 1);
                self.line.end = self.at + self.to_line_end();
                self.missing_here = 0;
            }
            let formula = match byte {
                b'\\' => match self.byte(self.at + 1) {
                    Some(b'(') => self.marked(2, "\\)", 0, false),
                    Some(b'[') => self.marked(2, "\\]", 1, true).filter(|formula| !self.leads_on(formula)),
                    _ => self.environment(),
                },
                b'$' => match self.run_of(b'$') {
                    1 => self.dollars(),
                    2 => self.marked(2, "$$", 2, true),
                    _ => None,
                },
                _ => None,
            };
            let end = match (formula, byte) {
                (Some(formula), _) => {
                    let end = formula.range.end;
                    formulas.found.push(formula);
                    end
                }
                (None, b'`') => {
                    let end = self.code();
                    if end > self.line.end {
                        formulas.held.push(self.at..end);
                    }
                    end
                }
                (None, b'$') => self.at + self.run_of(b'$'),
                (None, b'\\') => self.at + 2,
                (None, b']') => self.at + 1 + self.target(),
                (None, b':') if self.rest(self.at).starts_with("://") => self.at + self.word(),
                _ => self.at + 1,
            };
            self.at = end;
        }
        formulas.held.push(self.unclosed..self.text.len());
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn rest(&self, at: usize) -> &str {
        self.text.get(at..).unwrap_or_default()
    }

    fn run_of(&self, byte: u8) -> usize {
        self.rest(self.at).bytes().take_while(|other| *other == byte).count()
    }

    /// To the next white space.
    fn word(&self) -> usize {
        let rest = self.rest(self.at);
        rest.find(|c: char| c.is_ascii_whitespace() || c == '<').unwrap_or(rest.len()).max(1)
    }

    /// The line up to here.
    fn line_before(&self) -> &str {
        self.text.get(self.line.start..self.at).unwrap_or_default()
    }

    fn to_line_end(&self) -> usize {
        let rest = self.rest(self.at);
        rest.find('\n').unwrap_or(rest.len())
    }

    /// How long the target behind a link's text is, or the rest of a definition.
    fn target(&self) -> usize {
        let rest = self.rest(self.at + 1);
        let begins = self.line_before().trim_start_matches([' ', '>']);
        if rest.starts_with(':') && begins.starts_with('[') && !begins.starts_with("[^") {
            return rest.find('\n').unwrap_or(rest.len());
        }
        if !rest.starts_with('(') {
            return 0;
        }
        let (mut depth, mut escaped, mut bracket) = (0, false, false);
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'<' if at == 1 => bracket = true,
                b'>' | b'\n' => bracket = false,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 || byte == b'\n' || (byte == b' ' && !bracket) {
                return at;
            }
        }
        rest.len()
    }

    /// Where the code span that begins here ends, or its mark if it has no end.
    fn code(&mut self) -> usize {
        let length = self.run_of(b'`');
        let begin = self.at + length;
        if length > TICKS || self.ticks & (1 << length) != 0 {
            return begin;
        }
        let mut at = begin;
        while let Some(next) = self.rest(at).find('`').filter(|_| at - begin < SPAN) {
            at += next;
            let run = self.rest(at).bytes().take_while(|byte| *byte == b'`').count();
            at += run;
            if run == length {
                return at;
            }
        }
        if at - begin < SPAN {
            self.ticks |= 1 << length;
        }
        self.unclosed = self.unclosed.min(self.at);
        begin
    }

    /// From here to that mark. Its beginning has so many bytes; `bit` is its own.
    fn marked(&mut self, length: usize, mark: &str, bit: u32, display: bool) -> Option<Formula> {
        let inside = self.at + length;
        let limit = self.limit();
        let found = if self.is_missing(bit) { None } else { self.find_mark(mark, inside, limit) };
        let Some(end) = found else { return self.without_end(inside, limit, bit, display) };
        self.formula(inside..end, end + mark.len(), display)
    }

    fn find_mark(&self, mark: &str, from: usize, limit: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = self.text.get(at..limit)?;
            if rest.starts_with(mark) {
                return Some(at);
            }
            let step = if rest.starts_with('\\') { 2 } else { 1 };
            let next = rest.as_bytes().get(step..)?.iter().position(|byte| matches!(byte, b'\\' | b'$'))?;
            at += step + next;
        }
    }

    /// Headings and rows of tables are single lines; else the stretch may be used up.
    fn limit(&self) -> usize {
        if self.line_before().trim_start_matches([' ', '\t', '>']).starts_with(['#', '|']) {
            self.line.end
        } else {
            self.text.len()
        }
    }

    fn is_missing(&self, bit: u32) -> bool {
        (self.missing | self.missing_here) & (1 << bit) != 0
    }

    /// A formula whose end has not come, if it still can.
    fn without_end(&mut self, inside: usize, limit: usize, bit: u32, display: bool) -> Option<Formula> {
        if limit < self.text.len() {
            self.missing_here |= 1 << bit;
            return None;
        }
        self.missing |= 1 << bit;
        self.unclosed = self.unclosed.min(self.at);
        // In the middle of a line it is rather money or an escaped bracket, and so it is where a link follows.
        let leads = self.line_before().trim_start_matches([' ', '\t', '>']).is_empty();
        if !(self.last && display && leads) || self.rest(inside).contains("](") || self.rest(inside).contains("]:") {
            return None;
        }
        let formula = self.formula(inside..limit, limit, display)?;
        Some(Formula { open: true, ..formula })
    }

    fn formula(&self, inner: Range<usize>, end: usize, display: bool) -> Option<Formula> {
        let tex = self.text.get(inner.clone())?;
        // Escaped brackets and nothing between them are what they are.
        let escaped = self.byte(self.at) == Some(b'\\');
        let says = |c: char| if escaped { c.is_alphanumeric() } else { !c.is_whitespace() };
        if !tex.contains(says) {
            return None;
        }
        let in_quotes = |c: &char| matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')') || c.is_ascii_digit();
        let quotes = self.line_before().chars().take_while(in_quotes).filter(|c| *c == '>').count();
        Some(Formula { range: self.at..end, inner, display, open: false, quotes })
    }

    /// `\[a\](b)` and its like are a link that somebody did not want to be one.
    fn leads_on(&self, formula: &Formula) -> bool {
        let in_line = !self.text.get(formula.range.clone()).unwrap_or_default().contains('\n');
        in_line && matches!(self.byte(formula.range.end), Some(b'(' | b'[' | b':'))
    }

    /// From one dollar to the next one in the line, unless it is money.
    fn dollars(&self) -> Option<Formula> {
        let inside = self.at + 1;
        let before = self.at.checked_sub(1).and_then(|at| self.byte(at));
        if before.is_some_and(|byte| byte.is_ascii_alphanumeric()) || self.byte(inside)?.is_ascii_whitespace() {
            return None;
        }
        let line = self.text.get(inside..self.line.end)?;
        let (mut depth, mut escaped) = (0_usize, false);
        let end = line.bytes().position(|byte| {
            let ends = byte == b'$' && depth == 0 && !escaped;
            match byte {
                _ if escaped => {}
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            escaped = byte == b'\\' && !escaped;
            ends
        })?;
        let (tex, after) = line.split_at_checked(end)?;
        let last = tex.bytes().next_back()?;
        let next = after.as_bytes().get(1).copied().unwrap_or(b' ');
        let closes = match next {
            b'$' | b'{' => false,
            _ if next.is_ascii_digit() => false,
            // `$n$th` is one, `$HOME/$USER` is not.
            _ if next.is_ascii_alphabetic() => last.is_ascii_alphanumeric() || matches!(last, b')' | b']' | b'}'),
            _ => true,
        };
        if last.is_ascii_whitespace() || !closes || tex.contains('`') || is_price(tex) {
            return None;
        }
        self.formula(inside..inside + end, inside + end + 1, false)
    }

    /// An environment from its beginning to its end.
    fn environment(&mut self) -> Option<Formula> {
        let rest = self.rest(self.at).strip_prefix("\\begin{")?;
        let bare =
            rest.get(..rest.bytes().take_while(u8::is_ascii_alphabetic).count()).filter(|name| !name.is_empty())?;
        let name = if rest.get(bare.len()..)?.starts_with('*') { rest.get(..=bare.len())? } else { bare };
        if !rest.get(name.len()..)?.starts_with('}') {
            return None;
        }
        let place = ENVIRONMENTS.find(&[" ", bare, " "].concat())?;
        let bit = 3 + u32::try_from(ENVIRONMENTS.get(..place)?.matches(' ').count()).ok()?;
        let limit = self.limit();
        let begin = ["\\begin{", name, "}"].concat();
        let end = ["\\end{", name, "}"].concat();
        let (mut at, mut depth) = (self.at + begin.len(), 1);
        while depth > 0 && !self.is_missing(bit) {
            let Some(next) = self.text.get(at..limit).and_then(|rest| rest.find(&end)) else {
                return self.without_end(self.at, limit, bit, true);
            };
            depth += self.text.get(at..at + next).map_or(0, |inside| inside.matches(&begin).count());
            depth -= 1;
            at += next + end.len();
        }
        if depth > 0 {
            return self.without_end(self.at, limit, bit, true);
        }
        self.formula(self.at..at, at, true)
    }
}

/// `5 and 6` rather than `5x`: it begins with a number and has a word in it that is no command's.
fn is_price(tex: &str) -> bool {
    tex.starts_with(|c: char| c.is_ascii_digit())
        && tex
            .split_ascii_whitespace()
            .skip(1)
            .any(|word| word.len() > 2 && word.bytes().all(|b| b.is_ascii_alphabetic()))
}
