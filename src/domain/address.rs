//! A server's base address, taken as people paste it.
//!
//! With or without scheme, `/v1`, trailing slash or the full `/chat/completions`; a query (`?api-version=`) is kept.
//! Never carries a user name or a password.

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
        let text: String = pasted.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let text = text.trim_matches(['"', '\'', '<', '>', '`']);
        if text.is_empty() {
            return Err(AddressProblem::Empty);
        }
        let text = text.split('#').next().unwrap_or_default();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let cut = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at_checked(cut).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(AddressProblem::Credentials);
        }
        let authority = authority.to_ascii_lowercase();
        let (host, port) = split_port(&authority).ok_or(AddressProblem::Malformed)?;
        if !is_host(host) {
            return Err(AddressProblem::Malformed);
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

fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
        return inner.contains(':') && inner.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.');
    }
    !host.is_empty()
        && host.len() <= 253
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
        && !host.split('.').rev().skip(1).any(str::is_empty)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || (host.starts_with("127.") && is_v4(host))
}

fn is_v4(host: &str) -> bool {
    host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
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
            ("https://한국.example/v1", Ok("https://한국.example/v1")),
            ("", Err(AddressProblem::Empty)),
            ("ftp://x", Err(AddressProblem::Scheme)),
            ("javascript://x/%0aalert(1)", Err(AddressProblem::Scheme)),
            ("https://user:pw@api.example.com/v1", Err(AddressProblem::Credentials)),
            ("https://", Err(AddressProblem::Malformed)),
            ("https://a b.example", Ok("https://ab.example/v1")),
            ("https://x:99999", Err(AddressProblem::Malformed)),
            ("https://a..b/v1", Err(AddressProblem::Malformed)),
        ] {
            check(pasted, expected);
        }
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
