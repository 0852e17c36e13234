//! What new chats begin with: context and parameters, taken from a conversation and given to the next ones.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::moment::Moment;
use crate::domain::settings::{ChatDefaults, Settings};
use crate::state::State;
use crate::state::effect::Effect;

/// The context and the parameters of a conversation.
#[must_use]
pub fn defaults_of(conversation: &Conversation) -> ChatDefaults {
    ChatDefaults { context: conversation.context, parameters: Rc::clone(&conversation.parameters) }
}

fn apply(defaults: &ChatDefaults, conversation: &mut Conversation) {
    conversation.context = defaults.context;
    conversation.parameters = Rc::clone(&defaults.parameters);
}

impl State {
    /// New chats begin as the conversation on the page is set.
    pub(super) fn chat_defaults_saved(&mut self) -> Vec<Effect> {
        let Some(conversation) = self.conversation() else { return Vec::new() };
        let new_chats = defaults_of(conversation);
        if new_chats == self.settings.new_chats {
            return Vec::new();
        }
        self.settings_changed(Settings { new_chats, ..(*self.settings).clone() })
    }

    /// The conversation on the page is set as new chats are.
    pub(super) fn chat_defaults_restored(&mut self, now: Moment) -> Vec<Effect> {
        let defaults = self.settings.new_chats.clone();
        if self.conversation().is_none_or(|conversation| defaults_of(conversation) == defaults) {
            return Vec::new();
        }
        self.adjust(now, |conversation| apply(&defaults, conversation))
    }

    /// A conversation that begins now takes the defaults.
    pub(super) fn with_chat_defaults(&self, mut conversation: Conversation) -> Rc<Conversation> {
        apply(&self.settings.new_chats, &mut conversation);
        Rc::new(conversation)
    }

    /// The chat that has not begun takes other defaults, unless the person has set it otherwise.
    pub(super) fn chat_defaults_changed(&mut self, before: &ChatDefaults) {
        if defaults_of(&self.chat.fresh) == *before && self.settings.new_chats != *before {
            apply(&self.settings.new_chats, Rc::make_mut(&mut self.chat.fresh));
        }
    }
}
