//! What the mock server breaks arrives broken in a real browser, and what a browser breaks off is noticed there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::path::{Path, PathBuf};

use e2e::Outcome;
use e2e::mock::log::Happening;
use e2e::mock::replay;
use e2e::world::{Setup, World, story};
use serde_json::{Value, json};

/// Asks a model from inside the page, the way a client does; returns the text it got and the error it ended with.
const ASK: &str = "
    const [base, model, redirect] = arguments;
    let text = '';
    try {
      const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'one two' }] });
      const headers = { 'content-type': 'application/json', authorization: 'Bearer sk-test-right' };
      const answer = await fetch(base + '/chat/completions', { method: 'POST', body, headers, redirect });
      if (answer.type === 'opaqueredirect') return ['', 'redirected'];
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return [text, answer.ok ? null : answer.status];
        text += value;
      }
    } catch (error) {
      return [text, error.name + ': ' + error.message];
    }";

fn small_page() -> Setup {
    Setup::default().dist(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/page"))
}

async fn ask(world: &World, place: &str, model: &str) -> Outcome<(String, Value)> {
    ask_following(world, place, model, "manual").await
}

async fn ask_following(world: &World, place: &str, model: &str, redirect: &str) -> Outcome<(String, Value)> {
    let script = format!("return (async (...arguments) => {{ {ASK} }})(...arguments)");
    let args = vec![json!(world.mock.at(place)), json!(model), json!(redirect)];
    Ok(serde_json::from_value(world.page.js(&script, args).await?)?)
}

#[tokio::test]
async fn every_way_to_break_off_looks_as_it_does_with_real_servers() -> Outcome<()> {
    story(small_page(), async |world| {
        let check = async |place: &str, model: &str, words: usize, ending: Value| -> Outcome<()> {
            let (text, error) = ask(world, place, model).await?;
            assert_eq!(error, ending, "{place} {model}");
            assert_eq!(text.matches(r#""content":""#).count().saturating_sub(1), words, "{place} {model}: {text}");
            Ok(())
        };
        check("", "echo", 2, json!(null)).await?;
        check("keyed", "echo@1", 2, json!(null)).await?;
        check("", "eof:3", 3, json!(null)).await?;
        check("", "cut:3", 3, json!("TypeError: network error")).await?;
        check("", "reset:3", 3, json!("TypeError: network error")).await?;
        check("", "empty", 0, json!(null)).await?;
        check("", "status:503", 0, json!(503)).await?;
        check("", "redirect", 0, json!("redirected")).await?;
        for place in ["nocors", "ollama403", "cors-json-only", "down"] {
            check(place, "echo", 0, json!("TypeError: Failed to fetch")).await?;
        }
        let elsewhere = world.mock.other_port();
        assert!(world.mock.requests().iter().all(|entry| entry.port != elsewhere));
        let first = world.page.requests().await?.remove(0).url;
        assert_eq!(first, world.address(), "the browser itself asked for something");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_redirect_that_is_followed_is_a_request_for_another_host() -> Outcome<()> {
    let failed = story(small_page(), async |world| {
        let (text, error) = ask_following(world, "", "redirect", "follow").await?;
        assert_eq!((text.contains("one "), error), (true, json!(null)));
        let elsewhere = world.mock.other_port();
        assert!(world.mock.chats().iter().any(|chat| chat.port == elsewhere));
        Ok(())
    });
    let error = failed.await.unwrap_err().to_string();
    assert!(error.contains("a request for another host: POST"), "{error}");
    std::fs::remove_dir_all(evidence(&error))?;
    Ok(())
}

#[tokio::test]
async fn vectors_reach_a_page_to_the_byte() -> Outcome<()> {
    story(small_page(), async |world| {
        for vector in replay::vectors() {
            if vector.name == "finish-then-hang" {
                continue;
            }
            let (text, _) = ask(world, "", &format!("vector:{}@7", vector.name)).await?;
            // The page's decoder swallows a byte order mark.
            let sent = String::from_utf8_lossy(&vector.body).trim_start_matches('\u{FEFF}').to_owned();
            assert!(text == sent, "{}: {} of {} bytes", vector.name, text.len(), sent.len());
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_aborted_request_is_noticed_within_a_second() -> Outcome<()> {
    story(small_page(), async |world| {
        let script = "window.stop = new AbortController();
            fetch(arguments[0] + '/chat/completions', { method: 'POST', signal: window.stop.signal,
              body: JSON.stringify({ model: 'stall:3', stream: true, messages: [] }) }).catch(() => {})";
        world.page.js(script, vec![json!(world.mock.base())]).await?;
        let silent = |what: &Happening| *what == Happening::Silent;
        world.mock.wait("silence", |entries| entries.iter().find_map(|entry| entry.when(silent))).await?;
        let before = world.mock.log().now_ms();
        world.page.js("window.stop.abort()", vec![]).await?;
        let noticed = world.mock.abort().await?;
        assert!(noticed - before < 1000, "noticed after {} ms", noticed - before);
        Ok(())
    })
    .await
}

/// The folder a failed story names.
fn evidence(error: &str) -> PathBuf {
    error.rsplit("see ").next().map(|path| PathBuf::from(path.trim())).unwrap()
}
