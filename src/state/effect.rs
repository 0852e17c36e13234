//! Everything asked of the world, as orders. `browser` carries them out and answers with actions.

use std::rc::Rc;

use crate::domain::archive::backups::Backups;
use crate::domain::connection::{Connection, Secrets};
use crate::domain::conversation::Conversation;
use crate::domain::filing::Folders;
use crate::domain::form_draft::FormDrafts;
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId, TurnId};
use crate::domain::message::Message;
use crate::domain::settings::{Language, Settings, Theme};
use crate::protocol::chat_completions::Call;
use crate::state::first_visit;
use crate::state::route::Route;
use crate::state::search;
use crate::state::storage::Aside;
use crate::state::transfer::Order;
use crate::state::vault;

/// An order to the world.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Ask a server for a reply. Answers: `Grew` at most once a frame, perhaps one `Settled`, then one `Ended`.
    Ask(TurnId, Box<Ask>),
    /// Break a request off. Nothing more comes of its turn.
    Abort(TurnId),
    /// Answer `WaitOver` after so many milliseconds, unless aborted.
    Wait(TurnId, u32),
    /// Send `Ticked` each second from now on, or stop.
    Tick(bool),
    /// Find out whether a connection works. Answers: `Checked`.
    Check(u32, Box<Subject>),
    /// Do something for a first visit. Answers: `FirstVisit`.
    FirstVisit(first_visit::Command),
    /// Stop the check of that number. Nothing more comes of it.
    StopCheck(u32),
    /// Have the browser normalize the host of an address: the one typed into the form on the page (none), or a
    /// connection's. Answers: `AddressNormalized`.
    NormalizeAddress(Option<ConnectionId>, Rc<str>),
    /// Keep what was typed into forms, as long as the tab.
    SaveFormDrafts(FormDrafts),
    /// List a server's models. Answers: `ModelsListed`.
    ListModels(Box<Subject>),
    /// Store a conversation and its entry. Answers: `Saved` or `SaveFailed`.
    SaveConversation(Rc<Conversation>, Rc<Entry>),
    /// Keep what has come of a running reply, so that a killed browser does not lose it.
    Journal(ConversationId, Rc<Message>),
    /// Ask the browser what room there is. Answers: `RoomMeasured`.
    MeasureRoom,
    /// Do something with what was kept aside. Answers: `Stored` with the count.
    Aside(Aside),
    /// Store what is known of backups.
    SaveBackups(Backups),
    /// Delete everything that is stored on this device, and load the page again.
    DeleteEverything,
    /// Remove a conversation and store its tombstone.
    DeleteConversation(Rc<Entry>),
    /// Remove many conversations and store their tombstones.
    DeleteConversations(Vec<Rc<Entry>>),
    /// Store where conversations were put.
    File(Vec<Rc<Entry>>),
    /// Store the folders.
    SaveFolders(Rc<Folders>),
    /// Read a conversation. Answers: `Loaded`.
    LoadConversation(ConversationId),
    /// Let go of conversations. Answers: `LetGo` with those that are stored as they are, if there are any.
    LetGo(Vec<ConversationId>),
    /// Read the rest of a long history now, and not only when the page has nothing else to do. Answers: `HistoryRead`.
    ReadHistory,
    /// Store a draft soon (at the latest when the page is hidden); an empty one is removed.
    SaveDraft(Option<ConversationId>, Rc<str>),
    /// Read a draft. Answers: `DraftLoaded`.
    LoadDraft(Option<ConversationId>),
    /// Store the settings.
    SaveSettings(Rc<Settings>),
    /// Store the connections.
    SaveConnections(Vec<Rc<Connection>>),
    /// Forget a stored connection.
    DropConnection(ConnectionId),
    /// Store a connection's secrets where it keeps them, and only there. None: forget them.
    SaveSecrets(Rc<Connection>, Option<Rc<Secrets>>),
    /// Do something with the encrypted keys. Answers: `Vault`.
    Vault(vault::Order),
    /// Do something with files. Answers: `Transfer`.
    Transfer(Order),
    /// Do something for a search. Answers: `Search`.
    Search(search::Order),
    /// Copy a text. Answers: `CopyEnded`.
    Copy(String),
    /// Download a text as a file of that name.
    Download(Rc<str>, Rc<str>),
    /// Go somewhere: `replace` leaves no way back. Answers: `RouteChanged`.
    Go {
        /// Where.
        route: Route,
        /// Whether the present place is forgotten.
        replace: bool,
    },
    /// Put the focus somewhere, once the page is drawn.
    Focus(Place),
    /// Let the page send to these origins and no others, until it is loaded again.
    Narrow(Vec<Rc<str>>),
    /// Load the page again, where it is, and remember this place as where one was before. What is typed is kept as a
    /// draft.
    Reload(Route),
    /// Show the page in this theme and language.
    Dress(Theme, Language),
}

/// Who is asked for a reply.
#[derive(Clone, Debug)]
pub enum Ask {
    /// A server.
    Server {
        /// The request.
        call: Call,
        /// Its connection, for finding out why if it cannot be reached.
        connection: Rc<Connection>,
    },
    /// The built-in demo.
    Demo {
        /// The last message of the person.
        text: Rc<str>,
        /// How many questions were asked so far.
        questions: usize,
        /// What a reply that is continued had so far.
        continuing: Option<Rc<str>>,
        /// The language's tag.
        language: &'static str,
    },
}

/// A connection to be checked or asked for its models.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The connection, perhaps not yet stored.
    pub connection: Rc<Connection>,
    /// Its secrets, already known to belong to its address.
    pub secrets: Option<Rc<Secrets>>,
}

/// A place that can have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where messages are written.
    Composer,
    /// Where a key or a server's address is pasted.
    Entry,
    /// The search of the history.
    Search,
    /// The heading of the page, after a move to another page.
    Heading,
    /// The field of the files to be imported.
    Files,
}

impl Place {
    /// The id of its element.
    #[must_use]
    pub fn element(self) -> &'static str {
        match self {
            Self::Composer => "composer",
            Self::Entry => "entry",
            Self::Search => "search",
            Self::Heading => "heading",
            Self::Files => "import-files",
        }
    }
}
