//! Browser tests: the servers a page talks to, the page itself, and the browser that opens it.
//!
//! In reading order: [`http`] and [`server`] are the ground, [`mock`] is an OpenAI-compatible server that can also
//! misbehave. Everything listens on loopback only, and everything that is started is stopped when its owner is dropped.

pub mod http;
pub mod mock;
pub mod server;

/// What everything here returns: the value, or an error a test can end with by `?`.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
