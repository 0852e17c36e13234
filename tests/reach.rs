//! Where one is and how far the page reaches, told through the real state.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod desk;

use std::rc::Rc;

use desk::Desk;
use sotto::domain::connection::{Connection, Secrets};
use sotto::domain::error::AddressProblem;
use sotto::domain::form_draft::{FormDraft, FormDrafts, FormOf};
use sotto::domain::id::ConnectionId;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::state::action::{Action, ConnectionForm};
use sotto::state::effect::Effect;
use sotto::state::route::Route;

#[test]
fn the_settings_lead_back_to_where_one_was() {
    let mut desk = Desk::with_server();
    desk.turn("q", "a");
    let here = desk.state.route.clone();
    assert_ne!(here, Route::New);
    desk.act(Action::RouteChanged(Route::Settings));
    desk.act(Action::RouteChanged(Route::NewConnection));
    desk.act(Action::RouteChanged(Route::Settings));
    assert_eq!(desk.state.back(), here);
    let id = desk.state.history.entries().first().unwrap().id.clone();
    desk.act(Action::Deleted(id));
    assert_eq!(desk.state.back(), Route::New, "it is not there any more");
}

#[test]
fn before_words_of_a_model_are_shown_the_page_is_narrowed_to_the_servers_connected() {
    let narrowed = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Narrow(origins) => Some(origins.iter().map(ToString::to_string).collect::<Vec<_>>()),
            _ => None,
        })
    };
    let reloads = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::Reload(_)));
    let mut desk = Desk::with_server();
    assert!(!reloads(&desk.act(Action::RouteChanged(Route::NewConnection))), "nothing was shown yet");
    assert!(!desk.state.must_reload());
    desk.act(Action::RouteChanged(Route::New));
    let effects = desk.act(Action::Sent("q".into()));
    assert_eq!(narrowed(&effects).as_deref(), Some(&["https://api.groq.com".to_owned()][..]));
    assert!(matches!(effects.first(), Some(Effect::Narrow(_))), "before the server is asked");
    assert_eq!(narrowed(&desk.act(Action::Sent("again".into()))), None, "once is enough");

    let turn = desk.asked(&effects);
    assert!(!reloads(&desk.act(Action::RouteChanged(Route::Settings))));
    assert!(!reloads(&desk.act(Action::RouteChanged(Route::NewConnection))), "a reply is coming in");
    assert!(desk.state.must_reload());
    let effects = desk.act(Action::AllStopped);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Abort(aborted) if *aborted == turn)));
    assert!(reloads(&effects));
    assert!(!reloads(&desk.act(Action::Ticked)), "it is on its way");
}

fn server() -> ConnectionId {
    ConnectionId::parse("server").unwrap()
}

fn draft(address: &str) -> FormDraft {
    FormDraft { name: "Mine".into(), address: address.into(), ..FormDraft::default() }
}

fn edited(of: &FormOf, draft: FormDraft) -> Action {
    Action::FormEdited(of.clone(), Some(Box::new(draft)))
}

fn kept(effects: &[Effect]) -> Option<FormDrafts> {
    effects.iter().find_map(|effect| match effect {
        Effect::SaveFormDrafts(drafts) => Some(drafts.clone()),
        _ => None,
    })
}

#[test]
fn what_was_typed_into_a_form_is_kept_until_it_is_saved_cancelled_or_undone() {
    let groq = FormOf::New(Preset::Groq);
    let mut desk = Desk::new();
    desk.act(Action::RouteChanged(Route::NewConnectionOf(Preset::Groq)));
    let effects = desk.act(edited(&groq, draft("https://me:sk-1@api.groq.com/v1?key=sk-2")));
    let drafts = kept(&effects).unwrap();
    assert_eq!(&*drafts.get(&groq).unwrap().address, "https://api.groq.com/v1", "no secret is kept");
    assert!(kept(&desk.act(edited(&groq, draft("https://api.groq.com/v1")))).is_none(), "it stands there already");

    // Back, Forward, and another form.
    desk.act(Action::RouteChanged(Route::NewConnection));
    desk.act(Action::RouteChanged(Route::NewConnectionOf(Preset::OpenAi)));
    desk.act(edited(&FormOf::New(Preset::OpenAi), draft("other")));
    desk.act(Action::RouteChanged(Route::NewConnectionOf(Preset::Groq)));
    assert_eq!(desk.state.connections.drafts.len(), 2);
    assert!(desk.state.connections.drafts.get(&groq).is_some());

    let effects = desk.act(Action::FormCancelled(groq.clone()));
    assert_eq!(kept(&effects).unwrap().len(), 1);
    assert_eq!(desk.state.route, Route::Settings);
    assert!(kept(&desk.act(Action::FormEdited(FormOf::New(Preset::OpenAi), None))).unwrap().is_empty());

    desk.act(edited(&groq, draft("https://api.groq.com/v1")));
    let effects = desk.act(Action::ConnectionSaved(Box::new(Desk::form(None))));
    assert!(kept(&effects).unwrap().is_empty());
}

