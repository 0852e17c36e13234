//! Order in the history: pinned, archived, in folders; one conversation or many at once, each with its undo.
//!
//! Putting conversations somewhere reads none of them and writes one small row each. What is deleted as one of many is
//! really deleted once its undo is over, so that ten thousand can come back as easily as one. What is archived stays
//! archived when something new is written in it: only the person takes it out.

use std::rc::Rc;

use crate::domain::filing::{Filing, Folder, Folders, NAME};
use crate::domain::grapheme::first;
use crate::domain::history::Entry;
use crate::domain::id::{ConversationId, FolderId};
use crate::domain::moment::Moment;
use crate::domain::settings::{Settings, Sort};
use crate::domain::table::{Set, Table, in_order};
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::notice::Notice;
use crate::state::route::Route;

/// How the history is put in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelves {
    /// The folders.
    pub folders: Rc<Folders>,
    /// The conversations picked; none while none can be.
    pub picked: Option<Rc<Set<ConversationId>>>,
    /// Whether what is archived is listed, instead of all else.
    pub archive: bool,
    /// What is to be moved into a new folder, once it has a name.
    pub naming: Option<Vec<ConversationId>>,
    /// What will be deleted once it cannot be undone any more.
    pub(super) doomed: Rc<Vec<Rc<Entry>>>,
}

/// Something a person did to the order, or that another tab did.
#[derive(Clone, Debug)]
pub enum Step {
    /// Conversations were pinned, or unpinned.
    Pinned(Vec<ConversationId>, bool),
    /// Conversations were archived, or taken out of the archive.
    Archived(Vec<ConversationId>, bool),
    /// Conversations were moved to a folder, or out of any.
    Moved(Vec<ConversationId>, Option<FolderId>),
    /// Conversations were deleted.
    Deleted(Vec<ConversationId>),
    /// Conversations were to be exported.
    Exported(Vec<ConversationId>),
    /// A folder got another name.
    FolderRenamed(FolderId, Rc<str>),
    /// A folder was deleted. What is in it stays.
    FolderDeleted(FolderId),
    /// A folder was closed, or opened.
    FolderClosed(FolderId, bool),
    /// The name of a new folder is asked for, into which these are moved.
    NameWanted(Vec<ConversationId>),
    /// The name was given, or after all not.
    NameGiven(Option<Rc<str>>),
    /// Picking began, or ended.
    Picking(bool),
    /// These were picked, or are not any more.
    Picked(Vec<ConversationId>, bool),
    /// What is archived was to be listed, or all else again.
    ArchiveShown(bool),
    /// Another order was chosen.
    Sorted(Sort),
    /// Another tab changed the folders.
    FoldersCame(Folders),
}

/// What was done to conversations, for the notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what was done")]
pub enum Done {
    Pinned,
    Unpinned,
    Archived,
    Unarchived,
    Moved,
}

impl State {
    #[inline(never)]
    pub(super) fn filed(&mut self, step: Step, now: Moment) -> Vec<Effect> {
        match step {
            Step::Pinned(ids, on) => {
                let done = if on { Done::Pinned } else { Done::Unpinned };
                self.file(ids, done, &|filing| Filing { pinned: filing.pinned.to(on), ..filing.clone() })
            }
            Step::Archived(ids, on) => {
                let done = if on { Done::Archived } else { Done::Unarchived };
                self.file(ids, done, &|filing| Filing { archived: filing.archived.to(on), ..filing.clone() })
            }
            Step::Moved(ids, folder) => self.file(ids, Done::Moved, &|filing| filing.into_folder(folder.as_ref())),
            Step::Deleted(ids) => self.many_deleted(ids, now),
            Step::Exported(ids) => self.export_chosen(ids, now),
            Step::FolderRenamed(id, name) => self.folder_changed(&id, |folder| folder.name = named(&name)),
            Step::FolderClosed(id, closed) => self.folder_changed(&id, |folder| folder.closed = closed),
            Step::FolderDeleted(id) => {
                if let Some(folder) = self.shelves.folders.get(&id) {
                    self.notice = Some(Notice::FolderDeleted(folder.clone()));
                }
                self.folder_changed(&id, |folder| folder.deleted = true)
            }
            Step::NameWanted(ids) => {
                self.shelves.naming = Some(ids);
                Vec::new()
            }
            Step::NameGiven(name) => {
                let ids = self.shelves.naming.take();
                ids.zip(name).map(|(ids, name)| self.moved_to_new(ids, &name)).unwrap_or_default()
            }
            Step::Picking(on) => {
                self.shelves.picked = on.then(Rc::default);
                self.read_history().filter(|_| on).into_iter().collect()
            }
            Step::Picked(ids, on) => {
                self.picked(ids, on);
                Vec::new()
            }
            Step::ArchiveShown(shown) => {
                self.shelves.archive = shown;
                self.shelves.picked = None;
                Vec::new()
            }
            Step::Sorted(sort) => self.settings_changed(Settings { sort, ..(*self.settings).clone() }),
            Step::FoldersCame(folders) => {
                self.shelves.folders = Rc::new(folders);
                Vec::new()
            }
        }
    }

