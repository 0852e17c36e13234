//! The one message to the person that is not about a reply, with what it can undo.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::filing::Folder;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::state::filing::Done;

/// What the page tells the person, until put away or replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A conversation was deleted; can be undone.
    ConversationDeleted(Rc<Conversation>),
    /// Many conversations were deleted; these. They are really deleted once this notice is gone.
    ManyDeleted(Rc<[Rc<Entry>]>),
    /// Conversations were put somewhere; this is how they were.
    Filed(Done, Rc<[Rc<Entry>]>),
    /// A folder was deleted.
    FolderDeleted(Folder),
    /// A conversation was cleared; this is how it was.
    ChatCleared(Rc<Conversation>),
    /// A message was deleted; this is how its conversation was.
    MessageDeleted(Rc<Conversation>),
    /// The browser did not let us copy.
    CopyFailed,
    /// There is no conversation at this address.
    NotFound(ConversationId),
    /// So many messages of the conversation opened cannot be read.
    PartlyRead(u32),
    /// The conversation was deleted in another tab.
    DeletedElsewhere,
}

impl Notice {
    /// Whether it offers to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !matches!(self, Self::CopyFailed | Self::NotFound(_) | Self::PartlyRead(_) | Self::DeletedElsewhere)
    }
}
