//! One pass of the parser over a stretch of source: its top-level blocks and what it defines.

use std::cell::RefCell;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag};

use super::build::Builder;
use super::definitions::{Definitions, Labels, Meaning, folded, footnote_key};
use super::footnotes::Mention;
use super::math::{self, Formulas};
use super::node::{Kind, Node};
use super::policy::{Policy, Rule};

/// What a stretch of source consists of. All places are bytes within it.
#[derive(Default)]
pub struct Parsed {
    /// The top-level blocks, in order.
    pub blocks: Vec<Part>,
    /// What is defined, each with the place where it is, in no order. No label twice, but for footnotes.
    pub definitions: Vec<(usize, String, Meaning)>,
    /// Its formulas.
    pub formulas: Formulas,
}

/// A top-level block.
pub struct Part {
    /// Where it is.
    pub range: Range<usize>,
    /// What it became.
    pub nodes: Vec<Node>,
    /// Where the parts of a list, a quote or a table begin.
    pub inner: Vec<usize>,
    /// The footnote marks in it.
    pub footnotes: Vec<Mention>,
    /// Labels it names that are not known: a later definition can change it. Some more than once.
    pub open_labels: Vec<String>,
}

fn options(policy: Policy) -> Options {
    if !policy.keeps(Rule::Extensions) {
        return Options::empty();
    }
    Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// What was defined before, the first of them first.
#[derive(Clone, Copy)]
pub struct Known<'a>(pub &'a [&'a Definitions]);

impl<'a> Known<'a> {
    fn get(self, label: &str) -> Option<&'a Meaning> {
        self.0.iter().find_map(|definitions| definitions.get(label))
    }
}

/// Parses `source`, in which what is `known` was defined before. Whether it is the `end` of all text so far.
#[must_use]
pub fn parse(source: &str, known: Known<'_>, policy: Policy, end: bool) -> Parsed {
    // The parser believes in footnotes only if it has seen them. One comment keeps the last from swallowing an
    // indented first block. (Link targets need no such thing: it asks for what it does not know.)
    let mut labels = Labels::default();
    let mut seen = String::new();
    for label in footnote_labels(source).filter(|label| known.get(&footnote_key(label)).is_some()) {
        if labels.place(&label) + 1 == labels.len() {
            seen.push_str(&["[^", label.as_str(), "]: x\n\n"].concat());
        }
    }
    if !seen.is_empty() {
        seen.push_str("<!-- -->\n\n");
    }
    let start = seen.len();
    let formulas = if policy.keeps(Rule::Formulas) { math::find(source, end) } else { Formulas::default() };
    let original = Original { source, formulas: &formulas, policy };
    let mut parsed = if formulas.found.is_empty() && seen.is_empty() {
        parse_at(source, 0, original, known)
    } else {
        seen.push_str(&formulas.covered(source));
        parse_at(&seen, start, original, known)
    };
    parsed.formulas = formulas;
    parsed
}

/// What the parser sees only in part: its formulas are covered.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    /// The text.
    pub source: &'a str,
    /// Its formulas.
    pub formulas: &'a Formulas,
    /// What is made of it.
    pub policy: Policy,
}

impl<'a> Original<'a> {
    /// What really stands in this place, if a part of it was covered.
    #[must_use]
    pub fn uncovered(self, range: &Range<usize>) -> Option<&'a str> {
        let formula = self.formulas.after(range.start)?;
        self.source.get(range.clone()).filter(|_| formula.range.start < range.end)
    }
}

