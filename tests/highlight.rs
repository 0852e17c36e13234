//! Code in every language, as models write it: which pieces get which colour. `SOTTO_BLESS=1` writes what is now.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use sotto::domain::highlight::{Class, Highlighter};

/// The text with its tokens in brackets, each after the letter of its class.
fn marked(language: &str, text: &str) -> String {
    let mut highlighter = Highlighter::of(language).unwrap_or_else(|| panic!("{language} is not known"));
    let mut marked = String::new();
    for line in text.split_inclusive('\n') {
        let mut tokens = Vec::new();
        highlighter.line(line, &mut tokens);
        let mut rest = line;
        for token in tokens {
            let (piece, after) = rest.split_at(token.length);
            rest = after;
            let (word, end) = piece.strip_suffix('\n').map_or((piece, ""), |word| (word, "\n"));
            match letter(token.class) {
                _ if word.is_empty() => marked.push_str(piece),
                ' ' => marked.push_str(piece),
                letter => marked.push_str(&format!("⟨{letter} {word}⟩{end}")),
            }
        }
        assert_eq!(rest, "");
    }
    marked
}

fn letter(class: Class) -> char {
    match class {
        Class::Plain => ' ',
        Class::Keyword => 'k',
        Class::Type => 't',
        Class::Text => 's',
        Class::Comment => 'c',
        Class::Number => 'n',
        Class::Function => 'f',
        Class::Variable => 'v',
        Class::Attribute => 'a',
        Class::Added => '+',
        Class::Removed => '-',
    }
}

#[test]
fn code_as_models_write_it_has_the_colours_one_expects() {
    let samples = include_str!("data/highlight/samples.txt");
    let mut marked_samples = String::new();
    for sample in samples.split("=== ").skip(1) {
        let (language, text) = sample.split_once('\n').unwrap();
        marked_samples.push_str(&["=== ", language, "\n", &marked(language, text)].concat());
    }
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/highlight/marked.txt");
    if std::env::var_os("SOTTO_BLESS").is_some() {
        std::fs::write(golden, &marked_samples).unwrap();
    }
    let expected = std::fs::read_to_string(golden).unwrap();
    let lines = marked_samples.lines().zip(expected.lines());
    for (number, (is, should)) in lines.enumerate() {
        assert_eq!(is, should, "line {} of {golden}", number + 1);
    }
    assert_eq!(marked_samples.lines().count(), expected.lines().count());
}

#[test]
fn there_is_a_sample_of_every_language() {
    let samples = include_str!("data/highlight/samples.txt");
    let rows: Vec<&str> = include_str!("../src/domain/highlight/languages.txt").split('\n').step_by(4).collect();
    let names: Vec<&str> = samples.split("=== ").skip(1).filter_map(|sample| sample.lines().next()).collect();
    for row in rows.iter().filter(|row| !row.is_empty()) {
        assert!(row.split(' ').any(|name| names.contains(&name)), "no sample of {row}");
    }
    assert!(names.len() >= 70, "{}", names.len());
}
