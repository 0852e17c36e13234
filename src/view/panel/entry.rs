//! A parameter that is typed: a number, on a scale or not, lines, a piece of JSON. Not sent until it is set.

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::json;
use crate::domain::parameters::Hundredths;
use crate::domain::text::Texts;
use crate::view::controls::icon_button;
use crate::view::element::element;
use crate::view::icons::Icon;
use crate::view::panel::refused;
use crate::view::resting::use_resting;
use crate::view::text_field::{invalid, line, on_typed, text_field, value, verbatim};
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

/// The field.
#[derive(Clone, PartialEq)]
pub struct Entry {
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

drawn_by!(Entry, use_entry);

#[hook]
fn use_entry(props: &Entry) -> Html {
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
    let mut dial = None;
    if let Reads::Scale(scale) = reads {
        shown = scale.read(&resting.text).ok().flatten();
        dial = Some(range(props.label, scale, shown, t.not_sent, resting.typed.clone(), resting.left));
    }
    let (value, typed) = (&resting.text, &resting.typed);
    let control = match reads.rows() {
        Some(rows) => verbatim(element("textarea dir=auto autocomplete=off"))
            .attr("rows", rows)
            .attr("class", (reads == Reads::Object).then_some("code-field"))
            .value(Rc::clone(value))
            .on("input", on_typed(typed)),
        None => {
            let decimal = matches!(reads, Reads::Scale(_));
            text_field("input", value, typed).attr("inputmode", if decimal { "decimal" } else { "numeric" })
        }
    };
    let control = invalid(control, problem.is_some())
        .attr("id", props.id)
        .attr("placeholder", placeholder)
        .attr("aria-describedby", note.clone())
        .on("blur", onblur)
        .on("keydown", resting.keydown);
    let control = match dial {
        Some(dial) => element("div class=dial").child(dial).child(control),
        None => control,
    };
    let head = element("div class=field-head")
        .child(element("label").attr("for", props.id).child(props.label))
        .child(is_set.then(|| icon_button(Icon::Close, (t.do_not_send)(props.label), unset)));
    let about = match problem {
        Some(problem) => Some(line("problem", problem)),
        None => (reads == Reads::Object).then(|| line("hint", t.extra_body_about)),
    };
    let notes = element("div class=notes").attr("id", note).child(about).child(refused(props.refused, &ui));
    element("div class=field").attr("data-set", shown.map(|_| "")).child(head).child(control).child(notes).html()
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
    element("input type=range")
        .attr("aria-label", label)
        .attr("min", scale.least.to_string())
        .attr("max", scale.most.to_string())
        .attr("step", STEP)
        .attr("aria-valuetext", shown.map_or_else(|| not_sent.to_owned(), Hundredths::text))
        .value(shown.map_or(scale.rest, |shown| shown.0).to_string().into())
        .on("input", Callback::from(dragged))
        .on("change", Callback::from(move |_: Event| left.emit(())))
        .html()
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
