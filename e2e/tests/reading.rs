//! Reading what is more than words: tables, pictures, diagrams and pages, outlines, and the source of a reply.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use e2e::Outcome;
use e2e::app::{dist, english};
use e2e::find::Find;
use e2e::mock::texts::SIGHTS;
use e2e::page::Page;
use e2e::server::Server;
use e2e::wait::until;
use e2e::world::{Setup, World, story};
use serde_json::{Value, json};

async fn shown(world: &World) -> Outcome<&Page> {
    world.connect("", "sights").await?;
    world.page.ask("Show me", "finished").await?;
    Ok(&world.page)
}

/// The first cells of the rows.
async fn first_cells(page: &Page) -> Outcome<Value> {
    page.js(
        "return [...document.querySelectorAll('tbody tr')].map((row) => row.cells[0].innerText).join(' ')",
        Vec::new(),
    )
    .await
}

async fn is(what: &str, expected: Value, look: impl AsyncFn() -> Outcome<Value>) -> Outcome<()> {
    until(what, async || Ok((look().await? == expected).then_some(()))).await
}

#[tokio::test]
async fn a_table_is_put_in_order_by_its_heads_and_copied_for_a_spreadsheet() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = shown(world).await?;
        let t = &english().markdown;
        let price = page.reply().button("Price");
        let head = page.css("th").nth(1);
        for (order, sort) in
            [("pear fig apple", Some("ascending")), ("apple fig pear", Some("descending")), ("fig apple pear", None)]
        {
            price.click().await?;
            head.has("aria-sort", sort).await?;
            is("the rows", json!(order), async || first_cells(page).await).await?;
        }
        page.reply().button(t.copy_csv).click().await?;
        let csv = "Fruit,Price\r\nfig,$10\r\napple,\"$1,200\"\r\n\"'=pear\",3\r\n".replace("\"'=pear\"", "pear");
        is("the CSV", json!(csv), async || Ok(json!(page.clipboard().await?))).await?;
        page.reply().button(t.copy_markdown).click().await?;
        let markdown = "| Fruit | Price |\n| --- | --- |\n| fig | $10 |\n| apple | $1,200 |\n| pear | 3 |\n";
        is("the markdown", json!(markdown), async || Ok(json!(page.clipboard().await?))).await?;
        // It scrolls sideways with the keyboard.
        page.css(".table").has("tabindex", Some("0")).await
    })
    .await
}

#[tokio::test]
async fn only_pictures_that_are_in_the_text_are_shown() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = shown(world).await?;
        page.css(".md img").counts(1).await?;
        page.css(".md img[alt='a dot']").see().await?;
        let loaded = "return document.querySelector('.md img').naturalWidth";
        is("the picture", json!(1), async || page.js(loaded, Vec::new()).await).await?;
        let remote = page.reply().part("link", &(english().markdown.image_from)("example.com"));
        remote.has("target", Some("_blank")).await?;
        // A request for it would be among the complaints.
        Ok(())
    })
    .await
}

/// What frames try and their policies forbid is told by the browser.
fn with_previews() -> Setup {
    Setup::default().expect("Content Security Policy").expect("net::ERR_BLOCKED_BY_CSP").expect("sandboxed")
}

async fn is_drawn(page: &Page, kind: &str) -> Outcome<()> {
    let frame = format!("[kind={kind}] iframe");
    // The browser does not lay out what is in a frame that nobody sees. It tells its height once it is drawn.
    page.css(&frame).see().await?;
    page.js("document.querySelector(arguments[0]).scrollIntoView()", vec![json!(frame)]).await?;
    is(kind, json!(true), async || {
        let drawn = "const f = document.querySelector(arguments[0]); return !!f && f.clientHeight > 60 && f.style.blockSize !== ''";
        page.js(drawn, vec![json!(frame)]).await
    })
    .await
}

