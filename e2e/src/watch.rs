//! What the browser reported: console messages, violations of the content security policy, every request.
//!
//! Promises everything since the browser started, of all its tabs, in order. Does not decide what is wrong with it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use thirtyfour::session::handle::SessionHandle;

use crate::Outcome;

/// A message on the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// Who says so: `console-api`, `javascript`, `network`, `security` and others.
    pub source: String,
    /// File, line and text.
    pub text: String,
}

impl Message {
    /// Whether it tells of a mistake in the page, and not of a server that failed or refused.
    pub fn is_problem(&self) -> bool {
        let servers_doing = self.source == "network" || self.text.contains("Access to fetch at");
        self.level == "SEVERE" && !servers_doing
    }
}

/// A request some page made, or tried to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The full address.
    pub url: String,
    /// `GET`, `POST` and so on. Preflights are listed too.
    pub method: String,
    /// `Document`, `Script`, `Fetch`, `Preflight` and others.
    pub kind: String,
    /// The headers that went out, as far as the browser tells: names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body, if there was one.
    pub body: Option<String>,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
    /// Why it failed, as in `net::ERR_CONNECTION_REFUSED`.
    pub failure: Option<String>,
    id: String,
    /// Whether it is where a redirect leads.
    redirected: bool,
    /// Whether the headers are known to have gone out.
    sent: bool,
}

impl Asked {
    /// Whether the browser went there at all. A page that forbids redirects (`redirect: 'manual'`) makes the browser
    /// announce the next stop and drop it.
    pub fn was_tried(&self) -> bool {
        self.sent || !self.redirected || self.failure.as_deref() != Some("net::ERR_ABORTED")
    }

    /// Host and port, as in `127.0.0.1:8080`; empty for addresses without a host (`data:`, `blob:`).
    pub fn host(&self) -> &str {
        let network = ["http://", "https://", "ws://", "wss://"];
        let after = network.iter().find_map(|scheme| self.url.strip_prefix(scheme));
        after.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or("")
    }
}

/// The reports of one browser. Clones share them.
#[derive(Debug, Clone)]
pub struct Watch {
    session: Arc<SessionHandle>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    messages: Vec<Message>,
    asked: Vec<Asked>,
    /// Headers that were reported before their request.
    early: BTreeMap<String, BTreeMap<String, String>>,
}

impl Watch {
    pub(crate) fn of(session: &Arc<SessionHandle>) -> Self {
        Self { session: Arc::clone(session), seen: Arc::default() }
    }

    /// All console messages so far.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn console(&self) -> Outcome<Vec<Message>> {
        let entries = self.session.get_log("browser").await?;
        let mut seen = self.lock();
        seen.messages.extend(entries.into_iter().map(|entry| Message {
            level: entry.level,
            source: entry.source.unwrap_or_default(),
            text: entry.message,
        }));
        Ok(seen.messages.clone())
    }

    /// All requests so far.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn requests(&self) -> Outcome<Vec<Asked>> {
        let entries = self.session.get_log("performance").await?;
        let mut seen = self.lock();
        for entry in entries {
            let report: Value = serde_json::from_str(&entry.message).unwrap_or_default();
            let method = report.pointer("/message/method").and_then(Value::as_str).unwrap_or("");
            if let Some(params) = report.pointer("/message/params") {
                seen.network(method, params);
            }
        }
        Ok(seen.asked.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    fn network(&mut self, method: &str, params: &Value) {
        let text = |path: &str| params.pointer(path).and_then(Value::as_str).unwrap_or("").to_owned();
        let id = text("/requestId");
        match method {
            "Network.requestWillBeSent" => {
                let mut headers = lower(params.pointer("/request/headers"));
                let early = self.early.remove(&id);
                let (sent, redirected) = (early.is_some(), params.get("redirectResponse").is_some());
                headers.extend(early.unwrap_or_default());
                let body = params.pointer("/request/postData").and_then(Value::as_str).map(str::to_owned);
                let (url, method, kind) = (text("/request/url"), text("/request/method"), text("/type"));
                let (status, failure) = (None, None);
                self.asked.push(Asked { url, method, kind, headers, body, status, failure, id, redirected, sent });
            }
            "Network.requestWillBeSentExtraInfo" => {
                let headers = lower(params.get("headers"));
                match self.latest(&id) {
                    Some(asked) => {
                        asked.headers.extend(headers);
                        asked.sent = true;
                    }
                    None => drop(self.early.insert(id, headers)),
                }
            }
            "Network.responseReceived" => {
                let status = params.pointer("/response/status").and_then(Value::as_u64);
                if let Some(asked) = self.latest(&id) {
                    asked.status = status.and_then(|status| u16::try_from(status).ok());
                }
            }
            "Network.loadingFailed" => {
                let (error, blocked) = (text("/errorText"), text("/blockedReason"));
                if let Some(asked) = self.latest(&id) {
                    asked.failure = Some(if blocked.is_empty() { error } else { blocked });
                }
            }
            _ => {}
        }
    }

    fn latest(&mut self, id: &str) -> Option<&mut Asked> {
        self.asked.iter_mut().rev().find(|asked| asked.id == id)
    }
}

fn lower(headers: Option<&Value>) -> BTreeMap<String, String> {
    let pairs = headers.and_then(Value::as_object).into_iter().flatten();
    pairs.filter_map(|(name, value)| Some((name.to_lowercase(), value.as_str()?.to_owned()))).collect()
}
