//! Searching the largest history: how long the index takes and what it weighs, and how soon something is found.

use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sotto::domain::connection::Connection;
use sotto::domain::id::Ids;
use sotto::domain::preset::Preset;

use crate::Outcome;
use crate::bench::corpus::{COMMON, CONVERSATIONS, Corpus, NOWHERE, RARE};
use crate::bench::runs::Figures;
use crate::page::Page;
use crate::wait::until_within;

/// How long the index may take.
const PATIENCE: Duration = Duration::from_secs(900);
/// How often each thing is looked for.
const TIMES: usize = 7;
/// Bytes of rows that are handed over at once.
const PART: usize = 4 << 20;

/// What the page does for this; runs beside the app.
const SCRIPT: &str = include_str!("searching.js");

/// Puts the history where the app will find it. The app must not run there yet.
///
/// # Errors
/// When it does not fit.
pub async fn plant(page: &Page, figures: &mut Figures) -> Outcome<()> {
    let connection = Connection::from_preset(Ids::new(7).connection(), Preset::Custom);
    let mut corpus = Corpus::new(Rc::new(connection));
    plant_rows(page, |_| corpus.rows()).await?;
    figures.insert("text MB".to_owned(), corpus.bytes as f64 / 1e6);
    Ok(())
}

/// Puts the rows of every conversation into the durable level.
///
/// # Errors
/// When they do not fit.
pub async fn plant_rows(page: &Page, mut rows_of: impl FnMut(usize) -> Vec<(String, String)>) -> Outcome<()> {
    page.js(SCRIPT, Vec::new()).await?;
    let (mut rows, mut size) = (Vec::new(), 0);
    for number in 1..=CONVERSATIONS {
        let more = rows_of(number);
        size += more.iter().map(|(_, text)| text.len()).sum::<usize>();
        rows.extend(more);
        if size > PART || number == CONVERSATIONS {
            page.js("return __search.plant(arguments[0])", vec![json!(rows)]).await?;
            rows.clear();
            size = 0;
        }
    }
    Ok(())
}

/// Waits for the index of the app that was just opened.
///
/// # Errors
/// When it is not finished in time.
pub async fn index(page: &Page, figures: &mut Figures) -> Outcome<()> {
    let began = Instant::now();
    page.js(SCRIPT, Vec::new()).await?;
    let ready = until_within(PATIENCE, "the index", async || {
        let stored = page.js("return __search.index()", Vec::new()).await?;
        let known = stored.get("known").and_then(Value::as_u64).unwrap_or(0);
        Ok((known >= CONVERSATIONS as u64).then_some(stored))
    });
    let stored = ready.await?;
    figures.insert("index s".to_owned(), began.elapsed().as_secs_f64());
    let longest = stored.get("longest").cloned().unwrap_or_default();
    let stored = page.js("return __search.index(true)", Vec::new()).await?;
    let bytes = stored.get("bytes").and_then(Value::as_f64).unwrap_or(f64::NAN);
    figures.insert("index MB".to_owned(), bytes / 1e6);
    figures.insert("index longest task".to_owned(), longest.as_f64().unwrap_or(f64::NAN));
    Ok(())
}

/// Looks for things in the app that was just opened.
///
/// # Errors
/// When something is not found, or what is nowhere is.
pub async fn search(page: &Page, figures: &mut Figures) -> Outcome<()> {
    page.js(SCRIPT, Vec::new()).await?;
    // The field gets the focus and everything is typed at once: the index is not at hand yet.
    let cold = look(page, "", RARE).await?;
    figures.insert("found at once".to_owned(), cold);
    for (name, text) in [("rare", RARE), ("common", COMMON), ("nowhere", NOWHERE), ("short", "시계"), ("latin", "the")]
    {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let (last, _) = text.char_indices().next_back().unwrap_or_default();
            let (begun, rest) = text.split_at_checked(last).unwrap_or_default();
            times.push(look(page, begun, rest).await?);
        }
        times.sort_by(f64::total_cmp);
        let figure = |at: usize| times.get(at).copied().unwrap_or(f64::NAN);
        figures.insert(format!("found {name}"), figure(times.len() / 2));
        figures.insert(format!("found {name} worst"), figure(times.len() - 1));
    }
    Ok(())
}

/// Milliseconds from the key press that completes a word until the first place where it stands is painted.
async fn look(page: &Page, begun: &str, typed: &str) -> Outcome<f64> {
    page.js("return __search.begin(arguments[0], arguments[1])", vec![json!(begun), json!(typed)]).await?;
    page.insert(typed).await?;
    let took = page.js_within(Duration::from_secs(60), "return __search.took").await?;
    took.as_f64().ok_or_else(|| format!("{begun}{typed} was not looked for: {took}").into())
}
