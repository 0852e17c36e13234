//! A browser profile in a temporary folder.
//!
//! Promises a fresh one each time, that it can be opened again by another browser, and that it is gone with its last
//! owner; leftovers of killed test runs are swept up by the next.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::Outcome;

const PREFIX: &str = "sotto-e2e-profile-";
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A profile folder. Clones share it; the last one removes it.
#[derive(Debug, Clone)]
pub struct Profile(Arc<Folder>);

#[derive(Debug)]
struct Folder(PathBuf);

impl Profile {
    /// Makes an empty one.
    ///
    /// # Errors
    /// When the temporary folder cannot be written.
    pub fn fresh() -> Outcome<Self> {
        let parent = std::env::temp_dir();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        if number == 0 {
            sweep(&parent);
        }
        let folder = parent.join(format!("{PREFIX}{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(Arc::new(Folder(folder))))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A browser just killed may still be writing for a moment.
        for _ in 0..100 {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Removes the profiles of test processes that are no more.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|rest| rest.split('-').next());
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists() && Path::new("/proc/self").exists())
        {
            // Another run may be sweeping the same folder.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
