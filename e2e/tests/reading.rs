//! Reading what is more than words: tables, pictures, diagrams and pages, outlines, and the source of a reply.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::find::Find;
use e2e::mock::texts::SIGHTS;
use e2e::page::Page;
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

#[tokio::test]
async fn diagrams_pictures_and_pages_are_drawn_in_a_frame_without_network() -> Outcome<()> {
    // What the frame tries and its policy forbids is told by the browser.
    let setup =
        Setup::default().expect("Content Security Policy").expect("net::ERR_BLOCKED_BY_CSP").expect("sandboxed");
    story(setup, async |world| {
        let page = shown(world).await?;
        let t = &english().markdown;
        let asked = page.requests().await?;
        assert!(!asked.iter().any(|asked| asked.url.contains("mermaid")), "nothing is loaded before somebody asks");

        let diagrams = page.reply().button(t.show_diagram);
        diagrams.clone().nth(0).click().await?;
        let frame = page.css("[kind=mermaid] iframe");
        frame.has("sandbox", Some("allow-scripts")).await?;
        // It tells its height once it is drawn.
        is("the diagram", json!(true), async || {
            page.js("const f = document.querySelector('[kind=mermaid] iframe'); return !!f && f.clientHeight > 60 && f.style.blockSize !== ''", Vec::new()).await
        })
        .await?;
        page.reply().button(t.hide_diagram).click().await?;
        frame.gone().await?;

        // The second is no diagram.
        diagrams.nth(1).click().await?;
        page.text(t.preview_failed).see().await?;
        frame.gone().await?;

        let previews = page.reply().button(t.preview);
        previews.clone().nth(1).click().await?;
        page.css("[kind=svg] iframe").see().await?;
        // The browser does not lay out what is in a frame that nobody sees.
        page.js("document.querySelector('[kind=svg] iframe').scrollIntoView()", Vec::new()).await?;
        is("the picture", json!(true), async || {
            page.js("const f = document.querySelector('[kind=svg] iframe'); return !!f && f.style.blockSize !== ''", Vec::new()).await
        })
        .await?;

        // The page in the first runs its script, but reaches neither this page nor the web.
        page.js("window.heard = []; addEventListener('message', (event) => heard.push(event.data))", Vec::new()).await?;
        previews.nth(0).click().await?;
        is("what the page could do", json!(["origin null, no parent, no fetch"]), async || {
            page.js("return heard.filter((it) => typeof it === 'string')", Vec::new()).await
        })
        .await
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
