//! Where things are: the project's root, cargo's target folder, the cache that outlives a clone.

use crate::Outcome;
use std::path::{Path, PathBuf};

/// The folders the tasks work in.
#[derive(Debug, Clone)]
pub struct Project {
    /// The workspace's root.
    pub root: PathBuf,
    /// Cargo's target folder; holds everything that may be thrown away.
    pub target: PathBuf,
    /// Where fetched tools live; another clone finds them again.
    pub cache: PathBuf,
}

impl Project {
    /// Finds the root from the package cargo runs, or else upwards from the current folder.
    pub fn find() -> Outcome<Project> {
        let here = match variable("CARGO_MANIFEST_DIR") {
            Some(folder) => folder,
            None => std::env::current_dir().map_err(|error| format!("The current folder cannot be read: {error}."))?,
        };
        let root = here
            .ancestors()
            .find(|folder| folder.join("Trunk.toml").is_file())
            .ok_or_else(|| format!("No project found at {} or above it. Run this inside the clone.", here.display()))?
            .to_path_buf();
        let target = variable("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Project { target, cache: cache()?, root })
    }

    /// The finished page.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Reads a text file of the project.
    pub fn read(&self, path: impl AsRef<Path>) -> Outcome<String> {
        read(&self.root.join(path))
    }
}

/// Reads a text file, or says which cannot be read.
pub fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

/// Writes a file, or says which cannot be written.
pub fn write(path: &Path, contents: impl AsRef<[u8]>) -> Outcome {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, contents))
        .map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}

fn cache() -> Outcome<PathBuf> {
    let base = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))
        .ok_or("Neither XDG_CACHE_HOME nor HOME is set. Set one, so that fetched tools have a place.")?;
    Ok(base.join("sotto"))
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
