//! What is around the messages: the beginning, the list, the composer, notices.

use sotto::domain::error::StorageProblem;
use sotto::domain::settings::{Language, Settings};
use sotto::state::action::{Action, Saving};
use sotto::state::route::Route;

use crate::desk::Desk;
use crate::drawn::draw;

#[test]
fn with_a_connection_the_beginning_is_quiet() {
    let desk = Desk::with_server();
    let page = draw("ready", &desk.state);
    page.does_not_say("Paste an API key");
    page.says("m at Groq will answer.");
}

fn busy_desk() -> Desk {
    let mut desk = Desk::with_server();
    desk.now.wall -= 2 * 86_400_000;
    for question in
        ["What is a monad, really", "短い自己紹介を英語に", "SQL window functions", "Trip to Lisbon: three days"]
    {
        desk.turn(question, "Yes.");
        desk.act(Action::NewChatPressed);
    }
    desk.now.wall += 2 * 86_400_000;
    for question in ["Proof that √2 is irrational", "이메일을 더 공손하게 고치기"] {
        desk.turn(question, "Yes.");
        desk.act(Action::NewChatPressed);
    }
    desk.act(Action::Sent("Soil for tomatoes on a balcony that gets sun only in the morning".into()));
    desk.act(Action::NewChatPressed);
    desk.turn(
        "Borrowing rules, with examples",
        "A lifetime is the compiler's name for **how long a borrow stays valid**.",
    );
    desk
}

#[test]
fn the_list_names_conversations_by_day_and_says_which_is_open_and_which_is_live() {
    let desk = busy_desk();
    let page = draw("list", &desk.state);
    let text = page.text();
    let (today, earlier) = (text.find("Today").unwrap(), text.find("Earlier").unwrap());
    let at = |title: &str| text.find(title).unwrap();
    assert!(today < at("Borrowing rules") && at("Proof that") < earlier && earlier < at("Trip to Lisbon"));
    assert_eq!(page.0.matches("aria-current=\"page\"").count(), 1);
    assert_eq!(page.0.matches("data-live").count(), 1);
    page.says("reply coming in");
    page.control("Actions for “Trip to Lisbon: three days”");
    page.says("of 5 MB");
}

#[test]
fn what_was_deleted_can_be_brought_back() {
    let mut desk = busy_desk();
    let Route::Conversation(id) = desk.state.route.clone() else { panic!("a conversation is open") };
    desk.act(Action::Deleted(id));
    let page = draw("deleted", &desk.state);
    page.says("Deleted “Borrowing rules, with examples”.");
    page.control("Undo");
}

#[test]
fn what_stands_in_the_way_is_said_at_the_composer() {
    let mut desk = Desk::with_server();
    desk.act(Action::Sent("One".into()));
    desk.act(Action::Sent("Two".into()));
    let page = draw("busy", &desk.state);
    page.says("A reply is still being written.");
    page.control("Stop the reply");
    desk.act(Action::StopPressed);
    draw("busy-no-more", &desk.state).does_not_say("A reply is still being written.");
    desk.act(Action::WentOffline);
    draw("offline", &desk.state).says("You are offline.");
}

#[test]
fn what_could_not_be_stored_is_said_on_top() {
    let mut desk = busy_desk();
    desk.act(Action::SaveFailed(Saving::Draft, StorageProblem::Full));
    let page = draw("unsaved", &desk.state);
    page.says("the storage of this browser is full");
    page.has("class=\"not-saved\"");
}

#[test]
fn the_shortcuts_are_listed() {
    let mut desk = Desk::new();
    desk.act(Action::ShortcutsToggled);
    let page = draw("shortcuts", &desk.state);
    page.says("Keyboard shortcuts");
    page.says("Ctrl/⌘ Shift O");
}

#[test]
fn korean_is_spoken_everywhere() {
    let mut desk = Desk::new();
    desk.act(Action::SettingsChanged(Settings { language: Language::Korean, ..Settings::default() }));
    draw("welcome-korean", &desk.state).says("조용히 대화하세요.");
    let mut desk = busy_desk();
    desk.act(Action::SettingsChanged(Settings { language: Language::Korean, panel: true, ..Settings::default() }));
    let page = draw("list-korean", &desk.state);
    page.control("새 대화");
    for english in ["New chat", "Search", "Today", "Settings", "Copy", "Retry", "Details", "Send", "Context"] {
        page.does_not_say(english);
    }
}

#[test]
fn the_settings_are_a_page_of_their_own() {
    let mut desk = Desk::with_server();
    desk.act(Action::RouteChanged(Route::Settings));
    let page = draw("settings", &desk.state);
    page.lacks("id=\"composer\"");
    page.has("id=\"heading\"");
    desk.act(Action::RouteChanged(Route::NewConnection));
    draw("connect", &desk.state).has("id=\"heading\"");
}

#[test]
fn every_icon_button_has_a_name_and_a_tooltip() {
    let mut desk = busy_desk();
    desk.act(Action::SettingsChanged(Settings { panel: true, ..Settings::default() }));
    let page = draw("panel", &desk.state);
    for button in page.0.split("<button").skip(1) {
        let (attributes, rest) = button.split_once('>').unwrap();
        let inside = crate::drawn::Drawn(rest.split("</button>").next().unwrap().to_owned()).text();
        let named = attributes.contains("aria-label=") && attributes.contains("title=");
        assert!(named || !inside.is_empty(), "a button without a name: {attributes}");
    }
}

#[test]
fn words_without_end_are_drawn() {
    let mut desk = Desk::with_server();
    let long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(6);
    desk.turn(
        &format!("{long}\n\nline two\n    indented"),
        &format!("# {long}\n\n{long}\n\n| a | b |\n|---|---|\n| {long} | `{long}` |\n\n```text\n{long}\n```\n"),
    );
    draw("long-words", &desk.state).says("line two");
}
