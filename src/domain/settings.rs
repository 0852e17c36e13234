//! What a person set for the whole app. One field per setting, one row per field on the settings page.

use std::rc::Rc;

use crate::domain::conversation::Context;
use crate::domain::id::ConnectionId;
use crate::domain::parameters::Parameters;

/// The settings. Those of a newer version are kept as they are; see `archive`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// The language of the interface.
    pub language: Language,
    /// The connection that new conversations begin with. None: the first one a person made, else the demo.
    pub connection: Option<ConnectionId>,
    /// The system prompt of conversations that have none of their own.
    pub system_prompt: Rc<str>,
    /// Whether the list of conversations is shown where there is room.
    pub sidebar: bool,
    /// Whether the panel of the conversation is shown where there is room.
    pub panel: bool,
    /// In which order the conversations are listed.
    pub sort: Sort,
    /// What Enter does in the composer.
    pub enter: EnterKey,
    /// What new conversations begin with.
    pub new_chats: ChatDefaults,
    /// Settings of a newer version as JSON members, so that writing the record does not lose them. Empty: none.
    pub unknown: Rc<str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            language: Language::System,
            connection: None,
            system_prompt: Rc::default(),
            sidebar: true,
            panel: false,
            sort: Sort::Changed,
            enter: EnterKey::ByDevice,
            new_chats: ChatDefaults::default(),
            unknown: Rc::default(),
        }
    }
}

/// What a new conversation begins with, apart from who answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatDefaults {
    /// Which messages are sent.
    pub context: Context,
    /// The parameters of its requests.
    pub parameters: Rc<Parameters>,
}

/// What Enter does in the composer. Control or Command with Enter always sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnterKey {
    /// Sends, except on the keyboard that a phone or tablet draws on its screen.
    #[default]
    ByDevice,
    /// Sends.
    Sends,
    /// Begins a new line.
    BreaksLine,
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Theme {
    Light,
    Dark,
    #[default]
    System,
}

/// In which order the conversations are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The one written in last first.
    #[default]
    Changed,
    /// The one begun last first.
    Created,
    /// By title.
    Title,
}

/// The language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Language {
    English,
    Korean,
    #[default]
    System,
}
