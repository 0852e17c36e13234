//! Draws markdown, finished or growing.
//!
//! A top-level block is written once and again only when it is another one; one that grows from where it differs. All
//! of what is written for a frame comes to the page in one call. The nodes are the page's own: Yew knows the element
//! around them and hears what is pressed in it.

mod built;
mod code;
mod node;
mod outline;
mod press;
mod sheet;
mod table;

use std::rc::Rc;

use yew::prelude::*;

use crate::domain::growing_text::GrowingText;
use crate::domain::highlight::growing::Colours;
use crate::domain::markdown::document::Document;
use crate::domain::markdown::node as tree;
use crate::view::element::element;
use crate::view::hooks::{use_effect_on, use_node};
use crate::view::markdown::node::Pen;
use crate::view::markdown::sheet::{Ledger, Patch, Writer};
use crate::view::{Ui, use_ui};

/// Of more blocks than this that come at once, all but the last ones are laid out when they come near the window.
const MANY: usize = 24;
const NEAR: usize = 8;

/// A text in markdown.
#[derive(PartialEq)]
pub struct Markdown {
    /// The source.
    pub text: GrowingText,
    /// Whether more is coming: a caret breathes at the end.
    pub growing: bool,
    /// What the ids of footnotes begin with; different for every text on the page, as a message's id is.
    pub prefix: Rc<str>,
}

drawn_by!(Markdown, use_markdown);

/// Markdown as nodes, in an element of class `md`.
#[hook]
fn use_markdown(props: &Markdown) -> Html {
    let ui = use_ui();
    let held = use_mut_ref(Held::default);
    let place = use_node();
    held.borrow_mut().take(props, &ui);
    if let Some(root) = place.cast() {
        held.borrow_mut().draw(&root);
    }
    {
        let (held, place) = (Rc::clone(&held), place.clone());
        use_effect_on((), move || {
            if let Some(root) = place.cast() {
                held.borrow_mut().draw(&root);
            }
        });
    }
    let md = element("div class=md").node(&place);
    // Outside a browser there is no element to write into.
    #[cfg(not(target_arch = "wasm32"))]
    let md = {
        let mut page = built::Made::root();
        page.carry_out(&held.borrow_mut().patch());
        md.child(Html::from_html_unchecked(page.inside().into()))
    };
    md.on("click", Callback::from(move |event: MouseEvent| press::pressed(&event, &held.borrow(), &place))).html()
}

/// What stands on the page, and what is to stand there.
#[derive(Default)]
struct Held {
    text: GrowingText,
    /// None once the text is finished: its blocks are all that is needed.
    document: Option<Document>,
    blocks: Vec<Rc<tree::Block>>,
    drawn: Vec<Drawn>,
    /// The headings in the outline, and how many nodes it has.
    outline: (Vec<(u8, String)>, u32),
    growing: bool,
    watched: bool,
    prefix: Rc<str>,
    ui: Option<Ui>,
}

/// A block that stands on the page.
#[derive(Default)]
struct Drawn {
    block: Option<Rc<tree::Block>>,
    caret: bool,
    /// How many nodes it has.
    roots: u32,
    /// What was written of it, if it grows.
    ledger: Option<Ledger>,
    colours: Vec<Colours>,
}

impl Held {
    /// Takes what is to be drawn.
    fn take(&mut self, props: &Markdown, ui: &Ui) {
        let (text, growing) = (&props.text, props.growing);
        let known = self.text.continues_in(text);
        if !known || (self.document.is_none() && self.text.len() != text.len()) {
            self.text = GrowingText::default();
            self.document = Some(Document::new());
            self.blocks.clear();
        }
        if let Some(document) = &mut self.document {
            text.read_since(self.text.len(), |more| document.push(more));
            document.update();
            self.blocks.clear();
            self.blocks.extend_from_slice(document.blocks());
        }
        // What grew after its end may grow again, and is not to be read anew for each word.
        let late = known && !self.growing && !self.text.is_empty() && self.text.len() < text.len();
        if !growing && !late {
            self.document = None;
        }
        if self.ui.as_ref() != Some(ui) || self.prefix != props.prefix {
            self.drawn.iter_mut().for_each(|drawn| *drawn = Drawn { roots: drawn.roots, ..Drawn::default() });
            self.outline.0.clear();
            self.ui = Some(ui.clone());
            self.prefix = Rc::clone(&props.prefix);
        }
        self.text = text.clone();
        self.growing = growing;
        self.watched |= growing;
    }

