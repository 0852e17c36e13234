//! The stored form of what was typed into forms of connections: a row each, under one name of the tab's storage.

use std::rc::Rc;

use crate::domain::archive::connections::KEEPINGS;
use crate::domain::archive::record::{self, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line, word_of, worded};
use crate::domain::archive::store::Store;
use crate::domain::connection::Keeping;
use crate::domain::form_draft::{FormDraft, FormDrafts, FormOf};
use crate::domain::id::ConnectionId;
use crate::domain::preset::Preset;

/// Where they stand in the tab's storage.
const NAME: &str = "sotto/forms";

/// Encodes the drafts.
#[must_use]
pub fn encode(drafts: &FormDrafts, writer: &str) -> String {
    let mut sheet = Sheet::new(Kind::FormDrafts, 0, writer, "null");
    for (of, draft) in drafts {
        let mut line = Line::default();
        match of {
            FormOf::New(preset) => line.text("preset", preset.word()),
            FormOf::Connection(id) => line.text("id", id.as_str()),
        }
        line.text("name", &draft.name);
        line.text("address", &draft.address);
        line.text("model", &draft.model);
        line.text("keeping", word_of(&KEEPINGS, draft.keeping));
        line.open("headers", "[");
        draft.headers.iter().for_each(|name| line.element(name));
        line.close(']');
        sheet.row(&line.finish());
    }
    sheet.finish()
}

/// The drafts of a record; what cannot be read is left out.
#[must_use]
pub fn decode(text: &str) -> FormDrafts {
    match record::read(text, Kind::FormDrafts) {
        Read::Fine(record) => record.rows.into_iter().filter_map(|text| row::read(text, draft)).collect(),
        _ => FormDrafts::default(),
    }
}

fn draft(row: Fields<'_>) -> Option<(FormOf, Rc<FormDraft>)> {
    let of = match row.parsed("id", ConnectionId::parse) {
        Some(id) => FormOf::Connection(id),
        None => FormOf::New(Preset::chosen(row.some_text("preset")?)?),
    };
    let draft = FormDraft {
        name: row.shared("name"),
        address: row.shared("address"),
        model: row.shared("model"),
        keeping: worded(&KEEPINGS, row.text("keeping")).unwrap_or(Keeping::Tab),
        headers: row.texts("headers"),
    };
    Some((of, Rc::new(draft)))
}

impl Store {
    /// What was typed into forms in this tab and not saved.
    #[must_use]
    pub fn form_drafts(&self) -> FormDrafts {
        self.tab.get(NAME).ok().flatten().map(|text| decode(&text)).unwrap_or_default()
    }

    /// Keeps what is typed into forms as long as the tab. A tab without storage keeps it until the page is loaded again.
    pub fn save_form_drafts(&mut self, drafts: &FormDrafts) {
        if self.is_closed() {
            return;
        }
        let _ = match drafts.is_empty() {
            true => self.tab.remove(NAME),
            false => self.tab.set(NAME, &encode(drafts, &self.writer)),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_typed_into_forms_is_read_back_and_one_broken_row_costs_one() {
        let draft = Rc::new(FormDraft {
            name: "Mine \"x\"".into(),
            address: "한국.example".into(),
            model: "m".into(),
            keeping: Keeping::Memory,
            headers: vec!["x-team".into(), "".into()],
        });
        let drafts: FormDrafts = [
            (FormOf::New(Preset::OpenAi), Rc::clone(&draft)),
            (FormOf::New(Preset::Custom), Rc::default()),
            (FormOf::Connection(ConnectionId::parse("k-1").unwrap()), draft),
        ]
        .into_iter()
        .collect();
        let text = encode(&drafts, "w");
        assert_eq!(decode(&text), drafts);
        assert_eq!(decode(&text.replace("open-ai", "of-tomorrow")).len(), 2);
        assert_eq!(decode("no record"), FormDrafts::default());
    }
}
