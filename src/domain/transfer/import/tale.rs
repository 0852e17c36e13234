//! From another program's messages to a conversation of ours: who said what after what, whatever tree, list or
//! tangle it comes as.
//!
//! Promises: every message that says something is there once and in reach, parents come before their children, the
//! branch that was shown there is shown here, and the same file gives the same ids.

use std::rc::Rc;

use crate::domain::conversation::{Context, Conversation};
use crate::domain::history;
use crate::domain::id::{ConnectionId, ConversationId, MessageId};
use crate::domain::json::Json;
use crate::domain::message::{Body, FinishReason, Message, Reasoning, Reply, ReplyState, ToolCall};
use crate::domain::original::{self, Original, Unsupported};
use crate::domain::parameters::Parameters;
use crate::domain::table::{Set, Table, in_order};
use crate::domain::transfer::import::fields;
use crate::domain::transfer::import::parts::Content;

/// Who says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Who {
    /// Nobody who is shown: a system's message, or a mere node of the tree. It has no words here.
    #[default]
    Nobody,
    /// The person.
    Person,
    /// The model.
    Model,
    /// The model, on its way to what comes next: thoughts, a tool's call or result. Belongs to the reply after it.
    Underway,
}

impl Who {
    /// By the word of a role.
    pub fn of(role: &str) -> Self {
        match role {
            "assistant" | "model" | "bot" | "ai" => Self::Model,
            "system" | "developer" => Self::Nobody,
            // What a tool gave belongs to the reply that is made of it.
            "tool" | "function" => Self::Underway,
            // What is not known is shown as it came rather than lost.
            _ => Self::Person,
        }
    }
}

/// One message as the other program has it.
#[derive(Clone, Debug, Default)]
pub struct Told<'a> {
    /// Its id there; may be empty.
    pub id: &'a str,
    /// The id of what it follows; none at the beginning.
    pub parent: Option<&'a str>,
    /// The ids of what follows it, in the order shown there, if that is said.
    pub next: Vec<&'a str>,
    /// Who says it.
    pub who: Who,
    /// The words, as markdown.
    pub text: String,
    /// The thoughts before the words.
    pub reasoning: String,
    /// Tools asked for.
    pub tools: Vec<ToolCall>,
    /// The model that says it.
    pub model: &'a str,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
    /// How it ended, if not by itself.
    pub end: Option<ReplyState>,
    /// What an id is made of where it has none: the words as they stand in the file. None: [`Self::text`].
    pub said: Option<String>,
    /// What in it has no place yet.
    pub unsupported: Unsupported,
    /// Its own JSON, kept if something in it has no place yet.
    pub original: Vec<&'a str>,
}

impl<'a> Told<'a> {
    /// Takes in what a content holds.
    pub fn with(self, content: Content, message: &'a Json<'_>) -> Self {
        let original = match message {
            Json::Object(raw, _) if !content.unsupported.is_empty() => vec![*raw],
            _ => Vec::new(),
        };
        let Content { text, reasoning, unsupported } = content;
        Self { text, reasoning, unsupported, original, ..self }
    }
}

/// A conversation of another program, and what of it has no place yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignConversation {
    /// The conversation.
    pub conversation: Conversation,
    /// The messages that hold more than text, as the file has them.
    pub originals: Vec<Original>,
    /// How many more there are that are too large to be kept.
    pub too_large: u32,
}

/// A conversation as the other program has it.
#[derive(Clone, Debug, Default)]
pub struct Tale<'a> {
    /// The program.
    pub source: &'static str,
    /// What tells it from others of that program, in any file.
    pub key: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The system prompt.
    pub system: String,
    /// When it began.
    pub created: Option<i64>,
    /// When it last changed.
    pub updated: Option<i64>,
    /// The id of the last message shown.
    pub current: &'a str,
    /// Its messages.
    pub told: Vec<Told<'a>>,
    /// Whether each message follows the one before it, whatever they say of parents.
    pub in_line: bool,
}

/// No connection has this name: whoever keeps the conversation chooses one.
const NOWHERE: &str = "elsewhere";

