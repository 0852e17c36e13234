//! What is set for a conversation: what is sent of it, what a model refuses, and which messages go along.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{before_number, english, messages};
use e2e::find::Find;
use e2e::world::{Setup, story};
use serde_json::json;
use sotto::domain::error::Fault;
use sotto::domain::parameters::Effort;

/// Role and text.
fn pair(role: &str, text: &str) -> (String, String) {
    (role.to_owned(), text.to_owned())
}

#[tokio::test]
async fn what_is_set_in_the_panel_is_sent_and_nothing_else() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().panel);
        world.connect("", "echo-request").await?;
        page.panel().await?;
        for (name, text) in [
            (t.system_prompt, "Be brief."),
            (t.temperature, "0.7"),
            (t.top_p, "0,9"),
            (t.presence_penalty, "-0.5"),
            (t.frequency_penalty, "1"),
            (t.max_tokens, "512"),
            (t.seed, "42"),
            (t.stop, "END\nFIN"),
            (t.extra_body, "{\"top_k\": 20}"),
        ] {
            page.fill_field(name, text).await?;
        }
        page.combobox(t.effort).type_keys((t.efforts)(Effort::Low)).await?;
        page.ask("Everything", "finished").await?;
        let body = world.mock.chat(1).await?.json();
        let expected = json!({
            "model": "echo-request", "stream": true, "stream_options": { "include_usage": true },
            "messages": [{ "role": "system", "content": "Be brief." }, { "role": "user", "content": "Everything" }],
            "temperature": 0.7, "top_p": 0.9, "presence_penalty": -0.5, "frequency_penalty": 1, "max_tokens": 512,
            "seed": 42, "stop": ["END", "FIN"], "reasoning_effort": "low", "top_k": 20,
        });
        assert_eq!(body, expected);
        page.reply().css("pre").says("\"top_k\"").await?;

        // What is wrong says so and is not sent; what is emptied is not sent either.
        page.fill_field(t.extra_body, "{\"top_k\":").await?;
        page.text(before_number(&(t.no_object)(1, 1))).see().await?;
        page.fill_field(t.extra_body, "").await?;
        page.fill_field(t.temperature, "3").await?;
        page.text(&(t.between)("0", "2")).see().await?;
        page.button(&(t.do_not_send)(t.temperature)).click().await?;
        page.button(&(t.do_not_send)(t.seed)).click().await?;
        page.role("switch", t.streamed).click().await?;
        page.ask("Less", "finished").await?;
        let body = world.mock.chat(2).await?.json();
        for gone in ["temperature", "seed", "top_k"] {
            assert_eq!(body.get(gone), None, "{gone}");
        }
        assert_eq!(body["stream"], json!(true), "shown whole, and asked for as a stream");
        assert_eq!(body["max_tokens"], json!(512));

        // A new chat begins with none of it, but with the default system prompt.
        page.go("#/settings").await?;
        page.fill_field(english().settings.system_prompt, "By default.").await?;
        page.press("Tab").await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.ask("Fresh", "finished").await?;
        let body = world.mock.chat(3).await?.json();
        assert_eq!(messages(&body), [pair("system", "By default."), pair("user", "Fresh")]);
        assert_eq!(body.as_object().unwrap().len(), 4, "{body}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_refused_parameter_is_left_out_by_one_press_and_remembered() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "refuse:temperature").await?;
        page.panel().await?;
        page.fill_field(t.panel.temperature, "0.7").await?;
        page.press("Tab").await?;
        page.ask("Warm?", "failed").await?;
        let fault = Fault::ParameterRefused { parameter: "temperature".into(), said: "".into() };
        page.reply().says(&(t.faults.fault)(&fault, "").sentence).await?;
        page.reply_button(&(t.faults.retry_without)("temperature")).click().await?;
        page.reply_is("finished").await?;
        assert_eq!(world.mock.chat(2).await?.json().get("temperature"), None);
        page.text(t.panel.refused).see().await?;
        page.ask("Again?", "finished").await?;
        assert_eq!(world.mock.chat(3).await?.json().get("temperature"), None);
        // Another model may like it.
        page.choose_model("echo").await?;
        page.ask("And you?", "finished").await?;
        assert_eq!(world.mock.chat(4).await?.json()["temperature"], json!(0.7));

        // What is sent unasked is left out unasked.
        page.choose_model("refuse:stream_options").await?;
        page.ask("Options?", "finished").await?;
        assert_eq!(world.mock.chat(6).await?.json().get("stream_options"), None);
        page.ask("Still?", "finished").await?;
        assert_eq!(world.mock.chat(7).await?.json().get("stream_options"), None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn each_question_alone_sends_no_history() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().panel);
        world.connect("", "echo").await?;
        page.ask("One", "finished").await?;
        let panel = page.panel().await?;
        panel.part("radio", t.alone).click().await?;
        page.text(t.alone_about).see().await?;
        page.ask("Two", "finished").await?;
        assert_eq!(messages(&world.mock.chat(2).await?.json()), [pair("user", "Two")]);
        panel.part("radio", t.whole).click().await?;
        page.ask("Three", "finished").await?;
        assert_eq!(messages(&world.mock.chat(3).await?.json()).len(), 5);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn what_is_used_for_new_chats_is_there_after_new_chat_and_a_sign_shows_it() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().panel);
        world.connect("", "echo").await?;
        let panel = page.panel().await?;
        page.fill_field(t.temperature, "0.7").await?;
        panel.part("radio", t.alone).click().await?;
        let sign = page.button(t.alone_sign_about);
        sign.see().await?;
        page.button(t.use_for_new_chats).click().await?;
        page.button(t.use_for_new_chats).has("aria-disabled", Some("true")).await?;
        page.ask("One", "finished").await?;
        page.reload().await?;
        page.new_chat().await?;
        sign.see().await?;
        page.ask("Two", "finished").await?;
        page.ask("Three", "finished").await?;
        let body = world.mock.chat(3).await?.json();
        assert_eq!(messages(&body), [pair("user", "Three")]);
        assert_eq!(body["temperature"], json!(0.7));
        // The sign turns it off here, and the settings for all.
        sign.click().await?;
        sign.gone().await?;
        page.composer().focused().await?;
        page.ask("Four", "finished").await?;
        assert_eq!(messages(&world.mock.chat(4).await?.json()).len(), 5);
        page.go("#/settings").await?;
        page.css(".settings .details").says("0.7").await?;
        page.button(t.reset).click().await?;
        page.css(".settings .details").gone().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.composer().see().await?;
        sign.gone().await
    })
    .await
}
