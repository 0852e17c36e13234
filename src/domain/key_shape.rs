//! The shapes of API keys: which service a key belongs to, and where keys stand in a text.
//!
//! Two questions with two answers. [`provider`] judges one key that a person pasted as a key, so a prefix is enough.
//! [`find`] looks for keys in any text, so it asks for more than a prefix: a word that merely begins with `sk-` is none.

use std::ops::Range;

use crate::domain::preset::Preset;

/// Prefixes of keys, the longer before the shorter. A prefix without a provider is a key of a service that has no preset,
/// or of several.
const SHAPES: [(&str, Option<Preset>); 26] = [
    ("sk-proj-", Some(Preset::OpenAi)),
    ("sk-svcacct-", Some(Preset::OpenAi)),
    ("sk-admin-", Some(Preset::OpenAi)),
    ("sk-or-v1-", Some(Preset::OpenRouter)),
    ("sk-or-", Some(Preset::OpenRouter)),
    ("sk-ant-api03-", Some(Preset::Anthropic)),
    ("sk-ant-", Some(Preset::Anthropic)),
    ("gsk_", Some(Preset::Groq)),
    ("xai-", Some(Preset::XAi)),
    ("AIza", Some(Preset::Google)),
    ("tgp_v1_", Some(Preset::Together)),
    ("pplx-", None),
    ("nvapi-", None),
    ("csk-", None),
    ("hf_", None),
    ("r8_", None),
    ("fw_", None),
    ("fpk_", None),
    ("glhf_", None),
    ("github_pat_", None),
    ("ghp_", None),
    ("gho_", None),
    ("ghu_", None),
    ("sk_", None),
    ("key-", None),
    ("sk-", None),
];

/// How many characters a key has after its prefix at least, so that a key that is still being typed is not sent.
const SHORTEST_REST: usize = 8;

/// The same for a key that is found in a text.
const SHORTEST_FOUND: usize = 20;

/// Names before `=` or `:` whose value is a key, compared without case, `-` and `_`.
const NAMES: [&str; 5] = ["apikey", "accesstoken", "authtoken", "apitoken", "secretkey"];

/// The prefix of a key, if it has a known one.
#[must_use]
pub fn prefix(key: &str) -> Option<&'static str> {
    shape(key).map(|(prefix, _)| prefix)
}

/// The one service whose keys begin like this one. None: no service, or several.
#[must_use]
pub fn provider(key: &str) -> Option<Preset> {
    let (prefix, provider) = shape(key)?;
    let rest = key.get(prefix.len()..)?;
    (rest.len() >= SHORTEST_REST && rest.bytes().all(is_key_byte)).then_some(provider?)
}

fn shape(key: &str) -> Option<(&'static str, Option<Preset>)> {
    SHAPES.into_iter().find(|(prefix, _)| key.starts_with(prefix))
}

/// Where keys stand in a text, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for word in words(text) {
        let visible = visible(text.get(word.clone()).unwrap_or_default());
        let before = text.get(..word.start).unwrap_or_default();
        if has_shape(&visible) || (is_random(&visible) && is_named(before)) {
            found.push(word);
        }
    }
    found
}

/// Whether there is a key in a text.
#[must_use]
pub fn holds_key(text: &str) -> bool {
    !find(text).is_empty()
}

/// The text with its keys struck out, for places where none may be stored or shown. None: it holds none.
#[must_use]
pub fn redacted(text: &str) -> Option<String> {
    let found = find(text);
    let mut from = 0;
    let mut out = String::with_capacity(text.len());
    for key in &found {
        out.push_str(text.get(from..key.start).unwrap_or_default());
        out.push_str(prefix(text.get(key.clone()).unwrap_or_default()).unwrap_or_default());
        out.push('…');
        from = key.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    (!found.is_empty()).then_some(out)
}

/// Whether this word alone shows that it is a key.
fn has_shape(word: &str) -> bool {
    let Some((prefix, provider)) = shape(word) else { return false };
    let rest = word.get(prefix.len()..).unwrap_or_default();
    // Many words begin with these; only what looks random behind them is a key.
    let common = provider.is_none() && matches!(prefix, "sk-" | "sk_" | "key-" | "hf_" | "r8_" | "fw_");
    match prefix {
        "AIza" => rest.len() >= 30 && is_random(rest),
        _ if common => longest_run(rest) >= 16 && is_random(rest),
        _ => is_random(rest),
    }
}

/// Whether a word is long and mixed as a random one is: letters and at least two digits.
fn is_random(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.len() >= SHORTEST_FOUND
        && word.bytes().all(is_key_byte)
        && digits >= 2
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn longest_run(word: &str) -> usize {
    word.split(['-', '_']).map(str::len).max().unwrap_or_default()
}

/// Whether what stands before a word names it a key: `Authorization: Bearer `, `OPENAI_API_KEY=`, `"api_key": "`.
fn is_named(before: &str) -> bool {
    let open = |c: char| c == '"' || c == '\'' || c == '`' || c == '\\' || is_quote(c);
    let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || open(c));
    if let Some(scheme) = trimmed.len().checked_sub("bearer".len()).and_then(|at| trimmed.get(at..))
        && scheme.eq_ignore_ascii_case("bearer")
    {
        return true;
    }
    let Some(name) = trimmed.strip_suffix(['=', ':']) else { return false };
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || open(c) || c == ']');
    let start = name
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
        .map_or(0, |at| at + name.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let name: String = name.get(start..).unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|known| name.ends_with(known))
}

