//! The page in the states a person meets, drawn without a browser by the real state and the real views.
//!
//! To look at them, name a folder: `SOTTO_SCENES=target/scenes cargo test --test page` writes each as a page with the
//! real sheets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

mod checks;
#[path = "../desk/mod.rs"]
mod desk;
mod drawn;
mod faults;
mod first_visit;
mod panel;
mod picker;
mod replies;
mod secrets;
mod settings;
mod surroundings;
