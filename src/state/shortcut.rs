//! Keys with a meaning of their own, as one table: the keys that act and the list that names them cannot differ.
//!
//! Knows no keyboard event: whoever listens describes the press. Presses that compose text (input methods) are no
//! shortcuts and must not be asked about.
//!
//! A press that types a character is text. Control or Command with a letter types none, so there the letter counts, or in
//! a layout of another script the place of the key: these shortcuts work on every layout. Alt types a character on most
//! layouts (`ń` in Polish, `@` in German on a Mac, dead keys), and AltGr reports itself as Control and Alt on Windows, so
//! with Alt only a plain letter counts, by what it types, and on Apple's systems nothing does.

use crate::domain::settings::EnterKey;
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
    /// Whether Alt is Apple's Option key, which types characters.
    pub option_types: bool,
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
        let Press { ctrl, meta, shift, alt, typing, option_types, .. } = *press;
        let letter = letter(press);
        // AltGr: some layouts have `/` and `?` there.
        if ctrl && alt && !meta && !typing {
            return by_character(press.key);
        }
        match (ctrl || meta, shift, alt) {
            (true, true, false) => match letter {
                Some('o') => Some(Self::NewChat),
                Some('s') => Some(Self::List),
                Some('l') => Some(Self::Panel),
                _ => None,
            },
            (true, false, false) if letter == Some('k') => Some(Self::Search),
            (true, false, false) if letter == Some('f') => Some(Self::Find),
            (false, false, true) if !option_types && press.key.eq_ignore_ascii_case("n") => Some(Self::NewChat),
            (false, true, false) if press.key == "Escape" => Some(Self::Composer),
            (false, false, false) if press.key == "Escape" => Some(Self::Stop),
            // Where these lie differs by layout, and Shift with it.
            (false, _, false) if !typing => by_character(press.key),
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

    /// The same where the person has chosen what Enter does.
    #[must_use]
    pub fn keys_with(self, enter: EnterKey) -> &'static [&'static [&'static str]] {
        match (self, enter) {
            (Self::Send, EnterKey::BreaksLine) => &[&["Ctrl/⌘", "Enter"]],
            (Self::BreakLine, EnterKey::BreaksLine) => &[&["Enter"]],
            _ => self.keys(),
        }
    }

    /// A name of a control with its first keys, for a tooltip: `New chat (Ctrl/⌘+Shift+O)`.
    #[must_use]
    pub fn hint(self, name: &str) -> String {
        self.hint_with(name, EnterKey::default())
    }

    /// The same where the person has chosen what Enter does.
    #[must_use]
    pub fn hint_with(self, name: &str, enter: EnterKey) -> String {
        let keys = self.keys_with(enter).first().map(|keys| keys.join("+")).unwrap_or_default();
        format!("{name} ({keys})")
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

/// Shortcuts of one character, for whoever is not writing.
fn by_character(key: &str) -> Option<Shortcut> {
    match key {
        "/" => Some(Shortcut::Composer),
        "?" => Some(Shortcut::Help),
        _ => None,
    }
}

/// An Enter in the composer.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnterPress {
    /// With Control or Command.
    pub commanded: bool,
    /// With Shift or Alt.
    pub modified: bool,
    /// Whether the key lies on a physical keyboard.
    pub from_hardware: bool,
    /// Whether the device is used by touch: no pointer hovers.
    pub touch: bool,
}

impl EnterPress {
    /// Whether it sends the message. Otherwise it breaks the line.
    #[must_use]
    pub fn sends(self, enter: EnterKey) -> bool {
        if self.commanded || self.modified {
            return self.commanded;
        }
        match enter {
            EnterKey::Sends => true,
            EnterKey::BreaksLine => false,
            // A keyboard on the screen has no Shift+Enter; one attached to a tablet has.
            EnterKey::ByDevice => !self.touch || self.from_hardware,
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
                "Option" => (press.alt, press.option_types) = (true, true),
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
    fn characters_typed_with_alt_or_altgr_are_text() {
        for text in [
            // Option on a Mac: Polish ń, German @ and €, a dead tilde, a layout that types the plain letter.
            "typing Option+ń[KeyN]",
            "Option+ń[KeyN]",
            "typing Option+@[KeyL]",
            "typing Option+€[KeyE]",
            "typing Option+Dead[KeyN]",
            "typing Option+n[KeyN]",
            "typing Option+Shift+Ń[KeyN]",
            "typing Option+Cmd+n[KeyN]",
            // Alt elsewhere, where the layout types something else.
            "typing Alt+ń[KeyN]",
            "Alt+ñ[KeyN]",
            "typing Alt+т[KeyN]",
            "typing Alt+Dead[KeyN]",
            // AltGr on Windows.
            "typing Ctrl+Alt+ń[KeyN]",
            "typing Ctrl+Alt+ł[KeyL]",
            "typing Ctrl+Alt+@[KeyQ]",
            "typing Ctrl+Alt+Shift+Ś[KeyS]",
            "typing Ctrl+Alt+k[KeyK]",
            "typing Ctrl+Alt+/[KeyQ]",
        ] {
            assert_eq!(press(text), None, "{text}");
        }
        // Brazilian keyboards have the slash there.
        assert_eq!(press("Ctrl+Alt+/[KeyQ]"), Some(Shortcut::Composer));
    }

    #[test]
    fn every_action_has_a_shortcut_that_works_on_a_layout_without_latin_letters() {
        for (text, expected) in [
            ("typing Ctrl+Shift+Щ[KeyO]", Shortcut::NewChat),
            ("typing Cmd+л[KeyK]", Shortcut::Search),
            ("typing Ctrl+Shift+Ы[KeyS]", Shortcut::List),
            ("typing Ctrl+Shift+Д[KeyL]", Shortcut::Panel),
            ("typing Shift+Escape", Shortcut::Composer),
        ] {
            assert_eq!(press(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn enter_sends_or_breaks_the_line_as_the_person_or_the_device_says() {
        let enter = |keys: &str| EnterPress {
            commanded: keys.contains("ctrl"),
            modified: keys.contains("shift"),
            from_hardware: !keys.contains("screen"),
            touch: keys.contains("touch") || keys.contains("screen"),
        };
        for (keys, by_device, sends, breaks) in [
            ("enter", true, true, false),
            ("touch", true, true, false),
            ("screen", false, true, false),
            ("shift", false, false, false),
            ("ctrl", true, true, true),
            ("ctrl shift", true, true, true),
            ("touch shift", false, false, false),
            ("touch ctrl", true, true, true),
        ] {
            assert_eq!(enter(keys).sends(EnterKey::ByDevice), by_device, "{keys} by device");
            assert_eq!(enter(keys).sends(EnterKey::Sends), sends, "{keys} sends");
            assert_eq!(enter(keys).sends(EnterKey::BreaksLine), breaks, "{keys} breaks");
        }
        assert_eq!(Shortcut::Send.hint_with("Send", EnterKey::BreaksLine), "Send (Ctrl/⌘+Enter)");
        assert_eq!(Shortcut::Send.hint("Send"), "Send (Enter)");
        assert_eq!(Shortcut::BreakLine.keys_with(EnterKey::BreaksLine), [["Enter"]]);
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
