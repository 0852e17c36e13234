//! Keys with a meaning of their own, as one table: the keys that act and the list that names them cannot differ.
//!
//! Knows no keyboard event: whoever listens describes the press. Presses that compose text (input methods) are no
//! shortcuts and must not be asked about.

use crate::state::action::Action;

/// A key as it was pressed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Press<'a> {
    /// What it types (`KeyboardEvent.key`).
    pub key: &'a str,
    /// Where it lies (`KeyboardEvent.code`), for layouts that type no Latin letters.
    pub code: &'a str,
    /// With Control.
    pub ctrl: bool,
    /// With Command.
    pub meta: bool,
    /// With Shift.
    pub shift: bool,
    /// With Alt or Option.
    pub alt: bool,
    /// Whether a text field has the focus.
    pub typing: bool,
}

/// What keys can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Sends the message. The composer listens itself.
    Send,
    /// Breaks the line. The composer listens itself.
    BreakLine,
    /// Stops the reply, or closes what lies over the page.
    Stop,
    /// Begins a new chat.
    NewChat,
    /// Searches the history.
    Search,
    /// Searches inside the conversation. Its view listens itself: short conversations are the browser's to search.
    Find,
    /// Goes to the composer.
    Composer,
    /// Shows or hides the list of conversations.
    List,
    /// Shows or hides the panel of the conversation.
    Panel,
    /// Shows or hides the list of shortcuts.
    Help,
}

/// Which panes lie over the page, because it is too narrow to hold them beside the transcript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Over {
    /// The list of conversations.
    pub list: bool,
    /// The panel of the conversation.
    pub panel: bool,
}

impl Over {
    /// The media query under which the list lies over the page.
    pub const LIST: &'static str = "(max-width: 46rem)";
    /// The media query under which the panel lies over the page.
    pub const PANEL: &'static str = "(max-width: 68rem)";
}

impl Shortcut {
    /// All of them, in the order shown.
    pub const ALL: [Self; 10] = [
        Self::Send,
        Self::BreakLine,
        Self::Stop,
        Self::NewChat,
        Self::Search,
        Self::Find,
        Self::Composer,
        Self::List,
        Self::Panel,
        Self::Help,
    ];

    /// What a press means.
    #[must_use]
    pub fn of(press: &Press<'_>) -> Option<Self> {
        let Press { ctrl, meta, shift, alt, typing, .. } = *press;
        let letter = letter(press);
        match (ctrl || meta, shift, alt) {
            (true, true, false) => match letter {
                Some('o') => Some(Self::NewChat),
                Some('s') => Some(Self::List),
                Some('l') => Some(Self::Panel),
                _ => None,
            },
            (true, false, false) if letter == Some('k') => Some(Self::Search),
            (true, false, false) if letter == Some('f') => Some(Self::Find),
            (false, false, true) if letter == Some('n') => Some(Self::NewChat),
            (false, true, false) if press.key == "Escape" => Some(Self::Composer),
            (false, false, false) if press.key == "Escape" => Some(Self::Stop),
            // Where these lie differs by layout, and Shift with it.
            (false, _, false) if !typing && press.key == "/" => Some(Self::Composer),
            (false, _, false) if !typing && press.key == "?" => Some(Self::Help),
            _ => None,
        }
    }

    /// The keys, alternatives side by side, as they are written on keyboards.
    #[must_use]
    pub fn keys(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Send => &[&["Enter"], &["Ctrl/⌘", "Enter"]],
            Self::BreakLine => &[&["Shift", "Enter"]],
            Self::Stop => &[&["Esc"]],
            Self::NewChat => &[&["Ctrl/⌘", "Shift", "O"], &["Alt", "N"]],
            Self::Search => &[&["Ctrl/⌘", "K"]],
            Self::Find => &[&["Ctrl/⌘", "F"]],
            Self::Composer => &[&["/"], &["Shift", "Esc"]],
            Self::List => &[&["Ctrl/⌘", "Shift", "S"]],
            Self::Panel => &[&["Ctrl/⌘", "Shift", "L"]],
            Self::Help => &[&["?"]],
        }
    }

    /// A name of a control with its first keys, for a tooltip: `New chat (Ctrl/⌘+Shift+O)`.
    #[must_use]
    pub fn hint(self, name: &str) -> String {
        let keys = self.keys().first().map(|keys| keys.join("+")).unwrap_or_default();
        [name, " (", &keys, ")"].concat()
    }

    /// What happens. None for those a view listens for itself.
    #[must_use]
    pub fn action(self, over: Over) -> Option<Action> {
        match self {
            Self::Send | Self::BreakLine | Self::Find => None,
            Self::Stop => Some(Action::Escaped),
            Self::NewChat => Some(Action::NewChatPressed),
            Self::Search => Some(Action::SearchWanted),
            Self::Composer => Some(Action::ComposerWanted),
            Self::List => Some(Action::SidebarToggled { narrow: over.list }),
            Self::Panel => Some(Action::PanelToggled { narrow: over.panel }),
            Self::Help => Some(Action::ShortcutsToggled),
        }
    }
}

