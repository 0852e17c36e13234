//! Every field for a secret, in every form that has one: no browser and no password manager takes it for a password.

use sotto::domain::archive::vault::Standing;
use sotto::domain::connection::{Connection, Keeping, Secrets};
use sotto::domain::id::ConnectionId;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;
use sotto::state::State;
use sotto::state::action::Action;
use sotto::state::route::Route;
use sotto::state::transfer::Step as Files;
use sotto::state::vault::{Step, Vault};
use sotto::view::connection_form::ConnectionForm as FormPart;
use sotto::view::part::part;
use sotto::view::passphrase::{PassphraseForm, Purpose};
use sotto::view::text_field::IGNORED;

use crate::desk::Desk;
use crate::drawn::{Drawn, draw, drawn};

fn server() -> ConnectionId {
    ConnectionId::parse("server").unwrap()
}

/// A connection with headers, whose keys are kept so.
fn desk(keeping: Keeping, standing: Standing) -> Desk {
    let mut desk = Desk::with_server();
    let mut held = (**desk.state.connections.get(&server()).unwrap()).clone();
    held.keeping = keeping;
    let origin = held.address.as_ref().unwrap().origin().clone();
    let headers = vec![("x-team".into(), Secret::new("one")), ("x-org".into(), Secret::new("two"))];
    let secrets = Secrets { origin: origin.clone(), key: Secret::new("sk-secret"), headers };
    let sealed = if keeping == Keeping::Encrypted { vec![(server(), origin)] } else { Vec::new() };
    let readable = if standing == Standing::Locked { Vec::new() } else { vec![(server(), secrets)] };
    desk.state.vault = Vault::new(standing, sealed.clone(), true);
    desk.act(Action::ConnectionsCame(vec![held], readable.clone()));
    desk.act(Action::Vault(Step::Stands(standing, sealed, readable)));
    desk
}

/// All pages and parts that take a secret, and how many fields for secrets each has.
fn forms() -> Vec<(&'static str, Drawn, usize)> {
    let shown = |name: &'static str, desk: &mut Desk, route: Route, count: usize| {
        desk.act(Action::RouteChanged(route));
        (name, draw(name, &desk.state), count)
    };
    let edit = Route::Connection(server());
    let mut all = vec![
        shown("edit", &mut desk(Keeping::Device, Standing::None), edit.clone(), 3),
        shown("edit-open", &mut desk(Keeping::Encrypted, Standing::Open), edit.clone(), 3),
        shown("edit-locked", &mut desk(Keeping::Encrypted, Standing::Locked), edit, 1),
        shown("unlock", &mut desk(Keeping::Encrypted, Standing::Locked), Route::Settings, 1),
        shown("change", &mut desk(Keeping::Encrypted, Standing::Open), Route::Settings, 3),
    ];
    for kind in Preset::CHOICES {
        all.push(shown("new", &mut desk(Keeping::Device, Standing::None), Route::NewConnectionOf(kind), 1));
    }
    // At the composer, where a locked key stands in the way of a message.
    let mut locked = desk(Keeping::Encrypted, Standing::Locked);
    locked.act(Action::RouteChanged(Route::New));
    locked.act(Action::Sent("Hello".into()));
    all.push(("composer", draw("composer", &locked.state), 1));
    let mut export = desk(Keeping::Device, Standing::None);
    export.act(Action::RouteChanged(Route::Settings));
    export.act(Action::Transfer(Files::ExportKeysTicked));
    all.push(("export", draw("export", &export.state), 2));
    // Where the key is to be encrypted, with a vault in each state; and the field of an import.
    for (standing, count) in [(Standing::None, 5), (Standing::Locked, 4)] {
        let vault = Vault::new(standing, Vec::new(), true);
        let state: State = desk(Keeping::Device, Standing::None).state;
        let held = state.connections.get(&server()).unwrap();
        let form = FormPart {
            connection: Some(std::rc::Rc::new(Connection { keeping: Keeping::Encrypted, ..(**held).clone() })),
            preset: held.preset,
            secrets: state.connections.secrets(held).cloned(),
            vault,
            check: None,
            draft: None,
            normalized: None,
        };
        all.push(("encrypt", drawn(part(form)), count));
    }
    for (purpose, count) in [(Purpose::Unlock, 1), (Purpose::Change, 3), (Purpose::Export, 2), (Purpose::Import, 1)] {
        all.push(("passphrase", drawn(part(PassphraseForm { purpose, vault: Vault::default() })), count));
    }
    all
}