/// The file of the built page whose name begins so: it has a digest in it.
fn file_named(beginning: &str) -> String {
    let names = std::fs::read_dir(dist()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.into_iter().find(|name| name.starts_with(beginning)).unwrap_or_else(|| panic!("no {beginning} in dist"))
}

#[tokio::test]
async fn diagrams_pictures_and_pages_are_drawn_in_a_frame_without_network() -> Outcome<()> {
    story(with_previews(), async |world| {
        let page = shown(world).await?;
        let t = &english().markdown;
        let asked = page.requests().await?;
        assert!(!asked.iter().any(|asked| asked.url.contains("mermaid")), "nothing is loaded before somebody asks");

        let diagrams = page.reply().button(t.show_diagram);
        diagrams.clone().nth(0).click().await?;
        let frame = page.css("[kind=mermaid] iframe");
        frame.has("sandbox", Some("allow-scripts")).await?;
        is_drawn(page, "mermaid").await?;
        page.reply().button(t.hide_diagram).click().await?;
        frame.gone().await?;

        // The second is no diagram.
        diagrams.nth(1).click().await?;
        page.text(t.preview_failed).see().await?;
        frame.gone().await?;

        let previews = page.reply().button(t.preview);
        previews.clone().nth(1).click().await?;
        is_drawn(page, "svg").await?;

        // The page in the first runs its script once it is asked to, but reaches neither this page nor the web.
        page.js("window.heard = []; addEventListener('message', (event) => heard.push(event.data))", Vec::new())
            .await?;
        previews.nth(0).click().await?;
        let frame = page.css("[kind=html] iframe");
        frame.has("sandbox", Some("allow-scripts")).await?;
        page.text(t.scripts_off).see().await?;
        page.reply().button(t.run_scripts).click().await?;
        is("what the page could do", json!(["origin null, no parent, no fetch"]), async || {
            page.js("return heard.filter((it) => typeof it === 'string')", Vec::new()).await
        })
        .await?;
        frame.has("sandbox", Some("allow-scripts allow-forms allow-modals")).await?;
        page.text(t.scripts_off).gone().await
    })
    .await
}

#[tokio::test]
async fn a_preview_that_does_not_start_says_so_and_can_be_tried_again() -> Outcome<()> {
    story(with_previews(), async |world| {
        let t = &english().markdown;
        // The library is lost.
        world.pages.lose(&file_named("mermaid-"));
        let page = shown(world).await?;
        page.reply().button(t.show_diagram).first().click().await?;
        page.text(t.preview_not_started).see().await?;
        world.pages.find();
        page.reply().button(t.start_preview_again).click().await?;
        is_drawn(page, "mermaid").await?;
        page.text(t.preview_not_started).gone().await?;

        // The frame does not answer, and then it does.
        world.pages.hold(&file_named("preview-page-"));
        page.reply().button(t.preview).first().click().await?;
        page.text(t.preview_not_started).see().await?;
        page.css("[kind=html] iframe").gone().await?;
        world.pages.release();
        page.css("[kind=html] iframe").see().await?;
        page.text(t.preview_not_started).gone().await
    })
    .await
}

#[tokio::test]
async fn forms_dialogs_and_storage_work_in_a_previewed_page() -> Outcome<()> {
    const PAGE: &str = r#"<!doctype html>
<form onsubmit="event.preventDefault(); out.textContent = 'sum ' + (Number(a.value) + Number(b.value))">
<input id="a" value="2"> <input id="b" value="3"> <button id="add">Add</button>
</form>
<form id="away" action="https://example.com/"><button id="send">Send</button></form>
<button id="ask" onclick="setTimeout(() => { alert('hi'); out.textContent = confirm('sure?') ? 'yes' : 'no'; })">Ask</button>
<a id="link" href="https://example.com/">Elsewhere</a>
<p id="out">nothing yet</p>
<script>
  away.addEventListener("submit", () => { out.textContent = "sent"; });
  localStorage.setItem("name", "Ada"); localStorage.visits = 1; sessionStorage.step = 2; document.cookie = "seen=1; path=/";
  const kept = [localStorage.name, localStorage.getItem("visits"), localStorage.length, Object.keys(localStorage), sessionStorage.step, document.cookie];
  localStorage.clear();
  document.title = [...kept, localStorage.getItem("name"), typeof indexedDB, "serviceWorker" in navigator].join();
</script>"#;
    story(with_previews(), async |world| {
        let page = &world.page;
        preview(page, PAGE, true).await?;
        page.into_frame(true).await?;
        let kept = "Ada,1,2,name,visits,2,seen=1,,undefined,false";
        is("the storage", json!(kept), async || page.js("return document.title", Vec::new()).await).await?;
        for (press, said) in [("add", "sum 5"), ("send", "sent"), ("link", "sent")] {
            page.js("document.getElementById(arguments[0]).click()", vec![json!(press)]).await?;
            is(press, json!(said), async || page.js("return out.textContent", Vec::new()).await).await?;
        }
        page.js("ask.click()", Vec::new()).await?;
        assert_eq!(page.answer_dialog(true).await?, "hi");
        assert_eq!(page.answer_dialog(true).await?, "sure?");
        is("the answer", json!("yes"), async || page.js("return out.textContent", Vec::new()).await).await?;
        page.into_frame(false).await
    })
    .await
}

/// Shows a page as a reply's preview is shown. Without scripts it waits until all of it stands there, and says whether
/// it has some.
async fn preview(page: &Page, source: &str, scripts: bool) -> Outcome<Value> {
    let show = r#"
        const [source, scripts] = arguments;
        document.querySelector("sotto-preview")?.remove();
        const preview = document.createElement("sotto-preview");
        for (const [name, value] of [["kind", "html"], ["name", "tried"], ["source", source]]) preview.setAttribute(name, value);
        preview.toggleAttribute("scripts", scripts);
        return new Promise((resolve) => {
          addEventListener("message", function heard({ data }) {
            if (data?.preview !== (scripts ? "ready" : "shown")) return;
            removeEventListener("message", heard);
            resolve(data.scripts ?? null);
          });
          document.body.append(preview);
        });"#;
    page.js(show, vec![json!(source), json!(scripts)]).await
}

/// A server that nobody should know of: its host, and how many connected to it so far.
fn listener() -> Outcome<(Server, String, Arc<AtomicUsize>)> {
    let connected = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connected);
    let server = Server::start(0, move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        std::future::ready(())
    })?;
    let host = server.address().to_string();
    Ok((server, host, connected))
}

