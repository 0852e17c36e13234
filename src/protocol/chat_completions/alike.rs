//! Events that are alike but for the words in them, as nearly all of an answer are: their JSON is read once, and of those
//! that follow only the words.
//!
//! Promises that nothing is read otherwise than it would be in full: what stands around the words is the same to the byte
//! as in an event that was read and of which nothing came but words.

use crate::domain::json::{self, Json, Text};

/// The member that holds the words.
const NAME: &str = "\"content\"";
/// What is no longer remembered.
const LONGEST: usize = 4 * 1024;

/// What stands around the words.
#[derive(Debug, Default)]
pub(super) struct Alike {
    before: String,
    after: String,
}

impl Alike {
    /// The words of an event, if it is like the one remembered.
    pub fn words<'a>(&self, event: &'a str) -> Option<Text<'a>> {
        if self.before.is_empty() {
            return None;
        }
        let quoted = event.strip_prefix(&*self.before)?.strip_suffix(&*self.after)?;
        match json::read(quoted)? {
            (Json::Text(text), "") => Some(text),
            _ => None,
        }
    }

    /// Remembers an event of which nothing came but these words, if it is plain where they stand.
    pub fn remember(&mut self, event: &str, words: &str) {
        self.before.clear();
        let Some((before, after)) = event.split_once(NAME) else { return };
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        let Some((Json::Text(text), after)) = value.and_then(json::read) else { return };
        let before = event.get(..event.len() - value.unwrap_or_default().len()).unwrap_or(before);
        let plain = text.text == words && !after.contains(NAME) && !before.contains('\\') && !after.contains('\\');
        if plain && event.len() <= LONGEST {
            before.clone_into(&mut self.before);
            after.clone_into(&mut self.after);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Alike;

    #[test]
    fn what_is_alike_but_for_its_words_is_known_again_and_nothing_else() {
        let check = |first: &str, words: &str, then: &str, expected: Option<&str>| {
            let mut alike = Alike::default();
            alike.remember(first, words);
            assert_eq!(alike.words(then).map(|text| text.text.into_owned()).as_deref(), expected, "{first} {then}");
        };
        let one = r#"{"id":1,"choices":[{"delta":{"content": "a"},"finish_reason":null}]}"#;
        let with = |words: &str| one.replace("\"a\"", words);
        check(one, "a", one, Some("a"));
        check(one, "a", &with(r#""b\n\"c\" \u00e9""#), Some("b\n\"c\" é"));
        check(one, "a", &with(r#""""#), Some(""));
        check(one, "a", &with(r#""b","c":"d""#), None);
        check(one, "a", &with(r#""b\""#), None);
        check(one, "a", &with("null"), None);
        check(one, "a", &one.replace("null", "\"stop\""), None);
        check(one, "a", &one.replace("1", "2"), None);
        // What came was not what stands there, or stands there twice.
        check(one, "b", one, None);
        let two = r#"{"content":"a","choices":[{"delta":{"content":"a"}}]}"#;
        check(two, "a", two, None);
        check(r#"{"a":"\"content\":","content":"a"}"#, "a", r#"{"a":"\"content\":","content":"a"}"#, None);
        check("[DONE]", "", "[DONE]", None);
        check("", "", "", None);
    }
}
