//! Reading files of Sotto and of others: pieces in, conversations and problems out.
//!
//! Formats are told by their shape, never by a file's name. Ids are made of the program and its own ids, so that
//! reading a file twice gives the same as once. Keys, addresses and settings of other programs are passed over.

mod chatgpt;
mod claude;
mod fields;
mod list;
mod open_webui;
mod own;
mod parts;
pub mod tale;
mod thoughts;

use std::rc::Rc;

use crate::domain::archive::vault::Vault;
use crate::domain::connection::Connection;
use crate::domain::conversation::Conversation;
use crate::domain::filing::{Filing, Folders};
use crate::domain::json::{self, Json};
use crate::domain::original::Original;
use crate::domain::settings::Settings;
use crate::domain::transfer::import::list::Loose;
use crate::domain::transfer::import::tale::ForeignConversation;
use crate::domain::transfer::pieces::{End, Piece, Pieces};
use crate::domain::transfer::place::Place;

/// Something found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A conversation, and what is said of its place in the history it comes from.
    Conversation(Box<Conversation>, Origin),
    /// The folders of that history.
    Folders(Folders),
    /// What else a backup of Sotto holds.
    Extras(Box<Extras>),
    /// Something that could not be read.
    Problem(Problem),
}

/// What a file says of a conversation's place in the history it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its place, if that history was Sotto's.
    pub order: Option<u64>,
    /// Where it was put there.
    pub filing: Filing,
    /// The messages that hold what has no place yet, as the file has them.
    pub originals: Vec<Original>,
    /// How many more of them are too large to be kept.
    pub too_large: u32,
}

/// What a backup holds besides conversations. No secret that can be read without its passphrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// The settings.
    pub settings: Option<Settings>,
    /// The connections.
    pub connections: Vec<Connection>,
    /// Encrypted keys.
    pub keys: Option<Vault>,
    /// Whether there are some that cannot be read.
    pub keys_damaged: bool,
}

/// Something in a file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file's name.
    pub file: Rc<str>,
    /// Where it is in the file; none if nowhere in particular.
    pub place: Option<Place>,
    /// Where it is in the file's own order, as `chats[3].messages`; may be empty.
    pub path: String,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is wrong with a file, or with a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The file is empty.
    Empty,
    /// It is no JSON here.
    NotJson,
    /// It ends in the middle of something.
    EndsEarly,
    /// It is JSON, and no conversation of a form that is known.
    Unknown,
    /// There is something else here than should be: a list, mostly.
    WrongKind,
    /// A conversation without a message.
    NoMessages,
    /// A conversation that is damaged.
    Damaged,
    /// Longer than any conversation.
    TooLong,
    /// A newer Sotto wrote it.
    Newer,
    /// No JSON file is in the zip file, or the zip file is broken or of a kind that cannot be read.
    Zip,
    /// The browser could not read the file. It may have been moved or changed.
    Unreadable,
}

/// What a shape says of a value.
enum Shape {
    Is(Box<Conversation>, Origin),
    Extras(Box<Extras>, Folders),
    Folders(Folders),
    /// Known, and wrong in some way; the path leads to the part that is.
    Flawed(Flaw, &'static str),
    /// A message by itself; it is kept with others.
    Message,
    /// Of no form that is known.
    Unknown,
    /// Known to be nothing to be read.
    Nothing,
}

/// One file being read.
pub struct Reading {
    file: Rc<str>,
    pieces: Pieces,
    ready: Vec<Piece>,
    loose: Loose,
    /// Whether what is unknown goes without saying: the zip files of others hold more than conversations.
    lenient: bool,
    found: bool,
    /// Whether the file turned out to be no JSON at all; what follows is no news then.
    foreign: bool,
}

impl Reading {
    /// Begins to read a file. `lenient`: what is of no known form is passed over in silence.
    #[must_use]
    pub fn new(file: Rc<str>, lenient: bool) -> Self {
        Self {
            file,
            pieces: Pieces::default(),
            ready: Vec::new(),
            loose: Loose::default(),
            lenient,
            found: false,
            foreign: false,
        }
    }

    /// Takes the next bytes of the file in; hands over what was found with them.
    pub fn feed(&mut self, bytes: &[u8], take: &mut dyn FnMut(Item)) {
        let mut ready = std::mem::take(&mut self.ready);
        self.pieces.feed(bytes, &mut ready);
        for piece in ready.drain(..) {
            self.piece(&piece, take);
        }
        self.ready = ready;
    }

