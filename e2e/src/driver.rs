//! A chromedriver of one's own, which never outlives the test that started it.
//!
//! Promises that chromedriver and every browser it started are killed when the owner is dropped, and also when the
//! whole test process is killed: a small shell stands between, in a process group of its own, and kills that group as
//! soon as its standard input closes, which the system does for a dead process too. Does not know WebDriver.

use std::env;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// Starts its arguments in the background, then waits for the end of its own standard input.
const GUARD: &str = "\"$0\" \"$@\" & exec >&-; read -r _; kill -9 0";
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A running chromedriver.
#[derive(Debug)]
pub struct Driver {
    guard: Child,
    port: u16,
}

impl Driver {
    /// Starts chromedriver on a free port and waits until it listens.
    ///
    /// # Errors
    /// When there is no chromedriver (`SOTTO_CHROMEDRIVER` names one) or it ends before it listens.
    pub fn start() -> Outcome<Self> {
        let program = program("SOTTO_CHROMEDRIVER", &["chromedriver"]).unwrap_or_else(|| "chromedriver".into());
        let mut guard = Command::new("sh")
            .arg("-c")
            .arg(GUARD)
            .arg(&program)
            .arg("--port=0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()?;
        let output = guard.stdout.take().map(BufReader::new);
        let mut driver = Self { guard, port: 0 };
        let mut lines = output.into_iter().flat_map(BufReader::lines).map_while(Result::ok);
        let told = lines.by_ref().find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').trim().parse().ok()
        });
        driver.port = told.ok_or_else(|| format!("{} does not start; is it installed?", program.display()))?;
        // Somebody has to read on, or chromedriver would stand still once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(driver)
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The process group of chromedriver and its browsers.
    pub fn group(&self) -> u32 {
        self.guard.id()
    }

    /// Kills chromedriver and its browsers at once, as a crash or a reboot would.
    pub fn kill(&mut self) {
        drop(self.guard.stdin.take());
        // It has no other way to end, and an error would mean that it has ended already.
        let _ = self.guard.wait();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The browser to test with: `SOTTO_BROWSER`, or the first of the usual names on the path.
pub fn browser_program() -> Option<PathBuf> {
    program("SOTTO_BROWSER", &BROWSERS)
}

fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        return Some(named.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|file| file.is_file())
}
