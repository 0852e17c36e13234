//! What stands in a connection's form, and what can be made of it.
//!
//! Promises that a stored key or header never leaves with another origin, and that no field shows one. Draws nothing.

use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::archive::vault::Standing;
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::error::AddressProblem;
use crate::domain::form_draft::FormDraft;
use crate::domain::pasted::clean_key;
use crate::domain::preset::Preset;
use crate::domain::secret::Secret;
use crate::state::action::ConnectionForm;
use crate::state::vault::{Vault, is_long_enough};

/// The fields as they stand.
#[derive(Clone)]
pub struct Fields {
    /// The kind of server.
    pub preset: Preset,
    /// The name typed.
    pub name: Rc<str>,
    /// The address typed.
    pub address: Rc<str>,
    /// Whether the address was left, so that it may be judged.
    pub address_left: bool,
    /// The key typed. Never the stored one.
    pub key: Rc<str>,
    /// Whether only a part of what was pasted as the key was taken.
    pub key_cleaned: bool,
    /// Where the key is kept.
    pub keeping: Keeping,
    /// The passphrase typed, and typed once more.
    pub passphrase: Rc<str>,
    /// The same once more.
    pub again: Rc<str>,
    /// Whether it was tried to save, so that the passphrase may be judged.
    pub pressed: bool,
    /// The model typed or chosen.
    pub model: Rc<str>,
    /// The extra headers.
    pub headers: Vec<Header>,
    /// Whether headers differ from those stored.
    headers_edited: bool,
    /// Whether the headers are unfolded at first: they are for those that are stored.
    pub headers_open: bool,
    /// Whether it is asked if the connection should really go.
    pub deleting: bool,
    /// Whether something that a check depends on changed since the last one.
    pub unchecked: bool,
    /// Whether it holds what was typed before the form was left.
    pub restored: bool,
    /// An address as typed, and as the browser writes it (none: it cannot).
    pub normalized: Option<(Rc<str>, Option<Rc<str>>)>,
    /// What stood here before anything was typed.
    untouched: FormDraft,
    next: u32,
}

/// One extra header.
#[derive(Clone)]
pub struct Header {
    /// Its name among the rows.
    pub row: u32,
    /// The header's name typed.
    pub name: Rc<str>,
    /// The value typed. Never the stored one.
    pub value: Rc<str>,
    /// The stored value, which stays unless another is typed.
    pub stored: Option<Secret>,
}

/// What a person did in the form.
pub enum Edit {
    /// Typed a name.
    Name(Rc<str>),
    /// Typed an address.
    Address(Rc<str>),
    /// Left the address, or wanted to go on with it.
    AddressLeft,
    /// Typed a key.
    Key(Rc<str>),
    /// Chose where to keep it.
    Keeping(Keeping),
    /// Typed a passphrase (0), or once more (1).
    Passphrase(u32, Rc<str>),
    /// Wanted to save.
    Saved,
    /// Typed the passphrase, so that these are known now.
    Known(Rc<Secrets>),
    /// Typed or chose a model.
    Model(Rc<str>),
    /// Added a header.
    HeaderAdded,
    /// Took a header away.
    HeaderRemoved(u32),
    /// Typed a header's name.
    HeaderName(u32, Rc<str>),
    /// Typed a header's value.
    HeaderValue(u32, Rc<str>),
    /// Asked for a check.
    Checked,
    /// Had the stored secrets forgotten.
    SecretsForgotten,
    /// Wanted the connection deleted, or thought better of it.
    Deleting(bool),
}

impl Edit {
    /// Whether it changes what is saved, so that a save that is under way is no longer one of what is on the page.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        !matches!(self, Self::AddressLeft | Self::Saved | Self::Checked | Self::Known(_) | Self::Deleting(_))
    }
}

impl Fields {
    /// The form of a stored connection, or of one that the preset proposes, with what was typed before it was left.
    #[must_use]
    pub fn new(
        preset: Preset,
        connection: Option<&Connection>,
        secrets: Option<&Secrets>,
        draft: Option<&FormDraft>,
    ) -> Self {
        let mut fields = Self::stored(preset, connection, secrets);
        fields.untouched = fields.as_typed();
        if let Some(draft) = draft.filter(|draft| **draft != fields.untouched) {
            fields.restore(draft);
        }
        fields
    }

