//! Weighs dist/ against the budget kept in the repository.
//!
//! Promises: what is not named as coming later counts as loaded before the first chat, so nothing new slips by.

use crate::project::Project;
use crate::{Outcome, inputs};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use std::io::Write;

const BUDGET: &str = "size-budget.json";

/// Above this, whoever raises the budget also measures the cold start at 1.6 Mbit/s before and after, and says both in the
/// commit.
const COLD_START: usize = 700_000;

/// Files that load only when something needs them; a `*` stands for any letters, as hashes do.
const LATER: [&str; 5] = ["formulas-*.js", "temml-*", "previews-*.js", "preview-*", "mermaid-*"];

/// A guard against accidents, not an aim: what the page measured, plus five percent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// Brotli bytes of everything that loads before the first chat is usable.
    before_first_chat_brotli: usize,
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
    gzip: usize,
    brotli: usize,
    later: bool,
}

/// Prints the weight of every file, and fails beyond the budget. The budget is for the usual toolchain: a page compiled by
/// the fallback, whose standard library is compiled along, is only warned about.
pub fn report(project: &Project) -> Outcome {
    let dist = project.dist();
    let text = project.read(BUDGET)?;
    let budget: Budget = serde_json::from_str(&text).map_err(|error| format!("{BUDGET} cannot be read: {error}."))?;
    let mut weights = Vec::new();
    for path in inputs::files(&dist) {
        let bytes = std::fs::read(&path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let later = LATER.iter().any(|pattern| matches(pattern, &name));
        weights.push(Weight { gzip: gzip(&bytes)?, brotli: brotli(&bytes)?, raw: bytes.len(), name, later });
    }
    if weights.is_empty() {
        return Err("dist/ is empty. Build it first: cargo xtask build".to_string());
    }
    let (text, verdict) = judge(&weights, &budget);
    print!("{text}");
    match verdict {
        Err(reason) if inputs::is_by_fallback(project) => {
            println!("Warning: {reason}\nThe fallback toolchain compiled this page; the budget is for the usual one.");
            Ok(())
        }
        verdict => verdict,
    }
}

fn judge(weights: &[Weight], budget: &Budget) -> (String, Outcome) {
    let mut text = format!("{:>12} {:>12} {:>12}  file\n", "bytes", "gzip", "brotli");
    for weight in weights {
        let note = if weight.later { "  (when needed)" } else { "" };
        text.push_str(&row([weight.raw, weight.gzip, weight.brotli], &format!("{}{note}", weight.name)));
    }
    let sum = |size: fn(&Weight) -> usize| weights.iter().filter(|weight| !weight.later).map(size).sum::<usize>();
    let limit = budget.before_first_chat_brotli;
    let brotli = sum(|weight| weight.brotli);
    let sums = [sum(|weight| weight.raw), sum(|weight| weight.gzip), brotli];
    text.push_str(&row(sums, &format!("before the first chat; budget {} brotli", thousands(limit))));
    if brotli <= limit {
        return (text, Ok(()));
    }
    let mut reason = format!(
        "The page is {} brotli bytes over its budget. Make it smaller, or raise the number in {BUDGET} and say why in the \
         commit.",
        thousands(brotli - limit)
    );
    if brotli > COLD_START {
        reason.push_str(&format!(
            " Above {} bytes the commit also says how long the cold start takes at 1.6 Mbit/s, before and after.",
            thousands(COLD_START)
        ));
    }
    (text, Err(reason))
}

fn row([raw, gzip, brotli]: [usize; 3], what: &str) -> String {
    format!("{:>12} {:>12} {:>12}  {what}\n", thousands(raw), thousands(gzip), thousands(brotli))
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
const LARGE: usize = 2 << 20;

/// As GitHub Pages serves it, at the highest level: its servers may pack a little less well.
fn gzip(bytes: &[u8]) -> Outcome<usize> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let packed = packed.write_all(bytes).and_then(|()| packed.finish());
    packed.map(|packed| packed.len()).map_err(|error| format!("Gzip failed: {error}."))
}

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
    use super::{Budget, Weight, brotli, gzip, judge, matches, thousands};

    fn weight(name: &str, brotli: usize, later: bool) -> Weight {
        Weight { name: name.to_string(), raw: brotli * 3, gzip: brotli * 2, brotli, later }
    }

    fn check(weights: &[Weight], limit: usize, expected: Option<&str>) {
        let (_, verdict) = judge(weights, &Budget { before_first_chat_brotli: limit });
        match expected {
            None => assert_eq!(verdict, Ok(())),
            Some(words) => assert!(verdict.as_ref().unwrap_err().contains(words), "{verdict:?}"),
        }
    }

    #[test]
    fn the_budget_counts_only_what_loads_before_the_first_chat() {
        let page = [weight("index.html", 400, false), weight("app.wasm", 1600, false), weight("math.js", 9000, true)];
        check(&page, 2000, None);
        check(&page, 1999, Some("1 brotli bytes over"));
        check(&page, 500, Some("1,500 brotli bytes over"));
        let (text, _) = judge(&page, &Budget { before_first_chat_brotli: 2000 });
        assert!(
            text.ends_with("6,000        4,000        2,000  before the first chat; budget 2,000 brotli\n"),
            "{text}"
        );
    }

    #[test]
    fn beyond_700_kb_the_cold_start_has_to_be_measured() {
        check(&[weight("app.wasm", 700_001, false)], 700_000, Some("cold start"));
        let (_, verdict) = judge(&[weight("app.wasm", 700_000, false)], &Budget { before_first_chat_brotli: 1 });
        assert!(!verdict.unwrap_err().contains("cold start"));
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
    fn weights_are_those_of_the_best_compression() {
        assert!(brotli("a".repeat(100_000).as_bytes()).unwrap() < 30);
        assert!(brotli(b"").unwrap() <= 1);
        assert!((100..250).contains(&gzip("a".repeat(100_000).as_bytes()).unwrap()));
    }
}
