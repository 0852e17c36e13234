//! Files: offers those that go out, reads those that come in.
//!
//! A file is read as a stream, in pieces of the browser's choosing, and what is in a zip file is inflated by the
//! browser on the way. Between pieces the page gets to draw and to answer; nothing is ever in memory as a whole.

use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File, HtmlInputElement, ReadableStreamDefaultReader};

use crate::browser::background::in_background;
use crate::browser::device::{now, window};
use crate::browser::download::save;
use crate::browser::keeping::Keeper;
use crate::browser::vault;
use crate::domain::archive::meeting::Durable;
use crate::domain::transfer::import::{Flaw, Item, Problem, Reading};
use crate::domain::transfer::page::{Drawn, Formula};
use crate::domain::transfer::zip::{self, Entry};
use crate::state::action::{Action, Dispatch};
use crate::state::effect::Place;
use crate::state::transfer::{Order, Step};

/// How long one may work before the page gets to draw, in milliseconds.
const STRETCH: u64 = 12;

/// How long the storage is waited for at a time, in milliseconds.
const BEHIND: u32 = 20;

/// How much text is gathered before the browser takes it over, in bytes.
const PART: usize = 1 << 20;

/// The files that go in and out.
#[derive(Default)]
pub struct Files {
    out: Array,
    text: String,
    rested: u64,
    chosen: Vec<File>,
    /// The number of the present course of reading; an older one stops.
    course: Rc<Cell<u32>>,
}

impl Files {
    /// Carries an order out.
    #[inline(never)]
    pub fn run(&mut self, order: Order, keeper: &Keeper, dispatch: &Dispatch) {
        match order {
            Order::Forget => {
                self.out = Array::new();
                self.text.clear();
            }
            Order::Seal(passphrase, secrets) => {
                let to = dispatch.clone();
                in_background(async move {
                    let made = vault::sealed(&passphrase, &secrets).await;
                    let record = made.map(|(_, made)| made.encode(0, ""));
                    to.send(Action::Transfer(Step::Sealed(record)));
                });
            }
            Order::Open(keys, passphrase) => {
                let to = dispatch.clone();
                in_background(async move {
                    let opened = vault::opened(&keys, &passphrase).await;
                    to.send(Action::Transfer(Step::KeysOpened(opened.map(|(_, found, _)| found))));
                });
            }
            Order::Part(text) => {
                self.text.push_str(&text);
                if self.text.len() > PART {
                    self.pass_on();
                }
                self.taken(dispatch.clone());
            }
            Order::Finish(name, tail) => {
                self.text.push_str(tail);
                self.pass_on();
                let parts = std::mem::take(&mut self.out);
                if let Ok(blob) = Blob::new_with_blob_sequence(&parts) {
                    save(&name, &blob);
                }
            }
            Order::Settle => keeper.settle(),
            Order::Stage(conversation, originals, entry, here) => {
                keeper.stage(&conversation, originals, &entry, here);
            }
            Order::ReadOriginals(id) => keeper.read_originals(id),
            Order::Draw(id, formulas) => {
                let to = dispatch.clone();
                in_background(async move {
                    // Without the file that draws them they stay TeX.
                    let drawn = drawn(formulas).await.unwrap_or_default();
                    to.send(Action::Transfer(Step::Drawn(id, drawn)));
                });
            }
            Order::Commit => keeper.commit(),
            Order::Unstage => keeper.unstage(),
            Order::Stop => self.course.set(self.course.get() + 1),
            Order::Read { again } => {
                self.course.set(self.course.get() + 1);
                if !again {
                    self.chosen = chosen();
                }
                let mut course = Course {
                    present: Rc::clone(&self.course),
                    number: self.course.get(),
                    keeper: keeper.clone(),
                    dispatch: dispatch.clone(),
                    items: Vec::new(),
                    done: 0,
                    total: self.chosen.iter().map(|file| length(file)).sum(),
                    rested: now().steady,
                };
                let files = self.chosen.clone();
                spawn_local(async move {
                    // Else something would look new that is here already.
                    while course.keeper.durable() == Durable::Asked {
                        TimeoutFuture::new(BEHIND).await;
                    }
                    for file in files {
                        course.file(&file).await;
                    }
                    course.tell();
                    if course.is_present() {
                        course.dispatch.send(Action::Transfer(Step::ReadEnded));
                    }
                });
            }
        }
    }

    /// Has the browser keep the text gathered so far.
    fn pass_on(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Ok(blob) = Blob::new_with_str_sequence(&Array::of1(&text.into())) {
            self.out.push(&blob);
        }
    }

    fn taken(&mut self, dispatch: Dispatch) {
        let told = move || dispatch.send(Action::Transfer(Step::PartTaken));
        let at = now().steady;
        if at < self.rested + STRETCH {
            return told();
        }
        Timeout::new(0, told).forget();
        self.rested = at;
    }
}

/// The formulas as MathML, by the script of the page that draws those in replies. Broken ones are missing.
async fn drawn(formulas: Vec<Formula>) -> Option<Drawn> {
    let draw = Reflect::get(&window(), &"drawFormulas".into()).ok()?.dyn_into::<Function>().ok()?;
    let list = Array::new();
    for (tex, display) in &formulas {
        list.push(&Array::of2(&(&**tex).into(), &(*display).into()));
    }
    let promise = draw.call1(&JsValue::UNDEFINED, &list).ok()?.dyn_into::<Promise>().ok()?;
    let made = JsFuture::from(promise).await.ok()?.dyn_into::<Array>().ok()?;
    Some(formulas.into_iter().zip(made.iter()).filter_map(|(one, made)| Some((one, made.as_string()?))).collect())
}

