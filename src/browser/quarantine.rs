//! What could not be read and was kept aside: counted, offered as a file, deleted.

use crate::browser::device;
use crate::browser::download::download;
use crate::browser::keeping::Keeper;
use crate::domain::archive::backups::Backups;
use crate::domain::archive::durable::{Order, Row};
use crate::domain::archive::quarantine::file;
use crate::domain::transfer::date::day;
use crate::state::action::{Action, Saving};
use crate::state::storage::{Aside, Step};

impl Keeper {
    /// Does something with what was kept aside, once the durable level has told what it has of it.
    pub fn aside(&self, what: Aside) {
        self.aside.set(what);
        if what == Aside::Delete {
            self.store.borrow_mut().forget_set_aside();
        }
        if let Some(database) = self.database.get() {
            database.run(vec![Order::Aside { clear: what == Aside::Delete }]);
        }
    }

    pub(super) fn aside_found(&self, cleared: bool, found: &[Row]) {
        let mut rows = self.store.borrow().set_aside_here();
        if !cleared {
            rows.extend_from_slice(found);
        }
        if self.aside.replace(Aside::Count) == Aside::Download && !rows.is_empty() {
            download(&["sotto-unread-", &day(device::now().wall), ".json"].concat(), &file(&rows));
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.dispatch.send(Action::Stored(Step::AsideCounted(count)));
    }

    /// Stores what is known of backups.
    pub fn save_backups(&self, backups: Backups) {
        let saved = self.store.borrow_mut().save_backups(backups);
        if let Err(problem) = saved {
            self.dispatch.send(Action::SaveFailed(Saving::Settings, problem));
        }
    }
}
