//! What the files of other programs have in common: contents in parts, times of all kinds, ids that may be numbers.

use std::rc::Rc;

use crate::domain::filing::{Filing, Folder, Folders, Turned};
use crate::domain::grapheme::first;
use crate::domain::id::FolderId;
use crate::domain::json::{Json, Text};
use crate::domain::transfer::date;
use crate::domain::transfer::import::parts::Content;
use crate::domain::transfer::import::tale::name as named;

/// Longest title that is kept, in graphemes.
const TITLE: usize = 200;

/// The first of these members that is there.
pub fn any<'a, 'j>(value: &'a Json<'j>, names: &[&str]) -> &'a Json<'j> {
    static NOTHING: Json<'static> = Json::Null;
    names.iter().map(|name| value.get(name)).find(|found| !matches!(found, Json::Null)).unwrap_or(&NOTHING)
}

/// Where a conversation was put, in the words of several programs.
pub fn filing(value: &Json<'_>) -> Filing {
    let is = |names: &[&str]| names.iter().any(|name| matches!(value.get(name), Json::Bool(true)));
    let filing = Filing {
        pinned: Turned::default().to(is(&["pinned", "is_starred", "isPinned"])),
        archived: Turned::default().to(is(&["archived", "is_archived"])),
        ..Filing::default()
    };
    filing.into_folder(folder(value.get("folder")).as_ref())
}

fn folder(value: &Json<'_>) -> Option<FolderId> {
    let id = id(value);
    if id.is_empty() { None } else { FolderId::parse(&named(&["folder", id])) }
}

/// The folders of an object that has one under each id.
pub fn folders(members: &[(Text<'_>, Json<'_>)]) -> Folders {
    let mut folders = Folders::default();
    for (key, value) in members {
        let name = title(value.get("name").text());
        let id = FolderId::parse(&named(&["folder", &key.text]));
        if let Some(id) = id.filter(|_| !name.is_empty()) {
            folders.rows.push(Folder { id, revision: 1, name, closed: false, deleted: false });
        }
    }
    folders
}

/// An id as it was written, text or number; empty if there is none.
pub fn id<'a>(value: &'a Json<'_>) -> &'a str {
    match value {
        Json::Number(digits) => digits,
        other => other.text(),
    }
}

/// The words of a content: a text, or a list of parts. What is no text is named in brackets: nothing is loaded.
pub fn content(value: &Json<'_>) -> String {
    Content::of(value).text
}

/// The name of a model, also where it is an object with a name.
pub fn model<'a>(value: &'a Json<'_>) -> &'a str {
    let model = value.get("model");
    match model {
        Json::Object(..) => any(model, &["name", "id", "model"]).text(),
        _ => model.text(),
    }
}

/// Adds a paragraph.
pub fn part(text: &str, out: &mut String) {
    if !text.is_empty() {
        if !out.is_empty() {
            out.push_str("\n\n");
        }
        out.push_str(text);
    }
}

/// A time in milliseconds since 1970: from seconds, milli-, micro- or nanoseconds, as ISO 8601 or RFC 2822 have it.
/// None where it cannot be the time of a chat, such as the zero of a program that knows of none.
pub fn time(value: &Json<'_>) -> Option<i64> {
    if let Json::Object(..) = value {
        // As MongoDB exports them.
        return time(any(value, &["$date", "$numberLong"]));
    }
    let text = id(value).trim();
    match number(text) {
        Some((whole, thousandths)) => [
            whole.checked_mul(1_000).and_then(|whole| whole.checked_add(thousandths)),
            Some(whole),
            Some(whole / 1_000),
            Some(whole / 1_000_000),
        ]
        .into_iter()
        .flatten()
        .find(|moment| date::is_plausible(*moment)),
        None => date::read(text).filter(|moment| date::is_plausible(*moment)),
    }
}

