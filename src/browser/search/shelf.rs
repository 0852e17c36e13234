//! The index in the browser's database, and conversations as they stand in the durable level.
//!
//! An adapter and nothing more. The index has a database of its own, so that writing it never holds up what people
//! write; one of another format is emptied. Whatever goes wrong reads as if there were nothing.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

use crate::browser::database::NAME as DURABLE;
use crate::browser::device::window;
use crate::domain::archive::durable::{Order, Row, Want};
use crate::domain::id::ConversationId;
use crate::domain::search::FORMAT;

const NAME: &str = "sotto-search";
/// Under which the heads of segments stand.
const HEAD: &str = "head/";
/// Under which their bodies stand.
const BODY: &str = "body/";

/// The stored index. Cheap to clone.
#[derive(Clone)]
pub struct Shelf(IdbDatabase);

impl Shelf {
    /// Opens it. None: this browser has no database for us, or a newer Sotto has another.
    pub async fn open() -> Option<Self> {
        let request = window().indexed_db().ok()??.open_with_u32(NAME, FORMAT).ok()?;
        let grown = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let database = event.target().and_then(|target| target.unchecked_into::<IdbOpenDbRequest>().result().ok());
            let Some(database) = database.map(JsCast::unchecked_into::<IdbDatabase>) else { return };
            let _ = database.delete_object_store(NAME);
            let _ = database.create_object_store(NAME);
        });
        request.set_onupgradeneeded(Some(grown.as_ref().unchecked_ref()));
        let database: IdbDatabase = answer(request.unchecked_into()).await?.unchecked_into();
        let close = Closure::<dyn FnMut(Event)>::new({
            let database = database.clone();
            move |_| database.close()
        });
        // A newer Sotto in another tab: it must not wait for us.
        database.set_onversionchange(Some(close.into_js_value().unchecked_ref()));
        Some(Self(database))
    }

    fn store(&self, mode: IdbTransactionMode) -> Option<IdbObjectStore> {
        self.0.transaction_with_str_and_mode(NAME, mode).ok()?.object_store(NAME).ok()
    }

    /// The names of all segments.
    pub async fn names(&self) -> Option<Vec<String>> {
        let store = self.store(IdbTransactionMode::Readonly)?;
        let keys = answer(store.get_all_keys_with_key(&under(HEAD)?.into()).ok()?).await?;
        let name = |key: JsValue| Some(key.as_string()?.strip_prefix(HEAD)?.to_owned());
        Some(Array::from(&keys).iter().filter_map(name).collect())
    }

    /// The heads of these segments.
    pub async fn heads(&self, names: &[String]) -> Vec<Option<Vec<u8>>> {
        let found = self.get(HEAD, names).await;
        found.into_iter().map(|bytes| bytes.map(|bytes| bytes.to_vec())).collect()
    }

    /// The bodies of these segments.
    pub async fn bodies(&self, names: &[String]) -> Vec<Option<Uint8Array>> {
        self.get(BODY, names).await
    }

    async fn get(&self, folder: &str, names: &[String]) -> Vec<Option<Uint8Array>> {
        let store = self.store(IdbTransactionMode::Readonly);
        let asked: Vec<Option<IdbRequest>> =
            names.iter().map(|name| store.as_ref()?.get(&[folder, name].concat().into()).ok()).collect();
        let mut found = Vec::with_capacity(asked.len());
        for request in asked {
            let bytes = match request {
                Some(request) => answer(request).await,
                None => None,
            };
            found.push(bytes.and_then(|bytes| bytes.dyn_into().ok()));
        }
        found
    }

    /// Stores a segment in place of those named. False: it could not be stored.
    pub async fn replace(&self, name: &str, head: &[u8], body: &Uint8Array, gone: &[String]) -> bool {
        let stored = || -> Option<IdbRequest> {
            let store = self.store(IdbTransactionMode::Readwrite)?;
            for gone in gone {
                store.delete(&[HEAD, gone].concat().into()).ok()?;
                store.delete(&[BODY, gone].concat().into()).ok()?;
            }
            store.put_with_key(body, &[BODY, name].concat().into()).ok()?;
            store.put_with_key(&Uint8Array::from(head), &[HEAD, name].concat().into()).ok()
        };
        match stored() {
            Some(request) => answer(request).await.is_some(),
            None => false,
        }
    }

    /// Removes segments.
    pub fn take(&self, names: &[String]) {
        let Some(store) = self.store(IdbTransactionMode::Readwrite) else { return };
        for name in names {
            let _ = store.delete(&[HEAD, name].concat().into());
            let _ = store.delete(&[BODY, name].concat().into());
        }
    }
}

/// Deletes the index. Whoever has it open lets go of it.
pub fn delete() {
    if let Ok(Some(factory)) = window().indexed_db() {
        let _ = factory.delete_database(NAME);
    }
}

/// The messages of these conversations as they stand in the durable level.
pub async fn rows(database: &IdbDatabase, ids: &[&ConversationId]) -> Vec<Vec<Row>> {
    let store = database.transaction_with_str(DURABLE).and_then(|transaction| transaction.object_store(DURABLE));
    let ask = |id: &ConversationId| {
        let wants = Order::Load(id.clone()).wants();
        let start = wants.iter().find_map(|want| match want {
            Want::Under(start) => Some(start),
            _ => None,
        });
        let (store, range) = (store.as_ref().ok()?, under(start?)?);
        Some((store.get_all_keys_with_key(&range).ok()?, store.get_all_with_key(&range).ok()?))
    };
    let asked: Vec<_> = ids.iter().map(|id| ask(id)).collect();
    let mut found = Vec::with_capacity(asked.len());
    for asked in asked {
        let mut rows = Vec::new();
        // Answers come in the order of the questions.
        if let Some((keys, values)) = asked
            && let Some(values) = answer(values).await
            && let Ok(keys) = keys.result()
        {
            let (keys, values) = (Array::from(&keys), Array::from(&values));
            for at in 0..keys.length() {
                rows.extend(keys.get(at).as_string().zip(values.get(at).as_string()));
            }
        }
        found.push(rows);
    }
    found
}

/// What a request is answered; none if it is refused.
async fn answer(request: IdbRequest) -> Option<JsValue> {
    if request.ready_state() != web_sys::IdbRequestReadyState::Done {
        let promise = Promise::new(&mut |done, refused| {
            request.set_onsuccess(Some(&done));
            request.set_onerror(Some(&refused));
        });
        JsFuture::from(promise).await.ok()?;
    }
    request.result().ok()
}

fn under(start: &str) -> Option<IdbKeyRange> {
    IdbKeyRange::bound(&start.into(), &[start, "\u{ffff}"].concat().into()).ok()
}
