//! Every sentence a person can read, in every language. A missing translation does not compile.
//!
//! Each area of the page has a file with its struct and one constant per language. Sentences are short, verbs
//! first, without exclamation marks; Korean in polite plain style.

pub mod chat;
pub mod connections;
pub mod demo;
pub mod faults;
pub mod filing;
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

use std::fmt;
use std::ops::Deref;

use crate::domain::settings::Language;

/// Sentences of an area the first chat may do without: they then come with the second part of the program, which a pointer
/// to them would prevent (`docs/size.md`).
pub struct Later<T: 'static>(fn() -> &'static T);

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (self.0)()
    }
}

impl<T: fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        (**self).fmt(to)
    }
}

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
    pub search: Later<search::Search>,
    /// Pins, folders, the archive.
    pub filing: Later<filing::Filing>,
    /// A chat that has not begun.
    pub welcome: welcome::Welcome,
    /// The list of shortcuts.
    pub shortcuts: Later<shortcuts::Shortcuts>,
    /// Drawn markdown.
    pub markdown: markdown::Markdown,
    /// The settings page.
    pub settings: Later<settings::Settings>,
    /// What is stored.
    pub storage: storage::Storage,
    /// Exports and imports.
    pub transfer: Later<transfer::Transfer>,
    /// The encrypted keys.
    pub vault: vault::Vault,
    /// The connections and the model picker.
    pub connections: Later<connections::Connections>,
    /// The panel of a conversation.
    pub panel: Later<panel::Panel>,
    /// The built-in demo.
    pub demo: demo::Demo,
    /// What went wrong.
    pub faults: Later<faults::Faults>,
}

static ENGLISH: Texts = Texts {
    tag: "en",
    page: page::EN,
    chat: chat::EN,
    reply: reply::EN,
    history: history::EN,
    search: Later(|| &search::EN),
    filing: Later(|| &filing::EN),
    welcome: welcome::EN,
    shortcuts: Later(|| &shortcuts::EN),
    markdown: markdown::EN,
    settings: Later(|| &settings::EN),
    storage: storage::EN,
    transfer: Later(|| &transfer::EN),
    vault: vault::EN,
    connections: Later(|| &connections::english::EN),
    panel: Later(|| &panel::EN),
    demo: demo::EN,
    faults: Later(|| &faults::EN),
};
static KOREAN: Texts = Texts {
    tag: "ko",
    page: page::KO,
    chat: chat::KO,
    reply: reply::KO,
    history: history::KO,
    search: Later(|| &search::KO),
    filing: Later(|| &filing::KO),
    welcome: welcome::KO,
    shortcuts: Later(|| &shortcuts::KO),
    markdown: markdown::KO,
    settings: Later(|| &settings::KO),
    storage: storage::KO,
    transfer: Later(|| &transfer::KO),
    vault: vault::KO,
    connections: Later(|| &connections::korean::KO),
    panel: Later(|| &panel::KO),
    demo: demo::KO,
    faults: Later(|| &faults::KO),
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
