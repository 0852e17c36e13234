//! Plays the demo: bytes at their times, through the decoder every server's answer goes through. No network.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;

use crate::browser::background::in_background;
use crate::browser::device::now;
use crate::browser::flight::Flight;
use crate::protocol::chat_completions::answer::Answer;
use crate::protocol::chat_completions::{CallFacts, End, Ending};
use crate::protocol::demo::{Script, script};

/// Answers with the demo.
pub fn ask(text: &str, questions: usize, continuing: Option<&str>, language: &str, flight: Rc<Flight>) {
    let script = script(text, questions, continuing, language);
    in_background(async move {
        let ending = play(script, &flight).await;
        flight.land(ending).await;
    });
}

async fn play(script: Script, flight: &Flight) -> Ending {
    let mut answer = Answer::new(200, "text/event-stream", CallFacts { streamed: true, ..CallFacts::default() });
    let mut end = End::Clean;
    let began = now();
    let mut due = 0;
    for step in script {
        // By the clock, not by the sum of the waits: timers are slow in hidden tabs, and the demo catches up.
        due += step.wait_ms;
        let early = due.saturating_sub(now().since(began));
        if early > 0 {
            TimeoutFuture::new(early).await;
        }
        if flight.is_over() || step.breaks {
            end = End::Broken;
            break;
        }
        flight.grow(answer.feed(&step.bytes));
    }
    let (last, ending) = answer.end(end);
    flight.grow(last);
    ending
}
