//! Tasks that belong to the browser tests and are started by hand: the mock server, the screenshots, the
//! benchmark.

use crate::command::{answer, command, run};
use crate::project::{Project, write};
use crate::{Outcome, parts, setup, site, size};

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
    let (folder, whole) = site::build_counting(project)?;
    let browser = setup::ensure_browser()?;
    println!("• Playing a first chat: some seconds.");
    let mut calls = command("cargo");
    calls.current_dir(&project.root).args(["run", "--package", "e2e", "--bin", "calls"]);
    browser.tell(calls.env("SOTTO_DIST", folder));
    let numbers = answer(&mut calls).ok_or("The first chat could not be played.")?;
    let numbers: Vec<usize> = numbers.lines().filter_map(|number| number.parse().ok()).collect();
    let parts::Played { mut functions, files } =
        parts::played(&whole, &setup::for_building(project)?.compiler(project), &numbers)?;
    for (file, text) in files {
        println!("• {file}: {} lines.", text.lines().count());
        write(&project.root.join(file), text)?;
    }
    let called = functions.iter().filter(|function| function.called);
    let (count, size) = called.fold((0, 0), |(count, size), function| (count + 1, size + function.size));
    let untaken: u64 = functions.iter().map(|function| function.untaken).sum();
    println!("• {count} of {} functions were called: {size} bytes, {untaken} never gone through.", functions.len());
    functions.sort_by_key(|function| std::cmp::Reverse(function.size));
    let table = functions.iter().map(|function| {
        let called = if function.called { "called" } else { "-     " };
        format!("{:>8} {:>8} {called} {}\n", function.size, function.untaken, function.name)
    });
    let list = project.target.join("functions.txt");
    write(&list, table.collect::<String>())?;
    println!("  {} lists all of them, the largest first, with the bytes not gone through.", list.display());
    Ok(())
}
