//! Set-up and tasks of the project: `cargo xtask help` says which.
//!
//! Promises: needs nothing but a Rust toolchain and fetches what else a task needs, says what it does and how long that
//! may take, and ends with a sentence that says what to do when it cannot. Builds in seconds, so it keeps to few crates.

mod arguments;
mod browser_tasks;
mod command;
mod dev;
mod html;
mod inputs;
mod later;
mod lockfile;
mod page;
mod project;
mod serve;
mod setup;
mod site;
mod size;
mod test;

use arguments::{Arguments, Task};
use project::Project;
use std::process::ExitCode;

/// A task either works, or ends in a sentence for the person who started it.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome {
    let arguments = arguments::read(std::env::args().skip(1))?;
    if let Arguments { task: Task::Help, .. } = arguments {
        print!("{}", arguments::HELP);
        return Ok(());
    }
    let project = Project::find()?;
    match arguments.task {
        Task::Help => Ok(()),
        Task::Setup { tests } => {
            let tools = setup::for_building(&project)?;
            if tests {
                setup::ensure_components()?;
                tools.ensure_clippy()?;
                setup::ensure_browser()?;
            }
            println!("Everything is in place.\n{}", tools.describe());
            Ok(())
        }
        Task::Build => site::build(&project).map(|_| ()),
        Task::Serve { port, dev: false } => serve::release(&project, port),
        Task::Serve { port, dev: true } => dev::serve(&project, port),
        Task::Size => size::report(&project),
        Task::Test { steps } => test::run(&project, &steps),
        Task::Mock { rest } => browser_tasks::mock(&project, &rest),
        Task::Shots { rest } => browser_tasks::shots(&project, &rest),
        Task::Bench { rest } => browser_tasks::bench(&project, &rest),
    }
}
