//! What the search asks of the keeper.

use crate::browser::database::Database;
use crate::browser::keeping::Keeper;
use crate::domain::archive::meeting::Durable;
use crate::domain::conversation::Conversation;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;

impl Keeper {
    /// All conversations, newest first.
    pub fn newest_first(&self) -> Vec<Entry> {
        self.store.borrow().newest_first()
    }

    /// Whether there is a durable level.
    pub fn durable(&self) -> Durable {
        self.store.borrow().durable()
    }

    /// The durable level, for reading.
    pub fn database(&self) -> Option<web_sys::IdbDatabase> {
        self.database.get().and_then(Database::handle)
    }

    /// Whether all there is of a conversation stands in the durable level, and no reply comes in there.
    pub fn is_settled(&self, id: &ConversationId) -> bool {
        !self.store.borrow().lacks(id) && !self.tabs.get().is_some_and(|tabs| tabs.is_busy(id))
    }

    /// What the first level has of a conversation.
    pub fn at_hand(&self, id: &ConversationId) -> Option<Conversation> {
        self.store.borrow_mut().load_conversation(id).ok().flatten().map(|loaded| loaded.conversation)
    }
}
