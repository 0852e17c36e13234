//! A folder into which a browser downloads, and from which files are chosen. Gone with its owner.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::Outcome;
use crate::find::Find;
use crate::page::Page;
use crate::wait::until;

/// The folder.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Makes one, and has the browser download into it.
    ///
    /// # Errors
    /// When either fails.
    pub async fn new(page: &Page, name: &str) -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("sotto-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        page.cdp("Browser.setDownloadBehavior", json!({ "behavior": "allow", "downloadPath": folder })).await?;
        Ok(Self(folder))
    }

    /// The file whose name ends so, once it is there.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn downloaded(&self, end: &str) -> Outcome<(PathBuf, String)> {
        until(&format!("a file …{end}"), async || {
            let found = std::fs::read_dir(&self.0)?.filter_map(|file| Some(file.ok()?.path()));
            let found = found.into_iter().find(|path| path.to_string_lossy().ends_with(end));
            // The browser makes it empty first, to keep the name.
            let read = |path: PathBuf| Some((std::fs::read_to_string(&path).ok()?, path));
            Ok(found.and_then(read).filter(|(text, _)| !text.is_empty()).map(|(text, path)| (path, text)))
        })
        .await
    }

    /// Puts a file into it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Outcome<PathBuf> {
        let path = self.0.join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Page {
    /// Chooses a file to be imported, in the settings.
    ///
    /// # Errors
    /// When there is no field for it.
    pub async fn choose_file(&self, path: &Path) -> Outcome<()> {
        let field = self.css("#import-files");
        field.see().await?;
        let path = path.canonicalize()?;
        field.all().await?.remove(0).send_keys(path.to_string_lossy()).await?;
        Ok(())
    }
}
