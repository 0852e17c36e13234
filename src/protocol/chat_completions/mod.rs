//! Chat completions: what is asked of a server, and what comes back of its answer.
//!
//! These are the words the upper layers use; how a request is written is in `request`, how an answer is read in
//! `answer`.

use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::error::{Fault, Obstacle};
use crate::domain::message::{Body, FinishReason, Interruption, Message, ToolCall, Usage};
use crate::domain::parameters::Parameters;
use crate::domain::secret::Secret;

mod alike;
pub mod answer;
mod choice;
mod chunk;
mod halves;
mod messages;
mod objects;
pub mod reader;
pub mod request;
mod think;
mod tools;

/// Stands among a model's refusals when its server wants a reply's reasoning sent back (DeepSeek).
pub const NEEDS_REASONING: &str = "needs:reasoning_content";

/// Headers, name and value.
pub type Headers = Vec<(Rc<str>, Secret)>;

/// One HTTP request, ready to be sent: a POST if it has a body, else a GET. `Debug` does not show header values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The whole address.
    pub address: String,
    /// All headers there are to send. Both parts are fit for a header.
    pub headers: Headers,
    /// JSON; empty for none.
    pub body: String,
    /// Whether the answer was asked for word by word.
    pub streamed: bool,
    /// The server's host, with port if it is not the usual one.
    pub host: Rc<str>,
    /// The model asked.
    pub model: Rc<str>,
    /// Whether a key goes along.
    pub had_key: bool,
    /// The fields of the person's own that go along.
    pub extra: Vec<Rc<str>>,
}

/// What of a request must be known to read its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFacts {
    /// The server's host, with port if it is not the usual one.
    pub host: Rc<str>,
    /// The address, without query.
    pub address: Rc<str>,
    /// The model asked.
    pub model: Rc<str>,
    /// Whether a key went along.
    pub had_key: bool,
    /// Whether the answer was asked for word by word.
    pub streamed: bool,
    /// What a server's words must not be shown with.
    pub secrets: Vec<Secret>,
    /// The fields of the person's own that went along.
    pub extra: Vec<Rc<str>>,
}

impl Call {
    /// What of it must be known to read its answer.
    #[must_use]
    pub fn facts(&self) -> CallFacts {
        let bare = |value: &Secret| Secret::new(value.reveal().trim_start_matches("Bearer "));
        CallFacts {
            host: Rc::clone(&self.host),
            address: self.address.split('?').next().unwrap_or_default().into(),
            model: Rc::clone(&self.model),
            had_key: self.had_key,
            streamed: self.streamed,
            secrets: self.headers.iter().map(|(_, value)| bare(value)).collect(),
            extra: self.extra.clone(),
        }
    }
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Whom.
    pub connection: &'a Connection,
    /// Its secrets, if there are any.
    pub secrets: Option<&'a Secrets>,
    /// The model.
    pub model: &'a str,
    /// Empty: none.
    pub system_prompt: &'a str,
    /// What the person set.
    pub parameters: &'a Parameters,
    /// The messages that go along: the question last, or the reply that is to go on.
    pub messages: &'a [Turn<'a>],
    /// Whether a reply is to go on.
    pub continuing: Continuing,
}

/// What goes along. It is written from where it stands, and not copied before.
#[derive(Clone, Copy, Debug)]
pub enum Turn<'a> {
    /// A question in these words.
    Asked(&'a str),
    /// A message. What the model thought is sent only to a model that is known to demand it.
    Said(&'a Message),
}

impl Turn<'_> {
    /// About how many bytes it takes.
    fn size(self) -> usize {
        let text = match self {
            Self::Asked(text) => text.len(),
            Self::Said(message) => match &message.body {
                Body::User(text) => text.len(),
                Body::Reply(reply) => reply.text.len(),
            },
        };
        text + text / 16 + 40
    }
}

/// Whether the last message is a reply that was cut and is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continuing {
    /// A new reply is asked for.
    No,
    /// The server goes on with an assistant message that stands last.
    Prefill,
    /// The model is asked in words to go on.
    InWords,
}

/// The request for a question.
///
/// # Errors
/// Says what is missing: an address, a model, a key that may go to this address, or sense in the extra body.
pub fn call(question: &Question<'_>) -> Result<Call, Obstacle> {
    request::call(question)
}

/// What came of an answer since the last time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Growth {
    /// More of the text.
    pub text: String,
    /// More of the thoughts.
    pub reasoning: String,
    /// All tools asked for so far, if that changed; else empty.
    pub tools: Vec<ToolCall>,
    /// The server's id of the answer, told once.
    pub answer_id: Option<Rc<str>>,
    /// The model as the server names it, told once.
    pub model: Option<Rc<str>>,
    /// All that is known of tokens, if that changed.
    pub usage: Option<Usage>,
    /// The server showed that it lives, and gave nothing to show.
    pub alive: bool,
    /// The thoughts are at an end; told once.
    pub reasoning_over: bool,
    /// It came whole, in a message and not in a stream, so that the time of its first token is not known.
    pub whole: bool,
    /// What was the reply so far is another version, under this index: a lower choice came. The text and the thoughts
    /// here are the beginning of the reply that takes its place.
    pub demoted: Option<u32>,
    /// More of the other choices, each index once.
    pub versions: Vec<Version>,
}

