//! Many small changes to the history, stored slice by slice so that the page answers meanwhile, and at once when the page
//! is hidden.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;

use crate::browser::device::window;
use crate::browser::keeping::Keeper;
use crate::domain::filing::Folders;
use crate::domain::history::Entry;
use crate::state::action::{Action, Saving};
use crate::state::filing::Step;

/// Conversations deleted at a time.
const SOME: usize = 100;

/// Pages of the index written at a time.
const PAGES: usize = 10;

/// What is still to be done.
#[derive(Default)]
pub struct Chores {
    doomed: RefCell<Vec<Rc<Entry>>>,
    pages: Cell<bool>,
    waiting: Cell<bool>,
}

impl Keeper {
    /// Stores where conversations were put.
    pub fn file(&self, entries: &[Rc<Entry>]) {
        self.store.borrow_mut().file(entries);
        self.pass_on();
        self.write_pages();
    }

    /// Writes the pages of the index that changed.
    pub(super) fn write_pages(&self) {
        self.chores.pages.set(true);
        self.do_some();
    }

    /// Deletes many conversations.
    pub fn delete_many(&self, entries: Vec<Rc<Entry>>) {
        self.chores.doomed.borrow_mut().extend(entries);
        self.do_some();
        self.change();
    }

    /// Stores the folders.
    pub fn save_folders(&self, folders: &Folders) {
        let saved = self.store.borrow_mut().save_folders(folders);
        match saved {
            Ok(Some(merged)) => self.dispatch.send(Action::Filed(Step::FoldersCame(merged))),
            Ok(None) => {}
            Err(problem) => self.dispatch.send(Action::SaveFailed(Saving::Filing, problem)),
        }
    }

    /// Does all that is still to be done: the page may go.
    pub fn finish(&self) {
        while self.slice() {}
        self.pass_on();
    }

    fn do_some(&self) {
        if window().document().is_none_or(|document| document.hidden()) {
            return self.finish();
        }
        let more = self.slice();
        self.pass_on();
        if more && !self.chores.waiting.replace(true) {
            let keeper = self.clone();
            Timeout::new(0, move || {
                keeper.chores.waiting.set(false);
                keeper.do_some();
            })
            .forget();
        }
    }

    /// Does some of it. Says whether there is more.
    fn slice(&self) -> bool {
        let some: Vec<Rc<Entry>> = {
            let mut doomed = self.chores.doomed.borrow_mut();
            let left = doomed.len().saturating_sub(SOME);
            doomed.split_off(left)
        };
        if !some.is_empty() {
            self.store.borrow_mut().delete_conversations(&some);
            self.chores.pages.set(true);
            return true;
        }
        if !self.chores.pages.get() {
            return false;
        }
        let flushed = self.store.borrow_mut().flush_some(PAGES);
        match flushed {
            Ok(more) => self.chores.pages.set(more),
            Err(problem) => {
                self.chores.pages.set(false);
                self.dispatch.send(Action::SaveFailed(Saving::Filing, problem));
            }
        }
        self.chores.pages.get()
    }
}
