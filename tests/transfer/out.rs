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
    assert_eq!(written, format!("# T <&> \"t\"\n\n## {}\n\nq\n\n## {}\n\na\n", texts.chat.you, texts.chat.model));
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
    const TAGS: [&str; 44] = [
        "html",
        "meta",
        "title",
        "style",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
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
