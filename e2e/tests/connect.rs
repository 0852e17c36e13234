//! Connections: made, kept, chosen, moved; and what becomes of their keys.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::find::Find;
use e2e::mock::models::{MANY, STRANGE};
use e2e::mock::place::RIGHT_KEY;
use e2e::page::Page;
use e2e::world::{Setup, World, story};
use serde_json::json;
use sotto::domain::error::{AddressProblem, Fault};
use sotto::domain::preset::Preset;

/// Fails if the key can be seen or found anywhere but where it may be: `kept` names the records of the storage.
async fn key_is_nowhere_but(page: &Page, kept: &str) -> Outcome<()> {
    let script = "const form = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
        return [document.documentElement.outerHTML, location.href, document.title, document.cookie, ...form]";
    let seen: Vec<String> = serde_json::from_value(page.js(script, vec![]).await?)?;
    assert!(!seen.iter().any(|text| text.contains(RIGHT_KEY)), "the key is on the page");
    let holders: Vec<String> =
        page.stored().await?.into_iter().filter(|(_, value)| value.contains(RIGHT_KEY)).map(|(name, _)| name).collect();
    assert!(holders.iter().all(|name| !kept.is_empty() && name.starts_with(kept)), "the key is in {holders:?}");
    Ok(())
}

/// The headers a request carries besides those of every request, as its preflight names them.
fn own_headers(world: &World) -> String {
    let requests = world.mock.requests();
    let preflight =
        requests.iter().rev().find(|entry| entry.method == "OPTIONS" && entry.path.ends_with("/chat/completions"));
    preflight.and_then(|entry| entry.header("access-control-request-headers")).unwrap_or("").to_owned()
}

#[tokio::test]
async fn a_key_is_typed_once_sent_to_its_server_and_never_shown_again() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        let address = world.mock.at("keyed");
        page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        // Not of the type `password`, which browsers fill and offer to save; drawn as dots and copied by nobody.
        let key = page.textbox(t.key_optional);
        key.has("type", Some("text")).await?;
        let script = "const field = arguments[0], heard = [];
            for (const name of ['copy', 'cut']) document.addEventListener(name, (event) => heard.push(event.defaultPrevented));
            field.focus(); field.select(); document.execCommand('copy'); document.execCommand('cut');
            return [getComputedStyle(field).webkitTextSecurity, ...heard]";
        assert_eq!(key.js(script).await?, json!(["disc", true, true]));
        key.holds(RIGHT_KEY).await?;
        page.save_connection().await?;
        page.ask("With a key", "finished").await?;

        let chat = world.mock.chat(1).await?;
        assert_eq!(chat.header("authorization"), Some(format!("Bearer {RIGHT_KEY}").as_str()));
        assert_eq!(chat.header("content-type"), Some("application/json"));
        assert_eq!(own_headers(world), "authorization,content-type", "nothing else is sent");
        assert_eq!((chat.header("referer"), chat.header("cookie"), chat.query.as_str()), (None, None, ""));
        assert!(!chat.body.contains(RIGHT_KEY));
        key_is_nowhere_but(page, "sotto/secrets").await?;

        page.go("#/settings").await?;
        page.link(&(t.edit_named)("Mine")).click().await?;
        let key = page.textbox(t.key_optional);
        key.holds("").await?;
        key_is_nowhere_but(page, "sotto/secrets").await?;
        page.save_connection().await?;
        page.reload().await?;
        page.go("#/").await?;
        page.ask("Still with a key", "finished").await?;
        assert_eq!(world.mock.chat(2).await?.header("authorization"), chat.header("authorization"));

        page.go("#/settings").await?;
        page.link(&(t.edit_named)("Mine")).click().await?;
        page.button(t.forget_key).click().await?;
        key_is_nowhere_but(page, "").await
    })
    .await
}

