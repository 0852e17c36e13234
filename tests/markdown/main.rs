//! Markdown is what the specifications say, and what the policy makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use serde::Deserialize;
use sotto::domain::markdown::document::Document;
use sotto::domain::markdown::policy::Policy;

mod html;
mod rules;

/// What the page makes of a text, written as the specifications write it.
fn html(text: &str) -> String {
    html::html(Policy::SHIPPED, text)
}

#[derive(Deserialize)]
struct Example {
    example: u32,
    section: String,
    markdown: String,
    html: String,
}

#[test]
fn the_extension_examples_of_github_come_out_as_specified() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("../data/commonmark/gfm-spec.json")).unwrap();
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
