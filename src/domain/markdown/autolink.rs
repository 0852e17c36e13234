//! Bare addresses in text: `www.`, `http://`, `https://`, `mailto:` and mail addresses.
//!
//! The rules are GitHub's (<https://github.github.com/gfm/#autolinks-extension->) with two deliberate differences:
//! quotes, backticks and angle brackets end an address, and so does Chinese, Japanese or Korean text that follows
//! a Latin letter or digit, because there a particle or sentence goes on without a space (`https://a.b를`).

use std::ops::Range;

/// A bare address in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where in the text.
    pub range: Range<usize>,
    /// What must stand before it to make it an address: nothing, `http://` or `mailto:`.
    pub prefix: &'static str,
}

/// All bare addresses of a text, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut done = 0;
    // Byte by byte: this looks at every letter of a text, nearly always in vain.
    for (at, mark) in text.bytes().enumerate() {
        if !matches!(mark, b':' | b'@' | b'w' | b'W') || at < done {
            continue;
        }
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let before = before.get(done..).unwrap_or_default();
        let found = match mark {
            b':' => web(before, after),
            b'@' => mail(before, after),
            _ => www(before, after),
        };
        if let Some((back, length, prefix)) = found {
            let range = at.saturating_sub(back)..at + length;
            done = range.end;
            all.push(Found { range, prefix });
        }
    }
    all
}

/// How far back it starts, how long it goes on, and its prefix.
type Extent = (usize, usize, &'static str);

fn web(before: &str, after: &str) -> Option<Extent> {
    let rest = after.strip_prefix("://")?;
    let letters = before.len() - before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).len();
    let scheme = before.get(before.len() - letters..)?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let domain = domain(rest, false)?;
    Some((letters, 3 + domain + path(rest.get(domain..)?, rest), ""))
}

fn www(before: &str, after: &str) -> Option<Extent> {
    if !after.get(..4)?.eq_ignore_ascii_case("www.") {
        return None;
    }
    if before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '@' | ':' | '=')) {
        return None;
    }
    let domain = domain(after, true)?;
    Some((0, domain + path(after.get(domain..)?, after), "http://"))
}

/// The length of a valid domain: labels of letters, digits, `-` and `_`, none of the last two with `_`.
fn domain(text: &str, needs_period: bool) -> Option<usize> {
    let latin = text.starts_with(|c: char| c.is_ascii());
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || (!latin && c.is_alphanumeric())))
        .unwrap_or(text.len());
    let domain = text.get(..end)?.trim_end_matches(['.', '-', '_']);
    let mut labels = domain.rsplit('.');
    let (last, previous) = (labels.next()?, labels.next());
    if last.is_empty() || last.contains('_') || previous.is_some_and(|label| label.contains('_')) {
        return None;
    }
    if needs_period && domain.matches('.').count() < 2 {
        return None;
    }
    Some(domain.len())
}

