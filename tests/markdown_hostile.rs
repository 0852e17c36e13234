//! Texts made to hang or crash a parser are drawn or shown as they are, in little time and little stack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod pathological;

use std::time::{Duration, Instant};

use sotto::domain::markdown::budget::{TEXT, Weight};
use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::{Kind, MAX_DEPTH, Node};

use crate::pathological::texts;

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
            let weights: Vec<Weight> = document.blocks().iter().map(|block| Weight::of(&block.nodes)).collect();
            assert!(weights.iter().all(|weight| weight.is_borne()), "{name}: a block that is too much");
            // What is shown as it was written is a node for each of its pieces.
            let most = TEXT + text.len() / 128;
            assert!(weights.iter().map(|weight| weight.nodes).sum::<usize>() <= most, "{name}: too many nodes");
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
        [nested(MAX_DEPTH), nested(10_000), "- ".repeat(MAX_DEPTH) + "a", "*a **a ".repeat(99) + &" a** a*".repeat(99)]
    {
        assert_eq!(shown(&text), (Kind::Verbatim, vec![Node::Text(text.into())]));
    }
}
