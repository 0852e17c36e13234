//! What is written for other programs and for people.

use std::rc::Rc;

use sotto::domain::id::MessageId;
use sotto::domain::message::{Body, FinishReason, Reasoning, Reply, ReplyState};
use sotto::domain::settings::Language;
use sotto::domain::text::texts;
use sotto::domain::transfer::{markdown, openai, page};

use crate::anything::{NOW, talk};
use crate::{outline, talks};

fn answered(question: &str, answer: &str) -> sotto::domain::conversation::Conversation {
    let mut talk = talk("a-1", &[question]);
    talk.title = "T <&> \"t\"".into();
    let parent = talk.messages.last().map(|message| message.id.clone());
    let mut reply = Reply::waiting(talk.connection.clone(), "m".into());
    reply.text = answer.into();
    reply.reasoning = Some(Reasoning { text: "*hm*".into(), took: None });
    reply.state = ReplyState::Finished(FinishReason::Stop);
    talk.add(MessageId::parse("r-1").unwrap(), parent, Body::Reply(Rc::new(reply)), NOW);
    talk
}

#[test]
fn markdown_names_who_speaks() {
    let texts = texts(Language::English, "en");
    let written = markdown::write(&answered("q", "a\n"), texts);
    let days = markdown::days(&answered("q", "a\n"));
    assert!(days.len() == 10, "{days}");
    assert_eq!(written, format!("# T <&> \"t\"\n\n{days}\n\n## {}\n\nq\n\n## m\n\na\n", texts.chat.you));
}

#[test]
fn openai_messages_are_what_a_server_would_be_sent_and_read_back() {
    let written = openai::write(&answered("q\n\"", "a"), "Be brief.");
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(
        value,
        serde_json::json!([
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": "q\n\"" },
            { "role": "assistant", "content": "a" },
        ])
    );
    assert_eq!(outline(&talks(written.as_bytes())[0]), "# q\nsystem: Be brief.\n* user: q⏎\"\n  * : a\n");
}

#[test]
fn the_page_is_whole_and_loads_nothing() {
    let texts = texts(Language::Korean, "ko");
    let tour = include_str!("../data/tour.md");
    let written = page::write(&answered("<b>q</b>\nline", tour), texts, 1_795_188_600_000);
    assert!(written.starts_with("<!doctype html>\n<html lang=\"ko\">"));
    assert!(written.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""));
    assert!(written.contains("<title>T &lt;&amp;&gt; &quot;t&quot;</title>"));
    assert!(written.contains("&lt;b&gt;q&lt;/b&gt;\nline"));
    assert!(written.contains("<em>hm</em>") && written.contains("<table") && written.contains("2026-11-20"));
    harmless(&written);
}

#[test]
fn no_hostile_text_becomes_markup_in_the_page() {
    let texts = texts(Language::English, "en");
    let payloads: Vec<serde_json::Value> = serde_json::from_str(include_str!("../data/xss/payloads.json")).unwrap();
    for payload in payloads {
        let text = payload["payload"].as_str().unwrap();
        let mut talk = answered(text, text);
        talk.title = text.into();
        harmless(&page::write(&talk, texts, 0));
    }
}

/// Every tag is one of ours with attributes of ours, and leads to the web or to mail if anywhere.
fn harmless(page: &str) {
    const TAGS: [&str; 45] = [
        "html",
        "meta",
        "title",
        "style",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "article",
        "b",
        "p",
        "details",
        "summary",
        "footer",
        "blockquote",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "div",
        "table",
        "tr",
        "td",
        "th",
        "em",
        "strong",
        "del",
        "a",
        "sup",
        "hr",
        "br",
        "/title",
        "/style",
        "/h1",
        "/article",
        "/b",
        "/p",
        "/details",
        "/summary",
        "/a",
        "/footer",
        "!doctype",
    ];
    for tag in page.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap();
        let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let ours = TAGS.contains(&name) || TAGS.contains(&name.trim_start_matches('/'));
        assert!(ours, "<{inside}>");
        if matches!(name, "!doctype" | "meta") {
            continue;
        }
        while !rest.is_empty() {
            let (attribute, value) = rest.split_once("=\"").unwrap_or_else(|| panic!("<{inside}>"));
            assert!(
                ["lang", "class", "dir", "start", "style", "rel", "href"].contains(&attribute.trim()),
                "<{inside}>"
            );
            let (value, after) = value.split_once('"').unwrap();
            if attribute.trim() == "href" {
                let scheme = value.to_ascii_lowercase();
                assert!(["http://", "https://", "mailto:"].iter().any(|good| scheme.starts_with(good)), "<{inside}>");
            }
            rest = after;
        }
    }
}

