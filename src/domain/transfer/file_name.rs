//! The name under which a file is offered.

use crate::domain::grapheme::first;

/// Longest name, in graphemes, without what follows the last dot.
const LONGEST: usize = 60;

/// A name for any system, from a title: letters and digits of any script, one hyphen for everything between.
#[must_use]
pub fn file_name(title: &str, extension: &str) -> String {
    let mut name = String::new();
    for c in title.chars() {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = first(&name, LONGEST).trim_end_matches('-');
    [if name.is_empty() { "chat" } else { name }, ".", extension].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_title_gives_a_name_for_any_system() {
        let check = |title: &str, expected: &str| assert_eq!(file_name(title, "md"), expected);
        check("How do whales sleep?", "How-do-whales-sleep.md");
        check("../..\\con:<b> 한국어", "con-b-한국어.md");
        check("", "chat.md");
        check("???", "chat.md");
        check(&"a".repeat(300), &["a".repeat(60), ".md".into()].concat());
    }
}
