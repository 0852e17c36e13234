//! Describing things on a page as people and screen readers do: by role and accessible name.
//!
//! Promises that a description can be made of a whole page and of anything described before, to any depth. Does not
//! look anything up; [`crate::locator`] does.

use serde::Serialize;

use crate::locator::Locator;

/// One step of a description: inside what was found before, everything of this role and name.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub(crate) role: String,
    pub(crate) name: Option<String>,
    pub(crate) exact: bool,
    pub(crate) nth: Option<i32>,
    pub(crate) css: Option<String>,
}

/// Where things can be looked for: a page, or inside something on it.
pub trait Find {
    /// The thing described by this step.
    fn find(&self, step: Step) -> Locator;

    /// By role and exact name.
    fn role(&self, role: &str, name: &str) -> Locator {
        self.find(Step::new(role, Some(name), true))
    }

    /// Anything of that role, whatever its name.
    fn any(&self, role: &str) -> Locator {
        self.find(Step::new(role, None, true))
    }

    /// By role and a part of the name.
    fn part(&self, role: &str, part: &str) -> Locator {
        self.find(Step::new(role, Some(part), false))
    }

    /// The innermost thing that shows this text, perhaps among more.
    fn text(&self, text: &str) -> Locator {
        self.find(Step::new("text", Some(text), false))
    }

    /// By CSS selector, for what has neither role nor name. The last resort.
    fn css(&self, selector: &str) -> Locator {
        self.find(Step { css: Some(selector.to_owned()), ..Step::new("css", None, true) })
    }

    /// A button.
    fn button(&self, name: &str) -> Locator {
        self.role("button", name)
    }

    /// A link.
    fn link(&self, name: &str) -> Locator {
        self.role("link", name)
    }

    /// A text box, a password field included.
    fn textbox(&self, name: &str) -> Locator {
        self.role("textbox", name)
    }

    /// A check box.
    fn checkbox(&self, name: &str) -> Locator {
        self.role("checkbox", name)
    }

    /// A select or combobox.
    fn combobox(&self, name: &str) -> Locator {
        self.role("combobox", name)
    }

    /// A heading.
    fn heading(&self, name: &str) -> Locator {
        self.role("heading", name)
    }

    /// A named region.
    fn region(&self, name: &str) -> Locator {
        self.role("region", name)
    }

    /// A dialog.
    fn dialog(&self, name: &str) -> Locator {
        self.role("dialog", name)
    }

    /// An article.
    fn article(&self, name: &str) -> Locator {
        self.role("article", name)
    }
}

impl Step {
    fn new(role: &str, name: Option<&str>, exact: bool) -> Self {
        Self { role: role.to_owned(), name: name.map(str::to_owned), exact, nth: None, css: None }
    }
}
