//! All icons: strokes on a grid of 24. They say nothing to a screen reader; the control that holds one has a name.

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
}

impl Icon {
    /// Its stroke.
    pub fn path(self) -> &'static str {
        match self {
            Self::Brand => {
                "M5 17.5V8a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3H8.5zM9 10.5h.01M12 10.5h.01M15 10.5h.01"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::List => "M4 7h16M4 12h16M4 17h10",
            Self::Panel => {
                "M4 8h9M17 8h3M4 16h3M11 16h9M13 8a2 2 0 1 0 4 0a2 2 0 1 0-4 0M7 16a2 2 0 1 0 4 0a2 2 0 1 0-4 0"
            }
            Self::Settings => {
                "M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0M12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"
            }
            Self::More => "M5.5 12h.01M12 12h.01M18.5 12h.01",
            Self::Send => "M12 19V5m-6 6 6-6 6 6",
            Self::Stop => {
                "M8.5 7h7A1.5 1.5 0 0 1 17 8.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 15.5v-7A1.5 1.5 0 0 1 8.5 7z"
            }
            Self::Copy => {
                "M11 9h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2zM5 15V6a2 2 0 0 1 2-2h8"
            }
            Self::Done => "M5 12.5 10 17 19 7",
            Self::Retry => "M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6",
            Self::Edit => "M4 20h4L19 9l-4-4L4 16z",
            Self::Delete => "M5 7h14M10 7V5h4v2m-7 0 1 12h8l1-12",
            Self::Details => "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0M12 11v5M12 8h.01",
            Self::Previous => "M14.5 6 8.5 12l6 6",
            Self::Next => "M9.5 6l6 6-6 6",
            Self::Down => "M12 5v14m-6-6 6 6 6-6",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Search => "M5 10.5a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0M15 15l4.5 4.5",
            Self::Source => "M9 7l-5 5 5 5M15 7l5 5-5 5",
            Self::Clear => "M4 19h16M8 19l-3.5-3.5 9-9 6 6-6.5 6.5M9.5 10.5l6 6",
            Self::Wrap => "M4 6h16M4 12h13a3 3 0 0 1 0 6h-4.5m2.5-2.5L12.5 18l2.5 2.5M4 18h4",
            Self::Temporary => {
                "M12 4a8 8 0 0 1 8 8M20 12a8 8 0 0 1-2.3 5.7M15 19.4a8 8 0 0 1-6 0M6.3 17.7A8 8 0 0 1 4.6 15M4 12a8 8 0 0 1 8-8M12 8v4l2.5 2"
            }
            Self::Pin => "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
            Self::Folder => {
                "M4 7a1.5 1.5 0 0 1 1.5-1.5h4l2 2.5h7A1.5 1.5 0 0 1 20 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z"
            }
            Self::Archive => "M4 5h16v4H4zM5.5 9v8.5A1.5 1.5 0 0 0 7 19h10a1.5 1.5 0 0 0 1.5-1.5V9M10 13h4",
            Self::Sort => "M4 7h12M4 12h8M4 17h5M17 10v9m-3-3 3 3 3-3",
            Self::Open => "M6 9.5l6 6 6-6",
            Self::Download => "M12 4v11m-5-5 5 5 5-5M5 20h14",
        }
    }
}

/// Draws an icon.
pub fn icon(icon: Icon) -> Html {
    let class = match icon {
        Icon::Previous | Icon::Next => "icon turns",
        Icon::Stop => "icon solid",
        _ => "icon",
    };
    let stroke = element("path").attr("d", icon.path());
    element("svg aria-hidden=true").attr("class", class).attr("viewBox", "0 0 24 24").child(stroke).html()
}
