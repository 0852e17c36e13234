//! Lines of one height, of which only those in sight are drawn: which ones these are, the room of the others, and where
//! the focus goes among them.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::domain::arrangement::Stop;
use crate::domain::id::{ConversationId, FolderId};

/// How many lines are drawn above and below those in sight.
const MARGIN: usize = 20;
/// After how many lines others are drawn.
pub const STEP: usize = 10;
/// Heights are measured in parts of a pixel.
pub const PARTS: i32 = 64;

/// The lines to be drawn where so much is scrolled and in sight.
pub fn in_sight(top: i32, height: i32, line: i32) -> (usize, usize) {
    let lines = |pixels: i32| usize::try_from(pixels.saturating_mul(PARTS) / line).unwrap_or_default();
    let first = lines(top).saturating_sub(MARGIN) / STEP * STEP;
    (first, first + lines(height) + 2 * MARGIN + STEP)
}

/// Leaves room for the lines that are not drawn, above and below.
pub fn keep_room(line: &mut i32, lines: &NodeRef, above: usize, below: usize) {
    let Some(lines) = lines.cast::<HtmlElement>() else { return };
    if *line == 0
        && let Ok(Some(one)) = lines.query_selector("li, h2")
    {
        #[allow(clippy::cast_possible_truncation, reason = "a line is a few pixels high")]
        let height = (one.get_bounding_client_rect().height() * f64::from(PARTS)) as i32;
        *line = height;
    }
    for (side, count) in [("padding-top", above), ("padding-bottom", below)] {
        let height = i32::try_from(count).unwrap_or_default().saturating_mul(*line) / PARTS;
        let _ = match height {
            0 => lines.style().remove_property(side).map(drop),
            _ => lines.style().set_property(side, &[&height.to_string(), "px"].concat()),
        };
    }
}

/// What has the focus where this element has it.
pub fn stop_of(at: &web_sys::Element) -> Option<Stop> {
    let of = |name: &str| {
        let held = at.closest(&["[", name, "]"].concat()).ok().flatten()?;
        held.get_attribute(name)
    };
    match of("data-entry") {
        Some(id) => ConversationId::parse(&id).map(Stop::Entry),
        None => FolderId::parse(&of("data-folder")?).map(Stop::Folder),
    }
}

/// Gives it the focus. False: it is not drawn.
pub fn focus_stop(lines: &NodeRef, stop: &Stop) -> bool {
    let (name, id) = match stop {
        Stop::Entry(id) => ("entry", id.as_str()),
        Stop::Folder(id) => ("folder", id.as_str()),
    };
    focus_at(lines, &["[data-", name, "=\"", id, "\"] :is(a, input, button)"].concat())
}

/// Gives the focus to what the Tab key comes by.
pub fn focus_first(lines: &NodeRef) {
    focus_at(lines, "[tabindex=\"0\"]");
}

fn focus_at(lines: &NodeRef, selector: &str) -> bool {
    let found = lines.cast::<HtmlElement>().and_then(|lines| lines.query_selector(selector).ok().flatten());
    let found = found.and_then(|found| found.dyn_into::<HtmlElement>().ok());
    found.is_some_and(|found| found.focus().is_ok())
}

#[cfg(test)]
mod tests {
    use super::in_sight;

    #[test]
    fn what_is_in_sight_is_drawn_with_some_lines_around_it() {
        for top in 0..5_000 {
            let (from, to) = in_sight(top, 700, 37 * 64);
            let (first, last) = (top as usize / 37, (top as usize + 700) / 37);
            assert!(from <= first.saturating_sub(10) && last + 10 < to && to - from < 80, "{top}: {from}..{to}");
        }
    }
}
