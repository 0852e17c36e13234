//! Reads one HTTP answer, however it was cut and whatever it turns out to be.
//!
//! What it is is told from its first bytes, not from its header alone: an event stream, JSON (one value or one a
//! line), a web page, or other text. An answer counts as complete only with a reason to finish, `[DONE]`, a whole
//! JSON message, or nothing at all; an end without them is an interruption. Everything that came is given out.

use crate::domain::error::Fault;
use crate::domain::json;
use crate::domain::message::{FinishReason, Interruption};
use crate::protocol::chat_completions::alike::Alike;
use crate::protocol::chat_completions::chunk::Chunks;
use crate::protocol::chat_completions::objects::{Found, Objects, find};
use crate::protocol::chat_completions::{CallFacts, End, Ending, Growth};
use crate::protocol::failure::{self, said};
use crate::protocol::sse::{Decoder, Item, TooLarge};

/// An answer that is being read.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    content_type: String,
    facts: CallFacts,
    wait: Option<u32>,
    shape: Shape,
    chunks: Chunks,
    /// What most events are like.
    alike: Alike,
    /// Whether any event came.
    any: bool,
    /// Whether `[DONE]` came.
    done: bool,
}

/// What the bytes turned out to be.
#[derive(Debug)]
enum Shape {
    /// Not known yet: the bytes so far, without leading white space.
    Unknown(Vec<u8>),
    Stream(Decoder),
    Objects(Objects),
    /// A refusal, a web page or other text: its beginning.
    Body(Vec<u8>),
}

impl Answer {
    /// An answer that begins.
    #[must_use]
    pub fn new(status: u16, content_type: &str, facts: CallFacts) -> Self {
        let ok = (200..300).contains(&status);
        Self {
            status,
            content_type: content_type.to_ascii_lowercase(),
            facts,
            wait: None,
            shape: if ok { Shape::Unknown(Vec::new()) } else { Shape::Body(Vec::new()) },
            chunks: Chunks::default(),
            alike: Alike::default(),
            any: false,
            done: false,
        }
    }

    /// Adds the headers `retry-after-ms` and `retry-after`, where the browser lets them be read.
    #[must_use]
    pub fn with_wait(mut self, retry_after_ms: Option<&str>, retry_after: Option<&str>) -> Self {
        self.wait = failure::wait(retry_after_ms, retry_after);
        self
    }

    /// Reads on, and gives what is new.
    pub fn feed(&mut self, bytes: &[u8]) -> Growth {
        let mut growth = Growth::default();
        if self.is_done() || bytes.is_empty() {
            return growth;
        }
        self.read(bytes, &mut growth);
        growth.alive = !growth.has_output();
        growth.whole = growth.has_output() && self.chunks.whole;
        growth
    }

