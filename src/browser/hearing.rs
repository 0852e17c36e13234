//! What other tabs stored, and what the durable level knew better: told to the state.

use web_sys::StorageEvent;

use crate::browser::keeping::{Keeper, reload};
use crate::domain::archive::durable::Order;
use crate::domain::archive::elsewhere::Foreign;
use crate::domain::error::StorageProblem;
use crate::state::action::{Action, Saving};
use crate::state::filing::Step;
use crate::state::storage;

impl Keeper {
    pub(super) fn hear(&self, event: &StorageEvent) {
        let foreign = self.store.borrow_mut().changed_elsewhere(event.key().as_deref(), event.new_value().as_deref());
        // Drafts of other tabs are not brought up under this one's hands.
        self.tell(foreign.into_iter().filter(|foreign| !matches!(foreign, Foreign::Draft(..))).collect());
        self.pass_on();
    }

    pub(super) fn tell(&self, news: Vec<Foreign>) {
        if news.iter().any(|news| matches!(news, Foreign::Conversation(_) | Foreign::Entries(_))) {
            self.change();
        }
        for foreign in news {
            let store = self.store.borrow();
            let action = match foreign {
                Foreign::Conversation(conversation) => {
                    drop(store);
                    self.watch(&conversation);
                    self.dispatch.send(Action::ConversationCame(conversation));
                    continue;
                }
                Foreign::Entries(entries) => Action::HistoryCame(entries),
                Foreign::Backups(backups) => Action::Stored(storage::Step::BackupsCame(backups)),
                Foreign::Folders(folders) => Action::Filed(Step::FoldersCame(folders)),
                Foreign::Settings(settings) => Action::SettingsCame(settings),
                Foreign::Connections(connections) => Action::ConnectionsCame(connections, store.secrets()),
                Foreign::Vault => {
                    drop(store);
                    self.vault_changed();
                    continue;
                }
                Foreign::Secrets(..) => Action::ConnectionsCame(store.connections(), store.secrets()),
                Foreign::Newer => Action::SaveFailed(Saving::Settings, StorageProblem::Newer),
                Foreign::Draft(of, text) => Action::DraftLoaded(of, text.into()),
                Foreign::Cleared => {
                    let (closed, durable) = (store.is_closed(), store.has_durable());
                    drop(store);
                    if closed {
                        reload();
                    } else if let Some(database) = self.database.get().filter(|_| durable) {
                        // Whoever did that knew nothing of the durable level, which has everything.
                        database.run(vec![Order::Survey(String::new())]);
                    } else {
                        self.dispatch.send(Action::Stored(storage::Step::Emptied));
                    }
                    continue;
                }
            };
            drop(store);
            self.dispatch.send(action);
        }
    }
}
