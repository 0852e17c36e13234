//! What is too much to be formatted is shown as it was written, however it came, and the rest is not.

use sotto::domain::markdown::budget::{BLOCK, TEXT, UNSETTLED, WORDS, Weight};
use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::{Kind, Node};

/// What stands there: names of blocks, and `plain` once for each stretch.
fn outline(document: &Document) -> Vec<&'static str> {
    let mut names = Vec::new();
    for block in document.blocks() {
        let [Node::Element(element)] = block.nodes.as_slice() else { panic!("no element") };
        match element.kind {
            Kind::Plain { begins: false, .. } => {}
            Kind::Plain { begins: true, .. } => names.push("plain"),
            Kind::Paragraph => names.push("paragraph"),
            Kind::Table => names.push("table"),
            Kind::CodeBlock(_) => names.push("code"),
            Kind::List { .. } => names.push("list"),
            _ => names.push("other"),
        }
    }
    names
}

fn grown(text: &str, step: usize) -> Document {
    let mut document = Document::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(step));
        rest = after;
        document.push(piece);
        document.update();
    }
    document
}

fn check(text: &str, expected: &[&str]) {
    let whole = Document::whole(text);
    assert_eq!(outline(&whole), expected);
    for step in [1_000, 24_000, 100_000] {
        let grown = grown(text, step);
        assert_eq!(outline(&grown), expected, "in pieces of {step}");
        let same = grown.blocks().iter().zip(whole.blocks()).take_while(|(one, two)| one == two).count();
        assert_eq!(same, whole.blocks().len(), "in pieces of {step}");
    }
    for block in whole.blocks() {
        let Node::Element(element) = &block.nodes[0] else { continue };
        if let (Kind::Plain { .. }, [Node::Text(words)]) = (&element.kind, element.children.as_slice()) {
            assert_eq!(text.get(block.key..block.key + words.len()), Some(&**words), "as it was written");
            assert!(words.len() <= 4096, "in pieces");
        }
    }
}

#[test]
fn what_is_too_much_is_shown_as_it_was_written_and_what_follows_is_formatted() {
    let after = "\n\nAnd *more*.\n";
    check(&["Look:\n\n", &"word ".repeat(WORDS / 5 + 1), after].concat(), &["paragraph", "plain", "paragraph"]);
    check(&["Look:\n\n", &"한국어 ".repeat(WORDS / 5), after].concat(), &["paragraph", "plain", "paragraph"]);
    check(&["`a` ".repeat(BLOCK / 2).as_str(), after].concat(), &["plain", "paragraph"]);
    check(&["$a$ ".repeat(BLOCK / 8).as_str(), &"words ".repeat(2000), after].concat(), &["plain", "paragraph"]);
    check(&["| a | b |\n|-|-|\n", &"|1|2|\n".repeat(BLOCK / 4), after].concat(), &["plain", "paragraph"]);
    check(&["- ", &"x".repeat(WORDS + 1), after].concat(), &["plain", "paragraph"]);
    check(&["> ".repeat(50_000).as_str(), "a", after].concat(), &["plain", "paragraph"]);
    check(&"a".repeat(WORDS + 1), &["plain"]);
    // What comes next is looked at afresh.
    check(&["a".repeat(WORDS + 1), "b".repeat(WORDS + 1)].join("\n\n"), &["plain", "plain"]);
}

#[test]
fn what_is_not_too_much_is_formatted() {
    check(&"a".repeat(WORDS), &["paragraph"]);
    check(&"- *a*\n".repeat(BLOCK / 4 - 1), &["list"]);
    check(&["```\n", &"a = 1\n".repeat(200_000), "```\n\nEnd\n"].concat(), &["code", "paragraph"]);
    check(&"Some words.\n\n".repeat(TEXT / 10), &["paragraph"].repeat(TEXT / 10));
}

#[test]
fn behind_so_many_nodes_everything_is_as_it_was_written() {
    let many = "# a\n".repeat(TEXT);
    let document = Document::whole(&many);
    let nodes: usize = document.blocks().iter().map(|block| Weight::of(&block.nodes).nodes).sum();
    assert!(nodes <= TEXT + many.len() / 128, "{nodes}");
    let names = outline(&document);
    assert_eq!(names.len(), TEXT / 10 + 1);
    assert_eq!(names.last(), Some(&"plain"));
}

#[test]
fn what_does_not_settle_is_not_parsed_again_and_again() {
    let definitions: String = (0..60_000).map(|n| format!("[{n}]: https://u.v\n")).collect();
    let document = grown(&definitions, 8_000);
    assert_eq!(outline(&document), ["plain"]);
    let most = UNSETTLED / 8_000 * UNSETTLED;
    assert!(document.parsed_bytes() < most, "{} bytes", document.parsed_bytes());
}
