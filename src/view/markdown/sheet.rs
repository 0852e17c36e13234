//! What is to be done to the page, as instructions: a block is built by one call into the page's script, and while it
//! grows only from where it differs.
//!
//! Promises that what stands on the page is afterwards what was written here, however it came about. To make, compare
//! and attach each node by itself was half of the work for a reply. Nothing is ever built from a string of markup: the
//! script (`page/draw.js`) knows elements, attributes and text.

use std::rc::Rc;

use crate::domain::highlight::growing::Chunk;

/// Makes a closed list of names, one a line.
macro_rules! named {
    ($(#[$doc:meta])* $kind:ident $list:ident: $($name:ident $plain:literal)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind { $(#[doc = $plain] $name),* }

        /// All of them.
        pub const $list: &str = concat!($($plain, "\n"),*);
    };
}

named! {
    /// The elements, with what they always have. Values hold no spaces.
    Shape SHAPES:
    P "p" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Quote "blockquote" Bullets "ul" Numbers "ol" Item "li"
    TaskItem "li class=task" Ticked "input type=checkbox disabled checked" Unticked "input type=checkbox disabled"
    Verbatim "p class=verbatim" Plain "p class=verbatim,plain" PlainEnd "p class=verbatim,plain,ends"
    Beyond "p class=beyond role=note" Em "em" Strong "strong" Del "del" Code "code" Hr "hr" Br "br" Span "span" Sup "sup"
    Div "div" A "a" Out "a rel=noopener,noreferrer,nofollow referrerpolicy=no-referrer" Image "span class=image"
    From "span class=from" Caution "span class=caution" Note "div class=footnote role=note"
    Caret "span class=caret aria-hidden=true" Picture "img class=picture decoding=async"
    Formula "sotto-formula dir=ltr" OpenFormula "span dir=ltr class=formula"
    Tabular "div class=tabular" Scroll "div class=table tabindex=0 role=region" Table "table" Wide "table class=wide" Head "thead" Body "tbody"
    Row "tr" Column "th scope=col" Cell "td" Sort "button type=button class=sort data-act=sort"
    TableTools "div class=table-tools role=group" Csv "button type=button class=button data-kind=quiet data-act=csv"
    AsMarkdown "button type=button class=button data-kind=quiet data-act=markdown"
    Block "div class=code dir=ltr" Header "header" Pre "pre tabindex=0 role=region"
    Wrap "button type=button class=button data-kind=icon data-act=wrap"
    Save "button type=button class=button data-kind=icon data-act=save"
    Copy "button type=button class=button data-kind=icon data-act=copy"
    Icon "span class=icon aria-hidden=true"
    Fold "button type=button data-kind=quiet class=fold,button data-act=fold"
    Preview "div class=preview" Show "button type=button class=button data-kind=quiet data-act=show"
    Frame "sotto-preview" Undrawn "p role=status class=undrawn" Unstarted "div class=unstarted" Status "p role=status"
    Again "button type=button class=button data-kind=plain data-act=again" ScriptsOff "div class=scripts-off"
    RunScripts "button type=button class=button data-kind=plain data-act=run" Outline "details class=outline" Summary "summary"
    Go "button type=button data-act=go" Whole "span class=whole" Piece "span class=piece"
    Keyword "span class=k" Type "span class=t" Text "span class=s" Comment "span class=c" Number "span class=n"
    Function "span class=f" Variable "span class=v" Attribute "span class=a" Inserted "span class=ins" Deleted "span class=del"
}

named! {
    /// The attributes that differ from element to element.
    Name NAMES:
    Dir "dir" Start "start" Class "class" Href "href" Target "target" Title "title" Id "id" Label "aria-label"
    Source "source" Display "data-display" Src "src" Alt "alt" Kind "kind" Named "name" Icon "data-icon"
    Expanded "aria-expanded" Folded "data-folded" TabIndex "tabindex" Depth "data-depth"
    Far "data-far"
}

/// The instructions, as the page's script knows them: four bits say which, the others how many or which one.
mod op {
    pub const CLOSE: u32 = 0;
    pub const OPEN: u32 = 1;
    pub const TEXT: u32 = 2;
    pub const VALUE: u32 = 3;
    pub const OUT: u32 = 4;
    /// What stands behind it goes, but not on the page itself.
    pub const INTO: u32 = 5;
    pub const CUT: u32 = 6;
    pub const MORE: u32 = 7;
    pub const BEFORE: u32 = 8;
    pub const DROP: u32 = 9;
    pub const NAME: u32 = 10;
    /// Not for the script: a piece that is known by its pointer.
    pub const UNIT: u32 = 15;
}

/// The caret, as it is noted.
const CARET: u32 = op::OPEN | (Shape::Caret as u32) << 4;

/// What is to be done.
#[derive(Debug, Default)]
pub struct Patch {
    /// The instructions.
    pub ops: Vec<u32>,
    /// Their words, one after the other.
    pub text: String,
}

impl Patch {
    /// The nodes from that place on go, so many of them, and what is written now comes there.
    pub fn replace(&mut self, from: u32, count: u32) {
        self.op(op::BEFORE, from);
        if count > 0 {
            self.op(op::DROP, count);
        }
    }

    fn op(&mut self, op: u32, number: u32) {
        self.ops.push(op | number << 4);
    }

    /// Lengths are told as the script counts them.
    fn words(&mut self, op: u32, words: &str) {
        let length = if words.is_ascii() { words.len() } else { words.encode_utf16().count() };
        self.op(op, count(length));
        self.text.push_str(words);
    }

    fn attribute(&mut self, name: Name, value: &str) {
        self.op(op::NAME, name as u32);
        self.words(op::VALUE, value);
    }
}

/// What was written of a block that grows, to be compared with what is written next.
#[derive(Debug, Default)]
pub struct Ledger {
    ops: Vec<u32>,
    words: String,
    /// Pieces known by their pointers, which nothing else takes meanwhile.
    units: Vec<Rc<Chunk>>,
    roots: u32,
}

/// Writes one block.
#[derive(Debug)]
pub struct Writer<'a> {
    patch: &'a mut Patch,
    /// Where the block's first node stands.
    base: u32,
    /// What stands there, for as long as nothing differs from it.
    old: Option<Ledger>,
    /// What is written, if the block still grows.
    new: Option<Ledger>,
    /// How many children are complete: of the page's element, and of each one that is open.
    path: Vec<u32>,
    /// How many of the open ones are being built.
    built: usize,
    /// Inside a piece that is known by its pointer.
    in_unit: bool,
    /// The block comes with so many others that it is far from the window: it is laid out when it comes near.
    pub far: bool,
    /// Text was added before the caret, which still stands behind it: so many nodes are to stay if something else comes.
    kept: Option<u32>,
}

