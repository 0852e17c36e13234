//! What is typed and not sent, on its way to storage: written soon after the first change, together with the changes
//! that follow, and at once when the page is hidden.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use crate::browser::keeping::Keeper;
use crate::domain::id::ConversationId;
use crate::domain::table::Table;

/// How long a draft may be newer than its stored form, in milliseconds.
const SOON: u32 = 300;

/// Drafts that are not stored yet. Cheap to clone.
#[derive(Clone)]
pub struct Drafts(Rc<Waiting>);

struct Waiting {
    keeper: Keeper,
    /// By conversation; none is the chat that has not begun.
    texts: RefCell<Table<Option<ConversationId>, Rc<str>>>,
    timer: RefCell<Option<Timeout>>,
}

impl Drafts {
    /// No drafts yet.
    pub fn new(keeper: Keeper) -> Self {
        Self(Rc::new(Waiting { keeper, texts: RefCell::default(), timer: RefCell::default() }))
    }

    /// Stores a draft soon. An empty one goes at once, else what was just sent would come back after a crash.
    pub fn save(&self, of: Option<ConversationId>, text: Rc<str>) {
        let gone = text.is_empty();
        self.0.texts.borrow_mut().insert(of, text);
        if gone {
            self.flush();
        } else if self.0.timer.borrow().is_none() {
            let drafts = self.clone();
            *self.0.timer.borrow_mut() = Some(Timeout::new(SOON, move || drafts.flush()));
        }
    }

    /// Stores all drafts now.
    pub fn flush(&self) {
        self.0.timer.take();
        for (of, text) in self.0.texts.take() {
            self.0.keeper.save_draft(of.as_ref(), &text);
        }
        self.0.keeper.pass_on();
    }

    /// Stores all drafts, and whatever else waits for its turn, now: the page may go.
    pub fn leave(&self) {
        self.flush();
        self.0.keeper.finish();
    }

    /// Reads a draft: the one on its way, else the stored one.
    pub fn load(&self, of: &Option<ConversationId>) -> Rc<str> {
        let waiting = self.0.texts.borrow().get(of).cloned();
        waiting.unwrap_or_else(|| self.0.keeper.load_draft(of.as_ref()))
    }
}
