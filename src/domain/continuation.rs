//! Joins what a model writes when it is asked to continue a reply to the text that is there.
//!
//! A server that prefills goes on with the next character. A model that is merely asked to go on often does not: it
//! writes the last words again, or the whole reply, or begins a new one. What repeats is left out; a new beginning
//! starts a paragraph. What cannot be told yet is held back, never longer than it repeats the old text.
//!
//! Promises that the outcome does not depend on how the new text is cut into pieces, and that each of its characters
//! is compared with a bounded number of places.

use crate::domain::growing_text::GrowingText;

/// How many characters at the end of the old text the new one may begin anywhere in.
const WINDOW: usize = 600;
/// So many characters in common with the old beginning show that the model began anew.
const BEGUN_ANEW: usize = 8;
/// So many show that it wrote the old reply again, so that whole sentences of it can be left out.
const WRITTEN_AGAIN: usize = 24;
/// A server that goes on by itself may by chance go on with what the text begins with, but not with so much of it.
const ECHO: usize = 8;
/// A line of so many characters opens no fence, and a word of so many says enough of what begins with it.
const FENCE: usize = 40;

/// How the server was asked to continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It was given the text to go on with.
    Prefilled,
    /// It was asked in words.
    Asked,
}

/// Joins the new text to the old one, piece by piece.
#[derive(Clone, Debug)]
pub struct Continuation {
    manner: Manner,
    old: GrowingText,
    /// What was not decided yet. None: all that comes is taken as it is.
    held: Option<Held>,
}

/// The beginning of the new text, while it may repeat the old one.
#[derive(Clone, Debug, Default)]
struct Held {
    text: String,
    /// How many bytes of it were compared, and whether no more have to be.
    compared: usize,
    is_compared: bool,
    /// Whether white space came before the first word, and whether the last character compared was white space.
    is_spaced: bool,
    after_space: bool,
    /// How many characters were compared, white space as single spaces.
    count: usize,
    /// How many characters agree with the beginning of the old text, how many bytes that is in both, and whether the
    /// next one may agree too.
    common: usize,
    common_end: usize,
    at: usize,
    is_common: bool,
    /// The old text's last characters, white space as single spaces; and where in them the new text may have begun.
    end: Vec<char>,
    starts: Vec<usize>,
    /// The longest repetition that reached the old end.
    repeated: Option<Repeated>,
    /// Whether the old text left a fence open, which the first line may open again.
    fence: bool,
}

/// A repetition at the seam.
#[derive(Clone, Copy, Debug)]
struct Repeated {
    /// Its length in characters.
    count: usize,
    /// Where it ends in the held text.
    end: usize,
    /// Whether it is all of the old text.
    is_whole: bool,
}

impl Continuation {
    /// A continuation of this text. None of it has come yet.
    #[must_use]
    pub fn new(old: &GrowingText, manner: Manner) -> Self {
        let held = old.read(|text| Held {
            is_common: true,
            end: end_of(text),
            fence: manner == Manner::Asked && has_open_fence(text),
            ..Held::default()
        });
        Self { manner, old: old.clone(), held: Some(held) }
    }

    /// A continuation of the same text, of which none has come.
    #[must_use]
    pub fn restarted(&self) -> Self {
        Self::new(&self.old, self.manner)
    }

    /// Takes in a piece of the new text and gives what is to be added to the old one.
    pub fn feed(&mut self, piece: &str) -> String {
        let Some(held) = &mut self.held else { return piece.to_owned() };
        held.text.push_str(piece);
        if held.fence && !held.skips_fence(&self.old) {
            return String::new();
        }
        while !held.is_compared
            && let Some(next) = held.text.get(held.compared..).and_then(|rest| rest.chars().next())
        {
            held.compared += next.len_utf8();
            held.is_compared = !held.compare(next, &self.old, self.manner);
        }
        if held.is_compared { self.decide(false) } else { String::new() }
    }

