//! A text field as tall as its text, up to a third of the page.

use js_sys::Reflect;
use web_sys::HtmlTextAreaElement;

/// Beyond so many UTF-16 units a field is as tall as it may be: a browser that finds the height by itself lays out the
/// whole text for it at each key.
const LONG: u32 = 20_000;

/// Makes a field as tall as its text. The sheet sets the tallest, and leaves the height to browsers that can find it.
pub fn fit(field: &HtmlTextAreaElement) {
    let long = field.text_length() > LONG;
    let _ = field.toggle_attribute_with_force("data-long", long);
    let style = field.style();
    if long || Reflect::has(&style, &"fieldSizing".into()).unwrap_or(false) {
        return;
    }
    let _ = style.set_property("height", "auto");
    let borders = field.offset_height() - field.client_height();
    let height = (field.scroll_height() + borders).to_string();
    let _ = style.set_property("height", &[&height, "px"].concat());
}
