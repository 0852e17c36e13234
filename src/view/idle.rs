//! Work for the moments in which the page has nothing else to do.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Where a browser does not tell of such moments, one comes after so many milliseconds.
const BY_TIMER: i32 = 30;

/// Work that waits for its moment. Dropped before, it is never done.
pub struct Idle {
    /// The handle, and whether it is a timer's.
    asked: Option<(u32, bool)>,
    _work: Closure<dyn FnMut()>,
}

impl Idle {
    /// Does this once, soon.
    pub fn soon(work: impl FnMut() + 'static) -> Self {
        let work = Closure::<dyn FnMut()>::new(work);
        let call = work.as_ref().unchecked_ref();
        let asked = web_sys::window().and_then(|window| {
            let idle = window.request_idle_callback(call).map(|handle| (handle, false));
            let timer = |_| {
                let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(call, BY_TIMER)?;
                Ok::<_, wasm_bindgen::JsValue>((handle.unsigned_abs(), true))
            };
            idle.or_else(timer).ok()
        });
        Self { asked, _work: work }
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        let Some((window, (handle, timer))) = web_sys::window().zip(self.asked) else { return };
        if timer {
            window.clear_timeout_with_handle(handle.cast_signed());
        } else {
            window.cancel_idle_callback(handle);
        }
    }
}