    fn picked(&mut self, ids: Vec<ConversationId>, on: bool) {
        let Some(picked) = &mut self.shelves.picked else { return };
        let picked = Rc::make_mut(picked);
        if ids.len() > 1 {
            // In order, each comes to stand at the end.
            let mut both: Vec<ConversationId> = picked.iter().cloned().collect();
            let ids: Set<ConversationId> = in_order(ids, Clone::clone).into_iter().collect();
            both.retain(|id| !ids.contains(id));
            if on {
                both.extend(ids);
            }
            *picked = in_order(both, Clone::clone).into_iter().collect();
            return;
        }
        for id in ids {
            if on {
                picked.insert(id);
            } else {
                picked.remove(&id);
            }
        }
    }

    fn file(&mut self, ids: Vec<ConversationId>, done: Done, change: &dyn Fn(&Filing) -> Filing) -> Vec<Effect> {
        let ids: Set<ConversationId> = in_order(ids, Clone::clone).into_iter().collect();
        let filing = |entry: &Entry| ids.contains(&entry.id).then(|| change(&entry.filing));
        let changed = Rc::make_mut(&mut self.history).file(&filing);
        self.unpick();
        if changed.is_empty() {
            return Vec::new();
        }
        let (before, after): (Vec<_>, Vec<_>) = changed.into_iter().unzip();
        self.notice = Some(Notice::Filed(done, before.into()));
        vec![Effect::File(after)]
    }

    /// Picking goes on, with none picked.
    fn unpick(&mut self) {
        if let Some(picked) = self.shelves.picked.as_mut().filter(|picked| !picked.is_empty()) {
            *picked = Rc::default();
        }
    }

    fn moved_to_new(&mut self, ids: Vec<ConversationId>, name: &str) -> Vec<Effect> {
        let name = named(name);
        if name.is_empty() {
            return Vec::new();
        }
        let (id, mut effects) = match self.shelves.folders.named(&name) {
            Some(folder) => (folder.id.clone(), Vec::new()),
            None => {
                let id = self.ids.folder();
                let folder = Folder { id: id.clone(), revision: 0, name, closed: false, deleted: false };
                Rc::make_mut(&mut self.shelves.folders).set(folder);
                (id, vec![Effect::SaveFolders(Rc::clone(&self.shelves.folders))])
            }
        };
        effects.extend(self.file(ids, Done::Moved, &|filing| filing.into_folder(Some(&id))));
        effects
    }

    fn folder_changed(&mut self, id: &FolderId, change: impl FnOnce(&mut Folder)) -> Vec<Effect> {
        let Some(held) = self.shelves.folders.get(id) else { return Vec::new() };
        let mut folder = held.clone();
        change(&mut folder);
        if folder.name.is_empty() || folder == *held {
            return Vec::new();
        }
        Rc::make_mut(&mut self.shelves.folders).set(folder);
        vec![Effect::SaveFolders(Rc::clone(&self.shelves.folders))]
    }

