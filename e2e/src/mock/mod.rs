//! An OpenAI-compatible server that can also misbehave, down to the byte.
//!
//! The path says what kind of server stands there ([`place`]), the model's name what happens ([`model`]). Every request
//! is in the [`log`](Mock::log). Promises loopback only, an own thread, and an end with its owner. By hand it is
//! `cargo xtask mock`; in tests [`Mock::start`], as many at once as wanted.

pub mod answer;
pub mod ask;
pub mod gate;
pub mod log;
pub mod memory;
pub mod model;
pub mod models;
pub mod place;
pub mod replay;
pub mod saying;
pub mod texts;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::Outcome;
use crate::http::{Request, read_request};
use crate::server::Server;
use answer::{Answer, End};
use ask::Ask;
use gate::Gates;
use log::{Entry, Log};
use memory::Memory;
use place::{Endpoint, Place, RIGHT_KEY};

/// How long tests wait for something to show in the log.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running mock server and a second port its redirects point to.
#[derive(Debug)]
pub struct Mock {
    main: Option<Server>,
    _other: Server,
    port: u16,
    other_port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    log: Log,
    gates: Gates,
    memory: Memory,
}

impl Mock {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start() -> Outcome<Self> {
        Self::start_on(0)
    }

    /// Starts on that port.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start_on(port: u16) -> Outcome<Self> {
        let shared = Arc::<Shared>::default();
        let other = listen(0, &shared, String::new())?;
        let other_port = other.address().port();
        let main = listen(port, &shared, format!("http://127.0.0.1:{other_port}"))?;
        Ok(Self { port: main.address().port(), main: Some(main), _other: other, other_port, shared })
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The port redirects point to. Nothing with a key may ever arrive there.
    pub fn other_port(&self) -> u16 {
        self.other_port
    }

    /// The base address of an ordinary server: `http://127.0.0.1:PORT/v1`.
    pub fn base(&self) -> String {
        self.at("")
    }

    /// The base address of a server with peculiarities: `at("keyed/nocors")`, see [`place::PLACES`].
    pub fn at(&self, place: &str) -> String {
        let slash = if place.is_empty() { "" } else { "/" };
        format!("http://127.0.0.1:{}{slash}{place}/v1", self.port)
    }

    /// What it was asked and did.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Entry> {
        self.log().entries()
    }

    /// The requests for completions so far, without preflights.
    pub fn chats(&self) -> Vec<Entry> {
        let mut entries = self.requests();
        entries.retain(Entry::is_chat);
        entries
    }

    /// Waits until that many completions were asked for and returns the latest.
    ///
    /// # Errors
    /// When it takes longer than ten seconds, or when there are more.
    pub async fn chat(&self, count: usize) -> Outcome<Entry> {
        let what = format!("{count} chat requests");
        let found = self.wait(&what, |entries| {
            let chats: Vec<&Entry> = entries.iter().filter(|entry| entry.is_chat()).collect();
            (chats.len() >= count).then(|| (chats.len(), chats.last().map(|entry| (*entry).clone())))
        });
        match found.await? {
            (seen, Some(entry)) if seen == count => Ok(entry),
            (seen, _) => Err(format!("{seen} chat requests came where {count} were expected").into()),
        }
    }

    /// Waits until `enough` finds something in the log.
    ///
    /// # Errors
    /// When it takes longer than ten seconds.
    pub async fn wait<T>(&self, what: &str, enough: impl Fn(&[Entry]) -> Option<T>) -> Outcome<T> {
        self.log().wait(what, PATIENCE, enough).await
    }

    /// Waits until a client has gone away from an unfinished answer, and says when that was noticed.
    ///
    /// # Errors
    /// When it takes longer than ten seconds.
    pub async fn abort(&self) -> Outcome<u64> {
        self.wait("a client going away", |entries| entries.iter().find_map(Entry::client_gone_at)).await
    }

    /// Waits until an answer stands at that gate (model `gate:NAME`).
    ///
    /// # Errors
    /// When it takes longer than ten seconds.
    pub async fn held(&self, gate: &str) -> Outcome<()> {
        let here = log::Happening::Held { gate: gate.to_owned() };
        self.wait("an answer at the gate", |entries| {
            entries.iter().any(|entry| entry.events.iter().any(|event| event.what == here)).then_some(())
        })
        .await
    }

    /// Opens a gate.
    pub fn open(&self, gate: &str) {
        self.shared.gates.open(gate);
    }

    /// Makes a model of that name give these answers, one a request; the last one again and again.
    pub fn script(&self, model: &str, answers: Vec<Answer>) {
        self.shared.memory.script(model, answers);
    }

    /// Forgets log, counts and scripts, and closes all gates.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// Stops listening and drops every connection, as a killed server does. The log stays.
    pub fn stop(&mut self) {
        self.main = None;
    }

    /// Listens again on the same port after [`Mock::stop`].
    ///
    /// # Errors
    /// When the port has been taken meanwhile.
    pub fn restart(&mut self) -> Outcome<()> {
        self.stop();
        self.main = Some(listen(self.port, &self.shared, format!("http://127.0.0.1:{}", self.other_port))?);
        Ok(())
    }

    /// How to use it by hand.
    pub fn guide(&self) -> String {
        guide(&format!("http://127.0.0.1:{}", self.port))
    }
}

impl Shared {
    fn reset(&self) {
        self.log.clear();
        self.memory.clear();
        self.gates.close_all();
    }

