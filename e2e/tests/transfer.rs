//! Going out and coming in, as a person does it: backups, single chats, files of other programs, broken ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use e2e::Outcome;
use e2e::app::{Form, english};
use e2e::downloads::Folder;
use e2e::find::Find;
use e2e::page::Page;
use e2e::world::{Setup, World, story};
use serde_json::{Value, json};
use sotto::domain::original::{Leftover, Unsupported};
use sotto::domain::transfer::import::Flaw;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/import").join(name)
}

async fn settings(world: &World) -> Outcome<&Page> {
    world.page.go("#/settings").await?;
    world.page.heading(english().transfer.heading).see().await?;
    Ok(&world.page)
}

#[tokio::test]
async fn everything_is_exported_deleted_and_back_again() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), english());
        let desk = Folder::new(&page, "backup").await?;
        let address = world.mock.at("");
        world.connect_by(&Form::at(&address).key("sk-never-exported").model("echo").name("Mine")).await?;
        page.ask("First question", "finished").await?;
        page.new_chat().await?;
        page.ask("Second question", "finished").await?;
        settings(world).await?;
        page.button(t.transfer.export_all).click().await?;
        let (backup, text) = desk.downloaded(".json").await?;
        let value: Value = serde_json::from_str(&text)?;
        assert_eq!((value["sotto-export"].as_u64(), value["conversations"].as_array().unwrap().len()), (Some(1), 2));
        assert!(text.contains("First question") && !text.contains("sk-never-exported"), "{text}");

        for title in ["First question", "Second question"] {
            page.entry(title).focus().await?;
            page.press("Delete").await?;
            page.entry(title).gone().await?;
        }
        page.reload().await?;
        page.text(t.history.nothing_yet).see().await?;
        page.choose_file(&backup).await?;
        page.text(&(t.transfer.found)(2, 2, 0, 0)).see().await?;
        page.part("checkbox", "First question").see().await?;
        page.text(t.history.nothing_yet).see().await?;
        page.button(&(t.transfer.import_chosen)(2)).click().await?;
        page.text(&(t.transfer.done)(2)).see().await?;
        page.entry("First question").see().await?;
        page.reload().await?;
        page.entry("First question").click().await?;
        page.reply().says("First question").await?;
        page.ask("And on", "finished").await?;
        page.reply().says("And on").await?;

        settings(world).await?;
        page.choose_file(&backup).await?;
        page.text(&(t.transfer.found)(2, 0, 0, 2)).see().await?;
        page.button(t.chat.cancel).click().await?;
        page.text(&(t.transfer.found)(2, 0, 0, 2)).gone().await
    })
    .await
}

#[tokio::test]
async fn a_chat_goes_out_in_every_form() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), &english().transfer);
        let desk = Folder::new(&page, "forms").await?;
        world.connect("", "markdown").await?;
        page.ask("Show <b>all</b>", "finished").await?;
        page.menu(t.as_markdown).await?;
        assert!(desk.downloaded(".md").await?.1.contains("\n\nShow <b>all</b>\n\n## "));
        page.menu(t.as_messages).await?;
        let messages: Value = serde_json::from_str(&desk.downloaded(".messages.json").await?.1)?;
        assert_eq!(messages[0], json!({ "role": "user", "content": "Show <b>all</b>" }));
        page.menu(t.as_backup).await?;
        let backup: Value = serde_json::from_str(&desk.downloaded("b.json").await?.1)?;
        assert_eq!(backup["conversations"].as_array().unwrap().len(), 1);
        page.menu(t.as_page).await?;
        let (path, html) = desk.downloaded(".html").await?;
        assert!(html.contains("Show &lt;b&gt;all&lt;/b&gt;") && !html.contains("<script"), "{html}");

        // As its reader opens it: whole, and without asking anybody for anything.
        let tab = world.browser.tab().await?;
        tab.goto(&format!("file://{}", path.display())).await?;
        let seen = tab.js("return [document.querySelectorAll('article').length, document.querySelectorAll('table,pre,blockquote').length, performance.getEntriesByType('resource').length]", vec![]).await?;
        assert_eq!(seen[0], json!(2));
        assert!(seen[1].as_u64() > Some(2) && seen[2] == json!(0), "{seen}");
        tab.close().await
    })
    .await
}

#[tokio::test]
async fn a_web_page_shows_formulas_and_the_models_name_without_a_script() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (world.page.clone(), &english().transfer);
        let desk = Folder::new(&page, "formulas").await?;
        world.connect("", "echo").await?;
        page.ask("The area is $x^2$ here", "finished").await?;
        page.menu(t.as_page).await?;
        let (path, html) = desk.downloaded(".html").await?;
        assert!(html.contains("<h2 dir=\"auto\">echo</h2>") && !html.contains("<script"), "{html}");
        let tab = world.browser.tab().await?;
        tab.goto(&format!("file://{}", path.display())).await?;
        let script = "const box = document.querySelector('math msup')?.getBoundingClientRect();
            return [box?.width > 5, document.body.textContent.includes('$')]";
        // The question stands as it was typed.
        assert_eq!(tab.js(script, vec![]).await?, json!([true, true]), "{html}");
        tab.close().await
    })
    .await
}

