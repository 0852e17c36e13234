//! Open conversations: read, changed, stored, merged with what other tabs stored.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::history::{Entry, History};
use crate::domain::id::{ConnectionId, ConversationId, MessageId};
use crate::domain::key_shape::redacted;
use crate::domain::moment::Moment;
use crate::domain::preset::Preset;
use crate::domain::settings::Settings;
use crate::domain::thread::Thread;
use crate::domain::transfer::markdown;
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::notice::Notice;
use crate::state::route::Route;
use crate::state::storage::Aside;

/// Entries of the history that are not taken in one by one.
const MANY: usize = 50;

impl State {
    /// Goes to a place: reads what is not open yet and gives the composer its draft.
    #[inline(never)]
    pub(super) fn arrive(&mut self, route: Route, now: Moment) -> Vec<Effect> {
        let mut effects = self.check_stopped();
        let before = std::mem::replace(&mut self.route, route.clone());
        if route.is_settings() && !before.is_settings() {
            self.behind = before.clone();
        }
        self.page.drawer = false;
        self.page.sheet = false;
        self.chat.obstacle = None;
        self.held = None;
        let connected = route == Route::New && self.connections.all().len() > 1;
        let left = route != before && before == Route::NewConnection;
        if connected || left || !matches!(route, Route::New | Route::NewConnection) {
            self.first_visit.clear();
        }
        self.leave_passphrase();
        self.connections.leave_form();
        let draft = match &self.route {
            Route::New => None,
            Route::Conversation(id) => Some(id.clone()),
            _ => {
                self.show_thread();
                self.storage.deleting = false;
                self.storage.listed = 0;
                effects.extend(self.read_history());
                effects.push(Effect::MeasureRoom);
                effects.push(Effect::Aside(Aside::Count));
                let draft = self.route.form().and_then(|form| self.connections.drafts.get(&form).cloned());
                effects.extend(draft.map(|draft| self.address_typed(&draft.address)).unwrap_or_default());
                // The form of a new connection gives the focus to what has to be typed, if anything has.
                let types = |kind: Preset| kind.facts().needs_key || kind.facts().address.is_empty();
                if !matches!(self.route, Route::NewConnectionOf(kind) if types(kind)) {
                    effects.push(Effect::Focus(Place::Heading));
                }
                return effects;
            }
        };
        // It is said on the new chat that stands in for what was not found.
        if self.route != Route::New && matches!(self.notice, Some(Notice::NotFound(_))) {
            self.notice = None;
        }
        if let Some(id) = &draft {
            // First: the storage lets go of nothing while it is busy.
            effects.extend(self.shown(id));
            if !self.chat.open.contains_key(id) {
                effects.push(Effect::LoadConversation(id.clone()));
            }
        }
        if self.route == Route::New && self.connections.get(&self.chat.fresh.connection).is_none() {
            self.begin_fresh(now);
        }
        self.show_thread();
        // Where the chat that had not begun became this conversation, the composer is as it should be.
        if before != route || self.chat.composing.version == 0 {
            match self.chat.drafts.get(&draft) {
                Some(text) => self.chat.compose(Rc::clone(text)),
                None => {
                    self.chat.compose(Rc::default());
                    effects.push(Effect::LoadDraft(draft));
                }
            }
            effects.push(Effect::Focus(self.first_place()));
        }
        effects
    }

    /// After a message was taken: a chat that had not begun has an address now, and another one waits.
    pub(super) fn settle(&mut self, id: &ConversationId, now: Moment) -> Vec<Effect> {
        if self.chat.fresh.id != *id {
            return Vec::new();
        }
        self.begin_fresh(now);
        self.route = Route::Conversation(id.clone());
        self.show_thread();
        vec![Effect::Go { route: self.route.clone(), replace: true }]
    }

    /// A new chat that has not begun.
    pub(super) fn begin_fresh(&mut self, now: Moment) {
        let connection = self.connections.preferred(self.settings.connection.as_ref());
        let fresh = Conversation::new(self.ids.conversation(), connection, now);
        self.chat.fresh = self.with_chat_defaults(fresh);
    }

    /// Whether the page waits for this conversation to be read.
    pub(super) fn awaits(&self, id: &ConversationId) -> bool {
        self.route == Route::Conversation(id.clone())
            || self.deleting.as_ref() == Some(id)
            || self.renaming.as_ref().is_some_and(|(renaming, _)| renaming == id)
    }