/// What came of a choice that is not the reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// The choice, as the server numbers it.
    pub index: u32,
    /// What is new of it.
    pub growth: Growth,
    /// How it ended, where the server said so.
    pub ending: Option<Ending>,
}

impl Growth {
    /// Takes in what came after it.
    pub fn absorb(&mut self, later: Self) {
        let output = self.has_output() || later.has_output();
        if let Some(index) = later.demoted {
            let before = Self {
                text: std::mem::take(&mut self.text),
                reasoning: std::mem::take(&mut self.reasoning),
                tools: std::mem::take(&mut self.tools),
                reasoning_over: std::mem::take(&mut self.reasoning_over),
                ..Self::default()
            };
            if before.has_output() {
                self.change_version(index, |version| version.growth.absorb(before));
            }
            // Of two in a row the first one was shown; what came of the second stands here.
            self.demoted.get_or_insert(index);
        }
        for version in later.versions {
            self.change_version(version.index, |held| {
                held.growth.absorb(version.growth);
                held.ending = version.ending.or(held.ending.take());
            });
        }
        self.text.push_str(&later.text);
        self.reasoning.push_str(&later.reasoning);
        if !later.tools.is_empty() {
            self.tools = later.tools;
        }
        self.answer_id = later.answer_id.or(self.answer_id.take());
        self.model = later.model.or(self.model.take());
        self.usage = later.usage.or(self.usage);
        self.alive = (self.alive || later.alive) && !output;
        self.reasoning_over |= later.reasoning_over;
        self.whole |= later.whole;
    }

    /// Changes what is new of a version.
    pub fn change_version(&mut self, index: u32, change: impl FnOnce(&mut Version)) {
        if let Some(version) = self.versions.iter_mut().find(|version| version.index == index) {
            return change(version);
        }
        let mut version = Version { index, ..Version::default() };
        change(&mut version);
        self.versions.push(version);
    }

    /// Whether text came and nothing else.
    #[must_use]
    pub fn is_only_text(&self) -> bool {
        let bare = self.reasoning.is_empty() && self.tools.is_empty() && self.usage.is_none() && !self.reasoning_over;
        let alone = self.demoted.is_none() && self.versions.is_empty();
        bare && alone && !self.text.is_empty() && self.answer_id.is_none() && self.model.is_none()
    }

    /// Takes out the first of it: at most so many bytes of output, thoughts before text.
    #[must_use]
    pub fn first(&mut self, bytes: usize) -> Self {
        if self.size() <= bytes {
            return std::mem::take(self);
        }
        let reasoning = cut(&mut self.reasoning, bytes);
        let rest = if self.reasoning.is_empty() { bytes - reasoning.len() } else { 0 };
        let text = cut(&mut self.text, rest);
        Self {
            text,
            reasoning,
            answer_id: self.answer_id.take(),
            model: self.model.take(),
            demoted: self.demoted.take(),
            whole: self.whole,
            versions: std::mem::take(&mut self.versions),
            ..Self::default()
        }
    }

    /// How much output it holds, in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        let versions: usize = self.versions.iter().map(|version| version.growth.size()).sum();
        self.text.len() + self.reasoning.len() + versions
    }

    /// Whether nothing came at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether there is something to show of the model's output.
    #[must_use]
    pub fn has_output(&self) -> bool {
        !self.text.is_empty()
            || !self.reasoning.is_empty()
            || !self.tools.is_empty()
            || self.demoted.is_some()
            || self.versions.iter().any(|version| version.growth.has_output())
    }
}

/// Cuts off at most so many bytes of the beginning, between two characters.
fn cut(text: &mut String, bytes: usize) -> String {
    let mut at = bytes.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let rest = text.split_off(at);
    std::mem::replace(text, rest)
}

/// How the bytes of an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The server closed it.
    Clean,
    /// The network failed.
    Broken,
    /// We broke it off, because it was done.
    Enough,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Complete.
    Finished(FinishReason),
    /// Without the server saying that it was done.
    Interrupted(Interruption),
    /// With an error.
    Failed(Fault),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growths_add_up_in_the_order_they_came() {
        let mut sum = Growth { text: "a".into(), answer_id: Some("1".into()), ..Growth::default() };
        sum.absorb(Growth { alive: true, ..Growth::default() });
        sum.absorb(Growth { text: "b".into(), reasoning_over: true, ..Growth::default() });
        let expected =
            Growth { text: "ab".into(), answer_id: Some("1".into()), reasoning_over: true, ..Growth::default() };
        assert_eq!(sum, expected);
        assert!(!sum.is_empty() && Growth::default().is_empty());
    }

    #[test]
    fn a_call_does_not_print_what_its_headers_hold() {
        let call = Call {
            address: "https://x.example/v1/chat/completions?a=1".into(),
            headers: vec![("authorization".into(), Secret::new("Bearer sk-secret-0123"))],
            body: "{}".into(),
            streamed: true,
            host: "x.example".into(),
            model: "m".into(),
            had_key: true,
            extra: Vec::new(),
        };
        assert!(!format!("{call:?} {:?}", call.facts()).contains("secret-"));
        let facts = call.facts();
        assert_eq!(&*facts.address, "https://x.example/v1/chat/completions");
        assert_eq!(facts.secrets.first().map(Secret::reveal), Some("sk-secret-0123"));
    }
}
