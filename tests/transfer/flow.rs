//! From the file to the list and back, as a person goes through it.

use std::rc::Rc;

use sotto::domain::connection::Connection;
use sotto::domain::error::StorageProblem;
use sotto::domain::id::ConnectionId;
use sotto::domain::preset::Preset;
use sotto::domain::settings::{Settings, Theme};
use sotto::domain::transfer::backup;
use sotto::state::action::Action;
use sotto::state::transfer::Step;
use sotto::state::transfer::export::Format;
use sotto::state::transfer::import::{Finds, Import, Standing, Why};

use crate::anything::talk;
use crate::house::House;
use crate::sample;

fn finds(house: &House) -> &Finds {
    match &house.state.transfer.import {
        Import::Choosing(finds) => finds,
        other => panic!("{other:?}"),
    }
}

fn standings(house: &House) -> Vec<(String, Standing, bool)> {
    finds(house).talks.iter().map(|find| (find.title.to_string(), find.standing, find.ticked)).collect()
}

fn choose(house: &mut House, files: &[&[u8]]) {
    house.files = files.iter().map(|bytes| bytes.to_vec()).collect();
    house.step(Step::FilesChosen);
}

fn list(messages: &[(&str, i64)]) -> Vec<u8> {
    // Seconds of a day on which there were chats.
    let one = |(name, updated): &(&str, i64)| {
        let at = 1_700_000_000 + updated;
        format!(
            "{{\"id\":\"{name}\",\"title\":\"{name}\",\"updated_at\":{at},\"messages\":[{{\"role\":\"user\",\"content\":\"{updated}\"}}]}}"
        )
    };
    format!("[{}]", messages.iter().map(one).collect::<Vec<_>>().join(",")).into_bytes()
}

#[test]
fn everything_goes_out_and_after_deleting_it_all_is_back() {
    let mut house = House::new();
    for id in ["a-1", "b-2", "c-3"] {
        house.keep(&talk(id, &["q", id]));
    }
    let before: Vec<_> = house
        .state
        .history
        .shown()
        .map(|entry| house.store.load_conversation(&entry.id).unwrap().unwrap().conversation)
        .collect();
    let titles = house.titles();
    house.step(Step::ExportAllPressed(None));
    let (name, text) = house.offered.pop().unwrap();
    assert_eq!(name, "sotto-2026-11-20.json");
    for talk in &before {
        house.act(Action::Deleted(talk.id.clone()));
    }
    assert_eq!(house.titles(), [""; 0]);
    choose(&mut house, &[text.as_bytes()]);
    assert_eq!(finds(&house).talks.len(), 3);
    house.step(Step::ImportPressed);
    assert!(matches!(house.state.transfer.import, Import::Done(3, _)));
    assert_eq!((house.titles(), house.titles_tomorrow()), (titles.clone(), titles));
    for talk in before {
        let mut back = house.load(&talk.id).unwrap();
        back.revision = talk.revision;
        assert_eq!(back, talk);
    }
    house.step(Step::ImportLeft);
    choose(&mut house, &[text.as_bytes()]);
    assert!(finds(&house).talks.iter().all(|find| find.standing == Standing::Here && !find.ticked));
}

#[test]
fn a_look_says_what_is_new_what_has_more_and_what_is_here_and_nothing_is_kept_by_looking() {
    let mut house = House::new();
    choose(&mut house, &[&list(&[("one", 10), ("two", 20)])]);
    assert_eq!(house.titles_tomorrow(), [""; 0]);
    house.step(Step::ImportPressed);
    assert_eq!(house.titles(), ["two", "one"]);
    house.step(Step::ImportLeft);
    choose(
        &mut house,
        &[&list(&[("one", 10), ("two", 30), ("three", 5)]), &list(&[("three", 5)]), b"[{\"title\":\"x\"}]"],
    );
    let expected = [("one", Standing::Here, false), ("two", Standing::Newer, true), ("three", Standing::New, true)];
    assert_eq!(standings(&house), expected.map(|(title, standing, ticked)| (title.to_owned(), standing, ticked)));
    assert_eq!(finds(&house).problem_count, 1);
    let three = finds(&house).talks[2].id.clone();
    house.step(Step::Ticked(three));
    house.step(Step::ImportPressed);
    assert_eq!(house.titles(), ["two", "one"]);
    let two = house.state.history.shown().next().unwrap().id.clone();
    let texts: Vec<String> = house.load(&two).unwrap().messages.iter().map(|message| message.text()).collect();
    assert_eq!(texts, ["20", "30"]);
}

