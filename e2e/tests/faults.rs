//! What can go wrong on the way, and what the page makes of it: nothing is lost, the cause is named, the next step is
//! there.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::{Duration, Instant};

use e2e::Outcome;
use e2e::app::{before_number, english};
use e2e::find::Find;
use e2e::mock::answer::Answer;
use e2e::mock::log::Happening;
use e2e::mock::replay::{self, Vector};
use e2e::page::Page;
use e2e::wait::until_within;
use e2e::world::{Setup, story};
use sotto::domain::error::Fault;
use sotto::domain::message::Interruption;

/// Five words of the mock's filler, as they arrive.
const FIVE: &str = "The wind came over the ";

async fn says_fault(page: &Page, fault: &Fault) -> Outcome<()> {
    let said = (english().faults.fault)(fault, "");
    page.reply().says(&said.sentence).await?;
    page.reply().says(&said.fix.unwrap()).await
}

#[tokio::test]
async fn what_breaks_off_is_kept_and_named_and_can_go_on() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let t = english();
        let page = world.page.clone();
        world.connect("", "reset:5").await?;
        let count = u32::try_from(FIVE.len()).unwrap();
        let ways = async || -> Outcome<()> {
            page.reply().says(FIVE.trim()).await?;
            page.reply_button(t.chat.go_on).see().await?;
            page.reply().css(".ending").button(t.chat.retry).see().await
        };
        for model in ["reset:5", "cut:5"] {
            page.choose_model(model).await?;
            page.ask(model, "interrupted").await?;
            page.reply().says(&(t.reply.interrupted)(Interruption::ConnectionLost, count)).await?;
            ways().await?;
        }
        // A clean end that is none.
        page.choose_model("eof:5").await?;
        page.ask("eof", "interrupted").await?;
        page.reply().says(&(t.reply.interrupted)(Interruption::EndedEarly, count)).await?;
        ways().await?;
        page.reload().await?;
        page.reply_is("interrupted").await?;
        ways().await?;

        // The server itself is killed.
        page.choose_model("gate:never").await?;
        page.send("Until the end").await?;
        world.mock.held("never").await?;
        page.reply().says("One two three").await?;
        world.mock.stop();
        page.reply_is("interrupted").await?;
        page.reply().says("One two three").await?;
        page.reply().says(&(t.reply.interrupted)(Interruption::ConnectionLost, 14)).await?;
        world.mock.restart()?;

        // An error in the middle of the stream is the server's own.
        page.choose_model("error:5").await?;
        page.ask("error", "failed").await?;
        says_fault(&page, &Fault::Reported { said: "".into() }).await?;
        page.reply().says(FIVE.trim()).await?;
        page.reply().css(".fault details summary").click().await?;
        page.reply().says("the upstream server closed the connection").await
    })
    .await
}

#[tokio::test]
async fn an_answer_that_is_complete_does_not_wait_for_its_connection() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "vector:finish-then-hang").await?;
        let begun = Instant::now();
        page.ask("Finished?", "finished").await?;
        assert!(begun.elapsed() < Duration::from_secs(6), "finished after {:?}", begun.elapsed());
        page.reply().says("Hello").await?;
        assert!(world.mock.chat(1).await?.when(|what| matches!(what, Happening::Silent)).is_some());
        // What may still come is read until the next question, which is not kept waiting.
        page.send("And now?").await?;
        world.mock.chat(2).await?;
        world.mock.abort().await?;
        page.replies().counts(2).await?;
        page.reply_is("finished").await
    })
    .await
}

#[tokio::test]
async fn silence_is_said_aloud_and_a_server_that_lives_is_told_from_one_that_does_not() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().reply);
        world.connect("", "stall:3").await?;
        page.send("Silence").await?;
        page.reply_is("growing").await?;
        page.new_chat().await?;
        page.choose_model("keepalive:3").await?;
        page.send("Signs of life").await?;
        let seen = async |hint: String| {
            let hint = page.reply().text(before_number(&hint));
            let patience = Duration::from_secs(25);
            until_within(patience, "a word about the silence", async || Ok((hint.count().await? > 0).then_some(())))
                .await
        };
        seen((t.alive)(11)).await?;
        page.entry("Silence").click().await?;
        page.questions().says("Silence").await?;
        seen((t.silent)(11)).await?;
        page.reply_is("growing").await?;
        page.reply().says("The wind came").await
    })
    .await
}

