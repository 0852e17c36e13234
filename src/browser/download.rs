//! Files that leave the page by the browser's own way of saving. Nothing is sent anywhere.

use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

use crate::browser::device::window;

/// Until then a browser that asks where to save may not have begun to read, in milliseconds.
const READ: u32 = 60_000;

/// Has the browser save a text under a name.
#[inline(never)]
pub fn download(name: &str, text: &str) {
    if let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) {
        save(name, &blob);
    }
}

/// Has the browser save what it holds already.
pub fn save(name: &str, blob: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    if let Some(link) = window().document().and_then(|document| document.create_element("a").ok()) {
        let link = link.unchecked_into::<HtmlAnchorElement>();
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    Timeout::new(READ, move || drop(Url::revoke_object_url(&address))).forget();
}
