//! The messages, and the reader's place among them.
//!
//! Promises: the page follows a growing reply only while the reader is at its end; any move up lets go at once, and
//! nothing moves the reader but the reader. At most one place is written per frame, after the page was laid out.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};
use yew::prelude::*;

use crate::domain::id::MessageId;
use crate::domain::thread::Thread;
use crate::state::turn::Pulse;
use crate::view::element::element;
use crate::view::flow::Flow;
use crate::view::hooks::{use_effect_on, use_held, use_node};
use crate::view::icons::{Icon, icon};
use crate::view::idle::Idle;
use crate::view::stretch::{Stretches, beginning};
use crate::view::use_ui;
use crate::view::watch::{NO_HOVER, use_media, use_window_event};

/// How near the end counts as being there, in pixels: places are fractions, heights are not.
const NEAR: i32 = 4;
/// How far from the end the way back is offered, in pixels.
const FAR: i32 = 64;
/// Below every end, in pixels.
const BOTTOM: i32 = 1 << 24;
/// How long a conversation that was just opened, or a reply that just ended, may still change its height, in
/// milliseconds.
const SETTLING: u64 = 400;
/// How long a smooth scroll is on its way, in milliseconds.
const GLIDING: u64 = 800;

/// The messages of a conversation. Give it the conversation as key: a new one begins at its end.
#[derive(Clone, PartialEq)]
pub struct Transcript {
    /// Its messages.
    pub thread: Rc<Thread>,
    /// The reply that is coming in, and what is to be said of it.
    pub running: Option<(MessageId, Pulse)>,
    /// The message that is to be on the page, and what tells this wish from others.
    pub sought: Option<(u32, MessageId)>,
}

/// What is known of the reader.
#[derive(Default)]
struct Reader {
    /// Whether the page follows the end.
    follows: bool,
    /// Whether a reply grows.
    live: bool,
    /// Whether messages above are still to be drawn.
    filling: bool,
    /// Until when the height may still settle, in milliseconds of the page's clock.
    settles: u64,
    /// Whether a finger is on the page.
    touching: bool,
    /// Whether the page was taken to its end and that is still to be told.
    wrote: bool,
    /// The place last seen.
    top: i32,
    /// How high the window on the messages was when last seen.
    height: i32,
    /// The lowest place there was when the page was last laid out.
    end: i32,
    /// Where that was when the reader last set out downwards, and until when the way there may take: a growing reply
    /// moves the end on meanwhile.
    goal: (i32, u64),
    /// The last message seen, and how long it was, in bytes.
    last: Option<MessageId>,
    length: usize,
}

drawn_by!(Transcript, use_transcript);

