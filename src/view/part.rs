//! Parts of the page: drawn again only when what they are given changes, each with its own hooks.
//!
//! To Yew all parts are one component. A component type of its own for each would have all that Yew knows about
//! components compiled anew for it, some three kilobytes each time. What kind of part stands in a place is told by its
//! key instead, so that one kind never takes over the hooks of another.

use std::any::Any;
use std::rc::Rc;

use yew::functional::{Hook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::{Key, VComp};

/// What a part is given, and how it is drawn from that. Cheap to compare.
pub trait Part: PartialEq + 'static {
    /// The kind of part; no two kinds share it.
    const KIND: &'static str;

    /// Draws it.
    fn draw(&self, context: &mut HookContext) -> Html;
}

/// Makes a struct a [`Part`]: `drawn_by!(Sidebar, use_sidebar)`, with `#[hook] fn use_sidebar(props: &Sidebar) -> Html`.
macro_rules! drawn_by {
    ($kind:ident, $draw:ident) => {
        impl $crate::view::part::Part for $kind {
            const KIND: &'static str = stringify!($kind);

            fn draw(&self, context: &mut ::yew::functional::HookContext) -> Html {
                ::yew::functional::Hook::run($draw(self), context)
            }
        }
    };
}

/// A part where no other of its kind stands beside it.
pub fn part<P: Part>(part: P) -> Html {
    drawn(Key::from(P::KIND), Rc::new(part))
}

/// A part among others of its kind.
pub fn keyed<P: Part>(key: &str, part: P) -> Html {
    drawn(Key::from([P::KIND, "/", key].concat()), Rc::new(part))
}

fn drawn(key: Key, part: Rc<dyn AnyPart>) -> Html {
    VComp::new::<Drawn>(Rc::new(DrawnProps { part }), Some(key)).into()
}

/// A part of any kind.
trait AnyPart {
    fn draw(&self, context: &mut HookContext) -> Html;
    fn same(&self, other: &dyn AnyPart) -> bool;
    fn any(&self) -> &dyn Any;
}

impl<P: Part> AnyPart for P {
    fn draw(&self, context: &mut HookContext) -> Html {
        Part::draw(self, context)
    }

    fn same(&self, other: &dyn AnyPart) -> bool {
        other.any().downcast_ref::<P>().is_some_and(|other| self == other)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

#[derive(Clone, Properties)]
struct DrawnProps {
    part: Rc<dyn AnyPart>,
}

impl PartialEq for DrawnProps {
    fn eq(&self, other: &Self) -> bool {
        self.part.same(&*other.part)
    }
}

#[component]
fn Drawn(props: &DrawnProps) -> Html {
    use_part(&*props.part)
}

/// The hooks of a part, run as if they stood in the component.
struct Hooks<'part>(&'part dyn AnyPart);

fn use_part(part: &dyn AnyPart) -> Hooks<'_> {
    Hooks(part)
}

impl Hook for Hooks<'_> {
    type Output = Html;

    fn run(self, context: &mut HookContext) -> Html {
        self.0.draw(context)
    }
}
