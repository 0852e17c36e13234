//! What lies in people's browsers: the stored form, byte by byte. A change here is a change of the schema.

use std::rc::Rc;

use sotto::domain::archive::conversation::encode;
use sotto::domain::connection::{Connection, Keeping, Refusal, Secrets};
use sotto::domain::conversation::{Context, Tombstone};
use sotto::domain::error::{Cause, Fault};
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, MessageId};
use sotto::domain::message::{
    Body, FinishReason, Interruption, Message, Reasoning, Reply, ReplyState, Timing, ToolCall, Usage,
};
use sotto::domain::parameters::{Effort, Hundredths, Parameters};
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::domain::settings::{Language, Settings, Theme};

use crate::anything::talk;
use crate::shelves::Shared;

fn message(id: &str) -> MessageId {
    MessageId::parse(id).unwrap()
}

fn reply(state: ReplyState) -> Reply {
    Reply { state, ..Reply::waiting(ConnectionId::demo(), "m".into()) }
}

fn full() -> Reply {
    Reply {
        text: "**bold** \u{8}\u{c}\u{1}\u{7f} \"\\/\t\r\n\u{2028} 😀".into(),
        reasoning: Some(Reasoning { text: "hm".into(), took: Some(1500) }),
        tools: vec![ToolCall { id: "t1".into(), name: "look".into(), arguments: "{\"a\":1}".into() }],
        connection: None,
        answer_id: "chatcmpl-1".into(),
        usage: Some(Usage { input: Some(1), output: Some(2), reasoning: None, cached: Some(0), total: Some(3) }),
        timing: Timing { first_token: Some(20), total: Some(u32::MAX) },
        ..reply(ReplyState::Finished(FinishReason::Other("eos".into())))
    }
}

fn put(shelf: &Shared) {
    let (mut store, _) = shelf.open();
    let mut history = History::default();
    let mut long = talk("long", &["one", "two"]);
    long.named = true;
    long.model = "gpt".into();
    long.system_prompt = Some("".into());
    long.context = Context::Alone;
    long.parameters = Rc::new(Parameters {
        max_tokens: Some(9),
        temperature: Some(Hundredths(70)),
        top_p: Some(Hundredths(-5)),
        seed: Some(i64::MIN),
        stop: vec!["a".into(), "\n".into()],
        reasoning_effort: Some(Effort::Xhigh),
        extra_body: "{\"k\": 1}".into(),
        unstreamed: true,
        ..Parameters::default()
    });
    let replies = [
        full(),
        reply(ReplyState::Waiting),
        reply(ReplyState::Growing),
        reply(ReplyState::Stopped),
        reply(ReplyState::Finished(FinishReason::Stop)),
        reply(ReplyState::Finished(FinishReason::Length)),
        reply(ReplyState::Finished(FinishReason::ContentFilter)),
        reply(ReplyState::Finished(FinishReason::ToolCalls)),
        reply(ReplyState::Finished(FinishReason::Unsaid)),
        reply(ReplyState::Interrupted(Interruption::ConnectionLost)),
        reply(ReplyState::Interrupted(Interruption::EndedEarly)),
        reply(ReplyState::Interrupted(Interruption::PageClosed)),
        reply(ReplyState::Failed(Fault::RateLimited { wait: Some(3), said: "slow".into() })),
        reply(ReplyState::Failed(Fault::KeyRefused { host: "h".into(), status: 401, had_key: true, said: "".into() })),
    ];
    let refused = Preset::CHOICES
        .into_iter()
        .map(|preset| reply(ReplyState::Failed(Fault::Unreachable { host: "h".into(), cause: Cause::Cors(preset) })));
    for (count, reply) in replies.into_iter().chain(refused).enumerate() {
        long.messages.push(Rc::new(Message {
            id: message(&["r", &count.to_string()].concat()),
            parent: (count > 0).then(|| message("long-m1")),
            sequence: 100 + count as u64,
            revision: u64::MAX,
            created: -1,
            body: Body::Reply(Rc::new(reply)),
        }));
    }
    long.next_sequence = 130;
    long.chosen = [(None, message("long-m0")), (Some(message("long-m1")), message("r3"))].into_iter().collect();
    long.tombstones = vec![
        Tombstone { message: message("x"), revision: 2, parent: None },
        Tombstone { message: message("y"), revision: 3, parent: Some(message("x")) },
    ];
    for talk in [talk("bare", &["hello"]), long, talk("gone", &[])] {
        let entry = history.note(&talk, true);
        let saved = store.save_conversation(&talk, &entry).unwrap();
        history.measured(&talk.id, saved.size_units);
        if talk.id.as_str() == "gone" {
            store.delete_conversation(&entry).unwrap();
        }
    }
    let made = ConnectionId::parse("k1").unwrap();
    let mut own = Connection::from_preset(made.clone(), Preset::LlamaCppPython);
    own.model = "llama".into();
    own.keeping = Keeping::Tab;
    own.models = Rc::new(["a".into(), "b".into()]);
    own.refusals = vec![Refusal { model: "a".into(), parameter: "seed".into() }];
    let hosted = Connection::from_preset(ConnectionId::parse("k2").unwrap(), Preset::OpenAi);
    let dropped = Connection::from_preset(ConnectionId::parse("k3").unwrap(), Preset::Custom);
    store.save_connections(&[own.into(), hosted.clone().into(), dropped.clone().into()]).unwrap();
    store.drop_connection(&dropped.id).unwrap();
    let secrets = Secrets {
        origin: "https://api.openai.com".into(),
        key: Secret::new("sk-1"),
        headers: vec![("x-team".into(), Secret::new("blue")), ("x-b".into(), Secret::new("\"q\""))],
    };
    store.save_secrets(&hosted, &secrets).unwrap();
    let settings = Settings { theme: Theme::Dark, language: Language::Korean, panel: true, ..Settings::default() };
    store.save_settings(&Settings { connection: Some(made), system_prompt: "Be\nbrief.".into(), ..settings }).unwrap();
    store.save_draft(None, "half a \"thought\"").unwrap();
}

