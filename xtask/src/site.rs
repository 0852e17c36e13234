//! Builds the page: set-up, trunk, and the finish.

use crate::command::{duration, run};
use crate::project::{Project, write};
use crate::setup::{self, Toolbox};
use crate::{Outcome, inputs, page};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The script that reloads the page while it is worked on.
pub const LIVE: &str = "live.js";

/// Builds the release page into dist/, unless it is there already.
pub fn build(project: &Project) -> Outcome<PathBuf> {
    let dist = project.dist();
    if inputs::is_current(project) {
        println!("• dist/ is up to date.");
        return Ok(dist);
    }
    let started = Instant::now();
    let tools = setup::for_building(project)?;
    println!("• Building the release page: about a minute the first time.");
    let made = project.target.join("trunk");
    trunk(&made, &["--release"], |program| tools.for_wasm(project, program))?;
    inputs::forget(project);
    replace(&made, &dist)?;
    page::finish(&dist, None, project)?;
    inputs::remember(project, tools.is_fallback())?;
    println!("• dist/ is finished, {} after the start.", duration(started.elapsed()));
    Ok(dist)
}

/// Builds the page for working on it: quick, unoptimised, reloading itself.
pub fn build_for_work(project: &Project, tools: &Toolbox) -> Outcome<PathBuf> {
    let made = project.target.join("trunk-dev");
    let folder = project.target.join("page-dev");
    trunk(&made, &[], |program| tools.for_wasm(project, program))?;
    replace(&made, &folder)?;
    page::finish(&folder, Some(LIVE), project)?;
    write(&folder.join(LIVE), include_str!("live.js"))?;
    Ok(folder)
}

fn trunk(made: &Path, flags: &[&str], told: impl Fn(&str) -> Command) -> Outcome {
    let mut fetch = told("cargo");
    fetch.args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]);
    // On CI a lock file that does not fit is a fault; at the desk it is a dependency just added.
    if std::env::var_os("CI").is_some() {
        fetch.arg("--locked");
    }
    run(&mut fetch)?;
    let mut trunk = told("trunk");
    trunk.arg("build").args(flags).arg("--dist").arg(made);
    if std::env::var_os("RUST_LOG").is_none() {
        // Its minifier cannot read wasm-bindgen's file and says so each time; the file is then left as it is.
        trunk.env("RUST_LOG", "warn,trunk::processing::minify=error");
    }
    run(&mut trunk)
}

/// Makes a folder the same as another.
fn replace(from: &Path, to: &Path) -> Outcome {
    let failed = |error: std::io::Error| format!("{} cannot be replaced: {error}.", to.display());
    match std::fs::remove_dir_all(to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    for path in inputs::files(from) {
        let target = to.join(path.strip_prefix(from).unwrap_or(&path));
        let made = target.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::copy(&path, &target)).map_err(failed)?;
    }
    Ok(())
}