/// The Latin letter of a press: the one it types, or, in a layout of another script, the one at its place.
fn letter(press: &Press<'_>) -> Option<char> {
    let mut typed = press.key.chars();
    match (typed.next(), typed.next()) {
        (Some(typed), None) if typed.is_ascii() => Some(typed.to_ascii_lowercase()),
        (Some(_), None) => press.code.strip_prefix("Key")?.chars().next().map(|at| at.to_ascii_lowercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `Ctrl+Shift+o`; a text in brackets is the place, `typing` a focused text field.
    fn press(text: &str) -> Option<Shortcut> {
        let (keys, typing) = text.strip_prefix("typing ").map_or((text, false), |keys| (keys, true));
        let (keys, code) = keys.split_once('[').map_or((keys, ""), |(k, c)| (k, c.trim_end_matches(']')));
        let mut press = Press { code, typing, ..Press::default() };
        for part in keys.split('+') {
            match part {
                "Ctrl" => press.ctrl = true,
                "Cmd" => press.meta = true,
                "Shift" => press.shift = true,
                "Alt" => press.alt = true,
                key => press.key = key,
            }
        }
        Shortcut::of(&press)
    }

    #[test]
    fn keys_mean_what_the_list_says() {
        let check = |text: &str, expected: Option<Shortcut>| assert_eq!(press(text), expected, "{text}");
        check("typing Ctrl+Shift+O", Some(Shortcut::NewChat));
        check("Cmd+Shift+o", Some(Shortcut::NewChat));
        check("typing Alt+n", Some(Shortcut::NewChat));
        check("typing Ctrl+k", Some(Shortcut::Search));
        check("Cmd+f", Some(Shortcut::Find));
        check("/", Some(Shortcut::Composer));
        check("Shift+?", Some(Shortcut::Help));
        check("typing Shift+Escape", Some(Shortcut::Composer));
        check("typing Escape", Some(Shortcut::Stop));
        check("Ctrl+Shift+S", Some(Shortcut::List));
        check("Ctrl+Shift+L", Some(Shortcut::Panel));
    }

    #[test]
    fn what_is_typed_stays_typed() {
        for text in
            ["typing /", "typing Shift+?", "o", "Shift+O", "Ctrl+o", "Ctrl+Alt+k", "Enter", "Ctrl+/", "Alt+Dead"]
        {
            assert_eq!(press(text), None, "{text}");
        }
    }

    #[test]
    fn letters_of_another_script_count_by_their_place() {
        assert_eq!(press("Ctrl+ㅏ[KeyK]"), Some(Shortcut::Search));
        assert_eq!(press("Ctrl+Shift+ㅐ[KeyO]"), Some(Shortcut::NewChat));
        // On a Dvorak keyboard K lies where QWERTY has V.
        assert_eq!(press("Ctrl+k[KeyV]"), Some(Shortcut::Search));
        assert_eq!(press("Ctrl+t[KeyK]"), None);
    }

    #[test]
    fn every_shortcut_but_those_a_view_listens_for_acts_and_all_have_keys() {
        for shortcut in Shortcut::ALL {
            let own = matches!(shortcut, Shortcut::Send | Shortcut::BreakLine | Shortcut::Find);
            assert_eq!(shortcut.action(Over::default()).is_none(), own, "{shortcut:?}");
            assert!(shortcut.keys().iter().all(|keys| !keys.is_empty()), "{shortcut:?}");
        }
        assert_eq!(Shortcut::Search.hint("Search"), "Search (Ctrl/⌘+K)");
    }
}
