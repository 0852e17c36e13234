//! A connection: a server's address with its key and the model chosen.
//! Keys and extra headers are kept apart from it, in [`Secrets`], bound to the address they were typed for.

use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::connection_status::ConnectionStatus;
use crate::domain::id::ConnectionId;
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;

/// A server a person can chat with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Its name among the connections.
    pub id: ConnectionId,
    /// Raised by each change.
    pub revision: u64,
    /// The kind of server.
    pub preset: Preset,
    /// Its name as the person knows it.
    pub name: Rc<str>,
    /// Where it is. None for the demo, and as long as `raw_address` is not normalized.
    pub address: Option<Address>,
    /// An address stored by an older version or found in a backup whose host is not in the form browsers give it. Kept
    /// as it was until the browser has normalized it; for good where the browser cannot.
    pub raw_address: Option<Rc<str>>,
    /// What is known of whether it works.
    pub status: ConnectionStatus,
    /// The model that new conversations begin with. Empty: none chosen yet.
    pub model: Rc<str>,
    /// Where its secrets are kept.
    pub keeping: Keeping,
    /// The models its server listed last, as they came.
    pub models: Rc<[Rc<str>]>,
    /// Parameters that models of this server refused, so that they are not sent again.
    pub refusals: Vec<Refusal>,
}

/// Where secrets are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// In this browser's storage, until deleted.
    #[default]
    Device,
    /// In this browser's storage, encrypted under a passphrase.
    Encrypted,
    /// In this tab, until it is closed. Also what a later version may add, so that no key is kept longer than meant.
    Tab,
    /// Nowhere but in the page, until it is loaded again.
    Memory,
}

/// A parameter that a model refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The model.
    pub model: Rc<str>,
    /// The parameter's name on the wire.
    pub parameter: Rc<str>,
}

/// What must not be seen of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// The origin they were typed for. They are sent nowhere else.
    pub origin: Rc<str>,
    /// The API key. Empty: none, and no `Authorization` header is sent.
    pub key: Secret,
    /// Extra headers, name and value.
    pub headers: Vec<(Rc<str>, Secret)>,
}

/// Whether what is refused was sent unasked: then it is dropped, or sent if demanded (`needs:`), without troubling the
/// person.
#[must_use]
pub fn is_unasked(parameter: &str) -> bool {
    parameter == "stream_options" || parameter.starts_with("needs:")
}

impl Secrets {
    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.key.is_empty() && self.headers.is_empty()
    }
}

impl Connection {
    /// The built-in demo: no key, no network.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            id: ConnectionId::demo(),
            revision: 0,
            preset: Preset::Demo,
            name: "Demo".into(),
            address: None,
            raw_address: None,
            status: ConnectionStatus::Unchecked,
            model: "demo".into(),
            keeping: Keeping::Device,
            models: Rc::new(["demo".into()]),
            refusals: Vec::new(),
        }
    }

    /// A connection as the preset proposes it.
    #[must_use]
    pub fn from_preset(id: ConnectionId, preset: Preset) -> Self {
        let facts = preset.facts();
        Self {
            id,
            revision: 0,
            preset,
            name: facts.name.into(),
            address: Address::parse(facts.address).ok(),
            raw_address: None,
            status: ConnectionStatus::Unchecked,
            model: Rc::default(),
            keeping: Keeping::Device,
            models: Rc::new([]),
            refusals: Vec::new(),
        }
    }

    /// Its address for storing: also one that is not normalized yet.
    #[must_use]
    pub fn address_text(&self) -> Option<String> {
        self.address.as_ref().map(Address::text).or_else(|| self.raw_address.as_deref().map(str::to_owned))
    }

    /// Whether this is the built-in demo.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.preset == Preset::Demo
    }

    /// Whether these secrets may be sent to this connection's server.
    #[must_use]
    pub fn owns(&self, secrets: &Secrets) -> bool {
        self.is_at(&secrets.origin)
    }

    /// Whether its server is at this origin.
    #[must_use]
    pub fn is_at(&self, origin: &str) -> bool {
        match (&self.address, &self.raw_address) {
            (Some(address), _) => **address.origin() == *origin,
            // Nothing is sent there before it is normalized, but its secrets are still its own.
            (None, Some(raw)) => {
                raw.strip_prefix(origin).is_some_and(|rest| matches!(rest.chars().next(), None | Some('/' | '?')))
            }
            (None, None) => false,
        }
    }

    /// Whether a model refused a parameter before.
    #[must_use]
    pub fn refuses(&self, model: &str, parameter: &str) -> bool {
        self.refusals.iter().any(|r| &*r.model == model && &*r.parameter == parameter)
    }
}