#[test]
fn where_the_storage_refuses_in_the_middle_all_is_as_it_was() {
    let mut house = House::new();
    choose(&mut house, &[&list(&[("one", 10)])]);
    house.step(Step::ImportPressed);
    let before = house.state.history.shown().next().unwrap().id.clone();
    let texts = |house: &mut House| house.load(&before).unwrap().messages.iter().map(|m| m.text()).collect::<Vec<_>>();
    let more = list(&[("one", 11), ("two", 20), ("three", 30), ("four", 40)]);
    choose(&mut house, &[&more]);
    assert_eq!(finds(&house).talks.len(), 4);
    // Each conversation takes two writes; the third of them fails.
    house.shelf.fuse.set(Some(6));
    house.shelf.failing.set(1);
    house.step(Step::ImportPressed);
    assert!(
        matches!(house.state.transfer.import, Import::Failed(Why::Storage(_))),
        "{:?}",
        house.state.transfer.import
    );
    assert_eq!((house.titles(), house.titles_tomorrow()), (vec!["one".to_owned()], vec!["one".to_owned()]));
    assert_eq!(texts(&mut house), ["10"]);
    assert_eq!(house.state.storage.problem, None, "nothing on screen is unsaved");
    choose(&mut house, &[&more]);
    house.step(Step::ImportPressed);
    assert_eq!(house.titles(), ["four", "three", "two", "one"]);
    assert_eq!(texts(&mut house), ["10", "11"]);
}

#[test]
fn where_the_person_stops_it_or_the_file_changed_nothing_is_kept() {
    let mut house = House::new();
    let file = list(&[("one", 10), ("two", 20), ("three", 30)]);
    choose(&mut house, &[&file]);
    house.stops_after = Some(2);
    house.step(Step::ImportPressed);
    assert_eq!(house.state.transfer.import, Import::Failed(Why::Stopped));
    house.stops_after = None;
    choose(&mut house, &[&file]);
    house.files = vec![list(&[("one", 10)])];
    house.step(Step::ImportPressed);
    assert_eq!(house.state.transfer.import, Import::Failed(Why::Changed));
    assert_eq!((house.titles(), house.titles_tomorrow()), (vec![], vec![]));
    choose(&mut house, &[&file]);
    house.step(Step::AllTicked(false));
    house.step(Step::AllTicked(true));
    house.step(Step::ImportPressed);
    assert_eq!(house.titles_tomorrow(), ["three", "two", "one"]);
}

#[test]
fn a_failure_that_the_storage_tells_of_later_takes_all_back_as_long_as_the_import_runs() {
    let mut house = House::new();
    choose(&mut house, &[&list(&[("one", 10), ("two", 20)])]);
    let failed = Action::Transfer(Step::Committed(Err(StorageProblem::Full)));
    house.unsettled = true;
    house.step(Step::ImportPressed);
    assert!(matches!(house.state.transfer.import, Import::Keeping(..)));
    assert_eq!(house.titles(), [""; 0]);
    house.act(failed.clone());
    assert_eq!(house.state.transfer.import, Import::Failed(Why::Storage(StorageProblem::Full)));
    assert_eq!((house.titles(), house.titles_tomorrow()), (vec![], vec![]));
    house.unsettled = false;
    let file = list(&[("one", 10), ("two", 20)]);
    choose(&mut house, &[&file]);
    house.step(Step::ImportPressed);
    house.act(failed);
    assert!(matches!(house.state.transfer.import, Import::Done(2, _)));
    assert_eq!(house.titles_tomorrow(), ["two", "one"]);
}

#[test]
fn settings_and_connections_of_a_backup_are_taken_only_when_ticked_and_change_no_connection() {
    let mut own = Connection::from_preset(ConnectionId::parse("own-1").unwrap(), Preset::Groq);
    own.name = "Mine".into();
    let mut other = own.clone();
    other.name = "Evil".into();
    let mut new = own.clone();
    new.id = ConnectionId::parse("new-1").unwrap();
    let settings = Settings { theme: Theme::Dark, connection: Some(new.id.clone()), ..Settings::default() };
    let list = [Rc::new(other), Rc::new(new.clone())];
    let text = [
        &backup::head(0, Some((&settings, &list))),
        &*backup::conversation(&talk("a-1", &["q"]), 4, true),
        backup::TAIL,
    ]
    .concat();
    let mut house = House::new();
    house.store.save_connections(&[Rc::new(own)]).unwrap();
    let mut house = House::at(house.shelf);
    choose(&mut house, &[text.as_bytes()]);
    house.step(Step::ImportPressed);
    assert_eq!((house.state.settings.theme, house.state.connections.all().len()), (Theme::System, 2));
    choose(&mut house, &[text.as_bytes()]);
    house.step(Step::ExtrasTicked);
    house.step(Step::ImportPressed);
    assert_eq!(house.state.settings.theme, Theme::Dark);
    let names: Vec<&str> = house.state.connections.all().iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["Demo", "Mine", &*new.name]);
    assert_eq!(house.state.settings.connection, Some(new.id));
}

