//! The first visit: one field that takes a key or a server's address, a model chosen already, and a start.
//!
//! Promises: a key goes to a server only when its shape names that one service or the person chose the server, and the
//! server is named beside the field before anything is sent. Servers on this computer are asked only on a press. What
//! stands in the field survives the load that a narrowed page needs (`reach`).

use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::archive::vault::Standing;
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::error::Fault;
use crate::domain::id::ConnectionId;
use crate::domain::model_choice::{ListedModel, first_choice};
use crate::domain::moment::Moment;
use crate::domain::pasted::{Entry, kind, recognize};
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::state::State;
use crate::state::action::ConnectionForm;
use crate::state::effect::{Effect, Place, Subject};
use crate::state::reach::Reach;
use crate::state::route::Route;
use crate::state::vault::is_long_enough;

/// The kinds of server that are looked for on this computer.
pub const LOCAL: [Preset; 4] = [Preset::Ollama, Preset::LlamaCpp, Preset::LmStudio, Preset::LlamaCppPython];

/// Stands for the key in what is carried over a load when servers on this computer were to be looked for.
const LOOK: &str = "look";

/// What a server lists, or why it lists nothing.
pub type Listed = Result<Rc<[ListedModel]>, Fault>;

/// The field and what came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstVisit {
    /// What stands in the field.
    pub text: Secret,
    /// What was recognised in it.
    pub entry: Entry,
    /// Whether something around it was left out.
    pub cleaned: bool,
    /// Whether it is all there: pasted, or nothing was typed for a moment.
    pub whole: bool,
    /// The server the person chose for a key that names none.
    pub provider: Option<Preset>,
    /// What stands in the second field: the address for a key, or the key for an address.
    pub second: Secret,
    /// Where the key is to be stored.
    pub storage: Keeping,
    /// The passphrase typed, and typed once more.
    pub passphrase: (Secret, Secret),
    /// The server that was asked for its models, and what came of it.
    pub listing: Option<Listing>,
    /// The model chosen. Empty: none yet.
    pub model: Rc<str>,
    /// Whether Start was pressed before the models were there.
    pub starting: bool,
    /// The servers on this computer. Empty: nobody looked for them.
    pub local: Vec<Listing>,
    /// Whether the page has to be loaded again before anything can be sent. True until that has happened.
    pub(super) waits_for_load: bool,
    /// Whether servers on this computer are to be looked for after that.
    looks: bool,
    requests: u32,
}

/// A server that was asked for its models.
#[derive(Clone, Debug, PartialEq)]
pub struct Listing {
    /// Which request; the answer to an older one is ignored.
    number: u32,
    /// The server.
    pub connection: Rc<Connection>,
    /// What came. None: still nothing.
    pub outcome: Option<Listed>,
}

/// Something that happened on the first visit.
#[derive(Clone, Debug)]
pub enum Step {
    /// The text in the field changed; `pasted` where it came all at once.
    Typed {
        /// The text.
        text: Secret,
        /// Whether it came all at once.
        pasted: bool,
    },
    /// Nothing was typed for a moment.
    Rested,
    /// A server was chosen for the key.
    ProviderChosen(Preset),
    /// The text in the second field changed.
    SecondTyped(Secret),
    /// A model was chosen.
    ModelChosen(Rc<str>),
    /// A place to store the key was chosen.
    StorageChosen(Keeping),
    /// A passphrase was typed, and once more.
    PassphraseTyped(Secret, Secret),
    /// Start was pressed.
    StartPressed,
    /// Servers on this computer were to be looked for.
    LookPressed,
    /// A server that was found was to be used.
    LocalChosen(Preset),
    /// The demo was to be tried.
    DemoPressed,
    /// A server listed its models, or did not.
    Listed(u32, Listed),
    /// The page that loaded this one handed this on.
    Carried(Secret),
}

/// What is asked of the world for a first visit.
#[derive(Clone, Debug)]
pub enum Command {
    /// List a server's models, and find out whether it takes the key. Answers: `Listed`.
    List(u32, Box<Subject>),
    /// Hand this on to the page that is about to be loaded in place of this one.
    Carry(Secret),
    /// Take what was handed on. Answers: `Carried`, if there is anything.
    TakeCarried,
}

