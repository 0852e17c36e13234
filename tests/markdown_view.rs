//! What drawn markdown puts on the page, server-rendered: the right elements, and nothing outside the allow-list
//! whatever the text is.
#![cfg(feature = "app")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use serde::Deserialize;
use sotto::domain::growing_text::GrowingText;
use sotto::view::markdown::Markdown;
use sotto::view::part::part;
use yew::prelude::{Html, Properties, component};

#[derive(Clone, PartialEq, Properties)]
struct DrawnProps {
    text: String,
    growing: bool,
}

#[component]
fn Drawn(props: &DrawnProps) -> Html {
    part(Markdown { text: GrowingText::from(&*props.text), growing: props.growing, prefix: "m1".into() })
}

async fn draw(text: &str, growing: bool) -> String {
    let props = DrawnProps { text: text.to_owned(), growing };
    yew::LocalServerRenderer::<Drawn>::with_props(props).hydratable(false).render().await
}

/// Every element that may be on the page, with the attributes it may have.
const ALLOWED: &[(&str, &[&str])] = &[
    ("div", &["class", "dir", "tabindex", "role", "aria-label", "id", "data-folded"]),
    ("p", &["class", "dir"]),
    ("h2", &["dir"]),
    ("h3", &["dir"]),
    ("h4", &["dir"]),
    ("h5", &["dir"]),
    ("h6", &["dir"]),
    ("blockquote", &["dir"]),
    ("ul", &["dir"]),
    ("ol", &["dir", "start", "class"]),
    ("li", &["class"]),
    ("input", &["type", "checked", "disabled", "aria-label"]),
    ("table", &["class"]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["class", "scope", "aria-sort"]),
    ("img", &["class", "src", "alt", "decoding"]),
    ("sotto-preview", &["kind", "name", "source"]),
    ("details", &["class"]),
    ("summary", &[]),
    ("td", &["class"]),
    ("header", &[]),
    ("button", &["type", "class", "data-kind", "data-act", "aria-label", "title", "aria-expanded"]),
    ("span", &["class", "aria-hidden", "data-icon", "dir", "data-display"]),
    ("pre", &["tabindex", "role", "aria-label"]),
    ("a", &["class", "href", "target", "rel", "referrerpolicy", "title", "id", "aria-label"]),
    ("sup", &[]),
    ("sotto-formula", &["dir", "source", "data-display"]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("code", &[]),
    ("hr", &["dir"]),
    ("br", &[]),
];

/// Walks what was drawn; markup in text is escaped, so every `<` is an element's.
fn check_allowed(html: &str, source: &str) {
    for piece in html.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else { panic!("{piece:?} in {source:?}") };
        if tag.starts_with('/') {
            continue;
        }
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        let (_, attributes) = ALLOWED.iter().find(|(allowed, _)| *allowed == name).unwrap_or_else(|| {
            panic!("element {name:?} from {source:?}");
        });
        while !rest.is_empty() {
            let end = rest.find(['=', ' ']).unwrap_or(rest.len());
            let attribute = &rest[..end];
            let mut value = "";
            rest = &rest[end..];
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let end = quoted.find('"').expect("a closing quote");
                value = &quoted[..end];
                rest = &quoted[end + 1..];
            }
            rest = rest.trim_start();
            assert!(attributes.contains(&attribute), "attribute {attribute:?} of {name} from {source:?}");
            if attribute == "href" {
                let lower = value.to_ascii_lowercase();
                let inside = value.strip_prefix("#m1-").is_some();
                assert!(
                    inside || ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)),
                    "{value:?} from {source:?}"
                );
                assert!(inside || tag.contains("rel=\"noopener noreferrer nofollow\" referrerpolicy=\"no-referrer\""));
            }
            if attribute == "src" {
                let raster = ["png", "jpeg", "gif", "webp", "avif"].map(|kind| format!("data:image/{kind};base64,"));
                assert!(raster.iter().any(|kind| value.starts_with(kind.as_str())), "{value:?} from {source:?}");
            }
            if attribute == "id" {
                assert!(value.starts_with("m1-"), "{value:?} from {source:?}");
            }
        }
    }
}

#[derive(Deserialize)]
struct Payload {
    payload: String,
}

#[derive(Deserialize)]
struct Vector {
    markdown: String,
}

