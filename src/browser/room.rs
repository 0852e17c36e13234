//! What room the browser gives, and whether it promises to keep what is there.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{StorageEstimate, StorageManager};

use crate::browser::background::in_background;
use crate::browser::device::window;
use crate::state::action::{Action, Dispatch};
use crate::state::storage::Room;

/// Finds out and tells. `ask` asks first that what is there be kept, which some browsers put to the person.
#[inline(never)]
pub fn measure(dispatch: Dispatch, ask: bool) {
    in_background(async move {
        let storage = window().navigator().storage();
        let promised = answer(&storage, if ask { StorageManager::persist } else { StorageManager::persisted }).await;
        let Some(estimate) = answer(&storage, StorageManager::estimate).await else { return };
        let estimate: StorageEstimate = estimate.unchecked_into();
        dispatch.send(Action::RoomMeasured(Room {
            taken: megabytes(estimate.get_usage()),
            given: megabytes(estimate.get_quota()),
            persistent: promised.is_some_and(|promised| promised.is_truthy()),
        }));
    });
}

/// Without a secure context there is nobody to ask.
async fn answer(storage: &StorageManager, ask: fn(&StorageManager) -> Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(ask(storage).ok()?).await.ok()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts of numbers stop at the bounds")]
fn megabytes(bytes: Option<f64>) -> u32 {
    ((bytes.unwrap_or(0.0) as u64).div_ceil(1_000_000)).min(u64::from(u32::MAX)) as u32
}
