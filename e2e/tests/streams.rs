//! Streams: a reply drawn delta by delta, floods, long conversations; what is drawn, what is touched, what moves.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::Duration;

use e2e::Outcome;
use e2e::bench::seed::{LAST_MARK, Seed};
use e2e::find::Find;
use e2e::mock::answer::{Answer, Step};
use e2e::wait::{until, until_within};
use e2e::world::{Setup, story};
use serde_json::{Value, json};

const TOUR: &str = include_str!("../data/streamed.md");

fn delta(text: &str) -> Vec<u8> {
    let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] });
    format!("data: {chunk}\n\n").into_bytes()
}

fn piece(text: &str) -> Step {
    Step::Bytes(delta(text))
}

fn gate(name: &str) -> Step {
    Step::Gate(name.to_owned())
}

fn done() -> Step {
    Step::Bytes(
        b"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_vec(),
    )
}

/// Places in a text, some steps apart, never the same distance twice running.
fn cuts(text: &str, count: usize) -> Vec<usize> {
    let step = text.len() / count;
    let places = (1..count).map(|number| number * step + number * 7919 % step);
    let mut cuts: Vec<usize> = places.map(|at| (at..).find(|at| text.is_char_boundary(*at)).unwrap()).collect();
    cuts.push(text.len());
    cuts.dedup();
    cuts
}

/// The last reply's nodes as text. What differs from message to message (the ids of footnotes) is left out.
const DRAWN: &str = "const all = document.querySelectorAll('article[data-reply]');
    const md = all[all.length - 1].querySelector('.md');
    return md ? md.innerHTML.replace(/((?:id|href)=\"#?)[^\"]*-(note|mark)-/g, '$1$2-') : ''";

#[tokio::test]
async fn a_reply_drawn_delta_by_delta_is_at_every_delta_the_reply_drawn_at_once() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let cuts = cuts(TOUR, 40);
        let whole: Vec<Answer> = cuts
            .iter()
            .map(|cut| Answer::stream(vec![piece(&TOUR[..*cut]), gate(&format!("whole {cut}")), done()]))
            .collect();
        let mut steps = Vec::new();
        let mut from = 0;
        for cut in &cuts {
            steps.extend([piece(&TOUR[from..*cut]), gate(&format!("step {cut}"))]);
            from = *cut;
        }
        steps.push(done());
        world.mock.script("whole", whole);
        world.mock.script("grown", vec![Answer::stream(steps)]);
        world.connect("", "whole").await?;
        let drawn = async || Ok::<_, Box<dyn std::error::Error + Send + Sync>>(page.js(DRAWN, vec![]).await?);
        let mut expected: Vec<Value> = Vec::new();
        for cut in &cuts {
            page.send("At once").await?;
            world.mock.held(&format!("whole {cut}")).await?;
            page.reply_is("growing").await?;
            let now = until("something drawn", async || Ok(Some(drawn().await?).filter(|now| *now != json!(""))));
            expected.push(now.await?);
            world.mock.open(&format!("whole {cut}"));
            page.reply_is("finished").await?;
        }
        let finished = drawn().await?;
        page.new_chat().await?;
        page.choose_model("grown").await?;
        page.send("Step by step").await?;
        for (cut, expected) in cuts.iter().zip(&expected) {
            world.mock.held(&format!("step {cut}")).await?;
            let same = until("the same nodes", async || Ok((drawn().await? == *expected).then_some(())));
            if let Err(error) = same.await {
                let now = drawn().await?;
                return Err(format!("{error} at {cut}\nstreamed: {now}\nat once:  {expected}").into());
            }
            world.mock.open(&format!("step {cut}"));
        }
        page.reply_is("finished").await?;
        assert_eq!(drawn().await?, finished);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn while_a_reply_grows_nothing_is_touched_but_its_bubble_and_what_is_told_of_it() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let mut steps = vec![piece("Once upon a time.\n\n"), gate("begun")];
        steps.extend(cuts(TOUR, 60).windows(2).flat_map(|cut| [piece(&TOUR[cut[0]..cut[1]]), pause()]));
        steps.extend([piece("\n\nThe last line."), gate("told"), done()]);
        world.mock.script("grown", vec![Answer::stream(vec![piece("Earlier."), done()]), Answer::stream(steps)]);
        world.connect("", "grown").await?;
        page.ask("First", "finished").await?;
        page.send("Second").await?;
        page.reply().says("Once upon a time.").await?;
        let watch = "window.touched = [];
            const all = document.querySelectorAll('article[data-reply] > .bubble'), bubble = all[all.length - 1];
            window.grown = 0;
            window.watcher = new MutationObserver(list => list.forEach(({ type, target, attributeName }) => {
                const at = target.nodeType === 1 ? target : target.parentElement;
                if (bubble.contains(target)) { grown += 1; return; }
                if (at && at.closest('.spoken, .meta[data-open]')) return;
                touched.push([type, at?.outerHTML.slice(0, 80), attributeName]);
            }));
            watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })";
        page.js(watch, vec![]).await?;
        world.mock.open("begun");
        page.reply().says("The last line.").await?;
        let seen = page.js("watcher.disconnect(); return [grown > 20, touched]", vec![]).await?;
        assert_eq!(seen, json!([true, []]));
        world.mock.open("told");
        page.reply_is("finished").await
    })
    .await
}

