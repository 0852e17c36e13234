//! Nobody hears of a conversation but the server it is had with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::collections::BTreeSet;

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::browser::Options;
use e2e::find::Find;
use e2e::wait::until;
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

/// Names that lead to this machine, besides its own.
const NAMES: &str = "--host-resolver-rules=MAP *.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1";

/// Browsers write a host in one form, however it is typed. The form of a connection, the policy and the request must
/// mean the same one.
#[tokio::test]
async fn every_spelling_of_a_host_is_asked_at_the_very_origin_that_the_policy_names() -> Outcome<()> {
    let setup = Setup::default().browser(Options::default().arg(NAMES));
    story(setup, async |world| {
        let port = world.mock.port();
        let idn = format!("xn--bcher-kva.example:{port}");
        world.expect_host(&idn);
        let (page, t) = (&world.page, &english().connections);
        page.fill_connection(&Form::at("")).await?;
        for (typed, written) in [
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("BU\u{308}CHER.example", "xn--bcher-kva.example"),
            ("b\u{fc}cher\u{3002}example", "xn--bcher-kva.example"),
            ("b%C3%BCcher.example.", "xn--bcher-kva.example"),
            ("\u{ff11}\u{ff12}\u{ff17}.0.0.1", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("0x7f.0.0.1", "127.0.0.1"),
            ("2130706433", "127.0.0.1"),
            ("[0:0:0:0:0:0:0:1]", "[::1]"),
        ] {
            page.fill_field(t.address, &format!("http://{typed}:{port}")).await?;
            let expected = format!("http://{written}:{port}/v1/chat/completions");
            page.css("#connection-address-note").says(&(t.requests_go_to)(&expected)).await?;
        }
        for (typed, host) in [("2130706433", format!("127.0.0.1:{port}")), ("b\u{fc}cher.example", idn.clone())] {
            page.fill_connection(&Form::at(&format!("http://{typed}:{port}")).model("echo")).await?;
            page.save_connection().await?;
            page.ask(typed, "finished").await?;
            let asked = world.mock.chats();
            assert_eq!(asked.last().and_then(|chat| chat.header("host")), Some(host.as_str()));
            let script = "return document.querySelector('meta[content^=connect-src]').content.split(' ')";
            let policy: Vec<String> = serde_json::from_value(page.js(script, vec![]).await?)?;
            assert!(policy.contains(&format!("http://{host}")), "{policy:?}");
        }
        // A connection that an older version stored as it was typed, with its key.
        let (newer, older) = (format!("http://{idn}"), format!("http://b\u{fc}cher.example:{port}"));
        let spoil = "for (const [name, text] of Object.entries(localStorage))
            localStorage.setItem(name, text.replaceAll(arguments[0], arguments[1]).replace(/(\"rev\":)(\\d+)/, (_, rev, n) => rev + (+n + 9)));
            return localStorage.getItem('sotto/connections')";
        let stored = page.js(spoil, vec![newer.clone().into(), older.clone().into()]).await?;
        assert!(stored.as_str().is_some_and(|stored| stored.contains(&older)), "{stored}");
        page.reload().await?;
        until("the address to be stored as the browser writes it", async || {
            let stored = page.js("return localStorage.getItem('sotto/connections')", vec![]).await?;
            Ok(stored.as_str().is_some_and(|stored| stored.contains(&newer)).then_some(()))
        })
        .await?;
        // The page was narrowed without that server, so it loads itself again; a load of ours makes that sure.
        page.reload().await?;
        page.ask("As before", "finished").await?;
        let asked = world.mock.chats();
        assert_eq!(asked.last().and_then(|chat| chat.header("host")), Some(idn.as_str()));
        Ok(())
    })
    .await
}
