//! The stored form of encrypted keys: one record for all connections of this device, so that a new passphrase is one
//! write and a browser killed in the middle of it has either the old record or the new one.
//!
//! `{"sotto":1,"kind":"vault",…,"body":{"format":1,"epoch":3,"rounds":600000,"salt":"…","nonce":"…","proof":"…"},"rows":[⏎
//! {"id":"…","revision":2,"origin":"https://…","nonce":"…","data":"…"},⏎…]}`. A key of 256 bits is made of the passphrase
//! and the salt by PBKDF2-SHA-256; each row is a record of [`secrets`](crate::domain::archive::secrets) under AES-256-GCM
//! with a nonce of its own, bound to its connection, origin and format. The proof is nothing at all, encrypted likewise:
//! it tells a wrong passphrase from a damaged row. Bytes stand as hexadecimal digits.
//!
//! Promises: what cannot be read is carried along to the letter. Knows no cipher; `browser::cipher` does.

use std::rc::Rc;

use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line};
use crate::domain::id::ConnectionId;

/// How often a passphrase is hashed (OWASP's advice of 2023). Records that ask for less are not believed.
pub const ROUNDS: u32 = 600_000;
/// More would only keep the page from answering.
const MOST_ROUNDS: u32 = 10_000_000;
/// The form of the encrypted parts.
const FORMAT: u64 = 1;
/// The longest row, in bytes, and many times what servers take for headers.
const LONGEST: usize = 1 << 16;
/// What AES-GCM adds to every text, in bytes.
const TAG: usize = 16;
/// Removals remembered.
const REMOVALS: usize = 50;

/// Makes the key another one for each device.
pub type Salt = [u8; 16];
/// Never used twice under one key.
pub type Nonce = [u8; 12];

/// Encrypted bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What was drawn for them.
    pub nonce: Nonce,
    /// They themselves, with their tag.
    pub data: Vec<u8>,
}

/// The encrypted secrets of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose they are.
    pub id: ConnectionId,
    revision: u64,
    /// The origin they were typed for.
    pub origin: Rc<str>,
    /// They themselves. None: the mark of their removal.
    pub sealed: Option<Sealed>,
}

/// All encrypted secrets of this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vault {
    /// Raised by each new passphrase.
    pub epoch: u64,
    /// How often the passphrase is hashed.
    pub rounds: u32,
    /// What it is hashed with.
    pub salt: Salt,
    /// Nothing, encrypted.
    pub proof: Sealed,
    rows: Vec<Row>,
    unread: Vec<String>,
}

/// How things stand with the encrypted keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// There are none.
    #[default]
    None,
    /// The passphrase is needed.
    Locked,
    /// This tab can read them and add others.
    Open,
    /// A newer Sotto wrote them.
    Newer,
    /// They cannot be read.
    Damaged,
}

/// What a proof is bound to. No connection's row is.
pub const PROOF: &str = "sotto/vault/1/proof";

/// What the row of a connection is bound to besides its key: under another name, for another origin or in another form
/// it cannot be decrypted.
#[must_use]
pub fn bound(id: &ConnectionId, origin: &str) -> String {
    ["sotto/vault/1/", id.as_str(), "/", origin].concat()
}

impl Vault {
    /// One without rows.
    #[must_use]
    pub fn new(epoch: u64, salt: Salt, proof: Sealed) -> Self {
        Self { epoch, rounds: ROUNDS, salt, proof, rows: Vec::new(), unread: Vec::new() }
    }

    /// What is there, removals left out.
    pub fn live(&self) -> impl Iterator<Item = (&Row, &Sealed)> {
        self.rows.iter().filter_map(|row| Some((row, row.sealed.as_ref()?)))
    }

    /// The row of a connection.
    #[must_use]
    pub fn row(&self, id: &ConnectionId) -> Option<&Row> {
        self.live().map(|(row, _)| row).find(|row| row.id == *id)
    }

    /// Whether some rows cannot be read.
    #[must_use]
    pub fn has_unread(&self) -> bool {
        !self.unread.is_empty()
    }

    /// Puts a row in, or (none) the mark of its removal. Says whether anything changed.
    pub fn put(&mut self, id: &ConnectionId, origin: &Rc<str>, sealed: Option<Sealed>) -> bool {
        let held = self.rows.iter().position(|row| row.id == *id);
        let before = held.and_then(|at| self.rows.get(at));
        if sealed.is_none() && before.is_none_or(|row| row.sealed.is_none()) {
            return false;
        }
        let revision = before.map_or(0, |row| row.revision) + 1;
        if let Some(at) = held {
            self.rows.remove(at);
        }
        self.rows.push(Row { id: id.clone(), revision, origin: Rc::clone(origin), sealed });
        let mut surplus = self.rows.iter().filter(|row| row.sealed.is_none()).count().saturating_sub(REMOVALS);
        self.rows.retain(|row| {
            let drop = row.sealed.is_none() && surplus > 0;
            surplus -= usize::from(drop);
            !drop
        });
        true
    }

