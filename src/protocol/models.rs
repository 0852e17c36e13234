//! The list of a server's models, in any of the shapes servers give it. A server without one can still be chatted with.

use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::error::{Fault, Obstacle};
use crate::domain::json::{self, Json};
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
    if !(200..300).contains(&status) {
        return Err(failure::fault(status, content_type, body, facts, None));
    }
    if let Some(ids) = ids(body) {
        return Ok(ids);
    }
    let text = String::from_utf8_lossy(body);
    if said::is_page(&text, content_type) {
        return Err(Fault::WebPage { status, address: Rc::clone(&facts.address) });
    }
    let report = json::read(&text).and_then(|(json, _)| failure::report_in(&json));
    let not_understood = || Fault::NotUnderstood { said: said::shown(&text, &facts.secrets).into() };
    Err(report.map_or_else(not_understood, |report| failure::reported(&report, facts)))
}

/// The ids in a body, each once, in the order they came; None if it is no list of models.
fn ids(body: &[u8]) -> Option<Rc<[Rc<str>]>> {
    let text = String::from_utf8_lossy(body);
    let (json, _) = json::read(text.trim_start_matches('\u{feff}'))?;
    // llama.cpp gives both `data` and `models`; Ollama gives null for none.
    let entries = match (&json, json.get("data"), json.get("models")) {
        (Json::List(list), ..) | (_, Json::List(list), _) | (_, _, Json::List(list)) => list.as_slice(),
        (_, Json::Null, Json::Null) if json.get("object").text() == "list" => &[],
        _ => return None,
    };
    let mut known = Set::new();
    let mut ids = Vec::new();
    for entry in entries {
        let names = [entry, entry.get("id"), entry.get("name"), entry.get("model")];
        let Some(id) = names.iter().map(|name| name.text().trim()).find(|id| !id.is_empty()) else { continue };
        if id.len() <= LONGEST && !id.contains(char::is_control) && known.insert(id) {
            ids.push(id.into());
        }
        if ids.len() == MOST {
            break;
        }
    }
    // A list of other things is none of models.
    (!ids.is_empty() || entries.is_empty()).then(|| ids.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{call, ids, list};
    use crate::domain::connection::{Connection, Secrets};
    use crate::domain::error::Fault;
    use crate::domain::id::ConnectionId;
    use crate::domain::preset::Preset;
    use crate::domain::secret::Secret;
    use crate::protocol::chat_completions::CallFacts;

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
