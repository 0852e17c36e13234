//! What a person pastes where a key or a server is asked for, as it comes out of a mail, a shell or a settings file.
//!
//! Pure. Sends nothing, stores nothing; only tells what was meant.

use std::mem::take;

use crate::domain::address::Address;
use crate::domain::error::AddressProblem;
use crate::domain::key_shape::{find, is_quote, prefix, provider, visible};
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;

/// Names whose value is a key, compared without case, `-` and `_`.
const NAMES: [&str; 4] = ["key", "token", "secret", "authorization"];

/// The shortest text without a known prefix that may be a key.
const SHORTEST: usize = 16;

/// What was meant by a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// Nothing is there.
    #[default]
    Empty,
    /// A key.
    Key {
        /// The key.
        key: Secret,
        /// The one service whose keys look like this. None: the person has to say.
        provider: Option<Preset>,
        /// The server that stood beside the key, as in a line for `curl`.
        beside: Option<Address>,
    },
    /// A server.
    Server {
        /// Its kind, as far as host and port tell.
        preset: Preset,
        /// Its address.
        address: Address,
        /// Whether a scheme, a port or a local name shows that nothing else can be meant.
        explicit: bool,
    },
    /// An address that cannot be taken.
    Unusable(AddressProblem),
    /// Several keys at once.
    SeveralKeys,
    /// Neither a key nor an address.
    Unclear,
}

/// What was meant, and whether more than that was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// What was meant.
    pub entry: Entry,
    /// Whether something around it was left out.
    pub cleaned: bool,
}

/// A key without what was pasted around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanKey {
    /// The key.
    pub text: String,
    /// Whether something around it was left out.
    pub cleaned: bool,
}

/// Tells what was meant.
#[must_use]
pub fn recognize(text: &str) -> Pasted {
    let text = visible(text);
    let mut keys: Vec<&str> = find(&text).into_iter().filter_map(|place| text.get(place)).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() > 1 {
        return Pasted { entry: Entry::SeveralKeys, cleaned: false };
    }
    let bare = unquoted(text.trim());
    let one_word = !bare.contains(char::is_whitespace);
    if keys.is_empty()
        && one_word
        && let Some(entry) = server(bare)
    {
        return Pasted { entry, cleaned: bare != text.trim() };
    }
    let CleanKey { text: key, cleaned } = clean_key(text.trim());
    let entry = if key.is_empty() {
        Entry::Empty
    } else if provider(&key).is_some() || looks_like_key(&key) {
        Entry::Key { provider: provider(&key), key: Secret::new(&key), beside: address_in(&text) }
    } else if let Some(entry) = server(&key) {
        entry
    } else {
        Entry::Unclear
    };
    let cleaned = cleaned && !matches!(entry, Entry::Empty | Entry::Unclear);
    Pasted { entry, cleaned }
}

/// Takes a key out of what was pasted around it: quotation marks, `Bearer`, a header, an assignment, a line of JSON or
/// for `curl`, commas, line breaks, characters that cannot be seen. A text without such things stays as it is.
#[must_use]
pub fn clean_key(text: &str) -> CleanKey {
    let all = visible(text);
    let trimmed = all.trim();
    let mut places = find(trimmed);
    let key = match (places.pop(), places.is_empty()) {
        (Some(place), true) => trimmed.get(place).unwrap_or_default().to_owned(),
        _ => after_scheme(trimmed).or_else(|| assigned(trimmed)).unwrap_or_else(|| unwrapped(trimmed)),
    };
    let cleaned = key != text.trim();
    CleanKey { text: if cleaned { key } else { text.to_owned() }, cleaned }
}

/// What follows `Bearer`.
fn after_scheme(text: &str) -> Option<String> {
    let at = text.to_ascii_lowercase().rfind("bearer")?;
    let stands_alone = text.get(..at)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    let rest = text.get(at + "bearer".len()..)?;
    let begins = rest.starts_with(|c: char| c.is_whitespace() || c == ':' || c == '=');
    (stands_alone && begins).then(|| value(rest)).flatten()
}

