//! The connections and their keys: made, changed, checked, forgotten.

use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::connection::{Connection, Refusal, Secrets, is_unasked};
use crate::domain::connection_status::ConnectionStatus;
use crate::domain::error::{AddressProblem, Fault};
use crate::domain::form_draft::{FormDrafts, FormOf};
use crate::domain::id::ConnectionId;
use crate::domain::moment::Moment;
use crate::domain::preset::Preset;
use crate::domain::settings::Settings;
use crate::domain::table::Table;
use crate::state::State;
use crate::state::action::{ConnectionForm, Healthy};
use crate::state::connection_check::Check;
use crate::state::effect::{Effect, Subject};
use crate::state::route::Route;
use crate::state::transfer::keeping::missing;

/// All connections, the demo first.
#[derive(Clone, Debug, PartialEq)]
pub struct Connections {
    list: Rc<Vec<Rc<Connection>>>,
    pub(super) secrets: Table<ConnectionId, Rc<Secrets>>,
    /// The last check of the form on the page.
    pub check: Option<Check>,
    /// What was typed into forms and is not saved.
    pub drafts: FormDrafts,
    /// An address typed into the form on the page, and how the browser writes it (none: it cannot).
    pub normalized: Option<(Rc<str>, Option<Rc<str>>)>,
    /// What is wrong with the address in the form on the page.
    pub problem: Option<AddressProblem>,
    /// Connections whose models are being listed.
    pub listing: Vec<ConnectionId>,
    /// Why a connection's models could not be listed.
    pub unlisted: Table<ConnectionId, Fault>,
    pub(super) checks: u32,
}

impl Connections {
    /// The connections as stored; the demo is added.
    #[must_use]
    pub fn new(stored: Vec<Connection>, secrets: Vec<(ConnectionId, Secrets)>) -> Self {
        let mut all = Self {
            list: Rc::default(),
            secrets: Table::new(),
            check: None,
            drafts: FormDrafts::default(),
            normalized: None,
            problem: None,
            listing: Vec::new(),
            unlisted: Table::new(),
            checks: 0,
        };
        all.replace(stored, secrets);
        all
    }

    /// Takes what another tab stored.
    #[inline(never)]
    pub fn replace(&mut self, stored: Vec<Connection>, secrets: Vec<(ConnectionId, Secrets)>) {
        let mut list = vec![Rc::new(Connection::demo())];
        list.extend(stored.into_iter().filter(|connection| !connection.is_demo()).map(Rc::new));
        self.list = Rc::new(list);
        self.know(secrets);
    }

    /// Takes these secrets for all there are.
    pub(super) fn know(&mut self, secrets: Vec<(ConnectionId, Secrets)>) {
        self.secrets = secrets.into_iter().map(|(id, secrets)| (id, Rc::new(secrets))).collect();
    }

    /// All of them, the demo first. Cheap to clone.
    #[must_use]
    pub fn all(&self) -> &Rc<Vec<Rc<Connection>>> {
        &self.list
    }

    /// The connection of that name.
    #[must_use]
    pub fn get(&self, id: &ConnectionId) -> Option<&Rc<Connection>> {
        self.list.iter().find(|connection| connection.id == *id)
    }

    /// The secrets that may be sent to this connection's server.
    #[must_use]
    pub fn secrets(&self, connection: &Connection) -> Option<&Rc<Secrets>> {
        self.secrets.get(&connection.id).filter(|secrets| connection.owns(secrets))
    }

    /// The connection for a new chat: the one wished, else the last made, else the demo.
    #[must_use]
    pub fn preferred(&self, wished: Option<&ConnectionId>) -> ConnectionId {
        wished
            .filter(|id| self.get(id).is_some())
            .cloned()
            .or_else(|| self.list.last().map(|connection| connection.id.clone()))
            .unwrap_or_else(ConnectionId::demo)
    }

    /// Forgets what was found for the form that was left.
    pub fn leave_form(&mut self) {
        self.check = None;
        self.problem = None;
        self.normalized = None;
    }

    pub(super) fn put(&mut self, connection: Connection) -> Rc<Connection> {
        let list = Rc::make_mut(&mut self.list);
        let put = Rc::new(connection);
        match list.iter_mut().find(|held| held.id == put.id) {
            Some(held) => *held = Rc::clone(&put),
            None => list.push(Rc::clone(&put)),
        }
        put
    }

    /// Takes those of a backup that are not here; says whether there were any.
    pub(super) fn restore(&mut self, from: Vec<Connection>) -> bool {
        let missing = missing(&self.list, from);
        let any = !missing.is_empty();
        Rc::make_mut(&mut self.list).extend(missing);
        any
    }

    /// Gives a connection its secrets.
    pub(super) fn give(&mut self, to: Connection, secrets: Secrets) -> (Rc<Connection>, Rc<Secrets>) {
        let (held, secrets) = (self.put(to), Rc::new(secrets));
        self.secrets.insert(held.id.clone(), Rc::clone(&secrets));
        (held, secrets)
    }

