//! A server's base address, taken as people paste it.
//!
//! With or without scheme, `/v1`, trailing slash or the full `/chat/completions`; a query (`?api-version=`) is kept.
//! Never carries a user name or a password. The host is taken only in the form that browsers give it (ASCII, see
//! [`is_host`]): anything else is [`AddressProblem::Host`], and [`normalized`] asks the browser how it writes that host.
//! So the origin a key is bound to, the page's policy and the request all name the same server.

use std::net::Ipv6Addr;
use std::rc::Rc;

use crate::domain::error::AddressProblem;

/// A base address, ready to have an endpoint's path put on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// `https://host:port`, lower case, without a port that is the scheme's own.
    origin: Rc<str>,
    /// The path without a trailing slash: `/v1`, or empty.
    path: Rc<str>,
    /// The query with its question mark, or empty.
    query: Rc<str>,
}

impl Address {
    /// Reads what a person pasted.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(pasted: &str) -> Result<Self, AddressProblem> {
        let text = cleaned(pasted);
        if text.is_empty() {
            return Err(AddressProblem::Empty);
        }
        let (scheme, authority, tail) = split(&text);
        if authority.contains('@') {
            return Err(AddressProblem::Credentials);
        }
        let scheme = scheme.map(str::to_ascii_lowercase);
        let authority = authority.to_ascii_lowercase();
        let (host, port) = split_port(&authority).ok_or(AddressProblem::Malformed)?;
        if host.is_empty() {
            return Err(AddressProblem::Malformed);
        }
        if !matches!(scheme.as_deref(), None | Some("http" | "https")) {
            return Err(AddressProblem::Scheme);
        }
        if !is_host(host) {
            return Err(AddressProblem::Host);
        }
        let scheme = match scheme.as_deref() {
            Some(known @ ("http" | "https")) => known,
            Some(_) => return Err(AddressProblem::Scheme),
            None if is_local(host) => "http",
            None => "https",
        };
        let usual = if scheme == "http" { "80" } else { "443" };
        let mut origin = [scheme, "://", host].concat();
        if let Some(port) = port.filter(|port| *port != usual) {
            origin.push(':');
            origin.push_str(port);
        }
        let (path, query) = match tail.split_once('?') {
            Some((path, query)) if !query.is_empty() => (path, ["?", query].concat()),
            Some((path, _)) => (path, String::new()),
            None => (tail, String::new()),
        };
        let mut path = path.replace('\\', "/");
        while path.contains("//") {
            path = path.replace("//", "/");
        }
        // Until nothing is left to cut off: what is stored is read again as it is.
        while let Some(shorter) = ["/", "/completions", "/chat", "/models", "/embeddings", "/responses"]
            .into_iter()
            .find_map(|ending| path.strip_suffix(ending))
        {
            path.truncate(shorter.len());
        }
        if path.is_empty() {
            path.push_str("/v1");
        }
        Ok(Self { origin: origin.into(), path: path.into(), query: query.into() })
    }

    /// Scheme, host and port: what a key is bound to.
    #[must_use]
    pub fn origin(&self) -> &Rc<str> {
        &self.origin
    }

    /// Host, with the port if it is not the usual one. For showing.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or("", |(_, host)| host)
    }

    /// The address of an endpoint such as `chat/completions`, with the query.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> String {
        [&self.origin, &self.path, "/", path, &self.query].concat()
    }

    /// The base address, as shown and stored.
    #[must_use]
    pub fn text(&self) -> String {
        [&*self.origin, &*self.path, &*self.query].concat()
    }

    /// The same without what may be a key: of the query only what names a version stays (`?api-version=`).
    #[must_use]
    pub fn without_keys(&self) -> Self {
        let mut query = String::new();
        for part in self.query.trim_start_matches('?').split('&') {
            if part.split('=').next().is_some_and(|name| name.ends_with("version")) {
                query.push(if query.is_empty() { '?' } else { '&' });
                query.push_str(part);
            }
        }
        Self { query: query.into(), ..self.clone() }
    }

    /// Whether it is spoken to in the clear.
    #[must_use]
    pub fn is_plain_http(&self) -> bool {
        self.origin.starts_with("http://")
    }

    /// Whether it names this very device, which browsers trust even without https.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        split_port(self.host()).is_some_and(|(host, _)| is_loopback(host))
    }

    /// Whether it is this device or the local network, which Chrome guards with a permission.
    #[must_use]
    pub fn is_local(&self) -> bool {
        split_port(self.host()).is_some_and(|(host, _)| is_local(host))
    }
}