    fn answer(&self, request: &Request, place: &Place, number: usize, elsewhere: &str) -> Answer {
        let wants_key = place.is("keyed");
        if place.is("silent") {
            return Answer::empty(200).ending(End::NoAnswer);
        }
        if place.is("down") {
            return Answer::whole(500, "text/plain; charset=utf-8", "Internal Server Error");
        }
        if place.is("html") {
            return Answer::whole(200, "text/html; charset=utf-8", texts::WEB_PAGE);
        }
        if place.is("redirect") && !elsewhere.is_empty() {
            return model::redirect(elsewhere, &request.path.replacen("/redirect", "", 1));
        }
        if place.is("ollama403") && request.header("origin").is_some() {
            return Answer::empty(403);
        }
        if wants_key
            && request.header("authorization").and_then(|value| value.strip_prefix("Bearer ")) != Some(RIGHT_KEY)
        {
            let message = "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.";
            return failure(401, message, "invalid_request_error", None, Some("invalid_api_key"));
        }
        match (&place.endpoint, request.method.as_str()) {
            (Endpoint::Models, "GET") => models::list(place),
            (Endpoint::ChatCompletions, "POST") => self.completion(request, place, number, elsewhere),
            _ => {
                let message = format!("Invalid URL ({} {})", request.method, request.path);
                failure(404, &message, "invalid_request_error", None, None)
            }
        }
    }

    fn completion(&self, request: &Request, place: &Place, number: usize, elsewhere: &str) -> Answer {
        let kind = "invalid_request_error";
        let Some(ask) = Ask::read(&request.text()) else {
            return failure(400, "We could not parse the JSON body of your request.", kind, None, None);
        };
        let Some(name) = ask.model() else {
            return failure(400, "you must provide a model parameter", kind, None, None);
        };
        if let Some(answer) = model::answer(&ask, &self.memory, number, elsewhere) {
            return answer;
        }
        if place.is("models-many") || place.is("models-strange") {
            return saying::Saying::text(&ask.last("user")).answer(&ask, number);
        }
        let message = format!("The model `{name}` does not exist or you do not have access to it.");
        failure(404, &message, kind, None, Some("model_not_found"))
    }

    fn own(&self, place: &Place, host: &str) -> Answer {
        match &place.endpoint {
            Endpoint::Log => {
                let log = json!({ "now_ms": self.log.now_ms(), "requests": self.log.entries() });
                Answer::whole(200, "application/json", log.to_string())
            }
            Endpoint::Reset => {
                self.reset();
                Answer::whole(200, "text/plain", "Forgotten.\n")
            }
            Endpoint::Open(gate) => {
                self.gates.open(gate);
                Answer::whole(200, "text/plain", "Open.\n")
            }
            _ => Answer::whole(200, "text/plain; charset=utf-8", guide(&format!("http://{host}"))),
        }
    }
}

/// An error in OpenAI's shape.
pub fn failure(status: u16, message: &str, kind: &str, param: Option<&str>, code: Option<&str>) -> Answer {
    let body = json!({ "error": { "message": message, "type": kind, "param": param, "code": code } });
    Answer::whole(status, "application/json", body.to_string())
}

fn listen(port: u16, shared: &Arc<Shared>, elsewhere: String) -> Outcome<Server> {
    let shared = Arc::clone(shared);
    let elsewhere = Arc::new(elsewhere);
    Ok(Server::start(port, move |stream| serve(stream, Arc::clone(&shared), Arc::clone(&elsewhere)))?)
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>, elsewhere: Arc<String>) {
    // A client that breaks off inside its request has asked nothing.
    let Ok(Some(request)) = read_request(&mut stream).await else { return };
    let place = Place::of(&request.path);
    if place.is_own() {
        let mut answer = shared.own(&place, request.header("host").unwrap_or("127.0.0.1"));
        answer.headers.extend(place.cors_headers(&request));
        answer::perform(&mut stream, answer, &Log::default(), 0, &shared.gates).await;
        return;
    }
    let port = stream.local_addr().map(|address| address.port()).unwrap_or(0);
    let number = shared.log.request(&request, port);
    let mut answer = if request.method == "OPTIONS" {
        let (status, headers) = place.preflight(&request);
        Answer { headers, ..Answer::empty(status) }
    } else {
        shared.answer(&request, &place, number, &elsewhere)
    };
    if request.method != "OPTIONS" {
        answer.headers.extend(place.cors_headers(&request));
    }
    answer::perform(&mut stream, answer, &shared.log, number, &shared.gates).await;
}

fn guide(address: &str) -> String {
    let mut guide =
        format!("An OpenAI-compatible server that can misbehave.\n\nBase address: {address}/v1\n\nModels:\n");
    for (model, meaning) in model::GUIDE {
        guide.push_str(&format!("  {model:<20} {meaning}\n"));
    }
    guide.push_str("  vector:NAME          replays one of the wire vectors; vector:NAME@3 in pieces of 3 bytes\n");
    guide.push_str("  recorded:NAME        replays a recorded provider stream, cut at awkward bytes\n");
    guide.push_str("  (any)@3 (any)~20     in pieces of 3 bytes; with 20 ms before each piece of text\n");
    guide.push_str(&format!("\nPlaces, put before /v1 and joined by slashes ({address}/keyed/nocors/v1):\n"));
    for (place, meaning) in place::PLACES {
        guide.push_str(&format!("  {place:<20} {meaning}\n"));
    }
    guide.push_str(&format!("\nKey of keyed places: {RIGHT_KEY}\n"));
    guide.push_str(&format!("What was asked and answered: {address}/__log   forget it: {address}/__reset\n"));
    guide
}
