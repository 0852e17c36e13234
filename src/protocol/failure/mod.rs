//! From a server's refusal to a fault: status, content type and body, in any of the shapes servers use.
//!
//! What kind of fault it is comes from the status and from what the server states as fields (`code`, `type`,
//! `param`). This is the only place where a server's prose is searched, for facts it states nowhere else. The words
//! kept for showing are plain text, short, and without the key.

use std::rc::Rc;

use crate::domain::error::Fault;
use crate::domain::json::{self, Json};
use crate::protocol::chat_completions::{CallFacts, NEEDS_REASONING};

mod facts;
pub mod said;

/// What a server states about a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Its words.
    pub message: String,
    /// `code`, `type` and `status`, as they came.
    pub kinds: Vec<String>,
    /// The parameter it names, as a path such as `stream_options.include_usage`.
    pub param: String,
    /// Tokens sent and the most there may be, where they are fields of their own.
    pub tokens: (Option<u32>, Option<u32>),
}

/// The most of a refusal's body that is read, in bytes.
pub const BODY: usize = 64 * 1024;

/// The fault that a refusal means. `wait` is what the headers say of when to come again, in milliseconds.
#[must_use]
pub fn fault(status: u16, content_type: &str, body: &[u8], facts: &CallFacts, wait: Option<u32>) -> Fault {
    if status == 0 || (300..400).contains(&status) {
        return Fault::Redirected { host: Rc::clone(&facts.host) };
    }
    let text = String::from_utf8_lossy(body);
    let page = said::is_page(&text, content_type);
    let report = (!page).then(|| json::read(text.trim_start_matches('\u{feff}'))).flatten();
    let report = report.and_then(|(json, _)| report_in(&json)).unwrap_or_else(|| Report {
        message: if page { said::page_text(&text) } else { text.to_string() },
        ..Report::default()
    });
    if page && status == 403 {
        // A wall before the server, not the server: a key changes nothing.
        return Fault::WebPage { status, address: Rc::clone(&facts.address) };
    }
    classify(status, &report, facts, wait)
}

/// The fault that an error inside a successful answer means.
#[must_use]
pub fn reported(report: &Report, facts: &CallFacts) -> Fault {
    let stated = report.kinds.iter().find_map(|kind| kind.parse().ok().filter(|code| (400..600).contains(code)));
    match classify(stated.unwrap_or(200), report, facts, None) {
        Fault::Refused { said, .. } | Fault::ServerTrouble { said, .. } | Fault::PathUnknown { said, .. } => {
            Fault::Reported { said }
        }
        better => better,
    }
}

/// When to come again, in milliseconds, by the headers `retry-after-ms` and `retry-after` (seconds; a date needs a
/// clock and is left alone).
#[must_use]
pub fn wait(retry_after_ms: Option<&str>, retry_after: Option<&str>) -> Option<u32> {
    let in_unit = |value: Option<&str>, unit: &str| facts::duration(&[value?.trim(), unit].concat());
    in_unit(retry_after_ms, "ms").or_else(|| in_unit(retry_after, "s"))
}

/// What a JSON value states about a failure, in any of the shapes servers use; None if it states none.
#[must_use]
pub fn report_in(json: &Json<'_>) -> Option<Report> {
    let mut report = Report::default();
    // MiniMax puts it beside the answer.
    let beside = || Some("base_resp").filter(|name| is_error(json.get(name)));
    let found = match json {
        Json::List(list) => return list.first().and_then(report_in),
        Json::Object(..) if json.get("choices").list().is_empty() => {
            NAMES.into_iter().find(|name| is_error(json.get(name))).or(beside())
        }
        // Something was answered besides, so only a plain error counts.
        Json::Object(..) => ["error"].into_iter().find(|name| is_error(json.get(name))).or(beside()),
        _ => None,
    };
    let inner = json.get(found?);
    gather(&mut report, inner);
    if !matches!(inner, Json::Object(..)) || found == Some("message") {
        kinds(&mut report, json);
    }
    if report.message.is_empty() {
        report.message = json.get("message").text().to_owned();
    }
    if report.message.is_empty()
        && let Json::Object(raw, _) = inner
    {
        report.message = (*raw).to_owned();
    }
    Some(report)
}

