//! Something on a page: found, waited for, clicked, typed into, read.
//!
//! A [`Locator`] is a description, looked up anew each time it is used, so it survives redraws. Promises to wait for
//! what it describes, to refuse to choose when several things fit, and to say what is on the page when it fails.

use serde_json::{Value, json};
use thirtyfour::error::{WebDriverError, WebDriverErrorInner, WebDriverResult};
use thirtyfour::{TypingData, WebElement};

use crate::Outcome;
use crate::find::{Find, Step};
use crate::page::{Page, ROLES};
use crate::wait::until;

/// A description of something on a page.
#[derive(Debug, Clone)]
pub struct Locator {
    page: Page,
    steps: Vec<Step>,
}

impl Find for Page {
    fn find(&self, step: Step) -> Locator {
        Locator { page: self.clone(), steps: vec![step] }
    }
}

impl Find for Locator {
    fn find(&self, step: Step) -> Locator {
        let mut steps = self.steps.clone();
        steps.push(step);
        Locator { page: self.page.clone(), steps }
    }
}

impl Locator {
    /// Of several, the one of that number, counted from 0; -1 is the last.
    pub fn nth(mut self, number: i32) -> Self {
        if let Some(step) = self.steps.last_mut() {
            step.nth = Some(number);
        }
        self
    }

    /// Of several, the last.
    pub fn last(self) -> Self {
        self.nth(-1)
    }

    /// Of several, the first.
    pub fn first(self) -> Self {
        self.nth(0)
    }

