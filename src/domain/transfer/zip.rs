//! The directory of a zip file: which files are in it and where their bytes lie. Inflating is the browser's business.
//!
//! Only what archives of JSON need (<https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>): the end of the
//! directory, also in its 64-bit form, its entries, and how long the header before each file's bytes is. Whatever is
//! said in there is checked against the file before it is used, and nothing is ever written under a name from it.

use std::rc::Rc;

/// Bytes at the end of a file that hold the end of the directory: itself, its 64-bit form and the longest comment.
pub const TAIL: u64 = 22 + 20 + 56 + 65_535;

/// Bytes of the header before each file, without its names.
pub const HEADER: u64 = 30;

/// Largest directory that is read, in bytes.
const DIRECTORY: u64 = 32 << 20;

/// Where the directory lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Its first byte.
    pub start: u64,
    /// How many bytes.
    pub length: u64,
}

/// A file in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, for showing only.
    pub name: Rc<str>,
    /// Where its header begins.
    pub header: u64,
    /// How many bytes it takes in the archive.
    pub packed: u64,
    /// How many bytes it has.
    pub size: u64,
    /// Whether it is deflated; else it is stored as it is.
    pub deflated: bool,
}

/// Whether a file begins as a zip file does.
#[must_use]
pub fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// Where the directory lies, found in the last bytes of a file of `length` bytes. None: it is no zip file that can be
/// read.
#[must_use]
pub fn directory(tail: &[u8], length: u64) -> Option<Directory> {
    let tail_start = length.checked_sub(tail.len() as u64)?;
    let end = (0..=tail.len().checked_sub(22)?)
        .rev()
        .find(|at| tail.get(*at..).is_some_and(|b| b.starts_with(b"PK\x05\x06")))?;
    let record = tail.get(end..)?;
    let mut found = Directory { start: u64::from(long(record, 16)?), length: u64::from(long(record, 12)?) };
    if found.start == 0xFFFF_FFFF || found.length == 0xFFFF_FFFF {
        let locator = tail.get(end.checked_sub(20)?..end).filter(|bytes| bytes.starts_with(b"PK\x06\x07"))?;
        let at = usize::try_from(wide(locator, 8)?.checked_sub(tail_start)?).ok()?;
        let record = tail.get(at..).filter(|bytes| bytes.starts_with(b"PK\x06\x06"))?;
        found = Directory { start: wide(record, 48)?, length: wide(record, 40)? };
    }
    let inside = found.start.checked_add(found.length).is_some_and(|end| end <= length);
    (inside && found.length <= DIRECTORY).then_some(found)
}

/// The JSON files of a directory, in order. Others, folders, and files that are encrypted or packed in another way
/// than everybody's are left out.
#[must_use]
pub fn entries(directory: &[u8]) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut rest = directory;
    while let Some(after) = entry(rest, &mut found) {
        rest = after;
    }
    found
}

fn entry<'d>(rest: &'d [u8], found: &mut Vec<Entry>) -> Option<&'d [u8]> {
    if !rest.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (name, extra, comment) = (short(rest, 28)?, short(rest, 30)?, short(rest, 32)?);
    let (_, behind) = rest.split_at_checked(46)?;
    let (name, behind) = behind.split_at_checked(usize::from(name))?;
    let (extra, behind) = behind.split_at_checked(usize::from(extra))?;
    let (_, behind) = behind.split_at_checked(usize::from(comment))?;
    let method = short(rest, 10)?;
    let encrypted = short(rest, 8)? & 1 == 1;
    let mut wide_ones = extended(extra);
    let mut number = |at| {
        let short = long(rest, at)?;
        // Those too large for their place stand in the extra field, in this order.
        if short == 0xFFFF_FFFF { wide_ones.next() } else { Some(u64::from(short)) }
    };
    let (Some(size), Some(packed), Some(header)) = (number(24), number(20), number(42)) else { return Some(behind) };
    let name = String::from_utf8_lossy(name);
    let lower = name.to_ascii_lowercase();
    let wanted = lower.ends_with(".json") || lower.ends_with(".jsonl");
    // macOS adds a shadow of every file.
    if wanted && !lower.starts_with("__macosx/") && !encrypted && (method == 0 || method == 8) {
        found.push(Entry { name: Rc::from(&*name), header, packed, size, deflated: method == 8 });
    }
    Some(behind)
}

/// The numbers of the 64-bit extra field.
fn extended(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut numbers: &[u8] = &[];
    while let (Some(kind), Some(length)) = (short(extra, 0), short(extra, 2)) {
        let Some((field, behind)) = extra.get(4..).and_then(|rest| rest.split_at_checked(usize::from(length))) else {
            break;
        };
        if kind == 1 {
            numbers = field;
        }
        extra = behind;
    }
    numbers.chunks_exact(8).filter_map(|bytes| wide(bytes, 0))
}

/// Where a file's bytes begin, by the header before them.
#[must_use]
pub fn content(entry: &Entry, header: &[u8]) -> Option<u64> {
    if !header.starts_with(b"PK\x03\x04") {
        return None;
    }
    let names = u64::from(short(header, 26)?) + u64::from(short(header, 28)?);
    entry.header.checked_add(HEADER + names)
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn wide(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}
