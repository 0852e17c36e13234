//! Text that is told once typing rests, or its field is left.
//!
//! Promises that what is being typed is never replaced under the person's hands: as long as it has not been taken, the
//! field shows it and not what the state holds. What cannot be taken stays in the field to be corrected.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::view::hooks::use_held;

/// How long typing rests before it is told, in milliseconds.
const REST: u32 = 300;

/// A field's text and what it listens to.
#[derive(Clone, PartialEq)]
pub struct Resting {
    /// What the field shows.
    pub text: Rc<str>,
    /// Something was typed.
    pub typed: Callback<Rc<str>>,
    /// The field was left, or its value is final.
    pub left: Callback<()>,
    /// Keys with a modifier may lead away from here, so what was typed is told first.
    pub keydown: Callback<KeyboardEvent>,
}

/// Shows `held` until something is typed; `take` says whether it took what it was told.
#[hook]
pub fn use_resting(held: Rc<str>, take: Callback<Rc<str>, bool>) -> Resting {
    let typed = use_held(|| None::<Rc<str>>);
    let timer = use_mut_ref(|| None::<Timeout>);
    // What is told goes to the latest receiver: the one of an older render would undo what came between.
    let latest = use_mut_ref(|| take.clone());
    *latest.borrow_mut() = take;
    let unsaid = use_mut_ref(|| None::<Rc<str>>);

    let tell = {
        let (timer, unsaid, latest) = (Rc::clone(&timer), Rc::clone(&unsaid), Rc::clone(&latest));
        move || {
            *timer.borrow_mut() = None;
            let text = unsaid.borrow_mut().take();
            let take = latest.borrow().clone();
            text.map(|text| take.emit(text))
        }
    };
    let input = {
        let (typed, tell) = (typed.clone(), tell.clone());
        Callback::from(move |text: Rc<str>| {
            *unsaid.borrow_mut() = Some(Rc::clone(&text));
            typed.set(Some(text));
            let tell = tell.clone();
            *timer.borrow_mut() = Some(Timeout::new(REST, move || {
                tell();
            }));
        })
    };
    let left = {
        let (typed, tell, latest) = (typed.clone(), tell.clone(), Rc::clone(&latest));
        Callback::from(move |()| {
            let take = latest.borrow().clone();
            // Told before it rested, or told now, or refused earlier and not changed since.
            let taken = tell().unwrap_or_else(|| typed.get().is_none_or(|text| take.emit(text)));
            if taken {
                typed.set(None);
            }
        })
    };
    let keydown = Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.key() == "Escape" {
            tell();
        }
    });
    Resting { text: typed.get().unwrap_or(held), typed: input, left, keydown }
}
