//! Which servers this page may send to.
//!
//! Promises: before the words of a model stand on the page, it is narrowed to the servers of its connections, so that
//! nothing a model writes can make it tell anybody else. That cannot be taken back without loading the page again, which
//! happens before a connection is made or changed: those pages show no words of a model and must reach new servers.

use crate::domain::address::Address;
use crate::domain::moment::Moment;
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::route::Route;

/// How far this page reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Anywhere: no words of a model were shown yet.
    Wide,
    /// To the servers that were connected when the first words were shown.
    Narrow,
    /// As before, but the page is about to be loaded again.
    Leaving,
}

impl State {
    /// Narrows the page, or has it loaded again, where that is due. Comes before everything else that is to be done.
    pub(super) fn keep_within_reach(&mut self, effects: &mut Vec<Effect>, now: Moment) {
        match self.reach {
            Reach::Wide if !self.route.is_settings() && !self.chat.thread.rows.is_empty() => {
                self.reach = Reach::Narrow;
                let addresses = self.connections.all().iter().filter_map(|connection| connection.address.as_ref());
                let origins: Vec<_> = addresses.map(Address::origin).cloned().collect();
                self.narrowed.clone_from(&origins);
                effects.insert(0, Effect::Narrow(origins));
            }
            Reach::Narrow if (self.connects() || self.first_visit.waits_for_load) && self.chat.turns.is_empty() => {
                self.reach = Reach::Leaving;
                // What came late is stored before the page goes.
                effects.extend(self.all_stopped(now));
                effects.extend(self.carry());
                effects.push(Effect::Reload(self.behind.clone()));
            }
            _ => {}
        }
    }

    /// After a start whose connections came late: where the page was narrowed without one of them it is loaded again.
    pub(super) fn reach_all(&mut self) -> Vec<Effect> {
        let addresses = self.connections.all().iter().filter_map(|connection| connection.address.as_ref());
        let all = addresses.map(Address::origin).all(|origin| self.narrowed.contains(origin));
        if self.reach != Reach::Narrow || all || !self.chat.turns.is_empty() {
            return Vec::new();
        }
        self.reach = Reach::Leaving;
        vec![Effect::Reload(self.behind.clone())]
    }

    /// Whether a connection is to be made or changed, which waits until the page is loaded again.
    #[must_use]
    pub fn must_reload(&self) -> bool {
        self.reach != Reach::Wide && self.connects()
    }

    fn connects(&self) -> bool {
        matches!(self.route, Route::NewConnection | Route::Connection(_) | Route::NewConnectionOf(_))
    }
}
