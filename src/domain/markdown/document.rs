//! A markdown document that grows at its end.
//!
//! Top-level blocks that nothing can change any more are parsed once; only the open tail is parsed again, and an
//! open code fence is read line by line. At every moment the blocks are those of the whole text parsed at once.

use std::rc::Rc;

use super::budget::{Plain, SLICE, TEXT, UNSETTLED, Weight};
use super::definitions::{Definitions, Meaning};
use super::fence::OpenFence;
use super::footnotes;
use super::math::Formulas;
use super::node::{Block, Kind, Node};
use super::parse::{Known, Parsed, Part, parse};
use super::policy::{Policy, Rule};
use super::settled::{Body, Settled, settle};

/// A growing markdown document.
#[derive(Debug, Default)]
pub struct Document {
    policy: Policy,
    /// The text as the parser wants it: lines end in a line feed, no NUL.
    source: String,
    /// Whether the last character pushed was a carriage return, whose line feed may follow.
    after_return: bool,
    /// Where the tail starts: what is before is in finished blocks.
    cut: usize,
    /// To where the parser sees the source. A long text is parsed in slices.
    seen: usize,
    /// The nodes of finished blocks.
    nodes: usize,
    /// The stretch at the end that is shown as it was written.
    plain: Option<Plain>,
    blocks: Vec<Rc<Block>>,
    /// For each finished block (they are the first ones) what it takes to parse it again.
    finished: Vec<Finished>,
    defined: Definitions,
    tail_defined: Definitions,
    fence: Option<OpenFence>,
    /// What of the last block need not be parsed again.
    settled: Option<Settled>,
    /// During an update: what stood where something new stands now, to be put back if it turns out equal.
    replaced: Vec<Rc<Block>>,
    /// How many bytes the parser was given so far.
    parsed: usize,
}

#[derive(Debug)]
struct Finished {
    /// Where the parse that found it began, and to where nothing later reaches back.
    from: usize,
    end: usize,
    /// The labels it names whose meaning can still change.
    open_labels: Vec<String>,
}

impl Document {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A whole text at once.
    #[must_use]
    pub fn whole(text: &str) -> Self {
        Self::under(Policy::SHIPPED, text)
    }

    /// A whole text at once, under another policy than the page's.
    #[must_use]
    pub fn under(policy: Policy, text: &str) -> Self {
        let mut document = Self { policy, ..Self::default() };
        document.push(text);
        document.update();
        document
    }

    /// Appends. Cheap: nothing is parsed before [`Self::update`].
    pub fn push(&mut self, more: &str) {
        if more.is_empty() {
            return;
        }
        let mut rest = more.strip_prefix('\n').filter(|_| self.after_return).unwrap_or(more);
        self.after_return = more.ends_with('\r');
        if !rest.bytes().any(|byte| matches!(byte, b'\r' | b'\0')) {
            return self.source.push_str(rest);
        }
        while let Some((plain, special)) = rest.find(['\r', '\0']).and_then(|at| rest.split_at_checked(at)) {
            self.source.push_str(plain);
            self.source.push(if special.starts_with('\0') { '\u{fffd}' } else { '\n' });
            let one = special.strip_prefix(['\r', '\0']).unwrap_or_default();
            rest = if special.starts_with('\r') { one.strip_prefix('\n').unwrap_or(one) } else { one };
        }
        self.source.push_str(rest);
    }

    /// The blocks as of the last [`Self::update`]. Those that did not change are the same `Rc` as before.
    #[must_use]
    pub fn blocks(&self) -> &[Rc<Block>] {
        &self.blocks
    }

    /// How many bytes the parser has been given so far, all updates together: the cost of having grown.
    #[must_use]
    pub fn parsed_bytes(&self) -> usize {
        self.parsed
    }

