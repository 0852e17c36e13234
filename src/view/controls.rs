//! Buttons as they are everywhere: a name, a tooltip, an icon or a word, and the size of a finger where one is used.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::view::element::{Element, element, truth};
use crate::view::hooks::use_held;
use crate::view::icons::{Icon, icon};
use crate::view::use_ui;

/// How long a button says that it copied, in milliseconds.
pub const SAID: u32 = 1_600;

/// How much a button wants to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do here.
    Primary,
    /// One of several.
    Plain,
    /// Hardly.
    Quiet,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Plain => "plain",
            Self::Quiet => "quiet",
        }
    }
}

/// A button with a word.
pub fn button(kind: Kind, label: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    let label: AttrValue = label.into();
    pressable(kind.word()).on("click", onclick).child(label).html()
}

/// A button of a kind, to be filled.
#[inline(never)]
pub fn pressable(kind: &'static str) -> Element {
    element("button type=button class=button").attr("data-kind", kind)
}

/// Gives an element its name, which a pointer shows too.
#[inline(never)]
pub fn named(element: Element, name: AttrValue) -> Element {
    element.attr("aria-label", name.clone()).attr("title", name)
}

/// A link that looks like a button: it leads somewhere.
pub fn link(kind: Kind, label: impl Into<AttrValue>, href: impl Into<AttrValue>) -> Html {
    let (label, href): (AttrValue, AttrValue) = (label.into(), href.into());
    element("a class=button").attr("data-kind", kind.word()).attr("href", href).child(label).html()
}

/// A button with an icon alone, named in words.
pub fn icon_button(sign: Icon, label: impl Into<AttrValue>, onclick: Callback<MouseEvent>) -> Html {
    let label: AttrValue = label.into();
    named(pressable("icon"), label).on("click", onclick).child(icon(sign)).html()
}

/// A button that shows or hides something.
pub fn toggle(sign: Icon, label: &'static str, hint: String, shown: bool, onclick: Callback<MouseEvent>) -> Html {
    pressable("icon")
        .attr("aria-label", label)
        .attr("title", hint)
        .attr("aria-expanded", truth(shown))
        .on("click", onclick)
        .child(icon(sign))
        .html()
}

/// A button that copies and says that it did.
#[derive(Clone, PartialEq)]
pub struct CopyButton {
    /// Tells what is to be copied.
    pub onclick: Callback<()>,
}

drawn_by!(CopyButton, use_copy_button);

#[hook]
fn use_copy_button(props: &CopyButton) -> Html {
    let ui = use_ui();
    let copied = use_held(|| false);
    let timer = use_mut_ref(|| None::<Timeout>);
    let label = if copied.get() { ui.texts.chat.copied } else { ui.texts.chat.copy };
    let onclick = {
        let (copied, onclick) = (copied.clone(), props.onclick.clone());
        Callback::from(move |_: MouseEvent| {
            onclick.emit(());
            copied.set(true);
            let copied = copied.clone();
            *timer.borrow_mut() = Some(Timeout::new(SAID, move || copied.set(false)));
        })
    };
    icon_button(if copied.get() { Icon::Done } else { Icon::Copy }, label, onclick)
}
