//! Decides when a reply is shown as finished and how long its connection is read on.
//!
//! Servers end an answer in many ways: with a finish reason, with `[DONE]`, by closing the connection, by never closing
//! it. Some give a reason early or with every chunk. So a reason proves nothing until it has been quiet for a while:
//!
//! | seen                            | then                        | the reply                     | the connection |
//! |---------------------------------|-----------------------------|-------------------------------|----------------|
//! | no reason                       | quiet                       | is awaited                    | is read        |
//! | no reason                       | closed                      | ended early                   |                |
//! | a reason                        | two seconds of quiet        | is shown as finished          | is read on     |
//! | a reason                        | more output                 | is awaited, quiet counts anew | is read        |
//! | an error                        |                             | is shown as failed, at once   | is read on     |
//! | shown as ended                  | output or an error          | has it added                  | is read on     |
//! | shown as ended                  | thirty seconds of quiet     | stays                         | is given up    |
//! | shown as ended                  | closed or broken            | stays                         |                |
//! | anything                        | `[DONE]`                    | ends                          | is given up    |
//!
//! Knows no clock: every call is given the time, in milliseconds of a clock that never goes back.

use crate::protocol::chat_completions::answer::Answer;
use crate::protocol::chat_completions::{End, Ending, Growth};

/// How long it must be quiet after a finish reason before the reply is shown as finished, in milliseconds.
pub const QUIET: u64 = 2_000;
/// How long the connection is read on after the last output of a reply that is shown as ended, in milliseconds.
pub const READ_ON: u64 = 30_000;

/// Reads one answer until its end.
#[derive(Debug)]
pub struct AnswerReader {
    answer: Answer,
    /// When output, the first reason or the first error last came.
    last: u64,
    /// Whether the reply is shown as ended.
    is_settled: bool,
}

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read on.
    Read,
    /// Show the reply as ended in this way, and read on. Told once.
    Settle(Ending),
    /// Break the request off: nothing more is to be expected.
    Stop,
}

impl AnswerReader {
    /// A reader of an answer that begins.
    #[must_use]
    pub fn new(answer: Answer, now: u64) -> Self {
        Self { answer, last: now, is_settled: false }
    }

    /// Takes in bytes, and gives what is new.
    pub fn feed(&mut self, bytes: &[u8], now: u64) -> Growth {
        let before = self.said();
        let growth = self.answer.feed(bytes);
        // Comments keep a connection open and say nothing of the reply.
        if growth.has_output() || self.said() != before {
            self.last = now;
        }
        growth
    }

    /// What is to be done at this time.
    pub fn step(&mut self, now: u64) -> Step {
        if self.answer.is_done() {
            return Step::Stop;
        }
        let is_due = self.deadline().is_some_and(|deadline| deadline <= now);
        match self.is_settled {
            _ if !is_due => Step::Read,
            true => Step::Stop,
            false => {
                self.is_settled = true;
                Step::Settle(self.answer.ending(End::Enough))
            }
        }
    }

    /// When there is something to be done though no bytes come.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        match self.said() {
            _ if self.is_settled => Some(self.last + READ_ON),
            (_, true) => Some(self.last),
            (true, false) => Some(self.last + QUIET),
            (false, false) => None,
        }
    }

    /// Ends it: the rest of what came, and what became of it.
    #[must_use]
    pub fn end(self, how: End) -> (Growth, Ending) {
        // A connection that breaks after the reply was shown as ended is no news.
        self.answer.end(if self.is_settled { End::Enough } else { how })
    }

    /// Whether the server gave a reason, and whether it told of an error.
    fn said(&self) -> (bool, bool) {
        (self.answer.has_finish(), self.answer.has_error())
    }
}

#[cfg(test)]
mod tests;
