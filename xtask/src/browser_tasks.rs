//! Tasks that belong to the browser tests and are started by hand: the mock server, the screenshots, the
//! benchmark.

use crate::command::{answer, command, run};
use crate::parts::rules;
use crate::project::{Project, write};
use crate::{Outcome, setup, site, size};

/// Starts the mock server.
pub fn mock(project: &Project, rest: &[String]) -> Outcome {
    println!("• Building the mock server: about a minute the first time.");
    let mut mock = command("cargo");
    mock.current_dir(&project.root).args(["run", "--package", "e2e", "--bin", "mock", "--"]).args(rest);
    run(&mut mock)
}

/// Builds the page and makes the screenshots.
pub fn shots(project: &Project, rest: &[String]) -> Outcome {
    let dist = site::build(project)?;
    let browser = setup::ensure_browser()?;
    setup::for_screenshots();
    println!("• Making the screenshots: a minute or two.");
    let mut shots = command("cargo");
    shots.current_dir(&project.root).args(["run", "--package", "e2e", "--bin", "shots", "--"]).args(rest);
    browser.tell(shots.env("SOTTO_DIST", dist));
    run(&mut shots)
}

/// Builds the page and measures it beside the floor.
pub fn bench(project: &Project, rest: &[String]) -> Outcome {
    let dist = site::build(project)?;
    let browser = setup::ensure_browser()?;
    let figures = project.target.join("bench.json");
    println!("• Measuring; the figures go to {}. All of it takes an hour: --runs N, --only CASE.", figures.display());
    let mut bench = command("cargo");
    bench.current_dir(&project.root).args(["run", "--package", "e2e", "--bin", "bench", "--", "--json"]);
    bench.arg(&figures).args(rest).env("SOTTO_WEIGHTS", size::weights(project)?);
    browser.tell(bench.env("SOTTO_DIST", dist));
    run(&mut bench)
}

/// Builds the page so that it counts its calls, plays a first chat, and writes down what it does without.
pub fn parts(project: &Project) -> Outcome {
    let (folder, mut functions) = site::build_counting(project)?;
    let browser = setup::ensure_browser()?;
    println!("• Playing a first chat: some seconds.");
    let mut calls = command("cargo");
    calls.current_dir(&project.root).args(["run", "--package", "e2e", "--bin", "calls"]);
    browser.tell(calls.env("SOTTO_DIST", folder));
    let numbers = answer(&mut calls).ok_or("The first chat could not be played.")?;
    for number in numbers.lines().filter_map(|number| number.parse::<usize>().ok()) {
        if let Some(function) = functions.get_mut(number) {
            function.called = true;
        }
    }
    let text = rules::written(&functions);
    let called = functions.iter().filter(|function| function.called).count();
    println!(
        "• {}: {} lines; {called} of {} functions were called.",
        rules::FILE,
        text.lines().count(),
        functions.len()
    );
    functions.sort_by_key(|function| std::cmp::Reverse(function.size));
    let table = functions.iter().map(|function| {
        format!("{:>8} {} {}\n", function.size, if function.called { "called" } else { "-     " }, function.name)
    });
    let list = project.target.join("functions.txt");
    write(&list, table.collect::<String>())?;
    println!("  {} lists all of them, the largest first.", list.display());
    write(&project.root.join(rules::FILE), text)
}
