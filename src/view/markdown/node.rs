//! From the tree's nodes to the page's: one arm for each kind. Nothing is ever drawn from a string of markup.

use std::rc::Rc;

use crate::domain::highlight::growing::Colours;
use crate::domain::markdown::node::{Alignment, Caution, Element, Image, Kind, Link, Math, Node, Picture};
use crate::view::Ui;
use crate::view::markdown::sheet::{Name, Shape, Writer};

/// Writes the nodes of one block.
pub struct Pen<'a, 'p> {
    /// Where to.
    pub sheet: Writer<'p>,
    /// The sentences.
    pub ui: &'a Ui,
    /// What ids begin with.
    pub prefix: &'a str,
    /// Whether somebody watched it come: nothing that was being read folds by itself.
    pub watched: bool,
    /// The colours of its blocks of code, in the order they stand, and how many were drawn.
    pub colours: (&'a mut Vec<Colours>, usize),
}

/// Where a node stands.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Place {
    /// A link cannot hold another.
    pub in_link: bool,
    pub in_head: bool,
    /// The caret stands at its end.
    pub caret: bool,
    /// It is a block of the text's own, and finds its own direction.
    pub top: bool,
}

impl Pen<'_, '_> {
    /// A top-level block. Each finds its own direction; what is inside follows it.
    pub fn block(&mut self, nodes: &[Node], caret: bool) {
        let last = nodes.len().saturating_sub(1);
        for (index, node) in nodes.iter().enumerate() {
            let caret = caret && index == last;
            self.node(node, Place { caret, top: true, ..Place::default() });
            if caret && !holds_caret(node) {
                self.alone();
            }
        }
    }

    /// The caret in a paragraph of its own.
    pub fn alone(&mut self) {
        self.sheet.open(Shape::P, &[]);
        self.caret();
        self.sheet.close();
    }

    /// The growing reply's end.
    pub fn caret(&mut self) {
        self.sheet.caret();
    }

    fn node(&mut self, node: &Node, place: Place) {
        match node {
            Node::Text(text) => self.sheet.text(text),
            Node::Element(element) => self.element(element, place),
        }
    }

    fn element(&mut self, element: &Rc<Element>, place: Place) {
        use Shape as S;
        let Element { kind, children } = &**element;
        let shape = match kind {
            Kind::Paragraph => S::P,
            // The page's title is the only heading of the first rank.
            Kind::Heading(1) => S::H2,
            Kind::Heading(2) => S::H3,
            Kind::Heading(3) => S::H4,
            Kind::Heading(4) => S::H5,
            Kind::Heading(_) => S::H6,
            Kind::Quote => S::Quote,
            Kind::List { start: None } => S::Bullets,
            Kind::List { start: Some(start) } => return self.numbers(*start, children, place),
            Kind::Item if is_task(children) => S::TaskItem,
            Kind::Item => S::Item,
            Kind::Task(done) => return self.task(*done),
            Kind::CodeBlock(code) => return self.code(code, place),
            Kind::Verbatim => S::Verbatim,
            Kind::Plain { begins, ends } => {
                if *begins {
                    self.sheet.leaf(S::Beyond, &[], self.ui.texts.markdown.beyond);
                }
                if *ends { S::PlainEnd } else { S::Plain }
            }
            Kind::Table => return self.table(element, place),
            Kind::Row { head } => return self.within(S::Row, children, Place { in_head: *head, ..place }),
            Kind::Cell(alignment) => return self.cell(*alignment, children, place),
            Kind::Emphasis => S::Em,
            Kind::Strong => S::Strong,
            Kind::Strikethrough => S::Del,
            Kind::Code => S::Code,
            Kind::Math(math) => return self.formula(math),
            Kind::Link(_) if place.in_link => S::Span,
            Kind::Link(link) => return self.link(link, children),
            Kind::Image(image) => return self.image(image, place),
            Kind::Picture(picture) => return self.picture(picture),
            Kind::FootnoteReference { label, number, occurrence } => {
                return self.footnote_mark(label, *number, *occurrence, place);
            }
            Kind::FootnoteDefinition { label, number } => return self.footnote(label, *number, children, place),
            Kind::Rule => return self.sheet.leaf(S::Hr, &[], ""),
            Kind::Break => return self.sheet.leaf(S::Br, &[], ""),
        };
        self.within(shape, children, place);
    }

