//! One tab: going places, looking at it as a whole, and the world it believes to live in.
//!
//! Promises that every command goes to this tab, however many are open. Finding things on it is in [`crate::find`],
//! keys and fingers in [`crate::input`].

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::WindowHandle;
use thirtyfour::cdp::Cdp;
use thirtyfour::session::handle::SessionHandle;

use crate::Outcome;
use crate::browser::Options;
use crate::wait::until;
use crate::watch::{Asked, Watch};

/// Computes roles and names inside the page; see there.
pub(crate) const ROLES: &str = include_str!("roles.js");

/// A tab. Clones mean the same one.
#[derive(Debug, Clone)]
pub struct Page {
    session: Arc<SessionHandle>,
    tab: WindowHandle,
    /// The tab the session's commands go to at the moment.
    current: Arc<Mutex<WindowHandle>>,
    watch: Watch,
}

impl Page {
    pub(crate) fn of(
        session: &Arc<SessionHandle>,
        tab: WindowHandle,
        current: Arc<Mutex<WindowHandle>>,
        watch: Watch,
    ) -> Self {
        Self { session: Arc::clone(session), tab, current, watch }
    }

    /// Another tab of the same browser.
    pub(crate) fn beside(&self, tab: WindowHandle) -> Self {
        Self { tab, ..self.clone() }
    }

    pub(crate) fn session(&self) -> &Arc<SessionHandle> {
        &self.session
    }

    /// Makes this tab the one commands go to.
    pub(crate) async fn here(&self) -> Outcome<()> {
        let there = self.current.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if there != self.tab {
            self.session.switch_to_window(self.tab.clone()).await?;
            *self.current.lock().unwrap_or_else(PoisonError::into_inner) = self.tab.clone();
        }
        Ok(())
    }

    /// Makes size, colours, motion and touch what the options say.
    pub(crate) async fn look(&self, options: &Options) -> Outcome<()> {
        self.size(options.width, options.height, options.touch).await?;
        self.prefers(options.dark, options.still).await
    }

    /// Goes to an address and waits until it has loaded.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn goto(&self, address: &str) -> Outcome<()> {
        self.here().await?;
        Ok(self.session.goto(address).await?)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn reload(&self) -> Outcome<()> {
        self.here().await?;
        Ok(self.session.refresh().await?)
    }

