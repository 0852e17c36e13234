//! The list of a server's models, in any of the shapes servers give it. A server without one can still be chatted with.

use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::error::{Fault, Obstacle};
use crate::domain::json::{self, Json};
use crate::domain::model_choice::ListedModel;
use crate::domain::table::Set;
use crate::protocol::chat_completions::{Call, CallFacts, request};
use crate::protocol::failure::{self, said};

/// The most models that are listed.
const MOST: usize = 20_000;

/// The longest id, in bytes.
const LONGEST: usize = 512;

/// The request for the list. It has no body, so it is a GET; without key and extra headers it needs no preflight.
///
/// # Errors
/// There is no address, or the key was typed for another server.
pub fn call(connection: &Connection, secrets: Option<&Secrets>) -> Result<Call, Obstacle> {
    let address = connection.address.as_ref().ok_or(Obstacle::NoConnection)?;
    let (headers, had_key) = request::headers(connection, secrets)?;
    Ok(Call {
        address: address.endpoint("models"),
        headers,
        body: String::new(),
        streamed: false,
        host: address.host().into(),
        model: Rc::default(),
        had_key,
        extra: Vec::new(),
    })
}

/// The models in an answer.
///
/// # Errors
/// Says why there are none. A server that has no such list can still be chatted with.
pub fn list(status: u16, content_type: &str, body: &[u8], facts: &CallFacts) -> Result<Rc<[Rc<str>]>, Fault> {
    described(status, content_type, body, facts).map(|models| models.iter().map(|model| Rc::clone(&model.id)).collect())
}

/// The models in an answer, with what their server says of them.
///
/// # Errors
/// As for [`list`].
pub fn described(status: u16, content_type: &str, body: &[u8], facts: &CallFacts) -> Result<Rc<[ListedModel]>, Fault> {
    if !(200..300).contains(&status) {
        return Err(failure::fault(status, content_type, body, facts, None));
    }
    if let Some(models) = models(body) {
        return Ok(models);
    }
    let text = String::from_utf8_lossy(body);
    if said::is_page(&text, content_type) {
        return Err(Fault::WebPage { status, address: Rc::clone(&facts.address) });
    }
    let report = json::read(&text).and_then(|(json, _)| failure::report_in(&json));
    let not_understood = || Fault::NotUnderstood { said: said::shown(&text, &facts.secrets).into() };
    Err(report.map_or_else(not_understood, |report| failure::reported(&report, facts)))
}

/// The models in a body, each once, in the order they came; None if it is no list of models.
fn models(body: &[u8]) -> Option<Rc<[ListedModel]>> {
    let text = String::from_utf8_lossy(body);
    let (json, _) = json::read(text.trim_start_matches('\u{feff}'))?;
    // llama.cpp gives both `data` and `models`; Ollama gives null for none.
    let entries = match (&json, json.get("data"), json.get("models")) {
        (Json::List(list), ..) | (_, Json::List(list), _) | (_, _, Json::List(list)) => list.as_slice(),
        (_, Json::Null, Json::Null) if json.get("object").text() == "list" => &[],
        _ => return None,
    };
    let mut known = Set::new();
    let mut models = Vec::new();
    for entry in entries {
        let names = [entry, entry.get("id"), entry.get("name"), entry.get("model")];
        let Some(id) = names.iter().map(|name| name.text().trim()).find(|id| !id.is_empty()) else { continue };
        if id.len() <= LONGEST && !id.contains(char::is_control) && known.insert(id) {
            models.push(ListedModel { id: id.into(), created: created(entry), chats: chats(entry) });
        }
        if models.len() == MOST {
            break;
        }
    }
    // A list of other things is none of models.
    (!models.is_empty() || entries.is_empty()).then(|| models.into())
}

/// When a model was made, in seconds since 1970: a number, or a date as Anthropic writes it. 0: not said.
fn created(entry: &Json) -> u64 {
    if let Json::Number(digits) = entry.get("created") {
        let whole = digits.split('.').next().unwrap_or_default().parse::<u64>().unwrap_or_default();
        // Larger than any date in seconds: these are milliseconds.
        return if whole > 100_000_000_000 { whole / 1000 } else { whole };
    }
    let date = entry.get("created_at").text().get(..10).unwrap_or_default();
    let mut parts = date.split('-').map(|part| part.parse::<u64>().unwrap_or_default());
    let mut part = || parts.next().unwrap_or_default();
    // Months of equal length are near enough to tell the newer from the older.
    let days = part().saturating_sub(1970) * 372 + part() * 31 + part();
    days * 86_400
}

