//! Keeping what was chosen of an import: conversation by conversation as the files are read again, all or nothing.

use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::conversation::{Conversation, Tombstone};
use crate::domain::filing::Folders;
use crate::domain::history::{Entry, History};
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::message::Message;
use crate::domain::settings::Settings;
use crate::domain::table::{Table, in_order};
use crate::domain::transfer::import::Extras;
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::transfer::import::{Import, Why};
use crate::state::transfer::{Order, order};

/// What is being kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keeping {
    /// What is to come, with its place.
    plan: Table<ConversationId, Rc<Entry>>,
    /// What was handed to the storage.
    kept: Table<ConversationId, Rc<Entry>>,
    /// What stood here before and is now brought up to date.
    before: Vec<(Conversation, Vec<Tombstone>)>,
    /// What comes once it is known what stood here before.
    waiting: Vec<Conversation>,
    extras: Option<Extras>,
    folders: Folders,
    keys: Vec<(ConnectionId, Secrets)>,
    /// Whether the files were read to their end.
    all_read: bool,
}

impl Import {
    pub(super) fn holds(&self, id: &ConversationId) -> bool {
        match self {
            Self::Keeping(keeping, _) => keeping.kept.contains_key(id),
            _ => false,
        }
    }
}

impl State {
    pub(super) fn import_pressed(&mut self) -> Vec<Effect> {
        let Import::Choosing(finds) = &self.transfer.import else { return Vec::new() };
        let chosen = finds.talks.iter().filter(|find| find.ticked);
        let mut place = self.history.next_order();
        let mut plan = Table::new();
        let history = Rc::clone(&self.history);
        let here: Table<&ConversationId, &Rc<Entry>> =
            history.entries().iter().map(|entry| (&entry.id, entry)).collect();
        // The one that changed last comes to stand on top.
        for find in in_order(chosen, |find| find.updated) {
            let held = here.get(&&find.id);
            let order = match (held, find.origin.order) {
                (Some(held), _) if !held.deleted => held.order,
                (_, Some(order)) => order,
                _ => {
                    place += 1;
                    place
                }
            };
            let entry = Entry {
                id: find.id.clone(),
                title: Rc::clone(&find.title),
                // Above the mark of a deletion, so that no other copy deletes it again.
                revision: held.filter(|held| held.deleted).map_or(0, |held| held.revision + 1).max(find.revision),
                order,
                created: 0,
                updated: find.updated,
                size: 0,
                deleted: false,
                // What is here stays where it was put.
                filing: match held {
                    Some(held) if !held.deleted => held.filing.clone(),
                    _ => find.origin.filing.clone(),
                },
            };
            plan.insert(find.id.clone(), Rc::new(entry));
        }
        let extras = finds.extras.clone().filter(|_| finds.with_extras);
        let folders = finds.folders.clone();
        let keys = finds.keys.clone().filter(|_| finds.with_keys).unwrap_or_default();
        self.transfer.import = Import::Keeping(Keeping { plan, extras, folders, keys, ..Keeping::default() }, 0);
        vec![Effect::Transfer(Order::Read { again: true }), Effect::Focus(Place::Files)]
    }

    /// Keeps a conversation if it was chosen. One that is here already is read first, so that it can be taken back.
    pub(super) fn keep_found(&mut self, mut talk: Conversation) -> Vec<Effect> {
        if self.connections.get(&talk.connection).is_none() {
            talk.connection = self.connections.preferred(self.settings.connection.as_ref());
            talk.model = Rc::default();
        }
        let is_here = self.history.entry(&talk.id).is_some();
        let Import::Keeping(keeping, _) = &mut self.transfer.import else { return Vec::new() };
        let Some(entry) = keeping.plan.remove(&talk.id) else { return Vec::new() };
        talk.revision = talk.revision.max(entry.revision);
        keeping.kept.insert(talk.id.clone(), entry.clone());
        if is_here {
            let id = talk.id.clone();
            keeping.waiting.push(talk);
            return vec![Effect::LoadConversation(id)];
        }
        vec![Effect::SaveConversation(Rc::new(talk), entry)]
    }

    pub(super) fn before_loaded(&mut self, id: &ConversationId, found: Option<&Conversation>) -> Option<Vec<Effect>> {
        let Import::Keeping(keeping, _) = &mut self.transfer.import else { return None };
        let at = keeping.waiting.iter().position(|talk| talk.id == *id)?;
        let mut talk = keeping.waiting.swap_remove(at);
        if let Some(before) = found {
            let mut added = Vec::new();
            for message in &mut talk.messages {
                if before.message(&message.id).is_none() {
                    let stone = before.tombstones.iter().find(|stone| stone.message == message.id);
                    let message = Rc::make_mut(message);
                    // After all that is here, as that is when it came to it, and above the mark of any deletion.
                    message.sequence += before.next_sequence;
                    message.revision = message.revision.max(stone.map_or(0, |stone| stone.revision + 1));
                    let Message { id, revision, parent, .. } = message.clone();
                    added.push(Tombstone { message: id, revision, parent });
                }
            }
            talk.next_sequence += before.next_sequence;
            keeping.before.push((before.clone(), added));
            talk = before.merge(&talk);
        }
        let entry = keeping.kept.get(id)?.clone();
        let mut effects = vec![Effect::SaveConversation(Rc::new(talk), entry)];
        effects.extend(self.all_read_if_over());
        Some(effects)
    }

