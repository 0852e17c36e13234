//! The envelope around every stored value: which schema, what kind, which revision, written by which tab.
//!
//! A record is one JSON object, written so that damage stays where it is: the header first, then the body, then one
//! row a line. `{"sotto":1,"kind":"conversation","rev":12,"by":"k3","body":{…},"rows":[⏎{…},⏎{…}⏎]}`. Reading goes
//! line by line, so a flipped byte costs one row and a cut costs only what followed it. Every schema to come must
//! begin with `{"sotto":N,`; that much is all that this version reads of a newer record.

use crate::domain::archive::row;

/// The schema this version reads and writes. Raised whenever an older version would misread what is written.
pub const SCHEMA: u32 = 1;

/// How every record of this schema begins.
pub const PRESENT: &str = "{\"sotto\":1,";

const BODY: &str = ",\"body\":";
const ROWS: &str = ",\"rows\":[";

/// What a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Conversation,
    Index,
    Settings,
    Connections,
    Secrets,
    Vault,
    Draft,
    Message,
    Piece,
    Filing,
    Folders,
    Backups,
    Original,
    FormDrafts,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Conversation => "conversation",
            Self::Index => "index",
            Self::Settings => "settings",
            Self::Connections => "connections",
            Self::Secrets => "secrets",
            Self::Vault => "vault",
            Self::Draft => "draft",
            Self::Message => "message",
            Self::Piece => "piece",
            Self::Filing => "filing",
            Self::Folders => "folders",
            Self::Backups => "backups",
            Self::Original => "original",
            Self::FormDrafts => "form-drafts",
        }
    }
}

/// What came of reading a stored text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read<T> {
    /// It could be read.
    Fine(T),
    /// A newer Sotto wrote it. It is left alone.
    Newer {
        /// Its schema.
        schema: u32,
    },
    /// It is damaged, or no record at all.
    Corrupt {
        /// The part that is broken.
        reason: Damage,
    },
}

/// The part of a record that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// Its header.
    Header,
    /// It holds something else than its key says.
    Kind,
    /// Its body, or every row of it.
    Body,
}

/// Who wrote a record and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    kind: String,
    /// The revision of what it holds.
    pub revision: u64,
    /// The tab that wrote it.
    pub writer: String,
}

/// A record taken apart; its parts are JSON texts still to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Who wrote it and when.
    pub header: Header,
    /// The body.
    pub body: &'a str,
    /// The rows.
    pub rows: Vec<&'a str>,
    /// Whether the record has its end.
    pub whole: bool,
}

/// A record being written.
#[derive(Clone, Debug)]
pub struct Sheet {
    out: String,
    rows: bool,
}

impl Sheet {
    /// Begins a record. `writer` is made of letters and digits, see [`writer`]; the body is JSON on one line.
    #[must_use]
    pub fn new(kind: Kind, revision: u64, writer: &str, body: &str) -> Self {
        let mut out = String::from("{\"sotto\":");
        out.push_str(&SCHEMA.to_string());
        out.push_str(",\"kind\":\"");
        out.push_str(kind.word());
        out.push_str("\",\"rev\":");
        out.push_str(&revision.to_string());
        out.push_str(",\"by\":\"");
        out.push_str(writer);
        out.push('"');
        out.push_str(BODY);
        out.push_str(body);
        Self { out, rows: false }
    }

    /// Adds a row: JSON on one line.
    pub fn row(&mut self, row: &str) {
        self.out.push_str(if self.rows { "," } else { ROWS });
        self.out.push('\n');
        self.out.push_str(row);
        self.rows = true;
    }

    /// The finished text.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.out.push_str(if self.rows { "\n]}" } else { "}" });
        self.out
    }
}

/// A tab's mark on its records.
#[must_use]
pub fn writer(seed: u64) -> String {
    let mut out = String::new();
    let mut rest = seed;
    while rest > 0 {
        out.push(char::from_digit((rest % 36) as u32, 36).unwrap_or('0'));
        rest /= 36;
    }
    out
}

/// The header of a stored text, without reading the rest.
#[must_use]
pub fn header(text: &str, kind: Kind) -> Read<Header> {
    let corrupt = |reason| Read::Corrupt { reason };
    let Some(rest) = text.strip_prefix("{\"sotto\":") else { return corrupt(Damage::Header) };
    let digits = rest.split(',').next().unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return corrupt(Damage::Header);
    }
    match digits.parse().unwrap_or(u32::MAX) {
        0 => return corrupt(Damage::Header),
        SCHEMA => {}
        schema => return Read::Newer { schema },
    }
    let Some((head, _)) = text.split_once(BODY) else { return corrupt(Damage::Header) };
    let header = row::read(&[head, "}"].concat(), |fields| {
        Some(Header {
            kind: fields.some_text("kind")?.to_owned(),
            revision: fields.whole("rev").unwrap_or_default(),
            writer: fields.text("by").to_owned(),
        })
    });
    match header {
        Some(header) if header.kind == kind.word() => Read::Fine(header),
        Some(_) => corrupt(Damage::Kind),
        None => corrupt(Damage::Header),
    }
}

