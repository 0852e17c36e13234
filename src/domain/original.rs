//! Imported messages as their files had them, kept because some of their parts cannot be shown yet.
//!
//! A message is text today. Pictures, sounds, files, tool calls and their results of an imported message are named in
//! its text and counted here, and the message's own JSON is stored beside the conversation. A later version reads the
//! parts from it. Originals can be megabytes of base64, so they are stored in the database only.

use std::rc::Rc;

use crate::domain::id::MessageId;

/// The most that is kept for one conversation, in bytes. A backup with more would be too long to be read back.
pub const LIMIT: usize = 24 << 20;

/// How many parts of which kind have no place in a message yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsupported {
    /// Pictures.
    pub pictures: u32,
    /// Sound recordings.
    pub sounds: u32,
    /// Other files.
    pub files: u32,
    /// Tool calls.
    pub tool_calls: u32,
    /// Results of tools.
    pub tool_results: u32,
    /// Parts of any other kind, and messages that the other program did not show.
    pub other: u32,
}

impl Unsupported {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds those of another message.
    pub fn add(&mut self, more: &Self) {
        let Self { pictures, sounds, files, tool_calls, tool_results, other } = self;
        let pairs = [
            (pictures, more.pictures),
            (sounds, more.sounds),
            (files, more.files),
            (tool_calls, more.tool_calls),
            (tool_results, more.tool_results),
            (other, more.other),
        ];
        for (count, more) in pairs {
            *count = count.saturating_add(more);
        }
    }
}

/// What imported messages hold besides text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leftover {
    /// What of it has no place in a message yet.
    pub unsupported: Unsupported,
    /// How many messages are too large to be kept as their file has them.
    pub too_large: u32,
}

impl Leftover {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.unsupported.is_empty() && self.too_large == 0
    }

    /// Adds that of another conversation.
    pub fn add(&mut self, more: &Self) {
        self.unsupported.add(&more.unsupported);
        self.too_large = self.too_large.saturating_add(more.too_large);
    }
}

/// The original of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// The message made of it.
    pub message: MessageId,
    /// The program whose format it is in.
    pub source: Rc<str>,
    /// What in it has no place yet.
    pub unsupported: Unsupported,
    /// Its JSON, one text for each message of the file that became part of this one.
    pub parts: Vec<String>,
}

/// How many parts of all these messages have no place yet.
#[must_use]
pub fn count(originals: &[Original]) -> Unsupported {
    let mut all = Unsupported::default();
    originals.iter().for_each(|original| all.add(&original.unsupported));
    all
}

/// Removes the originals that go beyond [`LIMIT`]. Returns how many those were.
pub fn limit(originals: &mut Vec<Original>) -> u32 {
    let (mut room, before) = (LIMIT, originals.len());
    originals.retain(|original| {
        let size: usize = original.parts.iter().map(String::len).sum();
        let fits = size <= room;
        if fits {
            room -= size;
        }
        fits
    });
    u32::try_from(before - originals.len()).unwrap_or(u32::MAX)
}
