//! What each model answers.
//!
//! A model's name says what will happen: `NAME[:ARGUMENT…][@BYTES][~MS]`, where `@3` cuts the body into pieces of three
//! bytes and `~20` waits 20 ms before each piece of text. Promises the same answer to the same question, save where a
//! name says it counts. Does not know paths, keys or CORS.

use std::time::Duration;

use super::answer::{Answer, End};
use super::ask::Ask;
use super::memory::Memory;
use super::saying::{Piece, Saying, filler, words};
use super::{failure, replay, texts};

/// An example of every kind of model and what it does, for people.
pub const GUIDE: &[(&str, &str)] = &[
    ("echo", "says the last user message again, word by word"),
    ("echo-request", "shows the request body it got, to the byte, in a fenced block"),
    ("markdown", "a tour of markdown"),
    ("sights", "a table, pictures, diagrams, a page, and headings enough for an outline"),
    ("languages", "code in eleven languages"),
    ("scripts", "Arabic, Hebrew, Korean, Japanese and Chinese, with code and numbers"),
    ("everything", "lists, quotes, formulas, tables, and things too long for a line"),
    ("formulas", "many formulas, each in a line of its own, three of them broken"),
    ("reasoning", "thinks in reasoning_content, then answers"),
    ("think", "thinks between <think> tags, then answers"),
    ("length", "stops with finish reason length; asked to go on, it says the rest"),
    ("long:100", "100 KB of text, as fast as it goes"),
    ("paced:50:100", "50 words, one each 100 ms"),
    ("late:3000", "waits 3 s before its first byte, then echoes"),
    ("gate:door", "three words, then waits for GET /__open/door (or a test) before three more"),
    ("hang", "accepts and never answers"),
    ("stall:5", "five words, then silence"),
    ("keepalive:5", "five words, then only `: ping` comments, one a second"),
    ("eof:5", "five words, then a clean end without a finish reason"),
    ("cut:5", "five words, then the connection closes inside the body"),
    ("reset:5", "five words, then the connection is reset"),
    ("error:5", "five words, then an error inside the stream"),
    ("empty", "200 with an event stream of no bytes"),
    ("html", "200 with a web page"),
    ("redirect", "307 to another port"),
    ("refuse:temperature", "400 as long as that parameter is sent, echoes otherwise"),
    ("alternate", "400 unless user and assistant take turns, user first; echoes otherwise"),
    ("ratelimit:2", "429 twice for the same question, then echoes"),
    ("status:503", "that status with an error body as servers send it"),
];

/// A model's name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name<'a> {
    kind: &'a str,
    argument: &'a str,
    cut: Option<usize>,
    pace: Option<Duration>,
}

impl<'a> Name<'a> {
    /// Takes a name apart.
    pub fn of(name: &'a str) -> Self {
        let (name, pace) = number_after(name, '~');
        let (name, cut) = number_after(name, '@');
        let (kind, argument) = name.split_once(':').unwrap_or((name, ""));
        Self {
            kind,
            argument,
            cut: cut.and_then(|bytes| usize::try_from(bytes).ok()),
            pace: pace.map(Duration::from_millis),
        }
    }

    fn count(&self) -> usize {
        self.argument.parse().unwrap_or(0)
    }
}

fn number_after(name: &str, mark: char) -> (&str, Option<u64>) {
    let split = name.rsplit_once(mark).and_then(|(before, number)| Some((before, number.parse().ok()?)));
    split.map_or((name, None), |(before, number)| (before, Some(number)))
}

