//! A server's words, made fit to be shown: plain text, short, without the key.

use crate::domain::error::EXCERPT;
use crate::domain::secret::Secret;

/// What stands for a key.
const HIDDEN: &str = "•••";

/// Beginnings of the keys that providers hand out.
const KEY_BEGINNINGS: [&str; 9] = ["sk-", "sk_", "gsk_", "xai-", "hf_", "pplx-", "tgp_", "nvapi-", "AIza"];

/// At most [`EXCERPT`] characters on one line, without control characters, and without anything that is a secret or
/// looks like a key.
#[must_use]
pub fn shown(text: &str, secrets: &[Secret]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().map(Secret::reveal) {
        // A short value is hardly a secret, and hiding it would tear words.
        if secret.len() >= 6 {
            text = text.replace(secret, HIDDEN);
        }
    }
    let mut out = String::new();
    let mut left = EXCERPT;
    for word in text.split(|c: char| c.is_whitespace() || is_unseen(c)).filter(|word| !word.is_empty()) {
        let word = without_key(word);
        if !out.is_empty() {
            out.push(' ');
            left = left.saturating_sub(1);
        }
        let length = word.chars().count();
        if length > left {
            out.extend(word.chars().take(left.saturating_sub(1)));
            return out.trim_end().to_owned() + "…";
        }
        out.push_str(&word);
        left -= length;
    }
    out
}

/// A word with what looks like a key taken out.
fn without_key(word: &str) -> String {
    let begins = KEY_BEGINNINGS.iter().filter_map(|key| word.find(key)).find(|at| {
        // Only at the beginning of a word: `task-force` holds no key.
        let before = word.get(..*at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric())
    });
    let Some((before, from)) = begins.and_then(|at| word.split_at_checked(at)) else { return word.to_owned() };
    let key = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '*' | '.' | '…' | '•');
    let end = from.find(|c| !key(c)).unwrap_or(from.len());
    let (key, after) = from.split_at_checked(end).unwrap_or((from, ""));
    let dots = key.len() - key.trim_end_matches('.').len();
    [before, HIDDEN, if dots == 1 { "." } else { "" }, after].concat()
}

/// Control characters, and those that turn the direction of what follows.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a body is a web page.
#[must_use]
pub fn is_page(body: &str, content_type: &str) -> bool {
    let start: String = body.trim_start_matches('\u{feff}').trim_start().chars().take(15).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with("<head")
        || (start.starts_with('<') && content_type.to_ascii_lowercase().contains("html"))
}

/// What a web page says: its title, else its text.
#[must_use]
pub fn page_text(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let within = |open: &str, close: &str| {
        let start = lower.find(open)?;
        let start = start + lower.get(start..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find(close)?;
        page.get(start..end)
    };
    let title = within("<title", "</title").map(str::trim).filter(|title| !title.is_empty());
    let mut text = String::new();
    match title {
        Some(title) => text.push_str(title),
        None => {
            let mut rest = page;
            while let Some((before, tag)) = rest.split_once('<') {
                text.push_str(before);
                text.push(' ');
                let silent = ["script", "style"]
                    .into_iter()
                    .find(|name| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
                let after = match silent {
                    Some("script") => tag.split_once("</script").or_else(|| tag.split_once("</SCRIPT")),
                    Some(_) => tag.split_once("</style").or_else(|| tag.split_once("</STYLE")),
                    None => Some(("", tag)),
                };
                rest = after.and_then(|(_, after)| after.split_once('>')).map_or("", |(_, after)| after);
            }
            text.push_str(rest);
        }
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
    {
        text = text.replace(entity, c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_never_shown() {
        let secrets = [Secret::new("my-own-key-123"), Secret::new("abc")];
        let check = |text: &str, expected: &str| assert_eq!(shown(text, &secrets), expected, "{text}");
        check(
            "Incorrect API key provided: sk-proj-abc***xyz9. See \"x\".",
            "Incorrect API key provided: •••. See \"x\".",
        );
        check("key=my-own-key-123;", "key=•••;");
        check("(gsk_0123456789)", "(•••)");
        check("the task-force said abc", "the task-force said abc");
        check("a\u{202e}b\0c\n\n d", "a b c d");
    }

    #[test]
    fn words_are_cut_at_three_hundred_characters() {
        let check = |text: String, length: usize, end: &str| {
            let got = shown(&text, &[]);
            assert_eq!(got.chars().count(), length);
            assert!(got.ends_with(end), "{got}");
        };
        check("한".repeat(300), 300, "한한");
        check("한".repeat(301), 300, "한…");
        check("ab ".repeat(200), 300, "ab…");
        // A key that the cut would leave half of.
        check(["x".repeat(290), " sk-0123456789012345".into()].concat(), 294, " •••");
    }

    #[test]
    fn a_web_page_is_told_by_its_title_or_its_text() {
        let check = |page: &str, expected: &str| assert_eq!(shown(&page_text(page), &[]), expected, "{page}");
        check("<html><head><TITLE>502 Bad &amp; Gateway</title></head><body>x", "502 Bad & Gateway");
        check("<html><style>b{}</style><b>One</b> two<script>if(a<b){}</script> three", "One two three");
        check("<html", "");
        check("", "");
    }
}
