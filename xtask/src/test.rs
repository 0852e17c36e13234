//! All checks, in the order in which they say most for their time. One that fails does not keep the others from running.

use crate::command::{command, duration, run as run_command};
use crate::project::Project;
use crate::setup::{self, Toolbox};
use crate::{Outcome, site, size};
use std::process::Command;
use std::time::{Duration, Instant};

struct Verdict {
    step: &'static str,
    outcome: Outcome,
    time: Duration,
}

/// Sets up what the steps need, runs them and sums up.
pub fn run(project: &Project, steps: &[&'static str]) -> Outcome {
    let mut verdicts = Vec::new();
    let ready = timed(&mut verdicts, "set-up", || set_up(project, steps));
    if let Some(tools) = ready {
        for step in steps {
            println!("\n── {step} ──");
            timed(&mut verdicts, step, || check(project, tools.as_ref(), step));
        }
    }
    sum_up(&verdicts)
}

fn set_up(project: &Project, steps: &[&'static str]) -> Outcome<Option<Toolbox>> {
    let any = |names: &[&str]| steps.iter().any(|step| names.contains(step));
    if any(&["format", "clippy", "clippy-wasm"]) {
        setup::ensure_components()?;
    }
    let tools = if any(&["clippy-wasm", "build", "browser"]) { Some(setup::for_building(project)?) } else { None };
    if let (Some(tools), true) = (&tools, any(&["clippy-wasm"])) {
        tools.ensure_clippy()?;
    }
    if any(&["browser"]) {
        setup::ensure_browser()?;
    }
    Ok(tools)
}

fn check(project: &Project, tools: Option<&Toolbox>, step: &str) -> Outcome {
    match step {
        "format" => cargo(project, "fmt --all --check"),
        "clippy" => cargo(project, "clippy --workspace --all-targets -- -D warnings"),
        "clippy-wasm" => {
            let tools = tools.ok_or("The tools for wasm are missing.")?;
            let mut clippy = tools.for_wasm_checks(project, "cargo");
            run_command(clippy.args("clippy --lib --bins --target wasm32-unknown-unknown -- -D warnings".split(' ')))
        }
        "ground" => cargo(project, "check --lib --no-default-features"),
        "native" => {
            let app = cargo(project, "test --no-fail-fast");
            let tasks = cargo(project, "test --package xtask");
            app.and(tasks)
        }
        "build" => site::build(project).and_then(|_| size::report(project)),
        "browser" => browser(project),
        other => Err(format!("There is no step {other}.")),
    }
}

fn cargo(project: &Project, words: &str) -> Outcome {
    run_command(in_project(project).args(words.split(' ')))
}

fn in_project(project: &Project) -> Command {
    let mut cargo = command("cargo");
    cargo.current_dir(&project.root);
    cargo
}

/// The browser tests, program by program. One that fails is run once more at the end: a browser on a machine that others
/// keep busy may be late. What passes only then is named.
fn browser(project: &Project) -> Outcome {
    let dist = site::build(project)?;
    let browser = setup::ensure_browser()?;
    let test = |words: &str| {
        let mut test = in_project(project);
        browser.tell(test.args("test --no-fail-fast --package e2e".split(' ')).env("SOTTO_DIST", &dist));
        run_command(test.args(words.split(' ')))
    };
    test("--no-run")?;
    test("--lib --bins")?;
    test("--doc")?;
    let late: Vec<String> =
        stories(project)?.into_iter().filter(|story| test(&["--test ", story].concat()).is_err()).collect();
    if late.is_empty() {
        return Ok(());
    }
    println!("\nOnce more, as the machine may have been busy: {}", late.join(", "));
    let failed: Vec<&str> =
        late.iter().filter(|story| test(&["--test ", story].concat()).is_err()).map(String::as_str).collect();
    match failed.as_slice() {
        [] => println!("\nPassed only the second time: {}", late.join(", ")),
        failed => return Err(format!("Browser tests failed twice: {}.", failed.join(", "))),
    }
    Ok(())
}

/// The names of the programs of browser tests, in order.
fn stories(project: &Project) -> Outcome<Vec<String>> {
    let folder = project.root.join("e2e/tests");
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}.", folder.display());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}

/// What a check gave, if it went well; how it went is kept either way.
fn timed<T>(verdicts: &mut Vec<Verdict>, step: &'static str, check: impl FnOnce() -> Outcome<T>) -> Option<T> {
    let started = Instant::now();
    let result = check();
    if let Err(reason) = &result {
        eprintln!("\n{reason}");
    }
    let (found, outcome) = match result {
        Ok(found) => (Some(found), Ok(())),
        Err(reason) => (None, Err(reason)),
    };
    verdicts.push(Verdict { step, outcome, time: started.elapsed() });
    found
}

fn sum_up(verdicts: &[Verdict]) -> Outcome {
    println!("\n── summary ──");
    for verdict in verdicts {
        let word = if verdict.outcome.is_ok() { "ok" } else { "FAILED" };
        println!("{:<12} {word:<7} {:>12}", verdict.step, duration(verdict.time));
    }
    let failed: Vec<&str> =
        verdicts.iter().filter(|verdict| verdict.outcome.is_err()).map(|verdict| verdict.step).collect();
    if failed.is_empty() {
        println!("All checks passed.");
        return Ok(());
    }
    Err(format!(
        "Failed: {}. One step alone: cargo xtask test --only {}",
        failed.join(", "),
        failed.first().unwrap_or(&"")
    ))
}