impl FirstVisit {
    /// The server that takes what stands in the fields. None: nobody chose one yet.
    #[must_use]
    pub fn server(&self) -> Option<(Preset, Address)> {
        match &self.entry {
            Entry::Server { preset, address, .. } => Some((*preset, address.clone())),
            Entry::Key { provider, beside, .. } => match self.provider.or(*provider) {
                Some(Preset::Custom) => match recognize(self.second.reveal()).entry {
                    Entry::Server { preset, address, .. } => Some((preset, address)),
                    _ => beside.clone().map(|address| (kind(&address), address)),
                },
                // The person says which of the two is meant.
                Some(_) if self.provider.is_none() && self.stands_elsewhere() => None,
                Some(preset) => Address::parse(preset.facts().address).ok().map(|address| (preset, address)),
                None => None,
            },
            _ => None,
        }
    }

    /// Whether a key of one service stands beside the address of another server.
    fn stands_elsewhere(&self) -> bool {
        match &self.entry {
            Entry::Key { provider: Some(preset), beside: Some(beside), .. } => {
                Address::parse(preset.facts().address).is_ok_and(|own| own.origin() != beside.origin())
            }
            _ => false,
        }
    }

    /// The key that stands in the fields.
    #[must_use]
    pub fn key(&self) -> Secret {
        match &self.entry {
            Entry::Key { key, .. } => key.clone(),
            Entry::Server { .. } => match recognize(self.second.reveal()).entry {
                Entry::Key { key, .. } => key,
                _ => Secret::new(self.second.reveal()),
            },
            _ => Secret::default(),
        }
    }

    /// Whether a server is known that cannot answer without a key.
    #[must_use]
    pub fn wants_key(&self) -> bool {
        let refused = matches!(
            self.listing.as_ref().and_then(|listing| listing.outcome.as_ref()),
            Some(Err(Fault::KeyRefused { .. }))
        );
        match &self.entry {
            Entry::Server { preset, .. } => preset.facts().needs_key || refused || !self.second.is_empty(),
            _ => false,
        }
    }

    /// The models that were listed.
    #[must_use]
    pub fn models(&self) -> Option<&Rc<[ListedModel]>> {
        self.listing.as_ref()?.outcome.as_ref()?.as_ref().ok()
    }

    /// Whether a passphrase is still missing or not repeated.
    fn lacks_passphrase(&self, is_open: bool, is_new: bool) -> bool {
        let (one, two) = (Secret::new(self.passphrase.0.reveal()), Secret::new(self.passphrase.1.reveal()));
        self.storage == Keeping::Encrypted
            && !is_open
            && (one.is_empty() || (is_new && (one != two || !is_long_enough(one.reveal()))))
    }

    /// Whether the page has to be loaded again before anything can be sent.
    #[must_use]
    pub fn must_wait(&self) -> bool {
        self.waits_for_load
    }

    /// Forgets all that was typed and found.
    pub fn clear(&mut self) {
        *self = Self { requests: self.requests, ..Self::default() };
    }

    /// Takes a text as if it had been pasted into the field.
    pub(super) fn paste(&mut self, text: &str) {
        self.take(Secret::new(text), true);
    }

    fn changed(&mut self) {
        self.listing = None;
        self.model = Rc::default();
        self.starting = false;
    }

    fn take(&mut self, text: Secret, pasted: bool) {
        let pasted_text = recognize(text.reveal());
        self.text = text;
        self.entry = pasted_text.entry;
        self.cleaned = pasted_text.cleaned;
        self.whole = pasted;
        self.provider = None;
        self.second = Secret::default();
        self.changed();
    }
}

impl State {
    /// Whether nobody can answer yet: no server is connected and the demo was not chosen.
    #[must_use]
    pub fn is_first_visit(&self) -> bool {
        self.route == Route::New
            && self.connections.all().len() == 1
            && self.settings.connection.as_ref() != Some(&ConnectionId::demo())
    }

