//! No sequence of actions panics, loses what was typed or mixes conversations up.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use desk::{Desk, grew};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use sotto::domain::conversation::Context;
use sotto::domain::error::Fault;
use sotto::domain::id::TurnId;
use sotto::domain::message::{FinishReason, Interruption};
use sotto::protocol::chat_completions::Ending;
use sotto::state::action::Action;
use sotto::state::effect::Effect;
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
