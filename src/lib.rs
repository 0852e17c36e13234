//! Sotto: a private chat client that lives entirely in a browser tab.
//!
//! The layers, from the ground up; each names only those above it in this list.

#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "app")]
pub mod browser;
pub mod domain;
#[cfg(feature = "app")]
pub mod keyboard;
pub mod protocol;
pub mod state;
#[cfg(feature = "app")]
pub mod view;
