//! Begins what takes its time.
//!
//! What starts a future would be compiled anew for each kind of future, so they are all started as one kind.

use std::pin::Pin;

use wasm_bindgen_futures::spawn_local;

/// Begins something; it goes on while the page does other things.
pub fn in_background(task: impl Future<Output = ()> + 'static) {
    spawn(Box::pin(task));
}

#[inline(never)]
fn spawn(task: Pin<Box<dyn Future<Output = ()>>>) {
    spawn_local(task);
}