impl<'a> Writer<'a> {
    /// Writes a block in the place of so many nodes from `base` on. What was written of the one that stands there can be
    /// given; what is written now is kept if it `grows`.
    pub fn new(patch: &'a mut Patch, base: u32, roots: u32, old: Option<Ledger>, grows: bool) -> Self {
        if old.is_none() {
            patch.replace(base, roots);
        }
        let new = (grows || old.is_some()).then(Ledger::default);
        Self { patch, base, old, new, path: vec![0], built: 0, in_unit: false, far: false, kept: None }
    }

    /// How many nodes it has, and what was written.
    pub fn finish(mut self) -> (u32, Option<Ledger>) {
        if let (Some(old), Some(new)) = (&self.old, &self.new)
            && old.ops.len() > new.ops.len()
        {
            self.differ(0);
        }
        let roots = self.path.first().copied().unwrap_or(0);
        if let Some(new) = &mut self.new {
            new.roots = roots;
        }
        (roots, self.new)
    }

    /// Begins an element.
    #[inline(never)]
    pub fn open(&mut self, shape: Shape, attributes: &[(Name, &str)]) {
        let mut same = self.record(op::OPEN | (shape as u32) << 4 | count(attributes.len()) << 16, "");
        for (name, value) in attributes {
            same &= self.record((*name as u32) << 24 | count(value.len()), value);
        }
        if self.writes(same) {
            self.patch.op(op::OPEN, shape as u32);
            for (name, value) in attributes {
                self.patch.attribute(*name, value);
            }
            if self.far && self.path.len() == 1 {
                self.patch.attribute(Name::Far, "");
            }
            self.built += 1;
        }
        self.path.push(0);
    }

    /// Ends it.
    #[inline(never)]
    pub fn close(&mut self) {
        let same = self.record(op::CLOSE, "");
        let writes = self.writes(same);
        self.path.pop();
        self.one_more();
        if writes {
            let entered = self.built == 0;
            self.patch.op(if entered { op::OUT } else { op::CLOSE }, 0);
            self.built -= usize::from(!entered);
        }
    }

