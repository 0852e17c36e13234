//! Where a link may lead, and what its text must not hide.
//!
//! Whatever a model writes can be somebody else's words (a pasted page, a fetched file), so a link is judged by
//! where a browser would really go: only absolute `http`, `https` and `mailto` addresses pass.

use std::borrow::Cow;
use std::rc::Rc;

use super::node::Caution;

/// Longer queries than this are pointed out: they can carry a conversation away (in characters).
const MUCH: usize = 200;

/// A destination as an address to follow, or `None` if it may not be one.
///
/// Relative addresses have no meaning here (the page is not the author's), `//host` is one of them. White space
/// at the ends is dropped as browsers do; inside, control characters are refused because browsers ignore them.
#[must_use]
pub fn address(destination: &str) -> Option<&str> {
    let address = destination.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
    if address.contains(|c: char| c.is_control() || is_direction_mark(c)) {
        return None;
    }
    let (scheme, rest) = address.split_once(':')?;
    if scheme.eq_ignore_ascii_case("mailto") {
        return (!rest.is_empty()).then_some(address);
    }
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    host(address).map(|_| address)
}

/// Longer pictures in a text are not shown, in bytes of their address.
const LARGEST: usize = 8 << 20;

/// A destination as a picture that is in the text itself: pixels only, no drawing that could hold a script or an
/// address, and of a size that can be drawn.
#[must_use]
pub fn picture(destination: &str) -> Option<&str> {
    let (scheme, rest) = destination.split_once("data:")?;
    let (kind, pixels) = rest.split_once(";base64,")?;
    let is_raster = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"].contains(&kind);
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    (scheme.is_empty() && is_raster && destination.len() <= LARGEST && pixels.bytes().all(is_base64))
        .then_some(destination)
}

/// The host an `http` or `https` address leads to: without user name, which only serves to deceive, and port.
#[must_use]
pub fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    host_of(authority(rest))
}

/// The part before path, query and fragment. A browser takes `\` for `/` here.
fn authority(rest: &str) -> &str {
    rest.split(['/', '\\', '?', '#']).next().unwrap_or_default()
}

fn host_of(authority: &str) -> Option<&str> {
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    (!host.is_empty() && !host.contains(char::is_whitespace)).then_some(host)
}

/// What must be said beside a link to `address` whose visible text is `text`.
#[must_use]
pub fn caution(address: &str, text: &str) -> Option<Caution> {
    let Some(host) = host(address) else {
        let (_, mailbox) = address.split_once(':')?;
        let mailbox = mailbox.split('?').next().unwrap_or_default();
        let domain = mailbox.rsplit('@').next().unwrap_or_default();
        return claimed_hosts(text)
            .any(|claimed| !belongs(domain, claimed))
            .then(|| Caution::Disguised(Rc::from(mailbox)));
    };
    let (_, rest) = address.split_once("://")?;
    let has_user = authority(rest).contains('@');
    if has_user || claimed_hosts(text).any(|claimed| !belongs(host, claimed)) {
        return Some(Caution::Disguised(Rc::from(host)));
    }
    let characters = rest.find(['?', '#']).and_then(|at| rest.get(at..)).unwrap_or_default().chars().count();
    (characters > MUCH && !text.contains(rest)).then(|| Caution::Carries { host: Rc::from(host), characters })
}

/// Whether a text that names `claimed` may lead to `host`: the same, or one of its subdomains, `www.` aside.
fn belongs(host: &str, claimed: &str) -> bool {
    let claimed = claimed.strip_prefix("www.").unwrap_or(claimed);
    let Some(at) = host.len().checked_sub(claimed.len()) else { return false };
    host.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(claimed))
        && (at == 0 || host.get(..at).is_some_and(|start| start.ends_with('.')))
}

/// The hosts a text seems to name: in anything with `://`, `www.` or `@`, and in a text that is a domain alone.
fn claimed_hosts(text: &str) -> impl Iterator<Item = &str> {
    let alone = text.trim();
    let alone = looks_like_domain(alone).then_some(alone);
    let named = text.split_whitespace().filter_map(|word| {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        if let Some((_, rest)) = word.split_once("://") {
            host_of(authority(rest))
        } else if let Some((_, domain)) = word.rsplit_once('@') {
            let domain = authority(domain);
            domain.contains('.').then_some(domain)
        } else if word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
            host_of(authority(word))
        } else {
            None
        }
    });
    alone.map(authority).into_iter().chain(named).map(|host| host.trim_end_matches(['.', ',', ')']))
}

