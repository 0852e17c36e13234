//! A markdown document that arrives in pieces has, at every moment, the blocks of the same text parsed whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod beyond;
mod settled;

use std::rc::Rc;

use serde::Deserialize;
use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::Block;

/// Xorshift: the same documents on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }
}

/// Everything that can meet badly at a cut.
const FRAGMENTS: &[&str] = &[
    "para text",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "- item",
    "* star",
    "1. one",
    "2. two",
    "2) x",
    "    ",
    "  ",
    "   ",
    " ",
    "```",
    "```rust\n",
    "~~~",
    "````",
    "> ",
    "> quote",
    "# H",
    "## H2\n",
    "---",
    "===",
    "***",
    "|a|b|\n",
    "|-|-|\n",
    "|1|2|\n",
    "[foo]",
    "[foo]: /url",
    "[foo]: /u2 \"t\"",
    "[foo]: https://a.b/",
    "[bar]: <x y>\n",
    "[bar][]",
    "[x][foo]",
    "\"title",
    "title\"",
    "[^1]",
    "[^1]: note",
    "[^n]: n\n",
    "[^n]",
    "$x$",
    "*em*",
    "**b",
    "`c`",
    "<div>",
    "</div>\n",
    "<!--",
    "-->",
    "<b>",
    "- [ ] t",
    "\t",
    "한글",
    "\\",
    "!",
    "[",
    "]",
    "&amp;",
    "http://a.b",
    "> [!NOTE]\n",
    "+ p",
    "10. ten",
    "-",
    "=",
    "_",
    "<script>",
    "</script>\n",
    "[Foo Bar]: /z\n",
    "[foo\nbar]",
    "'t'\n",
    "[a&copy;]: /b&amp;c 'd\"e'\n",
    "[a&copy;]",
    "\r",
    "\r\n",
    "![foo]",
    "www.a.b",
    "[^1]:\n",
    "[^2]: ",
    "[^n]: ",
    "    [^n]: deep\n",
    "<br>",
    "[SS]: https://s.s\n",
    "[ẞ]",
    "code\n",
    "~~~\n",
    "[^N]",
    "a@b.c",
    "$$",
    "$$\n",
    "$a$",
    "$5",
    "\\(",
    "\\)",
    "\\(x\\)",
    "\\[\n",
    "\\]\n",
    "\\[y\\]",
    "\\begin{align}",
    "\\end{align}\n",
    "- b $$",
    "# $$",
    "|$$|b|\n",
    "> $$\n",
    "`",
    "\\$",
];

fn document(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..3 + random.below(28) {
        text.push_str(FRAGMENTS[random.below(FRAGMENTS.len())]);
        if random.below(3) == 0 {
            text.push('\n');
        }
    }
    text
}

/// Feeds a text in pieces of up to `most` characters and compares after each. Says where it went wrong.
fn check(text: &str, random: &mut Random, most: usize) -> Result<(), String> {
    let mut document = Document::new();
    let characters: Vec<char> = text.chars().collect();
    let mut rest = characters.as_slice();
    let mut so_far = String::new();
    let mut before: Vec<Rc<Block>> = Vec::new();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(1 + random.below(most.min(rest.len())));
        rest = after;
        let piece: String = piece.iter().collect();
        so_far.push_str(&piece);
        document.push(&piece);
        document.update();
        let whole = Document::whole(&so_far);
        if document.blocks() != whole.blocks() {
            let (a, b) = (document.blocks(), whole.blocks());
            let at = a.iter().zip(b).take_while(|(x, y)| x == y).count();
            return Err(format!("{so_far:?}\n grown {:?}\n whole {:?}", a.get(at), b.get(at)));
        }
        assert!(document.blocks().is_sorted_by(|a, b| a.key < b.key), "keys increase: {so_far:?}");
        for block in document.blocks() {
            if let Some(same) = before.iter().find(|old| *old == block) {
                assert!(Rc::ptr_eq(same, block), "an unchanged block is the same block: {so_far:?}");
            }
        }
        before = document.blocks().to_vec();
    }
    Ok(())
}

