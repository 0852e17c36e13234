//! Every sentence a person can read, in every language. A missing translation does not compile.
//!
//! Each area of the page has a file with its struct and one constant per language. Sentences are short, verbs
//! first, without exclamation marks; Korean in polite plain style.

pub mod chat;
pub mod connections;
pub mod demo;
pub mod faults;
pub mod filing;
pub mod first_visit;
pub mod history;
pub mod markdown;
pub mod number;
pub mod page;
pub mod panel;
pub mod reply;
pub mod search;
pub mod settings;
pub mod shortcuts;
pub mod storage;
pub mod transfer;
pub mod vault;
pub mod welcome;

use crate::domain::settings::Language;

/// All sentences of one language.
#[derive(Debug)]
pub struct Texts {
    /// The language's tag for the page's `lang` attribute (BCP 47).
    pub tag: &'static str,
    /// What must stand outside the wasm.
    pub page: page::Page,
    /// The chat.
    pub chat: chat::Chat,
    /// A reply's states and figures.
    pub reply: reply::Reply,
    /// The list of conversations and its notices.
    pub history: history::History,
    /// Searching.
    pub search: search::Search,
    /// Pins, folders, the archive.
    pub filing: filing::Filing,
    /// A chat that has not begun.
    pub welcome: welcome::Welcome,
    /// The first visit.
    pub first_visit: first_visit::FirstVisit,
    /// The list of shortcuts.
    pub shortcuts: shortcuts::Shortcuts,
    /// Drawn markdown.
    pub markdown: markdown::Markdown,
    /// The settings page.
    pub settings: settings::Settings,
    /// What is stored.
    pub storage: storage::Storage,
    /// Exports and imports.
    pub transfer: transfer::Transfer,
    /// The encrypted keys.
    pub vault: vault::Vault,
    /// The connections and the model picker.
    pub connections: connections::Connections,
    /// The panel of a conversation.
    pub panel: panel::Panel,
    /// The built-in demo.
    pub demo: demo::Demo,
    /// What went wrong.
    pub faults: faults::Faults,
}

static ENGLISH: Texts = Texts {
    tag: "en",
    page: page::EN,
    chat: chat::EN,
    reply: reply::EN,
    history: history::EN,
    search: search::EN,
    filing: filing::EN,
    welcome: welcome::EN,
    first_visit: first_visit::EN,
    shortcuts: shortcuts::EN,
    markdown: markdown::EN,
    settings: settings::EN,
    storage: storage::EN,
    transfer: transfer::EN,
    vault: vault::EN,
    connections: connections::english::EN,
    panel: panel::EN,
    demo: demo::EN,
    faults: faults::EN,
};
static KOREAN: Texts = Texts {
    tag: "ko",
    page: page::KO,
    chat: chat::KO,
    reply: reply::KO,
    history: history::KO,
    search: search::KO,
    filing: filing::KO,
    welcome: welcome::KO,
    first_visit: first_visit::KO,
    shortcuts: shortcuts::KO,
    markdown: markdown::KO,
    settings: settings::KO,
    storage: storage::KO,
    transfer: transfer::KO,
    vault: vault::KO,
    connections: connections::korean::KO,
    panel: panel::KO,
    demo: demo::KO,
    faults: faults::KO,
};

/// The sentences for a choice of language; `browser` is the browser's preferred language tag.
#[must_use]
pub fn texts(choice: Language, browser: &str) -> &'static Texts {
    match choice {
        Language::English => &ENGLISH,
        Language::Korean => &KOREAN,
        Language::System if browser.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("ko")) => &KOREAN,
        Language::System => &ENGLISH,
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}
