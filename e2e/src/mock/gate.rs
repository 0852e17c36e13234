//! Gates: named places where an answer stands still until a test lets it go on.
//!
//! Promises that a gate once open stays open until [`Gates::close_all`]. They take the place of every sleep a test of
//! a running reply would otherwise need.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::watch;

/// All gates of one server, closed at first. Clones share them.
#[derive(Debug, Clone)]
pub struct Gates {
    open: Arc<watch::Sender<BTreeSet<String>>>,
}

impl Default for Gates {
    fn default() -> Self {
        Self { open: Arc::new(watch::channel(BTreeSet::new()).0) }
    }
}

impl Gates {
    /// Opens that gate, now or for those who come later.
    pub fn open(&self, gate: &str) {
        self.open.send_modify(|open| {
            open.insert(gate.to_owned());
        });
    }

    /// Closes every gate again.
    pub fn close_all(&self) {
        self.open.send_modify(BTreeSet::clear);
    }

    /// Waits until that gate is open.
    pub async fn opened(&self, gate: &str) {
        let mut changes = self.open.subscribe();
        if changes.wait_for(|open| open.contains(gate)).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
