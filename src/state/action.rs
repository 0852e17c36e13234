//! Everything that happens, as facts in the past tense: what the person did, what came from the world.

use std::fmt;
use std::rc::Rc;

use crate::domain::archive::journal::Piece;
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::conversation::{Context, Conversation};
use crate::domain::error::{Fault, StorageProblem};
use crate::domain::form_draft::{FormDraft, FormOf};
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId, MessageId, TurnId};
use crate::domain::parameters::Parameters;
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::protocol::chat_completions::{Ending, Growth};
use crate::state::filing;
use crate::state::first_visit;
use crate::state::held_message;
use crate::state::route::Route;
use crate::state::search;
use crate::state::storage::{self, Room};
use crate::state::transfer::Step;
use crate::state::vault;

/// Something that happened. Those without a conversation concern the one on the page.
#[derive(Clone, Debug)]
pub enum Action {
    // The person, composing and reading.
    /// A message was sent from the composer. The composer keeps its text until it sees it taken.
    Sent(Rc<str>),
    /// The text in the composer rested or was left; kept as the draft of its conversation (none: of the new chat).
    /// It names the conversation because a page is sometimes left (by Back) before its composer can tell.
    DraftChanged(Option<ConversationId>, Rc<str>),
    /// Stop was pressed.
    StopPressed,
    /// All replies that come in were stopped.
    AllStopped,
    /// Another reply was asked for in place of this one.
    RetryPressed(MessageId),
    /// The same, without a parameter the server refused; the model remembers.
    RetriedWithout(MessageId, Rc<str>),
    /// The person asked to go on where this reply ended.
    ContinuePressed(MessageId),
    /// A message of the person's own was changed and sent again.
    Edited(MessageId, Rc<str>),
    /// Another version of a message was chosen (the id is that version's).
    VersionChosen(MessageId),
    /// A message was deleted.
    MessageDeleted(MessageId),
    /// A message was to be copied as markdown.
    MessageCopied(MessageId),
    /// A piece of text on the page, such as a code block, was to be copied.
    TextCopied(Rc<str>),
    /// A piece of text on the page was to be downloaded: the name of the file, and what is in it.
    TextDownloaded(Rc<str>, Rc<str>),
    /// The whole conversation was to be copied as markdown.
    ConversationCopied,
    /// Something happened to what is stored.
    Stored(storage::Step),
    /// Something happened to the order of the history.
    Filed(filing::Step),
    /// Something happened on the first visit, or wherever a key or an address is taken.
    FirstVisit(first_visit::Step),
    /// The person said what becomes of a message with a key in it.
    HeldMessage(held_message::Answer),
    /// Something happened with files going in and out, by the person or in the world.
    Transfer(Step),
    /// Something happened with a search, by the person or in the world.
    Search(search::Step),

    // The person, with this conversation's settings.
    /// Its connection was chosen, with the model (empty: the connection's).
    ConnectionChosen(ConnectionId, Rc<str>),
    /// What is sent along was chosen.
    ContextChosen(Context),
    /// Its system prompt was changed. None: back to the default.
    SystemPromptChanged(Option<Rc<str>>),
    /// Its parameters were changed.
    ParametersChanged(Parameters),
    /// What its model refused was to be sent again.
    RefusalsForgotten,
    /// New chats are to begin with its context and its parameters.
    ChatDefaultsSaved,
    /// Its context and its parameters are to be those that new chats begin with.
    ChatDefaultsRestored,
    /// All its messages were cleared.
    ChatCleared,

    // The person, with the history.
    /// A new chat was asked for.
    NewChatPressed,
    /// A conversation was given a title.
    Renamed(ConversationId, Rc<str>),
    /// A conversation was deleted.
    Deleted(ConversationId),
    /// What the notice offers to undo was undone.
    UndoPressed,
    /// The notice was put away.
    NoticeDismissed,

