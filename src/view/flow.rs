//! A growing reply that is followed: the page is taken to its end with each drawing, and watches no heights meanwhile.
//!
//! Whatever observes what grows has every frame go through style, layout and paint twice, and a place that is held while
//! the page goes to its end is looked for in vain. Promises that both are there again as soon as nothing has come for a
//! moment, or the reader lets go: what changes its height then (a formula that is set late, a font) is followed as ever.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo_timers::callback::Timeout;
use web_sys::{Element, HtmlElement, ResizeObserver};

/// How long nothing is drawn before heights are watched again, in milliseconds.
const PAUSE: u32 = 200;

/// The watch over the heights of what is on the page.
#[derive(Default)]
pub struct Flow {
    watch: RefCell<Option<Watch>>,
    /// The bubble that grows.
    bubble: RefCell<Option<Element>>,
    timer: RefCell<Option<Timeout>>,
    /// Whether something was drawn since the timer was set.
    drawn: Cell<bool>,
}

struct Watch {
    observer: ResizeObserver,
    content: HtmlElement,
}

impl Flow {
    /// Begins to watch what scrolls, and what is in it.
    pub fn watch(&self, observer: ResizeObserver, page: &HtmlElement, content: HtmlElement) {
        observer.observe(&content);
        observer.observe(page);
        *self.watch.borrow_mut() = Some(Watch { observer, content });
    }

    /// Ends it for good.
    pub fn end(&self) {
        self.timer.take();
        if let Some(watch) = self.watch.take() {
            watch.observer.disconnect();
        }
    }

    /// Something more was drawn, and the page is at its end.
    pub fn goes_on(self: &Rc<Self>) {
        self.drawn.set(true);
        if self.timer.borrow().is_none() {
            if let Some(watch) = &*self.watch.borrow() {
                watch.observer.unobserve(&watch.content);
                let last = watch.content.last_element_child();
                let bubble = last.and_then(|last| last.query_selector("[aria-busy] > .bubble").ok().flatten());
                // No place is held in it: it is at its end.
                if let Some(bubble) = &bubble {
                    let _ = bubble.set_attribute("data-flows", "");
                }
                *self.bubble.borrow_mut() = bubble;
            }
            self.look_again();
        }
    }

    fn look_again(self: &Rc<Self>) {
        self.drawn.set(false);
        let this: Weak<Self> = Rc::downgrade(self);
        *self.timer.borrow_mut() = Some(Timeout::new(PAUSE, move || {
            let Some(flow) = this.upgrade() else { return };
            if flow.drawn.get() { flow.look_again() } else { flow.rests() }
        }));
    }

    /// Heights are watched again, from what they are now.
    pub fn rests(&self) {
        if self.timer.take().is_none() {
            return;
        }
        if let Some(bubble) = self.bubble.take() {
            let _ = bubble.remove_attribute("data-flows");
        }
        if let Some(watch) = &*self.watch.borrow() {
            watch.observer.observe(&watch.content);
        }
    }
}