    pub(super) fn first_visit(&mut self, step: Step, now: Moment) -> Vec<Effect> {
        let visit = &mut self.first_visit;
        match step {
            Step::Typed { text, pasted } => {
                visit.take(text, pasted);
                if pasted { self.list_at_once() } else { Vec::new() }
            }
            Step::Rested => {
                visit.whole = true;
                // Not an address: half of one would be somebody else's.
                if visit.listing.is_none() && matches!(visit.entry, Entry::Key { .. }) {
                    return self.list_at_once();
                }
                Vec::new()
            }
            Step::ProviderChosen(preset) => {
                visit.changed();
                visit.provider = Some(preset);
                self.list()
            }
            Step::SecondTyped(text) => {
                visit.second = text;
                visit.changed();
                Vec::new()
            }
            Step::ModelChosen(model) => {
                visit.model = model;
                Vec::new()
            }
            Step::StorageChosen(storage) => {
                visit.storage = storage;
                Vec::new()
            }
            Step::PassphraseTyped(one, two) => {
                visit.passphrase = (one, two);
                Vec::new()
            }
            Step::StartPressed => self.start_pressed(now),
            Step::LookPressed => self.look_for_local(),
            Step::LocalChosen(preset) => {
                let found = visit.local.iter().find(|local| local.connection.preset == preset).cloned();
                match found.as_ref().and_then(|local| local.outcome.as_ref()) {
                    Some(Ok(models)) => {
                        let (address, models) =
                            (found.as_ref().and_then(|l| l.connection.address.clone()), models.clone());
                        address.map_or_else(Vec::new, |address| {
                            let model = first_choice(preset, &models).unwrap_or_default();
                            self.connect_to(preset, &address, &models, model, now)
                        })
                    }
                    _ => Vec::new(),
                }
            }
            Step::DemoPressed => {
                let demo = Some(ConnectionId::demo());
                let mut effects = self.settings_changed(Settings { connection: demo, ..(*self.settings).clone() });
                effects.push(Effect::Focus(Place::Composer));
                effects
            }
            Step::Listed(number, outcome) => self.listed(number, outcome, now),
            Step::Carried(text) => self.carried(&text),
        }
    }

    /// Lists the models where what was pasted leaves no doubt whom to ask.
    pub(super) fn list_at_once(&mut self) -> Vec<Effect> {
        // Before the person goes on: what they type next is not carried over.
        if self.reach != Reach::Wide && matches!(self.first_visit.entry, Entry::Key { .. } | Entry::Server { .. }) {
            self.first_visit.waits_for_load = true;
            return Vec::new();
        }
        match &self.first_visit.entry {
            Entry::Key { provider: Some(_), .. } => self.list(),
            Entry::Server { preset, explicit: true, .. } if !preset.facts().needs_key => self.list(),
            _ => Vec::new(),
        }
    }

    /// Asks the server for its models, after the page was loaded again where it may not reach it.
    fn list(&mut self) -> Vec<Effect> {
        let Some((preset, address)) = self.first_visit.server().filter(|_| !self.framed) else { return Vec::new() };
        if !self.first_visit.key().is_sendable() {
            return Vec::new();
        }
        if self.reach != Reach::Wide {
            self.first_visit.waits_for_load = true;
            return Vec::new();
        }
        let (listing, effect) = self.request(preset, address, self.first_visit.key());
        self.first_visit.listing = Some(listing);
        vec![effect]
    }

    fn request(&mut self, preset: Preset, address: Address, key: Secret) -> (Listing, Effect) {
        let secrets = Secrets { origin: Rc::clone(address.origin()), key, headers: Vec::new() };
        let mut connection = Connection::from_preset(self.ids.connection(), preset);
        connection.address = Some(address);
        self.first_visit.requests += 1;
        let (number, connection) = (self.first_visit.requests, Rc::new(connection));
        let subject =
            Subject { connection: Rc::clone(&connection), secrets: (!secrets.is_empty()).then(|| Rc::new(secrets)) };
        let listing = Listing { number, connection, outcome: None };
        (listing, Effect::FirstVisit(Command::List(number, Box::new(subject))))
    }

    fn listed(&mut self, number: u32, outcome: Listed, now: Moment) -> Vec<Effect> {
        let visit = &mut self.first_visit;
        if let Some(local) = visit.local.iter_mut().find(|local| local.number == number) {
            local.outcome = Some(outcome);
            return Vec::new();
        }
        let Some(listing) = visit.listing.as_mut().filter(|listing| listing.number == number) else {
            return Vec::new();
        };
        let preset = listing.connection.preset;
        if let Ok(models) = &outcome {
            visit.model = first_choice(preset, models).unwrap_or_default();
        }
        let works = outcome.is_ok();
        listing.outcome = Some(outcome);
        if std::mem::take(&mut visit.starting) && works { self.start_pressed(now) } else { Vec::new() }
    }

