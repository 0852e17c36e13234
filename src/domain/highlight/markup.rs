//! Markup: tags, attributes, entities, the scripts and styles of a page, and the markup in a script.

use super::Class;
use super::frame::{Frame, Mode};
use super::scanner::Scanner;

/// The elements whose content is another language, the first of those embedded for the first of these.
const HOLDERS: [(&str, &str); 2] = [("script", "</script"), ("style", "</style")];

impl Scanner<'_, '_> {
    /// Reads on between tags.
    pub fn markup(&mut self) {
        let language = self.language();
        let is_page = language.has(b'm');
        while !self.line.is_over() {
            match self.line.byte(0) {
                b'<' | b'{' if is_page && self.open() => return,
                b'<' if self.open_tag() => return,
                b'{' if !is_page => {
                    let frame = Frame { bracket: b'}', ..Frame::new(Mode::Code, self.top().language) };
                    return self.push_code(1, frame);
                }
                b'&' => {
                    let end = self.line.after_word(1, b"#");
                    if self.line.byte(end) == b';' {
                        self.line.take(Class::Number, end + 1);
                    } else {
                        self.line.skip(end);
                    }
                }
                _ => self.line.skip(1),
            }
        }
    }

    /// Whether a tag begins here; then one is in it.
    pub fn open_tag(&mut self) -> bool {
        let language = self.language();
        if language.has(b'x') && self.line.starts_with("<?") {
            let mark = if self.line.starts_with("<?php") { 5 } else { 2 + usize::from(self.line.byte(2) == b'=') };
            let entered = self.push(Frame { ends: "?>", ..Frame::new(Mode::Code, 0) });
            self.line.take(Class::Keyword, mark);
            self.state.operand = false;
            return entered;
        }
        let closing = self.line.byte(1) == b'/';
        let start = 1 + usize::from(matches!(self.line.byte(1), b'/' | b'!' | b'?'));
        let is_fragment = self.line.byte(start) == b'>' && !language.has(b'm');
        if !self.line.byte(start).is_ascii_alphabetic() && !is_fragment {
            return false;
        }
        let end = self.line.after_word(start, b"-:.");
        let name = self.line.ahead(end).get(start..).unwrap_or_default();
        let holds = |(holder, _): &(&str, &str)| name.eq_ignore_ascii_case(holder.as_bytes());
        let holder = HOLDERS.iter().position(holds).filter(|_| !closing && language.has(b'm')).map_or(0, |at| at + 1);
        let tag = Frame { depth: u32::from(closing), rule: holder, ..Frame::new(Mode::Tag, self.top().language) };
        let entered = self.push(tag);
        self.line.take(Class::Keyword, end);
        entered
    }

    /// Reads on within a tag.
    pub fn tag(&mut self) {
        let language = self.language();
        let byte = self.line.byte(0);
        match byte {
            b'>' => self.close_tag(),
            b'/' | b'?' => self.line.take(Class::Keyword, 1),
            b'"' | b'\'' => {
                let quotes = |rule: &super::language::Rule| rule.open.as_bytes() == [byte];
                match language.rules.iter().enumerate().find(|(_, rule)| quotes(rule)) {
                    Some((index, rule)) => self.push_span(index, rule, 1, false),
                    None => self.line.skip(1),
                }
            }
            b'{' if !language.has(b'm') => {
                self.push_code(1, Frame { bracket: b'}', ..Frame::new(Mode::Code, self.top().language) });
            }
            b'{' => {
                let end = self.line.until(1, b"}\n");
                self.line.take(Class::Variable, end + 1);
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'=' => self.line.skip(1),
            _ => {
                let class = if self.line.before(1) == b'=' { Class::Text } else { Class::Attribute };
                let length = self.line.until(1, b"=>/\"'{ \t\r\n");
                self.line.take(class, length);
            }
        }
    }

    fn close_tag(&mut self) {
        let Frame { depth, rule: holder, .. } = self.top();
        let is_empty = self.line.before(1) == b'/';
        self.line.take(Class::Keyword, 1);
        self.pop();
        if depth > 0 {
            self.deepen(-1);
        } else if !is_empty {
            self.deepen(1);
        }
        let around = self.top();
        let holds = HOLDERS.get(holder.wrapping_sub(1)).filter(|_| !is_empty && holder < self.languages.len());
        if let Some((_, ends)) = holds {
            self.push(Frame { ends, ..Frame::new(Mode::Code, holder) });
            (self.state.operand, self.state.first) = (false, true);
        } else if around.depth == 0 && !self.language().has(b'm') {
            // The markup in a script is over.
            self.pop();
            (self.state.operand, self.state.first) = (true, false);
        }
    }
}