/// Takes a stored text apart.
#[must_use]
pub fn read(text: &str, kind: Kind) -> Read<Record<'_>> {
    let header = match header(text, kind) {
        Read::Fine(header) => header,
        Read::Newer { schema } => return Read::Newer { schema },
        Read::Corrupt { reason } => return Read::Corrupt { reason },
    };
    let first = text.split('\n').next().unwrap_or_default();
    let Some((_, tail)) = first.split_once(BODY) else { return Read::Corrupt { reason: Damage::Header } };
    let (rows, ended) = rows(text);
    let (body, whole) = match (tail.strip_suffix(ROWS), tail.strip_suffix('}')) {
        (Some(body), _) => (body, ended),
        (None, Some(body)) => (body, rows.is_empty()),
        (None, None) => (tail, false),
    };
    Read::Fine(Record { header, body, rows, whole })
}

/// The rows of a stored text, and whether it has its end. Works without a header.
#[must_use]
pub fn rows(text: &str) -> (Vec<&str>, bool) {
    let mut lines = text.split('\n');
    lines.next();
    let mut rows: Vec<&str> = lines.collect();
    let ended = rows.last() == Some(&"]}");
    if ended {
        rows.pop();
    }
    for row in &mut rows {
        *row = row.strip_suffix(',').unwrap_or(row);
    }
    (rows, ended)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn sheet(rows: &[&str]) -> String {
        let mut sheet = Sheet::new(Kind::Draft, 7, "k3", "\"hello\\nworld\"");
        rows.iter().for_each(|row| sheet.row(row));
        sheet.finish()
    }

    #[test]
    fn a_record_is_json_with_a_row_a_line() {
        assert_eq!(
            sheet(&["1", "2"]),
            "{\"sotto\":1,\"kind\":\"draft\",\"rev\":7,\"by\":\"k3\",\"body\":\"hello\\nworld\",\"rows\":[\n1,\n2\n]}"
        );
        for rows in [&[][..], &["1"], &["1", "2"]] {
            let text = sheet(rows);
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok());
            let Read::Fine(record) = read(&text, Kind::Draft) else { panic!("{text}") };
            assert_eq!((record.header.revision, &*record.header.writer), (7, "k3"));
            assert_eq!(serde_json::from_str::<String>(record.body).unwrap(), "hello\nworld");
            assert_eq!((record.rows, record.whole), (rows.to_vec(), true));
        }
    }

    #[test]
    fn a_cut_record_is_not_whole() {
        let text = sheet(&["1", "2"]);
        for cut in 0..text.len() {
            let whole = match read(text.get(..cut).unwrap(), Kind::Draft) {
                Read::Fine(record) => record.whole,
                Read::Newer { .. } => panic!("cut at {cut}"),
                Read::Corrupt { .. } => false,
            };
            assert!(!whole, "cut at {cut}");
        }
    }

    #[test]
    fn foreign_texts_are_told_apart() {
        let check = |text: &str, expected: Read<()>| {
            let got = match header(text, Kind::Draft) {
                Read::Fine(_) => Read::Fine(()),
                Read::Newer { schema } => Read::Newer { schema },
                Read::Corrupt { reason } => Read::Corrupt { reason },
            };
            assert_eq!(got, expected, "{text}");
        };
        let corrupt = |reason| Read::Corrupt { reason };
        check(&sheet(&[]), Read::Fine(()));
        check("{\"sotto\":9999,\"anything\":[", Read::Newer { schema: 9999 });
        check("{\"sotto\":99999999999999999999,", Read::Newer { schema: u32::MAX });
        check(&sheet(&[]).replace("draft", "index"), corrupt(Damage::Kind));
        check(&sheet(&[]).replace(":7", ":x"), corrupt(Damage::Header));
        for text in ["", "{", "null", "{\"sotto\":}", "{\"sotto\":0,", "{\"sotto\":-1,", "{\"sotto\":1,\"body\":"] {
            check(text, corrupt(Damage::Header));
        }
    }

    #[test]
    fn what_a_later_version_adds_to_the_header_is_passed_over() {
        let text = sheet(&[]).replace("\"rev\"", "\"new\":{\"a\":1},\"rev\"");
        assert!(matches!(read(&text, Kind::Draft), Read::Fine(record) if record.header.revision == 7));
    }
}