#[hook]
fn use_transcript(props: &Transcript) -> Html {
    let ui = use_ui();
    let t = &ui.texts.chat;
    let scroller = use_node();
    let content = use_node();
    let away = use_held(|| false);
    let reader = use_mut_ref(|| Reader { follows: true, ..Reader::default() });
    let flow = use_ref(Flow::default);

    // The end of a conversation is drawn at once, what is above it in idle moments.
    let first = use_held(|| None::<usize>);
    let count = props.thread.rows.len();
    let from = first.get().map_or_else(|| beginning(&props.thread.rows, None), |first| first.min(count));
    // What is sought is drawn at once, and something above it.
    let sought =
        props.sought.as_ref().and_then(|(_, id)| props.thread.rows.iter().position(|row| row.message.id == *id));
    let from = sought.map_or(from, |at| from.min(at.saturating_sub(2)));
    reader.borrow_mut().filling = from > 0;
    {
        let (first, thread) = (first.clone(), Rc::clone(&props.thread));
        use_effect_on((from, count == 0), move || {
            let idle = (count > 0).then(|| {
                let next = if from == 0 { 0 } else { beginning(&thread.rows, Some(from)) };
                Idle::soon(move || first.set(Some(next)))
            });
            move || drop(idle)
        });
    }
    // Paper has no idle moments.
    use_window_event("beforeprint", from > 0, {
        let first = first.clone();
        Callback::from(move |_: Event| first.set(Some(0)))
    });
    let folded = use_media(NO_HOVER);
    let stretches = use_mut_ref(Stretches::default);
    let rows = stretches.borrow_mut().draw(&props.thread.rows, from, props.running.as_ref(), folded);

    // Heights change with what comes in, with fonts, folds and the window. Observed after layout and before paint, so
    // that following costs one write a frame and shows no frame out of place.
    {
        let (scroller, content, reader, away) = (scroller.clone(), content.clone(), Rc::clone(&reader), away.clone());
        let flow = Rc::clone(&flow);
        use_effect_on((), move || {
            let observed = content.cast::<HtmlElement>().zip(scroller.cast::<HtmlElement>());
            let observing = observed.and_then(|(content, scroller)| {
                let page = scroller.clone();
                let resized = Closure::<dyn Fn()>::new(move || {
                    let mut reader = reader.borrow_mut();
                    let height = page.client_height();
                    let window_changed = std::mem::replace(&mut reader.height, height) != height;
                    let moves = reader.live || reader.filling || window_changed || now() < reader.settles;
                    reader.end = end(&page);
                    let mut left = reader.end - reader.seen(&page);
                    // Mostly it stands there already: what grows was followed when it was drawn. Places are fractions, and
                    // to move by what was rounded would have the whole frame laid out and painted again.
                    if left > 1 && reader.follows && moves && !reader.touching {
                        to_end(&page, &mut reader);
                        left = 0;
                    }
                    away.set(!reader.follows && left > FAR);
                });
                let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok()?;
                flow.watch(observer, &scroller, content);
                Some(resized)
            });
            move || {
                flow.end();
                drop(observing);
            }
        });
    }

    // What grows is followed as soon as it is drawn: the frame is then laid out once, and not again for its place.
    {
        let (scroller, reader, flow) = (scroller.clone(), Rc::clone(&reader), Rc::clone(&flow));
        let drawn = (Rc::as_ptr(&props.thread), props.running.is_some());
        let last = props.thread.rows.last().map(|row| Rc::clone(&row.message));
        use_effect_on(drawn, move || {
            let mut reader = reader.borrow_mut();
            // Words may also come late, when the reply is shown as ended already.
            let length = last.as_ref().and_then(|last| last.reply()).map_or(0, |reply| reply.text.len());
            if last.as_ref().map(|last| &last.id) == reader.last.as_ref() && length > reader.length {
                reader.settles = now() + SETTLING;
            }
            reader.length = length;
            let follows = drawn.1 && reader.live && reader.follows && !reader.touching;
            let Some(page) = scroller.cast::<HtmlElement>().filter(|_| follows) else { return flow.rests() };
            reader.seen(&page);
            if reader.follows {
                to_end(&page, &mut reader);
                reader.wrote = true;
            }
            // What is drawn above meanwhile would move what is read.
            if reader.follows && !reader.filling {
                flow.goes_on();
            } else {
                flow.rests();
            }
        });
    }

    // A new question, or the first messages of a conversation just read, take the reader to the end.
    {
        let (scroller, reader, away) = (scroller.clone(), Rc::clone(&reader), away.clone());
        let last = props.thread.rows.last().map(|row| row.message.id.clone());
        let live = props.running.is_some();
        use_effect_on((last.clone(), live), move || {
            let Some(scroller) = scroller.cast::<HtmlElement>() else { return };
            let mut reader = reader.borrow_mut();
            let begins = live && !reader.live && last != reader.last;
            if reader.last.is_none() || begins {
                reader.follows = true;
                away.set(false);
            }
            if reader.last.is_none() || reader.live != live {
                reader.settles = now() + SETTLING;
            }
            reader.live = live;
            reader.last = last;
            if reader.follows && (begins || now() < reader.settles) {
                to_end(&scroller, &mut reader);
            }
        });
    }

    {
        let reader = Rc::clone(&reader);
        let wish = props.sought.as_ref().filter(|_| sought.is_some()).map(|(number, _)| *number);
        use_effect_on(wish, move || {
            if wish.is_some() {
                reader.borrow_mut().follows = false;
            }
        });
    }

    let release = {
        let (reader, flow) = (Rc::clone(&reader), Rc::clone(&flow));
        move || {
            reader.borrow_mut().follows = false;
            flow.rests();
        }
    };
    let descend = {
        let reader = Rc::clone(&reader);
        move || {
            let mut reader = reader.borrow_mut();
            reader.goal = (reader.end, now() + GLIDING);
        }
    };
    let onwheel = {
        let (release, descend) = (release.clone(), descend.clone());
        Callback::from(move |event: WheelEvent| if event.delta_y() < 0.0 { release() } else { descend() })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowUp" | "PageUp" | "Home" => release(),
        "ArrowDown" | "PageDown" | "End" | " " => descend(),
        _ => {}
    });
    let touch = |touching: bool| {
        let (reader, flow) = (Rc::clone(&reader), Rc::clone(&flow));
        Callback::from(move |_: TouchEvent| {
            flow.rests();
            let mut reader = reader.borrow_mut();
            reader.touching = touching;
            reader.goal = (reader.end, now() + GLIDING);
        })
    };
    let onscroll = {
        let (scroller, reader, away) = (scroller.clone(), Rc::clone(&reader), away.clone());
        let flow = Rc::clone(&flow);
        Callback::from(move |_: Event| {
            let mut reader = reader.borrow_mut();
            // It tells of our own move. Asking where the page stands would have it laid out for nothing; should the
            // reader have moved as well, the next drawing sees it.
            if std::mem::take(&mut reader.wrote) && reader.live && reader.follows {
                return;
            }
            let Some(scroller) = scroller.cast::<HtmlElement>() else { return };
            let (top, left) = (scroller.scroll_top(), distance(&scroller));
            // Only a move tells what the reader wants; being near the end does not bind a reader who just let go.
            if top < reader.top && left > NEAR {
                reader.follows = false;
                flow.rests();
            } else if top > reader.top {
                let goal = if now() < reader.goal.1 { reader.goal.0 } else { reader.end };
                reader.follows |= top + NEAR >= goal.min(top + left);
            }
            reader.top = top;
            away.set(!reader.follows && left > FAR);
        })
    };
    let latest = {
        let (scroller, reader, away) = (scroller.clone(), Rc::clone(&reader), away.clone());
        Callback::from(move |_: MouseEvent| {
            let Some(scroller) = scroller.cast::<HtmlElement>() else { return };
            let mut reader = reader.borrow_mut();
            reader.follows = true;
            to_end(&scroller, &mut reader);
            away.set(false);
            // The button goes away; the keyboard stays here.
            let _ = scroller.focus();
        })
    };

    // Not a live region: the announcer tells what comes in, in finished sentences.
    let transcript = element("section class=transcript tabindex=0")
        .node(&scroller)
        .attr("aria-label", t.transcript)
        .on("wheel", onwheel)
        .on("scroll", onscroll)
        .on("keydown", onkeydown)
        .on("touchstart", touch(true))
        .on("touchend", touch(false))
        .on("touchcancel", touch(false))
        .child(element("div").attr("class", "column turns").node(&content).child(rows));
    let jump = away.get().then(|| {
        let jump = element("button type=button").attr("class", "button jump").on("click", latest);
        jump.child(icon(Icon::Down)).child(t.latest)
    });
    element("div class=reading").child(transcript).child(jump).html()
}

fn end(scroller: &HtmlElement) -> i32 {
    scroller.scroll_height() - scroller.client_height()
}

fn distance(scroller: &HtmlElement) -> i32 {
    end(scroller) - scroller.scroll_top()
}

fn to_end(scroller: &HtmlElement, reader: &mut Reader) {
    scroller.set_scroll_top(BOTTOM);
    reader.top = scroller.scroll_top();
    reader.end = reader.top;
}

impl Reader {
    /// Where the page stands. A place above the one last seen is the reader's doing, and may come to be known before
    /// it is told.
    fn seen(&mut self, page: &HtmlElement) -> i32 {
        let top = page.scroll_top();
        if top < self.top && end(page) - top > NEAR {
            self.follows = false;
        }
        top
    }
}

/// The page's clock, in milliseconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page lives shorter than that")]
fn now() -> u64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0, |clock| clock.now() as u64)
}
