//! The compiler's wasm target: from rustup, or where rustup cannot fetch it from Debian's packages for browsers.
//!
//! Rustup's target comes with a compiled standard library. Debian's `rustc-web` comes with the library's sources only, so
//! the fallback compiles it along (`build-std`, which needs RUSTC_BOOTSTRAP). Only builds for wasm get these variables;
//! everything else uses the usual cargo as it is.

use super::{debian, say};
use crate::command::{answer, command, find, find_in, run};
use crate::project::{Project, write};
use crate::{Outcome, lockfile};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const TARGET: &str = "wasm32-unknown-unknown";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const SOURCES: &str = "lib/rustlib/src/rust/library/std/Cargo.toml";

/// Which toolchain compiles for wasm.
#[derive(Debug, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The one that compiles everything else.
    Usual,
    /// Debian's, with the folder its programs are in and the linker to use.
    Debian { programs: PathBuf, linker: PathBuf },
}

/// Finds or fetches the target.
pub fn ensure(project: &Project) -> Outcome<WasmToolchain> {
    if usual_has_target() {
        return Ok(WasmToolchain::Usual);
    }
    let wanted = project.read("Cargo.toml")?;
    let wanted = lockfile::rust_version(&wanted).unwrap_or_default();
    // Rustup failed here before: do not make the person wait for the network again.
    let mark = project.cache.join("wasm-target-from-debian");
    let mut tried = "";
    if !mark.exists() && find("rustup").is_some() {
        say("Adding the wasm target with rustup", "half a minute");
        if run(command("rustup").args(["target", "add", TARGET])).is_ok() && usual_has_target() {
            return Ok(WasmToolchain::Usual);
        }
        tried = "rustup could not add the wasm target (its own words are above). ";
    }
    let programs = debian_programs();
    if !is_usable(&programs, wanted) {
        println!("{tried}Falling back to Debian's Rust for browsers.");
        say("Installing rustc-web, cargo-web and rust-web-src", "a few minutes");
        debian::install("compile for the browser", &PACKAGES).map_err(|reason| format!("{tried}{reason}"))?;
        if !is_usable(&programs, wanted) {
            return Err(format!(
                "Debian's Rust in {} is older than {wanted} or lacks the library sources. Use rustup's: https://rustup.rs",
                programs.display()
            ));
        }
    }
    let linker = linker()?;
    write(&mark, "rustup could not add the wasm target; delete this file to let it try again\n")?;
    Ok(WasmToolchain::Debian { programs, linker })
}

impl WasmToolchain {
    /// The folder whose programs come before all others.
    pub fn folder(&self) -> Option<PathBuf> {
        match self {
            WasmToolchain::Usual => None,
            WasmToolchain::Debian { programs, .. } => Some(programs.clone()),
        }
    }

    /// What cargo must be told whatever it compiles for wasm.
    pub fn variables(&self, project: &Project) -> Vec<(&'static str, OsString)> {
        match self {
            WasmToolchain::Usual => Vec::new(),
            WasmToolchain::Debian { programs, linker } => vec![
                ("RUSTC", programs.join("rustc").into()),
                ("CARGO", programs.join("cargo").into()),
                ("RUSTC_BOOTSTRAP", "1".into()),
                ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort".into()),
                ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.into()),
                // Two compilers in one folder would take turns in rebuilding everything.
                ("CARGO_TARGET_DIR", self.target(project).into()),
            ],
        }
    }

    /// The folder cargo builds in.
    pub fn target(&self, project: &Project) -> PathBuf {
        match self {
            WasmToolchain::Usual => project.target.clone(),
            WasmToolchain::Debian { .. } => project.target.join("debian"),
        }
    }

    /// Clippy for wasm must be of the same make as the compiler.
    pub fn ensure_clippy(&self) -> Outcome {
        match self {
            WasmToolchain::Debian { programs, .. } if find_in(programs, "cargo-clippy").is_none() => {
                say("Installing rust-web-clippy", "a minute");
                debian::install("check the wasm build with clippy", &["rust-web-clippy"])
            }
            _ => Ok(()),
        }
    }

    /// In one line.
    pub fn describe(&self) -> String {
        match self {
            WasmToolchain::Usual => format!("{TARGET} of the usual toolchain"),
            WasmToolchain::Debian { programs, linker } => {
                format!("{TARGET} of Debian's toolchain in {}, linked with {}", programs.display(), linker.display())
            }
        }
    }
}

/// Rustc names the folder whether the target is there or not, so its library is looked for.
fn usual_has_target() -> bool {
    let folder = answer(command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    let entries = folder.and_then(|folder| std::fs::read_dir(folder).ok());
    entries.is_some_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
    })
}

/// Where Debian installs. The variable lets the tests put a stand-in elsewhere.
fn debian_programs() -> PathBuf {
    std::env::var_os("SOTTO_DEBIAN_PROGRAMS").map_or_else(|| PathBuf::from("/usr/bin"), PathBuf::from)
}

fn is_usable(programs: &Path, wanted: &str) -> bool {
    let rustc = programs.join("rustc");
    let version = answer(command(&rustc).arg("--version")).unwrap_or_default();
    let sysroot = answer(command(&rustc).args(["--print", "sysroot"])).unwrap_or_default();
    let new_enough = version.split_whitespace().nth(1).is_some_and(|version| lockfile::at_least(version, wanted));
    let sources = Path::new(&sysroot).join(SOURCES);
    new_enough && sources.is_file() && find_in(programs, "cargo").is_some()
}

/// The usual toolchain's own linker, or else Debian's.
fn linker() -> Outcome<PathBuf> {
    let own = || {
        let sysroot = PathBuf::from(answer(command("rustc").args(["--print", "sysroot"]))?);
        let about = answer(command("rustc").arg("-vV"))?;
        let host = about.lines().find_map(|line| line.strip_prefix("host: "))?;
        find_in(&sysroot.join("lib/rustlib").join(host).join("bin"), "rust-lld")
    };
    if let Some(linker) = own().or_else(|| find("wasm-ld")) {
        return Ok(linker);
    }
    say("Installing lld", "a minute");
    debian::install("link for the browser", &["lld"])?;
    find("wasm-ld").ok_or_else(|| "lld was installed, but wasm-ld is not on PATH.".to_string())
}