/// Where errors stand in a body that holds nothing else.
const NAMES: [&str; 7] = ["error", "detail", "errors", "error_msg", "error_message", "message", "msg"];

/// Whether the value of an error member says that something went wrong: servers also write `null`, `0`, `{}` or a code
/// of zero there.
#[must_use]
pub fn is_error(value: &Json<'_>) -> bool {
    let is_zero = |value: &Json<'_>| value.count() == Some(0);
    match value {
        Json::Object(_, members) => {
            let fine = ["code", "status_code"].iter().any(|name| is_zero(value.get(name)));
            !fine && members.iter().any(|(_, member)| member.is_something())
        }
        value => value.is_something() && !is_zero(value),
    }
}

/// Whether a text that is no JSON, but was to be, tells of an error: it has a member of that name that says something.
#[must_use]
pub fn names_error(text: &str) -> bool {
    let members = ["\"error\"", "'error'", "\"detail\"", "'detail'"].into_iter();
    members.flat_map(|name| text.split(name).skip(1)).any(|after| {
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        value.is_some_and(|value| {
            let nothing = ["null", "None", "false", "False", "0", "{}", "\"\"", "''", "[]"];
            !value.is_empty() && !nothing.iter().any(|nothing| value.starts_with(nothing))
        })
    })
}

/// Takes in what an error member says: a text, an object, or a list of problems (FastAPI).
fn gather(report: &mut Report, value: &Json<'_>) {
    match value {
        Json::Text(text) => report.message = text.text.trim().to_owned(),
        Json::List(list) => {
            if let Some(first) = list.first() {
                gather(report, first);
            }
        }
        Json::Object(..) => {
            kinds(report, value);
            let names = ["message", "msg", "detail", "error", "reason", "status_msg"];
            if let Some(inner) = names.into_iter().map(|name| value.get(name)).find(|inner| inner.is_something()) {
                gather(report, inner);
            }
            // OpenRouter passes on the words of the provider that failed.
            let raw = value.get("metadata").get("raw").text();
            if !raw.is_empty() && !report.message.contains(raw) {
                let inner = json::read(raw).and_then(|(json, _)| report_in(&json));
                report.message.push_str(": ");
                report.message.push_str(inner.as_ref().map_or(raw, |inner| &inner.message));
                report.kinds.extend(inner.into_iter().flat_map(|inner| inner.kinds));
            }
            // FastAPI says where: `["body","messages"]`.
            let place: Vec<&str> =
                value.get("loc").list().iter().map(Json::text).filter(|part| *part != "body").collect();
            if let Some(param) = place.first().filter(|part| !part.is_empty()) {
                report.param = (*param).to_owned();
                report.message = [param, ": ", &report.message].concat();
            }
        }
        _ => {}
    }
}

fn kinds(report: &mut Report, json: &Json<'_>) {
    for name in ["code", "type", "status"] {
        match json.get(name) {
            Json::Text(text) => report.kinds.push(text.text.to_string()),
            Json::Number(digits) => report.kinds.push((*digits).to_owned()),
            _ => {}
        }
    }
    if report.param.is_empty() {
        report.param = json.get("param").text().to_owned();
    }
    let first = |names: [&str; 2]| names.into_iter().find_map(|name| json.get(name).count());
    report.tokens.0 = report.tokens.0.or(first(["n_prompt_tokens", "prompt_tokens"]));
    report.tokens.1 = report.tokens.1.or(first(["n_ctx", "max_context_length"]));
}