/// Whether a server says that one can chat with a model: Mistral by `capabilities`, Together by `type`, OpenRouter by
/// `architecture`. None: it does not say.
fn chats(entry: &Json) -> Option<bool> {
    if let Json::Bool(chats) = entry.get("capabilities").get("completion_chat") {
        return Some(*chats);
    }
    if let Json::List(modalities) = entry.get("architecture").get("output_modalities") {
        return Some(modalities.iter().any(|modality| modality.text() == "text"));
    }
    match entry.get("type").text() {
        "chat" | "language" | "llm" | "vlm" => Some(true),
        "image" | "embedding" | "embeddings" | "audio" | "moderation" | "rerank" | "video" | "transcribe" => {
            Some(false)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{call, list, models};
    use crate::domain::connection::{Connection, Secrets};
    use crate::domain::error::Fault;
    use crate::domain::id::ConnectionId;
    use crate::domain::preset::Preset;
    use crate::domain::secret::Secret;
    use crate::protocol::chat_completions::CallFacts;

    fn ids(body: &[u8]) -> Option<Vec<std::rc::Rc<str>>> {
        models(body).map(|models| models.iter().map(|model| model.id.clone()).collect())
    }

    #[test]
    fn what_a_server_says_of_its_models_is_read() {
        let check = |entry: &str, created: u64, chats: Option<bool>| {
            let got = models(format!("[{entry}]").as_bytes()).unwrap();
            let got = got.first().map(|model| (model.created, model.chats));
            assert_eq!(got, Some((created, chats)), "{entry}");
        };
        check(r#"{"id":"a"}"#, 0, None);
        check(r#"{"id":"a","created":1700000000}"#, 1_700_000_000, None);
        check(r#"{"id":"a","created":1700000000000}"#, 1_700_000_000, None);
        check(r#"{"id":"a","created":"soon"}"#, 0, None);
        check(r#"{"id":"a","created":-5}"#, 0, None);
        check(r#"{"id":"a","created_at":"2025-02-19T00:00:00Z","type":"model"}"#, 1_774_742_400, None);
        check(r#"{"id":"a","capabilities":{"completion_chat":false}}"#, 0, Some(false));
        check(r#"{"id":"a","type":"image"}"#, 0, Some(false));
        check(r#"{"id":"a","type":"chat"}"#, 0, Some(true));
        check(r#"{"id":"a","architecture":{"output_modalities":["text","image"]}}"#, 0, Some(true));
        check(r#"{"id":"a","architecture":{"output_modalities":["image"]}}"#, 0, Some(false));
    }

    #[test]
    fn every_shape_of_list_is_read() {
        let check = |body: &str, expected: Option<&[&str]>| {
            let got = ids(body.as_bytes());
            let got: Option<Vec<&str>> = got.as_ref().map(|ids| ids.iter().map(|id| &**id).collect());
            assert_eq!(got.as_deref(), expected, "{body}");
        };
        check(r#"{"object":"list","data":[{"id":"b"},{"id":" a/x:1 "},{"id":"b"}]}"#, Some(&["b", "a/x:1"]));
        check(r#"[{"id":"b"},{"id":"<b>a</b>"}]"#, Some(&["b", "<b>a</b>"]));
        check(r#"["b","a"]"#, Some(&["b", "a"]));
        check(r#"{"models":[{"name":"b","model":"c"},{"model":"a"}]}"#, Some(&["b", "a"]));
        check(r#"{"models":[{"name":"no"}],"data":[{"id":"yes"}]}"#, Some(&["yes"]));
        check(r#"{"data":[{"id":null},{"id":7},{"id":"a\nb"},{"id":"ok","x":NaN}]}"#, Some(&["ok"]));
        check(r#"{"object":"list","data":null}"#, Some(&[]));
        check("\u{feff}{\"data\":[]}", Some(&[]));
        check(r#"{"data":[{"url":"x"}]}"#, None);
        check(r#"{"error":{"message":"no"}}"#, None);
        check("<html>", None);
        check("", None);
    }

    #[test]
    fn a_flood_of_models_is_bounded() {
        let many: Vec<String> = (0..30_000).map(|at| format!("\"m{at}\"")).collect();
        assert_eq!(ids(format!("[{}]", many.join(",")).as_bytes()).unwrap().len(), 20_000);
        assert_eq!(ids(format!("[\"a\",\"{}\"]", "b".repeat(1000)).as_bytes()).unwrap().len(), 1);
    }

    #[test]
    fn the_list_is_asked_for_with_the_key_and_nothing_else() {
        let connection = Connection::from_preset(ConnectionId::demo(), Preset::Groq);
        let secrets = Secrets { origin: "https://api.groq.com".into(), key: Secret::new("k"), headers: Vec::new() };
        let asked = call(&connection, Some(&secrets)).unwrap();
        assert_eq!(asked.address, "https://api.groq.com/openai/v1/models");
        assert_eq!(asked.headers, [("authorization".into(), Secret::new("Bearer k"))]);
        assert!(asked.body.is_empty() && asked.had_key);
        assert!(call(&Connection::from_preset(ConnectionId::demo(), Preset::Ollama), None).unwrap().headers.is_empty());
    }

    #[test]
    fn an_answer_without_a_list_says_why() {
        let check = |status: u16, kind: &str, body: &str, expected: Fault| {
            assert_eq!(list(status, kind, body.as_bytes(), &CallFacts::default()), Err(expected), "{body}");
        };
        let (address, said) = (CallFacts::default().address, "no".into());
        check(404, "", "{\"detail\":\"no\"}", Fault::PathUnknown { address: address.clone(), said });
        check(200, "text/html", "<html>", Fault::WebPage { status: 200, address });
        check(200, "", "{\"error\":\"no\"}", Fault::Reported { said: "no".into() });
        check(200, "", "pong", Fault::NotUnderstood { said: "pong".into() });
    }
}
