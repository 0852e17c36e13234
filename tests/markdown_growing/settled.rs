//! What of a growing block is settled is not parsed again, and changes nothing: documents of one kind of thing each.

use std::rc::Rc;

use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::Node;
use sotto::domain::markdown::policy::{Policy, Rule};

use crate::{Random, check};

/// Documents made of one kind of thing.
const KINDS: &[&[&str]] = &[
    &[
        "- a",
        "- b\n",
        "\n",
        "\n",
        "  ",
        "    ",
        "  - c",
        "* d",
        "+ e",
        "- [ ] f",
        "- [x] g\n",
        "text",
        "\n\n",
        "- ",
        "```",
        "> q",
        "-\n",
        "[foo]",
        "[foo]: https://a.b/",
        "$x$",
        "**b",
        "   - h\n",
        " - i\n",
        "- | a | b |\n",
        "# h\n",
    ],
    &[
        "1. a\n",
        "2. b",
        "3) c",
        "\n",
        "\n",
        "   ",
        "  1. d\n",
        "text\n",
        "10. e\n",
        "\n\n",
        "1. ",
        "   - f",
        "  2. g\n",
        "*e*",
        "[^1]",
        "[^1]: n\n",
        "<b>",
        "$$\n",
        "\t",
    ],
    &[
        "> a",
        ">\n",
        "> \n",
        "\n",
        "> - b\n",
        "> b\n> \n",
        "> # h\n",
        "> ```\n",
        ">> c",
        ">     d",
        "text",
        " > e",
        "> | a |\n> |-|\n",
        "\n\n",
        "> [x]: https://a.b\n",
        "> $$\n",
        "> *a",
        "1. x",
    ],
    &[
        "| a | b |\n",
        "|---|---|\n",
        "| 1 | 2 |\n",
        "| *c* | $d$ |\n",
        "|",
        "\n",
        "| `e|",
        "text",
        "| [x] | f |\n",
        "\n\n",
        "- g",
        "|1|\n",
        "a|b\n",
        "[x]: https://a.b/\n",
        "| $$ | h\n",
        "> ",
        "```\n",
    ],
    &[
        "some words of a sentence ",
        "and more. ",
        "*em* ",
        "**strong",
        "** ",
        "`code` ",
        "`",
        "[x](https://a.b) ",
        "[x",
        "] ",
        "\n",
        "\n",
        "a_b_c ",
        "\\",
        "$y$ ",
        "$5 ",
        "http://a.b ",
        "me@a.b ",
        "<b>",
        "| ",
        "---\n",
        "===\n",
        "|-|\n",
        "1. ",
        "한국어 문장 하나. ",
        "日本語の文。次の文。",
        "~~s~~ ",
        "- ",
        "word",
        "\n\n",
        "[x]: https://a.b/\n",
        "  \n",
        "!",
    ],
];

#[test]
fn random_documents_of_one_kind_are_what_they_are_whole() {
    let count: u64 = std::env::var("MARKDOWN_DOCUMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(1500);
    let mut failures = Vec::new();
    for seed in 1..=count {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let kind = KINDS[random.below(KINDS.len())];
        let text: String = (0..4 + random.below(60)).map(|_| kind[random.below(kind.len())]).collect();
        let most = [1, 6, 40, 200][random.below(4)];
        if let Err(failure) = check(&text, &mut random, most) {
            failures.push(format!("seed {seed}, pieces up to {most}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{} of {count}\n{}", failures.len(), failures[..failures.len().min(5)].join("\n\n"));
}

/// How many elements there are that were not there before, with all that is in them. Only the last ones are new.
fn made(before: &[Node], now: &[Node]) -> usize {
    let same = |(one, two): &(&Node, &Node)| match (one, two) {
        (Node::Element(one), Node::Element(two)) => Rc::ptr_eq(one, two),
        (one, two) => one == two,
    };
    let kept = before.iter().zip(now).take_while(same).count();
    let (before, now) = (&before[kept..], &now[kept..]);
    let inside = |(at, node): (usize, &Node)| match (before.get(at), node) {
        (Some(Node::Element(before)), Node::Element(now)) => 1 + made(&before.children, &now.children),
        (_, Node::Element(now)) => 1 + made(&[], &now.children),
        _ => 0,
    };
    now.iter().enumerate().map(inside).sum()
}

#[test]
fn four_hundred_kilobytes_of_one_thing_cost_what_is_new_of_it() {
    let sentence =
        "Some words with *stress*, `code` and **weight**, as models write them, and a [link](https://a.b/c). ";
    let things: [(&str, String, String); 8] = [
        ("a fence", "```rust\n".into(), "    let value = compute(&input, 42); // line\n".into()),
        ("a list", String::new(), "- an item with *stress* and `code`, long enough to be read\n".into()),
        ("a loose list", String::new(), "1. an item with **weight**\n\n   and a second paragraph in it\n\n".into()),
        ("a nested list", String::new(), "- an item\n  - and one below\n  - and another\n".into()),
        ("a table", "| a | b | c |\n|---|---|---|\n".into(), "| one | `two` | a *third* cell |\n".into()),
        ("a quote", String::new(), ["> ", sentence, "\n>\n"].concat()),
        ("a paragraph", String::new(), sentence.into()),
        ("a paragraph of lines", String::new(), [sentence.trim_end(), "\n"].concat()),
    ];
    for (name, head, line) in things {
        let text = [head.as_str(), &line.repeat(400 * 1024 / line.len())].concat();
        // So much of one thing is more than is formatted.
        let rules = Rule::ALL.into_iter().filter(|rule| *rule != Rule::Budget);
        let policy = rules.fold(Policy::PERMISSIVE, Policy::with);
        let (mut document, mut before, mut nodes) = (Document::under(policy, ""), Vec::new(), 0);
        // What arrives in a frame at three thousand tokens a second; at a thousand it is at most 3.4 times the bytes.
        for piece in text.as_bytes().chunks(200) {
            document.push(std::str::from_utf8(piece).unwrap());
            document.update();
            let now: Vec<Node> = document.blocks().iter().flat_map(|block| block.nodes.clone()).collect();
            nodes += made(&before, &now);
            before = now;
        }
        assert_eq!(document.blocks(), Document::under(policy, &text).blocks(), "{name}");
        let times = document.parsed_bytes() as f64 / text.len() as f64;
        println!("{name}: {times:.2} times the bytes, {nodes} elements for {} bytes", text.len());
        assert!(times <= 4.0, "{name}: {times} times the text was parsed");
        assert!(nodes <= 4 * text.len(), "{name}: {nodes} elements");
    }
}
