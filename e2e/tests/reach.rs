//! How far the page reaches: its servers alone once words of a model are shown, and others again for who connects one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::find::Find;
use e2e::page::Page;
use e2e::wait::until;
use e2e::world::{Setup, story};
use serde_json::json;

/// Whether the page can send to that address, whoever may read the answer.
async fn reaches(page: &Page, address: &str) -> Outcome<bool> {
    let script = "return fetch(arguments[0], { mode: 'no-cors' }).then(() => true, () => false)";
    Ok(page.js(script, vec![json!(address)]).await? == json!(true))
}

/// The other port of the mock server is another origin, which nobody connected.
#[tokio::test]
async fn once_words_of_a_model_are_shown_the_page_sends_to_its_servers_alone() -> Outcome<()> {
    story(Setup::default().expect("Content Security Policy"), async |world| {
        let page = &world.page;
        world.connect("", "echo").await?;
        page.ask("Hello there", "finished").await?;
        let elsewhere = format!("http://127.0.0.1:{}/v1/models", world.mock.other_port());
        assert!(!reaches(page, &elsewhere).await?);
        assert!(reaches(page, &format!("{}/models", world.mock.base())).await?);
        assert!(world.mock.requests().iter().all(|entry| entry.port != world.mock.other_port()));
        // Nor does the page that is loaded again, before it has done anything.
        page.reload().await?;
        page.reply().says("Hello there").await?;
        assert!(!reaches(page, &elsewhere).await?);
        page.ask("And again", "finished").await
    })
    .await
}

#[tokio::test]
async fn who_connects_another_server_from_a_chat_loses_nothing() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "echo").await?;
        page.ask("First", "finished").await?;
        page.write("Half a thought").await?;
        page.js("window.before = true", vec![]).await?;
        let second = world.mock.at("keyed");
        page.fill_connection(&Form::at(&second).key("sk-test-right").model("echo")).await?;
        assert_eq!(page.js("return window.before === undefined", vec![]).await?, json!(true), "it was loaded again");
        page.go("#/settings").await?;
        page.link(t.settings.back_to_chat).click().await?;
        page.reply().says("First").await?;
        page.composer().holds("Half a thought").await
    })
    .await
}

#[tokio::test]
async fn a_reply_that_comes_in_is_not_lost_to_who_wants_to_connect() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "stall:3").await?;
        page.send("Tell me").await?;
        page.reply_is("growing").await?;
        page.js("window.before = true", vec![]).await?;
        page.go("#/settings/connect").await?;
        page.text(t.settings.replies_first).see().await?;
        assert_eq!(page.js("return window.before", vec![]).await?, json!(true));
        page.button(t.settings.stop_all).click().await?;
        page.css(".kind").first().see().await?;
        until("the page to be loaded again", async || {
            Ok((page.js("return window.before === undefined", vec![]).await? == json!(true)).then_some(()))
        })
        .await?;
        page.go("#/settings").await?;
        page.heading(t.settings.heading).see().await
    })
    .await
}
