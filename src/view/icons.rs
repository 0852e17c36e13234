//! All icons. They say nothing to a screen reader; the control that holds one has a name.

use yew::prelude::*;

use crate::view::element::element;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after what it stands for")]
pub enum Icon {
    Brand,
    Plus,
    List,
    Panel,
    Settings,
    More,
    Send,
    Stop,
    Copy,
    Done,
    Retry,
    Edit,
    Delete,
    Details,
    Previous,
    Next,
    Down,
    Close,
    Search,
    Clear,
    Wrap,
    Download,
    Source,
    Temporary,
    Pin,
    Folder,
    Archive,
    Sort,
    Open,
    Key,
    Lock,
    Server,
    Warn,
    Wait,
    Play,
    None,
    Ask,
}

impl Icon {
    /// Its name in `styles/icons.css`, where it is drawn.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Plus => "plus",
            Self::List => "list",
            Self::Panel => "panel",
            Self::Settings => "settings",
            Self::More => "more",
            Self::Send => "send",
            Self::Stop => "stop",
            Self::Copy => "copy",
            Self::Done => "done",
            Self::Retry => "retry",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Details => "details",
            Self::Previous => "previous",
            Self::Next => "next",
            Self::Down => "down",
            Self::Close => "close",
            Self::Search => "search",
            Self::Clear => "clear",
            Self::Wrap => "wrap",
            Self::Download => "download",
            Self::Source => "source",
            Self::Temporary => "temporary",
            Self::Pin => "pin",
            Self::Folder => "folder",
            Self::Archive => "archive",
            Self::Sort => "sort",
            Self::Open => "open",
            Self::Key => "key",
            Self::Lock => "lock",
            Self::Server => "server",
            Self::Warn => "warn",
            Self::Wait => "wait",
            Self::Play => "play",
            Self::None => "none",
            Self::Ask => "ask",
        }
    }
}

/// Draws an icon.
pub fn icon(icon: Icon) -> Html {
    element("span class=icon aria-hidden=true").attr("data-icon", icon.name()).html()
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_is_drawn_once_at_the_place_that_its_name_has() {
        let (here, sheet) = (include_str!("icons.rs"), include_str!("../../styles/icons.css"));
        let names: Vec<&str> = here.lines().filter_map(|line| line.split_once("=> \"")?.1.split('"').next()).collect();
        for (place, name) in names.iter().enumerate() {
            let rule = ["[data-icon=\"", name, "\"] { --place: ", &place.to_string(), " }"].concat();
            assert!(sheet.contains(&rule), "{rule}");
        }
        assert_eq!(sheet.matches("<path").count(), names.len());
        let width = ["viewBox='0 0 ", &(24 * names.len()).to_string(), " 24'"].concat();
        assert!(sheet.contains(&width), "{width}");
        let last = (names.len() - 1).to_string();
        let size = ["* 100% / ", &last, ") 0 / ", &(100 * names.len()).to_string(), "%"].concat();
        assert!(sheet.contains(&size), "{size}");
    }
}
