//! The stored form of the connections: one row each, deleted ones as the mark they leave. Never a secret.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::domain::address::Address;
use crate::domain::archive::fault;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line, word_of, worded};
use crate::domain::connection::{Connection, Keeping, Refusal};
use crate::domain::connection_status::ConnectionStatus;
use crate::domain::error::{AddressProblem, Fault};
use crate::domain::id::ConnectionId;
use crate::domain::preset::Preset;

/// Deletions remembered.
const DELETIONS: usize = 50;

pub(super) const KEEPINGS: [(&str, Keeping); 4] = [
    ("device", Keeping::Device),
    ("encrypted", Keeping::Encrypted),
    ("tab", Keeping::Tab),
    ("memory", Keeping::Memory),
];

/// What every row has.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mark {
    id: ConnectionId,
    revision: u64,
    deleted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    mark: Mark,
    /// None: deleted.
    connection: Option<Connection>,
}

impl Row {
    fn of(connection: &Connection) -> Self {
        let mark = Mark { id: connection.id.clone(), revision: connection.revision, deleted: false };
        Self { mark, connection: Some(connection.clone()) }
    }

    fn line(&self) -> String {
        let mut line = Line::default();
        line.text("id", self.mark.id.as_str());
        line.whole("revision", self.mark.revision);
        line.mark("deleted", self.mark.deleted);
        if let Some(connection) = &self.connection {
            line.text("preset", connection.preset.word());
            line.text("name", &connection.name);
            line.text_or_null("address", connection.address_text().as_deref());
            line.text("model", &connection.model);
            line.text("keeping", word_of(&KEEPINGS, connection.keeping));
            line.open("models", "[");
            connection.models.iter().for_each(|model| line.element(model));
            line.close(']');
            line.open("refusals", "[");
            for refusal in &connection.refusals {
                line.item();
                line.text("model", &refusal.model);
                line.text("parameter", &refusal.parameter);
                line.close('}');
            }
            line.close(']');
            match &connection.status {
                ConnectionStatus::Unchecked => {}
                ConnectionStatus::Worked { at } => line.signed("worked", *at),
                ConnectionStatus::Failed { at, fault } => {
                    line.signed("failed", *at);
                    line.open("fault", "{");
                    fault::write(&mut line, fault);
                    line.close('}');
                }
            }
        }
        line.finish()
    }

    /// A change beats a deletion made at the same time.
    fn rank(&self) -> (u64, bool) {
        (self.mark.revision, !self.mark.deleted)
    }
}

/// All connections as one copy has them, deleted ones included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    rows: Vec<Row>,
}

impl Connections {
    /// Those that are there, in the person's order.
    #[must_use]
    pub fn live(&self) -> Vec<Connection> {
        self.rows.iter().filter_map(|row| row.connection.clone()).collect()
    }

    /// The connection of that name, if it is there.
    #[must_use]
    pub fn get(&self, id: &ConnectionId) -> Option<&Connection> {
        self.rows.iter().find(|row| row.mark.id == *id)?.connection.as_ref()
    }

    /// Whether it was deleted.
    #[must_use]
    pub fn is_deleted(&self, id: &ConnectionId) -> bool {
        self.rows.iter().any(|row| row.mark.id == *id && row.mark.deleted)
    }

    /// Takes the list in as this tab has it: its order, and of each connection the newer revision. The demo is not
    /// stored.
    pub fn set(&mut self, list: &[Rc<Connection>]) {
        let rows = list.iter().filter(|connection| !connection.is_demo()).map(|connection| Row::of(connection));
        let before = std::mem::replace(&mut self.rows, rows.collect());
        self.absorb(Self { rows: before });
    }

