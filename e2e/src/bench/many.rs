//! Opening the app on the largest history, beside the same with none: how soon it is usable, what it does after that,
//! and what stays in memory when many conversations were opened.
//!
//! Each load is that of a browser just started, with nothing of the page in its caches, on a profile that was closed in
//! order. The first level of the storage is full to its budget, as it is after years.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use sotto::domain::archive::conversation::encode_latest;
use sotto::domain::archive::index::{Index, page_of};
use sotto::domain::archive::key::Key;
use sotto::domain::archive::ledger::{BUDGET, LONGEST, units};
use sotto::domain::connection::Connection;
use sotto::domain::history::Entry;
use sotto::domain::id::{ConversationId, Ids};
use sotto::domain::preset::Preset;

use crate::Outcome;
use crate::bench::corpus::{CONVERSATIONS, Corpus, rows};
use crate::bench::runs::{Figures, metrics, of, resident};
use crate::bench::searching;
use crate::bench::seed::Seed;
use crate::browser::{Browser, Options};
use crate::page::Page;
use crate::pages::Pages;
use crate::profile::Profile;
use crate::wait::until_within;

const PATIENCE: Duration = Duration::from_secs(60);
/// Beside the app.
const PROBE: &str = include_str!("many.js");
/// Loads of each, of which the medians count.
const LOADS: usize = 3;
/// Of the budget this much is left, so that nothing is moved while it is measured.
const SPARE: u32 = 60_000;
/// Conversations opened one after the other.
const OPENED: usize = 50;

/// Two profiles, and the page they are of.
#[derive(Debug)]
pub struct Many {
    pages: Pages,
    full: Profile,
    empty: Profile,
    /// The newest conversations.
    newest: Vec<ConversationId>,
}

/// The largest history as it is stored: the rows of the first level, and the newest conversations.
fn first_level(connection: &Rc<Connection>) -> (Vec<(String, String)>, Vec<ConversationId>) {
    let mut corpus = Corpus::new(Rc::clone(connection));
    let mut index = Index::default();
    let mut texts = Vec::new();
    for order in 1..=CONVERSATIONS as u64 {
        let talk = corpus.talk();
        let name = Key::Conversation(talk.id.clone()).name();
        let text = encode_latest(&talk, order, "bench", LONGEST);
        let size = units(&name) + units(&text);
        index.put(Entry::of(&talk, order, size));
        texts.push((name, text, size));
    }
    let mut stored = Vec::new();
    for number in 0..=page_of(CONVERSATIONS as u64) {
        stored.extend(index.encode(number).map(|text| (Key::Index(number).name(), text)));
    }
    let mut used: u32 = stored.iter().map(|(name, text)| units(name) + units(text)).sum();
    for (name, text, size) in texts.into_iter().rev() {
        used += size;
        if used > BUDGET - SPARE {
            break;
        }
        stored.push((name, text));
    }
    let newest = index.page(page_of(CONVERSATIONS as u64)).into_iter().map(|entry| entry.id.clone());
    let before = index.page(page_of(CONVERSATIONS as u64) - 1).into_iter().map(|entry| entry.id.clone());
    (stored, newest.chain(before).collect())
}

impl Many {
    /// Fills a profile with the largest history, and one with a connection alone.
    ///
    /// # Errors
    /// When no browser starts, or it does not fit.
    pub async fn prepare(dist: &Path, nothing: &Seed) -> Outcome<Self> {
        let pages = Pages::start(dist, "/")?;
        let connection = Rc::new(Connection::from_preset(Ids::new(7).connection(), Preset::Custom));
        let (stored, newest) = first_level(&connection);
        let mut profiles = Vec::new();
        for full in [false, true] {
            let mut browser = Browser::open(&Options { quiet: true, ..Options::default() }).await?;
            let page = browser.page();
            page.goto(&format!("{}nothing-here", pages.address())).await?;
            nothing.plant(&page).await?;
            if full {
                for rows in stored.chunks(50) {
                    let script = "for (const [name, text] of arguments[0]) localStorage.setItem(name, text)";
                    page.js(script, vec![json!(rows)]).await?;
                }
                let mut corpus = Corpus::new(Rc::clone(&connection));
                searching::plant_rows(&page, |order| rows(&corpus.talk(), order as u64)).await?;
            }
            profiles.push(browser.profile());
            // Started once with it, so that what a first start does is done: both levels agree from then on.
            let probe = Probe::open(&page, &pages.address(), 1).await?;
            probe.quiet().await?;
            browser.quit().await?;
        }
        let mut profiles = profiles.into_iter();
        let (Some(empty), Some(full)) = (profiles.next(), profiles.next()) else { return Err("no profile".into()) };
        Ok(Self { pages, full, empty, newest })
    }

