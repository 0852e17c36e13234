//! Every format is read as its program shows it.

use sotto::domain::transfer::import::{Flaw, Item};

use crate::{outline, read, read_by, sample, talks};

fn check(file: &str, expected: &str) {
    let got: String = talks(&sample(file)).iter().map(outline).collect();
    assert_eq!(got, expected, "{file}");
}

#[test]
fn chatgpt_is_read_with_all_branches_and_the_one_that_was_shown() {
    check(
        "chatgpt-conversations.json",
        "# Branching <b>title</b>
* user: Hello
  * gpt-4o: Hi **there**
    * user: [image]⏎⏎What is this?
      - gpt-4o: ```python⏎print(1)⏎```⏎⏎```⏎1⏎```⏎⏎other branch
      * gpt-4o: ```python⏎print(1)⏎```⏎⏎```⏎1⏎```⏎⏎It is a picture  𝒳 漢 😀
  - gpt-4o: abandoned regeneration
# dangling
* user: only message
# cycle
* user: x
  * gpt-4o: y
",
    );
    let talk = &talks(&sample("owui-gpt_example.json"))[0];
    assert_eq!((&*talk.title, talk.path().len(), talk.messages.len()), ("How photosynthesis works", 10, 10));
    assert_eq!((talk.created, talk.updated), (1_750_537_482_970, 1_750_537_534_231));
    assert_eq!(talk.system_prompt, None);
}

#[test]
fn claude_is_read_with_its_thoughts() {
    check(
        "owui-claude_thinking_example.json",
        "# Thinking Demo
* user: Can you greet me?
  *  (The user asked for a greeting. I should respond warmly and invite further conversation.): Hello there! It's great to hear from you.
",
    );
    check("owui-invalid_unicode.json", "# Invalid unicode test\n* user: Hello\n  * : World\n");
}

#[test]
fn lists_of_messages_are_read() {
    check("betterchatgpt-v1.json", "# t\n* user: q\n  * gpt-4o: a\n");
    check("betterchatgpt-legacy-array.json", "# t\n* user: q\n");
    check("nextchat-backup.json", "# t\n* user: q\n  * gpt-4o: a⏎⏎[image]\n");
    check("hollama-sessions.json", "# t\nsystem: Be brief.\n* user: q⏎⏎[image]\n  * llama3 (hm): a\n");
    check("openai-messages.json", "# q\nsystem: s\n* user: q⏎⏎[image]\n  *  f{}: ```⏎r⏎```⏎⏎a\n");
    check("openai-finetune.jsonl", "# q0\n* user: q0\n  * : a\n# q1\n* user: q1\n  * : a\n# q2\n* user: q2\n  * : a\n");
    assert_eq!(talks(&sample("hollama-sessions.json"))[0].updated, 1_735_689_605_000);
    assert_eq!(talks(&sample("nextchat-backup.json"))[0].updated, 1_704_207_846_000);
}

#[test]
fn open_webui_is_read_alone_and_in_its_full_export() {
    let single = sample("owui-webui-json.json");
    let talk = &talks(&single)[0];
    assert_eq!(&*talk.title, "🧠 Goldwater Rule Ethics");
    let path = talk.path();
    assert_eq!((path.len(), talk.messages.len()), (2, 2));
    assert!(path[0].text().starts_with("what was the ruling"));
    assert_eq!(&*path[1].reply().unwrap().model, "deepseek/deepseek-chat:free");
    assert_eq!(path[1].created, 1_744_577_557_000);
    let inside = format!(
        "[{{\"id\":\"w1\",\"title\":\"x\",\"chat\":{},\"updated_at\":1744577559}}]",
        String::from_utf8(single).unwrap()
    );
    let talk = &talks(inside.as_bytes())[0];
    assert_eq!((talk.path().len(), talk.updated), (2, 1_744_577_559_000));
}

#[test]
fn hostile_texts_stay_texts_and_no_key_or_address_comes_along() {
    check(
        "xss-everywhere.json",
        "# <img src=x onerror=alert(1)>
* user: <svg onload=alert(1)>
  * \"><img src=x onerror=alert(1)>: [x](javascript:alert(1)) ![e](https://evil.test/?d)
",
    );
    for file in ["nextchat-backup.json", "openai-messages.json"] {
        let all = format!("{:?}", read(&sample(file)));
        assert!(!all.contains("sk-MUST"), "{all}");
        // Only in the original of the message, which nothing shows or sends.
        let shown = format!("{:?}", talks(&sample(file)));
        assert!(!shown.contains("evil.test"), "{shown}");
    }
}

#[test]
fn a_file_is_read_alike_however_it_is_cut_and_twice_is_the_same_as_once() {
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let whole = read(&bytes);
        for size in [1, 7, 64] {
            assert_eq!(read_by(&bytes, size), whole);
        }
    }
}