    /// Brings the blocks up to date with what was pushed. Once a frame is enough.
    pub fn update(&mut self) {
        self.replaced = self.blocks.split_off(self.finished.len().min(self.blocks.len()));
        loop {
            self.seen = self.slice_end();
            self.blocks.truncate(self.finished.len());
            self.grow();
            if self.seen.max(self.cut) >= self.source.len() || self.plain.is_some() {
                break;
            }
        }
        if self.blocks.iter().any(|block| !block.footnotes.is_empty()) {
            footnotes::number(&mut self.blocks);
        }
        for old in std::mem::take(&mut self.replaced) {
            let place = self.blocks.binary_search_by_key(&old.key, |block| block.key);
            if let Some(block) = place.ok().and_then(|at| self.blocks.get_mut(at)).filter(|block| **block == old) {
                *block = old;
            }
        }
    }

    fn slice_end(&self) -> usize {
        if !self.policy.keeps(Rule::Budget) {
            return self.source.len();
        }
        self.source.ceil_char_boundary(self.seen.max(self.cut).saturating_add(SLICE))
    }

    /// Appends the blocks of the tail; there are only finished ones.
    fn grow(&mut self) {
        // At most one fence is open at the end; what it closes with may be followed by more. And so it is with what is
        // shown as it was written.
        while self.is_past_plain() {
            let Some(mut fence) = self.fence.take().or_else(|| self.parse_tail()) else {
                if self.plain.is_none() {
                    return;
                }
                continue;
            };
            let end = fence.read(&self.source);
            let nodes = vec![Node::leaf(Kind::CodeBlock(fence.block(&self.source)))];
            self.blocks.push(Rc::new(Block { key: fence.start, nodes, footnotes: Vec::new() }));
            let Some(end) = end else {
                self.fence = Some(fence);
                return;
            };
            self.finished.push(Finished { from: fence.start, end, open_labels: Vec::new() });
            self.cut = end;
            self.seen = self.seen.max(end);
        }
    }

    /// Appends what is shown as it was written. Whether the text goes on behind it.
    fn is_past_plain(&mut self) -> bool {
        let Some(mut plain) = self.plain.take() else { return true };
        let end = plain.read(&self.source, |range, node, complete| {
            self.blocks.push(Rc::new(Block { key: range.start, nodes: vec![node], footnotes: Vec::new() }));
            if complete {
                self.nodes += 1;
                self.finished.push(Finished { from: range.start, end: range.end, open_labels: Vec::new() });
            }
        });
        self.cut = plain.at;
        self.seen = self.seen.max(self.cut);
        if end.is_none() {
            self.plain = Some(plain);
        }
        end.is_some()
    }