#[test]
fn what_comes_from_elsewhere_is_given_a_connection_that_is_here() {
    let mut house = House::new();
    choose(&mut house, &[&sample("chatgpt-conversations.json")]);
    house.step(Step::ImportPressed);
    assert_eq!(house.titles().len(), 3);
    for entry in house.state.history.shown().cloned().collect::<Vec<_>>() {
        assert_eq!(house.load(&entry.id).unwrap().connection, ConnectionId::demo());
    }
}

#[test]
fn the_conversation_on_the_page_goes_out_in_every_form() {
    let mut house = House::new();
    let mut whales = talk("a-1", &["q"]);
    whales.title = "How do whales sleep?".into();
    house.keep(&whales);
    house.act(Action::RouteChanged(sotto::state::route::Route::Conversation(whales.id.clone())));
    for format in [Format::Markdown, Format::Page, Format::Backup, Format::Messages] {
        house.step(Step::ExportPressed(format));
    }
    let (names, texts): (Vec<String>, Vec<String>) = house.offered.drain(..).unzip();
    assert_eq!(names, ["md", "html", "json", "messages.json"].map(|end| format!("How-do-whales-sleep.{end}")));
    assert!(
        texts[0].starts_with("# How do whales") && texts[1].starts_with("<!doctype") && texts[3].contains("\"user\"")
    );
    choose(&mut house, &[texts[2].as_bytes()]);
    assert_eq!(standings(&house), [("How do whales sleep?".to_owned(), Standing::Here, false)]);
}

fn undated(messages: &[&str]) -> Vec<u8> {
    let one = |text: &&str| format!("{{\"role\":\"user\",\"content\":\"{text}\"}}");
    let messages: Vec<String> = messages.iter().map(one).collect();
    format!("[{{\"id\":\"u\",\"title\":\"u\",\"messages\":[{}]}}]", messages.join(",")).into_bytes()
}

#[test]
fn an_export_without_dates_that_grew_is_imported_once_more_and_one_that_did_not_is_here() {
    let mut house = House::new();
    choose(&mut house, &[&undated(&["a"])]);
    house.step(Step::ImportPressed);
    house.step(Step::ImportLeft);
    choose(&mut house, &[&undated(&["a"])]);
    assert_eq!(standings(&house), [("u".to_owned(), Standing::Here, false)]);
    choose(&mut house, &[&undated(&["a", "b"])]);
    assert_eq!(standings(&house), [("u".to_owned(), Standing::Newer, true)]);
    house.step(Step::ImportPressed);
    let id = house.state.history.shown().next().unwrap().id.clone();
    let texts: Vec<String> = house.load(&id).unwrap().path().iter().map(|message| message.text()).collect();
    assert_eq!(texts, ["a", "b"]);
    choose(&mut house, &[&undated(&["a"])]);
    assert_eq!(standings(&house), [("u".to_owned(), Standing::Here, false)]);
}

#[test]
fn an_export_that_grew_is_not_here_although_the_chat_went_on_here_since() {
    let mut house = House::new();
    choose(&mut house, &[&undated(&["a"])]);
    house.step(Step::ImportPressed);
    let id = house.state.history.shown().next().unwrap().id.clone();
    let mut talk = house.load(&id).unwrap();
    talk.touch(sotto::domain::moment::Moment { wall: 1_795_188_600_000, steady: 2 });
    house.keep(&talk);
    choose(&mut house, &[&undated(&["a", "b"])]);
    assert_eq!(standings(&house), [("u".to_owned(), Standing::Newer, true)]);
}

#[test]
fn two_conversations_with_one_id_are_both_kept_and_twice_is_the_same_as_once() {
    let two =
        b"[{\"id\":\"same\",\"title\":\"one\",\"messages\":[{\"id\":\"m\",\"role\":\"user\",\"content\":\"first\"}]},\
        {\"id\":\"same\",\"title\":\"two\",\"messages\":[{\"id\":\"m\",\"role\":\"user\",\"content\":\"other\"}]},\
        {\"id\":\"same\",\"title\":\"one\",\"messages\":[{\"id\":\"m\",\"role\":\"user\",\"content\":\"first\"}]}]";
    let mut house = House::new();
    choose(&mut house, &[two]);
    assert_eq!((finds(&house).talks.len(), finds(&house).renamed), (2, 1));
    house.step(Step::ImportPressed);
    let mut texts: Vec<String> = Vec::new();
    for entry in house.state.history.shown().cloned().collect::<Vec<_>>() {
        texts.extend(house.load(&entry.id).unwrap().messages.iter().map(|message| message.text()));
    }
    texts.sort();
    assert_eq!(texts, ["first", "other"]);
    choose(&mut house, &[two]);
    let here = |title: &str| (title.to_owned(), Standing::Here, false);
    assert_eq!(standings(&house), [here("one"), here("two")]);
}

