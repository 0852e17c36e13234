//! Folds the JSON values of an answer into what is new, whatever shape each has.
//!
//! Chunks with `delta`, whole completions with `message`, the older `text`; fields that are null, missing, doubled or
//! of another type; content as text or as a list of parts. What is not known is passed over, never a reason to stop.

use std::rc::Rc;

use crate::domain::error::{EXCERPT, Fault};
use crate::domain::json::{self, Json, Text};
use crate::domain::message::{FinishReason, Usage};
use crate::protocol::chat_completions::choice::{Choice, Failing};
use crate::protocol::chat_completions::{CallFacts, Ending, Growth, Version};
use crate::protocol::failure::{self, said};

/// More choices than any server gives.
const MOST: usize = 128;

/// What is known of an answer so far.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    /// What went wrong, once something did.
    pub fault: Option<Fault>,
    /// Whether there was a whole message, which needs no reason to finish.
    pub whole: bool,
    /// Whether any value made sense as an answer.
    pub understood: bool,
    /// The beginning of the first value that did not.
    pub odd: String,
    /// Whether the value being read has lost its end, so that only its text can be trusted.
    pub cut: bool,
    /// All choices that were seen.
    choices: Vec<Choice>,
    /// Which of them is the reply: the lowest index of those with output.
    lead: Option<usize>,
    usage: Usage,
    told_id: bool,
    told_model: bool,
}

impl Chunks {
    /// Takes in one value. `alone` says that it is a body of its own, where any error shape counts.
    pub fn value(&mut self, json: &Json<'_>, alone: bool, facts: &CallFacts, growth: &mut Growth) {
        if let Json::List(list) = json {
            for json in list {
                self.value(json, alone, facts, growth);
            }
            return;
        }
        let choices = json.get("choices");
        if matches!(choices, Json::List(_)) || json.get("usage").is_something() {
            self.understood = true;
        } else if let Json::Object(raw, _) = json {
            self.note_odd(raw);
        }
        let once = |told: &mut bool, name: &str| {
            let text = json.get(name).text();
            (!*told && !text.is_empty()).then(|| {
                *told = true;
                text.into()
            })
        };
        growth.answer_id = once(&mut self.told_id, "id").or(growth.answer_id.take());
        growth.model = once(&mut self.told_model, "model").or(growth.model.take());
        for choice in choices.list() {
            self.choice(choice, facts, growth);
        }
        if !self.cut {
            self.count(json, growth);
        }
        let error = failure::is_error(json.get("error"))
            || failure::is_error(json.get("base_resp"))
            || (choices.list().is_empty()
                && (alone || json.get("object").text() == "error" || json.get("type").text() == "error"));
        if error && let Some(report) = failure::report_in(json) {
            self.fail(failure::reported(&report, facts));
        }
    }

    /// Takes in a text that begins like a value and is none: an error in it counts all the same. `alone` says that it is
    /// a body of its own, and not a chunk that lost its end.
    pub fn broken(&mut self, text: &str, alone: bool, facts: &CallFacts) {
        if alone {
            self.note_odd(text);
        }
        if !failure::names_error(text) {
            return;
        }
        let report = json::read_cut(text).and_then(|json| failure::report_in(&json));
        // Where only the end is missing the message is there; else all of it is shown, for what was read may be torn.
        let message = report.map(|report| report.message).filter(|message| {
            text.split_once(message.as_str()).is_some_and(|(_, after)| !after.contains(char::is_alphanumeric))
        });
        let message = message.filter(|message| !message.is_empty()).unwrap_or_else(|| text.to_owned());
        self.fail(failure::reported(&failure::Report { message, ..failure::Report::default() }, facts));
    }

    /// Notes what went wrong. The first that has words counts.
    pub fn fail(&mut self, fault: Fault) {
        if self.fault.as_ref().is_none_or(|held| matches!(held, Fault::Reported { said } if said.is_empty())) {
            self.fault = Some(fault);
        }
    }

    fn note_odd(&mut self, text: &str) {
        if self.odd.is_empty() {
            self.odd = text.chars().take(EXCERPT * 2).collect();
        }
    }

    /// Gives out what was held back, now that nothing follows.
    pub fn end(&mut self, growth: &mut Growth) {
        for at in 0..self.choices.len() {
            self.change(at, growth, |choice, growth| choice.end(growth));
        }
    }

    /// The reason to finish, once the server gave one for the reply.
    pub fn finish(&self) -> Option<&FinishReason> {
        let lead = self.lead.and_then(|at| self.choices.get(at));
        let alone = self.choices.iter().filter(|choice| choice.has_output).count() < 2;
        // Where one choice says everything, its reason may stand under another number.
        let any = self.choices.iter().filter(|_| alone).find_map(|choice| choice.finish.as_ref());
        lead.and_then(|lead| lead.finish.as_ref()).or(any)
    }