    // The person, with the app.
    /// The list of conversations was shown or hidden; `narrow` where it lies over the page.
    SidebarToggled {
        /// Whether the page is too narrow to show it beside the transcript.
        narrow: bool,
    },
    /// The panel of the conversation was shown or hidden; `narrow` where it lies over the page.
    PanelToggled {
        /// Whether the page is too narrow to show it beside the transcript.
        narrow: bool,
    },
    /// The list of shortcuts was shown or hidden.
    ShortcutsToggled,
    /// Escape was pressed or something outside was touched: what lies over the page closes, else a reply stops.
    Escaped,
    /// A key with a meaning of its own was pressed: the composer should have the focus.
    ComposerWanted,
    /// The search of the history should have the focus.
    SearchWanted,
    /// A setting was changed.
    SettingsChanged(Settings),
    /// Everything on this device was to be deleted (asked twice), or after all not.
    DeletionWanted(bool),
    /// The chat that has not begun was not to be stored, or to be stored after all.
    TemporaryToggled,
    /// A connection's form was to be saved once a check of it succeeded.
    SavePressed(Box<ConnectionForm>),
    /// A connection's form was to be saved as it stands, whether it was checked or not.
    ConnectionSaved(Box<ConnectionForm>),
    /// Something was typed or chosen in a connection's form. None: it is as it was before.
    FormEdited(FormOf, Option<Box<FormDraft>>),
    /// A connection's form was left for good: what was typed is forgotten.
    FormCancelled(FormOf),
    /// A connection's form was to be checked as it stands.
    CheckPressed(Box<ConnectionForm>),
    /// A connection was deleted, with its key.
    ConnectionDeleted(ConnectionId),
    /// A connection's key and headers were forgotten.
    KeyForgotten(ConnectionId),
    /// Something happened with the encrypted keys.
    Vault(vault::Step),
    /// The list of models was opened or refreshed.
    ModelsWanted(ConnectionId),

    // The world: replies.
    /// Something of a reply came in.
    Grew(TurnId, Box<Growth>),
    /// A reply is shown as ended in this way, while its connection is still read.
    Settled(TurnId, Ending),
    /// A reply ended.
    Ended(TurnId, Ending),
    /// A second passed while a reply is awaited.
    Ticked,
    /// The time to wait before trying again is over.
    WaitOver(TurnId),

    // The world: connections.
    /// A check came to an end. The number is the one its order carried.
    Checked(u32, Result<Healthy, Fault>),
    /// The browser normalized the host of an address: the one typed into the form on the page (none), or a
    /// connection's. First as it was, then as the browser writes it, if it can.
    AddressNormalized(Option<ConnectionId>, Rc<str>, Option<Rc<str>>),
    /// A server listed its models, or did not.
    ModelsListed(ConnectionId, Result<Rc<[Rc<str>]>, Fault>),

    // The world: the page.
    /// The address changed, by a link, by Back or by us.
    RouteChanged(Route),
    /// The device has network again.
    WentOnline,
    /// The device lost its network.
    WentOffline,
    /// The page is hidden or about to go: running replies are saved now.
    PageHidden,
    /// The page goes: what could still be undone cannot be any more.
    PageLeft,
    /// Copying ended; false where the browser refused.
    CopyEnded(bool),