/// An id made of what a thing is called elsewhere.
#[must_use]
pub fn name(parts: &[&str]) -> String {
    let (mut one, mut two) = (0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15_u64);
    for part in parts {
        // No text has this byte, so that no two ways of cutting give the same.
        for byte in part.bytes().chain([0xFF]) {
            one = (one ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            two = (two.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
    let mut out = String::from("i");
    for number in [one ^ (one >> 32), two ^ (two >> 29)] {
        for place in 0..16 {
            out.push(char::from_digit((number >> (60 - 4 * place)) as u32 & 15, 16).unwrap_or('0'));
        }
    }
    out
}

impl Tale<'_> {
    /// The conversation; none if nobody says anything in it.
    #[must_use]
    pub fn conversation(self) -> Option<ForeignConversation> {
        let id = ConversationId::parse(&name(&[self.source, self.key]))?;
        let mut talk = Conversation {
            id,
            revision: 1,
            title: fields::title(self.title),
            named: false,
            connection: ConnectionId::parse(NOWHERE)?,
            model: Rc::default(),
            system_prompt: Some(self.system.as_str()).filter(|text| !text.trim().is_empty()).map(Rc::from),
            parameters: Rc::new(Parameters::default()),
            context: Context::Whole,
            created: 0,
            updated: 0,
            next_sequence: 1,
            messages: Vec::new(),
            chosen: Table::new(),
            tombstones: Vec::new(),
        };
        let mut telling =
            Telling { tale: &self, talk: &mut talk, taken: Set::new(), shown: Vec::new(), originals: Vec::new() };
        telling.tell();
        let Telling { shown, mut originals, .. } = telling;
        let first = talk.messages.first()?;
        talk.created = self.created.unwrap_or(first.created);
        let last = talk.messages.iter().map(|message| message.created).max().unwrap_or_default();
        talk.updated = self.updated.unwrap_or(last).max(talk.created);
        if talk.title.is_empty() {
            let asked = talk.messages.iter().find(|message| message.reply().is_none()).unwrap_or(first);
            talk.title = history::title(&asked.text()).into();
        }
        let newest: Table<Option<MessageId>, MessageId> =
            talk.messages.iter().map(|message| (message.parent.clone(), message.id.clone())).collect();
        for (parent, child) in shown {
            if newest.get(&parent) != Some(&child) {
                talk.chosen.insert(parent, child);
            }
        }
        let too_large = original::limit(&mut originals);
        Some(ForeignConversation { conversation: talk, originals, too_large })
    }
}

struct Telling<'t, 'a> {
    tale: &'t Tale<'a>,
    talk: &'t mut Conversation,
    taken: Set<MessageId>,
    /// Parents and children of the branch that was shown.
    shown: Vec<(Option<MessageId>, MessageId)>,
    originals: Vec<Original>,
}

impl<'a> Telling<'_, 'a> {
    fn tell(&mut self) {
        let told = &self.tale.told;
        let places: Table<&str, usize> =
            told.iter().enumerate().filter(|(_, one)| !one.id.is_empty()).map(|(at, one)| (one.id, at)).collect();
        let parent = |(at, one): (usize, &Told<'a>)| match one.parent {
            _ if self.tale.in_line => at.checked_sub(1),
            parent => places.get(parent?).copied().filter(|parent| *parent != at),
        };
        let parents: Vec<Option<usize>> = told.iter().enumerate().map(parent).collect();
        let mut children: Vec<Vec<usize>> = told.iter().map(|_| Vec::new()).collect();
        let mut roots = Vec::new();
        for (at, parent) in parents.iter().enumerate() {
            match parent.and_then(|parent| children.get_mut(parent)) {
                Some(siblings) => siblings.push(at),
                None => roots.push(at),
            }
        }
        for (one, siblings) in told.iter().zip(&mut children) {
            if siblings.len() > 1 && !one.next.is_empty() {
                let order: Table<&str, usize> = one.next.iter().enumerate().map(|(at, id)| (*id, at)).collect();
                let place = |at: &usize| told.get(*at).and_then(|one| order.get(one.id).copied()).unwrap_or(usize::MAX);
                *siblings = in_order(std::mem::take(siblings), place);
            }
        }
        let mut on_branch: Vec<bool> = told.iter().map(|_| false).collect();
        let last = if self.tale.in_line { told.len().checked_sub(1) } else { None };
        let mut at = places.get(self.tale.current).copied().or(last);
        while let Some(mark) = at.and_then(|at| on_branch.get_mut(at)).filter(|mark| !**mark) {
            *mark = true;
            at = at.and_then(|at| parents.get(at).copied().flatten());
        }
        // What goes round in circles has no beginning; it begins where it stands first.
        let starts = roots.into_iter().chain(0..told.len());
        let mut done: Vec<bool> = told.iter().map(|_| false).collect();
        for start in starts {
            let mut ahead: Vec<(usize, Option<MessageId>, Told<'a>)> = vec![(start, None, Told::default())];
            while let Some((at, parent, underway)) = ahead.pop() {
                let (Some(one), Some(done)) = (told.get(at), done.get_mut(at)) else { continue };
                if std::mem::replace(done, true) {
                    continue;
                }
                let shown = on_branch.get(at).copied().unwrap_or_default();
                let following = children.get(at).map_or(&[][..], Vec::as_slice);
                let (parent, underway) = self.hear(at, one, parent, underway, shown, following.is_empty());
                for child in following.iter().rev() {
                    ahead.push((*child, parent.clone(), underway.clone()));
                }
            }
        }
    }

    /// Takes one message in. Gives what the next one follows, and what it has to take along.
    fn hear(
        &mut self,
        at: usize,
        one: &Told<'a>,
        parent: Option<MessageId>,
        underway: Told<'a>,
        shown: bool,
        last: bool,
    ) -> (Option<MessageId>, Told<'a>) {
        let (parent, left) = match one.who {
            Who::Person => {
                let (parent, left) = self.reply(at, underway, parent, shown);
                // What came before and said nothing belongs to the message after it.
                let one = joined(left, one);
                if one.text.trim().is_empty() {
                    (parent, Told { unsupported: one.unsupported, original: one.original, ..Told::default() })
                } else {
                    let body = Body::User(one.text.as_str().into());
                    (Some(self.add(at, &one, parent, body, shown)), Told::default())
                }
            }
            Who::Nobody | Who::Underway if !last => return (parent, joined(underway, one)),
            Who::Model | Who::Nobody | Who::Underway => self.reply(at, joined(underway, one), parent, shown),
        };
        if let Some(parent) = parent.as_ref().filter(|_| last) {
            self.keep(parent, &left);
        }
        (parent, left)
    }

    /// Adds a reply, if it says anything.
    /// Gives what the next message follows, and what is left for it.
    fn reply(
        &mut self,
        at: usize,
        one: Told<'a>,
        parent: Option<MessageId>,
        shown: bool,
    ) -> (Option<MessageId>, Told<'a>) {
        if one.text.trim().is_empty() && one.reasoning.trim().is_empty() && one.tools.is_empty() {
            return (parent, Told { unsupported: one.unsupported, original: one.original, ..Told::default() });
        }
        let reason =
            if one.text.is_empty() && !one.tools.is_empty() { FinishReason::ToolCalls } else { FinishReason::Stop };
        let reasoning = Some(one.reasoning.as_str()).filter(|text| !text.trim().is_empty());
        let reply = Reply {
            text: one.text.as_str().into(),
            reasoning: reasoning.map(|text| Reasoning { text: text.into(), took: None }),
            tools: one.tools.clone(),
            state: one.end.clone().unwrap_or(ReplyState::Finished(reason)),
            connection: None,
            ..Reply::waiting(ConnectionId::demo(), fields::title(one.model))
        };
        (Some(self.add(at, &one, parent, Body::Reply(Rc::new(reply)), shown)), Told::default())
    }

    /// Keeps what a message holds that has no place yet.
    fn keep(&mut self, message: &MessageId, one: &Told<'a>) {
        if one.unsupported.is_empty() {
            return;
        }
        let parts = one.original.iter().map(|raw| (*raw).to_owned());
        match self.originals.iter_mut().find(|held| held.message == *message) {
            Some(held) => {
                held.unsupported.add(&one.unsupported);
                held.parts.extend(parts);
            }
            None => self.originals.push(Original {
                message: message.clone(),
                source: self.tale.source.into(),
                unsupported: one.unsupported,
                parts: parts.collect(),
            }),
        }
    }

    fn add(&mut self, at: usize, one: &Told<'a>, parent: Option<MessageId>, body: Body, shown: bool) -> MessageId {
        let (source, key, at) = (self.tale.source, self.tale.key, at.to_string());
        // Without an id of its own a message is told by its place and what it says.
        let mut id = match one.id {
            "" => name(&[source, key, "", &at, one.said.as_deref().unwrap_or(&one.text)]),
            own => name(&[source, key, own]),
        };
        let id = loop {
            match MessageId::parse(&id) {
                Some(free) if self.taken.insert(free.clone()) => break free,
                _ => id = name(&[&id, &at]),
            }
        };
        let before = self.talk.messages.last().map(|message| message.created);
        self.talk.messages.push(Rc::new(Message {
            id: id.clone(),
            parent: parent.clone(),
            sequence: self.talk.next_sequence,
            revision: 1,
            created: one.at.or(before).or(self.tale.created).unwrap_or_default(),
            body,
        }));
        self.talk.next_sequence += 1;
        self.keep(&id, one);
        if shown {
            self.shown.push((parent, id.clone()));
        }
        id
    }
}

/// What was said on the way, and what was said then.
fn joined<'a>(mut before: Told<'a>, one: &Told<'a>) -> Told<'a> {
    fields::part(&one.text, &mut before.text);
    fields::part(&one.reasoning, &mut before.reasoning);
    before.tools.extend_from_slice(&one.tools);
    before.unsupported.add(&one.unsupported);
    before.original.extend_from_slice(&one.original);
    Told {
        text: before.text,
        reasoning: before.reasoning,
        tools: before.tools,
        model: if one.model.is_empty() { before.model } else { one.model },
        next: Vec::new(),
        unsupported: before.unsupported,
        original: before.original,
        ..one.clone()
    }
}
