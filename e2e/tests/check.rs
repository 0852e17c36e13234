//! Check connection: every sentence it can say, brought about by what it speaks of; and the same said in a reply.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use e2e::Outcome;
use e2e::app::{Form, dist, english};
use e2e::browser::Options;
use e2e::find::Find;
use e2e::mock::models::usual;
use e2e::mock::place::RIGHT_KEY;
use e2e::page::Page;
use e2e::world::{Setup, World, story};
use serde_json::json;
use sotto::domain::error::{Cause, Fault};
use sotto::domain::preset::Preset;
use sotto::domain::text::faults::Said;

/// Names that lead to this machine, besides its own.
const NAMES: &str = "--host-resolver-rules=MAP sotto.example 127.0.0.1, MAP lan.example 127.0.0.1, \
    MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost";

fn host(world: &World) -> Rc<str> {
    format!("127.0.0.1:{}", world.mock.port()).into()
}

fn unreachable(host: &Rc<str>, cause: Cause) -> Fault {
    Fault::Unreachable { host: Rc::clone(host), cause }
}

async fn said(page: &Page, fault: &Fault) -> Outcome<Said> {
    let origin = page.js("return location.origin", vec![]).await?;
    Ok((english().faults.fault)(fault, origin.as_str().unwrap()))
}

/// Checks what is in the form and reads the outcome.
async fn finds(page: &Page, fault: &Fault) -> Outcome<()> {
    page.button(english().connections.check).click().await?;
    let outcome = page.css(".outcome");
    let said = said(page, fault).await?;
    outcome.says(&said.sentence).await?;
    outcome.says(&said.fix.unwrap()).await?;
    if let Some(command) = said.command {
        outcome.css("code").says(&command).await?;
        outcome.button(english().chat.copy).see().await?;
    }
    Ok(())
}

/// Saves what is in the form, asks, and reads the same in the reply.
async fn and_says_so_in_a_reply(page: &Page, fault: &Fault) -> Outcome<()> {
    page.save_connection().await?;
    page.composer().see().await?;
    page.ask("Anybody?", "failed").await?;
    let said = said(page, fault).await?;
    page.reply().says(&said.sentence).await?;
    page.reply().says(&said.fix.unwrap()).await
}

#[tokio::test]
async fn a_connection_that_works_says_so_and_how_many_models_there_are() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        let outcome = page.css(".outcome");
        let (keyed, plain, unlisted) = (world.mock.at("keyed"), world.mock.base(), world.mock.at("models-missing"));
        page.fill_connection(&Form::at(&keyed).key(RIGHT_KEY)).await?;
        page.button(t.check).click().await?;
        outcome.says(&(t.works)(usual().len())).await?;
        // A model that is not listed, but known.
        page.fill_field(t.model, "echo@3").await?;
        page.button(t.check).click().await?;
        outcome.says(&(t.not_listed)("echo@3")).await?;
        outcome.says(&(t.works)(usual().len())).await?;

        page.fill_connection(&Form::at(&plain).model("echo")).await?;
        page.button(t.check).click().await?;
        outcome.says(&(t.works)(usual().len())).await?;

        page.fill_connection(&Form::at(&unlisted).model("echo")).await?;
        page.button(t.check).click().await?;
        outcome.says(t.works_unlisted).await?;
        // An old outcome is not said of another server.
        page.fill_field(t.address, &plain).await?;
        outcome.text(t.works_unlisted).gone().await
    })
    .await
}

#[tokio::test]
async fn a_wrong_address_a_web_page_and_a_redirect_are_told_apart() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let base = format!("http://{}", host(world));
        let said = || Rc::<str>::from("");
        for path in ["/wrong/v1", "/api"] {
            let typed = format!("{base}{path}");
            let fault = Fault::PathUnknown { address: format!("{typed}/chat/completions").into(), said: said() };
            page.fill_connection(&Form::at(&typed).model("echo")).await?;
            finds(page, &fault).await?;
        }
        page.css(".outcome code").says(&format!("{base}/v1")).await?;
        let fault = Fault::PathUnknown { address: format!("{base}/api/chat/completions").into(), said: said() };
        and_says_so_in_a_reply(page, &fault).await?;

        let html = world.mock.at("html");
        page.fill_connection(&Form::at(&html).model("echo")).await?;
        let fault = Fault::WebPage { status: 200, address: format!("{html}/chat/completions").into() };
        finds(page, &fault).await?;
        and_says_so_in_a_reply(page, &fault).await?;

        let redirect = world.mock.at("redirect");
        page.fill_connection(&Form::at(&redirect).model("echo")).await?;
        finds(page, &Fault::Redirected { host: host(world) }).await
    })
    .await
}

