//! What this page makes of markdown beyond or against the specification, as rules that a test can leave out.
//!
//! Promises that the page itself keeps all of them: in the browser none is a choice, and asking costs nothing. Does not
//! know what a rule does; that stands where it is kept.

/// A rule on top of CommonMark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Tables, footnotes, strikethrough and task lists are read.
    Extensions,
    /// Bare addresses are links.
    Addresses,
    /// Formulas are read.
    Formulas,
    /// Links lead to the web or to mail; others are text that says where they wanted to go.
    Links,
    /// Images elsewhere are not loaded.
    Images,
    /// Raw HTML is text, but for `<br>`.
    Html,
    /// What is too much to be formatted is shown as it was written.
    Budget,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Extensions, Self::Addresses, Self::Formulas, Self::Links, Self::Images, Self::Html, Self::Budget];
}

/// Which rules are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy(u8);

impl Policy {
    /// All of them, as the page does.
    pub const SHIPPED: Self = Self(0b111_1111);
    /// None: CommonMark as specified. What it gives must not be drawn.
    pub const PERMISSIVE: Self = Self(0);

    /// This and that rule.
    #[must_use]
    pub const fn with(self, rule: Rule) -> Self {
        Self(self.0 | 1 << rule as u8)
    }

    /// Whether a rule is kept.
    #[must_use]
    pub const fn keeps(self, rule: Rule) -> bool {
        cfg!(target_arch = "wasm32") || self.0 & (1 << rule as u8) != 0
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::SHIPPED
    }
}
