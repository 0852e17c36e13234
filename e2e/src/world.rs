//! Everything one browser test needs: servers, a browser, the page opened in it, and a judge at the end.
//!
//! [`story`] is the way to write a test. Promises a fresh profile, at most two browsers at once, and a failed test when
//! the page complained on the console, broke its content security policy or asked any host but its own and the mock
//! server, unless the [`Setup`] expects it. A failure leaves a screenshot and the logs in a folder it names.

use std::any::Any;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;

use serde_json::json;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Outcome;
use crate::browser::{Browser, Options};
use crate::mock::Mock;
use crate::page::Page;
use crate::pages::Pages;

/// A browser fills a processor core while it starts.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// What a test needs to be different from usual.
#[derive(Debug, Clone)]
pub struct Setup {
    browser: Options,
    dist: PathBuf,
    folder: String,
    https: bool,
    public: bool,
    expected: Vec<String>,
    hosts: Vec<String>,
    to_mock: Vec<String>,
    closed: bool,
    newcomer: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            browser: Options::default(),
            dist: crate::app::dist(),
            folder: "/".to_owned(),
            https: false,
            public: false,
            expected: Vec::new(),
            hosts: Vec::new(),
            to_mock: Vec::new(),
            closed: false,
            newcomer: false,
        }
    }
}

impl Setup {
    /// With such a browser.
    pub fn browser(self, browser: Options) -> Self {
        Self { browser, ..self }
    }

    /// Serving the files of that folder instead of the built app (`SOTTO_DIST`, else `dist`).
    pub fn dist(self, dist: impl Into<PathBuf>) -> Self {
        Self { dist: dist.into(), ..self }
    }

    /// Serving them under that path.
    pub fn folder(self, folder: &str) -> Self {
        Self { folder: folder.to_owned(), ..self }
    }

    /// Opening the page over https. The mock server stays on http.
    pub fn https(self) -> Self {
        Self { https: true, ..self }
    }

    /// With a page the browser takes for one from the public internet, so that it needs a permission for loopback.
    pub fn public(self) -> Self {
        Self { public: true, ..self }
    }

    /// Expecting a complaint on the console that holds this text.
    pub fn expect(mut self, text: &str) -> Self {
        self.expected.push(text.to_owned());
        self
    }

    /// Expecting requests to that host, as in `127.0.0.1:9` or `example.com`.
    pub fn expect_host(mut self, host: &str) -> Self {
        self.hosts.push(host.to_owned());
        self
    }

    /// Without opening the page: the test does it itself, after preparing something.
    pub fn closed(self) -> Self {
        Self { closed: true, ..self }
    }

    /// As somebody who has not even chosen the demo. Usually it is chosen, so that there is a composer.
    pub fn newcomer(self) -> Self {
        Self { newcomer: true, ..self }
    }

    /// With the mock server in place of that one, as in `localhost:11434`. No request for it leaves the machine.
    pub fn to_mock(mut self, host: &str) -> Self {
        self.to_mock.push(host.to_owned());
        self.expect_host(host)
    }
}

/// The world of one test.
#[derive(Debug)]
pub struct World {
    /// The first tab.
    pub page: Page,
    /// The browser.
    pub browser: Browser,
    /// The mock server.
    pub mock: Mock,
    /// The server of the page itself.
    pub pages: Pages,
    setup: Setup,
    /// Of the browsers before this one.
    complaints: Vec<String>,
    _turn: SemaphorePermit<'static>,
}

impl World {
    /// Makes one. [`story`] does it for tests.
    ///
    /// # Errors
    /// When servers or browser do not start, or the page does not load.
    pub async fn open(setup: Setup) -> Outcome<Self> {
        let turn = BROWSERS.acquire().await?;
        let (mock, pages) = (Mock::start()?, Pages::start(&setup.dist, &setup.folder)?);
        let mut setup = setup;
        if setup.public {
            let port = if setup.https { pages.https_port() } else { pages.port() };
            setup.browser = setup.browser.arg(&format!("--ip-address-space-overrides=127.0.0.1:{port}=public"));
        }
        if setup.https {
            setup.browser = setup.browser.arg("--ignore-certificate-errors");
        }
        if !setup.to_mock.is_empty() {
            let rule = |host: &String| format!("MAP {host} 127.0.0.1:{}", mock.port());
            let rules: Vec<String> = setup.to_mock.iter().map(rule).collect();
            setup.browser = setup.browser.arg(&format!("--host-resolver-rules={}", rules.join(", ")));
        }
        let browser = Browser::open(&setup.browser).await?;
        let world = Self { page: browser.page(), browser, mock, pages, setup, complaints: Vec::new(), _turn: turn };
        if !world.setup.closed {
            world.page.goto(&world.address()).await?;
            if !world.setup.newcomer {
                world.page.try_demo().await?;
            }
        }
        Ok(world)
    }

    /// The address of the page under test.
    pub fn address(&self) -> String {
        if self.setup.https { self.pages.https_address() } else { self.pages.address() }
    }