    fn stored(preset: Preset, connection: Option<&Connection>, secrets: Option<&Secrets>) -> Self {
        let facts = preset.facts();
        let headers: Vec<Header> =
            secrets.map_or(&[][..], |secrets| &secrets.headers).iter().zip(0..).map(row).collect();
        Self {
            preset,
            name: connection.map_or_else(|| facts.name.into(), |connection| Rc::clone(&connection.name)),
            address: connection.map_or_else(
                || facts.address.into(),
                |connection| connection.address_text().unwrap_or_default().into(),
            ),
            address_left: false,
            key: Rc::default(),
            key_cleaned: false,
            keeping: connection.map(|connection| connection.keeping).unwrap_or_default(),
            passphrase: Rc::default(),
            again: Rc::default(),
            pressed: false,
            model: connection.map(|connection| Rc::clone(&connection.model)).unwrap_or_default(),
            next: u32::try_from(headers.len()).unwrap_or(u32::MAX),
            headers_open: !headers.is_empty(),
            headers,
            headers_edited: false,
            deleting: false,
            unchecked: true,
            restored: false,
            normalized: None,
            untouched: FormDraft::default(),
        }
    }

    fn restore(&mut self, draft: &FormDraft) {
        self.restored = true;
        self.name = Rc::clone(&draft.name);
        self.address = Rc::clone(&draft.address);
        self.model = Rc::clone(&draft.model);
        self.keeping = draft.keeping;
        if draft.headers == self.untouched.headers {
            return;
        }
        // A value belongs to its name: stored ones stay with theirs, the others have to be typed again.
        self.headers_edited = true;
        self.headers_open = true;
        let mut stored = std::mem::take(&mut self.headers);
        for name in &draft.headers {
            let held = stored.iter().position(|header| header.name == *name).map(|at| stored.remove(at));
            self.headers.push(held.unwrap_or_else(|| {
                let row = self.next;
                self.next += 1;
                Header { row, name: Rc::clone(name), value: Rc::default(), stored: None }
            }));
        }
    }

    fn as_typed(&self) -> FormDraft {
        FormDraft {
            name: Rc::clone(&self.name),
            address: Rc::clone(&self.address),
            model: Rc::clone(&self.model),
            keeping: self.keeping,
            headers: self.headers.iter().map(|header| Rc::clone(&header.name)).collect(),
        }
    }

    /// What was typed, for when the form is left. None: nothing differs from what stood here before.
    #[must_use]
    pub fn draft(&self) -> Option<FormDraft> {
        Some(self.as_typed()).filter(|draft| *draft != self.untouched)
    }

    /// The same fields; the browser was asked how it writes an address.
    #[must_use]
    pub fn with_normalized(&self, normalized: Option<(Rc<str>, Option<Rc<str>>)>) -> Self {
        Self { normalized, ..self.clone() }
    }

    /// The address typed, as the browser writes it where it was asked.
    fn address_written(&self) -> &Rc<str> {
        match &self.normalized {
            Some((typed, Some(written))) if *typed == self.address => written,
            _ => &self.address,
        }
    }