fn pause() -> Step {
    Step::Pause(Duration::from_millis(20))
}

#[tokio::test]
async fn a_hundred_thousand_deltas_at_once_are_drawn_frame_by_frame_and_nothing_is_lost() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let mut bytes = Vec::new();
        for number in 0..100_000 {
            bytes.extend(delta(if number % 400 == 399 { "z\n\n" } else { "z " }));
        }
        bytes.extend(delta("The last line."));
        world.mock.script("flood", vec![Answer::stream(vec![Step::Bytes(bytes), done()])]);
        world.connect("", "flood").await?;
        let count = "window.frames_ = 0; window.batches = 0;
            new MutationObserver(() => batches += 1).observe(document.body, { subtree: true, childList: true, characterData: true });
            const frame = () => { frames_ += 1; requestAnimationFrame(frame); };
            frame()";
        page.js(count, vec![]).await?;
        page.send("Flood me").await?;
        let state = page.reply();
        let over = until_within(Duration::from_secs(120), "the end of the flood", async || {
            if state.count().await? == 0 {
                return Ok(None);
            }
            Ok(state.attribute("data-reply").await?.filter(|state| state == "finished"))
        });
        over.await?;
        let script = "return [arguments[0].textContent.split('z').length - 1, arguments[0].textContent.includes('The last line.')]";
        assert_eq!(page.reply().css(".md").js(script).await?, json!([100_000, true]));
        let counted = page.js("return [batches, frames_]", vec![]).await?;
        let counted: (u64, u64) = serde_json::from_value(counted)?;
        assert!(counted.0 <= counted.1 + 20, "{} changes in {} frames", counted.0, counted.1);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn two_megabytes_as_fast_as_the_socket_gives_them_leave_the_page_to_the_reader() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let text = TOUR.repeat(2 * 1024 * 1024 / TOUR.len());
        let mut steps: Vec<Step> = cuts(&text, 2_000).windows(2).map(|cut| piece(&text[cut[0]..cut[1]])).collect();
        steps.extend([piece("\n\nThe last line."), done()]);
        world.mock.script("flood", vec![Answer::stream(steps)]);
        world.connect("", "flood").await?;
        page.send("Flood me").await?;
        page.reply_is("growing").await?;
        // A key pressed in the middle of it is taken, and Stop would be.
        page.composer().focus().await?;
        page.type_keys("still here").await?;
        page.composer().holds("still here").await?;
        assert_eq!(page.reply().attribute("data-reply").await?.as_deref(), Some("growing"), "it was not over yet");
        page.press("Escape").await?;
        page.reply_is("stopped").await?;
        page.composer().holds("still here").await
    })
    .await
}

