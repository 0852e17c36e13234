//! The browser's database (IndexedDB) as the durable level: one store of texts under keys, one transaction an order.
//!
//! An adapter and nothing more. Promises: orders are carried out one after the other in the order given, those given
//! before the database has opened too; each is told once, with what it read and how it ended. What is read and written
//! is the order's business.

use std::cell::{OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use crate::browser::device::window;
use crate::browser::storage::problem;
use crate::domain::archive::durable::{Change, Order, Row, Want};
use crate::domain::error::StorageProblem;

/// The database's name, and that of its only store.
pub const NAME: &str = "sotto";
/// Raised when the store itself has to change, never for what stands in it.
const VERSION: u32 = 1;

/// What is told of an order: it, what it read, how it ended. The first order is told with its end even where there is no database.
type Told = Box<dyn Fn(Order, Vec<Row>, Result<(), StorageProblem>)>;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Database(Rc<Inner>);

struct Inner {
    open: OnceCell<Result<IdbDatabase, StorageProblem>>,
    waiting: RefCell<VecDeque<Order>>,
    running: RefCell<Option<Running>>,
    told: Told,
    heard: Closure<dyn FnMut(Event)>,
}

/// The order being carried out.
struct Running {
    order: Order,
    transaction: Option<IdbTransaction>,
    reads: Vec<(Want, IdbRequest)>,
    found: Vec<Row>,
    problem: Option<StorageProblem>,
}

impl Database {
    /// Opens the database. `told` hears of each order.
    pub fn open(told: impl Fn(Order, Vec<Row>, Result<(), StorageProblem>) + 'static) -> Self {
        let inner = Rc::new_cyclic(|this: &Weak<Inner>| {
            let this = this.clone();
            Inner {
                open: OnceCell::new(),
                waiting: RefCell::default(),
                running: RefCell::default(),
                told: Box::new(told),
                heard: Closure::new(move |event: Event| {
                    if let Some(inner) = this.upgrade() {
                        inner.heard(&event);
                    }
                }),
            }
        });
        let factory = window().indexed_db().ok().flatten();
        match factory.map(|factory| factory.open_with_u32(NAME, VERSION)) {
            Some(Ok(request)) => {
                let heard = Some(inner.heard.as_ref().unchecked_ref());
                request.set_onupgradeneeded(heard);
                request.set_onsuccess(heard);
                request.set_onerror(heard);
            }
            _ => drop(inner.open.set(Err(StorageProblem::Refused))),
        }
        Self(inner)
    }

    /// Has orders carried out, after those given before.
    pub fn run(&self, orders: Vec<Order>) {
        self.0.waiting.borrow_mut().extend(orders);
        self.0.next();
    }

    /// The database itself, for reading beside the orders. None: there is none, or not yet.
    pub fn handle(&self) -> Option<IdbDatabase> {
        self.0.open.get()?.as_ref().ok().cloned()
    }

    /// Whether nothing is being done.
    pub fn is_idle(&self) -> bool {
        self.0.running.borrow().is_none() && self.0.waiting.borrow().is_empty()
    }
}

impl Inner {
    /// One listener for everything: which of them it is, the event's type and its target tell.
    fn heard(&self, event: &Event) {
        let kind = event.type_();
        let Some(target) = event.target() else { return };
        if let Some(request) = target.dyn_ref::<IdbOpenDbRequest>() {
            self.opening(&kind, request);
        } else if target.is_instance_of::<IdbTransaction>() {
            let running = self.running.take();
            if let Some(Running { order, found, problem, transaction, .. }) = running {
                let why = || transaction.and_then(|transaction| transaction.error()).map(|error| self::problem(&error));
                let ended = match (kind.as_str(), problem) {
                    ("complete", None) => Ok(()),
                    (_, Some(problem)) => Err(problem),
                    _ => Err(why().unwrap_or(StorageProblem::Refused)),
                };
                (self.told)(order, found, ended);
                self.next();
            }
        } else if kind == "success" {
            let mut running = self.running.borrow_mut();
            if let Some(running) = &mut *running {
                running.read();
                running.write();
            }
        } else if kind == "versionchange" {
            // A newer Sotto in another tab: it must not wait for us.
            if let Some(Ok(database)) = self.open.get() {
                database.close();
            }
        }
    }

    fn opening(&self, kind: &str, request: &IdbOpenDbRequest) {
        let database = request.result().ok().and_then(|result| result.dyn_into::<IdbDatabase>().ok());
        if kind == "upgradeneeded" {
            let _ = database.map(|database| database.create_object_store(NAME));
            return;
        }
        if let Some(database) = &database {
            database.set_onversionchange(Some(self.heard.as_ref().unchecked_ref()));
        }
        let newer = || matches!(request.error(), Ok(Some(error)) if error.name() == "VersionError");
        let refused = || if newer() { StorageProblem::Newer } else { StorageProblem::Refused };
        let _ = self.open.set(database.ok_or_else(refused));
        self.next();
    }

    /// Begins the next order, if none is being carried out.
    fn next(&self) {
        while self.running.borrow().is_none()
            && let Some(open) = self.open.get()
        {
            let Some(order) = self.waiting.borrow_mut().pop_front() else { return };
            let mut running = Running { order, transaction: None, reads: Vec::new(), found: Vec::new(), problem: None };
            let begun = match open {
                Ok(database) => running.begin(database, self.heard.as_ref().unchecked_ref()),
                Err(problem) => Err(*problem),
            };
            match begun {
                Ok(()) => *self.running.borrow_mut() = Some(running),
                Err(problem) => (self.told)(running.order, Vec::new(), Err(problem)),
            }
        }
    }
}

impl Running {
    fn begin(&mut self, database: &IdbDatabase, heard: &js_sys::Function) -> Result<(), StorageProblem> {
        let refused = |thrown: JsValue| problem(&thrown);
        let mode = if self.order.writes() { IdbTransactionMode::Readwrite } else { IdbTransactionMode::Readonly };
        let transaction = if self.order.is_strict() {
            strictly(database)
        } else {
            database.transaction_with_str_and_mode(NAME, mode)
        };
        let transaction = transaction.map_err(refused)?;
        transaction.set_oncomplete(Some(heard));
        transaction.set_onabort(Some(heard));
        let store = transaction.object_store(NAME).map_err(refused)?;
        self.transaction = Some(transaction);
        for want in self.order.wants() {
            let request = match &want {
                Want::Key(key) => store.get(&key.into()),
                _ => {
                    let (range, most) = range(&want).map_err(refused)?;
                    let keys = store.get_all_keys_with_key_and_limit(&range, most).map_err(refused)?;
                    self.reads.push((want.clone(), keys));
                    store.get_all_with_key_and_limit(&range, most)
                }
            };
            self.reads.push((want, request.map_err(refused)?));
        }
        // Requests are answered in order, so the last one's answer is that of all.
        match self.reads.last() {
            Some((_, last)) => last.set_onsuccess(Some(heard)),
            None => self.write(),
        }
        Ok(())
    }

    fn read(&mut self) {
        let result = |request: &IdbRequest| request.result().unwrap_or(JsValue::UNDEFINED);
        let mut reads = std::mem::take(&mut self.reads).into_iter();
        while let Some((want, request)) = reads.next() {
            match want {
                Want::Key(key) => self.found.extend(result(&request).as_string().map(|text| (key, text))),
                _ => {
                    let Some((_, values)) = reads.next() else { return };
                    let (keys, values) =
                        (js_sys::Array::from(&result(&request)), js_sys::Array::from(&result(&values)));
                    for at in 0..keys.length() {
                        if let (Some(key), Some(text)) = (keys.get(at).as_string(), values.get(at).as_string()) {
                            self.found.push((key, text));
                        }
                    }
                }
            }
        }
    }

    fn write(&mut self) {
        let Some(transaction) = &self.transaction else { return };
        let done = transaction
            .object_store(NAME)
            .and_then(|store| self.order.changes(&self.found).iter().try_for_each(|change| apply(&store, change)));
        if let Err(thrown) = done {
            // All or nothing.
            self.problem = Some(problem(&thrown));
            let _ = transaction.abort();
        }
    }
}

/// A transaction that is told as done only when it has reached the disk. (Its options have no binding yet.)
fn strictly(database: &IdbDatabase) -> Result<IdbTransaction, JsValue> {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let begin: js_sys::Function = js_sys::Reflect::get(database, &"transaction".into())?.dyn_into()?;
    begin.call3(database, &NAME.into(), &"readwrite".into(), &options)?.dyn_into()
}

fn apply(store: &IdbObjectStore, change: &Change) -> Result<(), JsValue> {
    match change {
        Change::Put(key, text) => store.put_with_key(&text.into(), &key.into()).map(drop),
        Change::Take(key) => store.delete(&key.into()).map(drop),
        Change::TakeUnder(start) => store.delete(&under(start)?.into()).map(drop),
    }
}

/// What is wanted, and how much of it at most; 0: all of it.
fn range(want: &Want) -> Result<(IdbKeyRange, u32), JsValue> {
    match want {
        Want::Key(start) | Want::Under(start) => Ok((under(start)?, 0)),
        Want::Some { after, until, most } => {
            Ok((IdbKeyRange::bound_with_lower_open(&after.into(), &until.into(), true)?, *most))
        }
    }
}

/// All keys that begin so. Ours are ASCII.
fn under(start: &str) -> Result<IdbKeyRange, JsValue> {
    IdbKeyRange::bound(&start.into(), &[start, "\u{ffff}"].concat().into())
}
