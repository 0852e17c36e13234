//! Stored, then loaded: equal.

use proptest::prelude::{ProptestConfig, any, prop_assert_eq, prop_assume, proptest};
use sotto::domain::archive::conversation::{decode, encode};
use sotto::domain::archive::fault;
use sotto::domain::archive::record::Read;
use sotto::domain::archive::row::{self, Line};
use sotto::domain::history::History;

use crate::anything::{any_fault, at_rest, conversation};
use crate::shelves::Shared;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_conversation_is_the_same_after_storing(talk in conversation(), order in any::<u64>()) {
        let text = encode(&talk, order, "w");
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
        let Read::Fine(loaded) = decode(&talk.id, &text) else { panic!("{text}") };
        prop_assert_eq!((loaded.order, loaded.unread), (order, 0));
        prop_assert_eq!(loaded.conversation, at_rest(talk));
    }

    #[test]
    fn any_fault_is_the_same_after_storing(fault in any_fault()) {
        let mut row = Line::default();
        fault::write(&mut row, &fault);
        let json = row.finish();
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&json).is_ok());
        prop_assert_eq!(row::read(&json, |row| Some(fault::read(row))).unwrap(), fault);
    }

    #[test]
    fn a_store_gives_back_what_it_was_given_also_after_a_restart(talk in conversation(), other in conversation()) {
        prop_assume!(talk.id != other.id && talk.revision < u64::MAX && other.revision < u64::MAX);
        let shelf = Shared::default();
        let (mut store, _) = shelf.open();
        let mut history = History::default();
        for talk in [&talk, &other] {
            let entry = history.note(talk, true);
            let saved = store.save_conversation(talk, &entry).unwrap();
            prop_assert_eq!(saved.merged, None);
            history.measured(&talk.id, saved.size_units);
        }
        prop_assert_eq!(store.used(), shelf.units());
        let (mut store, opened) = shelf.open_as(8);
        prop_assert_eq!(opened.problems, vec![]);
        prop_assert_eq!(opened.history, history);
        prop_assert_eq!(store.used(), shelf.units());
        for talk in [talk, other] {
            let loaded = store.load_conversation(&talk.id).unwrap().unwrap();
            prop_assert_eq!(loaded.conversation, at_rest(talk));
        }
    }
}
