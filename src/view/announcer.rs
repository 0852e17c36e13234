//! Tells screen readers what comes in: finished sentences of the growing reply, and how it ended. Nothing of it is seen.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::message::{FinishReason, Message, Reply, ReplyState};
use crate::domain::text::reply::Reply as Words;
use crate::state::turn::Pulse;
use crate::view::element::element;
use crate::view::hooks::{use_effect_on, use_held};
use crate::view::speech::Speech;
use crate::view::{Ui, use_ui};

/// How many lines stay in the region: what was read is of no more use.
const LINES: usize = 8;
/// How long the last of them stay, in milliseconds: who reads through the page must not meet everything twice.
const LINGERS: u32 = 6_000;

/// The unseen region.
#[derive(Clone, PartialEq)]
pub struct Announcer {
    /// The last message on the page.
    pub message: Option<Rc<Message>>,
    /// What is to be said of it while it is awaited.
    pub pulse: Option<Pulse>,
    /// How the last attempt to continue it ended, where no word came of it.
    pub attempt: Option<ReplyState>,
}

#[derive(Default)]
struct Telling {
    /// The reply that is told.
    reply: Option<MessageId>,
    /// The reply whose end was told last, and that end: words may come late, or another end.
    ended: Option<(MessageId, ReplyState)>,
    speech: Speech,
    /// Whether its silence, and that it is tried again, were told.
    told: (bool, bool),
    /// What was told, numbered so that each line is new to the page.
    lines: Vec<(u32, String)>,
    count: u32,
}

impl Telling {
    fn say(&mut self, line: impl Into<String>) {
        self.count += 1;
        self.lines.push((self.count, line.into()));
        let over = self.lines.len().saturating_sub(LINES);
        self.lines.drain(..over);
    }

    /// Says what is new. Hearing the same twice says nothing twice.
    fn hear(&mut self, message: Option<&Message>, attempt: Option<&ReplyState>, t: &Words, ui: &Ui) {
        let reply = message.and_then(|message| Some((&message.id, message.reply()?)));
        let Some((id, reply)) = reply else { return self.reply = None };
        let told = self.reply.as_ref() == Some(id);
        if reply.state.is_open() && !told {
            self.reply = Some(id.clone());
            self.speech = Speech::from(reply.text.len());
            if reply.state == ReplyState::Waiting {
                self.say((t.waiting)(&reply.model));
            }
        }
        if self.reply.as_ref() != Some(id) {
            return self.hear_late(id, reply, t, ui);
        }
        let over = !reply.state.is_open();
        let said = reply.text.read(|text| self.speech.hear(text, over, t.announce_code));
        if let Some(said) = said {
            self.say(said);
        }
        if over {
            self.reply = None;
            self.ended = Some((id.clone(), reply.state.clone()));
            self.say(ending(attempt.unwrap_or(&reply.state), attempt.is_some(), t, ui));
        }
    }

    /// Says what is added to a reply whose end was told already.
    fn hear_late(&mut self, id: &MessageId, reply: &Reply, t: &Words, ui: &Ui) {
        let Some((ended, state)) = &self.ended else { return };
        if ended != id || reply.state.is_open() {
            return;
        }
        let is_new = *state != reply.state;
        let said = reply.text.read(|text| {
            let is_whole = is_new || text.ends_with(['.', '!', '?', '…', '。', '！', '？', '\n']);
            self.speech.hear(text, is_whole, t.announce_code)
        });
        if let Some(said) = said {
            self.say(said);
        }
        if is_new {
            self.ended = Some((id.clone(), reply.state.clone()));
            self.say(ending(&reply.state, false, t, ui));
        }
    }
}

/// How a reply ended, or the attempt to continue it that brought nothing.
fn ending(state: &ReplyState, in_vain: bool, t: &Words, ui: &Ui) -> String {
    match state {
        ReplyState::Failed(fault) => (ui.texts.faults.fault)(fault, &ui.origin).text(),
        ReplyState::Interrupted(_) => t.announce_failed.to_owned(),
        ReplyState::Stopped if !in_vain => t.stopped.to_owned(),
        _ if in_vain => t.nothing_more.to_owned(),
        ReplyState::Finished(FinishReason::Unsaid) => t.unsaid_end.to_owned(),
        _ => t.announce_finished.to_owned(),
    }
}

impl Telling {
    /// Tells of a silence, or of a wait, once; not of each of its seconds.
    fn feel(&mut self, pulse: Pulse, t: &Words) {
        let told = std::mem::replace(&mut self.told, (pulse.silent.is_some(), pulse.again.is_some()));
        if let Some(seconds) = pulse.silent.filter(|_| !told.0) {
            self.say(if pulse.alive { (t.alive)(seconds) } else { (t.silent)(seconds) });
        }
        if let Some(seconds) = pulse.again.filter(|_| !told.1) {
            self.say((t.again)(seconds));
        }
    }
}

