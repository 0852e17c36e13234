//! In and out: what is written into files that a person keeps, and what is read from files of Sotto and of others.
//!
//! Promises: a backup read back is equal to what was written, no file holds a key or a header, and whatever stands in
//! a file that is read, nothing panics and what cannot be read is named with its place. Knows no browser: bytes come
//! in as they come, texts go out.

pub mod backup;
pub mod date;
pub mod embedded;
pub mod file_name;
pub mod import;
pub mod markdown;
pub mod openai;
pub mod outline;
pub mod page;
pub mod pieces;
pub mod place;
pub mod zip;