    fn many_deleted(&mut self, ids: Vec<ConversationId>, now: Moment) -> Vec<Effect> {
        self.unpick();
        if let [id] = &ids[..] {
            return self.deleted(id.clone(), now);
        }
        let ids: Set<ConversationId> = in_order(ids, Clone::clone).into_iter().collect();
        let mut effects = Vec::new();
        for id in self.being_read().iter().filter(|id| ids.contains(*id)) {
            effects.extend(self.abandon(id, now));
        }
        let gone = Rc::make_mut(&mut self.history).delete_all(&ids);
        if gone.is_empty() {
            return effects;
        }
        let mut doomed = Vec::with_capacity(gone.len());
        let mut before = Vec::with_capacity(gone.len());
        for (entry, stone) in gone {
            self.chat.open.remove(&entry.id);
            self.search.forget(&entry.id);
            before.push(entry);
            doomed.push(stone);
        }
        self.storage.unsaved.retain(|id| !ids.contains(id));
        // What was to be deleted before is, now that its undo is over.
        let earlier = std::mem::replace(&mut self.shelves.doomed, Rc::new(doomed));
        if !earlier.is_empty() {
            effects.push(Effect::DeleteConversations(Rc::unwrap_or_clone(earlier)));
        }
        self.notice = Some(Notice::ManyDeleted(before.into()));
        if let Route::Conversation(here) = &self.route
            && ids.contains(here)
        {
            effects.push(Effect::Go { route: Route::New, replace: true });
        }
        effects
    }

    /// Deletes what cannot be undone any more: its notice is gone, or the page is about to go (`leaving`).
    pub(super) fn delete_doomed(&mut self, leaving: bool, effects: &mut Vec<Effect>) {
        let offered = matches!(self.notice, Some(Notice::ManyDeleted(_)));
        if self.shelves.doomed.is_empty() || (offered && !leaving) {
            return;
        }
        self.notice.take_if(|notice| matches!(notice, Notice::ManyDeleted(_)));
        effects.push(Effect::DeleteConversations(Rc::unwrap_or_clone(std::mem::take(&mut self.shelves.doomed))));
        effects.extend(self.save_again());
    }

    pub(super) fn undo_filing(&mut self, notice: Notice) -> Vec<Effect> {
        match notice {
            Notice::ManyDeleted(before) => {
                self.shelves.doomed = Rc::default();
                Rc::make_mut(&mut self.history).put_back(&before);
                Vec::new()
            }
            Notice::Filed(_, before) => {
                let back: Table<&ConversationId, &Filing> = in_order(before.iter(), |entry| &entry.id)
                    .into_iter()
                    .map(|entry| (&entry.id, &entry.filing))
                    .collect();
                let filing = |entry: &Entry| back.get(&&entry.id).map(|before| entry.filing.back_to(before));
                let changed = Rc::make_mut(&mut self.history).file(&filing);
                vec![Effect::File(changed.into_iter().map(|(_, after)| after).collect())]
            }
            Notice::FolderDeleted(folder) => {
                Rc::make_mut(&mut self.shelves.folders).set(Folder { deleted: false, ..folder });
                vec![Effect::SaveFolders(Rc::clone(&self.shelves.folders))]
            }
            other => {
                self.notice = Some(other);
                Vec::new()
            }
        }
    }

    /// Takes in the folders of files, those that conversations are in that were kept, and where these were put.
    pub(super) fn file_imported(&mut self, kept: &[Rc<Entry>], folders: &Folders) -> Vec<Effect> {
        let filed: Vec<Rc<Entry>> = kept.iter().filter(|entry| entry.filing.is_set()).cloned().collect();
        if filed.is_empty() {
            return Vec::new();
        }
        let mut effects = Vec::new();
        let wanted = |folder: &&Folder| {
            !folder.deleted
                && self.shelves.folders.get(&folder.id).is_none()
                && filed.iter().any(|entry| entry.filing.folder.as_ref() == Some(&folder.id))
        };
        let new: Vec<Folder> = folders.rows.iter().filter(wanted).cloned().collect();
        for folder in new {
            Rc::make_mut(&mut self.shelves.folders).set(folder);
            effects = vec![Effect::SaveFolders(Rc::clone(&self.shelves.folders))];
        }
        effects.push(Effect::File(filed));
        effects
    }
}

fn named(text: &str) -> Rc<str> {
    let line: String = text.chars().filter(|c| !c.is_control()).collect();
    first(line.trim(), NAME).into()
}
