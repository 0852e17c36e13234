//! What the app knows and decides: a closed list of actions in, a closed list of effects out.
//!
//! Pure: no clock, no randomness, no browser. The same state and action give the same state and effects.

pub mod action;
pub mod chat;
pub mod chat_defaults;
pub mod connection_check;
mod connection_form;
pub mod connections;
pub mod conversations;
pub mod effect;
pub mod filing;
pub mod first_visit;
mod following;
pub mod held_message;
pub mod history;
mod late;
mod memory;
pub mod notice;
mod panes;
mod reach;
pub mod request;
pub mod route;
pub mod search;
pub mod shortcut;
pub mod storage;
pub mod transfer;
pub mod turn;
pub mod vault;

use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::conversation::Conversation;
use crate::domain::filing::Folders;
use crate::domain::form_draft::FormDrafts;
use crate::domain::history::History;
use crate::domain::id::{ConnectionId, ConversationId, Ids};
use crate::domain::moment::Moment;
use crate::domain::settings::Settings;
use crate::domain::text::{Texts, texts};
use crate::state::action::Action;
use crate::state::chat::Chat;
use crate::state::connections::Connections;
use crate::state::effect::{Effect, Place};
use crate::state::filing::Shelves;
use crate::state::first_visit::{Command, FirstVisit};
use crate::state::held_message::HeldMessage;
use crate::state::notice::Notice;
use crate::state::reach::Reach;
use crate::state::route::Route;
use crate::state::search::Search;
use crate::state::storage::Storage;
use crate::state::transfer::Transfer;
use crate::state::vault::Vault;

/// Everything the app knows.
#[derive(Clone, Debug)]
pub struct State {
    /// Where one is.
    pub route: Route,
    /// Where one was before the settings.
    behind: Route,
    /// Whether this page may send to the servers of its connections alone.
    reach: Reach,
    /// The servers it was narrowed to.
    narrowed: Vec<Rc<str>>,
    /// What the person set.
    pub settings: Rc<Settings>,
    /// The servers and their keys.
    pub connections: Connections,
    /// The field that takes a key or an address, and what came of it.
    pub first_visit: FirstVisit,
    /// A message that was held back because there is a key in it.
    held: Option<HeldMessage>,
    /// The message that may be sent with a key in it.
    allowed: Option<Rc<str>>,
    /// The encrypted keys.
    pub vault: Vault,
    /// Whether another page shows this one inside of itself: then it knows no key and sends nothing.
    pub framed: bool,
    /// All conversations.
    pub history: Rc<History>,
    /// The folders, what is picked, and whether the archive is listed.
    pub shelves: Shelves,
    /// Open conversations and running replies.
    pub chat: Chat,
    /// What lies over the page.
    pub page: Page,
    /// How storing goes.
    pub storage: Storage,
    /// What goes in and out of files.
    pub transfer: Transfer,
    /// What is searched for.
    pub search: Search,
    /// The one message to the person that is not about a reply.
    pub notice: Option<Notice>,
    /// The page's own origin, which servers must allow.
    pub origin: Rc<str>,
    /// Whether the browser can draw what is typed into a text field as dots.
    pub masks_text: bool,
    /// A conversation that is read because it is to be deleted.
    deleting: Option<ConversationId>,
    /// A conversation that is read because it gets a new title.
    renaming: Option<(ConversationId, Rc<str>)>,
    browser_language: Rc<str>,
    ids: Ids,
}

/// What lies over the page, and the device's network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// On a narrow page: whether the list of conversations is drawn over it.
    pub drawer: bool,
    /// On a narrow page: whether the panel is drawn over it.
    pub sheet: bool,
    /// Whether the list of shortcuts is open.
    pub shortcuts: bool,
    /// Whether the device has no network.
    pub offline: bool,
}

