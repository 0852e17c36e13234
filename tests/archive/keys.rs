//! Keys in the store: in one place at a time, encrypted ones in step between tabs, and never written over unread.

use std::rc::Rc;

use sotto::domain::archive::durable::Order;
use sotto::domain::archive::elsewhere::Foreign;
use sotto::domain::archive::opening::Opened;
use sotto::domain::archive::shelf::Shelf;
use sotto::domain::archive::store::Store;
use sotto::domain::archive::vault::{Sealed, Standing, Vault};
use sotto::domain::connection::{Connection, Keeping, Secrets};
use sotto::domain::error::StorageProblem;
use sotto::domain::id::ConnectionId;
use sotto::domain::preset::Preset;
use sotto::domain::secret::Secret;

use crate::shelves::{Rows, Shared, carry_out};

const KEY: &str = "sk-clear-0123456789";
const SALT: [u8; 16] = [7; 16];
const VAULT: &str = "sotto/vault";

struct Tab {
    local: Shared,
    tab: Shared,
    store: Store,
    rows: Rows,
}

impl Tab {
    fn open(local: &Shared, tab: &Shared) -> (Self, Opened) {
        let (store, opened) = Store::open(Box::new(local.clone()), Box::new(tab.clone()), 3);
        (Self { local: local.clone(), tab: tab.clone(), store, rows: Rows::new() }, opened)
    }

    fn new() -> Self {
        Self::open(&Shared::default(), &Shared::default()).0
    }

    fn again(&mut self) -> Opened {
        self.pass_on();
        let (mut again, opened) = Self::open(&self.local, &self.tab);
        again.rows = std::mem::take(&mut self.rows);
        *self = again;
        opened
    }

    fn pass_on(&mut self) {
        loop {
            let orders = self.store.orders();
            if orders.is_empty() {
                break;
            }
            for order in orders {
                let found = carry_out(&mut self.rows, &order);
                if let Order::Survey(last) = &order {
                    self.store.survey(last, &found);
                }
            }
        }
    }

    /// Keeps the key of a connection in that way, as the page does it.
    fn keep(&mut self, id: &str, keeping: Keeping) -> Connection {
        let mut made = connection(id);
        let before = self.store.connections().into_iter().find(|held| held.id == made.id);
        made.revision = before.map_or(1, |held| held.revision + 1);
        made.keeping = keeping;
        let mut list: Vec<Rc<Connection>> = self.store.connections().into_iter().map(Rc::new).collect();
        list.retain(|held| held.id != made.id);
        list.push(Rc::new(made.clone()));
        self.store.save_connections(&list).unwrap();
        self.store.save_secrets(&made, &secrets()).unwrap();
        if keeping == Keeping::Encrypted {
            if self.store.standing() == Standing::None {
                self.store.begin_vault(Vault::new(0, SALT, sealed(1))).unwrap();
            }
            self.store.seal(&made, &secrets(), SALT, sealed(2)).unwrap();
        }
        self.pass_on();
        made
    }

    /// Where the key stands in the clear.
    fn clear(&self) -> Vec<&'static str> {
        let holds = |shelf: &Shared| shelf.texts.borrow().values().any(|text| text.contains(KEY));
        let rows = self.rows.values().any(|text| text.contains(KEY));
        let places = [("local", holds(&self.local)), ("tab", holds(&self.tab)), ("rows", rows)];
        places.into_iter().filter(|(_, there)| *there).map(|(place, _)| place).collect()
    }

    fn knows(&self) -> bool {
        !self.store.secrets().is_empty()
    }
}

fn id(text: &str) -> ConnectionId {
    ConnectionId::parse(text).unwrap()
}

fn connection(name: &str) -> Connection {
    Connection { keeping: Keeping::Encrypted, ..Connection::from_preset(id(name), Preset::Groq) }
}

fn secrets() -> Secrets {
    Secrets { origin: "https://api.groq.com".into(), key: Secret::new(KEY), headers: Vec::new() }
}

fn sealed(fill: u8) -> Sealed {
    Sealed { nonce: [fill; 12], data: vec![fill; 60] }
}

