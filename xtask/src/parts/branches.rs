//! What the first chat never goes through, by digests: `second-part-branches.txt`. Branches of functions it calls, and
//! whole functions that it does not and that `second-part.txt` does not name.
//!
//! Promises: a branch is known again only where it does exactly what the measured one did, in a function of the same name; a
//! function only if it is exactly the measured one. So a change can make the first part heavier and not wrong.

use super::body::{Body, Row};
use super::rules::readable;
use crate::Outcome;
use crate::project::Project;
use std::collections::{HashMap, HashSet};

/// The file's name.
pub const FILE: &str = "second-part-branches.txt";
const HEAD: &str = "\
# What the first chat never goes through is delivered in the second part of the program. A line is a digest of the name of
# a function it calls, and digests of the branches in it that are meant; or, after =, the digest of a function it does not
# call and that second-part.txt does not name, of a library or the browser layer. What has changed since stays where it was.
# `cargo xtask parts` measures a first chat and writes all of it anew. docs/size.md says more.
";

const COMPILER: &str = "# Compiled by ";

/// Whether the project's program was measured as that compiler makes it.
pub fn measured_with(project: &Project, compiler: &str) -> bool {
    let text = project.read(FILE).unwrap_or_default();
    text.lines().any(|line| line.strip_prefix(COMPILER) == Some(compiler))
}

/// Which branches of which functions are meant.
pub struct Branches {
    whole: HashSet<u64>,
    /// By the digest of the function's name.
    rows: HashMap<u64, HashSet<u64>>,
}

/// How a function is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// By its name.
    pub name: u64,
    /// By its name and all it does.
    pub whole: u64,
}

impl Branches {
    /// Reads the file of the project.
    pub fn read(project: &Project) -> Outcome<Branches> {
        Ok(Branches::of(&project.read(FILE)?))
    }

    /// Reads its text.
    pub fn of(text: &str) -> Branches {
        let mut made = Branches { whole: HashSet::new(), rows: HashMap::new() };
        let number = |word: &str| u64::from_str_radix(word, 16).ok();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split(' ');
            match words.next() {
                Some("=") => made.whole.extend(words.filter_map(number)),
                Some(name) => {
                    made.rows.entry(number(name).unwrap_or_default()).or_default().extend(words.filter_map(number))
                }
                None => {}
            }
        }
        made
    }

    /// Whether all of a function is meant.
    pub fn whole(&self, mark: Mark) -> bool {
        self.whole.contains(&mark.whole)
    }

    /// What of a function is meant: the rest of a row from where a branch begins.
    pub fn cold(&self, body: &Body, mark: Mark, program: &[u8]) -> Vec<Row> {
        let Some(rows) = self.rows.get(&mark.name) else { return Vec::new() };
        cold(body, &|row| rows.contains(&body.digest_of(row, program)))
    }
}

/// From where on a row is never gone through, by whether a branch is never taken.
fn cold(body: &Body, never: &dyn Fn(Row) -> bool) -> Vec<Row> {
    let mut found = Vec::new();
    let mut rows = vec![body.whole()];
    while let Some(row) = rows.pop() {
        let mut begun = body.begun(row).into_iter().filter(|start| *start < row.end);
        match begun.find(|start| never(Row { start: *start, ..row })) {
            Some(start) => {
                let before = body.steps(row).take_while(|step| *step < start);
                rows.extend(before.flat_map(|step| body.inside(step)));
                found.push(Row { start, ..row });
            }
            None => rows.extend(body.steps(row).flat_map(|step| body.inside(step))),
        }
    }
    found.sort_unstable_by_key(|row| row.start);
    found
}

/// What was counted of one function.
pub struct Taken<'a> {
    pub symbol: &'a str,
    pub body: &'a Body<'a>,
    pub mark: Mark,
    pub called: bool,
    /// By the number of a branch.
    pub taken: &'a [bool],
}

impl Taken<'_> {
    fn is_taken(&self, branches: &[usize], row: Row) -> bool {
        branches.binary_search(&row.start).is_ok_and(|number| self.taken.get(number) == Some(&true))
    }

    /// What was never gone through although the function was called.
    pub fn untaken(&self) -> Vec<Row> {
        if !self.called {
            return Vec::new();
        }
        let branches = self.body.branches();
        cold(self.body, &|row| !self.is_taken(&branches, row))
    }
}

/// The file for a program of which that was counted; `named` says what comes later by its name.
pub fn written(functions: &[Taken], program: &[u8], compiler: &str, named: &dyn Fn(&str) -> bool) -> String {
    // What has twins, functions or branches, is meant only if none of them is needed.
    let called: HashSet<u64> = functions.iter().filter(|one| one.called).map(|one| one.mark.whole).collect();
    let mut meant: HashMap<u64, HashSet<u64>> = HashMap::new();
    let mut needed: HashMap<u64, HashSet<u64>> = HashMap::new();
    let mut whole = Vec::new();
    for function in functions {
        if !function.called {
            if !called.contains(&function.mark.whole) && !named(function.symbol) {
                whole.push(function.mark.whole);
            }
            continue;
        }
        let digest = |row: Row| function.body.digest_of(row, program);
        meant.entry(function.mark.name).or_default().extend(function.untaken().into_iter().map(digest));
        let branches = function.body.branches();
        let taken = function.body.begun_anywhere().into_iter().filter(|row| function.is_taken(&branches, *row));
        needed.entry(function.mark.name).or_default().extend(taken.map(digest));
    }
    let mut lines: Vec<(u64, Vec<u64>)> = Vec::new();
    for (name, meant) in &meant {
        let needed = needed.get(name);
        let mut rows: Vec<u64> =
            meant.iter().copied().filter(|row| needed.is_none_or(|needed| !needed.contains(row))).collect();
        rows.sort_unstable();
        lines.push((*name, rows));
    }
    lines.retain(|(_, rows)| !rows.is_empty());
    lines.sort_unstable();
    whole.sort_unstable();
    whole.dedup();
    let mut text = format!("{HEAD}{COMPILER}{compiler}\n");
    for (name, rows) in lines {
        text.push_str(&format!("{name:x}"));
        rows.iter().for_each(|row| text.push_str(&format!(" {row:x}")));
        text.push('\n');
    }
    whole.iter().for_each(|whole| text.push_str(&format!("= {whole:x}\n")));
    text
}

/// How a function of a program is known again.
pub fn mark(symbol: &str, body: &Body, program: &[u8]) -> Mark {
    let name = readable(symbol);
    Mark { name: Body::digest_of_name(&name), whole: body.digest(&name, program) }
}
