//! The house rules the compiler cannot see, checked over the whole tree. Each finding says where and what to do.
//!
//! Promises to be exact: a rule that cries wolf is worse than none, so each has its own tests, of what it must find and of
//! what it must let pass. Knows the rules of the house, not what the code does.
#![allow(clippy::unwrap_used, clippy::panic)]

mod keys;
mod layers;
mod literals;
mod manners;
mod sheets;
mod tokens;

use std::fs::read_to_string;
use std::path::{Path, PathBuf};

/// What is wrong, in which line (from 1), and what to do.
#[derive(Debug, PartialEq, Eq)]
struct Fault {
    line: usize,
    advice: String,
}

impl Fault {
    fn new(line: usize, advice: impl Into<String>) -> Fault {
        Fault { line, advice: advice.into() }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files under these folders or at these paths whose names end so, as paths from the root.
fn files(places: &[&str], endings: &[&str]) -> Vec<String> {
    fn walk(path: &Path, found: &mut Vec<PathBuf>) {
        if path.is_file() {
            found.push(path.to_path_buf());
        }
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            walk(&entry.path(), found);
        }
    }
    let mut found = Vec::new();
    for place in places {
        walk(&root().join(place), &mut found);
    }
    let mut names: Vec<String> = found
        .iter()
        .map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"))
        .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
        // Recorded data is what it is.
        .filter(|name| !["/golden/", "/data/", "/corpora/", "/target/"].iter().any(|data| name.contains(data)))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "a rule that looks at no file is no rule: {places:?} {endings:?}");
    names
}

fn rust_files() -> Vec<String> {
    files(&["src", "tests", "xtask", "e2e", "examples"], &[".rs"])
}

fn report(names: &[String], rule: impl Fn(&str, &str) -> Vec<Fault>) {
    let mut report = String::new();
    for name in names {
        let text = read_to_string(root().join(name)).unwrap();
        for fault in rule(name, &text) {
            report.push_str(&format!("\n{name}:{}: {}", fault.line, fault.advice));
        }
    }
    assert!(report.is_empty(), "{report}\n");
}

#[test]
fn layers_look_down_never_up() {
    report(&files(&["src"], &[".rs"]), layers::faults);
}

#[test]
fn every_enter_handler_asks_whether_an_input_method_composes() {
    report(&files(&["src/view", "src/browser"], &[".rs"]), keys::composing);
}

#[test]
fn files_stay_short() {
    report(&rust_files(), manners::length);
}

#[test]
fn files_open_with_what_they_are_for() {
    report(&rust_files(), manners::opening);
}

#[test]
fn files_are_named_as_a_user_would_say_it() {
    report(&rust_files(), manners::name);
}

#[test]
fn nothing_unfinished_is_left() {
    report(&rust_files(), manners::unfinished);
}

#[test]
fn imports_name_what_they_bring() {
    report(&rust_files(), manners::imports);
}

#[test]
fn no_machine_is_named() {
    let places =
        ["src", "tests", "xtask", "e2e", "styles", "page", "index.html", "Trunk.toml", "README.md", "Cargo.toml"];
    let endings = [".rs", ".toml", ".md", ".css", ".html", ".js", ".json"];
    report(&files(&places, &endings), manners::machine_paths);
}

#[test]
fn sheets_take_colours_and_lengths_from_the_tokens() {
    report(&files(&["styles"], &[".css"]), sheets::raw_values);
}

#[test]
fn sheets_are_loaded_by_the_page() {
    let page = read_to_string(root().join("index.html")).unwrap();
    report(&files(&["styles"], &[".css"]), |name, _| sheets::unloaded(name, &page));
}

#[test]
fn views_say_nothing_that_is_not_in_the_text_table() {
    if root().join("src/view").exists() {
        report(&files(&["src/view"], &[".rs"]), literals::faults);
    }
}
