//! Weighs dist/ against the budget kept in the repository.
//!
//! Promises: what is not named as coming later counts as loaded before the first chat, so nothing new slips by.

use crate::project::Project;
use crate::{Outcome, inputs};
use serde::Deserialize;

const BUDGET: &str = "size-budget.json";
/// How the name of the program's second part ends.
const SECOND: &str = "_second.wasm";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// Brotli bytes of everything that loads before the first chat is usable.
    before_first_chat_brotli: usize,
    /// Brotli bytes of the second part of the program, which comes by itself after that.
    second_part_brotli: usize,
    /// What may come on top where another compiler or library was at hand than the program was measured with.
    compiled_otherwise_brotli: usize,
    /// Why it is what it is, for whoever wants to raise it.
    #[serde(rename = "why")]
    _why: String,
    /// Names of files that load later; a `*` stands for any letters, as hashes do.
    later: Vec<String>,
}

/// The compressed bytes of every file of dist/, by name, a line each.
pub fn weights(project: &Project) -> Outcome<String> {
    let dist = project.dist();
    let mut lines = String::new();
    for path in inputs::files(&dist) {
        let bytes = std::fs::read(&path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        lines.push_str(&format!("{name}={}\n", brotli(&bytes)?));
    }
    Ok(lines)
}

/// A file of the page.
#[derive(Debug, PartialEq, Eq)]
struct Weight {
    name: String,
    raw: usize,
    brotli: usize,
    when: When,
}

/// When a file is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before the first chat.
    First,
    /// By itself once the page is usable.
    Second,
    /// When something needs it.
    Wanted,
}

/// Prints the weight of every file, and fails beyond the budget.
pub fn report(project: &Project) -> Outcome {
    let dist = project.dist();
    let text = project.read(BUDGET)?;
    let mut budget: Budget =
        serde_json::from_str(&text).map_err(|error| format!("{BUDGET} cannot be read: {error}."))?;
    if inputs::is_compiled_otherwise(project) {
        println!(
            "This page was compiled otherwise than the one whose first chat was measured (second-part-branches.txt)."
        );
        budget.before_first_chat_brotli += budget.compiled_otherwise_brotli;
        budget.second_part_brotli += budget.compiled_otherwise_brotli;
    }
    let mut weights = Vec::new();
    for path in inputs::files(&dist) {
        let bytes = std::fs::read(&path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let when = if name.ends_with(SECOND) {
            When::Second
        } else if budget.later.iter().any(|pattern| matches(pattern, &name)) {
            When::Wanted
        } else {
            When::First
        };
        weights.push(Weight { brotli: brotli(&bytes)?, raw: bytes.len(), name, when });
    }
    if weights.is_empty() {
        return Err("dist/ is empty. Build it first: cargo xtask build".to_string());
    }
    let (text, verdict) = judge(&weights, &budget);
    print!("{text}");
    verdict
}

fn judge(weights: &[Weight], budget: &Budget) -> (String, Outcome) {
    let mut text = format!("{:>12} {:>12}  file\n", "bytes", "brotli");
    for weight in weights {
        let note = match weight.when {
            When::First => "",
            When::Second => "  (by itself, once the page is usable)",
            When::Wanted => "  (when wanted)",
        };
        text.push_str(&row(weight.raw, weight.brotli, &format!("{}{note}", weight.name)));
    }
    let sum = |when: &[When], what: fn(&Weight) -> usize| {
        weights.iter().filter(|weight| when.contains(&weight.when)).map(what).sum::<usize>()
    };
    let mut over = Vec::new();
    for (when, what, limit) in [
        (When::First, "before the first chat", budget.before_first_chat_brotli),
        (When::Second, "by itself after that", budget.second_part_brotli),
    ] {
        let (raw, brotli) = (sum(&[when], |weight| weight.raw), sum(&[when], |weight| weight.brotli));
        text.push_str(&row(raw, brotli, &format!("{what}; budget {}", thousands(limit))));
        if brotli > limit {
            over.push(format!("{} brotli bytes over its budget {what}", thousands(brotli - limit)));
        }
    }
    let both = [When::First, When::Second];
    text.push_str(&row(sum(&both, |weight| weight.raw), sum(&both, |weight| weight.brotli), "both together"));
    if over.is_empty() {
        return (text, Ok(()));
    }
    let reason = format!(
        "The page is {}. Make it smaller, or say in {BUDGET} why it may grow. After larger changes `cargo xtask parts` \
         finds anew what the first chat does without.",
        over.join(" and ")
    );
    (text, Err(reason))
}

fn row(raw: usize, brotli: usize, what: &str) -> String {
    format!("{:>12} {:>12}  {what}\n", thousands(raw), thousands(brotli))
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.strip_prefix(start).is_some_and(|rest| rest.len() >= end.len() && rest.ends_with(end))
        }
    }
}

/// What is larger is packed a little less well, but within seconds; only libraries are.
const LARGE: usize = 1 << 20;

/// Quality 11 and a window of 4 MB, as servers and CDNs precompress.
fn brotli(bytes: &[u8]) -> Outcome<usize> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: if bytes.len() > LARGE { 9 } else { 11 },
        lgwin: 22,
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)
        .map_err(|error| format!("Brotli failed: {error}."))?;
    Ok(packed.len())
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Budget, Weight, When, brotli, judge, matches, thousands};

    fn weight(name: &str, brotli: usize, when: When) -> Weight {
        Weight { name: name.to_string(), raw: brotli * 3, brotli, when }
    }

    fn check(weights: &[Weight], limit: usize, expected: Option<&str>) {
        let budget = Budget {
            before_first_chat_brotli: limit,
            second_part_brotli: 700,
            compiled_otherwise_brotli: 0,
            _why: String::new(),
            later: Vec::new(),
        };
        let (_, verdict) = judge(weights, &budget);
        match expected {
            None => assert_eq!(verdict, Ok(())),
            Some(words) => assert!(verdict.as_ref().unwrap_err().contains(words), "{verdict:?}"),
        }
    }

    #[test]
    fn the_budget_holds_for_what_loads_at_the_start_alone() {
        let page = [
            weight("index.html", 400, When::First),
            weight("app.wasm", 1600, When::First),
            weight("math.js", 9000, When::Wanted),
        ];
        check(&page, 2000, None);
        check(&page, 1999, Some("1 brotli bytes over"));
        check(&page, 500, Some("1,500 brotli bytes over"));
    }

    #[test]
    fn the_second_part_has_a_budget_of_its_own() {
        let page = [weight("app.wasm", 1600, When::First), weight("app_second.wasm", 702, When::Second)];
        check(&page, 2000, Some("2 brotli bytes over its budget by itself"));
        check(&page, 1599, Some("1 brotli bytes over its budget before the first chat and 2"));
    }

    #[test]
    fn names_of_later_files_may_leave_out_the_hash() {
        for (pattern, name, expected) in [
            ("math-*.js", "math-0af3.js", true),
            ("math-*.js", "math-0af3.css", false),
            ("math.js", "math.js", true),
            ("math.js", "xmath.js", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(thousands(number), expected);
        }
    }

    #[test]
    fn the_weight_is_that_of_brotli_at_its_best() {
        assert!(brotli("a".repeat(100_000).as_bytes()).unwrap() < 30);
        assert!(brotli(b"").unwrap() <= 1);
    }
}