/// What is assigned to a name that names a key: `NAME=…`, `"name": "…"`, `-H 'x-api-key: …'`, `setx NAME "…"`.
fn assigned(text: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let lower = text.to_ascii_lowercase();
    let mut named: Vec<usize> = NAMES.iter().flat_map(|name| lower.match_indices(name)).map(|(at, _)| at).collect();
    named.sort_unstable();
    for at in named {
        let rest = text.get(at..)?.trim_start_matches(is_name);
        let closed = rest.trim_start_matches(|c: char| is_quote(c) || c == ']' || c == ')' || c == ' ');
        let assigns = closed.starts_with(['=', ':']) || (rest.starts_with(' ') && lower.starts_with("set"));
        let found = assigns.then(|| value(closed)).flatten();
        if let Some(found) = found.filter(|found| !matches!(found.to_ascii_lowercase().as_str(), "basic" | "bearer")) {
            return Some(found);
        }
    }
    None
}

/// The first word of what follows a name, without marks around it.
fn value(text: &str) -> Option<String> {
    let opens =
        |c: char| c.is_whitespace() || is_quote(c) || matches!(c, ':' | '=' | '>' | '\\' | '<' | '{' | '(' | '[');
    let ends =
        |c: char| c.is_whitespace() || is_quote(c) || matches!(c, ',' | ';' | '\\' | '}' | ')' | ']' | '>' | '&');
    let word = text.trim_start_matches(opens).split(ends).next().unwrap_or_default();
    (!word.is_empty()).then(|| word.to_owned())
}

/// A text without the marks around it, and put together where a mail broke its line.
fn unwrapped(text: &str) -> String {
    let bare = unquoted(text);
    let mut lines: Vec<&str> = bare.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let broken = lines.len() > 1 && prefix(bare).is_some() && !lines.iter().any(|line| line.contains([' ', '=', ':']));
    if broken { take(&mut lines).concat() } else { bare.to_owned() }
}

fn unquoted(text: &str) -> &str {
    let mark = |c: char| c.is_whitespace() || is_quote(c) || matches!(c, ',' | ';' | '<' | '>' | '(' | ')');
    text.trim_matches(mark)
}

/// Whether a text without a known service may be a key all the same.
fn looks_like_key(text: &str) -> bool {
    let one_word = text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains("://");
    let mixed = text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let known = prefix(text).is_some_and(|prefix| text.len() > prefix.len());
    one_word && (known || (text.len() >= SHORTEST && mixed))
}

/// The one server named in a text.
fn address_in(text: &str) -> Option<Address> {
    let at = text.find("https://").or_else(|| text.find("http://"))?;
    let word = text.get(at..)?.split(|c: char| c.is_whitespace() || is_quote(c) || c == '\\').next()?;
    // What follows a question mark may hold the key.
    Address::parse(word.split('?').next()?).ok()
}

/// The server a text names, if it names one.
fn server(text: &str) -> Option<Entry> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) || text.starts_with(':') {
        let port: u16 = text.trim_start_matches(':').trim_end_matches('/').parse().ok().filter(|port| *port >= 80)?;
        return server(&format!("http://localhost:{port}"));
    }
    let scheme = text.contains("://");
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let cut = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(cut)?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (host, true),
        _ => (authority, false),
    };
    let labels: Vec<&str> = host.split('.').collect();
    let v4 = labels.len() == 4 && labels.iter().all(|label| label.parse::<u8>().is_ok());
    let named = labels.len() > 1
        && labels.iter().all(|label| !label.is_empty() && label.len() <= 63)
        && labels.last().is_some_and(|last| {
            (2..=24).contains(&last.len()) && last.chars().all(|c| c.is_alphabetic() && !c.is_ascii_uppercase())
        });
    let local = host.eq_ignore_ascii_case("localhost") || v4 || host.starts_with('[');
    if !scheme && (host.is_empty() || !(port || local || named)) {
        return None;
    }
    let address = match Address::parse(text) {
        Ok(address) => address,
        Err(problem) => return scheme.then_some(Entry::Unusable(problem)),
    };
    let preset = kind(&address);
    // A service's own path is known where none was pasted.
    let own = Address::parse(preset.facts().address)
        .ok()
        .filter(|own| path.trim_matches('/').is_empty() && own.origin() == address.origin());
    Some(Entry::Server { preset, address: own.unwrap_or(address), explicit: scheme || port || local })
}

