//! A headless Chromium with a profile of its own, driven over WebDriver.
//!
//! Promises a fresh profile unless one is given, no name resolution but loopback, and an end with its owner, whatever
//! happens. Keeps what the browser reported ([`crate::watch`]). Does not know the page under test.

use std::sync::{Arc, Mutex};

use serde_json::json;
use thirtyfour::{CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

use crate::Outcome;
use crate::driver::{Driver, browser_program};
use crate::page::Page;
use crate::profile::Profile;
use crate::watch::Watch;

const ALWAYS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-dev-shm-usage",
    // A machine without a mouse has none for the browser either: hovering and pointing finely, as at a desk. Where touch
    // is emulated, that holds instead.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

/// How the browser is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Of the page, in CSS pixels.
    pub width: u32,
    /// Of the page, in CSS pixels.
    pub height: u32,
    /// A phone: touch instead of a mouse, mobile viewport.
    pub touch: bool,
    /// Prefers dark colours.
    pub dark: bool,
    /// Prefers reduced motion.
    pub still: bool,
    /// The preferred language, as in `ko` or `en-US`.
    pub language: String,
    /// Further command line arguments.
    pub args: Vec<String>,
    /// A profile used before; a fresh one if none.
    pub profile: Option<Profile>,
    /// Reports nothing ([`crate::watch`]), which costs time that a measurement would count.
    pub quiet: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 800,
            touch: false,
            dark: false,
            still: false,
            language: "en-US".to_owned(),
            args: Vec::new(),
            profile: None,
            quiet: false,
        }
    }
}

impl Options {
    /// A phone with touch, 390 by 844.
    pub fn phone() -> Self {
        Self { touch: true, ..Self::default().size(390, 844) }
    }

    /// With a page of that size, in CSS pixels.
    pub fn size(self, width: u32, height: u32) -> Self {
        Self { width, height, ..self }
    }

    /// Preferring dark colours.
    pub fn dark(self) -> Self {
        Self { dark: true, ..self }
    }

    /// Preferring reduced motion.
    pub fn still(self) -> Self {
        Self { still: true, ..self }
    }

    /// Preferring that language.
    pub fn language(self, language: &str) -> Self {
        Self { language: language.to_owned(), ..self }
    }

    /// With that command line argument.
    pub fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    /// With that profile.
    pub fn profile(self, profile: Profile) -> Self {
        Self { profile: Some(profile), ..self }
    }
}

/// A running browser.
#[derive(Debug)]
pub struct Browser {
    session: WebDriver,
    driver: Driver,
    profile: Profile,
    options: Options,
    watch: Watch,
    first: Page,
}

impl Browser {
    /// Starts one.
    ///
    /// # Errors
    /// When chromedriver or Chromium do not start.
    pub async fn open(options: &Options) -> Outcome<Self> {
        let profile = options.profile.clone().map_or_else(Profile::fresh, Ok)?;
        let driver = Driver::start()?;
        let mut wanted = DesiredCapabilities::chrome();
        if let Some(program) = browser_program() {
            wanted.set_binary(&program.to_string_lossy())?;
        }
        for arg in ALWAYS.iter().map(|arg| (*arg).to_owned()).chain(options.args.iter().cloned()) {
            wanted.add_arg(&arg)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wanted.add_arg(&format!("--window-size={},{}", options.width, options.height))?;
        wanted.add_arg(&format!("--lang={}", options.language))?;
        wanted.add_arg(&format!("--accept-lang={}", options.language))?;
        // Its own start page would ask for things on the network.
        let start = json!({ "restore_on_startup": 4, "startup_urls": ["about:blank"] });
        wanted.add_experimental_option("prefs", json!({ "session": start }))?;
        if !options.quiet {
            let network = json!({ "enableNetwork": true, "enablePage": false });
            wanted.add_experimental_option("perfLoggingPrefs", network)?;
            wanted.set("goog:loggingPrefs", json!({ "browser": "ALL", "performance": "ALL" }))?;
        }
        let session = WebDriver::new(driver.address(), wanted).await?;
        let tab = session.window().await?;
        let current = Arc::new(Mutex::new(tab.clone()));
        let watch = Watch::of(session.handle());
        let first = Page::of(session.handle(), tab, current, watch.clone());
        let browser = Self { session, driver, profile, options: options.clone(), watch, first };
        browser.first.look(&browser.options).await?;
        Ok(browser)
    }

    /// The first tab.
    pub fn page(&self) -> Page {
        self.first.clone()
    }

    /// Opens another tab.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn tab(&self) -> Outcome<Page> {
        let tab = self.session.new_tab().await?;
        let page = self.first.beside(tab);
        page.look(&self.options).await?;
        Ok(page)
    }

    /// The profile it uses; keep it to open it again.
    pub fn profile(&self) -> Profile {
        self.profile.clone()
    }

    /// What it reported so far.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// The process group of the browser and its driver.
    pub fn group(&self) -> u32 {
        self.driver.group()
    }

    /// Closes it in order, so that it writes what it keeps.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn quit(&mut self) -> Outcome<()> {
        self.session.clone().quit().await?;
        self.driver.kill();
        Ok(())
    }

    /// Kills it, as a crash would: nothing gets written any more.
    pub fn kill(&mut self) {
        self.driver.kill();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver's end ends the session; the library would ask it politely first and wait.
        // An error means that it was closed in order.
        let _ = self.session.clone().leak();
    }
}
