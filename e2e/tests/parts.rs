//! The program comes in two parts: what works before the second is there, and how it comes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::wait::until;
use e2e::world::{Setup, World, story};

const SECOND: &str = "_second.wasm";

/// What the console says of a file that is not there.
fn without() -> Setup {
    let setup = Setup::default().expect("Failed to load resource").expect(SECOND);
    setup.expect("ERR_INTERNET_DISCONNECTED")
}

async fn is_whole(world: &World) -> Outcome<()> {
    world.page.css("html").has("data-program", Some("whole")).await
}

async fn asked_for_the_second(world: &World, times: usize) -> Outcome<()> {
    until("the second part asked for", async || {
        let asked = world.pages.fetched().into_iter().filter(|fetched| fetched.path.ends_with(SECOND)).count();
        Ok((asked >= times).then_some(()))
    })
    .await
}

#[tokio::test]
async fn the_second_part_comes_by_itself() -> Outcome<()> {
    story(Setup::default(), async |world| is_whole(world).await).await
}

#[tokio::test]
async fn a_first_chat_with_the_demo_does_without_the_second_part() -> Outcome<()> {
    // A call into the second part would end the page here.
    story(without().closed(), async |world| {
        world.pages.lose(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        page.ask("Is anybody there?", "finished").await?;
        page.ask(english().demo.slow, "growing").await?;
        page.button(english().chat.stop).click().await?;
        page.reply_is("stopped").await?;
        page.css("html").has("data-program", None).await?;
        world.pages.find();
        is_whole(world).await?;
        page.ask(english().demo.tour, "finished").await?;
        page.reply().any("table").first().see().await
    })
    .await
}

#[tokio::test]
async fn who_has_been_here_before_gets_both_parts_before_the_app_starts() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        world.pages.hold(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        page.ask("Is anybody there?", "finished").await?;
        page.js("window.before = true; location.reload()", Vec::new()).await?;
        until("the first part come again", async || {
            const COME: &str = "return !window.before
                && performance.getEntriesByType('resource').some((file) => file.name.endsWith('_bg.wasm'))";
            Ok((page.js(COME, Vec::new()).await? == true).then_some(()))
        })
        .await?;
        page.css("html").has("data-boot", Some("loading")).await?;
        world.pages.release();
        page.replies().counts(1).await?;
        is_whole(world).await
    })
    .await
}

#[tokio::test]
async fn a_first_chat_with_a_server_does_without_the_second_part() -> Outcome<()> {
    story(without(), async |world| {
        world.connect("", "echo").await?;
        world.pages.lose(SECOND);
        let page = &world.page;
        page.js("location.hash = ''", Vec::new()).await?;
        page.reload().await?;
        page.css("html").has("data-program", None).await?;
        page.ask("Hello", "finished").await?;
        page.reply().says("Hello").await?;
        page.ask("And again", "finished").await?;
        page.css("html").has("data-program", None).await?;
        world.pages.find();
        is_whole(world).await
    })
    .await
}

#[tokio::test]
async fn what_is_in_the_second_part_waits_for_it_and_works() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        world.pages.hold(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        page.composer().see().await?;
        page.css("html").has("data-boot", Some("ready")).await?;
        // The page stands still while it waits, so nothing may be asked of it meanwhile.
        page.js("setTimeout(() => { location.hash = '#/settings' }, 100)", Vec::new()).await?;
        world.pages.release_after(std::time::Duration::from_millis(600));
        page.heading(english().settings.heading).see().await?;
        is_whole(world).await
    })
    .await
}

#[tokio::test]
async fn without_the_second_part_the_chat_goes_on_and_what_needs_it_says_what_to_do() -> Outcome<()> {
    // What was called is left in the middle, as in a crash.
    story(without().closed().expect("unreachable"), async |world| {
        world.pages.lose(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        asked_for_the_second(world, 1).await?;
        page.ask("Is anybody there?", "finished").await?;
        page.css("html").has("data-boot", Some("ready")).await?;
        page.js("setTimeout(() => { location.hash = '#/settings' })", Vec::new()).await?;
        page.css("html").has("data-boot", Some("load_failed")).await?;
        page.any("alert").says("did not load completely").await?;
        world.pages.find();
        page.button("Load again").click().await?;
        page.heading(english().settings.heading).see().await?;
        page.entry("Is anybody there?").see().await
    })
    .await
}

#[tokio::test]
async fn without_a_network_what_needs_the_second_part_waits_for_an_answer_and_then_goes_on() -> Outcome<()> {
    story(without().expect("ERR_EMPTY_RESPONSE").closed(), async |world| {
        world.pages.cut(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        asked_for_the_second(world, 1).await?;
        page.ask("Is anybody there?", "finished").await?;
        page.write("Half a thou").await?;
        page.js("setTimeout(() => { location.hash = '#/settings' })", Vec::new()).await?;
        // At first there is none yet.
        assert_eq!(page.answer_dialog(true).await?, english().page.second_missing);
        assert_eq!(page.browser_dialog().await?, english().page.second_missing);
        world.pages.find();
        page.answer_dialog(true).await?;
        page.heading(english().settings.heading).see().await?;
        is_whole(world).await?;
        page.back().await?;
        page.reply_is("finished").await?;
        page.composer().holds("Half a thou").await?;
        page.composer().focus().await?;
        page.press("End").await?;
        page.ask("ght", "finished").await?;
        page.questions().last().says("Half a thought").await
    })
    .await
}

#[tokio::test]
async fn who_does_not_want_to_wait_for_the_second_part_finds_everything_again() -> Outcome<()> {
    story(without().expect("ERR_EMPTY_RESPONSE").expect("unreachable").closed(), async |world| {
        world.pages.cut(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        page.ask("Is anybody there?", "finished").await?;
        page.write("Half a thought").await?;
        until("the draft is stored", async || {
            let stored = page.stored().await?;
            Ok(stored.iter().any(|(_, text)| text.contains("Half a thought")).then_some(()))
        })
        .await?;
        page.js("setTimeout(() => { location.hash = '#/settings' })", Vec::new()).await?;
        page.answer_dialog(false).await?;
        page.css("html").has("data-boot", Some("load_failed")).await?;
        world.pages.find();
        page.button("Load again").click().await?;
        page.heading(english().settings.heading).see().await?;
        page.entry("Is anybody there?").click().await?;
        page.reply_is("finished").await?;
        page.composer().holds("Half a thought").await
    })
    .await
}

#[tokio::test]
async fn the_second_part_is_asked_for_again_when_the_network_is_back() -> Outcome<()> {
    story(without().closed(), async |world| {
        world.pages.lose(SECOND);
        let page = &world.page;
        page.goto(&world.address()).await?;
        asked_for_the_second(world, 3).await?;
        page.offline(true).await?;
        world.pages.find();
        page.ask("Is anybody there?", "finished").await?;
        page.css("html").has("data-boot", Some("ready")).await?;
        page.css("html").has("data-program", None).await?;
        page.offline(false).await?;
        is_whole(world).await
    })
    .await
}
