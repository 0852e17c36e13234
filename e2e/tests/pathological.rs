//! Answers made to hang or crash a page: none does, each is shown in some way, and what comes after them is as always.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

#[path = "../../tests/pathological/mod.rs"]
mod pathological;

use std::time::{Duration, Instant};

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::mock::answer::{Answer, Step};
use e2e::page::Page;
use e2e::world::{Setup, World, story};
use serde_json::json;
use sotto::domain::error::Fault;

/// The longest that the page may not answer, in milliseconds.
const LONGEST: f64 = 1_000.0;
/// How long an answer may take from the question to its end.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often a text may be told again where the machine was busy with something else.
const TRIES: usize = 5;

const WATCH: &str = "window.longest = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
    }).observe({ type: 'longtask' });";

fn delta(text: &str) -> Step {
    let choice = json!({ "index": 0, "delta": { "content": text }, "finish_reason": null });
    Step::Bytes(format!("data: {}\n\n", json!({ "choices": [choice] })).into_bytes())
}

fn end() -> Step {
    let choice = json!({ "index": 0, "delta": {}, "finish_reason": "stop" });
    Step::Bytes(format!("data: {}\n\ndata: [DONE]\n\n", json!({ "choices": [choice] })).into_bytes())
}

/// In pieces, so that it is also met half.
fn told(text: &str) -> Answer {
    let letters: Vec<char> = text.chars().collect();
    let mut steps: Vec<Step> = letters
        .chunks(letters.len().div_ceil(5).max(1))
        .map(|piece| delta(&piece.iter().collect::<String>()))
        .collect();
    steps.push(end());
    Answer::stream(steps)
}

async fn still_runs(page: &Page) -> Outcome<()> {
    page.css("html").has("data-boot", Some("ready")).await
}

/// Waits for the reply's end without looking at all of the page, which takes its time where it is as large as here.
async fn finished(page: &Page) -> Outcome<()> {
    let script = "return [...document.querySelectorAll('[data-reply]')].at(-1)?.dataset.reply ?? ''";
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        if page.js(script, vec![]).await? == json!("finished") {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("it did not end".into())
}

/// How long the page did not answer while that text came and was drawn, in milliseconds.
async fn longest(world: &World, text: &str) -> Outcome<f64> {
    let page = &world.page;
    world.mock.script("pathological", vec![told(text)]);
    page.new_chat().await?;
    page.js("window.longest = 0", vec![]).await?;
    page.send("Go on").await?;
    finished(page).await?;
    // What was done last is known once it was drawn.
    page.js("return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))", vec![]).await?;
    still_runs(page).await?;
    Ok(page.js("return window.longest", vec![]).await?.as_f64().unwrap())
}

#[tokio::test]
async fn pathological_answers_neither_stop_the_page_nor_keep_it_for_a_second() -> Outcome<()> {
    story(Setup::default(), async |world| {
        world.connect("", "pathological").await?;
        world.page.js(WATCH, vec![]).await?;
        let only = std::env::var("SOTTO_TEXT").unwrap_or_default();
        let (mut slow, mut met) = (Vec::new(), 0);
        for (name, text) in pathological::texts().into_iter().filter(|(name, _)| name.contains(&only)) {
            let mut best = f64::MAX;
            let began = Instant::now();
            for _ in 0..TRIES {
                let one = longest(world, &text).await.map_err(|error| format!("{name}: {error}"))?;
                best = best.min(one);
                if best < LONGEST {
                    break;
                }
            }
            println!("{best:6.0} ms of {:6} ms  {name}", began.elapsed().as_millis());
            met += 1;
            if best >= LONGEST {
                slow.push(format!("{name}: {best} ms"));
            }
        }
        assert!(slow.is_empty(), "{slow:#?}");
        assert!(met == 64 || !only.is_empty(), "{met} texts");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_event_over_sixteen_megabytes_ends_the_reply_with_what_had_come() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = world.page.clone();
        let mut endless = vec![delta("Kept words. ")];
        endless.push(Step::Bytes(b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"".to_vec()));
        endless.extend((0..34).map(|_| Step::Bytes(vec![b'x'; 512 * 1024])));
        endless.push(end());
        world.mock.script("endless", vec![Answer::stream(endless), told("All is well.")]);
        world.connect("", "endless").await?;
        page.ask("Go on", "failed").await?;
        page.reply().says("Kept words.").await?;
        page.reply().says(&(english().faults.fault)(&Fault::TooLarge, "").sentence).await?;
        still_runs(&page).await?;
        page.ask("And now?", "finished").await?;
        page.reply().says("All is well.").await
    })
    .await
}
