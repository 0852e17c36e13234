//! What the mock server was asked and what became of it, with times.
//!
//! Promises every request with all its headers and its body, in the order they came, and every event of its answer.
//! Times are milliseconds since the server started. Does not judge; tests do.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::Outcome;
use crate::http::Request;

/// Beyond this many events of one request, further pieces are added up in the last one.
const MOST_EVENTS: usize = 5_000;

/// One request and what happened to it.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Counts from 0, and on after the log was cleared.
    pub id: usize,
    /// When its last byte had arrived.
    pub at_ms: u64,
    /// The port it came to: the server's own, or the one redirects point to.
    pub port: u16,
    /// `POST`, `OPTIONS` and so on.
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
    /// Names as sent and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
    /// What was done, oldest first.
    pub events: Vec<Event>,
}

/// Something that happened while a request was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Milliseconds since the server started.
    pub at_ms: u64,
    /// What it was.
    #[serde(flatten)]
    pub what: Happening,
}

/// The kinds of [`Event`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// The status line and headers went out.
    Answered {
        /// The HTTP status.
        status: u16,
    },
    /// A piece of the body went out.
    Sent {
        /// Its length, without transfer framing.
        bytes: usize,
    },
    /// The next piece carries this part of the model's text.
    Said {
        /// The text.
        text: String,
    },
    /// The answer stands still until the gate is opened.
    Held {
        /// The gate's name.
        gate: String,
    },
    /// Nothing more will be sent, but the connection stays open.
    Silent,
    /// The answer is complete and the connection closed in order.
    Finished,
    /// The connection was closed in the middle of the body.
    Cut,
    /// The connection was reset.
    Reset,
    /// The client went away before the end.
    ClientGone,
}

impl Entry {
    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// Whether it asked for a completion on behalf of a person. A preflight does not, nor does the check of a connection,
    /// which begins a reply to one word.
    pub fn is_chat(&self) -> bool {
        self.method == "POST" && self.path.ends_with("/chat/completions") && !self.is_check()
    }

    fn is_check(&self) -> bool {
        self.json().get("messages") == Some(&json!([{ "role": "user", "content": "Hi" }]))
    }

    /// When the first event that `is` so happened.
    pub fn when(&self, is: impl Fn(&Happening) -> bool) -> Option<u64> {
        self.events.iter().find(|event| is(&event.what)).map(|event| event.at_ms)
    }

    /// When it was noticed that the client had gone away.
    pub fn client_gone_at(&self) -> Option<u64> {
        self.when(|what| *what == Happening::ClientGone)
    }

    /// When the answer had been sent in full.
    pub fn finished_at(&self) -> Option<u64> {
        self.when(|what| *what == Happening::Finished)
    }

    /// How many bytes of body went out.
    pub fn bytes_sent(&self) -> usize {
        let sent = self.events.iter().map(|event| if let Happening::Sent { bytes } = event.what { bytes } else { 0 });
        sent.sum()
    }
}

/// The log itself. Clones share it.
#[derive(Debug, Clone)]
pub struct Log {
    started: Instant,
    entries: Arc<Mutex<Vec<Entry>>>,
    changes: Arc<watch::Sender<u64>>,
    ids: Arc<AtomicUsize>,
}

impl Default for Log {
    fn default() -> Self {
        let (changes, _) = watch::channel(0);
        Self { started: Instant::now(), entries: Arc::default(), changes: Arc::new(changes), ids: Arc::default() }
    }
}

impl Log {
    /// Milliseconds since the server started.
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Everything so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Forgets everything so far. Answers under way go on unlogged.
    pub fn clear(&self) {
        self.lock().clear();
        self.changed();
    }

    /// Waits until `enough` says yes of the log.
    ///
    /// # Errors
    /// After `patience`, with `what` was waited for and what is in the log.
    pub async fn wait<T>(&self, what: &str, patience: Duration, enough: impl Fn(&[Entry]) -> Option<T>) -> Outcome<T> {
        let mut changes = self.changes.subscribe();
        let waiting = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = enough(&self.lock()) {
                    return found;
                }
                if changes.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        match tokio::time::timeout(patience, waiting).await {
            Ok(found) => Ok(found),
            Err(_) => {
                Err(format!("the mock server has not seen {what} within {patience:?}:\n{}", self.summary()).into())
            }
        }
    }

    pub(super) fn request(&self, request: &Request, port: u16) -> usize {
        let at_ms = self.now_ms();
        let mut entries = self.lock();
        // Ids go on counting after `clear`, so that an answer under way cannot write into a newer entry.
        let id = self.ids.fetch_add(1, Ordering::Relaxed);
        entries.push(Entry {
            id,
            at_ms,
            port,
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body: request.text(),
            events: Vec::new(),
        });
        drop(entries);
        self.changed();
        id
    }

    pub(super) fn event(&self, id: usize, what: Happening) {
        let at_ms = self.now_ms();
        let mut entries = self.lock();
        if let Some(entry) = entries.iter_mut().rev().find(|entry| entry.id == id) {
            let full = entry.events.len() >= MOST_EVENTS;
            match (entry.events.last_mut(), what) {
                (Some(Event { what: Happening::Sent { bytes: sum }, .. }), Happening::Sent { bytes }) if full => {
                    *sum += bytes
                }
                (_, Happening::Said { .. }) if full => {}
                (_, what) => entry.events.push(Event { at_ms, what }),
            }
        }
        drop(entries);
        self.changed();
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    fn summary(&self) -> String {
        let entries = self.lock();
        let line = |entry: &Entry| {
            let last = entry.events.last().map(|event| &event.what);
            format!(
                "  {} ms {} {} {} events, last {last:?}\n",
                entry.at_ms,
                entry.method,
                entry.path,
                entry.events.len()
            )
        };
        entries.iter().map(line).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
