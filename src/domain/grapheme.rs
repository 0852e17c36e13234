//! Where a text may be cut without tearing apart what a person sees as one character.
//!
//! Not the whole of Unicode's rules (UAX #29): those cost 12 KB of the first load for one shortened title. This knows
//! combining marks, joined and coloured emoji, flags and the scripts whose vowels hang on the letter before.

/// Ranges of characters that hang on the one before them, in order.
const HANGING: [(u32, u32); 34] = [
    (0x0300, 0x036F),
    (0x0483, 0x0489),
    (0x0591, 0x05BD),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0900, 0x0903),
    (0x093A, 0x093C),
    (0x093E, 0x094F),
    (0x0981, 0x0983),
    (0x09BE, 0x09CD),
    (0x0A3C, 0x0A4D),
    (0x0ABC, 0x0ACD),
    (0x0B3C, 0x0B4D),
    (0x0BBE, 0x0BCD),
    (0x0C3E, 0x0C4D),
    (0x0CBC, 0x0CCD),
    (0x0D3B, 0x0D4D),
    (0x0E31, 0x0E31),
    (0x0E33, 0x0E3A),
    (0x0E47, 0x0E4E),
    (0x0EB1, 0x0EBC),
    (0x1160, 0x11FF),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x200C, 0x200D),
    (0x20D0, 0x20FF),
    (0x302A, 0x302F),
    (0x3099, 0x309A),
    (0xD7B0, 0xD7FF),
    (0xFE00, 0xFE0F),
    (0xFE20, 0xFE2F),
    (0x1F3FB, 0x1F3FF),
    (0xE0020, 0xE007F),
    (0xE0100, 0xE01EF),
];

/// The first `most` characters as a person counts them; the whole text if it has no more.
#[must_use]
pub fn first(text: &str, most: usize) -> &str {
    let (mut seen, mut before, mut flag_open) = (0, None, false);
    for (at, c) in text.char_indices() {
        let flag = is_flag_half(c);
        let joins = hangs(c) || before == Some('\u{200D}') || (flag && flag_open);
        if !joins {
            if seen == most {
                return text.get(..at).unwrap_or(text);
            }
            seen += 1;
        }
        flag_open = flag && !flag_open;
        before = Some(c);
    }
    text
}

fn hangs(c: char) -> bool {
    let code = u32::from(c);
    HANGING.iter().any(|(from, to)| (*from..=*to).contains(&code))
}

fn is_flag_half(c: char) -> bool {
    ('\u{1F1E6}'..='\u{1F1FF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_tears_a_character_apart() {
        let check = |text: &str, most: usize, expected: &str| assert_eq!(first(text, most), expected, "{text:?}");
        check("hello", 3, "hel");
        check("안녕하세요", 2, "안녕");
        check("각각", 1, "각");
        check("e\u{301}e\u{301}", 1, "e\u{301}");
        check("👩‍👩‍👧👍🏽x", 1, "👩‍👩‍👧");
        check("👩‍👩‍👧👍🏽x", 2, "👩‍👩‍👧👍🏽");
        check("🇰🇷🇫🇷🇯🇵", 2, "🇰🇷🇫🇷");
        check("नमस्ते", 2, "नम");
        check("short", 60, "short");
        check("", 3, "");
    }
}
