//! Browser tests: the servers a page talks to, the page itself, and the browser that opens it.
//!
//! A test is a [`world::story`]. In reading order: [`http`] and [`server`] are the ground; [`mock`] is an
//! OpenAI-compatible server that can also misbehave, [`pages`] serves the files of the app; [`driver`], [`profile`],
//! [`browser`] and [`watch`] run a Chromium and listen to it; [`page`], [`find`], [`locator`] and [`input`] are what a
//! person does with any page, [`app`] with this one; [`bench`] measures it. Everything listens on loopback only, and everything started is stopped with its owner.

pub mod app;
pub mod bench;
pub mod browser;
pub mod certificate;
pub mod downloads;
pub mod driver;
pub mod find;
pub mod http;
pub mod input;
pub mod locator;
pub mod mock;
pub mod page;
pub mod pages;
pub mod profile;
pub mod scenes;
pub mod server;
pub mod wait;
pub mod watch;
pub mod world;

/// What everything here returns: the value, or an error a test can end with by `?`.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