#[test]
fn of_an_old_and_a_new_export_chosen_together_the_one_with_more_is_taken() {
    for files in [[undated(&["a"]), undated(&["a", "b"])], [undated(&["a", "b"]), undated(&["a"])]] {
        let mut house = House::new();
        choose(&mut house, &[&files[0], &files[1]]);
        assert_eq!((finds(&house).talks.len(), finds(&house).renamed), (1, 0));
        house.step(Step::ImportPressed);
        let id = house.state.history.shown().next().unwrap().id.clone();
        assert_eq!(house.load(&id).unwrap().path().len(), 2);
    }
}

#[test]
fn what_has_no_place_yet_is_named_before_and_after_and_goes_out_and_comes_back() {
    let mut house = House::new();
    choose(&mut house, &[&sample("claude-tool-use.json")]);
    let unsupported = finds(&house).talks[0].leftover.unsupported;
    assert_eq!((unsupported.tool_calls, unsupported.tool_results), (2, 2));
    house.step(Step::ImportPressed);
    let Import::Done(1, leftover) = house.state.transfer.import else { panic!("{:?}", house.state.transfer.import) };
    assert_eq!(leftover.unsupported, unsupported);
    let before = house.originals.clone();
    assert_eq!(before.values().map(|rows| rows.len()).sum::<usize>(), 2);
    house.step(Step::ExportAllPressed(None));
    let (_, everything) = house.offered.pop().unwrap();
    let id = house.state.history.shown().next().unwrap().id.clone();
    house.act(Action::RouteChanged(sotto::state::route::Route::Conversation(id)));
    house.step(Step::ExportPressed(Format::Backup));
    let (_, single) = house.offered.pop().unwrap();
    for text in [everything, single] {
        let mut other = House::new();
        choose(&mut other, &[text.as_bytes()]);
        assert_eq!(finds(&other).talks[0].leftover.unsupported, unsupported);
        other.step(Step::ImportPressed);
        assert_eq!(other.originals, before);
    }
}

#[test]
fn an_import_of_older_chats_stands_below_those_of_today_by_its_dates() {
    use sotto::domain::arrangement::{Arrangement, Heading, Wish};
    use sotto::domain::settings::Sort;

    const TODAY: i64 = 1_795_188_600_000;
    let mut house = House::new();
    let mut own = talk("own", &["q"]);
    own.title = "own".into();
    own.updated = TODAY;
    for message in &mut own.messages {
        Rc::make_mut(message).created = TODAY;
    }
    house.keep(&own);
    let undated = "{\"id\":\"n\",\"title\":\"never\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    let future = "{\"id\":\"f\",\"title\":\"future\",\"updated_at\":\"2099-01-01\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    let micro = "{\"id\":\"m\",\"title\":\"micro\",\"updated_at\":1700000015000000,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    let file =
        [&list(&[("old", 10), ("new", 20)])[..], undated.as_bytes(), future.as_bytes(), micro.as_bytes()].join(&b'\n');
    choose(&mut house, &[&file]);
    house.step(Step::ImportPressed);
    let wish = Wish { sort: Sort::Changed, archive: false, midnight: TODAY - 1000 };
    let list = Arrangement::of(&house.state.history, &house.state.shelves.folders, wish);
    let groups: Vec<(Heading, Vec<&str>)> = list
        .groups
        .iter()
        .map(|group| (group.heading.clone(), group.entries.iter().map(|entry| &*entry.title).collect()))
        .collect();
    assert_eq!(
        groups,
        [
            (Heading::Today, vec!["own"]),
            (Heading::Earlier, vec!["new", "micro", "old"]),
            (Heading::Undated, vec!["future", "never"]),
        ]
    );
}

#[test]
fn a_message_that_says_something_else_under_the_same_id_is_kept_as_a_version() {
    let file = |text: &str| {
        format!(
            "[{{\"id\":\"u\",\"title\":\"u\",\"messages\":[{{\"id\":\"m\",\"role\":\"user\",\"content\":\"{text}\"}}]}}]"
        )
        .into_bytes()
    };
    let mut house = House::new();
    for text in ["first", "other", "other words"] {
        choose(&mut house, &[&file(text)]);
        house.step(Step::ImportPressed);
        choose(&mut house, &[&file(text)]);
        assert_eq!(standings(&house), [("u".to_owned(), Standing::Here, false)], "{text}");
    }
    let id = house.state.history.shown().next().unwrap().id.clone();
    let mut texts: Vec<String> = house.load(&id).unwrap().messages.iter().map(|message| message.text()).collect();
    texts.sort();
    assert_eq!(texts, ["first", "other", "other words"]);
}
