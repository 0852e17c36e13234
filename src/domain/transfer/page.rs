//! A conversation as a page of its own: one HTML file without a script, for reading, printing and keeping.
//!
//! Promises: all that anybody said stands in it as escaped text; nothing is loaded, no address is contacted by opening
//! it, and its own policy says so to the browser as well. Only the closed list of markdown's nodes is written, and
//! formulas as MathML that the browser made of their TeX and that holds nothing but MathML; else they are TeX.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::domain::conversation::Conversation;
use crate::domain::markdown::document::Document;
use crate::domain::markdown::node::{Alignment, Element, Kind, Node};
use crate::domain::text::Texts;
use crate::domain::transfer::date;
use crate::domain::transfer::markdown::{days, speaker};

const STYLE: &str = "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.6 system-ui,sans-serif;\
overflow-wrap:anywhere;word-break:keep-all}:root{color-scheme:light dark}h1{font-size:1.4rem;line-height:1.3}\
article{border-top:1px solid #8886;padding:.5rem 0}article>h2:first-child{font-size:.85rem;margin:0}.days{opacity:.75}\
:root{--dimmest:.3;--brightest:.7}math[display=block]{overflow:auto}.tml-left{text-align:left}.tml-right{text-align:right}.user{white-space:pre-wrap}\
.verbatim{white-space:pre-wrap}pre{overflow:auto;padding:.75rem;background:#8881;border-radius:.5rem}\
code{font:.9em ui-monospace,monospace}:not(pre)>code{background:#8882;border-radius:.25rem;padding:0 .25em}\
blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid #8886}table{border-collapse:collapse}\
.table{overflow:auto}th,td{border:1px solid #8886;padding:.25rem .5rem}footer,summary{font-size:.85rem;opacity:.75}\
@media print{h2{break-after:avoid}}";

/// A formula: its TeX, and whether it stands in a line of its own.
pub type Formula = (Rc<str>, bool);

/// The formulas of a conversation as MathML.
pub type Drawn = BTreeMap<Formula, String>;

/// The formulas of the branch that is shown, each once.
#[must_use]
pub fn formulas(talk: &Conversation) -> Vec<Formula> {
    let mut found = BTreeSet::new();
    for message in talk.path() {
        let Some(reply) = message.reply() else { continue };
        let mut look = |text: &str| {
            for block in Document::whole(text).blocks() {
                collect(&block.nodes, &mut found);
            }
        };
        reply.text.read(&mut look);
        if let Some(reasoning) = &reply.reasoning {
            reasoning.text.read(look);
        }
    }
    found.into_iter().collect()
}

fn collect(nodes: &[Node], found: &mut BTreeSet<Formula>) {
    for node in nodes {
        if let Node::Element(element) = node {
            if let Kind::Math(math) = &element.kind {
                found.insert((Rc::clone(&math.tex), math.display));
            }
            collect(&element.children, found);
        }
    }
}

/// The page, with formulas as TeX. `now` is in milliseconds since 1970.
#[must_use]
pub fn write(talk: &Conversation, texts: &Texts, now: i64) -> String {
    write_with(talk, texts, now, &Drawn::new())
}

