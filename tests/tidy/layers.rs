//! A layer names only the layers below it.

use crate::Fault;
use crate::tokens::{Token, tokens};

/// Each layer, and the layers it may name besides itself.
const LAYERS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("protocol", &["domain"]),
    ("state", &["protocol", "domain"]),
    ("keyboard", &[]),
    ("browser", &["keyboard", "state", "protocol", "domain"]),
    ("view", &["keyboard", "state", "domain"]),
    ("app", &["view", "browser", "state", "protocol", "domain"]),
];

/// Where a file names a layer it must not know.
pub fn faults(name: &str, source: &str) -> Vec<Fault> {
    let Some((layer, allowed)) = layer_of(name) else { return Vec::new() };
    let mut faults = Vec::new();
    for (line, named) in named_layers(&tokens(source), depth(name)) {
        if named == layer || allowed.contains(&named.as_str()) {
            continue;
        }
        let below =
            if allowed.is_empty() { "no other layer".to_string() } else { format!("only {}", allowed.join(", ")) };
        let advice = format!(
            "`{layer}` names `{named}`, but may know {below}. Move what is needed down, or turn the call around: an action or an effect."
        );
        faults.push(Fault::new(line, advice));
    }
    faults
}

fn layer_of(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let first = name.strip_prefix("src/")?.split(['/', '.']).next()?;
    LAYERS.into_iter().find(|(layer, _)| *layer == first)
}

/// How many `super` lead from a file's module to the crate's root.
fn depth(name: &str) -> usize {
    let folders = name.matches('/').count();
    if name.ends_with("/mod.rs") { folders - 1 } else { folders }
}

/// Every layer named from the crate's root: `crate::view`, `crate::{domain, view::x}`, `super::super::view`.
fn named_layers(tokens: &[Token], depth: usize) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        rest = after;
        let mut path = match first.word() {
            Some("crate" | "sotto") => after,
            Some("super") => match above(after, depth.saturating_sub(1)) {
                Some(path) => path,
                None => continue,
            },
            _ => continue,
        };
        if let [a, b, inside @ ..] = path
            && a.is(':')
            && b.is(':')
        {
            path = inside;
            found.extend(heads(path));
        }
        rest = path;
    }
    found.retain(|(_, named)| LAYERS.iter().any(|(layer, _)| layer == named));
    found
}

/// What follows that many more `::super`.
fn above(mut rest: &[Token], count: usize) -> Option<&[Token]> {
    for _ in 0..count {
        let [a, b, word, after @ ..] = rest else { return None };
        if !(a.is(':') && b.is(':') && word.word() == Some("super")) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// The first name of a path, or of each path of a `{…}` list.
fn heads(path: &[Token]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth = 0;
    let mut at_head = true;
    for token in path {
        if token.is('{') {
            depth += 1;
            at_head = depth == 1;
        } else if token.is('}') {
            depth -= 1;
        } else if token.is(',') {
            at_head = depth == 1;
        } else if at_head {
            found.extend(token.word().map(|word| (token.line, word.to_string())));
            at_head = false;
        }
        if depth == 0 {
            break;
        }
    }
    found
}

#[test]
fn a_layer_that_is_named_from_below_or_beside_is_found() {
    fn check(name: &str, source: &str, expected: &[(usize, &str)]) {
        let found = faults(name, source);
        assert_eq!(found.len(), expected.len(), "{name}: {source}: {found:?}");
        for (fault, (line, named)) in found.iter().zip(expected) {
            assert_eq!(fault.line, *line, "{source}");
            assert!(fault.advice.contains(&format!("names `{named}`")), "{source}: {fault:?}");
        }
    }
    check("src/domain/chat.rs", "use crate::domain::id::Id;", &[]);
    check("src/domain/chat.rs", "\nuse crate::state::State;", &[(2, "state")]);
    check("src/domain/mod.rs", "fn f() -> crate::protocol::sse::Event", &[(1, "protocol")]);
    check("src/protocol/sse.rs", "use crate::{domain::chat,\n view::shell};", &[(2, "view")]);
    check("src/protocol/sse.rs", "use crate::{domain::{chat, view}, protocol::state};", &[]);
    check("src/state/chat.rs", "use crate::protocol; use crate::domain;", &[]);
    check("src/state/chat.rs", "use super::super::browser::http;", &[(1, "browser")]);
    check("src/state/chat.rs", "use super::view;", &[]);
    check("src/state/mod.rs", "use super::view;", &[(1, "view")]);
    check("src/browser/http.rs", "use crate::view;", &[(1, "view")]);
    check("src/browser/http.rs", "use crate::state::effect::Effect;", &[]);
    check("src/view/shell.rs", "use crate::browser; use crate::protocol::sse;", &[(1, "browser"), (1, "protocol")]);
    check("src/view/shell.rs", "// crate::browser\nlet s = \"crate::browser\"; web_sys::browser();", &[]);
    check("src/app.rs", "use crate::{browser, view, state, protocol, domain};", &[]);
    check("src/main.rs", "use sotto::app::App;", &[]);
    check("src/view/x/y.rs", "use super::super::super::protocol::sse;", &[(1, "protocol")]);
}