fn hostile_texts() -> Vec<String> {
    let payloads: Vec<Payload> = serde_json::from_str(include_str!("data/xss/payloads.json")).unwrap();
    let naughty: Vec<String> = serde_json::from_str(include_str!("data/xss/blns.json")).unwrap();
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("data/xss/exfil-and-link-vectors.json")).unwrap();
    let payloads = payloads.into_iter().map(|p| p.payload).chain(naughty);
    // Each as a text of its own and in the places where a text is treated differently.
    let dressed = payloads.flat_map(|p| {
        let line = p.replace('\n', " ");
        [
            format!("[x]({line})"),
            format!("[x](<{line}>)"),
            format!("![{line}](https://a.b/c \"{line}\")"),
            format!("```{line}\n{p}\n```"),
            format!("|{line}|\n|-|\n|`{line}`|"),
            format!("[^1]\n\n[^1]: {line}"),
            format!("[x]\n\n[x]: {line}"),
            p,
        ]
    });
    dressed.chain(vectors.into_iter().map(|v| v.markdown)).collect()
}

#[tokio::test(flavor = "current_thread")]
async fn no_hostile_text_gets_anything_onto_the_page_that_is_not_allowed() {
    let texts = hostile_texts();
    assert!(texts.len() > 7000, "{}", texts.len());
    for text in texts {
        check_allowed(&draw(&text, false).await, &text);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn nor_does_any_beginning_of_one_while_it_streams() {
    for text in hostile_texts().iter().step_by(37).filter(|text| text.len() < 400) {
        for (end, _) in text.char_indices() {
            check_allowed(&draw(&text[..end], true).await, &text[..end]);
        }
    }
}

async fn check(text: &str, expected: &[&str]) {
    let html = draw(text, false).await;
    check_allowed(&html, text);
    for expected in expected {
        assert!(html.contains(expected), "{expected}\nis not in\n{html}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn each_kind_of_block_has_its_element() {
    check("# a\n\n###### b", &["<h2 dir=\"auto\">a</h2>", "<h6 dir=\"auto\">b</h6>"]).await;
    check("3. a\n4. b", &["<ol dir=\"auto\" start=\"3\"><li>a</li><li>b</li></ol>"]).await;
    check("99. a\n1. b\n", &["<ol dir=\"auto\" start=\"99\" class=\"hundreds\"><li>a</li>"]).await;
    check("|a|b|c|d|\n|-|-|-|-|", &["<table class=\"wide\">"]).await;
    check("> a\n\n---", &["<blockquote dir=\"auto\"><p>a</p></blockquote>", "<hr"]).await;
    check(
        "- [x] a\n- [ ] b",
        &["<li class=\"task\"><input type=\"checkbox\" disabled=\"\" checked", "aria-label=\"Not done\""],
    )
    .await;
    check("*a* **b** ~~c~~ `d`<br>e", &["<em>a</em> <strong>b</strong> <del>c</del> <code>d</code><br>e"]).await;
    check(
        "<b>a</b>\n\n<div>\n<p>\n</div>",
        &["&lt;b&gt;a&lt;/b&gt;", "class=\"verbatim\" dir=\"auto\">&lt;div&gt;\n&lt;p&gt;\n&lt;/div&gt;</p>"],
    )
    .await;
    check(
        "|a|b|\n|-|-:|\n|1|2|",
        &[
            "role=\"region\" aria-label=\"Table\"",
            "<th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th>",
            "<tbody><tr><td>1</td><td class=\"right\">2</td></tr></tbody>",
        ],
    )
    .await;
    check(
        "```rust\nfn main() {}\n```",
        &[
            "<span>rust</span>",
            "aria-label=\"Wrap lines\"",
            "aria-label=\"Download\"",
            "aria-label=\"Copy\"",
            "<pre tabindex=\"0\" role=\"region\" aria-label=\"rust code\"><code><span>\
             <span class=\"k\">fn</span> <span class=\"f\">main</span>() {}</span></code></pre>",
        ],
    )
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn links_say_where_they_lead_and_give_nothing_away() {
    check(
        "[a](https://b.c \"d\")",
        &["<a rel=\"noopener noreferrer nofollow\" referrerpolicy=\"no-referrer\" href=\"https://b.c\" \
           title=\"d\nhttps://b.c\" target=\"_blank\">a</a>"],
    )
    .await;
    check("[bank.com](https://evil.test)", &["bank.com<span class=\"caution\"> (leads to evil.test)</span></a>"]).await;
    check("a@b.c", &["href=\"mailto:a@b.c\" title=\"mailto:a@b.c\">"]).await;
    check("[a](javascript:x) [b](../c)", &["<p dir=\"auto\">a (javascript:x) b (../c)</p>"]).await;
    check(
        "![cat](https://i.test/c.png)",
        &["href=\"https://i.test/c.png\"", "<span>cat</span>", "(Image from i.test, not loaded)"],
    )
    .await;
    check("[![cat](https://i.test/c.png)](https://b.c)", &["href=\"https://b.c\"", "<span class=\"image\">"]).await;
}

#[tokio::test(flavor = "current_thread")]
async fn footnotes_lead_there_and_back() {
    check(
        "a[^x] b[^x]\n\n[^x]: note",
        &[
            "a<sup><a href=\"#m1-note-1\" id=\"m1-mark-1\" aria-label=\"Footnote 1\">1</a></sup>",
            "b<sup><a href=\"#m1-note-1\" aria-label=\"Footnote 1\">1</a></sup>",
            "id=\"m1-note-1\"",
            "<a href=\"#m1-mark-1\" aria-label=\"Back to mark 1\">1</a>",
        ],
    )
    .await;
}

#[tokio::test(flavor = "current_thread")]
async fn the_caret_stands_at_the_end_of_what_grows() {
    let caret = "<span class=\"caret\" aria-hidden=\"true\"></span>";
    for (text, end) in [
        ("", "</p></div>"),
        ("a", "</p></div>"),
        ("a **b**", "</p></div>"),
        ("# a", "</h2></div>"),
        ("- a\n  - b", "</li></ul></li></ul></div>"),
        ("> a", "</p></blockquote></div>"),
        ("```\na", "</span></code></pre></div></div>"),
        ("```", "</span></code></pre></div></div>"),
        ("|a|\n|-|", "</th></tr></thead></table></div></div></div>"),
        ("|a|\n|-|\n|b", "</td></tr></tbody></table></div></div></div>"),
        ("|a|b|c|\n|-|-|-|\n|d|e", "</td><td></td></tr></tbody></table></div></div></div>"),
        ("|a|b|\n|-|-|\n||", "</td><td></td></tr></tbody></table></div></div></div>"),
        ("---", "</p></div>"),
        ("[^1]: a", "</p></div></div></div>"),
        ("1. ```\n   x", "</span></code></pre></div></li></ol></div>"),
    ] {
        let html = draw(text, true).await;
        assert!(html.ends_with(&[caret, end].concat()), "{text:?}: {html}");
        assert_eq!(html.matches(caret).count(), 1, "{text:?}");
        assert!(!draw(text, false).await.contains(caret), "{text:?}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn hundreds_of_lines_of_code_lose_none() {
    let lines: String = (0..100).map(|n| if n % 5 == 4 { "\n".into() } else { format!("line {n}\n") }).collect();
    let html = draw(&format!("```\n{lines}```"), false).await;
    let code = html.split("<code>").nth(1).unwrap().split("</code>").next().unwrap();
    let code = code.replace(" class=\"whole\"", "");
    assert_eq!(code.matches("<span>").count(), 5);
    assert_eq!(code.replace("<span>", "").replace("</span>", "\n").trim_end(), lines.trim_end());
}

#[tokio::test(flavor = "current_thread")]
async fn code_has_its_colours_while_it_grows_as_when_it_is_finished() {
    let code =
        "<code><span><span class=\"k\">let</span> x = <span class=\"n\">1</span>; <span class=\"c\">// a&lt;b</span>";
    for (text, growing) in [("```rs\nlet x = 1; // a<b", true), ("```rust\nlet x = 1; // a<b\n```", false)] {
        let html = draw(text, growing).await;
        assert!(html.contains(code), "{html}");
    }
    check("```nonsense\nlet x = 1;\n```", &["<code><span>let x = 1;</span></code>"]).await;
    check("```py\n'''a\n\nb'''\n```", &["<span><span class=\"s\">'''a\n\nb'''</span></span>"]).await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_long_block_is_folded_when_it_is_finished_and_open_while_it_grows() {
    let long = ["```js\n", &"call();\n".repeat(31)].concat();
    let html = draw(&[&long, "```"].concat(), false).await;
    for part in ["data-folded=", "aria-expanded=\"false\"", ">Show all 31 lines</button>"] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!draw(&long, true).await.contains("Show all"));
    assert!(!draw(&["```js\n", &"call();\n".repeat(30), "```"].concat(), false).await.contains("Show all"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_line_of_any_length_is_drawn_in_pieces_that_stand_beside_each_other() {
    let line = "const a = [1, 2, 3]; ".repeat(1_000);
    let html = draw(&["```js\nshort();\n", &line, "\nshort();\n```"].concat(), false).await;
    assert!(html.matches("<span class=\"piece\">").count() > 4, "{html}");
    let text: String = html.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect();
    assert!(text.contains(line.as_str()));
}