#[test]
fn however_a_key_was_kept_it_stands_where_it_is_kept_now_and_nowhere_else() {
    let ways: [(Keeping, &[&str]); 4] = [
        (Keeping::Memory, &[]),
        (Keeping::Tab, &["tab"]),
        (Keeping::Device, &["local", "rows"]),
        (Keeping::Encrypted, &[]),
    ];
    for (before, _) in ways {
        for (after, places) in ways {
            let mut tab = Tab::new();
            tab.keep("a", before);
            tab.keep("a", after);
            assert_eq!(tab.clear(), places, "{before:?} to {after:?}");
            assert!(tab.knows(), "{before:?} to {after:?}");
            assert_eq!(tab.store.sealed().len(), usize::from(after == Keeping::Encrypted), "{before:?} to {after:?}");
            // After a load only what was written is known.
            let opened = tab.again();
            assert_eq!(opened.secrets.len(), places.len().min(1), "{before:?} to {after:?}");
            tab.pass_on();
            assert_eq!(tab.clear(), places, "{before:?} to {after:?}, loaded again");
            tab.store.drop_secrets(&id("a")).unwrap();
            tab.pass_on();
            assert!(tab.clear().is_empty() && !tab.knows() && tab.store.sealed().is_empty());
        }
    }
}

#[test]
fn a_key_in_memory_crosses_a_load_that_the_page_asked_for_and_no_other() {
    let mut tab = Tab::new();
    tab.keep("a", Keeping::Memory);
    tab.keep("b", Keeping::Encrypted);
    tab.store.hand_over();
    assert_eq!(tab.tab.names().len(), 1, "what was decrypted is never written");
    assert_eq!(tab.again().secrets, [(id("a"), secrets())]);
    assert!(tab.tab.keys().is_empty() && tab.clear().is_empty(), "and erased at once");
    assert_eq!(tab.store.secrets(), [(id("a"), secrets())]);
    tab.again();
    assert!(!tab.knows());
}

#[test]
fn locked_keys_are_unknown_until_they_are_opened_and_again_when_locked() {
    let mut tab = Tab::new();
    tab.keep("a", Keeping::Encrypted);
    tab.keep("b", Keeping::Device);
    tab.again();
    tab.pass_on();
    assert_eq!((tab.store.standing(), tab.store.secrets().len()), (Standing::Locked, 1));
    assert_eq!(tab.store.sealed(), [(id("a"), "https://api.groq.com".into())]);
    let salt = tab.store.vault().unwrap().salt;
    assert!(tab.store.opened(salt, vec![(id("a"), secrets())]).is_empty());
    assert_eq!((tab.store.standing(), tab.store.secrets().len()), (Standing::Open, 2));
    tab.store.lock();
    assert_eq!((tab.store.standing(), tab.store.secrets().len()), (Standing::Locked, 1));
    tab.store.forget_vault().unwrap();
    tab.pass_on();
    assert_eq!(tab.store.standing(), Standing::None);
    tab.again();
    tab.pass_on();
    assert_eq!((tab.store.standing(), tab.store.secrets().len()), (Standing::None, 1));
}

#[test]
fn a_new_passphrase_is_one_write_and_killed_at_any_moment_one_of_the_two_holds() {
    let mut tab = Tab::new();
    tab.keep("a", Keeping::Encrypted);
    tab.keep("b", Keeping::Encrypted);
    let (old_local, old_rows) = (tab.local.copy(), tab.rows.clone());
    let mut new = Vault::new(0, [9; 16], sealed(3));
    for name in ["a", "b"] {
        new.put(&id(name), &"https://api.groq.com".into(), Some(sealed(4)));
    }
    let writes = tab.local.texts.borrow().clone();
    tab.store.reseal(new, SALT).unwrap();
    let changed: Vec<String> =
        tab.local.texts.borrow().iter().filter(|(n, t)| writes.get(*n) != Some(t)).map(|(n, _)| n.clone()).collect();
    assert_eq!(changed, [VAULT]);
    tab.pass_on();
    assert_eq!(tab.store.standing(), Standing::Open);
    // Either level may have lost the write; the other one's stands then, whole.
    for (local, rows, salt) in [
        (tab.local.copy(), tab.rows.clone(), [9; 16]),
        (old_local.copy(), tab.rows.clone(), [9; 16]),
        (tab.local.copy(), old_rows.clone(), [9; 16]),
        (old_local, old_rows, SALT),
    ] {
        let (mut after, _) = Tab::open(&local, &Shared::default());
        after.rows = rows;
        after.pass_on();
        after.pass_on();
        let vault = after.store.vault().unwrap();
        assert_eq!((vault.salt, vault.live().count(), after.store.standing()), (salt, 2, Standing::Locked));
        assert_eq!(local.text(VAULT), after.rows.get(&["r/", VAULT].concat()).cloned(), "both levels agree");
    }
}

#[test]
fn a_browser_killed_before_a_key_was_encrypted_still_has_it() {
    let mut tab = Tab::new();
    let made = tab.keep("a", Keeping::Device);
    let list = [Rc::new(Connection { keeping: Keeping::Encrypted, revision: 2, ..made })];
    tab.store.save_connections(&list).unwrap();
    tab.again();
    assert!(tab.knows());
    tab.store.begin_vault(Vault::new(0, SALT, sealed(1))).unwrap();
    let bare = tab.store.opened(SALT, Vec::new());
    assert_eq!(bare.len(), 1, "it is encrypted as soon as there is a passphrase");
    tab.store.seal(&bare[0].0, &bare[0].1, SALT, sealed(2)).unwrap();
    tab.pass_on();
    assert!(tab.clear().is_empty() && tab.knows());
}