/// The answer to that request, or `None` if there is no such model. `elsewhere` is where redirects go;
/// where they went it is empty.
pub fn answer(ask: &Ask, memory: &Memory, number: usize, elsewhere: &str) -> Option<Answer> {
    let full = ask.model().unwrap_or("");
    if let Some(answer) = memory.scripted(full) {
        return Some(answer);
    }
    let name = Name::of(full);
    let mut answer = match name.kind {
        "vector" => replay::vector_answer(name.argument)?,
        "recorded" => replay::recorded_answer(name.argument)?,
        "hang" => Answer::empty(200).ending(End::NoAnswer),
        "empty" => Answer::stream(Vec::new()),
        "html" => Answer::whole(200, "text/html", texts::WEB_PAGE),
        "redirect" if !elsewhere.is_empty() => redirect(elsewhere, "/v1/chat/completions"),
        "status" => status(name.argument.parse().ok()?),
        "refuse" if ask.body.get(name.argument).is_some() => refusal(name.argument),
        "alternate" if !alternates(ask) => failure(
            400,
            "Conversation roles must alternate user/assistant/user/assistant/...",
            "BadRequestError",
            None,
            Some("400"),
        ),
        "ratelimit" if memory.count(full, &ask.last("user")) < name.count() => rate_limit(),
        "late" => {
            let delay = Duration::from_millis(u64::try_from(name.count()).unwrap_or(0));
            Answer { delay, ..Saying::text(&ask.last("user")).answer(ask, number) }
        }
        _ => {
            let mut saying = saying(&name, ask)?;
            saying.pace = name.pace.unwrap_or(saying.pace);
            saying.answer(ask, number)
        }
    };
    if let Some(bytes) = name.cut {
        answer.cuts = vec![bytes];
    }
    Some(answer)
}

/// 307 to that path on another origin.
pub fn redirect(elsewhere: &str, path: &str) -> Answer {
    let mut answer = Answer::empty(307);
    answer.headers.push(("location".to_owned(), format!("{elsewhere}{path}")));
    answer
}

fn saying(name: &Name<'_>, ask: &Ask) -> Option<Saying> {
    Some(match name.kind {
        "echo" | "refuse" | "alternate" | "ratelimit" | "redirect" => Saying::text(&ask.last("user")),
        "echo-request" => Saying::text(&fenced(&ask.raw)),
        "markdown" => Saying::text(texts::MARKDOWN),
        "sights" => Saying::text(texts::SIGHTS),
        "languages" => Saying::text(texts::LANGUAGES),
        "scripts" => Saying::text(texts::SCRIPTS),
        "everything" => Saying::text(texts::EVERYTHING),
        "formulas" => Saying::text(&texts::formulas()),
        "reasoning" => {
            let mut saying = Saying::text("The answer is **forty-two**.");
            saying.pieces.splice(0..0, words(texts::THOUGHT).map(Piece::Reasoning));
            saying
        }
        "think" => Saying::text(&format!("<think>\n{}\n</think>\n\nThe answer is **forty-two**.", texts::THOUGHT)),
        "length" => length(ask),
        "long" => long(name.count()),
        "paced" => {
            let (count, interval) = name.argument.split_once(':')?;
            let pieces = (1..=count.parse::<usize>().ok()?).map(|number| Piece::Text(format!("word{number} ")));
            Saying { pieces: pieces.collect(), pace: Duration::from_millis(interval.parse().ok()?), ..Saying::text("") }
        }
        "gate" => {
            let mut saying = Saying::text("One two three four five six.");
            saying.pieces.insert(3, Piece::Gate(name.argument.to_owned()));
            saying
        }
        "stall" => Saying::broken(name.count(), End::Hang),
        "keepalive" => Saying::broken(name.count(), End::Comments(Duration::from_secs(1))),
        "eof" => Saying::broken(name.count(), End::Clean),
        "cut" => Saying::broken(name.count(), End::Cut),
        "reset" => Saying::broken(name.count(), End::Reset),
        "error" => {
            let mut saying = Saying::broken(name.count(), End::Clean);
            saying
                .pieces
                .push(Piece::Error("litellm.APIConnectionError: the upstream server closed the connection".to_owned()));
            saying
        }
        _ => return None,
    })
}

/// The first half, or what is missing of the whole after the part the conversation already has.
fn length(ask: &Ask) -> Saying {
    let (first, second) = texts::HALVES;
    let whole = format!("{first}{second}");
    let had = ask.messages().into_iter().filter(|(role, text)| role == "assistant" && !text.trim().is_empty());
    let rest = had.filter_map(|(_, text)| whole.strip_prefix(text.as_str()).map(str::to_owned)).next_back();
    match rest {
        Some(rest) => Saying::text(&rest),
        None => Saying { finish: Some("length"), ..Saying::text(first) },
    }
}

