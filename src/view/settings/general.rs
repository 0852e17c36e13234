//! Theme, language and the default system prompt.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::settings::{Language, Settings, Theme};
use crate::domain::text::settings::{ENGLISH, KOREAN};
use crate::state::action::Action;
use crate::view::Ui;
use crate::view::panel::prompt::Prompt;
use crate::view::segments::segments;

const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
const LANGUAGES: [Language; 3] = [Language::System, Language::English, Language::Korean];

/// What was set.
enum Set {
    Theme(usize),
    Language(usize),
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
                Set::Prompt(text) => changed.system_prompt = text,
            }
            if changed != *settings {
                ui.send(Action::SettingsChanged(changed));
            }
        })
    };
    let theme = THEMES.iter().position(|theme| *theme == settings.theme).unwrap_or_default();
    let language = LANGUAGES.iter().position(|language| *language == settings.language).unwrap_or_default();
    html! {
        <>
            <section aria-labelledby="appearance-heading">
                <h2 id="appearance-heading">{ t.appearance }</h2>
                { segments("theme", t.theme, &[t.system, t.light, t.dark], theme, &set.reform(Set::Theme)) }
                { segments("language", t.language, &[t.system, ENGLISH, KOREAN], language, &set.reform(Set::Language)) }
            </section>
            <section aria-labelledby="prompt-heading">
                <h2 id="prompt-heading">{ t.system_prompt }</h2>
                <div class="field">
                    <Prompt id="default-prompt" named_by="prompt-heading" note="prompt-about"
                        placeholder={t.system_prompt_example} value={Rc::clone(&settings.system_prompt)}
                        onchange={set.reform(Set::Prompt)} />
                    <p id="prompt-about" class="hint">{ t.system_prompt_about }</p>
                </div>
            </section>
        </>
    }
}
