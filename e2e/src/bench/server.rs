//! The server of the benchmark: the floor page, the documents, and completions at a pace the question names.
//!
//! A question reads `KB CHUNKS GAP`: that document in so many chunks, so many microseconds apart; 0 is as fast as the
//! socket takes them. Promises that every piece is made before the first is sent, each in a packet of its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::Outcome;
use crate::http::{Request, answer_head, read_request};
use crate::server::Server;

const FLOOR: &str = include_str!("../../data/bench/floor.html");
const DOCUMENT: &str = include_str!("../../data/bench/document.mjs");

/// A running server.
#[derive(Debug)]
pub struct BenchServer {
    server: Server,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// What the generator said, by size in KB.
    documents: Mutex<BTreeMap<usize, Value>>,
    /// When the last byte of the latest answer was handed to the socket, in milliseconds since 1970.
    last_byte: Mutex<f64>,
}

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Size of the document, in KB.
    pub kb: usize,
    /// In how many chunks it comes.
    pub chunks: usize,
    /// Time between two chunks, in microseconds.
    pub gap: u64,
}

impl Plan {
    /// Chunks of 20 characters, as fast as the socket takes them.
    pub fn burst(kb: usize) -> Self {
        Self { kb, chunks: kb * 1024 / 20, gap: 0 }
    }

    /// The words of the question.
    pub fn question(self) -> String {
        format!("{} {} {}", self.kb, self.chunks, self.gap)
    }

    fn read(question: &str) -> Option<Self> {
        let mut words = question.split(' ');
        let (kb, chunks, gap) = (words.next()?, words.next()?, words.next()?);
        Some(Self { kb: kb.parse().ok()?, chunks: chunks.parse().ok()?, gap: gap.parse().ok()? })
    }
}

impl BenchServer {
    /// Starts on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub fn start() -> Outcome<Self> {
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        let server = Server::start(0, move |stream| serve(stream, Arc::clone(&serving)))?;
        Ok(Self { server, shared })
    }

    /// Its root: `http://127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// Keeps what the generator made of a size.
    pub fn keep(&self, kb: usize, document: Value) {
        self.shared.documents.lock().unwrap_or_else(PoisonError::into_inner).insert(kb, document);
    }

    /// When the last byte of the latest answer was sent, in milliseconds since 1970.
    pub fn last_byte(&self) -> f64 {
        *self.shared.last_byte.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn document(&self, kb: usize) -> Option<Value> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner).get(&kb).cloned()
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let Ok(Some(request)) = read_request(&mut stream).await else { return };
    // A reader that has gone away is noticed by whoever measures it.
    let _ = answer(&mut stream, &request, &shared).await;
    let _ = stream.shutdown().await;
}

async fn answer(stream: &mut TcpStream, request: &Request, shared: &Shared) -> std::io::Result<()> {
    let whole = |kind: &str, body: &str| [head(request, kind), body.as_bytes().to_vec()].concat();
    let page = match (request.method.as_str(), request.path.as_str()) {
        ("OPTIONS", _) => head(request, "text/plain"),
        ("POST", "/v1/chat/completions") => return complete(stream, request, shared).await,
        (_, "/floor.html") => whole("text/html; charset=utf-8", FLOOR),
        (_, "/document.mjs") => whole("text/javascript", DOCUMENT),
        (_, "/v1/models") => whole("application/json", r#"{"object":"list","data":[{"id":"bench-model"}]}"#),
        (_, "/__doc") => {
            let kb = request.query.strip_prefix("kb=").and_then(|kb| kb.parse().ok()).unwrap_or(0);
            whole("application/json", &shared.document(kb).unwrap_or_default().to_string())
        }
        _ => answer_head(404, &[]),
    };
    stream.write_all(&page).await
}

fn head(request: &Request, kind: &str) -> Vec<u8> {
    let asked = request.header("access-control-request-headers").unwrap_or("*").to_owned();
    let headers =
        [("content-type", kind), ("access-control-allow-origin", "*"), ("access-control-allow-headers", &asked)];
    answer_head(200, &headers.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

async fn complete(stream: &mut TcpStream, request: &Request, shared: &Shared) -> std::io::Result<()> {
    let body = request.json().unwrap_or_default();
    let messages = body.get("messages").and_then(Value::as_array);
    let question = messages.and_then(|all| all.last()).and_then(|last| last.get("content")).and_then(Value::as_str);
    let plan = question.and_then(Plan::read);
    let document = plan.and_then(|plan| Some((plan, shared.document(plan.kb)?)));
    let text = document.as_ref().and_then(|(plan, document)| Some((plan, document.get("md")?.as_str()?)));
    let Some((plan, text)) = text else { return stream.write_all(&answer_head(400, &[])).await };
    let pieces = pieces(text, plan.chunks);
    stream.write_all(&head(request, "text/event-stream")).await?;
    let began = Instant::now();
    for (number, piece) in (0_u64..).zip(&pieces) {
        if plan.gap > 0 {
            // By the clock and not by pauses, so that a late piece does not make all others late.
            sleep_until(began + Duration::from_micros(plan.gap * number)).await;
        }
        stream.write_all(piece.as_bytes()).await?;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64() * 1_000.0);
    *shared.last_byte.lock().unwrap_or_else(PoisonError::into_inner) = now;
    Ok(())
}

/// The events of an answer. The text is ASCII.
fn pieces(text: &str, count: usize) -> Vec<String> {
    let event = |delta: Value, finish: Option<&str>| {
        let choices = json!([{ "index": 0, "delta": delta, "finish_reason": finish }]);
        let event =
            json!({ "id": "bench", "object": "chat.completion.chunk", "model": "bench-model", "choices": choices });
        format!("data: {event}\n\n")
    };
    let cut = |number: usize| number * text.len() / count;
    let deltas = (0..count).filter_map(|number| text.get(cut(number)..cut(number + 1)));
    let mut pieces: Vec<String> = deltas.map(|delta| event(json!({ "content": delta }), None)).collect();
    pieces.push(event(json!({}), Some("stop")));
    pieces.push("data: [DONE]\n\n".to_owned());
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Plan, pieces};

    #[test]
    fn a_question_says_what_is_to_come_and_nothing_of_it_is_lost() {
        let plan = Plan { kb: 100, chunks: 7, gap: 2_000 };
        assert_eq!(Plan::read(&plan.question()), Some(plan));
        assert_eq!(Plan::read("Hello"), None);
        let pieces = pieces("0123456789", 4);
        assert_eq!(pieces.len(), 6);
        assert!(pieces.concat().contains("\"01\"") && pieces.concat().contains("\"789\""));
    }
}
