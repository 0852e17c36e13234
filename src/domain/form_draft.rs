//! What was typed into a connection's form and is not saved yet. Never a key, a header's value or a passphrase.

use std::rc::Rc;

use crate::domain::address::without_secrets;
use crate::domain::connection::Keeping;
use crate::domain::id::ConnectionId;
use crate::domain::preset::Preset;
use crate::domain::table::Table;

/// Which form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormOf {
    /// That of a new connection of this kind.
    New(Preset),
    /// That of a connection.
    Connection(ConnectionId),
}

/// What was typed into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormDraft {
    /// The name.
    pub name: Rc<str>,
    /// The address.
    pub address: Rc<str>,
    /// The model.
    pub model: Rc<str>,
    /// Where the key is to be kept.
    pub keeping: Keeping,
    /// The names of the extra headers.
    pub headers: Vec<Rc<str>>,
}

/// The drafts of all forms.
pub type FormDrafts = Table<FormOf, Rc<FormDraft>>;

impl FormDraft {
    /// The same without what may be a secret in its address: a password, and of the query all but what names a version.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        self.address = without_secrets(&self.address).into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_keeps_an_address_as_typed_but_no_secret_in_it() {
        let check = |typed: &str, kept: &str| {
            let draft = FormDraft { address: typed.into(), ..FormDraft::default() }.without_secrets();
            assert_eq!(&*draft.address, kept);
        };
        check("", "");
        check("my server", "my server");
        check("https://x.example/v1", "https://x.example/v1");
        check("x.example:80/@scope/v1", "x.example:80/@scope/v1");
        check("https://me:sk-1@x.example/v1", "https://x.example/v1");
        check("me:sk-1@x.example", "x.example");
        check("https://x.example/v1?api-version=7&code=sk-1&key=sk-2", "https://x.example/v1?api-version=7");
        check("https://x.example?key=sk-2", "https://x.example");
    }
}