    /// Takes in what another copy has: of each row the newer one, or all of it if its passphrase is the newer one. Says
    /// whether `other` lacks anything that is now here.
    pub fn absorb(&mut self, other: Self) -> bool {
        if self.salt != other.salt {
            let older = self.epoch > other.epoch;
            if !older {
                *self = other;
            }
            return older;
        }
        let mut shared = 0;
        let mut newer_here = false;
        for row in other.rows {
            match self.rows.iter_mut().find(|held| held.id == row.id) {
                None => self.rows.push(row),
                Some(held) if row.revision > held.revision => *held = row,
                Some(held) => newer_here |= held.revision > row.revision,
            }
            shared += 1;
        }
        for row in other.unread {
            if !self.unread.contains(&row) {
                self.unread.push(row);
            }
        }
        newer_here || shared < self.rows.len()
    }

    /// The record.
    #[must_use]
    pub fn encode(&self, revision: u64, writer: &str) -> String {
        let mut body = Line::default();
        body.whole("format", FORMAT);
        body.whole("epoch", self.epoch);
        body.whole("rounds", u64::from(self.rounds));
        body.text("salt", &digits(&self.salt));
        body.text("nonce", &digits(&self.proof.nonce));
        body.text("proof", &digits(&self.proof.data));
        let mut sheet = Sheet::new(Kind::Vault, revision, writer, &body.finish());
        for row in &self.rows {
            let mut line = Line::default();
            line.text("id", row.id.as_str());
            line.whole("revision", row.revision);
            line.text("origin", &row.origin);
            if let Some(sealed) = &row.sealed {
                line.text("nonce", &digits(&sealed.nonce));
                line.text("data", &digits(&sealed.data));
            }
            sheet.row(&line.finish());
        }
        for row in &self.unread {
            sheet.row(row);
        }
        sheet.finish()
    }
}

/// The encrypted keys of a record, and its revision.
#[must_use]
pub fn decode(text: &str) -> Read<(Vault, u64)> {
    let record = match record::read(text, Kind::Vault) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let mut newer = false;
    let vault = row::read(record.body, |fields| {
        newer = fields.whole("format").is_some_and(|format| format > FORMAT);
        let rounds = u32::try_from(fields.whole("rounds")?).ok()?;
        (ROUNDS..=MOST_ROUNDS).contains(&rounds).then_some(())?;
        let proof = sealed(fields, "proof")?;
        let salt = fields.parsed("salt", fixed)?;
        let epoch = fields.whole("epoch").unwrap_or_default();
        Some(Vault { epoch, rounds, salt, proof, rows: Vec::new(), unread: Vec::new() })
    });
    let mut vault = match vault {
        _ if newer => return Read::Newer { schema: record::SCHEMA },
        Some(vault) => vault,
        None => return Read::Corrupt { reason: Damage::Body },
    };
    for text in record.rows {
        match row::read(text, row).filter(|row| vault.rows.iter().all(|held| held.id != row.id)) {
            Some(row) => vault.rows.push(row),
            None => vault.unread.push(text.to_owned()),
        }
    }
    Read::Fine((vault, record.header.revision))
}

fn row(fields: Fields<'_>) -> Option<Row> {
    let removed = fields.some_text("data").is_none() && fields.some_text("nonce").is_none();
    Some(Row {
        id: fields.parsed("id", ConnectionId::parse)?,
        revision: fields.whole("revision").unwrap_or_default(),
        origin: fields.shared("origin"),
        sealed: if removed { None } else { Some(sealed(fields, "data")?) },
    })
}

fn sealed(fields: Fields<'_>, name: &str) -> Option<Sealed> {
    Some(Sealed { nonce: fields.parsed("nonce", fixed)?, data: fields.parsed(name, data)? })
}

fn data(text: &str) -> Option<Vec<u8>> {
    (2 * TAG..=2 * LONGEST).contains(&text.len()).then(|| bytes(text))?
}

fn fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    bytes(text)?.try_into().ok()
}