/// What the app finds when it starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// Random, drawn once.
    pub seed: u64,
    /// Where the address points.
    pub route: Route,
    /// Where one was before the settings, if the page was loaded again there.
    pub behind: Route,
    /// The browser's preferred language tag.
    pub browser_language: Rc<str>,
    /// The page's own origin, which servers must allow.
    pub origin: Rc<str>,
    /// Stored settings.
    pub settings: Settings,
    /// Stored connections, without the demo.
    pub connections: Vec<Connection>,
    /// Their secrets that this tab can read.
    pub secrets: Vec<(ConnectionId, Secrets)>,
    /// The folders of the history.
    pub folders: Folders,
    /// The encrypted keys.
    pub vault: Vault,
    /// Whether another page shows this one inside of itself.
    pub framed: bool,
    /// The stored history.
    pub history: History,
    /// How storing goes so far.
    pub storage: Storage,
    /// Whether the device has no network.
    pub offline: bool,
    /// What was typed into forms of connections in this tab and not saved.
    pub form_drafts: FormDrafts,
    /// Whether the browser can draw what is typed into a text field as dots.
    pub masks_text: bool,
}

impl State {
    /// The state at the start, and what has to be done first.
    #[must_use]
    pub fn start(start: Start, now: Moment) -> (Self, Vec<Effect>) {
        let mut ids = Ids::new(start.seed);
        let secrets = if start.framed { Vec::new() } else { start.secrets };
        let mut connections = Connections::new(start.connections, secrets);
        connections.drafts = start.form_drafts;
        let settings = Rc::new(start.settings);
        let connection = connections.preferred(settings.connection.as_ref());
        let fresh = Rc::new(Conversation::new(ids.conversation(), connection, now));
        let mut state = Self {
            route: Route::New,
            behind: Route::New,
            reach: Reach::Wide,
            narrowed: Vec::new(),
            settings,
            connections,
            first_visit: FirstVisit::default(),
            held: None,
            allowed: None,
            vault: start.vault,
            framed: start.framed,
            history: Rc::new(start.history),
            shelves: Shelves { folders: Rc::new(start.folders), ..Shelves::default() },
            chat: Chat::new(fresh),
            page: Page { offline: start.offline, ..Page::default() },
            storage: start.storage,
            transfer: Transfer::default(),
            search: Search::default(),
            notice: None,
            deleting: None,
            renaming: None,
            browser_language: start.browser_language,
            origin: start.origin,
            masks_text: start.masks_text,
            ids,
        };
        state.chat.fresh = state.with_chat_defaults((*state.chat.fresh).clone());
        let mut effects = vec![Effect::Dress(state.settings.theme, state.settings.language)];
        effects.push(Effect::FirstVisit(Command::TakeCarried));
        effects.extend(state.raw_addresses());
        effects.extend(state.arrive(start.route, now));
        state.behind = start.behind;
        state.keep_within_reach(&mut effects, now);
        (state, effects)
    }

    /// Takes an action in and says what has to be done.
    pub fn update(&mut self, action: Action, now: Moment) -> Vec<Effect> {
        let leaving = matches!(action, Action::PageLeft);
        let action = self.released(action);
        let asked = action.asks().then(|| action.clone());
        let mut effects = self.taken(action, now);
        self.wait_for_passphrase(asked);
        effects.extend(self.seek(now));
        self.delete_doomed(leaving, &mut effects);
        self.keep_within_reach(&mut effects, now);
        effects
    }

