//! The page inside of another one, which may lay anything over it: no key is shown or taken, and nothing is sent.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::find::Find;
use e2e::mock::place::RIGHT_KEY;
use e2e::page::Page;
use e2e::pages::Pages;
use e2e::world::{Setup, World, story};
use serde_json::json;
use sotto::domain::secret::Secret;

/// What holds inside of any other page.
async fn keeps_to_itself(world: &World, page: &Page) -> Outcome<()> {
    let t = english();
    let asked = world.mock.chats().len();
    page.into_frame(true).await?;
    page.text(t.vault.framed).see().await?;
    page.composer().see().await?;
    // The other frame may have left it as a draft.
    page.fill_field(t.chat.message, "Click here").await?;
    page.press("Enter").await?;
    page.text(&(t.faults.obstacle)(&sotto::domain::error::Obstacle::Framed).sentence).see().await?;
    page.composer().holds("Click here").await?;
    page.go("#/settings").await?;
    page.heading(t.settings.heading).see().await?;
    page.text(t.connections.no_key).see().await?;
    page.go("#/settings/connect").await?;
    page.heading(t.connections.heading).see().await?;
    for field in [".secret", "#connection-address", ".kind"] {
        page.css(field).gone().await?;
    }
    page.go("#/settings").await?;
    page.link(&(t.connections.edit_named)("Mine")).click().await?;
    page.heading(t.connections.heading).see().await?;
    page.css(".secret").gone().await?;
    let shown = page.js("return document.documentElement.outerHTML", vec![]).await?;
    let shown = shown.as_str().unwrap();
    assert!(!shown.contains(RIGHT_KEY) && !shown.contains(&Secret::new(RIGHT_KEY).hint()), "{shown}");
    // The way out is a tab of its own, at the same place.
    page.go("#/").await?;
    let out = page.link(t.vault.own_tab).first();
    out.has("target", Some("_blank")).await?;
    out.has("rel", Some("noopener")).await?;
    out.has("href", Some("#/")).await?;
    page.into_frame(false).await?;
    assert_eq!(world.mock.chats().len(), asked, "nothing was sent");
    Ok(())
}

#[tokio::test]
async fn inside_of_another_page_keys_are_hidden_and_nothing_is_sent() -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("sotto-frame-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        let address = world.mock.at("keyed");
        page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        page.save_connection().await?;
        page.ask("By itself", "finished").await?;

        let frame = format!(
            "<!doctype html><title>Win</title><link rel=icon href=data:,><iframe width=1100 height=700 src=\"{}\"></iframe>",
            world.address()
        );
        std::fs::write(folder.join("index.html"), frame)?;
        let other = Pages::start(&folder, "/")?;
        world.expect_host(&format!("127.0.0.1:{}", other.port()));
        page.goto(&other.address()).await?;
        keeps_to_itself(world, &page).await?;

        // A page of the same origin is no better.
        page.goto(&world.address()).await?;
        page.composer().see().await?;
        let script = "const frame = document.createElement('iframe');
            frame.src = arguments[0]; frame.width = 1100; frame.height = 700;
            document.body.replaceChildren(frame);
            return new Promise((done) => { frame.onload = () => done(true) })";
        page.js(script, vec![json!(world.address())]).await?;
        keeps_to_itself(world, &page).await?;

        // By itself all is as it was.
        page.goto(&world.address()).await?;
        page.text(t.vault.framed).gone().await?;
        page.entry("By itself").see().await?;
        page.new_chat().await?;
        page.ask("By itself again", "finished").await?;
        let right = format!("Bearer {RIGHT_KEY}");
        assert_eq!(world.mock.chat(2).await?.header("authorization"), Some(right.as_str()));
        Ok(())
    })
    .await?;
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
