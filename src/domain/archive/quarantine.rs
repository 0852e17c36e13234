//! What could not be read and was kept aside, from both levels: counted, written into one file, or removed.

use crate::domain::archive::durable::Row;
use crate::domain::archive::key::Key;
use crate::domain::archive::store::Store;
use crate::domain::json;

/// Under which it stands in the durable level.
pub const ASIDE: &str = "q/";

impl Store {
    /// What was kept aside in the first level.
    #[must_use]
    pub fn set_aside_here(&self) -> Vec<Row> {
        let names = self.local.keys().into_iter().filter(|name| matches!(Key::parse(name), Some(Key::Unread(_))));
        names.filter_map(|name| self.local.get(&name).ok().flatten().map(|text| (name, text))).collect()
    }

    /// Removes it.
    pub fn forget_set_aside(&mut self) {
        for (name, _) in self.set_aside_here() {
            if let Some(key) = Key::parse(&name) {
                let _ = self.take(&key);
            }
        }
    }
}

/// One file of it all.
#[must_use]
pub fn file(rows: &[Row]) -> String {
    let mut out = String::from("{\"sotto-unread\":1,\"rows\":[");
    for (at, (key, text)) in rows.iter().enumerate() {
        out.push_str(if at == 0 { "\n{\"key\":" } else { ",\n{\"key\":" });
        json::write_text(&mut out, key);
        out.push_str(",\"text\":");
        json::write_text(&mut out, text);
        out.push('}');
    }
    out.push_str("\n]}\n");
    out
}