    fn taken(&mut self, action: Action, now: Moment) -> Vec<Effect> {
        match action {
            Action::Sent(text) => self.sent(&text, now),
            Action::DraftChanged(draft, text) => self.draft_changed(draft, text),
            Action::StopPressed => self.stop_pressed(now),
            Action::AllStopped => self.all_stopped(now),
            Action::RetryPressed(reply) => self.retry_pressed(&reply, now),
            Action::RetriedWithout(reply, parameter) => self.retried_without(&reply, parameter, now),
            Action::ContinuePressed(reply) => self.continue_pressed(&reply, now),
            Action::Edited(message, text) => self.edited(&message, &text, now),
            Action::VersionChosen(message) => self.version_chosen(&message, now),
            Action::MessageDeleted(message) => self.message_deleted(&message, now),
            Action::MessageCopied(message) => self.message_copied(&message),
            Action::TextCopied(text) => vec![Effect::Copy(text.as_ref().to_owned())],
            Action::TextDownloaded(name, text) => vec![Effect::Download(name, text)],
            Action::ConversationCopied => self.conversation_copied(),
            Action::Transfer(step) => self.transfer(step, now),
            Action::Search(step) => self.search(step),
            Action::Filed(step) => self.filed(step, now),
            Action::FirstVisit(step) => self.first_visit(step, now),
            Action::HeldMessage(answer) => self.held_answered(answer),
            Action::Stored(step) => self.stored(step, now),

            Action::ConnectionChosen(connection, model) => self.connection_chosen(connection, model, now),
            Action::ContextChosen(context) => self.adjust(now, |talk| talk.context = context),
            Action::SystemPromptChanged(prompt) => self.adjust(now, |talk| talk.system_prompt = prompt),
            Action::ParametersChanged(parameters) => self.adjust(now, |talk| talk.parameters = Rc::new(parameters)),
            Action::RefusalsForgotten => self.refusals_forgotten(),
            Action::ChatDefaultsSaved => self.chat_defaults_saved(),
            Action::ChatDefaultsRestored => self.chat_defaults_restored(now),
            Action::ChatCleared => self.chat_cleared(now),

            Action::NewChatPressed => self.new_chat_pressed(),
            Action::Renamed(conversation, title) => self.renamed(conversation, &title, now),
            Action::Deleted(conversation) => self.deleted(conversation, now),
            Action::UndoPressed => self.undo_pressed(now),
            Action::NoticeDismissed => {
                self.notice = None;
                Vec::new()
            }

            Action::SidebarToggled { narrow } => self.sidebar_toggled(narrow),
            Action::PanelToggled { narrow } => self.panel_toggled(narrow),
            Action::ShortcutsToggled => {
                self.page.shortcuts = !self.page.shortcuts;
                Vec::new()
            }
            Action::Escaped => self.escaped(now),
            Action::ComposerWanted => vec![Effect::Focus(self.first_place())],
            Action::SearchWanted => self.search_wanted(),
            Action::SettingsChanged(settings) => self.settings_changed(settings),
            Action::SavePressed(form) => self.save_pressed(*form, now),
            Action::ConnectionSaved(form) => self.connection_saved(&form, now),
            Action::CheckPressed(form) => self.check_pressed(*form),
            Action::FormEdited(of, draft) => self.form_edited(of, draft.map(|draft| *draft)),
            Action::FormCancelled(of) => self.form_cancelled(&of),
            Action::ConnectionDeleted(connection) => self.connection_deleted(&connection, now),
            Action::KeyForgotten(connection) => self.key_forgotten(&connection),
            Action::Vault(step) => self.vault(step, now),
            Action::ModelsWanted(connection) => self.models_wanted(&connection),

            Action::Grew(turn, growth) => self.grew(&turn, *growth, now),
            Action::Settled(turn, ending) => self.ended_so_far(&turn, ending, true, now),
            Action::Ended(turn, ending) => self.ended(&turn, ending, now),
            Action::Ticked => self.ticked(now),
            Action::WaitOver(turn) => self.wait_over(&turn, now),

            Action::Checked(number, result) => self.checked(number, result, now),
            Action::AddressNormalized(of, typed, normalized) => self.address_normalized(of, &typed, normalized),
            Action::ModelsListed(connection, result) => self.models_listed(&connection, result, now),

            Action::RouteChanged(route) => self.arrive(route, now),
            Action::WentOnline => {
                self.page.offline = false;
                Vec::new()
            }
            Action::WentOffline => {
                self.page.offline = true;
                Vec::new()
            }
            Action::PageHidden => self.page_hidden(now),
            Action::PageLeft => Vec::new(),
            Action::CopyEnded(copied) => {
                self.notice = if copied { self.notice.take() } else { Some(Notice::CopyFailed) };
                Vec::new()
            }

            Action::PartlyRead(missing) => {
                self.notice = Some(Notice::PartlyRead(missing));
                Vec::new()
            }
            Action::Loaded(conversation, found) => {
                let transferred = self.read_for_transfer(&conversation, found.as_deref());
                let is_other = transferred.is_none();
                let mut effects = transferred.unwrap_or_default();
                if is_other || self.awaits(&conversation) {
                    effects.extend(self.loaded(&conversation, found.map(|talk| *talk), now));
                }
                effects
            }
            Action::DraftLoaded(conversation, text) => self.draft_loaded(conversation, text),
            Action::TakenElsewhere(conversation) => self.taken_elsewhere(&conversation, now),
            Action::Followed(conversation, writes) => self.followed(&conversation, writes, now),
            Action::PieceCame(conversation, message, piece) => self.piece_came(&conversation, &message, &piece),
            Action::RoomMeasured(room) => {
                self.storage.room = Some(room);
                Vec::new()
            }
            Action::DeletionWanted(wanted) => self.deletion_wanted(wanted),
            Action::TemporaryToggled => self.temporary_toggled(),
            Action::DurableAnswered { here, unreadable } => self.durable_answered(here, unreadable),
            Action::Saved { conversation, merged, size, used } => self.saved(&conversation, merged, size, used),
            Action::SaveFailed(what, problem) => self.save_failed(what, problem),
            Action::ConversationCame(conversation) => self.conversation_came(*conversation),
            Action::HistoryCame(entries) => self.history_came(entries),
            Action::LetGo(ids) => self.let_go(&ids),
            Action::HistoryRead { entries, unreadable, used } => self.history_read(entries, unreadable, used),
            Action::SettingsCame(settings) => {
                let effect = Effect::Dress(settings.theme, settings.language);
                let before = std::mem::replace(&mut self.settings, Rc::new(settings));
                self.chat_defaults_changed(&before.new_chats);
                self.connect_fresh();
                vec![effect]
            }
            Action::ConnectionsCame(connections, secrets) => {
                self.connections.replace(connections, if self.framed { Vec::new() } else { secrets });
                self.connect_fresh();
                self.raw_addresses()
            }
        }
    }

