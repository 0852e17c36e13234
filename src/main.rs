//! Mounts the app in the page. A crash is told to the person by the page's own script, which outlives it.

use sotto::app::App;
use web_sys::{console, window};

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

fn main() {
    // Where, not what: a panic's message may hold something the person typed. The trap that follows is seen by the page.
    yew::set_custom_panic_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        console::error_1(&["Sotto stopped at ", &place].concat().into());
    }));
    let Some(root) = window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id("app"))
    else {
        return;
    };
    yew::Renderer::<App>::with_root(root).render();
}