    /// Ends the file; hands over what could only be said then.
    pub fn finish(mut self, take: &mut dyn FnMut(Item)) {
        let mut last = Vec::new();
        let (end, place) = std::mem::take(&mut self.pieces).finish(&mut last);
        for piece in last {
            self.piece(&piece, take);
        }
        if let Some(ForeignConversation { conversation, originals, too_large }) =
            std::mem::take(&mut self.loose).finish()
        {
            self.found = true;
            let origin = Origin { originals, too_large, ..Origin::default() };
            take(Item::Conversation(Box::new(conversation), origin));
        }
        let flaw = match end {
            _ if self.foreign => return,
            End::Empty => Flaw::Empty,
            End::Early => Flaw::EndsEarly,
            End::Fine if self.found || self.lenient => return,
            End::Fine => Flaw::Unknown,
        };
        let place = if flaw == Flaw::EndsEarly { place } else { Place::START };
        take(self.problem(Some(place), String::new(), flaw));
    }

    fn problem(&mut self, place: Option<Place>, path: String, flaw: Flaw) -> Item {
        self.found = true;
        Item::Problem(Problem { file: Rc::clone(&self.file), place, path, flaw })
    }

    fn piece(&mut self, piece: &Piece, take: &mut dyn FnMut(Item)) {
        let place = Some(piece.place);
        if self.foreign {
            return;
        }
        if piece.too_long {
            take(self.problem(place, piece.path.clone(), Flaw::TooLong));
            return;
        }
        let value = match json::whole(&piece.text) {
            Ok(value) => value,
            Err(at) => {
                let before = piece.text.as_bytes().get(..at).unwrap_or_default();
                take(self.problem(Some(piece.place.after(before)), piece.path.clone(), Flaw::NotJson));
                self.foreign = piece.path.is_empty() && !piece.text.starts_with(['{', '[']);
                return;
            }
        };
        let shape = if piece.rest { rest(&value) } else { shape(&value, &piece.text) };
        match shape {
            Shape::Is(talk, origin) => {
                self.found = true;
                take(Item::Conversation(talk, origin));
            }
            Shape::Extras(extras, folders) => {
                self.found = true;
                if !folders.rows.is_empty() {
                    take(Item::Folders(folders));
                }
                if *extras != Extras::default() {
                    take(Item::Extras(extras));
                }
            }
            Shape::Folders(folders) => take(Item::Folders(folders)),
            Shape::Message => self.loose.add(&value),
            Shape::Nothing => {}
            Shape::Flawed(flaw, member) => {
                let mut path = piece.path.clone();
                if !path.is_empty() && !member.is_empty() {
                    path.push('.');
                }
                path.push_str(member);
                take(self.problem(place, path, flaw));
            }
            Shape::Unknown if self.lenient => {}
            Shape::Unknown => take(self.problem(place, piece.path.clone(), Flaw::Unknown)),
        }
    }
}

/// What a value in a list, or a file of its own, is.
fn shape(value: &Json<'_>, text: &str) -> Shape {
    let Json::Object(..) = value else { return Shape::Unknown };
    let object = |name| matches!(value.get(name), Json::Object(..));
    let there = |name| !matches!(value.get(name), Json::Null);
    if object("record") {
        return own::conversation(value);
    }
    let talk = if object("mapping") {
        chatgpt::conversation(value, text)
    } else if object("history") || object("chat") {
        open_webui::conversation(value, text)
    } else if let Json::List(list) = value.get("chat_messages") {
        claude::conversation(value, list, text)
    } else if let Json::List(list) = value.get("messages") {
        list::conversation(value, list, text)
    } else if there("role") && (there("content") || there("tool_calls")) {
        return Shape::Message;
    } else {
        let known = ["mapping", "history", "chat_messages", "messages", "chats", "sessions", "conversations"];
        return match known.into_iter().find(|name| there(name)) {
            Some(name) => Shape::Flawed(Flaw::WrongKind, name),
            None if there("title") || there("topic") || there("name") => Shape::Flawed(Flaw::NoMessages, ""),
            None => Shape::Unknown,
        };
    };
    match talk {
        None => Shape::Flawed(Flaw::NoMessages, ""),
        Some(ForeignConversation { conversation, originals, too_large }) => {
            let origin = Origin { order: None, filing: fields::filing(value), originals, too_large };
            Shape::Is(Box::new(conversation), origin)
        }
    }
}

/// What remains of an object whose lists were taken out.
fn rest(value: &Json<'_>) -> Shape {
    if !matches!(value.get("sotto-export"), Json::Null) {
        return own::extras(value);
    }
    match value.get("folders") {
        Json::Object(_, members) => Shape::Folders(fields::folders(members)),
        _ => Shape::Nothing,
    }
}
