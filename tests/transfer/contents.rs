//! Everything readable in a file is kept as text; what has no place yet is counted, and its original kept.

use sotto::domain::original::{Original, Unsupported, count};
use sotto::domain::transfer::import::Item;

use crate::{outline, read, sample};

/// The conversations of a file as outlines, and the originals.
fn found(bytes: &[u8]) -> (String, Vec<Original>) {
    let (mut text, mut originals) = (String::new(), Vec::new());
    for item in read(bytes) {
        match item {
            Item::Conversation(talk, origin) => {
                text += &outline(&talk);
                assert!(
                    origin.originals.iter().all(|one| talk.message(&one.message).is_some()),
                    "of messages that are there"
                );
                originals.extend(origin.originals);
            }
            other => panic!("{other:?}"),
        }
    }
    (text, originals)
}

fn check(json: &str, expected: &str, unsupported: Unsupported) {
    let (text, originals) = found(json.as_bytes());
    assert_eq!(text, expected, "{json}");
    assert_eq!(count(&originals), unsupported, "{json}");
}

fn list(messages: &str) -> String {
    format!("[{{\"id\":\"1\",\"title\":\"t\",\"messages\":[{messages}]}}]")
}

const NONE: Unsupported = Unsupported { pictures: 0, sounds: 0, files: 0, tool_calls: 0, tool_results: 0, other: 0 };

#[test]
fn claudes_artifacts_and_tools_are_kept_as_text_in_their_order() {
    let (text, originals) = found(&sample("claude-tool-use.json"));
    assert_eq!(
        text,
        "# A counter page
* user: Write a counter page
  * : Here it is.⏎⏎**Counter**⏎⏎```html⏎<button id=b>0</button>⏎<script>b.onclick = () => b.textContent++</script>⏎```⏎⏎```⏎OK⏎```⏎⏎Press the button to count.
    * user: Run it
      * : **repl**⏎⏎```⏎console.log(6 * 7)⏎```⏎⏎```⏎42⏎```
"
    );
    assert_eq!(count(&originals), Unsupported { tool_calls: 2, tool_results: 2, ..NONE });
    assert!(originals[0].parts[0].contains("\"type\": \"tool_use\""), "{originals:?}");
}

#[test]
fn thoughts_inside_a_content_are_thoughts() {
    let (text, originals) = found(&sample("openai-think-tags.json"));
    assert_eq!(
        text.replace("carry the one.\nThat", "carry the one.⏎That"),
        "# A sum
* user: What is 17 + 25?
  *  (17 + 25: carry the one.⏎That is 42.): It is **42**.
    * user: And twice that?
      *  (2 * 42 = 84): 84
"
    );
    assert!(originals.is_empty());
    // What a person writes is what it is.
    check(&list(r#"{"role":"user","content":"<think>a</think>b"}"#), "# t\n* user: <think>a</think>b\n", NONE);
}

#[test]
fn hollamas_model_is_named_and_its_pictures_are_counted() {
    check(
        r#"[{"id":"h","title":"t","model":{"name":"llama3:8b","size":1},"messages":[
            {"role":"user","content":"q","images":[{"data":"AA==","filename":"x.png"},{"data":"BB==","filename":"y.png"}]},
            {"role":"assistant","content":"a"}]}]"#,
        "# t\n* user: q⏎⏎[image]⏎⏎[image]\n  * llama3:8b: a\n",
        Unsupported { pictures: 2, ..NONE },
    );
}

#[test]
fn parts_of_openais_messages_are_named_and_counted() {
    check(
        &list(
            r#"{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},
                {"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}},{"type":"file","file":{"filename":"a.pdf","file_data":"AA=="}}]},
               {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
               {"role":"tool","tool_call_id":"c","name":"f","content":[{"type":"text","text":"r"},{"type":"image_url","image_url":{"url":"x"}}]},
               {"role":"assistant","content":[{"type":"output_text","text":"a"},{"type":"refusal","refusal":"no"}]},
               {"role":"function","name":"g","content":"last"}"#,
        ),
        "# t
* user: q⏎⏎[image]⏎⏎[audio]⏎⏎[file: a.pdf]
  *  f{}: **f**⏎⏎```⏎r⏎⏎[image]⏎```⏎⏎a⏎⏎no
    * : **g**⏎⏎```⏎last⏎```
",
        Unsupported { pictures: 2, sounds: 1, files: 1, tool_results: 2, ..NONE },
    );
}

#[test]
fn items_of_openais_newer_interface_are_read() {
    check(
        &list(
            r#"{"role":"user","content":[{"type":"input_text","text":"q"}]},
               {"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},
               {"type":"function_call","name":"f","arguments":"{\"city\":\"Seoul\"}"},
               {"type":"function_call_output","output":"sunny"},
               {"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]}"#,
        ),
        "# t\n* user: q\n  *  (hm): **f**⏎⏎```⏎Seoul⏎```⏎⏎```⏎sunny⏎```⏎⏎a\n",
        Unsupported { tool_calls: 1, tool_results: 1, ..NONE },
    );
}

#[test]
fn nextchats_tools_and_pictures_are_kept() {
    check(
        &list(
            r#"{"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"x"}}]},
               {"role":"assistant","content":"a","audio_url":"blob:x","tools":[{"id":"1","function":{"name":"f","arguments":"{}"},"content":"gave"}]}"#,
        ),
        "# t\n* user: q⏎⏎[image]\n  *  f{}: ```⏎gave⏎```⏎⏎a⏎⏎[audio]\n",
        Unsupported { pictures: 1, sounds: 1, tool_results: 1, ..NONE },
    );
}

#[test]
fn texts_of_attached_files_are_kept_with_their_names() {
    check(
        r#"[{"uuid":"u","name":"t","chat_messages":[{"uuid":"1","sender":"human","text":"q","content":[{"type":"text","text":"q"}],
            "attachments":[{"file_name":"notes.txt","file_type":"txt","extracted_content":"Buy milk."}],
            "files":[{"file_name":"a.png","file_kind":"image"},{"file_name":"b.bin"}]}]}]"#,
        "# t\n* user: q⏎⏎[file: notes.txt]⏎⏎Buy milk.⏎⏎[image]⏎⏎[file: b.bin]\n",
        Unsupported { pictures: 1, files: 2, ..NONE },
    );
    check(
        r#"{"history":{"currentId":"1","messages":{"1":{"role":"user","content":"q","files":[
            {"type":"image","url":"data:image/png;base64,AA=="},
            {"type":"file","name":"n.txt","file":{"data":{"content":"Buy milk."}}}]}}},"title":"t","id":"w"}"#,
        "# t\n* user: q⏎⏎[image]⏎⏎[file: n.txt]⏎⏎Buy milk.\n",
        Unsupported { pictures: 1, files: 1, ..NONE },
    );
}

