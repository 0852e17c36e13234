//! What is measured, and on which pages.

use crate::bench::server::Plan;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// From the address to the first key that counts, with nothing stored.
    Start,
    /// The same with 200 conversations of 20 messages, the last one open.
    History,
    /// A document of so many KB as fast as the socket takes it.
    Burst(usize),
    /// 100 KB at 500 chunks a second.
    Live,
    /// 100 KB at 1,000 tokens a second.
    Paced,
    /// Keys into the composer with 100 KB on the page.
    Typing,
    /// Keys into the composer with a text of 1 MB in it.
    Paste,
    /// A conversation of 2,000 messages: opened, scrolled, and answered in with 100 KB.
    Long,
    /// The largest history: its index made, and things found in it. Takes minutes; measured only when asked for.
    Search,
    /// The largest history: from the address to the first key that counts, beside an empty one. Takes minutes; measured
    /// only when asked for.
    Many,
}

/// All of them.
pub const CASES: &[Case] = &[
    Case::Start,
    Case::History,
    Case::Burst(25),
    Case::Burst(50),
    Case::Burst(100),
    Case::Burst(200),
    Case::Burst(400),
    Case::Live,
    Case::Typing,
    Case::Paste,
    Case::Long,
    Case::Paced,
    Case::Search,
    Case::Many,
];

impl Case {
    /// Whether it is measured where nobody asked for certain ones.
    pub fn is_usual(self) -> bool {
        !matches!(self, Self::Search | Self::Many)
    }

    /// Its name on the command line and in the table.
    pub fn name(self) -> String {
        match self {
            Self::Start => "start".to_owned(),
            Self::History => "history".to_owned(),
            Self::Burst(kb) => format!("burst-{kb}"),
            Self::Live => "live".to_owned(),
            Self::Paced => "paced".to_owned(),
            Self::Typing => "typing".to_owned(),
            Self::Paste => "paste".to_owned(),
            Self::Long => "long".to_owned(),
            Self::Search => "search".to_owned(),
            Self::Many => "many".to_owned(),
        }
    }

    /// The pages it is measured on.
    pub fn subjects(self) -> &'static [Subject] {
        match self {
            Self::Start | Self::Typing | Self::Paste | Self::Burst(_) => &[Subject::Floor, Subject::App],
            Self::Live | Self::Paced => &[Subject::Floor, Subject::Tail, Subject::App],
            Self::History | Self::Long | Self::Search | Self::Many => &[Subject::App],
        }
    }

    /// What the server streams for it.
    pub fn plan(self) -> Plan {
        let live = Plan { kb: 100, chunks: 5_000, gap: 2_000 };
        match self {
            Self::Burst(kb) => Plan::burst(kb),
            Self::Live => live,
            // Twenty characters are five tokens.
            Self::Paced => Plan { gap: 5_000, ..Plan::burst(100) },
            _ => Plan::burst(100),
        }
    }
}

/// The page measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Appends finished blocks.
    Floor,
    /// Shows the unfinished block as plain text, too.
    Tail,
    /// Ours.
    App,
}

impl Subject {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Tail => "floor with tail",
            Self::App => "sotto",
        }
    }
}