#[tokio::test]
async fn a_refused_key_a_missing_one_and_an_unknown_model_are_told_apart() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let (keyed, plain) = (world.mock.at("keyed"), world.mock.base());
        let refused = |had_key| Fault::KeyRefused { host: host(world), status: 401, had_key, said: "".into() };
        page.fill_connection(&Form::at(&keyed).key("sk-test-wrong").model("echo")).await?;
        finds(page, &refused(true)).await?;
        and_says_so_in_a_reply(page, &refused(true)).await?;
        // The server quoted nothing of the key; its own words are there for who wants them.
        let words = page.reply().css(".fault details");
        words.css("summary").says(english().faults.server_words).await?;
        words.css("summary").click().await?;
        words.says("Incorrect API key provided").await?;
        page.reply().link(english().faults.open_connection).click().await?;
        page.textbox(english().connections.key_optional).see().await?;

        page.fill_connection(&Form::at(&keyed).model("echo")).await?;
        finds(page, &refused(false)).await?;

        let unknown = Fault::ModelUnknown { model: "nobody".into(), said: "".into() };
        page.fill_connection(&Form::at(&plain).model("nobody")).await?;
        finds(page, &unknown).await?;
        // It was said of that model only.
        page.fill_field(english().connections.model, "echo").await?;
        page.css(".outcome .fault").gone().await?;
        page.fill_field(english().connections.model, "nobody").await?;
        and_says_so_in_a_reply(page, &unknown).await?;
        page.reply_button(english().faults.choose_model).click().await?;
        page.dialog(english().connections.choose_model).see().await
    })
    .await
}

#[tokio::test]
async fn a_server_that_is_down_and_a_device_that_is_offline_are_told_apart() -> Outcome<()> {
    story(Setup::default().browser(Options::default().arg(NAMES)), async |world| {
        // A port nobody listens at any more.
        let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        world.expect_host(&closed);
        let page = &world.page;
        let address = format!("http://{closed}/v1");
        page.fill_connection(&Form::at(&address).model("echo")).await?;
        let down = unreachable(&closed.as_str().into(), Cause::Down);
        finds(page, &down).await?;
        and_says_so_in_a_reply(page, &down).await?;

        // What runs on this very device can be reached without a network; what is elsewhere cannot.
        let lan = format!("lan.example:{}", world.mock.port());
        world.expect_host(&lan);
        let (page, address) = (&world.page, format!("http://{lan}/v1"));
        page.fill_connection(&Form::at(&address).model("echo")).await?;
        page.offline(true).await?;
        finds(page, &Fault::Offline).await?;
        and_says_so_in_a_reply(page, &Fault::Offline).await?;
        // The message is there, and sending it again once the network is back is one press.
        page.questions().last().says("Anybody?").await?;
        page.text(english().chat.offline).see().await?;
        assert!(world.mock.chats().is_empty());
        page.offline(false).await?;
        page.text(english().chat.offline).gone().await?;
        assert!(world.mock.chats().is_empty(), "nothing is sent by itself");
        page.reply_button(english().chat.retry).first().click().await?;
        page.reply_is("finished").await
    })
    .await
}

#[tokio::test]
async fn a_server_that_lets_no_page_read_is_named_with_the_exact_setting() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let (closed, ollama) = (world.mock.at("nocors"), world.mock.at("ollama403"));
        for preset in [
            Preset::LmStudio,
            Preset::LlamaCpp,
            Preset::Vllm,
            Preset::LlamaCppPython,
            Preset::LiteLlm,
            Preset::Custom,
            Preset::OpenAi,
            Preset::Ollama,
        ] {
            let address = if preset == Preset::Ollama { &ollama } else { &closed };
            let form = Form::at(address).preset(preset).model("echo");
            page.fill_connection(&if preset == Preset::OpenAi { form.key("sk-test") } else { form }).await?;
            finds(page, &unreachable(&host(world), Cause::Cors(preset))).await?;
        }
        page.css(".outcome code").says(&format!("OLLAMA_ORIGINS=http://127.0.0.1:{}", world.pages.port())).await?;
        and_says_so_in_a_reply(page, &unreachable(&host(world), Cause::Cors(Preset::Ollama))).await?;

        // A server that answers preflights, but fails behind them where nobody thinks of pages.
        let failing = world.mock.at("down");
        page.fill_connection(&Form::at(&failing).preset(Preset::LlamaCppPython).model("echo")).await?;
        finds(page, &unreachable(&host(world), Cause::Cors(Preset::LlamaCppPython))).await
    })
    .await
}

