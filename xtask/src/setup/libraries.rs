//! Libraries from npm that the page carries beside itself and loads only when something needs them.
//!
//! Promises: a library is the very one named here, by version and by digest of what npm sent; nothing it depends on is
//! fetched, as its own bundle holds that, and no script of it is run.

use super::{debian, say};
use crate::Outcome;
use crate::command::{answer, command, find, run};
use crate::project::{Project, write};
use std::path::PathBuf;

/// A package of npm.
#[derive(Debug)]
pub struct Library {
    /// Its name there.
    pub name: &'static str,
    /// The one version that will do.
    pub version: &'static str,
    /// What the package is known by, as npm writes it.
    integrity: &'static str,
    /// The files wanted, within the package; the last one is its licence.
    files: &'static [&'static str],
}

/// Sets formulas.
pub const TEMML: Library = Library {
    name: "temml",
    version: "0.13.5",
    integrity: "sha512-aPkDDgunanpLNL0ql32HbolqLep+w8DRcVXRql7rWrMt/PhczdLgL4UBYYVU3BYjCNjkGq4EqwIicu/zWr1iOg==",
    files: &["dist/temml.min.js", "contrib/mhchem/mhchem.min.js", "dist/Temml-Local.css", "LICENSE"],
};

/// Draws diagrams. Of the line before the newest: two thirds of its size.
pub const MERMAID: Library = Library {
    name: "mermaid",
    version: "11.17.2",
    integrity: "sha512-V6K3C8EBdEsPFZXSKMJe6ppQOENxuHARr9GvHX4hh47lAbhMRD9qf4oEK7LoaRQxULMa80/qt5gHO73aCleBBg==",
    files: &["dist/mermaid.min.js", "LICENSE"],
};

impl Library {
    /// A file of it, once it was fetched.
    pub fn file(&self, project: &Project, file: &str) -> PathBuf {
        self.home(project).join("package").join(file)
    }

    fn home(&self, project: &Project) -> PathBuf {
        project.cache.join(format!("{}-{}", self.name, self.version))
    }

    fn is_there(&self, project: &Project) -> bool {
        self.files.iter().all(|file| self.file(project, file).is_file())
    }

    fn ensure(&self, project: &Project) -> Outcome {
        if self.is_there(project) {
            return Ok(());
        }
        if find("npm").is_none() {
            say("Installing npm for the libraries of the page", "a minute or two");
            debian::install("fetch the libraries the page carries", &["nodejs", "npm"])?;
        }
        let home = self.home(project);
        let package = format!("{}@{}", self.name, self.version);
        say(&format!("Fetching {} {} from npm", self.name, self.version), "some seconds");
        // Without a package of its own there, npm would look for one in the folders above.
        write(&home.join("package.json"), "{ \"private\": true }\n")?;
        let mut pack = command("npm");
        pack.current_dir(&home).args(["pack", "--json", "--ignore-scripts", &package]);
        let said = answer(&mut pack).ok_or_else(|| format!("npm could not fetch {package}. Is the registry there?"))?;
        let digest = said.split("\"integrity\": \"").nth(1).and_then(|rest| rest.split('"').next());
        if digest != Some(self.integrity) {
            return Err(format!(
                "npm sent another {package} than the one this project was made with: {}.",
                digest.unwrap_or("without a digest")
            ));
        }
        let mut unpack = command("tar");
        unpack.current_dir(&home).arg("-xzf").arg(format!("{}-{}.tgz", self.name, self.version));
        unpack.args(self.files.iter().map(|file| format!("package/{file}")));
        run(&mut unpack)?;
        if self.is_there(project) {
            return Ok(());
        }
        Err(format!("{package} was fetched, but lacks a file of {:?}.", self.files))
    }
}

/// Fetches what is not there.
pub fn ensure(project: &Project) -> Outcome {
    [TEMML, MERMAID].iter().try_for_each(|library| library.ensure(project))
}
