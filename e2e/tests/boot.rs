//! The page while the app cannot speak: before it is there, when a file of it is missing or of another version, when
//! scripts are off, after a crash. Provoked by the real cause each time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::path::{Path, PathBuf};

use e2e::Outcome;
use e2e::browser::Options;
use e2e::find::Find;
use e2e::world::{Setup, World, story};
use serde_json::json;

/// A module whose start function is `unreachable`, as a panic ends in.
const TRAP: &str = "
    const bytes = [0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,8,1,0,10,5,1,3,0,0,11];
    setTimeout(() => new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))));";

async fn is(world: &World, state: &str) -> Outcome<()> {
    world.page.css("html").has("data-boot", Some(state)).await
}

/// The built page in a folder of its own, to be broken.
fn copy(name: &str) -> PathBuf {
    let built = std::env::var_os("SOTTO_DIST").map(PathBuf::from);
    let built = built.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist"));
    let copy = std::env::temp_dir().join(format!("sotto-boot-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&copy).unwrap();
    for entry in std::fs::read_dir(built).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, copy.join(path.file_name().unwrap())).unwrap();
        }
    }
    copy
}

fn file_ending(folder: &Path, ending: &str) -> PathBuf {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    names.into_iter().find(|path| path.to_str().unwrap().ends_with(ending)).unwrap()
}

/// Its name; the digest in it differs from build to build.
fn file_starting(folder: &Path, start: &str) -> String {
    let mut names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.find(|name| name.starts_with(start)).unwrap()
}

#[tokio::test]
async fn the_page_runs_in_any_folder() -> Outcome<()> {
    story(Setup::default().folder("/some/folder/"), async |world| {
        is(world, "ready").await?;
        world.page.any("alert").gone().await
    })
    .await
}

#[tokio::test]
async fn the_page_shows_itself_before_the_app_is_there() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        world.pages.hold(".wasm");
        world.page.goto(&world.address()).await?;
        is(world, "loading").await?;
        let painted = "return performance.getEntriesByName('first-contentful-paint').length > 0";
        e2e::wait::until("the first paint", async || {
            let painted = world.page.js(painted, vec![]).await?;
            Ok((painted == json!(true)).then_some(()))
        })
        .await?;
        world.pages.release();
        is(world, "ready").await
    })
    .await
}

#[tokio::test]
async fn a_file_that_does_not_arrive_is_told_with_a_way_on() -> Outcome<()> {
    for missing in [".wasm", "sotto.js", "start.js", ".css"] {
        let setup = Setup::default().closed().expect("dynamically imported module").expect("Failed to fetch");
        story(setup.expect("integrity"), async |world| {
            let names = copy("names");
            let glue = file_ending(&names, "_bg.wasm");
            let glue = glue.file_name().unwrap().to_str().unwrap().replace("_bg.wasm", ".js");
            let start = file_starting(&names, "start-");
            world.pages.lose(match missing {
                "sotto.js" => &glue,
                "start.js" => &start,
                other => other,
            });
            world.page.goto(&world.address()).await?;
            is(world, "load_failed").await?;
            world.page.any("alert").says("did not load completely").await?;
            world.page.button("Load again").click().await?;
            e2e::wait::until("the page asked for again", async || {
                let asked = world.pages.fetched().into_iter().filter(|fetched| fetched.path == "/").count();
                Ok((asked == 2).then_some(()))
            })
            .await
        })
        .await
        .map_err(|error| format!("{missing}: {error}"))?;
    }
    std::fs::remove_dir_all(copy("names"))?;
    Ok(())
}

#[tokio::test]
async fn files_of_another_version_are_not_run_and_loading_again_mends_it() -> Outcome<()> {
    let folder = copy("mixed");
    for ending in ["_bg.wasm", "_bg.js"] {
        let wasm = file_ending(&folder, "_bg.wasm");
        let file =
            if ending == "_bg.wasm" { wasm } else { PathBuf::from(wasm.to_str().unwrap().replace("_bg.wasm", ".js")) };
        let good = std::fs::read(&file)?;
        let setup = Setup::default().dist(&folder).closed();
        let setup = setup.expect("integrity").expect("Failed to fetch").expect("dynamically imported module");
        story(setup, async |world| {
            std::fs::write(&file, [good.as_slice(), b"\n"].concat())?;
            world.page.goto(&world.address()).await?;
            is(world, "load_failed").await?;
            std::fs::write(&file, &good)?;
            world.page.button("Load again").click().await?;
            is(world, "ready").await
        })
        .await
        .map_err(|error| format!("{ending}: {error}"))?;
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

#[tokio::test]
async fn a_crash_is_told_in_the_language_of_the_page() -> Outcome<()> {
    let setup = Setup::default().browser(Options::default().language("ko")).expect("unreachable");
    story(setup, async |world| {
        is(world, "ready").await?;
        world.page.js(TRAP, vec![]).await?;
        is(world, "crashed").await?;
        world.page.any("alert").says("오류").await?;
        let report = world.page.css("#boot-report pre");
        report.says("RuntimeError: unreachable").await?;
        report.says("wasm-function[0]:0x").await?;
        world.page.button("오류 보고 복사").see().await?;
        world.page.button("다시 불러오기").click().await?;
        is(world, "ready").await
    })
    .await
}

#[tokio::test]
async fn an_error_that_is_no_crash_is_not_called_one() -> Outcome<()> {
    story(Setup::default().expect("only a mistake"), async |world| {
        is(world, "ready").await?;
        let twice = "setTimeout(() => { throw new Error('only a mistake') });
            setTimeout(() => { document.body.dataset.later = 'yes' });";
        world.page.js(twice, vec![]).await?;
        world.page.css("body").has("data-later", Some("yes")).await?;
        is(world, "ready").await
    })
    .await
}

#[tokio::test]
async fn without_scripts_the_page_says_what_it_needs() -> Outcome<()> {
    story(Setup::default().closed(), async |world| {
        world.page.cdp("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        world.page.goto(&world.address()).await?;
        let shown = world.page.cdp("DOMSnapshot.captureSnapshot", json!({ "computedStyles": [] })).await?;
        assert!(shown.to_string().contains("JavaScript"), "{shown}");
        Ok(())
    })
    .await
}