/// Numbered paragraphs of filler, of that many KB, in at most 100,000 pieces.
fn long(kilobytes: usize) -> Saying {
    let (wanted, mut text, mut filler) = (kilobytes.saturating_mul(1024), String::new(), filler());
    let mut paragraph = 0_usize;
    while text.len() < wanted {
        paragraph += 1;
        text.push_str(&format!("Paragraph {paragraph}."));
        for word in filler.by_ref().take(60) {
            text.push(' ');
            text.push_str(word);
        }
        text.push_str(".\n\n");
    }
    text.truncate(wanted);
    let each = text.split(' ').count().div_ceil(100_000);
    let all: Vec<String> = words(&text).collect();
    let pieces = all.chunks(each.max(1)).map(|some| Piece::Text(some.concat())).collect();
    Saying { pieces, ..Saying::text("") }
}

/// That text in a code fence longer than any run of backticks in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}json\n{text}\n{fence}")
}

/// Whether the messages, after a system message if there is one, are a user's and an assistant's in turn.
fn alternates(ask: &Ask) -> bool {
    let messages = ask.messages();
    let system = usize::from(messages.first().is_some_and(|(role, _)| role == "system"));
    let rest = messages.iter().skip(system);
    rest.zip(["user", "assistant"].into_iter().cycle()).all(|((role, _), expected)| role == expected)
}

fn refusal(parameter: &str) -> Answer {
    let kind = "invalid_request_error";
    if parameter == "temperature" || parameter == "top_p" {
        let message = format!(
            "Unsupported value: '{parameter}' does not support this value with this model. Only the default (1) value is supported."
        );
        return failure(400, &message, kind, Some(parameter), Some("unsupported_value"));
    }
    let instead = if parameter == "max_tokens" { " Use 'max_completion_tokens' instead." } else { "" };
    let message = format!("Unsupported parameter: '{parameter}' is not supported with this model.{instead}");
    failure(400, &message, kind, Some(parameter), Some("unsupported_parameter"))
}

fn rate_limit() -> Answer {
    let message = "Rate limit reached for mock in organization org-mock on tokens per min (TPM): Limit 30000, Used 29000, \
Requested 2000. Please try again in 1.5s. Visit https://platform.openai.com/account/rate-limits to learn more.";
    let mut answer = failure(429, message, "tokens", None, Some("rate_limit_exceeded"));
    // No browser lets a page read this one unless the server says so, and servers do not.
    answer.headers.push(("retry-after".to_owned(), "2".to_owned()));
    answer
}

fn status(status: u16) -> Answer {
    let (message, kind, code) = match status {
        401 => (
            "Incorrect API key provided: sk-wrong. You can find your API key in your account.",
            "invalid_request_error",
            Some("invalid_api_key"),
        ),
        402 => ("Insufficient credits. Add more to continue.", "payment_required", None),
        403 => ("You are not allowed to sample from this model.", "permission_error", None),
        404 => (
            "The model `gone` does not exist or you do not have access to it.",
            "invalid_request_error",
            Some("model_not_found"),
        ),
        413 => ("Request too large.", "invalid_request_error", Some("request_too_large")),
        429 => (
            "You exceeded your current quota, please check your plan and billing details.",
            "insufficient_quota",
            Some("insufficient_quota"),
        ),
        503 => ("Loading model", "unavailable_error", None),
        529 => ("Overloaded", "overloaded_error", None),
        500.. => ("The server had an error while processing your request.", "server_error", None),
        _ => ("The request was refused.", "invalid_request_error", None),
    };
    failure(status, message, kind, None, code)
}

#[cfg(test)]
mod tests {
    use super::{Duration, Name, fenced};

    #[test]
    fn a_name_says_kind_argument_cut_and_pace() {
        let check = |name: &str, kind: &str, argument: &str, cut: Option<usize>, pace: Option<u64>| {
            let pace = pace.map(Duration::from_millis);
            assert_eq!(Name::of(name), Name { kind, argument, cut, pace }, "{name}");
        };
        check("echo", "echo", "", None, None);
        check("vector:200-html@3", "vector", "200-html", Some(3), None);
        check("markdown@7~20", "markdown", "", Some(7), Some(20));
        check("paced:50:100", "paced", "50:100", None, None);
        check("odd@name", "odd@name", "", None, None);
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fenced("a ```` b"), "`````json\na ```` b\n`````");
        assert_eq!(fenced("{}"), "```json\n{}\n```");
    }
}
