//! The measurements, one browser with a fresh profile for each.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::Outcome;
use crate::bench::case::{Case, Subject};
use crate::bench::many::Many;
use crate::bench::searching;
use crate::bench::seed::Seed;
use crate::bench::server::{BenchServer, Plan};
use crate::browser::{Browser, Options};
use crate::page::Page;
use crate::pages::Pages;
use crate::wait::{breathe, until_within};

const PROBE: &str = include_str!("probe.js");
/// A paragraph, four times as many bytes as most of the document's.
const KOREAN: &str = "긴 대화를 읽는 사람은 위로 올라가며 앞에서 무엇을 물었는지 다시 확인하고, 그때 받은 답을 지금의 답과 견주어 \
    봅니다. 그래서 아래로 자라는 글이 위에 있는 글을 움직이면 안 되고, 멀리 있는 글도 찾기와 읽기와 인쇄에서 빠지면 안 됩니다. **그것이 \
    이 화면의 약속입니다.** 약속은 측정으로 확인하며, 측정은 누구나 같은 기계에서 다시 해 볼 수 있어야 합니다.";
/// How long one answer may take to come, whatever the page.
const PATIENCE: Duration = Duration::from_secs(300);
/// Keys typed, and the pause between two of them in milliseconds.
const KEYS: (usize, u64) = (30, 60);

/// Figures by name. Times are milliseconds, sizes are KB.
pub type Figures = BTreeMap<String, f64>;

/// Everything the runs share.
#[derive(Debug)]
pub struct Bench {
    server: BenchServer,
    dist: PathBuf,
    /// Compressed bytes by file name.
    weights: BTreeMap<String, f64>,
    history: Seed,
    long: Seed,
    empty: Seed,
    many: OnceCell<Many>,
    /// Where profiles of the streams go, for DevTools to open; none are made if there is no such folder.
    pub profiles: Option<PathBuf>,
}

impl Bench {
    /// Makes the documents and the stored conversations.
    ///
    /// # Errors
    /// When no browser starts.
    pub async fn prepare(dist: PathBuf, weights: BTreeMap<String, f64>) -> Outcome<Self> {
        let server = BenchServer::start()?;
        let mut browser = Browser::open(&Options::default()).await?;
        let page = browser.page();
        page.goto(&format!("{}/floor.html", server.address())).await?;
        let mut text = String::new();
        for kb in [25, 50, 100, 200, 400] {
            let script = "return import('/document.mjs').then(made => made.makeDoc(arguments[0]))";
            let document = page.js(script, vec![json!(kb)]).await?;
            text = document.get("md").and_then(Value::as_str).unwrap_or("").to_owned();
            server.keep(kb, document);
        }
        browser.quit().await?;
        let root = format!("{}/v1", server.address());
        let history = Seed::of(&root, 200, 20, &text, 900)?;
        // Half of it Korean: 5 MB of text, which the first level of the storage still holds.
        let long: Vec<&str> = text.split("\n\n").flat_map(|paragraph| [paragraph, KOREAN]).collect();
        let long = Seed::of(&root, 1, 2_000, &long.join("\n\n"), 4_800)?;
        let empty = Seed::of(&root, 0, 0, &text, 0)?;
        Ok(Self { server, dist, weights, history, long, empty, many: OnceCell::new(), profiles: None })
    }

