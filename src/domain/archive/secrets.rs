//! The stored form of a connection's secrets. No other record ever holds a key or the value of an extra header.

use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Line};
use crate::domain::connection::Secrets;
use crate::domain::secret::Secret;

/// The record of a connection's secrets.
#[must_use]
pub fn encode(secrets: &Secrets, revision: u64, writer: &str) -> String {
    let mut body = Line::default();
    body.text("origin", &secrets.origin);
    body.text("key", secrets.key.reveal());
    body.open("headers", "[");
    for (name, value) in &secrets.headers {
        body.item();
        body.text("name", name);
        body.text("value", value.reveal());
        body.close('}');
    }
    body.close(']');
    Sheet::new(Kind::Secrets, revision, writer, &body.finish()).finish()
}

/// The secrets of a record.
#[must_use]
pub fn decode(text: &str) -> Read<Secrets> {
    let record = match record::read(text, Kind::Secrets) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let secrets = row::read(record.body, |fields| {
        Some(Secrets {
            origin: fields.shared("origin"),
            key: Secret::new(fields.text("key")),
            headers: fields.rows("headers", |header| Some((header.shared("name"), Secret::new(header.text("value"))))),
        })
    });
    secrets.map_or(Read::Corrupt { reason: Damage::Body }, Read::Fine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_read_back() {
        let secrets = Secrets {
            origin: "https://api.example.com".into(),
            key: Secret::new("sk-\"1\""),
            headers: vec![("x-team".into(), Secret::new("blue"))],
        };
        assert_eq!(decode(&encode(&secrets, 1, "w")), Read::Fine(secrets));
    }
}