drawn_by!(Announcer, use_announcer);

#[hook]
fn use_announcer(props: &Announcer) -> Html {
    let ui = use_ui();
    let telling = use_mut_ref(Telling::default);
    let mut telling = telling.borrow_mut();
    telling.hear(props.message.as_deref(), props.attempt.as_ref(), &ui.texts.reply, &ui);
    telling.feel(props.pulse.unwrap_or_default(), &ui.texts.reply);
    let faded = use_held(|| 0);
    {
        let (last, faded) = (telling.count, faded.clone());
        use_effect_on(last, move || {
            let timer = (last > 0).then(|| Timeout::new(LINGERS, move || faded.set(last)));
            move || drop(timer)
        });
    }
    let faded = faded.get();
    let mut lines = Vec::with_capacity(telling.lines.len());
    for (number, line) in telling.lines.iter().filter(|(number, _)| *number > faded) {
        lines.push(element("p").key(&number.to_string()).child(line.clone()).html());
    }
    element("div class=spoken aria-live=polite").child(lines).html()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{ConnectionId, Ids};
    use crate::domain::message::{Body, Interruption};
    use crate::domain::settings::Language;
    use crate::domain::text::texts;
    use crate::state::action::Dispatch;

    fn said(telling: &Telling) -> Vec<&str> {
        telling.lines.iter().map(|(_, line)| line.as_str()).collect()
    }

    #[test]
    fn a_reply_is_told_from_waiting_to_its_end_and_nothing_twice() {
        let texts = texts(Language::English, "en");
        let ui = Ui { dispatch: Dispatch::new(|_| {}), texts, origin: std::rc::Rc::default(), masks_text: true };
        let mut reply = Reply::waiting(ConnectionId::demo(), "m1".into());
        let id = Ids::new(1).message();
        let message = |reply: &Reply| Message {
            id: id.clone(),
            parent: None,
            sequence: 1,
            revision: 1,
            created: 0,
            body: Body::Reply(Rc::new(reply.clone())),
        };
        let mut telling = Telling::default();
        let mut hear = |reply: &Reply| {
            telling.hear(Some(&message(reply)), None, &texts.reply, &ui);
            telling.hear(Some(&message(reply)), None, &texts.reply, &ui);
            said(&telling).join("|")
        };
        assert_eq!(hear(&reply), "Waiting for m1");
        reply.state = ReplyState::Growing;
        reply.text.push("Hello **there**. And");
        assert_eq!(hear(&reply), "Waiting for m1|Hello there.");
        reply.text.push(" more");
        reply.state = ReplyState::Finished(FinishReason::Stop);
        assert_eq!(hear(&reply), "Waiting for m1|Hello there.|And more|Reply finished.");
        // What comes late is told too.
        reply.text.push(" of it. And");
        assert_eq!(hear(&reply), "Waiting for m1|Hello there.|And more|Reply finished.|of it.");
        reply.text.push(" less");
        reply.state = ReplyState::Interrupted(Interruption::ConnectionLost);
        let expected = "Waiting for m1|Hello there.|And more|Reply finished.|of it.|And less";
        assert_eq!(hear(&reply), format!("{expected}|{}", texts.reply.announce_failed));
    }

    #[test]
    fn a_silence_is_told_once() {
        let t = &texts(Language::English, "en").reply;
        let mut telling = Telling::default();
        for silent in [None, Some(10), Some(11), None, Some(10)] {
            telling.feel(Pulse { silent, ..Pulse::default() }, t);
        }
        assert_eq!(said(&telling), ["Still waiting (10 s)", "Still waiting (10 s)"]);
    }

    #[test]
    fn what_was_there_before_is_not_told() {
        let texts = texts(Language::English, "en");
        let ui = Ui { dispatch: Dispatch::new(|_| {}), texts, origin: std::rc::Rc::default(), masks_text: true };
        let mut reply = Reply::waiting(ConnectionId::demo(), "m1".into());
        reply.text.push("Old.");
        reply.state = ReplyState::Finished(FinishReason::Stop);
        let body = Body::Reply(Rc::new(reply));
        let id = Ids::new(1).message();
        let message = Message { id, parent: None, sequence: 1, revision: 1, created: 0, body };
        let mut telling = Telling::default();
        telling.hear(Some(&message), None, &texts.reply, &ui);
        assert!(said(&telling).is_empty());
    }
}