    /// An element and what is in it.
    pub fn within(&mut self, shape: Shape, children: &[Node], place: Place) {
        let auto = [(Name::Dir, "auto")];
        self.sheet.open(shape, if place.top { &auto } else { &[] });
        self.children(children, place);
        self.sheet.close();
    }

    pub fn children(&mut self, nodes: &[Node], place: Place) {
        let last = growing(nodes);
        let inside = Place { top: false, ..place };
        for (index, node) in nodes.iter().enumerate() {
            let caret = place.caret && index == last && holds_caret(node);
            self.node(node, Place { caret, ..inside });
        }
        if place.caret && !nodes.last().is_some_and(holds_caret) {
            self.caret();
        }
    }

    fn numbers(&mut self, first: u64, children: &[Node], place: Place) {
        let start = if first == 1 { String::new() } else { first.to_string() };
        let told = [(Name::Dir, "auto"), (Name::Start, start.as_str())];
        let (from, to) = (usize::from(!place.top), 1 + usize::from(!start.is_empty()));
        self.sheet.open(Shape::Numbers, told.get(from..to).unwrap_or_default());
        self.children(children, place);
        if first.saturating_add(children.len() as u64) > 100 {
            self.sheet.set(Name::Class, "hundreds");
        }
        self.sheet.close();
    }

    fn task(&mut self, done: bool) {
        let texts = &self.ui.texts.markdown;
        let (shape, name) = if done { (Shape::Ticked, texts.done) } else { (Shape::Unticked, texts.not_done) };
        self.sheet.leaf(shape, &[(Name::Label, name)], "");
    }

    fn cell(&mut self, alignment: Alignment, children: &[Node], place: Place) {
        let side = side(alignment).map(|side| (Name::Class, side));
        self.sheet.open(if place.in_head { Shape::Column } else { Shape::Cell }, side.as_slice());
        self.children(children, place);
        self.sheet.close();
    }

    fn link(&mut self, link: &Link, children: &[Node]) {
        let texts = &self.ui.texts.markdown;
        let caution = link.caution.as_ref().map(|caution| match caution {
            Caution::Disguised(host) => (texts.leads_to)(host),
            Caution::Carries { host, characters } => (texts.carries)(host, *characters),
        });
        let title = match &*link.title {
            "" => link.address.to_string(),
            title => [title, "\n", &link.address].concat(),
        };
        self.anchor(&link.address, &title, false);
        self.children(children, Place { in_link: true, ..Place::default() });
        if let Some(caution) = caution {
            self.sheet.leaf(Shape::Caution, &[], &[" (", &caution, ")"].concat());
        }
        self.sheet.close();
    }

    /// Begins a link out of the page, which tells the other side nothing and gives it no hold on this one.
    fn anchor(&mut self, address: &str, title: &str, image: bool) {
        let mail = address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
        let mut told = vec![(Name::Href, address), (Name::Title, title)];
        if !mail {
            told.push((Name::Target, "_blank"));
        }
        if image {
            told.push((Name::Class, "image"));
        }
        self.sheet.open(Shape::Out, &told);
    }

    fn image(&mut self, image: &Image, place: Place) {
        let note = (self.ui.texts.markdown.image_from)(&image.host);
        let note = if image.alt.is_empty() { note } else { [" (", &note, ")"].concat() };
        if place.in_link {
            self.sheet.open(Shape::Image, &[]);
        } else {
            self.anchor(&image.address, &image.address, true);
        }
        self.sheet.leaf(Shape::Span, &[], &image.alt);
        self.sheet.leaf(Shape::From, &[], &note);
        self.sheet.close();
    }

    /// A picture that is in the text itself: nothing is loaded.
    fn picture(&mut self, picture: &Picture) {
        self.sheet.leaf(Shape::Picture, &[(Name::Src, &picture.address), (Name::Alt, &picture.alt)], "");
    }

