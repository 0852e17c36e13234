//! The store under everything that can happen to it: any content, any damage, any failing write, any number of tabs.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod anything;
mod damage;
mod filing;
mod form;
mod keeping;
mod keys;
mod levels;
mod originals;
mod pages;
mod quota;
mod reading;
mod round_trip;
mod shelves;
mod spill;
mod staging;
mod tabs;
mod world;