/// The page. What is not drawn stays TeX.
#[must_use]
pub fn write_with(talk: &Conversation, texts: &Texts, now: i64, drawn: &Drawn) -> String {
    let mut page = Page { out: String::new(), drawn };
    let title = if talk.title.is_empty() { texts.history.untitled } else { &talk.title };
    page.raw("<!doctype html>\n<html lang=\"");
    page.raw(texts.tag);
    page.raw("\">\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    page.text(title);
    page.raw("</title>\n<style>");
    page.raw(STYLE);
    page.raw("</style>\n<h1 dir=\"auto\">");
    page.text(title);
    page.raw("</h1>\n");
    let days = days(talk);
    if !days.is_empty() {
        page.raw(&format!("<p class=\"days\">{days}</p>\n"));
    }
    for message in talk.path() {
        page.raw("<article><h2 dir=\"auto\">");
        page.text(speaker(&message, texts));
        page.raw("</h2>\n");
        match message.reply() {
            None => {
                page.raw("<p class=\"user\" dir=\"auto\">");
                page.text(&message.text());
                page.raw("</p>\n");
            }
            Some(reply) => {
                if let Some(reasoning) = &reply.reasoning {
                    page.raw("<details><summary>");
                    page.text(texts.reply.thoughts);
                    page.raw("</summary>\n");
                    reasoning.text.read(|text| page.markdown(text));
                    page.raw("</details>\n");
                }
                reply.text.read(|text| page.markdown(text));
            }
        }
        page.raw("</article>\n");
    }
    page.raw("<footer>Sotto, ");
    page.raw(&date::day(now));
    page.raw("</footer>\n");
    page.out
}

struct Page<'d> {
    out: String,
    drawn: &'d Drawn,
}

impl Page<'_> {
    /// Adds markup of ours.
    fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Adds anybody's text, for between tags and inside quoted attributes.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '&' => self.raw("&amp;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                // No parser of HTML takes it.
                '\0' => self.out.push(char::REPLACEMENT_CHARACTER),
                c => self.out.push(c),
            }
        }
    }

    fn markdown(&mut self, text: &str) {
        for block in Document::whole(text).blocks() {
            self.nodes(&block.nodes);
            self.raw("\n");
        }
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(element) => self.element(element),
            }
        }
    }

    fn element(&mut self, element: &Element) {
        let children = &element.children;
        let (open, close) = match &element.kind {
            Kind::Paragraph => ("<p dir=\"auto\">", "</p>"),
            // Below those that name who speaks.
            Kind::Heading(1) => ("<h3 dir=\"auto\">", "</h3>"),
            Kind::Heading(2) => ("<h4 dir=\"auto\">", "</h4>"),
            Kind::Heading(3) => ("<h5 dir=\"auto\">", "</h5>"),
            Kind::Heading(_) => ("<h6 dir=\"auto\">", "</h6>"),
            Kind::Quote => ("<blockquote dir=\"auto\">", "</blockquote>"),
            Kind::List { start: None } => ("<ul dir=\"auto\">", "</ul>"),
            Kind::List { start: Some(start) } => {
                self.raw("<ol dir=\"auto\" start=\"");
                self.raw(&start.to_string());
                ("\">", "</ol>")
            }
            Kind::Item => ("<li>", "</li>"),
            Kind::Task(done) => (if *done { "☑ " } else { "☐ " }, ""),
            Kind::CodeBlock(code) => {
                self.raw("<pre><code>");
                code.chunks.iter().for_each(|chunk| self.text(chunk));
                ("</code></pre>", "")
            }
            Kind::Verbatim | Kind::Plain { .. } => ("<p class=\"verbatim\" dir=\"auto\">", "</p>"),
            Kind::Table => ("<div class=\"table\"><table dir=\"auto\">", "</table></div>"),
            Kind::Row { head } => {
                self.raw("<tr>");
                for cell in children {
                    self.cell(cell, if *head { "th" } else { "td" });
                }
                self.raw("</tr>");
                return;
            }
            Kind::Cell(_) => ("", ""),
            Kind::Emphasis => ("<em>", "</em>"),
            Kind::Strong => ("<strong>", "</strong>"),
            Kind::Strikethrough => ("<del>", "</del>"),
            Kind::Code => ("<code>", "</code>"),
            Kind::Link(link) => {
                self.link(&link.address);
                ("", "</a>")
            }
            Kind::Image(image) => {
                self.link(&image.address);
                self.text(if image.alt.is_empty() { &image.host } else { &image.alt });
                ("", "</a>")
            }
            // The page runs no script that could set it later.
            Kind::Math(math) => {
                let drawn = self.drawn.get(&(Rc::clone(&math.tex), math.display));
                if let Some(drawn) = drawn.filter(|drawn| is_mathml(drawn)) {
                    self.raw(drawn);
                    return;
                }
                self.raw("<code>");
                self.text(&math.tex);
                ("", "</code>")
            }
            Kind::Picture(picture) => {
                self.text(&picture.alt);
                ("", "")
            }
            Kind::FootnoteReference { label, .. } => {
                self.raw("<sup>");
                self.text(label);
                ("</sup>", "")
            }
            Kind::FootnoteDefinition { label, .. } => {
                self.raw("<div class=\"footnote\"><sup>");
                self.text(label);
                ("</sup> ", "</div>")
            }
            Kind::Rule => ("<hr>", ""),
            Kind::Break => ("<br>", ""),
        };
        self.raw(open);
        self.nodes(children);
        self.raw(close);
    }

    fn cell(&mut self, cell: &Node, name: &str) {
        let Node::Element(cell) = cell else { return };
        self.raw("<");
        self.raw(name);
        self.raw(match cell.kind {
            Kind::Cell(Alignment::Left) => " style=\"text-align:left\">",
            Kind::Cell(Alignment::Center) => " style=\"text-align:center\">",
            Kind::Cell(Alignment::Right) => " style=\"text-align:right\">",
            _ => ">",
        });
        self.nodes(&cell.children);
        self.raw("</");
        self.raw(name);
        self.raw(">");
    }

    /// Addresses passed the allow-list of schemes when the node was made.
    fn link(&mut self, address: &str) {
        self.raw("<a rel=\"noopener noreferrer nofollow\" href=\"");
        self.text(address);
        self.raw("\">");
    }
}

