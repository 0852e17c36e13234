//! The stored form of the settings, and how two tabs' changes become one: setting by setting.

use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Line, word_of, worded};
use crate::domain::id::ConnectionId;
use crate::domain::settings::{Language, Settings, Sort, Theme};

/// Words of a later version read as the system's.
const THEMES: [(&str, Theme); 3] = [("light", Theme::Light), ("dark", Theme::Dark), ("system", Theme::System)];
const LANGUAGES: [(&str, Language); 3] =
    [("english", Language::English), ("korean", Language::Korean), ("system", Language::System)];
const SORTS: [(&str, Sort); 3] = [("changed", Sort::Changed), ("created", Sort::Created), ("title", Sort::Title)];

/// The record of the settings.
#[must_use]
pub fn encode(settings: &Settings, revision: u64, writer: &str) -> String {
    let mut body = Line::default();
    body.text("theme", word_of(&THEMES, settings.theme));
    body.text("language", word_of(&LANGUAGES, settings.language));
    body.text_or_null("connection", settings.connection.as_ref().map(ConnectionId::as_str));
    body.text("system_prompt", &settings.system_prompt);
    body.flag("sidebar", settings.sidebar);
    body.flag("panel", settings.panel);
    body.text("sort", word_of(&SORTS, settings.sort));
    Sheet::new(Kind::Settings, revision, writer, &body.finish()).finish()
}

/// The settings of a record, with its revision.
#[must_use]
pub fn decode(text: &str) -> Read<(Settings, u64)> {
    let record = match record::read(text, Kind::Settings) {
        Read::Fine(record) => record,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let settings = row::read(record.body, |fields| {
        let usual = Settings::default();
        Some(Settings {
            theme: worded(&THEMES, fields.text("theme")).unwrap_or_default(),
            language: worded(&LANGUAGES, fields.text("language")).unwrap_or_default(),
            connection: fields.parsed("connection", ConnectionId::parse),
            system_prompt: fields.shared("system_prompt"),
            sidebar: fields.flag("sidebar", usual.sidebar),
            panel: fields.flag("panel", usual.panel),
            sort: worded(&SORTS, fields.text("sort")).unwrap_or_default(),
        })
    });
    match settings {
        Some(settings) => Read::Fine((settings, record.header.revision)),
        None => Read::Corrupt { reason: Damage::Body },
    }
}

/// `ours`, changed from `base`, put together with what stands in the storage.
#[must_use]
pub fn merge(base: &Settings, ours: &Settings, theirs: Settings) -> Settings {
    // Taken apart without `..`, so that a new setting does not compile until it is merged too.
    let Settings { theme, language, connection, system_prompt, sidebar, panel, sort } = ours.clone();
    Settings {
        theme: pick(&base.theme, theme, theirs.theme),
        language: pick(&base.language, language, theirs.language),
        connection: pick(&base.connection, connection, theirs.connection),
        system_prompt: pick(&base.system_prompt, system_prompt, theirs.system_prompt),
        sidebar: pick(&base.sidebar, sidebar, theirs.sidebar),
        panel: pick(&base.panel, panel, theirs.panel),
        sort: pick(&base.sort, sort, theirs.sort),
    }
}

fn pick<T: PartialEq>(base: &T, ours: T, theirs: T) -> T {
    if ours == *base { theirs } else { ours }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_tabs_set_is_kept_from_both() {
        let base = Settings::default();
        let ours = Settings { theme: Theme::Dark, ..base.clone() };
        let theirs = Settings { theme: Theme::Light, panel: true, ..base.clone() };
        assert_eq!(merge(&base, &ours, theirs), Settings { theme: Theme::Dark, panel: true, ..base });
    }

    #[test]
    fn settings_read_back_and_unknown_ones_are_passed_over() {
        let settings = Settings { theme: Theme::Dark, system_prompt: "Be brief.".into(), ..Settings::default() };
        let text = encode(&settings, 4, "w");
        assert_eq!(decode(&text), Read::Fine((settings.clone(), 4)));
        let later = text.replace("\"theme\"", "\"sound\":{\"on\":1},\"theme\"");
        assert_eq!(decode(&later), Read::Fine((settings, 4)));
    }
}