    /// The chat that has not begun asks whom the person prefers, who may have become known only now.
    #[inline(never)]
    pub(super) fn connect_fresh(&mut self) {
        let held = &self.chat.fresh.connection;
        if *held == ConnectionId::demo() || self.connections.get(held).is_none() {
            let connection = self.connections.preferred(self.settings.connection.as_ref());
            Rc::make_mut(&mut self.chat.fresh).connection = connection;
        }
    }

    #[inline(never)]
    pub(super) fn loaded(&mut self, id: &ConversationId, found: Option<Conversation>, now: Moment) -> Vec<Effect> {
        let deleting = self.deleting.take_if(|deleting| deleting == id).is_some();
        let renaming = self.renaming.take_if(|(renaming, _)| renaming == id);
        match found {
            Some(talk) => {
                // A turn may have begun meanwhile only in what is open already, so that is never replaced. What is
                // written next is not merged with what was read: all of it is to be in there.
                match self.chat.open.get_mut(id) {
                    Some(ours) => *ours = Rc::new(ours.merge(&talk)),
                    None => drop(self.chat.open.insert(id.clone(), Rc::new(talk))),
                }
                self.show_thread();
                match renaming {
                    _ if deleting => self.deleted(id.clone(), now),
                    Some((_, title)) => self.renamed(id.clone(), &title, now),
                    None => Vec::new(),
                }
            }
            None if deleting => self.entry_deleted(id),
            None if self.route == Route::Conversation(id.clone()) && !self.chat.open.contains_key(id) => {
                if self.history.entry(id).is_some() {
                    // It is in the list, so it is there and cannot be read.
                    self.storage.unreadable = self.storage.unreadable.max(1);
                } else {
                    self.notice = Some(Notice::NotFound(id.clone()));
                }
                vec![Effect::Go { route: Route::New, replace: true }]
            }
            None => Vec::new(),
        }
    }

    #[inline(never)]
    pub(super) fn draft_changed(&mut self, draft: Option<ConversationId>, text: Rc<str>) -> Vec<Effect> {
        if draft.as_ref().is_some_and(|id| self.history.entry(id).is_none()) {
            return Vec::new();
        }
        if draft.is_none() && self.chat.temporary.contains(&self.chat.fresh.id) {
            return Vec::new();
        }
        // The field keeps what was typed; a key is not stored with it.
        let stored = redacted(&text).map_or_else(|| Rc::clone(&text), Rc::from);
        self.chat.drafts.insert(draft.clone(), text);
        vec![Effect::SaveDraft(draft, stored)]
    }

    #[inline(never)]
    pub(super) fn draft_loaded(&mut self, draft: Option<ConversationId>, text: Rc<str>) -> Vec<Effect> {
        // What was typed while the draft was read is newer than it.
        if self.chat.drafts.get(&draft).is_some_and(|typed| !typed.is_empty()) {
            return Vec::new();
        }
        let here = match &self.route {
            Route::New => draft.is_none(),
            Route::Conversation(id) => draft.as_ref() == Some(id),
            _ => false,
        };
        if here && !text.is_empty() {
            self.chat.compose(Rc::clone(&text));
        }
        self.chat.drafts.insert(draft, text);
        Vec::new()
    }

    /// Changes the settings of the conversation on the page.
    #[inline(never)]
    pub(super) fn adjust(&mut self, now: Moment, change: impl FnOnce(&mut Conversation)) -> Vec<Effect> {
        let Some(talk) = self.conversation() else { return Vec::new() };
        let mut talk = (**talk).clone();
        change(&mut talk);
        self.chat.obstacle = None;
        if talk.id == self.chat.fresh.id {
            self.chat.fresh = Rc::new(talk);
            return Vec::new();
        }
        talk.touch(now);
        self.keep(talk, false)
    }

    #[inline(never)]
    pub(super) fn connection_chosen(&mut self, id: ConnectionId, model: Rc<str>, now: Moment) -> Vec<Effect> {
        if self.connections.get(&id).is_none() {
            return Vec::new();
        }
        let mut effects = self.model_preferred(&id, &model);
        if self.settings.connection.as_ref() != Some(&id) {
            effects
                .extend(self.settings_changed(Settings { connection: Some(id.clone()), ..(*self.settings).clone() }));
        }
        effects.extend(self.adjust(now, |talk| {
            talk.connection = id;
            talk.model = model;
        }));
        effects
    }

    #[inline(never)]
    pub(super) fn chat_cleared(&mut self, now: Moment) -> Vec<Effect> {
        let Some(id) = self.conversation().map(|talk| talk.id.clone()) else { return Vec::new() };
        let mut effects = self.abandon(&id, now);
        let Some(before) = self.chat.open.get(&id).filter(|talk| !talk.messages.is_empty()).cloned() else {
            return effects;
        };
        let mut talk = (*before).clone();
        talk.clear(now);
        effects.extend(self.keep(talk, false));
        self.notice = Some(Notice::ChatCleared(before));
        effects.push(Effect::Focus(Place::Composer));
        effects
    }

