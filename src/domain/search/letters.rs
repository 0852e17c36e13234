//! A text as it is compared: letter by letter, without what people do not mind when they look for something.
//!
//! Case is folded in every script; Hangul that came as single jamo is put together; full-width Latin is Latin; curly
//! quotes are straight; any run of white space is one space; invisible marks are left out. Accents count.

use std::str::CharIndices;

use crate::domain::folding::folded;

/// The letters of a text, each with the byte at which it begins there. A letter that folds to several (`ß`) gives them
/// all at its place.
#[derive(Clone, Debug)]
pub struct Letters<'a> {
    rest: CharIndices<'a>,
    /// What a letter folded to beyond its first, last one first.
    more: String,
    at: usize,
    spaced: bool,
}

/// The letters of a text.
#[must_use]
pub fn letters(text: &str) -> Letters<'_> {
    Letters { rest: text.char_indices(), more: String::new(), at: 0, spaced: false }
}

/// A text as it is compared.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (_, letter) in letters(text) {
        out.push(letter);
    }
    out
}

impl Iterator for Letters<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(letter) = self.more.pop() {
            return Some((self.at, letter));
        }
        loop {
            let (at, c) = self.rest.next()?;
            self.at = at;
            let letter = match c {
                '\u{21}'..='\u{7e}' => c.to_ascii_lowercase(),
                '\u{3041}'..='\u{abff}' => c,
                '\u{ac00}'..='\u{d7a3}' => self.closed(u32::from(c)),
                '\u{1100}'..='\u{1112}' => match self.jamo(0x1161..=0x1175) {
                    Some(vowel) => self.closed(0xac00 + ((u32::from(c) - 0x1100) * 21 + vowel) * 28),
                    None => c,
                },
                '\u{ff01}'..='\u{ff5e}' => {
                    char::from_u32(u32::from(c) - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase())
                }
                '\u{2018}' | '\u{2019}' => '\'',
                '\u{201c}' | '\u{201d}' => '"',
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => continue,
                _ if c.is_whitespace() || c.is_control() => {
                    if self.spaced {
                        continue;
                    }
                    self.spaced = true;
                    return Some((at, ' '));
                }
                'а'..='я' | 'à'..='ö' | 'ø'..='ÿ' => c,
                'А'..='Я' => char::from_u32(u32::from(c) + 0x20).unwrap_or(c),
                '\u{2e80}'..='\u{3040}' | '\u{1f000}'.. => c,
                _ => {
                    let folded = folded(c.encode_utf8(&mut [0; 4]));
                    self.more.extend(folded.chars().rev());
                    self.more.pop().unwrap_or(c)
                }
            };
            self.spaced = false;
            return Some((at, letter));
        }
    }
}

impl Letters<'_> {
    /// A jamo of that range, if it comes next: its number in it.
    fn jamo(&mut self, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let next = u32::from(self.rest.clone().next()?.1);
        let number = range.contains(&next).then(|| next - range.start())?;
        self.rest.next();
        Some(number)
    }

    /// A syllable with the closing consonant that may follow it.
    fn closed(&mut self, syllable: u32) -> char {
        let open = (syllable - 0xac00).is_multiple_of(28);
        let closing = if open { self.jamo(0x11a8..=0x11c2).map_or(0, |number| number + 1) } else { 0 };
        char::from_u32(syllable + closing).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_do_not_mind_makes_no_difference() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected, "{text:?}");
        check("Hello,\n\n  World", "hello, world");
        check("STRASSE straße", "strasse strasse");
        check("ÉTÉ ÀÖØÝ", "été àöøý");
        check("МОСКВА Ёж ΣΟΦΌΣ", "москва ёж σοφόσ");
        check("ＡＢＣ１２３！　全角", "abc123! 全角");
        check("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글");
        check("하\u{11ab}글", "한글");
        check("\u{1112}x", "\u{1112}x");
        check("“it’s”", "\"it's\"");
        check("a\u{200b}b\u{ad}c\u{feff}", "abc");
        check("👩\u{200d}👧 ❤\u{fe0f}", "👩👧 ❤");
        check("カタカナ ひらがな 漢字", "カタカナ ひらがな 漢字");
        check("", "");
    }

    #[test]
    fn every_letter_knows_where_it_began() {
        let at: Vec<(usize, char)> = letters("aß  한").collect();
        assert_eq!(at, [(0, 'a'), (1, 's'), (1, 's'), (3, ' '), (5, '한')]);
    }
}
