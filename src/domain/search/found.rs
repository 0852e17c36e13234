//! What is shown of a conversation in which something was found.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::id::{ConversationId, MessageId};
use crate::domain::message::{Body, Message};
use crate::domain::search::finding::{self, find};
use crate::domain::search::query::Query;
use crate::domain::search::snippet::{Marked, snippet, whole};
use crate::domain::table::in_order;

/// Messages shown of one conversation.
const SHOWN: usize = 3;
/// How often each term is marked in one message.
const MARKS: usize = 12;

/// A conversation in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its title.
    pub title: Marked,
    /// When it last changed, in milliseconds since 1970.
    pub updated: i64,
    /// The messages that say it best, in their order.
    pub hits: Vec<Hit>,
    /// How many more messages say it.
    pub more: u32,
}

/// A message in which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The message.
    pub message: MessageId,
    /// Whether it is the person's own.
    pub own: bool,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// What it says there.
    pub snippet: Marked,
}

/// Looks through a conversation piece by piece: messages in any order, as they are read.
#[derive(Debug)]
pub struct Looking {
    query: Query,
    title: Marked,
    terms: u32,
    hits: Vec<(u32, u64, Hit)>,
    messages: u32,
}

impl Looking {
    /// Begins with the title.
    #[must_use]
    pub fn new(query: &Query, title: &str) -> Self {
        let (terms, spans) = find(title, query, MARKS);
        Self { query: query.clone(), title: whole(title, spans), terms, hits: Vec::new(), messages: 0 }
    }

    /// Whether the title alone says it all.
    #[must_use]
    pub fn is_titled(&self) -> bool {
        self.terms == finding::all(&self.query)
    }

    /// Takes a message.
    pub fn message(&mut self, message: &Message) {
        let (own, (terms, snippet)) = match &message.body {
            Body::User(text) => (true, look(text, &self.query)),
            Body::Reply(reply) => (false, reply.text.read(|text| look(text, &self.query))),
        };
        let Some(snippet) = snippet else { return };
        self.terms |= terms;
        self.messages += 1;
        // The best are kept: most terms, then the earliest.
        let place = self.hits.iter().position(|(held, at, _)| {
            (held.count_ones(), u64::MAX - at) < (terms.count_ones(), u64::MAX - message.sequence)
        });
        let place = place.unwrap_or(self.hits.len());
        if place < SHOWN {
            let hit = Hit { message: message.id.clone(), own, created: message.created, snippet };
            self.hits.insert(place, (terms, message.sequence, hit));
            self.hits.truncate(SHOWN);
        }
    }

    /// What was found, if all of it stands somewhere in the conversation.
    #[must_use]
    pub fn end(self, conversation: &ConversationId, updated: i64) -> Option<Group> {
        if self.terms != finding::all(&self.query) {
            return None;
        }
        let hits = in_order(self.hits, |(_, at, _)| *at);
        let more = self.messages.saturating_sub(u32::try_from(hits.len()).unwrap_or(0));
        let hits = hits.into_iter().map(|(.., hit)| hit).collect();
        Some(Group { conversation: conversation.clone(), title: self.title, updated, hits, more })
    }
}

fn look(text: &str, query: &Query) -> (u32, Option<Marked>) {
    let (terms, spans) = find(text, query, MARKS);
    (terms, (terms != 0).then(|| snippet(text, &spans)))
}

/// What is found in a conversation that is there as a whole.
#[must_use]
pub fn group(query: &Query, conversation: &Conversation) -> Option<Group> {
    let mut looking = Looking::new(query, &conversation.title);
    conversation.messages.iter().for_each(|message| looking.message(message));
    looking.end(&conversation.id, conversation.updated)
}

/// Every text of a message that is searched, for the index.
pub fn said(message: &Message, take: &mut dyn FnMut(&str)) {
    match &message.body {
        Body::User(text) => take(text),
        Body::Reply(reply) => reply.text.read(|text| take(text)),
    }
}

/// Shared, for lists that are drawn again.
pub type Groups = Vec<Rc<Group>>;