    // The world: storage.
    /// A conversation was read. None: there is none of that name, or it cannot be read.
    Loaded(ConversationId, Option<Box<Conversation>>),
    /// So many messages of the conversation just read cannot be read.
    PartlyRead(u32),
    /// The draft of a conversation (or of the new chat) was read.
    DraftLoaded(Option<ConversationId>, Rc<str>),
    /// A conversation was stored.
    Saved {
        /// Which.
        conversation: ConversationId,
        /// What another tab had added, merged in; none if there was nothing.
        merged: Option<Box<Conversation>>,
        /// Room it takes, in UTF-16 units.
        size: u32,
        /// Room all takes, in UTF-16 units.
        used: u32,
    },
    /// Another tab began to write in a conversation (true), or does so no more.
    Followed(ConversationId, bool),
    /// Another tab was first to ask in a conversation in which something was to be asked here.
    TakenElsewhere(ConversationId),
    /// Another tab received a piece of a reply.
    PieceCame(ConversationId, MessageId, Box<Piece>),
    /// The browser said what room there is.
    RoomMeasured(Room),
    /// The durable level of the storage answered at the start, or there is none.
    DurableAnswered {
        /// Whether it works.
        here: bool,
        /// How much more cannot be read than was known.
        unreadable: u32,
    },
    /// Something could not be stored. It stays on screen.
    SaveFailed(Saving, StorageProblem),
    /// Another tab stored a conversation.
    ConversationCame(Box<Conversation>),
    /// Another tab changed the history.
    HistoryCame(Vec<Entry>),
    /// These conversations are stored as they were when they were to be let go of.
    LetGo(Vec<ConversationId>),
    /// The rest of a long history was read.
    HistoryRead {
        /// All conversations that are stored, each once, by id.
        entries: Vec<Rc<Entry>>,
        /// How much more cannot be read than was known.
        unreadable: u32,
        /// Room taken, in UTF-16 units.
        used: u32,
    },
    /// Another tab changed the settings.
    SettingsCame(Settings),
    /// Another tab changed the connections; with the secrets this tab can read.
    ConnectionsCame(Vec<Connection>, Vec<(ConnectionId, Secrets)>),
}

impl Action {
    /// Whether it may stop a reply that comes in.
    #[must_use]
    pub fn is_stop(&self) -> bool {
        matches!(self, Self::StopPressed | Self::AllStopped | Self::Escaped)
    }

    /// Whether it asks for a reply, so that it may have to wait for a passphrase.
    #[must_use]
    pub fn asks(&self) -> bool {
        matches!(
            self,
            Self::Sent(_)
                | Self::RetryPressed(_)
                | Self::RetriedWithout(..)
                | Self::ContinuePressed(_)
                | Self::Edited(..)
        )
    }

    /// Whether the page may look different afterwards.
    #[must_use]
    pub fn redraws(&self) -> bool {
        !matches!(self, Self::DraftChanged(..) | Self::PageHidden | Self::PageLeft | Self::LetGo(_))
    }
}

/// What was to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// A conversation.
    Conversation(ConversationId),
    /// A draft.
    Draft,
    /// The settings.
    Settings,
    /// The connections or their secrets.
    Connections,
    /// Where conversations were put, or the folders.
    Filing,
}

/// What a check found when the connection works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Healthy {
    /// The models listed; none if the server lists none.
    pub models: Option<Rc<[Rc<str>]>>,
}

/// A connection's form as it stands, before it is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionForm {
    /// The connection edited. None: a new one.
    pub id: Option<ConnectionId>,
    /// The kind of server.
    pub preset: Preset,
    /// The name typed. Empty: the preset's or the host.
    pub name: Rc<str>,
    /// The address typed.
    pub address: Rc<str>,
    /// The key typed. Empty: the stored one stays, if it belongs to the address.
    pub key: Secret,
    /// Extra headers typed. None: the stored ones stay, if they belong to the address.
    pub headers: Option<Vec<(Rc<str>, Secret)>>,
    /// The model typed or chosen.
    pub model: Rc<str>,
    /// Where the key is kept.
    pub keeping: Keeping,
    /// The passphrase of the encrypted keys, where it had to be typed here.
    pub passphrase: Secret,
}

/// Takes actions to the state. Cheap to clone; all clones of one app are equal.
#[derive(Clone)]
pub struct Dispatch(Rc<dyn Fn(Action)>);

impl Dispatch {
    /// A dispatch that hands actions to `take`.
    pub fn new(take: impl Fn(Action) + 'static) -> Self {
        Self(Rc::new(take))
    }

    /// Tells what happened.
    pub fn send(&self, action: Action) {
        (self.0)(action);
    }
}

impl PartialEq for Dispatch {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dispatch")
    }
}
