//! What markdown can become: a closed list. What is not in it cannot be drawn, so it cannot do harm.

use std::rc::Rc;

/// Text, or an element with what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Literal text. A line feed in it is a soft break.
    Text(Rc<str>),
    /// Everything else. Shared, so that what did not change can be told by its pointer.
    Element(Rc<Element>),
}

/// An element: what it is, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// What it is.
    pub kind: Kind,
    /// What is in it, in reading order. Never nested deeper than [`MAX_DEPTH`].
    pub children: Vec<Node>,
}

/// Elements inside elements, at most. A block that goes deeper is shown as it was written.
pub const MAX_DEPTH: usize = 32;

/// The allow-list of elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A paragraph.
    Paragraph,
    /// A heading, 1 to 6.
    Heading(u8),
    /// A block quote.
    Quote,
    /// A list; ordered ones say with which number they start.
    List {
        /// The first number of an ordered list.
        start: Option<u64>,
    },
    /// A list item. Directly holds text if its list is tight.
    Item,
    /// The box of a task list's item, and whether it is ticked.
    Task(bool),
    /// A code block; no children, the text is here.
    CodeBlock(CodeBlock),
    /// Source that has no form of its own here (an HTML block, a block nested too deeply), shown as it was written.
    Verbatim,
    /// A piece of a stretch that is too much to be formatted, as it was written.
    Plain {
        /// Whether it is the first one.
        begins: bool,
        /// Whether it is the last one so far.
        ends: bool,
    },
    /// A table; its rows are its children.
    Table,
    /// A row of a table; the first is the heading.
    Row {
        /// Whether this is the heading.
        head: bool,
    },
    /// A cell of a row.
    Cell(Alignment),
    /// Stress.
    Emphasis,
    /// Importance.
    Strong,
    /// Text that no longer holds.
    Strikethrough,
    /// A span of code; one text child.
    Code,
    /// A formula; no children.
    Math(Math),
    /// A link out of the page.
    Link(Link),
    /// An image elsewhere, which is never loaded; no children.
    Image(Image),
    /// An image that is here, in the text itself; no children.
    Picture(Picture),
    /// A mark that leads to a footnote; no children.
    FootnoteReference {
        /// As written.
        label: Rc<str>,
        /// Counted from 1 in the order of first mention.
        number: u32,
        /// Which mention of this footnote it is, from 1.
        occurrence: u32,
    },
    /// A footnote's text, where it was written.
    FootnoteDefinition {
        /// As written.
        label: Rc<str>,
        /// The number of its references; `None` if nothing refers to it, or an earlier definition has the label.
        number: Option<u32>,
    },
    /// A thematic break.
    Rule,
    /// A hard line break.
    Break,
}

/// A formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Math {
    /// TeX, without the marks around it. May be no TeX at all.
    pub tex: Rc<str>,
    /// Whether it stands in a line of its own.
    pub display: bool,
    /// Whether its end has not come yet.
    pub open: bool,
}

/// How a table's column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// As the script runs.
    Natural,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A link that passed [`super::link::address`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// An absolute `http`, `https` or `mailto` address.
    pub address: Rc<str>,
    /// What the author wrote about it, or empty.
    pub title: Rc<str>,
    /// What a reader must be told beside the link's own text.
    pub caution: Option<Caution>,
}

/// Why a link's text does not say all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caution {
    /// The text looks like another address; it really leads to this host.
    Disguised(Rc<str>),
    /// Following it hands over much text of somebody's choosing.
    Carries {
        /// To whom.
        host: Rc<str>,
        /// How much, in characters.
        characters: usize,
    },
}

/// A remote image that stays where it is: loading it would tell its host what the conversation contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// An absolute `http` or `https` address.
    pub address: Rc<str>,
    /// Where it lies.
    pub host: Rc<str>,
    /// What it shows, in the author's words, or empty.
    pub alt: Rc<str>,
}

/// An image in the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// A `data:` address of a kind of picture that is only pixels.
    pub address: Rc<str>,
    /// What it shows, in the author's words, or empty.
    pub alt: Rc<str>,
}

/// A block of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    /// The first word of the info string, as written.
    pub language: Option<Rc<str>>,
    /// The text, in chunks of whole lines: while a block grows only the last one changes.
    pub chunks: Vec<Rc<str>>,
}

impl CodeBlock {
    /// The whole text, as one copies it.
    #[must_use]
    pub fn text(&self) -> String {
        self.chunks.concat()
    }

    /// How many lines it has.
    #[must_use]
    pub fn lines(&self) -> usize {
        let open = self.chunks.last().is_some_and(|chunk| !chunk.ends_with('\n'));
        self.chunks.iter().map(|chunk| chunk.matches('\n').count()).sum::<usize>() + usize::from(open)
    }
}

/// A top-level block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it starts. Stable while the document grows, increasing, and so its key in a list.
    pub key: usize,
    /// What it consists of: one element nearly always, never none.
    pub nodes: Vec<Node>,
    /// The footnote marks and texts in it, in reading order.
    pub(super) footnotes: Vec<super::footnotes::Mention>,
}

impl Node {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(Rc::from(text))
    }

    pub(super) fn leaf(kind: Kind) -> Self {
        Self::element(kind, Vec::new())
    }

    pub(super) fn element(kind: Kind, children: Vec<Self>) -> Self {
        Self::Element(Rc::new(Element { kind, children }))
    }

    /// Adds to `text` what a reader would read here, without any marks.
    pub fn read_into(&self, text: &mut String) {
        match self {
            Self::Text(own) => text.push_str(own),
            Self::Element(element) => match &element.kind {
                Kind::CodeBlock(code) => code.chunks.iter().for_each(|chunk| text.push_str(chunk)),
                Kind::Image(image) => text.push_str(&image.alt),
                Kind::Picture(picture) => text.push_str(&picture.alt),
                Kind::Math(math) => text.push_str(&math.tex),
                Kind::Break => text.push('\n'),
                _ => element.children.iter().for_each(|child| child.read_into(text)),
            },
        }
    }
}