    pub(super) fn stored(&self) -> Vec<Rc<Connection>> {
        self.list.iter().filter(|connection| !connection.is_demo()).cloned().collect()
    }

    /// The form as a connection and its secrets. A key left empty is the stored one, where it may go.
    pub(super) fn read(
        &self,
        form: &ConnectionForm,
        id: ConnectionId,
    ) -> Result<(Connection, Secrets), AddressProblem> {
        let address = Address::parse(&form.address)?;
        let held = form.id.as_ref().and_then(|id| self.get(id));
        let mut connection = match held {
            Some(held) => Connection { preset: form.preset, ..(**held).clone() },
            None => Connection::from_preset(id, form.preset),
        };
        let moved = connection.address.as_ref().is_some_and(|before| before.text() != address.text());
        if moved && held.is_some() {
            connection.models = Rc::new([]);
            connection.refusals.clear();
        }
        let same = held.is_some_and(|held| {
            let address = held.address.as_ref().is_some_and(|before| *before == address);
            address && held.preset == form.preset && *held.model == *form.model.trim()
        });
        if !same || !form.key.is_empty() || form.headers.is_some() {
            connection.status = ConnectionStatus::Unchecked;
        }
        let name = form.name.trim();
        connection.name = if name.is_empty() { default_name(form.preset, &address) } else { name.into() };
        connection.model = form.model.trim().into();
        connection.keeping = form.keeping;
        connection.revision += 1;
        connection.address = Some(address);
        connection.raw_address = None;
        let known = held.and_then(|held| self.secrets.get(&held.id)).filter(|secrets| connection.owns(secrets));
        let secrets = Secrets {
            origin: connection.address.as_ref().map(|address| Rc::clone(address.origin())).unwrap_or_default(),
            key: match known {
                Some(known) if form.key.is_empty() => known.key.clone(),
                _ => form.key.clone(),
            },
            headers: match (&form.headers, known) {
                (Some(typed), _) => typed.clone(),
                (None, Some(known)) => known.headers.clone(),
                (None, None) => Vec::new(),
            },
        };
        Ok((connection, secrets))
    }
}

/// Gives a connection the models its server lists.
fn take_models(connection: &mut Connection, models: Rc<[Rc<str>]>) {
    // A server with one model leaves nothing to choose.
    if let [only] = &*models
        && connection.model.is_empty()
    {
        connection.model = Rc::clone(only);
    }
    connection.models = models;
}

fn default_name(preset: Preset, address: &Address) -> Rc<str> {
    let name = preset.facts().name;
    if name.is_empty() { address.host().into() } else { name.into() }
}

impl State {
    /// Saves a form as it stands, whether it was checked or not.
    #[inline(never)]
    pub(super) fn connection_saved(&mut self, form: &ConnectionForm, now: Moment) -> Vec<Effect> {
        let id = form.id.clone().unwrap_or_else(|| self.ids.connection());
        let (mut connection, secrets) = match self.connections.read(form, id.clone()) {
            Ok(read) => read,
            Err(problem) => {
                self.connections.problem = Some(problem);
                return Vec::new();
            }
        };
        // Locked secrets that nobody touched stay as they are.
        let untouched = secrets.is_empty() && self.vault.locks(&connection);
        if let Some(effects) = self.saved_after_unlocking(form, secrets.is_empty()) {
            return effects;
        }
        let new = form.id.is_none();
        let mut effects = self.check_stopped();
        let mut listed = false;
        if let Some(check) = self.connections.check.take_if(|check| check.is_of(form)) {
            if check.status != ConnectionStatus::Unchecked {
                connection.status = check.status;
            }
            if let Some(Ok(Healthy { models: Some(models) })) = check.outcome {
                take_models(&mut connection, models);
                listed = true;
            }
        }
        let of = form.id.clone().map_or(FormOf::New(form.preset), FormOf::Connection);
        effects.extend(self.draft_forgotten(&of));
        let connection = self.connections.put(connection);
        let secrets = (!secrets.is_empty()).then(|| Rc::new(secrets));
        match &secrets {
            Some(secrets) => self.connections.secrets.insert(id.clone(), Rc::clone(secrets)),
            None => self.connections.secrets.remove(&id),
        };
        self.connections.leave_form();
        self.connections.unlisted.remove(&id);
        effects.push(Effect::SaveConnections(self.connections.stored()));
        if !untouched {
            effects.push(Effect::SaveSecrets(Rc::clone(&connection), secrets));
        }
        if new {
            effects
                .extend(self.settings_changed(Settings { connection: Some(id.clone()), ..(*self.settings).clone() }));
            self.begin_fresh(now);
            effects.push(Effect::Go { route: Route::New, replace: true });
        } else {
            effects.push(Effect::Go { route: Route::Settings, replace: false });
        }
        if !listed {
            effects.extend(self.models_wanted(&id));
        }
        effects
    }

