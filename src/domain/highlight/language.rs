//! The rules of a language, from its row in `languages.txt`.
//!
//! A row is four lines: names, rules, keywords, types. The first name is what its files end in.
//! A rule is a letter, its class where it has one, an opening mark, and after `^` a closing one:
//!
//! - `L` up to the end of the line, `A` the same where nothing is before it
//! - `B` up to the closing mark, `N` the same, nested, `S` the same, within the line
//! - `Q` a string within a line, `M` over many, where a backslash escapes; `q`, `m`, and `b` without escapes: those that
//!   hold expressions
//! - `V` a mark before a name
//! - `I` how expressions are held, `X` what else is in names, `E` what it embeds, `=` whose rules and words it shares
//! - `G` flags that it does not share, `F` flags: `a` `#[…]` is an attribute, `b` `name!` is called, `c` capitals begin types, `d` it is a patch,
//!   `e` keys stand before `=`, `g` `[…]` is a section, `h` heredocs, `i` case does not matter, `j` holds markup,
//!   `k` keys stand before `:`, `l` a quote may be something else than a character's, `m` is markup,
//!   `n` `#name` is an instruction, `o` each line begins with an instruction, `p` strings have prefixes,
//!   `r` patterns stand in slashes, `s` is a style sheet, `t` capitals begin functions, too, `w` each line begins with a command, `x` code stands in `<?php`, `y` what is after a bracket is called

use super::Class;

const ROWS: &str = include_str!("languages.txt");

/// Words that stand for a value, wherever they occur.
const VALUES: &str = "true false null nil None True False TRUE FALSE undefined NULL nullptr NaN Infinity Nothing YES NO nothing missing inf nan NA";

/// A mark, and what it begins.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub kind: u8,
    pub class: Class,
    pub open: &'static str,
    pub close: &'static str,
}

/// A language's rules and words.
#[derive(Debug, Default)]
pub struct Language {
    pub rules: Vec<Rule>,
    /// Bytes with which a rule's mark begins, a bit each.
    starts: u128,
    /// A bit for each letter.
    flags: u32,
    /// How strings hold expressions; 0 if they never do.
    pub holds: u8,
    /// What belongs to names beside letters and digits.
    extra: Vec<&'static str>,
    pub embedded: Vec<&'static str>,
    words: Vec<(&'static str, Class)>,
    /// For each first letter, the lengths of words that begin with it: most names are told from words by that.
    lengths: [u32; 32],
}

/// What the name of a file in that language ends in.
#[must_use]
pub fn extension(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return None;
    }
    row(name)?.first()?.split(' ').next()
}

fn row(name: &str) -> Option<[&'static str; 4]> {
    let mut lines = ROWS.split('\n');
    loop {
        let row = [lines.next()?, lines.next()?, lines.next()?, lines.next()?];
        let [names, ..] = row;
        if names.split(' ').any(|known| known.eq_ignore_ascii_case(name)) {
            return Some(row);
        }
    }
}

impl Language {
    /// A language by any of its names.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        if name.is_empty() {
            return None;
        }
        let mut language = Self::default();
        language.read(name)?;
        language.know(VALUES, Class::Number);
        Some(language)
    }

    fn read(&mut self, name: &str) -> Option<()> {
        let [_, rules, keywords, types] = row(name)?;
        self.know(keywords, Class::Keyword);
        self.know(types, Class::Type);
        for rule in rules.split(' ') {
            let Some((letter, mark)) = rule.split_at_checked(1) else { continue };
            let letter = letter.bytes().next().unwrap_or(0);
            match letter {
                b'=' => self.read(mark).unwrap_or_default(),
                b'I' => self.holds = mark.bytes().next().unwrap_or(0),
                b'X' => self.extra.push(mark),
                b'E' => self.embedded.push(mark),
                b'F' => mark.bytes().for_each(|flag| self.flags |= 1 << (flag & 31)),
                b'G' => mark.bytes().for_each(|flag| self.flags &= !(1 << (flag & 31))),
                _ => self.rule(letter, mark),
            }
        }
        Some(())
    }

    fn rule(&mut self, kind: u8, mark: &'static str) {
        let is_string = matches!(kind, b'Q' | b'q' | b'M' | b'm' | b'b');
        let class_length = usize::from(!is_string);
        let Some((class, mark)) = mark.split_at_checked(class_length) else { return };
        let class = class.bytes().next().map_or(Class::Text, Class::of);
        let (open, close) = match mark.split_once('^') {
            Some(pair) => pair,
            None if is_string => (mark, mark),
            None => (mark, ""),
        };
        for byte in open.bytes().take(1) {
            self.starts |= 1 << (byte.to_ascii_lowercase() & 127) | 1 << (byte.to_ascii_uppercase() & 127);
        }
        self.rules.push(Rule { kind, class, open, close });
    }

    fn know(&mut self, words: &'static str, class: Class) {
        for word in words.split(' ') {
            if let Some(lengths) = word.bytes().next().and_then(|first| self.lengths.get_mut(usize::from(first & 31))) {
                *lengths |= 1 << (word.len() & 31);
            }
        }
        self.words.push((words, class));
    }

    /// Whether it has a flag.
    pub fn has(&self, flag: u8) -> bool {
        self.flags >> (flag & 31) & 1 == 1
    }

    /// Whether any rule begins with this byte.
    pub fn starts(&self, byte: u8) -> bool {
        byte < 128 && self.starts >> byte & 1 == 1
    }

    /// Whether a name goes on with this byte.
    pub fn is_name(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 128 || self.is_extra(byte)
    }

    fn is_extra(&self, byte: u8) -> bool {
        self.extra.iter().any(|extra| extra.as_bytes().contains(&byte))
    }

    /// Whether a name begins with this byte.
    pub fn begins_name(&self, byte: u8) -> bool {
        byte.is_ascii_alphabetic()
            || byte == b'_'
            || byte >= 128
            || (matches!(byte, b'$' | b'.') && self.is_extra(byte))
    }

    /// What a word is.
    pub fn class_of(&self, word: &[u8]) -> Class {
        let lengths = word.first().and_then(|first| self.lengths.get(usize::from(first & 31)));
        if word.len() > 31 || lengths.is_none_or(|lengths| lengths >> word.len() & 1 == 0) {
            return Class::Plain;
        }
        let any_case = self.has(b'i');
        for (words, class) in &self.words {
            for known in words.split(' ') {
                let known = known.as_bytes();
                if known == word || (any_case && known.eq_ignore_ascii_case(word)) {
                    return *class;
                }
            }
        }
        Class::Plain
    }
}
