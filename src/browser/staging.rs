//! An import on its way into the storage. As long as it is staged this tab holds a lock of its name, so that another one
//! that starts does not take it for what a dead tab left behind.

use crate::browser::keeping::Keeper;
use crate::domain::archive::durable::{Order, Row};
use crate::domain::archive::meeting::Durable;
use crate::domain::archive::staging::Leftover;
use crate::domain::conversation::Conversation;
use crate::domain::error::StorageProblem;
use crate::domain::history::Entry;
use crate::domain::id::ConversationId;
use crate::domain::original::Original;
use crate::state::action::Action;
use crate::state::transfer::Step;

impl Keeper {
    /// Stages a conversation.
    pub fn stage(&self, conversation: &Conversation, originals: Vec<Original>, entry: &Entry, here: bool) {
        let before = self.store.borrow().importing();
        let staged = self.store.borrow_mut().stage(conversation, originals, entry, here);
        let import = self.store.borrow().importing();
        if let (None, Some(import), Some(tabs)) = (before, import, self.tabs.get()) {
            tabs.hold(&import, || {});
        }
        if let Err(problem) = staged {
            self.told_commit(Err(problem));
        }
    }

    /// Reads the originals of a conversation's messages. Only the database has any.
    pub fn read_originals(&self, id: ConversationId) {
        if self.store.borrow().durable() == Durable::Refused {
            return self.originals_read(id, &[]);
        }
        if let Some(database) = self.database.get() {
            self.pass_on();
            database.run(vec![Order::Originals(id)]);
        }
    }

    pub(super) fn originals_read(&self, id: ConversationId, found: &[Row]) {
        let records = found.iter().map(|(_, text)| text.clone()).collect();
        self.dispatch.send(Action::Transfer(Step::OriginalsRead(id, records)));
    }

    /// Has all that was staged be there.
    pub fn commit(&self) {
        let committed = self.store.borrow_mut().commit();
        if let Some(committed) = committed {
            self.told_commit(committed);
        }
        self.pass_on();
    }

    /// Forgets what was staged.
    pub fn unstage(&self) {
        let import = self.store.borrow().importing();
        self.store.borrow_mut().unstage();
        if let (Some(import), Some(tabs)) = (import, self.tabs.get()) {
            tabs.release(&import);
        }
    }

    pub(super) fn told_commit(&self, committed: Result<Vec<Entry>, StorageProblem>) {
        self.dispatch.send(Action::Transfer(Step::Committed(committed)));
    }

    /// Sweeps up what tabs that live no more had staged.
    pub(super) fn sweep(&self, left: Vec<Leftover>) {
        for left in left {
            let (Some(tabs), keeper) = (self.tabs.get(), self.clone()) else { return };
            let import = left.0.clone();
            tabs.once_free(&import, move || {
                keeper.store.borrow_mut().sweep(left);
                keeper.pass_on();
            });
        }
    }
}
