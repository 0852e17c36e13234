//! The stored form of a connection's secrets. No other record ever holds a key or the value of an extra header.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::connection::Secrets;
use crate::domain::secret::Secret;

// Neither `Debug` nor `Clone`: it lives for one reading or writing.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Body {
    origin: Rc<str>,
    key: String,
    headers: Vec<Header>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Header {
    name: Rc<str>,
    value: String,
}

/// The record of a connection's secrets.
#[must_use]
pub fn encode(secrets: &Secrets, writer: &str) -> String {
    let body = Body {
        origin: Rc::clone(&secrets.origin),
        key: secrets.key.reveal().to_owned(),
        headers: secrets
            .headers
            .iter()
            .map(|(name, value)| Header { name: Rc::clone(name), value: value.reveal().to_owned() })
            .collect(),
    };
    Sheet::new(Kind::Secrets, 0, writer, &body).finish()
}

/// The secrets of a record.
#[must_use]
pub fn decode(text: &str) -> Read<Secrets> {
    let record = match record::read(text, Kind::Secrets) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    match serde_json::from_str::<Body>(record.body) {
        Ok(body) => Read::Fine(Secrets {
            origin: body.origin,
            key: Secret::new(&body.key),
            headers: body.headers.into_iter().map(|h| (h.name, Secret::new(&h.value))).collect(),
        }),
        Err(_) => Read::Corrupt { reason: Damage::Body },
    }
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
        assert_eq!(decode(&encode(&secrets, "w")), Read::Fine(secrets));
    }
}
