//! The file that everything can be restored from: Sotto's own records, in one JSON object.
//!
//! `{"sotto-export":1,"made":"2026-11-21","settings":{…},"connections":{…},"folders":{…},"conversations":[⏎{"id":"…",
//! "filing":{…},"record":{…},"originals":[{…}]},⏎…⏎]}`.
//! The records are those of the storage, with their own schema. There is no key and no header in it, as there is none
//! in the records of the connections; where they were asked for, they stand under `vault` as the storage's record of
//! encrypted keys, under a passphrase of the file's own. Written in parts, so that a large history never stands in memory as a whole.

use std::rc::Rc;

use crate::domain::address::{Address, without_secrets};
use crate::domain::archive::connections::Connections;
use crate::domain::archive::row::Line;
use crate::domain::archive::{conversation, filing, settings};
use crate::domain::connection::Connection;
use crate::domain::connection_status::ConnectionStatus;
use crate::domain::conversation::Conversation;
use crate::domain::filing::{Filing, Folders};
use crate::domain::settings::Settings;
use crate::domain::transfer::date;

/// The beginning of a file; `now` is in milliseconds since 1970. None: no settings and connections, as in the file of
/// one conversation.
#[must_use]
pub fn head(now: i64, all: Option<(&Settings, &[Rc<Connection>])>) -> String {
    head_with(now, all, &Folders::default(), None)
}

/// The same with the folders that the conversations are in, and a record of encrypted keys.
#[must_use]
pub fn head_with(
    now: i64,
    all: Option<(&Settings, &[Rc<Connection>])>,
    folders: &Folders,
    keys: Option<&str>,
) -> String {
    let mut out = String::from("{\"sotto-export\":1,\"made\":\"");
    out.push_str(&date::day(now));
    out.push('"');
    if let Some((chosen, list)) = all {
        let mut connections = Connections::default();
        let open = |one: &Rc<Connection>| {
            let address = one.address.as_ref().map(Address::without_keys);
            let raw_address = one.raw_address.as_deref().map(|raw| without_secrets(raw).into());
            Rc::new(Connection { address, raw_address, status: ConnectionStatus::Unchecked, ..(**one).clone() })
        };
        let list: Vec<Rc<Connection>> = list.iter().map(open).collect();
        connections.set(&list);
        out.push_str(",\"settings\":");
        out.push_str(&settings::encode(chosen, 0, ""));
        out.push_str(",\"connections\":");
        out.push_str(&connections.encode(0, ""));
    }
    if !folders.rows.is_empty() {
        out.push_str(",\"folders\":");
        out.push_str(&filing::encode(folders, 0, ""));
    }
    if let Some(keys) = keys {
        out.push_str(",\"vault\":");
        out.push_str(keys);
    }
    out.push_str(",\"conversations\":[");
    out
}

/// One conversation of a file. `order` is its place in the history.
#[must_use]
pub fn conversation(talk: &Conversation, order: u64, first: bool) -> String {
    filed(talk, &Filing::default(), order, first, &[])
}

/// The same with where it was put, and the records of the originals of its messages.
#[must_use]
pub fn filed(talk: &Conversation, filing: &Filing, order: u64, first: bool, originals: &[String]) -> String {
    let mut out = String::from(if first { "\n{\"id\":\"" } else { ",\n{\"id\":\"" });
    out.push_str(talk.id.as_str());
    out.push('"');
    if filing.is_set() {
        let mut line = Line::default();
        filing::write(&mut line, filing);
        out.push_str(",\"filing\":");
        out.push_str(&line.finish());
    }
    out.push_str(",\"record\":");
    out.push_str(&conversation::encode(talk, order, ""));
    if !originals.is_empty() {
        out.push_str(",\"originals\":[");
        out.push_str(&originals.join(","));
        out.push(']');
    }
    out.push('}');
    out
}

/// The end of a file.
pub const TAIL: &str = "\n]}\n";
