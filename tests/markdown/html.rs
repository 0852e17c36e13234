//! Nodes written as the specifications write them, so that both can be compared.

use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::{Alignment, Element, Kind, Node};
use sotto::domain::markdown::policy::{Policy, Rule};

/// The nodes as the specifications write them: text escaped, one line for each block.
pub fn html(policy: Policy, text: &str) -> String {
    let mut out = String::new();
    let writer = Writer { policy, head: false, inline: false };
    for block in Document::under(policy, text).blocks() {
        block.nodes.iter().for_each(|node| writer.write(node, &mut out));
    }
    out
}

/// Where a node is written.
#[derive(Clone, Copy)]
struct Writer {
    policy: Policy,
    /// In the head of a table.
    head: bool,
    /// Among words.
    inline: bool,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// As the specification's own programs write addresses.
fn encoded(address: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_.+!*'(),%#@?=;:/$~&".contains(*c);
    let encode = |c: char| c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    address.chars().map(|c| if plain(&c) { c.to_string() } else { encode(c) }).collect()
}

impl Writer {
    fn write(self, node: &Node, out: &mut String) {
        let Node::Element(element) = node else {
            let Node::Text(text) = node else { unreachable!() };
            return out.push_str(&escaped(text));
        };
        let Element { kind, children } = &**element;
        let mut wrap = |open: &str, close: &str| {
            out.push_str(open);
            let inside = Self { inline: !is_container(kind), ..self };
            children.iter().for_each(|child| inside.write(child, out));
            out.push_str(close);
        };
        match kind {
            Kind::Paragraph => wrap("<p>", "</p>\n"),
            Kind::Heading(rank) => wrap(&format!("<h{rank}>"), &format!("</h{rank}>\n")),
            Kind::Quote => wrap("<blockquote>\n", "</blockquote>\n"),
            Kind::List { start: None } => wrap("<ul>\n", "</ul>\n"),
            Kind::List { start: Some(1) } => wrap("<ol>\n", "</ol>\n"),
            Kind::List { start: Some(start) } => wrap(&format!("<ol start=\"{start}\">\n"), "</ol>\n"),
            Kind::Item => {
                out.push_str("<li>");
                for child in children {
                    let is_block = matches!(child, Node::Element(e) if matches!(e.kind, Kind::Paragraph | Kind::Heading(_)
                    | Kind::Quote | Kind::List { .. } | Kind::CodeBlock(_) | Kind::Rule | Kind::Table)
                    || (e.kind == Kind::Verbatim && !children.iter().any(|child| matches!(child, Node::Text(_)))));
                    if is_block && !out.ends_with('\n') {
                        out.push('\n');
                    }
                    Self { inline: !is_block, ..self }.write(child, out);
                }
                out.push_str("</li>\n");
            }
            Kind::Task(true) => out.push_str("<input checked=\"\" disabled=\"\" type=\"checkbox\"> "),
            Kind::Task(false) => out.push_str("<input disabled=\"\" type=\"checkbox\"> "),
            Kind::CodeBlock(code) => {
                let class = code.language.as_ref().map(|l| format!(" class=\"language-{l}\"")).unwrap_or_default();
                out.push_str(&format!("<pre><code{class}>{}</code></pre>\n", escaped(&code.text())));
            }
            Kind::Verbatim if !self.policy.keeps(Rule::Html) => {
                children.iter().for_each(|raw| {
                    if let Node::Text(raw) = raw {
                        out.push_str(raw)
                    }
                });
                if !self.inline {
                    out.push('\n');
                }
            }
            Kind::Verbatim | Kind::Plain { .. } => wrap("<verbatim>", "</verbatim>\n"),
            Kind::Table => {
                out.push_str("<table>\n<thead>\n");
                Self { head: true, ..self }.write(&children[0], out);
                out.push_str("</thead>\n");
                if children.len() > 1 {
                    out.push_str("<tbody>\n");
                    children[1..].iter().for_each(|row| self.write(row, out));
                    out.push_str("</tbody>\n");
                }
                out.push_str("</table>\n");
            }
            Kind::Row { .. } => wrap("<tr>\n", "</tr>\n"),
            Kind::Cell(alignment) => {
                let name = if self.head { "th" } else { "td" };
                let align = match alignment {
                    Alignment::Natural => "",
                    Alignment::Left => " align=\"left\"",
                    Alignment::Center => " align=\"center\"",
                    Alignment::Right => " align=\"right\"",
                };
                wrap(&format!("<{name}{align}>"), &format!("</{name}>\n"));
            }
            Kind::Emphasis => wrap("<em>", "</em>"),
            Kind::Strong => wrap("<strong>", "</strong>"),
            Kind::Strikethrough => wrap("<del>", "</del>"),
            Kind::Code => wrap("<code>", "</code>"),
            Kind::Link(link) => {
                let title =
                    if link.title.is_empty() { String::new() } else { format!(" title=\"{}\"", escaped(&link.title)) };
                wrap(&format!("<a href=\"{}\"{title}>", escaped(&encoded(&link.address))), "</a>");
            }
            Kind::Image(image) if !self.policy.keeps(Rule::Images) => {
                let title = children.iter().map(|title| if let Node::Text(title) = title { title } else { "" });
                let title: String = title.collect();
                let title = if title.is_empty() { title } else { format!(" title=\"{}\"", escaped(&title)) };
                let (address, alt) = (escaped(&encoded(&image.address)), escaped(&image.alt));
                out.push_str(&format!("<img src=\"{address}\" alt=\"{alt}\"{title} />"));
            }
            Kind::Image(image) => out.push_str(&format!("<image {} {} {}>", image.host, image.address, image.alt)),
            Kind::FootnoteReference { number, occurrence, .. } => out.push_str(&format!("<ref {number} {occurrence}>")),
            Kind::FootnoteDefinition { label, number } => wrap(&format!("<note {label} {number:?}>"), "</note>\n"),
            Kind::Math(math) => {
                let name = if math.display { "display" } else { "math" };
                let open = if math.open { " open" } else { "" };
                out.push_str(&format!("<{name}{open}>{}</{name}>", escaped(&math.tex)));
            }
            Kind::Picture(picture) => out.push_str(&format!("<picture {} {}>", picture.address, picture.alt)),
            Kind::Rule => out.push_str("<hr />\n"),
            Kind::Break => out.push_str("<br />\n"),
        }
    }
}

/// Whether its children are blocks, or may be.
fn is_container(kind: &Kind) -> bool {
    matches!(kind, Kind::Quote | Kind::List { .. } | Kind::Item | Kind::Table | Kind::FootnoteDefinition { .. })
}
