//! What requests say, and what they do not.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::domain::address::Address;
use crate::domain::connection::Refusal;
use crate::domain::connection::{Connection, Secrets};
use crate::domain::error::Obstacle;
use crate::domain::id::{ConnectionId, Ids};
use crate::domain::message::{Body, Message, Reply};
use crate::domain::parameters::{Effort, Hundredths, Parameters};
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;
use crate::protocol::chat_completions::request::extra_body_problem;
use crate::protocol::chat_completions::{Call, Continuing, NEEDS_REASONING, Question, Turn, call};
use proptest::prelude::any;
use serde_json::{Value, json};
use std::rc::Rc;

fn said(text: &str, thought: &str) -> Message {
    let mut reply = Reply::waiting(ConnectionId::demo(), "m".into());
    reply.text = text.into();
    reply.reasoning.get_or_insert_default().text = thought.into();
    let id = Ids::new(1).message();
    Message { id, parent: None, sequence: 1, revision: 1, created: 0, body: Body::Reply(Rc::new(reply)) }
}

struct Case {
    connection: Connection,
    secrets: Option<Secrets>,
    model: &'static str,
    system: &'static str,
    parameters: Parameters,
    continuing: Continuing,
    /// The reply that is to go on.
    partial: &'static str,
}

impl Case {
    fn new(preset: Preset, model: &'static str) -> Self {
        let mut connection = Connection::from_preset(ConnectionId::demo(), preset);
        connection.address = connection.address.or(Address::parse("https://x.example/v1?v=1").ok());
        let parameters = Parameters::default();
        let continuing = Continuing::No;
        Self { connection, secrets: None, model, system: "", parameters, continuing, partial: "" }
    }

    fn keyed(mut self, origin: &str, key: &str, headers: &[(&str, &str)]) -> Self {
        let headers = headers.iter().map(|(name, value)| ((*name).into(), Secret::new(value))).collect();
        self.secrets = Some(Secrets { origin: origin.into(), key: Secret::new(key), headers });
        self
    }

    fn refusing(mut self, names: &[&str]) -> Self {
        let refusal = |name: &&str| Refusal { model: self.model.into(), parameter: (*name).into() };
        self.connection.refusals = names.iter().map(refusal).collect();
        self
    }

    fn call(&self) -> Result<Call, Obstacle> {
        let (hello, nothing, partial) = (said("Hello", "hm"), said("", "hm"), said(self.partial, "so"));
        let asked = [Turn::Asked("Hi \"you\"\n"), Turn::Asked("And now?")];
        let mut messages = vec![asked[0], Turn::Said(&hello), Turn::Said(&nothing), asked[1]];
        if self.continuing != Continuing::No {
            messages.push(Turn::Said(&partial));
        }
        call(&Question {
            connection: &self.connection,
            secrets: self.secrets.as_ref(),
            model: self.model,
            system_prompt: self.system,
            parameters: &self.parameters,
            messages: &messages,
            continuing: self.continuing,
        })
    }

    fn body(&self) -> Value {
        serde_json::from_str(&self.call().unwrap().body).unwrap()
    }

    /// The members of the body besides those always sent.
    fn set(&self) -> Value {
        let mut body = self.body();
        for name in ["model", "messages", "stream", "stream_options"] {
            body.as_object_mut().unwrap().remove(name);
        }
        body
    }
}

#[test]
fn nothing_is_sent_that_was_not_set() {
    let mut case = Case::new(Preset::Custom, "m/x");
    let asked = |text: &str| json!({"role":"user","content":text});
    let messages = json!([asked("Hi \"you\"\n"), {"role":"assistant","content":"Hello"}, asked("And now?")]);
    let expected = json!({"model":"m/x","messages":messages,"stream":true,"stream_options":{"include_usage":true}});
    assert_eq!(case.body(), expected);
    let sent = case.call().unwrap();
    assert_eq!(sent.address, "https://x.example/v1/chat/completions?v=1");
    assert_eq!(sent.headers, [("content-type".into(), Secret::new("application/json"))]);
    assert!(sent.streamed && !sent.had_key);
    case.parameters.unstreamed = true;
    assert_eq!(case.body(), expected, "shown whole, and asked for as a stream");
    let case = case.refusing(&["stream"]);
    assert_eq!(case.body(), json!({"model":"m/x","messages":messages,"stream":false}));
}