/// The opening tags of all inputs.
fn inputs(page: &Drawn) -> Vec<&str> {
    page.0.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

#[test]
fn every_secret_is_typed_into_a_dotted_text_field_that_no_manager_fills_or_saves() {
    for (name, page, count) in forms() {
        page.lacks("type=\"password\"");
        page.lacks("current-password");
        let secrets: Vec<&str> =
            inputs(&page).into_iter().filter(|tag| attribute(tag, "class") == Some("secret")).collect();
        assert_eq!(secrets.len(), count, "{name}: {secrets:?}");
        for tag in secrets {
            for (mark, value) in [
                ("type", "text"),
                ("autocomplete", "off"),
                ("autocapitalize", "off"),
                ("autocorrect", "off"),
                ("spellcheck", "false"),
                ("writingsuggestions", "false"),
                ("translate", "no"),
            ]
            .into_iter()
            .chain(IGNORED)
            {
                assert_eq!(attribute(tag, mark), Some(value), "{name}: {mark} of {tag}");
            }
            assert_eq!(attribute(tag, "name"), None, "{name}: {tag}");
            // Named by a label or by itself, and described to those who hear the page.
            let id = attribute(tag, "id").unwrap();
            let labelled = page.0.contains(&format!("for=\"{id}\"")) || attribute(tag, "aria-label").is_some();
            assert!(labelled, "{name}: {tag}");
            for about in attribute(tag, "aria-describedby").unwrap().split(' ') {
                assert!(page.0.contains(&format!("id=\"{about}\"")), "{name}: {about}");
            }
        }
    }
}

/// A secret in a field of any other form would be one that the test above does not know.
#[test]
fn no_field_that_asks_for_a_secret_is_an_ordinary_one() {
    let sources = |folder: &str| {
        let mut found = Vec::new();
        let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { found.push(path) }
            }
        }
        found
    };
    for path in sources("src/view") {
        let source = std::fs::read_to_string(&path).unwrap();
        let own = path.ends_with("secret_field.rs");
        assert_eq!(source.contains("\"password\""), own, "{}", path.display());
        assert!(own || !source.contains("type=password"), "{}", path.display());
    }
}

#[test]
fn a_browser_that_draws_no_dots_gets_fields_of_the_type_password_that_ask_for_no_stored_one() {
    let mut desk = desk(Keeping::Device, Standing::None);
    desk.state.masks_text = false;
    desk.act(Action::RouteChanged(Route::Connection(server())));
    let page = draw("without-dots", &desk.state);
    let secrets: Vec<&str> =
        inputs(&page).into_iter().filter(|tag| attribute(tag, "class") == Some("secret")).collect();
    assert_eq!(secrets.len(), 3);
    for tag in secrets {
        assert_eq!((attribute(tag, "type"), attribute(tag, "autocomplete")), (Some("password"), Some("new-password")));
        assert_eq!(attribute(tag, "data-1p-ignore"), Some("true"));
    }
}

#[test]
fn the_fields_beside_a_secret_are_not_taken_for_user_names() {
    let mut desk = desk(Keeping::Device, Standing::None);
    desk.act(Action::RouteChanged(Route::Connection(server())));
    let page = draw("beside-a-secret", &desk.state);
    for tag in inputs(&page).into_iter().filter(|tag| attribute(tag, "type") == Some("text")) {
        assert_eq!(attribute(tag, "autocomplete"), Some("off"), "{tag}");
        if attribute(tag, "role") != Some("combobox") {
            for (mark, value) in IGNORED {
                assert_eq!(attribute(tag, mark), Some(value), "{tag}");
            }
        }
    }
}
