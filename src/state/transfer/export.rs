//! Out: one conversation in the form chosen, or everything, conversation by conversation.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::filing::Folders;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::moment::Moment;
use crate::domain::table::{Set, in_order};
use crate::domain::transfer::file_name::file_name;
use crate::domain::transfer::page::Drawn;
use crate::domain::transfer::{backup, date, markdown, openai, page};
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::transfer::{Order, order};

/// A form a conversation goes out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As Sotto reads it back.
    Backup,
    /// Markdown.
    Markdown,
    /// A page of its own.
    Page,
    /// The messages as OpenAI's interface takes them.
    Messages,
}

/// The export of everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    /// What is still to be written, the oldest last.
    left: Vec<Rc<Entry>>,
    /// The one that is being read.
    reading: Option<Rc<Entry>>,
    /// The one that was read, while the originals of its messages are.
    read: Option<(Rc<Entry>, Rc<Conversation>)>,
    /// The name of the file, where it is not that of everything.
    name: Option<String>,
    /// How many there are; none while nothing goes out.
    pub total: u32,
    /// How many were written.
    pub written: u32,
    /// Whether keys go along, encrypted.
    pub keys: bool,
    /// Whether they are being encrypted; what came of that if nothing goes out.
    pub sealing: bool,
    /// Whether they could not be.
    pub unsealed: bool,
    /// How many could not be read. Said until the next export.
    pub missing: u32,
    /// Whether it is everything.
    all: bool,
}

impl State {
    pub(super) fn export_pressed(&mut self, format: Format, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation() else { return Vec::new() };
        let texts = self.texts();
        let (extension, text) = match format {
            Format::Backup => return self.backup_of_one(now),
            Format::Markdown => ("md", markdown::write(talk, texts)),
            Format::Page => {
                let formulas = page::formulas(talk);
                if !formulas.is_empty() {
                    return order(Order::Draw(talk.id.clone(), formulas));
                }
                ("html", page::write(talk, texts, now.wall))
            }
            Format::Messages => ("messages.json", openai::write(talk, &self.settings.system_prompt)),
        };
        vec![Effect::Download(file_name(&talk.title, extension).into(), text.into())]
    }

    /// The formulas of a conversation were drawn, as far as they can be: the page goes out.
    pub(super) fn formulas_drawn(&mut self, id: &ConversationId, drawn: &Drawn, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.chat.open.get(id) else { return Vec::new() };
        let text = page::write_with(talk, self.texts(), now.wall, drawn);
        vec![Effect::Download(file_name(&talk.title, "html").into(), text.into())]
    }

    fn backup_of_one(&mut self, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.conversation() else { return Vec::new() };
        let entry = self.history.entry(&talk.id).cloned().unwrap_or_else(|| Rc::new(Entry::of(talk, 0, 0)));
        let name = Some(file_name(&talk.title, "json"));
        self.transfer.export = Export { left: vec![entry], name, total: 1, ..Export::default() };
        let head = backup::head(now.wall, None);
        vec![Effect::Transfer(Order::Forget), Effect::Transfer(Order::Part(head))]
    }

    pub(super) fn export_begun(&mut self, keys: Option<&str>, now: Moment) -> Vec<Effect> {
        let left: Vec<Rc<Entry>> = self.history.shown().cloned().collect();
        let total = u32::try_from(left.len()).unwrap_or(u32::MAX);
        self.transfer.export = Export { left, total, all: true, ..Export::default() };
        let all = Some((&*self.settings, self.connections.all().as_slice()));
        let head = backup::head_with(now.wall, all, &self.shelves.folders, keys);
        vec![Effect::Transfer(Order::Forget), Effect::Transfer(Order::Part(head))]
    }

    /// Exports these, without settings and connections.
    pub(in crate::state) fn export_chosen(&mut self, ids: Vec<ConversationId>, now: Moment) -> Vec<Effect> {
        let ids: Set<ConversationId> = in_order(ids, Clone::clone).into_iter().collect();
        let left: Vec<Rc<Entry>> = self.history.shown().filter(|entry| ids.contains(&entry.id)).cloned().collect();
        if left.is_empty() {
            return Vec::new();
        }
        let total = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let mut folders = Folders::default();
        for folder in self.shelves.folders.shown() {
            if left.iter().any(|entry| entry.filing.folder.as_ref() == Some(&folder.id)) {
                folders.rows.push(folder.clone());
            }
        }
        self.transfer.export = Export { left, total, ..Export::default() };
        let head = backup::head_with(now.wall, None, &folders, None);
        vec![Effect::Transfer(Order::Forget), Effect::Transfer(Order::Part(head))]
    }

    pub(super) fn next_part(&mut self, now: Moment) -> Vec<Effect> {
        let Some(entry) = self.transfer.export.left.pop() else {
            self.transfer.export.total = 0;
            let name = self.transfer.export.name.take();
            let name = name.unwrap_or_else(|| format!("sotto-{}.json", date::day(now.wall)));
            let mut effects = order(Order::Finish(name, backup::TAIL));
            if self.transfer.export.all && self.transfer.export.missing == 0 {
                effects.push(self.backed_up(now));
            }
            return effects;
        };
        let id = entry.id.clone();
        self.transfer.export.reading = Some(entry);
        // What is open is newer than what is stored, and all there is of what could not be stored.
        match self.chat.open.get(&id).cloned() {
            Some(talk) => self.part_loaded(&id, Some(&talk)).unwrap_or_default(),
            None => vec![Effect::LoadConversation(id)],
        }
    }

    pub(super) fn part_loaded(&mut self, id: &ConversationId, found: Option<&Conversation>) -> Option<Vec<Effect>> {
        let export = &mut self.transfer.export;
        let entry = export.reading.take_if(|entry| entry.id == *id)?;
        let Some(talk) = found else {
            export.missing += 1;
            return Some(order(Order::Part(String::new())));
        };
        export.read = Some((entry, Rc::new(talk.clone())));
        Some(order(Order::ReadOriginals(id.clone())))
    }

    /// The originals of its messages were read as well: the conversation goes into the file.
    pub(super) fn originals_read(&mut self, id: &ConversationId, records: &[String]) -> Vec<Effect> {
        let export = &mut self.transfer.export;
        let Some((entry, talk)) = export.read.take_if(|(entry, _)| entry.id == *id) else { return Vec::new() };
        let part = backup::filed(&talk, &entry.filing, entry.order, export.written == 0, records);
        export.written += 1;
        order(Order::Part(part))
    }
}
