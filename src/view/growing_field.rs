//! A text field as tall as its text, up to a third of the page.

use web_sys::HtmlTextAreaElement;

/// Makes a field as tall as its text. The sheet sets the tallest. Where the browser can do it alone, it is left to it.
pub fn fit(field: &HtmlTextAreaElement) {
    let style = field.style();
    // A property the browser does not know reads back empty.
    let _ = style.set_property("field-sizing", "content");
    if style.get_property_value("field-sizing").is_ok_and(|value| !value.is_empty()) {
        return;
    }
    let _ = style.set_property("height", "auto");
    let borders = field.offset_height() - field.client_height();
    let height = (field.scroll_height() + borders).to_string();
    let _ = style.set_property("height", &[&height, "px"].concat());
}