    /// An element with nothing but words in it.
    #[inline(never)]
    pub fn leaf(&mut self, shape: Shape, attributes: &[(Name, &str)], words: &str) {
        self.open(shape, attributes);
        self.text(words);
        self.close();
    }

    /// The end of what grows. It stays where text was added before it: to move it would have it styled for each frame.
    pub fn caret(&mut self) {
        if self.kept.take().is_none() {
            return self.leaf(Shape::Caret, &[], "");
        }
        self.record(CARET, "");
        self.record(op::CLOSE, "");
        self.one_more();
    }

    /// Words.
    #[inline(never)]
    pub fn text(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let beginning = self.old_text();
        let same = self.record(op::TEXT | count(words.len()) << 4, words);
        let rest = beginning.and_then(|length| {
            let from = self.new.as_ref()?.words.len() - words.len();
            let (before, rest) = words.split_at_checked(length)?;
            let old = self.old.as_ref()?.words.get(from..)?;
            old.starts_with(before).then_some(rest)
        });
        if let Some(rest) = rest.filter(|_| !same) {
            let last = self.path.last().copied().unwrap_or(0);
            if self.is_before_caret() {
                self.differ(2);
                self.kept = Some(last + 1);
            } else {
                self.differ(1);
            }
            self.patch.words(op::MORE, rest);
        } else if self.writes(same) {
            self.patch.words(op::TEXT, words);
        }
        self.one_more();
    }

    /// An attribute of the element that is open, told behind what is in it.
    pub fn set(&mut self, name: Name, value: &str) {
        let same = self.record(op::NAME | (name as u32) << 4, value);
        if self.writes(same) {
            self.patch.attribute(name, value);
        }
    }

    /// One node, which is the same as long as its pointer and its kind are.
    pub fn unit(&mut self, unit: &Rc<Chunk>, kind: u32, write: impl FnOnce(&mut Self)) {
        // Addresses have 32 bits where this counts.
        let address = Rc::as_ptr(unit).addr() as u32;
        let mut same = self.record(op::UNIT | kind << 4, "");
        same &= self.record(address, "");
        if let Some(new) = &mut self.new {
            new.units.push(Rc::clone(unit));
        }
        if self.writes(same) {
            self.in_unit = true;
            write(self);
            self.in_unit = false;
        } else {
            self.one_more();
        }
    }

    fn one_more(&mut self) {
        if let Some(children) = self.path.last_mut() {
            *children += 1;
        }
    }

    /// The length of the text that stood here.
    fn old_text(&self) -> Option<usize> {
        let (old, new) = (self.old.as_ref()?, self.new.as_ref()?);
        let op = *old.ops.get(new.ops.len())?;
        (op & 15 == op::TEXT).then_some((op >> 4) as usize)
    }

    /// Whether the caret stood behind the text noted last.
    fn is_before_caret(&self) -> bool {
        let next = self.old.as_ref().zip(self.new.as_ref()).and_then(|(old, new)| old.ops.get(new.ops.len()));
        next == Some(&CARET)
    }

    /// Notes what is written. Whether that stood here.
    fn record(&mut self, op: u32, words: &str) -> bool {
        let Some(new) = self.new.as_mut().filter(|_| !self.in_unit) else { return false };
        let (at, from) = (new.ops.len(), new.words.len());
        new.ops.push(op);
        new.words.push_str(words);
        let Some(old) = &self.old else { return false };
        old.ops.get(at) == Some(&op) && old.words.get(from..from + words.len()) == Some(words)
    }

    /// Whether it has to be done.
    fn writes(&mut self, same: bool) -> bool {
        if let Some(kept) = self.kept.take() {
            self.patch.op(op::CUT, kept);
        }
        if self.old.is_some() && !same {
            self.differ(0);
        }
        self.old.is_none()
    }

    /// From here on it differs: what stands behind this place goes, but for so many nodes.
    fn differ(&mut self, kept: u32) {
        let Some(old) = self.old.take() else { return };
        let Some((first, below)) = self.path.split_first() else { return };
        let here = self.base + first;
        let Some((last, between)) = below.split_last() else {
            return self.patch.replace(here, old.roots.saturating_sub(*first));
        };
        self.patch.replace(here + 1, old.roots.saturating_sub(first + 1));
        self.patch.op(op::INTO, here);
        for index in between {
            self.patch.op(op::INTO, *index);
        }
        self.patch.op(op::CUT, last + kept);
    }
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