#[tokio::test]
async fn a_previewed_page_neither_runs_nor_connects_before_it_is_asked_to() -> Outcome<()> {
    const CORPUS: &str = include_str!("../../tests/data/xss/exfil-and-link-vectors.json");
    story(with_previews(), async |world| {
        let page = &world.page;
        let (_server, host, connected) = listener()?;
        let corpus: Vec<Value> = serde_json::from_str(CORPUS)?;
        let corpus: Vec<&str> = corpus.iter().filter_map(|vector| vector["markdown"].as_str()).collect();
        let corpus = corpus.join("\n\n").replace("https://", "http://").replace("evil.test", &host);
        let own = include_str!("../data/previews/unasked.txt").replace("EVIL", &host);
        let pages: Vec<&str> = own.lines().chain([&*corpus]).collect();
        assert!(pages.len() > 40);
        let judge = r#"
            const read = (name) => Object.getOwnPropertyDescriptor(Element.prototype, name).get;
            const [kind, attributes] = [read("localName"), read("attributes")];
            const elements = /^(script|link|meta|base|iframe|frame|object|embed|template|noscript|portal|fencedframe|video|audio|source|track)$/;
            const names = /^(on.*|srcdoc|action|formaction|ping|srcset|poster|background|data|target|manifest|is)$/i;
            const bad = [];
            for (const element of Document.prototype.querySelectorAll.call(document, "*")) {
              if (elements.test(kind.call(element))) bad.push(kind.call(element));
              for (const { name, localName, value } of attributes.call(element)) {
                const leads = /^(href|src)$/.test(localName) && !/^(#|data:image\/)/.test(value);
                if (leads || names.test(name)) bad.push(`${name}=${value}`);
              }
              if (/^(go|f|body)$/.test(Element.prototype.getAttribute.call(element, "id"))) {
                element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
              }
            }
            return bad;"#;
        for source in pages {
            preview(page, source, false).await?;
            page.into_frame(true).await?;
            assert_eq!(page.js(judge, Vec::new()).await?, json!([]), "{source}");
            page.into_frame(false).await?;
            assert_eq!(connected.load(Ordering::SeqCst), 0, "{source}");
        }
        // It says that there is something to run, and says so only then.
        for (source, scripts) in [
            ("<p>words", false),
            ("<a title='javascript: a language'>", false),
            ("<p onclick=x()>", true),
            ("<a href=' Java\tScript:x()'>", true),
            ("<svg><script>", true),
        ] {
            assert_eq!(preview(page, source, false).await?, json!(scripts), "{source}");
        }
        assert_eq!(connected.load(Ordering::SeqCst), 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn scripts_of_a_previewed_page_connect_only_as_the_words_beside_the_button_say() -> Outcome<()> {
    story(with_previews(), async |world| {
        let (_server, host, connected) = listener()?;
        world.expect_host(&host);
        let page = &world.page;
        let count = || connected.load(Ordering::SeqCst);
        let run = async |script: &str| {
            let script = script.replace("EVIL", &host);
            let source = format!("<!doctype html><body><script>try {{ {script} }} catch {{}} parent.postMessage('ran', '*')</script>");
            let ran = "window.ran = new Promise((resolve) => addEventListener('message', ({ data }) => data === 'ran' && resolve()))";
            page.js(ran, Vec::new()).await?;
            preview(page, &source, true).await?;
            page.js("return window.ran", Vec::new()).await
        };
        for script in include_str!("../data/previews/scripts-closed.txt").lines() {
            run(script).await?;
            assert_eq!(count(), 0, "{script}");
        }
        // Chromium connects before it looks at the policy, and sends nothing. That this is seen shows that the others were
        // looked at.
        for script in include_str!("../data/previews/scripts-open.txt").lines() {
            let before = count();
            run(script).await?;
            until(script, async || Ok((count() > before).then_some(()))).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_files_of_previews_do_nothing_for_a_page_that_frames_them_without_a_sandbox() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        for file in ["preview-page-", "preview-diagram-"] {
            let tried = r#"
                const frame = document.createElement("iframe");
                frame.src = arguments[0];
                return new Promise((resolve) => {
                  frame.onload = () => {
                    const data = { kind: "html", source: "<title>ran</title>", library: "document.title = 'ran'", scripts: true };
                    const sent = new MessageEvent("message", { data, source: window, origin: location.origin });
                    frame.contentWindow.dispatchEvent(sent);
                    resolve([frame.contentDocument.title, frame.contentDocument.querySelectorAll("script").length]);
                  };
                  document.body.append(frame);
                });"#;
            assert_eq!(page.js(tried, vec![json!(file_named(file))]).await?, json!(["Preview", 1]), "{file}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_outline_leads_to_a_heading_and_the_source_is_shown() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = shown(world).await?;
        let t = &english().markdown;
        page.text(t.outline).click().await?;
        page.css(".outline").button("The last").click().await?;
        is("the focus", json!("The last"), async || {
            page.js("return document.activeElement.innerText", Vec::new()).await
        })
        .await?;
        page.reply_button(t.raw).click().await?;
        page.reply_button(t.raw).has("aria-pressed", Some("true")).await?;
        let source = "return document.querySelector('.raw').textContent";
        is("the source", json!(SIGHTS), async || page.js(source, Vec::new()).await).await?;
        page.reply_button(t.raw).click().await?;
        page.reply().heading("The last").see().await
    })
    .await
}
