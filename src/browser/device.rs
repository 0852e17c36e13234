//! The device: its clocks, its clipboard, and the dress and focus of the page.

use gloo_timers::callback::Timeout;
use js_sys::{Date, Function, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlElement, HtmlTextAreaElement, Window};

use crate::browser::background::in_background;
use crate::domain::moment::Moment;
use crate::domain::settings::{Language, Theme};
use crate::domain::text::texts;
use crate::state::action::{Action, Dispatch};
use crate::state::effect::Place;

/// The window. There is always one, as the app runs in a page.
#[must_use]
pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// Whether a media query holds now.
pub fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}

/// The present moment by both clocks.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clocks count whole milliseconds here")]
pub fn now() -> Moment {
    let steady = window().performance().map_or(0.0, |clock| clock.now());
    Moment { wall: Date::now() as i64, steady: steady as u64 }
}

/// When today began here, in milliseconds since 1970.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "as above, and months are few")]
pub fn midnight() -> i64 {
    let now = Date::new_0();
    Date::new_with_year_month_day(now.get_full_year(), now.get_month() as i32, now.get_date() as i32).get_time() as i64
}

/// Minutes between the clock here and UTC at a moment: positive in the east.
#[must_use]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "both are small")]
pub fn zone(moment: i64) -> i64 {
    let offset = Date::new(&JsValue::from_f64(moment as f64)).get_timezone_offset();
    // Of what is no date there is no zone.
    if offset.is_finite() { -offset as i64 } else { 0 }
}

/// A number nobody can guess, for ids. The clock stands in where a browser has no such source.
pub fn seed() -> u64 {
    let mut bytes = [0; 8];
    let drawn = window().crypto().map(|source| source.get_random_values_with_u8_array(&mut bytes));
    if !matches!(drawn, Ok(Ok(_))) {
        return now().wall.unsigned_abs().wrapping_mul(1_000) ^ now().steady;
    }
    u64::from_le_bytes(bytes)
}

/// Puts a text on the clipboard and tells whether it is there.
#[inline(never)]
pub fn copy(text: String, dispatch: Dispatch) {
    let clipboard = window().navigator().clipboard();
    // Without a secure context (a page served by plain http) there is none, whatever its type says.
    if clipboard.is_undefined() {
        dispatch.send(Action::CopyEnded(copy_selected(&text).unwrap_or(false)));
        return;
    }
    in_background(async move {
        let copied = JsFuture::from(clipboard.write_text(&text)).await.is_ok();
        dispatch.send(Action::CopyEnded(copied || copy_selected(&text).unwrap_or(false)));
    });
}

/// The old way: select the text in the page and have the browser copy what is selected.
fn copy_selected(text: &str) -> Option<bool> {
    let document = window().document()?;
    let focused = document.active_element();
    // Beside what has the focus, because everything outside an open dialog cannot be selected.
    let beside = focused.as_ref().and_then(|element| element.parent_element()).or(document.body().map(Into::into))?;
    let area = document.create_element("textarea").ok()?.unchecked_into::<HtmlTextAreaElement>();
    area.set_value(text);
    beside.append_child(&area).ok()?;
    area.select();
    let command = Reflect::get(&document, &"execCommand".into()).ok()?.dyn_into::<Function>().ok()?;
    let copied = command.call1(&document, &"copy".into()).is_ok_and(|copied| copied == JsValue::TRUE);
    area.remove();
    if let Some(element) = focused {
        let _ = element.unchecked_into::<HtmlElement>().focus();
    }
    Some(copied)
}

/// Shows the page in a theme and a language.
pub fn dress(theme: Theme, language: Language, browser_language: &str) {
    let Some(document) = window().document() else { return };
    let Some(root) = document.document_element() else { return };
    let _ = root.set_attribute("lang", texts(language, browser_language).tag);
    let _ = match theme {
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
        Theme::System => root.remove_attribute("data-theme"),
    };
    tint(&document);
}

/// Gives the browser's own frame the colour of the page's paper, where the page asks for it.
pub fn tint(document: &Document) {
    let Some(root) = document.document_element() else { return };
    let Ok(frames) = document.query_selector_all("meta[name=theme-color]") else { return };
    // As computed: the token itself names a colour for light and one for dark.
    let Ok(Some(style)) = window().get_computed_style(&root) else { return };
    let Ok(paper) = style.get_property_value("background-color") else { return };
    for frame in (0..frames.length()).filter_map(|at| frames.item(at)) {
        let _ = frame.unchecked_ref::<web_sys::Element>().set_attribute("content", &paper);
    }
}

/// Puts the focus somewhere once the page is drawn. Drawing is queued before this and done by then.
pub fn focus(place: Place) {
    Timeout::new(0, move || {
        // There it would bring up a keyboard over what is being read.
        if place == Place::Composer && matches("(hover: none) and (pointer: coarse)") {
            return;
        }
        let element = window().document().and_then(|document| document.get_element_by_id(place.element()));
        if let Some(element) = element {
            let _ = element.unchecked_into::<HtmlElement>().focus();
        }
    })
    .forget();
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = CSS)]
    fn supports(property: &str, value: &str) -> Result<bool, JsValue>;
}

/// Whether the browser can draw what is typed into a text field as dots.
pub fn masks_text() -> bool {
    supports("-webkit-text-security", "disc").unwrap_or_default()
}

/// Names the tab after what it shows. Empty: after the app.
pub fn entitle(title: &str) {
    let Some(document) = window().document() else { return };
    let full = if title.is_empty() { "Sotto".to_owned() } else { [title, " · Sotto"].concat() };
    if document.title() != full {
        document.set_title(&full);
    }
}