#[test]
fn all_that_was_set_is_sent_under_its_name() {
    let mut case = Case::new(Preset::Custom, "m");
    case.parameters = Parameters {
        max_tokens: Some(100),
        temperature: Some(Hundredths(70)),
        top_p: Some(Hundredths(5)),
        presence_penalty: Some(Hundredths(-200)),
        frequency_penalty: Some(Hundredths(0)),
        seed: Some(-7),
        stop: vec!["a".into(), "\n".into()],
        reasoning_effort: Some(Effort::Low),
        extra_body: " {\"top_k\": 1.50, \"temperature\":1e0}\n".into(),
        unstreamed: false,
    };
    let expected = json!({"max_tokens":100,"temperature":1.0,"top_p":0.05,"presence_penalty":-2,"frequency_penalty":0,
        "seed":-7,"stop":["a","\n"],"reasoning_effort":"low","top_k":1.5});
    assert_eq!(case.set(), expected);
    let body = case.call().unwrap().body;
    assert!(body.ends_with(",\"top_k\":1.50,\"temperature\":1e0}"), "typed by hand, kept by the letter: {body}");
}

#[test]
fn newer_models_of_openai_get_the_newer_names() {
    let check = |preset: Preset, model: &'static str, refused: &[&str], role: &str, name: Option<&str>| {
        let mut case = Case::new(preset, model).refusing(refused);
        case.system = "Be brief.";
        case.parameters.max_tokens = Some(9);
        let expected = name.map_or(json!({}), |name| json!({ name: 9 }));
        assert_eq!(case.set(), expected, "{model} {refused:?}");
        assert_eq!(case.body()["messages"][0], json!({"role":role,"content":"Be brief."}), "{model}");
    };
    let (older, newer) = (Some("max_tokens"), Some("max_completion_tokens"));
    for model in ["o1", "o4-mini", "gpt-5", "gpt-5.1-nano", "gpt-10", "ft:o4-mini:x"] {
        check(Preset::OpenAi, model, &[], "developer", newer);
        check(Preset::OpenRouter, model, &[], "system", older);
    }
    for model in ["gpt-4o", "gpt-4.1", "gpt-oss-120b", "omni", "o-x", "chatgpt-5"] {
        check(Preset::OpenAi, model, &[], "system", older);
    }
    check(Preset::Custom, "m", &["max_tokens"], "system", newer);
    check(Preset::Custom, "m", &["max_tokens", "max_completion_tokens"], "system", None);
    check(Preset::OpenAi, "o3", &["max_completion_tokens"], "developer", older);
}

#[test]
fn what_a_model_refused_is_not_sent_to_it_again() {
    let mut case = Case::new(Preset::Custom, "m").refusing(&["stream_options", "seed", "top_k", "messages"]);
    case.parameters.seed = Some(1);
    case.parameters.extra_body = "{\"top_k\":1,\"min_p\":0}".into();
    assert_eq!(case.set(), json!({"min_p":0}));
    assert!(case.body().get("stream_options").is_none() && case.body().get("messages").is_some());
    assert!(case.call().unwrap().streamed);
    let case = Case::new(Preset::Custom, "m").refusing(&["stream"]);
    assert_eq!((case.body()["stream"].clone(), case.call().unwrap().streamed), (json!(false), false));
    let mut other = Case::new(Preset::Custom, "m").refusing(&["seed"]);
    (other.model, other.parameters.seed) = ("n", Some(1));
    assert_eq!(other.set(), json!({"seed":1}));
}

#[test]
fn reasoning_goes_back_only_where_it_is_demanded() {
    let mut case =
        Case::new(Preset::DeepSeek, "m").keyed("https://api.deepseek.com", "k", &[]).refusing(&[NEEDS_REASONING]);
    assert_eq!(case.body()["messages"][1], json!({"role":"assistant","content":"Hello","reasoning_content":"hm"}));
    // Also with the reply that is to go on.
    (case.continuing, case.partial) = (Continuing::InWords, "Wo");
    assert_eq!(case.body()["messages"][3], json!({"role":"assistant","content":"Wo","reasoning_content":"so"}));
    case.connection.refusals.clear();
    assert!(!case.call().unwrap().body.contains("reasoning_content"));
}