/// A number as it was written: its whole part, and its thousandths.
fn number(digits: &str) -> Option<(i64, i64)> {
    if let Some((mantissa, exponent)) = digits.split_once(['e', 'E']) {
        let exponent: usize = exponent.trim_start_matches('+').parse().ok().filter(|exponent| *exponent < 20)?;
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let part: String = part.chars().chain("0".repeat(20).chars()).collect();
        let (moved, part) = part.split_at_checked(exponent)?;
        return number(&format!("{whole}{moved}.{part}"));
    }
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let thousandths: String = part.chars().chain("000".chars()).take(3).collect();
    Some((whole.parse().ok()?, thousandths.parse().ok()?))
}

/// A title on one line, without what cannot be seen.
pub fn title(text: &str) -> Rc<str> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    first(line.trim(), TITLE).into()
}

/// A text without the marks that ChatGPT leaves in what it exports: citations between U+E200 and U+E201, and others of
/// that private range around words.
pub fn unmarked(text: &str) -> String {
    const MARKS: std::ops::RangeInclusive<char> = '\u{e200}'..='\u{e2ff}';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c| MARKS.contains(&c)) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let mark = after.chars().next();
        rest = after.strip_prefix(|c| MARKS.contains(&c)).unwrap_or_default();
        if mark == Some('\u{e200}')
            && let Some((_, behind)) = rest.split_once('\u{e201}')
        {
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::json;

    fn value<T>(text: &str, read: impl Fn(&Json<'_>) -> T) -> T {
        read(&json::whole(text).unwrap())
    }

    #[test]
    fn times_are_read_in_every_way_they_are_written() {
        let check = |text: &str, expected: Option<i64>| assert_eq!(value(text, time), expected, "{text}");
        check("1700000000", Some(1_700_000_000_000));
        check("1700000000.1", Some(1_700_000_000_100));
        check("1750537482.970556", Some(1_750_537_482_970));
        check("1704207846000", Some(1_704_207_846_000));
        check("\"2025-01-01T00:00:05Z\"", Some(1_735_689_605_000));
        check("1704207846000000", Some(1_704_207_846_000));
        check("1704207846123456789", Some(1_704_207_846_123));
        check("\"1704207846\"", Some(1_704_207_846_000));
        check("1.704207846123e9", Some(1_704_207_846_123));
        check("1.704207846123E+12", Some(1_704_207_846_123));
        check("\"2024-01-02T12:04:06.5+09:00\"", Some(1_704_164_646_500));
        check("\"Tue, 02 Jan 2024 15:04:06 GMT\"", Some(1_704_207_846_000));
        check("{\"$date\":\"2024-01-02T15:04:06Z\"}", Some(1_704_207_846_000));
        check("{\"$date\":{\"$numberLong\":\"1704207846000\"}}", Some(1_704_207_846_000));
        check("\"1/2/2024, 3:04:05 PM\"", None);
        check("null", None);
    }

    #[test]
    fn a_time_that_no_chat_can_have_is_none() {
        let check = |text: &str| assert_eq!(value(text, time), None, "{text}");
        check("0");
        check("-5");
        check("1");
        check("\"0001-01-01T00:00:00Z\"");
        check("\"1970-01-01T09:00:00+09:00\"");
        check("\"9999-12-31T23:59:59Z\"");
        check("99999999999999");
        check("\"\"");
        check("1e400");
        check("99999999999999999999");
    }

    #[test]
    fn a_content_in_parts_is_its_texts_and_names_what_is_none() {
        let check = |text: &str, expected: &str| assert_eq!(value(text, content), expected, "{text}");
        check("\"a\"", "a");
        check("null", "");
        check("[\"a\",\"\",\"b\"]", "a\n\nb");
        check(
            "[{\"type\":\"text\",\"text\":\"q\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.test\"}}]",
            "q\n\n[image]",
        );
        check(
            "{\"content_type\":\"multimodal_text\",\"parts\":[{\"content_type\":\"image_asset_pointer\"},\"what?\"]}",
            "[image]\n\nwhat?",
        );
    }

    #[test]
    fn marks_of_citations_go_and_words_between_other_marks_stay() {
        let check = |text: &str, expected: &str| assert_eq!(unmarked(text), expected, "{text}");
        check("plain", "plain");
        check("\u{e203}Hello\u{e204}", "Hello");
        check("so\u{e200}cite\u{e202}turn0search1\u{e201}.", "so.");
        check("\u{e200}never closed", "never closed");
    }
}
