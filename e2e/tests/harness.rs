//! The harness itself, tried on a small page: what a browser test relies on is true.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::path::{Path, PathBuf};

use e2e::Outcome;
use e2e::browser::{Browser, Options};
use e2e::find::Find;
use e2e::wait::until;
use e2e::world::{Setup, story};
use serde_json::{Value, json};

fn small_page() -> Setup {
    Setup::default().dist(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/page"))
}

#[tokio::test]
async fn things_are_found_by_role_and_name_as_the_browser_itself_names_them() -> Outcome<()> {
    story(small_page(), async |world| {
        let page = &world.page;
        page.heading("A small page").see().await?;
        page.role("navigation", "Conversations").link("One").see().await?;
        page.region("Asking").textbox("Key").see().await?;
        page.textbox("Message").see().await?;
        page.checkbox("I agree").see().await?;
        page.role("searchbox", "Search").see().await?;
        page.button("Ask aloud").see().await?;
        assert_eq!(page.button("Copy").count().await?, 2);
        page.article("Second reply").button("Copy").see().await?;
        assert_eq!(page.button("Appears later").count().await?, 0);
        assert_eq!(page.button("Never shown").count().await?, 0);
        assert_eq!(page.text("Folded away").count().await?, 0);
        assert_eq!(page.text("Text in two parts.").read().await?, "Text in two parts.");

        // The browser's own accessibility tree is the judge of the snippet.
        let tree = page.cdp("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().unwrap();
        let text = |node: &Value, key: &str| node[key]["value"].as_str().unwrap_or("").to_owned();
        let seen: Vec<(String, String)> = nodes
            .iter()
            .filter(|node| node["ignored"] != json!(true))
            .map(|node| (text(node, "role"), text(node, "name").split_whitespace().collect::<Vec<_>>().join(" ")))
            .collect();
        for row in page.outline().await?.lines() {
            let (role, rest) = row.trim().split_once(" “").unwrap_or((row.trim(), ""));
            let name = rest.split_once('”').map_or("", |(name, _)| name).to_owned();
            let role = role.split(' ').next().unwrap();
            let known = match role {
                "row" => seen.iter().any(|(seen, _)| seen == "row"),
                "button" if name == "More" => seen.contains(&("DisclosureTriangle".to_owned(), name.clone())),
                "option" => seen.iter().any(|(role, given)| role.contains("ption") && *given == name),
                "table" | "group" | "list" => true,
                _ => seen.contains(&(role.to_owned(), name.clone())),
            };
            assert!(known, "{row} is not in the browser's tree: {seen:#?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_failed_search_says_what_is_there_and_refuses_to_choose() -> Outcome<()> {
    story(small_page(), async |world| {
        let error = world.page.button("Copy").click().await.unwrap_err().to_string();
        assert!(error.contains("2 fit"), "{error}");
        assert!(error.contains("article “Second reply”"), "{error}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn waiting_takes_the_place_of_sleeping() -> Outcome<()> {
    story(small_page(), async |world| {
        let page = &world.page;
        page.textbox("Address").fill(&format!("{}/models", world.mock.base())).await?;
        page.button("Ask").click().await?;
        page.button("Appears later").see().await?;
        page.role("status", "").says("status 200").await?;
        page.role("status", "").has("style", None).await?;
        let asked = page.requests().await?;
        let fetched = asked.iter().find(|asked| asked.url.ends_with("/v1/models")).unwrap();
        assert_eq!((fetched.status, fetched.method.as_str()), (Some(200), "GET"));
        assert_eq!(world.mock.requests()[0].header("authorization"), None);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn keys_input_methods_and_fingers_are_real() -> Outcome<()> {
    story(small_page().browser(Options::phone()), async |world| {
        let page = &world.page;
        let message = page.textbox("Message");
        message.type_keys("hi").await?;
        message.focused().await?;
        page.press("Shift+Enter").await?;
        page.compose("ㅎ").await?;
        page.compose("한").await?;
        page.confirm("한").await?;
        message.holds("hi\n한").await?;
        let events = page.role("list", "Events");
        for expected in ["down h", "down Shift+Enter", "composed 한", "down Enter composing 229"] {
            events.says(expected).await?;
        }
        page.button("Ask").tap().await?;
        events.says("touched").await?;
        assert_eq!(page.js("return [innerWidth, innerHeight]", vec![]).await?, json!([390, 844]));
        page.region("Box").wheel(300).await?;
        page.region("Box").has("data-top", Some("300")).await?;
        page.role("status", "").says("status 200").await
    })
    .await
}

#[tokio::test]
async fn a_modal_dialog_hides_the_rest() -> Outcome<()> {
    story(small_page(), async |world| {
        let page = &world.page;
        page.button("Open a dialog").click().await?;
        page.dialog("A question").text("Sure?").see().await?;
        page.button("Open a dialog").gone().await?;
        page.press("Escape").await?;
        page.dialog("A question").gone().await?;
        page.button("Open a dialog").focused().await
    })
    .await
}

#[tokio::test]
async fn colours_motion_and_language_are_as_preferred() -> Outcome<()> {
    let browser = Options::default().dark().still().language("ko").size(320, 600);
    story(small_page().browser(browser), async |world| {
        let script = "return [navigator.language, matchMedia('(prefers-color-scheme: dark)').matches,
            matchMedia('(prefers-reduced-motion: reduce)').matches, innerWidth]";
        assert_eq!(world.page.js(script, vec![]).await?, json!(["ko", true, true, 320]));
        let tab = world.browser.tab().await?;
        tab.goto(&world.address()).await?;
        assert_eq!(tab.js(script, vec![]).await?, json!(["ko", true, true, 320]));
        tab.close().await?;
        world.page.heading("A small page").see().await
    })
    .await
}

#[tokio::test]
async fn offline_is_offline_and_online_again() -> Outcome<()> {
    story(small_page(), async |world| {
        let page = &world.page;
        page.textbox("Address").fill(&format!("{}/models", world.mock.base())).await?;
        page.offline(true).await?;
        assert_eq!(page.js("return navigator.onLine", vec![]).await?, json!(false));
        page.button("Ask").click().await?;
        page.role("status", "").says("TypeError: Failed to fetch").await?;
        assert!(world.mock.requests().is_empty());
        page.offline(false).await?;
        page.button("Ask").click().await?;
        page.role("status", "").says("status 200").await
    })
    .await
}

#[tokio::test]
async fn a_page_from_the_public_internet_needs_permission_for_loopback() -> Outcome<()> {
    let public = small_page().folder("/some/folder").public();
    story(public, async |world| {
        let page = &world.page;
        assert!(page.address().await?.ends_with("/some/folder/"));
        page.textbox("Address").fill(&format!("{}/models", world.mock.base())).await?;
        page.button("Ask").click().await?;
        page.role("status", "").says("TypeError: Failed to fetch").await?;
        assert!(world.mock.requests().is_empty());
        page.allow("loopbackNetwork").await?;
        page.button("Ask").click().await?;
        page.role("status", "").says("status 200").await
    })
    .await
}

#[tokio::test]
async fn a_page_over_https_is_a_secure_one() -> Outcome<()> {
    story(small_page().https(), async |world| {
        assert!(world.page.address().await?.starts_with("https://127.0.0.1:"));
        assert_eq!(world.page.js("return isSecureContext", vec![]).await?, json!(true));
        world.page.heading("A small page").see().await
    })
    .await
}

#[tokio::test]
async fn mistakes_of_the_page_fail_the_story() -> Outcome<()> {
    let check = async |button: &str, expected: &str| {
        let failed = story(small_page(), async |world| {
            world.page.button(button).click().await?;
            Ok(())
        });
        let error = failed.await.unwrap_err().to_string();
        assert!(error.contains(expected), "{button}: {error}");
        let evidence = evidence(&error);
        assert!(evidence.join("page.png").is_file());
        std::fs::remove_dir_all(evidence).unwrap();
    };
    check("Do something wrong", "something went wrong").await;
    check("Do something forbidden", "Content Security Policy").await;
    Ok(())
}

#[tokio::test]
async fn requests_for_other_hosts_and_panics_fail_the_story() -> Outcome<()> {
    let failed = story(small_page(), async |world| {
        world.page.textbox("Address").fill("https://example.com/pixel").await?;
        world.page.button("Ask").click().await?;
        world.page.role("status", "").says("Failed to fetch").await?;
        panic!("and a panic");
    });
    let error = failed.await.unwrap_err().to_string();
    assert!(error.contains("another host: GET https://example.com/pixel"), "{error}");
    assert!(error.contains("and a panic"), "{error}");
    std::fs::remove_dir_all(evidence(&error))?;
    Ok(())
}

#[tokio::test]
async fn a_profile_outlives_its_browser_and_what_was_kept_is_there() -> Outcome<()> {
    story(small_page(), async |world| {
        let visits = "return localStorage.visits";
        assert_eq!(world.page.js(visits, vec![]).await?, json!("1"));
        world.reopen().await?;
        assert_eq!(world.page.js(visits, vec![]).await?, json!("2"));
        world.crash().await?;
        world.page.heading("A small page").see().await
    })
    .await
}

#[tokio::test]
async fn nothing_is_left_of_a_dropped_browser() -> Outcome<()> {
    let browser = Browser::open(&Options::default()).await?;
    let (group, profile) = (browser.group(), browser.profile().path().to_owned());
    assert!(alive(group) > 3, "chromedriver, the browser and its helpers");
    drop(browser);
    assert!(!profile.exists());
    until("the whole process group to end", async || Ok((alive(group) == 0).then_some(()))).await
}

#[tokio::test]
async fn nothing_is_left_of_the_browsers_of_a_killed_test_run() -> Outcome<()> {
    let pictures = std::env::temp_dir().join(format!("sotto-e2e-killed-{}", std::process::id()));
    let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_shots"))
        .arg(&pictures)
        .env("SOTTO_DIST", Path::new(env!("CARGO_MANIFEST_DIR")).join("data/page"))
        .spawn()?;
    let parent = run.id().to_string();
    let group = until("a browser to start", async || {
        let child = processes().into_iter().find(|process| process[1] == parent && process[0] != "Z");
        let group = child.and_then(|process| process[2].parse().ok());
        Ok(group.filter(|group| alive(*group) > 3))
    })
    .await?;
    run.kill()?;
    run.wait()?;
    let ended = until("the whole process group to end", async || Ok((alive(group) == 0).then_some(()))).await;
    let _ = std::fs::remove_dir_all(pictures);
    ended
}

/// How many processes of that group live.
fn alive(group: u32) -> usize {
    processes().iter().filter(|process| process[2] == group.to_string() && process[0] != "Z").count()
}

/// State, parent, group and so on of every process.
fn processes() -> Vec<Vec<String>> {
    let folders = std::fs::read_dir("/proc").unwrap().flatten();
    let stats = folders.filter_map(|folder| std::fs::read_to_string(folder.path().join("stat")).ok());
    let after_name = stats.filter_map(|stat| stat.rsplit_once(") ").map(|(_, fields)| fields.to_owned()));
    after_name.map(|fields| fields.split(' ').map(str::to_owned).collect()).collect()
}

/// The folder a failed story names.
fn evidence(error: &str) -> PathBuf {
    error.rsplit("see ").next().map(|path| PathBuf::from(path.trim())).unwrap()
}