#[tokio::test]
#[ignore = "takes a minute and a half"]
async fn ten_megabytes_in_one_answer_are_all_there_and_the_page_goes_on() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let text = TOUR.repeat(10 * 1024 * 1024 / TOUR.len());
        let mut steps: Vec<Step> = cuts(&text, 1_000).windows(2).map(|cut| piece(&text[cut[0]..cut[1]])).collect();
        steps.extend([piece("\n\nThe last line."), done()]);
        world.mock.script("deluge", vec![Answer::stream(steps)]);
        world.connect("", "deluge").await?;
        page.send("All of it").await?;
        until_within(Duration::from_secs(240), "the end of ten megabytes", async || {
            Ok((page.reply().attribute("data-reply").await?.as_deref() == Some("finished")).then_some(()))
        })
        .await?;
        page.composer().focus().await?;
        page.type_keys("still here").await?;
        page.composer().holds("still here").await?;
        page.reload().await?;
        page.reply().says("The last line.").await?;
        page.composer().holds("still here").await
    })
    .await
}

#[tokio::test]
async fn what_becomes_taller_while_a_reply_pauses_is_followed_and_a_reader_who_went_up_stays() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let mut steps: Vec<Step> = cuts(TOUR, 20).windows(2).map(|cut| piece(&TOUR[cut[0]..cut[1]])).collect();
        steps.extend([piece("\n\nThe pause."), gate("on"), piece("\n\nThe last line."), gate("over"), done()]);
        world.mock.script("pauses", vec![Answer::stream(steps)]);
        world.connect("", "pauses").await?;
        page.send("Go").await?;
        page.reply().says("The pause.").await?;
        let transcript = page.css(".transcript");
        let left = "const at = arguments[0]; return at.scrollHeight - at.clientHeight - at.scrollTop";
        let at_end = async |what| {
            until(what, async || Ok((transcript.js(left).await?.as_f64().unwrap() <= 4.0).then_some(()))).await
        };
        at_end("the end of what came").await?;
        // As a formula does that is set late.
        let taller = "document.querySelector('article[data-reply] .md').style.paddingBlockEnd = '700px'";
        page.js(taller, vec![]).await?;
        at_end("the end of what became taller").await?;
        transcript.wheel(-240).await?;
        until("the reader let go", async || Ok((transcript.js(left).await?.as_f64().unwrap() > 100.0).then_some(())))
            .await?;
        let top = "return arguments[0].scrollTop";
        let before = transcript.js(top).await?;
        world.mock.open("on");
        page.reply().says("The last line.").await?;
        assert_eq!(transcript.js(top).await?, before, "nothing moves a reader who went up");
        world.mock.open("over");
        page.reply_is("finished").await
    })
    .await
}

