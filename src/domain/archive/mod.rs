//! The stored form of everything, and the logic of keeping it: what is written under which key, how it is read
//! back from any state a disk or another tab may have left it in, and how two copies become one.
//!
//! Promises: whatever stands in the storage, reading it never panics and one broken part never costs another;
//! what a newer Sotto wrote is never overwritten; a failed write leaves what was there; two tabs that write at once
//! lose nothing. Knows no browser: the storage itself is a [`shelf::Shelf`], and what the durable level is to do comes
//! out as [`durable::Order`]s.
//!
//! Layout, one key each: `sotto/settings`, `sotto/connections`, `sotto/secrets/ID`, `sotto/index/N`, `sotto/c/ID`,
//! `sotto/draft/ID`, `sotto/folders`, `sotto/vault`, and `sotto/unread/…` for texts that could not be read and stood in the way of a write.

pub mod assembly;
pub mod backups;
pub mod connections;
pub mod conversation;
pub mod durable;
pub mod elsewhere;
pub mod fault;
pub mod filing;
pub mod form_drafts;
pub mod index;
pub mod journal;
pub mod key;
pub mod ledger;
pub mod meeting;
pub mod message;
pub mod opening;
pub mod originals;
pub mod pages;
pub mod quarantine;
pub mod record;
pub mod row;
pub mod saving;
pub mod sealing;
pub mod secrets;
pub mod settings;
pub mod shelf;
pub mod small_records;
pub mod spilling;
pub mod staging;
pub mod store;
pub mod survey;
pub mod vault;