#[test]
fn an_unusual_host_typed_is_normalized_by_the_browser_once() {
    let asked = |effects: &[Effect]| {
        let asks =
            |effect: &Effect| matches!(effect, Effect::NormalizeAddress(None, typed) if &**typed == "http://127.1");
        effects.iter().any(asks)
    };
    let custom = FormOf::New(Preset::Custom);
    let mut desk = Desk::new();
    desk.act(Action::RouteChanged(Route::NewConnectionOf(Preset::Custom)));
    assert!(!asked(&desk.act(edited(&custom, draft("http://127.0.0.1")))), "usual already");
    assert!(asked(&desk.act(edited(&custom, draft("http://127.1")))));
    desk.act(Action::AddressNormalized(None, "http://127.1".into(), Some("http://127.0.0.1".into())));
    assert!(!asked(&desk.act(edited(&custom, FormDraft { model: "m".into(), ..draft("http://127.1") }))), "known");
    // Whoever comes back finds it understood.
    desk.act(Action::RouteChanged(Route::NewConnection));
    assert!(asked(&desk.act(Action::RouteChanged(Route::NewConnectionOf(Preset::Custom)))));
    // What reaches the state unnormalized is refused with a word.
    let form = ConnectionForm { address: "http://127.1".into(), ..Desk::form(None) };
    assert!(desk.act(Action::SavePressed(Box::new(form))).is_empty());
    assert_eq!(desk.state.connections.problem, Some(AddressProblem::Host));
}

#[test]
fn a_connection_of_an_older_version_or_a_backup_goes_where_its_browser_would_have_gone_with_its_key() {
    let mut old = Connection::from_preset(server(), Preset::Custom);
    old.raw_address = Some("https://한국.example/v1".into());
    let old_origin: Rc<str> = "https://한국.example".into();
    let secrets = Secrets { origin: Rc::clone(&old_origin), key: Secret::new("sk-secret"), headers: Vec::new() };
    let mut desk = Desk::new();
    let effects = desk.act(Action::ConnectionsCame(vec![old], vec![(server(), secrets)]));
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::NormalizeAddress(Some(id), raw) => Some((id.clone(), Rc::clone(raw))),
        _ => None,
    });
    let (id, raw) = asked.unwrap();
    let effects = desk.act(Action::AddressNormalized(Some(id), raw, Some("https://xn--3e0b707e.example/v1".into())));
    let held = Rc::clone(desk.state.connections.get(&server()).unwrap());
    assert_eq!(held.address.as_ref().unwrap().text(), "https://xn--3e0b707e.example/v1");
    assert_eq!(held.raw_address, None);
    assert_eq!(desk.state.connections.secrets(&held).unwrap().key.reveal(), "sk-secret");
    assert!(matches!(&effects[..], [Effect::SaveConnections(_), Effect::SaveSecrets(_, Some(moved)), ..]
        if &*moved.origin == "https://xn--3e0b707e.example"));

    // One that no browser can reach stays, and nothing is sent.
    let mut lost = Connection::from_preset(server(), Preset::Custom);
    lost.raw_address = Some("https://a／b/v1".into());
    lost.model = "m".into();
    let mut desk = Desk::new();
    desk.act(Action::ConnectionsCame(vec![lost], Vec::new()));
    desk.act(Action::AddressNormalized(Some(server()), "https://a／b/v1".into(), None));
    assert!(desk.state.connections.get(&server()).unwrap().raw_address.is_some());
    desk.act(Action::ConnectionChosen(server(), "m".into()));
    assert!(!desk.act(Action::Sent("q".into())).iter().any(|effect| matches!(effect, Effect::Ask(..))));
}
