//! Searching everything that was said: what is typed, where it can stand, where it stands, and how it is shown.
//!
//! The index is an inverted one over *grams* (single letters, pairs, and triples of alphabetic letters), kept in
//! *segments* that never change once written. A segment knows conversations with their revisions; one that changed
//! since is told by its revision, read anew into a younger segment, and drops out of the old one when segments are
//! merged. Whatever the index names is looked at once more in the text itself, so that it can only ever be too generous.
//! All of it is derived: what cannot be read, or is of another [`FORMAT`], is made again.

pub mod building;
pub mod finding;
pub mod found;
pub mod gram;
pub mod letters;
pub mod merging;
pub mod query;
pub mod segment;
pub mod snippet;

/// The form of what is stored. Raised with every change of grams, letters or segments.
pub const FORMAT: u32 = 1;