/// Whether a text is one formula in MathML and nothing else: no element of another kind, no address, no handler.
fn is_mathml(text: &str) -> bool {
    const ELEMENTS: [&str; 28] = [
        "math",
        "maction",
        "menclose",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "merror",
        "span",
    ];
    let is_attribute = |name: &str| {
        let name = name.trim();
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        plain && !name.is_empty() && !name.starts_with("on") && !["href", "src", "action", "id"].contains(&name)
    };
    let is_tag = |tag: &str| {
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        while !rest.trim().is_empty() {
            let Some((attribute, value)) = rest.split_once("=\"") else { return false };
            let Some((value, after)) = value.split_once('"') else { return false };
            if !is_attribute(attribute) || value.contains("url(") {
                return false;
            }
            rest = after;
        }
        ELEMENTS.contains(&name.trim_start_matches('/'))
    };
    let mut depth = 0_i32;
    let mut tags = 0;
    let mut inside = text.split('<');
    if inside.next() != Some("") {
        return false;
    }
    for piece in inside {
        let Some((tag, words)) = piece.split_once('>') else { return false };
        depth += if tag.starts_with('/') { -1 } else { 1 };
        tags += 1;
        if !is_tag(tag) || depth < 0 || (depth == 0 && !words.is_empty()) {
            return false;
        }
    }
    depth == 0 && tags > 0 && text.starts_with("<math")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_formula_passes_as_one() {
        let check = |text: &str, expected: bool| assert_eq!(is_mathml(text), expected, "{text}");
        check("<math><mi>x</mi><mo>&lt;</mo></math>", true);
        check("<math display=\"block\" class=\"tml-display\" style=\"display: block math;\"><mn>1</mn></math>", true);
        check("<math><script>x</script></math>", false);
        check("<math><mi href=\"x\">x</mi></math>", false);
        check("<math><mi onclick=\"x\">x</mi></math>", false);
        check("<math><mi style=\"background:url(x)\">x</mi></math>", false);
        check("<math><mi>x</mi></math><b>y</b>", false);
        check("<math><mi>x</math>", false);
        check("x", false);
        check("", false);
    }
}
