//! Weighs dist/ against the budget kept in the repository.
//!
//! Promises: what is not named as coming later counts as loaded before the first chat, so nothing new slips by.

use crate::project::Project;
use crate::{Outcome, inputs};
use serde::Deserialize;

const BUDGET: &str = "size-budget.json";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// Brotli bytes of everything that loads before the first chat is usable.
    before_first_chat_brotli: usize,
    /// What the ready-made standard library may add, where its sources cannot be had.
    ready_made_library_brotli: usize,
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
    later: bool,
}

/// Prints the weight of every file, and fails beyond the budget.
pub fn report(project: &Project) -> Outcome {
    let dist = project.dist();
    let text = project.read(BUDGET)?;
    let mut budget: Budget =
        serde_json::from_str(&text).map_err(|error| format!("{BUDGET} cannot be read: {error}."))?;
    if inputs::has_ready_made_library(project) {
        println!("This page has the ready-made standard library: its sources are not on this machine.");
        budget.before_first_chat_brotli += budget.ready_made_library_brotli;
    }
    let mut weights = Vec::new();
    for path in inputs::files(&dist) {
        let bytes = std::fs::read(&path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let later = budget.later.iter().any(|pattern| matches(pattern, &name));
        weights.push(Weight { brotli: brotli(&bytes)?, raw: bytes.len(), name, later });
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
        let note = if weight.later { "  (later)" } else { "" };
        text.push_str(&format!(
            "{:>12} {:>12}  {}{note}\n",
            thousands(weight.raw),
            thousands(weight.brotli),
            weight.name
        ));
    }
    let at_start = |what: fn(&Weight) -> usize| weights.iter().filter(|weight| !weight.later).map(what).sum::<usize>();
    let (raw, brotli) = (at_start(|weight| weight.raw), at_start(|weight| weight.brotli));
    let limit = budget.before_first_chat_brotli;
    text.push_str(&format!(
        "{:>12} {:>12}  before the first chat; budget {}\n",
        thousands(raw),
        thousands(brotli),
        thousands(limit)
    ));
    if brotli <= limit {
        return (text, Ok(()));
    }
    let reason = format!(
        "The page is {} brotli bytes over its budget. Make it smaller, or say in {BUDGET} why it may grow.",
        thousands(brotli - limit)
    );
    (text, Err(reason))
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
    use super::{Budget, Weight, brotli, judge, matches, thousands};

    fn weight(name: &str, brotli: usize, later: bool) -> Weight {
        Weight { name: name.to_string(), raw: brotli * 3, brotli, later }
    }

    fn check(weights: &[Weight], limit: usize, expected: Option<&str>) {
        let budget = Budget {
            before_first_chat_brotli: limit,
            ready_made_library_brotli: 0,
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
        let page = [weight("index.html", 400, false), weight("app.wasm", 1600, false), weight("math.js", 9000, true)];
        check(&page, 2000, None);
        check(&page, 1999, Some("1 brotli bytes over"));
        check(&page, 500, Some("1,500 brotli bytes over"));
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
