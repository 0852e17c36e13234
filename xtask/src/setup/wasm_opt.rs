//! wasm-opt: binaryen's JavaScript build from npm, because it runs wherever node does.

use super::{debian, say};
use crate::Outcome;
use crate::command::{answer, command, find, find_in, run};
use crate::project::{Project, write};
use std::path::{Path, PathBuf};

/// The one version that will do: sizes are compared against a budget.
pub const VERSION: &str = "132";
const PACKAGE: &str = "binaryen@132.0.0";

/// The folder to put on PATH, or nothing if the right wasm-opt is on it already.
pub fn ensure(project: &Project) -> Outcome<Option<PathBuf>> {
    if find("wasm-opt").is_some_and(|program| is_right(&program)) {
        return Ok(None);
    }
    // From npm it runs under node, so node is needed even where wasm-opt was fetched before.
    let missing: Vec<&str> = [("node", "nodejs"), ("npm", "npm")]
        .into_iter()
        .filter(|(program, _)| find(program).is_none())
        .map(|(_, package)| package)
        .collect();
    let home = project.cache.join(format!("binaryen-{VERSION}"));
    let folder = home.join("node_modules").join(".bin");
    if is_in(&folder) {
        return Ok(Some(folder));
    }
    if !missing.is_empty() {
        say(&format!("Installing {} for wasm-opt", missing.join(" and ")), "a minute or two");
        debian::install("make the page small with wasm-opt", &missing)?;
    }
    say(&format!("Fetching wasm-opt {VERSION} from npm"), "some seconds");
    // Without a package of its own there, npm would look for one in the folders above.
    write(&home.join("package.json"), "{ \"private\": true }\n")?;
    let mut install = command("npm");
    install
        .args(["install", "--no-fund", "--no-audit", "--ignore-scripts", "--save-exact", "--prefix"])
        .arg(&home)
        .arg(PACKAGE);
    run(&mut install)?;
    if is_in(&folder) {
        return Ok(Some(folder));
    }
    Err(format!(
        "wasm-opt {VERSION} was installed to {}, but does not run from there. It needs node 18 or newer.",
        folder.display()
    ))
}

fn is_in(folder: &Path) -> bool {
    find_in(folder, "wasm-opt").is_some_and(|program| is_right(&program))
}

/// `wasm-opt version 132 (version_132)`.
fn is_right(program: &Path) -> bool {
    let said = answer(command(program).arg("--version")).unwrap_or_default();
    said.split_whitespace().nth(2) == Some(VERSION)
}
