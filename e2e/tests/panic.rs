//! A panic of the app itself, provoked by a document that suddenly refuses to be changed: the page says so, reports where
//! and why, has all that was stored, and hands it out without the app.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::downloads::Folder;
use e2e::find::Find;
use e2e::mock::place::RIGHT_KEY;
use e2e::wait::until;
use e2e::world::{Setup, World, story};
use serde_json::{Value, json};

/// The error has words of a person in it, as one with a value in its message may have. Yew unwraps it.
const REFUSE_REPLIES: &str = "const real = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name === 'data-reply') throw new Error('refused: \"One too many\" and so on');
    return real.call(this, name, value);
  };";

const REFUSE: &str = "for (const name of ['insertBefore', 'appendChild']) {
    const real = Node.prototype[name];
    Node.prototype[name] = function (...rest) {
      if (document.getElementById('app')?.contains(this)) throw new Error('refused');
      return real.apply(this, rest);
    };
  }";

fn setup() -> Setup {
    Setup::default().expect("Sotto panicked at").expect("unreachable").expect("refused")
}

/// What a page that stopped says, and what it hands out.
async fn stopped(world: &World, name: &str) -> Outcome<String> {
    let (page, t) = (&world.page, &english().page);
    page.css("html").has("data-boot", Some("crashed")).await?;
    page.any("alert").says(t.crashed).await?;
    page.button(t.reload).see().await?;
    let folder = Folder::new(page, name).await?;
    page.button(t.export).click().await?;
    let (_, text) = folder.downloaded(".json").await?;
    let parsed: Value = serde_json::from_str(&text)?;
    assert_eq!(parsed["sotto-raw"], json!(1));
    assert!(!text.contains(RIGHT_KEY) && !text.contains("secrets"), "no key: {text}");
    assert!(!text.contains("in-the-address"), "nor one in an address: {text}");
    for level in ["localStorage", "indexedDB"] {
        assert!(parsed[level].to_string().contains("Precious"), "{level}: {text}");
        assert!(parsed[level].to_string().contains("tag-query"), "{level}: {text}");
    }
    Ok(text)
}

/// What the console and the report of the crash page say of the panic.
async fn told(world: &World) -> Outcome<(String, String)> {
    let (page, t) = (&world.page, &english().page);
    let console = world.browser.watch().console().await?;
    let line = console.into_iter().find(|message| message.text.contains("Sotto panicked at"));
    let report = page.css("#boot-report pre");
    report.see().await?;
    page.text(t.report).see().await?;
    let report = report.read().await?;
    page.button(t.copy_report).click().await?;
    page.button(t.report_copied).see().await?;
    assert_eq!(page.clipboard().await?, report, "what is copied is what was shown");
    Ok((line.expect("a line on the console").text, report))
}

#[tokio::test]
async fn after_a_panic_the_page_says_so_and_everything_is_still_there_also_as_a_file() -> Outcome<()> {
    story(setup(), async |world| {
        let (page, t) = (world.page.clone(), english());
        let elsewhere = world.mock.at("tag-query") + "?key=in-the-address";
        let elsewhere = Form::at(&elsewhere).model("m").name("Keyed by address");
        world.connect_by(&elsewhere).await?;
        let address = world.mock.at("keyed");
        world.connect_by(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        page.ask("Precious", "finished").await?;
        until("the durable level to have it", async || {
            let script = "return new Promise((done) => { const open = indexedDB.open('sotto'); open.onsuccess = () => {
                const all = open.result.transaction('sotto').objectStore('sotto').getAll();
                all.onsuccess = () => { open.result.close(); done(JSON.stringify(all.result)) } } })";
            let all = page.js(script, vec![]).await?;
            Ok(all.as_str().is_some_and(|all| all.contains("Precious") && all.contains("finished")).then_some(()))
        })
        .await?;
        page.js(REFUSE_REPLIES, vec![]).await?;
        page.send("One too many").await?;
        stopped(world, "panic").await?;
        let (console, report) = told(world).await?;
        let location = report.lines().nth(1).unwrap();
        let (file, place) = location.split_once(".rs:").expect(&report);
        assert!(file.starts_with("yew-") && place.split(':').all(|number| number.parse::<u32>().is_ok()), "{report}");
        assert!(console.contains(location) && console.contains("One too many"), "{console}");
        assert!(report.starts_with(&format!("Sotto {}", env!("CARGO_PKG_VERSION"))), "{report}");
        assert!(report.contains("\ninvalid attribute key […]\n"), "{report}");
        for private in ["One too many", "refused", "Precious", RIGHT_KEY] {
            assert!(!report.contains(private), "{report}");
        }
        let blank = page.js("return document.body.innerText.trim().length", vec![]).await?;
        assert!(blank.as_u64().unwrap() > 40, "never a blank page");

        page.button(t.page.reload).click().await?;
        page.css("html").has("data-boot", Some("ready")).await?;
        page.entry("Precious").click().await?;
        page.replies().first().says("Precious").await?;
        page.questions().last().says("One too many").await?;
        page.new_chat().await?;
        page.ask("Goes on", "finished").await
    })
    .await
}

#[tokio::test]
async fn a_panic_at_the_very_start_is_no_blank_page_either() -> Outcome<()> {
    story(setup(), async |world| {
        let page = world.page.clone();
        let elsewhere = world.mock.at("tag-query") + "?key=in-the-address";
        let elsewhere = Form::at(&elsewhere).model("m").name("Keyed by address");
        world.connect_by(&elsewhere).await?;
        world.connect("", "echo").await?;
        page.ask("Precious", "finished").await?;
        page.composer().see().await?;
        let early = format!("document.addEventListener('DOMContentLoaded', () => {{ {REFUSE} }})");
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": early })).await?;
        page.reload().await?;
        stopped(world, "panic-at-start").await.map(drop)
    })
    .await
}