fn chatgpt(nodes: &[(&str, &str)]) -> String {
    let mut parent = "";
    let mut all = Vec::new();
    for (name, message) in nodes {
        all.push(format!("\"{name}\":{{\"parent\":\"{parent}\",\"message\":{message}}}"));
        parent = name;
    }
    format!("[{{\"id\":\"c\",\"title\":\"t\",\"mapping\":{{{}}}}}]", all.join(","))
}

#[test]
fn chatgpts_tools_quotes_and_canvas_are_kept_as_text() {
    check(
        &chatgpt(&[
            ("s", r#"{"author":{"role":"system"},"content":{"content_type":"text","parts":["Be brief."]}}"#),
            (
                "h",
                r#"{"author":{"role":"user"},"content":{"content_type":"user_editable_context","user_instructions":"x"},
                    "metadata":{"is_visually_hidden_from_conversation":true}}"#,
            ),
            (
                "u",
                r#"{"author":{"role":"user"},"content":{"content_type":"multimodal_text","parts":[
                    {"content_type":"audio_transcription","text":"spoken"},{"content_type":"audio_asset_pointer"},
                    {"content_type":"image_asset_pointer"},"q"]},"metadata":{"attachments":[{"name":"a.pdf","mime_type":"application/pdf"},{"name":"x.png","mime_type":"image/png"}]}}"#,
            ),
            (
                "c",
                r#"{"author":{"role":"assistant"},"recipient":"canmore.create_textdoc","content":{"content_type":"code","language":"json",
                    "text":"{\"name\":\"Poem\",\"type\":\"document\",\"content\":\"Roses\"}"}}"#,
            ),
            (
                "o",
                r#"{"author":{"role":"tool","name":"canmore"},"content":{"content_type":"text","parts":["Created."]}}"#,
            ),
            (
                "w",
                r#"{"author":{"role":"tool"},"content":{"content_type":"tether_quote","url":"https://x.test","title":"X","text":"said\nso"}}"#,
            ),
            ("e", r#"{"author":{"role":"tool"},"content":{"content_type":"execution_output","text":"42"}}"#),
            (
                "a",
                r#"{"author":{"role":"assistant"},"recipient":"all","content":{"content_type":"text","parts":["a"]}}"#,
            ),
        ]),
        "# t
system: Be brief.
* user: spoken⏎⏎[audio]⏎⏎[image]⏎⏎q⏎⏎[file: a.pdf]
  * : **Poem**⏎⏎```markdown⏎Roses⏎```⏎⏎**canmore**⏎⏎```⏎Created.⏎```⏎⏎> X⏎> https://x.test⏎> said⏎> so⏎⏎```⏎42⏎```⏎⏎a
",
        Unsupported { pictures: 1, sounds: 1, files: 1, tool_calls: 1, tool_results: 3, other: 1 },
    );
}

#[test]
fn what_stands_alone_or_comes_last_is_not_lost() {
    // Only a picture; a tool's result that nobody answered; a kind of part that nobody knows.
    check(
        &list(
            r#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]},{"role":"tool","content":"r"}"#,
        ),
        "# t\n* user: [image]\n  * : ```⏎r⏎```\n",
        Unsupported { pictures: 1, tool_results: 1, ..NONE },
    );
    check(
        &list(r#"{"role":"user","content":[{"type":"hologram","data":[1]},{"type":"text","text":"q"}]}"#),
        "# t\n* user: [hologram]⏎⏎q\n",
        Unsupported { other: 1, ..NONE },
    );
    check(
        &chatgpt(&[
            ("u", r#"{"author":{"role":"user"},"content":{"parts":["q"]}}"#),
            (
                "h",
                r#"{"author":{"role":"tool"},"content":{"parts":["x"]},"metadata":{"is_visually_hidden_from_conversation":true}}"#,
            ),
        ]),
        "# t\n* user: q\n",
        Unsupported { other: 1, ..NONE },
    );
}

#[test]
fn an_original_beyond_the_limit_is_counted_and_not_kept() {
    let data = "A".repeat(sotto::domain::original::LIMIT);
    let text = list(&format!(
        r#"{{"role":"user","content":[{{"type":"text","text":"q"}},{{"type":"image_url","image_url":{{"url":"{data}"}}}}]}},
           {{"role":"user","content":[{{"type":"image_url","image_url":{{"url":"x"}}}}]}}"#
    ));
    let [Item::Conversation(talk, origin)] = &read(text.as_bytes())[..] else { panic!() };
    assert_eq!((talk.messages.len(), origin.originals.len(), origin.too_large), (2, 1, 1));
}
