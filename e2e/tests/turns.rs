//! Turns: asking, watching the answer come, and what can be done with it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, before_number, english, messages};
use e2e::find::Find;
use e2e::mock::answer::{Answer, End, Step};
use e2e::mock::texts::{HALVES, THOUGHT};
use e2e::world::{Setup, story};
use serde_json::json;
use sotto::domain::message::Interruption;
use sotto::domain::preset::Preset;

/// Role and text.
fn pair(role: &str, text: &str) -> (String, String) {
    (role.to_owned(), text.to_owned())
}

/// A piece of a stream with that text; with a finish reason it is the last.
fn piece(text: &str, finish: Option<&str>) -> Step {
    let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": finish }] });
    let end = if finish.is_some() { "data: [DONE]\n\n" } else { "" };
    Step::Bytes(format!("data: {chunk}\n\n{end}").into_bytes())
}

#[tokio::test]
async fn a_reply_grows_as_it_is_written_and_the_whole_conversation_goes_along() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("keyed", "gate:door").await?;
        page.send("First question").await?;
        world.mock.held("door").await?;
        page.reply_is("growing").await?;
        page.reply().says("One two three").await?;
        page.reply().has("aria-busy", Some("true")).await?;
        assert!(!page.reply().read().await?.contains("four"));
        world.mock.open("door");
        page.reply_is("finished").await?;
        page.reply().says("One two three four five six.").await?;
        page.reply().has("aria-busy", None).await?;

        page.choose_model("echo").await?;
        page.ask("Second question", "finished").await?;
        let body = world.mock.chat(2).await?.json();
        let expected = [
            pair("user", "First question"),
            pair("assistant", "One two three four five six."),
            pair("user", "Second question"),
        ];
        assert_eq!(messages(&body), expected);
        assert_eq!((&body["model"], &body["stream"]), (&json!("echo"), &json!(true)));
        let mut keys: Vec<&String> = body.as_object().unwrap().keys().collect();
        keys.sort();
        assert_eq!(keys, ["messages", "model", "stream", "stream_options"], "only what is set is sent");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn stop_reaches_the_server_keeps_the_text_and_gives_the_field_back() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "gate:door").await?;
        page.send("Begin").await?;
        world.mock.held("door").await?;
        page.reply().says("One two three").await?;
        let before = world.mock.log().now_ms();
        page.button(t.chat.stop).first().click().await?;
        let noticed = world.mock.abort().await?;
        assert!(noticed - before < 1_000, "noticed after {} ms", noticed - before);
        page.reply_is("stopped").await?;
        page.reply().says("One two three").await?;
        page.reply().says(t.reply.stopped).await?;
        page.composer().focused().await?;
        page.press("Escape").await?;
        world.mock.open("door");
        page.button(t.chat.send).see().await?;
        page.reply_is("stopped").await?;
        assert!(!page.reply().read().await?.contains("four"));

        // By the keyboard, before anything came.
        page.choose_model("hang").await?;
        page.send("Nothing comes").await?;
        world.mock.chat(2).await?;
        page.reply_is("waiting").await?;
        page.press("Escape").await?;
        page.reply_is("stopped").await?;
        page.reply().says(t.reply.stopped_empty).await
    })
    .await
}

#[tokio::test]
async fn an_unstreamed_reply_is_kept_as_it_comes_and_stop_reaches_the_server() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "gate:door").await?;
        page.panel().await?;
        page.role("switch", t.panel.streamed).click().await?;
        page.send("Begin").await?;
        world.mock.held("door").await?;
        assert_eq!(world.mock.chat(1).await?.json()["stream"], json!(true));
        page.reply().says(&(t.reply.writing)("gate:door")).await?;
        assert!(!page.reply().read().await?.contains("One two three"));
        let before = world.mock.log().now_ms();
        page.button(t.chat.stop).first().click().await?;
        let noticed = world.mock.abort().await?;
        assert!(noticed - before < 1_000, "noticed after {} ms", noticed - before);
        page.reply_is("stopped").await?;
        page.reply().says("One two three").await?;

        // The page is loaded again in the middle of the next one.
        page.choose_model("gate:gate").await?;
        page.send("Again").await?;
        world.mock.held("gate").await?;
        page.reply().says(&(t.reply.writing)("gate:gate")).await?;
        page.reload().await?;
        page.reply_is("interrupted").await?;
        page.reply().says("One two three").await?;
        page.reply_button(t.chat.go_on).see().await?;

        page.choose_model("echo~20").await?;
        page.ask("All of it at the end", "finished").await?;
        page.reply().says("All of it at the end").await
    })
    .await
}

