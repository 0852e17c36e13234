//! Texts made to hang or crash a parser are drawn or shown as they are, in little time and little stack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::{Duration, Instant};

use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::{Kind, MAX_DEPTH, Node};

/// The inputs of cmark's and cmark-gfm's `pathological_tests.py`, restated, and a few of their kin.
fn texts() -> Vec<(&'static str, String)> {
    let references: String = (0..40_000).map(|n| format!("[{n}]: https://u.v\n")).collect();
    vec![
        ("nested strong and emphasis", "*a **a ".repeat(65_000) + "b" + &" a** a*".repeat(65_000)),
        ("emphasis closed, never opened", "a_ ".repeat(65_000)),
        ("emphasis opened, never closed", "_a ".repeat(65_000)),
        ("strikethrough opened, never closed", "~~a ".repeat(65_000)),
        ("links closed, never opened", "a]".repeat(65_000)),
        ("links opened, never closed", "[a".repeat(65_000)),
        ("mismatched emphasis", "*a_ ".repeat(50_000)),
        ("openers and closers of three", format!("a**b{}", "c* ".repeat(50_000))),
        ("link openers and emphasis closers", "[ a_".repeat(50_000)),
        ("[ (](", "[ (](".repeat(80_000)),
        ("![[]()", "![[]()".repeat(160_000)),
        ("links and emphasis interleaved", "**x [a*b**c*](d)".repeat(10_000)),
        ("nested brackets", "[".repeat(50_000) + "a" + &"]".repeat(50_000)),
        ("nested quotes", "> ".repeat(50_000) + "a"),
        ("nested quotes without spaces", ">".repeat(50_000) + "a"),
        ("nested lists", (0..1000).map(|depth| "  ".repeat(depth) + "* a\n").collect()),
        ("lists in one line", "- ".repeat(50_000) + "a"),
        ("NUL", "abc\0de\0".repeat(10_000)),
        ("backticks", (1..5000).map(|length| "e".to_owned() + &"`".repeat(length)).collect()),
        ("unclosed links with <", "[a](<b".repeat(30_000)),
        ("unclosed links", "[a](b".repeat(30_000)),
        ("unclosed comments", "</".to_owned() + &"<!--".repeat(300_000)),
        ("unclosed instructions", "x".to_owned() + &"<?".repeat(100_000)),
        ("unclosed declarations", "x".to_owned() + &"<!A ".repeat(100_000)),
        ("unclosed CDATA", "x".to_owned() + &"<![CDATA[".repeat(50_000)),
        ("empty lines in deep lists", "- ".repeat(30_000) + "x" + &"\n".repeat(30_000)),
        (
            "empty lines in deep lists in a quote",
            "> ".to_owned() + &"- ".repeat(30_000) + "x\n" + &">\n".repeat(30_000),
        ),
        ("emphasis in a deep quote", ">".repeat(100_000) + &"a*".repeat(100_000)),
        ("tables", "aaa\rbbb\n-\u{b}\n".repeat(30_000)),
        ("table heads", "|a|b|\n|-|-|\n".repeat(10_000)),
        ("a table of many columns", "|a".repeat(5000) + "|\n" + &"|-".repeat(5000) + "|\n" + &"|b|\n".repeat(5000)),
        ("many definitions and references", references + &"[0] ".repeat(40_000)),
        ("a long target, often", format!("[a]: https://u.v/{}\n\n{}", "x".repeat(20_000), "[a] ".repeat(20_000))),
        ("footnote marks", "[^1]".repeat(30_000) + "\n\n[^1]: a"),
        ("footnote marks, unclosed", "[^a".repeat(50_000)),
        ("footnote definitions", (0..5000).map(|n| format!("[^{n}]: a\n")).collect()),
        ("many names of nothing", (0..100_000).map(|n| format!("[{n}] ")).collect()),
        ("many footnotes", (0..20_000).map(|n| format!("[^{n}] a\n\n[^{n}]: b\n\n")).collect()),
        ("nested footnotes", "[^1]: ".repeat(20_000)),
        ("addresses", "http://".repeat(30_000) + &"www.".repeat(30_000) + &"a@".repeat(30_000)),
        ("an address with many brackets", "https://a.b/".to_owned() + &"(".repeat(50_000) + &")".repeat(60_000)),
        ("an address with many marks", "https://a.b/".to_owned() + &"?!.".repeat(50_000)),
        ("an address with many entities", "https://a.b/".to_owned() + &"&amp;amp;".repeat(30_000)),
        ("mail without end", "a.".repeat(100_000) + "@" + &"b.".repeat(100_000)),
        ("w", "w".repeat(200_000)),
        ("dollars", "$".repeat(200_000)),
        ("dollars with words", "$a ".repeat(60_000)),
        ("formulas that never end", "$$ a \\( b \\[ c ".repeat(20_000)),
        ("formulas that never end, each in its line", "$$ a\n\\[ b\n\\( c\n".repeat(20_000)),
        ("formulas that never end, in a heading", "# ".to_owned() + &"\\( $$ \\[ ".repeat(20_000)),
        ("formulas in a formula", "\\begin{align}".repeat(10_000) + &"\\end{align}".repeat(5_000)),
        ("environments that never end", "\\begin{align} \\begin{cases} \\begin{".repeat(10_000)),
        ("formulas in quotes", "> ".repeat(20) + &"$$\n> a ".repeat(20_000)),
        ("small formulas", "$a$ ".repeat(50_000)),
        ("code spans over lines beside formulas", "`a\n` $x$ ".repeat(20_000)),
        ("closing brackets", "](a".repeat(60_000) + "$"),
        ("colons", "http:".repeat(60_000)),
        ("fences", "```\n~~~\n".repeat(20_000)),
        ("empty lines of code", "```\n".to_owned() + &"\n".repeat(300_000)),
        ("headings", "# a\n".repeat(50_000)),
        ("one long word", "a".repeat(1_000_000)),
        ("escapes", "\\*".repeat(200_000)),
        ("entities", "&amp;".repeat(100_000)),
        ("images in images", "![".repeat(30_000) + "a" + &"](https://b.c)".repeat(30_000)),
    ]
}

/// In a thread with as much stack as a wasm module has, or less.
fn in_little_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(work).unwrap().join().unwrap();
}

#[test]
fn pathological_texts_are_parsed_in_little_time_and_stack() {
    in_little_stack(|| {
        for (name, text) in texts() {
            let start = Instant::now();
            let document = Document::whole(&text);
            assert!(!document.blocks().is_empty() || name.contains("definitions"), "{name}: something is shown");
            drop(document);
            let time = start.elapsed();
            // A second in the shipped build, which is ten times as fast as this one on a busy machine.
            assert!(time < Duration::from_secs(10), "{name}: {time:?}");
        }
    });
}

#[test]
fn what_is_nested_too_deeply_is_shown_as_it_was_written() {
    let nested = |depth: usize| "> ".repeat(depth) + "a";
    let shown = |text: &str| {
        let document = Document::whole(text);
        let [block] = document.blocks() else { panic!("{} blocks", document.blocks().len()) };
        let [Node::Element(element)] = block.nodes.as_slice() else { panic!("no element") };
        (element.kind.clone(), element.children.clone())
    };
    assert_eq!(shown(&nested(MAX_DEPTH - 1)).0, Kind::Quote);
    for text in
        [nested(MAX_DEPTH), nested(50_000), "- ".repeat(MAX_DEPTH) + "a", "*a **a ".repeat(99) + &" a** a*".repeat(99)]
    {
        assert_eq!(shown(&text), (Kind::Verbatim, vec![Node::Text(text.into())]));
    }
}
