//! Mounts the app in the page. A crash is told to the person by the page's own script, which outlives it.

use std::panic::PanicHookInfo;

use sotto::app::App;
use sotto::domain::crash_report;
use web_sys::{CustomEvent, CustomEventInit, console, window};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {
    yew::set_custom_panic_hook(Box::new(tell));
    let Some(root) = window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"))
    else {
        return;
    };
    yew::Renderer::<App>::with_root(root).render();
}

/// The console gets all of it: it stays on this device. The message may hold something the person typed, so the report of
/// the crash page (`page/boot.js`), which people pass on, gets it redacted.
fn tell(panic: &PanicHookInfo) {
    let location = panic.location().map(ToString::to_string).unwrap_or_default();
    let message = panic.payload_as_str().unwrap_or_default();
    console::error_1(&format!("Sotto panicked at {location}: {message}").into());
    let told = CustomEventInit::new();
    told.set_detail(&crash_report::of_panic(&location, message).into());
    let event = CustomEvent::new_with_event_init_dict("panicked", &told);
    if let (Some(window), Ok(event)) = (window(), event) {
        let _ = window.dispatch_event(&event);
    }
}
