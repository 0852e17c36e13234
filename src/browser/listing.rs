//! The rest of a long history: read while the page has nothing else to do, or at once where somebody has to know all.
//! And what is let go of again.

use crate::browser::background::{idle, in_background};
use crate::browser::device::{now, window};
use crate::browser::keeping::{Keeper, count};
use crate::domain::id::ConversationId;
use crate::state::action::Action;

/// How long one may read before the page gets its turn, in milliseconds.
const SLICE: u64 = 10;

/// Whether nobody waits for the page, and idle moments may be far apart.
fn is_hidden() -> bool {
    window().document().is_none_or(|document| document.hidden())
}

impl Keeper {
    /// Begins to read on.
    pub fn read_on(&self) {
        let keeper = self.clone();
        in_background(async move {
            if !keeper.has_listed() {
                idle().await;
                keeper.read_marked();
            }
            while !keeper.has_listed() {
                idle().await;
                if !keeper.read_some() {
                    // Both take their time, so the page gets its turn between them.
                    idle().await;
                    keeper.agree();
                    idle().await;
                    keeper.read_history();
                }
            }
        });
    }

    fn read_marked(&self) {
        let found = self.store.borrow_mut().read_marked();
        if !found.is_empty() {
            self.dispatch.send(Action::HistoryCame(found));
        }
    }

    /// Whether the page was told of all conversations.
    pub fn has_listed(&self) -> bool {
        self.listed.get()
    }

    /// Reads what is left now.
    #[inline(never)]
    pub fn read_history(&self) {
        self.agree();
        if self.listed.replace(true) {
            return;
        }
        let store = self.store.borrow();
        let (entries, used) = (store.entries(), store.used());
        drop(store);
        let unreadable = self.unreadable.take();
        self.dispatch.send(Action::HistoryRead { entries, unreadable, used });
        self.change();
        self.pass_on();
    }

    /// Lets go of conversations, unless something is on its way to the durable level: one of them may be nowhere else
    /// if that fails.
    #[inline(never)]
    pub fn let_go(&self, mut ids: Vec<ConversationId>) {
        self.pass_on();
        if !self.is_behind() {
            self.store.borrow_mut().put_away(&mut ids);
            self.dispatch.send(Action::LetGo(ids));
        }
    }

    fn agree(&self) {
        let problems = self.store.borrow_mut().read_all();
        self.unreadable.set(self.unreadable.get() + count(&problems));
    }

    /// Reads some of it. Says whether there is more.
    fn read_some(&self) -> bool {
        let until = now().steady + SLICE;
        while self.store.borrow_mut().read_on() {
            if now().steady >= until && !is_hidden() {
                return true;
            }
        }
        false
    }
}
