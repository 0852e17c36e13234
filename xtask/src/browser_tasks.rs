//! Tasks that belong to the browser tests and are started by hand: the mock server, the screenshots, the
//! benchmark.

use crate::command::{command, run};
use crate::project::Project;
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
