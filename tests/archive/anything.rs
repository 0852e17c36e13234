//! Arbitrary conversations, as valid as the app makes them and otherwise as odd as can be.

use std::rc::Rc;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use sotto::domain::conversation::{Context, Conversation, Tombstone};
use sotto::domain::error::{Cause, Fault};
use sotto::domain::id::{ConnectionId, ConversationId, MessageId};
use sotto::domain::message::{
    Body, FinishReason, Interruption, Message, Reasoning, Reply, ReplyState, Timing, ToolCall, Usage,
};
use sotto::domain::moment::Moment;
use sotto::domain::parameters::{Effort, Hundredths, Parameters};
use sotto::domain::preset::Preset;

pub const NOW: Moment = Moment { wall: 1_766_000_000_000, steady: 0 };

pub fn text() -> impl Strategy<Value = Rc<str>> {
    prop_oneof![
        4 => any::<String>(),
        1 => Just("\u{0}\r\n\u{2028}\"\\{}[],\n]}\n{\"id\":\"x\"},".to_owned()),
        1 => Just("안녕하세요 👩‍👩‍👧 \u{202e}rtl".to_owned()),
        1 => Just(String::new()),
    ]
    .prop_map(Rc::from)
}

fn id() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9_-]{1,12}"
}

fn message_id() -> impl Strategy<Value = MessageId> {
    id().prop_map(|id| MessageId::parse(&id).unwrap())
}

pub fn any_fault() -> impl Strategy<Value = Fault> {
    let cause = prop_oneof![
        Just(Cause::Down),
        prop::sample::select(Preset::CHOICES.to_vec()).prop_map(Cause::Cors),
        Just(Cause::LocalNetworkDenied),
        Just(Cause::LocalNetworkUndecided),
        Just(Cause::InsecureServer),
        Just(Cause::Policy),
    ];
    (0..17, text(), text(), cause, any::<u16>(), any::<bool>(), any::<Option<u32>>(), any::<Option<u32>>()).prop_map(
        |(kind, about, said, cause, status, had_key, some, other)| match kind {
            0 => Fault::Offline,
            1 => Fault::Unreachable { host: about, cause },
            2 => Fault::KeyRefused { host: about, status, had_key, said },
            3 => Fault::NoCredit { said },
            4 => Fault::RateLimited { wait: some, said },
            5 => Fault::ParameterRefused { parameter: about, said },
            6 => Fault::TooLong { used: some, limit: other, said },
            7 => Fault::ModelUnknown { model: about, said },
            8 => Fault::PathUnknown { address: about, said },
            9 => Fault::Refused { status, said },
            10 => Fault::ServerTrouble { status, said },
            11 => Fault::WebPage { status, address: about },
            12 => Fault::Reported { said },
            13 => Fault::NotUnderstood { said },
            14 => Fault::Redirected { host: about },
            15 => Fault::TooLarge,
            _ => Fault::Unknown,
        },
    )
}

fn state() -> impl Strategy<Value = ReplyState> {
    prop_oneof![
        Just(ReplyState::Waiting),
        Just(ReplyState::Growing),
        Just(ReplyState::Stopped),
        prop::sample::select(vec![
            FinishReason::Stop,
            FinishReason::Length,
            FinishReason::ContentFilter,
            FinishReason::ToolCalls,
            FinishReason::Unsaid,
            FinishReason::Other("stop".into()),
            FinishReason::Other("".into()),
            FinishReason::Other("eos".into()),
        ])
        .prop_map(ReplyState::Finished),
        prop::sample::select(vec![Interruption::ConnectionLost, Interruption::EndedEarly, Interruption::PageClosed])
            .prop_map(ReplyState::Interrupted),
        any_fault().prop_map(ReplyState::Failed),
    ]
}

