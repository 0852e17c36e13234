//! Keys, input methods, fingers and wheels, as the operating system would deliver them.
//!
//! Promises real (trusted) events. Does not know what has the focus; whoever calls puts it there.

use serde_json::json;

use crate::Outcome;
use crate::locator::Locator;
use crate::page::Page;

/// The keys with names, and the characters WebDriver has for them.
/// <https://www.w3.org/TR/webdriver2/#keyboard-actions>
const KEYS: &[(&str, char)] = &[
    ("Backspace", '\u{E003}'),
    ("Tab", '\u{E004}'),
    ("Enter", '\u{E007}'),
    ("Shift", '\u{E008}'),
    ("Control", '\u{E009}'),
    ("Alt", '\u{E00A}'),
    ("Escape", '\u{E00C}'),
    ("Space", ' '),
    ("PageUp", '\u{E00E}'),
    ("PageDown", '\u{E00F}'),
    ("End", '\u{E010}'),
    ("Home", '\u{E011}'),
    ("ArrowLeft", '\u{E012}'),
    ("ArrowUp", '\u{E013}'),
    ("ArrowRight", '\u{E014}'),
    ("ArrowDown", '\u{E015}'),
    ("Delete", '\u{E017}'),
    ("F2", '\u{E032}'),
    ("Meta", '\u{E03D}'),
];

impl Page {
    /// Presses a key or several at once: `Enter`, `Shift+Enter`, `Control+k`, `?`.
    ///
    /// # Errors
    /// When there is no such key.
    pub async fn press(&self, chord: &str) -> Outcome<()> {
        self.here().await?;
        let keys = chord.split('+').map(key).collect::<Outcome<Vec<char>>>()?;
        let mut actions = self.session().action_chain();
        for key in &keys {
            actions = actions.key_down(*key);
        }
        for key in keys.iter().rev() {
            actions = actions.key_up(*key);
        }
        Ok(actions.perform().await?)
    }

    /// Presses the keys that write this text, into whatever has the focus.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn type_keys(&self, text: &str) -> Outcome<()> {
        self.here().await?;
        Ok(self.session().action_chain().send_keys(text).perform().await?)
    }

    /// Inserts a text as a whole, as pasting or dictating does.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn insert(&self, text: &str) -> Outcome<()> {
        self.cdp("Input.insertText", json!({ "text": text })).await.map(drop)
    }

    /// Shows this as the unfinished text of an input method (Korean, Japanese, Chinese).
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn compose(&self, text: &str) -> Outcome<()> {
        let end = text.encode_utf16().count();
        let composition = json!({ "text": text, "selectionStart": end, "selectionEnd": end });
        self.cdp("Input.imeSetComposition", composition).await.map(drop)
    }

    /// Confirms an unfinished text with Enter, as people do: a key the input method swallows, then the finished text.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn confirm(&self, text: &str) -> Outcome<()> {
        // Chromium reports keys an input method has swallowed as key code 229.
        // <https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode>
        let swallowed = json!({ "type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229 });
        self.cdp("Input.dispatchKeyEvent", swallowed).await?;
        self.insert(text).await?;
        let released = json!({ "type": "keyUp", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
        self.cdp("Input.dispatchKeyEvent", released).await.map(drop)
    }

    /// Presses Enter on a keyboard that a phone or tablet draws on its screen: such keys have no `code`.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn press_enter_on_screen(&self) -> Outcome<()> {
        let down = json!({ "type": "keyDown", "key": "Enter", "code": "", "windowsVirtualKeyCode": 13, "text": "\r" });
        self.cdp("Input.dispatchKeyEvent", down).await?;
        let up = json!({ "type": "keyUp", "key": "Enter", "code": "", "windowsVirtualKeyCode": 13 });
        self.cdp("Input.dispatchKeyEvent", up).await.map(drop)
    }

    /// Sends a keydown of that shape to what has the focus, and says whether the page prevented it. For keys that only
    /// other layouts and other browsers send.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn key_as(&self, init: serde_json::Value) -> Outcome<bool> {
        let send = "const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...arguments[0] });
            return !document.activeElement.dispatchEvent(event)";
        Ok(self.js(send, vec![init]).await? == serde_json::Value::Bool(true))
    }

    /// Moves one finger from one point to another (CSS pixels of the viewport) and lifts it.
    ///
    /// # Errors
    /// When the tab is gone.
    pub async fn swipe(&self, from: (i64, i64), to: (i64, i64)) -> Outcome<()> {
        const STEPS: i64 = 8;
        let points =
            (0..=STEPS).map(|step| (from.0 + (to.0 - from.0) * step / STEPS, from.1 + (to.1 - from.1) * step / STEPS));
        for (step, (x, y)) in points.enumerate() {
            let kind = if step == 0 { "touchStart" } else { "touchMove" };
            self.touch(kind, json!([{ "x": x, "y": y }])).await?;
        }
        self.touch("touchEnd", json!([])).await
    }

    async fn touch(&self, kind: &str, points: serde_json::Value) -> Outcome<()> {
        self.cdp("Input.dispatchTouchEvent", json!({ "type": kind, "touchPoints": points })).await.map(drop)
    }

    async fn mouse(&self, kind: &str, (x, y): (i64, i64), down: i64) -> Outcome<()> {
        let event = json!({ "type": kind, "x": x, "y": y, "deltaX": 0, "deltaY": down });
        self.cdp("Input.dispatchMouseEvent", event).await.map(drop)
    }
}

impl Locator {
    /// Touches it with a finger.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn tap(&self) -> Outcome<()> {
        let (x, y) = self.middle().await?;
        self.page().touch("touchStart", json!([{ "x": x, "y": y }])).await?;
        self.page().touch("touchEnd", json!([])).await
    }

    /// Moves the mouse onto it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn hover(&self) -> Outcome<()> {
        self.page().mouse("mouseMoved", self.middle().await?, 0).await
    }

    /// Turns the mouse wheel over it, down by so many pixels; up if negative.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn wheel(&self, down: i64) -> Outcome<()> {
        self.page().mouse("mouseWheel", self.middle().await?, down).await
    }
}

fn key(name: &str) -> Outcome<char> {
    let mut characters = name.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => {
            let known = KEYS.iter().find(|(known, _)| *known == name);
            known.map(|(_, key)| *key).ok_or_else(|| format!("there is no key {name}").into())
        }
    }
}