#[test]
fn a_conversation_that_went_on_keeps_its_id_and_those_of_its_messages() {
    let old = "[{\"id\":\"7\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}]";
    let new = "[{\"id\":\"7\",\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"role\":\"assistant\",\"content\":\"a\"}]}]";
    let (old, new) = (talks(old.as_bytes()), talks(new.as_bytes()));
    assert_eq!(old[0].id, new[0].id);
    assert_eq!(old[0].messages[0], new[0].messages[0]);
    let merged = old[0].merge(&new[0]);
    assert_eq!(outline(&merged), "# q\n* user: q\n  * : a\n");
}

#[test]
fn thoughts_of_chatgpt_belong_to_the_reply_after_them_and_hidden_messages_are_not_shown() {
    let node = |id: &str, parent: &str, role: &str, content: &str, more: &str| {
        format!(
            "\"{id}\":{{\"parent\":\"{parent}\",\"message\":{{\"author\":{{\"role\":\"{role}\"}},\"content\":{content},\"metadata\":{{{more}}}}}}}"
        )
    };
    let nodes = [
        node("u", "", "user", "{\"content_type\":\"text\",\"parts\":[\"q\"]}", ""),
        node(
            "h",
            "u",
            "user",
            "{\"content_type\":\"text\",\"parts\":[\"hidden\"]}",
            "\"is_visually_hidden_from_conversation\":true",
        ),
        node(
            "t",
            "h",
            "assistant",
            "{\"content_type\":\"thoughts\",\"thoughts\":[{\"content\":\"hm\"},{\"summary\":\"so\"}]}",
            "",
        ),
        node("r", "t", "assistant", "{\"content_type\":\"reasoning_recap\",\"content\":\"Thought for 2s\"}", ""),
        node(
            "a",
            "r",
            "assistant",
            "{\"content_type\":\"text\",\"parts\":[\"a\"]}",
            "\"finish_details\":{\"type\":\"interrupted\"}",
        ),
        node("n", "a", "assistant", "{\"content_type\":\"code\",\"text\":\"```\"}", ""),
    ];
    let text = format!("{{\"title\":\"\",\"mapping\":{{{}}}}}", nodes.join(","));
    let talk = &talks(text.as_bytes())[0];
    assert_eq!(
        outline(talk),
        "# q\n* user: q\n  *  (hm⏎⏎so⏎⏎Thought for 2s): a\n    * : ````⏎```⏎````\n"
            .replace("hm⏎⏎so⏎⏎Thought", "hm\n\nso\n\nThought")
    );
}

#[test]
fn deep_and_long_conversations_are_read_without_deep_calls() {
    let nodes: Vec<String> = (0..20_000)
        .map(|at| format!("\"n{at}\":{{\"parent\":\"n{}\",\"message\":{{\"author\":{{\"role\":\"user\"}},\"content\":{{\"parts\":[\"{at}\"]}}}}}}", at - 1))
        .collect();
    let text = format!("[{{\"title\":\"deep\",\"mapping\":{{{}}}}}]", nodes.join(","));
    let talk = &talks(text.as_bytes())[0];
    assert_eq!((talk.messages.len(), talk.path().len()), (20_000, 20_000));
    let nested = ["[".repeat(3_000_000), "]".repeat(3_000_000)].concat();
    assert!(matches!(&read(nested.as_bytes())[..], [Item::Problem(problem)] if problem.flaw == Flaw::NotJson));
}

#[test]
fn folders_pins_and_the_archive_of_other_programs_come_along() {
    let put = |bytes: &[u8]| {
        let (mut folders, mut filing) = (Vec::new(), Vec::new());
        for item in read(bytes) {
            match item {
                Item::Folders(found) => folders.extend(found.rows),
                Item::Conversation(_, origin) => filing.push(origin.filing),
                _ => {}
            }
        }
        (folders, filing)
    };
    let (folders, filing) = put(&sample("betterchatgpt-v1.json"));
    let [folder] = folders.as_slice() else { panic!("{folders:?}") };
    assert_eq!((&*folder.name, folder.deleted), ("Work", false));
    assert_eq!(filing[0].folder.as_ref(), Some(&folder.id));
    // Twice the same file is twice the same folder.
    assert_eq!(put(&sample("betterchatgpt-v1.json")).0[0].id, folder.id);

    let chatgpt = String::from_utf8(sample("owui-gpt_example.json")).unwrap();
    assert!(!put(chatgpt.as_bytes()).1[0].is_set());
    let chatgpt = chatgpt.replace("\"is_starred\": null", "\"is_starred\": true");
    let starred = &put(chatgpt.as_bytes()).1[0];
    assert_eq!((starred.pinned.is_on(), starred.archived.is_on()), (true, false));
    let chatgpt = chatgpt.replace("\"is_archived\": false", "\"is_archived\": true");
    assert!(put(chatgpt.as_bytes()).1[0].archived.is_on());

    let webui = String::from_utf8(sample("owui-webui-json.json")).unwrap();
    let webui = format!("[{{\"id\":\"1\",\"pinned\":true,\"archived\":true,\"folder_id\":\"f\",\"chat\":{webui}}}]");
    let there = &put(webui.as_bytes()).1[0];
    assert_eq!((there.pinned.is_on(), there.archived.is_on()), (true, true));
    // Its folders are in no export, so what it names would be a folder without a name.
    assert_eq!(there.folder, None);
}