    /// Measures one case on one page, with the processor so many times slower.
    ///
    /// # Errors
    /// When the page does not do what it is asked.
    pub async fn run(&self, case: Case, subject: Subject, slower: u32) -> Outcome<Figures> {
        if case == Case::Many {
            let made = Many::prepare(&self.dist, &self.empty);
            return self
                .many
                .get_or_try_init(async || made.await)
                .await?
                .measure(slower, self.profiles.as_deref())
                .await;
        }
        let pages = Pages::start(&self.dist, "/")?;
        let mut browser = Browser::open(&Options { quiet: true, ..Options::default() }).await?;
        let page = browser.page();
        // Processor time: what other programs take away meanwhile is not the page's.
        page.cdp("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
        let mut figures = Figures::new();
        let seed = match case {
            Case::History => &self.history,
            Case::Long => &self.long,
            _ => &self.empty,
        };
        if subject == Subject::App {
            page.goto(&format!("{}nothing-here", pages.address())).await?;
            seed.plant(&page).await?;
            if case == Case::Search {
                searching::plant(&page, &mut figures).await?;
            }
        } else {
            page.goto(&format!("{}/nothing-here", self.server.address())).await?;
        }
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": PROBE })).await?;
        // The index is made at full speed, however slow the machine that searches.
        page.slow_down(if case == Case::Search { 1 } else { slower }).await?;
        let address = match subject {
            Subject::Floor => format!("{}/floor.html", self.server.address()),
            Subject::Tail => format!("{}/floor.html?tail=1", self.server.address()),
            Subject::App => {
                let open = seed.last.as_deref().filter(|_| case == Case::History).unwrap_or("");
                format!("{}{open}", pages.address())
            }
        };
        let before = pages.fetched().len();
        self.profile(&page).await?;
        page.goto(&address).await?;
        let usable = until_within(PATIENCE, "a usable page", async || {
            let usable = page.js("return window.__probe?.usable ?? 0", Vec::new()).await?.as_f64().unwrap_or(0.0);
            Ok((usable > 0.0).then_some(usable))
        });
        figures.insert("usable".to_owned(), usable.await?);
        self.profiled(&page, &format!("{}-{}-usable", subject.name(), case.name())).await?;
        match case {
            Case::Start | Case::History => {
                let fetched = pages.fetched();
                let loaded = fetched.iter().skip(before).filter_map(|file| {
                    let name = file.path.trim_start_matches('/');
                    self.weights.get(if name.is_empty() { "index.html" } else { name })
                });
                figures.insert("loaded".to_owned(), loaded.sum::<f64>() / 1_024.0);
                self.accepts_keys(&page).await?;
            }
            Case::Burst(_) | Case::Live | Case::Paced => self.stream(&page, case.plan(), subject, &mut figures).await?,
            Case::Typing => {
                self.stream(&page, case.plan(), subject, &mut Figures::new()).await?;
                self.typing(&page, KEYS, &mut figures).await?;
            }
            Case::Paste => {
                focus(&page).await?;
                page.insert(&"A line of a long text that was pasted.\n".repeat(26_000)).await?;
                self.typing(&page, (5, 0), &mut figures).await?;
            }
            Case::Long => {
                let hash = seed.last.clone().unwrap_or_default();
                take(&mut figures, "open", page.js("return __probe.open(arguments[0])", vec![json!(hash)]).await?);
                take(&mut figures, "scroll", page.js("return __probe.scroll(240)", Vec::new()).await?);
                page.js("document.querySelector('.transcript').scrollTop = 1e9", Vec::new()).await?;
                self.stream(&page, case.plan(), subject, &mut figures).await?;
            }
            Case::Many => {}
            Case::Search => {
                searching::index(&page, &mut figures).await?;
                page.slow_down(slower).await?;
                page.reload().await?;
                until_within(PATIENCE, "a usable page", async || {
                    let usable = page.js("return window.__probe?.usable ?? 0", Vec::new()).await?.as_f64();
                    Ok(usable.filter(|usable| *usable > 0.0))
                })
                .await?;
                searching::search(&page, &mut figures).await?;
            }
        }
        figures.insert("resident".to_owned(), resident(browser.group()));
        browser.quit().await?;
        Ok(figures)
    }

    /// That the page was usable indeed: a key typed stands in the field.
    async fn accepts_keys(&self, page: &Page) -> Outcome<()> {
        focus(page).await?;
        key(page, "a", true).await?;
        let typed = page.js("return document.querySelector('textarea').value", Vec::new()).await?;
        if typed == json!("a") { Ok(()) } else { Err(format!("a key typed left {typed}").into()) }
    }

    async fn stream(&self, page: &Page, plan: Plan, subject: Subject, figures: &mut Figures) -> Outcome<()> {
        if subject != Subject::App {
            page.js("return __prepare(arguments[0])", vec![json!(plan.kb)]).await?;
        }
        focus(page).await?;
        page.insert(&plan.question()).await?;
        // What a page still has to do after its start is not the stream's.
        page.js("return new Promise(done => requestIdleCallback(() => setTimeout(done, 300)))", Vec::new()).await?;
        page.js("__probe.watch()", Vec::new()).await?;
        self.profile(page).await?;
        let before = metrics(page).await?;
        key(page, "Enter", false).await?;
        let seen = page.js_within(PATIENCE, "return __probe.result").await?;
        let after = metrics(page).await?;
        self.profiled(page, &format!("{}-{}-{}", subject.name(), plan.kb, plan.gap)).await?;
        if seen.get("whole") != Some(&json!(true)) {
            return Err(format!("{}: the end of the document is missing", subject.name()).into());
        }
        for (name, metric) in [
            ("task", "TaskDuration"),
            ("script", "ScriptDuration"),
            ("layout", "LayoutDuration"),
            ("style", "RecalcStyleDuration"),
        ] {
            figures.insert(name.to_owned(), (of(&after, metric) - of(&before, metric)) * 1_000.0);
        }
        let ended = seen.get("ended").and_then(Value::as_f64).unwrap_or(0.0);
        figures.insert("behind".to_owned(), ended - self.server.last_byte());
        take(figures, "", seen);
        page.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        figures.insert("heap".to_owned(), of(&metrics(page).await?, "JSHeapUsedSize") / 1_024.0);
        Ok(())
    }

    /// Begins a profile, if there are to be any.
    async fn profile(&self, page: &Page) -> Outcome<()> {
        if self.profiles.is_some() {
            page.cdp("Profiler.enable", json!({})).await?;
            page.cdp("Profiler.setSamplingInterval", json!({ "interval": 200 })).await?;
            page.cdp("Profiler.start", json!({})).await?;
        }
        Ok(())
    }

    /// Ends it and writes it down.
    async fn profiled(&self, page: &Page, name: &str) -> Outcome<()> {
        let Some(folder) = &self.profiles else { return Ok(()) };
        let profile = page.cdp("Profiler.stop", json!({})).await?;
        let text = profile.get("profile").unwrap_or(&Value::Null).to_string();
        Ok(std::fs::write(folder.join(format!("{name}.cpuprofile")), text)?)
    }

    async fn typing(&self, page: &Page, (count, pause): (usize, u64), figures: &mut Figures) -> Outcome<()> {
        focus(page).await?;
        page.js("__probe.listen()", Vec::new()).await?;
        let before = metrics(page).await?;
        for _ in 0..count {
            key(page, "a", true).await?;
            breathe(pause).await;
        }
        let after = metrics(page).await?;
        let spent = of(&after, "TaskDuration") - of(&before, "TaskDuration");
        figures.insert("task per key".to_owned(), spent * 1_000.0 / count as f64);
        let mut keys: Vec<f64> = serde_json::from_value(page.js("return __probe.keys", Vec::new()).await?)?;
        keys.sort_by(f64::total_cmp);
        for (name, at) in [("key to paint", keys.len() / 2), ("key to paint p95", keys.len() * 95 / 100)] {
            figures.insert(name.to_owned(), keys.get(at).copied().unwrap_or(f64::NAN));
        }
        Ok(())
    }
}

async fn focus(page: &Page) -> Outcome<()> {
    page.js("document.querySelector('textarea#composer, textarea#in').focus()", Vec::new()).await.map(drop)
}

/// Presses and releases a key, by the shortest way.
async fn key(page: &Page, name: &str, writes: bool) -> Outcome<()> {
    let code = if writes { 65 } else { 13 };
    let text = if writes { name } else { "\r" };
    let down = json!({ "type": "keyDown", "key": name, "text": text, "windowsVirtualKeyCode": code });
    page.cdp("Input.dispatchKeyEvent", down).await?;
    let up = json!({ "type": "keyUp", "key": name, "windowsVirtualKeyCode": code });
    page.cdp("Input.dispatchKeyEvent", up).await.map(drop)
}

/// What the browser counts of a page.
///
/// # Errors
/// When the page is gone.
pub async fn metrics(page: &Page) -> Outcome<Vec<(String, f64)>> {
    let answer = page.cdp("Performance.getMetrics", json!({})).await?;
    let all = answer.get("metrics").and_then(Value::as_array).cloned().unwrap_or_default();
    let pair = |one: &Value| Some((one.get("name")?.as_str()?.to_owned(), one.get("value")?.as_f64()?));
    Ok(all.iter().filter_map(pair).collect())
}

/// One of these counts; not a number if it is not among them.
pub fn of(metrics: &[(String, f64)], name: &str) -> f64 {
    metrics.iter().find(|(known, _)| known == name).map_or(f64::NAN, |(_, value)| *value)
}

/// Takes the numbers of what the probe says, each behind that word.
fn take(figures: &mut Figures, word: &str, said: Value) {
    for (name, value) in said.as_object().into_iter().flatten() {
        if let Some(value) = value.as_f64().filter(|_| name != "ended") {
            figures.insert(format!("{word} {name}").trim().to_owned(), value);
        }
    }
}

/// The memory of the largest renderer of that process group, in KB; not a number where the system does not tell.
pub fn resident(group: u32) -> f64 {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let sizes = processes.filter_map(|process| {
        let read = |file: &str| std::fs::read_to_string(process.path().join(file)).ok();
        // The group is the third word after the name, which may hold anything, in brackets.
        let stat = read("stat")?;
        let of_group = stat.rsplit_once(')')?.1.split_whitespace().nth(2)? == group.to_string();
        let renderer = read("cmdline")?.contains("--type=renderer");
        let status = read("status").filter(|_| of_group && renderer)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.split_whitespace().next()?.parse::<f64>().ok()
    });
    sizes.fold(f64::NAN, f64::max)
}

/// What the marks of the seeds must agree with in `probe.js`.
#[cfg(test)]
mod tests {
    use super::PROBE;
    use crate::bench::seed::LAST_MARK;

    #[test]
    fn the_probe_looks_for_the_mark_of_the_last_message() {
        assert!(PROBE.contains(LAST_MARK));
    }
}
