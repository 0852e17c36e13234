//! What the first chat does without, by name: `second-part.txt`.

use super::Counted;
use crate::Outcome;
use crate::project::Project;

/// The file's name.
pub const FILE: &str = "second-part.txt";
/// What is told by name. Of the browser layer only what it does when a person asks for it: what it does on its own changes
/// with every browser and machine, so that it is told only as exactly as it was measured (`branches`), like libraries.
const MEASURED: [&str; 20] = [
    "pulldown_cmark::",
    "sotto::browser::check",
    "sotto::browser::device::copy",
    "sotto::browser::download",
    "sotto::browser::keeping::Keeper>::clear",
    "sotto::browser::keeping::Keeper>::delete",
    "sotto::browser::keeping::Keeper>::drop_connection",
    "sotto::browser::keeping::Keeper>::file",
    "sotto::browser::keeping::Keeper>::save_connections",
    "sotto::browser::keeping::Keeper>::save_folders",
    "sotto::browser::keeping::Keeper>::save_secrets",
    "sotto::browser::keeping::Keeper>::vault",
    "sotto::browser::page::reload",
    "sotto::browser::search",
    "sotto::browser::transfer",
    "sotto::domain::",
    "sotto::protocol::",
    "sotto::state::",
    "sotto::view::",
    "unicase::",
];
const HEAD: &str = "\
# What the first chat does without: functions named so, or whose names go on after it, are delivered in the second part
# of the program, with all that only they need. What is named nowhere is in the first part. Lines may be added by hand;
# `cargo xtask parts` measures a first chat and writes all of it anew. docs/size.md says more.
";

/// Names of functions, and of modules whose functions are meant.
pub struct Rules {
    lines: Vec<String>,
}

impl Rules {
    /// Reads the file of the project.
    pub fn read(project: &Project) -> Outcome<Rules> {
        Ok(Rules::of(&project.read(FILE)?))
    }

    /// Reads its text.
    pub fn of(text: &str) -> Rules {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut lines: Vec<String> = lines.map(str::to_string).collect();
        lines.sort_unstable();
        Rules { lines }
    }

    /// Whether a function with that symbol is meant.
    pub fn names(&self, symbol: &str) -> bool {
        let name = readable(symbol);
        let path = bare(&name);
        [name.as_str(), path].into_iter().any(|name| {
            ends(name).any(|end| {
                let start = name.get(..end).unwrap_or_default();
                self.lines.binary_search_by(|line| line.as_str().cmp(start)).is_ok()
            })
        })
    }
}

/// The file for a program whose functions have these names, with whether each was called.
pub fn written(functions: &[Counted]) -> String {
    let mut called: Vec<&str> = Vec::new();
    for Counted { name, .. } in functions.iter().filter(|function| function.called) {
        called.extend(ends(name).filter_map(|end| name.get(..end)));
        let path = bare(name);
        called.extend(ends(path).filter_map(|end| path.get(..end)));
    }
    // It was played in English; who reads Korean must need no more.
    let twins: Vec<String> = called.iter().filter_map(|name| korean(name)).collect();
    called.extend(twins.iter().map(String::as_str));
    called.sort_unstable();
    called.dedup();
    let mut lines: Vec<&str> = Vec::new();
    // What libraries have is told by digests: their names say too little of what is meant.
    for Counted { name, .. } in functions.iter().filter(|function| !function.called) {
        let path = bare(name);
        if MEASURED.iter().any(|start| path.starts_with(start)) {
            let mut starts = ends(path).filter_map(|end| path.get(..end));
            lines.extend(starts.find(|start| called.binary_search(start).is_err()));
        }
    }
    lines.sort_unstable();
    lines.dedup();
    let mut text = String::from(HEAD);
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// What stands in Korean where that stands in English.
fn korean(name: &str) -> Option<String> {
    let twin = name.replace("::ENGLISH", "::KOREAN").replace("::EN", "::KO").replace("::english", "::korean");
    (name.starts_with("sotto::domain::text::") && twin != name).then_some(twin)
}

/// The name of a function without what changes from build to build.
pub fn readable(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// A name from its first path on: `<&a::B as c::D>::e` as `a::B as c::D>::e`.
pub fn bare(name: &str) -> &str {
    name.trim_start_matches("<")
        .trim_start_matches(['&', '[', '('])
        .trim_start_matches("mut ")
        .trim_start_matches("dyn ")
}

/// Where a path could end: behind a word or a closing bracket.
fn ends(name: &str) -> impl Iterator<Item = usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let pairs = name.char_indices().zip(name.chars().skip(1));
    let breaks = pairs.filter(move |((_, before), c)| (inside(*before) || "})>]".contains(*before)) && !inside(*c));
    breaks.map(|((at, before), _)| at + before.len_utf8()).chain([name.len()])
}
