//! Sotto's own files: records as the storage has them, each under its id.

use crate::domain::archive::record::Read;
use crate::domain::archive::{connections, conversation, filing, originals, row, settings, vault};
use crate::domain::filing::Folders;
use crate::domain::id::ConversationId;
use crate::domain::json::{self, Json};
use crate::domain::original::{self, Original};
use crate::domain::transfer::import::{Extras, Flaw, Origin, Shape};

/// A conversation of a backup.
pub(super) fn conversation(value: &Json<'_>) -> Shape {
    let Some(id) = ConversationId::parse(value.get("id").text()) else { return Shape::Flawed(Flaw::Damaged, "id") };
    match conversation::decode(&id, &record(value.get("record"))) {
        Read::Fine(loaded) if loaded.unread == 0 => {
            let filing = match value.get("filing") {
                Json::Object(text, _) => row::read(&on_one_line(text), |row| Some(filing::read(row))),
                _ => None,
            };
            let mut originals: Vec<Original> = value.get("originals").list().iter().filter_map(original).collect();
            let too_large = original::limit(&mut originals);
            let origin = Origin { order: Some(loaded.order), filing: filing.unwrap_or_default(), originals, too_large };
            Shape::Is(Box::new(loaded.conversation), origin)
        }
        Read::Newer { .. } => Shape::Flawed(Flaw::Newer, "record"),
        _ => Shape::Flawed(Flaw::Damaged, "record"),
    }
}

fn original(value: &Json<'_>) -> Option<Original> {
    originals::decode(&record(value))
}

/// What else there is in a backup.
pub(super) fn extras(value: &Json<'_>) -> Shape {
    let mut extras = Extras::default();
    if let Read::Fine((settings, _)) = settings::decode(&record(value.get("settings"))) {
        extras.settings = Some(settings);
    }
    if let Read::Fine((connections, _, _)) = connections::decode(&record(value.get("connections"))) {
        extras.connections = connections.live();
    }
    let keys = value.get("vault");
    if let Json::Object(..) = keys {
        match vault::decode(&record(keys)) {
            Read::Fine((keys, _)) => extras.keys = Some(keys),
            _ => extras.keys_damaged = true,
        }
    }
    let folders = match filing::decode(&record(value.get("folders"))) {
        Read::Fine((folders, ..)) => folders,
        _ => Folders::default(),
    };
    if extras == Extras::default() && folders.rows.is_empty() {
        return Shape::Nothing;
    }
    Shape::Extras(Box::new(extras), folders)
}

/// A record with one row a line and its members in order, as its reader wants it, also where somebody's editor set it
/// anew.
fn record(value: &Json<'_>) -> String {
    let Json::Object(text, _) = value else { return String::new() };
    if text.starts_with("{\"sotto\":") && text.ends_with("\n]}") {
        return (*text).to_owned();
    }
    let mut out = String::from("{");
    for name in ["sotto", "kind", "rev", "by", "body"] {
        if out.len() > 1 {
            out.push(',');
        }
        json::write_text(&mut out, name);
        out.push(':');
        match value.get(name) {
            Json::Object(text, _) => out.push_str(&on_one_line(text)),
            Json::Number(digits) => out.push_str(digits),
            Json::Text(text) => json::write_text(&mut out, &text.text),
            _ => out.push_str("null"),
        }
    }
    let rows = value.get("rows").list();
    for (at, row) in rows.iter().enumerate() {
        out.push_str(if at == 0 { ",\"rows\":[\n" } else { ",\n" });
        if let Json::Object(text, _) = row {
            out.push_str(&on_one_line(text));
        }
    }
    out.push_str(if rows.is_empty() { "}" } else { "\n]}" });
    out
}

/// No string of JSON holds a line feed as such.
fn on_one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
