//! Checking a connection: by a press, before it is saved, and what is known of it afterwards.
//!
//! Promises that nothing is saved by a press of Save before a check of the very same form succeeded, and that what was
//! typed after that press is not lost. Only a check or a reply that succeeded makes a connection one that works.

use std::rc::Rc;

use crate::domain::connection::Connection;
use crate::domain::connection_status::ConnectionStatus;
use crate::domain::error::Fault;
use crate::domain::id::ConnectionId;
use crate::domain::moment::Moment;
use crate::state::State;
use crate::state::action::{ConnectionForm, Healthy};
use crate::state::effect::{Effect, Subject};

/// A check of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which one; the answer to an older one is ignored.
    pub number: u32,
    /// The form as it was checked.
    pub form: Rc<ConnectionForm>,
    /// Whether the form is saved as soon as the check succeeds.
    pub saves: bool,
    /// What was found. None: it still runs.
    pub outcome: Option<Result<Healthy, Fault>>,
    /// What that says of the connection.
    pub(super) status: ConnectionStatus,
}

impl Check {
    /// A check that begins now.
    #[must_use]
    pub fn new(number: u32, form: ConnectionForm, saves: bool) -> Self {
        Self { number, form: Rc::new(form), saves, outcome: None, status: ConnectionStatus::Unchecked }
    }

    /// Whether it was, or is, a check of what this form says too.
    pub(super) fn is_of(&self, form: &ConnectionForm) -> bool {
        let checked = &*self.form;
        (checked.preset, &checked.id) == (form.preset, &form.id)
            && (&checked.address, checked.model.trim()) == (&form.address, form.model.trim())
            && (&checked.key, &checked.headers) == (&form.key, &form.headers)
    }
}

impl State {
    /// Save was pressed: what the form says is checked first, unless that is known to work.
    pub(super) fn save_pressed(&mut self, form: ConnectionForm, now: Moment) -> Vec<Effect> {
        if let Some(check) = self.connections.check.as_mut().filter(|check| check.is_of(&form)) {
            match &check.outcome {
                None => {
                    check.form = Rc::new(form);
                    check.saves = true;
                    return Vec::new();
                }
                Some(Ok(_)) => return self.connection_saved(&form, now),
                Some(Err(_)) => {}
            }
        }
        let id = form.id.clone().unwrap_or_else(|| self.ids.connection());
        if let Ok((connection, secrets)) = self.connections.read(&form, id) {
            let locked = secrets.is_empty() && self.vault.locks(&connection);
            if locked || matches!(connection.status, ConnectionStatus::Worked { .. }) {
                return self.connection_saved(&form, now);
            }
        }
        self.checked_first(form, true)
    }

    pub(super) fn check_pressed(&mut self, form: ConnectionForm) -> Vec<Effect> {
        self.checked_first(form, false)
    }

    /// Begins a check of a form, which is saved if it succeeds and `saves`.
    fn checked_first(&mut self, form: ConnectionForm, saves: bool) -> Vec<Effect> {
        let id = form.id.clone().unwrap_or_else(|| self.ids.connection());
        let (connection, secrets) = match self.connections.read(&form, id) {
            Ok(read) => read,
            Err(problem) => {
                self.connections.leave_form();
                self.connections.problem = Some(problem);
                return Vec::new();
            }
        };
        if self.framed || secrets.is_empty() && self.vault.locks(&connection) {
            return Vec::new();
        }
        let mut effects = self.check_stopped();
        let connections = &mut self.connections;
        connections.problem = None;
        connections.checks += 1;
        let (number, connection) = (connections.checks, Rc::new(connection));
        connections.check = Some(Check::new(number, form, saves));
        let secrets = (!secrets.is_empty()).then(|| Rc::new(secrets));
        effects.push(Effect::Check(number, Box::new(Subject { connection, secrets })));
        effects
    }

    /// Stops the check that runs, if one does.
    pub(super) fn check_stopped(&mut self) -> Vec<Effect> {
        let running = self.connections.check.as_ref().filter(|check| check.outcome.is_none());
        running.map(|check| vec![Effect::StopCheck(check.number)]).unwrap_or_default()
    }

    pub(super) fn checked(&mut self, number: u32, result: Result<Healthy, Fault>, now: Moment) -> Vec<Effect> {
        let Some(check) = self.connections.check.as_mut().filter(|check| check.number == number) else {
            return Vec::new();
        };
        let found = result.as_ref().map(|_| ());
        check.status = ConnectionStatus::Unchecked.after(found, now.wall).unwrap_or_default();
        check.outcome = Some(result.clone());
        let form = Rc::clone(&check.form);
        if check.saves && result.is_ok() {
            return self.connection_saved(&form, now);
        }
        // Of a connection that was checked as it is stored something is known now.
        let Some(held) = form.id.as_ref().and_then(|id| self.connections.get(id)).cloned() else { return Vec::new() };
        match self.connections.read(&form, held.id.clone()) {
            Ok((read, _))
                if form.key.is_empty()
                    && form.headers.is_none()
                    && read.address == held.address
                    && read.model == held.model =>
            {
                self.learned(&held.id, found, now)
            }
            _ => Vec::new(),
        }
    }

    /// A check or a request of a connection ended: remembers what that says of it.
    pub(super) fn learned(&mut self, id: &ConnectionId, found: Result<(), &Fault>, now: Moment) -> Vec<Effect> {
        let Some(held) = self.connections.get(id).filter(|held| !held.is_demo()).cloned() else { return Vec::new() };
        let Some(status) = held.status.after(found, now.wall) else { return Vec::new() };
        self.connections.put(Connection { status, revision: held.revision + 1, ..(*held).clone() });
        vec![Effect::SaveConnections(self.connections.stored())]
    }
}
