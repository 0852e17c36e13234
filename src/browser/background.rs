//! Begins what takes its time, or waits for its moment.
//!
//! What starts a future would be compiled anew for each kind of future, so they are all started as one kind.

use std::pin::Pin;

use js_sys::Promise;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::browser::device::window;

/// Begins something; it goes on while the page does other things.
pub fn in_background(task: impl Future<Output = ()> + 'static) {
    spawn(Box::pin(task));
}

/// Waits for a moment in which the page has nothing else to do.
pub async fn idle() {
    let promise = Promise::new(&mut |done, _| {
        let window = window();
        // Where a browser does not tell of such moments, any will do.
        if window.request_idle_callback(&done).is_err() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 16);
        }
    });
    let _ = JsFuture::from(promise).await;
}

#[inline(never)]
fn spawn(task: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(task);
}
