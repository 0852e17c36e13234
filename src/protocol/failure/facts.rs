//! Facts that servers state in prose only. All texts come in lower case.

use std::rc::Rc;

/// Parameters that a request may carry, longest names first where one contains another.
const PARAMETERS: [&str; 16] = [
    "max_completion_tokens",
    "max_tokens",
    "temperature",
    "top_p",
    "top_k",
    "presence_penalty",
    "frequency_penalty",
    "reasoning_effort",
    "stream_options",
    "response_format",
    "parallel_tool_calls",
    "logit_bias",
    "tools",
    "stream",
    "stop",
    "seed",
];

/// The parameter a text complains of: the first one it names, of those that are known and of the person's own. Names that
/// are also words must stand in quotes.
pub(super) fn parameter<'a>(words: &str, own: &'a [Rc<str>]) -> Option<&'a str> {
    let names = PARAMETERS.iter().copied().chain(own.iter().map(|name| &**name));
    let places = names.filter_map(|name| {
        let word = !name.contains('_') && name != "temperature";
        let lower = name.to_ascii_lowercase();
        words.match_indices(&lower).find_map(|(at, _)| {
            let before = words.get(..at)?.chars().next_back();
            let after = words.get(at + name.len()..)?.chars().next();
            let quoted = |c: Option<char>| c.is_some_and(|c| matches!(c, '\'' | '"' | '`'));
            let apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '_');
            let named = if word { quoted(before) && quoted(after) } else { apart(before) && apart(after) };
            named.then_some((at, name))
        })
    });
    places.min_by_key(|(at, _)| *at).map(|(_, name)| name)
}

/// Whether a text says that the model asked for is not there.
pub(super) fn denies_model(words: &str) -> bool {
    let denials = [
        "does not exist",
        "not exist",
        "not found",
        "invalid model",
        "unknown model",
        "no such model",
        "not a valid model",
        "model not supported",
    ];
    words.contains("model") && denials.iter().any(|denial| words.contains(denial))
}

/// Whether a text says that the key is not valid.
pub(super) fn denies_key(words: &str) -> bool {
    let denials = ["not valid", "invalid", "incorrect", "expired", "missing", "required"];
    words.contains("api key") && denials.iter().any(|denial| words.contains(denial))
}

/// Whether a text says that the answer cannot be streamed.
pub(super) fn denies_streaming(words: &str) -> bool {
    let denials = ["not support", "unsupported", "not allowed", "not implemented", "verified to stream"];
    let is_word = |at: usize| !words.get(..at).unwrap_or_default().ends_with(|c: char| c.is_alphanumeric() || c == '_');
    words.match_indices("stream").any(|(at, _)| is_word(at)) && denials.iter().any(|denial| words.contains(denial))
}

/// Whether a text demands that the reply's thoughts be sent back.
pub(super) fn demands_reasoning(words: &str) -> bool {
    words.contains("reasoning_content") && (words.contains("passed back") || words.contains("must be"))
}

/// How many tokens were sent and how many there may be, from a text that says that they are too many.
pub(super) fn tokens(words: &str) -> Option<(u32, u32)> {
    if !words.contains("token") && !words.contains("n_ctx") {
        return None;
    }
    // Where the limit is named; the number that follows is it, else the largest below what was sent.
    let limit_from = ["context", "maximum", "n_ctx", "limit"].iter().filter_map(|word| words.find(word)).min()?;
    let numbers = numbers(words);
    let used = numbers.iter().map(|(_, number)| *number).max()?;
    let smaller = || numbers.iter().filter(|(_, number)| *number < used);
    let named = smaller().find(|(at, _)| *at > limit_from).or_else(|| smaller().max_by_key(|(_, number)| number));
    named.filter(|(_, limit)| *limit >= 16).map(|(_, limit)| (used, *limit))
}

/// Whole numbers with where they begin; `36,017` is one. Parts of words and versions are none.
fn numbers(words: &str) -> Vec<(usize, u32)> {
    let mut numbers = Vec::new();
    let mut rest = words;
    let mut at = 0;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at_checked(start).unwrap_or(("", rest));
        let end = from
            .char_indices()
            .find(|(i, c)| {
                let next = from.get(i + 1..).and_then(|rest| rest.chars().next());
                let joins = matches!(c, ',' | '_') && next.is_some_and(|c| c.is_ascii_digit());
                !c.is_ascii_digit() && !joins
            })
            .map_or(from.len(), |(i, _)| i);
        let (digits, after) = from.split_at_checked(end).unwrap_or((from, ""));
        let in_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let part = before.ends_with(in_word) || after.starts_with(|c: char| c.is_ascii_alphanumeric());
        let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
        if !part && let Ok(number) = digits.parse() {
            numbers.push((at + start, number));
        }
        at += start + end;
        rest = after;
    }
    numbers
}