#[tokio::test]
async fn chatgpts_export_is_looked_at_and_taken_also_as_the_zip_people_get() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), english());
        let desk = Folder::new(&page, "zip").await?;
        page.choose_file(&sample("chatgpt-conversations.json")).await?;
        page.text(&(t.transfer.found)(3, 3, 0, 0)).see().await?;
        page.part("checkbox", "cycle").click().await?;
        page.button(&(t.transfer.import_chosen)(2)).click().await?;
        page.text(&(t.transfer.done)(2)).see().await?;
        page.entry("Branching <b>title</b>").see().await?;
        page.entry("cycle").gone().await?;

        let json = std::fs::read_to_string(sample("chatgpt-conversations.json"))?;
        let deflated = page
            .js_within(
                Duration::from_secs(10),
                &format!(
                    "const s = new Blob([{}]).stream().pipeThrough(new CompressionStream('deflate-raw'));
             return new Response(s).arrayBuffer().then(b => [...new Uint8Array(b)])",
                    json!(json)
                ),
            )
            .await?;
        let deflated: Vec<u8> = serde_json::from_value(deflated)?;
        let zip = desk.put("export.zip", &zipped("conversations-000.json", &deflated, json.len()))?;
        page.choose_file(&zip).await?;
        page.text(&(t.transfer.found)(3, 1, 0, 2)).see().await?;
        page.button(&(t.transfer.import_chosen)(1)).click().await?;
        page.text(&(t.transfer.done)(1)).see().await?;

        page.entry("Branching <b>title</b>").click().await?;
        page.reply().says("It is a picture").await?;
        page.questions().first().says("Hello").await
    })
    .await
}

/// A zip file of one deflated file.
fn zipped(name: &str, deflated: &[u8], size: usize) -> Vec<u8> {
    let long = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
    let short = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
    let about = [
        &[20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
        &long(deflated.len()),
        &long(size),
        &short(name.len()),
        &[0, 0],
    ]
    .concat();
    let mut out = [b"PK\x03\x04", &about[..], name.as_bytes(), deflated].concat();
    let start = out.len();
    out.extend([b"PK\x01\x02\x14\x00", &about[..], &[0; 14], name.as_bytes()].concat());
    let length = out.len() - start;
    out.extend([b"PK\x05\x06", &[0; 8][..], &long(length), &long(start), &[0, 0]].concat());
    out
}

#[tokio::test]
async fn what_an_import_cannot_show_yet_is_named_survives_a_reload_and_goes_into_the_backup() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), english());
        let desk = Folder::new(&page, "originals").await?;
        page.choose_file(&sample("claude-tool-use.json")).await?;
        let unsupported = Unsupported { tool_calls: 2, tool_results: 2, ..Unsupported::default() };
        let named = (t.transfer.leftover)(&Leftover { unsupported, too_large: 0 }, true);
        page.text(&named).see().await?;
        page.button(&(t.transfer.import_chosen)(1)).click().await?;
        page.text(&(t.transfer.done)(1)).see().await?;
        page.text(&named).see().await?;
        page.reload().await?;
        // It is of May 2025, so it is not one of today's.
        page.text(t.history.earlier).see().await?;
        page.text(t.history.today).gone().await?;
        page.button(t.transfer.export_all).click().await?;
        let (_, text) = desk.downloaded(".json").await?;
        let value: Value = serde_json::from_str(&text)?;
        let parts = &value["conversations"][0]["originals"][0]["body"]["parts"];
        assert!(parts[0].as_str().is_some_and(|part| part.contains("tool_use")), "{text}");
        page.entry("A counter page").click().await?;
        page.reply().says("42").await
    })
    .await
}

#[tokio::test]
async fn a_backup_is_named_by_the_day_of_its_reader() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), english());
        // On any moment one of these has another day than UTC.
        for zone in ["Pacific/Kiritimati", "Etc/GMT+12"] {
            page.cdp("Emulation.setTimezoneOverride", json!({ "timezoneId": zone })).await?;
            let desk = Folder::new(&page, "day").await?;
            page.button(t.transfer.export_all).click().await?;
            let (path, _) = desk.downloaded(".json").await?;
            let day = page.js("return new Date().toLocaleDateString('sv')", vec![]).await?;
            let name = format!("sotto-{}.json", day.as_str().unwrap());
            assert_eq!(path.file_name().unwrap().to_string_lossy(), name, "{zone}");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_broken_file_names_the_place_and_changes_nothing() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), &english().transfer);
        let check = async |name: &str, place: &str, words: &str| -> Outcome<()> {
            page.choose_file(&sample(name)).await?;
            page.text(&format!("{name}, {place}")).see().await?;
            page.text(words).see().await
        };
        check("bad-truncated.json", &(t.place)(1, 55), (t.flaw)(Flaw::EndsEarly)).await?;
        check("bad-html.json", &(t.place)(1, 1), (t.flaw)(Flaw::NotJson)).await?;
        check("bad-nan.json", &format!("{}, chats[0]", (t.place)(1, 23)), (t.flaw)(Flaw::NoMessages)).await?;
        check("bad-empty.json", &(t.place)(1, 1), (t.flaw)(Flaw::Empty)).await?;
        page.text(&(t.found)(0, 0, 0, 0)).see().await?;
        page.text(english().history.nothing_yet).see().await
    })
    .await
}