    /// The address as it will be called.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn target(&self) -> Result<Address, AddressProblem> {
        Address::parse(self.address_written())
    }

    /// Whether stored secrets may go where the address leads. Without any there is nothing to go.
    #[must_use]
    pub fn keeps(&self, secrets: Option<&Secrets>) -> bool {
        secrets.is_none_or(|secrets| self.target().is_ok_and(|address| *address.origin() == secrets.origin))
    }

    /// Whether the key could not be sent.
    #[must_use]
    pub fn key_is_odd(&self) -> bool {
        !Secret::new(&self.key).is_sendable()
    }

    /// The form as it is handed on. None as long as something in it cannot be.
    #[must_use]
    pub fn form(
        &self,
        connection: Option<&Connection>,
        secrets: Option<&Secrets>,
        vault: &Vault,
        checks: bool,
    ) -> Option<ConnectionForm> {
        if self.target().is_err() || self.key_is_odd() || self.headers.iter().any(|header| header.is_odd()) {
            return None;
        }
        let bare = self.key.is_empty() && self.headers.is_empty() && secrets.is_none();
        if self.keeping == Keeping::Encrypted && !bare && !checks && !self.can_encrypt(vault) {
            return None;
        }
        let keeps = self.keeps(secrets);
        let headers =
            self.headers_edited.then(|| self.headers.iter().filter_map(|header| header.pair(keeps)).collect());
        Some(ConnectionForm {
            id: connection.map(|connection| connection.id.clone()),
            preset: self.preset,
            name: self.name.trim().into(),
            address: Rc::clone(self.address_written()),
            key: Secret::new(&self.key),
            headers,
            model: self.model.trim().into(),
            keeping: self.keeping,
            passphrase: Secret::new(&self.passphrase),
        })
    }

    /// Whether there is a passphrase to encrypt with.
    fn can_encrypt(&self, vault: &Vault) -> bool {
        match vault.standing {
            Standing::Open => true,
            Standing::Locked => !self.passphrase.trim().is_empty(),
            Standing::None => vault.able && is_long_enough(&self.passphrase) && self.passphrase == self.again,
            Standing::Newer | Standing::Damaged => false,
        }
    }

    /// The fields after an edit.
    #[must_use]
    pub fn edited(&self, edit: Edit) -> Self {
        let mut fields = self.clone();
        fields.unchecked |= !matches!(
            edit,
            Edit::Name(_)
                | Edit::Keeping(_)
                | Edit::Passphrase(..)
                | Edit::Model(_)
                | Edit::AddressLeft
                | Edit::Saved
                | Edit::Known(_)
                | Edit::Deleting(_)
        );
        match edit {
            Edit::Name(name) => fields.name = name,
            Edit::Address(address) => fields.address = address,
            Edit::AddressLeft => fields.address_left = true,
            Edit::Saved => {
                fields.address_left = true;
                fields.pressed = true;
            }
            Edit::Passphrase(0, text) => fields.passphrase = text,
            Edit::Passphrase(_, text) => fields.again = text,
            Edit::Known(secrets) if fields.headers.is_empty() && !fields.headers_edited => {
                fields.headers = secrets.headers.iter().zip(fields.next..).map(row).collect();
                fields.next += u32::try_from(fields.headers.len()).unwrap_or_default();
                fields.headers_open = !fields.headers.is_empty();
                fields.untouched.headers = fields.as_typed().headers;
            }
            Edit::Known(_) => {}
            Edit::Key(key) => {
                let clean = clean_key(&key);
                (fields.key, fields.key_cleaned) = (clean.text.into(), clean.cleaned);
            }
            Edit::Keeping(keeping) => fields.keeping = keeping,
            Edit::Model(model) => fields.model = model,
            Edit::HeaderAdded => {
                let row = fields.next;
                fields.next += 1;
                fields.headers.push(Header { row, name: Rc::default(), value: Rc::default(), stored: None });
            }
            Edit::HeaderRemoved(row) => {
                fields.headers_edited = true;
                fields.headers.retain(|header| header.row != row);
            }
            // A value belongs to its name: under another one the stored value is not sent.
            Edit::HeaderName(row, name) => fields.header(row, |header| {
                header.stored = header.stored.take().filter(|_| header.name.trim() == name.trim());
                header.name = name;
            }),
            Edit::HeaderValue(row, value) => fields.header(row, |header| header.value = value),
            Edit::Checked => {
                fields.unchecked = false;
                fields.address_left = true;
            }
            Edit::SecretsForgotten => {
                fields.headers.clear();
                fields.headers_edited = false;
                fields.untouched.headers.clear();
            }
            Edit::Deleting(wanted) => fields.deleting = wanted,
        }
        fields
    }

    fn header(&mut self, row: u32, change: impl FnOnce(&mut Header)) {
        self.headers_edited = true;
        if let Some(header) = self.headers.iter_mut().find(|header| header.row == row) {
            change(header);
        }
    }
}

fn row(((name, value), row): (&(Rc<str>, Secret), u32)) -> Header {
    Header { row, name: Rc::clone(name), value: Rc::default(), stored: Some(value.clone()) }
}

impl Header {
    /// Whether its name is none that a header can have (a token of RFC 9110).
    #[must_use]
    pub fn name_is_odd(&self) -> bool {
        let name = self.name.trim();
        if name.is_empty() {
            return !self.value.is_empty();
        }
        !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
    }

    /// Whether its value could not be sent.
    #[must_use]
    pub fn value_is_odd(&self) -> bool {
        !Secret::new(&self.value).is_sendable()
    }

    fn is_odd(&self) -> bool {
        self.name_is_odd() || self.value_is_odd()
    }

