//! Rules for every Rust file: length, opening, name, imports, nothing unfinished, no machine of ours.

use crate::Fault;
use crate::tokens::{Token, tokens};

const LONGEST: usize = 600;

/// Files of more than 600 lines.
pub fn length(_: &str, source: &str) -> Vec<Fault> {
    let lines = source.lines().count();
    let advice =
        format!("{lines} lines, {LONGEST} are enough. Split by thing: two files, each named as a user would say it.");
    if lines > LONGEST { vec![Fault::new(LONGEST + 1, advice)] } else { Vec::new() }
}

/// Files that do not say what they are for.
pub fn opening(_: &str, source: &str) -> Vec<Fault> {
    if source.starts_with("//! ") {
        return Vec::new();
    }
    vec![Fault::new(
        1,
        "Open the file with `//! `: what it is for, what it promises, what it deliberately does not know.",
    )]
}

/// Names that say nothing.
pub fn name(name: &str, _: &str) -> Vec<Fault> {
    let empty = ["utils", "util", "helpers", "helper", "common", "misc", "shared"];
    let parts = name.split(['/', '.']);
    let found: Vec<&str> = parts.filter(|part| empty.contains(part)).collect();
    found
        .iter()
        .map(|part| Fault::new(1, format!("`{part}` is not a thing. Name the file after what is in it.")))
        .collect()
}

/// Macros that mark unfinished work.
pub fn unfinished(_: &str, source: &str) -> Vec<Fault> {
    let tokens = tokens(source);
    let pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs
        .filter(|(word, sign)| sign.is('!') && matches!(word.word(), Some("todo" | "dbg" | "unimplemented")))
        .map(|(word, _)| {
            Fault::new(
                word.line,
                format!("`{}!` is left. Finish it, or leave it out.", word.word().unwrap_or_default()),
            )
        })
        .collect()
}

/// Glob imports (but yew's prelude in views, and a file's own names in its tests) and re-exports.
pub fn imports(name: &str, source: &str) -> Vec<Fault> {
    let tokens = tokens(source);
    let tests_begin = source.split_once("#[cfg(test)]\nmod ").map_or(usize::MAX, |(code, _)| code.lines().count());
    let mut faults = Vec::new();
    let mut rest = tokens.as_slice();
    while let [first, after @ ..] = rest {
        let end = after.iter().position(|token| token.is(';')).unwrap_or(after.len());
        let (statement, following) = after.split_at(end);
        rest = after;
        if first.word() == Some("pub")
            && let Some(import) = visible(after)
        {
            faults.push(Fault::new(import.line, "This re-exports. Let users name the thing where it lives."));
        }
        if first.word() != Some("use") {
            continue;
        }
        rest = following;
        let written: String = statement.iter().map(sign_or_word).collect();
        let allowed = match written.as_str() {
            "yew::prelude::*" => name.starts_with("src/view/"),
            "super::*" => first.line > tests_begin,
            _ => false,
        };
        if statement.iter().any(|token| token.is('*')) && !allowed {
            faults.push(Fault::new(first.line, format!("`use {written}` hides where names come from. Name them.")));
        }
    }
    faults
}

/// The `use` of a `pub use` or `pub(crate) use`.
fn visible(after: &[Token]) -> Option<&Token> {
    let open = after.first()?.is('(');
    let skipped = if open { after.iter().position(|token| token.is(')'))? + 1 } else { 0 };
    after.get(skipped).filter(|token| token.word() == Some("use"))
}

fn sign_or_word(token: &Token) -> String {
    match &token.kind {
        crate::tokens::Kind::Word(word) => word.clone(),
        crate::tokens::Kind::Sign(sign) => sign.to_string(),
        _ => String::new(),
    }
}

/// Paths of one person's machine.
pub fn machine_paths(_: &str, source: &str) -> Vec<Fault> {
    // Written in parts, so that this file is not its own finding.
    let folders = ["root", "home", "Users", "work", "tmp", "mnt"].map(|folder| format!("/{folder}/"));
    let mut faults = Vec::new();
    for (index, line) in source.lines().enumerate() {
        let is_start = |at: usize| {
            let before = line.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|before| !before.is_alphanumeric() && !['.', '/', '_', '-', '}', ')'].contains(&before))
        };
        let found = folders.iter().find(|folder| line.match_indices(folder.as_str()).any(|(at, _)| is_start(at)));
        faults.extend(found.map(|folder| {
            Fault::new(
                index + 1,
                format!("{folder} is on one machine alone. Ask the environment, or use a path inside the project."),
            )
        }));
    }
    faults
}

#[test]
fn long_files_are_found() {
    assert_eq!(length("", &"x\n".repeat(600)), []);
    assert_eq!(length("", &"x\n".repeat(601)).len(), 1);
}

#[test]
fn files_that_do_not_open_with_their_purpose_are_found() {
    for (source, expected) in [("//! A\n", 0), ("\n//! A", 1), ("/// A", 1), ("use a;", 1), ("", 1)] {
        assert_eq!(opening("", source).len(), expected, "{source}");
    }
}

#[test]
fn names_that_say_nothing_are_found() {
    for (path, expected) in [("src/view/utils.rs", 1), ("src/common/mod.rs", 1), ("src/view/commons.rs", 0)] {
        assert_eq!(name(path, "").len(), expected, "{path}");
    }
}

#[test]
fn unfinished_work_is_found() {
    for (source, expected) in [("todo!()", 1), ("a\ndbg!(b)", 1), ("let todo = !x;", 0), ("// todo!()\n\"dbg!\"", 0)] {
        assert_eq!(unfinished("", source).len(), expected, "{source}");
    }
}

#[test]
fn imports_that_hide_are_found() {
    for (name, source, expected) in [
        ("src/view/shell.rs", "use yew::prelude::*;", 0),
        ("src/app.rs", "use yew::prelude::*;", 1),
        ("src/domain/id.rs", "use super::*;", 1),
        ("src/domain/id.rs", "struct Id;\n#[cfg(test)]\nmod tests { use super::*; }", 0),
        ("src/domain/id.rs", "use a::{b, c::*};", 1),
        ("src/domain/id.rs", "use a::b; let x = c * d;", 0),
        ("src/domain/id.rs", "pub use a::b;", 1),
        ("src/domain/id.rs", "pub(crate) use a::b;", 1),
        ("src/domain/id.rs", "pub fn f() { use a::b; }", 0),
    ] {
        assert_eq!(imports(name, source).len(), expected, "{source}: {:?}", imports(name, source));
    }
}

#[test]
fn paths_of_a_machine_are_found() {
    let path = |folder: &str| format!("/{folder}/x");
    for (line, expected) in [
        (path("root"), 1),
        (format!("\"{}\"", path("home")), 1),
        (format!("file://{}", path("work")), 0),
        (format!("https://a.example{}", path("work")), 0),
        (format!("{{base}}{}", path("home")), 0),
        ("/v1/models".to_string(), 0),
    ] {
        assert_eq!(machine_paths("", &line).len(), expected, "{line}");
    }
}
