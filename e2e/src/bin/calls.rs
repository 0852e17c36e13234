//! Plays what people do until their first chat is answered, on a page that counts which functions of its program are
//! called and which branches in them are taken, and prints their numbers, a line each. `cargo xtask parts` builds that page and reads the numbers.

use std::collections::BTreeSet;

use e2e::Outcome;
use e2e::app::{english, korean};
use e2e::browser::Options;
use e2e::find::Find;
use e2e::wait::breathe;
use e2e::world::{Setup, World};
use serde_json::{Value, json};
use sotto::domain::text::Texts;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut called = BTreeSet::new();
    // What breaks off and goes on, as the page does not want to hold the browser up, does so on a slow machine only.
    for slower in [1, 3, 8] {
        first_chat(Options::default(), english(), slower, &mut called).await?;
        let phone = Options { touch: true, ..Options::phone() };
        first_chat(phone.dark().language("ko"), korean(), slower * 2, &mut called).await?;
        with_a_server(slower, &mut called).await?;
    }
    for slower in 1..=10 {
        at_once(slower, &mut called).await?;
    }
    for number in called {
        println!("{number}");
    }
    Ok(())
}

/// What may come while somebody chats, without them doing anything.
const EVENTS: &str = "
    for (const name of ['offline', 'online', 'focus', 'blur', 'resize', 'pagehide', 'pageshow'])
        window.dispatchEvent(new Event(name));
    for (const state of ['hidden', 'visible']) {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    }
    window.dispatchEvent(new StorageEvent('storage', { key: 'other', newValue: '1', storageArea: localStorage }));
    new BroadcastChannel('other').postMessage('');
    return Object.keys(sottoCounted).length";

/// Until nothing new was called for so many milliseconds: what runs by a timer is called too.
const SETTLED: u64 = 5_000;

/// Somebody who was never here asks, is answered, asks again, stops the answer, and begins to write.
async fn first_chat(options: Options, t: &Texts, slower: u64, called: &mut BTreeSet<u32>) -> Outcome<()> {
    let mut world = World::open(Setup::default().browser(options).closed()).await?;
    let page = &world.page;
    page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slower })).await?;
    page.goto(&world.address()).await?;
    page.textbox(t.chat.message).see().await?;
    let ask = async |text: &str, state: &str| -> Outcome<()> {
        page.textbox(t.chat.message).type_keys(text).await?;
        page.button(t.chat.send).click().await?;
        page.css(&format!("[data-reply={state}]")).see().await
    };
    settle(&world).await?;
    ask("Is anybody there? 거기 누구 있어요?", "finished").await?;
    ask(t.demo.slow, "growing").await?;
    page.js(EVENTS, Vec::new()).await?;
    page.button(t.chat.stop).click().await?;
    page.css("[data-reply=stopped]").see().await?;
    page.offline(true).await?;
    page.textbox(t.chat.message).type_keys("And now?").await?;
    page.button(t.chat.send).click().await?;
    page.css("[data-reply=finished]").counts(2).await?;
    page.offline(false).await?;
    page.textbox(t.chat.message).type_keys("And").await?;
    settle(&world).await?;
    collect(&world, called).await?;
    world.browser.quit().await
}

/// Somebody who asks before all is ready behind what they see.
async fn at_once(slower: u64, called: &mut BTreeSet<u32>) -> Outcome<()> {
    let mut world = World::open(Setup::default().closed()).await?;
    let page = &world.page;
    page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slower })).await?;
    page.goto(&world.address()).await?;
    page.ask("Is anybody there?", "finished").await?;
    collect(&world, called).await?;
    world.browser.quit().await
}

/// The same with a server whose connection was made on an earlier visit.
async fn with_a_server(slower: u64, called: &mut BTreeSet<u32>) -> Outcome<()> {
    let mut world = World::open(Setup::default()).await?;
    let page = &world.page;
    world.connect("", "echo").await?;
    page.js("location.hash = ''", Vec::new()).await?;
    page.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": slower })).await?;
    page.js("location.reload()", Vec::new()).await?;
    page.composer().see().await?;
    page.ask("Hello", "finished").await?;
    page.ask("And again", "finished").await?;
    settle(&world).await?;
    collect(&world, called).await?;
    world.browser.quit().await
}

async fn settle(world: &World) -> Outcome<()> {
    let mut before = Value::Null;
    loop {
        let now = world.page.js(EVENTS, Vec::new()).await?;
        if now == before {
            return Ok(());
        }
        before = now;
        breathe(SETTLED).await;
    }
}

async fn collect(world: &World, called: &mut BTreeSet<u32>) -> Outcome<()> {
    let numbers = world.page.js("return Object.keys(sottoCounted).map(Number)", Vec::new()).await?;
    let numbers: Vec<u32> = serde_json::from_value(numbers)?;
    called.extend(numbers);
    Ok(())
}
