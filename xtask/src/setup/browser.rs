//! The browser of the browser tests and its driver.

use super::{debian, say};
use crate::Outcome;
use crate::command::{answer, command, find, find_in};
use std::path::PathBuf;
use std::process::Command;

/// A browser and the driver that belongs to it.
#[derive(Debug)]
pub struct Browser {
    /// The browser's program.
    pub program: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

impl Browser {
    /// Tells a command that drives the browser where both are.
    pub fn tell(&self, command: &mut Command) {
        command.env("SOTTO_BROWSER", &self.program).env("SOTTO_CHROMEDRIVER", &self.driver);
        // The driver may be in a folder that is not on PATH.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain(self.driver.parent().map(PathBuf::from));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
    }
}

/// Finds or installs both.
pub fn ensure() -> Outcome<Browser> {
    if let Some(browser) = present() {
        return Ok(browser);
    }
    say("Installing chromium and chromium-driver for the browser tests", "a few minutes");
    debian::install("run the browser tests", &["chromium", "chromium-driver"])?;
    present().ok_or_else(|| {
        "chromium and chromium-driver were installed, but chromium and chromedriver are not on PATH.".to_string()
    })
}

/// Finds or installs a font that has Korean.
pub fn ensure_fonts() -> Outcome {
    if answer(command("fc-list").arg(":lang=ko")).is_some_and(|fonts| !fonts.is_empty()) {
        return Ok(());
    }
    say("Installing a font for Korean", "a minute");
    debian::install("show Korean in screenshots", &["fonts-noto-cjk"])
}

fn present() -> Option<Browser> {
    let program = ["chromium", "google-chrome", "google-chrome-stable", "chrome"].into_iter().find_map(find)?;
    // GitHub's machines keep their driver in a folder of its own.
    let elsewhere = || find_in(&PathBuf::from(std::env::var_os("CHROMEWEBDRIVER")?), "chromedriver");
    Some(Browser { program, driver: find("chromedriver").or_else(elsewhere)? })
}
