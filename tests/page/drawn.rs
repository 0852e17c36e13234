//! Draws a state as a page, and finds things in it as a person would: by role and name.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use sotto::domain::settings::Language;
use sotto::domain::text::texts;
use sotto::state::State;
use sotto::state::action::Dispatch;
use sotto::view::Ui;
use sotto::view::shell::shell;
use yew::LocalServerRenderer;
use yew::prelude::{ContextProvider, Html, Properties, component, html, use_memo};

/// When the desk's day began.
pub const MIDNIGHT: i64 = 1_699_920_000_000;

#[derive(Clone, Properties)]
struct PageProps {
    state: Rc<State>,
}

impl PartialEq for PageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state)
    }
}

#[component]
fn Page(props: &PageProps) -> Html {
    shell(&props.state, MIDNIGHT, &Dispatch::new(|_| {}))
}

#[derive(Clone, PartialEq, Properties)]
struct PartProps {
    part: Html,
}

#[component]
fn Part(props: &PartProps) -> Html {
    let texts = texts(Language::English, "en");
    let ui = use_memo((), |()| Ui {
        dispatch: Dispatch::new(|_| {}),
        texts,
        origin: "https://sotto.example".into(),
        masks_text: true,
    });
    html! { <ContextProvider<Ui> context={(*ui).clone()}>{ props.part.clone() }</ContextProvider<Ui>> }
}

/// Draws a part of a page that comes only by a press.
pub fn drawn(part: Html) -> Drawn {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let renderer = LocalServerRenderer::<Part>::with_props(PartProps { part }).hydratable(false);
    Drawn(runtime.block_on(renderer.render()))
}

/// A page as markup.
pub struct Drawn(pub String);

/// Draws a state. The name is for who wants to look at it.
pub fn draw(name: &str, state: &State) -> Drawn {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let state = Rc::new(state.clone());
    let renderer = LocalServerRenderer::<Page>::with_props(PageProps { state: Rc::clone(&state) }).hydratable(false);
    let page = runtime.block_on(renderer.render());
    if let Ok(folder) = std::env::var("SOTTO_SCENES") {
        write(Path::new(&folder), name, state.texts().tag, &page);
    }
    Drawn(page)
}

fn write(folder: &Path, name: &str, language: &str, page: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let index = std::fs::read_to_string(root.join("index.html")).unwrap();
    let mut sheets = String::new();
    for line in index.lines().filter(|line| line.contains("rel=\"css\"")) {
        let (_, from) = line.split_once("href=\"").unwrap();
        let (sheet, _) = from.split_once('"').unwrap();
        writeln!(sheets, "{}", std::fs::read_to_string(root.join(sheet)).unwrap()).unwrap();
    }
    let out = format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{name}</title><style>{sheets}</style><body><div id=\"app\">{page}</div>"
    );
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(format!("{name}.html")), out).unwrap();
}

impl Drawn {
    /// Everything said, without markup.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for piece in self.0.split('<') {
            out.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
            out.push(' ');
        }
        out.replace("&#x27;", "'").replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Says that this is said.
    #[track_caller]
    pub fn says(&self, text: &str) {
        assert!(self.text().contains(text), "{text:?} is not said in: {}", self.text());
    }

    /// Says that this is not said.
    #[track_caller]
    pub fn does_not_say(&self, text: &str) {
        assert!(!self.text().contains(text), "{text:?} is said in: {}", self.text());
    }

    /// Says that this stands in the markup.
    #[track_caller]
    pub fn has(&self, markup: &str) {
        assert!(self.0.contains(markup), "{markup:?} is not in: {}", self.0);
    }

    /// Says that this does not stand in the markup.
    #[track_caller]
    pub fn lacks(&self, markup: &str) {
        assert!(!self.0.contains(markup), "{markup:?} is in: {}", self.0);
    }

    /// The opening tags of all buttons and links with this name: an aria-label, or what they say.
    pub fn controls(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        for tag in ["<button", "<a "] {
            for piece in self.0.split(tag).skip(1) {
                let (attributes, rest) = piece.split_once('>').unwrap();
                let end = if tag == "<button" { "</button>" } else { "</a>" };
                let inside = Drawn(rest.split(end).next().unwrap_or_default().to_owned()).text();
                if attributes.contains(&format!("aria-label=\"{name}\"")) || inside == name {
                    found.push(attributes.to_owned());
                }
            }
        }
        found
    }

    /// The opening tag of the one button or link with this name.
    #[track_caller]
    pub fn control(&self, name: &str) -> String {
        let found = self.controls(name);
        assert_eq!(found.len(), 1, "one {name:?} in: {}", self.text());
        found.into_iter().next().unwrap()
    }
}