#[tokio::test]
async fn questions_after_failed_and_stopped_replies_reach_a_server_that_wants_turns() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "status:503").await?;
        page.ask("first question", "failed").await?;
        page.choose_model("alternate").await?;
        page.ask("second question", "finished").await?;
        let both = "first question\n\nsecond question";
        assert_eq!(messages(&world.mock.chat(2).await?.json()), [pair("user", both)]);

        page.choose_model("hang").await?;
        page.send("third question").await?;
        world.mock.chat(3).await?;
        page.reply_is("waiting").await?;
        page.press("Escape").await?;
        page.reply_is("stopped").await?;
        page.choose_model("alternate").await?;
        page.ask("fourth question", "finished").await?;
        let expected = [pair("user", both), pair("assistant", both), pair("user", "third question\n\nfourth question")];
        assert_eq!(messages(&world.mock.chat(4).await?.json()), expected);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn retry_and_edit_keep_the_old_versions_beside_the_new() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().chat);
        world.connect("", "echo").await?;
        page.ask("A question", "finished").await?;
        page.choose_model("markdown").await?;
        page.reply_button(t.retry).click().await?;
        page.reply().role("group", &(t.version)(2, 2)).see().await?;
        page.reply_is("finished").await?;
        page.reply().heading("A tour of markdown").see().await?;
        page.replies().counts(1).await?;
        assert_eq!(messages(&world.mock.chat(2).await?.json()), [pair("user", "A question")]);
        page.reply_button(t.previous_version).click().await?;
        page.reply().role("group", &(t.version)(1, 2)).see().await?;
        page.reply().says("A question").await?;

        page.choose_model("echo").await?;
        let question = page.questions().last();
        question.hover().await?;
        question.button(t.edit).click().await?;
        let field = page.textbox(t.edit_box);
        field.focused().await?;
        field.holds("A question").await?;
        page.press("Escape").await?;
        field.gone().await?;
        question.hover().await?;
        question.button(t.edit).click().await?;
        page.fill_field(t.edit_box, "A better question").await?;
        page.button(t.save_and_send).click().await?;
        question.role("group", &(t.version)(2, 2)).see().await?;
        page.reply_is("finished").await?;
        page.reply().says("A better question").await?;
        assert_eq!(messages(&world.mock.chat(3).await?.json()), [pair("user", "A better question")]);
        question.hover().await?;
        question.button(t.previous_version).click().await?;
        question.says("A question").await?;
        page.reply().role("group", &(t.version)(1, 2)).see().await?;
        // It all is there after a reload.
        page.reload().await?;
        page.questions().last().role("group", &(t.version)(1, 2)).see().await?;
        page.questions().last().button(t.next_version).click().await?;
        page.reply().says("A better question").await
    })
    .await
}

#[tokio::test]
async fn a_reply_that_met_its_limit_goes_on_in_the_same_message() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let whole = format!("{}{}", HALVES.0, HALVES.1);
        // Where the server continues what it is given, and where it has to be asked in words.
        let base = world.mock.base();
        for (number, preset) in [(1, Preset::Ollama), (3, Preset::Custom)] {
            world.connect_by(&Form::at(&base).preset(preset).model("length")).await?;
            page.ask("How is tea made?", "finished").await?;
            world.mock.chat(number).await?;
            page.reply().says(t.reply.length).await?;
            page.reply_button(t.chat.go_on).click().await?;
            page.reply().says(&whole).await?;
            page.reply_is("finished").await?;
            page.replies().counts(1).await?;
            page.reply().text(t.reply.length).gone().await?;
            let sent = messages(&world.mock.chat(number + 1).await?.json());
            assert_eq!(sent[..2], [pair("user", "How is tea made?"), pair("assistant", HALVES.0)]);
            assert_eq!(sent.len(), if preset == Preset::Ollama { 2 } else { 3 });
            assert_eq!(page.questions().count().await?, 1, "what was asked in words is not shown");
        }
        page.ask("And now?", "finished").await?;
        let sent = messages(&world.mock.chat(5).await?.json());
        assert_eq!(sent[1], pair("assistant", &whole), "it is one message from then on");
        assert_eq!(sent.len(), 3);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn words_behind_an_early_finish_reason_are_added_and_kept_while_the_composer_is_free() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let early = json!({ "choices": [{ "index": 0, "delta": { "content": "One " }, "finish_reason": "stop" }] });
        let steps = vec![
            Step::Bytes(format!("data: {early}\n\n").into_bytes()),
            Step::Gate("late".to_owned()),
            piece("two ", None),
            Step::Gate("later".to_owned()),
            piece("three.", Some("stop")),
        ];
        world.mock.script("early", vec![Answer::stream(steps)]);
        world.connect("", "early").await?;
        page.send("Count").await?;
        page.reply_is("finished").await?;
        page.composer().focus().await?;
        page.type_keys("meanwhile").await?;
        world.mock.open("late");
        page.reply().says("One two").await?;
        page.reply_is("finished").await?;
        page.button(english().chat.send).see().await?;
        world.mock.open("later");
        page.reply().says("One two three.").await?;
        page.composer().holds("meanwhile").await?;
        page.reload().await?;
        page.reply_is("finished").await?;
        page.reply().says("One two three.").await
    })
    .await
}