fn body() -> impl Strategy<Value = Body> {
    let tool = (text(), text(), any::<String>()).prop_map(|(id, name, arguments)| ToolCall { id, name, arguments });
    let usage = any::<[Option<u32>; 5]>().prop_map(|[input, output, reasoning, cached, total]| Usage {
        input,
        output,
        reasoning,
        cached,
        total,
    });
    let reasoning = (text(), any::<Option<u32>>()).prop_map(|(text, took)| Reasoning { text: (&*text).into(), took });
    let facts = (text(), text(), option::of(id()), any::<[Option<u32>; 2]>());
    let reply = (text(), option::of(reasoning), vec(tool, 0..3), state(), facts, option::of(usage)).prop_map(
        |(text, reasoning, tools, state, (model, answer_id, connection, [first_token, total]), usage)| {
            Body::Reply(Rc::new(Reply {
                text: (&*text).into(),
                reasoning,
                tools,
                state,
                connection: connection.map(|id| ConnectionId::parse(&id).unwrap()),
                model,
                answer_id,
                usage,
                timing: Timing { first_token, total },
            }))
        },
    );
    prop_oneof![text().prop_map(Body::User), reply]
}

fn parameters() -> impl Strategy<Value = Parameters> {
    let numbers = any::<[Option<i32>; 4]>().prop_map(|all| all.map(|n| n.map(Hundredths)));
    let effort = option::of(prop::sample::select(Effort::ALL.to_vec()));
    (any::<Option<u32>>(), numbers, any::<Option<i64>>(), vec(text(), 0..3), effort, text(), any::<bool>()).prop_map(
        |(max_tokens, numbers, seed, stop, reasoning_effort, extra_body, unstreamed)| {
            let [temperature, top_p, presence_penalty, frequency_penalty] = numbers;
            Parameters {
                max_tokens,
                temperature,
                top_p,
                presence_penalty,
                frequency_penalty,
                seed,
                stop,
                reasoning_effort,
                extra_body,
                unstreamed,
            }
        },
    )
}

pub fn conversation() -> impl Strategy<Value = Conversation> {
    let message = (option::of(message_id()), any::<u64>(), any::<i64>(), body());
    let heads = (id(), any::<u64>(), text(), any::<bool>(), id(), text(), option::of(text()));
    let rest = (
        any::<i64>(),
        any::<i64>(),
        vec((option::of(message_id()), message_id()), 0..3),
        vec((message_id(), any::<u64>(), option::of(message_id())), 0..3),
    );
    (heads, parameters(), any::<bool>(), rest, vec(message, 0..8)).prop_map(
        |(heads, parameters, alone, (created, updated, chosen, stones), messages)| {
            let (id, revision, title, named, connection, model, system_prompt) = heads;
            let messages: Vec<Rc<Message>> = (1u64..)
                .zip(messages)
                .map(|(sequence, (parent, revision, created, body))| {
                    let id = MessageId::parse(&sequence.to_string()).unwrap();
                    Rc::new(Message { id, parent, sequence, revision, created, body })
                })
                .collect();
            Conversation {
                id: ConversationId::parse(&id).unwrap(),
                revision,
                title,
                named,
                connection: ConnectionId::parse(&connection).unwrap(),
                model,
                system_prompt,
                parameters: Rc::new(parameters),
                context: if alone { Context::Alone } else { Context::Whole },
                created,
                updated,
                next_sequence: messages.len() as u64 + 1,
                messages,
                chosen: chosen.into_iter().collect(),
                tombstones: stones
                    .into_iter()
                    .map(|(message, revision, parent)| Tombstone { message, revision, parent })
                    .collect(),
            }
        },
    )
}

/// As it should be read: what was still coming in is interrupted.
pub fn at_rest(mut conversation: Conversation) -> Conversation {
    for message in &mut conversation.messages {
        if let Some(reply) = message.reply().filter(|reply| reply.state.is_open()) {
            let state = ReplyState::Interrupted(Interruption::PageClosed);
            let body = Body::Reply(Rc::new(Reply { state, ..(**reply).clone() }));
            *message = Rc::new(Message { body, ..(**message).clone() });
        }
    }
    conversation
}

/// A plain conversation of some questions.
pub fn talk(id: &str, lines: &[&str]) -> Conversation {
    let mut talk = Conversation::new(ConversationId::parse(id).unwrap(), ConnectionId::demo(), NOW);
    talk.title = ["About ", id].concat().into();
    let mut parent = None;
    for (count, line) in lines.iter().enumerate() {
        let message = MessageId::parse(&[id, "-m", &count.to_string()].concat()).unwrap();
        parent = Some(talk.add(message, parent, Body::User((*line).into()), NOW).id.clone());
    }
    talk
}
