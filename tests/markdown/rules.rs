//! CommonMark without any rule of ours, and which examples our rules change: each is in a table that says so.

use sotto::domain::markdown::policy::{Policy, Rule};

use crate::Example;
use crate::html::html;

/// Each changed example's number, its section, and the rules that change it.
const TABLE: &str = include_str!("../data/commonmark/changed.txt");

fn examples() -> Vec<Example> {
    serde_json::from_str(include_str!("../data/commonmark/commonmark-0.31.2-spec.json")).unwrap()
}

#[test]
fn without_our_rules_every_example_of_commonmark_comes_out_as_specified() {
    let examples = examples();
    let mut wrong = Vec::new();
    for Example { example, section, markdown, html: expected } in &examples {
        let got = html(Policy::PERMISSIVE, markdown);
        if got != *expected {
            wrong.push(format!("{example} ({section}): {markdown:?}\n expected {expected:?}\n      got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), examples.len(), wrong.join("\n"));
    assert_eq!(examples.len(), 652);
}

/// The rules that, kept alone, change what becomes of a text, or whose absence alone does.
fn rules(markdown: &str) -> Vec<Rule> {
    let drawn = |policy| html(policy, markdown);
    let (bare, shipped) = (drawn(Policy::PERMISSIVE), drawn(Policy::SHIPPED));
    let without = |rule| Rule::ALL.into_iter().filter(|one| *one != rule).fold(Policy::PERMISSIVE, Policy::with);
    let changes = |rule: &Rule| drawn(Policy::PERMISSIVE.with(*rule)) != bare || drawn(without(*rule)) != shipped;
    Rule::ALL.into_iter().filter(changes).collect()
}

fn named(rule: Rule) -> &'static str {
    match rule {
        Rule::Extensions => "extensions",
        Rule::Addresses => "bare addresses are links",
        Rule::Formulas => "formulas",
        Rule::Links => "links lead to the web or to mail",
        Rule::Images => "images elsewhere are not loaded",
        Rule::Html => "raw HTML is text",
        Rule::Budget => "what is too much is shown as it was written",
    }
}

#[test]
fn each_example_that_our_rules_change_is_in_the_table_with_the_rules_that_do() {
    let mut found = String::new();
    for Example { example, section, markdown, html: expected } in examples() {
        if html(Policy::SHIPPED, &markdown) == expected {
            continue;
        }
        let rules = rules(&markdown);
        assert!(!rules.is_empty(), "{example} ({section}) is changed by no rule: {markdown:?}");
        let names: Vec<&str> = rules.into_iter().map(named).collect();
        found.push_str(&format!("{example}\t{section}\t{}\n", names.join(", ")));
    }
    let table: String = TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    if table != found {
        let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/changed.txt");
        std::fs::write(file, &found).unwrap();
        panic!("the table is another one now: see {file}");
    }
}
