//! Where in the app one is. Routes are hashes, so any static host serves them and Back works.

use crate::domain::form_draft::FormOf;
use crate::domain::id::{ConnectionId, ConversationId};
use crate::domain::preset::Preset;

/// A place in the app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// A chat that has not begun: `#/`.
    #[default]
    New,
    /// A conversation: `#/c/ID`.
    Conversation(ConversationId),
    /// The settings: `#/settings`.
    Settings,
    /// Choosing the kind of server of a new connection: `#/settings/connect`.
    NewConnection,
    /// One connection's form: `#/settings/connections/ID`.
    Connection(ConnectionId),
    /// The form of a new connection of a kind: `#/settings/connections/new/KIND`.
    NewConnectionOf(Preset),
}

impl Route {
    /// Reads an address's hash. Whatever is not known leads to a new chat.
    #[must_use]
    pub fn parse(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        match path.split_once('/') {
            Some(("c", id)) => ConversationId::parse(id).map(Self::Conversation).unwrap_or_default(),
            Some(("settings", "connect")) => Self::NewConnection,
            Some(("settings", rest)) => match rest.strip_prefix("connections/") {
                None => Self::Settings,
                Some(rest) => match rest.strip_prefix("new/") {
                    Some(kind) => Preset::chosen(kind).map_or(Self::NewConnection, Self::NewConnectionOf),
                    None => ConnectionId::parse(rest).map_or(Self::Settings, Self::Connection),
                },
            },
            None if path == "settings" => Self::Settings,
            _ => Self::New,
        }
    }

    /// The hash of this place, for links.
    #[must_use]
    pub fn hash(&self) -> String {
        match self {
            Self::New => "#/".to_owned(),
            Self::Conversation(id) => ["#/c/", id.as_str()].concat(),
            Self::Settings => "#/settings".to_owned(),
            Self::NewConnection => "#/settings/connect".to_owned(),
            Self::Connection(id) => ["#/settings/connections/", id.as_str()].concat(),
            Self::NewConnectionOf(kind) => format!("#/settings/connections/new/{}", kind.word()),
        }
    }

    /// The form of a connection that is here, if one is.
    #[must_use]
    pub fn form(&self) -> Option<FormOf> {
        match self {
            Self::Connection(id) => Some(FormOf::Connection(id.clone())),
            Self::NewConnectionOf(kind) => Some(FormOf::New(*kind)),
            _ => None,
        }
    }

    /// Whether this is a page of the settings.
    #[must_use]
    pub fn is_settings(&self) -> bool {
        matches!(self, Self::Settings | Self::NewConnection | Self::Connection(_) | Self::NewConnectionOf(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_reads_back_from_its_hash() {
        for hash in ["#/", "#/c/k3-1", "#/settings", "#/settings/connect", "#/settings/connections/k3-2"] {
            assert_eq!(Route::parse(hash).hash(), hash);
        }
        for kind in Preset::CHOICES {
            let route = Route::NewConnectionOf(kind);
            assert_eq!(Route::parse(&route.hash()), route);
        }
        assert_eq!(Route::parse("#/settings/connections/new/demo"), Route::NewConnection, "none one can choose");
        for odd in ["", "#", "#/c/", "#/c/a%20b", "#/nowhere", "#/c/x/y"] {
            assert_eq!(Route::parse(odd), Route::New, "{odd}");
        }
    }
}
