//! A key as a field shows it: how it begins and how it ends, with dots between. What is typed over the dots is brought
//! back to the key itself.

use crate::domain::key_shape::prefix;

/// How many dots stand for the middle, whatever its length.
const DOTS: usize = 10;

/// How many characters of the end are shown, to tell keys apart.
const END: usize = 4;

/// How a key of this text is shown. One too short to hide enough of shows dots alone.
#[must_use]
pub fn masked(key: &str) -> String {
    let (head, tail) = shown_ends(key);
    let mut out: String = key.chars().take(head).collect();
    out.extend(std::iter::repeat_n('•', DOTS));
    out.extend(key.chars().skip(key.chars().count() - tail));
    out
}

fn shown_ends(key: &str) -> (usize, usize) {
    let (count, head) = (key.chars().count(), prefix(key).map_or(0, str::len));
    if count >= head + 3 * END { (head, END) } else { (0, 0) }
}

/// The key after somebody edited the field that showed it masked: `shown` is what stands there now, with the caret behind
/// so many of its characters. What is changed among the dots replaces the whole key, as nobody sees what stood there.
#[must_use]
pub fn edited(key: &str, shown: &str, caret: usize) -> String {
    let mask: Vec<char> = masked(key).chars().collect();
    let shown: Vec<char> = shown.chars().collect();
    let caret = caret.min(shown.len());
    let (head, tail) = shown_ends(key);
    let kept_after = (shown.len() - caret).min(mask.len());
    let typed_part = shown.iter().take(caret);
    let kept_before =
        typed_part.zip(&mask).take(mask.len() - kept_after).take_while(|(shown, mask)| shown == mask).count();
    let inserted: String = shown.iter().take(caret).skip(kept_before).collect();
    let count = key.chars().count();
    // A place in the mask as a place in the key. None: among the dots.
    let place = |at: usize| match at {
        at if at <= head => Some(at),
        at if at + tail >= mask.len() => Some(count - (mask.len() - at)),
        _ => None,
    };
    match (place(kept_before), place(mask.len() - kept_after)) {
        (Some(before), Some(after)) => {
            let mut out: String = key.chars().take(before).collect();
            out.push_str(&inserted);
            out.extend(key.chars().skip(after));
            out
        }
        _ => inserted.chars().filter(|c| *c != '•').collect(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::string_slice)]
    use super::{edited, masked};

    const KEY: &str = "sk-or-v1-0123456789abcdef4f2c";

    #[test]
    fn a_masked_key_shows_how_it_begins_and_ends() {
        assert_eq!(masked(KEY), "sk-or-v1-••••••••••4f2c");
        assert_eq!(masked("0123456789abcdef"), "••••••••••cdef");
        assert_eq!(masked("short"), "••••••••••");
        assert_eq!(masked(""), "••••••••••");
    }

    #[test]
    fn what_is_typed_into_a_masked_field_changes_the_key() {
        let mask = masked(KEY);
        let check =
            |shown: &str, caret: usize, expected: &str| assert_eq!(edited(KEY, shown, caret), expected, "{shown}");
        check(&mask, 23, KEY);
        check(&format!("{mask}xy"), 25, &format!("{KEY}xy"));
        check(&mask[..mask.len() - 1], 22, &KEY[..KEY.len() - 1]);
        check(&format!(" {mask}"), 1, &format!(" {KEY}"));
        check("", 0, "");
        check("gsk_other", 9, "gsk_other");
        // Among the dots: what is taken away takes all, what is put in replaces all.
        check("sk-or-v1-•••••••••4f2c", 15, "");
        check("sk-or-v1-•••new•••••••4f2c", 15, "new");
    }
}