    /// Expects requests to that host from now on, where its port is known only once the world is there.
    pub fn expect_host(&mut self, host: &str) {
        self.setup.hosts.push(host.to_owned());
    }

    /// Closes the browser in order and opens it again with the same profile and page.
    ///
    /// # Errors
    /// When it cannot be closed or opened.
    pub async fn reopen(&mut self) -> Outcome<()> {
        self.complaints = self.complaints().await?;
        self.browser.quit().await?;
        self.again().await
    }

    /// Kills the browser, as a crash would, and opens it again with the same profile and page.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn crash(&mut self) -> Outcome<()> {
        self.complaints = self.complaints().await?;
        self.browser.kill();
        self.again().await
    }

    /// Kills the browser at this very moment, which is given in the mock server's milliseconds. [`World::revive`] is next.
    pub fn kill(&mut self) -> u64 {
        let now = self.mock.log().now_ms();
        self.browser.kill();
        now
    }

    /// Opens a browser that was killed again, with the same profile and page.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn revive(&mut self) -> Outcome<()> {
        self.again().await
    }

    async fn again(&mut self) -> Outcome<()> {
        let options = self.setup.browser.clone().profile(self.browser.profile());
        self.browser = Browser::open(&options).await?;
        self.page = self.browser.page();
        self.page.goto(&self.address()).await
    }

    /// Everything the page did that no test expects, a line each.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn complaints(&self) -> Outcome<Vec<String>> {
        let console = self.browser.watch().console().await?.into_iter();
        let expected = |text: &str| self.setup.expected.iter().any(|expected| text.contains(expected.as_str()));
        let problems = console.filter(|message| message.is_problem() && !expected(&message.text));
        let mut complaints = self.complaints.clone();
        complaints.extend(problems.map(|message| format!("console: {}", message.text)));
        let own =
            [self.mock.port(), self.pages.port(), self.pages.https_port()].map(|port| format!("127.0.0.1:{port}"));
        for asked in self.page.requests().await? {
            let host = asked.host();
            if asked.was_tried() && !host.is_empty() && !own.iter().chain(&self.setup.hosts).any(|own| own == host) {
                complaints.push(format!("a request for another host: {} {}", asked.method, asked.url));
            }
        }
        Ok(complaints)
    }

    /// Writes down what can be seen of this world, for people to look at.
    async fn record(&self) -> Outcome<PathBuf> {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let base = std::env::var_os("SOTTO_E2E_FAILURES").map(PathBuf::from);
        let folder = base.unwrap_or_else(|| std::env::temp_dir().join("sotto-e2e-failures")).join(test);
        std::fs::create_dir_all(&folder)?;
        let mock = json!({ "now_ms": self.mock.log().now_ms(), "requests": self.mock.requests() });
        std::fs::write(folder.join("mock.json"), serde_json::to_string_pretty(&mock)?)?;
        self.page.screenshot(&folder.join("page.png")).await?;
        std::fs::write(folder.join("outline.txt"), self.page.outline().await?)?;
        std::fs::write(folder.join("console.txt"), format!("{:#?}", self.browser.watch().console().await?))?;
        std::fs::write(folder.join("requests.txt"), format!("{:#?}", self.page.requests().await?))?;
        Ok(folder)
    }
}

/// Tells a story in a world of its own and judges it.
///
/// ```no_run
/// # use e2e::{Outcome, find::Find, world::{Setup, story}};
/// # async fn test() -> Outcome<()> {
/// story(Setup::default(), async |world| {
///     world.page.textbox("Message").type_keys("Hello").await?;
///     world.page.press("Enter").await?;
///     world.page.article("Reply").says("Hello").await?;
///     assert_eq!(world.mock.chat(1).await?.header("authorization"), None);
///     Ok(())
/// })
/// .await
/// # }
/// ```
///
/// # Errors
/// What the story ends with, what the page did wrong meanwhile, and where the evidence is.
pub async fn story(setup: Setup, tell: impl AsyncFnOnce(&mut World) -> Outcome<()>) -> Outcome<()> {
    let mut world = World::open(setup).await?;
    let told = caught(tell(&mut world)).await;
    let complaints = world.complaints().await;
    let verdict = match (told, complaints) {
        (Ok(()), Ok(complaints)) if complaints.is_empty() => return world.browser.quit().await,
        (Ok(()), Ok(complaints)) => complaints.join("\n"),
        (Ok(()), Err(error)) => error.to_string(),
        (Err(error), complaints) => format!("{error}\n{}", complaints.unwrap_or_default().join("\n")),
    };
    let evidence = match world.record().await {
        Ok(folder) => format!("see {}", folder.display()),
        Err(error) => format!("nothing could be recorded: {error}"),
    };
    Err(format!("{verdict}\n{evidence}").into())
}

/// Runs a future and turns its panic into an error.
async fn caught(story: impl Future<Output = Outcome<()>>) -> Outcome<()> {
    let mut story = pin!(story);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| story.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| Poll::Ready(Err(words(&*panic).into())))
    })
    .await
}

fn words(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    literal.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panicked".to_owned())
}
