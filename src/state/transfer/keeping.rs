//! Keeping what was chosen of an import: conversation by conversation as the files are read again, all or nothing.

use std::rc::Rc;

use crate::domain::connection::{Connection, Secrets};
use crate::domain::connection_status::ConnectionStatus;
use crate::domain::conversation::Conversation;
use crate::domain::filing::Folders;
use crate::domain::history::{Entry, History};
use crate::domain::id::{ConnectionId, ConversationId, MessageId};
use crate::domain::message::Message;
use crate::domain::original::{Leftover, Original};
use crate::domain::settings::Settings;
use crate::domain::table::{Table, in_order};
use crate::domain::transfer::import::Extras;
use crate::domain::transfer::outline::{content, other_id};
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::transfer::import::{Import, Why};
use crate::state::transfer::{Order, order};

/// What is being kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keeping {
    /// What is to come, by its id in the files and which of that id it is, with its place.
    plan: Table<(ConversationId, u32), Rc<Entry>>,
    /// How often each id of the files was met so far.
    met: Table<ConversationId, u32>,
    /// What was handed to the storage.
    kept: Table<ConversationId, Rc<Entry>>,
    /// What comes once it is known what stood here before.
    waiting: Vec<(Conversation, Vec<Original>)>,
    /// What in all of it has no place yet.
    leftover: Leftover,
    extras: Option<Extras>,
    folders: Folders,
    keys: Vec<(ConnectionId, Secrets)>,
    /// Whether the files were read to their end.
    all_read: bool,
}

