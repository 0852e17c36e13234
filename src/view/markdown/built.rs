//! Brings a sheet's instructions to the page: in a browser by the page's script, elsewhere (tests, drawing on a server)
//! to a tree of the same nodes.

use crate::view::markdown::sheet::Patch;

#[cfg(target_arch = "wasm32")]
mod script {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        /// Tells the script the elements and the attributes.
        #[wasm_bindgen(js_name = sottoKnow)]
        pub fn know(shapes: &str, names: &str);

        /// Carries out instructions. Whether they fitted what stands there.
        #[wasm_bindgen(js_name = sottoDraw)]
        pub fn draw(root: &web_sys::Element, ops: &[u32], text: &str) -> bool;
    }
}

/// Carries out a patch. False: somebody else (a translator, an extension) has changed what stands there.
#[cfg(target_arch = "wasm32")]
pub fn carry_out(root: &web_sys::Element, patch: &Patch) -> bool {
    use std::cell::Cell;

    thread_local!(static KNOWN: Cell<bool> = const { Cell::new(false) });
    if !KNOWN.replace(true) {
        script::know(super::sheet::SHAPES, super::sheet::NAMES);
    }
    patch.ops.is_empty() || script::draw(root, &patch.ops, &patch.text)
}

/// Elsewhere nothing stands on a page.
#[cfg(not(target_arch = "wasm32"))]
pub fn carry_out(_: &web_sys::Element, _: &Patch) -> bool {
    true
}

/// A node outside a browser.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug, PartialEq)]
pub enum Made {
    /// Words.
    Text(String),
    /// An element: its name, its attributes, its children.
    Element(String, Vec<(String, String)>, Vec<Made>),
}

#[cfg(not(target_arch = "wasm32"))]
impl Made {
    /// The element around everything.
    pub fn root() -> Self {
        Self::Element(String::new(), Vec::new(), Vec::new())
    }

    fn shape(line: &str) -> Self {
        let mut plain = line.split(' ');
        let name = plain.next().unwrap_or_default().to_owned();
        let told = plain.map(|word| word.split_once('=').unwrap_or((word, "")));
        Self::Element(name, told.map(|(name, value)| (name.to_owned(), value.replace(',', " "))).collect(), Vec::new())
    }

    fn children(&mut self) -> Option<&mut Vec<Self>> {
        if let Self::Element(_, _, children) = self { Some(children) } else { None }
    }

    fn text(&mut self) -> Option<&mut String> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The markup of what is in it.
    pub fn inside(&self) -> String {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        match self {
            Self::Text(text) => escaped(text),
            Self::Element(_, _, children) => {
                let whole = |child: &Self| match child {
                    Self::Text(_) => child.inside(),
                    Self::Element(name, told, _) => {
                        let told = told.iter().map(|(n, v)| format!(" {n}=\"{}\"", escaped(v).replace('"', "&quot;")));
                        let begin = format!("<{name}{}>", told.collect::<String>());
                        let is_void = matches!(name.as_str(), "br" | "hr" | "img" | "input");
                        if is_void { begin } else { format!("{begin}{}</{name}>", child.inside()) }
                    }
                };
                children.iter().map(whole).collect()
            }
        }
    }

    /// Carries out a patch as the page's script does. None: it does not fit.
    pub fn carry_out(&mut self, patch: &Patch) -> Option<()> {
        use super::sheet::{NAMES, SHAPES};

        let units: Vec<u16> = patch.text.encode_utf16().collect();
        let mut rest = units.as_slice();
        // Where we are among what stands there, what is being built, and where on the page that comes.
        let (mut path, mut built, mut before) = (Vec::<usize>::new(), Vec::<Self>::new(), None::<usize>);
        let mut name = "";
        for op in &patch.ops {
            let number = (op >> 4) as usize;
            let mut word = || {
                let (word, after) = rest.split_at_checked(number)?;
                rest = after;
                Some(String::from_utf16_lossy(word))
            };
            let is_root = path.is_empty();
            let mut here: &mut Self = &mut *self;
            for step in &path {
                here = here.children()?.get_mut(*step)?;
            }
            match op & 15 {
                0 => {
                    let done = built.pop()?;
                    let at_root = built.is_empty() && is_root;
                    let children = built.last_mut().unwrap_or(here).children()?;
                    let at = before.filter(|_| at_root).unwrap_or(children.len());
                    children.insert(at, done);
                    before = before.map(|before| before + usize::from(at_root));
                }
                1 => built.push(Self::shape(SHAPES.lines().nth(number)?)),
                2 => {
                    let text = Self::Text(word()?);
                    built.last_mut().unwrap_or(here).children()?.push(text);
                }
                3 => {
                    let value = word()?;
                    let Self::Element(_, told, _) = built.last_mut().unwrap_or(here) else { return None };
                    told.push((name.to_owned(), value));
                }
                4 => drop(path.pop()?),
                5 => {
                    if !is_root {
                        here.children()?.truncate(number + 1);
                    }
                    path.push(number);
                }
                6 => here.children()?.truncate(number),
                7 => {
                    let more = word()?;
                    let texts = here.children()?.iter_mut().rev().take(2);
                    texts.filter_map(Self::text).next()?.push_str(&more);
                }
                8 => before = Some(number).filter(|number| self.children().is_some_and(|all| *number < all.len())),
                9 => {
                    let (from, all) = (before?, self.children()?);
                    drop(all.drain(from..from + number));
                    before = Some(from).filter(|from| *from < all.len());
                }
                _ => name = NAMES.lines().nth(number)?,
            }
        }
        Some(())
    }
}
