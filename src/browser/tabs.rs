//! What tabs tell each other directly: replies as they come in, and who is writing in which conversation.
//!
//! Promises: as long as a reply comes in here its conversation's lock is held, so other tabs know that it does and learn
//! at once when this one ends or dies. Without a secure context there are no locks, and other tabs see a reply when it
//! is stored.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::browser::background::in_background;
use crate::browser::device::window;
use crate::browser::page::listen;
use crate::domain::id::ConversationId;
use crate::domain::table::Table;

const CHANNEL: &str = "sotto";

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

    /// A reply comes in here, in that conversation.
    pub fn hold(&self, id: &ConversationId) {
        if self.0.held.borrow().contains_key(id) {
            return;
        }
        self.0.held.borrow_mut().insert(id.clone(), None);
        let (tabs, of) = (self.clone(), id.clone());
        request(&lock_of(id), false, move |_| {
            // Ended before the lock was granted.
            if !tabs.0.held.borrow().contains_key(&of) {
                return JsValue::UNDEFINED;
            }
            Promise::new(&mut |end, _| {
                tabs.0.held.borrow_mut().insert(of.clone(), Some(end));
            })
            .into()
        });
    }

    /// No reply comes in here any more in that conversation.
    pub fn release(&self, id: &ConversationId) {
        if let Some(Some(end)) = self.0.held.borrow_mut().remove(id) {
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
/// taken, `granted` gets null. (Locks have no binding yet.)
pub fn request(name: &str, try_only: bool, granted: impl FnOnce(JsValue) -> JsValue + 'static) {
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
    let _ = ask();
}