    /// Goes back in the tab's history.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn back(&self) -> Outcome<()> {
        self.here().await?;
        Ok(self.session.back().await?)
    }

    /// The address it shows, with the part after the hash.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn address(&self) -> Outcome<String> {
        self.here().await?;
        Ok(self.session.current_url().await?.to_string())
    }

    /// The document's title.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn title(&self) -> Outcome<String> {
        self.here().await?;
        Ok(self.session.title().await?)
    }

    /// Waits for a dialog of the browser and reads it.
    ///
    /// # Errors
    /// When none comes.
    pub async fn browser_dialog(&self) -> Outcome<String> {
        self.here().await?;
        until("a dialog", async || Ok(self.session.get_alert_text().await.ok())).await
    }

    /// The same, and answers it with yes or no.
    ///
    /// # Errors
    /// When none comes.
    pub async fn answer_dialog(&self, yes: bool) -> Outcome<String> {
        let said = self.browser_dialog().await?;
        if yes {
            self.session.accept_alert().await?;
        } else {
            self.session.dismiss_alert().await?;
        }
        Ok(said)
    }

    /// Runs the body of a JavaScript function and returns what it returns; a promise is waited for.
    ///
    /// # Errors
    /// When it throws.
    pub async fn js(&self, script: &str, args: Vec<Value>) -> Outcome<Value> {
        self.here().await?;
        Ok(self.session.execute(script, args).await?.json().clone())
    }

    /// [`Page::js`] for a promise that may take that long.
    ///
    /// # Errors
    /// When it throws, or takes longer.
    pub async fn js_within(&self, patience: Duration, script: &str) -> Outcome<Value> {
        self.session.set_script_timeout(patience).await?;
        self.js(script, Vec::new()).await
    }

    /// Sends a command of the Chrome DevTools protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn cdp(&self, command: &str, params: Value) -> Outcome<Value> {
        self.here().await?;
        Ok(Cdp::new(Arc::clone(&self.session)).send_raw(command, params).await?)
    }

    /// Writes what is in the viewport to a PNG file, and makes its folder.
    ///
    /// # Errors
    /// When the tab is gone or the file cannot be written.
    pub async fn screenshot(&self, file: &Path) -> Outcome<()> {
        self.here().await?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(self.session.screenshot(file).await?)
    }

    /// Roles, names and states of everything on the page, a line each, at most sixty.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn outline(&self) -> Outcome<String> {
        let rows = self.js(ROLES, vec![json!("outline"), json!([])]).await?;
        let rows: Vec<String> = serde_json::from_value(rows)?;
        let mut outline: String = rows.iter().take(60).map(|row| format!("  {row}\n")).collect();
        if rows.len() > 60 {
            outline.push_str(&format!("  and {} more\n", rows.len() - 60));
        }
        Ok(outline)
    }

    /// Every request any tab of this browser made so far.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn requests(&self) -> Outcome<Vec<Asked>> {
        self.watch.requests().await
    }

    /// Cuts this tab off the network, or connects it again.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn offline(&self, offline: bool) -> Outcome<()> {
        self.cdp("Network.enable", json!({})).await?;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.cdp("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// Makes the viewport that large, in CSS pixels; with `touch` it is a phone's.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn size(&self, width: u32, height: u32, touch: bool) -> Outcome<()> {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch });
        self.cdp("Emulation.setDeviceMetricsOverride", screen).await?;
        let fingers = json!({ "enabled": touch, "maxTouchPoints": if touch { 5 } else { 1 } });
        self.cdp("Emulation.setTouchEmulationEnabled", fingers).await.map(drop)
    }

    /// What the person prefers: dark colours, reduced motion.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn prefers(&self, dark: bool, still: bool) -> Outcome<()> {
        let features = json!([
            { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if still { "reduce" } else { "no-preference" } },
        ]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await.map(drop)
    }

    /// Slows the processor down: 4 makes it four times slower.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn slow_down(&self, rate: u32) -> Outcome<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": rate })).await.map(drop)
    }

    /// Allows the page something the browser asks people about: `clipboardReadWrite`, `localNetworkAccess` and so on.
    ///
    /// # Errors
    /// When the browser does not know it.
    pub async fn allow(&self, permission: &str) -> Outcome<()> {
        self.cdp("Browser.grantPermissions", json!({ "permissions": [permission] })).await.map(drop)
    }

    /// The text in the clipboard.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn clipboard(&self) -> Outcome<String> {
        self.allow("clipboardReadWrite").await?;
        self.front().await?;
        let text = self.js("return navigator.clipboard.readText()", Vec::new()).await?;
        Ok(text.as_str().unwrap_or("").to_owned())
    }

    /// Brings the tab to the front; the one that was there becomes hidden.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn front(&self) -> Outcome<()> {
        self.cdp("Page.bringToFront", json!({})).await.map(drop)
    }

    /// Looks from now on into the first frame on the page, or (false) at the page again.
    ///
    /// # Errors
    /// When there is no frame.
    pub async fn into_frame(&self, inside: bool) -> Outcome<()> {
        self.here().await?;
        if inside {
            self.session.enter_frame(0).await?
        } else {
            self.session.enter_default_frame().await?
        }
        Ok(())
    }

    /// Closes the tab.
    ///
    /// # Errors
    /// When it is gone already.
    pub async fn close(self) -> Outcome<()> {
        self.here().await?;
        Ok(self.session.close_window().await?)
    }
}
