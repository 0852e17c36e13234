//! The encrypted keys, from the store through the cipher to the state and back.
//!
//! The key that a passphrase makes lives in this tab's memory alone, in a form that cannot be read out, until it is
//! locked or the page is left. Other tabs are told to lock as well; unlocking is each tab's own, as the passphrase is
//! never told to anybody.

use std::rc::Rc;

use crate::browser::background::in_background;
use crate::browser::cipher::{self, Cipher};
use crate::browser::keeping::Keeper;
use crate::domain::archive::record::Read;
use crate::domain::archive::secrets;
use crate::domain::archive::vault::{self, PROOF, Standing, Vault};
use crate::domain::connection::{Connection, Keeping, Secrets};
use crate::domain::error::StorageProblem;
use crate::domain::id::ConnectionId;
use crate::domain::secret::Secret;
use crate::state::action::{Action, Saving};
use crate::state::vault::{self as state, Order, Said, Step};

/// Told to the other tabs. No id looks like it.
pub const LOCK: &str = "*lock";

/// Secrets of connections.
type Found = Vec<(ConnectionId, Secrets)>;

/// What a passphrase opens: its key, what was decrypted, how much could not be. None: it is not the one.
pub async fn opened(vault: &Vault, passphrase: &Secret) -> Result<(Cipher, Found, u32), Said> {
    let key = Cipher::derive(passphrase.reveal(), &vault.salt, vault.rounds).await.ok_or(Said::Failed)?;
    let proven = key.open(&vault.proof, PROOF).await.is_some();
    let (found, damaged) = decrypted(&key, vault).await;
    if proven || !found.is_empty() { Ok((key, found, damaged)) } else { Err(Said::Wrong) }
}

async fn decrypted(key: &Cipher, vault: &Vault) -> (Found, u32) {
    let (mut found, mut damaged) = (Vec::new(), 0);
    for (row, sealed) in vault.live() {
        let text = key.open(sealed, &vault::bound(&row.id, &row.origin)).await;
        match text.map(|text| secrets::decode(&text)) {
            Some(Read::Fine(secrets)) if secrets.origin == row.origin => found.push((row.id.clone(), secrets)),
            _ => damaged += 1,
        }
    }
    (found, damaged)
}

/// New keys under a passphrase, encrypted with a salt of their own.
pub async fn sealed(passphrase: &Secret, found: &[(ConnectionId, Secrets)]) -> Option<(Cipher, Vault)> {
    let salt = cipher::salt()?;
    let key = Cipher::derive(passphrase.reveal(), &salt, vault::ROUNDS).await?;
    let mut made = Vault::new(0, salt, key.seal("", PROOF).await?);
    for (id, secrets) in found {
        let sealed = seal(&key, id, secrets).await?;
        made.put(id, &secrets.origin, Some(sealed));
    }
    Some((key, made))
}

async fn seal(key: &Cipher, id: &ConnectionId, secrets: &Secrets) -> Option<vault::Sealed> {
    key.seal(&secrets::encode(secrets, 0, ""), &vault::bound(id, &secrets.origin)).await
}

impl Keeper {
    /// How the encrypted keys stand at the start.
    pub fn keys(&self) -> state::Vault {
        let store = self.store.borrow();
        state::Vault::new(store.standing(), store.sealed(), cipher::is_here())
    }

    /// The page is about to load itself again.
    pub fn hand_over(&self) {
        self.store.borrow_mut().hand_over();
    }

    /// Carries an order out.
    #[inline(never)]
    pub fn vault(&self, order: Order) {
        let keeper = self.clone();
        match order {
            Order::Lock => {
                if let Some(tabs) = self.tabs.get() {
                    tabs.tell(LOCK);
                }
                self.lock();
            }
            Order::Forget => {
                self.key.take();
                let forgotten = self.store.borrow_mut().forget_vault();
                self.told(Saving::Connections, forgotten);
                self.tell_keys();
            }
            Order::Open(passphrase) => in_background(async move {
                let ended = keeper.open(&passphrase).await;
                keeper.tell_keys();
                keeper.dispatch.send(Action::Vault(Step::Tried(ended)));
            }),
            Order::Change(old, new) => in_background(async move {
                let ended = keeper.change_passphrase(&old, &new).await;
                keeper.tell_keys();
                keeper.dispatch.send(Action::Vault(Step::Tried(ended)));
            }),
        }
    }

