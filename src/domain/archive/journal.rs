//! The journal of a growing reply: what came of it since the last entry, when an entry is due, and how entries are
//! put back together.
//!
//! What arrives decides, for timers sleep in hidden tabs: an entry is due half a second after the last one, or with
//! two kilobytes, but not before a quarter of a second. Nothing is written twice, so a reply of megabytes costs no more than itself.

use std::rc::Rc;

use crate::domain::archive::durable::{Order, row_key};
use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Line};
use crate::domain::id::{ConversationId, MessageId};
use crate::domain::message::{Message, Reasoning, Reply};

/// The shortest time between two entries, in milliseconds.
pub const SHORTEST: u64 = 250;
/// The longest that something waits for an entry, in milliseconds. A second is promised; writing takes time too.
pub const LONGEST: u64 = 500;
/// As much is written before that, in bytes.
const MUCH: usize = 2_048;

/// How much of one reply has been entered.
#[derive(Clone, Debug)]
pub struct Journal {
    conversation: ConversationId,
    message: MessageId,
    revision: u64,
    text: usize,
    thoughts: usize,
    written: u64,
}

/// An entry: what was added to a reply, and after how many bytes of each text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// The revision of the reply it belongs to.
    pub revision: u64,
    at: usize,
    text: String,
    thoughts_at: usize,
    thoughts: String,
}

impl Journal {
    /// A journal that begins with a reply as it stands stored. Its first entry is due at once.
    #[must_use]
    pub fn new(conversation: &ConversationId, message: &Message) -> Self {
        let (text, thoughts) = lengths(message);
        let (conversation, id) = (conversation.clone(), message.id.clone());
        Self { conversation, message: id, revision: message.revision, text, thoughts, written: 0 }
    }

    /// Whether this is the journal of that reply as it is now.
    #[must_use]
    pub fn is_of(&self, message: &Message) -> bool {
        self.message == message.id && self.revision == message.revision
    }

    /// Whether it is a journal of that conversation.
    #[must_use]
    pub fn is_in(&self, conversation: &ConversationId) -> bool {
        self.conversation == *conversation
    }

    /// Milliseconds until an entry is due; 0: now. None: nothing came since the last one.
    #[must_use]
    pub fn due(&self, message: &Message, now: u64) -> Option<u64> {
        let (text, thoughts) = lengths(message);
        let more = (text + thoughts).saturating_sub(self.text + self.thoughts);
        let wait = if more >= MUCH { SHORTEST } else { LONGEST };
        (more > 0).then(|| (self.written + wait).saturating_sub(now))
    }

    /// The entry of all that came since the last one.
    pub fn enter(&mut self, message: &Message, writer: &str, now: u64) -> Option<Order> {
        let reply = message.reply()?;
        let mut line = Line::default();
        line.whole("at", self.text as u64);
        reply.text.read_since(self.text, |more| line.said("text", more));
        if let Some(reasoning) = &reply.reasoning {
            line.whole("thoughts_at", self.thoughts as u64);
            reasoning.text.read_since(self.thoughts, |more| line.said("thoughts", more));
        }
        // So many digits that keys stand in order.
        let place = (self.text + self.thoughts).to_string();
        let mut key = row_key(&self.conversation, &self.message);
        key.push('/');
        (place.len()..10).for_each(|_| key.push('0'));
        key.push_str(&place);
        (self.text, self.thoughts) = lengths(message);
        self.written = now;
        Some(Order::Append(key, Sheet::new(Kind::Piece, self.revision, writer, &line.finish()).finish()))
    }
}

fn lengths(message: &Message) -> (usize, usize) {
    message.reply().map_or((0, 0), |reply| {
        (reply.text.len(), reply.reasoning.as_ref().map_or(0, |reasoning| reasoning.text.len()))
    })
}

/// The entry of a row.
#[must_use]
pub fn read(text: &str) -> Read<Piece> {
    let record = match record::read(text, Kind::Piece) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let bytes = |count: Option<u64>| count.and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    let piece = row::read(record.body, |row| {
        Some(Piece {
            revision: record.header.revision,
            at: bytes(row.whole("at")),
            text: row.text("text").to_owned(),
            thoughts_at: bytes(row.whole("thoughts_at")),
            thoughts: row.text("thoughts").to_owned(),
        })
    });
    match piece.filter(|_| record.whole) {
        Some(piece) => Read::Fine(piece),
        None => Read::Corrupt { reason: Damage::Body },
    }
}

/// Adds an entry to a reply. False where something before it is missing; what came is added all the same.
pub fn grow(reply: &mut Reply, piece: &Piece) -> bool {
    let mut whole = true;
    // What a stored reply has already is passed over.
    let mut rest = |had: usize, at: usize, text: &str| -> Option<Rc<str>> {
        whole &= at <= had;
        let rest = text.get(had.saturating_sub(at)..)?;
        (!rest.is_empty()).then(|| rest.into())
    };
    let thought = reply.reasoning.as_ref().map_or(0, |reasoning| reasoning.text.len());
    if let Some(more) = rest(thought, piece.thoughts_at, &piece.thoughts) {
        reply.reasoning.get_or_insert_with(Reasoning::default).text.push(&more);
    }
    if let Some(more) = rest(reply.text.len(), piece.at, &piece.text) {
        reply.text.push(&more);
    }
    whole
}
