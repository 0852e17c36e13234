//! What parts hold and do between one drawing and the next.
//!
//! These stand for Yew's `use_state_eq`, `use_node_ref` and `use_effect_with`, and keep their promises. Theirs are
//! compiled anew for each type of state and each effect, a kilobyte every time; of these only what has to know the type
//! is.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use yew::functional::{TearDown, UseForceUpdateHandle};
use yew::prelude::*;

/// A value that a part holds. Whoever has a copy of this reads and changes the same value.
pub struct Held<T>(Rc<Place<T>>);

struct Place<T> {
    value: RefCell<T>,
    redraw: UseForceUpdateHandle,
}

/// Holds a value from the first drawing on.
#[hook]
pub fn use_held<T: 'static>(first: impl FnOnce() -> T) -> Held<T> {
    let redraw = use_force_update();
    Held(use_ref(|| Place { value: RefCell::new(first()), redraw }))
}

impl<T> Held<T> {
    /// The value as it is now.
    #[must_use]
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        self.0.value.borrow().clone()
    }

    /// Changes the value; the part is drawn again if it is another one.
    pub fn set(&self, value: T)
    where
        T: PartialEq,
    {
        if *self.0.value.borrow() != value {
            self.replace(value);
        }
    }

    /// Changes the value and has the part drawn again.
    pub fn replace(&self, value: T) {
        self.0.value.replace(value);
        self.0.redraw.force_update();
    }
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// A reference for one of the part's elements.
#[hook]
pub fn use_node() -> NodeRef {
    (*use_ref(NodeRef::default)).clone()
}

/// Does something once the part is drawn, and again after each drawing for which `deps` are others. What is returned
/// is run before that, and when the part goes.
#[hook]
pub fn use_effect_on<D: PartialEq + 'static, T: TearDown>(deps: D, effect: impl FnOnce() -> T + 'static) {
    use_boxed_effect(
        Deps(Box::new(deps)),
        Box::new(|| {
            let end = effect();
            Box::new(|| end.tear_down())
        }),
    );
}

#[hook]
fn use_boxed_effect(deps: Deps, effect: Box<dyn FnOnce() -> Box<dyn FnOnce()>>) {
    use_effect_with(deps, |_| effect());
}

/// What an effect depends on.
struct Deps(Box<dyn Comparable>);

impl PartialEq for Deps {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(&*other.0)
    }
}

trait Comparable: Any {
    fn equals(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Comparable for T {
    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>().is_some_and(|other| self == other)
    }
}
