//! A parameter that is typed: a number, on a scale or not, lines, a piece of JSON. Not sent until it is set.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::json;
use crate::domain::parameters::Hundredths;
use crate::domain::text::Texts;
use crate::view::controls::icon_button;
use crate::view::icons::Icon;
use crate::view::panel::refused;
use crate::view::resting::use_resting;
use crate::view::text_field::{TextField, line, on_typed, text_field, value};
use crate::view::use_ui;

/// Hundredths from one stop of a scale to the next.
const STEP: &str = "5";

/// What is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// A number that can also be dragged.
    Scale(Scale),
    /// A whole number above zero.
    Count,
    /// Any whole number.
    Integer,
    /// Texts, one per line.
    Lines,
    /// A JSON object.
    Object,
}

/// A scale of hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The least that is taken.
    pub least: i32,
    /// The most that is taken.
    pub most: i32,
    /// Where it stands while nothing is set: what servers use by themselves.
    pub rest: i32,
}

impl Scale {
    /// What was typed, if it can be taken.
    fn read(self, typed: &str) -> Result<Option<Hundredths>, ()> {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        Hundredths::parse(typed).filter(|value| (self.least..=self.most).contains(&value.0)).map(Some).ok_or(())
    }
}

impl Reads {
    /// What is wrong with what was typed. Nothing typed is nothing wrong.
    fn problem(self, typed: &str, texts: &Texts) -> Option<String> {
        let typed = Some(typed.trim()).filter(|typed| !typed.is_empty())?;
        let t = &texts.panel;
        let (fits, otherwise) = match self {
            Self::Scale(scale) => {
                let between = || (t.between)(&Hundredths(scale.least).text(), &Hundredths(scale.most).text());
                return scale.read(typed).is_err().then(between);
            }
            Self::Count => (typed.parse::<u32>().is_ok_and(|number| number > 0), t.whole_above_zero),
            Self::Integer => (typed.parse::<i64>().is_ok(), t.whole_number),
            Self::Lines => (true, ""),
            Self::Object => return json::object_problem(typed).map(|(line, column)| (t.no_object)(line, column)),
        };
        (!fits).then(|| otherwise.to_owned())
    }

    /// How many lines its field has.
    fn rows(self) -> Option<&'static str> {
        match self {
            Self::Scale(_) | Self::Count | Self::Integer => None,
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
    pub refused: bool,
    /// It was set; empty: unset.
    pub onchange: Callback<Rc<str>>,
}

/// The field.
#[component]
pub fn Entry(props: &EntryProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
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
    let is_set = !resting.text.is_empty();
    let placeholder = AttrValue::from(if reads == Reads::Lines { t.one_per_line } else { t.not_sent });
    let unset = {
        let (typed, left) = (resting.typed.clone(), resting.left.clone());
        Callback::from(move |_: MouseEvent| {
            typed.emit(Rc::default());
            left.emit(());
        })
    };
    let onblur = {
        let left = resting.left.clone();
        Callback::from(move |_: FocusEvent| left.emit(()))
    };
    let note = AttrValue::from([props.id, "-note"].concat());
    let mut shown = None;
    let scale = if let Reads::Scale(scale) = reads {
        shown = scale.read(&resting.text).ok().flatten();
        range(props.label, scale, shown, t.not_sent, resting.typed.clone(), resting.left)
    } else {
        Html::default()
    };
    let control = match reads.rows() {
        Some(rows) => html! {
            <textarea id={props.id} {rows} class={(reads == Reads::Object).then_some("code-field")} dir="auto"
                autocomplete="off" autocapitalize="off" spellcheck="false" {placeholder}
                aria-invalid={problem.as_ref().map(|_| "true")} aria-describedby={note.clone()} value={resting.text}
                {onblur} oninput={on_typed(&resting.typed)} onkeydown={resting.keydown} />
        },
        None => text_field(TextField {
            id: Some(props.id),
            inputmode: Some(if matches!(reads, Reads::Scale(_)) { "decimal" } else { "numeric" }),
            placeholder,
            invalid: problem.is_some(),
            note: Some(note.clone()),
            value: resting.text,
            typed: resting.typed,
            left: Some(onblur),
            keydown: Some(resting.keydown),
            ..TextField::default()
        }),
    };
    html! {
        <div class="field" data-set={shown.map(|_| "")}>
            <div class="field-head">
                <label for={props.id}>{ props.label }</label>
                if is_set {
                    { icon_button(Icon::Close, (t.do_not_send)(props.label), unset) }
                }
            </div>
            if matches!(reads, Reads::Scale(_)) {
                <div class="dial">{ scale }{ control }</div>
            } else {
                { control }
            }
            <div id={note} class="notes">
                if let Some(problem) = problem {
                    { line("problem", &problem) }
                } else if reads == Reads::Object {
                    { line("hint", t.extra_body_about) }
                }
                { refused(props.refused, &ui) }
            </div>
        </div>
    }
}

/// The scale beside a number.
fn range(
    label: &'static str,
    scale: Scale,
    shown: Option<Hundredths>,
    not_sent: &'static str,
    typed: Callback<Rc<str>>,
    left: Callback<()>,
) -> Html {
    let dragged = move |event: InputEvent| {
        typed.emit(Hundredths(value(&event).parse().unwrap_or_default()).text().into());
    };
    html! {
        <input type="range" aria-label={label} min={scale.least.to_string()} max={scale.most.to_string()} step={STEP}
            value={shown.map_or(scale.rest, |shown| shown.0).to_string()}
            aria-valuetext={shown.map_or_else(|| not_sent.to_owned(), Hundredths::text)}
            oninput={Callback::from(dragged)} onchange={Callback::from(move |_| left.emit(()))} />
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Language;
    use crate::domain::text::texts;

    #[test]
    fn what_is_typed_is_taken_within_its_bounds_only() {
        let check = |typed: &str, expected: Result<Option<i32>, ()>| {
            let read = Scale { least: 0, most: 200, rest: 100 }.read(typed);
            assert_eq!(read.map(|value| value.map(|value| value.0)), expected, "{typed:?}");
        };
        check("0,7", Ok(Some(70)));
        check(" ", Ok(None));
        check("2", Ok(Some(200)));
        check("2.01", Err(()));
        check("-0.1", Err(()));
        check("warm", Err(()));
    }

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