#[tokio::test]
async fn a_key_for_this_tab_only_is_gone_with_it() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), &english().connections);
        let address = world.mock.at("keyed");
        page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        page.part("radio", t.in_tab).click().await?;
        page.save_connection().await?;
        page.ask("One", "finished").await?;
        key_is_nowhere_but(&page, "").await?;
        page.reload().await?;
        page.ask("Two", "finished").await?;
        key_is_nowhere_but(&page, "").await?;

        world.reopen().await?;
        let page = &world.page;
        page.go("#/").await?;
        page.ask("Three", "failed").await?;
        assert_eq!(world.mock.chat(3).await?.header("authorization"), None);
        let host = format!("127.0.0.1:{}", world.mock.port());
        let asks = Fault::KeyRefused { host: host.as_str().into(), status: 401, had_key: false, said: "".into() };
        page.reply().says(&(english().faults.fault)(&asks, "").sentence).await?;
        page.reply().link(english().faults.open_connection).click().await?;
        page.textbox(t.key_optional).see().await
    })
    .await
}

#[tokio::test]
async fn without_a_key_no_authorization_is_sent_and_extra_headers_only_where_they_were_added() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        world.connect("tag-plain", "echo").await?;
        page.ask("No key", "finished").await?;
        assert_eq!(world.mock.chat(1).await?.header("authorization"), None);
        assert_eq!(own_headers(world), "content-type");

        let address = world.mock.at("tag-team");
        page.fill_connection(&Form::at(&address).model("echo")).await?;
        page.css("details.headers summary").click().await?;
        page.button(t.add_header).click().await?;
        page.fill_field(&(t.header_name)(1), "X-Team").await?;
        let value = page.textbox(&(t.header_value)(1));
        value.has("class", Some("secret")).await?;
        page.fill_field(&(t.header_value)(1), RIGHT_KEY).await?;
        page.save_connection().await?;
        page.ask("With a header", "finished").await?;
        let chat = world.mock.chat(2).await?;
        assert_eq!((chat.header("x-team"), chat.header("authorization")), (Some(RIGHT_KEY), None));
        assert_eq!(own_headers(world), "content-type,x-team");
        key_is_nowhere_but(page, "sotto/secrets").await?;

        // Anthropic lets pages read only where they say that they know what they do.
        let address = world.mock.at("keyed/cors-direct");
        world.connect_by(&Form::at(&address).preset(Preset::Anthropic).key(RIGHT_KEY).model("echo")).await?;
        page.ask("Directly", "finished").await?;
        let chat = world.mock.chat(3).await?;
        assert_eq!(chat.header("anthropic-dangerous-direct-browser-access"), Some("true"));
        assert_eq!(own_headers(world), "anthropic-dangerous-direct-browser-access,authorization,content-type");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn addresses_are_taken_as_people_paste_them() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        let host = format!("127.0.0.1:{}", world.mock.port());
        page.fill_connection(&Form::at("")).await?;
        let check = async |pasted: &str, path: &str| -> Outcome<()> {
            page.fill_field(t.address, pasted).await?;
            page.css("#connection-address-note").says(&(t.requests_go_to)(&format!("http://{host}{path}"))).await
        };
        check(&host, "/v1/chat/completions").await?;
        check(&format!("http://{host}/"), "/v1/chat/completions").await?;
        check(&format!("http://{host}/v1/"), "/v1/chat/completions").await?;
        check(&format!(" \"http://{host}/keyed/v1/models\" "), "/keyed/v1/chat/completions").await?;
        for (problem, typed) in [
            (AddressProblem::Scheme, format!("ftp://{host}")),
            (AddressProblem::Credentials, format!("http://me:secret@{host}")),
            (AddressProblem::Malformed, "http://".to_owned()),
            (AddressProblem::Host, "http://one／two.example".to_owned()),
        ] {
            page.fill_field(t.address, &typed).await?;
            page.press("Tab").await?;
            page.css("#connection-address-note").says((english().faults.address)(problem)).await?;
        }
        check(
            &format!("http://{host}/tag-a/v1/chat/completions?api-version=2024-06-01"),
            "/tag-a/v1/chat/completions?api-version=2024-06-01",
        )
        .await?;
        page.fill_field(t.model, "echo").await?;
        page.save_connection().await?;
        page.ask("Where to?", "finished").await?;
        let chat = world.mock.chat(1).await?;
        assert_eq!((chat.path.as_str(), chat.query.as_str()), ("/tag-a/v1/chat/completions", "api-version=2024-06-01"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn ten_thousand_models_are_searched_without_waiting() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        world.connect("models-many", "").await?;
        page.css("#model").click().await?;
        let picker = page.dialog(t.choose_model);
        picker.role("option", "vendor/model-00000").see().await?;
        let rows = picker.any("option").count().await?;
        assert!(rows <= 200, "{rows} rows are drawn");
        picker.text(&(t.more)(MANY - picker.part("option", "vendor/").count().await?)).see().await?;
        let script = "const field = arguments[0], begun = performance.now();
            field.value = '0999'; field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            return new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))))";
        let took = picker.combobox(t.search_or_type).js(script).await?;
        assert!(took.as_f64().unwrap() < 500.0, "searching took {took} ms");
        picker.role("option", "vendor/model-00999").see().await?;
        page.press("Escape").await?;
        page.choose_model("vendor/model-09998").await?;
        page.ask("Found", "finished").await?;
        assert_eq!(world.mock.chat(1).await?.json()["model"], json!("vendor/model-09998"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_list_of_models_that_is_missing_silent_broken_or_strange_keeps_nobody_from_chatting() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        for (number, place) in (1..).zip(["models-missing", "models-silent", "models-broken", "models-empty"]) {
            world.connect(place, "").await?;
            page.choose_model("echo@5").await?;
            page.ask(place, "finished").await?;
            assert_eq!(world.mock.chat(number).await?.json()["model"], json!("echo@5"), "{place}");
        }
        for place in ["models-array", "models-ollama", "models-both"] {
            world.connect(place, "").await?;
            page.css("#model").click().await?;
            page.dialog(t.choose_model).role("option", "echo-request").see().await?;
            page.press("Escape").await?;
        }
        world.connect("models-strange", "").await?;
        page.css("#model").click().await?;
        let picker = page.dialog(t.choose_model);
        for name in STRANGE {
            picker.role("option", name).see().await?;
        }
        assert_eq!(picker.css("img, b").count().await?, 0, "names are no markup");
        assert_ne!(page.title().await?, "caught");
        page.press("Escape").await?;
        page.choose_model(STRANGE[3]).await?;
        page.ask("Strange", "finished").await?;
        assert_eq!(world.mock.chat(5).await?.json()["model"], json!(STRANGE[3]));
        assert_eq!(page.reply().css("img").count().await?, 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn connections_live_side_by_side_and_each_conversation_remembers_its_own() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        let (first, second) = (world.mock.at("tag-first"), world.mock.at("tag-second"));
        world.connect_by(&Form::at(&first).model("echo").name("First")).await?;
        page.ask("To the first", "finished").await?;
        world.connect_by(&Form::at(&second).model("echo@3").name("Second")).await?;
        page.ask("To the second", "finished").await?;
        let check = async |entry: &str, name: &str, count: usize, tag: &str| -> Outcome<()> {
            page.entry(entry).click().await?;
            page.questions().first().says(entry).await?;
            page.link(&(english().chat.connection)(name)).see().await?;
            page.ask(&format!("More to the {tag}"), "finished").await?;
            assert_eq!(world.mock.chat(count).await?.path, format!("/tag-{tag}/v1/chat/completions"));
            Ok(())
        };
        check("To the first", "First", 3, "first").await?;
        check("To the second", "Second", 4, "second").await?;
        page.reload().await?;
        check("To the first", "First", 5, "first").await?;

        page.go("#/settings").await?;
        page.button(&(t.prefer_named)("First")).click().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.link(&(english().chat.connection)("First")).see().await?;

        page.go("#/settings").await?;
        page.link(&(t.edit_named)("Second")).click().await?;
        page.button(t.delete).click().await?;
        page.text(&(t.delete_really)("Second")).see().await?;
        page.button(t.delete).first().click().await?;
        page.heading(english().settings.heading).see().await?;
        page.entry("To the second").click().await?;
        page.questions().first().says("To the second").await?;
        page.link(english().chat.no_connection).see().await?;
        page.send("To nobody").await?;
        page.text(&(english().faults.obstacle)(&sotto::domain::error::Obstacle::NoConnection).sentence).see().await?;
        page.composer().holds("To nobody").await
    })
    .await
}

