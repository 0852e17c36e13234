//! Fetches what a task needs and the machine lacks, each thing once, at a fixed version.
//!
//! Promises: what is already there at the right version is used as it is; what is fetched goes to the cache folder or
//! through the system's own installer; every step says what it does and how long it may take.

mod browser;
mod cargo_tool;
mod components;
mod debian;
pub mod libraries;
mod wasm_opt;
mod wasm_target;

use crate::command::command;
use crate::project::Project;
use crate::{Outcome, lockfile};
use cargo_tool::CargoTool;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use wasm_target::WasmToolchain;

/// Trunk's version; newer ones want a newer Rust than the project does.
const TRUNK: &str = "0.21.14";

/// What building needs, found or fetched.
#[derive(Debug)]
pub struct Toolbox {
    folders: Vec<PathBuf>,
    wasm: WasmToolchain,
    versions: Vec<String>,
}

impl Toolbox {
    /// A command that compiles for wasm: with the tools on PATH and the toolchain that has the target.
    pub fn for_wasm(&self, project: &Project, program: &str) -> Command {
        let mut command = command(program);
        command.current_dir(&project.root);
        for (name, value) in self.wasm.variables(project) {
            command.env(name, value);
        }
        command.env("PATH", self.path());
        // Trunk takes only true and false, the rest of the world any value.
        if std::env::var_os("NO_COLOR").is_some() {
            command.env("NO_COLOR", "true");
        }
        command
    }

    /// Whether the toolchain that compiles for wasm is the fallback.
    pub fn is_fallback(&self) -> bool {
        self.wasm != WasmToolchain::Usual
    }

    /// The same for checks without building: beside what builds leave, as its compiler may be another.
    pub fn for_wasm_checks(&self, project: &Project, program: &str) -> Command {
        let mut command = self.for_wasm(project, program);
        if self.is_fallback() {
            command.env("CARGO_TARGET_DIR", project.target.join("debian-clippy"));
        }
        command
    }

    /// Clippy of the toolchain that compiles for wasm.
    pub fn ensure_clippy(&self) -> Outcome {
        self.wasm.ensure_clippy()
    }

    /// What was found, one line each.
    pub fn describe(&self) -> String {
        let lines = self
            .versions
            .iter()
            .chain(std::iter::once(&self.wasm.describe()))
            .map(|line| format!("  {line}\n"))
            .collect::<Vec<_>>();
        lines.concat()
    }

    fn path(&self) -> OsString {
        let usual = std::env::var_os("PATH").unwrap_or_default();
        let folders =
            self.wasm.folder().into_iter().chain(self.folders.iter().cloned()).chain(std::env::split_paths(&usual));
        std::env::join_paths(folders).unwrap_or(usual)
    }
}

/// Everything `trunk build` needs.
pub fn for_building(project: &Project) -> Outcome<Toolbox> {
    let lock = project.read("Cargo.lock")?;
    let bindgen = lockfile::version_of(&lock, "wasm-bindgen")
        .ok_or("Cargo.lock names no wasm-bindgen. Run cargo update --workspace.")?;
    let wasm = wasm_target::ensure(project)?;
    let mut folders = Vec::new();
    let mut versions = Vec::new();
    let tools = [
        CargoTool {
            package: "trunk",
            program: "trunk",
            version: TRUNK.to_string(),
            // Its own lock file builds with the Rust the project asks for; TLS is left out, as it has nothing to download.
            flags: &["--locked", "--no-default-features"],
            takes: "about four minutes on two cores",
        },
        CargoTool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: bindgen,
            // Its lock file names crates that a mirror may not have yet.
            flags: &[],
            takes: "about two minutes on two cores",
        },
    ];
    for tool in &tools {
        folders.extend(tool.ensure(project)?);
        versions.push(format!("{} {}", tool.program, tool.version));
    }
    folders.extend(wasm_opt::ensure(project)?);
    versions.push(format!("wasm-opt {}", wasm_opt::VERSION));
    libraries::ensure(project)?;
    versions.extend([libraries::TEMML, libraries::MERMAID].map(|it| format!("{} {}", it.name, it.version)));
    Ok(Toolbox { folders, wasm, versions })
}

/// rustfmt and clippy.
pub fn ensure_components() -> Outcome {
    components::ensure()
}

/// The browser of the browser tests.
pub fn ensure_browser() -> Outcome<browser::Browser> {
    browser::ensure()
}

/// A font for Korean, so that screenshots do not show boxes. Wished for, not needed.
pub fn for_screenshots() {
    if let Err(reason) = browser::ensure_fonts() {
        println!("{reason}\nGoing on without it: Korean text may show as boxes.");
    }
}

/// Says what is being set up and how long that may take.
fn say(what: &str, takes: &str) {
    println!("• {what}: {takes}.");
}
