//! Cuts a growing markdown text into finished sentences without its marks, as one would read it aloud.
//!
//! Promises: every word is said once, in order, however the text was cut; code is named, not read.

/// An address is not longer, in bytes; a bracket may have no end at all.
const ADDRESS: usize = 2_000;

/// How far a text was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Speech {
    /// In bytes.
    said: usize,
    /// Whether that place is inside a code block.
    in_code: bool,
}

impl Speech {
    /// Begins after so many bytes.
    #[must_use]
    pub fn from(said: usize) -> Self {
        Self { said, in_code: false }
    }

    /// The sentences finished since the last time; all that is left if the text is `over`. `code` stands for code.
    pub fn hear(&mut self, text: &str, over: bool, code: &str) -> Option<String> {
        let new = text.get(self.said..).unwrap_or_default();
        let end = if over { new.len() } else { finished(new) };
        let (ready, _) = new.split_at_checked(end)?;
        self.said += end;
        let mut out = String::new();
        for line in ready.split_inclusive('\n') {
            let bare = line.trim();
            if bare.starts_with("```") || bare.starts_with("~~~") {
                self.in_code = !self.in_code;
                if self.in_code {
                    word(&mut out, code);
                }
            } else if !self.in_code {
                word(&mut out, &plain(bare));
            }
        }
        (!out.is_empty()).then_some(out)
    }
}

fn word(out: &mut String, more: &str) {
    if !out.is_empty() && !more.is_empty() {
        out.push(' ');
    }
    out.push_str(more);
}

/// Where the last finished sentence or line ends, in bytes. A line that may open code waits for its end.
fn finished(text: &str) -> usize {
    let mut end = 0;
    let mut before = ' ';
    for (at, sign) in text.char_indices() {
        let here = at + sign.len_utf8();
        if matches!(sign, '\n' | '。' | '！' | '？') || (sign == ' ' && matches!(before, '.' | '!' | '?' | '…' | ':'))
        {
            end = here;
        }
        before = sign;
    }
    // A list's number is no sentence: `1. ` alone says nothing.
    let (ready, _) = text.split_at_checked(end).unwrap_or_default();
    if ready.chars().any(char::is_alphabetic) || ready.contains('\n') { end } else { 0 }
}

/// A line without markdown's marks.
fn plain(line: &str) -> String {
    let line = line.trim_start_matches(['#', '>', '-', '*', '+', ' ']);
    if line.chars().all(|sign| matches!(sign, '|' | '-' | ':' | '=' | '_' | '*' | ' ')) {
        return String::new();
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(sign) = rest.chars().next() {
        let after = rest.get(sign.len_utf8()..).unwrap_or_default();
        rest = after;
        match sign {
            '*' | '`' | '~' => {}
            '|' => word_break(&mut out),
            // Nobody reads a note's number aloud.
            '[' if after.starts_with('^') => {
                rest = behind(after, ']').unwrap_or_default().trim_start_matches(':');
            }
            // Of a link its words are read, not its address.
            '[' => {}
            ']' => {
                rest = after.strip_prefix('(').and_then(|address| behind(address, ')')).unwrap_or(after);
            }
            ' ' if out.ends_with(' ') => {}
            _ => out.push(sign),
        }
    }
    out.trim().to_owned()
}

/// What comes behind that sign, if it comes soon.
fn behind(text: &str, sign: char) -> Option<&str> {
    let at = text.get(..text.floor_char_boundary(ADDRESS))?.find(sign)?;
    text.get(at + sign.len_utf8()..)
}

/// Between the cells of a table one takes a breath.
fn word_break(out: &mut String) {
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    if !out.is_empty() && !out.ends_with([',', '.', '!', '?']) {
        out.push(',');
    }
    out.push(' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str, step: usize) -> String {
        let mut speech = Speech::default();
        let mut out = String::new();
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).step_by(step).collect();
        for end in ends {
            if let Some(said) = speech.hear(text.get(..end).unwrap_or_default(), false, "Code.") {
                word(&mut out, &said);
            }
        }
        if let Some(said) = speech.hear(text, true, "Code.") {
            word(&mut out, &said);
        }
        out
    }

    #[test]
    fn markdown_is_said_as_one_reads_it() {
        let check = |text: &str, expected: &str| {
            for step in [1, 2, 3, 7, 1_000] {
                assert_eq!(spoken(text, step), expected, "{text:?} in steps of {step}");
            }
        };
        check("Hello **there**. How are `you`?", "Hello there. How are you?");
        check("# Title\n\n- one\n- two\n", "Title one two");
        check("안녕하세요. 반가워요。", "안녕하세요. 반가워요。");
        check("See [the book](https://a.example/x).", "See the book.");
        check("Look:\n```rust\nlet a = 1;\n```\nDone.", "Look: Code. Done.");
        check("| a | b |\n|---|---|\n| 1 | 2 |\n", "a, b, 1, 2,");
        check("A note.[^1]\n\n[^1]: Such as this.\n", "A note. Such as this.");
        check("", "");
    }

    #[test]
    fn only_finished_sentences_are_said_while_it_grows() {
        let mut speech = Speech::default();
        assert_eq!(speech.hear("One is do", false, ""), None);
        assert_eq!(speech.hear("One is done. Two", false, ""), Some("One is done.".to_owned()));
        assert_eq!(speech.hear("One is done. Two", false, ""), None);
        assert_eq!(speech.hear("One is done. Two", true, ""), Some("Two".to_owned()));
        assert_eq!(Speech::default().hear("1. ", false, ""), None);
    }
}