/// `example.org` and `example.org/path`, but not `Node.js`: endings that are files and no country are left alone.
fn looks_like_domain(text: &str) -> bool {
    const FILES: [&str; 16] =
        ["js", "ts", "jsx", "tsx", "json", "html", "css", "txt", "yml", "yaml", "toml", "java", "cpp", "go", "c", "h"];
    let Some((name, ending)) = authority(text).rsplit_once('.') else { return false };
    !name.is_empty()
        && ending.len() >= 2
        && ending.bytes().all(|b| b.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'))
        && !FILES.iter().any(|file| ending.eq_ignore_ascii_case(file))
}

/// Marks that turn the writing direction around and can make an address read as another.
#[must_use]
pub fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A text without [direction marks](is_direction_mark).
#[must_use]
pub fn without_direction_marks(text: &str) -> Cow<'_, str> {
    if text.contains(is_direction_mark) { text.replace(is_direction_mark, "").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{address, caution, host, without_direction_marks};
    use crate::domain::markdown::node::Caution;

    #[test]
    fn only_the_web_and_mail_can_be_linked() {
        for allowed in [
            "https://a.b",
            "HTTP://A.b/c?d#e",
            "mailto:a@b.c",
            " https://a.b ",
            "http://localhost:3000",
            "https://[::1]/x",
            "https://한국.kr/길",
        ] {
            assert_eq!(address(allowed), Some(allowed.trim()), "{allowed:?}");
        }
        for refused in [
            "",
            "a",
            "/a",
            "//a.b",
            "#a",
            "?a",
            "./a:b",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.b/c",
            "ftp://a.b",
            "tel:1",
            "http:a.b",
            "http:/a.b",
            "https:\\\\a.b",
            "https://",
            "https:///a",
            "https://@",
            "ht\ttps://a.b",
            "https://a.b/\u{202e}c",
            "https://a\u{0}.b",
            "mailto:",
            "view-source:https://a.b",
            "intent://a.b",
            "http\u{ff1a}//a.b",
            "https://a b/c",
        ] {
            assert_eq!(address(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn the_host_is_where_a_browser_would_go() {
        let check = |address: &str, expected: &str| assert_eq!(host(address), Some(expected), "{address}");
        check("https://a.b:8080/c", "a.b");
        check("https://ok.test@evil.test/x", "evil.test");
        check("https://ok.test:x@evil.test", "evil.test");
        check("https://evil.test\\@ok.test", "evil.test");
        check("https://evil.test?@ok.test", "evil.test");
        check("https://[::1]:8/x", "::1");
    }

    #[test]
    fn a_text_that_names_another_address_is_contradicted() {
        let disguised = |address: &str, text: &str, host: &str| {
            assert_eq!(caution(address, text), Some(Caution::Disguised(host.into())), "{text} -> {address}");
        };
        disguised("https://evil.test/x", "https://bank.com/login", "evil.test");
        disguised("https://evil.test/x", "bank.com", "evil.test");
        disguised("https://evil.test/x", "Log in at (https://bank.com)", "evil.test");
        disguised("https://evil.test/x", "WWW.bank.com", "evil.test");
        disguised("https://bank.com.evil.test/x", "bank.com", "bank.com.evil.test");
        disguised("https://mybank.com/x", "bank.com", "mybank.com");
        disguised("https://bank.com@evil.test", "here", "evil.test");
        disguised("https://evil.test", "help@bank.com", "evil.test");
        disguised("mailto:me@evil.test", "help@bank.com", "me@evil.test");
        for (address, text) in [
            ("https://bank.com/x", "bank.com"),
            ("https://www.bank.com/x", "bank.com"),
            ("https://bank.com/x", "www.bank.com/y"),
            ("https://Bank.com/x", "https://bank.com/x."),
            ("https://nodejs.org", "Node.js"),
            ("https://evil.test", "the bank, e.g. here"),
            ("mailto:help@bank.com?subject=x", "help@bank.com"),
            ("mailto:help@bank.com", "write to us"),
        ] {
            assert_eq!(caution(address, text), None, "{text} -> {address}");
        }
    }

    #[test]
    fn a_link_that_carries_much_text_says_to_whom() {
        let address = format!("https://a.b/c?d={}", "x".repeat(300));
        assert_eq!(caution(&address, "c"), Some(Caution::Carries { host: "a.b".into(), characters: 303 }));
        assert_eq!(caution(&address, &address), None, "it can be read in the text itself");
    }

    #[test]
    fn direction_marks_are_taken_out() {
        assert_eq!(without_direction_marks("a\u{202e}b\u{2066}c\u{200f}"), "abc");
    }
}
