//! A program that comes from the crates registry: trunk, wasm-bindgen.
//!
//! Promises: exactly the version asked for, wherever it comes from. A prebuilt one is taken where `cargo binstall` is at
//! hand, and only from the tool's own release, never from a third party.

use super::say;
use crate::Outcome;
use crate::command::{answer, command, find, find_in, run};
use crate::project::Project;
use std::path::{Path, PathBuf};

/// A program and the package it is in.
pub struct CargoTool {
    /// The package's name in the registry.
    pub package: &'static str,
    /// The program's name.
    pub program: &'static str,
    /// The one version that will do.
    pub version: String,
    /// What `cargo install` is told besides.
    pub flags: &'static [&'static str],
    /// How long building it takes.
    pub takes: &'static str,
}

impl CargoTool {
    /// The folder to put on PATH, or nothing if the right program is on it already.
    pub fn ensure(&self, project: &Project) -> Outcome<Option<PathBuf>> {
        if find(self.program).is_some_and(|program| self.is_right(&program)) {
            return Ok(None);
        }
        let home = project.cache.join(format!("{}-{}", self.program, self.version));
        let folder = home.join("bin");
        if self.is_in(&folder) {
            return Ok(Some(folder));
        }
        if find("cargo-binstall").is_some() {
            say(&format!("Fetching {} {} with cargo binstall", self.program, self.version), "some seconds");
            if run(&mut self.binstall(&home)).is_ok() && self.is_in(&folder) {
                return Ok(Some(folder));
            }
        }
        say(&format!("Building {} {} from the crates registry", self.program, self.version), self.takes);
        let scraps = project.cache.join(format!("building-{}", self.program));
        run(&mut self.install(&home, &scraps))?;
        if !self.is_in(&folder) {
            return Err(format!(
                "{} {} was installed to {}, but does not run from there.",
                self.program,
                self.version,
                folder.display()
            ));
        }
        // Kept while the build can fail, so that a second try goes on where the first ended.
        let _ = std::fs::remove_dir_all(scraps);
        Ok(Some(folder))
    }

    fn is_in(&self, folder: &Path) -> bool {
        find_in(folder, self.program).is_some_and(|program| self.is_right(&program))
    }

    /// `trunk 0.21.14`, `wasm-bindgen 0.2.130 (8fab1ad)`.
    fn is_right(&self, program: &Path) -> bool {
        let said = answer(command(program).arg("--version")).unwrap_or_default();
        said.split_whitespace().nth(1) == Some(self.version.as_str())
    }

    fn binstall(&self, home: &Path) -> std::process::Command {
        let mut binstall = command("cargo");
        binstall.args(["binstall", "--no-confirm", "--disable-strategies", "quick-install,compile"]);
        binstall.args(["--version", &self.version, "--root"]).arg(home).arg(self.package);
        binstall
    }

    fn install(&self, home: &Path, scraps: &Path) -> std::process::Command {
        let mut install = command("cargo");
        install.args(["install", "--force", "--version", &self.version, "--root"]).arg(home);
        install.args(self.flags).arg(self.package);
        // The tools run for a second per build: time spent optimising them never comes back.
        install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_LTO", "off");
        install.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16").env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
        install.env("CARGO_TARGET_DIR", scraps).env_remove("RUSTFLAGS").env_remove("CARGO_BUILD_TARGET");
        install
    }
}