    #[inline(never)]
    pub(super) fn connection_deleted(&mut self, id: &ConnectionId, now: Moment) -> Vec<Effect> {
        let Some(connection) = self.connections.get(id).filter(|connection| !connection.is_demo()).cloned() else {
            return Vec::new();
        };
        Rc::make_mut(&mut self.connections.list).retain(|held| held.id != *id);
        let mut effects = self.draft_forgotten(&FormOf::Connection(id.clone()));
        self.connections.secrets.remove(id);
        if self.chat.fresh.connection == *id {
            self.begin_fresh(now);
        }
        effects.extend([
            Effect::SaveSecrets(connection, None),
            Effect::DropConnection(id.clone()),
            Effect::Go { route: Route::Settings, replace: true },
        ]);
        effects
    }

    #[inline(never)]
    pub(super) fn key_forgotten(&mut self, id: &ConnectionId) -> Vec<Effect> {
        self.connections.secrets.remove(id);
        self.connections.get(id).map(|held| vec![Effect::SaveSecrets(Rc::clone(held), None)]).unwrap_or_default()
    }

    #[inline(never)]
    pub(super) fn models_wanted(&mut self, id: &ConnectionId) -> Vec<Effect> {
        let connections = &mut self.connections;
        let Some(connection) = connections.get(id).filter(|connection| !connection.is_demo()).cloned() else {
            return Vec::new();
        };
        if connections.listing.contains(id) || self.framed || self.vault.locks(&connection) {
            return Vec::new();
        }
        connections.listing.push(id.clone());
        let secrets = connections.secrets(&connection).cloned();
        vec![Effect::ListModels(Box::new(Subject { connection, secrets }))]
    }

    #[inline(never)]
    pub(super) fn models_listed(
        &mut self,
        id: &ConnectionId,
        result: Result<Rc<[Rc<str>]>, Fault>,
        now: Moment,
    ) -> Vec<Effect> {
        let connections = &mut self.connections;
        connections.listing.retain(|listing| listing != id);
        let Some(held) = connections.get(id).cloned() else { return Vec::new() };
        match result {
            Err(fault) => {
                // Many servers that chat list nothing; these faults are none of the list alone.
                let effects = match &fault {
                    Fault::Unreachable { .. } | Fault::KeyRefused { .. } => self.learned(id, Err(&fault), now),
                    _ => Vec::new(),
                };
                self.connections.unlisted.insert(id.clone(), fault);
                effects
            }
            Ok(models) => {
                connections.unlisted.remove(id);
                let mut listed = (*held).clone();
                take_models(&mut listed, models);
                if listed == *held {
                    return Vec::new();
                }
                connections.put(Connection { revision: held.revision + 1, ..listed });
                vec![Effect::SaveConnections(connections.stored())]
            }
        }
    }

    /// Remembers that a model refuses a parameter.
    pub(super) fn refused(&mut self, id: &ConnectionId, model: &Rc<str>, parameter: &Rc<str>) -> Vec<Effect> {
        let Some(held) = self.connections.get(id).cloned() else { return Vec::new() };
        if held.refuses(model, parameter) {
            return Vec::new();
        }
        let mut refusals = held.refusals.clone();
        refusals.push(Refusal { model: Rc::clone(model), parameter: Rc::clone(parameter) });
        self.connections.put(Connection { refusals, revision: held.revision + 1, ..(*held).clone() });
        vec![Effect::SaveConnections(self.connections.stored())]
    }

    /// Forgets what the model on the page refused: its server may have learned it since.
    #[inline(never)]
    pub(super) fn refusals_forgotten(&mut self) -> Vec<Effect> {
        let Some(talk) = self.conversation() else { return Vec::new() };
        let (id, model) = (talk.connection.clone(), self.model_of(talk));
        let Some(held) = self.connections.get(&id).cloned() else { return Vec::new() };
        let mut refusals = held.refusals.clone();
        refusals.retain(|refusal| refusal.model != model || is_unasked(&refusal.parameter));
        self.connections.put(Connection { refusals, revision: held.revision + 1, ..(*held).clone() });
        vec![Effect::SaveConnections(self.connections.stored())]
    }

    /// Makes the connection's chosen model the one new conversations begin with.
    pub(super) fn model_preferred(&mut self, id: &ConnectionId, model: &Rc<str>) -> Vec<Effect> {
        let Some(held) = self.connections.get(id).filter(|held| !held.is_demo()).cloned() else { return Vec::new() };
        if model.is_empty() || held.model == *model {
            return Vec::new();
        }
        let model = Rc::clone(model);
        self.connections.put(Connection { model, revision: held.revision + 1, ..(*held).clone() });
        vec![Effect::SaveConnections(self.connections.stored())]
    }
}