    /// Brings it to the page.
    fn draw(&mut self, root: &web_sys::Element) {
        let patch = self.patch();
        if !built::carry_out(root, &patch) {
            root.set_text_content(None);
            self.drawn.clear();
            self.outline = (Vec::new(), 0);
            let whole = self.patch();
            built::carry_out(root, &whole);
        }
    }

    /// What is to be done so that it stands there. Takes it for done.
    fn patch(&mut self) -> Patch {
        let mut patch = Patch::default();
        let Some(ui) = self.ui.clone() else { return patch };
        let headings = if self.growing { Vec::new() } else { outline::headings(&self.blocks) };
        if headings != self.outline.0 {
            let mut sheet = Writer::new(&mut patch, 0, self.outline.1, None, false);
            outline::outline(&mut sheet, &headings, &ui);
            self.outline = (headings, sheet.finish().0);
        }
        let mut base = self.outline.1;
        let last = self.blocks.len().saturating_sub(1);
        // While nothing is there yet, the caret is.
        let alone = self.growing && self.blocks.is_empty();
        let count = if alone { 1 } else { self.blocks.len() };
        // Of many that come at once only the last are near the window, where one reads a reply that comes or is opened.
        let far = if count.saturating_sub(self.drawn.len()) > MANY { count - NEAR } else { 0 };
        for index in 0..count {
            let block = self.blocks.get(index);
            let caret = self.growing && index == last;
            if self.drawn.len() <= index {
                self.drawn.push(Drawn::default());
            }
            let Some(drawn) = self.drawn.get_mut(index) else { break };
            if !drawn.is(block, caret) {
                if drawn.block.as_ref().map(|block| block.key) != block.map(|block| block.key) {
                    (drawn.ledger, drawn.colours) = (None, Vec::new());
                }
                let old = drawn.ledger.take();
                let mut pen = Pen {
                    sheet: Writer::new(&mut patch, base, drawn.roots, old, caret),
                    ui: &ui,
                    prefix: &self.prefix,
                    watched: self.watched,
                    colours: (&mut drawn.colours, 0),
                };
                pen.sheet.far = index < far && drawn.roots == 0;
                match block {
                    Some(block) => pen.block(&block.nodes, caret),
                    None => pen.alone(),
                }
                let (roots, ledger) = pen.sheet.finish();
                (drawn.block, drawn.caret, drawn.roots) = (block.cloned(), caret, roots);
                drawn.ledger = ledger.filter(|_| caret);
                if !caret {
                    drawn.colours = Vec::new();
                }
            }
            base += drawn.roots;
        }
        let over: u32 = self.drawn.drain(count.min(self.drawn.len())..).map(|drawn| drawn.roots).sum();
        if over > 0 {
            patch.replace(base, over);
        }
        patch
    }

    /// The block to which that child of the page's element belongs.
    fn block_at(&self, child: u32) -> Option<&Rc<tree::Block>> {
        let mut end = self.outline.1;
        let found = self.drawn.iter().find(|drawn| {
            end += drawn.roots;
            child < end
        });
        found?.block.as_ref()
    }
}