    /// Whether nothing more is to be expected: the request can be broken off.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done
            || self.chunks.fault.is_some()
            || matches!(&self.shape, Shape::Body(body) if body.len() >= failure::BODY)
    }

    /// Whether the server gave a reason to finish. Token counts may follow; two seconds of silence are enough.
    #[must_use]
    pub fn has_finish(&self) -> bool {
        self.chunks.finish.is_some()
    }

    /// Ends it: the rest of what came, and what became of it.
    #[must_use]
    pub fn end(mut self, how: End) -> (Growth, Ending) {
        let mut growth = Growth::default();
        if !self.is_done() {
            self.read_rest(&mut growth);
        }
        self.chunks.end(&mut growth);
        let ending = self.ending(how);
        (growth, ending)
    }

    fn read(&mut self, bytes: &[u8], growth: &mut Growth) {
        match &mut self.shape {
            Shape::Unknown(start) => {
                let bytes = if start.is_empty() { bytes.trim_ascii_start() } else { bytes };
                start.extend_from_slice(bytes);
                if let Some(shape) = shape(start, &self.content_type) {
                    let start = std::mem::take(start);
                    self.shape = shape;
                    self.read(start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start), growth);
                }
            }
            Shape::Stream(decoder) => {
                let mut items = Vec::new();
                let read = decoder.feed(bytes, |item| items.push(item));
                for item in items {
                    match item {
                        Item::Event(event) => self.event(&event.event, &event.data, growth),
                        Item::Stray(line) => self.event("message", &line, growth),
                        Item::Comment => {}
                    }
                }
                self.bounded(read);
            }
            Shape::Objects(objects) => {
                let mut texts = Vec::new();
                let read = objects.feed(bytes, |text| texts.push(text.to_owned()));
                for text in texts {
                    self.values(&text, true, growth);
                }
                self.bounded(read);
            }
            Shape::Body(body) => {
                let room = failure::BODY.saturating_sub(body.len());
                body.extend(bytes.iter().take(room));
            }
        }
    }

    /// Reads what the end left unfinished.
    fn read_rest(&mut self, growth: &mut Growth) {
        match &mut self.shape {
            Shape::Stream(decoder) => {
                if let Some(event) = decoder.finish() {
                    self.event(&event.event, &event.data, growth);
                }
            }
            Shape::Objects(objects) => {
                // A whole answer may hang on its last brace; its text is kept, though it is not complete.
                let rest = objects.rest();
                let start = rest.find('{').and_then(|start| rest.get(start..));
                if let Some(json) = start.and_then(json::read_cut) {
                    self.chunks.cut = true;
                    self.chunks.value(&json, true, &self.facts, growth);
                }
            }
            Shape::Unknown(start) => self.shape = Shape::Body(std::mem::take(start)),
            Shape::Body(_) => {}
        }
    }

    fn event(&mut self, name: &str, data: &str, growth: &mut Growth) {
        if self.is_done() {
            return;
        }
        if name == "message"
            && let Some(words) = self.alike.words(data)
        {
            return self.chunks.say(&words, growth);
        }
        self.any |= !data.trim().is_empty();
        self.full_event(name, data, growth);
    }

    fn full_event(&mut self, name: &str, data: &str, growth: &mut Growth) {
        let mut came = Growth::default();
        self.values(data, name == "error", &mut came);
        // Only after the first words are the names told and the thoughts over, which are told once.
        if name == "message" && !self.is_done() && self.chunks.is_plain() && came.is_only_text() {
            self.alike.remember(data, &came.text);
        }
        growth.absorb(came);
        if name == "error" && !self.is_done() && !self.chunks.is_finished() {
            let report = failure::Report { message: data.to_owned(), ..failure::Report::default() };
            self.chunks.fault = Some(failure::reported(&report, &self.facts));
        }
    }

    fn values(&mut self, text: &str, alone: bool, growth: &mut Growth) {
        let (chunks, done, facts) = (&mut self.chunks, &mut self.done, &self.facts);
        find(text, |found| {
            if *done || chunks.fault.is_some() {
                return;
            }
            match found {
                Found::Value(json) => chunks.value(&json, alone, facts, growth),
                Found::Done => *done = true,
            }
        });
    }

    fn bounded(&mut self, read: Result<(), TooLarge>) {
        if read.is_err() && self.chunks.fault.is_none() {
            self.chunks.fault = Some(Fault::TooLarge);
        }
    }

    fn ending(&mut self, how: End) -> Ending {
        let ok = (200..300).contains(&self.status);
        if let Shape::Body(body) = &self.shape
            && !ok
        {
            return Ending::Failed(failure::fault(self.status, &self.content_type, body, &self.facts, self.wait));
        }
        if let Some(fault) = self.chunks.fault.take() {
            return Ending::Failed(fault);
        }
        let is_finished = self.chunks.is_finished();
        match self.chunks.finish.take() {
            Some(reason) if is_finished => return Ending::Finished(reason),
            Some(_) => return Ending::Failed(Fault::Reported { said: "".into() }),
            None if self.done => return Ending::Finished(FinishReason::Unsaid),
            None => {}
        }
        if how == End::Broken {
            return Ending::Interrupted(Interruption::ConnectionLost);
        }
        let excerpt = |text: &str| Fault::NotUnderstood { said: said::shown(text, &self.facts.secrets).into() };
        match &self.shape {
            Shape::Stream(_) if !self.any => Ending::Finished(FinishReason::Unsaid),
            Shape::Objects(_) if self.chunks.whole && !self.chunks.cut => Ending::Finished(FinishReason::Unsaid),
            Shape::Objects(_) if !self.chunks.understood && !self.chunks.odd.is_empty() => {
                Ending::Failed(excerpt(&self.chunks.odd))
            }
            Shape::Stream(_) | Shape::Objects(_) => Ending::Interrupted(Interruption::EndedEarly),
            Shape::Unknown(body) | Shape::Body(body) => {
                let text = String::from_utf8_lossy(body);
                if said::is_page(&text, &self.content_type) {
                    let address = std::rc::Rc::clone(&self.facts.address);
                    Ending::Failed(Fault::WebPage { status: self.status, address })
                } else if text.trim().is_empty() {
                    Ending::Finished(FinishReason::Unsaid)
                } else {
                    Ending::Failed(excerpt(&text))
                }
            }
        }
    }
}

/// What an answer is, as soon as its first bytes tell.
fn shape(start: &[u8], content_type: &str) -> Option<Shape> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    if start.len() < MARK.len() && MARK.starts_with(start) {
        return None;
    }
    let start = start.strip_prefix(MARK).unwrap_or(start).trim_ascii_start();
    let fields: [&[u8]; 5] = [b":", b"data:", b"event:", b"id:", b"retry:"];
    match start.first()? {
        b'{' | b'[' => Some(Shape::Objects(Objects::default())),
        b'<' => Some(Shape::Body(Vec::new())),
        _ if content_type.contains("event-stream") || fields.iter().any(|field| start.starts_with(field)) => {
            Some(Shape::Stream(Decoder::default()))
        }
        _ if fields.iter().any(|field| field.starts_with(start)) => None,
        _ => Some(Shape::Body(Vec::new())),
    }
}

#[cfg(test)]
mod tests;
