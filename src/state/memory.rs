//! What leaves memory again: conversations that nobody looks at any more.
//!
//! Promises that none goes that is shown, was shown just before, has a reply coming in, is never stored, could not be
//! stored, or that the notice can bring back as it was; and none before both levels of the storage have it as it is.

use crate::domain::id::ConversationId;
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::notice::Notice;
use crate::state::route::Route;

/// So many stay that were shown last.
const KEPT: usize = 4;

impl State {
    /// A conversation is shown now: asks for the others to be let go of.
    pub(super) fn shown(&mut self, id: &ConversationId) -> Option<Effect> {
        let shown = &mut self.chat.shown;
        shown.retain(|held| held != id);
        shown.push(id.clone());
        let surplus = shown.len().saturating_sub(KEPT);
        shown.drain(..surplus);
        if self.chat.open.len() <= KEPT {
            return None;
        }
        let idle: Vec<ConversationId> = self.chat.open.keys().filter(|id| self.is_idle(id)).cloned().collect();
        (!idle.is_empty()).then_some(Effect::LetGo(idle))
    }

    /// These are stored as they are: they leave memory, unless something happened to them meanwhile.
    #[inline(never)]
    pub(super) fn let_go(&mut self, ids: &[ConversationId]) -> Vec<Effect> {
        for id in ids {
            if self.is_idle(id) {
                self.chat.open.remove(id);
            }
        }
        Vec::new()
    }

    fn is_idle(&self, id: &ConversationId) -> bool {
        let undone = matches!(
            &self.notice,
            Some(Notice::ChatCleared(before) | Notice::MessageDeleted(before)) if before.id == *id
        );
        let wanted = self.deleting.as_ref() == Some(id) || self.renaming.as_ref().is_some_and(|(held, _)| held == id);
        // Where this is all there is but for one level that may go, it stays.
        let fragile = self.storage.fragile || self.storage.problem.is_some();
        !(undone || wanted || fragile)
            && self.route != Route::Conversation(id.clone())
            && !self.chat.shown.contains(id)
            && self.chat.turn_of(id).is_none()
            && !self.is_read_on(id)
            && !self.chat.temporary.contains(id)
            && !self.chat.following.contains(id)
            && !self.storage.unsaved.contains(id)
    }
}
