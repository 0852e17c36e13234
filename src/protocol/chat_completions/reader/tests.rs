//! The table of cases: what comes when, what is shown when, and when the connection is given up. Times in milliseconds.

use super::{AnswerReader, Step};
use crate::domain::error::Fault;
use crate::domain::message::{FinishReason, Interruption};
use crate::protocol::chat_completions::answer::Answer;
use crate::protocol::chat_completions::{CallFacts, End, Ending, Growth};

/// What the server does.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Sends words.
    Says(&'static str),
    /// Sends words with a finish reason.
    Ends(&'static str, &'static str),
    /// Sends an error.
    Fails(&'static str),
    /// Sends tokens.
    Counts,
    /// Sends a comment.
    Pings,
    /// Sends `[DONE]`.
    Done,
    /// Closes the connection.
    Closes,
    /// Breaks it.
    Breaks,
}

use Does::{Breaks, Closes, Counts, Done, Ends, Fails, Pings, Says};

impl Does {
    fn bytes(self) -> String {
        let chunk = |text: &str, reason: &str| {
            format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":{reason}}}]}}\n\n")
        };
        match self {
            Says(text) => chunk(text, "null"),
            Ends(text, reason) => chunk(text, &format!("\"{reason}\"")),
            Fails(words) => format!("data: {{\"error\":{{\"message\":\"{words}\"}}}}\n\n"),
            Counts => "data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\n".to_owned(),
            Pings => ": ping\n\n".to_owned(),
            Done => "data: [DONE]\n\n".to_owned(),
            Closes | Breaks => String::new(),
        }
    }
}

/// What was seen: when it was shown as ended, and how; when the reading ended, and how; and the text.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    settled: Option<(u64, Ending)>,
    over: Option<(u64, Ending)>,
    text: String,
}

fn play(script: &[(u64, Does)]) -> Seen {
    let mut reader = AnswerReader::new(Answer::new(200, "text/event-stream", CallFacts::default()), 0);
    let (mut settled, mut sum) = (None, Growth::default());
    let mut script = script.iter().copied().peekable();
    let (now, how) = loop {
        let next = script.peek().map(|(at, _)| *at);
        let now = match (next, reader.deadline()) {
            (Some(next), Some(deadline)) => next.min(deadline),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => {
                return Seen { settled, over: None, text: sum.text };
            }
        };
        if next == Some(now)
            && let Some((_, does)) = script.next()
        {
            match does {
                Closes => break (now, End::Clean),
                Breaks => break (now, End::Broken),
                does => sum.absorb(reader.feed(does.bytes().as_bytes(), now)),
            }
        }
        match reader.step(now) {
            Step::Read => {}
            Step::Settle(ending) => assert_eq!(settled.replace((now, ending)), None, "told once"),
            Step::Stop => break (now, End::Enough),
        }
    };
    let (last, ending) = reader.end(how);
    sum.absorb(last);
    Seen { settled, over: Some((now, ending)), text: sum.text }
}

#[test]
fn a_reply_is_shown_as_ended_and_read_on_as_the_table_says() {
    let check = |script: &[(u64, Does)], text: &str, settled: Option<(u64, Ending)>, over: Option<(u64, Ending)>| {
        assert_eq!(play(script), Seen { settled, over, text: text.to_owned() }, "{script:?}");
    };
    let stop = || Ending::Finished(FinishReason::Stop);
    let length = || Ending::Finished(FinishReason::Length);
    let unsaid = || Ending::Finished(FinishReason::Unsaid);
    let failed = |words: &str| Ending::Failed(Fault::Reported { said: words.into() });
    let early = || Ending::Interrupted(Interruption::EndedEarly);
    let lost = || Ending::Interrupted(Interruption::ConnectionLost);

    // Without a reason it is awaited for as long as it takes.
    check(&[(10, Says("a")), (60_000, Pings)], "a", None, None);
    check(&[(10, Says("a")), (20, Closes)], "a", None, Some((20, early())));
    check(&[(10, Says("a")), (20, Breaks)], "a", None, Some((20, lost())));
    check(&[(10, Says("a")), (20, Done)], "a", None, Some((20, unsaid())));
    check(&[(10, Ends("a", "null")), (20, Ends("b", "")), (90_000, Done)], "ab", None, Some((90_000, unsaid())));

    // With one it ends with the connection, with `[DONE]`, or after two seconds.
    check(&[(10, Ends("a", "stop")), (20, Closes)], "a", None, Some((20, stop())));
    check(&[(10, Ends("a", "stop")), (20, Breaks)], "a", None, Some((20, stop())));
    check(&[(10, Ends("a", "stop")), (500, Counts), (900, Done)], "a", None, Some((900, stop())));
    check(&[(10, Ends("a", "stop"))], "a", Some((2_010, stop())), Some((30_010, stop())));
    // Neither tokens nor signs of life put that off.
    check(
        &[(10, Ends("a", "stop")), (1_500, Counts), (1_900, Pings)],
        "a",
        Some((2_010, stop())),
        Some((30_010, stop())),
    );

    // A reason early or on every chunk: words put it off, and come late.
    check(
        &[(0, Ends("", "stop")), (1_900, Ends("a", "stop")), (3_800, Ends("b", "stop")), (5_700, Done)],
        "ab",
        None,
        Some((5_700, stop())),
    );
    check(
        &[(0, Ends("", "stop")), (3_000, Says("a")), (3_100, Done)],
        "a",
        Some((2_000, stop())),
        Some((3_100, stop())),
    );
    check(
        &[(0, Ends("a", "stop")), (29_000, Says("b")), (58_000, Says("c"))],
        "abc",
        Some((2_000, stop())),
        Some((88_000, stop())),
    );
    check(&[(0, Ends("a", "stop")), (31_000, Says("b"))], "a", Some((2_000, stop())), Some((30_000, stop())));
    check(&[(0, Ends("a", "stop")), (20, Done), (30, Says("b"))], "a", None, Some((20, stop())));
    check(
        &[(0, Ends("a", "stop")), (9_000, Ends("", "length")), (9_100, Done)],
        "a",
        Some((2_000, stop())),
        Some((9_100, length())),
    );

    // A connection that ends or breaks later is no news; one that breaks between words is.
    check(&[(0, Ends("a", "stop")), (9_000, Closes)], "a", Some((2_000, stop())), Some((9_000, stop())));
    check(&[(0, Ends("a", "stop")), (9_000, Breaks)], "a", Some((2_000, stop())), Some((9_000, stop())));
    check(
        &[(0, Ends("a", "stop")), (9_000, Says("b")), (9_001, Breaks)],
        "ab",
        Some((2_000, stop())),
        Some((9_001, stop())),
    );
    check(&[(0, Ends("a", "stop")), (100, Ends("b", "stop")), (200, Breaks)], "ab", None, Some((200, lost())));

    // An error is shown at once, and late; what follows is added.
    check(&[(10, Says("a")), (20, Fails("x")), (30, Closes)], "a", Some((20, failed("x"))), Some((30, failed("x"))));
    check(
        &[(10, Says("a")), (20, Fails("x")), (9_000, Says("b")), (9_100, Done)],
        "ab",
        Some((20, failed("x"))),
        Some((9_100, failed("x"))),
    );
    check(
        &[(0, Ends("a", "stop")), (9_000, Fails("x")), (9_100, Done)],
        "a",
        Some((2_000, stop())),
        Some((9_100, failed("x"))),
    );
    check(&[(10, Fails("x"))], "", Some((10, failed("x"))), Some((30_010, failed("x"))));
}