#[test]
fn what_is_stored_is_what_was_always_stored() {
    let shelf = Shared::default();
    put(&shelf);
    let mut all = String::new();
    for (name, text) in shelf.texts.borrow().iter() {
        all.push_str(&[name, "\n", text, "\n\n"].concat());
    }
    for (line, expected) in all.lines().zip(include_str!("../data/stored.txt").lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(all, include_str!("../data/stored.txt"));
}

#[test]
fn what_was_always_stored_reads_back_and_is_written_alike() {
    let shelf = Shared::default();
    for record in include_str!("../data/stored.txt").trim_end().split("\n\n") {
        let (name, text) = record.split_once('\n').unwrap();
        shelf.put(name, text);
    }
    let (mut store, opened) = shelf.open();
    assert_eq!(opened.problems, []);
    for entry in opened.history.shown() {
        let loaded = store.load_conversation(&entry.id).unwrap().unwrap();
        assert_eq!(loaded.unread, 0);
        let written = encode(&loaded.conversation, loaded.order, "7");
        let key = ["sotto/c/", entry.id.as_str()].concat();
        // What was coming in when it was stored is interrupted by now.
        let held = shelf.text(&key).unwrap();
        let held = ["waiting", "growing"].iter().fold(held, |text, word| {
            let coming = ["{\"state\":\"", word, "\""].concat();
            text.replace(&coming, "{\"state\":\"interrupted\",\"why\":\"page-closed\"")
        });
        assert_eq!(written, held);
    }
    let before = shelf.text("sotto/connections").unwrap();
    let connections: Vec<_> = opened.connections.iter().cloned().map(Rc::new).collect();
    assert_eq!(store.save_connections(&connections).unwrap(), None);
    let after = shelf.text("sotto/connections").unwrap();
    let rows = |text: &str| text.split_once('\n').unwrap().1.to_owned();
    assert_eq!(rows(&after), rows(&before));
    let (_, again) = shelf.open();
    assert_eq!(again.settings, opened.settings);
}
