//! The stored form of the settings, and how two tabs' changes become one: setting by setting.

use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::settings::Settings;

/// The record of the settings.
#[must_use]
pub fn encode(settings: &Settings, revision: u64, writer: &str) -> String {
    Sheet::new(Kind::Settings, revision, writer, settings).finish()
}

/// The settings of a record, with its revision.
#[must_use]
pub fn decode(text: &str) -> Read<(Settings, u64)> {
    match record::read(text, Kind::Settings) {
        Read::Fine(record) => match serde_json::from_str(record.body) {
            Ok(settings) => Read::Fine((settings, record.header.revision)),
            Err(_) => Read::Corrupt { reason: Damage::Body },
        },
        Read::Newer { schema } => Read::Newer { schema },
        Read::Corrupt { reason } => Read::Corrupt { reason },
    }
}

/// `ours`, changed from `base`, put together with what stands in the storage.
#[must_use]
pub fn merge(base: &Settings, ours: &Settings, theirs: Settings) -> Settings {
    // Taken apart without `..`, so that a new setting does not compile until it is merged too.
    let Settings { theme, language, connection, system_prompt, sidebar, panel } = ours.clone();
    Settings {
        theme: pick(&base.theme, theme, theirs.theme),
        language: pick(&base.language, language, theirs.language),
        connection: pick(&base.connection, connection, theirs.connection),
        system_prompt: pick(&base.system_prompt, system_prompt, theirs.system_prompt),
        sidebar: pick(&base.sidebar, sidebar, theirs.sidebar),
        panel: pick(&base.panel, panel, theirs.panel),
    }
}

fn pick<T: PartialEq>(base: &T, ours: T, theirs: T) -> T {
    if ours == *base { theirs } else { ours }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Theme;

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
