//! Running other programs: where they are, what they are told, how their progress and their failure are shown.
//!
//! Promises: children never wait for input, their output is shown as it comes, a long silence is broken by a line that
//! says how long it has lasted. Does not know what any program is for.

use crate::Outcome;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How long a child may be busy before a line says so, and again after that.
const PATIENCE: Duration = Duration::from_secs(30);

/// A command without the variables cargo sets for the package it runs: with them, build scripts that look at them would
/// run again each time a person changes between `cargo` and `cargo xtask`.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let of_the_package = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if text == "CARGO" || of_the_package.iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end, its output shown.
pub fn run(command: &mut Command) -> Outcome {
    let line = line(command);
    let mut child =
        command.stdin(Stdio::null()).spawn().map_err(|error| format!("{line} could not be started: {error}."))?;
    let (ended, ends) = channel::<()>();
    let started = Instant::now();
    let ticker = std::thread::spawn(move || {
        while ends.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            eprintln!("  … {} so far", duration(started.elapsed()));
        }
    });
    let status = child.wait();
    drop(ended);
    let _ = ticker.join();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line} failed ({status}). Its own words are above.")),
        Err(error) => Err(format!("{line} was lost: {error}.")),
    }
}

/// What a command prints, if it works. For questions: nothing is shown.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// A program on PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find_map(|folder| find_in(&folder, name))
}

/// A program in one folder.
pub fn find_in(folder: &Path, name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    endings.iter().map(|ending| folder.join(format!("{name}{ending}"))).find(|path| path.is_file())
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// A duration as people say it: "8 s", "3 min 5 s".
pub fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{answer, command, duration, find, run};
    use std::time::Duration;

    #[test]
    fn durations_read_as_people_say_them() {
        for (seconds, expected) in [(0, "0 s"), (59, "59 s"), (60, "1 min 0 s"), (185, "3 min 5 s")] {
            assert_eq!(duration(Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn a_failed_command_is_named_with_its_arguments() {
        let reason = run(command("cargo").args(["--no-such-flag"])).unwrap_err();
        assert!(reason.starts_with("cargo --no-such-flag failed"), "{reason}");
        let reason = run(&mut command("no-such-program")).unwrap_err();
        assert!(reason.starts_with("no-such-program could not be started"), "{reason}");
    }

    #[test]
    fn a_question_is_answered_or_not() {
        assert!(answer(command("cargo").arg("--version")).unwrap().starts_with("cargo "));
        assert_eq!(answer(command("cargo").arg("--no-such-flag")), None);
        assert!(find("cargo").is_some() && find("no-such-program").is_none());
    }
}
