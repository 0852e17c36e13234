//! What Cargo.lock and Cargo.toml fix: the version of a crate, the oldest Rust that may build the project.
//!
//! Reads just the lines it needs, so that no TOML parser has to be built.

/// The version Cargo.lock gives a crate. If it gives several, the newest: that is the one the app itself asks for.
pub fn version_of(lock: &str, name: &str) -> Option<String> {
    let mut found: Vec<&str> = Vec::new();
    for package in lock.split("[[package]]").skip(1) {
        if value(package, "name") == Some(name) {
            found.extend(value(package, "version"));
        }
    }
    found.into_iter().max_by_key(|version| numbers(version)).map(String::from)
}

/// `rust-version` of the workspace.
pub fn rust_version(manifest: &str) -> Option<&str> {
    value(manifest, "rust-version")
}

/// Whether a version (as `rustc --version` or Cargo.lock print it) is at least another.
pub fn at_least(version: &str, wanted: &str) -> bool {
    numbers(version) >= numbers(wanted)
}

fn numbers(version: &str) -> Vec<u32> {
    let core = version.split(['-', '+', ' ']).next().unwrap_or_default();
    core.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (found, value) = line.split_once('=')?;
        let quoted = value.trim().strip_prefix('"')?;
        (found.trim() == key).then(|| quoted.split('"').next())?
    })
}

#[cfg(test)]
mod tests {
    use super::{at_least, rust_version, version_of};

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n\n\
        [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.131\"\n\n\
        [[package]]\nname = \"gloo\"\nversion = \"0.9.0\"\n\n[[package]]\nname = \"gloo\"\nversion = \"0.11.0\"\n";

    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(version_of(LOCK, name).as_deref(), expected, "{name}");
    }

    #[test]
    fn the_version_is_the_one_of_exactly_that_crate() {
        check("wasm-bindgen", Some("0.2.130"));
        check("wasm-bindgen-macro", Some("0.2.131"));
        check("wasm", None);
    }

    #[test]
    fn of_several_versions_the_newest_counts_by_number() {
        check("gloo", Some("0.11.0"));
    }

    #[test]
    fn versions_compare_by_number_not_by_letter() {
        assert!(at_least("1.100.0", "1.95"));
        assert!(at_least("1.95.0 (59807616e 2026-04-14)", "1.95"));
        assert!(!at_least("1.63.0", "1.95"));
        assert_eq!(rust_version("[workspace.package]\nrust-version = \"1.95\"\n"), Some("1.95"));
    }
}