#[tokio::test]
async fn a_key_stays_with_its_server_when_the_address_changes_or_the_server_sends_elsewhere() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = world.page.clone();
        let t = &english().connections;
        let (host, elsewhere) =
            (format!("127.0.0.1:{}", world.mock.port()), format!("127.0.0.1:{}", world.mock.other_port()));
        world.expect_host(&elsewhere);
        let address = world.mock.at("keyed");
        world.connect_by(&Form::at(&address).preset(Preset::OpenAi).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        page.ask("Here", "finished").await?;

        page.go("#/settings").await?;
        page.link(&(t.edit_named)("Mine")).click().await?;
        page.fill_field(t.address, &format!("http://{elsewhere}/keyed/v1")).await?;
        page.text(&(t.key_stays)(&host, &elsewhere)).see().await?;
        page.button(t.check).click().await?;
        page.css(".outcome .fault-sentence").see().await?;
        page.save_connection().await?;
        page.go("#/").await?;
        page.new_chat().await?;
        page.send("There").await?;
        page.text(&(english().faults.obstacle)(&sotto::domain::error::Obstacle::KeyMissing).sentence).see().await?;
        page.composer().holds("There").await?;
        let there = |world: &World| {
            world.mock.requests().into_iter().filter(|entry| entry.port == world.mock.other_port()).collect::<Vec<_>>()
        };
        assert!(there(world).iter().all(|entry| entry.header("authorization").is_none()));

        // A server that answers by sending the request elsewhere.
        let before = there(world).len();
        let address = world.mock.at("redirect/keyed");
        world.connect_by(&Form::at(&address).key(RIGHT_KEY).model("echo")).await?;
        page.ask("Onwards", "failed").await?;
        let redirected = Fault::Redirected { host: host.as_str().into() };
        page.reply().says(&(english().faults.fault)(&redirected, "").sentence).await?;
        assert_eq!(there(world).len(), before, "nothing was followed");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn back_forward_and_a_reload_lose_nothing_typed_into_a_form_and_keep_no_key() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        let address = world.mock.at("keyed");
        page.fill_connection(&Form::at(&address).key(RIGHT_KEY).model("echo").name("Mine")).await?;
        page.css("details.headers summary").click().await?;
        page.button(t.add_header).click().await?;
        page.fill_field(&(t.header_name)(1), "X-Team").await?;
        page.fill_field(&(t.header_value)(1), RIGHT_KEY).await?;
        page.part("radio", t.in_tab).click().await?;
        assert_eq!(page.js("return location.hash", vec![]).await?, json!("#/settings/connections/new/custom"));

        let is_here_again = async || -> Outcome<()> {
            page.textbox(t.address).holds(&address).await?;
            page.textbox(t.name).holds("Mine").await?;
            page.combobox(t.model).holds("echo").await?;
            page.textbox(&(t.header_name)(1)).holds("X-Team").await?;
            page.textbox(t.key_optional).holds("").await?;
            page.textbox(&(t.header_value)(1)).holds("").await?;
            assert_eq!(page.part("radio", t.in_tab).js("return arguments[0].checked").await?, json!(true));
            page.text(t.typed_before).see().await?;
            let tab = page.js("return JSON.stringify({ ...sessionStorage, ...localStorage })", vec![]).await?;
            assert!(!tab.to_string().contains(RIGHT_KEY), "a key is kept");
            Ok(())
        };
        page.js("history.back()", vec![]).await?;
        page.heading(t.choose_kind).see().await?;
        page.js("history.forward()", vec![]).await?;
        is_here_again().await?;
        page.reload().await?;
        is_here_again().await?;

        page.fill_field(t.key_optional, RIGHT_KEY).await?;
        page.fill_field(&(t.header_value)(1), "blue").await?;
        page.save_connection().await?;
        page.ask("With all of it", "finished").await?;
        assert_eq!(world.mock.chat(1).await?.header("x-team"), Some("blue"));
        // Saved is saved: the next one begins anew. So it does after Cancel.
        page.fill_connection(&Form::at("").name("Other")).await?;
        page.textbox(t.address).holds("").await?;
        page.button(t.cancel).click().await?;
        page.heading(english().settings.heading).see().await?;
        page.go("#/settings/connections/new/custom").await?;
        page.textbox(t.name).holds("").await?;
        page.text(t.typed_before).gone().await
    })
    .await
}
