//! wasm-bindgen's script, changed so that it starts a program in two parts.
//!
//! Promises: what it expects of that script and does not find is an error; wasm-bindgen's version is fixed.

use super::program::{Program, short};
use crate::Outcome;

/// Where wasm-bindgen puts the functions the program calls.
const OPENING: &str = "    const import0 = {\n        __proto__: null,\n";

/// The script for a program in parts; `fetch` is what the program calls for the missing one, `end` comes after it all.
pub fn changed(script: &str, program: &Program, fetch: &str, end: &str) -> Outcome<String> {
    let mut script = replaced(script, OPENING, &format!("{OPENING}        fetch: {fetch},\n"))?;
    let module = program.imports.first().map_or("", |import| import.module);
    if program.imports.iter().any(|import| import.module != module) {
        return Err("The program takes functions from more than one place.".to_string());
    }
    script = replaced(&script, &format!("\"{module}\": import0"), "a: import0")?;
    for (number, import) in program.imports.iter().enumerate() {
        let place = format!("\n        {}: ", import.name);
        script = replaced(&script, &place, &format!("\n        {}: ", short(number)))?;
    }
    for export in &program.exports {
        script = renamed(&script, export.name, &export.short);
    }
    Ok(tight(&script) + end)
}

/// The script so that the program does not begin by itself: `run` in it does that.
pub fn waiting(script: &str) -> Outcome<String> {
    const BEGINS: &str = "    wasm.__wbindgen_start();\n";
    Ok(format!("{}const run = () => wasm.__wbindgen_start();\n", replaced(script, BEGINS, "")?))
}

fn replaced(script: &str, from: &str, to: &str) -> Outcome<String> {
    match script.matches(from).count() {
        1 => Ok(script.replacen(from, to, 1)),
        count => Err(format!("wasm-bindgen's script has {count} times what should be there once: {from}")),
    }
}

/// A name wherever it stands as a whole.
fn renamed(script: &str, name: &str, short: &str) -> String {
    let place = format!("wasm.{name}");
    let mut made = String::with_capacity(script.len());
    let mut rest = script;
    while let Some((before, after)) = rest.split_once(&place) {
        made.push_str(before);
        let whole = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        made.push_str("wasm.");
        made.push_str(if whole { short } else { name });
        rest = after;
    }
    made.push_str(rest);
    // The script wraps them in functions that have the same long names.
    if name.starts_with("_R") { made.replace(name, short) } else { made }
}

/// Without what only people read. Lines stay lines, so nothing has to be understood.
fn tight(script: &str) -> String {
    let mut made = String::with_capacity(script.len());
    let mut comment = false;
    for line in script.lines() {
        let line = line.trim();
        comment |= line.starts_with("/*");
        let skipped = comment || line.is_empty() || line.starts_with("//");
        comment &= !line.ends_with("*/");
        if !skipped {
            made.push_str(line);
            made.push('\n');
        }
    }
    made
}
