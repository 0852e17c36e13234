//! In and out: what a person exports, and the import of files from the first look to the last chat.
//!
//! Promises: nothing is kept before the person has seen what was found and agreed; then all of it is kept or none.
//! The file is read twice, once to look and once to keep, so that it never stands in memory as a whole.

pub mod export;
pub mod import;
pub mod keeping;
mod keys;

use std::rc::Rc;

use crate::domain::archive::vault::Vault;
use crate::domain::connection::Secrets;
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::moment::Moment;
use crate::domain::original::Original;
use crate::domain::secret::Secret;
use crate::domain::transfer::import::Item;
use crate::domain::transfer::page::{Drawn, Formula};
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::transfer::export::{Export, Format};
use crate::state::transfer::import::Import;
use crate::state::vault::Said;

/// What goes in and out at the moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transfer {
    /// The import.
    pub import: Import,
    /// The export of everything.
    pub export: Export,
}

/// Something that happened with files.
#[derive(Clone, Debug)]
pub enum Step {
    /// A conversation was to be exported: the one on the page.
    ExportPressed(Format),
    /// Everything was to be exported, with the keys under this passphrase or without them.
    ExportAllPressed(Option<Secret>),
    /// Keys were to go along, or not to after all.
    ExportKeysTicked,
    /// The keys were encrypted for the file. None: the browser could not.
    Sealed(Option<String>),
    /// The part of the export was taken; the next may come.
    PartTaken,
    /// The formulas of a conversation were drawn. Those that could not be are missing.
    Drawn(ConversationId, Drawn),
    /// The records of the originals of a conversation's messages were read.
    OriginalsRead(ConversationId, Vec<String>),
    /// Files were chosen to be imported.
    FilesChosen,
    /// This was found in them, up to so many per cent.
    Read(Vec<Item>, u32),
    /// All of them were read. The browser could not go on where it says so.
    ReadEnded,
    /// Nothing is on its way to the storage any more.
    Settled,
    /// All that was staged is there, and listed so; or nothing is, and why.
    Committed(Result<Vec<Entry>, StorageProblem>),
    /// A conversation was ticked or unticked.
    Ticked(ConversationId),
    /// All conversations were ticked or unticked.
    AllTicked(bool),
    /// The settings and connections were ticked or unticked.
    ExtrasTicked,
    /// The keys of a backup were ticked or unticked.
    KeysTicked,
    /// Their passphrase was typed.
    KeysWanted(Secret),
    /// It opened them, or not.
    KeysOpened(Result<Vec<(ConnectionId, Secrets)>, Said>),
    /// More of the list was to be shown.
    MoreWanted,
    /// What is ticked was to be kept.
    ImportPressed,
    /// The import was to stop, or what is said of it was put away.
    ImportLeft,
}

/// Something to be done with files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Add a part to the file of everything. Answers: `PartTaken`.
    Part(String),
    /// Encrypt these secrets with this passphrase for a file. Answers: `Sealed`.
    Seal(Secret, Vec<(ConnectionId, Secrets)>),
    /// Decrypt the keys of a file. Answers: `KeysOpened`.
    Open(Box<Vault>, Secret),
    /// Offer the file of everything under this name, with this as its last part.
    Finish(String, &'static str),
    /// Forget the file of everything.
    Forget,
    /// Read the chosen files from their beginning. Answers: `Read` again and again, then `ReadEnded`.
    Read {
        /// Whether it is those that were read before.
        again: bool,
    },
    /// Stop reading.
    Stop,
    /// Write a conversation with the originals of its messages so that nobody sees it yet; the last says whether it is
    /// here already. Where that fails, answers `Committed`.
    Stage(Rc<Conversation>, Vec<Original>, Rc<Entry>, bool),
    /// Draw the formulas of a conversation as MathML. Answers: `Drawn`.
    Draw(ConversationId, Vec<Formula>),
    /// Read the originals of a conversation's messages. Answers: `OriginalsRead`.
    ReadOriginals(ConversationId),
    /// Have all that was staged be there. Answers: `Committed`.
    Commit,
    /// Forget what was staged.
    Unstage,
    /// Answer `Settled` when nothing is on its way to the storage any more.
    Settle,
}

impl State {
    #[inline(never)]
    pub(super) fn transfer(&mut self, step: Step, now: Moment) -> Vec<Effect> {
        match step {
            Step::ExportPressed(format) => self.export_pressed(format, now),
            Step::ExportAllPressed(passphrase) => self.export_all_pressed(passphrase, now),
            Step::ExportKeysTicked => {
                self.transfer.export.keys = !self.transfer.export.keys;
                Vec::new()
            }
            Step::Sealed(keys) => self.keys_sealed(keys, now),
            Step::KeysTicked => self.ticked_keys(),
            Step::KeysWanted(passphrase) => self.keys_wanted(passphrase),
            Step::KeysOpened(opened) => self.keys_opened(opened),
            Step::PartTaken => self.next_part(now),
            Step::FilesChosen => self.files_chosen(),
            Step::Drawn(id, drawn) => self.formulas_drawn(&id, &drawn, now),
            Step::OriginalsRead(id, records) => self.originals_read(&id, &records),
            Step::Read(items, percent) => self.read(items, percent, now),
            Step::ReadEnded => self.read_ended(),
            Step::Settled => self.settled(),
            Step::Committed(Ok(entries)) => self.committed(entries),
            Step::Committed(Err(problem)) => self.take_back(import::Why::Storage(problem)),
            Step::Ticked(id) => self.ticked_one(&id),
            Step::AllTicked(all) => self.ticked_all(all),
            Step::ExtrasTicked => self.ticked_extras(),
            Step::MoreWanted => self.more_wanted(),
            Step::ImportPressed => self.import_pressed(),
            Step::ImportLeft => self.import_left(),
        }
    }

    /// A conversation was read: perhaps because it goes out, or because it is compared or joined with one that comes in.
    /// None if not.
    #[inline(never)]
    pub(super) fn read_for_transfer(
        &mut self,
        id: &ConversationId,
        found: Option<&Conversation>,
    ) -> Option<Vec<Effect>> {
        self.part_loaded(id, found).or_else(|| self.before_loaded(id, found)).or_else(|| self.compared(id, found))
    }
}

fn order(order: Order) -> Vec<Effect> {
    vec![Effect::Transfer(order)]
}