impl Drawn {
    /// Whether it is what stands there.
    fn is(&self, block: Option<&Rc<tree::Block>>, caret: bool) -> bool {
        let same = match (&self.block, block) {
            (Some(one), Some(two)) => Rc::ptr_eq(one, two),
            (one, two) => one.is_none() && two.is_none() && self.roots > 0,
        };
        same && self.caret == caret
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

    use super::built::Made;
    use super::*;
    use crate::domain::settings::Language;
    use crate::domain::text::texts;
    use crate::state::action::Dispatch;

    fn ui() -> Ui {
        Ui {
            dispatch: Dispatch::new(|_| {}),
            texts: texts(Language::English, "en"),
            origin: Rc::default(),
            masks_text: true,
        }
    }

    /// What stands on the page after each of these texts, which continue each other; the last one is finished.
    fn drawn(texts: &[&str], ops: &mut usize) -> Vec<String> {
        let (ui, mut held, mut page, mut whole) = (ui(), Held::default(), Made::root(), GrowingText::default());
        let mut shown = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            whole.push(&text[whole.len()..]);
            let growing = index + 1 < texts.len();
            held.take(&Markdown { text: whole.clone(), growing, prefix: "m".into() }, &ui);
            let patch = held.patch();
            *ops += patch.ops.len();
            assert_eq!(page.carry_out(&patch), Some(()), "{text:?}");
            shown.push(page.inside().replace(" data-far=\"\"", ""));
        }
        shown
    }

    fn whole(text: &str, growing: bool) -> String {
        let (mut held, mut page) = (Held { watched: true, ..Held::default() }, Made::root());
        held.take(&Markdown { text: GrowingText::from(text), growing, prefix: "m".into() }, &ui());
        page.carry_out(&held.patch()).unwrap();
        page.inside().replace(" data-far=\"\"", "")
    }

    /// Attributes told late stand last.
    fn check(text: &str, step: usize) {
        let cuts: Vec<&str> =
            (0..text.len()).step_by(step).filter_map(|at| text.get(..at)).chain([text, text]).collect();
        let shown = drawn(&cuts, &mut 0);
        for (index, (cut, shown)) in cuts.iter().zip(&shown).enumerate() {
            assert_eq!(*shown, whole(cut, index + 1 < cuts.len()), "{cut:?}");
        }
    }

    const TEXTS: &[&str] = &[
        "a\n\nb *c* d **e** `f` g\n",
        "# H\n\ntext [l](https://a.b/c \"t\") more ![i](https://a.b/c.png) $x$ and \\(y\\) end\n",
        "- a\n- b\n  - c\n    1. d\n\n  e\n- [x] f\n\n3. g\n4. h\n",
        "> q\n> ```rust\n> fn main() {}\n> let x = \"s\"; // c\n> ```\n> z\n\ntail",
        "|a|b|\n|-|-:|\n|1|2|\n|3|4|\n|5|[l](https://a.b)|\n\nafter\n",
        "a[^1] b[^1]\n\n[^1]: note\n    more\n\n[ref] and [ref]\n\n[ref]: https://x.y\n\n---\n",
        "```mermaid\ngraph TD\nA-->B\n```\n\n<div>\nraw\n</div>\n\n$$\nx\n$$\n",
        "한국어 *강조* 텍스트 😀 emoji\n\n다음 `코드` 😀\n",
        "setext\n===\n\n# A\n# B\n# C\n# D\n# E\n",
    ];

    #[test]
    fn what_grows_is_on_the_page_at_every_moment_what_it_is_whole() {
        for text in TEXTS {
            check(text, 1);
            check(text, 7);
        }
        check(&TEXTS.concat(), 13);
        let code = (0..120).map(|n| format!("    let value_{n} = call({n}, \"text\"); // {n}\n")).collect::<String>();
        check(&["```rust\n", &code, "```\nend"].concat(), 101);
    }

    #[test]
    fn what_grows_costs_what_is_new() {
        let check = |text: String, most: usize| {
            let cuts: Vec<&str> = (0..text.len()).step_by(20).filter_map(|at| text.get(..at)).chain([&*text]).collect();
            let mut ops = 0;
            drawn(&cuts, &mut ops);
            assert!(ops < most * cuts.len(), "{} for each of {}", ops / cuts.len(), cuts.len());
        };
        check((0..400).map(|n| format!("word{n} ")).collect(), 12);
        check((0..200).map(|n| format!("- item {n}\n")).collect(), 24);
        check((0..200).map(|n| format!("paragraph {n}\n\n")).collect(), 24);
        let line = |n| format!("let value_{n} = call({n});\n");
        check(["```rust\n", &(0..300).map(line).collect::<String>()].concat(), 90);
    }
}
