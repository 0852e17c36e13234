//! A code block: its language, what can be done with it, and its lines in colour, which scroll within.
//!
//! While it grows a delta writes the last lines again, and nothing else of it.

use std::rc::Rc;

use crate::domain::highlight::Class;
use crate::domain::highlight::growing::{Chunk, Colours};
use crate::domain::markdown::node::CodeBlock;
use crate::view::icons::Icon;
use crate::view::markdown::node::{Pen, Place};
use crate::view::markdown::sheet::{Name, Shape};

/// How many lines are shown of a block without being asked for, if it has more.
const LONG: usize = 30;

/// What can be shown of a code block in this language.
#[must_use]
pub fn preview(code: &CodeBlock) -> Option<&'static str> {
    let language = code.language.as_deref()?;
    ["mermaid", "html", "svg"].into_iter().find(|kind| language.eq_ignore_ascii_case(kind))
}

/// Which part of a block a chunk is. Told by a class: a rule for the last child would have the browser look at all
/// others when there is one more.
#[derive(Clone, Copy)]
enum Extent {
    /// Whole lines, and others follow.
    Whole,
    /// The last lines.
    Last,
    /// A part of a line that is too long for one.
    Piece,
}

impl Pen<'_, '_> {
    /// A code block, and the button that shows what it draws if it is more than code. What grows is only code.
    pub fn code(&mut self, code: &CodeBlock, place: Place) {
        let texts = &self.ui.texts.markdown;
        let (language, label) = match &code.language {
            Some(language) => (&**language, (texts.code_in)(language)),
            None => (texts.code, texts.code.to_owned()),
        };
        self.sheet.open(Shape::Block, &[]);
        self.sheet.open(Shape::Header, &[]);
        self.sheet.leaf(Shape::Span, &[], language);
        self.button(Shape::Wrap, texts.wrap, Icon::Wrap);
        self.button(Shape::Save, texts.download, Icon::Download);
        self.button(Shape::Copy, self.ui.texts.chat.copy, Icon::Copy);
        self.sheet.close();
        self.sheet.open(Shape::Pre, &[(Name::Label, &label)]);
        self.sheet.open(Shape::Code, &[]);
        self.chunks(code, place.caret);
        self.sheet.close();
        self.sheet.close();
        let lines = if place.caret { 0 } else { code.lines() };
        if lines > LONG {
            let folded = !self.watched;
            let name = if folded { (texts.show_all)(lines) } else { texts.show_less.to_owned() };
            self.sheet.leaf(Shape::Fold, &[(Name::Expanded, if folded { "false" } else { "true" })], &name);
            if folded {
                self.sheet.set(Name::Folded, "");
            }
        }
        self.sheet.close();
        if let Some(kind) = preview(code).filter(|_| !place.caret) {
            let name = if kind == "mermaid" { texts.show_diagram } else { texts.preview };
            self.sheet.open(Shape::Preview, &[]);
            self.sheet.leaf(Shape::Show, &[(Name::Expanded, "false")], name);
            self.sheet.close();
        }
    }

    fn button(&mut self, shape: Shape, name: &str, icon: Icon) {
        self.sheet.open(shape, &[(Name::Label, name), (Name::Title, name)]);
        self.sheet.leaf(Shape::Icon, &[(Name::Icon, icon.name())], "");
        self.sheet.close();
    }

    fn chunks(&mut self, code: &CodeBlock, caret: bool) {
        let (held, drawn) = &mut self.colours;
        if held.len() <= *drawn {
            held.resize_with(*drawn + 1, Colours::default);
        }
        let Some(colours) = held.get_mut(*drawn) else { return };
        *drawn += 1;
        colours.update(code);
        let chunks = colours.chunks().to_vec();
        let last = chunks.len().saturating_sub(1);
        let mut goes_on = false;
        for (index, chunk) in chunks.iter().enumerate() {
            let is_open = !chunk.text.ends_with('\n');
            let extent = match () {
                () if goes_on || (is_open && index != last) => Extent::Piece,
                () if index == last => Extent::Last,
                () => Extent::Whole,
            };
            goes_on = is_open;
            if index == last {
                self.lines(chunk, extent, caret);
            } else {
                self.unit(chunk, extent);
            }
        }
        if chunks.is_empty() {
            self.sheet.open(Shape::Span, &[]);
            if caret {
                self.caret();
            }
            self.sheet.close();
        }
    }

    /// Lines to which nothing is added any more.
    fn unit(&mut self, chunk: &Rc<Chunk>, extent: Extent) {
        self.sheet.unit(chunk, extent as u32, |sheet| {
            lines(sheet, chunk, extent);
            sheet.close();
        });
    }

    fn lines(&mut self, chunk: &Chunk, extent: Extent, caret: bool) {
        lines(&mut self.sheet, chunk, extent);
        if caret {
            self.caret();
        }
        self.sheet.close();
    }
}

/// Begins the element of some lines and writes them: an element for each coloured piece, words for what is between.
fn lines(sheet: &mut super::sheet::Writer<'_>, chunk: &Chunk, extent: Extent) {
    let shape = match extent {
        Extent::Whole => Shape::Whole,
        Extent::Last => Shape::Span,
        Extent::Piece => Shape::Piece,
    };
    sheet.open(shape, &[]);
    let mut rest = shown(&chunk.text);
    let mut tokens = chunk.tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        let mut length = token.length;
        while let Some(more) = tokens.next_if(|next| next.class == token.class) {
            length += more.length;
        }
        let (words, after) = rest.split_at_checked(length.min(rest.len())).unwrap_or((rest, ""));
        rest = after;
        match coloured(token.class) {
            Some(shape) if !words.is_empty() => sheet.leaf(shape, &[], words),
            _ => sheet.text(words),
        }
    }
    sheet.text(rest);
}

/// The line feed at the end is the element's own, which is a block; but not that of an empty line.
fn shown(text: &str) -> &str {
    match text.strip_suffix('\n') {
        Some(text) if !text.is_empty() && !text.ends_with('\n') => text,
        _ => text,
    }
}

fn coloured(class: Class) -> Option<Shape> {
    Some(match class {
        Class::Plain => return None,
        Class::Keyword => Shape::Keyword,
        Class::Type => Shape::Type,
        Class::Text => Shape::Text,
        Class::Comment => Shape::Comment,
        Class::Number => Shape::Number,
        Class::Function => Shape::Function,
        Class::Variable => Shape::Variable,
        Class::Attribute => Shape::Attribute,
        Class::Added => Shape::Inserted,
        Class::Removed => Shape::Deleted,
    })
}