    /// Gives what is held back, now that nothing follows.
    pub fn end(&mut self) -> String {
        self.decide(true)
    }

    fn decide(&mut self, is_over: bool) -> String {
        let Some(held) = self.held.take() else { return String::new() };
        let decided = self.old.read(|old| held.decided(old, self.manner, is_over));
        if decided.is_none() {
            self.held = Some(held);
        }
        decided.unwrap_or_default()
    }
}

impl Held {
    /// What is to be added to the old text. None: more has to be known.
    fn decided(&self, old: &str, manner: Manner, is_over: bool) -> Option<String> {
        let new = self.text.as_str();
        if is_over && new.trim().is_empty() {
            return Some(String::new());
        }
        if let Some(repeated) = self.repeated.filter(|repeated| self.is_repetition(*repeated, manner)) {
            let rest = new.get(repeated.end..).unwrap_or_default();
            return Some(if rest.trim().is_empty() { String::new() } else { behind(old, rest) });
        }
        if manner == Manner::Prefilled {
            return Some(new.to_owned());
        }
        // It only ever repeated the old beginning.
        if is_over && self.is_common && self.common > 2 {
            return Some(String::new());
        }
        let common = new.get(..self.common_end).unwrap_or_default();
        let again = if self.common >= WRITTEN_AGAIN { sentences(common) } else { 0 };
        let rest = new.get(again..).unwrap_or_default();
        let opening = opening(rest).or_else(|| is_over.then_some(rest))?;
        let begins = self.common >= BEGUN_ANEW || begins_anew(old, opening);
        Some(if begins { format!("{}{}", gap(old, opening), rest.trim_start()) } else { new.to_owned() })
    }

    /// Leaves out a first line that opens the fence again which is open. False: it is not there yet.
    fn skips_fence(&mut self, old: &GrowingText) -> bool {
        let begun = self.text.trim_start();
        let line = match begun.split_once('\n') {
            Some((line, _)) => line,
            None if begun.len() < FENCE
                && (is_opening(begun) || "```".starts_with(begun) || "~~~".starts_with(begun)) =>
            {
                return false;
            }
            None => begun,
        };
        self.fence = false;
        // One that names no language closes the fence.
        if line.len() < FENCE && is_opening(line) && line.trim().len() > 3 && begun.len() > line.len() {
            // A reply that is nothing but code may be written again as a whole.
            self.at = old.read(|old| {
                let first = old.trim_start();
                let is_same = first.split_once('\n').is_some_and(|(first, _)| first.trim_end() == line.trim_end());
                if is_same { old.len() - first.len() + line.len() } else { 0 }
            });
            self.is_common = self.at > 0;
            let is_new_line = old.read(|old| old.ends_with('\n'));
            let from = self.text.len() - begun.len() + line.len() + usize::from(is_new_line);
            self.text.drain(..from);
        }
        true
    }

    /// Compares the next character. False: no more has to be known.
    fn compare(&mut self, next: char, old: &GrowingText, manner: Manner) -> bool {
        let is_space = next.is_whitespace();
        if is_space && (self.count == 0 || self.after_space) {
            self.is_spaced |= self.count == 0;
            return true;
        }
        self.after_space = is_space;
        let next = if is_space { ' ' } else { next };
        if self.is_common {
            self.is_common = self.follows(next, old);
            self.common += usize::from(self.is_common);
            self.common_end = if self.is_common { self.compared } else { self.common_end };
        }
        if manner == Manner::Asked {
            if self.count == 0 {
                self.starts = (0..self.end.len()).filter(|start| self.end.get(*start) == Some(&next)).collect();
            } else {
                let (end, count) = (&self.end, self.count);
                self.starts.retain(|start| end.get(start + count) == Some(&next));
            }
        }
        self.count += 1;
        // Those that reached the old end are done; the first is the longest, for they are in order.
        let (length, count, end) = (self.end.len(), self.count, self.compared);
        if self.starts.iter().any(|start| start + count == length) {
            self.repeated = Some(Repeated { count, end, is_whole: false });
            self.starts.retain(|start| start + count < length);
        }
        if self.is_common && self.is_whole(old) {
            self.repeated = Some(Repeated { count, end, is_whole: true });
            self.is_common = false;
        }
        // How much white space is left out is told by the first word behind a repetition.
        let is_behind = |repeated: Repeated| {
            self.text.get(repeated.end..self.compared).is_some_and(|behind| !behind.trim().is_empty())
        };
        self.is_common || !self.starts.is_empty() || self.repeated.is_some_and(|repeated| !is_behind(repeated))
    }

