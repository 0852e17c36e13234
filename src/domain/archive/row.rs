//! A stored object: `Fields` reads its members, `Line` writes them.
//!
//! Written by hand and not derived, because derived readers and writers cost several KB of wasm for each stored type.
//! Reading is strict about what is there and lenient about what is not: a member that is missing or null is as if it
//! had its usual value, one of the wrong kind means damage, and members of a later version are passed over.

use std::cell::Cell;
use std::rc::Rc;

use crate::domain::json::{self, Json};

/// The members of an object. Something of the wrong kind is noted and costs the whole row; see [`read`].
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    object: &'a Json<'a>,
    sound: &'a Cell<bool>,
}

/// What `make` makes of the members of an object. None if the text is no object, or one of them is of the wrong kind.
pub fn read<T>(text: &str, make: impl FnOnce(Fields<'_>) -> Option<T>) -> Option<T> {
    let object = &json::strict(text)?;
    let sound = &Cell::new(matches!(object, Json::Object(..)));
    make(Fields { object, sound }).filter(|_| sound.get())
}

impl<'a> Fields<'a> {
    /// Notes that something is of the wrong kind.
    fn damaged(self) {
        self.sound.set(false);
    }

    /// A text; empty if missing.
    #[must_use]
    pub fn text(self, name: &str) -> &'a str {
        self.some_text(name).unwrap_or_default()
    }

    /// A text to be shared; empty if missing.
    #[must_use]
    pub fn shared(self, name: &str) -> Rc<str> {
        self.text(name).into()
    }

    /// All members but those named, as they are written in JSON: `"a":1,"b":[2]`. For what a later version stored.
    #[must_use]
    pub fn others(self, known: &[&str]) -> String {
        let Json::Object(_, members) = self.object else { return String::new() };
        let mut out = String::new();
        for (name, value) in members.iter().filter(|(name, _)| !known.contains(&&*name.text)) {
            if !out.is_empty() {
                out.push(',');
            }
            json::write_text(&mut out, &name.text);
            out.push(':');
            json::write(&mut out, value);
        }
        out
    }

    /// A text, if it is there.
    #[must_use]
    pub fn some_text(self, name: &str) -> Option<&'a str> {
        let value = self.object.get(name);
        if !matches!(value, Json::Null | Json::Text(_)) {
            self.damaged();
        }
        matches!(value, Json::Text(_)).then(|| value.text())
    }

    /// A text of a certain form, such as an id, if it is there.
    pub fn parsed<T>(self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = parse(self.some_text(name)?);
        if value.is_none() {
            self.damaged();
        }
        value
    }

    /// Whether it is set.
    #[must_use]
    pub fn flag(self, name: &str, usual: bool) -> bool {
        match self.object.get(name) {
            Json::Bool(yes) => *yes,
            Json::Null => usual,
            _ => {
                self.damaged();
                usual
            }
        }
    }

    fn digits(self, name: &str) -> Option<&'a str> {
        match self.object.get(name) {
            Json::Number(digits) => Some(digits),
            Json::Null => None,
            _ => {
                self.damaged();
                None
            }
        }
    }

    /// A whole number that is not negative, if it is there.
    #[must_use]
    pub fn whole(self, name: &str) -> Option<u64> {
        let number = self.digits(name)?.parse().ok();
        if number.is_none() {
            self.damaged();
        }
        number
    }

    /// A whole number, if it is there.
    #[must_use]
    pub fn signed(self, name: &str) -> Option<i64> {
        let number = self.digits(name)?.parse().ok();
        if number.is_none() {
            self.damaged();
        }
        number
    }

    /// A count, if it is there.
    #[must_use]
    pub fn count(self, name: &str) -> Option<u32> {
        let number = u32::try_from(self.whole(name)?).ok();
        if number.is_none() {
            self.damaged();
        }
        number
    }

    /// The members of an object within, if it is there.
    #[must_use]
    pub fn within(self, name: &str) -> Option<Self> {
        self.object_of(self.object.get(name))
    }

    fn object_of(self, object: &'a Json<'a>) -> Option<Self> {
        match object {
            Json::Object(..) => return Some(Self { object, ..self }),
            Json::Null => {}
            _ => self.damaged(),
        }
        None
    }

    fn list(self, name: &str) -> &'a [Json<'a>] {
        let list = self.object.get(name);
        if !matches!(list, Json::Null | Json::List(_)) {
            self.damaged();
        }
        list.list()
    }

    /// The texts of a list; none if it is missing.
    #[must_use]
    pub fn texts(self, name: &str) -> Vec<Rc<str>> {
        let text = |value: &'a Json<'a>| {
            if !matches!(value, Json::Text(_)) {
                self.damaged();
            }
            value.text().into()
        };
        self.list(name).iter().map(text).collect()
    }

    /// What `make` makes of each object of a list; nothing if it is missing.
    pub fn rows<T>(self, name: &str, make: impl Fn(Self) -> Option<T>) -> Vec<T> {
        let list = self.list(name);
        let made: Vec<T> = list.iter().filter_map(|object| make(self.object_of(object)?)).collect();
        if made.len() < list.len() {
            self.damaged();
        }
        made
    }
}

