//! What the path says: the kind of server that stands there, and what is asked of it.
//!
//! A path is any number of words naming peculiarities, then the endpoint: `/keyed/nocors/v1/models` is a server that
//! wants a key and knows no CORS. Promises that a word it does not know makes the address wrong (404), as on a real
//! server. Does not know models.

use crate::http::Request;

/// Peculiarities a path can name, with what they mean, for people.
pub const PLACES: &[(&str, &str)] = &[
    ("keyed", "wants `Authorization: Bearer sk-test-right`, else 401"),
    ("nocors", "no CORS headers, preflights get 405 (a server never told about browsers)"),
    ("ollama403", "403 without CORS for anything with an Origin (Ollama without OLLAMA_ORIGINS)"),
    ("cors-json-only", "preflights allow the header content-type only"),
    ("cors-direct", "CORS only for who sends anthropic-dangerous-direct-browser-access"),
    ("redirect", "307 for everything, to another port"),
    ("silent", "accepts and never answers anything"),
    ("down", "500 text/plain without CORS for everything but preflights"),
    ("html", "a web page (200 text/html) for everything"),
    ("tag-…", "means nothing; tells connections apart in the log"),
    ("models-array", "the list of models is a bare array"),
    ("models-ollama", "the list is {\"models\":[{\"name\":…}]}"),
    ("models-both", "the list is under `models` and under `data`, as llama.cpp sends it"),
    ("models-missing", "there is no list of models (404)"),
    ("models-empty", "the list is empty"),
    ("models-many", "10,000 models"),
    ("models-strange", "ids with slashes, colons, HTML, no id, twice the same"),
    ("models-broken", "the list is cut-off JSON"),
    ("models-silent", "the list never comes; chatting works"),
];

/// The right key of a `keyed` place.
pub const RIGHT_KEY: &str = "sk-test-right";

/// Where a request went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    words: Vec<String>,
    /// What is asked of the server.
    pub endpoint: Endpoint,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// `/v1/models`
    Models,
    /// `/v1/chat/completions`
    ChatCompletions,
    /// `/__log`
    Log,
    /// `/__reset`
    Reset,
    /// `/__open/GATE`
    Open(String),
    /// `/`
    Help,
    /// Anything else.
    Unknown,
}

impl Place {
    /// Reads a path.
    pub fn of(path: &str) -> Self {
        let words: Vec<&str> = path.split('/').filter(|word| !word.is_empty()).collect();
        let (before, endpoint) = match words.as_slice() {
            [before @ .., "v1", "models"] => (before, Endpoint::Models),
            [before @ .., "v1", "chat", "completions"] => (before, Endpoint::ChatCompletions),
            ["__log"] => (&[] as &[&str], Endpoint::Log),
            ["__reset"] => (&[] as &[&str], Endpoint::Reset),
            ["__open", gate] => (&[] as &[&str], Endpoint::Open((*gate).to_owned())),
            [] => (&[] as &[&str], Endpoint::Help),
            _ => (words.as_slice(), Endpoint::Unknown),
        };
        let known = |word: &&str| word.starts_with("tag-") || PLACES.iter().any(|(name, _)| *name == *word);
        let endpoint = if before.iter().all(known) { endpoint } else { Endpoint::Unknown };
        Self { words: before.iter().map(|word| (*word).to_owned()).collect(), endpoint }
    }

    /// Whether the path names that peculiarity.
    pub fn is(&self, word: &str) -> bool {
        self.words.iter().any(|mine| mine == word)
    }

    /// The one peculiarity that begins so, without its beginning.
    pub fn after(&self, beginning: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(beginning))
    }

    /// Whether it is one of the server's own pages, which are not logged.
    pub fn is_own(&self) -> bool {
        matches!(self.endpoint, Endpoint::Log | Endpoint::Reset | Endpoint::Open(_) | Endpoint::Help)
    }

    /// The status of a preflight and its CORS headers.
    pub fn preflight(&self, request: &Request) -> (u16, Vec<(String, String)>) {
        if self.is("ollama403") {
            return (403, Vec::new());
        }
        if self.is("nocors") {
            return (405, Vec::new());
        }
        let asked = request.header("access-control-request-headers").unwrap_or("").to_owned();
        let mut headers = self.cors(request, asked.contains("anthropic-dangerous-direct-browser-access"));
        if headers.is_empty() {
            return (204, headers);
        }
        let allowed = if self.is("cors-json-only") { "content-type".to_owned() } else { asked };
        headers.push(("access-control-allow-methods".to_owned(), "GET, POST, OPTIONS".to_owned()));
        headers.push(("access-control-allow-headers".to_owned(), allowed));
        if request.header("access-control-request-private-network").is_some() {
            headers.push(("access-control-allow-private-network".to_owned(), "true".to_owned()));
        }
        (204, headers)
    }

    /// The CORS headers of an answer.
    pub fn cors_headers(&self, request: &Request) -> Vec<(String, String)> {
        self.cors(request, request.header("anthropic-dangerous-direct-browser-access").is_some())
    }

    fn cors(&self, request: &Request, direct: bool) -> Vec<(String, String)> {
        let closed =
            self.is("nocors") || self.is("ollama403") || self.is("down") || (self.is("cors-direct") && !direct);
        // `down` still answers preflights: the error page comes from something in front that knows no CORS.
        let closed = closed && !(self.is("down") && request.method == "OPTIONS");
        match request.header("origin") {
            Some(origin) if !closed => vec![
                ("access-control-allow-origin".to_owned(), origin.to_owned()),
                ("vary".to_owned(), "Origin".to_owned()),
            ],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoint, Place};

    #[test]
    fn words_before_the_endpoint_name_peculiarities_and_unknown_ones_make_the_address_wrong() {
        let check = |path: &str, expected: Endpoint| assert_eq!(Place::of(path).endpoint, expected, "{path}");
        check("/v1/models", Endpoint::Models);
        check("/keyed/nocors/v1/chat/completions", Endpoint::ChatCompletions);
        check("/tag-a/models-many/v1/models", Endpoint::Models);
        check("/wrong/v1/models", Endpoint::Unknown);
        check("/models", Endpoint::Unknown);
        check("/v1/v1/models", Endpoint::Unknown);
        check("/__open/gate", Endpoint::Open("gate".to_owned()));
        check("/", Endpoint::Help);
        assert!(Place::of("/keyed/nocors/v1/models").is("nocors"));
        assert_eq!(Place::of("/models-many/v1/models").after("models-"), Some("many"));
    }
}
