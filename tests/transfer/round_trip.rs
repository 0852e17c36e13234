//! Exported, then imported: equal.

use std::rc::Rc;

use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use sotto::domain::address::Address;
use sotto::domain::connection::Connection;
use sotto::domain::id::ConnectionId;
use sotto::domain::preset::Preset;
use sotto::domain::settings::{Settings, Theme};
use sotto::domain::transfer::backup;
use sotto::domain::transfer::import::{Item, Origin};

use crate::anything::{at_rest, conversation, talk};
use crate::{read, read_by};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn any_conversations_are_the_same_after_going_out_and_coming_in(
        one in conversation(), two in conversation(), order in any::<u64>(), cut in 1_usize..50,
    ) {
        let text = [&backup::head(0, None), &*backup::conversation(&one, order, true), &backup::conversation(&two, 7, false), backup::TAIL].concat();
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
        let expected = vec![
            Item::Conversation(Box::new(at_rest(one)), placed(order)),
            Item::Conversation(Box::new(at_rest(two)), placed(7)),
        ];
        prop_assert_eq!(read_by(text.as_bytes(), cut), expected.clone());
        let pretty = serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(&text).unwrap()).unwrap();
        prop_assert_eq!(read(pretty.as_bytes()), expected);
    }
}

fn placed(order: u64) -> Origin {
    Origin { order: Some(order), ..Origin::default() }
}

#[test]
fn settings_and_connections_come_back_and_no_secret_ever_left() {
    let settings = Settings { theme: Theme::Dark, system_prompt: "Be brief.".into(), ..Settings::default() };
    let mut own = Connection::from_preset(ConnectionId::parse("a-1").unwrap(), Preset::Groq);
    own.model = "m".into();
    let mut queried = own.clone();
    queried.id = ConnectionId::parse("b-2").unwrap();
    queried.address = Address::parse("https://x.test/v1?code=sk-1&api-version=7&api-key=sk-2").ok();
    let list = [Rc::new(Connection::demo()), Rc::new(own.clone()), Rc::new(queried.clone())];
    let text = [&backup::head(1_795_188_600_000, Some((&settings, &list))), backup::TAIL].concat();
    assert!(text.starts_with("{\"sotto-export\":1,\"made\":\"2026-11-20\","), "{text}");
    assert!(!text.contains("sk-"), "{text}");
    queried.address = Address::parse("https://x.test/v1?api-version=7").ok();
    let [Item::Extras(extras)] = &read(text.as_bytes())[..] else { panic!("{text}") };
    assert_eq!((extras.settings.as_ref(), &extras.connections[..]), (Some(&settings), &[own, queried][..]));
}

#[test]
fn the_file_of_one_conversation_is_a_backup_too_also_when_an_editor_set_its_lines() {
    let talk = talk("a-1", &["q", "r"]);
    let text = [&backup::head(0, None), &*backup::conversation(&talk, 3, true), backup::TAIL].concat();
    let expected = vec![Item::Conversation(Box::new(talk), placed(3))];
    assert_eq!(read(text.as_bytes()), expected);
    let spread = text
        .replace("\"rows\":[\n", "\"rows\": [\n\n   ")
        .replace(",\"seq\"", ",\r\n \"seq\"")
        .replace("\n]}}", "\n ] } }");
    assert_ne!(spread, text);
    assert_eq!(read(spread.as_bytes()), expected);
    assert_eq!(read(text.replace('\n', "").as_bytes()), expected);
}
