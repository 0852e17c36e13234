//! The browser's two storages as shelves: the one that stays (`localStorage`) and the tab's (`sessionStorage`).
//!
//! An adapter and nothing more. What is kept, where and in which form is the store's business; this only turns the
//! browser's exceptions into facts.

use js_sys::JsString;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Storage};

use crate::domain::archive::opening::Opened;
use crate::domain::archive::shelf::Shelf;
use crate::domain::archive::store::Store;
use crate::domain::error::StorageProblem;

/// One of the browser's storages.
#[derive(Debug)]
struct BrowserShelf {
    /// None: the browser does not let this page have it.
    storage: Option<Storage>,
    /// A name, and what stood under it when it was taken down.
    noted: Option<(String, JsValue)>,
}

#[wasm_bindgen]
extern "C" {
    /// A storage whose texts are not copied.
    type Texts;

    #[wasm_bindgen(method, catch, js_name = getItem)]
    fn get_item(this: &Texts, name: &str) -> Result<Option<JsString>, JsValue>;
}

impl BrowserShelf {
    fn new(storage: Option<Storage>) -> Self {
        Self { storage, noted: None }
    }

    fn storage(&self) -> Result<&Storage, StorageProblem> {
        self.storage.as_ref().ok_or(StorageProblem::Refused)
    }

    /// A text that stays where it is: a long history has megabytes of them.
    fn text(&self, name: &str) -> Option<JsString> {
        self.storage.as_ref()?.unchecked_ref::<Texts>().get_item(name).ok()?
    }
}

impl Shelf for BrowserShelf {
    fn get(&self, name: &str) -> Result<Option<String>, StorageProblem> {
        self.storage()?.get_item(name).map_err(|thrown| problem(&thrown))
    }

    fn mentions(&self, name: &str, start: &str, what: &str) -> Option<bool> {
        let text = self.text(name)?;
        text.starts_with(start, 0).then(|| text.includes(what, 0))
    }

    fn note(&mut self, name: &str) {
        self.noted = self.text(name).map(|text| (name.to_owned(), text.into()));
    }

    fn is_noted(&self, name: &str) -> bool {
        let noted = self.noted.as_ref().filter(|(noted, _)| noted == name);
        // Compared as they stand in the page, which takes a fraction of what it takes to read one of them.
        noted.is_some_and(|(_, text)| self.text(name).is_some_and(|held| *text == JsValue::from(held)))
    }

    fn set(&mut self, name: &str, text: &str) -> Result<(), StorageProblem> {
        self.storage()?.set_item(name, text).map_err(|thrown| problem(&thrown))
    }

    fn remove(&mut self, name: &str) -> Result<(), StorageProblem> {
        self.storage()?.remove_item(name).map_err(|thrown| problem(&thrown))
    }

    fn keys(&self) -> Vec<String> {
        let Ok(storage) = self.storage() else { return Vec::new() };
        (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten()).collect()
    }
}

/// Opens what this browser keeps; of a long history only the newest at first. `seed` is random, one per tab start, and
/// marks what this tab writes.
///
/// News of other tabs come as `storage` events on the window: hand each one's key and new value to
/// [`Store::changed_elsewhere`].
#[must_use]
pub fn open(seed: u64) -> (Store, Opened) {
    let window = web_sys::window();
    // Merely asking for a storage throws (SecurityError) where the person has switched storage off.
    let local = window.as_ref().and_then(|window| window.local_storage().ok().flatten());
    let tab = window.as_ref().and_then(|window| window.session_storage().ok().flatten());
    Store::begin(Box::new(BrowserShelf::new(local)), Box::new(BrowserShelf::new(tab)), seed)
}

/// Told by name: the exception for a full storage has had several classes, and one code is shared.
pub fn problem(thrown: &JsValue) -> StorageProblem {
    match thrown.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => StorageProblem::Full,
        _ => StorageProblem::Refused,
    }
}
