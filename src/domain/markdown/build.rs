//! Nodes from parser events. This is where the policy is: what an event may become, and what becomes text.

use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{Alignment as Column, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::definitions::Meaning;
use super::footnotes::Mention;
use super::node::{Alignment, CodeBlock, Image, Kind, Link, MAX_DEPTH, Math, Node, Picture};
use super::parse::Original;
use super::policy::{Policy, Rule};
use super::{autolink, fence, link};

/// Refused destinations are shown up to this many characters.
const SHOWN: usize = 120;

/// Collects the events of one top-level block.
#[derive(Default)]
pub struct Builder {
    policy: Policy,
    frames: Vec<Frame>,
    finished: Vec<Node>,
    text: String,
    columns: Vec<Alignment>,
    column: usize,
    links: usize,
    /// Open elements in all, also those that were not kept.
    depth: usize,
    too_deep: bool,
    footnotes: Vec<Mention>,
    /// The formula read last, and how far its place was passed.
    formula: Range<usize>,
    passed: usize,
}

/// An element that is still open.
struct Frame {
    wrap: Wrap,
    children: Vec<Node>,
}

/// What becomes of an open element's children.
enum Wrap {
    Element(Kind),
    Link {
        address: Rc<str>,
        title: Rc<str>,
    },
    Image {
        destination: String,
        title: String,
    },
    Code {
        language: Option<Rc<str>>,
    },
    /// A link that leads nowhere allowed: its text stays, and where it wanted to go is said behind it.
    Refused {
        destination: String,
    },
    /// A link in a link: its text stays.
    Nothing,
}

impl Builder {
    /// The block's nodes, or `None` if it was nested too deeply to be drawn.
    #[must_use]
    pub fn finish(mut self) -> Option<(Vec<Node>, Vec<Mention>)> {
        self.flush();
        (!self.too_deep).then_some((self.finished, self.footnotes))
    }

    /// Takes the next event, which was found in that place. `target` replaces where a link or image leads.
    pub fn take(&mut self, event: Event<'_>, range: Range<usize>, original: Original<'_>, target: Option<&Meaning>) {
        self.policy = original.policy;
        match event {
            Event::Start(_) if range.start < self.formula.end => self.take_back(original),
            Event::End(_) if range.end < self.formula.end => self.take_back(original),
            _ => {}
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                self.too_deep |= self.depth > MAX_DEPTH;
                if !self.too_deep {
                    self.open(tag, target);
                }
            }
            Event::End(tag) => {
                self.depth -= 1;
                if !self.too_deep {
                    self.close(tag);
                }
            }
            _ if self.too_deep => {}
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&text, range, original)
            }
            Event::SoftBreak | Event::HardBreak if range.start < self.formula.end => self.passed = range.end,
            Event::SoftBreak => self.text.push('\n'),
            Event::HardBreak => self.leaf(Kind::Break),
            Event::Rule => self.leaf(Kind::Rule),
            Event::TaskListMarker(ticked) => self.leaf(Kind::Task(ticked)),
            Event::Code(code) => {
                self.flush();
                let code = original.uncovered(&range).map_or(code, |source| CowStr::from(spanned(source)));
                let code = if self.links > 0 { link::without_direction_marks(&code) } else { (*code).into() };
                self.push(Node::element(Kind::Code, vec![Node::text(&code)]));
            }
            // The one tag that is honoured: without it a table's cell cannot break a line, and it has no attribute.
            Event::InlineHtml(html) if is_break(&html) && self.policy.keeps(Rule::Html) => self.leaf(Kind::Break),
            // A block of HTML is a paragraph of its own and becomes one text when it ends.
            Event::Html(html) => self.text.push_str(original.uncovered(&range).unwrap_or(&html)),
            Event::InlineHtml(html) if !self.policy.keeps(Rule::Html) => {
                self.flush();
                self.push(Node::element(Kind::Verbatim, vec![Node::text(&html)]));
            }
            Event::InlineHtml(html) => {
                self.flush();
                self.literal(original.uncovered(&range).unwrap_or(&html));
            }
            Event::FootnoteReference(label) => {
                self.footnotes.push(Mention::reference(&label));
                self.leaf(Kind::FootnoteReference { label: Rc::from(&*label), number: 0, occurrence: 0 });
            }
        }
    }

    /// Text with formulas in it, except in code.
    fn words(&mut self, text: &str, range: Range<usize>, original: Original<'_>) {
        let Some(source) = original.uncovered(&range) else { return self.text.push_str(text) };
        let literally = |frame: &Frame| matches!(frame.wrap, Wrap::Code { .. } | Wrap::Element(Kind::Verbatim));
        if self.frames.last().is_some_and(literally) {
            return self.text.push_str(source);
        }
        let mut at = range.start;
        while at < range.end {
            let mut end = range.end;
            if at < self.formula.end {
                end = end.min(self.formula.end);
                self.passed = end;
            } else {
                let formula = original.formulas.after(at).filter(|formula| formula.range.start < range.end);
                match formula {
                    Some(formula) if formula.range.start == at => {
                        self.flush();
                        let tex = Rc::from(formula.tex(original.source));
                        self.push(Node::leaf(Kind::Math(Math { tex, display: formula.display, open: formula.open })));
                        self.formula = formula.range.clone();
                        continue;
                    }
                    Some(formula) if formula.range.start > at => end = formula.range.start,
                    // It began where no formula can be.
                    Some(formula) => end = end.min(formula.range.end),
                    None => {}
                }
                self.text.push_str(original.source.get(at..end).unwrap_or_default());
            }
            at = end;
        }
    }

    /// The block ended within a formula, so it was none.
    fn take_back(&mut self, original: Original<'_>) {
        let children = self.frames.last_mut().map_or(&mut self.finished, |frame| &mut frame.children);
        children.pop();
        let source = original.source.get(self.formula.start..self.passed).unwrap_or_default();
        self.text.push_str(source.trim_end());
        self.formula = 0..0;
    }

    fn open(&mut self, tag: Tag<'_>, target: Option<&Meaning>) {
        self.flush();
        let wrap = match tag {
            Tag::Link { link_type, dest_url, title, .. } => {
                self.links += 1;
                let (destination, title) = match target {
                    Some(Meaning::Link { destination, title }) => (destination.as_str(), title.as_str()),
                    _ => (&*dest_url, &*title),
                };
                // The parser leaves the scheme of `<a@b.c>` to us.
                let mail = if link_type == LinkType::Email { "mailto:" } else { "" };
                let full = [mail, destination].concat();
                match link::address(&full).or_else(|| (!self.policy.keeps(Rule::Links)).then_some(&*full)) {
                    _ if self.links > 1 => Wrap::Nothing,
                    Some(address) => Wrap::Link {
                        address: Rc::from(address),
                        title: Rc::from(&*link::without_direction_marks(title)),
                    },
                    None => Wrap::Refused { destination: destination.to_owned() },
                }
            }
            Tag::Image { dest_url, title, .. } => {
                // A link around an image's description would be lost with it.
                self.links += 1;
                let (destination, title) = match target {
                    Some(Meaning::Link { destination, title }) => (destination.clone(), title.clone()),
                    _ => (dest_url.into_string(), title.into_string()),
                };
                Wrap::Image { destination, title }
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Wrap::Code { language: fence::language(&info) },
            Tag::CodeBlock(CodeBlockKind::Indented) => Wrap::Code { language: None },
            Tag::Heading { level, .. } => Wrap::Element(Kind::Heading(rank(level))),
            Tag::List(start) => Wrap::Element(Kind::List { start }),
            Tag::Item => Wrap::Element(Kind::Item),
            Tag::BlockQuote(_) => Wrap::Element(Kind::Quote),
            Tag::Table(columns) => {
                self.columns = columns.into_iter().map(alignment).collect();
                Wrap::Element(Kind::Table)
            }
            Tag::TableHead => self.row(true),
            Tag::TableRow => self.row(false),
            Tag::TableCell => {
                let column = self.columns.get(self.column).copied().unwrap_or(Alignment::Natural);
                self.column += 1;
                Wrap::Element(Kind::Cell(column))
            }
            Tag::FootnoteDefinition(label) => {
                self.footnotes.push(Mention::definition(&label));
                Wrap::Element(Kind::FootnoteDefinition { label: Rc::from(&*label), number: None })
            }
            Tag::HtmlBlock => Wrap::Element(Kind::Verbatim),
            Tag::Emphasis => Wrap::Element(Kind::Emphasis),
            Tag::Strong => Wrap::Element(Kind::Strong),
            Tag::Strikethrough => Wrap::Element(Kind::Strikethrough),
            // The rest belongs to extensions that are not turned on; as paragraphs they would still be read.
            Tag::Paragraph
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => Wrap::Element(Kind::Paragraph),
        };
        self.frames.push(Frame { wrap, children: Vec::new() });
    }

    fn row(&mut self, head: bool) -> Wrap {
        self.column = 0;
        Wrap::Element(Kind::Row { head })
    }

    fn close(&mut self, tag: TagEnd) {
        if matches!(tag, TagEnd::HtmlBlock | TagEnd::CodeBlock) {
            let text = std::mem::take(&mut self.text);
            self.literal(if tag == TagEnd::HtmlBlock { text.trim_end_matches('\n') } else { &text });
        } else {
            self.flush();
        }
        if matches!(tag, TagEnd::Link | TagEnd::Image) {
            self.links -= 1;
        }
        let Some(Frame { wrap, children }) = self.frames.pop() else { return };
        match wrap {
            Wrap::Element(kind) => self.push(Node::element(kind, children)),
            Wrap::Link { address, title } => {
                let caution = link::caution(&address, &read(&children));
                self.push(Node::element(Kind::Link(Link { address, title, caution }), children));
            }
            Wrap::Image { destination, title } if !self.policy.keeps(Rule::Images) => {
                let image = Image { address: destination.into(), host: Rc::from(""), alt: read(&children).into() };
                self.push(Node::element(Kind::Image(image), vec![Node::text(&title)]));
            }
            Wrap::Image { destination, .. } => self.image(&destination, &read(&children)),
            Wrap::Code { language } => {
                let chunks = fence::chunks(&read(&children));
                self.push(Node::leaf(Kind::CodeBlock(CodeBlock { language, chunks })));
            }
            Wrap::Refused { destination } => {
                let told = read(&children);
                children.into_iter().for_each(|child| self.push(child));
                self.tell(&destination, &told);
            }
            Wrap::Nothing => children.into_iter().for_each(|child| self.push(child)),
        }
    }

    fn image(&mut self, destination: &str, alt: &str) {
        if let Some(address) = link::picture(destination) {
            let picture = Picture { address: Rc::from(address), alt: Rc::from(alt.trim()) };
            return self.push(Node::leaf(Kind::Picture(picture)));
        }
        let address = link::address(destination);
        match address.and_then(|address| Some((address, link::host(address)?))) {
            Some((address, host)) => {
                let image = Image { address: Rc::from(address), host: Rc::from(host), alt: Rc::from(alt.trim()) };
                self.push(Node::leaf(Kind::Image(image)));
            }
            None => {
                self.literal(alt);
                self.tell(destination, alt);
            }
        }
    }

    /// Says behind a text where it wanted to lead, unless that is what the text says, or a place in the page.
    fn tell(&mut self, destination: &str, text: &str) {
        if destination.is_empty() || destination.starts_with('#') || destination == text {
            return;
        }
        let shown: String = destination.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
        let more = if destination.chars().nth(SHOWN).is_some() { "…)" } else { ")" };
        self.literal(&[" (", &link::without_direction_marks(&shown), more].concat());
    }

    fn leaf(&mut self, kind: Kind) {
        self.flush();
        self.push(Node::leaf(kind));
    }

    fn push(&mut self, node: Node) {
        self.frames.last_mut().map_or(&mut self.finished, |frame| &mut frame.children).push(node);
    }

    /// Text in which no address is linked.
    fn literal(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(Node::text(text));
        }
    }

    /// Ends the run of text, and links the bare addresses in it.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        if self.links > 0 {
            self.literal(&link::without_direction_marks(&text));
            return;
        }
        if !self.policy.keeps(Rule::Addresses) {
            self.literal(&text);
            return;
        }
        let mut at = 0;
        for found in autolink::find(&text) {
            let shown = text.get(found.range.clone()).unwrap_or_default();
            let full = [found.prefix, shown].concat();
            let Some(address) = link::address(&full) else { continue };
            self.literal(text.get(at..found.range.start).unwrap_or_default());
            let caution = link::caution(address, shown);
            let link = Link { address: Rc::from(address), title: Rc::from(""), caution };
            self.push(Node::element(Kind::Link(link), vec![Node::text(shown)]));
            at = found.range.end;
        }
        self.literal(text.get(at..).unwrap_or_default());
    }
}

/// What nodes say, without marks.
fn read(nodes: &[Node]) -> String {
    let mut text = String::new();
    nodes.iter().for_each(|node| node.read_into(&mut text));
    text
}

/// What a code span with its marks says.
fn spanned(source: &str) -> String {
    let text = source.trim_matches('`').replace('\n', " ");
    let inner = text.strip_prefix(' ').and_then(|text| text.strip_suffix(' ')).filter(|text| !text.trim().is_empty());
    inner.map_or(text.clone(), str::to_owned)
}

fn is_break(html: &str) -> bool {
    let name = html.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    name.strip_suffix('/').unwrap_or(name).trim_end().eq_ignore_ascii_case("br")
}

fn rank(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn alignment(column: Column) -> Alignment {
    match column {
        Column::None => Alignment::Natural,
        Column::Left => Alignment::Left,
        Column::Center => Alignment::Center,
        Column::Right => Alignment::Right,
    }
}
