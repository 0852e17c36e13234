//! The history: named, deleted, brought back.

use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::id::ConversationId;
use crate::domain::moment::Moment;
use crate::state::State;
use crate::state::effect::{Effect, Place};
use crate::state::notice::Notice;
use crate::state::route::Route;

impl State {
    #[inline(never)]
    pub(super) fn new_chat_pressed(&mut self) -> Vec<Effect> {
        self.page.drawer = false;
        if self.route == Route::New {
            return vec![Effect::Focus(Place::Composer)];
        }
        vec![Effect::Go { route: Route::New, replace: false }]
    }

    #[inline(never)]
    pub(super) fn renamed(&mut self, id: ConversationId, title: &str, now: Moment) -> Vec<Effect> {
        let title = title.trim();
        if title.is_empty() {
            return Vec::new();
        }
        let Some(talk) = self.chat.open.get(&id) else {
            self.renaming = Some((id.clone(), title.into()));
            return vec![Effect::LoadConversation(id)];
        };
        let mut talk = (**talk).clone();
        talk.title = title.into();
        talk.named = true;
        talk.touch(now);
        self.keep(talk, false)
    }

    #[inline(never)]
    pub(super) fn deleted(&mut self, id: ConversationId, now: Moment) -> Vec<Effect> {
        if self.history.entry(&id).is_none() && !self.chat.temporary.contains(&id) {
            return Vec::new();
        }
        if !self.chat.open.contains_key(&id) {
            // It is read first, so that deleting can be undone.
            self.deleting = Some(id.clone());
            return vec![Effect::LoadConversation(id)];
        }
        let mut effects = self.abandon(&id, now);
        if let Some(talk) = self.chat.open.remove(&id) {
            self.notice = Some(Notice::ConversationDeleted(talk));
        }
        effects.extend(self.entry_deleted(&id));
        effects
    }

    pub(super) fn entry_deleted(&mut self, id: &ConversationId) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(gone) = Rc::make_mut(&mut self.history).delete(id) {
            effects.push(Effect::DeleteConversation(gone));
            // Perhaps there is room now.
            effects.extend(self.save_again());
        }
        self.search.forget(id);
        self.chat.drafts.remove(&Some(id.clone()));
        self.storage.unsaved.retain(|unsaved| unsaved != id);
        effects.push(Effect::SaveDraft(Some(id.clone()), Rc::default()));
        if self.route == Route::Conversation(id.clone()) {
            effects.push(Effect::Go { route: Route::New, replace: true });
        }
        effects
    }

    #[inline(never)]
    pub(super) fn undo_pressed(&mut self, now: Moment) -> Vec<Effect> {
        let Some(notice) = self.notice.take() else { return Vec::new() };
        match notice {
            Notice::ConversationDeleted(gone) => {
                let mut talk = (*gone).clone();
                // Above the tombstone, so that no other copy deletes it again.
                let held = self.history.entries().iter().find(|entry| entry.id == talk.id);
                talk.revision = talk.revision.max(held.map_or(0, |entry| entry.revision));
                talk.touch(now);
                let id = talk.id.clone();
                let mut effects = self.keep(talk, false);
                effects.push(Effect::Go { route: Route::Conversation(id), replace: false });
                effects
            }
            Notice::ChatCleared(before) | Notice::MessageDeleted(before) => self.brought_back(&before, now),
            other => self.undo_filing(other),
        }
    }

    fn brought_back(&mut self, before: &Conversation, now: Moment) -> Vec<Effect> {
        let Some(talk) = self.chat.open.get(&before.id) else { return Vec::new() };
        let mut talk = (**talk).clone();
        talk.restore(before, now);
        let mut effects = self.keep(talk, false);
        effects.push(Effect::Focus(Place::Composer));
        effects
    }
}
