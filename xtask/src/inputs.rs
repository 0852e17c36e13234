//! What the page is made of, and whether it changed.

use crate::Outcome;
use crate::project::{Project, read, write};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// Folders that no byte of the page comes from.
const NOT_INPUTS: [&str; 6] = ["target", "dist", "e2e", "tests", "docs", "node_modules"];

/// Every file of a folder and the folders in it, sorted, hidden ones left out.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(folder, &mut found, &|_| true);
    found.sort();
    found
}

/// A number that differs when the bytes do. Not for secrets.
pub fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// A number that differs when a file the page is made of was touched; cheap enough to ask several times a second.
pub fn touched(project: &Project) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in inputs(project) {
        let about = std::fs::metadata(&path).and_then(|about| Ok((about.len(), about.modified()?)));
        hasher.write(format!("{path:?} {about:?}").as_bytes());
    }
    hasher.finish()
}

/// Whether dist/ is what the current inputs make.
pub fn is_current(project: &Project) -> bool {
    read(&stamp(project)).is_ok_and(|stamp| stamp == state(project))
}

/// Forgets that dist/ was current; before it is changed.
pub fn forget(project: &Project) {
    let _ = std::fs::remove_file(stamp(project));
}

/// Remembers that dist/ is current, and whether the fallback toolchain compiled it.
pub fn remember(project: &Project, by_fallback: bool) -> Outcome {
    write(&toolchain(project), if by_fallback { "fallback" } else { "usual" })?;
    write(&stamp(project), state(project))
}

/// Whether the fallback toolchain compiled dist/. Its standard library is built along, so the page weighs something else.
pub fn is_by_fallback(project: &Project) -> bool {
    read(&toolchain(project)).is_ok_and(|toolchain| toolchain == "fallback")
}

fn toolchain(project: &Project) -> PathBuf {
    project.target.join("sotto-dist.toolchain")
}

fn stamp(project: &Project) -> PathBuf {
    project.target.join("sotto-dist.stamp")
}

/// The inputs by content, dist/ by names and sizes, and where both are: target folders may be shared.
fn state(project: &Project) -> String {
    let mut hasher = DefaultHasher::new();
    for path in inputs(project) {
        hasher.write(path.as_os_str().as_encoded_bytes());
        hasher.write(&std::fs::read(&path).unwrap_or_default());
    }
    let mut state = format!("{:016x} {}\n", hasher.finish(), project.root.display());
    for path in files(&project.dist()) {
        let size = std::fs::metadata(&path).map_or(0, |about| about.len());
        state.push_str(&format!("{size} {}\n", path.display()));
    }
    state
}

fn inputs(project: &Project) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&project.root, &mut found, &|name| !NOT_INPUTS.contains(&name) && !name.ends_with(".md"));
    found.extend(files(&project.root.join(".cargo")));
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>, wanted: &dyn Fn(&str) -> bool) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || !wanted(&name) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), found, wanted),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{forget, is_current, remember};
    use crate::project::{Project, write};

    #[test]
    fn the_page_is_current_until_an_input_or_dist_itself_changes() {
        let root = std::env::temp_dir().join(format!("sotto-stamp-{}", std::process::id()));
        let project = Project { target: root.join("target"), cache: root.join("cache"), root: root.clone() };
        let put = |path: &str, text: &str| write(&root.join(path), text).unwrap();
        put("src/lib.rs", "a");
        put("dist/index.html", "page");
        assert!(!is_current(&project), "nothing was built yet");
        remember(&project, false).unwrap();
        assert!(is_current(&project));
        put("tests/tidy.rs", "not an input");
        put("README.md", "not an input");
        assert!(is_current(&project));
        put("src/lib.rs", "b");
        assert!(!is_current(&project), "an input changed");
        put("src/lib.rs", "a");
        assert!(is_current(&project), "and was changed back");
        std::fs::remove_file(root.join("dist/index.html")).unwrap();
        assert!(!is_current(&project), "dist lost a file");
        put("dist/index.html", "page");
        forget(&project);
        assert!(!is_current(&project));
        std::fs::remove_dir_all(root).unwrap();
    }
}