#[tokio::test]
async fn where_money_ran_out_nothing_is_tried_again_by_itself() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "status:402").await?;
        for (count, model) in (1..).zip(["status:402", "status:429"]) {
            page.choose_model(model).await?;
            page.ask(model, "failed").await?;
            says_fault(page, &Fault::NoCredit { said: "".into() }).await?;
            world.mock.chat(count).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn where_patience_is_asked_for_it_counts_down_and_tries_twice_by_itself() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "ratelimit:1").await?;
        page.send("Once more").await?;
        let countdown = page.reply().text(before_number(&(t.reply.again)(2)));
        countdown.see().await?;
        page.reply_is("finished").await?;
        page.reply().says("Once more").await?;
        let times: Vec<u64> = world.mock.chats().iter().map(|chat| chat.at_ms).collect();
        assert!(times.len() == 2 && times[1] - times[0] >= 1_500, "{times:?}");

        page.choose_model("ratelimit:9").await?;
        page.send("Not for me").await?;
        countdown.see().await?;
        page.reply_button(t.chat.stop).click().await?;
        page.reply_is("stopped").await?;

        page.ask("As often as it takes", "failed").await?;
        let fault = Fault::RateLimited { wait: Some(1_500), said: "".into() };
        says_fault(page, &fault).await?;
        assert_eq!(world.mock.chats().len(), 2 + 1 + 3, "two more tries by itself, and none after a stop");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_conversation_that_is_too_long_and_an_empty_answer_say_so() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        world.connect("", "vector:400-llamacpp-ctx").await?;
        page.ask("Very long", "failed").await?;
        page.reply()
            .says(before_number(
                &(t.faults.fault)(&Fault::TooLong { used: Some(2), limit: Some(1), said: "".into() }, "").sentence,
            ))
            .await?;
        page.reply().says("2,048").await?;
        for model in ["empty", "vector:200-empty-body"] {
            page.choose_model(model).await?;
            page.send(model).await?;
            page.reply().says(t.reply.empty).await?;
            page.reply().css(".ending").button(t.chat.retry).see().await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn failing_servers_and_web_pages_are_quoted_as_plain_text() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        world.connect("", "status:503").await?;
        let trouble = |status| Fault::ServerTrouble { status, said: "".into() };
        for (model, fault) in [
            ("status:503", trouble(503)),
            ("vector:500-plain-litellm-nokey", trouble(500)),
            ("vector:502-cloudflare", trouble(502)),
            ("vector:524-cf-timeout", trouble(524)),
            ("vector:500-empty-body", trouble(500)),
        ] {
            page.choose_model(model).await?;
            page.ask(model, "failed").await?;
            says_fault(page, &fault).await?;
        }
        let address = format!("{}/chat/completions", world.mock.base());
        for (model, status) in [("html", 200), ("vector:200-html", 200), ("vector:403-cf-challenge", 403)] {
            page.choose_model(model).await?;
            page.ask(model, "failed").await?;
            says_fault(page, &Fault::WebPage { status, address: address.as_str().into() }).await?;
        }
        assert_eq!(page.css("article script, article h1, article title, article iframe").count().await?, 0);
        assert_ne!(page.title().await?, "caught");
        Ok(())
    })
    .await
}

/// Shows what a client should make of an answer, against what the page made of it.
async fn shows(page: &Page, vector: &Vector) -> Outcome<()> {
    let expect = |key: &str| vector.expect[key].as_str().unwrap_or("").to_owned();
    let state = match (expect("outcome").as_str(), vector.expect["finish"].as_str()) {
        ("complete", _) => "finished",
        ("truncated", _) => "interrupted",
        ("error", _) => "failed",
        ("empty", _) => "finished",
        (other, _) => panic!("{other}"),
    };
    page.reply_is(state).await.map_err(|error| format!("{}: {error}", vector.name))?;
    let text = expect("text");
    let shown = page.reply().css(".bubble").read().await?;
    assert!(shown.contains(&text), "{}: {shown}", vector.name);
    if state == "failed" && !expect("error").is_empty() && expect("error").parse::<u16>().is_err() {
        let words = page.reply().js("return arguments[0].textContent").await?;
        assert!(words.as_str().unwrap().contains(&expect("error")), "{}: {words}", vector.name);
    }
    if !expect("reasoning").is_empty() {
        page.reply().css("details.thinking").see().await?;
    }
    for tool in vector.expect["tools"].as_array().into_iter().flatten() {
        page.reply().text(&(english().reply.tool)(tool[0].as_str().unwrap())).see().await?;
    }
    Ok(())
}

#[tokio::test]
async fn strange_answers_arrive_whole_in_pieces_of_three_bytes() -> Outcome<()> {
    let names = [
        "plain",
        "crlf",
        "leading-bom",
        "comment-rewrapped-as-data",
        "no-done-no-final-newline-after-finish",
        "done-without-finish",
        "reset-mid-event",
        "data-after-done",
        "length",
        "content-filter",
        "finish-error-with-error-object",
        "named-event-error",
        "200-json-error",
        "200-json-completion-though-stream",
        "200-json-plus-done",
        "two-json-objects-in-one-event",
        "think-tags",
        "mistral-content-array",
        "tool-calls-all-index-0",
        "split-surrogate-escape",
    ];
    story(Setup::default(), async |world| {
        let page = &world.page;
        let vectors: Vec<Vector> =
            replay::vectors().into_iter().filter(|vector| names.contains(&vector.name.as_str())).collect();
        assert_eq!(vectors.len(), names.len());
        let answers =
            vectors.iter().map(|vector| Answer { cuts: vec![3], ..replay::vector_answer(&vector.name).unwrap() });
        world.mock.script("next", answers.collect());
        world.connect("", "next").await?;
        for (count, vector) in vectors.iter().enumerate() {
            page.send(&vector.name).await?;
            page.replies().counts(count + 1).await?;
            shows(page, vector).await?;
        }
        Ok(())
    })
    .await
}
