//! What a keyboard event says beyond its key. Every handler of keys asks here, in the views and in the browser layer.

use web_sys::KeyboardEvent;

/// The key code of a key that an input method has taken.
const TAKEN_BY_INPUT_METHOD: u32 = 229;

/// Whether the key belongs to an input method (Korean, Japanese, Chinese, a dead key). Such a key must do nothing of its
/// own. Safari sends `compositionend` before the Enter that confirmed the text, so there only the key code tells.
#[must_use]
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == TAKEN_BY_INPUT_METHOD
}

/// Whether the key lies on a physical keyboard. The keyboards that phones and tablets draw on the screen send no `code`.
#[must_use]
pub fn is_from_hardware(event: &KeyboardEvent) -> bool {
    !event.code().is_empty() && event.key_code() != TAKEN_BY_INPUT_METHOD
}

/// Whether the Alt key is Apple's Option key, which types characters on every layout (`ń`, `@`, `€`, dead keys).
#[must_use]
pub fn option_types() -> bool {
    if !cfg!(target_arch = "wasm32") {
        return false;
    }
    let platform = web_sys::window().and_then(|window| window.navigator().platform().ok()).unwrap_or_default();
    ["Mac", "iPhone", "iPad", "iPod"].iter().any(|apple| platform.starts_with(apple))
}
