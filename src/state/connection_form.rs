//! The form of a connection as long as it is not saved: what was typed into it, and how the browser writes its address.
//! Also the addresses of older versions and of backups, which the browser has yet to write.

use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::connection::Secrets;
use crate::domain::error::AddressProblem;
use crate::domain::form_draft::{FormDraft, FormOf};
use crate::domain::id::ConnectionId;
use crate::state::State;
use crate::state::effect::Effect;
use crate::state::route::Route;

impl State {
    /// Something was typed or chosen in a form. None: it is as it was before.
    pub(super) fn form_edited(&mut self, of: FormOf, draft: Option<FormDraft>) -> Vec<Effect> {
        // What is saved is what was on the page when Save was pressed, so that no later word is lost.
        if let Some(check) = self.connections.check.as_mut().filter(|check| check.outcome.is_none()) {
            check.saves = false;
        }
        let mut effects = Vec::new();
        if let Some(draft) = &draft {
            effects.extend(self.address_typed(&draft.address));
        }
        let draft = draft.map(|draft| Rc::new(draft.without_secrets()));
        if self.connections.drafts.get(&of) == draft.as_ref() {
            return effects;
        }
        match draft {
            Some(draft) => self.connections.drafts.insert(of, draft),
            None => self.connections.drafts.remove(&of),
        };
        effects.push(Effect::SaveFormDrafts(self.connections.drafts.clone()));
        effects
    }

    /// The person left a form and does not want what was typed.
    pub(super) fn form_cancelled(&mut self, of: &FormOf) -> Vec<Effect> {
        let mut effects = self.draft_forgotten(of);
        effects.push(Effect::Go { route: Route::Settings, replace: false });
        effects
    }

    pub(super) fn draft_forgotten(&mut self, of: &FormOf) -> Vec<Effect> {
        match self.connections.drafts.remove(of) {
            Some(_) => vec![Effect::SaveFormDrafts(self.connections.drafts.clone())],
            None => Vec::new(),
        }
    }

    /// Has the browser normalize an address in the form on the page, where it is one that only the browser can.
    pub(super) fn address_typed(&mut self, typed: &Rc<str>) -> Vec<Effect> {
        let known = self.connections.normalized.as_ref().is_some_and(|(known, _)| known == typed);
        if known || Address::parse(typed) != Err(AddressProblem::Host) {
            return Vec::new();
        }
        vec![Effect::NormalizeAddress(None, Rc::clone(typed))]
    }

    /// Has the browser normalize the addresses that came out of the storage or a backup as they were typed.
    pub(super) fn raw_addresses(&self) -> Vec<Effect> {
        let raw = self.connections.all().iter().filter(|connection| connection.address.is_none());
        raw.filter_map(|connection| {
            Some(Effect::NormalizeAddress(Some(connection.id.clone()), connection.raw_address.clone()?))
        })
        .collect()
    }

    /// The browser normalized an address: the one typed into the form on the page (none), or a connection's.
    pub(super) fn address_normalized(
        &mut self,
        of: Option<ConnectionId>,
        typed: &Rc<str>,
        normalized: Option<Rc<str>>,
    ) -> Vec<Effect> {
        let Some(id) = of else {
            self.connections.normalized = Some((Rc::clone(typed), normalized));
            return Vec::new();
        };
        let held = self.connections.get(&id).filter(|held| held.raw_address.as_ref() == Some(typed)).cloned();
        let (Some(held), Some(Ok(address))) = (held, normalized.map(|text| Address::parse(&text))) else {
            return Vec::new();
        };
        let secrets = self.connections.secrets(&held).cloned();
        let mut connection = (*held).clone();
        let origin = Rc::clone(address.origin());
        connection.address = Some(address);
        connection.raw_address = None;
        connection.revision += 1;
        let connection = self.connections.put(connection);
        let mut effects = vec![Effect::SaveConnections(self.connections.stored())];
        if let Some(secrets) = secrets {
            // The same server in the browser's words.
            let secrets = Rc::new(Secrets { origin, ..(*secrets).clone() });
            self.connections.secrets.insert(id, Rc::clone(&secrets));
            effects.push(Effect::SaveSecrets(connection, Some(secrets)));
        }
        effects.extend(self.reach_all());
        effects
    }
}
