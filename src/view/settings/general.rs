//! Theme, language and the default system prompt.

use std::rc::Rc;

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::domain::settings::{Language, Settings, Theme};
use crate::domain::text::settings::{ENGLISH, KOREAN};
use crate::view::resting::use_resting;
use crate::view::segments::Segments;
use crate::view::settings::changed;
use crate::view::use_ui;

const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
const LANGUAGES: [Language; 3] = [Language::System, Language::English, Language::Korean];

/// Properties of [`General`].
#[derive(Clone, PartialEq, Properties)]
pub struct GeneralProps {
    /// The settings.
    pub settings: Rc<Settings>,
}

/// What is set for the whole app.
#[component]
pub fn General(props: &GeneralProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.settings;
    let settings = &props.settings;
    let choose_theme = {
        let (ui, settings) = (ui.clone(), Rc::clone(settings));
        Callback::from(move |at: usize| {
            if let Some(theme) = THEMES.get(at) {
                changed(&ui, &settings, |settings| settings.theme = *theme);
            }
        })
    };
    let choose_language = {
        let (ui, settings) = (ui.clone(), Rc::clone(settings));
        Callback::from(move |at: usize| {
            if let Some(language) = LANGUAGES.get(at) {
                changed(&ui, &settings, |settings| settings.language = *language);
            }
        })
    };
    let prompt = {
        let (ui, settings) = (ui.clone(), Rc::clone(settings));
        let take = Callback::from(move |text: Rc<str>| {
            changed(&ui, &settings, |settings| settings.system_prompt = text);
            true
        });
        use_resting(Rc::clone(&props.settings.system_prompt), take)
    };
    let (typed, left) = (prompt.typed, prompt.left);
    html! {
        <>
            <section aria-labelledby="appearance-heading">
                <h2 id="appearance-heading">{ t.appearance }</h2>
                <Segments name="theme" label={t.theme} choices={vec![t.system.into(), t.light.into(), t.dark.into()]}
                    chosen={THEMES.iter().position(|theme| *theme == settings.theme).unwrap_or_default()}
                    onchoose={choose_theme} />
                <Segments name="language" label={t.language}
                    choices={vec![t.system.into(), ENGLISH.into(), KOREAN.into()]}
                    chosen={LANGUAGES.iter().position(|language| *language == settings.language).unwrap_or_default()}
                    onchoose={choose_language} />
            </section>
            <section aria-labelledby="prompt-heading">
                <h2 id="prompt-heading">{ t.system_prompt }</h2>
                <div class="field">
                    <textarea id="default-prompt" rows="4" dir="auto" aria-labelledby="prompt-heading"
                        aria-describedby="prompt-about" placeholder={t.system_prompt_example} value={prompt.text}
                        oninput={Callback::from(move |event: InputEvent| {
                            typed.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value().into());
                        })}
                        onblur={Callback::from(move |_| left.emit(()))} onkeydown={prompt.keydown} />
                    <p id="prompt-about" class="hint">{ t.system_prompt_about }</p>
                </div>
            </section>
        </>
    }
}
