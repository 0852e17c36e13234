//! Bytes that flip and records that are cut: nothing panics, and what is whole is read.

use sotto::domain::archive::conversation::{decode, encode};
use sotto::domain::archive::key::Key;
use sotto::domain::archive::opening::{Opened, Problem, Trouble};
use sotto::domain::archive::record::{Damage, Read};
use sotto::domain::connection::Connection;
use sotto::domain::error::StorageProblem;
use sotto::domain::history::History;
use sotto::domain::id::{ConnectionId, ConversationId};
use sotto::domain::preset::Preset;
use sotto::domain::settings::{Settings, Theme};

use crate::anything::talk;
use crate::shelves::Shared;

const LINES: [&str; 6] = ["one", "two \"quoted\"", "three\nlines", "넷", "five}]", "six"];

#[test]
fn a_flipped_byte_costs_a_conversation_at_most_the_two_messages_it_stands_between() {
    let whole = talk("a", &LINES);
    let text = encode(&whole, 1, "w");
    for (at, old) in text.char_indices() {
        for new in ['"', '\n', '\\', '{', '}', '0', '9', 'x', ',', '\0', '\u{fffd}'] {
            let mut broken = text.clone();
            broken.replace_range(at..at + old.len_utf8(), &new.to_string());
            match decode(&whole.id, &broken) {
                Read::Fine(loaded) => {
                    let texts: Vec<String> = loaded.conversation.messages.iter().map(|m| m.text()).collect();
                    let kept = whole.messages.iter().filter(|m| texts.contains(&m.text())).count();
                    assert!(loaded.unread == 0 || loaded.conversation.path().len() == texts.len(), "{broken}");
                    assert!(kept + 2 >= LINES.len(), "{new:?} at {at} left {kept} messages of\n{broken}");
                }
                // A digit of the schema that became a higher one.
                Read::Newer { .. } => assert_eq!(at, 9, "{broken}"),
                Read::Corrupt { .. } => panic!("{new:?} at {at} lost everything of\n{broken}"),
            }
        }
    }
}

#[test]
fn a_cut_record_keeps_the_messages_before_the_cut() {
    let whole = talk("a", &LINES);
    let text = encode(&whole, 1, "w");
    for (cut, _) in text.char_indices() {
        let complete = text[..cut].matches('\n').count().saturating_sub(1);
        match decode(&whole.id, &text[..cut]) {
            Read::Fine(loaded) => {
                assert!(loaded.unread > 0, "a cut at {cut} is not noticed");
                assert!(loaded.conversation.messages.len() >= complete);
            }
            Read::Corrupt { .. } => assert_eq!(complete, 0),
            Read::Newer { .. } => panic!("cut at {cut}"),
        }
    }
}

fn full() -> (Shared, Opened) {
    let shelf = Shared::default();
    let (mut store, _) = shelf.open();
    let mut history = History::default();
    for id in ["a", "b", "c"] {
        let talk = talk(id, &LINES);
        store.save_conversation(&talk, &history.note(&talk, true)).unwrap();
    }
    store.save_settings(&Settings { theme: Theme::Dark, ..Settings::default() }).unwrap();
    let connection = Connection::from_preset(ConnectionId::parse("k").unwrap(), Preset::Groq);
    store.save_connections(&[connection.into()]).unwrap();
    store.save_draft(None, "half a thought").unwrap();
    let (_, opened) = shelf.open();
    assert_eq!(opened.problems, []);
    (shelf, opened)
}

