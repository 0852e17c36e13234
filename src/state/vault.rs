//! The encrypted keys: unlocked with a passphrase once in each tab and load of the page, locked again, given another
//! passphrase, forgotten.
//!
//! Promises: what needs a locked key waits for the passphrase and is done as soon as it is there; a wrong passphrase
//! changes nothing. The passphrase stays here no longer than it takes to hand it on.

use std::rc::Rc;

use crate::domain::archive::vault::Standing;
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::error::Obstacle;
use crate::domain::id::ConnectionId;
use crate::domain::moment::Moment;
use crate::domain::secret::Secret;
use crate::state::State;
use crate::state::action::{Action, ConnectionForm};
use crate::state::effect::{Effect, Place};

/// The shortest passphrase that is taken, in characters.
pub const SHORTEST: usize = 8;

/// The encrypted keys as the page knows them.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    /// How they stand.
    pub standing: Standing,
    /// Which connections have some, and for which origins.
    pub sealed: Vec<(ConnectionId, Rc<str>)>,
    /// Whether this page can encrypt at all.
    pub able: bool,
    /// Whether a passphrase is being tried.
    pub busy: bool,
    /// What came of the last one.
    pub said: Said,
    /// Whether the person is asked if all of them should really go.
    pub forgetting: bool,
    /// What waits for them.
    after: Option<Box<Action>>,
}

/// What came of a passphrase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Said {
    /// Nothing worth a word.
    #[default]
    Nothing,
    /// It is not the one.
    Wrong,
    /// There is a new one.
    Changed,
    /// The browser did not do it.
    Failed,
    /// It is the one, but so many keys are damaged.
    Damaged(u32),
}

/// Something that happened with the encrypted keys.
#[derive(Clone, Debug)]
pub enum Step {
    /// The passphrase was typed.
    Unlocked(Secret),
    /// They were to be locked, in all tabs.
    LockPressed,
    /// Another passphrase was typed: the present one, the new one.
    ChangePressed(Secret, Secret),
    /// All of them were to be forgotten (asked twice), or after all not.
    ForgetPressed(bool),
    /// They stand so now, are for these connections and origins, and these are the secrets that this tab can read.
    Stands(Standing, Vec<(ConnectionId, Rc<str>)>, Vec<(ConnectionId, Secrets)>),
    /// What was tried came to this end.
    Tried(Result<Said, Said>),
}

/// Something to be done with the encrypted keys. Answers: `Vault(Tried)`, and how they stand.
#[derive(Clone, Debug)]
pub enum Order {
    /// Decrypt them with this passphrase, or where there are none make it the one.
    Open(Secret),
    /// Forget what was decrypted, in all tabs.
    Lock,
    /// Encrypt them with another passphrase.
    Change(Secret, Secret),
    /// Remove them.
    Forget,
}

impl PartialEq for Vault {
    fn eq(&self, other: &Self) -> bool {
        let facts = |vault: &Self| (vault.standing, vault.able, vault.busy, vault.said, vault.forgetting);
        facts(self) == facts(other) && self.sealed == other.sealed
    }
}

impl Vault {
    /// Nothing is known but whether a passphrase is being tried.
    #[must_use]
    pub fn trying(busy: bool) -> Self {
        Self { busy, ..Self::default() }
    }

    /// As it is found at the start.
    #[must_use]
    pub fn new(standing: Standing, sealed: Vec<(ConnectionId, Rc<str>)>, able: bool) -> Self {
        Self { standing, sealed, able, ..Self::default() }
    }

    /// Whether a connection's secrets are there and cannot be read before the passphrase is typed.
    #[must_use]
    pub fn locks(&self, connection: &Connection) -> bool {
        let sealed = |(id, origin): &(ConnectionId, Rc<str>)| *id == connection.id && connection.is_at(origin);
        let unreadable = matches!(self.standing, Standing::Newer | Standing::Damaged);
        connection.keeping == Keeping::Encrypted
            && (unreadable || self.standing == Standing::Locked && self.sealed.iter().any(sealed))
    }
}

/// Whether a passphrase is long enough to be one.
#[must_use]
pub fn is_long_enough(passphrase: &str) -> bool {
    passphrase.trim().chars().nth(SHORTEST - 1).is_some()
}

impl State {
    #[inline(never)]
    pub(super) fn vault(&mut self, step: Step, now: Moment) -> Vec<Effect> {
        match step {
            Step::Unlocked(passphrase) => self.tried(Order::Open(passphrase)),
            Step::LockPressed => {
                self.vault.after = None;
                vec![Effect::Vault(Order::Lock)]
            }
            Step::ChangePressed(old, new) => self.tried(Order::Change(old, new)),
            Step::ForgetPressed(wanted) => {
                let sure = self.vault.forgetting;
                self.vault.forgetting = wanted && !sure;
                self.vault.said = Said::Nothing;
                if sure && wanted { vec![Effect::Vault(Order::Forget)] } else { Vec::new() }
            }
            Step::Stands(standing, sealed, secrets) => {
                self.connections.know(if self.framed { Vec::new() } else { secrets });
                self.vault.standing = standing;
                self.vault.sealed = sealed;
                Vec::new()
            }
            Step::Tried(ended) => {
                self.vault.busy = false;
                self.vault.said = ended.unwrap_or_else(|said| said);
                if ended.is_ok() { self.after_unlocking(now) } else { Vec::new() }
            }
        }
    }

    fn tried(&mut self, order: Order) -> Vec<Effect> {
        if self.vault.busy || self.framed {
            return Vec::new();
        }
        self.vault.busy = true;
        self.vault.said = Said::Nothing;
        vec![Effect::Vault(order)]
    }

    /// What was asked for needs the passphrase first.
    pub(super) fn wait_for_passphrase(&mut self, asked: Option<Action>) {
        if asked.is_some() && self.chat.obstacle == Some(Obstacle::Locked) {
            self.vault.after = asked.map(Box::new);
            self.vault.said = Said::Nothing;
        }
    }

    /// The person went elsewhere: nothing waits any more.
    pub(super) fn leave_passphrase(&mut self) {
        self.vault.after = None;
        self.vault.said = Said::Nothing;
        self.vault.forgetting = false;
    }

    fn after_unlocking(&mut self, now: Moment) -> Vec<Effect> {
        let locked = self.chat.obstacle.take_if(|obstacle| *obstacle == Obstacle::Locked).is_some();
        let Some(action) = self.vault.after.take() else { return Vec::new() };
        match *action {
            Action::ConnectionSaved(form) => self.connection_saved(&form, now),
            _ if !locked => Vec::new(),
            Action::Sent(text) => {
                // What stands in the field may have been changed meanwhile.
                let of = self.conversation().filter(|talk| talk.id != self.chat.fresh.id).map(|talk| talk.id.clone());
                let text = self.chat.drafts.get(&of).cloned().unwrap_or(text);
                let mut effects = self.sent(&text, now);
                effects.push(Effect::Focus(Place::Composer));
                effects
            }
            action => self.taken(action, now),
        }
    }

    /// Whether a form is saved only once the passphrase is there; then that is under way.
    pub(super) fn saved_after_unlocking(&mut self, form: &ConnectionForm, bare: bool) -> Option<Vec<Effect>> {
        if form.keeping != Keeping::Encrypted || self.vault.standing == Standing::Open || bare {
            return None;
        }
        self.vault.after = Some(Box::new(Action::ConnectionSaved(Box::new(form.clone()))));
        Some(self.tried(Order::Open(form.passphrase.clone())))
    }
}
