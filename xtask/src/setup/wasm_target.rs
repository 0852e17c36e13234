//! The compiler's wasm target: from rustup, or where rustup cannot fetch it from Debian's packages for browsers.
//!
//! The released page is built together with its standard library (`build-std`, hence RUSTC_BOOTSTRAP): made for size and
//! without the texts of panics, which a page never shows, it weighs a tenth less. Where the library's sources cannot be
//! had, the ready-made library is used; the page is the same, only heavier. Debian's `rustc-web` brings sources alone.
//! Only what compiles for wasm is told of this; everything else stays with the usual cargo.

use super::{debian, say};
use crate::command::{answer, command, find, find_in, run};
use crate::project::{Project, write};
use crate::{Outcome, lockfile};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const TARGET: &str = "wasm32-unknown-unknown";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const SOURCES: &str = "lib/rustlib/src/rust/library/std/Cargo.toml";

/// A panic traps at once. The page sees the trap and speaks for the app (`page/boot.js`).
const SMALL: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (FLAGS, "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Clink-arg=--emit-relocs"),
];

/// The linker's traces say which data which function refers to; the program is divided by them (`parts`).
const TRACED: [(&str, &str); 1] = [(FLAGS, "-Clink-arg=--emit-relocs")];
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Which toolchain compiles for wasm.
#[derive(Debug, PartialEq, Eq)]
pub enum WasmToolchain {
    /// The one that compiles everything else, perhaps with the library's sources.
    Usual { sources: bool },
    /// Debian's, with the folder its programs are in and the linker to use.
    Debian { programs: PathBuf, linker: PathBuf },
}

/// Finds or fetches the target.
pub fn ensure(project: &Project) -> Outcome<WasmToolchain> {
    if usual_has_target() {
        return Ok(WasmToolchain::Usual { sources: ensure_sources(project)? });
    }
    let wanted = project.read("Cargo.toml")?;
    let wanted = lockfile::rust_version(&wanted).unwrap_or_default();
    // Rustup failed here before: do not make the person wait for the network again.
    let mark = project.cache.join("wasm-target-from-debian");
    let mut tried = "";
    if !mark.exists() && find("rustup").is_some() {
        say("Adding the wasm target with rustup", "half a minute");
        if run(command("rustup").args(["target", "add", TARGET])).is_ok() && usual_has_target() {
            return Ok(WasmToolchain::Usual { sources: ensure_sources(project)? });
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
            WasmToolchain::Usual { .. } => None,
            WasmToolchain::Debian { programs, .. } => Some(programs.clone()),
        }
    }

    /// What cargo must be told whatever it compiles for wasm.
    pub fn variables(&self, project: &Project) -> Vec<(&'static str, OsString)> {
        match self {
            WasmToolchain::Usual { .. } => Vec::new(),
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

    /// What cargo, and trunk which calls it, must be told besides for the page as it is released.
    pub fn variables_for_release(&self) -> Vec<(&'static str, OsString)> {
        let told: &[_] = if self.builds_library() { &SMALL } else { &TRACED };
        told.iter().copied().map(|(name, value)| (name, value.into())).collect()
    }

    /// The folder cargo builds in.
    pub fn target(&self, project: &Project) -> PathBuf {
        match self {
            WasmToolchain::Usual { .. } => project.target.clone(),
            WasmToolchain::Debian { .. } => project.target.join("debian"),
        }
    }

    /// Whether the standard library is built along.
    pub fn builds_library(&self) -> bool {
        !matches!(self, WasmToolchain::Usual { sources: false })
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
            WasmToolchain::Usual { sources: true } => format!("{TARGET} of the usual toolchain, library built along"),
            WasmToolchain::Usual { sources: false } => format!("{TARGET} of the usual toolchain"),
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

/// Whether the usual toolchain has the library's sources, after asking rustup for them once.
fn ensure_sources(project: &Project) -> Outcome<bool> {
    let there = || {
        let sysroot = answer(command("rustc").args(["--print", "sysroot"]));
        sysroot.is_some_and(|sysroot| Path::new(&sysroot).join(SOURCES).is_file())
    };
    let mark = project.cache.join("no-library-sources");
    if there() {
        return Ok(true);
    }
    if mark.exists() || find("rustup").is_none() {
        return Ok(false);
    }
    say("Adding the sources of the standard library with rustup", "some seconds");
    if run(command("rustup").args(["component", "add", "rust-src"])).is_ok() && there() {
        return Ok(true);
    }
    println!("Going on without them: the page is the same, but about 30 KB heavier.");
    write(&mark, "rustup could not add rust-src; delete this file to let it try again\n")?;
    Ok(false)
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