/// The request's messages as role and content, for these lines of a branch: `>` is the person's, `<` a reply.
fn composed(system: &str, branch: &[&str], continuing: Continuing) -> Vec<(String, String)> {
    let case = Case::new(Preset::Custom, "m");
    let replies: Vec<Message> = branch.iter().map(|line| said(line.trim_start_matches(['<', '>']), "")).collect();
    let turns: Vec<Turn<'_>> = branch
        .iter()
        .zip(&replies)
        .map(|(line, reply)| line.strip_prefix('>').map_or(Turn::Said(reply), Turn::Asked))
        .collect();
    let question = Question {
        connection: &case.connection,
        secrets: None,
        model: "m",
        system_prompt: system,
        parameters: &case.parameters,
        messages: &turns,
        continuing,
    };
    let body: Value = serde_json::from_str(&call(&question).unwrap().body).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    body["messages"].as_array().unwrap().iter().map(|m| (text(&m["role"]), text(&m["content"]))).collect()
}

#[test]
fn neighbouring_messages_of_one_role_are_joined_and_user_comes_first_and_last() {
    let check = |branch: &[&str], continuing: Continuing, expected: &[&str]| {
        for system in ["", "Be brief."] {
            let mut got = composed(system, branch, continuing);
            if !system.is_empty() {
                assert_eq!(got.remove(0), ("system".to_owned(), system.to_owned()));
            }
            let roles = ["user", "assistant"].into_iter().cycle();
            let expected: Vec<_> = roles.zip(expected).map(|(role, text)| (role.into(), (*text).to_owned())).collect();
            assert_eq!(got, expected, "{branch:?}");
        }
    };
    let go_on = "Your last message was cut off. Continue it exactly where it stopped, in the same language and format, \
                 with the very next character. Do not repeat any of it and do not mention this request.";
    let (no, prefill, words) = (Continuing::No, Continuing::Prefill, Continuing::InWords);
    // A reply failed or was stopped before its first word, or said only white space.
    check(&[">a", "<", ">b"], no, &["a\n\nb"]);
    check(&[">a", "< \n\t", ">b", "<", ">c"], no, &["a\n\nb\n\nc"]);
    check(&[">a", "<A", ">b", "<", ">\"c\"\n"], no, &["a", "A", "b\n\n\"c\"\n"]);
    // A question was deleted or is empty.
    check(&[">a", "<A", "<B", ">c"], no, &["a", "A\n\nB", "c"]);
    check(&[">a", "<A", "> ", "<B", ">c"], no, &["a", "A\n\nB", "c"]);
    check(&[">a", "<A", "<cut"], prefill, &["a", "A\n\ncut"]);
    check(&[">a", "<A", "<cut"], words, &["a", "A\n\ncut", go_on]);
    check(&[">a", "<A"], no, &["a", "A", "Please go on."]);
    // The conversation begins with a reply, or there is nothing left of it.
    check(&["<A", ">b"], no, &["Please begin.", "A", "b"]);
    check(&["<A"], no, &["Please begin.", "A", "Please go on."]);
    check(&["<cut"], prefill, &["Please begin.", "cut"]);
    check(&[], no, &["Please begin."]);
    check(&["<"], no, &["Please begin."]);
    // What alternates stays as it is.
    check(&[">a", "<A", ">b"], no, &["a", "A", "b"]);
    check(&[">a", "<A", ">b", "<cut "], prefill, &["a", "A", "b", "cut "]);
    check(&[">a", "<cut "], words, &["a", "cut ", go_on]);
}

#[test]
fn joined_replies_send_their_reasoning_together() {
    let case = Case::new(Preset::Custom, "m").refusing(&[NEEDS_REASONING]);
    let (one, silent, two) = (said("One", "hm"), said("", "lost"), said("Two", "so"));
    let question = Question {
        connection: &case.connection,
        secrets: None,
        model: "m",
        system_prompt: "",
        parameters: &case.parameters,
        messages: &[Turn::Asked("a"), Turn::Said(&one), Turn::Said(&silent), Turn::Said(&two), Turn::Asked("b")],
        continuing: Continuing::No,
    };
    let body: Value = serde_json::from_str(&call(&question).unwrap().body).unwrap();
    let expected = json!({"role":"assistant","content":"One\n\nTwo","reasoning_content":"hm\n\nso"});
    assert_eq!(body["messages"][1], expected);
}