/// How long a text asks to wait, in milliseconds: `try again in 6.2s`, `retry after 20 seconds`, `in 1m30s`.
pub(super) fn wait(words: &str) -> Option<u32> {
    ["again in ", "again after ", "retry in ", "retry after ", "retry-after: ", "wait for ", "wait "]
        .iter()
        .filter_map(|lead| words.split_once(lead))
        .find_map(|(_, after)| duration(after))
}

/// The duration a text begins with, in milliseconds.
pub(super) fn duration(text: &str) -> Option<u32> {
    let mut rest = text.trim_start();
    let mut total: Option<u64> = None;
    while rest.starts_with(|c: char| c.is_ascii_digit()) {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at_checked(end)?;
        let after = after.trim_start();
        let length = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(length)?;
        let unit: u64 = match unit {
            "ms" | "millisecond" | "milliseconds" => 1,
            "s" | "sec" | "secs" | "second" | "seconds" => 1000,
            "m" | "min" | "mins" | "minute" | "minutes" => 60_000,
            "h" | "hour" | "hours" => 3_600_000,
            _ => break,
        };
        let (whole, part) = number.trim_end_matches('.').split_once('.').unwrap_or((number.trim_end_matches('.'), ""));
        let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
        let amount = whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(thousandths.parse().ok()?)?;
        total = Some(total.unwrap_or(0).checked_add(amount.checked_mul(unit)?.div_ceil(1000))?);
        rest = after.trim_start();
    }
    total.and_then(|total| u32::try_from(total).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_sent_and_allowed_are_read_from_prose() {
        let check = |text: &str, expected: Option<(u32, u32)>| {
            assert_eq!(tokens(&text.to_lowercase()), expected, "{text}");
        };
        check("request (36017 tokens) exceeds the available context size (2048 tokens)", Some((36017, 2048)));
        check("Requested tokens (36017) exceed context window of 2048", Some((36017, 2048)));
        check(
            "This model's maximum context length is 4,096 tokens. However, you requested 5,000 tokens (4,500 in the \
             messages, 500 in the completion).",
            Some((5000, 4096)),
        );
        check("prompt is too long: 210000 tokens > 200000 maximum", Some((210_000, 200_000)));
        check(
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
            Some((1_200_000, 1_048_576)),
        );
        check("initial prompt is greater than the context length (n_keep: 5000>= n_ctx: 4096)", Some((5000, 4096)));
        check("This model's maximum context length is 8192 tokens.", None);
        check("gpt-4-0613 has 2 tokens too many", None);
        check("Internal Server Error 500", None);
    }

    #[test]
    fn waits_are_read_from_prose() {
        let check = |text: &str, expected: Option<u32>| assert_eq!(wait(&text.to_lowercase()), expected, "{text}");
        check("Rate limit reached. Please try again in 6.2s. Visit x", Some(6200));
        check("Please try again in 1m30.5s", Some(90_500));
        check("Please retry in 34.074824224s.", Some(34_074));
        check("try again in 20 seconds", Some(20_000));
        check("try again in 350ms", Some(350));
        check("retry after 2 minutes.", Some(120_000));
        check("try again in a while", None);
        check("try again later", None);
        check("try again in 99999999999h", None);
    }

    #[test]
    fn a_refusal_to_stream_is_known_in_many_wordings() {
        let check = |text: &str, expected: bool| assert_eq!(denies_streaming(&text.to_lowercase()), expected, "{text}");
        check("Streaming is not supported", true);
        check("This model does not support streaming.", true);
        check("stream=true is unsupported", true);
        check("Your organization must be verified to stream this model.", true);
        check("Streaming not implemented", true);
        check("The upstream server does not support this", false);
        check("The stream broke", false);
        check("Pictures are not supported", false);
    }

    #[test]
    fn the_parameter_complained_of_is_the_first_one_named() {
        let own = [Rc::from("guidedDecoding"), Rc::from("min_p"), Rc::from("provider")];
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(parameter(&text.to_lowercase(), &own), expected, "{text}");
        };
        check("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", Some("max_tokens"));
        check("temperature: must be at most 1", Some("temperature"));
        check("Unknown name \"seed\": Cannot find field.", Some("seed"));
        check("openai does not support parameters: ['top_p']", Some("top_p"));
        check("Please stop and stream again", None);
        check("property 'stop' is unsupported", Some("stop"));
        check("max_tokens_to_sample is odd", None);
        // Of the person's own fields, too, and as they wrote them.
        check("Unrecognized request argument supplied: min_p", Some("min_p"));
        check("Extra inputs are not permitted: 'guidedDecoding'", Some("guidedDecoding"));
        check("The provider is not here", None);
    }
}
