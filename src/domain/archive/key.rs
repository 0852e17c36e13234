//! The names under which things are stored.

use crate::domain::id::{ConnectionId, ConversationId};

/// What stands under a key of the storage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The settings.
    Settings,
    /// All connections.
    Connections,
    /// The secrets of a connection.
    Secrets(ConnectionId),
    /// The folders of the history.
    Folders,
    /// The encrypted secrets of all connections.
    Vault,
    /// When everything was last backed up.
    Backups,
    /// A page of the history's index.
    Index(u64),
    /// A conversation.
    Conversation(ConversationId),
    /// What was typed and not yet sent: in a conversation, or (none) where there is none yet.
    Draft(Option<ConversationId>),
    /// A text that could not be read, kept aside; the name of the key it stood under and a count.
    Unread(String),
}

const ROOT: &str = "sotto/";
/// No id contains it.
const NOWHERE: &str = "*";

impl Key {
    /// The key's name in the storage.
    #[must_use]
    pub fn name(&self) -> String {
        let page;
        let (folder, rest) = match self {
            Self::Settings => ("settings", ""),
            Self::Connections => ("connections", ""),
            Self::Folders => ("folders", ""),
            Self::Vault => ("vault", ""),
            Self::Backups => ("backups", ""),
            Self::Secrets(id) => ("secrets/", id.as_str()),
            Self::Index(number) => {
                page = number.to_string();
                ("index/", page.as_str())
            }
            Self::Conversation(id) => ("c/", id.as_str()),
            Self::Draft(id) => ("draft/", id.as_ref().map_or(NOWHERE, ConversationId::as_str)),
            Self::Unread(name) => ("unread/", name.as_str()),
        };
        [ROOT, folder, rest].concat()
    }

    /// What a name stands for; none if it is not one of ours.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.strip_prefix(ROOT)?;
        match name.split_once('/') {
            None if name == "settings" => Some(Self::Settings),
            None if name == "connections" => Some(Self::Connections),
            None if name == "folders" => Some(Self::Folders),
            None if name == "vault" => Some(Self::Vault),
            None if name == "backups" => Some(Self::Backups),
            Some(("secrets", id)) => ConnectionId::parse(id).map(Self::Secrets),
            Some(("index", page)) => page.parse().ok().map(Self::Index),
            Some(("c", id)) => ConversationId::parse(id).map(Self::Conversation),
            Some(("draft", NOWHERE)) => Some(Self::Draft(None)),
            Some(("draft", id)) => ConversationId::parse(id).map(|id| Self::Draft(Some(id))),
            Some(("unread", rest)) => Some(Self::Unread(rest.to_owned())),
            _ => None,
        }
    }

    /// Where a text that stood under this key is kept aside; `count` tells several apart.
    #[must_use]
    pub fn aside(&self, count: u32) -> Self {
        let name = self.name();
        let mut rest = name.strip_prefix(ROOT).unwrap_or(&name).to_owned();
        rest.push('~');
        rest.push_str(&count.to_string());
        Self::Unread(rest)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_name_reads_back_and_no_foreign_name_is_taken_for_ours() {
        let talk = ConversationId::parse("a-1").unwrap();
        let keys = [
            Key::Settings,
            Key::Connections,
            Key::Folders,
            Key::Vault,
            Key::Backups,
            Key::Secrets(ConnectionId::parse("b-2").unwrap()),
            Key::Index(u64::MAX),
            Key::Conversation(talk.clone()),
            Key::Draft(Some(talk.clone())),
            Key::Draft(None),
            Key::Conversation(talk).aside(3),
        ];
        for key in keys {
            assert_eq!(Key::parse(&key.name()), Some(key));
        }
        for name in ["", "settings", "sotto/", "sotto/c/", "sotto/c/a/b", "sotto/index/-1", "sotto/x/y", "sotto/draft/"]
        {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }
}