#[test]
fn what_cannot_be_read_of_encrypted_keys_is_never_written_over() {
    let check = |change: fn(&str) -> String, standing: Standing| {
        for both in [false, true] {
            let mut tab = Tab::new();
            tab.keep("a", Keeping::Encrypted);
            let broken = change(&tab.local.text(VAULT).unwrap());
            if both {
                tab.rows.insert(["r/", VAULT].concat(), broken.clone());
            }
            tab.local.put(VAULT, &broken);
            tab.again();
            tab.pass_on();
            if standing == Standing::Damaged && !both {
                assert_eq!(tab.store.standing(), Standing::Locked, "the other level has it whole");
                assert_eq!(tab.local.text("sotto/unread/vault~1"), Some(broken));
                continue;
            }
            assert_eq!(tab.store.standing(), standing);
            assert!(tab.store.begin_vault(Vault::new(0, [1; 16], sealed(1))).is_err());
            assert!(tab.store.seal(&connection("a"), &secrets(), SALT, sealed(2)).is_err());
            tab.store.drop_secrets(&id("a")).unwrap();
            tab.store.drop_connection(&id("a")).unwrap();
            tab.pass_on();
            assert_eq!(tab.local.text(VAULT), Some(broken.clone()));
            tab.store.forget_vault().unwrap();
            tab.pass_on();
            assert_eq!((tab.local.text(VAULT), tab.store.standing()), (None, Standing::None), "but on demand");
            tab.again();
            tab.pass_on();
            assert_eq!(tab.store.standing(), Standing::None);
        }
    };
    check(|text| text.replace("\"sotto\":1", "\"sotto\":2"), Standing::Newer);
    check(|text| text.replace("\"format\":1", "\"format\":2"), Standing::Newer);
    check(|text| text.replace("\"salt\":\"", "\"salt\":\"zz"), Standing::Damaged);
    check(|text| text.replace("600000", "1"), Standing::Damaged);
    check(|_| "nonsense".to_owned(), Standing::Damaged);
}

#[test]
fn tabs_stay_in_step_and_lose_nothing_of_each_other() {
    let local = Shared::default();
    let (mut one, _) = Tab::open(&local, &Shared::default());
    one.keep("a", Keeping::Encrypted);
    let (mut two, _) = Tab::open(&local, &Shared::default());
    two.store.opened(SALT, vec![(id("a"), secrets())]);
    let hear = |tab: &mut Tab, text: Option<&str>| tab.store.changed_elsewhere(Some(VAULT), text);

    // Both add one at the same time; the second has not heard of the first.
    let stale = local.text(VAULT).unwrap();
    one.keep("b", Keeping::Encrypted);
    let first = local.text(VAULT).unwrap();
    local.put(VAULT, &stale);
    two.store.seal(&connection("c"), &secrets(), SALT, sealed(5)).unwrap();
    let second = local.text(VAULT).unwrap();
    assert_eq!(hear(&mut one, Some(&second)), [Foreign::Vault]);
    assert_eq!(one.store.sealed().len(), 3, "what was overwritten is put back");
    hear(&mut two, Some(&first));
    let both = local.text(VAULT).unwrap();
    hear(&mut two, Some(&both));
    assert_eq!((two.store.sealed().len(), two.store.standing()), (3, Standing::Open));

    // A new passphrase locks the tab that has the old one.
    let mut new = Vault::new(0, [9; 16], sealed(3));
    new.put(&id("a"), &"https://api.groq.com".into(), Some(sealed(4)));
    one.store.reseal(new, SALT).unwrap();
    let text = local.text(VAULT);
    hear(&mut two, text.as_deref());
    assert_eq!((two.store.standing(), two.knows()), (Standing::Locked, false));
    let late = two.store.seal(&connection("d"), &secrets(), SALT, sealed(6));
    assert_eq!(late, Err(StorageProblem::Refused));
    // An old record that arrives late does not win.
    local.put(VAULT, &both);
    hear(&mut one, Some(&both));
    assert_eq!(one.store.vault().unwrap().salt, [9; 16]);
    assert_ne!(local.text(VAULT), Some(both));

    // What one forgets all forget.
    two.store.opened([9; 16], vec![(id("a"), secrets())]);
    one.store.forget_vault().unwrap();
    hear(&mut two, None);
    assert_eq!((two.store.standing(), two.knows(), two.store.sealed().len()), (Standing::None, false, 0));
}