    /// The page it is on.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Everything that fits now, without waiting.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn all(&self) -> Outcome<Vec<WebElement>> {
        self.page.here().await?;
        let args = vec![json!("locate"), serde_json::to_value(&self.steps)?];
        Ok(self.page.session().execute(ROLES, args).await?.elements()?)
    }

    /// How many fit now, without waiting.
    ///
    /// # Errors
    /// When the page cannot be asked.
    pub async fn count(&self) -> Outcome<usize> {
        Ok(self.all().await?.len())
    }

    /// Waits until exactly that many fit.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn counts(&self, count: usize) -> Outcome<()> {
        let what = format!("there are {count}");
        self.explain(&what, until(&what, async || Ok((self.count().await? == count).then_some(()))).await).await
    }

    /// Waits until it is there, once or several times.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn see(&self) -> Outcome<()> {
        self.explain("see", until("see", async || Ok((self.count().await? > 0).then_some(()))).await).await
    }

    /// Waits until it is gone.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn gone(&self) -> Outcome<()> {
        self.counts(0).await
    }

    /// Waits until its text holds that.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn says(&self, text: &str) -> Outcome<()> {
        self.meets(&format!("says “{text}”"), async |element| Ok(element.text().await?.contains(text))).await
    }

    /// Waits until it has that attribute with that value; `None` means without it.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn has(&self, attribute: &str, value: Option<&str>) -> Outcome<()> {
        let what = format!("has {attribute} {value:?}");
        self.meets(&what, async |element| Ok(element.attr(attribute).await?.as_deref() == value)).await
    }

    /// Waits until its value (of an input) is that.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn holds(&self, value: &str) -> Outcome<()> {
        let what = format!("holds “{value}”");
        self.meets(&what, async |element| Ok(element.prop("value").await?.as_deref() == Some(value))).await
    }

    /// Waits until it has the keyboard focus.
    ///
    /// # Errors
    /// At the deadline.
    pub async fn focused(&self) -> Outcome<()> {
        let script = "return document.activeElement === arguments[0]";
        let session = self.page.session();
        let look = async |element: &WebElement| {
            Ok(*session.execute(script, vec![element.to_json()?]).await?.json() == Value::Bool(true))
        };
        self.meets("has the focus", look).await
    }

    /// Clicks it, with the mouse, in its middle.
    ///
    /// # Errors
    /// When it does not come, or stays covered.
    pub async fn click(&self) -> Outcome<()> {
        self.act("click", async |element| element.click().await).await
    }

    /// Focuses it and presses the keys that write this text.
    ///
    /// # Errors
    /// When it does not come or takes no keys.
    pub async fn type_keys(&self, text: &str) -> Outcome<()> {
        self.act("type into", async |element| element.send_keys(TypingData::from(text)).await).await
    }

    /// Empties it, then types.
    ///
    /// # Errors
    /// When it does not come or takes no keys.
    pub async fn fill(&self, text: &str) -> Outcome<()> {
        self.act("empty", async |element| element.clear().await).await?;
        self.type_keys(text).await
    }

    /// Puts the keyboard focus on it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn focus(&self) -> Outcome<()> {
        self.act("focus", async |element| element.focus().await).await
    }

    /// Its text as shown.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn read(&self) -> Outcome<String> {
        self.act("read", async |element| element.text().await).await
    }

    /// An attribute.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn attribute(&self, name: &str) -> Outcome<Option<String>> {
        self.act("read", async |element| element.attr(name).await).await
    }

    /// A property, as text: `value`, `checked`, `scrollTop` and so on.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn property(&self, name: &str) -> Outcome<Option<String>> {
        self.act("read", async |element| element.prop(name).await).await
    }

    /// Its middle, in CSS pixels of the viewport, after scrolling it into view.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn middle(&self) -> Outcome<(i64, i64)> {
        let script = "arguments[0].scrollIntoView({ block: 'nearest', behavior: 'instant' });
            const box = arguments[0].getBoundingClientRect();
            return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
        let session = self.page.session();
        self.act("measure", async |element| {
            session.execute(script, vec![element.to_json()?]).await?.convert::<(i64, i64)>()
        })
        .await
    }

    /// Runs JavaScript with it as `arguments[0]`.
    ///
    /// # Errors
    /// When it does not come or the script throws.
    pub async fn js(&self, script: &str) -> Outcome<Value> {
        let session = self.page.session();
        let run =
            async |element: &WebElement| Ok(session.execute(script, vec![element.to_json()?]).await?.json().clone());
        self.act("run a script on", run).await
    }

    async fn meets(&self, what: &str, look: impl AsyncFn(&WebElement) -> WebDriverResult<bool>) -> Outcome<()> {
        let met = until(what, async || {
            let [element] = &self.all().await?[..] else { return Ok(None) };
            match look(element).await {
                Ok(met) => Ok(met.then_some(())),
                Err(error) if passes(&error) => Ok(None),
                Err(error) => Err(error.into()),
            }
        });
        let met = met.await;
        self.explain(what, met).await
    }

    async fn act<T>(&self, doing: &str, act: impl AsyncFn(&WebElement) -> WebDriverResult<T>) -> Outcome<T> {
        let mut obstacle = String::new();
        let done = until(doing, async || {
            let elements = self.all().await?;
            let [element] = &elements[..] else {
                obstacle = format!("{} fit", elements.len());
                return Ok(None);
            };
            match act(element).await {
                Ok(value) => Ok(Some(value)),
                Err(error) if passes(&error) => {
                    obstacle = error.to_string();
                    Ok(None)
                }
                Err(error) => Err(error.into()),
            }
        })
        .await;
        self.explain(&format!("{doing} ({obstacle})"), done).await
    }

    /// Adds to a failure what was looked for and what is on the page.
    async fn explain<T>(&self, doing: &str, outcome: Outcome<T>) -> Outcome<T> {
        let error = match outcome {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let outline = self.page.outline().await.unwrap_or_else(|error| format!("(cannot be read: {error})"));
        Err(format!("{self} – {doing}: {error}\nOn the page:\n{outline}").into())
    }
}

impl std::fmt::Display for Locator {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, step) in self.steps.iter().enumerate() {
            let arrow = if number == 0 { "" } else { " > " };
            write!(to, "{arrow}{}", step.css.as_ref().unwrap_or(&step.role))?;
            if let Some(name) = &step.name {
                write!(to, " {}“{name}”", if step.exact { "" } else { "with " })?;
            }
            if let Some(nth) = step.nth {
                write!(to, " number {nth}")?;
            }
        }
        Ok(())
    }
}

/// Whether trying again may help: the page was just being redrawn or something lay above.
fn passes(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::StaleElementReference(_)
            | WebDriverErrorInner::NoSuchElement(_)
            | WebDriverErrorInner::ElementClickIntercepted(_)
            | WebDriverErrorInner::ElementNotInteractable(_)
            | WebDriverErrorInner::InvalidElementState(_)
    )
}
