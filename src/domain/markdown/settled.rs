//! The block at the end of a growing text: what of it can no longer change is kept, and only the rest is parsed again.
//!
//! Promises that a list, a table, a quote or a paragraph costs what is new of it, however long it is, and that it has
//! the nodes it would have if parsed whole. Where that is in doubt nothing is kept.

use std::rc::Rc;

use super::math::Formulas;
use super::node::{Element, Kind, Node};
use super::parse::{Parsed, Part};

/// Labels that are named in what is settled; with more of them nothing is kept.
const LABELS: usize = 64;
/// A paragraph is left whole up to so many bytes.
const SHORT: usize = 64;

/// What of a block is settled.
#[derive(Debug)]
pub struct Settled {
    /// Where the block starts, in bytes of the source.
    pub from: usize,
    /// To where it is settled.
    pub to: usize,
    kind: Kind,
    children: Vec<Node>,
    labels: Vec<String>,
    /// What the parser sees in place of that: so much that it goes on as it would.
    before: String,
    /// Whether the list's items are paragraphs. A list becomes loose by its last item, too.
    loose: bool,
    /// In a paragraph: how long the rest must be before it is tried to settle more of it.
    patience: usize,
    /// How many bytes the parser was given to find that out.
    pub cost: usize,
}

/// A text and where it begins in the source.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    /// Its beginning.
    pub base: usize,
    /// The text.
    pub text: &'a str,
}

impl Settled {
    /// What is to be parsed.
    #[must_use]
    pub fn rest(&self, source: &str) -> String {
        [self.before.as_str(), source.get(self.to..).unwrap_or_default()].concat()
    }

    /// The whole again, from what [`Self::rest`] became; places count from where the block starts. None if what was
    /// settled is not.
    #[must_use]
    pub fn join(&self, mut parsed: Parsed) -> Option<Parsed> {
        let (before, settled) = (self.before.len(), self.to - self.from);
        let place = |at: usize| (at + settled).saturating_sub(before);
        let first = parsed.blocks.first_mut()?;
        let [Node::Element(element)] = first.nodes.as_slice() else { return None };
        if !parsed.definitions.is_empty() || !same(&self.kind, &element.kind) || !first.footnotes.is_empty() {
            return None;
        }
        let mut children = self.children.clone();
        match self.kind {
            Kind::Paragraph => continued(&mut children, &element.children)?,
            Kind::List { .. } => {
                let (stand_in, rest) = element.children.split_first()?;
                if looseness(std::slice::from_ref(stand_in))? != self.loose {
                    return None;
                }
                children.extend_from_slice(rest);
                first.inner.remove(0);
            }
            Kind::Table => {
                children.extend_from_slice(element.children.get(1..)?);
                first.inner.remove(0);
            }
            _ => children.extend_from_slice(&element.children),
        }
        first.nodes = vec![Node::element(self.kind.clone(), children)];
        first.open_labels.extend_from_slice(&self.labels);
        for part in &mut parsed.blocks {
            part.range = place(part.range.start)..place(part.range.end);
            part.inner.iter_mut().for_each(|at| *at = place(*at));
        }
        parsed.blocks.first_mut()?.range.start = 0;
        parsed.formulas.shift(place);
        Some(parsed)
    }
}

