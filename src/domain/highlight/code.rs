//! Programs: names, words, numbers, marks, and where something else begins.

use super::Class;
use super::frame::{Frame, Mode};
use super::language::{Language, Rule};
use super::scanner::Scanner;

/// After these a name is being defined.
const DEFINING: &str = "fn def func fun function sub proc method defp defn defun defmacro macro";

/// After these a command begins, in shells.
const BEFORE_COMMANDS: &str = "then else do if elif while until sudo exec time";

impl Scanner<'_, '_> {
    /// Reads one thing of a program.
    pub fn code(&mut self) {
        let language = self.language();
        let frame = self.top();
        let byte = self.line.byte(0);
        if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return self.line.skip(1);
        }
        if !frame.ends.is_empty() && self.line.starts_with_any_case(frame.ends) {
            self.pop();
            if frame.ends == "?>" {
                self.line.take(Class::Keyword, 2);
            }
            return;
        }
        if frame.bracket == byte && byte != 0 {
            if frame.depth == 0 {
                self.line.take(Class::Variable, 1);
                self.pop();
                return self.value();
            }
            self.deepen(-1);
        } else if (byte == b'{' && frame.bracket == b'}') || (byte == b'(' && frame.bracket == b')') {
            self.deepen(1);
        }
        if self.begins_by_flag(language, byte) || (language.starts(byte) && self.open()) {
            return;
        }
        let is_fraction = byte == b'.' && self.line.byte(1).is_ascii_digit() && !language.is_name(self.line.before(1));
        if byte.is_ascii_digit() || is_fraction {
            return self.number(language);
        }
        if language.begins_name(byte) {
            return self.name(language);
        }
        self.sign(language, byte);
    }

    /// What is behind is a value.
    fn value(&mut self) {
        self.state.operand = true;
        self.state.first = false;
        self.state.naming = false;
    }

    /// Whether one of the language's rules begins something here; then it is read.
    pub fn open(&mut self) -> bool {
        let language = self.language();
        for (index, rule) in language.rules.iter().enumerate() {
            if !self.fits(language, rule) {
                continue;
            }
            if rule.kind == b'V' {
                let length = self.marked(language, rule);
                if length > 0 {
                    self.line.take(rule.class, length);
                    self.value();
                    return true;
                }
                continue;
            }
            self.state.first &= rule.class == Class::Comment;
            self.push_span(index, rule, rule.open.len(), false);
            return true;
        }
        false
    }

    fn fits(&self, language: &Language, rule: &Rule) -> bool {
        let before = self.line.before(1);
        let starts = if language.has(b'i') {
            self.line.starts_with_any_case(rule.open)
        } else {
            self.line.starts_with(rule.open)
        };
        starts
            && match (rule.kind, rule.open.as_bytes()) {
                (b'A', [.., last]) => {
                    let is_word = last.is_ascii_alphabetic() && language.is_name(self.line.byte(rule.open.len()));
                    self.state.first && !is_word
                }
                (b'L', [b'#', ..]) => !language.is_name(before) && !matches!(before, b'$' | b'&'),
                // An address in a text that is no string.
                (b'L', [b'/', ..]) => before != b':',
                // A contraction, or a mark after a name.
                (b'Q' | b'q', b"'") => !language.is_name(before) && !matches!(before, b')' | b']'),
                _ => true,
            }
    }

    /// How long a marked name is; 0 if the mark is none here.
    fn marked(&self, language: &Language, rule: &Rule) -> usize {
        let mark = self.line.byte(0);
        let before = self.line.before(1);
        let after_name = language.is_name(before) || before == mark;
        let start = 1 + usize::from(self.line.byte(1) == mark);
        let next = self.line.byte(start);
        let is_named = next.is_ascii_alphabetic() || next == b'_' || next >= 128;
        match mark {
            // A command of TeX, or a character that is none.
            b'\\' => {
                let end = self.line.after_word(1, b"@");
                if end == 1 && self.line.byte(1).is_ascii() { 2 } else { end }
            }
            b'$' if self.line.byte(1) == b'{' => self.line.until(2, b"}\n") + 1,
            b'$' if b"?!@*#$".contains(&self.line.byte(1)) && rule.class == Class::Variable => 2,
            b':' if start > 1 => 0,
            b'-' if !matches!(before, b' ' | b'\t' | b'(' | b'[' | b'=' | b'|') => 0,
            b'$' | b'#' | b'%' if next.is_ascii_alphanumeric() || next == b'_' => self.after_name(language, start),
            _ if !is_named || after_name => 0,
            _ => self.after_name(language, start),
        }
    }

    /// What only some languages have; read if it is here.
    fn begins_by_flag(&mut self, language: &Language, byte: u8) -> bool {
        let next = self.line.byte(1);
        match byte {
            b'#' if language.has(b'a') && (next == b'[' || (next == b'!' && self.line.byte(2) == b'[')) => {
                let mut depth = 0_u32;
                let mut length = 0;
                loop {
                    length = self.line.until(length + 1, b"[]\n");
                    match self.line.byte(length) {
                        b'[' => depth += 1,
                        b']' if depth > 1 => depth -= 1,
                        _ => break,
                    }
                }
                self.line.take(Class::Attribute, length + 1);
            }
            b'#' if language.has(b'n') && self.state.first => self.instruction(),
            b'[' if language.has(b'g') && self.state.first => {
                let end = self.line.until(1, b"]\n") + 1;
                self.line.take(Class::Type, end + usize::from(self.line.byte(end) == b']'));
            }
            b'\'' if language.has(b'l') => return self.character(language),
            b'/' if language.has(b'r') && !self.state.operand => return self.pattern(),
            b'<' if language.has(b'h') && self.announces_heredoc(language.has(b'w')) => {}
            b'<' if language.has(b'j') && !self.state.operand && (next.is_ascii_alphabetic() || next == b'>') => {
                // `<T,>` of a generic function is no element.
                let end = self.line.after_word(1, b"");
                if self.line.byte(end) == b',' || !self.push(Frame::new(Mode::Markup, self.top().language)) {
                    return false;
                }
                if !self.open_tag() {
                    self.pop();
                }
                return true;
            }
            _ => return false,
        }
        self.state.first = false;
        true
    }

    /// `#include <stdio.h>`
    fn instruction(&mut self) {
        let start = self.line.after_blanks(1);
        let end = self.line.after_word(start, b"");
        let name = self.line.ahead(end).get(start..).unwrap_or_default();
        let is_path = is_one(name, "include import") && self.line.byte(self.line.after_blanks(end)) == b'<';
        self.line.take(Class::Attribute, end);
        if is_path {
            self.line.skip(self.line.after_blanks(0));
            let length = self.line.until(0, b">\n");
            self.line.take(Class::Text, length + usize::from(self.line.byte(length) == b'>'));
        }
    }

    /// `'x'` or `'\u{41}'`, or the name of a lifetime or type variable.
    fn character(&mut self, language: &Language) -> bool {
        let first = self.line.byte(1);
        let length = if first == b'\\' {
            let ends = self.line.ahead(12).iter().skip(3).position(|byte| *byte == b'\'');
            ends.map_or(0, |end| end + 3)
        } else {
            self.line.after_character(2)
        };
        let is_character = length > 0 && first != b'\'' && self.line.byte(length) == b'\'';
        if is_character {
            self.line.take(Class::Text, length + 1);
        } else if language.begins_name(first) {
            let length = self.line.after_word(1, b"");
            self.line.take(Class::Attribute, length);
        } else {
            return false;
        }
        self.value();
        true
    }

    /// `/a[/]b/g`, if it ends on this line.
    fn pattern(&mut self) -> bool {
        if self.line.no_pattern || matches!(self.line.byte(1), b'/' | b'*') {
            return false;
        }
        let mut in_class = false;
        let mut length = 1;
        loop {
            match self.line.byte(length) {
                b'/' if !in_class => break,
                0 | b'\n' => {
                    self.line.no_pattern = true;
                    return false;
                }
                b'\\' => length += 1,
                b'[' => in_class = true,
                b']' => in_class = false,
                _ => {}
            }
            length += 1;
        }
        let end = self.line.after_word(length + 1, b"");
        self.line.take(Class::Text, end);
        self.value();
        true
    }

    /// Where the name ends that goes on at `from`.
    fn after_name(&self, language: &Language, from: usize) -> usize {
        let mut end = from;
        while language.is_name(self.line.byte(end)) {
            end += 1;
        }
        end
    }

    fn number(&mut self, language: &Language) {
        let is_plain = !matches!(self.line.byte(1) | 32, b'x' | b'b' | b'o');
        let mut last = self.line.byte(0);
        let mut length = 1;
        loop {
            let byte = self.line.byte(length);
            let then_digit = self.line.byte(length + 1).is_ascii_digit();
            let goes_on = match byte {
                b'.' => then_digit && is_plain,
                b'+' | b'-' => then_digit && is_plain && last | 32 == b'e',
                b'\'' => then_digit && language.has(b'n'),
                b'%' => language.has(b's'),
                _ => byte.is_ascii_alphanumeric() || byte == b'_',
            };
            if !goes_on {
                break;
            }
            last = byte;
            length += 1;
        }
        self.line.take(Class::Number, length);
        self.value();
    }

    fn name(&mut self, language: &Language) {
        let mut length = self.after_name(language, 1);
        // `a!=b` and `a?.b` where names may end in such a mark.
        let ends_in_mark = matches!(self.line.byte(length - 1), b'!' | b'?');
        if length > 1 && ends_in_mark && matches!(self.line.byte(length), b'=' | b'.') {
            length -= 1;
        }
        let word = self.line.ahead(length);
        if language.has(b'p') && length < 4 && self.prefixed(language, word) {
            return;
        }
        let after_dot = self.line.before(1) == b'.' && self.line.before(2) != b'.';
        let known = if after_dot { Class::Plain } else { language.class_of(word) };
        let class = self.class_of_name(language, known, length, after_dot);
        if class == Class::Function && self.line.byte(length) == b'!' && language.has(b'b') {
            length += 1;
        }
        if class == Class::Plain {
            self.line.skip(length);
        } else {
            self.line.take(class, length);
        }
        let is_keyword = class == Class::Keyword;
        self.value();
        self.state.operand = !is_keyword;
        self.state.naming = is_keyword && is_one(word, DEFINING);
        let is_label = language.has(b'o') && self.line.byte(0) == b':';
        self.state.first = is_label || (is_keyword && language.has(b'w') && is_one(word, BEFORE_COMMANDS));
    }

    fn class_of_name(&self, language: &Language, known: Class, length: usize, after_dot: bool) -> Class {
        let next = self.line.byte(length);
        let blanks = self.line.after_blanks(length);
        let (sign, after) = (self.line.byte(blanks), self.line.byte(blanks + 1));
        if self.state.first {
            // `a:hover` is no key of a style sheet.
            let is_key = language.has(b'k') && sign == b':' && after != b':';
            let is_key = is_key && !(language.has(b's') && (after.is_ascii_alphabetic() || after == b'-'));
            if is_key || (language.has(b'e') && sign == b'=' && after != b'=') {
                return Class::Attribute;
            }
        }
        if known != Class::Plain {
            return known;
        }
        let is_set = next == b'=' || (language.has(b'k') && matches!(sign, b'=' | b'+' | b'?'));
        let is_capital = self.line.byte(0).is_ascii_uppercase();
        let is_called = next == b'(';
        // `Foo()` makes a thing in most languages; in some only `new Foo()` does.
        let is_new = !language.has(b't') || (self.line.before(2) == b'w' && self.line.before(3) == b'e');
        let is_method = is_called && (after_dot || !is_new);
        let is_macro = next == b'!' && matches!(self.line.byte(length + 1), b'(' | b'[' | b'{' | b' ');
        match () {
            () if self.state.naming => Class::Function,
            () if is_macro && language.has(b'b') => Class::Function,
            () if self.state.first && language.has(b'w') => {
                if is_set {
                    Class::Variable
                } else {
                    Class::Function
                }
            }
            () if self.state.first && language.has(b'o') => {
                if next == b':' {
                    Class::Function
                } else {
                    Class::Keyword
                }
            }
            () if language.has(b'w') && is_capital && self.line.ahead(length).contains(&b'-') => Class::Function,
            () if is_capital && language.has(b'c') && !is_method => Class::Type,
            () if is_called || (language.has(b'y') && self.line.before(1) == b'(') => Class::Function,
            () => Class::Plain,
        }
    }

    /// `f"…"`, `b"…"`: whether the word belongs to the string after it; then that is read.
    fn prefixed(&mut self, language: &Language, word: &[u8]) -> bool {
        let quote = self.line.byte(word.len());
        if !matches!(quote, b'"' | b'\'') {
            return false;
        }
        let rest = self.line.rest().get(word.len()..).unwrap_or_default();
        let begins =
            |rule: &Rule| matches!(rule.kind, b'Q' | b'q' | b'M' | b'm') && rest.starts_with(rule.open.as_bytes());
        let Some((index, rule)) = language.rules.iter().enumerate().find(|(_, rule)| begins(rule)) else {
            return false;
        };
        let holds_code = word.iter().any(|letter| letter | 32 == b'f');
        self.value();
        self.push_span(index, rule, word.len() + rule.open.len(), holds_code);
        true
    }

    fn sign(&mut self, language: &Language, byte: u8) {
        let next = self.line.byte(1);
        let has_keys = language.has(b'k') || language.has(b'e');
        self.state.first = match byte {
            b'|' | b'&' | b';' | b'(' | b'`' if language.has(b'w') => true,
            b'{' | b'}' | b';' | b',' if has_keys || language.has(b'o') => true,
            b':' => self.state.first,
            // An item of a list, a prompt, an order to be silent.
            b'-' if has_keys => self.state.first && next == b' ',
            b'$' | b'>' | b'%' if language.has(b'w') => self.state.first && next == b' ',
            b'@' => self.state.first && language.has(b'w'),
            _ => false,
        };
        // A pattern after a block is as likely as a division of one.
        self.state.operand = matches!(byte, b')' | b']') || (byte == b'}' && !language.has(b'r'));
        self.state.naming = false;
        // What is escaped begins nothing.
        self.line.skip(if byte == b'\\' { self.line.after_character(2) } else { 1 });
    }
}

fn is_one(word: &[u8], words: &str) -> bool {
    words.split(' ').any(|known| known.as_bytes() == word)
}
