//! Nobody hears of a conversation but the server it is had with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::world::{Setup, story};

#[tokio::test]
async fn a_long_session_asks_the_page_and_the_configured_server_and_nobody_else() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        page.ask("tour", "finished").await?;
        page.go("#/settings").await?;
        page.heading(t.settings.heading).see().await?;
        page.go("#/settings/connect").await?;
        page.heading(t.connections.choose_kind).see().await?;
        let before: BTreeSet<String> = page.requests().await?.iter().map(|asked| asked.host().to_owned()).collect();
        let own = format!("127.0.0.1:{}", world.pages.port());
        assert!(before.iter().all(|host| *host == own || host.is_empty()), "{before:?}");

        world.connect("keyed", "markdown").await?;
        page.ask("With images and links", "finished").await?;
        page.reply_button(t.chat.retry).click().await?;
        page.reply_is("finished").await?;
        page.choose_model("recorded:perplexity__perplexity-citations").await?;
        page.ask("With citations", "finished").await?;
        page.choose_model("reset:5").await?;
        page.ask("Broken", "interrupted").await?;
        page.reload().await?;
        page.reply_is("interrupted").await?;
        page.menu(t.history.delete).await?;

        let mut hosts = BTreeSet::new();
        for asked in page.requests().await? {
            // What has no host, as the image of the icons in the style sheet, goes nowhere.
            if asked.host().is_empty() {
                continue;
            }
            let allowed = asked.host() == own || asked.url.starts_with(&world.mock.at("keyed"));
            assert!(allowed, "{} {}", asked.method, asked.url);
            assert_eq!(asked.headers.get("referer").map_or("", String::as_str), "", "{}", asked.url);
            hosts.insert(asked.host().to_owned());
        }
        assert_eq!(hosts, BTreeSet::from([own, format!("127.0.0.1:{}", world.mock.port())]));
        Ok(())
    })
    .await
}
