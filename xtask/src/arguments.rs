//! The command line: which task, and how. Does not know how tasks work.

use crate::Outcome;

/// What `cargo xtask help` prints.
pub const HELP: &str = "\
cargo xtask TASK

  serve [--port N] [--dev]   build the page and serve it on http://127.0.0.1:8080; --dev rebuilds and reloads on change
  build                      leave the finished page in dist/: any static server, any folder
  size                       bytes of every file in dist/, also as gzip and brotli, against size-budget.json
  test [--only STEP]... [--skip STEP]...
                             all checks: format, clippy, clippy-wasm, ground, native, build, browser
  setup [--tests]            only fetch what is missing to build (and to test)
  mock [ARGUMENTS]           start the mock server of the browser tests by hand
  shots [ARGUMENTS]          make the screenshots of the README
  bench [--runs N] [--only CASE] [--slower N] [--table FILE]
                             measure the page beside the floor
  help                       this list

What is missing is fetched on the first run: the wasm target, trunk, wasm-bindgen, wasm-opt, Temml and Mermaid; for
tests chromium. It goes to a cache folder (sotto/ in ~/.cache), never into the clone. The first run takes about ten minutes on two cores.
";

/// The steps of `test`, in their order.
pub const STEPS: [&str; 7] = ["format", "clippy", "clippy-wasm", "ground", "native", "build", "browser"];

/// The address `serve` uses unless told otherwise.
pub const PORT: u16 = 8080;

/// One task with what it was told.
#[derive(Debug, PartialEq, Eq)]
pub enum Task {
    /// Print the list of tasks.
    Help,
    /// Fetch what is missing, for building and perhaps for testing.
    Setup { tests: bool },
    /// Build the page into dist/.
    Build,
    /// Build and serve the page.
    Serve { port: u16, dev: bool },
    /// Weigh dist/.
    Size,
    /// Run these steps of the checks.
    Test { steps: Vec<&'static str> },
    /// Start the mock server with these arguments.
    Mock { rest: Vec<String> },
    /// Make the screenshots with these arguments.
    Shots { rest: Vec<String> },
    /// Measure the page with these arguments.
    Bench { rest: Vec<String> },
}

/// The command line, read.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// What to do.
    pub task: Task,
}

/// Reads a command line; what it does not understand is an error that lists the tasks.
pub fn read(words: impl IntoIterator<Item = String>) -> Outcome<Arguments> {
    let mut words = words.into_iter();
    let task = match words.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Task::Help,
        Some("build") => nothing_more(words, Task::Build)?,
        Some("size") => nothing_more(words, Task::Size)?,
        Some("setup") => match words.next().as_deref() {
            None => Task::Setup { tests: false },
            Some("--tests") => nothing_more(words, Task::Setup { tests: true })?,
            Some(other) => return Err(unknown(other)),
        },
        Some("serve") => serve(words)?,
        Some("test") => Task::Test { steps: steps(words)? },
        Some("mock") => Task::Mock { rest: words.collect() },
        Some("shots") => Task::Shots { rest: words.collect() },
        Some("bench") => Task::Bench { rest: words.collect() },
        Some(other) => return Err(unknown(other)),
    };
    Ok(Arguments { task })
}

fn nothing_more(mut words: impl Iterator<Item = String>, task: Task) -> Outcome<Task> {
    words.next().map_or(Ok(task), |word| Err(unknown(&word)))
}

fn unknown(word: &str) -> String {
    format!("\"{word}\" is not something cargo xtask knows here.\n\n{HELP}")
}

fn serve(mut words: impl Iterator<Item = String>) -> Outcome<Task> {
    let (mut port, mut dev) = (PORT, false);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--dev" => dev = true,
            "--port" => {
                let number = words.next().unwrap_or_default();
                port = number.parse().map_err(|_| format!("--port takes a number up to 65535, not \"{number}\"."))?;
            }
            other => return Err(unknown(other)),
        }
    }
    Ok(Task::Serve { port, dev })
}

fn steps(mut words: impl Iterator<Item = String>) -> Outcome<Vec<&'static str>> {
    let (mut only, mut skip) = (Vec::new(), Vec::new());
    while let Some(word) = words.next() {
        let list = match word.as_str() {
            "--only" => &mut only,
            "--skip" => &mut skip,
            other => return Err(unknown(other)),
        };
        let name = words.next().unwrap_or_default();
        let step = STEPS.into_iter().find(|step| *step == name);
        list.push(
            step.ok_or_else(|| format!("\"{name}\" is not a step of the test run. Steps: {}.", STEPS.join(", ")))?,
        );
    }
    Ok(STEPS.into_iter().filter(|step| (only.is_empty() || only.contains(step)) && !skip.contains(step)).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Arguments, STEPS, Task, read};

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(String::from).collect()
    }

    fn check(line: &str, expected: Task) {
        assert_eq!(read(words(line)), Ok(Arguments { task: expected }), "{line}");
    }

    #[test]
    fn tasks_are_read_with_what_they_are_told() {
        check("", Task::Help);
        check("help", Task::Help);
        check("build", Task::Build);
        check("setup", Task::Setup { tests: false });
        check("setup --tests", Task::Setup { tests: true });
        check("serve", Task::Serve { port: 8080, dev: false });
        check("serve --dev --port 9000", Task::Serve { port: 9000, dev: true });
        check("mock --port 1 x", Task::Mock { rest: words("--port 1 x") });
        check("test", Task::Test { steps: STEPS.to_vec() });
        check("test --only format --only native", Task::Test { steps: vec!["format", "native"] });
        check("test --skip browser", Task::Test { steps: STEPS.into_iter().filter(|s| *s != "browser").collect() });
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, named) in [
            ("sreve", "sreve"),
            ("build now", "now"),
            ("serve --port", "--port takes a number"),
            ("serve --port 70000", "70000"),
            ("test --only fromat", "fromat"),
            ("setup --test", "--test"),
        ] {
            let reason = read(words(line)).unwrap_err();
            assert!(reason.contains(named), "{line}: {reason}");
        }
    }
}