    /// A formula, for as long as it is TeX. The page's own script sets it behind its source, once it is whole.
    fn formula(&mut self, math: &Math) {
        let mut told = Vec::with_capacity(2);
        if !math.open {
            told.push((Name::Source, &*math.tex));
        }
        if math.display {
            told.push((Name::Display, ""));
        }
        self.sheet.open(if math.open { Shape::OpenFormula } else { Shape::Formula }, &told);
        self.sheet.leaf(Shape::Code, &[], &math.tex);
        self.sheet.close();
    }

    fn footnote_mark(&mut self, label: &str, number: u32, occurrence: u32, place: Place) {
        self.sheet.open(Shape::Sup, &[]);
        if place.in_link || number == 0 {
            let shown = number.to_string();
            self.sheet.text(if number == 0 { label } else { &shown });
        } else {
            let id = (occurrence == 1).then(|| self.id("mark", number));
            let name = (self.ui.texts.markdown.footnote)(number);
            self.jump(&self.id("note", number), id.as_deref(), &name, number);
        }
        self.sheet.close();
    }

    fn footnote(&mut self, label: &str, number: Option<u32>, children: &[Node], place: Place) {
        let id = number.map(|number| self.id("note", number));
        let mut told = Vec::with_capacity(3);
        if place.top {
            told.push((Name::Dir, "auto"));
        }
        if let Some(id) = &id {
            told.extend([(Name::TabIndex, "-1"), (Name::Id, id.as_str())]);
        }
        self.sheet.open(Shape::Note, &told);
        match number {
            None => self.sheet.leaf(Shape::Span, &[], label),
            Some(number) => {
                let back = (self.ui.texts.markdown.back)(number);
                self.jump(&self.id("mark", number), None, &back, number);
            }
        }
        self.sheet.open(Shape::Div, &[]);
        self.children(children, place);
        self.sheet.close();
        self.sheet.close();
    }

    /// A link within the text.
    fn jump(&mut self, target: &str, id: Option<&str>, name: &str, number: u32) {
        let href = ["#", target].concat();
        let mut told = vec![(Name::Href, href.as_str())];
        told.extend(id.map(|id| (Name::Id, id)));
        told.push((Name::Label, name));
        self.sheet.leaf(Shape::A, &told, &number.to_string());
    }

    fn id(&self, what: &str, number: u32) -> String {
        [self.prefix, "-", what, "-", &number.to_string()].concat()
    }
}

pub fn side(alignment: Alignment) -> Option<&'static str> {
    match alignment {
        Alignment::Natural => None,
        Alignment::Left => Some("left"),
        Alignment::Center => Some("center"),
        Alignment::Right => Some("right"),
    }
}

/// Whether the caret belongs inside this node rather than behind it.
fn holds_caret(node: &Node) -> bool {
    matches!(node, Node::Element(element) if matches!(
        element.kind,
        Kind::Paragraph | Kind::Heading(_) | Kind::Quote | Kind::List { .. } | Kind::Item | Kind::CodeBlock(_)
            | Kind::Verbatim | Kind::Plain { .. } | Kind::Table | Kind::Row { .. } | Kind::Cell(_) | Kind::FootnoteDefinition { .. }
    ))
}

/// Which of the children grows: the last; but the parser fills up a row with empty cells.
fn growing(nodes: &[Node]) -> usize {
    let is_filling = |node: &Node| matches!(node, Node::Element(element) if matches!(element.kind, Kind::Cell(_)) && element.children.is_empty());
    nodes.iter().rposition(|node| !is_filling(node)).unwrap_or(0)
}

/// Whether an item is a task: its box comes first, in its paragraph if the list is loose.
fn is_task(children: &[Node]) -> bool {
    match children.first() {
        Some(Node::Element(first)) if first.kind == Kind::Paragraph => is_task(&first.children),
        Some(Node::Element(first)) => matches!(first.kind, Kind::Task(_)),
        _ => false,
    }
}