/// The runs of characters that a key may consist of, with what cannot be seen among them.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let inside = u8::try_from(c).is_ok_and(is_key_byte) || (start.is_some() && is_invisible(c));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words.retain(|word| word.len() >= SHORTEST_FOUND);
    words
}

fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// A text without the characters that cannot be seen and that copying from a page brings along.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).collect()
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// Whether this is a quotation mark of any language.
#[must_use]
pub fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '´' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}' | '「' | '」' | '『' | '』' | '＂' | '＇'
            | '\u{301d}'..='\u{301f}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::string_slice)]
    use super::{find, provider, redacted};
    use crate::domain::preset::Preset;

    #[test]
    fn a_prefix_names_its_service_and_a_plain_one_names_none() {
        let check = |key: &str, expected: Option<Preset>| assert_eq!(provider(key), expected, "{key}");
        check("sk-proj-abcdefgh1234", Some(Preset::OpenAi));
        check("sk-svcacct-abcdefgh1234", Some(Preset::OpenAi));
        check("sk-or-v1-0123456789abcdef", Some(Preset::OpenRouter));
        check("sk-ant-api03-abc_def-123456", Some(Preset::Anthropic));
        check("gsk_abcdefgh12345678", Some(Preset::Groq));
        check("xai-abcdefgh12345678", Some(Preset::XAi));
        check("AIzaSyA1234567890abcdefghijklmnopqrstuv", Some(Preset::Google));
        check("tgp_v1_abcdefgh12345678", Some(Preset::Together));
        check("sk-0123456789abcdef0123456789abcdef", None);
        check("sk-abcT3BlbkFJdef0123456789", None);
        check("pplx-0123456789abcdef", None);
        check("sk-or-", None);
        check("sk-or-v1-", None);
        check("sk-proj-short", None);
        check("gsk_with space and more", None);
        check("0123456789abcdef0123456789abcdef", None);
        check("", None);
    }

    #[test]
    fn keys_are_found_anywhere_in_a_text_and_ordinary_words_are_not() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = find(text).into_iter().map(|place| &text[place]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        let plain = "sk-0123456789abcdef0123456789abcdef";
        check(plain, &[plain]);
        check("why does sk-proj-AbCd1234EfGh5678IjKl fail?", &["sk-proj-AbCd1234EfGh5678IjKl"]);
        check("(gsk_AbCd1234EfGh5678IjKl90)", &["gsk_AbCd1234EfGh5678IjKl90"]);
        check("key=AIzaSyA1234567890abcdefghijklmnopqrstuv&x=1", &["AIzaSyA1234567890abcdefghijklmnopqrstuv"]);
        check("내 키는 xai-AbCd1234EfGh5678IjKl90이에요", &["xai-AbCd1234EfGh5678IjKl90"]);
        check("OPENAI_API_KEY=abcdef0123456789abcdef0123456789", &["abcdef0123456789abcdef0123456789"]);
        check("\"apiKey\": \"abcdef0123456789abcdef\"", &["abcdef0123456789abcdef"]);
        check("-H 'Authorization: Bearer abcdef0123456789abcdef'", &["abcdef0123456789abcdef"]);
        check(
            "a sk-or-v1-0123456789abcdef0123 b sk-ant-api03-0123456789abcdef0123",
            &["sk-or-v1-0123456789abcdef0123", "sk-ant-api03-0123456789abcdef0123"],
        );
        check("sk-\u{200b}proj-AbCd1234EfGh5678IjKl", &["sk-\u{200b}proj-AbCd1234EfGh5678IjKl"]);
        for ordinary in [
            "sk-learn",
            "scikit-learn and sk-SK",
            "task-0123456789abcdef0123456789abcdef",
            "class=\"sk-button-primary-large-hover-state\"",
            "sk-spinner-wave-rect5-delay-1200-milliseconds",
            "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "sk-your-api-key-here",
            "sk-...",
            "OPENAI_API_KEY=your-api-key-goes-here",
            "desk-organisation of 2024 in 12 steps",
            "0123456789abcdef0123456789abcdef",
            "https://example.com/AIza",
            "the prefix sk-proj- names OpenAI",
            "hf_hub_download(repo_id, filename)",
            "key-value-store-benchmark-2024-results",
            "",
        ] {
            check(ordinary, &[]);
        }
    }

    #[test]
    fn a_struck_out_key_leaves_all_other_words() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(redacted(text).as_deref(), expected, "{text}");
        check("use sk-proj-AbCd1234EfGh5678IjKl, please", Some("use sk-proj-…, please"));
        check("no key here", None);
    }
}
