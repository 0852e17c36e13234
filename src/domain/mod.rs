//! What a chat is: conversations, messages, parameters, connections and their stored form.
//! Knows no server, no browser and no page; everything here is a value and is tested natively.

pub mod address;
pub mod age;
pub mod archive;
pub mod arrangement;
pub mod connection;
pub mod connection_status;
pub mod conversation;
pub mod error;
pub mod filing;
pub mod folding;
pub mod form_draft;
pub mod grapheme;
pub mod growing_text;
pub mod highlight;
pub mod history;
pub mod id;
pub mod json;
pub mod key_shape;
pub mod markdown;
pub mod masked;
pub mod merging;
pub mod message;
pub mod model_choice;
pub mod moment;
pub mod original;
pub mod parameters;
pub mod pasted;
pub mod preset;
pub mod search;
pub mod secret;
pub mod settings;
pub mod table;
pub mod text;
pub mod thread;
pub mod transfer;
