//! Markdown is what the specifications say, and what the policy makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use serde::Deserialize;
use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::node::{Alignment, Element, Kind, Node};

#[derive(Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

/// The nodes as the specifications write them: text escaped, one line for each block.
fn html(text: &str) -> String {
    let mut out = String::new();
    for block in Document::whole(text).blocks() {
        block.nodes.iter().for_each(|node| write(node, false, &mut out));
    }
    out
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

fn write(node: &Node, in_head: bool, out: &mut String) {
    let Node::Element(element) = node else {
        let Node::Text(text) = node else { unreachable!() };
        return out.push_str(&escaped(text));
    };
    let Element { kind, children } = &**element;
    let mut wrap = |open: &str, close: &str| {
        out.push_str(open);
        children.iter().for_each(|child| write(child, in_head, out));
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
                    | Kind::Quote | Kind::List { .. } | Kind::CodeBlock(_) | Kind::Rule | Kind::Table));
                if is_block && !out.ends_with('\n') {
                    out.push('\n');
                }
                write(child, false, out);
            }
            out.push_str("</li>\n");
        }
        Kind::Task(true) => out.push_str("<input checked=\"\" disabled=\"\" type=\"checkbox\"> "),
        Kind::Task(false) => out.push_str("<input disabled=\"\" type=\"checkbox\"> "),
        Kind::CodeBlock(code) => {
            let class = code.language.as_ref().map(|l| format!(" class=\"language-{l}\"")).unwrap_or_default();
            out.push_str(&format!("<pre><code{class}>{}</code></pre>\n", escaped(&code.text())));
        }
        Kind::Verbatim => wrap("<verbatim>", "</verbatim>\n"),
        Kind::Table => {
            out.push_str("<table>\n<thead>\n");
            write(&children[0], true, out);
            out.push_str("</thead>\n");
            if children.len() > 1 {
                out.push_str("<tbody>\n");
                children[1..].iter().for_each(|row| write(row, false, out));
                out.push_str("</tbody>\n");
            }
            out.push_str("</table>\n");
        }
        Kind::Row { .. } => wrap("<tr>\n", "</tr>\n"),
        Kind::Cell(alignment) => {
            let name = if in_head { "th" } else { "td" };
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

#[test]
fn the_extension_examples_of_github_come_out_as_specified() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("data/commonmark/gfm-spec.json")).unwrap();
    let mut seen = 0;
    for Example { example, section, markdown, html: expected } in examples {
        if !section.contains("(extension)") {
            continue;
        }
        seen += 1;
        let expected = match example {
            // Only the web and mail are linked.
            628 => expected.replace("<a href=\"ftp://foo.bar.baz\">ftp://foo.bar.baz</a>", "ftp://foo.bar.baz"),
            // All raw HTML is text, not only the worst.
            653 => "<p>&lt;strong&gt; &lt;title&gt; &lt;style&gt; &lt;em&gt;</p>\n<verbatim>&lt;blockquote&gt;\n  &lt;xmp&gt; \
                is disallowed.  &lt;XMP&gt; is also disallowed.\n&lt;/blockquote&gt;</verbatim>\n".into(),
            _ => expected,
        };
        assert_eq!(html(&markdown), expected, "example {example}: {markdown:?}");
    }
    assert_eq!(seen, 24);
}

#[test]
fn the_examples_of_commonmark_come_out_as_specified_where_the_policy_allows() {
    let examples: Vec<Example> =
        serde_json::from_str(include_str!("data/commonmark/commonmark-0.31.2-spec.json")).unwrap();
    let mut other = 0;
    for Example { example, section, markdown, html: expected } in &examples {
        let got = html(markdown);
        if got == *expected {
            continue;
        }
        other += 1;
        let refused = expected.split(" href=\"").skip(1).any(|address| {
            !["http://", "https://", "mailto:"].iter().any(|scheme| address.to_ascii_lowercase().starts_with(scheme))
        });
        let reasons = [
            (got.contains("<display>") || got.contains("<math>"), "a formula"),
            (refused, "a link elsewhere than to the web or mail is text"),
            (expected.contains("<img"), "an image is a placeholder"),
            (got.matches("&lt;").count() > expected.matches("&lt;").count(), "raw HTML is text"),
            (
                section == "Autolinks" && expected.matches("<a").count() < got.matches("<a").count(),
                "bare addresses are links",
            ),
        ];
        assert!(reasons.iter().any(|(holds, _)| *holds), "{example} ({section}): {markdown:?}\n{expected}\n{got}");
    }
    assert_eq!((examples.len(), other), (652, 195), "examples, and how many of them the policy changes");
}