    /// Name and value; a stored value only where it may go.
    fn pair(&self, keeps: bool) -> Option<(Rc<str>, Secret)> {
        let name = self.name.trim();
        let value = match &self.stored {
            Some(stored) if self.value.is_empty() && keeps => stored.clone(),
            _ => Secret::new(&self.value),
        };
        (!name.is_empty() && !value.is_empty()).then(|| (name.into(), value))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use crate::domain::id::ConnectionId;

    fn stored() -> (Connection, Secrets) {
        let mut connection = Connection::from_preset(ConnectionId::parse("k-1").unwrap(), Preset::OpenAi);
        connection.model = "gpt-x".into();
        let secrets = Secrets {
            origin: "https://api.openai.com".into(),
            key: Secret::new("sk-test-0123456789"),
            headers: vec![("x-a".into(), Secret::new("one")), ("x-b".into(), Secret::new("two"))],
        };
        (connection, secrets)
    }

    fn edited(edits: Vec<Edit>) -> Option<ConnectionForm> {
        let (connection, secrets) = stored();
        let mut fields = Fields::new(Preset::OpenAi, Some(&connection), Some(&secrets), None);
        for edit in edits {
            fields = fields.edited(edit);
        }
        fields.form(Some(&connection), Some(&secrets), &Vault::default(), false)
    }

    fn headers(edits: Vec<Edit>) -> Option<Vec<String>> {
        let pairs = edited(edits)?.headers?;
        Some(pairs.iter().map(|(name, value)| [name, "=", value.reveal()].concat()).collect())
    }

    #[test]
    fn an_untouched_form_says_nothing_of_what_is_stored() {
        let form = edited(Vec::new()).unwrap();
        assert!(form.key.is_empty() && form.headers.is_none());
        assert_eq!(&*form.model, "gpt-x");
    }

    #[test]
    fn stored_headers_stay_beside_changed_ones_on_the_same_server_only() {
        assert_eq!(headers(vec![Edit::HeaderValue(1, "new".into())]).unwrap(), ["x-a=one", "x-b=new"]);
        assert_eq!(headers(vec![Edit::HeaderRemoved(0)]).unwrap(), ["x-b=two"]);
        let moved = || Edit::Address("https://evil.example/v1".into());
        assert_eq!(headers(vec![moved(), Edit::HeaderValue(1, "new".into())]).unwrap(), ["x-b=new"]);
        assert_eq!(headers(vec![moved()]), None);
    }

    #[test]
    fn a_stored_value_does_not_go_under_another_name() {
        assert_eq!(headers(vec![Edit::HeaderName(0, "x-c".into())]).unwrap(), ["x-b=two"]);
    }

    #[test]
    fn what_was_typed_comes_back_without_keys_and_values_and_stored_values_stay_with_their_names() {
        let (connection, secrets) = stored();
        let mut fields = Fields::new(Preset::OpenAi, Some(&connection), Some(&secrets), None);
        assert_eq!(fields.draft(), None);
        for secret in [Edit::Key("sk-typed".into()), Edit::HeaderValue(0, "secret".into())] {
            fields = fields.edited(secret);
            assert_eq!(fields.draft(), None, "secrets alone are no draft");
        }
        for edit in [
            Edit::Address("https://other.example".into()),
            Edit::Keeping(Keeping::Memory),
            Edit::HeaderRemoved(0),
            Edit::HeaderAdded,
            Edit::HeaderName(2, "x-new".into()),
        ] {
            fields = fields.edited(edit);
        }
        let draft = fields.draft().unwrap();
        assert!(!format!("{draft:?}").contains("secret") && !format!("{draft:?}").contains("sk-typed"));
        let again = Fields::new(Preset::OpenAi, Some(&connection), Some(&secrets), Some(&draft));
        assert!(again.restored && again.key.is_empty());
        assert_eq!((&*again.address, again.keeping), ("https://other.example", Keeping::Memory));
        let headers: Vec<_> = again.headers.iter().map(|header| (&*header.name, header.stored.is_some())).collect();
        assert_eq!(headers, [("x-b", true), ("x-new", false)]);
        assert_eq!(again.draft(), Some(draft));
        let undone = again.edited(Edit::Address("https://api.openai.com/v1".into()));
        assert!(undone.draft().is_some(), "the headers still differ");
    }

    #[test]
    fn requests_go_to_an_address_as_the_browser_writes_it() {
        let mut fields = Fields::new(Preset::Custom, None, None, None).edited(Edit::Address("한국.example".into()));
        assert_eq!(fields.target(), Err(AddressProblem::Host));
        assert!(fields.form(None, None, &Vault::default(), true).is_none());
        fields.normalized = Some(("한국.example".into(), Some("xn--3e0b707e.example".into())));
        let form = fields.form(None, None, &Vault::default(), true).unwrap();
        assert_eq!(&*form.address, "xn--3e0b707e.example");
        let other = fields.edited(Edit::Address("한국어.example".into()));
        assert_eq!(other.target(), Err(AddressProblem::Host), "that was another one");
    }

    #[test]
    fn what_cannot_be_sent_is_not_handed_on() {
        let check =
            |edit: Edit, handed_on: bool| assert_eq!(edited(vec![Edit::HeaderAdded, edit]).is_some(), handed_on);
        check(Edit::Name("".into()), true);
        check(Edit::Key("열쇠".into()), false);
        check(Edit::Address("ftp://x".into()), false);
        check(Edit::HeaderName(2, "x y".into()), false);
        check(Edit::HeaderName(2, "x-y".into()), true);
        check(Edit::HeaderValue(2, "value without a name".into()), false);
    }
}
