//! What is said to servers, as values and bytes: requests out, bytes in. Knows no network, no clock and no chance;
//! every reader takes bytes however they were cut and gives the same values.

pub mod chat_completions;
pub mod demo;
pub mod diagnosis;
pub mod failure;
pub mod models;
pub mod sse;
