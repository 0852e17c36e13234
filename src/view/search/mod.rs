//! Searching as one sees it: what was found, the way to it, and the search inside a conversation.

pub mod arrival;
pub mod inside;
pub mod painting;
pub mod results;
