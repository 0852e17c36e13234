//! Cuts a file into the pieces that are read one by one, however large the file is.
//!
//! Every format worth importing is a list of conversations, somewhere near the top of the file. So brackets and
//! strings are followed, byte by byte and across any cut; each member of such a list is handed out as soon as it is
//! complete, and what remains around the lists is handed out as a piece of its own. Knows nothing of what a piece
//! means, and reads no values: a broken piece is found out by who reads it.

use crate::domain::transfer::place::Place;

/// Longest piece that is kept, in bytes. No conversation is that long.
const LONGEST: usize = 64 << 20;

/// Brackets inside brackets that are told apart. Deeper ones are only counted.
const DEPTH: usize = 200;

/// Lists that are taken apart where they stand in an object, by the names that lead to them.
const LISTS: [&[&str]; 5] =
    [&["conversations"], &["chats"], &["sessions"], &["hollama-sessions"], &["chat-next-web-store", "sessions"]];

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its text, JSON if all is well.
    pub text: String,
    /// Where it begins.
    pub place: Place,
    /// Where it stands: `chats[3]`; empty for what is not in a list.
    pub path: String,
    /// Whether it is what remains around lists that were taken out of it.
    pub rest: bool,
    /// Whether it was longer than is kept; then there is no text.
    pub too_long: bool,
}

/// How a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it should.
    Fine,
    /// There was nothing in it.
    Empty,
    /// In the middle of something.
    Early,
}

/// What is open.
#[derive(Debug)]
struct Level {
    list: bool,
    /// The name of the member that is being read.
    key: Vec<u8>,
}

#[derive(Debug, Default)]
struct Buffer {
    bytes: Vec<u8>,
    start: Option<Place>,
    too_long: bool,
}

impl Buffer {
    fn add(&mut self, bytes: &[u8], place: Place) {
        self.start.get_or_insert(place);
        if self.bytes.len() + bytes.len() > LONGEST {
            self.too_long = true;
            self.bytes = Vec::new();
        } else if !self.too_long {
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn take(&mut self, path: String, rest: bool) -> Option<Piece> {
        let Self { bytes, start, too_long } = std::mem::take(self);
        // Bytes that are no text (half a character, another encoding) become U+FFFD.
        let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into());
        Some(Piece { text, place: start?, path, rest, too_long })
    }
}

/// The cutter.
#[derive(Debug)]
pub struct Pieces {
    open: Vec<Level>,
    /// How many more are open than are told apart.
    deeper: usize,
    /// How many are open inside a list that is taken apart, that list included; 0 outside of any.
    list: usize,
    /// The number of the next member of that list.
    member: u32,
    outer: Buffer,
    inner: Buffer,
    in_string: bool,
    escaped: bool,
    /// Whether the next string is the name of a member.
    name_next: bool,
    /// Whether a list was taken out of what is open.
    taken: bool,
    place: Place,
    /// Bytes of the mark at the beginning (U+FEFF) that may still come.
    mark: &'static [u8],
    began: bool,
}

impl Default for Pieces {
    fn default() -> Self {
        Self {
            open: Vec::new(),
            deeper: 0,
            list: 0,
            member: 0,
            outer: Buffer::default(),
            inner: Buffer::default(),
            in_string: false,
            escaped: false,
            name_next: false,
            taken: false,
            place: Place::START,
            mark: &[0xEF, 0xBB, 0xBF],
            began: false,
        }
    }
}

impl Pieces {
    /// Takes the next bytes of the file in, and gives the pieces that are complete with them.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Piece>) {
        let mut rest = bytes;
        while let [first, after @ ..] = rest {
            if let [expected, marks @ ..] = self.mark {
                self.mark = if first == expected { marks } else { &[] };
                if first == expected {
                    rest = after;
                    continue;
                }
            }
            let length = if self.in_string { self.string(rest) } else { self.step(*first, out) };
            // Zero: a byte that closes what was open without being a part of it, and is looked at again.
            let Some((done, left)) = rest.split_at_checked(length) else { break };
            self.place = self.place.after(done);
            rest = left;
        }
    }

