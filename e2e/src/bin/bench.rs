//! Measures the app beside the floor and prints the table.
//!
//! `bench [--runs N] [--only CASE]... [--slower N]... [--table FILE] [--json FILE] [--profiles FOLDER]`. The app is
//! taken from `SOTTO_DIST`, else `dist`; `SOTTO_WEIGHTS` says what its files weigh (`name=bytes`, a line each). Runs are interleaved, in the
//! other direction every second round.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use e2e::Outcome;
use e2e::bench::case::{CASES, Case, Subject};
use e2e::bench::report::{Report, Sample};
use e2e::bench::runs::Bench;

const USAGE: &str =
    "usage: bench [--runs N] [--only CASE]... [--slower N]... [--table FILE] [--json FILE] [--profiles FOLDER]";
/// How much slower the slowest round of the same sum may be before the figures are doubted, in percent.
const NOISE: u128 = 130;

#[derive(Debug)]
struct Wish {
    runs: usize,
    only: Vec<String>,
    slower: Vec<u32>,
    table: Option<String>,
    json: Option<String>,
    profiles: Option<String>,
}

impl Wish {
    fn wants(&self, case: Case) -> bool {
        if self.only.is_empty() { case.is_usual() } else { self.only.contains(&case.name()) }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let wish = wish(std::env::args().skip(1))?;
    let cases: Vec<Case> = CASES.iter().copied().filter(|case| wish.wants(*case)).collect();
    if cases.is_empty() {
        let names: Vec<String> = CASES.iter().map(|case| case.name()).collect();
        return Err(format!("there is no such case; there are {}", names.join(", ")).into());
    }
    let load = load();
    let mut bench = Bench::prepare(e2e::app::dist(), weights()).await?;
    bench.profiles = wish.profiles.as_ref().map(Into::into);
    let mut report = Report::default();
    let mut sums = Vec::new();
    for round in 0..wish.runs {
        let mut order: Vec<(Case, u32, Subject)> = Vec::new();
        for case in &cases {
            for slower in &wish.slower {
                order.extend(case.subjects().iter().map(|subject| (*case, *slower, *subject)));
            }
        }
        if round % 2 == 1 {
            order.reverse();
        }
        for (case, slower, subject) in order {
            sums.push(sum());
            eprint!("round {} of {}: {} at {slower}x, {} …", round + 1, wish.runs, case.name(), subject.name());
            match bench.run(case, subject, slower).await {
                Ok(figures) => {
                    let main = ["task", "usable", "task per key"].iter().find_map(|name| figures.get(*name));
                    eprintln!(" {:.1} ms", main.copied().unwrap_or(f64::NAN));
                    report.samples.push(Sample { case, subject, slower, figures });
                }
                Err(error) => {
                    eprintln!(" {error}");
                    let doubt = format!("{} at {slower}x on {} failed: {error}", case.name(), subject.name());
                    report.doubts.push(doubt);
                }
            }
        }
    }
    report.doubts.extend(noise(load, &sums));
    let table = report.table();
    println!("{table}");
    for (file, text) in [(&wish.table, table), (&wish.json, format!("{:#}\n", report.json()))] {
        if let Some(file) = file {
            std::fs::write(file, text)?;
        }
    }
    Ok(())
}

/// Why the machine was not quiet enough to be believed.
fn noise(load: Option<f64>, sums: &[u128]) -> Vec<String> {
    let mut doubts = Vec::new();
    if let Some(load) = load.filter(|load| *load > 0.7) {
        doubts.push(format!("the machine was busy before the run began (load {load}); only ratios mean something"));
    }
    let mut sorted = sums.to_vec();
    sorted.sort_unstable();
    if let (Some(best), Some(usual)) = (sorted.first(), sorted.get(sorted.len() / 2))
        && usual * 100 > best * NOISE
    {
        doubts.push(format!("the same sum took {best} µs at best and {usual} µs usually: something else was running"));
    }
    doubts
}

/// How long the same work takes now, in microseconds.
fn sum() -> u128 {
    let began = Instant::now();
    let mut sum = 1_u64;
    for number in 0..20_000_000_u64 {
        sum = black_box(sum.wrapping_mul(31).wrapping_add(number));
    }
    began.elapsed().as_micros()
}

fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

fn weights() -> BTreeMap<String, f64> {
    let told = std::env::var("SOTTO_WEIGHTS").unwrap_or_default();
    let pair = |line: &str| {
        let (name, bytes) = line.rsplit_once('=')?;
        Some((name.to_owned(), bytes.parse().ok()?))
    };
    told.lines().filter_map(pair).collect()
}

fn wish(mut words: impl Iterator<Item = String>) -> Outcome<Wish> {
    let mut wish = Wish { runs: 5, only: Vec::new(), slower: Vec::new(), table: None, json: None, profiles: None };
    while let Some(word) = words.next() {
        match (word.as_str(), words.next()) {
            ("--runs", Some(runs)) => wish.runs = runs.parse()?,
            ("--only", Some(case)) => wish.only.push(case),
            ("--slower", Some(rate)) => wish.slower.push(rate.parse()?),
            ("--table", Some(file)) => wish.table = Some(file),
            ("--json", Some(file)) => wish.json = Some(file),
            ("--profiles", Some(folder)) => wish.profiles = Some(folder),
            _ => return Err(USAGE.into()),
        }
    }
    if wish.slower.is_empty() {
        wish.slower = vec![1, 4];
    }
    Ok(wish)
}