/// Settles as much as possible of the block that starts at `from` and is the last one, and that was settled to some
/// place `before`.
#[must_use]
pub fn settle(
    before: Option<Settled>,
    from: usize,
    body: Body<'_>,
    part: &Part,
    formulas: &Formulas,
) -> Option<Settled> {
    let [Node::Element(element)] = part.nodes.as_slice() else { return None };
    if !part.footnotes.is_empty() {
        return None;
    }
    let before = before.filter(|before| before.from == from);
    if element.kind == Kind::Paragraph {
        return paragraph(before, from, body, part);
    }
    let whole = element.children.len().checked_sub(part.inner.len())?;
    let loose = match (&element.kind, &before) {
        (_, Some(before)) => before.loose,
        (Kind::List { .. }, None) => looseness(&element.children)?,
        _ => false,
    };
    // A table's head and the line below it are parsed each time.
    let least = if element.kind == Kind::Table && before.is_none() { 2 } else { 1 };
    let clear = |at: usize| {
        let line = line_start(body.text, at);
        let end = line + body.text.get(line..)?.find('\n')?;
        (formulas.is_clear(line) && formulas.is_clear(end)).then_some(line)
    };
    let found = part.inner.iter().enumerate().skip(least).rev().find_map(|(index, at)| {
        let line = clear(*at)?;
        Some((index, line, stand_in(&element.kind, loose, from, body, line, *at)?))
    });
    let Some((index, line, stand_in)) = found else { return before };
    Some(Settled {
        from,
        to: body.base + line,
        kind: element.kind.clone(),
        children: element.children.get(..whole + index)?.to_vec(),
        labels: once(&part.open_labels)?,
        before: stand_in,
        loose,
        patience: 0,
        cost: 0,
    })
}

/// What stands for all that is before the child at `at`, whose line begins at `line`.
fn stand_in(kind: &Kind, loose: bool, from: usize, body: Body<'_>, line: usize, at: usize) -> Option<String> {
    let (above, rest) = body.text.split_at_checked(line).filter(|_| body.base + line > from)?;
    let indented = rest.trim_start_matches(' ');
    let indent = rest.len() - indented.len();
    match kind {
        Kind::List { .. } => {
            let digits = indented.trim_start_matches(|sign: char| sign.is_ascii_digit());
            let marker = indented.get(..indented.len() - digits.len() + 1)?;
            let fits = indent < 4 && at == line + indent && marker.ends_with(['-', '*', '+', '.', ')']);
            // Neither deeper nor less deep than what follows, so that both are items of one list.
            fits.then(|| [" ".repeat(indent).as_str(), marker, " x\n", if loose { "\n" } else { "" }].concat())
        }
        Kind::Table => {
            let head = body.text.get(from.checked_sub(body.base)?..line)?;
            let length: usize = head.split_inclusive('\n').take(2).map(str::len).sum();
            head.get(..length).map(str::to_owned)
        }
        Kind::Quote => {
            let inside = indented.strip_prefix('>')?;
            let deep = inside.len() - inside.trim_start_matches(' ').len();
            let empty = above.strip_suffix('\n')?.rsplit('\n').next()?.trim_matches([' ', '>']).is_empty();
            (indent < 4 && deep < 5 && empty && !inside.trim_start_matches(' ').starts_with('\t')).then(String::new)
        }
        _ => None,
    }
}

/// Settles a paragraph up to a gap between two words before which all is closed.
fn paragraph(before: Option<Settled>, from: usize, body: Body<'_>, part: &Part) -> Option<Settled> {
    let (to, patience) = before.as_ref().map_or((from, SHORT), |before| (before.to, before.patience));
    let text = body.text.get(to.checked_sub(body.base)?..part.range.end)?;
    if text.len() < patience {
        return before.map(|before| Settled { cost: 0, ..before });
    }
    let mut settled = before.unwrap_or_else(|| Settled {
        from,
        to,
        kind: Kind::Paragraph,
        children: Vec::new(),
        labels: Vec::new(),
        before: String::new(),
        loose: false,
        patience,
        cost: 0,
    });
    settled.patience = text.len() + text.len() / 4;
    settled.cost = text.len();
    if let Some((gap, nodes)) = gap(text).and_then(|gap| Some((gap, closed(text.get(..gap)?, &settled.before)?))) {
        continued_by(&mut settled.children, &nodes, settled.before.len())?;
        settled.to += gap;
        settled.before = "x".into();
        settled.patience = SHORT;
    }
    settled.labels = once(&part.open_labels)?;
    Some(settled)
}