    /// Opens each some times, in turn.
    ///
    /// # Errors
    /// When the page does not do what it is asked.
    pub async fn measure(&self, slower: u32, profiles: Option<&Path>) -> Outcome<Figures> {
        let (mut empty, mut full) = (Vec::new(), Vec::new());
        for load in 0..LOADS {
            empty.push(self.load(&self.empty, slower, 0, profiles.filter(|_| load == 0)).await?);
            let opened = if load + 1 == LOADS { OPENED } else { 0 };
            full.push(self.load(&self.full, slower, opened, profiles.filter(|_| load == 0)).await?);
        }
        let median = |loads: &[Figures], name: &str| {
            let mut values: Vec<f64> = loads.iter().filter_map(|load| load.get(name).copied()).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        let mut figures = Figures::new();
        for name in full.iter().flat_map(Figures::keys) {
            figures.extend(median(&full, name).map(|value| (name.clone(), value)));
        }
        for name in ["usable", "task", "longest", "heap", "wasm", "resident"] {
            figures.extend(median(&empty, name).map(|value| (format!("empty {name}"), value)));
        }
        if let (Some(usable), Some(empty)) = (median(&full, "usable"), median(&empty, "usable")) {
            figures.insert("times empty".to_owned(), usable / empty);
        }
        Ok(figures)
    }

    async fn load(&self, of: &Profile, slower: u32, opened: usize, profiles: Option<&Path>) -> Outcome<Figures> {
        let options = Options { quiet: true, ..Options::default() }.profile(of.clone());
        let mut browser = Browser::open(&options).await?;
        let page = browser.page();
        page.cdp("Network.enable", json!({})).await?;
        page.cdp("Network.clearBrowserCache", json!({})).await?;
        page.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        if profiles.is_some() {
            page.cdp("Profiler.enable", json!({})).await?;
            page.cdp("Profiler.setSamplingInterval", json!({ "interval": 200 })).await?;
            page.cdp("Profiler.start", json!({})).await?;
        }
        let probe = Probe::open(&page, &self.pages.address(), slower).await?;
        let mut figures = probe.quiet().await?;
        if let Some(folder) = profiles {
            let profile = page.cdp("Profiler.stop", json!({})).await?;
            let text = profile.get("profile").unwrap_or(&Value::Null).to_string();
            let name = if std::ptr::eq(of, &raw const self.full) { "many" } else { "many-empty" };
            std::fs::write(folder.join(format!("{name}.cpuprofile")), text)?;
        }
        figures.insert("task".to_owned(), of_task(&page).await?);
        weigh(&page, &browser, "", &mut figures).await?;
        if opened > 0 {
            for id in self.newest.iter().cycle().take(opened) {
                let hash = format!("#/c/{}", id.as_str());
                page.js("return __many.open(arguments[0])", vec![json!(hash)]).await?;
            }
            weigh(&page, &browser, "opened ", &mut figures).await?;
        }
        browser.quit().await?;
        Ok(figures)
    }
}

async fn of_task(page: &Page) -> Outcome<f64> {
    Ok(of(&metrics(page).await?, "TaskDuration") * 1_000.0)
}

/// What it takes of memory, in KB.
async fn weigh(page: &Page, browser: &Browser, word: &str, figures: &mut Figures) -> Outcome<()> {
    page.cdp("HeapProfiler.collectGarbage", json!({})).await?;
    figures.insert(format!("{word}heap"), of(&metrics(page).await?, "JSHeapUsedSize") / 1_024.0);
    figures.insert(format!("{word}resident"), resident(browser.group()));
    let bytes = page.js("return __many.memory()", Vec::new()).await?.as_f64().unwrap_or(f64::NAN);
    figures.insert(format!("{word}wasm"), bytes / 1_024.0);
    Ok(())
}

/// A page that is looked at from inside.
struct Probe(Page);

impl Probe {
    async fn open(page: &Page, address: &str, slower: u32) -> Outcome<Self> {
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": PROBE })).await?;
        page.slow_down(slower).await?;
        page.goto(address).await?;
        Ok(Self(page.clone()))
    }

    /// When it was usable, and what it did until it came to rest.
    async fn quiet(&self) -> Outcome<Figures> {
        let seen = until_within(PATIENCE, "a quiet page", async || {
            let seen = self.0.js("return window.__many?.seen() ?? null", Vec::new()).await?;
            Ok(Some(seen).filter(Value::is_object))
        });
        let seen = seen.await?;
        let figures = seen.as_object().into_iter().flatten();
        Ok(figures.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect())
    }
}
