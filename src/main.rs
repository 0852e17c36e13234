//! Mounts the app.

use yew::prelude::{Html, function_component, html};

#[function_component(Hello)]
fn hello() -> Html {
    html! { <main>{ "Sotto" }</main> }
}

fn main() {
    let Some(root) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("app")) else {
        return;
    };
    yew::Renderer::<Hello>::with_root(root).render();
}
