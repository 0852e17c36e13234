//! rustfmt and clippy, which rustup's minimal installation lacks.

use super::say;
use crate::Outcome;
use crate::command::{answer, command, find, run};

/// Adds what is missing.
pub fn ensure() -> Outcome {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(task, _)| answer(command("cargo").args([task, "--version"])).is_none())
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if find("rustup").is_none() {
        return Err(format!(
            "The checks need {names}. Install them for the Rust toolchain in use, then run this again."
        ));
    }
    say(&format!("Adding {names} with rustup"), "some seconds");
    run(command("rustup").args(["component", "add"]).args(&missing))
}
