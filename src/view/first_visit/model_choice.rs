//! The choice of a model among those that a server lists, without those one cannot chat with unless they are wanted.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::domain::model_choice::{ListedModel, chats};
use crate::domain::preset::Preset;
use crate::state::action::Action;
use crate::state::first_visit::Step;
use crate::view::use_ui;

/// The most models that are offered here; the picker in the chat searches all of them.
const MOST: usize = 500;

/// The value of the option that shows all. No model is called so: ids have no line breaks.
const ALL: &str = "\n";

/// What the choice is drawn from.
#[derive(Clone, PartialEq, Properties)]
pub struct ModelChoiceProps {
    /// The kind of server.
    pub preset: Preset,
    /// The models listed. None: they were not listed yet.
    pub models: Option<Rc<[ListedModel]>>,
    /// The model chosen.
    pub model: Rc<str>,
}

/// The choice.
#[component]
pub fn ModelChoice(props: &ModelChoiceProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.first_visit;
    let all = use_state(|| false);
    let chosen = {
        let (ui, all) = (ui.clone(), all.clone());
        Callback::from(move |model: String| {
            if model == ALL {
                all.set(true);
            } else {
                ui.send(Action::FirstVisit(Step::ModelChosen(model.trim().into())));
            }
        })
    };
    let listed = props.models.as_deref().unwrap_or_default();
    if props.models.is_some() && listed.is_empty() {
        let oninput = {
            let chosen = chosen.clone();
            Callback::from(move |event: InputEvent| {
                chosen.emit(event.target_unchecked_into::<HtmlInputElement>().value())
            })
        };
        return html! {
            <div class="field">
                <label for="entry-model">{ t.model }</label>
                <input id="entry-model" type="text" dir="ltr" autocomplete="off" autocapitalize="off" spellcheck="false"
                    value={props.model.to_string()} {oninput} />
            </div>
        };
    }
    let talking: Vec<&ListedModel> = listed.iter().filter(|model| chats(props.preset, model)).collect();
    let hidden = listed.len() - talking.len();
    let offered: Vec<&ListedModel> = if *all || talking.is_empty() { listed.iter().collect() } else { talking };
    let onchange =
        Callback::from(move |event: Event| chosen.emit(event.target_unchecked_into::<HtmlSelectElement>().value()));
    let missing = !props.model.is_empty() && !offered.iter().take(MOST).any(|model| model.id == props.model);
    html! {
        <div class="field">
            <label for="entry-model">{ t.model }</label>
            <select id="entry-model" dir="ltr" translate="no" disabled={props.models.is_none()} {onchange}>
                if missing {
                    <option value={props.model.to_string()} selected=true>{ props.model.to_string() }</option>
                }
                { for offered.iter().take(MOST).map(|model| html! {
                    <option key={model.id.to_string()} value={model.id.to_string()}
                        selected={model.id == props.model}>{ model.id.to_string() }</option>
                }) }
                if hidden > 0 && offered.len() < listed.len() {
                    <option value={ALL}>{ (t.show_all)(listed.len()) }</option>
                }
            </select>
        </div>
    }
}