    /// Ends the file: gives what is still open as it is, and how the file ended.
    pub fn finish(mut self, out: &mut Vec<Piece>) -> (End, Place) {
        let early = !self.open.is_empty() || self.in_string;
        if self.open.is_empty() {
            out.extend(self.outer.take(String::new(), false));
        }
        let end = match (self.began, early) {
            (false, _) => End::Empty,
            (_, true) => End::Early,
            _ => End::Fine,
        };
        (end, self.place)
    }

    /// As much of a string as there is.
    fn string(&mut self, rest: &[u8]) -> usize {
        let mut length = 0;
        for byte in rest {
            length += 1;
            if self.escaped {
                self.escaped = false;
            } else if *byte == b'\\' {
                self.escaped = true;
            } else if *byte == b'"' {
                self.in_string = false;
                break;
            }
        }
        let text = rest.get(..length).unwrap_or_default();
        self.add(text);
        if self.name_next
            && let Some(level) = self.open.last_mut()
            && level.key.len() < 64
        {
            level.key.extend_from_slice(if self.in_string { text } else { text.split_last().map_or(text, |(_, t)| t) });
        }
        length
    }

    fn step(&mut self, byte: u8, out: &mut Vec<Piece>) -> usize {
        let at_list = self.list > 0 && self.open.len() == self.list;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                let value_over = self.open.is_empty() || at_list;
                if value_over && self.inner_or_outer().start.is_some() && self.is_bare() {
                    self.end_value(out);
                } else if !value_over {
                    self.add(&[byte]);
                }
                return 1;
            }
            _ => self.began = true,
        }
        match byte {
            b',' if at_list => self.end_value(out),
            b']' if at_list => {
                self.end_value(out);
                self.open.pop();
                self.list = 0;
                if !self.open.is_empty() {
                    self.taken = true;
                    self.outer.add(b"]", self.place);
                }
            }
            b'"' => {
                if self.name_next
                    && let Some(level) = self.open.last_mut()
                {
                    level.key.clear();
                }
                self.add(b"\"");
                self.in_string = true;
            }
            b'{' | b'[' => self.enter(byte, out),
            b'}' | b']' => {
                self.add(&[byte]);
                if self.deeper > 0 {
                    self.deeper -= 1;
                    return 1;
                }
                self.open.pop();
                if self.open.is_empty() || (self.list > 0 && self.open.len() == self.list) {
                    self.end_value(out);
                }
            }
            b':' => {
                self.name_next = false;
                self.add(b":");
            }
            b',' => {
                self.name_next = self.open.last().is_some_and(|level| !level.list);
                // Between values of their own, as some write lines of JSON.
                if !self.open.is_empty() {
                    self.add(b",");
                }
            }
            _ => self.add(&[byte]),
        }
        1
    }

    fn enter(&mut self, byte: u8, out: &mut Vec<Piece>) {
        if self.open.is_empty() && self.outer.start.is_some() {
            self.end_value(out);
        }
        let list = byte == b'[';
        let apart = self.list == 0 && list && (self.open.is_empty() || self.leads_to_list());
        if apart {
            if !self.open.is_empty() {
                self.outer.add(b"[", self.place);
            }
            self.list = self.open.len() + 1;
            self.member = 0;
        } else {
            self.add(&[byte]);
        }
        self.name_next = !list;
        if self.open.len() < DEPTH {
            self.open.push(Level { list, key: Vec::new() });
        } else {
            self.deeper += 1;
        }
    }

    fn leads_to_list(&self) -> bool {
        let names = || self.open.iter().map(|level| level.key.as_slice());
        self.open.iter().all(|level| !level.list)
            && LISTS.iter().any(|list| names().eq(list.iter().map(|n| n.as_bytes())))
    }

    /// Whether the value being read is neither list nor object nor string, and so ends with a space.
    fn is_bare(&mut self) -> bool {
        !matches!(self.inner_or_outer().bytes.first(), Some(b'{' | b'[' | b'"'))
    }

    fn inner_or_outer(&mut self) -> &mut Buffer {
        if self.list > 0 { &mut self.inner } else { &mut self.outer }
    }

    fn add(&mut self, bytes: &[u8]) {
        let place = self.place;
        self.inner_or_outer().add(bytes, place);
    }

    fn end_value(&mut self, out: &mut Vec<Piece>) {
        if self.list == 0 {
            let rest = std::mem::take(&mut self.taken);
            out.extend(self.outer.take(String::new(), rest));
            return;
        }
        if self.inner.start.is_some() {
            let mut path = String::new();
            for level in self.open.iter().take(self.list - 1) {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&String::from_utf8_lossy(&level.key));
            }
            path.push('[');
            path.push_str(&self.member.to_string());
            path.push(']');
            out.extend(self.inner.take(path, false));
            self.member += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, size: usize) -> (Vec<Piece>, (End, Place)) {
        let (mut pieces, mut out) = (Pieces::default(), Vec::new());
        text.as_bytes().chunks(size).for_each(|bytes| pieces.feed(bytes, &mut out));
        let end = pieces.finish(&mut out);
        (out, end)
    }

    fn check(text: &str, expected: &[(&str, &str)], end: End) {
        for size in [1, 2, 3, 7, 1000] {
            let (pieces, (ended, _)) = cut(text, size);
            let got: Vec<(&str, &str)> = pieces.iter().map(|piece| (&*piece.path, &*piece.text)).collect();
            assert_eq!(got, expected, "{text} by {size}");
            assert_eq!(ended, end, "{text} by {size}");
        }
    }

    #[test]
    fn the_members_of_the_known_lists_come_one_by_one_and_what_remains_last() {
        check(
            "[{\"a\":[1,2]}, 3,\"x,]\\\"\" ,[]]",
            &[("[0]", "{\"a\":[1,2]}"), ("[1]", "3"), ("[2]", "\"x,]\\\"\""), ("[3]", "[]")],
            End::Fine,
        );
        check(
            "{\"v\":1,\"chats\":[{\"m\":\"é]\"},{}],\"f\":{\"chats\":[1]}}",
            &[("chats[0]", "{\"m\":\"é]\"}"), ("chats[1]", "{}"), ("", "{\"v\":1,\"chats\":[],\"f\":{\"chats\":[1]}}")],
            End::Fine,
        );
        check(
            "{\"chat-next-web-store\":{\"sessions\":[{}]},\"k\":\"s\"}",
            &[
                ("chat-next-web-store.sessions[0]", "{}"),
                ("", "{\"chat-next-web-store\":{\"sessions\":[]},\"k\":\"s\"}"),
            ],
            End::Fine,
        );
        check("{\"mapping\":{\"chats\":[1]}}", &[("", "{\"mapping\":{\"chats\":[1]}}")], End::Fine);
    }

    #[test]
    fn lines_of_json_are_values_of_their_own_and_other_texts_are_one_piece() {
        check("{\"a\":1}\n{\"a\":2}\n", &[("", "{\"a\":1}"), ("", "{\"a\":2}")], End::Fine);
        check("\u{feff}[]", &[], End::Fine);
        check(" null", &[("", "null")], End::Fine);
        check("<!doctype html>", &[("", "<!doctype"), ("", "html>")], End::Fine);
    }

    #[test]
    fn a_file_that_ends_in_the_middle_gives_what_was_complete_and_says_so() {
        check("[{\"a\":1},{\"b\":\"c", &[("[0]", "{\"a\":1}")], End::Early);
        check("  \n", &[], End::Empty);
        check("", &[], End::Empty);
        assert_eq!(cut("[\n\n  {\"é\":", 1).1, (End::Early, Place { line: 3, column: 8 }));
    }

    #[test]
    fn every_piece_says_where_it_begins() {
        let (pieces, _) = cut("{\"chats\":[\n  {\"ü\":1}, {}\n]}", 2);
        let places: Vec<(u32, u32)> = pieces.iter().map(|piece| (piece.place.line, piece.place.column)).collect();
        assert_eq!(places, [(2, 3), (2, 12), (1, 1)]);
    }
}