/// The value that a word stands for.
pub fn worded<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(held, _)| *held == word).map(|(_, value)| *value)
}

/// The word that stands for a value.
pub fn word_of<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    words.iter().find(|(_, held)| *held == value).map_or("", |(word, _)| word)
}

/// An object being written, on one line.
#[derive(Clone, Debug)]
pub struct Line {
    out: String,
}

impl Default for Line {
    fn default() -> Self {
        Self { out: String::from("{") }
    }
}

impl Line {
    /// The finished text.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.out.push('}');
        self.out
    }

    fn comma(&mut self) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
    }

    fn put(&mut self, name: &str, value: &str) {
        self.comma();
        json::write_text(&mut self.out, name);
        self.out.push(':');
        self.out.push_str(value);
    }

    /// Begins an object or a list within.
    pub fn open(&mut self, name: &str, bracket: &str) {
        self.put(name, bracket);
    }

    /// Begins an object in a list.
    pub fn item(&mut self) {
        self.comma();
        self.out.push('{');
    }

    /// Ends what was begun.
    pub fn close(&mut self, bracket: char) {
        self.out.push(bracket);
    }

    /// A text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.put(name, "");
        json::write_text(&mut self.out, text);
    }

    /// A text, unless it is empty.
    pub fn said(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.text(name, text);
        }
    }

    /// A text, unless there is none.
    pub fn some_text(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// A text, or null.
    pub fn text_or_null(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.put(name, "null"),
        }
    }

    /// Members that were read by [`Fields::others`].
    pub fn members(&mut self, members: &str) {
        if !members.is_empty() {
            self.comma();
            self.out.push_str(members);
        }
    }

    /// A text in a list.
    pub fn element(&mut self, text: &str) {
        self.comma();
        json::write_text(&mut self.out, text);
    }

    /// True or false.
    pub fn flag(&mut self, name: &str, yes: bool) {
        self.put(name, if yes { "true" } else { "false" });
    }

    /// True, or nothing.
    pub fn mark(&mut self, name: &str, yes: bool) {
        if yes {
            self.flag(name, yes);
        }
    }

    /// A whole number that is not negative.
    pub fn whole(&mut self, name: &str, number: u64) {
        self.put(name, &number.to_string());
    }

    /// A whole number.
    pub fn signed(&mut self, name: &str, number: i64) {
        self.put(name, &number.to_string());
    }

    /// A whole number, or null.
    pub fn signed_or_null(&mut self, name: &str, number: Option<i64>) {
        match number {
            Some(number) => self.signed(name, number),
            None => self.put(name, "null"),
        }
    }

    /// A count, unless there is none.
    pub fn some_count(&mut self, name: &str, count: Option<u32>) {
        if count.is_some() {
            self.count_or_null(name, count);
        }
    }

    /// A count, or null.
    pub fn count_or_null(&mut self, name: &str, count: Option<u32>) {
        self.signed_or_null(name, count.map(i64::from));
    }
}