#[test]
fn one_broken_record_costs_no_other() {
    let (shelf, before) = full();
    for name in shelf.names() {
        let text = shelf.text(&name).unwrap();
        for garbage in
            ["", "null", "{", "[1,2,3]", "{\"sotto\":1}", "\u{fffd}\u{fffd}", &text[..text.len() / 2], &text[1..]]
        {
            let broken = shelf.copy();
            broken.put(&name, garbage);
            let (mut store, opened) = broken.open();
            let ids = |opened: &Opened| opened.history.shown().map(|entry| entry.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&opened), ids(&before), "{name} = {garbage}");
            if name != "sotto/settings" {
                assert_eq!(opened.settings, before.settings);
            }
            if name != "sotto/connections" {
                assert_eq!(opened.connections, before.connections);
            }
            if name != "sotto/draft/*" {
                assert_eq!(store.load_draft(None).as_deref(), Some("half a thought"));
            }
            for id in ids(&opened) {
                let loaded = store.load_conversation(&id);
                if name != Key::Conversation(id.clone()).name() {
                    assert_eq!(loaded.unwrap().unwrap().conversation, talk(id.as_str(), &LINES), "{name} = {garbage}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_reported_and_kept_aside_before_it_is_written_over() {
    let (shelf, _) = full();
    let id = ConversationId::parse("b").unwrap();
    let key = Key::Conversation(id.clone());
    let name = key.name();
    let broken = shelf.text(&name).unwrap().replace("\"text\":\"three", "\"text\":three");
    shelf.put(&name, &broken);
    let (mut store, opened) = shelf.open_as(9);
    let loaded = store.load_conversation(&id).unwrap().unwrap();
    assert_eq!((loaded.unread, loaded.conversation.messages.len()), (1, 5));
    assert_eq!(store.raw(&key), Some(broken.clone()));
    let entry = opened.history.entry(&id).unwrap().clone();
    store.save_conversation(&loaded.conversation, &entry).unwrap();
    assert_eq!(shelf.text("sotto/unread/c/b~1"), Some(broken));
    assert_eq!(store.load_conversation(&id).unwrap().unwrap().unread, 0);

    shelf.put(&name, "gone");
    assert_eq!(store.load_conversation(&id), Err(Problem { key, trouble: Trouble::Unreadable(Damage::Body) }));
    store.save_conversation(&loaded.conversation, &entry).unwrap();
    assert_eq!(shelf.text("sotto/unread/c/b~2").as_deref(), Some("gone"));
    assert_eq!(store.used(), shelf.units());
}

#[test]
fn a_broken_conversation_that_no_index_knows_is_reported_and_no_other_is_lost() {
    let (shelf, before) = full();
    shelf.put("sotto/c/b", "{\"sotto\":1,\"half");
    shelf.put("sotto/index/0", "?");
    let (_, opened) = shelf.open();
    let key = Key::Conversation(ConversationId::parse("b").unwrap());
    assert_eq!(opened.problems, [Problem { key, trouble: Trouble::Unreadable(Damage::Body) }]);
    assert_eq!(opened.history.shown().count(), before.history.shown().count() - 1);
}

#[test]
fn a_lost_index_is_made_anew_as_it_was() {
    for garbage in
        [None, Some(""), Some("{\"sotto\":1,\"kind\":\"index\",\"rev\":0,\"by\":\"\",\"body\":null,\"rows\":[\n{}\n]}")]
    {
        let (shelf, before) = full();
        match garbage {
            None => drop(shelf.texts.borrow_mut().remove("sotto/index/0")),
            Some(text) => shelf.put("sotto/index/0", text),
        }
        let (_, opened) = shelf.open();
        assert_eq!(opened.history, before.history, "{garbage:?}");
        let (store, again) = shelf.open();
        assert_eq!(again.history, before.history);
        assert_eq!(store.used(), shelf.units());
    }
}

#[test]
fn what_a_newer_sotto_wrote_is_left_alone() {
    for name in ["sotto/c/a", "sotto/index/0", "sotto/settings", "sotto/connections", "sotto/draft/*"] {
        let (shelf, before) = full();
        let newer = "{\"sotto\":9999,\"new\":true}";
        shelf.put(name, newer);
        let (mut store, opened) = shelf.open();
        let id = ConversationId::parse("a").unwrap();
        let mut talk = talk("a", &LINES);
        talk.touch(crate::anything::NOW);
        let entry = before.history.entry(&id).unwrap();
        let results = [
            store.save_conversation(&talk, entry).map(drop),
            store.delete_conversation(entry),
            store.save_settings(&Settings::default()).map(drop),
            store.save_connections(&[]).map(drop),
            store.save_draft(None, "x"),
        ];
        assert!(results.contains(&Err(StorageProblem::Newer)), "{name}: {results:?}");
        assert_eq!(shelf.text(name).as_deref(), Some(newer), "{name}");
        if name != "sotto/draft/*" {
            let told = opened.problems.iter().any(|problem| problem.trouble == Trouble::Newer(9999))
                || store.load_conversation(&id).is_err();
            assert!(told, "{name}");
        }
    }
}