#[tokio::test]
async fn a_page_from_the_internet_needs_leave_to_reach_this_machine() -> Outcome<()> {
    let setup = Setup::default().https().public().closed().browser(Options::default().arg(NAMES));
    story(setup, async |world| {
        let own = format!("sotto.example:{}", world.pages.https_port());
        world.expect_host(&own);
        let (page, base) = (&world.page, world.mock.base());
        page.goto(&format!("https://{own}/")).await?;
        page.fill_connection(&Form::at(&base).model("echo")).await?;
        let decide = async |setting: &str| -> Outcome<()> {
            for name in ["loopback-network", "local-network-access"] {
                let permission = json!({ "name": name });
                let origin = format!("https://{own}");
                let decision = json!({ "permission": permission, "setting": setting, "origin": origin });
                page.cdp("Browser.setPermission", decision).await?;
            }
            Ok(())
        };
        decide("prompt").await?;
        finds(page, &unreachable(&host(world), Cause::LocalNetworkUndecided)).await?;
        decide("denied").await?;
        finds(page, &unreachable(&host(world), Cause::LocalNetworkDenied)).await?;
        and_says_so_in_a_reply(page, &unreachable(&host(world), Cause::LocalNetworkDenied)).await?;
        assert!(world.mock.requests().is_empty());
        decide("granted").await?;
        page.reply_button(english().chat.retry).first().click().await?;
        page.reply_is("finished").await
    })
    .await
}

#[tokio::test]
async fn a_page_over_https_cannot_call_a_plain_server_elsewhere() -> Outcome<()> {
    let setup = Setup::default().https().browser(Options::default().arg(NAMES)).expect("Mixed Content");
    story(setup, async |world| {
        let lan = format!("lan.example:{}", world.mock.port());
        world.expect_host(&lan);
        let (page, address) = (&world.page, format!("http://{lan}/v1"));
        page.fill_connection(&Form::at(&address).model("echo")).await?;
        let insecure = unreachable(&lan.as_str().into(), Cause::InsecureServer);
        finds(page, &insecure).await?;
        and_says_so_in_a_reply(page, &insecure).await?;
        assert!(world.mock.requests().is_empty());

        // This very machine is trusted even so.
        let base = world.mock.base();
        page.fill_connection(&Form::at(&base).model("echo")).await?;
        page.button(english().connections.check).click().await?;
        page.css(".outcome").says(&(english().connections.works)(usual().len())).await
    })
    .await
}

/// The built app with a stricter policy, as a cautious host may add it.
struct Strict(PathBuf);

impl Strict {
    fn copy() -> Outcome<Self> {
        let folder = std::env::temp_dir().join(format!("sotto-e2e-strict-{}", std::process::id()));
        copy(&dist(), &folder)?;
        let index = folder.join("index.html");
        let page = std::fs::read_to_string(&index)?;
        let strict = page.replace("connect-src 'self' http: https:", "connect-src 'self'");
        assert_ne!(page, strict);
        std::fs::write(index, strict)?;
        Ok(Self(folder))
    }
}

impl Drop for Strict {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (entry, to) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if entry.is_dir() { copy(&entry, &to)? } else { std::fs::copy(&entry, &to).map(drop)? }
    }
    Ok(())
}

#[tokio::test]
async fn a_host_with_a_stricter_policy_is_found_out() -> Outcome<()> {
    let strict = Strict::copy()?;
    story(Setup::default().dist(&strict.0).expect("Content Security Policy"), async |world| {
        let (page, base) = (&world.page, world.mock.base());
        page.fill_connection(&Form::at(&base).model("echo")).await?;
        finds(page, &unreachable(&host(world), Cause::Policy)).await?;
        assert!(world.mock.requests().is_empty());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn save_tells_of_a_refused_key_first_and_no_dot_is_green_for_what_does_not_work() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, &english().connections);
        let keyed = world.mock.at("keyed");
        let refused = Fault::KeyRefused { host: host(world), status: 401, had_key: true, said: "".into() };
        let sentence = said(page, &refused).await?.sentence;
        page.fill_connection(&Form::at(&keyed).key("sk-test-wrong").model("echo").name("Mine")).await?;
        page.button(t.save).click().await?;
        page.css(".outcome").says(&sentence).await?;
        page.textbox(t.name).holds("Mine").await?;
        assert_eq!(page.js("return localStorage.getItem('sotto/connections')", vec![]).await?, json!(null));
        page.button(t.save_anyway).click().await?;
        page.composer().see().await?;
        page.css(".top .chip").has("data-status", Some("failed")).await?;

        page.go("#/settings").await?;
        page.css(".connections").says(&sentence).await?;
        page.link(&(t.edit_named)("Mine")).click().await?;
        page.fill_field(t.key_optional, RIGHT_KEY).await?;
        page.button(t.save).click().await?;
        // The check succeeds, so that one press was enough.
        page.heading(english().settings.heading).see().await?;
        page.css("[data-connection=own]").has("data-status", Some("worked")).await?;
        page.reload().await?;
        page.css("[data-connection=own]").has("data-status", Some("worked")).await
    })
    .await
}