    fn start_pressed(&mut self, now: Moment) -> Vec<Effect> {
        let Some((preset, address)) = self.first_visit.server() else { return Vec::new() };
        let visit = &mut self.first_visit;
        match visit.listing.as_ref().map(|listing| listing.outcome.clone()) {
            Some(Some(Ok(models))) => {
                let model = Rc::clone(&visit.model);
                self.connect_to(preset, &address, &models, model, now)
            }
            Some(None) => {
                visit.starting = true;
                Vec::new()
            }
            // A server that needs a key is not asked without one.
            None | Some(Some(Err(_))) if preset.facts().needs_key && visit.key().is_empty() => Vec::new(),
            None | Some(Some(Err(_))) => {
                visit.starting = true;
                self.list()
            }
        }
    }

    /// Makes the connection and begins a chat with it.
    fn connect_to(
        &mut self,
        preset: Preset,
        address: &Address,
        models: &Rc<[ListedModel]>,
        model: Rc<str>,
        now: Moment,
    ) -> Vec<Effect> {
        let visit = &self.first_visit;
        let key = if visit.server().is_some_and(|(_, own)| own == *address) { visit.key() } else { Secret::default() };
        let (open, new) = (self.vault.standing == Standing::Open, self.vault.standing == Standing::None);
        if !key.is_empty() && visit.lacks_passphrase(open, new) {
            return Vec::new();
        }
        let form = ConnectionForm {
            id: None,
            preset,
            name: Rc::default(),
            address: address.text().into(),
            key,
            headers: None,
            model,
            keeping: visit.storage,
            passphrase: Secret::new(visit.passphrase.0.reveal()),
        };
        let id = self.ids.connection();
        let Ok((mut connection, secrets)) = self.connections.read(&form, id.clone()) else { return Vec::new() };
        if let Some(effects) = self.saved_after_unlocking(&form, secrets.is_empty()) {
            return effects;
        }
        connection.models = models.iter().map(|model| Rc::clone(&model.id)).collect();
        let connection = self.connections.put(connection);
        let mut effects = Vec::new();
        if !secrets.is_empty() {
            let (connection, secrets) = self.connections.give((*connection).clone(), secrets);
            effects.push(Effect::SaveSecrets(connection, Some(secrets)));
        }
        effects.insert(0, Effect::SaveConnections(self.connections.stored()));
        effects.extend(self.settings_changed(Settings { connection: Some(id), ..(*self.settings).clone() }));
        self.begin_fresh(now);
        self.first_visit.clear();
        effects.push(Effect::Go { route: Route::New, replace: true });
        effects.push(Effect::Focus(Place::Composer));
        effects
    }

    /// Looks for servers on this computer.
    fn look_for_local(&mut self) -> Vec<Effect> {
        if self.framed {
            return Vec::new();
        }
        if self.reach != Reach::Wide {
            self.first_visit.waits_for_load = true;
            self.first_visit.looks = true;
            return Vec::new();
        }
        let mut effects = Vec::new();
        let mut local = Vec::new();
        for preset in LOCAL {
            let Ok(address) = Address::parse(preset.facts().address) else { continue };
            // What answers there is Sotto itself.
            if **address.origin() == *self.origin {
                continue;
            }
            let (listing, effect) = self.request(preset, address, Secret::default());
            local.push(listing);
            effects.push(effect);
        }
        self.first_visit.local = local;
        effects
    }

    /// What is handed on to the page that is loaded in place of this one.
    pub(super) fn carry(&mut self) -> Option<Effect> {
        let visit = &self.first_visit;
        let what = match visit.provider {
            _ if visit.looks => LOOK,
            Some(preset) => preset.word(),
            None => "",
        };
        let text = format!("{what}:{}", visit.text.reveal());
        (text != ":").then(|| Effect::FirstVisit(Command::Carry(Secret::new(&text))))
    }

    fn carried(&mut self, carried: &Secret) -> Vec<Effect> {
        if self.framed {
            return Vec::new();
        }
        let (what, text) = carried.reveal().split_once(':').unwrap_or_default();
        self.first_visit.take(Secret::new(text), true);
        match what {
            LOOK => self.look_for_local(),
            "" => self.list_at_once(),
            preset => self.first_visit(Step::ProviderChosen(Preset::of(preset)), Moment::default()),
        }
    }
}
