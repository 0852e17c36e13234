//! Delivers the program in two parts: what the first chat needs, and the rest, which the page fetches once it is usable.
//!
//! It is one program, built as ever. Functions named in `second-part.txt`, branches and functions of libraries told by
//! `second-part-branches.txt`, and whatever only these can reach, data too, are moved into a file of their own. Nothing in
//! the program knows of it: a call into the second part fetches it if need be.

mod apart;
mod body;
pub mod branches;
mod counting;
mod glue;
mod liveness;
mod moving;
mod outline;
mod plan;
mod program;
pub mod rules;
mod second;
mod traces;
#[cfg(test)]
mod trial;
mod write;

use crate::command::run;
use crate::project::{Project, read, write};
use crate::setup::Toolbox;
use crate::{Outcome, inputs};
use branches::{Branches, Mark};
use plan::Plan;
use program::Program;
use rules::Rules;
use sha2::{Digest, Sha384};
use std::path::{Path, PathBuf};
use traces::Traces;

const OPTIONS: &str = "-Oz --enable-bulk-memory --enable-reference-types --enable-sign-ext --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-multivalue";

/// Bytes a branch must spare to be moved.
const WORTH: u64 = 16;

/// The two files of the program in a folder, as trunk leaves them.
struct Files {
    script: PathBuf,
    program: PathBuf,
}

/// Puts two parts in the place of the program in a folder.
pub fn divide(folder: &Path, project: &Project, tools: &Toolbox) -> Outcome {
    // A page without a program (the tests of the set-up make one) has nothing to divide.
    let Ok(files) = files(folder) else { return Ok(()) };
    let whole = bytes(&files.program)?;
    let linked = bytes(&tools.linked(project))?;
    let (rules, branches) = (Rules::read(project)?, Branches::read(project)?);
    let measured = Program::read(&whole)?;
    let bodies = body::bodies(&measured)?;
    let marks = measured.functions.iter().zip(&bodies);
    let marks: Vec<Mark> = marks.map(|(function, body)| branches::mark(function.name, body, &whole)).collect();
    let later = |number: u32, symbol: &str| {
        let own = number.checked_sub(measured.first_own()).and_then(|own| marks.get(own as usize));
        apart::origin(symbol).is_some() || own.is_some_and(|own| branches.whole(*own)) || rules.names(symbol)
    };
    let cold = (measured.first_own()..).zip(measured.functions.iter().zip(bodies.iter().zip(&marks)));
    let cold = cold.map(|(number, (function, (body, mark)))| match later(number, function.name) {
        true => Vec::new(),
        false => branches.cold(body, *mark, &whole),
    });
    let apart = apart::apart(&whole, &measured, &bodies, &cold.collect::<Vec<_>>(), WORTH)?;
    let known = apart.moved.iter().map(|moved| moved.branches.len()).sum::<usize>()
        + marks.iter().filter(|mark| branches.whole(**mark)).count();
    println!("• {known} branches and functions moved by digests.");
    let program = Program::read(&apart.program)?;
    let traces = Traces::read(&linked, &program, &apart.moved)?;
    let plan = Plan::make(&program, &traces, &|number| {
        program.function(number).is_some_and(|function| later(number, function.name))
    });
    let parts = write::parts(&program, &traces, &plan)?;
    let first = optimised(parts.first, project, tools)?;
    let second = optimised(parts.second, project, tools)?;
    println!(
        "• In two parts: {} functions called in the second from the first, {} the other way.",
        parts.wanted, parts.shared
    );
    let name = format!("sotto-{:016x}_second.wasm", inputs::digest(&second));
    let end = read(&project.root.join("page/second.js"))?;
    let end = end.replace("./second.wasm", &format!("./{name}"));
    let end = end.replace("SECOND_DIGEST = \"\"", &format!("SECOND_DIGEST = \"{}\"", integrity(&second)));
    let script = glue::waiting(&read(&files.script)?)?;
    let script = glue::changed(&script, &program, "fetchNow", &end)?;
    write(&folder.join(name), second)?;
    replace(folder, &files, &script, &first)
}

/// A function of the program.
#[derive(Debug)]
pub struct Counted {
    /// Its name.
    pub name: String,
    /// Its bytes, before they are optimised.
    pub size: u64,
    /// Of these, what lies in branches that were not taken.
    pub untaken: u64,
    /// Whether it was called.
    pub called: bool,
}