#[tokio::test]
async fn a_cut_reply_is_not_called_complete_because_continue_brings_nothing_or_nobody_says_why() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let done = || Step::Bytes(b"data: [DONE]\n\n".to_vec());
        let answers = vec![
            Answer::stream(vec![piece("The first half", Some("length"))]),
            Answer::stream(vec![]),
            Answer::stream(vec![piece("Half a sen", None), done()]),
            Answer::stream(vec![piece("Certainly! A whole one.", Some("stop"))]),
        ];
        world.mock.script("cut", answers);
        world.connect("", "cut").await?;
        page.ask("Both, please", "finished").await?;
        page.reply_button(t.chat.go_on).click().await?;
        page.reply().says(t.reply.nothing_more).await?;
        page.reply().says(t.reply.length).await?;
        page.reply_button(t.chat.go_on).see().await?;
        page.ask("Another", "finished").await?;
        page.reply().says(t.reply.unsaid_end).await?;
        page.reply_button(t.chat.go_on).click().await?;
        page.reply().says("A whole one.").await?;
        // A new beginning stands apart from the half sentence.
        page.reply().css(".md > p").counts(2).await
    })
    .await
}

#[tokio::test]
async fn a_reply_that_was_cut_goes_on_in_the_same_message() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let cut = Answer::stream(vec![piece("The first half", None)]).ending(End::Cut);
        let rest = Answer::stream(vec![piece(" and the second.", Some("stop"))]);
        world.mock.script("cut-once", vec![cut, rest]);
        world.connect("", "cut-once").await?;
        page.ask("Both, please", "interrupted").await?;
        page.reply().says(&(t.reply.interrupted)(Interruption::ConnectionLost, 14)).await?;
        page.reply_button(t.chat.go_on).click().await?;
        page.reply_is("finished").await?;
        page.reply().says("The first half and the second.").await?;
        page.replies().counts(1).await
    })
    .await
}

#[tokio::test]
async fn messages_are_copied_and_deleted_and_deleting_can_be_undone() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.allow("clipboardReadWrite").await?;
        world.connect("", "echo").await?;
        let markdown = "Some **bold** words\n\n```rust\nfn main() {}\n```";
        page.ask(markdown, "finished").await?;
        page.reply().css("strong").says("bold").await?;
        page.reply().css(".meta").button(t.chat.copy).click().await?;
        page.reply().css(".meta").button(t.chat.copied).see().await?;
        assert_eq!(page.clipboard().await?, markdown);
        page.reply().css("pre").hover().await?;
        page.reply().css(".bubble").button(t.chat.copy).click().await?;
        page.reply().css(".bubble").button(t.chat.copied).see().await?;
        assert_eq!(page.clipboard().await?.trim_end(), "fn main() {}");
        page.menu(t.chat.copy_conversation).await?;
        let copied = e2e::wait::until("the conversation in the clipboard", async || {
            let text = page.clipboard().await?;
            Ok(text.contains(t.chat.you).then_some(text))
        });
        let copied = copied.await?;
        assert!(copied.matches(markdown).count() == 2, "{copied}");

        page.ask("A second question", "finished").await?;
        page.reply_button(t.chat.delete).click().await?;
        page.replies().counts(1).await?;
        page.notice().says(t.history.message_deleted).await?;
        page.notice().button(t.history.undo).click().await?;
        page.replies().counts(2).await?;
        page.reply().says("A second question").await?;
        page.menu(t.chat.clear).await?;
        page.replies().counts(0).await?;
        page.notice().says(t.history.chat_cleared).await?;
        page.notice().button(t.history.undo).click().await?;
        page.replies().counts(2).await?;
        page.reload().await?;
        page.replies().counts(2).await
    })
    .await
}

