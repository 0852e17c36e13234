//! Elements, built call by call: `element("p class=hint").attr("id", id).child(words).html()`.
//!
//! Promises the tree that Yew's `html!` would make of the same element. That macro writes out the building of each
//! element where it stands, which was a third of what the views weighed; here every step is one call of a function
//! that is there once. Knows nothing of what is drawn.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use yew::prelude::*;
use yew::virtual_dom::{Key, Listener, ListenerKind, VList, VTag, VText};

/// An element that is being built.
#[must_use = "an element is drawn where its html goes"]
pub struct Element(Rc<VTag>);

/// An element by its name, and what it always has: `"input type=search autocomplete=off disabled"`. Values hold no
/// spaces; one that does is an [`Element::attr`].
#[inline(never)]
pub fn element(plain: &'static str) -> Element {
    let mut words = plain.split(' ');
    let mut tag = VTag::new(words.next().unwrap_or_default());
    for word in words {
        let (name, value) = word.split_once('=').unwrap_or((word, word));
        tag.add_attribute(name, value);
    }
    Element(Rc::new(tag))
}

/// Nodes side by side, where one is asked for.
#[inline(never)]
pub fn side_by_side(nodes: Vec<Html>) -> Html {
    VList::with_children(nodes, None).into()
}

impl Element {
    /// Gives it an attribute. Nothing at all, if that is the value.
    #[inline]
    pub fn attr(self, name: &'static str, value: impl Value) -> Self {
        value.give(self, name)
    }

    /// Puts something into it, after what is there.
    #[inline]
    pub fn child(self, child: impl Child) -> Self {
        child.enter(self)
    }

    /// Has it listen to an event: `"click"`.
    #[inline(never)]
    pub fn on<E: JsCast + 'static>(self, event: &'static str, callback: Callback<E>) -> Self {
        self.listen(Rc::new(Heard { event, callback }))
    }

    /// Refers to it.
    #[inline(never)]
    pub fn node(mut self, node: &NodeRef) -> Self {
        self.tag().node_ref = node.clone();
        self
    }

    /// Names it among its siblings, all of which have names.
    #[inline(never)]
    pub fn key(mut self, key: &str) -> Self {
        self.tag().key = Some(Key::from(key));
        self
    }

    /// What stands in a field.
    #[inline(never)]
    pub fn value(mut self, value: Rc<str>) -> Self {
        self.tag().set_value(AttrValue::from(value));
        self
    }

    /// Whether a box is ticked.
    #[inline(never)]
    pub fn checked(mut self, checked: bool) -> Self {
        self.tag().set_checked(checked);
        self
    }

    /// The element.
    pub fn html(self) -> Html {
        Html::VTag(self.0)
    }

    fn tag(&mut self) -> &mut VTag {
        Rc::make_mut(&mut self.0)
    }

    #[inline(never)]
    fn listen(mut self, listener: Rc<dyn Listener>) -> Self {
        self.tag().add_listener(listener);
        self
    }

    #[inline(never)]
    fn set(mut self, name: &'static str, value: AttrValue) -> Self {
        self.tag().add_attribute(name, value);
        self
    }

    #[inline(never)]
    fn add(mut self, child: Html) -> Self {
        self.tag().add_child(child);
        self
    }
}

/// What an attribute can be.
pub trait Value {
    /// Gives it to an element.
    fn give(self, element: Element, name: &'static str) -> Element;
}

impl Value for AttrValue {
    #[inline]
    fn give(self, element: Element, name: &'static str) -> Element {
        element.set(name, self)
    }
}

impl Value for &'static str {
    #[inline(never)]
    fn give(self, element: Element, name: &'static str) -> Element {
        element.set(name, self.into())
    }
}

impl Value for Rc<str> {
    #[inline(never)]
    fn give(self, element: Element, name: &'static str) -> Element {
        element.set(name, self.into())
    }
}

impl Value for String {
    #[inline(never)]
    fn give(self, element: Element, name: &'static str) -> Element {
        element.set(name, self.into())
    }
}

/// An attribute that is there or not. One that says `true` or `false` is given in [words](crate::view::element::truth).
impl Value for bool {
    #[inline(never)]
    fn give(self, element: Element, name: &'static str) -> Element {
        if self { element.set(name, name.into()) } else { element }
    }
}

impl<V: Value> Value for Option<V> {
    #[inline]
    fn give(self, element: Element, name: &'static str) -> Element {
        match self {
            Some(value) => value.give(element, name),
            None => element,
        }
    }
}

/// `true` or `false`, as most attributes of ARIA want to be told.
#[must_use]
pub fn truth(holds: bool) -> &'static str {
    if holds { "true" } else { "false" }
}

/// What can stand in an element.
pub trait Child {
    /// Enters it.
    fn enter(self, parent: Element) -> Element;
}

impl Child for Html {
    #[inline]
    fn enter(self, parent: Element) -> Element {
        parent.add(self)
    }
}

impl Child for Element {
    #[inline(never)]
    fn enter(self, parent: Element) -> Element {
        parent.add(self.html())
    }
}

impl Child for AttrValue {
    #[inline(never)]
    fn enter(self, parent: Element) -> Element {
        parent.add(VText::new(self).into())
    }
}

impl Child for &'static str {
    #[inline(never)]
    fn enter(self, parent: Element) -> Element {
        AttrValue::from(self).enter(parent)
    }
}

impl Child for Rc<str> {
    #[inline(never)]
    fn enter(self, parent: Element) -> Element {
        AttrValue::from(self).enter(parent)
    }
}

impl Child for String {
    #[inline(never)]
    fn enter(self, parent: Element) -> Element {
        AttrValue::from(self).enter(parent)
    }
}

impl Child for Vec<Html> {
    #[inline(never)]
    fn enter(self, parent: Element) -> Element {
        parent.add(side_by_side(self))
    }
}

/// What is not there keeps its place, so that what follows is not taken for it.
impl<C: Child> Child for Option<C> {
    #[inline]
    fn enter(self, parent: Element) -> Element {
        match self {
            Some(child) => child.enter(parent),
            None => parent.nothing(),
        }
    }
}

impl Element {
    #[inline(never)]
    fn nothing(self) -> Self {
        self.add(Html::default())
    }
}

/// A callback that waits for an event.
struct Heard<E> {
    event: &'static str,
    callback: Callback<E>,
}

impl<E: JsCast> Listener for Heard<E> {
    fn kind(&self) -> ListenerKind {
        ListenerKind::other(self.event.into())
    }

    fn handle(&self, event: web_sys::Event) {
        // Which events a name stands for is fixed by the browser.
        self.callback.emit(event.unchecked_into());
    }

    /// Those that could hold up scrolling.
    fn passive(&self) -> bool {
        matches!(self.event, "scroll" | "touchmove" | "touchstart")
    }
}
