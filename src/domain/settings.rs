//! What a person set for the whole app. One field per setting, one row per field on the settings page.

use std::rc::Rc;

use crate::domain::id::ConnectionId;

/// The settings. Unknown fields of a newer version are left alone by never being read; see `archive`.
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
        }
    }
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