/// Parses `text`; what is before `start` only serves to be known, and the rest is what the parser may see of the
/// original.
fn parse_at(text: &str, start: usize, original: Original<'_>, known: Known<'_>) -> Parsed {
    let asked: RefCell<Vec<(usize, String)>> = RefCell::default();
    let answer = |broken: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        let label = folded(&broken.reference);
        if let Some(Meaning::Link { destination, title }) = known.get(&label) {
            return Some((CowStr::from(destination.clone()), CowStr::from(title.clone())));
        }
        asked.borrow_mut().push((broken.span.start, label));
        None
    };
    let parser = Parser::new_with_broken_link_callback(text, options(original.policy), Some(answer));
    let mut parsed = Parsed::default();
    for (label, definition) in parser.reference_definitions().iter() {
        if let Some(at) = definition.span.start.checked_sub(start) {
            let destination = definition.dest.to_string();
            let title = definition.title.as_deref().unwrap_or_default().to_owned();
            parsed.definitions.push((at, folded(label), Meaning::Link { destination, title }));
        }
    }
    let mut open = Open::default();
    for (event, range) in parser.into_offset_iter() {
        let Some(from) = range.start.checked_sub(start) else { continue };
        open.take(event, from..range.end.saturating_sub(start), original, known, &mut parsed);
    }
    for part in &mut parsed.blocks {
        let source = original.source.get(part.range.clone()).unwrap_or_default();
        let labels = footnote_labels(source).map(|label| footnote_key(&label));
        part.open_labels.extend(labels.filter(|label| known.get(label).is_none()));
    }
    for (at, label) in asked.into_inner() {
        let Some(at) = at.checked_sub(start) else { continue };
        let next = parsed.blocks.partition_point(|part| part.range.start <= at);
        if let Some(part) = next.checked_sub(1).and_then(|index| parsed.blocks.get_mut(index)) {
            part.open_labels.push(label);
        }
    }
    for part in &mut parsed.blocks {
        if part.nodes.is_empty() {
            // Nested too deeply: the reader gets the source.
            let source = original.source.get(part.range.clone()).unwrap_or_default();
            part.nodes.push(Node::element(Kind::Verbatim, vec![Node::text(source)]));
        }
    }
    parsed
}

/// The block being collected.
#[derive(Default)]
struct Open {
    depth: usize,
    range: Range<usize>,
    builder: Builder,
    labels: Vec<String>,
    inner: Vec<usize>,
    /// Whether it is a list, a quote or a table.
    holds: bool,
}

impl Open {
    fn take(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
        original: Original<'_>,
        known: Known<'_>,
        parsed: &mut Parsed,
    ) {
        if self.depth == 0 {
            self.range = range.clone();
            self.holds = matches!(event, Event::Start(Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_)));
        } else if self.depth == 1 && self.holds && !matches!(event, Event::End(_)) {
            self.inner.push(range.start);
        }
        let mut target = None;
        match &event {
            Event::Start(tag) => {
                self.depth += 1;
                match tag {
                    Tag::FootnoteDefinition(label) => {
                        parsed.definitions.push((range.start, footnote_key(&folded(label)), Meaning::Footnote));
                    }
                    Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } => {
                        if matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut) {
                            // Defined here; but an earlier definition stands, and later text can change this one.
                            let label = folded(id);
                            target = known.get(&label);
                            if target.is_none() {
                                self.labels.push(label);
                            }
                        }
                    }
                    _ => {}
                }
            }
            Event::End(_) => self.depth -= 1,
            _ => {}
        }
        self.builder.take(event, range, original, target);
        if self.depth == 0 {
            let done = std::mem::take(self);
            let (nodes, footnotes) = done.builder.finish().unwrap_or_default();
            parsed.blocks.push(Part {
                range: done.range,
                nodes,
                inner: done.inner,
                footnotes,
                open_labels: done.labels,
            });
        }
    }
}

/// Everything that may be a footnote's label, folded; some more than once.
fn footnote_labels(source: &str) -> impl Iterator<Item = String> {
    source.bytes().enumerate().filter(|(_, byte)| *byte == b'[').filter_map(|(at, _)| {
        let label = source.get(at + 1..)?.strip_prefix('^')?;
        let mut escaped = false;
        // Labels have at most 1,000 characters, and no bracket inside.
        let (end, bracket) = label.char_indices().take(1001).find(|(_, c)| {
            let ends = !escaped && matches!(c, '[' | ']');
            escaped = !escaped && *c == '\\';
            ends
        })?;
        let label = label.get(..end).filter(|_| bracket == ']').map(folded)?;
        (!label.is_empty()).then_some(label)
    })
}
