//! Comments and strings: everything from an opening mark to its closing one, and the expressions within.

use super::Class;
use super::frame::{Frame, Mode};
use super::language::{Language, Rule};
use super::scanner::Scanner;

impl Scanner<'_, '_> {
    /// Begins a comment or string with what a rule says; `mark` bytes are its opening mark.
    pub fn push_span(&mut self, index: usize, rule: &Rule, mark: usize, holds_code: bool) {
        let frame = Frame {
            rule: index,
            single: matches!(rule.kind, b'L' | b'A' | b'S' | b'Q' | b'q'),
            holds_code: holds_code || matches!(rule.kind, b'q' | b'm' | b'b'),
            ..Frame::new(Mode::Span, self.top().language)
        };
        if self.push(frame) {
            self.line.close(Class::Plain);
            self.line.skip(mark);
            self.span();
        } else {
            self.line.skip(mark);
        }
    }

    /// Reads on in a comment or string.
    pub fn span(&mut self) {
        let language = self.language();
        let frame = self.top();
        let Some(rule) = language.rules.get(frame.rule) else { return self.pop() };
        let escapes = matches!(rule.kind, b'Q' | b'q' | b'M' | b'm');
        while !self.line.is_over() {
            let byte = self.line.byte(0);
            if frame.single && byte == b'\n' {
                self.line.close(rule.class);
                return self.pop();
            }
            if frame.holds_code && self.holds(language, rule.class) {
                return;
            }
            if escapes && byte == b'\\' {
                self.line.skip(2);
            } else if !rule.close.is_empty() && self.line.starts_with(rule.close) {
                self.line.skip(rule.close.len());
                if self.top().depth == 0 {
                    return self.end_span(language, rule);
                }
                self.deepen(-1);
            } else if rule.kind == b'N' && self.line.starts_with(rule.open) {
                self.line.skip(rule.open.len());
                self.deepen(1);
            } else {
                self.line.skip(1);
            }
        }
        self.line.close(rule.class);
    }

    fn end_span(&mut self, language: &Language, rule: &Rule) {
        let is_text = rule.class == Class::Text;
        let is_key = is_text && language.has(b'k') && self.line.byte(self.line.after_blanks(0)) == b':';
        self.line.close(if is_key { Class::Attribute } else { rule.class });
        self.pop();
        if is_text {
            self.state.operand = true;
        }
    }

    /// Whether an expression or a variable begins in a string here.
    fn holds(&mut self, language: &Language, class: Class) -> bool {
        let (one, two) = (self.line.byte(0), self.line.byte(1));
        let (mark, bracket) = match (language.holds, one, two) {
            (b'$' | b'j', b'$', b'{') | (b'#', b'#', b'{') => (2, b'}'),
            (b'$', b'$', b'(') | (b'\\', b'\\', b'(') => (2, b')'),
            (b'{', b'{', b'{') => {
                self.line.skip(1);
                return false;
            }
            (b'{', b'{', _) => (1, b'}'),
            (b'$', b'$', _) if two.is_ascii_alphanumeric() || two == b'_' => {
                let length = self.line.after_word(1, b"");
                self.line.close(class);
                self.line.take(Class::Variable, length);
                return true;
            }
            _ => return false,
        };
        self.line.close(class);
        self.push_code(mark, Frame { bracket, ..Frame::new(Mode::Code, self.top().language) });
        true
    }
}
