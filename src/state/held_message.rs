//! A message with an API key in it: held back, with one question, before it goes to a model.
//!
//! Promises: without an answer nothing is sent, no title is made, and no stored draft has the key in it.

use std::rc::Rc;

use crate::domain::error::Obstacle;
use crate::domain::id::MessageId;
use crate::domain::key_shape::{find, holds_key, redacted};
use crate::state::State;
use crate::state::action::Action;
use crate::state::effect::{Effect, Place};
use crate::state::route::Route;

/// A message that was held back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldMessage {
    /// It was written in the composer.
    Sent(Rc<str>),
    /// It is an older message that was edited.
    Edited(MessageId, Rc<str>),
}

/// The answer to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Send it all the same.
    Send,
    /// Make a connection with the key.
    Connect,
    /// Go on editing.
    Edit,
}

impl HeldMessage {
    /// What was written.
    #[must_use]
    pub fn text(&self) -> &Rc<str> {
        match self {
            Self::Sent(text) | Self::Edited(_, text) => text,
        }
    }
}

impl State {
    /// Holds a message back if there is a key in it and the person did not allow just that. Says whether it is held.
    pub(super) fn holds_back(&mut self, message: HeldMessage) -> bool {
        let holds = self.allowed.as_ref() != Some(message.text()) && holds_key(message.text());
        self.held = holds.then_some(message);
        if holds {
            self.chat.obstacle = Some(Obstacle::HoldsKey);
        } else {
            self.chat.obstacle.take_if(|obstacle| *obstacle == Obstacle::HoldsKey);
        }
        holds
    }

    /// The message that was held back in place of the answer that lets it go; any other action as it is.
    pub(super) fn released(&mut self, action: Action) -> Action {
        if !matches!(action, Action::HeldMessage(Answer::Send)) {
            return action;
        }
        let Some(held) = self.held.take() else { return action };
        self.allowed = Some(Rc::clone(held.text()));
        match held {
            HeldMessage::Sent(text) => Action::Sent(text),
            HeldMessage::Edited(message, text) => Action::Edited(message, text),
        }
    }

    pub(super) fn held_answered(&mut self, answer: Answer) -> Vec<Effect> {
        self.chat.obstacle.take_if(|obstacle| *obstacle == Obstacle::HoldsKey);
        let Some(held) = self.held.take() else { return Vec::new() };
        match (answer, held) {
            (Answer::Connect, held) => self.connect_with_key(&held),
            (_, HeldMessage::Sent(_)) => vec![Effect::Focus(Place::Composer)],
            // The box in which it is edited still holds it.
            (_, HeldMessage::Edited(..)) => Vec::new(),
        }
    }

    /// Takes the key to where connections are made. What else was written waits in the composer.
    fn connect_with_key(&mut self, held: &HeldMessage) -> Vec<Effect> {
        let text = held.text();
        let key = find(text).first().and_then(|place| text.get(place.clone())).unwrap_or_default();
        self.first_visit.paste(key);
        let draft = match &self.route {
            Route::Conversation(id) => Some(id.clone()),
            _ => None,
        };
        let rest = redacted(text).unwrap_or_default();
        let rest: Rc<str> = match (held, self.chat.drafts.get(&draft)) {
            (HeldMessage::Edited(..), Some(written)) if !written.trim().is_empty() => {
                format!("{written}\n\n{rest}").into()
            }
            _ => rest.into(),
        };
        self.chat.drafts.insert(draft.clone(), Rc::clone(&rest));
        self.chat.compose(Rc::clone(&rest));
        let mut effects =
            vec![Effect::SaveDraft(draft, rest), Effect::Go { route: Route::NewConnection, replace: false }];
        effects.extend(self.list_at_once());
        effects
    }
}
