//! Plays what people do until their first chat is answered, on a page that counts which functions of its program are
//! called, and prints their numbers, a line each. `cargo xtask parts` builds that page and reads the numbers.

use std::collections::BTreeSet;
use std::time::Duration;

use e2e::Outcome;
use e2e::app::english;
use e2e::browser::Options;
use e2e::find::Find;
use e2e::world::{Setup, World};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut called = BTreeSet::new();
    demo(Options::default(), &mut called).await?;
    demo(Options { touch: true, ..Options::phone() }, &mut called).await?;
    connected(&mut called).await?;
    long(&mut called).await?;
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

/// Until nothing new was called for some seconds: what runs by a timer is called too.
const SETTLED: Duration = Duration::from_secs(5);

/// The first visit, the answers of the demo, and the same page found again.
async fn demo(options: Options, called: &mut BTreeSet<u32>) -> Outcome<()> {
    let mut world = World::open(Setup::default().browser(options)).await?;
    let (page, t) = (&world.page, english());
    let asked = async |text: &str, state: &str| -> Outcome<()> {
        page.composer().type_keys(text).await?;
        let replies = page.replies().count().await?;
        page.button(t.chat.send).click().await?;
        page.replies().counts(replies + 1).await?;
        page.reply_is(state).await
    };
    for text in [t.demo.tour, "Is anybody there?", t.demo.thinking] {
        asked(text, "finished").await?;
    }
    asked(t.demo.failing, "interrupted").await?;
    asked(t.demo.slow, "growing").await?;
    page.button(t.chat.stop).click().await?;
    page.reply_is("stopped").await?;
    page.offline(true).await?;
    asked("Still there?", "finished").await?;
    page.offline(false).await?;
    settle(&world).await?;
    collect(&world, called).await?;
    world.page.js("location.reload()", Vec::new()).await?;
    world.page.replies().counts(6).await?;
    settle(&world).await?;
    collect(&world, called).await?;
    world.browser.quit().await
}

/// A chat with a server whose connection was made on an earlier visit; then it is not to be reached.
async fn connected(called: &mut BTreeSet<u32>) -> Outcome<()> {
    let mut world = World::open(Setup::default()).await?;
    let page = &world.page;
    world.connect("", "echo").await?;
    page.js("location.hash = ''", Vec::new()).await?;
    page.js("location.reload()", Vec::new()).await?;
    page.composer().see().await?;
    page.ask("Hello", "finished").await?;
    page.ask("And again", "finished").await?;
    page.offline(true).await?;
    page.ask("And now?", "failed").await?;
    page.offline(false).await?;
    settle(&world).await?;
    collect(&world, called).await?;
    world.browser.quit().await
}

/// A start with a long history. That its messages are written into the durable level is not measured: it is done once.
async fn long(called: &mut BTreeSet<u32>) -> Outcome<()> {
    let mut world = World::open(Setup::default().closed()).await?;
    let page = &world.page;
    page.goto(&world.address()).await?;
    page.plant_history(200).await?;
    page.reload().await?;
    page.composer().see().await?;
    page.lists_all().await?;
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
        tokio::time::sleep(SETTLED).await;
    }
}

async fn collect(world: &World, called: &mut BTreeSet<u32>) -> Outcome<()> {
    let numbers = world.page.js("return Object.keys(sottoCounted).map(Number)", Vec::new()).await?;
    let numbers: Vec<u32> = serde_json::from_value(numbers)?;
    called.extend(numbers);
    Ok(())
}