/// The files in the field of the page, which is ready for others then.
fn chosen() -> Vec<File> {
    let field = window().document().and_then(|document| document.get_element_by_id(Place::Files.element()));
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else { return Vec::new() };
    let list = field.files();
    let files = list.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.item(at))).collect();
    field.set_value("");
    files
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are whole numbers of bytes")]
fn length(blob: &Blob) -> u64 {
    blob.size() as u64
}

#[expect(clippy::cast_precision_loss, reason = "no file is so long")]
fn slice(blob: &Blob, from: u64, length: u64) -> Option<Blob> {
    blob.slice_with_f64_and_f64(from as f64, (from + length) as f64).ok()
}

async fn bytes(blob: &Blob) -> Option<Vec<u8>> {
    Some(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await.ok()?).to_vec())
}

/// One reading of all chosen files.
struct Course {
    present: Rc<Cell<u32>>,
    number: u32,
    keeper: Keeper,
    dispatch: Dispatch,
    items: Vec<Item>,
    done: u64,
    total: u64,
    rested: u64,
}

impl Course {
    fn is_present(&self) -> bool {
        self.present.get() == self.number
    }

    /// Tells what was found since the last time.
    fn tell(&mut self) {
        self.rested = now().steady;
        if self.is_present() {
            let percent = u32::try_from(self.done * 100 / self.total.max(1)).unwrap_or(100).min(100);
            self.dispatch.send(Action::Transfer(Step::Read(std::mem::take(&mut self.items), percent)));
        }
    }

    fn flaw(&mut self, file: &Rc<str>, flaw: Flaw) {
        let problem = Problem { file: Rc::clone(file), place: None, path: String::new(), flaw };
        self.items.push(Item::Problem(problem));
    }

    async fn file(&mut self, file: &File) {
        let name: Rc<str> = file.name().into();
        let start = slice(file, 0, 4);
        let Some(start) = (match start {
            Some(start) => bytes(&start).await,
            None => None,
        }) else {
            return self.flaw(&name, Flaw::Unreadable);
        };
        if !zip::is_zip(&start) {
            return self.text(&name, file, None).await;
        }
        let Some(entries) = entries(file).await.filter(|entries| !entries.is_empty()) else {
            return self.flaw(&name, Flaw::Zip);
        };
        // What is in it counts, not how small it was packed.
        let inside: u64 = entries.iter().map(|entry| entry.size).sum();
        self.total = (self.total - length(file)).saturating_add(inside);
        for entry in entries {
            let name: Rc<str> = [&*name, "/", &entry.name].concat().into();
            match content(file, &entry).await {
                Some(content) => self.text(&name, &content, Some(&entry)).await,
                None => self.flaw(&name, Flaw::Zip),
            }
        }
    }

    /// Reads one file, or one in a zip file.
    async fn text(&mut self, name: &Rc<str>, blob: &Blob, entry: Option<&Entry>) {
        let deflated = entry.is_some_and(|entry| entry.deflated);
        let broken = if entry.is_some() { Flaw::Zip } else { Flaw::Unreadable };
        let Some(stream) = open(blob, deflated) else { return self.flaw(name, broken) };
        let mut reading = Reading::new(Rc::clone(name), entry.is_some());
        let mut left = entry.map_or(u64::MAX, |entry| entry.size);
        loop {
            if !self.is_present() {
                // It may hold a file open.
                let _ = stream.cancel();
                return;
            }
            let Ok(next) = JsFuture::from(stream.read()).await else { return self.flaw(name, broken) };
            let value = Reflect::get(&next, &"value".into()).unwrap_or(JsValue::UNDEFINED);
            let Ok(piece) = value.dyn_into::<Uint8Array>() else { break };
            let piece = piece.to_vec();
            self.done += piece.len() as u64;
            // More than its directory says is a trap.
            let Some(rest) = left.checked_sub(piece.len() as u64) else { return self.flaw(name, Flaw::Zip) };
            left = rest;
            let items = &mut self.items;
            reading.feed(&piece, &mut |item| items.push(item));
            if now().steady >= self.rested + STRETCH {
                self.tell();
                TimeoutFuture::new(0).await;
                // What was handed to the storage is in memory until it is there.
                while self.keeper.is_behind() && self.is_present() {
                    TimeoutFuture::new(BEHIND).await;
                }
                self.rested = now().steady;
            }
        }
        let items = &mut self.items;
        reading.finish(&mut |item| items.push(item));
    }
}

fn open(blob: &Blob, deflated: bool) -> Option<ReadableStreamDefaultReader> {
    let mut stream = blob.stream();
    if deflated {
        let inflater = Reflect::get(&window(), &"DecompressionStream".into()).ok()?.dyn_into::<Function>().ok()?;
        let inflater = Reflect::construct(&inflater, &Array::of1(&"deflate-raw".into())).ok()?;
        stream = stream.pipe_through(inflater.unchecked_ref());
    }
    stream.get_reader().dyn_into().ok()
}

/// The JSON files in a zip file.
async fn entries(file: &File) -> Option<Vec<Entry>> {
    let size = length(file);
    let tail = size.min(zip::TAIL);
    let tail = bytes(&slice(file, size - tail, tail)?).await?;
    let directory = zip::directory(&tail, size)?;
    let directory = bytes(&slice(file, directory.start, directory.length)?).await?;
    Some(zip::entries(&directory))
}

/// The bytes of a file in a zip file.
async fn content(file: &File, entry: &Entry) -> Option<Blob> {
    let header = bytes(&slice(file, entry.header, zip::HEADER)?).await?;
    slice(file, zip::content(entry, &header)?, entry.packed)
}