fn classify(status: u16, report: &Report, facts: &CallFacts, wait: Option<u32>) -> Fault {
    let said: Rc<str> = said::shown(&report.message, &facts.secrets).into();
    let words = report.message.to_ascii_lowercase();
    let is =
        |kinds: &[&str]| report.kinds.iter().any(|kind| kinds.iter().any(|known| kind.eq_ignore_ascii_case(known)));
    let param = report.param.split(['.', '[']).next().unwrap_or_default();
    let complained_of = facts::parameter(&words, &facts.extra);
    // A limit of the answer's length is a parameter's matter, though it is counted in tokens too.
    let tokens = facts::tokens(&words).filter(|_| !complained_of.is_some_and(|name| name.starts_with("max_")));

    if status == 402 || is(&NO_CREDIT) {
        return Fault::NoCredit { said };
    }
    let bad_request = matches!(status, 400 | 413 | 422 | 500) || status == 200;
    let about_input = matches!(param, "" | "messages" | "prompt" | "input" | "input_tokens");
    if is(&TOO_LONG) || (bad_request && about_input && tokens.is_some()) {
        let (used, limit) = tokens.map_or((None, None), |(used, limit)| (Some(used), Some(limit)));
        return Fault::TooLong { used: report.tokens.0.or(used), limit: report.tokens.1.or(limit), said };
    }
    if status == 429 || is(&RATE) {
        return Fault::RateLimited { wait: wait.or_else(|| facts::wait(&words)), said };
    }
    if is(&MODEL) || (matches!(status, 400 | 404 | 422) && (param == "model" || facts::denies_model(&words))) {
        return Fault::ModelUnknown { model: Rc::clone(&facts.model), said };
    }
    // A page's own server may refuse the page (Ollama); that says nothing of the key.
    let refuses_page = status == 403 && words.contains("origin");
    let about_key = status == 400 && facts::denies_key(&words);
    if status == 401
        || is(&KEY)
        || about_key
        || (status == 403 && !refuses_page && !is(&["unsupported_country_region_territory"]))
    {
        let status = if status == 200 { 401 } else { status };
        return Fault::KeyRefused { host: Rc::clone(&facts.host), status, had_key: facts.had_key, said };
    }
    if matches!(status, 400 | 422) {
        if facts::demands_reasoning(&words) {
            return Fault::ParameterRefused { parameter: NEEDS_REASONING.into(), said };
        }
        let named = match param {
            "messages" | "prompt" | "input" => None,
            "" => complained_of,
            param => Some(param),
        };
        if let Some(parameter) = named {
            return Fault::ParameterRefused { parameter: parameter.into(), said };
        }
    }
    if facts.streamed && matches!(status, 400 | 422 | 500 | 501) && facts::denies_streaming(&words) {
        return Fault::ParameterRefused { parameter: "stream".into(), said };
    }
    match status {
        404 | 405 => Fault::PathUnknown { address: Rc::clone(&facts.address), said },
        500.. => Fault::ServerTrouble { status, said },
        _ => Fault::Refused { status, said },
    }
}

const NO_CREDIT: [&str; 8] = [
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "billing_error",
    "insufficient_balance",
    "insufficient_credits",
    "payment_required",
    "credit_balance_too_low",
];

const TOO_LONG: [&str; 5] = [
    "context_length_exceeded",
    "exceed_context_size_error",
    "ContextWindowExceededError",
    "context_window_exceeded",
    "model_max_prompt_tokens_exceeded",
];

const RATE: [&str; 6] = [
    "rate_limit_exceeded",
    "rate_limit_error",
    "RateLimitError",
    "rate_limited",
    "too_many_requests",
    "RESOURCE_EXHAUSTED",
];

const MODEL: [&str; 6] = [
    "model_not_found",
    "invalid_model",
    "ModelNotFoundError",
    "model_not_available",
    "unknown_model",
    "model_not_supported",
];

const KEY: [&str; 11] = [
    "invalid_api_key",
    "incorrect_api_key",
    "missing_api_key",
    "API_KEY_INVALID",
    "authentication_error",
    "AuthenticationError",
    "auth_error",
    "auth",
    "UNAUTHENTICATED",
    "token_not_found_in_db",
    // LiteLLM without a database, asked with a key it does not know.
    "no_db_connection",
];

#[cfg(test)]
mod tests;