    fn all_read_if_over(&mut self) -> Vec<Effect> {
        match &self.transfer.import {
            Import::Keeping(keeping, _) if keeping.all_read && keeping.waiting.is_empty() => order(Order::Settle),
            _ => Vec::new(),
        }
    }

    pub(super) fn all_read(&mut self) -> Vec<Effect> {
        if let Import::Keeping(keeping, _) = &mut self.transfer.import {
            if !keeping.plan.is_empty() {
                return self.take_back(Why::Changed);
            }
            keeping.all_read = true;
        }
        self.all_read_if_over()
    }

    /// Nothing is on its way to the storage any more: from now on it stands.
    pub(super) fn settled(&mut self) -> Vec<Effect> {
        let Import::Keeping(keeping, _) = &self.transfer.import else { return Vec::new() };
        if !keeping.all_read {
            return Vec::new();
        }
        let count = u32::try_from(keeping.kept.len()).unwrap_or(u32::MAX);
        let Import::Keeping(keeping, _) = std::mem::replace(&mut self.transfer.import, Import::Done(count)) else {
            return Vec::new();
        };
        let kept: Vec<Rc<Entry>> = keeping.kept.into_values().collect();
        let entries = self.history.entries().iter().chain(&kept).cloned().collect();
        self.history = Rc::new(History::new(entries));
        let mut effects = self.file_imported(&kept, &keeping.folders);
        effects.extend(keeping.extras.map(|extras| self.restore(extras)).unwrap_or_default());
        effects.extend(self.restore_keys(keeping.keys));
        effects
    }

    /// Takes the settings and connections of a backup; what is here already stays.
    fn restore(&mut self, extras: Extras) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.connections.restore(extras.connections) {
            effects.push(Effect::SaveConnections(self.connections.all().iter().skip(1).cloned().collect()));
        }
        if let Some(settings) = extras.settings {
            let known = |id: &ConnectionId| self.connections.get(id).is_some();
            let connection = settings.connection.clone().filter(known).or(self.settings.connection.clone());
            effects.extend(self.settings_changed(Settings { connection, ..settings }));
        }
        effects
    }

    /// A conversation was kept; so much room it takes.
    pub(in crate::state) fn kept(&mut self, id: &ConversationId, size: u32) {
        if !self.transfer.import.holds(id) {
            return;
        }
        if let Import::Keeping(keeping, _) = &mut self.transfer.import
            && let Some(entry) = keeping.kept.get_mut(id)
        {
            Rc::make_mut(entry).size = size;
        }
    }

    /// Makes everything as it was before the import.
    pub(super) fn take_back(&mut self, why: Why) -> Vec<Effect> {
        let import = std::mem::replace(&mut self.transfer.import, Import::Failed(why));
        let Import::Keeping(keeping, _) = import else { return Vec::new() };
        let mut effects = vec![Effect::Transfer(Order::Stop), Effect::Focus(Place::Files)];
        for (before, added) in &keeping.before {
            let mut talk = before.clone();
            // Above what was kept, so that this is the state that stays.
            let kept = keeping.kept.get(&talk.id).map_or(0, |entry| entry.revision);
            talk.revision = talk.revision.max(kept) + 2;
            talk.tombstones.extend_from_slice(added);
            let entry = Rc::make_mut(&mut self.history).note(&talk, false);
            if let Some(open) = self.chat.open.get_mut(&talk.id) {
                *open = Rc::new(open.merge(&talk));
            }
            effects.push(Effect::SaveConversation(Rc::new(talk), entry));
        }
        let stood = |id: &ConversationId| keeping.before.iter().any(|(before, _)| before.id == *id);
        for (id, entry) in &keeping.kept {
            if stood(id) || keeping.waiting.iter().any(|talk| talk.id == *id) {
                continue;
            }
            let gone = Entry {
                deleted: true,
                revision: entry.revision + 1,
                size: 0,
                title: Rc::default(),
                ..(**entry).clone()
            };
            Rc::make_mut(&mut self.history).absorb(gone.clone());
            self.chat.open.remove(id);
            effects.push(Effect::DeleteConversation(Rc::new(gone)));
        }
        self.show_thread();
        effects
    }
}

/// The connections of a backup that are not here.
pub(in crate::state) fn missing(held: &[Rc<Connection>], from: Vec<Connection>) -> Vec<Rc<Connection>> {
    let is_new =
        |one: &Connection| !one.is_demo() && one.address.is_some() && held.iter().all(|held| held.id != one.id);
    from.into_iter().filter(is_new).map(Rc::new).collect()
}