    /// Parses the tail. If it ends in a fence that can be read without the parser, that is left to the caller, and so
    /// is what is too much.
    fn parse_tail(&mut self) -> Option<OpenFence> {
        let base = self.cut;
        let Some(mut parsed) = self.parse_from(base) else {
            self.define(Vec::new(), 0);
            self.plain = Some(Plain::new(base, false));
            return None;
        };
        let body = self.source.get(base..self.seen).unwrap_or_default();
        let mut count = finished_blocks(body, &parsed.blocks, &parsed.formulas);
        let mut cut =
            parsed.blocks.get(count).filter(|_| count > 0).map_or(0, |next| line_start(body, next.range.start));

        let mut settled = self.settled.take();
        if let Some((first, endless)) = self.first_too_much(&parsed.blocks) {
            let start = parsed.blocks.get(first).map_or(0, |part| line_start(body, part.range.start));
            (count, cut) = (first, start);
            parsed.blocks.truncate(first);
            parsed.definitions.retain(|(at, ..)| *at < start);
            self.plain = Some(Plain::new(base + start, endless));
            settled = None;
        }
        let last = parsed.blocks.last();
        let undefined = parsed.definitions.is_empty() && self.tail_defined.is_empty();
        let alone = parsed.blocks.len() == count + 1;
        match last.filter(|last| undefined && alone && line_start(body, last.range.start) == cut) {
            Some(last) => {
                self.settled = settle(settled, base + cut, Body { base, text: body }, last, &parsed.formulas);
                self.parsed += self.settled.as_ref().map_or(0, |settled| settled.cost);
            }
            // What is behind the block may still turn out to be of it: `1`, before the full stop comes.
            None if undefined && count == 0 => self.settled = settled,
            None => {}
        }
        self.define(std::mem::take(&mut parsed.definitions), cut);

        let body = self.source.get(base..self.seen).unwrap_or_default();
        let fence = self.fence_in(body, base, parsed.blocks.get(count..).unwrap_or_default());
        let tail_blocks = parsed.blocks.len() - count - usize::from(fence.is_some());
        for (index, part) in parsed.blocks.into_iter().enumerate().take(count + tail_blocks) {
            let key = base + line_start(body, part.range.start);
            if index < count {
                let mut open_labels = part.open_labels;
                open_labels.retain(|label| self.defined.get(label).is_none());
                self.finished.push(Finished { from: base, end: base + cut, open_labels });
                self.nodes += Weight::of(&part.nodes).nodes;
            }
            self.blocks.push(Rc::new(Block { key, nodes: part.nodes, footnotes: part.footnotes }));
        }
        self.cut = fence.as_ref().map_or(base + cut, |fence| fence.start);
        fence
    }

    /// The first block that is too much, and whether all behind it is, too.
    fn first_too_much(&self, parts: &[Part]) -> Option<(usize, bool)> {
        let mut nodes = self.nodes;
        let weights = parts.iter().filter(|_| self.policy.keeps(Rule::Budget)).map(|part| Weight::of(&part.nodes));
        weights.enumerate().find_map(|(index, weight)| {
            nodes += weight.nodes;
            (nodes > TEXT || !weight.is_borne()).then_some((index, nodes > TEXT))
        })
    }

    /// Parses all from there on, but for what is settled. None: it is too much.
    fn parse_from(&mut self, base: usize) -> Option<Parsed> {
        let seen = self.source.get(..self.seen).unwrap_or_default();
        if let Some(settled) = self.settled.take().filter(|settled| settled.from == base) {
            let rest = settled.rest(seen);
            self.parsed += rest.len();
            let is_borne = rest.len() <= UNSETTLED || !self.policy.keeps(Rule::Budget);
            let joined =
                is_borne.then(|| settled.join(parse(&rest, Known(&[&self.defined]), self.policy, true))).flatten();
            if let Some(parsed) = joined {
                self.settled = Some(settled);
                return Some(parsed);
            }
        }
        let body = seen.get(base..).unwrap_or_default();
        if body.len() > UNSETTLED && self.policy.keeps(Rule::Budget) {
            return None;
        }
        self.parsed += body.len();
        Some(parse(body, Known(&[&self.defined]), self.policy, true))
    }

    /// The fence to read on without the parser, if the tail is nothing else.
    fn fence_in(&self, body: &str, base: usize, tail: &[Part]) -> Option<OpenFence> {
        let [Part { range, nodes, .. }] = tail else { return None };
        let [Node::Element(element)] = nodes.as_slice() else { return None };
        let Kind::CodeBlock(code) = &element.kind else { return None };
        if line_start(body, range.start) != range.start || !self.tail_defined.is_empty() {
            return None;
        }
        OpenFence::open(&self.source, base + range.start, code.language.clone())
    }