    #[inline(never)]
    pub(super) fn message_deleted(&mut self, id: &MessageId, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().map(|talk| talk.id.clone()) else { return Vec::new() };
        let mut effects = self.abandon(&talk, now);
        let Some(before) = self.chat.open.get(&talk).filter(|talk| talk.message(id).is_some()).cloned() else {
            return effects;
        };
        let mut talk = (*before).clone();
        talk.delete(id, now);
        effects.extend(self.keep(talk, false));
        self.notice = Some(Notice::MessageDeleted(before));
        effects
    }

    #[inline(never)]
    pub(super) fn version_chosen(&mut self, id: &MessageId, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation().filter(|talk| talk.message(id).is_some()) else { return Vec::new() };
        let mut talk = (**talk).clone();
        talk.choose(id, now);
        self.keep(talk, false)
    }

    #[inline(never)]
    pub(super) fn message_copied(&mut self, id: &MessageId) -> Vec<Effect> {
        let thread = &self.chat.thread;
        let row = thread.rows.iter().rev().find(|row| row.message.id == *id);
        row.map(|row| vec![Effect::Copy(row.message.text())]).unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn conversation_copied(&mut self) -> Vec<Effect> {
        let Some(talk) = self.conversation() else { return Vec::new() };
        vec![Effect::Copy(markdown::write(talk, self.texts()))]
    }

    /// Another copy of a conversation came: from another tab, or merged while storing.
    #[inline(never)]
    pub(super) fn conversation_came(&mut self, theirs: Conversation) -> Vec<Effect> {
        if let Some(ours) = self.chat.open.get_mut(&theirs.id) {
            *ours = Rc::new(ours.merge(&theirs));
            self.show_thread();
        }
        Vec::new()
    }

    #[inline(never)]
    pub(super) fn history_came(&mut self, entries: Vec<Entry>) -> Vec<Effect> {
        if entries.len() > MANY {
            let held = self.history.entries().iter().cloned();
            self.history = Rc::new(History::new(held.chain(entries.into_iter().map(Rc::new)).collect()));
        } else {
            let history = Rc::make_mut(&mut self.history);
            for entry in entries {
                history.absorb(entry);
            }
        }
        let Route::Conversation(here) = self.route.clone() else { return Vec::new() };
        if !self.history.is_deleted(&here) || self.chat.turn_of(&here).is_some() {
            return Vec::new();
        }
        self.chat.open.remove(&here);
        self.notice = Some(Notice::DeletedElsewhere);
        vec![Effect::Go { route: Route::New, replace: true }]
    }

    /// Takes a changed conversation in, shows it and stores it.
    pub(super) fn keep(&mut self, talk: Conversation, first: bool) -> Vec<Effect> {
        let id = talk.id.clone();
        if !self.chat.temporary.contains(&id) {
            Rc::make_mut(&mut self.history).note(&talk, first);
        }
        self.chat.open.insert(id.clone(), Rc::new(talk));
        self.show_thread();
        self.save(&id)
    }

    /// Stores a conversation as it is now, with what has come of a running reply.
    pub(super) fn save(&mut self, id: &ConversationId) -> Vec<Effect> {
        let (Some(talk), Some(entry)) = (self.chat.open.get(id), self.history.entry(id)) else { return Vec::new() };
        let mut talk = Rc::clone(talk);
        if let Some(turn) = self.chat.turn_of(id) {
            let place = Rc::make_mut(&mut talk).messages.iter_mut().rev().find(|message| message.id == turn.message.id);
            if let Some(place) = place {
                *place = Rc::clone(&turn.message);
            }
        }
        vec![Effect::SaveConversation(talk, Rc::clone(entry))]
    }

    /// Brings the rows of the page up to date with its conversation.
    pub(super) fn show_thread(&mut self) {
        let mut thread = self.conversation().map(|talk| Thread::of(talk)).unwrap_or_default();
        if let Some(talk) = self.conversation() {
            self.show_followed(&talk.id, &mut thread);
            if let Some(turn) = self.chat.turn_of(&talk.id) {
                thread.refresh(turn.shown());
            }
        }
        for row in thread.rows.iter_mut().filter(|_| !self.chat.unchanged.is_empty()) {
            row.attempt = self.chat.unchanged.get(&row.message.id).cloned();
        }
        if *self.chat.thread != thread {
            self.chat.thread = Rc::new(thread);
        }
    }
}