    /// The sentences in the language chosen.
    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        texts(self.settings.language, &self.browser_language)
    }

    /// The conversation on the page. None on the settings, and while it is read or where there is none.
    #[must_use]
    pub fn conversation(&self) -> Option<&Rc<Conversation>> {
        match &self.route {
            Route::New => Some(&self.chat.fresh),
            Route::Conversation(id) => self.chat.open.get(id),
            _ => None,
        }
    }

    /// Where one begins to type on this page.
    fn first_place(&self) -> Place {
        if self.is_first_visit() { Place::Entry } else { Place::Composer }
    }

    /// Where one goes back to from the settings: where one was, as long as it is still there.
    #[must_use]
    pub fn back(&self) -> Route {
        match &self.behind {
            Route::Conversation(id) if self.history.entry(id).is_some() => self.behind.clone(),
            _ => Route::New,
        }
    }

    /// The connection a conversation uses. None if it was deleted.
    #[must_use]
    pub fn connection_of(&self, conversation: &Conversation) -> Option<&Rc<Connection>> {
        self.connections.get(&conversation.connection)
    }

    /// The model a conversation uses. Empty if none is chosen.
    #[must_use]
    pub fn model_of(&self, conversation: &Conversation) -> Rc<str> {
        if !conversation.model.is_empty() {
            return Rc::clone(&conversation.model);
        }
        self.connection_of(conversation).map(|connection| Rc::clone(&connection.model)).unwrap_or_default()
    }

    #[inline(never)]
    fn settings_changed(&mut self, settings: Settings) -> Vec<Effect> {
        if settings.connection != self.settings.connection {
            let connection = self.connections.preferred(settings.connection.as_ref());
            let fresh = Rc::make_mut(&mut self.chat.fresh);
            fresh.connection = connection;
            fresh.model = Rc::default();
        }
        let before = std::mem::replace(&mut self.settings, Rc::new(settings));
        self.chat_defaults_changed(&before.new_chats);
        vec![
            Effect::SaveSettings(Rc::clone(&self.settings)),
            Effect::Dress(self.settings.theme, self.settings.language),
        ]
    }
}
