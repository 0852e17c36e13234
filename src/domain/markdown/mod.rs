//! Markdown as a value: a growing text becomes blocks of nodes that a view can draw.
//!
//! What it promises: nothing but the closed list of nodes in [`node`] ever comes out, links lead only to the
//! web and to mail, raw HTML is text, no image is loaded, and a document that arrived in pieces has at every
//! moment the same blocks as the same text parsed whole.
//! It deliberately knows no page: what a node looks like is the view's business.

mod autolink;
pub mod budget;
mod build;
mod definitions;
pub mod document;
mod fence;
mod footnotes;
pub mod link;
mod math;
pub mod node;
mod parse;
pub mod policy;
mod settled;
pub mod table;