fn digits(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(digit(high)? << 4 | digit(low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn id(text: &str) -> ConnectionId {
        ConnectionId::parse(text).unwrap()
    }

    fn sealed(fill: u8) -> Sealed {
        Sealed { nonce: [fill; 12], data: vec![fill; 40] }
    }

    fn vault(epoch: u64, rows: &[&str]) -> Vault {
        let mut made = Vault::new(epoch, [7; 16], sealed(1));
        for (row, fill) in rows.iter().zip(2..) {
            made.put(&id(row), &"https://a.example".into(), Some(sealed(fill)));
        }
        made
    }

    fn read(text: &str) -> Vault {
        let Read::Fine((read, _)) = decode(text) else { panic!("{text}: {:?}", decode(text)) };
        read
    }

    fn names(vault: &Vault) -> Vec<&str> {
        vault.live().map(|(row, _)| row.id.as_str()).collect()
    }

    #[test]
    fn a_vault_reads_back_to_the_byte_removals_included() {
        let mut made = vault(3, &["a", "b"]);
        assert!(made.put(&id("a"), &"".into(), None));
        assert!(!made.put(&id("a"), &"".into(), None) && !made.put(&id("z"), &"".into(), None));
        assert_eq!(decode(&made.encode(9, "w")), Read::Fine((made.clone(), 9)));
        assert_eq!(names(&made), ["b"]);
    }

    #[test]
    fn hostile_and_broken_records_are_told_and_none_is_taken_for_another() {
        let good = vault(1, &["a"]).encode(1, "w");
        let check = |from: &str, to: &str, newer: bool| {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good, "{from}");
            match decode(&text) {
                Read::Newer { .. } => assert!(newer, "{text}"),
                Read::Corrupt { .. } => assert!(!newer, "{text}"),
                Read::Fine(_) => panic!("{text}"),
            }
        };
        check("\"sotto\":1", "\"sotto\":2", true);
        check("\"format\":1", "\"format\":2", true);
        // Fewer rounds would make the next passphrase easy to guess, more would hang the page.
        check("\"rounds\":600000", "\"rounds\":599999", false);
        check("\"rounds\":600000", "\"rounds\":1", false);
        check("\"rounds\":600000", "\"rounds\":4000000000", false);
        check("\"rounds\":600000", "\"rounds\":\"600000\"", false);
        check("\"salt\":\"07", "\"salt\":\"0", false);
        check("\"salt\":\"07", "\"salt\":\"0g", false);
        check("\"salt\":\"07", "\"salt\":\"0707", false);
        check("\"nonce\":\"01", "\"nonce\":\"한", false);
        check("\"proof\":\"01", "\"proof\":1,\"x\":\"01", false);
        check("vault", "secrets", false);
        for cut in 0..good.len() {
            if let Some(text) = good.get(..cut) {
                let _ = decode(text);
            }
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_costs_itself_and_is_carried_along_to_the_letter() {
        let good = vault(1, &["a", "b"]).encode(1, "w");
        let check = |from: &str, to: &str| {
            let broken = good.replacen(from, to, 1);
            let mut held = read(&broken);
            assert!(held.has_unread() && names(&held) == ["b"], "{broken}");
            held.put(&id("c"), &"".into(), Some(sealed(9)));
            let again = held.encode(2, "w");
            let row = broken.lines().nth(1).unwrap().trim_end_matches(',');
            assert!(again.contains(row), "{again}");
            assert_eq!(names(&read(&again)), ["b", "c"]);
        };
        check("\"nonce\":\"02", "\"nonce\":\"2");
        check("\"data\":\"02", "\"data\":\"x2");
        check("\"data\":\"0202", "\"data\":\"\",\"x\":\"0202");
        check("{\"id\":\"a\"", "{\"id\":\"a/a\"");
        check("{\"id\":\"a\"", "\"id\":\"a\"");
        check("\"data\":\"02", "\"date\":\"02");
        let long = "0".repeat(2 * LONGEST + 2);
        check("\"data\":\"02", &["\"data\":\"", &long].concat());
        // Twice the same name: the first one counts, nothing is lost.
        let twice = good.replacen("{\"id\":\"b\"", "{\"id\":\"a\"", 1);
        assert!(read(&twice).has_unread() && names(&read(&twice)) == ["a"]);
    }

    #[test]
    fn what_either_tab_added_stays_and_what_either_removed_goes() {
        let base = vault(1, &["a", "b"]);
        let (mut here, mut there) = (base.clone(), base);
        here.put(&id("here"), &"".into(), Some(sealed(8)));
        there.put(&id("a"), &"".into(), None);
        assert!(here.absorb(there.clone()));
        assert_eq!(names(&here), ["b", "here"]);
        assert!(!there.absorb(here.clone()));
        assert!(!here.clone().absorb(here));
    }

    #[test]
    fn the_newer_passphrase_wins_as_a_whole() {
        let mut old = vault(1, &["a", "late"]);
        let mut new = Vault::new(2, [8; 16], sealed(3));
        new.put(&id("a"), &"".into(), Some(sealed(4)));
        let (first, second) = (old.clone(), new.clone());
        assert!(!old.absorb(second) && old == new);
        assert!(new.absorb(first) && names(&new) == ["a"]);
    }

    #[test]
    fn a_row_is_bound_to_its_connection_and_its_origin() {
        assert_ne!(bound(&id("a"), "https://b"), bound(&id("b"), "https://b"));
        assert_ne!(bound(&id("a"), "https://b"), bound(&id("a"), "https://c"));
        assert_ne!(bound(&id("proof"), ""), PROOF);
    }
}