    /// Whether all choices that gave output have a reason to finish.
    pub fn is_finished(&self) -> bool {
        let mut said = self.choices.iter().filter(|choice| choice.has_output);
        let several = said.clone().nth(1).is_some();
        self.finish().is_some() && (!several || said.all(|choice| choice.finish.is_some()))
    }

    /// Whether output came after a reason to finish, so that the reason proves nothing where the connection breaks.
    pub fn is_doubtful(&self) -> bool {
        self.choices.iter().any(|choice| choice.is_doubtful)
    }

    /// Whether what comes as words is shown as words.
    pub fn is_plain(&self) -> bool {
        self.fault.is_none() && self.lead.and_then(|at| self.choices.get(at)).is_some_and(Choice::is_plain)
    }

    /// Takes in words of the reply.
    pub fn say(&mut self, piece: &Text<'_>, growth: &mut Growth) {
        if let Some(at) = self.lead {
            self.change(at, growth, |choice, growth| choice.say(piece, growth));
        }
    }

    fn choice(&mut self, json: &Json<'_>, facts: &CallFacts, growth: &mut Growth) {
        let index = json.get("index").count().unwrap_or(0);
        let at = match self.choices.iter().position(|choice| choice.index == index) {
            Some(at) => at,
            None if self.choices.len() < MOST => {
                self.choices.push(Choice::new(index));
                self.choices.len() - 1
            }
            None => return,
        };
        let cut = self.cut;
        self.whole |= !cut && matches!(json.get("message"), Json::Object(..));
        let mut failing = None;
        self.change(at, growth, |choice, growth| failing = choice.take(json, cut, growth));
        let is_version = self.lead.is_some_and(|lead| lead != at);
        if let Some(Failing { report, word }) = failing {
            let said = || said::shown(word.as_deref().unwrap_or_default(), &facts.secrets);
            let fault = report.map(|report| failure::reported(&report, facts));
            let fault = fault.unwrap_or_else(|| Fault::Reported { said: Rc::from(said()) });
            if is_version {
                growth.change_version(index, |version| version.ending = Some(Ending::Failed(fault)));
            } else {
                self.fail(fault);
            }
        } else if is_version && let Some(reason) = self.choices.get(at).and_then(|choice| choice.finish.clone()) {
            growth.change_version(index, |version| {
                version.ending.get_or_insert(Ending::Finished(reason));
            });
        }
    }

    /// Has a choice take something in, and puts what came of it where it belongs: the reply, or another version.
    fn change(&mut self, at: usize, growth: &mut Growth, take: impl FnOnce(&mut Choice, &mut Growth)) {
        let Some(choice) = self.choices.get_mut(at) else { return };
        let had = choice.finish.is_some();
        if self.lead == Some(at) {
            let before = (growth.size(), growth.tools.len());
            take(choice, growth);
            choice.is_doubtful |= had && (growth.size(), growth.tools.len()) != before;
            return;
        }
        let mut came = Growth::default();
        take(choice, &mut came);
        if !came.has_output() {
            return;
        }
        choice.has_output = true;
        choice.is_doubtful |= had;
        let index = choice.index;
        match self.lead.and_then(|lead| self.choices.get(lead)) {
            None => {
                growth.absorb(came);
                self.lead = Some(at);
            }
            Some(lead) if index < lead.index => {
                let ending = lead.finish.clone().map(Ending::Finished);
                let version = Version { index: lead.index, growth: Growth::default(), ending };
                growth.absorb(Growth { demoted: Some(lead.index), versions: vec![version], ..came });
                self.lead = Some(at);
            }
            Some(_) => growth.change_version(index, |version| version.growth.absorb(came)),
        }
    }

    /// Tokens; each count as it was told last.
    fn count(&mut self, json: &Json<'_>, growth: &mut Growth) {
        let usage = match json.get("usage") {
            usage @ Json::Object(..) => usage,
            _ => json.get("x_groq").get("usage"),
        };
        if !matches!(usage, Json::Object(..)) {
            return;
        }
        let (sent, made) = (usage.get("prompt_tokens_details"), usage.get("completion_tokens_details"));
        let known = &mut self.usage;
        let newer = |slot: &mut Option<u32>, told: Option<u32>| *slot = told.or(*slot);
        newer(&mut known.input, usage.get("prompt_tokens").count());
        newer(&mut known.output, usage.get("completion_tokens").count());
        newer(&mut known.total, usage.get("total_tokens").count());
        newer(&mut known.reasoning, made.get("reasoning_tokens").count());
        newer(&mut known.cached, sent.get("cached_tokens").count().or(usage.get("prompt_cache_hit_tokens").count()));
        growth.usage = Some(*known);
    }
}