#[tokio::test]
async fn a_long_conversation_shows_its_end_at_once_is_all_there_soon_and_never_jumps() -> Outcome<()> {
    const COUNT: usize = 400;
    story(Setup::default().closed(), async |world| {
        let page = &world.page;
        let seed = Seed::of(&world.mock.base(), 1, COUNT, TOUR, 1_500)?;
        page.goto(&format!("{}nothing-here", world.address())).await?;
        seed.plant(page).await?;
        page.goto(&format!("{}{}", world.address(), seed.last.unwrap())).await?;
        // By script: to find something by its role is to read the whole page.
        let end = format!("return document.querySelector('.turns')?.textContent.includes('{LAST_MARK}') ?? false");
        until("the end", async || Ok((page.js(&end, vec![]).await? == json!(true)).then_some(()))).await?;
        let there = "return document.querySelectorAll('.turn').length";
        assert!(page.js(there, vec![]).await?.as_u64().unwrap() <= COUNT as u64);
        let all = until_within(Duration::from_secs(60), "all messages", async || {
            Ok((page.js(there, vec![]).await? == json!(COUNT)).then_some(()))
        });
        all.await?;
        let transcript = page.css(".transcript");
        let left = "const at = arguments[0]; return at.scrollHeight - at.clientHeight - at.scrollTop";
        until("the end still there", async || Ok((transcript.js(left).await?.as_f64().unwrap() <= 4.0).then_some(())))
            .await?;
        let order = "return [...document.querySelectorAll('.turn[data-role=user] .bubble')].map(at => parseInt(at.textContent.slice(9)))";
        let order: Vec<usize> = serde_json::from_value(page.js(order, vec![]).await?)?;
        assert_eq!(order, (0..COUNT).step_by(2).collect::<Vec<usize>>(), "read in order");

        // What stands in the middle moves as far as the wheel was turned, also where nothing was drawn so far.
        let mark = "for (let y = 150; y < 650; y += 10) {
                window.mark = document.elementFromPoint(640, y)?.closest('.md > *, [data-role=user] .bubble');
                if (window.mark) return mark.getBoundingClientRect().top;
            }";
        for _ in 0..20 {
            let before = page.js(mark, vec![]).await?.as_f64().unwrap();
            transcript.wheel(-240).await?;
            let settled = until("240 pixels further", async || {
                let now = page.js("return mark.getBoundingClientRect().top", vec![]).await?.as_f64().unwrap();
                Ok(((now - before - 240.0).abs() < 2.0).then_some(()))
            });
            settled.await?;
        }
        // From the very beginning it looks like anywhere else, and so it does from the end.
        for (script, question) in [("0", "Question 0 "), ("1e9", LAST_MARK)] {
            page.js(&format!("document.querySelector('.transcript').scrollTop = {script}"), vec![]).await?;
            let seen = format!(
                "return [...document.querySelectorAll('.turn')].some(at => at.textContent.includes('{question}') && \
                 at.getBoundingClientRect().bottom > 0 && at.getBoundingClientRect().top < innerHeight)"
            );
            until("the first and the last", async || Ok((page.js(&seen, vec![]).await? == json!(true)).then_some(())))
                .await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_long_reply_that_comes_at_once_is_read_upwards_without_a_jump_and_is_all_there() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let text = TOUR.repeat(60 * 1024 / TOUR.len() + 1);
        let steps = vec![piece(&text), piece("\n\nThe last line."), done()];
        world.mock.script("flood", vec![Answer::stream(steps)]);
        world.connect("", "flood").await?;
        page.send("All at once").await?;
        page.reply_is("finished").await?;
        let far = page.js("return document.querySelectorAll('.md > [data-far]').length", vec![]).await?;
        assert!(far.as_u64().unwrap() > 20, "{far}");
        // Where nothing was laid out so far, too.
        let transcript = page.css(".transcript");
        let mark = "for (let y = 150; y < 650; y += 10) {
                window.mark = document.elementFromPoint(640, y)?.closest('.md > *');
                if (window.mark) return mark.getBoundingClientRect().top;
            }";
        for _ in 0..30 {
            let before = page.js(mark, vec![]).await?.as_f64().unwrap();
            transcript.wheel(-400).await?;
            let settled = until("400 pixels further", async || {
                let now = page.js("return mark.getBoundingClientRect().top", vec![]).await?.as_f64().unwrap();
                Ok(((now - before - 400.0).abs() < 2.0).then_some(()))
            });
            settled.await?;
        }
        // What is far from the window is text all the same: found, read and copied.
        let read = page
            .js("getSelection().selectAllChildren(document.querySelector('.md')); return `${getSelection()}`", vec![]);
        let read = read.await?.as_str().unwrap().to_owned();
        assert!(read.ends_with("The last line.") && read.len() * 2 > text.len(), "{} of {}", read.len(), text.len());
        Ok(())
    })
    .await
}