    /// Whether the old text has this character next, behind what is common so far.
    fn follows(&mut self, next: char, old: &GrowingText) -> bool {
        let (at, is_first) = (self.at, self.count == 0);
        let found = old.read_since(at, |rest| {
            let mut chars = rest.char_indices().peekable();
            let mut spaced = false;
            while let Some((_, c)) = chars.peek()
                && c.is_whitespace()
            {
                spaced = true;
                chars.next();
            }
            let here = chars.peek().copied();
            if next == ' ' {
                // Its place is before the next word.
                return (spaced && here.is_some()).then(|| here.map_or(rest.len(), |(index, _)| index));
            }
            let (index, c) = here?;
            (c == next && (!spaced || is_first)).then(|| index + c.len_utf8())
        });
        self.at += found.unwrap_or(0);
        found.is_some()
    }

    /// Whether all of the old text is common.
    fn is_whole(&self, old: &GrowingText) -> bool {
        old.read_since(self.at, |rest| rest.trim_start().is_empty())
    }

    /// Whether so many characters at the seam are a repetition, and not there by chance.
    fn is_repetition(&self, repeated: Repeated, manner: Manner) -> bool {
        let count = repeated.count;
        if repeated.is_whole {
            return manner == Manner::Asked || count >= ECHO;
        }
        let Some(start) = self.end.len().checked_sub(count) else { return false };
        let words = self.end.get(start..).unwrap_or_default();
        let (first, before) = (words.first().copied(), start.checked_sub(1).and_then(|at| self.end.get(at)).copied());
        let is_word = |c: char| c.is_alphanumeric() && !is_ideograph(c);
        // A word that was cut is written again from its beginning.
        let begins = !(first.is_some_and(is_word) && before.is_some_and(is_word));
        let has_letters = words.iter().any(|c| c.is_alphabetic());
        let spaces = words.iter().filter(|c| **c == ' ').count();
        if !has_letters {
            return count >= 4 && before.is_none_or(|c| c == ' ');
        }
        // White space first is what a model writes that goes on as it was asked.
        let is_dense = words.iter().all(|c| is_ideograph(*c) || matches!(c, '\u{ac00}'..='\u{d7a3}'));
        let least = match (self.is_spaced, is_dense) {
            (true, _) => 12,
            (false, true) => 2,
            (false, false) => 3,
        };
        begins && count >= least && (!self.is_spaced || spaces > 0)
    }
}

/// The last characters of a text, white space as single spaces and none at the end.
fn end_of(text: &str) -> Vec<char> {
    let mut end: Vec<char> = Vec::new();
    for c in text.trim().chars().rev() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && end.last() == Some(&' ') {
            continue;
        }
        if end.len() == WINDOW {
            break;
        }
        end.push(c);
    }
    end.reverse();
    end
}

/// What follows a repetition, without the white space that the old text ends with already.
fn behind(old: &str, rest: &str) -> String {
    let space = old.get(old.trim_end().len()..).unwrap_or_default();
    let begun = rest.trim_start();
    let ours = rest.get(..rest.len() - begun.len()).unwrap_or_default();
    match ours.strip_prefix(space) {
        Some(more) => format!("{more}{begun}"),
        None if space.contains('\n') || !ours.contains('\n') => begun.to_owned(),
        None => rest.to_owned(),
    }
}

