//! Hostile texts through every channel: nothing of them runs, nothing is asked for, and only what the page itself draws
//! stands in the document, after every step of a stream. The browser's own document is judged, not a string.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use e2e::Outcome;
use e2e::app::english;
use e2e::downloads::Folder;
use e2e::find::Find;
use e2e::mock::answer::{Answer, Step};
use e2e::page::Page;
use e2e::world::{Setup, World, story};
use serde_json::{Value, json};

const PAYLOADS: &str = include_str!("../../tests/data/xss/payloads.json");
const NAUGHTY: &str = include_str!("../../tests/data/xss/blns.json");
const VECTORS: &str = include_str!("../../tests/data/xss/exfil-and-link-vectors.json");

/// Looks at everything that comes into the document from now on, and at every attribute that changes there.
const JUDGE: &str = r##"
    const elements = new Set(`a article aside b blockquote br button code dd del details dialog div dl dt em fieldset
      footer form h1 h2 h3 h4 h5 h6 header hr img input ins kbd label legend li main mark meta meter nav ol option p pre progress s
      section select small sotto-formula sotto-preview span strong sub summary sup table tbody td textarea th thead time tr ul`.split(/\s+/));
    const attributes = new Set(`accept align alt autocapitalize autocomplete autofocus checked class cols content datetime decoding dir disabled
      download enterkeyhint for height hidden high href http-equiv id inputmode kind lang list max maxlength min multiple name open
      placeholder readonly referrerpolicy rel role rows scope selected source spellcheck src start step tabindex target title type value
      width translate novalidate data-1p-ignore`.split(/\s+/));
    // What a formula consists of; it may be styled through the document, and leads nowhere.
    const formula = /^(math|none|m(action|enclose|frac|i|multiscripts|n|o|over|padded|phantom|prescripts|root|row|space|sqrt|style|sub|subsup|sup|table|td|text|tr|under|underover))$/;
    const inFormula = /^(class|style|accent|[a-z]*(align|lines|span|style|size|space|level|width|height|depth|variant|color|background|linebreak|thickness|limits|spacing|offset)|frame|display|fence|form|largeop|notation|separator|stretchy|symmetric)$/;
    const isMath = (element) => element.namespaceURI === "http://www.w3.org/1998/Math/MathML";
    const isSheet = (node) => node.localName === "link" && /^https?:\/\/127\.0\.0\.1:\d+\/temml-[0-9a-f]+\.css$/.test(node.href);
    const bad = window.bad = new Set();
    const attribute = (element, name) => {
      const value = element.getAttribute(name);
      if (value === null) return;
      const of = `${element.localName} ${name}=${value.slice(0, 80)}`;
      // Room for the lines of the list that are not drawn: nothing but a number.
      if (name === "style" && element.localName === "div" && /^(padding-(top|bottom): \d+px; ?){0,2}$/.test(value)) return;
      if (isMath(element) ? !inFormula.test(name) : !attributes.has(name) && !/^(aria|data)-[a-z-]+$/.test(name)) bad.add(of);
      if (name === "href" && !/^(#|https?:\/\/|mailto:)/i.test(value)) bad.add(of);
      if (name === "src" && !/^data:image\/(png|jpeg|gif|webp|avif)[;,]/.test(value)) bad.add(of);
      if (name === "target" && value !== "_blank") bad.add(of);
      if (name === "href" && /^https?:/i.test(value) && !/noreferrer/.test(element.rel)) bad.add(of + " tells from where");
    };
    const look = (node) => {
      if (node.nodeType !== Node.ELEMENT_NODE || isSheet(node)) return;
      // The dots of who waits are such, and hold nothing.
      const dot = node.localName === "i" && /^<i( class="dot")?( aria-hidden="true")?><\/i>$/.test(node.outerHTML);
      if (!dot && !(isMath(node) ? formula : { test: (name) => elements.has(name) }).test(node.localName)) bad.add(node.outerHTML.slice(0, 200));
      for (const name of node.getAttributeNames()) attribute(node, name);
      for (const child of node.children) look(child);
    };
    new MutationObserver((changes) => {
      for (const change of changes) {
        for (const node of change.addedNodes) look(node);
        if (change.type === "attributes") attribute(change.target, change.attributeName);
      }
    }).observe(document, { subtree: true, childList: true, attributes: true });
    for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
      window[name] = () => { bad.add(`${name} was called`); };
    }"##;

fn texts(file: &str, member: &str) -> Vec<String> {
    let rows: Vec<Value> = serde_json::from_str(file).unwrap();
    rows.iter().filter_map(|row| row.get(member).unwrap_or(row).as_str()).map(str::to_owned).collect()
}

/// All of them, in heaps that are each one text. A fence or comment left open by one hides no more than its heap.
fn heaps() -> Vec<String> {
    let payloads = texts(PAYLOADS, "payload");
    let vectors = texts(VECTORS, "markdown");
    let naughty = texts(NAUGHTY, "");
    assert!((payloads.len(), vectors.len(), naughty.len()) > (390, 50, 500));
    let mut all = vectors;
    all.extend(payloads);
    all.extend(naughty);
    all.chunks(48).map(|heap| heap.join("\n\n")).collect()
}

/// Pieces of a few characters, so that every payload is also seen half.
fn pieces(text: &str, size: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(size).map(|piece| piece.iter().collect()).collect()
}

fn chunk(model: &str, delta: &Value, finish: Option<&str>) -> Step {
    let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
    let chunk = json!({ "id": model, "model": model, "choices": [choice] });
    Step::Bytes(format!("data: {chunk}\n\n").into_bytes())
}

/// Says the text in the answer and, before that, in the thoughts.
fn spoken(text: &str, model: &str) -> Answer {
    let mut steps = Vec::new();
    for member in ["reasoning_content", "content"] {
        steps.extend(pieces(text, 7).iter().map(|piece| chunk(model, &json!({ (member): piece }), None)));
    }
    steps.push(chunk(model, &json!({}), Some("stop")));
    steps.push(Step::Bytes(b"data: [DONE]\n\n".to_vec()));
    Answer::stream(steps)
}

async fn nothing_bad(page: &Page, of: &str) -> Outcome<()> {
    let bad = page.js("return [...window.bad]", vec![]).await?;
    assert_eq!(bad, json!([]), "{of}");
    Ok(())
}

async fn judged(world: &World) -> Outcome<()> {
    world.page.js(JUDGE, vec![]).await.map(drop)
}

#[tokio::test]
async fn nothing_a_model_says_or_a_person_pastes_becomes_part_of_the_page() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let heaps = heaps();
        world.mock.script("hostile", heaps.iter().map(|heap| spoken(heap, &pieces(heap, 60)[0])).collect());
        world.connect("", "hostile").await?;
        judged(world).await?;
        for (number, heap) in heaps.iter().enumerate() {
            if number % 4 == 0 {
                page.new_chat().await?;
            }
            // What is asked is also the title of the conversation.
            page.ask(heap, "finished").await?;
            page.reply_button(t.chat.details).click().await?;
            nothing_bad(page, &format!("heap {number}")).await?;
        }
        // Stored, read again and drawn at once.
        page.reload().await?;
        judged(world).await?;
        page.new_chat().await?;
        page.back().await?;
        page.reply_is("finished").await?;
        nothing_bad(page, "read again").await?;
        // Found again: in titles and in snippets, the marks in the midst of it.
        let t = &t.history;
        for typed in ["script", "onerror", "javascript:", "src=", "<", "http", "\"<img\"", "svg", "]("] {
            page.role("searchbox", t.search_label).fill(typed).await?;
            page.list().css(".found mark").first().see().await?;
            page.list().css(".found[aria-busy]").gone().await?;
            nothing_bad(page, &format!("searched for {typed}")).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_a_server_says_of_its_failure_or_its_models_becomes_part_of_the_page() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let page = &world.page;
        let heaps = heaps();
        let failures = heaps.iter().enumerate().map(|(number, heap)| {
            let error = json!({ "error": { "message": heap, "type": heap, "param": null, "code": heap } });
            match number % 3 {
                0 => Answer::whole(400, "application/json", error.to_string()),
                1 => Answer::whole(500, "text/html", heap.as_bytes()),
                _ => Answer::stream(vec![Step::Bytes(format!("data: {error}\n\n").into_bytes())]),
            }
        });
        world.mock.script("hostile", failures.collect());
        world.connect("", "hostile").await?;
        judged(world).await?;
        for number in 0..heaps.len() {
            page.ask("Well?", "failed").await?;
            nothing_bad(page, &format!("failure {number}")).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn nothing_in_a_file_becomes_part_of_the_page_not_even_its_name() -> Outcome<()> {
    story(Setup::default(), async |world| {
        let (page, t) = (&world.page, english());
        let folder = Folder::new(page, "hostile").await?;
        let heaps = heaps();
        let file = |name: &str, form: &dyn Fn(&String) -> Value| {
            let talks: Vec<Value> = heaps.iter().map(form).collect();
            folder.put(name, serde_json::to_string(&talks).unwrap().as_bytes())
        };
        let names = [
            "<img src=x onerror=alert(1)>.json",
            "\"><script>alert(1)<&.json",
            "javascript:alert(1)#'`{{7*7}}.json",
            "![x](http:x.invalid).json",
        ];
        let files = [
            file(names[0], &|heap| {
                json!({ "title": heap, "model": heap, "messages": [
                    { "role": "user", "content": heap }, { "role": "assistant", "content": heap, "model": heap } ] })
            })?,
            // Neither can be read, so each is named with what is wrong in it.
            folder.put(names[1], b"{\"<img src=x onerror=alert(1)>\": 1}")?,
            folder.put(names[2], b"[{\"title\": \"<b onmouseover=alert(1)>\", \"messages\": 7}]")?,
            folder.put(names[3], b"nothing")?,
        ];
        judged(world).await?;
        for (file, name) in files.iter().zip(names) {
            page.go("#/settings").await?;
            page.heading(t.settings.heading).see().await?;
            page.choose_file(file).await?;
            if file == &files[0] {
                let found = u32::try_from(heaps.len())?;
                page.text(&(t.transfer.found)(found, found, 0, 0)).see().await?;
                nothing_bad(page, "the look at a file").await?;
                page.button(&(t.transfer.import_chosen)(found)).click().await?;
                page.text(&(t.transfer.done)(found)).see().await?;
            } else {
                page.css(".import [data-tone=warn]").says(name).await?;
            }
            nothing_bad(page, name).await?;
        }
        page.go("#/").await?;
        page.composer().see().await?;
        let entries = page.list().any("link");
        let count = entries.count().await?;
        assert!(count >= heaps.len(), "{count} entries");
        for number in 0..heaps.len() {
            entries.clone().nth(i32::try_from(number)?).click().await?;
            page.reply_is("finished").await?;
            nothing_bad(page, &format!("imported chat {number}")).await?;
        }
        Ok(())
    })
    .await
}
