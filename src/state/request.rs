//! From a conversation to a request: which messages go along, with which settings.

use std::rc::Rc;

use crate::domain::archive::vault::Standing;
use crate::domain::conversation::{Context, Conversation};
use crate::domain::error::Obstacle;
use crate::domain::id::MessageId;
use crate::domain::message::{Body, Message};
use crate::protocol::chat_completions::{Continuing, Question, Turn, call};
use crate::state::State;
use crate::state::effect::Ask;

impl State {
    /// The request for a reply that stands in `talk`, with what comes before it on its branch.
    ///
    /// # Errors
    /// Says what is missing before anything can be sent.
    pub(super) fn ask(&self, talk: &Conversation, reply: &MessageId) -> Result<Ask, Obstacle> {
        if self.framed {
            return Err(Obstacle::Framed);
        }
        let connection = self.connection_of(talk).cloned().ok_or(Obstacle::NoConnection)?;
        let before = before(talk, reply);
        let had = talk.message(reply).map(|message| message.text()).unwrap_or_default();
        if connection.is_demo() {
            return Ok(Ask::Demo {
                text: before.iter().rev().find_map(|message| user_text(message)).unwrap_or_default(),
                questions: before.iter().filter(|message| user_text(message).is_some()).count(),
                continuing: (!had.is_empty()).then(|| had.into()),
                language: self.texts().tag,
            });
        }
        let model = self.model_of(talk);
        if model.is_empty() {
            return Err(Obstacle::NoModel);
        }
        let secrets = self.connections.secrets(&connection);
        if secrets.is_none() && self.vault.locks(&connection) {
            let locked = self.vault.standing == Standing::Locked;
            return Err(if locked { Obstacle::Locked } else { Obstacle::KeyUnreadable });
        }
        if secrets.is_none() && connection.preset.facts().needs_key {
            return Err(Obstacle::KeyMissing);
        }
        let mut messages: Vec<Turn<'_>> = before.iter().map(|message| Turn::Said(message)).collect();
        // A reply of white space alone has nothing to go on from; what comes is added to it all the same.
        let begun = talk.message(reply).filter(|_| !had.trim().is_empty());
        messages.extend(begun.map(|message| Turn::Said(message)));
        let continuing = match begun {
            None => Continuing::No,
            Some(_) if connection.preset.facts().prefills => Continuing::Prefill,
            Some(_) => Continuing::InWords,
        };
        let call = call(&Question {
            connection: &connection,
            secrets: secrets.map(Rc::as_ref),
            model: &model,
            system_prompt: talk.system_prompt.as_deref().unwrap_or(&self.settings.system_prompt),
            parameters: &talk.parameters,
            messages: &messages,
            continuing,
        })?;
        Ok(Ask::Server { call, connection })
    }
}

/// What is sent along with a reply's question, the question last.
fn before(talk: &Conversation, reply: &MessageId) -> Vec<Rc<Message>> {
    let mut branch = Vec::new();
    let mut at = talk.message(reply).and_then(|message| message.parent.as_ref());
    // A parent stands before its child, so that one way up finds nearly all of them.
    let mut above = talk.messages.iter().rev();
    // What was stored may hold a cycle; no branch is longer than there are messages.
    while let Some(id) = at.filter(|_| branch.len() < talk.messages.len()) {
        let Some(message) = above.find(|message| message.id == *id).or_else(|| talk.message(id)) else { break };
        branch.push(Rc::clone(message));
        if talk.context == Context::Alone && user_text(message).is_some() {
            break;
        }
        at = message.parent.as_ref();
    }
    branch.reverse();
    branch
}

fn user_text(message: &Message) -> Option<Rc<str>> {
    match &message.body {
        Body::User(text) => Some(Rc::clone(text)),
        Body::Reply(_) => None,
    }
}