/// The same address with its host as the browser writes it; `by_browser` takes a host as typed and gives that form, or
/// none where no request could go there. None also where there is no host to ask about.
pub fn normalized(pasted: &str, by_browser: impl FnOnce(&str) -> Option<String>) -> Option<String> {
    let text = cleaned(pasted);
    let (scheme, authority, tail) = split(&text);
    let (host, port) = split_port(authority).filter(|(host, _)| !host.is_empty() && !authority.contains('@'))?;
    // A host may be written with a dot at its end. It means the same server but makes another origin.
    let host = by_browser(host)?;
    let host = host.strip_suffix('.').unwrap_or(&host);
    let scheme = scheme.map(|scheme| format!("{scheme}://")).unwrap_or_default();
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{scheme}{host}{port}{tail}"))
}

/// An address as typed without what may be a secret in it: a password, and of the query all but what names a version.
#[must_use]
pub fn without_secrets(typed: &str) -> String {
    let (before, query) = typed.split_once('?').unwrap_or((typed, ""));
    let (scheme, authority, path) = split(before);
    let host = authority.rsplit('@').next().unwrap_or_default();
    let is_version = |part: &&str| part.split('=').next().is_some_and(|name| name.ends_with("version"));
    let query: Vec<&str> = query.split('&').filter(is_version).collect();
    let scheme = scheme.map(|scheme| format!("{scheme}://")).unwrap_or_default();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{scheme}{host}{path}{query}")
}

/// How a content security policy names an origin.
///
/// Its grammar has no form for an address in brackets (IPv6) and none for an underscore; there the scheme has to do.
#[must_use]
pub fn policy_source(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    match origin.starts_with("https") {
        _ if !host.contains(['[', '_']) => origin,
        true => "https:",
        false => "http:",
    }
}

/// Without what comes along when an address is copied: white space, quotes, what follows a `#`.
fn cleaned(pasted: &str) -> String {
    let text: String = pasted.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let text = text.trim_matches(['"', '\'', '<', '>', '`']);
    text.split('#').next().unwrap_or_default().to_owned()
}

/// The scheme if there is one, then host and port (and a name, wrongly), then the rest.
fn split(text: &str) -> (Option<&str>, &str, &str) {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, text),
    };
    let cut = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
    (scheme, authority, tail)
}

/// Splits `host:port` and `[::1]:port`. None if the port is no port.
fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') && (!host.contains(':') || host.ends_with(']')) => (host, port),
        _ => return Some((authority, None)),
    };
    if port.is_empty() {
        return Some((host, None));
    }
    let number: u16 = port.parse().ok()?;
    (number > 0 && !port.starts_with(['+', '0'])).then_some((host, Some(port)))
}

/// Whether a host is in the one form that browsers give it: a domain in ASCII (`xn--…` where it was not) and without a
/// dot at its end, an IPv4 address as four decimal numbers, or an IPv6 address in brackets at its shortest.
fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return inner.parse().is_ok_and(|address: Ipv6Addr| shortest(address) == inner);
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    // Browsers take a host that ends in a number, also a hexadecimal one, for an IPv4 address.
    let is_number = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    if is_number(last) || last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) {
        return is_v4(host);
    }
    host.len() <= 253
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_'))
        && !host.split('.').any(str::is_empty)
}

/// An IPv6 address as browsers write it. Rust's own form shows an IPv4 address within, theirs never does.
/// (<https://url.spec.whatwg.org/#concept-ipv6-serializer>)
fn shortest(address: Ipv6Addr) -> String {
    let parts = address.segments();
    let mut zeros = 0..0;
    let mut begin = 0;
    for (at, part) in (0..).zip(parts) {
        if part != 0 {
            begin = at + 1;
        } else if at + 1 - begin > zeros.len().max(1) {
            zeros = begin..at + 1;
        }
    }
    let written = |range: std::ops::Range<usize>| {
        let parts: Vec<String> =
            parts.iter().take(range.end).skip(range.start).map(|part| format!("{part:x}")).collect();
        parts.join(":")
    };
    if zeros.is_empty() { written(0..8) } else { format!("{}::{}", written(0..zeros.start), written(zeros.end..8)) }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || (host.starts_with("127.") && is_v4(host))
}

