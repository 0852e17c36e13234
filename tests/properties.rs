//! No sequence of actions panics, loses what was typed or mixes conversations up.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use desk::{Desk, grew};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use sotto::domain::conversation::{Context, Conversation};
use sotto::domain::error::Fault;
use sotto::domain::id::{ConnectionId, Ids, TurnId};
use sotto::domain::message::{Body, FinishReason, Interruption, Reply, ReplyState};
use sotto::domain::preset::Preset;
use sotto::protocol::chat_completions::{Ending, Growth};
use sotto::state::action::Action;
use sotto::state::effect::{Ask, Effect};
use sotto::state::route::Route;

/// What a person or the world does, by number, applied to whatever is there.
fn deed(desk: &Desk, turns: &[TurnId], (what, which): (u8, usize)) -> Option<Action> {
    let rows = &desk.state.chat.thread.rows;
    let row = rows.get(which % rows.len().max(1)).map(|row| row.message.id.clone());
    let version = rows.get(which % rows.len().max(1)).and_then(|row| row.versions.first().cloned());
    let turn = turns.get(which % turns.len().max(1)).cloned();
    let entries: Vec<_> = desk.state.history.shown().map(|entry| entry.id.clone()).collect();
    let entry = entries.get(which % entries.len().max(1)).cloned();
    Some(match what % 22 {
        0..=2 => Action::Sent(["question ", &which.to_string()].concat().into()),
        3 | 4 => grew(&turn?, "some words "),
        5 => Action::Ended(turn?, Ending::Finished(FinishReason::Stop)),
        6 => Action::Ended(turn?, Ending::Interrupted(Interruption::EndedEarly)),
        7 => Action::Ended(turn?, Ending::Failed(Fault::RateLimited { wait: None, said: "".into() })),
        8 => Action::WaitOver(turn?),
        9 => Action::StopPressed,
        10 => Action::RetryPressed(row?),
        11 => Action::ContinuePressed(row?),
        12 => Action::Edited(row?, "edited".into()),
        13 => Action::VersionChosen(version?),
        14 => Action::MessageDeleted(row?),
        15 => Action::ChatCleared,
        16 => Action::UndoPressed,
        17 => Action::NewChatPressed,
        18 => Action::RouteChanged(Route::Conversation(entry?)),
        19 => Action::Deleted(entry?),
        20 => Action::ContextChosen(if which % 2 == 0 { Context::Alone } else { Context::Whole }),
        _ => Action::Ticked,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_actions_leaves_a_sound_state(deeds in prop::collection::vec((any::<u8>(), 0_usize..50), 1..120)) {
        let mut desk = Desk::with_server();
        let mut turns: Vec<TurnId> = Vec::new();
        for step in deeds {
            let Some(action) = deed(&desk, &turns, step) else { continue };
            desk.wait(700);
            let effects = desk.act(action);
            turns.extend(effects.iter().filter_map(|effect| match effect {
                Effect::Ask(turn, _) => Some(turn.clone()),
                _ => None,
            }));
            let chat = &desk.state.chat;
            for turn in &chat.turns {
                let running = chat.turns.iter().filter(|other| other.conversation == turn.conversation).count();
                prop_assert_eq!(running, 1, "one turn a conversation");
                let talk = chat.open.get(&turn.conversation).unwrap();
                prop_assert!(talk.message(&turn.message.id).is_some(), "a turn's reply stands in its conversation");
            }
            if let Some(talk) = desk.state.conversation() {
                let path: Vec<_> = talk.path().iter().map(|message| message.id.clone()).collect();
                let rows: Vec<_> = chat.thread.rows.iter().map(|row| row.message.id.clone()).collect();
                prop_assert_eq!(path, rows, "the page shows the path");
                for row in &chat.thread.rows {
                    let open = row.message.reply().is_some_and(|reply| reply.state.is_open());
                    let runs = chat.turns.iter().any(|turn| turn.message.id == row.message.id);
                    prop_assert_eq!(open, runs, "what waits is being asked, what is asked waits");
                }
            }
        }
    }
}

/// What the app may say itself where a template needs a user message and the branch has none there.
fn stands_in(text: &str) -> bool {
    ["Please begin.", "Please go on."].contains(&text) || text.starts_with("Your last message was cut off.")
}

/// Role and text of everything said on the branch of a running turn that its request must hold, oldest first; and
/// whether its reply is to go on.
fn branch_of(desk: &Desk, turn: &TurnId) -> (Vec<(&'static str, String)>, bool) {
    let turn = desk.state.chat.turns.iter().find(|running| running.id == *turn).unwrap();
    let talk = desk.state.chat.open.get(&turn.conversation).unwrap();
    let mut branch = vec![("assistant", turn.message.text())];
    let mut above = turn.message.parent.clone();
    while let Some(message) = above.as_ref().and_then(|id| talk.message(id)) {
        let is_question = message.reply().is_none();
        branch.push((if is_question { "user" } else { "assistant" }, message.text()));
        above = message.parent.clone().filter(|_| !(is_question && talk.context == Context::Alone));
    }
    branch.reverse();
    branch.retain(|(_, text)| !text.trim().is_empty());
    (branch, !turn.message.text().trim().is_empty())
}

/// Says what is wrong with a request for that branch. Only a reply that is prefilled may be its last message.
fn request_problem(body: &str, branch: &[(&str, String)], prefilled: bool) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let mut messages: Vec<(&str, &str)> = body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (message["role"].as_str().unwrap(), message["content"].as_str().unwrap()))
        .collect();
    if messages.first().is_some_and(|(role, _)| *role == "system") {
        messages.remove(0);
    }
    let mut rest = branch.iter().peekable();
    for (at, (role, text)) in messages.iter().enumerate() {
        if *role != ["user", "assistant"][at % 2] {
            return Some(format!("message {at} is the {role}'s"));
        }
        let mut said = Vec::new();
        while let Some((_, text)) = rest.next_if(|(of, _)| of == role) {
            said.push(text.as_str());
        }
        let right = if said.is_empty() { *role == "user" && stands_in(text) } else { said.join("\n\n") == *text };
        if !right {
            return Some(format!("message {at} is {text:?} and not {said:?}"));
        }
    }
    if let Some((_, text)) = rest.next() {
        return Some(format!("{text:?} is missing"));
    }
    let last = if prefilled { "assistant" } else { "user" };
    messages.last().is_none_or(|(role, _)| *role != last).then(|| format!("the last message is not the {last}'s"))
}

/// A conversation as an import may bring it: it begins with replies, and neighbours have the same role.
fn imported(desk: &mut Desk) {
    let mut ids = Ids::new(77);
    let mut talk = Conversation::new(ids.conversation(), ConnectionId::parse("server").unwrap(), desk.now);
    let mut parent = None;
    for line in ["<Hello.", "<How are you?", ">Fine.", ">And you?", "< ", ">\n", "<Well."] {
        let body = match line.split_at(1) {
            ("<", text) => {
                let reply = Reply::waiting(ConnectionId::demo(), "m".into());
                let state = ReplyState::Finished(FinishReason::Unsaid);
                Body::Reply(Reply { text: text.into(), state, ..reply }.into())
            }
            (_, text) => Body::User(text.into()),
        };
        parent = Some(talk.add(ids.message(), parent, body, desk.now).id.clone());
    }
    desk.act(Action::RouteChanged(Route::Conversation(talk.id.clone())));
    desk.act(Action::Loaded(talk.id.clone(), Some(Box::new(talk))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_request_alternates_and_says_everything_on_its_branch_in_order(
        prefills in any::<bool>(),
        from_import in any::<bool>(),
        deeds in prop::collection::vec((0_u8..26, 0_usize..50), 1..80),
    ) {
        let mut desk = Desk::with_preset(7, if prefills { Preset::Groq } else { Preset::Mistral });
        if from_import {
            imported(&mut desk);
            prop_assert_eq!(desk.state.chat.thread.rows.len(), 7);
        }
        let mut turns: Vec<TurnId> = Vec::new();
        for (what, which) in deeds {
            let turn = turns.last().cloned();
            // Between a request's end and the next attempt nothing comes.
            let waits = desk.state.chat.turns.iter().any(|turn| turn.again.is_some());
            let action = match what {
                3 | 4 | 22 | 23 if waits => None,
                22 => turn.map(|turn| grew(&turn, " \n")),
                23 => turn.map(|turn| {
                    Action::Grew(turn, Box::new(Growth { reasoning: "Hm.".into(), ..Growth::default() }))
                }),
                24 => turn.map(|turn| Action::Ended(turn, Ending::Failed(Fault::Offline))),
                25 => Some(Action::SystemPromptChanged(Some(["", "Be brief."][which % 2].into()))),
                // Most replies and ends are of the turn that runs.
                3..=7 if which % 3 > 0 => deed(&desk, turn.as_slice(), (what, which)),
                _ => deed(&desk, &turns, (what, which)),
            };
            let Some(action) = action else { continue };
            desk.wait(700);
            for effect in desk.act(action) {
                let Effect::Ask(turn, ask) = effect else { continue };
                if let Ask::Server { call, .. } = &*ask {
                    let (branch, goes_on) = branch_of(&desk, &turn);
                    let problem = request_problem(&call.body, &branch, prefills && goes_on);
                    prop_assert_eq!(problem, None, "{:?} for {:?}", call.body, branch);
                }
                turns.push(turn);
            }
        }
    }
}
