//! A parameter that is typed: a whole number, lines, a piece of JSON.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::domain::parameters::json_object_problem;
use crate::domain::text::Texts;
use crate::view::panel::{head, refused};
use crate::view::resting::use_resting;
use crate::view::use_ui;

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// A whole number above zero.
    Count,
    /// Any whole number.
    Integer,
    /// Texts, one per line.
    Lines,
    /// A JSON object.
    Object,
}

impl Reads {
    /// What is wrong with what was typed. Nothing typed is nothing wrong.
    fn problem(self, typed: &str, texts: &Texts) -> Option<String> {
        let typed = Some(typed.trim()).filter(|typed| !typed.is_empty())?;
        let t = &texts.panel;
        match self {
            Self::Count if typed.parse::<u32>().is_ok_and(|number| number > 0) => None,
            Self::Count => Some(t.whole_above_zero.to_owned()),
            Self::Integer if typed.parse::<i64>().is_ok() => None,
            Self::Integer => Some(t.whole_number.to_owned()),
            Self::Lines => None,
            Self::Object => json_object_problem(typed).map(|(line, column)| (t.no_object)(line, column)),
        }
    }

    /// How many lines its field has.
    fn rows(self) -> Option<&'static str> {
        match self {
            Self::Count | Self::Integer => None,
            Self::Lines => Some("2"),
            Self::Object => Some("3"),
        }
    }
}

/// Properties of [`Entry`].
#[derive(Clone, PartialEq, Properties)]
pub struct EntryProps {
    /// Its name on the wire, and its element's id.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What is typed.
    pub reads: Reads,
    /// What is set.
    pub value: Rc<str>,
    /// Whether the model refused it before.
    #[prop_or_default]
    pub refused: bool,
    /// It was set; empty: unset.
    pub onchange: Callback<Rc<str>>,
}

/// The field.
#[component]
pub fn Entry(props: &EntryProps) -> Html {
    let ui = use_ui();
    let reads = props.reads;
    let take = {
        let (onchange, texts) = (props.onchange.clone(), ui.texts);
        Callback::from(move |typed: Rc<str>| {
            let fits = reads.problem(&typed, texts).is_none();
            if fits {
                onchange.emit(typed);
            }
            fits
        })
    };
    let resting = use_resting(Rc::clone(&props.value), take);
    let problem = reads.problem(&resting.text, ui.texts);
    let placeholder = if reads == Reads::Lines { ui.texts.panel.one_per_line } else { ui.texts.panel.not_sent };
    let unset = (!resting.text.is_empty()).then(|| {
        let (typed, left) = (resting.typed.clone(), resting.left.clone());
        Callback::from(move |_: MouseEvent| {
            typed.emit(Rc::default());
            left.emit(());
        })
    });
    let left = resting.left.clone();
    let onblur = Callback::from(move |_: FocusEvent| left.emit(()));
    let typed = resting.typed.clone();
    let note = [props.id, "-note"].concat();
    let invalid = problem.as_ref().map(|_| "true");
    let control = match reads.rows() {
        Some(rows) => html! {
            <textarea id={props.id} {rows} class={(reads == Reads::Object).then_some("code-field")} dir="auto"
                autocomplete="off" autocapitalize="off" spellcheck="false" {placeholder}
                aria-invalid={invalid} aria-describedby={note.clone()} value={resting.text} {onblur}
                oninput={Callback::from(move |event: InputEvent| {
                    typed.emit(event.target_unchecked_into::<HtmlTextAreaElement>().value().into());
                })}
                onkeydown={resting.keydown} />
        },
        None => html! {
            <input id={props.id} type="text" inputmode="numeric" autocomplete="off" {placeholder}
                aria-invalid={invalid} aria-describedby={note.clone()}
                value={resting.text} {onblur}
                oninput={Callback::from(move |event: InputEvent| {
                    typed.emit(event.target_unchecked_into::<HtmlInputElement>().value().into());
                })}
                onkeydown={resting.keydown} />
        },
    };
    html! {
        <div class="field">
            { head(props.id, props.label, unset, &ui) }
            { control }
            <div id={note} class="notes">
                if let Some(problem) = problem {
                    <p class="problem">{ problem }</p>
                } else if reads == Reads::Object {
                    <p class="hint">{ ui.texts.panel.extra_body_about }</p>
                }
                { refused(props.refused, &ui) }
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Language;
    use crate::domain::text::texts;

    #[test]
    fn what_cannot_be_taken_is_said_in_words() {
        let check = |reads: Reads, typed: &str, expected: Option<&str>| {
            let problem = reads.problem(typed, texts(Language::English, "en"));
            assert_eq!(problem.as_deref(), expected, "{reads:?} {typed:?}");
        };
        let (count, integer) = (Some("Enter a whole number above 0."), Some("Enter a whole number."));
        check(Reads::Count, " 1024 ", None);
        check(Reads::Count, "", None);
        check(Reads::Count, "0", count);
        check(Reads::Count, "1.5", count);
        check(Reads::Integer, "-7", None);
        check(Reads::Integer, "seven", integer);
        check(Reads::Lines, "a\n\nb", None);
        check(Reads::Object, "{\"top_k\": 40}", None);
        check(Reads::Object, "[1]", Some("Not a JSON object: see line 1, column 1."));
    }
}
