//! Grams: what of a text the index remembers. Every letter, every pair of neighbours, and every triple of alphabetic
//! ones, each as a number of 24 bits. None reaches over a space.
//!
//! Pairs are enough where there are thousands of letters (Hangul, kana, Han); where there are thirty, nearly every
//! pair stands in every conversation, and triples tell them apart.

use crate::domain::search::letters::letters;

/// Bits of a gram.
pub const BITS: u32 = 24;

/// Takes each gram of a text, as often as it stands there.
pub fn grams(text: &str, take: &mut impl FnMut(u32)) {
    let (mut before, mut last) = (0, 0);
    for (_, letter) in letters(text) {
        if letter == ' ' {
            (before, last) = (0, 0);
            continue;
        }
        let letter = u32::from(letter);
        take(gram(0, 0, letter));
        if last != 0 {
            take(gram(0, last, letter));
            if is_triple(before, last, letter) {
                take(gram(before, last, letter));
            }
        }
        (before, last) = (last, letter);
    }
}

/// The grams that a text must have to contain this one, which is [plain](crate::domain::search::letters::plain).
#[must_use]
pub fn needed(plain: &str) -> Vec<u32> {
    let mut needed = Vec::new();
    for word in plain.split(' ') {
        let (mut before, mut last, mut first) = (0, 0, true);
        for letter in word.chars().map(u32::from) {
            if last != 0 {
                first = false;
                // A triple says what its pairs say, and more.
                if is_triple(before, last, letter) {
                    needed.push(gram(before, last, letter));
                } else {
                    needed.push(gram(0, last, letter));
                }
            }
            (before, last) = (last, letter);
        }
        if first && last != 0 {
            needed.push(gram(0, 0, last));
        }
    }
    needed
}

fn is_triple(before: u32, last: u32, letter: u32) -> bool {
    let alphabetic = |c: u32| match c {
        0..0x80 => char::from_u32(c).is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => c < 0x2e80,
    };
    before != 0 && alphabetic(before) && alphabetic(last) && alphabetic(letter)
}

fn gram(one: u32, two: u32, three: u32) -> u32 {
    let mut mixed = one
        .wrapping_mul(0x9e37_79b1)
        .wrapping_add(two.wrapping_mul(0x85eb_ca77).rotate_left(13))
        .wrapping_add(three.wrapping_mul(0xc2b2_ae3d).rotate_left(7));
    mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d);
    mixed = (mixed ^ (mixed >> 12)).wrapping_mul(0x297a_2d39);
    (mixed ^ (mixed >> 15)) >> (32 - BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::search::letters::plain;

    fn all(text: &str) -> Vec<u32> {
        let mut all = Vec::new();
        grams(text, &mut |gram| all.push(gram));
        all
    }

    #[test]
    fn what_a_part_of_a_text_needs_the_text_has() {
        let text = "Die Straße zum Bahnhof: 서울역에서 東京まで C++ is 2×faster, été";
        let letters: Vec<char> = plain(text).chars().collect();
        let held = all(text);
        for from in 0..letters.len() {
            for to in from + 1..=letters.len() {
                let part: String = letters.iter().take(to).skip(from).collect();
                assert!(needed(&part).iter().all(|gram| held.contains(gram)), "{part:?}");
            }
        }
    }

    #[test]
    fn what_is_needed_tells_texts_apart() {
        let check = |text: &str, sought: &str, expected: bool| {
            let held = all(text);
            assert_eq!(
                needed(&plain(sought)).iter().all(|gram| held.contains(gram)),
                expected,
                "{sought:?} in {text:?}"
            );
        };
        check("the quick brown fox", "QUICK", true);
        check("the quick brown fox", "quack", false);
        check("대한민국", "민국", true);
        check("대한 민국", "한민", false);
        check("a b", "ab", false);
        check("東京都", "京都", true);
        check("東京", "都", false);
        check("anything", "", true);
    }
}
