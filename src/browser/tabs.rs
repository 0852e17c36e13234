//! What tabs tell each other directly: replies as they come in, and who is writing in which conversation.
//!
//! Promises: as long as a reply comes in here its conversation's lock is held, so other tabs know that it does and learn
//! at once when this one ends or dies. Of tabs that want to ask in one conversation at once, one is let to. Without a
//! secure context there are no locks, and other tabs see a reply when it is stored.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_timers::callback::Timeout;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::browser::background::in_background;
use crate::browser::device::{now, window};
use crate::browser::page::listen;
use crate::domain::id::ConversationId;
use crate::domain::table::Table;

const CHANNEL: &str = "sotto";
/// A lock that this tab let go of so many milliseconds ago may still seem taken; it is asked for again after so many.
const AGAIN: (u64, u32) = (250, 40);
/// No answer is waited for longer than so many milliseconds.
const PATIENCE: u32 = 3_000;

/// The other tabs. Cheap to clone.
#[derive(Clone, Default)]
pub struct Tabs(Rc<Inner>);

#[derive(Default)]
struct Inner {
    channel: Option<BroadcastChannel>,
    /// Conversations written in here, with what lets their lock go.
    held: RefCell<Table<ConversationId, Option<Function>>>,
    /// Conversations that another tab writes in.
    watched: RefCell<Vec<ConversationId>>,
    /// The conversation that was let go of last, and when, in milliseconds.
    let_go: RefCell<Option<(ConversationId, u64)>>,
    /// Locks that were asked for and not answered, and who waits for them all.
    asked: Cell<u32>,
    waiting: RefCell<Vec<Waker>>,
}

impl Tabs {
    /// Joins the other tabs; `told` hears what they tell.
    pub fn join(told: impl Fn(String) + 'static) -> Self {
        let channel = BroadcastChannel::new(CHANNEL).ok();
        if let Some(channel) = &channel {
            listen(channel, "message", move |event| {
                if let Some(text) = event.unchecked_into::<MessageEvent>().data().as_string() {
                    told(text);
                }
            });
        }
        Self(Rc::new(Inner { channel, ..Inner::default() }))
    }

    /// Tells all other tabs.
    pub fn tell(&self, text: &str) {
        if let Some(channel) = &self.0.channel {
            let _ = channel.post_message(&text.into());
        }
    }

    /// A reply is to come in here, in that conversation; or another tab was first, which is told.
    pub fn hold(&self, id: &ConversationId, taken: impl FnOnce() + 'static) {
        if self.0.held.borrow().contains_key(id) {
            return;
        }
        self.0.held.borrow_mut().insert(id.clone(), None);
        self.0.asked.set(self.0.asked.get() + 1);
        self.claim(id.clone(), Box::new(taken));
    }

    /// Nobody but who wants to write asks for this lock, so none is refused because another tab only had a look.
    fn claim(&self, id: ConversationId, taken: Box<dyn FnOnce()>) {
        let name = ["sotto/w/", id.as_str()].concat();
        let tabs = self.clone();
        let asked = request(&name, true, move |lock| {
            let wanted = tabs.0.held.borrow().contains_key(&id);
            if wanted && lock.is_null() && tabs.just_let_go(&id) {
                Timeout::new(AGAIN.1, move || tabs.claim(id, taken)).forget();
                return JsValue::UNDEFINED;
            }
            tabs.answered();
            // Ended before the lock was granted.
            if !wanted {
                return JsValue::UNDEFINED;
            }
            if lock.is_null() {
                tabs.0.held.borrow_mut().remove(&id);
                taken();
                return JsValue::UNDEFINED;
            }
            let held = Promise::new(&mut |end, _| {
                tabs.0.held.borrow_mut().insert(id.clone(), Some(end));
            });
            let also = held.clone();
            request(&lock_of(&id), false, move |_| also.into());
            held.into()
        });
        if !asked {
            self.answered();
        }
    }

    fn just_let_go(&self, id: &ConversationId) -> bool {
        let since = now().steady.saturating_sub(AGAIN.0);
        self.0.let_go.borrow().as_ref().is_some_and(|(of, when)| of == id && *when > since)
    }

    fn answered(&self) {
        self.0.asked.set(self.0.asked.get().saturating_sub(1));
        self.0.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Waits until it is known of every conversation whether something may be asked in it.
    pub async fn settled(&self) {
        if self.0.asked.get() == 0 {
            return;
        }
        let late = Rc::new(Cell::new(false));
        let (over, tabs) = (Rc::clone(&late), self.clone());
        let _timer = Timeout::new(PATIENCE, move || {
            over.set(true);
            tabs.0.waiting.take().into_iter().for_each(Waker::wake);
        });
        poll_fn(|context| {
            if self.0.asked.get() == 0 || late.get() {
                return Poll::Ready(());
            }
            self.0.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// No reply comes in here any more in that conversation.
    pub fn release(&self, id: &ConversationId) {
        if let Some(Some(end)) = self.0.held.borrow_mut().remove(id) {
            *self.0.let_go.borrow_mut() = Some((id.clone(), now().steady));
            let _ = end.call0(&JsValue::UNDEFINED);
        }
    }

    /// Whether a reply comes in, here or in a tab that is followed.
    pub fn is_busy(&self, id: &ConversationId) -> bool {
        self.0.held.borrow().contains_key(id) || self.0.watched.borrow().contains(id)
    }

    /// Does something if no tab holds that, and as long as it is done none can.
    pub fn once_free(&self, id: &ConversationId, done: impl FnOnce() + 'static) {
        request(&lock_of(id), true, move |lock| {
            if !lock.is_null() {
                done();
            }
            JsValue::UNDEFINED
        });
    }

    /// Finds out whether another tab writes in a conversation. `follow` is told yes if it does, and no once it does not.
    pub fn watch(&self, id: &ConversationId, follow: impl Fn(bool) + 'static) {
        if self.0.held.borrow().contains_key(id) || self.0.watched.borrow().contains(id) {
            return;
        }
        self.0.watched.borrow_mut().push(id.clone());
        let (tabs, of) = (self.clone(), id.clone());
        request(&lock_of(id), true, move |lock| {
            if lock.is_null() {
                follow(true);
                let watched = of.clone();
                request(&lock_of(&watched), false, move |_| {
                    tabs.0.watched.borrow_mut().retain(|held| *held != of);
                    follow(false);
                    JsValue::UNDEFINED
                });
            } else {
                tabs.0.watched.borrow_mut().retain(|held| *held != of);
            }
            JsValue::UNDEFINED
        });
    }
}

fn lock_of(id: &ConversationId) -> String {
    ["sotto/c/", id.as_str()].concat()
}

/// Asks for a lock; it is held until what `granted` gives is settled. If it is only tried for and is
/// taken, `granted` gets null. Whether there are locks at all. (They have no binding yet.)
pub fn request(name: &str, try_only: bool, granted: impl FnOnce(JsValue) -> JsValue + 'static) -> bool {
    let ask = || -> Result<(), JsValue> {
        let locks = Reflect::get(&window().navigator(), &"locks".into())?;
        let ask: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
        let options = Object::new();
        Reflect::set(&options, &"ifAvailable".into(), &try_only.into())?;
        let promise = ask.call3(&locks, &name.into(), &options, &Closure::once_into_js(granted))?;
        // An unhandled refusal would be a complaint on the console.
        let promise = promise.unchecked_into::<Promise>();
        in_background(async move { drop(JsFuture::from(promise).await) });
        Ok(())
    };
    ask().is_ok()
}
