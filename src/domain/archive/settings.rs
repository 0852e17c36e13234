//! The stored form of the settings, and how two tabs' changes become one: setting by setting.

use std::rc::Rc;

use crate::domain::archive::conversation::{read_parameters, write_parameters};
use crate::domain::archive::record::{self, Damage, Kind, Read, Sheet};
use crate::domain::archive::row::{self, Fields, Line, word_of, worded};
use crate::domain::conversation::Context;
use crate::domain::id::ConnectionId;
use crate::domain::settings::{ChatDefaults, EnterKey, Language, Settings, Sort, Theme};

/// Words of a later version read as the system's.
const THEMES: [(&str, Theme); 3] = [("light", Theme::Light), ("dark", Theme::Dark), ("system", Theme::System)];
const LANGUAGES: [(&str, Language); 3] =
    [("english", Language::English), ("korean", Language::Korean), ("system", Language::System)];
const SORTS: [(&str, Sort); 3] = [("changed", Sort::Changed), ("created", Sort::Created), ("title", Sort::Title)];
const ENTER_KEYS: [(&str, EnterKey); 3] =
    [("device", EnterKey::ByDevice), ("sends", EnterKey::Sends), ("breaks", EnterKey::BreaksLine)];

/// The members that this version reads. Others belong to a later version and are kept.
const KNOWN: [&str; 9] =
    ["theme", "language", "connection", "system_prompt", "sidebar", "panel", "sort", "enter", "new_chats"];

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
    if settings.enter != EnterKey::default() {
        body.text("enter", word_of(&ENTER_KEYS, settings.enter));
    }
    if settings.new_chats != ChatDefaults::default() {
        body.open("new_chats", "{");
        body.mark("alone", settings.new_chats.context == Context::Alone);
        body.open("parameters", "{");
        write_parameters(&mut body, &settings.new_chats.parameters);
        body.close('}');
        body.close('}');
    }
    body.members(&settings.unknown);
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
            enter: worded(&ENTER_KEYS, fields.text("enter")).unwrap_or_default(),
            new_chats: fields.within("new_chats").map(read_new_chats).unwrap_or_default(),
            unknown: fields.others(&KNOWN).into(),
        })
    });
    match settings {
        Some(settings) => Read::Fine((settings, record.header.revision)),
        None => Read::Corrupt { reason: Damage::Body },
    }
}

fn read_new_chats(fields: Fields<'_>) -> ChatDefaults {
    ChatDefaults {
        context: if fields.flag("alone", false) { Context::Alone } else { Context::Whole },
        parameters: Rc::new(fields.within("parameters").map(read_parameters).unwrap_or_default()),
    }
}

/// `ours`, changed from `base`, put together with what stands in the storage.
#[must_use]
pub fn merge(base: &Settings, ours: &Settings, theirs: Settings) -> Settings {
    // Taken apart without `..`, so that a new setting does not compile until it is merged too.
    let Settings { theme, language, connection, system_prompt, sidebar, panel, sort, enter, new_chats, unknown } =
        ours.clone();
    Settings {
        theme: pick(&base.theme, theme, theirs.theme),
        language: pick(&base.language, language, theirs.language),
        connection: pick(&base.connection, connection, theirs.connection),
        system_prompt: pick(&base.system_prompt, system_prompt, theirs.system_prompt),
        sidebar: pick(&base.sidebar, sidebar, theirs.sidebar),
        panel: pick(&base.panel, panel, theirs.panel),
        sort: pick(&base.sort, sort, theirs.sort),
        enter: pick(&base.enter, enter, theirs.enter),
        new_chats: pick(&base.new_chats, new_chats, theirs.new_chats),
        unknown: pick(&base.unknown, unknown, theirs.unknown),
    }
}

fn pick<T: PartialEq>(base: &T, ours: T, theirs: T) -> T {
    if ours == *base { theirs } else { ours }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::domain::parameters::{Hundredths, Parameters};

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
        let Read::Fine((read, 4)) = decode(&later) else { panic!("{later}") };
        assert_eq!(Settings { unknown: Rc::default(), ..read }, settings);
    }

    #[test]
    fn settings_of_a_newer_version_survive_being_written_by_this_one() {
        let later = "\"sound\":{\"on\":1.50,\"of\":[true,null,\"a\\nb\",[]]},\"pace\":-3e2";
        let text = encode(&Settings::default(), 4, "w").replace("\"theme\"", &[later, ",\"theme\""].concat());
        let Read::Fine((read, _)) = decode(&text) else { panic!("{text}") };
        assert_eq!(&*read.unknown, later);
        let changed = Settings { theme: Theme::Dark, ..read.clone() };
        let again = encode(&merge(&read, &changed, read.clone()), 5, "w");
        assert!(again.contains(later), "{again}");
        assert_eq!(decode(&again), Read::Fine((changed, 5)));
    }

    #[test]
    fn what_enter_does_and_what_new_chats_begin_with_read_back() {
        let parameters = Parameters {
            temperature: Some(Hundredths(70)),
            stop: vec!["END".into()],
            extra_body: "{\"top_k\": 20}".into(),
            unstreamed: true,
            ..Parameters::default()
        };
        let new_chats = ChatDefaults { context: Context::Alone, parameters: Rc::new(parameters) };
        let settings = Settings { enter: EnterKey::BreaksLine, new_chats, ..Settings::default() };
        assert_eq!(decode(&encode(&settings, 4, "w")), Read::Fine((settings, 4)));
    }

    #[test]
    fn settings_written_before_these_existed_still_open() {
        let old = r#"{"sotto":1,"kind":"settings","rev":7,"by":"w","body":{"theme":"dark","language":"system","connection":null,"system_prompt":"","sidebar":true,"panel":false,"sort":"title"}}"#;
        let settings = Settings { theme: Theme::Dark, sort: Sort::Title, ..Settings::default() };
        assert_eq!(decode(old), Read::Fine((settings, 7)));
    }
}