fn check(text: &str, expected: &str) {
    assert_eq!(html(text).trim_end(), expected, "{text:?}");
}

#[test]
fn what_may_not_be_drawn_is_said() {
    check("[a](javascript:alert(1))", "<p>a (javascript:alert(1))</p>");
    check("[a](java&#10;script:alert(1))", "<p>a (javascript:alert(1))</p>");
    check("<javascript:alert(1)>", "<p>javascript:alert(1)</p>");
    check("[**a**](b.md) [c](#d) [e](//f.g)", "<p><strong>a</strong> (b.md) c e (//f.g)</p>");
    check("![a](https://b.c/d.png) ![e](f.png)", "<p><image b.c https://b.c/d.png a> e (f.png)</p>");
    check("[![a](https://b.c/d)](https://e.f)", "<p><a href=\"https://e.f\"><image b.c https://b.c/d a></a></p>");
    check("![a](data:image/png;base64,iVBO+/=)", "<p><picture data:image/png;base64,iVBO+/= a></p>");
    for refused in [
        "data:image/svg+xml;base64,PHN2",
        "data:text/html;base64,PGI+",
        "data:image/png,x",
        "DATA:image/png;base64,%41",
    ] {
        check(&format!("![a]({refused})"), &format!("<p>a ({refused})</p>"));
    }
    check("[a](data:image/png;base64,iVBO)", "<p>a (data:image/png;base64,iVBO)</p>");
    check("![a [b](https://c.d) e](https://f.g)", "<p><image f.g https://f.g a b e></p>");
    check("a <b>c</b><br>d<br/>e<BR />", "<p>a &lt;b&gt;c&lt;/b&gt;<br />\nd<br />\ne<br />\n</p>");
    check("# a {#b .c onclick=d}", "<h1>a {#b .c onclick=d}</h1>");
    check("[a\u{202e}b](https://c.d)", "<p><a href=\"https://c.d\">ab</a></p>");
}

#[test]
fn bare_addresses_are_linked_in_text_and_nowhere_else() {
    let link = |address: &str| format!("<a href=\"{address}\">{address}</a>");
    check("a https://b.c.", &format!("<p>a {}.</p>", link("https://b.c")));
    check("**https://b.c/d_e_f**", &format!("<p><strong>{}</strong></p>", link("https://b.c/d_e_f")));
    check("https://b.c/d\\_e", &format!("<p>{}</p>", link("https://b.c/d_e")));
    check(
        "|a|\n|-|\n|https://b.c|",
        &format!(
            "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>{}</td>\n</tr>\n</tbody>\n</table>",
            link("https://b.c"),
        ),
    );
    check("`https://b.c`", "<p><code>https://b.c</code></p>");
    check("    https://b.c", "<pre><code>https://b.c</code></pre>");
    check("[https://b.c/](https://b.c/)", &format!("<p>{}</p>", link("https://b.c/")));
    check("a <img src=https://b.c>", "<p>a &lt;img src=https://b.c&gt;</p>");
    check("![https://b.c](d)", "<p>https://b.c (d)</p>");
}

#[test]
fn footnotes_are_numbered_by_first_mention() {
    check(
        "a[^b] c[^d] e[^b] f[^none]\n\n[^d]: one\n\n[^b]: two\n\n[^b]: again\n\n[^x]: unused",
        "<p>a<ref 1 1> c<ref 2 1> e<ref 1 2> f[^none]</p>\n<note d Some(2)><p>one</p>\n</note>\n\
         <note b Some(1)><p>two</p>\n</note>\n<note b None><p>again</p>\n</note>\n<note x None><p>unused</p>\n</note>",
    );
}

#[test]
fn line_ends_and_nul_are_the_parsers_own() {
    check("a\r\nb\r\rc\0", "<p>a\nb</p>\n<p>c\u{fffd}</p>");
    let mut document = Document::new();
    for piece in ["a\r", "", "\nb\r", "\r\n", "\nc"] {
        document.push(piece);
        document.update();
    }
    assert_eq!(document.blocks(), Document::whole("a\r\nb\r\r\n\nc").blocks());
}