/// The last gap between two words, as a place in the text.
fn gap(text: &str) -> Option<usize> {
    let mut after = None;
    for (at, sign) in text.char_indices().rev() {
        if matches!(sign, ' ' | '\n') && after.is_some_and(char::is_alphanumeric) {
            let left = text.get(..at)?.chars().next_back();
            if left
                .is_some_and(|left| left.is_alphanumeric() || matches!(left, '.' | ',' | ';' | ':' | '!' | '?' | ')'))
            {
                return Some(at);
            }
        }
        after = Some(sign);
    }
    None
}

/// The nodes of a piece of a paragraph in which nothing is open; none if something may be.
fn closed(text: &str, before: &str) -> Option<Vec<Node>> {
    let parsed =
        super::parse::parse(&[before, text].concat(), super::parse::Known(&[]), super::policy::Policy::SHIPPED, false);
    let [part] = parsed.blocks.as_slice() else { return None };
    let [Node::Element(element)] = part.nodes.as_slice() else { return None };
    let in_formula = |at: usize| parsed.formulas.after(at).is_some_and(|formula| formula.range.contains(&at));
    let mut raw = text.bytes().enumerate();
    let open = raw.any(|(at, sign)| sign == b'|' || (matches!(sign, b'$' | b'\\') && !in_formula(before.len() + at)));
    let plain = |node: &Node| match node {
        Node::Text(text) => !text.contains(['*', '_', '~', '`', '[', '<']),
        Node::Element(_) => true,
    };
    let clear =
        element.kind == Kind::Paragraph && !open && parsed.definitions.is_empty() && part.open_labels.is_empty();
    (clear && part.footnotes.is_empty() && element.children.iter().all(plain)).then(|| element.children.clone())
}

/// Puts behind words what follows them, which stands behind a letter that stands for them.
fn continued(children: &mut Vec<Node>, more: &[Node]) -> Option<()> {
    continued_by(children, more, usize::from(!children.is_empty()))
}

fn continued_by(children: &mut Vec<Node>, more: &[Node], stand_in: usize) -> Option<()> {
    let mut more = more.iter();
    if stand_in > 0 {
        let Some(Node::Text(first)) = more.next() else { return None };
        let rest = first.get(stand_in..)?;
        match children.last_mut() {
            Some(Node::Text(last)) => *last = Rc::from([&**last, rest].concat()),
            _ if rest.is_empty() => {}
            _ => children.push(Node::text(rest)),
        }
    }
    children.extend(more.cloned());
    Some(())
}

/// Whether two blocks are of one kind, whatever number a list starts with.
fn same(one: &Kind, two: &Kind) -> bool {
    match (one, two) {
        (Kind::List { start: one }, Kind::List { start: two }) => one.is_some() == two.is_some(),
        _ => one == two,
    }
}

/// Whether the items of a list are paragraphs; none if they do not tell.
fn looseness(items: &[Node]) -> Option<bool> {
    let mut firsts = items.iter().filter_map(|item| match item {
        Node::Element(item) => item.children.first(),
        Node::Text(_) => None,
    });
    firsts.find_map(|first| match first {
        Node::Text(_) => Some(false),
        Node::Element(element) => words(element),
    })
}

fn words(element: &Rc<Element>) -> Option<bool> {
    match element.kind {
        Kind::Paragraph => Some(true),
        Kind::Heading(_)
        | Kind::Quote
        | Kind::List { .. }
        | Kind::CodeBlock(_)
        | Kind::Verbatim
        | Kind::Plain { .. }
        | Kind::Table
        | Kind::Rule
        | Kind::FootnoteDefinition { .. } => None,
        _ => Some(false),
    }
}

/// Labels, each once; none if they are too many.
fn once(labels: &[String]) -> Option<Vec<String>> {
    let mut once: Vec<String> = Vec::new();
    for label in labels {
        if !once.contains(label) {
            if once.len() == LABELS {
                return None;
            }
            once.push(label.clone());
        }
    }
    Some(once)
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}