    /// Marks a connection as deleted.
    pub fn delete(&mut self, id: &ConnectionId) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.mark.id == *id)
            && row.connection.take().is_some()
        {
            row.mark.revision += 1;
            row.mark.deleted = true;
        }
        let mut surplus = self.rows.iter().filter(|row| row.mark.deleted).count().saturating_sub(DELETIONS);
        self.rows.retain(|row| {
            let drop = row.mark.deleted && surplus > 0;
            surplus -= usize::from(drop);
            !drop
        });
    }

    /// Takes in what another copy has; of each connection the newer revision stays. Says whether `other` lacks
    /// anything that is now here.
    pub fn absorb(&mut self, other: Self) -> bool {
        let mut shared = 0;
        let mut newer_here = false;
        for row in other.rows {
            let Some(held) = self.rows.iter_mut().find(|held| held.mark.id == row.mark.id) else {
                self.rows.push(row);
                shared += 1;
                continue;
            };
            shared += 1;
            match row.rank().cmp(&held.rank()) {
                Ordering::Greater => *held = row,
                Ordering::Equal => {}
                Ordering::Less => newer_here = true,
            }
        }
        newer_here || shared < self.rows.len()
    }

    /// The record of the connections.
    #[must_use]
    pub fn encode(&self, revision: u64, writer: &str) -> String {
        let mut sheet = Sheet::new(Kind::Connections, revision, writer, "null");
        for row in &self.rows {
            sheet.row(&row.line());
        }
        sheet.finish()
    }
}

/// The connections of a record, its revision, and how many parts could not be read.
#[must_use]
pub fn decode(text: &str) -> Read<(Connections, u64, u32)> {
    let record = match record::read(text, Kind::Connections) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let mut unread = u32::from(!record.whole);
    let mut rows = Vec::with_capacity(record.rows.len());
    for text in record.rows {
        match row::read(text, row) {
            Some(row) => rows.push(row),
            None => unread += 1,
        }
    }
    Read::Fine((Connections { rows }, record.header.revision, unread))
}

