//! The benchmark: the app beside the floor, the page no client can beat, in one Chromium.
//!
//! What is measured and what the words mean stands in `data/bench/README.md`. [`server`] streams, [`seed`] fills the
//! storage, [`corpus`] makes the history
//! that [`searching`] searches and [`many`] opens; [`runs`] measures, [`report`] puts the figures beside the aims. Promises a fresh profile for each
//! measurement. Knows nothing of how the app is made.

pub mod case;
pub mod corpus;
pub mod many;
pub mod report;
pub mod runs;
pub mod searching;
pub mod seed;
pub mod server;
