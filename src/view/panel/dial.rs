//! A number with a scale: dragged or typed, and not sent until it is set.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::domain::parameters::Hundredths;
use crate::view::panel::{head, refused};
use crate::view::resting::use_resting;
use crate::view::use_ui;

/// Hundredths from one stop of the scale to the next.
const STEP: &str = "5";

/// Properties of [`Dial`].
#[derive(Clone, PartialEq, Properties)]
pub struct DialProps {
    /// Its name on the wire, and its element's id.
    pub id: &'static str,
    /// Its name.
    pub label: &'static str,
    /// What is set.
    pub value: Option<Hundredths>,
    /// The least that is taken.
    pub least: Hundredths,
    /// The most that is taken.
    pub most: Hundredths,
    /// Where the scale stands while nothing is set: what servers use by themselves.
    pub rest: Hundredths,
    /// Whether the model refused it before.
    pub refused: bool,
    /// It was set or unset.
    pub onchange: Callback<Option<Hundredths>>,
}

/// What was typed, if it can be taken.
fn read(typed: &str, least: Hundredths, most: Hundredths) -> Result<Option<Hundredths>, ()> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    Hundredths::parse(typed).filter(|value| (least..=most).contains(value)).map(Some).ok_or(())
}

/// The number.
#[component]
pub fn Dial(props: &DialProps) -> Html {
    let ui = use_ui();
    let t = &ui.texts.panel;
    let (least, most) = (props.least, props.most);
    let take = {
        let onchange = props.onchange.clone();
        Callback::from(move |typed: Rc<str>| match read(&typed, least, most) {
            Ok(value) => {
                onchange.emit(value);
                true
            }
            Err(()) => false,
        })
    };
    let held = props.value.map(Hundredths::text).unwrap_or_default();
    let resting = use_resting(held.into(), take);
    let value = read(&resting.text, least, most);
    let problem = value.is_err().then(|| (t.between)(&least.text(), &most.text()));
    let shown = value.ok().flatten();

    let unset = (!resting.text.is_empty()).then(|| {
        let (typed, left) = (resting.typed.clone(), resting.left.clone());
        Callback::from(move |_: MouseEvent| {
            typed.emit(Rc::default());
            left.emit(());
        })
    });
    let dragged = {
        let typed = resting.typed.clone();
        Callback::from(move |event: InputEvent| {
            let at = event.target_unchecked_into::<HtmlInputElement>().value();
            typed.emit(Hundredths(at.parse().unwrap_or_default()).text().into());
        })
    };
    let typed = resting.typed.clone();
    let (let_go, left) = (resting.left.clone(), resting.left.clone());
    let note = [props.id, "-note"].concat();
    html! {
        <div class="field" data-set={shown.map(|_| "")}>
            { head(props.id, props.label, unset, &ui) }
            <div class="dial">
                <input type="range" aria-label={props.label} min={least.0.to_string()} max={most.0.to_string()}
                    step={STEP} value={shown.unwrap_or(props.rest).0.to_string()}
                    aria-valuetext={shown.map_or_else(|| t.not_sent.to_owned(), Hundredths::text)}
                    oninput={dragged} onchange={Callback::from(move |_| let_go.emit(()))} />
                <input id={props.id} type="text" inputmode="decimal" autocomplete="off" placeholder={t.not_sent}
                    aria-invalid={problem.as_ref().map(|_| "true")} aria-describedby={note.clone()}
                    value={resting.text}
                    oninput={Callback::from(move |event: InputEvent| {
                        typed.emit(event.target_unchecked_into::<HtmlInputElement>().value().into());
                    })}
                    onblur={Callback::from(move |_| left.emit(()))} onkeydown={resting.keydown} />
            </div>
            <div id={note} class="notes">
                if let Some(problem) = problem {
                    <p class="problem">{ problem }</p>
                }
                { refused(props.refused, &ui) }
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_taken_within_its_bounds_only() {
        let check = |typed: &str, expected: Result<Option<i32>, ()>| {
            let read = read(typed, Hundredths(0), Hundredths(200));
            assert_eq!(read.map(|value| value.map(|value| value.0)), expected, "{typed:?}");
        };
        check("0,7", Ok(Some(70)));
        check(" ", Ok(None));
        check("2", Ok(Some(200)));
        check("2.01", Err(()));
        check("-0.1", Err(()));
        check("warm", Err(()));
    }
}
