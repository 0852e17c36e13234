//! Theme, language and the default system prompt.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::settings::{EnterKey, Language, Settings, Theme};
use crate::domain::text::settings::{ENGLISH, KOREAN};
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::element::{element, side_by_side};
use crate::view::panel::prompt::Prompt;
use crate::view::part::part;
use crate::view::segments::segments;
use crate::view::settings::new_chats::new_chats;
use crate::view::text_field::line;

const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
const ENTER_KEYS: [EnterKey; 3] = [EnterKey::ByDevice, EnterKey::Sends, EnterKey::BreaksLine];
const LANGUAGES: [Language; 3] = [Language::System, Language::English, Language::Korean];

/// What was set.
enum Set {
    Theme(usize),
    Language(usize),
    Enter(usize),
    Prompt(Rc<str>),
}

/// What is set for the whole app.
pub fn general(settings: &Rc<Settings>, ui: &Ui) -> Html {
    let t = &ui.texts.settings;
    let set = {
        let (ui, settings) = (ui.clone(), Rc::clone(settings));
        Callback::from(move |set: Set| {
            let mut changed = (*settings).clone();
            match set {
                Set::Theme(at) => changed.theme = THEMES.get(at).copied().unwrap_or_default(),
                Set::Language(at) => changed.language = LANGUAGES.get(at).copied().unwrap_or_default(),
                Set::Enter(at) => changed.enter = ENTER_KEYS.get(at).copied().unwrap_or_default(),
                Set::Prompt(text) => changed.system_prompt = text,
            }
            if changed != *settings {
                ui.send(Action::SettingsChanged(changed));
            }
        })
    };
    let theme = THEMES.iter().position(|theme| *theme == settings.theme).unwrap_or_default();
    let language = LANGUAGES.iter().position(|language| *language == settings.language).unwrap_or_default();
    let language = segments("language", t.language, &[t.system, ENGLISH, KOREAN], language, &set.reform(Set::Language));
    let appearance = element("section aria-labelledby=appearance-heading")
        .child(element("h2 id=appearance-heading").child(t.appearance))
        .child(segments("theme", t.theme, &[t.system, t.light, t.dark], theme, &set.reform(Set::Theme)))
        .child(language);
    let enter = ENTER_KEYS.iter().position(|enter| *enter == settings.enter).unwrap_or_default();
    let enter_names = [t.enter_by_device, t.enter_sends, t.enter_breaks];
    let writing = element("section aria-labelledby=writing-heading")
        .child(element("h2 id=writing-heading").child(t.writing))
        .child(segments("enter", t.enter, &enter_names, enter, &set.reform(Set::Enter)))
        .child(line("hint", t.enter_about));
    let field = part(Prompt {
        id: "default-prompt",
        named_by: Some("prompt-heading"),
        note: Some("prompt-about"),
        placeholder: t.system_prompt_example.into(),
        value: Rc::clone(&settings.system_prompt),
        onchange: set.reform(Set::Prompt),
    });
    let about = element("p id=prompt-about class=hint").child(t.system_prompt_about);
    let prompt = element("section aria-labelledby=prompt-heading")
        .child(element("h2 id=prompt-heading").child(t.system_prompt))
        .child(element("div class=field").child(field).child(about));
    side_by_side(vec![appearance.html(), writing.html(), prompt.html(), new_chats(settings, ui)])
}