fn is_v4(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok_and(|n| n.to_string() == part))
}

fn is_local(host: &str) -> bool {
    if is_loopback(host) || host.ends_with(".local") || host.ends_with(".lan") || host.ends_with(".internal") {
        return true;
    }
    if host.starts_with("[fd") || host.starts_with("[fe80") || host.starts_with("[fc") {
        return true;
    }
    if !host.contains(['.', ':']) {
        return true;
    }
    if !is_v4(host) {
        return false;
    }
    let mut parts = host.split('.').filter_map(|part| part.parse::<u8>().ok());
    match (parts.next(), parts.next()) {
        (Some(10 | 0), _) | (Some(192), Some(168)) | (Some(169), Some(254)) => true,
        (Some(172), Some(second)) => (16..32).contains(&second),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_are_taken_as_people_paste_them() {
        let check = |pasted: &str, expected: Result<&str, AddressProblem>| {
            let got = Address::parse(pasted);
            assert_eq!(got.as_ref().map(Address::text), expected.as_ref().map(|text| (*text).to_owned()), "{pasted:?}");
            if let Ok(address) = got {
                assert_eq!(Address::parse(&address.text()).as_ref(), Ok(&address), "{pasted:?} read again");
            }
        };
        for (pasted, expected) in [
            ("https://api.openai.com", Ok("https://api.openai.com/v1")),
            ("https://api.openai.com/v1/", Ok("https://api.openai.com/v1")),
            (" api.openai.com/v1 \n", Ok("https://api.openai.com/v1")),
            ("https://api.openai.com/v1/chat/completions", Ok("https://api.openai.com/v1")),
            ("https://api.openai.com/v1/chat/completions/", Ok("https://api.openai.com/v1")),
            ("https://api.openai.com/v1/models", Ok("https://api.openai.com/v1")),
            ("https://x.example/v1/chat/chat", Ok("https://x.example/v1")),
            ("https://x.example/chat/models/models/", Ok("https://x.example/v1")),
            ("https://x.example/a/chat/completions/completions?k=v", Ok("https://x.example/a?k=v")),
            ("http://localhost:11434", Ok("http://localhost:11434/v1")),
            ("localhost:11434/", Ok("http://localhost:11434/v1")),
            ("192.168.1.5:8080", Ok("http://192.168.1.5:8080/v1")),
            ("[::1]:8080", Ok("http://[::1]:8080/v1")),
            ("HTTPS://API.Example.COM:443/V1", Ok("https://api.example.com/V1")),
            ("https://openrouter.ai/api/v1//", Ok("https://openrouter.ai/api/v1")),
            ("https://x.example/v1beta/openai/chat/completions", Ok("https://x.example/v1beta/openai")),
            (
                "https://a.openai.azure.com/openai/deployments/g/chat/completions?api-version=2024-10-21",
                Ok("https://a.openai.azure.com/openai/deployments/g?api-version=2024-10-21"),
            ),
            ("", Err(AddressProblem::Empty)),
            ("ftp://x", Err(AddressProblem::Scheme)),
            ("javascript://x/%0aalert(1)", Err(AddressProblem::Scheme)),
            ("https://user:pw@api.example.com/v1", Err(AddressProblem::Credentials)),
            ("https://", Err(AddressProblem::Malformed)),
            ("https://a b.example", Ok("https://ab.example/v1")),
            ("https://x:99999", Err(AddressProblem::Malformed)),
            ("https://a..b/v1", Err(AddressProblem::Host)),
        ] {
            check(pasted, expected);
        }
    }

    #[test]
    fn a_host_that_browsers_write_otherwise_is_refused_until_the_browser_has_written_it() {
        for odd in [
            "한국.example",
            "bücher.example",
            "BÜCHER.example",
            "exam\u{ad}ple.example",
            "１２７.0.0.1",
            "127。0。0。1",
            "api.example。com",
            "127.1",
            "0x7f.1",
            "0x7f000001",
            "2130706433",
            "017700000001",
            "127.0.0.01",
            "1.2.3.4.5",
            "example.123",
            "api.ex%61mple.com",
            "api.example.com.",
            "127.0.0.1.",
            "api*.example",
            "a,b.example",
            "[0:0:0:0:0:0:0:1]",
            "[::0001]",
            "[::ffff:127.0.0.1]",
            "[::1%25eth0]",
            "[::1",
            "[example]",
        ] {
            for text in [odd.to_owned(), format!("https://{odd}/v1"), format!("http://{odd}:8080")] {
                assert_eq!(Address::parse(&text), Err(AddressProblem::Host), "{text}");
            }
        }
        for usual in
            ["xn--3e0b707e.example", "127.0.0.1", "[::1]", "[::ffff:7f00:1]", "[2001:db8:0:1:1:1:1:1]", "[1::]"]
        {
            let address = Address::parse(&format!("http://{usual}:8080")).unwrap();
            assert_eq!(&**address.origin(), format!("http://{usual}:8080"));
        }
        assert_eq!(Address::parse("https://me@한국.example"), Err(AddressProblem::Credentials));
        assert_eq!(Address::parse("ftp://한국.example"), Err(AddressProblem::Scheme));
    }

    #[test]
    fn an_address_keeps_all_but_its_host_when_the_browser_writes_that() {
        let check = |pasted: &str, written: &str, expected: Option<&str>| {
            let got = normalized(pasted, |_| Some(written.to_owned()));
            assert_eq!(got.as_deref(), expected, "{pasted}");
        };
        check("한국.example", "xn--3e0b707e.example", Some("xn--3e0b707e.example"));
        check(
            " HTTPS://한국.example:80/v1?a=b#c ",
            "xn--3e0b707e.example",
            Some("HTTPS://xn--3e0b707e.example:80/v1?a=b"),
        );
        check("api.example.com.", "api.example.com.", Some("api.example.com"));
        check("127.1:11434", "127.0.0.1", Some("127.0.0.1:11434"));
        check("https://me:pw@한국.example", "xn--3e0b707e.example", None);
        check("https://", "", None);
        assert_eq!(normalized("https://a b.exa／mple", |_| None), None);
        // What has no scheme is judged by the host as it is written then.
        let local = normalized("127.1:11434", |_| Some("127.0.0.1".to_owned())).unwrap();
        assert_eq!(Address::parse(&local).unwrap().text(), "http://127.0.0.1:11434/v1");
    }

    #[test]
    fn a_policy_names_the_very_origin_unless_its_grammar_cannot() {
        for same in ["https://api.example.com", "http://127.0.0.1:8080", "https://xn--3e0b707e.example"] {
            assert_eq!(policy_source(same), same);
        }
        assert_eq!(policy_source("http://[::1]:8080"), "http:");
        assert_eq!(policy_source("https://[::1]"), "https:");
        assert_eq!(policy_source("http://lite_llm:4000"), "http:");
    }

    #[test]
    fn an_endpoint_stands_before_the_query() {
        let address = Address::parse("https://x.example/openai?api-version=1");
        let endpoint = address.map(|a| a.endpoint("chat/completions"));
        assert_eq!(endpoint.as_deref(), Ok("https://x.example/openai/chat/completions?api-version=1"));
    }

    #[test]
    fn this_device_and_the_local_network_are_recognised() {
        let check = |text: &str, loopback: bool, local: bool| {
            let got = Address::parse(text).map(|a| (a.is_loopback(), a.is_local()));
            assert_eq!(got, Ok((loopback, local)), "{text}");
        };
        check("http://localhost:1", true, true);
        check("http://127.0.0.1", true, true);
        check("http://[::1]:8080", true, true);
        check("http://127.example.com", false, false);
        check("http://192.168.0.3", false, true);
        check("http://172.20.0.3", false, true);
        check("http://172.32.0.3", false, false);
        check("http://nas.local:8080", false, true);
        check("http://nas:8080", false, true);
        check("https://api.openai.com", false, false);
    }
}
