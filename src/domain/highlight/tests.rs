//! What holds for any text in any language.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest, test_runner::Config};

use super::line::LOOKS;
use super::{Class, Highlighter, Token};

/// The first name of every language.
pub fn languages() -> Vec<&'static str> {
    let rows = include_str!("languages.txt").split('\n').step_by(4);
    rows.filter_map(|names| names.split(' ').next()).filter(|name| !name.is_empty()).collect()
}

fn read(language: &str, text: &str) -> Vec<Token> {
    let mut highlighter = Highlighter::of(language).unwrap();
    let mut tokens = Vec::new();
    for line in text.split_inclusive('\n') {
        let before: usize = tokens.iter().map(|token: &Token| token.length).sum();
        highlighter.line(line, &mut tokens);
        let after: usize = tokens.iter().map(|token| token.length).sum();
        assert_eq!(after - before, line.len(), "the tokens of {line:?} in {language} are not the line");
    }
    tokens
}

/// Every token is a piece of the text, none is empty, and none is cut within a character.
fn is_whole(language: &str, text: &str) -> bool {
    let mut at = 0;
    read(language, text).iter().all(|token| {
        at += token.length;
        token.length > 0 && text.is_char_boundary(at)
    }) && at == text.len()
}

/// Pieces of which hostile code is made.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\"\"\"",
    "'''",
    "/*",
    "*/",
    "//",
    "#",
    "--",
    "{-",
    "-}",
    "(*",
    "*)",
    "<!--",
    "-->",
    "${",
    "#{",
    "\\(",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "</",
    "/>",
    "<a",
    "<script>",
    "</script>",
    "<style>",
    "<?php",
    "?>",
    "<<EOF",
    "EOF",
    "<<<X",
    "\\",
    "\n",
    "\n",
    " ",
    "\t",
    "a",
    "fn ",
    "return ",
    "Foo",
    "x(",
    "0x1f",
    "1.5e-3",
    "$a",
    "@b",
    ":c",
    "--d",
    "é",
    "한",
    "🦀",
    "\u{301}",
    "\0",
    "/",
    "=",
    "%",
    ";",
    ":",
    ",",
    "!",
    "?",
    "&amp;",
    "&",
    "=begin",
    "=end",
    "r#\"",
    "\"#",
    "f\"",
    "end",
    "|",
    "+",
    "-",
    "#[",
    "]]",
    "[[",
    "^",
];

fn hostile() -> impl Strategy<Value = String> {
    let piece = (0..PIECES.len()).prop_map(|at| PIECES[at].to_owned());
    let any_text = any::<String>();
    prop::collection::vec(proptest::prop_oneof![9 => piece, 1 => any_text], 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(Config { cases: 100, failure_persistence: None, ..Config::default() })]

    #[test]
    fn no_text_loses_or_gains_a_byte_in_any_language(text in hostile()) {
        for language in languages() {
            prop_assert!(is_whole(language, &text), "{} {:?}", language, text);
        }
    }

    #[test]
    fn a_line_that_grows_leaves_no_trace_of_how_it_was_before(text in hostile(), at in any::<prop::sample::Index>()) {
        let language = *at.get(&languages());
        let mut highlighter = Highlighter::of(language).unwrap();
        let mut tokens = Vec::new();
        for line in text.split_inclusive('\n') {
            let state = highlighter.state().clone();
            for (end, _) in line.char_indices().skip(1) {
                highlighter.line(&line[..end], &mut Vec::new());
                highlighter.resume(state.clone());
            }
            highlighter.line(line, &mut tokens);
        }
        prop_assert_eq!(tokens, read(language, &text));
    }

    #[test]
    fn a_line_in_pieces_is_whole_too(text in hostile(), every in 1..9_usize) {
        for language in ["js", "php", "rs", "tex", "sh"] {
            let mut highlighter = Highlighter::of(language).unwrap();
            let mut tokens = Vec::new();
            for line in text.split_inclusive('\n') {
                let cuts: Vec<usize> = line.char_indices().map(|(at, _)| at).step_by(every).chain([line.len()]).collect();
                for pair in cuts.windows(2) {
                    highlighter.line(&line[pair[0]..pair[1]], &mut tokens);
                }
            }
            prop_assert_eq!(tokens.iter().map(|token| token.length).sum::<usize>(), text.len());
        }
    }
}

#[test]
fn however_long_a_line_is_each_byte_is_looked_at_a_few_times() {
    let more = [
        "a ", "/[", "a   ", "${a", "<a b=", "'a", "\\'", "<<A ", "((", "#[[", "$(", "`${", "'\\", "a.", "<a{", "\"a",
        "[", "{a:",
    ];
    for language in languages() {
        for piece in PIECES.iter().copied().chain(more) {
            let line = piece.replace('\n', " ").repeat(4_000 / piece.len());
            LOOKS.set(0);
            read(language, &line);
            // What is looked at once for each rule, flag and bracket is many times, but always as many.
            assert!(LOOKS.get() < line.len() * 60, "{language} {piece:?}: {} for {}", LOOKS.get(), line.len());
        }
    }
}

#[test]
fn a_line_of_400_kilobytes_is_read() {
    let line = "{\"key\": [1, 2.5, \"text\", null]}, ".repeat(12_000);
    assert!(is_whole("json", &line) && is_whole("js", &line) && is_whole("cpp", &line));
}

#[test]
fn every_name_finds_its_language_whatever_its_case() {
    let names: Vec<&str> =
        include_str!("languages.txt").split('\n').step_by(4).flat_map(|names| names.split(' ')).collect();
    assert!(languages().len() >= 60, "{}", languages().len());
    for name in names.iter().filter(|name| !name.is_empty()) {
        assert!(Highlighter::of(name).is_some() && Highlighter::of(&name.to_uppercase()).is_some(), "{name}");
        assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name} has two languages");
    }
    for unknown in ["", "text", "plaintext", "output", "no such language"] {
        assert!(Highlighter::of(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn every_row_is_made_of_rules_that_are_known() {
    let rows: Vec<&str> = include_str!("languages.txt").split('\n').collect();
    for row in rows.chunks_exact(4) {
        for rule in row[1].split(' ').filter(|rule| !rule.is_empty()) {
            let kind = rule.as_bytes()[0];
            assert!(b"LABNSQqMmbVIXEFG=".contains(&kind), "{rule} of {}", row[0]);
            if matches!(kind, b'L' | b'A' | b'B' | b'N' | b'S' | b'V') {
                assert!(Class::of(rule.as_bytes()[1]) != Class::Plain && rule.len() > 2, "{rule} of {}", row[0]);
            }
            if matches!(kind, b'B' | b'N' | b'S') {
                let (open, close) = rule.split_once('^').unwrap();
                assert!(open.len() > 2 && !close.is_empty(), "{rule} of {}", row[0]);
            }
            if matches!(kind, b'=' | b'E') {
                assert!(languages().contains(&&rule[1..]), "{rule} of {}", row[0]);
            }
        }
    }
}