#[test]
fn a_key_goes_to_its_own_origin_and_nowhere_else() {
    let check = |case: Case, expected: Result<&[(&str, &str)], Obstacle>| {
        let got = case.call().map(|call| {
            assert_eq!(call.had_key, call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")));
            call.headers.iter().map(|(name, value)| (name.to_string(), value.reveal().to_owned())).collect::<Vec<_>>()
        });
        let json = ("content-type", "application/json");
        let expected = expected.map(|headers| {
            headers.iter().chain([&json]).map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>()
        });
        assert_eq!(got, expected);
    };
    let openai = || Case::new(Preset::OpenAi, "m");
    check(openai().keyed("https://api.openai.com", " k-1\n", &[]), Ok(&[("authorization", "Bearer k-1")]));
    check(openai().keyed("https://api.openai.com", "", &[]), Ok(&[]));
    check(openai().keyed("https://evil.example", "k-1", &[("x", "y")]), Err(Obstacle::KeyMissing));
    check(Case::new(Preset::Ollama, "m").keyed("https://api.openai.com", "k-1", &[("x", "y")]), Ok(&[]));
    check(
        openai().keyed("https://api.openai.com", "k\u{200b}-1", &[("x-a", "1"), ("no good", "2")]),
        Ok(&[("authorization", "Bearer k-1"), ("x-a", "1")]),
    );
    check(
        openai().keyed("https://api.openai.com", "k", &[("Authorization", "Basic z")]),
        Ok(&[("Authorization", "Basic z")]),
    );
    let anthropic = Case::new(Preset::Anthropic, "m").keyed("https://api.anthropic.com", "k", &[]);
    let browser = ("anthropic-dangerous-direct-browser-access", "true");
    check(anthropic, Ok(&[browser, ("authorization", "Bearer k")]));
}

#[test]
fn what_is_missing_is_said_before_anything_is_sent() {
    let mut case = Case::new(Preset::Custom, "");
    assert_eq!(case.call(), Err(Obstacle::NoModel));
    case.connection.address = None;
    assert_eq!(case.call(), Err(Obstacle::NoConnection));
    let mut case = Case::new(Preset::Custom, "m");
    for text in ["[1]", "{\"a\":}", "{a:1}", "null"] {
        case.parameters.extra_body = text.into();
        assert_eq!(case.call(), Err(Obstacle::ExtraBody), "{text}");
        assert!(extra_body_problem(text), "{text}");
    }
    assert!(!extra_body_problem(" ") && !extra_body_problem("{\"a\":[1]}"));
}

#[test]
fn the_fields_of_ones_own_that_go_along_are_known_so_that_a_refusal_of_one_is_understood() {
    let mut case = Case::new(Preset::Custom, "m").refusing(&["top_k"]);
    case.parameters.extra_body = "{\"top_k\":1,\"min_p\":0,\"guidedDecoding\":{}}".into();
    assert_eq!(case.call().unwrap().facts().extra, ["min_p".into(), "guidedDecoding".into()]);
}

#[test]
fn the_extra_body_decides_whether_the_answer_is_a_stream() {
    let mut case = Case::new(Preset::Custom, "m");
    case.parameters.extra_body = "{\"stream\":false,\"model\":\"n\"}".into();
    assert!(!case.call().unwrap().streamed);
    assert_eq!((case.body()["stream"].clone(), case.body()["model"].clone()), (json!(false), json!("n")));
    assert_eq!(case.call().unwrap().body.matches("\"stream\"").count(), 1);
}

proptest::proptest! {
    #[test]
    fn any_text_arrives_as_it_was_typed(system in any::<String>(), asked in any::<String>(), partial in any::<String>()) {
        let branch = [format!(">{asked}"), partial.trim_start_matches(['<', '>']).to_owned()];
        let got = composed(&system, &[&branch[0], &branch[1]], Continuing::Prefill);
        let mut expected = Vec::new();
        if !system.trim().is_empty() { expected.push(("system", system.as_str())); }
        expected.push(("user", if asked.trim().is_empty() { "Please begin." } else { asked.as_str() }));
        if !branch[1].trim().is_empty() { expected.push(("assistant", branch[1].as_str())); }
        let got: Vec<_> = got.iter().map(|(role, text)| (role.as_str(), text.as_str())).collect();
        assert_eq!(got, expected);
    }
}