impl State {
    pub(super) fn import_pressed(&mut self) -> Vec<Effect> {
        let Import::Choosing(finds) = &self.transfer.import else { return Vec::new() };
        let chosen = finds.talks.iter().filter(|find| find.ticked);
        let mut place = self.history.next_order();
        let (mut plan, mut leftover) = (Table::new(), Leftover::default());
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
                active: 0,
                size: 0,
                deleted: false,
                // What is here stays where it was put.
                filing: match held {
                    Some(held) if !held.deleted => held.filing.clone(),
                    _ => find.origin.filing.clone(),
                },
            };
            plan.insert(find.source.clone(), Rc::new(entry));
            leftover.add(&find.leftover);
        }
        let extras = finds.extras.clone().filter(|_| finds.with_extras);
        let folders = finds.folders.clone();
        let keys = finds.keys.clone().filter(|_| finds.with_keys).unwrap_or_default();
        self.transfer.import =
            Import::Keeping(Keeping { plan, leftover, extras, folders, keys, ..Keeping::default() }, 0);
        vec![Effect::Transfer(Order::Read { again: true }), Effect::Focus(Place::Files)]
    }

    /// Stages a conversation if it was chosen. One that is here already is read first: what is new comes to it.
    pub(super) fn keep_found(&mut self, mut talk: Conversation, originals: Vec<Original>) -> Vec<Effect> {
        if self.connections.get(&talk.connection).is_none() {
            talk.connection = self.connections.preferred(self.settings.connection.as_ref());
            talk.model = Rc::default();
        }
        let Import::Keeping(keeping, _) = &mut self.transfer.import else { return Vec::new() };
        let occurrence = keeping.met.get(&talk.id).copied().unwrap_or_default();
        keeping.met.insert(talk.id.clone(), occurrence + 1);
        let Some(entry) = keeping.plan.remove(&(talk.id.clone(), occurrence)) else { return Vec::new() };
        talk.id = entry.id.clone();
        let is_here = self.history.entry(&talk.id).is_some();
        talk.revision = talk.revision.max(entry.revision);
        keeping.kept.insert(talk.id.clone(), entry.clone());
        if is_here {
            let id = talk.id.clone();
            keeping.waiting.push((talk, originals));
            return vec![Effect::LoadConversation(id)];
        }
        order(Order::Stage(Rc::new(talk), originals, entry, false))
    }

    pub(super) fn before_loaded(&mut self, id: &ConversationId, found: Option<&Conversation>) -> Option<Vec<Effect>> {
        let Import::Keeping(keeping, _) = &mut self.transfer.import else { return None };
        let at = keeping.waiting.iter().position(|(talk, _)| talk.id == *id)?;
        let (mut talk, originals) = keeping.waiting.swap_remove(at);
        if let Some(before) = found {
            stand_beside(&mut talk, before);
            for message in &mut talk.messages {
                if before.message(&message.id).is_none() {
                    let stone = before.tombstones.iter().find(|stone| stone.message == message.id);
                    let message = Rc::make_mut(message);
                    // After all that is here, as that is when it came to it, and above the mark of any deletion.
                    message.sequence += before.next_sequence;
                    message.revision = message.revision.max(stone.map_or(0, |stone| stone.revision + 1));
                }
            }
            talk.next_sequence += before.next_sequence;
            talk = before.merge(&talk);
        }
        let entry = keeping.kept.get(id)?.clone();
        let mut effects = order(Order::Stage(Rc::new(talk), originals, entry, found.is_some()));
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

    /// Nothing is on its way to the storage any more: now all of it is to be there.
    pub(super) fn settled(&mut self) -> Vec<Effect> {
        match &self.transfer.import {
            Import::Keeping(keeping, _) if keeping.all_read => order(Order::Commit),
            _ => Vec::new(),
        }
    }

    /// All of it is there, and listed so.
    pub(super) fn committed(&mut self, entries: Vec<Entry>) -> Vec<Effect> {
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        if !matches!(self.transfer.import, Import::Keeping(..)) {
            return Vec::new();
        }
        let Import::Keeping(keeping, _) = std::mem::take(&mut self.transfer.import) else { return Vec::new() };
        self.transfer.import = Import::Done(count, keeping.leftover);
        let mut effects = Vec::new();
        for entry in entries.iter().filter(|entry| self.chat.open.contains_key(&entry.id)) {
            effects.push(Effect::LoadConversation(entry.id.clone()));
        }
        let held = self.history.entries().iter().cloned();
        self.history = Rc::new(History::new(held.chain(entries.into_iter().map(Rc::new)).collect()));
        let kept: Vec<Rc<Entry>> = keeping.kept.into_values().collect();
        effects.extend(self.file_imported(&kept, &keeping.folders));
        effects.extend(keeping.extras.map(|extras| self.restore(extras)).unwrap_or_default());
        effects.extend(self.restore_keys(keeping.keys));
        effects
    }

    /// Takes the settings and connections of a backup; what is here already stays.
    fn restore(&mut self, extras: Extras) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.connections.restore(extras.connections) {
            effects.push(Effect::SaveConnections(self.connections.all().iter().skip(1).cloned().collect()));
            effects.extend(self.raw_addresses());
        }
        if let Some(settings) = extras.settings {
            let known = |id: &ConnectionId| self.connections.get(id).is_some();
            let connection = settings.connection.clone().filter(known).or(self.settings.connection.clone());
            effects.extend(self.settings_changed(Settings { connection, ..settings }));
        }
        effects
    }

    /// Nothing of it is to be there.
    pub(super) fn take_back(&mut self, why: Why) -> Vec<Effect> {
        if !matches!(self.transfer.import, Import::Keeping(..)) {
            return Vec::new();
        }
        self.transfer.import = Import::Failed(why);
        vec![Effect::Transfer(Order::Stop), Effect::Transfer(Order::Unstage), Effect::Focus(Place::Files)]
    }
}

/// Where the file says something else under the id of a message that is here, and neither was changed here nor only grew,
/// both stay: the file's stands beside the other one as a version.
fn stand_beside(talk: &mut Conversation, before: &Conversation) {
    let mut versions = Vec::new();
    for message in &mut talk.messages {
        let Some(held) = before.message(&message.id).filter(|held| held.revision == message.revision) else { continue };
        let (here, there) = (content(held), content(message));
        if here == there || here.starts_with(&there) {
            continue;
        }
        if there.starts_with(&here) {
            // A person's message has no length to go by.
            Rc::make_mut(message).revision += 1;
            continue;
        }
        if let Some(id) = MessageId::parse(&other_id(message)) {
            versions.push(Rc::new(Message { id, ..(**message).clone() }));
        }
        *message = Rc::clone(held);
    }
    talk.messages.extend(versions);
    talk.messages = in_order(std::mem::take(&mut talk.messages), |message| message.sequence);
}

/// The connections of a backup that are not here.
pub(in crate::state) fn missing(held: &[Rc<Connection>], from: Vec<Connection>) -> Vec<Rc<Connection>> {
    let is_new =
        |one: &Connection| !one.is_demo() && one.address_text().is_some() && held.iter().all(|held| held.id != one.id);
    // What another device knew of whether it works is not known here.
    let here = |one| Rc::new(Connection { status: ConnectionStatus::Unchecked, ..one });
    from.into_iter().filter(is_new).map(here).collect()
}
