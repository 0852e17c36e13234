//! Serves the page while it is worked on: rebuilds when a file changes, and the open page reloads itself.

use crate::command::duration;
use crate::project::Project;
use crate::serve::{self, Site};
use crate::{Outcome, inputs, setup, site};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// How often files are looked at.
const GLANCE: Duration = Duration::from_millis(300);

/// Builds, serves, and goes on doing so until the person ends it.
pub fn serve(project: &Project, port: u16) -> Outcome {
    let listener = serve::listen(port)?;
    let tools = setup::for_building(project)?;
    println!("• Building the page for work: about a minute the first time, then some seconds.");
    let mut built = inputs::touched(project);
    let folder = site::build_for_work(project, &tools)?;
    // Starts at the clock, so that a page left open from an earlier run reloads too.
    let start = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let version = Arc::new(AtomicU64::new(start));
    let site = Site { folder, version: Some(version.clone()) };
    std::thread::spawn(move || serve::serve(&listener, &site));
    serve::announce(port);
    loop {
        std::thread::sleep(GLANCE);
        let now = inputs::touched(project);
        if now == built {
            continue;
        }
        built = now;
        let started = Instant::now();
        println!("\n• Something changed, building again.");
        match site::build_for_work(project, &tools) {
            Ok(_) => {
                version.fetch_add(1, Ordering::Relaxed);
                println!("• Built in {}, the page reloads.", duration(started.elapsed()));
            }
            Err(reason) => {
                println!("{reason}\n• The page stays as it was. Waiting for the next change.")
            }
        }
    }
}
