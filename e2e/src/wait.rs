//! Waiting for conditions instead of for time.
//!
//! Promises to look again soon and to give up after a deadline with an error that says what was waited for. This is the
//! only place in the browser tests that sleeps.

use std::time::{Duration, Instant};

use crate::Outcome;

/// How long anything is waited for unless a test says otherwise: long enough for a machine that is busy with much else.
pub const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// Lets so many milliseconds pass. For measurements, where the pause between two keys is part of what is measured;
/// never to wait for something.
pub async fn breathe(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

/// Looks again and again until there is something to see, for half a minute at most.
///
/// # Errors
/// At the deadline, naming `what`; at once when looking itself fails.
pub async fn until<T>(what: &str, look: impl AsyncFnMut() -> Outcome<Option<T>>) -> Outcome<T> {
    until_within(PATIENCE, what, look).await
}

/// [`until`] with a deadline of its own.
///
/// # Errors
/// As [`until`].
pub async fn until_within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        if Instant::now() >= deadline {
            return Err(format!("{what}: not within {patience:?}").into());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}
