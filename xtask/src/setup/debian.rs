//! Installs Debian packages where that is allowed, and otherwise says exactly which command would.

use crate::Outcome;
use crate::command::{answer, command, find, run};
use std::sync::Once;

static LISTS: Once = Once::new();

/// Installs packages. `purpose` completes "To …," for the person who has to do it by hand.
pub fn install(purpose: &str, packages: &[&str]) -> Outcome {
    let names = packages.join(" ");
    let Some(apt) = find("apt-get") else {
        return Err(format!(
            "To {purpose}, install what Debian calls {names} with this system's package manager, then run this again."
        ));
    };
    if answer(command("id").arg("-u")).as_deref() != Some("0") {
        return Err(format!(
            "To {purpose}, some system packages are missing. Run this, then try again:\n\n    sudo apt-get install {names}"
        ));
    }
    // A source that does not answer is no reason to stop: the packages may come from another.
    LISTS.call_once(|| {
        let _ = run(command(&apt).args(["update", "--quiet"]));
    });
    let mut install = command(&apt);
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages);
    run(install.env("DEBIAN_FRONTEND", "noninteractive")).map_err(|reason| {
        format!("{reason}\nTo {purpose}, these packages are needed: {names}. Install them, then run this again.")
    })
}