/// How much of `text`, which follows the domain, still belongs to the address; `whole` starts with the domain.
fn path(text: &str, whole: &str) -> usize {
    let mut previous = 'a';
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let foreign = is_cjk(c) && previous.is_ascii_alphanumeric();
        if c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`') || foreign || is_cjk_punctuation(c) {
            end = at;
            break;
        }
        previous = c;
    }
    let offset = whole.len() - text.len();
    let address = whole.get(..offset + end).unwrap_or_default();
    trimmed(address).len().max(offset) - offset
}

/// An address without the marks at its end that belong to the sentence around it. Brackets stay while they are
/// in pairs, a complete entity goes as a whole.
fn trimmed(mut address: &str) -> &str {
    let surplus = |open: char, close: char| {
        let count = |bracket: char| isize::try_from(address.matches(bracket).count()).unwrap_or(isize::MAX);
        count(close) - count(open)
    };
    let (mut round, mut square, mut curly) = (surplus('(', ')'), surplus('[', ']'), surplus('{', '}'));
    while let Some(last) = address.chars().next_back() {
        let shorter = address.strip_suffix(last).unwrap_or_default();
        let closing = match last {
            ')' => Some(&mut round),
            ']' => Some(&mut square),
            '}' => Some(&mut curly),
            _ => None,
        };
        address = match (last, closing) {
            (_, Some(surplus)) if *surplus > 0 => {
                *surplus -= 1;
                shorter
            }
            ('?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'', _) => shorter,
            (';', _) => {
                let name = shorter.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                name.strip_suffix('&').unwrap_or(shorter)
            }
            _ => break,
        };
    }
    address
}

/// `mailto:` counts in if it stands before.
fn mail(before: &str, after: &str) -> Option<Extent> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let local = before.get(before.trim_end_matches(is_local).len()..)?.trim_start_matches(['.', '-', '+']);
    if local.is_empty() {
        return None;
    }
    let rest = after.strip_prefix('@')?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(rest.len());
    let domain = rest.get(..end)?.trim_end_matches('.');
    let (name, ending) = domain.rsplit_once('.')?;
    if name.is_empty() || !ending.ends_with(|c: char| c.is_ascii_alphabetic()) || ending.contains('_') {
        return None;
    }
    // "hello@mail+xyz.example" and "a@b.c@d.e" are no addresses.
    if rest.get(domain.len()..)?.starts_with(['@', '+']) {
        return None;
    }
    let head = before.strip_suffix(local)?;
    let has_scheme = head.len() >= 7 && head.get(head.len() - 7..).is_some_and(|s| s.eq_ignore_ascii_case("mailto:"));
    let back = local.len() + if has_scheme { 7 } else { 0 };
    Some((back, 1 + domain.len(), if has_scheme { "" } else { "mailto:" }))
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn is_cjk_punctuation(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' | '\u{2018}'..='\u{201f}' | '\u{2026}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::string_slice)]
    use super::find;

    /// Addresses are marked with `{}` in what is expected.
    fn check(text: &str, expected: &str) {
        let mut marked = String::new();
        let mut at = 0;
        for found in find(text) {
            marked.push_str(&text[at..found.range.start]);
            marked.push_str(&["{", found.prefix, &text[found.range.clone()], "}"].concat());
            at = found.range.end;
        }
        marked.push_str(&text[at..]);
        assert_eq!(marked, expected);
    }

    #[test]
    fn addresses_are_found_in_sentences() {
        check("see https://a.b/c.", "see {https://a.b/c}.");
        check("(http://a.b/c_(d))", "({http://a.b/c_(d)})");
        check("www.a.b, www.c.d!", "{http://www.a.b}, {http://www.c.d}!");
        check("http://localhost:8080/x, ok", "{http://localhost:8080/x}, ok");
        check("[\"https://a.b\"]", "[\"{https://a.b}\"]");
        check("[https://a.b]", "[{https://a.b}]");
        check("`https://a.b`", "`{https://a.b}`");
        check("https://a.b?x=1&y=2", "{https://a.b?x=1&y=2}");
        check("https://a.b/x&amp;", "{https://a.b/x}&amp;");
        check("https://a.b/x;", "{https://a.b/x};");
        check("**https://a.b**", "**{https://a.b}**");
        check("HTTPS://A.B/c", "{HTTPS://A.B/c}");
        check("https://a.b:443https://c.d", "{https://a.b:443https://c.d}");
        check("https://user@a.b/c", "{https://user@a.b/c}");
    }

    #[test]
    fn mail_addresses_are_found() {
        check("write a.b+c@d-e.f.", "write {mailto:a.b+c@d-e.f}.");
        check("mailto:a@b.c", "{mailto:a@b.c}");
        check("메일은a@b.c로", "메일은{mailto:a@b.c}로");
        check("a@b, a@b.1, @b.c, a@b.c_, a@.c", "a@b, a@b.1, @b.c, a@b.c_, a@.c");
    }

    #[test]
    fn text_in_scripts_without_spaces_does_not_stick_to_an_address() {
        check("https://a.b를 보세요", "{https://a.b}를 보세요");
        check("https://a.b/c에서", "{https://a.b/c}에서");
        check("https://ko.wikipedia.org/wiki/한국어 참고", "{https://ko.wikipedia.org/wiki/한국어} 참고");
        check("访问https://a.b/c。谢谢", "访问{https://a.b/c}。谢谢");
        check("「https://a.b/c」", "「{https://a.b/c}」");
        check("http://한국.kr/길", "{http://한국.kr/길}");
    }

    #[test]
    fn what_only_resembles_an_address_stays_text() {
        for text in [
            "ftp://a.b",
            "javascript://a.b",
            "xhttp://a.b",
            "http:/a.b",
            "http://",
            "https://.",
            "www.",
            "www.a",
            "awww.a.b",
            "http://a_b.c",
            "w",
            "a:b",
            "@",
            "http:// a",
            "www a b",
            "1:2",
            "https://_",
            "://a.b",
        ] {
            check(text, text);
        }
    }
}
