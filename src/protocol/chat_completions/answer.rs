//! Reads one HTTP answer, however it was cut and whatever it turns out to be.
//!
//! What it is is told from its first bytes, not from its header alone: an event stream, JSON (one value or one a
//! line), a web page, or other text. An answer counts as complete only with a reason to finish, `[DONE]`, a whole
//! JSON message, or nothing at all; an end without them is an interruption. Everything that came before `[DONE]` is
//! given out, also behind a reason to finish or an error; when to stop waiting for more is decided in `reader`.

use crate::domain::error::Fault;
use crate::domain::json;
use crate::domain::message::{FinishReason, Interruption};
use crate::protocol::chat_completions::alike::Alike;
use crate::protocol::chat_completions::chunk::Chunks;
use crate::protocol::chat_completions::objects::{Found, Objects, find};
use crate::protocol::chat_completions::{CallFacts, End, Ending, Growth};
use crate::protocol::failure::Report;
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
    /// Lines of a stream that are no fields of it, as far as they make no JSON yet.
    stray: String,
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
            stray: String::new(),
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
            || self.chunks.fault == Some(Fault::TooLarge)
            || matches!(&self.shape, Shape::Body(body) if body.len() >= failure::BODY)
    }

    /// Whether the server gave a reason to finish. Token counts may follow, and with some servers even words.
    #[must_use]
    pub fn has_finish(&self) -> bool {
        self.chunks.is_finished()
    }

    /// Whether the server told of an error. With some servers words follow.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.chunks.fault.is_some()
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
                    self.item(item, growth);
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
                let mut items = Vec::new();
                decoder.finish(|item| items.push(item));
                for item in items {
                    self.item(item, growth);
                }
                self.end_stray();
            }
            Shape::Objects(objects) => {
                // A whole answer may hang on its last brace; its text is kept, though it is not complete.
                let rest = objects.rest();
                let Some(start) = rest.find('{').and_then(|start| rest.get(start..)) else { return };
                match json::read_cut(start) {
                    Some(json) => {
                        self.chunks.cut = true;
                        self.chunks.value(&json, true, &self.facts, growth);
                    }
                    None => self.chunks.broken(start, true, &self.facts),
                }
            }
            Shape::Unknown(start) => self.shape = Shape::Body(std::mem::take(start)),
            Shape::Body(_) => {}
        }
    }

    fn item(&mut self, item: Item, growth: &mut Growth) {
        match item {
            Item::Event(event) => {
                self.end_stray();
                // Only the last words of a stream say why it ended.
                self.stray.clear();
                self.event(&event.event, &event.data, growth);
            }
            Item::Stray(line) => self.stray(&line, growth),
            Item::Comment => {}
        }
    }

    /// A line that is no field: JSON, in one line or spread over several, or a server's last words.
    fn stray(&mut self, line: &str, growth: &mut Growth) {
        if self.is_done() || self.stray.len() + line.len() > failure::BODY {
            return;
        }
        if line.trim() == "[DONE]" {
            return self.event("message", line, growth);
        }
        // An object that begins here was not meant to go on from noise before it.
        if line.starts_with('{') && !self.stray.starts_with('{') {
            self.stray.clear();
        }
        self.stray.push_str(line);
        self.stray.push('\n');
        let ends = line.trim_end().ends_with(['}', ']']);
        if ends && json::read(self.stray.trim_start()).is_some() {
            let text = std::mem::take(&mut self.stray);
            self.event("message", &text, growth);
        }
    }

    /// What was to be JSON is none: nothing follows that would make it one.
    fn end_stray(&mut self) {
        if self.stray.starts_with(['{', '[']) {
            self.chunks.broken(&std::mem::take(&mut self.stray), false, &self.facts);
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
        if came.demoted.is_some() {
            self.alike = Alike::default();
        }
        // Only after the first words are the names told and the thoughts over, which are told once.
        if name == "message" && !self.is_done() && self.chunks.is_plain() && came.is_only_text() {
            self.alike.remember(data, &came.text);
        }
        growth.absorb(came);
        if name == "error" && !self.is_done() && !self.has_error() {
            self.chunks.fail(self.told(data));
        }
    }

    fn values(&mut self, text: &str, alone: bool, growth: &mut Growth) {
        let (chunks, done, facts) = (&mut self.chunks, &mut self.done, &self.facts);
        find(text, |found| match found {
            _ if *done => {}
            Found::Value(json) => chunks.value(&json, alone, facts, growth),
            Found::Done => *done = true,
            Found::Broken(text) => chunks.broken(text, alone, facts),
        });
    }

    fn bounded(&mut self, read: Result<(), TooLarge>) {
        if read.is_err() {
            self.chunks.fault = Some(Fault::TooLarge);
        }
    }

    /// The fault that these words of the server mean.
    fn told(&self, words: &str) -> Fault {
        let message = if said::is_page(words, "") { said::page_text(words) } else { words.to_owned() };
        failure::reported(&Report { message, ..Report::default() }, &self.facts)
    }

    /// What became of it so far, if it ended now in that way.
    #[must_use]
    pub fn ending(&self, how: End) -> Ending {
        let ok = (200..300).contains(&self.status);
        if let Shape::Body(body) = &self.shape
            && !ok
        {
            return Ending::Failed(failure::fault(self.status, &self.content_type, body, &self.facts, self.wait));
        }
        if let Some(fault) = &self.chunks.fault {
            return Ending::Failed(fault.clone());
        }
        let broken = how == End::Broken && !self.done;
        match self.chunks.finish() {
            // A reason that words followed was none, so nothing says that these were the last.
            Some(_) if broken && self.chunks.is_doubtful() => {}
            Some(reason) => return Ending::Finished(reason.clone()),
            None if self.done => return Ending::Finished(FinishReason::Unsaid),
            None => {}
        }
        if how == End::Broken {
            return Ending::Interrupted(Interruption::ConnectionLost);
        }
        if !self.stray.trim().is_empty() {
            return Ending::Failed(self.told(&self.stray));
        }
        let excerpt = |text: &str| Fault::NotUnderstood { said: said::shown(text, &self.facts.secrets).into() };
        match &self.shape {
            Shape::Stream(_) if !self.any => Ending::Finished(FinishReason::Unsaid),
            Shape::Objects(_) if self.chunks.whole && !self.chunks.cut => Ending::Finished(FinishReason::Unsaid),
            Shape::Stream(_) | Shape::Objects(_) if !self.chunks.understood && !self.chunks.odd.is_empty() => {
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