#[tokio::test]
async fn figures_and_thoughts_are_there_for_who_wants_them_and_thoughts_stay_here() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "reasoning~30").await?;
        for (number, model) in [(1, "reasoning~30"), (2, "think@3~30")] {
            if number == 2 {
                page.choose_model(model).await?;
            }
            page.ask("What is the answer?", "finished").await?;
            page.reply().css(".bubble").says("The answer is forty-two.").await?;
            let thoughts = page.reply().css("details.thinking");
            thoughts.says(before_number(&(t.reply.thought)(2_000))).await?;
            assert!(!page.reply().read().await?.contains("two steps"), "folded at first");
            thoughts.css("summary").click().await?;
            thoughts.says("Let me think in two steps.").await?;
        }
        page.choose_model("echo").await?;
        page.ask("Thanks", "finished").await?;
        let body = world.mock.chat(3).await?.body;
        assert!(!body.contains(THOUGHT.split('.').next().unwrap()), "{body}");
        assert_eq!(messages(&serde_json::from_str(&body)?)[1], pair("assistant", "The answer is **forty-two**."));

        page.reply_button(t.chat.details).click().await?;
        let details = page.reply().css("dl.details");
        let id = format!("chatcmpl-mock-{}", world.mock.chat(3).await?.id);
        for (name, value) in [
            (t.reply.model, "echo"),
            (t.reply.answer_id, id.as_str()),
            (t.reply.finish_reason, "stop"),
            (t.reply.tokens_in, "17"),
            (t.reply.tokens_out, "1"),
            (t.reply.tokens_cached, "0"),
            (t.reply.tokens_reasoning, "0"),
            (t.reply.first_token, " s"),
            (t.reply.total, " s"),
        ] {
            details.says(name).await?;
            let script = format!(
                "return [...arguments[0].querySelectorAll('dt')].find((term) => term.textContent === {})?.nextElementSibling.textContent",
                json!(name)
            );
            let shown = details.js(&script).await?;
            let shown = shown.as_str().unwrap_or("");
            assert!(if value.starts_with(' ') { shown.ends_with(value) } else { shown == value }, "{name}: {shown}, not {value}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn another_conversation_goes_on_while_a_reply_runs_and_nothing_lands_where_it_does_not_belong() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "gate:first").await?;
        page.send("The slow one").await?;
        world.mock.held("first").await?;
        page.new_chat().await?;
        page.replies().gone().await?;
        page.choose_model("gate:second").await?;
        page.send("The quick one").await?;
        world.mock.held("second").await?;
        page.entry("The slow one").see().await?;
        page.entry(t.history.live).counts(2).await?;
        world.mock.open("second");
        page.reply_is("finished").await?;
        page.entry("The slow one").click().await?;
        page.reply_is("growing").await?;
        page.reply().says("One two three").await?;
        page.entry("The quick one").click().await?;
        page.reply_is("finished").await?;
        world.mock.open("first");
        page.entry(t.history.live).gone().await?;
        page.replies().counts(1).await?;
        page.reply().says("One two three four five six.").await?;
        page.entry("The slow one").click().await?;
        page.reply_is("finished").await?;
        page.reply().says("One two three four five six.").await
    })
    .await
}

#[tokio::test]
async fn what_is_stopped_replaced_or_deleted_gets_no_late_words_and_a_double_press_asks_once() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "gate:late").await?;
        page.write("Twice").await?;
        page.press("Enter").await?;
        page.press("Enter").await?;
        world.mock.held("late").await?;
        // Another question waits until the reply has ended or was stopped.
        page.send("Too early").await?;
        page.composer().holds("Too early").await?;
        page.button(t.chat.stop_reply).click().await?;
        page.reply_is("stopped").await?;
        page.composer().holds("Too early").await?;
        page.choose_model("echo").await?;
        page.reply().css(".ending").button(t.chat.retry).click().await?;
        page.reply_is("finished").await?;
        world.mock.open("late");
        page.reply().says("Twice").await?;
        assert!(!page.reply().read().await?.contains("four"));
        assert_eq!(world.mock.chats().len(), 2, "one for two presses, one for the retry");

        page.choose_model("gate:gone").await?;
        page.composer().focus().await?;
        page.press("Enter").await?;
        world.mock.held("gone").await?;
        page.menu(t.history.delete).await?;
        world.mock.abort().await?;
        world.mock.open("gone");
        page.replies().gone().await?;
        page.notice().button(t.history.undo).click().await?;
        page.replies().counts(2).await?;
        page.reply_is("stopped").await?;
        page.reply().says("One two three").await?;
        assert!(!page.reply().read().await?.contains("four"));
        Ok(())
    })
    .await
}