#[test]
fn a_reply_cut_inside_a_fence_leaves_the_rest_of_the_markdown_alone() {
    let texts = texts(Language::English, "en");
    let cut = "Start with this:\n\n```python\ndef one():\n    return 1";
    let mut talk = answered("~~~\nmine", cut);
    let parent = talk.messages.last().map(|message| message.id.clone());
    talk.add(MessageId::parse("q-2").unwrap(), parent, Body::User("And then?".into()), NOW);
    let written = markdown::write(&talk, texts);
    assert!(written.contains("    return 1\n```\n\n## You\n\nAnd then?"), "{written}");
    assert!(written.contains("~~~\nmine\n~~~\n\n## m"), "{written}");
}

/// The headings at the top of a document.
fn top_headings(text: &str) -> Vec<(u8, String)> {
    use sotto::domain::markdown::document::Document;
    use sotto::domain::markdown::node::{Kind, Node};

    let mut found = Vec::new();
    for block in Document::whole(text).blocks() {
        for node in &block.nodes {
            if let Node::Element(element) = node
                && let Kind::Heading(level) = element.kind
            {
                let words = element.children.iter().map(|node| match node {
                    Node::Text(text) => text.to_string(),
                    Node::Element(_) => String::new(),
                });
                found.push((level, words.collect()));
            }
        }
    }
    found
}

#[test]
fn however_a_reply_is_cut_what_follows_it_is_read_as_it_is_and_its_headings_rank_below() {
    use sotto::domain::transfer::embedded::embedded;

    let extra = "1. a\n\n   ```rs\n   # x\n   ```\n\n> ~~~\n> # y\n> ~~~\n\nSetext\n===\n\n- # in a list\n  - ````\n    ```\n    ````\n\n$$\nx\n$$\n\n<!-- a\n\nb -->\n\nend\n---\n";
    for text in [include_str!("../data/tour.md"), extra] {
        for (at, _) in text.char_indices() {
            let part = embedded(&text[..at], 2);
            let headings = top_headings(&format!("{part}\n\n## After\n"));
            assert_eq!(headings.last(), Some(&(2, "After".to_owned())), "{part}");
            assert!(headings.iter().rev().skip(1).all(|(level, _)| *level > 2), "{part}");
        }
    }
}

#[test]
fn a_page_shows_formulas_as_mathml_and_tex_where_it_cannot() {
    let mut house = crate::house::House::new();
    let talk = answered("q", "So $x^2$ and\n\n$$\\broken{$$\n\n# Big");
    house.keep(&talk);
    house.act(sotto::state::action::Action::RouteChanged(sotto::state::route::Route::Conversation(talk.id.clone())));
    house.step(sotto::state::transfer::Step::ExportPressed(sotto::state::transfer::export::Format::Page));
    let (_, html) = house.offered.pop().unwrap();
    assert!(html.contains("<math><mi>x^2</mi></math>"), "{html}");
    assert!(html.contains("<code>\\broken{</code>"), "{html}");
    assert!(html.contains("<h2 dir=\"auto\">m</h2>") && html.contains("<h3 dir=\"auto\">Big</h3>"), "{html}");
    assert!(html.contains(&format!("<p class=\"days\">{}</p>", markdown::days(&talk))), "{html}");
}