#[test]
fn random_documents_in_random_pieces_are_what_they_are_whole() {
    let count: u64 = std::env::var("MARKDOWN_DOCUMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(3000);
    let mut failures = Vec::new();
    for seed in 1..=count {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let text = document(&mut random);
        let most = [1, 6, 40, 200][random.below(4)];
        if let Err(failure) = check(&text, &mut random, most) {
            failures.push(format!("seed {seed}, pieces up to {most}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{} of {count}\n{}", failures.len(), failures[..failures.len().min(8)].join("\n\n"));
}

#[derive(Deserialize)]
struct Example {
    markdown: String,
}

fn examples() -> Vec<String> {
    let mut all: Vec<Example> = serde_json::from_str(include_str!("../data/commonmark/gfm-spec.json")).unwrap();
    all.extend(
        serde_json::from_str::<Vec<Example>>(include_str!("../data/commonmark/commonmark-0.31.2-spec.json")).unwrap(),
    );
    all.into_iter().map(|example| example.markdown).collect()
}

#[test]
fn every_example_of_the_specifications_is_what_it_is_whole_at_every_character() {
    let mut random = Random(1);
    for example in examples() {
        check(&example, &mut random, 1).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn all_examples_in_one_document_are_what_they_are_whole() {
    let mut random = Random(2);
    for separator in ["\n", "\n\n", "\n\n# next\n\n"] {
        check(&examples().join(separator), &mut random, 4000).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn what_is_finished_is_not_parsed_again() {
    let text =
        "A paragraph.\n\n- a\n- list\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n".repeat(1000);
    let mut document = Document::new();
    for piece in text.as_bytes().chunks(20) {
        document.push(std::str::from_utf8(piece).unwrap());
        document.update();
    }
    assert_eq!(document.blocks(), Document::whole(&text).blocks());
    let times = document.parsed_bytes() as f64 / text.len() as f64;
    assert!(times < 4.0, "{times} times the text was parsed");
}

#[test]
fn an_open_fence_costs_the_parser_nothing() {
    let code = "let a = 1;\n".repeat(40_000);
    let mut document = Document::new();
    document.push("Look:\n\n```rust\n");
    document.update();
    let before = document.parsed_bytes();
    for piece in code.as_bytes().chunks(100) {
        document.push(std::str::from_utf8(piece).unwrap());
        document.update();
    }
    assert_eq!(document.parsed_bytes(), before);
    assert_eq!(document.blocks(), Document::whole(&("Look:\n\n```rust\n".to_owned() + &code)).blocks());
}

#[test]
fn what_once_went_wrong_does_not_again() {
    let mut random = Random(3);
    for text in [
        // The second line ends as that of no table, after the paragraph had been finished.
        "`c`\n|a|b|\n---|-|-|\n|-|-|\n\nend\n",
        // A definition of the link label "^n", then of the footnote "n".
        "x [^n]\n\n[F]: /z\n    [^n]: deep\n\n## H\n\n[^n]:",
        // Two blocks in one line.
        "[^1]: [^2]: a\n\n[^2]\n",
        // A code span that reaches over the place of a cut.
        "[a]`\n[^1]: note\n\\[y\\]\n[foo]: https://a.b/`",
        // A block parsed again for a definition ends with a formula that has no end.
        "[^n]\n\\[\n# H\n$x$\n-->\n[foo]: /u2\n\n[^n]:",
        // A definition that grows after a block it names was finished.
        "[a] and\n\n# H\n\n[a]: https://b.c/d\n",
    ] {
        for most in [1, 2, 7, 30, 100] {
            check(text, &mut random, most).unwrap_or_else(|failure| panic!("{failure}"));
        }
    }
}