fn row(row: Fields<'_>) -> Option<Row> {
    let id = row.parsed("id", ConnectionId::parse)?;
    let revision = row.whole("revision").unwrap_or_default();
    let deleted = row.flag("deleted", false);
    let refusal = |row: Fields<'_>| {
        let (model, parameter) = (row.some_text("model")?, row.some_text("parameter")?);
        Some(Refusal { model: model.into(), parameter: parameter.into() })
    };
    let address = row.some_text("address").map(|text| (text, Address::parse(text)));
    let raw_address = match &address {
        Some((text, Err(AddressProblem::Host))) => Some(Rc::from(*text)),
        Some((_, Err(_))) => return None,
        _ => None,
    };
    let status = match (row.signed("worked"), row.signed("failed")) {
        (Some(at), _) => ConnectionStatus::Worked { at },
        (None, Some(at)) => {
            ConnectionStatus::Failed { at, fault: row.within("fault").map_or(Fault::Unknown, fault::read) }
        }
        (None, None) => ConnectionStatus::Unchecked,
    };
    let connection = (!deleted).then(|| Connection {
        id: id.clone(),
        revision,
        preset: row.some_text("preset").map(Preset::of).unwrap_or_default(),
        name: row.shared("name"),
        address: address.and_then(|(_, address)| address.ok()),
        raw_address,
        status,
        model: row.shared("model"),
        keeping: row
            .some_text("keeping")
            .map_or(Keeping::Device, |word| worded(&KEEPINGS, word).unwrap_or(Keeping::Tab)),
        models: row.texts("models").into(),
        refusals: row.rows("refusals", refusal),
    });
    Some(Row { mark: Mark { id, revision, deleted }, connection })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn connection(id: &str, revision: u64) -> Connection {
        let mut made = Connection::from_preset(ConnectionId::parse(id).unwrap(), Preset::Ollama);
        made.revision = revision;
        made
    }

    fn of(list: &[Connection]) -> Connections {
        let mut made = Connections::default();
        set(&mut made, list);
        made
    }

    fn set(connections: &mut Connections, list: &[Connection]) {
        let list: Vec<Rc<Connection>> = list.iter().cloned().map(Rc::new).collect();
        connections.set(&list);
    }

    fn delete(connections: &mut Connections, id: &str) {
        connections.delete(&ConnectionId::parse(id).unwrap());
    }

    fn names(connections: &Connections) -> Vec<String> {
        connections.live().iter().map(|c| c.id.to_string()).collect()
    }

    #[test]
    fn connections_read_back_in_order_without_the_demo_and_one_broken_row_costs_one() {
        let mut all = of(&[connection("c", 1), Connection::demo(), connection("a", 2)]);
        set(&mut all, &[connection("b", 1), connection("a", 2)]);
        delete(&mut all, "c");
        let text = all.encode(3, "w");
        assert_eq!(decode(&text), Read::Fine((all.clone(), 3, 0)));
        assert_eq!(names(&all), ["b", "a"]);
        assert!(all.is_deleted(&ConnectionId::parse("c").unwrap()));
        let Read::Fine((rest, 3, 1)) = decode(&text.replace("{\"id\":\"b\"", "{\"id\":\"b/b\"")) else { panic!() };
        assert_eq!(names(&rest), ["a"]);
    }

    #[test]
    fn what_either_tab_made_is_kept_and_what_either_deleted_goes() {
        let base = of(&[connection("a", 1), connection("b", 1)]);
        let (mut here, mut there) = (base.clone(), base.clone());
        set(&mut here, &[connection("a", 1), connection("b", 1), connection("here", 0)]);
        set(&mut there, &[connection("b", 5), connection("there", 0)]);
        delete(&mut there, "a");
        assert!(here.absorb(there.clone()));
        assert_eq!(names(&here), ["b", "here", "there"]);
        assert_eq!(here.get(&ConnectionId::parse("b").unwrap()).unwrap().revision, 5);
        assert!(!there.absorb(here.clone()));
        assert!(!here.clone().absorb(here.clone()));
    }

    #[test]
    fn a_tab_that_has_not_heard_neither_undoes_a_deletion_nor_an_edit() {
        let mut all = of(&[connection("a", 1), connection("b", 4)]);
        delete(&mut all, "a");
        set(&mut all, &[connection("a", 1), connection("b", 3)]);
        assert_eq!(names(&all), ["b"]);
        assert_eq!(all.live().first().unwrap().revision, 4);
        set(&mut all, &[connection("a", 2)]);
        assert_eq!(names(&all), ["a", "b"], "changed at the same time as it was deleted: it stays");
    }

    #[test]
    fn what_is_known_of_a_connection_is_read_back() {
        let refused = Fault::KeyRefused { host: "h".into(), status: 401, had_key: true, said: "no".into() };
        for status in [
            ConnectionStatus::Unchecked,
            ConnectionStatus::Worked { at: 1_700_000_000_000 },
            ConnectionStatus::Failed { at: -1, fault: refused },
        ] {
            let all = of(&[Connection { status, ..connection("a", 1) }]);
            assert_eq!(decode(&all.encode(3, "w")), Read::Fine((all, 3, 0)));
        }
    }

    /// Older versions stored hosts as they were typed.
    #[test]
    fn a_stored_address_with_an_unusual_host_keeps_its_connection_until_the_browser_has_normalized_it() {
        let text = of(&[connection("a", 1)]).encode(3, "w").replace("http://localhost:11434", "https://한국.example");
        let Read::Fine((all, 3, 0)) = decode(&text) else { panic!("{text}") };
        let read = all.live().into_iter().next().unwrap();
        assert_eq!((read.address, read.raw_address.as_deref()), (None, Some("https://한국.example/v1")));
        assert_eq!(all.encode(3, "w"), text, "it is written as it was");
        let broken = text.replace("https://한국", "ftp://한국");
        assert!(matches!(decode(&broken), Read::Fine((_, 3, 1))), "no address at all is damage");
    }
}