    /// Tells which keys there are, and how the encrypted ones stand.
    pub(super) fn tell_keys(&self) {
        self.pass_on();
        let store = self.store.borrow();
        let stands = Step::Stands(store.standing(), store.sealed(), store.secrets());
        drop(store);
        self.dispatch.send(Action::Vault(stands));
    }

    /// This tab knows none of the encrypted keys any more.
    pub(super) fn lock(&self) {
        self.key.take();
        self.store.borrow_mut().lock();
        self.tell_keys();
    }

    async fn open(&self, passphrase: &Secret) -> Result<Said, Said> {
        let (standing, there) = {
            let store = self.store.borrow();
            (store.standing(), store.vault().cloned())
        };
        if standing == Standing::None {
            let (key, made) = sealed(passphrase, &[]).await.ok_or(Said::Failed)?;
            self.store.borrow_mut().begin_vault(made).map_err(|_| Said::Failed)?;
            return self.is_open(key, Vec::new(), 0).await;
        }
        let (key, found, damaged) = opened(&there.ok_or(Said::Failed)?, passphrase).await?;
        self.is_open(key, found, damaged).await
    }

    async fn is_open(&self, key: Cipher, found: Found, damaged: u32) -> Result<Said, Said> {
        let bare = self.store.borrow_mut().opened(key.salt, found);
        self.key.replace(Some(key));
        for (connection, secrets) in bare {
            self.seal(&connection, &secrets).await;
        }
        Ok(if damaged > 0 { Said::Damaged(damaged) } else { Said::Nothing })
    }

    async fn change_passphrase(&self, old: &Secret, new: &Secret) -> Result<Said, Said> {
        let there = self.store.borrow().vault().cloned().ok_or(Said::Failed)?;
        let (_, found, damaged) = opened(&there, old).await?;
        let (key, made) = sealed(new, &found).await.ok_or(Said::Failed)?;
        self.store.borrow_mut().reseal(made, there.salt).map_err(|_| Said::Failed)?;
        self.is_open(key, found, damaged).await?;
        Ok(Said::Changed)
    }

    /// A connection's secrets were stored, but for those to be encrypted: they are kept so now.
    pub(super) fn saved_secrets(&self, connection: Rc<Connection>, secrets: Option<Rc<Secrets>>) {
        let Some(secrets) = secrets.filter(|_| connection.keeping == Keeping::Encrypted) else {
            return self.tell_keys();
        };
        let keeper = self.clone();
        in_background(async move {
            keeper.seal(&connection, &secrets).await;
            keeper.tell_keys();
        });
    }

    async fn seal(&self, connection: &Connection, secrets: &Secrets) {
        let key = self.key.borrow().clone();
        let sealed = match &key {
            Some(key) => seal(key, &connection.id, secrets).await,
            None => None,
        };
        let kept = match (key, sealed) {
            (Some(key), Some(sealed)) => self.store.borrow_mut().seal(connection, secrets, key.salt, sealed),
            _ => Err(StorageProblem::Refused),
        };
        self.told(Saving::Connections, kept);
        self.pass_on();
    }

    /// Another tab changed the encrypted keys: those it added are decrypted here too, if this tab is unlocked.
    pub(super) fn vault_changed(&self) {
        let store = self.store.borrow();
        let open = store.standing() == Standing::Open;
        let there = store.vault().cloned();
        drop(store);
        let key = self.key.borrow().clone().filter(|_| open);
        let (Some(key), Some(there)) = (key, there) else {
            self.key.take();
            return self.tell_keys();
        };
        let keeper = self.clone();
        in_background(async move {
            let (found, _) = decrypted(&key, &there).await;
            if keeper.key.borrow().is_some() {
                keeper.store.borrow_mut().opened(key.salt, found);
            }
            keeper.tell_keys();
        });
    }
}