#[tokio::test]
async fn a_dropped_file_full_of_markup_is_shown_as_text() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), &english().transfer);
        let text = std::fs::read_to_string(sample("xss-everywhere.json"))?;
        let drop = format!(
            "const data = new DataTransfer(); data.items.add(new File([{}], '<img src=x>.json'));
             arguments[0].dispatchEvent(new DragEvent('drop', {{ dataTransfer: data, bubbles: true, cancelable: true }}))",
            json!(text)
        );
        page.css(".drop").js(&drop).await?;
        page.text(&(t.found)(1, 1, 0, 0)).see().await?;
        page.button(&(t.import_chosen)(1)).click().await?;
        page.entry("<img src=x onerror=alert(1)>").click().await?;
        page.questions().says("<svg onload=alert(1)>").await?;
        page.css("main img, main svg[onload], main script").gone().await
    })
    .await
}

/// Drops an export of ChatGPT with so many conversations of 40 KB, and measures from then on for how long the page is
/// silent.
async fn drop_large(page: &Page, count: u32) -> Outcome<()> {
    let drop = "
        const text = 'All work and no play makes a long file. '.repeat(500);
        const said = role => ({ author: { role }, content: { parts: [text] } });
        const talk = n => JSON.stringify({ id: 'c' + n, title: 'Talk ' + n, create_time: 1700000000 + n, mapping: {
            u: { id: 'u', parent: null, children: ['a'], message: said('user') },
            a: { id: 'a', parent: 'u', children: [], message: said('assistant') } } });
        const parts = ['['];
        for (let n = 0; n < COUNT; n++) parts.push(n ? ',\\n' : '', talk(n));
        parts.push(']');
        const data = new DataTransfer();
        data.items.add(new File(parts, 'conversations.json'));
        window.gaps = [];
        let last = performance.now();
        setInterval(() => { const at = performance.now(); window.gaps.push(at - last); last = at }, 10);
        arguments[0].dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
    page.css(".drop").js(&drop.replace("COUNT", &count.to_string())).await?;
    Ok(())
}

/// The longest silence since it was last asked for, without the making of the file.
async fn silence(page: &Page) -> Outcome<f64> {
    let worst =
        page.js("const gaps = window.gaps; window.gaps = []; return Math.max(...gaps.slice(1))", vec![]).await?;
    Ok(worst.as_f64().unwrap())
}

#[tokio::test]
async fn a_large_file_is_looked_through_while_the_page_answers_and_can_be_stopped() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), english());
        drop_large(&page, 1200).await?;
        page.text(&(t.transfer.found)(1200, 1200, 0, 0)).see().await?;
        let worst = silence(&page).await?;
        println!("48 MB: the longest silence of the page was {worst} ms");
        // A page that did it in one go would be silent for many seconds; a busy machine alone can take half of one.
        assert!(worst < 1500.0, "{worst}");
        page.button(&(t.transfer.import_chosen)(1200)).click().await?;
        page.button(t.chat.cancel).click().await?;
        page.text(t.transfer.stopped).see().await?;
        page.text(t.history.nothing_yet).see().await?;
        page.reload().await?;
        page.text(t.history.nothing_yet).see().await
    })
    .await
}

#[tokio::test]
async fn more_than_the_local_storage_holds_comes_in_and_goes_out_whole() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (settings(world).await?.clone(), english());
        let desk = Folder::new(&page, "large").await?;
        drop_large(&page, 300).await?;
        page.button(&(t.transfer.import_chosen)(300)).click().await?;
        page.text(&(t.transfer.done)(300)).see().await?;
        let worst = silence(&page).await?;
        println!("12 MB kept: the longest silence of the page was {worst} ms");
        assert!(worst < 500.0, "{worst}");
        page.reload().await?;
        page.entry("Talk 299").see().await?;
        page.button(t.transfer.export_all).click().await?;
        let (_, text) = desk.downloaded(".json").await?;
        let value: Value = serde_json::from_str(&text)?;
        assert_eq!(value["conversations"].as_array().unwrap().len(), 300);
        page.text(&(t.transfer.missing)(1)).gone().await
    })
    .await
}