/// The kind of server at an address, as far as host and port tell.
#[must_use]
pub fn kind(address: &Address) -> Preset {
    let at = |preset: &Preset| Address::parse(preset.facts().address).ok();
    let port = |host: &str| host.rsplit_once(':').map(|(_, port)| port.to_owned());
    Preset::CHOICES
        .into_iter()
        .find(|preset| {
            at(preset).is_some_and(|own| match preset.facts().local {
                true => address.is_local() && port(own.host()) == port(address.host()),
                false => own.origin() == address.origin(),
            })
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Entry, Pasted, clean_key, recognize};
    use crate::domain::error::AddressProblem;
    use crate::domain::preset::Preset;

    const PLAIN: &str = "sk-0123456789abcdef0123456789abcdef";
    const ROUTER: &str = "sk-or-v1-0123456789abcdef0123456789abcdef";

    #[test]
    fn a_key_comes_out_of_everything_that_is_pasted_around_it() {
        let check = |pasted: &str, expected: &str, cleaned: bool| {
            let got = clean_key(pasted);
            assert_eq!((got.text.as_str(), got.cleaned), (expected, cleaned), "{pasted:?}");
            assert!(!clean_key(&got.text).cleaned, "{pasted:?} cleaned twice");
        };
        check(PLAIN, PLAIN, false);
        check("", "", false);
        check("plain text", "plain text", false);
        check("Basic dXNlcg==", "Basic dXNlcg==", false);
        for around in [
            "Bearer {}",
            "bearer  {}",
            "\"{}\"",
            "'{}'",
            "`{}`",
            "“{}”",
            "‘{}’",
            "„{}“",
            "«{}»",
            "「{}」",
            "<{}>",
            "{},",
            "{};",
            "{}\u{200b}",
            "\u{feff}{}",
            "Authorization: Bearer {}",
            "authorization:Bearer {}",
            "'Authorization': 'Bearer {}',",
            "Authorization: {}",
            "x-api-key: {}",
            "OPENAI_API_KEY={}",
            "OPENAI_API_KEY = \"{}\"",
            "export OPENAI_API_KEY='{}'",
            "$env:OPENAI_API_KEY=\"{}\"",
            "set OPENAI_API_KEY={}",
            "setx OPENAI_API_KEY \"{}\"",
            "os.environ[\"OPENAI_API_KEY\"] = \"{}\"",
            "\"api_key\": \"{}\",",
            "{\"apiKey\":\"{}\"}",
            "api_key=\"{}\")",
            "curl https://api.example.com/v1/models -H \"Authorization: Bearer {}\"",
            "curl https://api.example.com \\\n  -H 'x-api-key: {}' \\\n  -d '{}'",
        ] {
            for key in [PLAIN, ROUTER, "short-key-1", "0123456789abcdef0123456789abcdef", "abc.DEF+ghi/12345=="] {
                check(&around.replacen("{}", key, 1), key, true);
            }
        }
        check("sk-0123456789abcdef\n0123456789abcdef", PLAIN, true);
        check("sk-or-v1-0123\u{200b}456789abcdef0123456789abcdef", ROUTER, true);
    }

    #[test]
    fn what_is_pasted_is_told_apart_by_its_shape() {
        let check = |pasted: &str, expected: &str| {
            let Pasted { entry, cleaned } = recognize(pasted);
            let beside = |address: &Option<crate::domain::address::Address>| {
                address.as_ref().map(|address| format!(" at {}", address.text())).unwrap_or_default()
            };
            let told = match &entry {
                Entry::Empty => "empty".to_owned(),
                Entry::Key { key, provider: Some(preset), beside: at } => {
                    format!("{} {}{}", preset.word(), key.reveal(), beside(at))
                }
                Entry::Key { key, provider: None, beside: at } => format!("key {}{}", key.reveal(), beside(at)),
                Entry::Server { preset, address, explicit } => {
                    format!("{} {}{}", preset.word(), address.text(), if *explicit { "" } else { "?" })
                }
                Entry::Unusable(problem) => format!("{problem:?}"),
                Entry::SeveralKeys => "several".to_owned(),
                Entry::Unclear => "unclear".to_owned(),
            };
            let cleaned = if cleaned { " cleaned" } else { "" };
            assert_eq!(told + cleaned, expected, "{pasted:?}");
        };
        let ollama = "ollama http://localhost:11434/v1";
        for (pasted, expected) in [
            ("", "empty"),
            ("  \u{200b} ", "empty"),
            (PLAIN, &*format!("key {PLAIN}")),
            (&*format!(" {PLAIN}\n"), &*format!("key {PLAIN}")),
            (ROUTER, &*format!("open-router {ROUTER}")),
            (&*format!("export OPENROUTER_API_KEY=\"{ROUTER}\""), &*format!("open-router {ROUTER} cleaned")),
            (
                &*format!("curl https://api.deepseek.com/chat/completions -H 'Authorization: Bearer {PLAIN}'"),
                &*format!("key {PLAIN} at https://api.deepseek.com/v1 cleaned"),
            ),
            ("gsk_abcdefgh12345678", "groq gsk_abcdefgh12345678"),
            ("0123456789abcdef0123456789abcdef", "key 0123456789abcdef0123456789abcdef"),
            ("0123456789abcdef0123.AbCdEfGhIj1K", "key 0123456789abcdef0123.AbCdEfGhIj1K"),
            ("pplx-short", "key pplx-short"),
            (&*format!("{PLAIN} {ROUTER}"), "several"),
            ("localhost:11434", ollama),
            ("\"localhost:11434/\"", &*format!("{ollama} cleaned")),
            ("11434", ollama),
            (":11434", ollama),
            ("http://127.0.0.1:8000/v1", "llama-cpp-python http://127.0.0.1:8000/v1"),
            ("8080", "llama-cpp http://localhost:8080/v1"),
            ("127.0.0.1:1234", "lm-studio http://127.0.0.1:1234/v1"),
            ("192.168.1.5:9999", "custom http://192.168.1.5:9999/v1"),
            ("[::1]:8080", "llama-cpp http://[::1]:8080/v1"),
            ("https://openrouter.ai", "open-router https://openrouter.ai/api/v1"),
            ("api.groq.com", "groq https://api.groq.com/openai/v1?"),
            ("https://llm.example.com/v1/chat/completions", "custom https://llm.example.com/v1"),
            ("llm.example.com", "custom https://llm.example.com/v1?"),
            ("https://user:pw@x.example", "Credentials"),
            ("ftp://x.example", "Scheme"),
            ("hello", "unclear"),
            ("what is this", "unclear"),
            ("7", "unclear"),
            ("123456789", "unclear"),
            ("안녕하세요", "unclear"),
        ] {
            check(pasted, expected);
        }
        let problem = |pasted: &str| recognize(pasted).entry;
        assert_eq!(problem("https://"), Entry::Unusable(AddressProblem::Malformed));
        assert!(matches!(problem("http://localhost"), Entry::Server { preset: Preset::Custom, .. }));
    }
}