/// What a play showed.
pub struct Played {
    /// All functions.
    pub functions: Vec<Counted>,
    /// The files that say what comes later, with their names.
    pub files: [(&'static str, String); 2],
}

/// Puts a program that counts the calls of its functions, and the branches taken in them, in the place of the program in
/// a folder. Given back is the program as it was.
pub fn count(folder: &Path) -> Outcome<Vec<u8>> {
    let files = files(folder)?;
    let whole = bytes(&files.program)?;
    let program = Program::read(&whole)?;
    let counting = counting::counting(&program)?;
    let end = "const counted = globalThis.sottoCounted = {};\nexport function fetchSecond() {}\n";
    let script = glue::changed(&read(&files.script)?, &program, "(number) => { counted[number] = 1; }", end)?;
    replace(folder, &files, &script, &counting)?;
    Ok(whole)
}

/// What the numbers say that a counting page counted.
pub fn played(whole: &[u8], compiler: &str, numbers: &[usize]) -> Outcome<Played> {
    let program = Program::read(whole)?;
    let bodies = body::bodies(&program)?;
    let mut counts = Vec::new();
    let mut taken = Vec::new();
    for body in &bodies {
        let count = body.branches().len();
        counts.push(taken.len()..taken.len() + 1 + count);
        taken.resize(taken.len() + 1 + count, false);
    }
    for number in numbers {
        if let Some(taken) = taken.get_mut(*number) {
            *taken = true;
        }
    }
    let all = program.functions.iter().zip(&bodies).zip(&counts);
    let all: Vec<_> = all
        .map(|((function, body), count)| {
            let mark = branches::mark(function.name, body, whole);
            let taken = taken.get(count.clone()).and_then(|taken| taken.split_first());
            let (called, taken) = taken.map_or((false, &[][..]), |(called, taken)| (*called, taken));
            branches::Taken { symbol: function.name, body, mark, called, taken }
        })
        .collect();
    let functions = all.iter().map(|function| Counted {
        name: rules::readable(function.symbol),
        size: function.body.size(0, function.body.operators.len()),
        untaken: function.untaken().iter().map(|row| function.body.size(row.start, row.end)).sum(),
        called: function.called,
    });
    let functions: Vec<Counted> = functions.collect();
    let text = rules::written(&functions);
    let rules = Rules::of(&text);
    let branches = branches::written(&all, whole, compiler, &|symbol| rules.names(symbol));
    Ok(Played { functions, files: [(rules::FILE, text), (branches::FILE, branches)] })
}

fn files(folder: &Path) -> Outcome<Files> {
    let program = inputs::files(folder).into_iter().find(|path| path.to_string_lossy().ends_with("_bg.wasm"));
    let program = program.ok_or_else(|| format!("There is no program in {}.", folder.display()))?;
    let script = PathBuf::from(program.to_string_lossy().replace("_bg.wasm", ".js"));
    Ok(Files { script, program })
}

fn bytes(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

fn optimised(part: Vec<u8>, project: &Project, tools: &Toolbox) -> Outcome<Vec<u8>> {
    let (from, to) = (project.target.join("sotto-part.wasm"), project.target.join("sotto-part-small.wasm"));
    write(&from, part)?;
    let mut command = tools.for_wasm(project, "wasm-opt");
    // With names a browser can say which function asked for the second part.
    let names = if std::env::var_os("SOTTO_NAMES").is_some() { &["-g"][..] } else { &[] };
    run(command.args(names).args(OPTIONS.split_whitespace()).arg("-o").arg(&to).arg(&from))?;
    let made = bytes(&to)?;
    let _ = (std::fs::remove_file(from), std::fs::remove_file(to));
    Ok(made)
}

/// The page names both files and their digests; now others.
fn replace(folder: &Path, files: &Files, script: &str, program: &[u8]) -> Outcome {
    let index = folder.join("index.html");
    let mut page = read(&index)?;
    let stem = format!("sotto-{:016x}", inputs::digest(&[script.as_bytes(), program].concat()));
    let news = [
        (&files.script, format!("{stem}.js"), script.as_bytes()),
        (&files.program, format!("{stem}_bg.wasm"), program),
    ];
    for (old, name, bytes) in news {
        let before = integrity(&self::bytes(old)?);
        let known = old.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for (from, to) in [(known, name.clone()), (before, integrity(bytes))] {
            if !page.contains(&from) {
                return Err(format!("The page does not name {from}, as trunk's pages do."));
            }
            page = page.replace(&from, &to);
        }
        std::fs::remove_file(old).map_err(|error| format!("{} cannot be removed: {error}.", old.display()))?;
        write(&folder.join(name), bytes)?;
    }
    write(&index, page)
}

/// As pages write it: `sha384-…`.
fn integrity(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("sha384-");
    // 48 bytes: no padding.
    for three in Sha384::digest(bytes).chunks(3) {
        let number = three.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
        for shift in [18, 12, 6, 0] {
            let letter = LETTERS.get((number >> shift & 63) as usize).copied().unwrap_or_default();
            text.push(char::from(letter));
        }
    }
    text
}