    /// Takes what a parse of the tail found defined; before `cut` it stays so. Finished blocks that name a label
    /// whose meaning this changes are parsed again.
    fn define(&mut self, definitions: Vec<(usize, String, Meaning)>, cut: usize) {
        if definitions.is_empty() && self.tail_defined.is_empty() {
            return;
        }
        let tail_was = std::mem::take(&mut self.tail_defined);
        let mut now = Definitions::default();
        for (_, label, meaning) in &definitions {
            now.add(label, meaning);
        }
        let changed = |label: &String| self.defined.get(label).is_none() && tail_was.get(label) != now.get(label);
        let is_concerned = |finished: &Finished| finished.open_labels.iter().any(changed);
        let concerned: Vec<bool> = self.finished.iter().map(is_concerned).collect();
        for (at, label, meaning) in &definitions {
            let known = if *at < cut { &mut self.defined } else { &mut self.tail_defined };
            known.add(label, meaning);
        }
        let blocks = self.blocks.iter_mut().zip(&mut self.finished).zip(concerned);
        for ((block, finished), _) in blocks.filter(|(_, concerned)| *concerned) {
            let source = self.source.get(finished.from..finished.end).unwrap_or_default();
            self.parsed += source.len();
            let at = block.key - finished.from;
            let parts = parse(source, Known(&[&self.defined, &self.tail_defined]), self.policy, false).blocks;
            if let Some(part) = parts.into_iter().find(|part| part.range.start >= at) {
                let new = Block { key: block.key, nodes: part.nodes, footnotes: part.footnotes };
                self.replaced.push(std::mem::replace(block, Rc::new(new)));
            }
            finished.open_labels.retain(|label| self.defined.get(label).is_none());
        }
    }
}

/// How many of the blocks no later text can change, other than by a definition.
///
/// A block is finished when another follows it whose first line is complete and would be the same block if the
/// text began there.
fn finished_blocks(body: &str, parts: &[Part], formulas: &Formulas) -> usize {
    let mut line_ends = body.rmatch_indices('\n').map(|(at, _)| at);
    let (last, last_but_one) = (line_ends.next(), line_ends.next());
    let is_boundary = |part: &Part| {
        let start = line_start(body, part.range.start);
        // A table is one only as long as its second line says so.
        let (needed, lines) = if is_table(part) { (last_but_one, 2) } else { (last, 1) };
        // What a formula covers later must neither join the block to the one before it nor make another kind of it.
        needed.is_some_and(|end| start <= end)
            && body.get(..start).is_some_and(|before| before.ends_with('\n'))
            && stands_alone(body, start)
            && formulas.is_clear(start)
            && (body.get(..start).is_some_and(|before| before.ends_with("\n\n"))
                || is_clear_after(body, start, lines, formulas))
    };
    parts.iter().enumerate().skip(1).rev().find(|(_, part)| is_boundary(part)).map_or(0, |(index, _)| index)
}

/// Whether no formula reaches beyond these lines from within them.
fn is_clear_after(body: &str, start: usize, lines: usize, formulas: &Formulas) -> bool {
    let mut ends = body.get(start..).unwrap_or_default().match_indices('\n').take(lines);
    ends.all(|(at, _)| formulas.is_clear(start + at))
}

fn is_table(part: &Part) -> bool {
    matches!(part.nodes.as_slice(), [Node::Element(element)] if element.kind == Kind::Table)
}

/// Whether a block that starts with the line at `start` is the same without what is before it: a blank line is
/// before it, or nothing of a definition can be (text after one is in its paragraph), or it is a fence or heading.
fn stands_alone(body: &str, start: usize) -> bool {
    let (before, rest) = body.split_at_checked(start).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let text = line.trim_start_matches(' ');
    if line.len() - text.len() > 3 || text.starts_with('\t') {
        return false;
    }
    let mut above = before.strip_suffix('\n').unwrap_or(before).rsplit('\n').take_while(|line| !line.trim().is_empty());
    text.starts_with("```")
        || text.starts_with("~~~")
        || text.starts_with('#')
        || !above.any(|line| line.contains("]:"))
}

/// Where the line of a block starts, or the block itself if something else (a footnote's label) is before it.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let indented = before.trim_end_matches([' ', '\t']);
    if indented.is_empty() || indented.ends_with('\n') { indented.len() } else { at }
}