/// How long the whole lines and sentences at the beginning of a text are.
fn sentences(text: &str) -> usize {
    let mut end = 0;
    let mut before = None;
    for (at, c) in text.char_indices() {
        let is_stop = matches!(before, Some('.' | '!' | '?' | '…')) && c.is_whitespace();
        if c == '\n' || is_stop || matches!(c, '。' | '！' | '？') {
            end = at + c.len_utf8();
        }
        before = Some(c);
    }
    end
}

/// The first word of a text with the white space around it, which tells what kind of beginning it is. None: not all of
/// it is there.
fn opening(text: &str) -> Option<&str> {
    let begun = text.len() - text.trim_start().len();
    let words = text.get(begun..)?.char_indices();
    let end = words.enumerate().find(|(count, (_, c))| c.is_whitespace() || *count == FENCE);
    text.get(..begun + end.map(|(_, (at, c))| at + c.len_utf8())?)
}

/// What stands between the old text and a new beginning: an empty line, or the end of the line between two items or
/// rows.
fn gap(old: &str, new: &str) -> &'static str {
    let last = old.lines().next_back().unwrap_or_default();
    let kind = block_of(last);
    if is_in_code(old) {
        return if old.ends_with('\n') { "" } else { "\n" };
    }
    match (old.ends_with("\n\n"), old.ends_with('\n')) {
        (true, _) => "",
        (_, true) if kind.is_some() && kind == block_of(new.trim_start()) => "",
        (_, true) => "\n",
        _ if kind.is_some() && kind == block_of(new.trim_start()) => "\n",
        _ => "\n\n",
    }
}

/// Whether `new` begins a text of its own, and does not go on with the sentence that `old` ends in.
fn begins_anew(old: &str, new: &str) -> bool {
    let (Some(last), Some(first)) = (old.chars().next_back(), new.chars().next()) else { return false };
    // White space shows that the model minds the place where it goes on; code goes on anyhow.
    if last.is_whitespace() || first.is_whitespace() || is_in_code(old) {
        return false;
    }
    if block_of(new).is_some() {
        return true;
    }
    let Some(letter) = new.trim_start_matches(['*', '_', '"', '\'', '“', '‘', '(', '«', '„']).chars().next()
    else {
        return false;
    };
    // Between words of a script without cases, and behind a number, a capital letter says nothing.
    let ends = last.is_lowercase() || matches!(last, '.' | '!' | '?' | '…' | ',' | ';' | ':');
    ends && letter.is_uppercase()
}

/// What kind of block a line begins; none for an ordinary one.
fn block_of(line: &str) -> Option<char> {
    let line = line.trim_start();
    let first = line.chars().next()?;
    let rest = line.trim_start_matches(|c: char| c == first || (first.is_ascii_digit() && c.is_ascii_digit()));
    match first {
        '#' if rest.starts_with(' ') => Some('#'),
        '-' | '*' | '+' | '>' if line.get(1..).is_some_and(|rest| rest.starts_with(' ')) => Some(first),
        '0'..='9' if rest.starts_with(". ") || rest.starts_with(") ") => Some('1'),
        '|' => Some('|'),
        '`' | '~' if is_opening(line) => Some('`'),
        _ => None,
    }
}

/// Whether a line opens a fence.
fn is_opening(line: &str) -> bool {
    let line = line.trim();
    ["```", "~~~"].iter().any(|mark| {
        line.strip_prefix(mark).is_some_and(|info| !info.contains('`') && !info.trim().contains(char::is_whitespace))
    })
}

fn has_open_fence(text: &str) -> bool {
    text.lines().filter(|line| line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")).count() % 2
        == 1
}

/// Whether a text ends inside of code.
fn is_in_code(text: &str) -> bool {
    let last = text.lines().next_back().unwrap_or_default();
    has_open_fence(text) || last.matches('`').count() % 2 == 1
}

/// Whether a character is a word or part of one without spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests;
