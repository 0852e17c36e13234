//! Requests to the person's server, and the reading of a reply as it comes.
//!
//! Promises: only what a [`Call`] holds is sent, no cookie, no referrer; no redirect is followed (its answer has
//! the status 0), so a key reaches no other server; a connection never outlives its reply. There is no time limit: local models may think for long.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use gloo_net::http::{Headers, Method, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Blob, ReadableStream, ReadableStreamDefaultReader, ReadableStreamReadResult, ReferrerPolicy,
    RequestCache, RequestCredentials, RequestMode, RequestRedirect,
};

use crate::browser::background::in_background;
use crate::browser::device::now;
use crate::browser::flight::Flight;
use crate::browser::page::Page;
use crate::browser::reach;
use crate::domain::connection::Connection;
use crate::domain::error::Fault;
use crate::protocol::chat_completions::answer::Answer;
use crate::protocol::chat_completions::reader::{AnswerReader, Step};
use crate::protocol::chat_completions::{Call, End, Ending};

/// From how many bytes on a body is handed to the browser as a whole.
const LARGE: usize = 256 * 1024;

/// No answer came that may be read.
pub struct Unreadable;

/// Asks a server for a reply.
pub fn ask(call: Call, connection: Rc<Connection>, page: Rc<Page>, flight: Rc<Flight>) {
    in_background(async move {
        let ending = reply(&call, &connection, &page, &flight).await;
        flight.land(ending).await;
    });
}

async fn reply(call: &Call, connection: &Connection, page: &Page, flight: &Flight) -> Ending {
    let response = match send(call, flight.signal().as_ref()).await {
        Ok(response) => response,
        // Nobody waits for why a request failed that was broken off.
        Err(Unreadable) if flight.is_over() => return Ending::Failed(Fault::Unknown),
        Err(Unreadable) => return Ending::Failed(reach::why(connection, page, flight.signal().as_ref()).await),
    };
    let mut reader = AnswerReader::new(answer(call, &response), now().steady);
    let body = Body::of(response.body());
    let end = loop {
        match body.more_until(reader.deadline()).await {
            More::Bytes(bytes) => {
                flight.grow(reader.feed(&bytes, now().steady));
                flight.room().await;
            }
            More::Late => {}
            More::End => break End::Clean,
            More::Broken => {
                page.stays().await;
                break End::Broken;
            }
        }
        match reader.step(now().steady) {
            Step::Read => {}
            Step::Settle(ending) => flight.settle(ending).await,
            Step::Stop => break End::Enough,
        }
    };
    let (last, ending) = reader.end(end);
    flight.grow(last);
    ending
}

/// The reader of the answer to a call.
pub fn answer(call: &Call, response: &Response) -> Answer {
    Answer::new(response.status(), &header(response, "content-type").unwrap_or_default(), call.facts())
        .with_wait(header(response, "retry-after-ms").as_deref(), header(response, "retry-after").as_deref())
}

/// A header of an answer, if it is there and the server lets it be read.
pub fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().into_raw().get(name).ok().flatten()
}

/// Sends a call: a POST if it has a body, else a GET.
pub async fn send(call: &Call, signal: Option<&AbortSignal>) -> Result<Response, Unreadable> {
    let headers = web_sys::Headers::new().map_err(|_| Unreadable)?;
    for (name, value) in &call.headers {
        headers.set(name, value.reveal()).map_err(|_| Unreadable)?;
    }
    let request = RequestBuilder::new(&call.address)
        .headers(Headers::from_raw(headers))
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Manual)
        .abort_signal(signal);
    let request = if call.body.is_empty() {
        request.method(Method::GET).build()
    } else {
        request.method(Method::POST).body(body(&call.body))
    };
    request.map_err(|_| Unreadable)?.send().await.map_err(|_| Unreadable)
}

#[wasm_bindgen]
extern "C" {
    /// A list of these bytes as they stand in the program's memory: to be used before that memory may grow.
    #[wasm_bindgen(js_namespace = Array, js_name = of)]
    fn list_of(bytes: &[u8]) -> Array;
}

/// The body of a request, as bytes: a text would be made one of the page's and then bytes again. Much of it is copied
/// once, into what the browser sends by itself; bytes would be copied for the request, for the network and for each of
/// the pieces in which the page would hand them on.
fn body(text: &str) -> JsValue {
    if text.len() > LARGE
        && let Ok(blob) = Blob::new_with_u8_array_sequence(&list_of(text.as_bytes()))
        && blob.size() as usize == text.len()
    {
        return blob.into();
    }
    Uint8Array::from(text.as_bytes()).into()
}

/// The body of an answer, piece by piece.
pub struct Body {
    reader: Option<ReadableStreamDefaultReader>,
    /// The piece that is being waited for.
    next: RefCell<Option<JsFuture>>,
}

/// What was to be read of a body.
pub enum More {
    /// A piece.
    Bytes(Vec<u8>),
    /// There is no more.
    End,
    /// The connection broke.
    Broken,
    /// Nothing came in time.
    Late,
}

impl Body {
    /// Reads a stream that nobody else reads. None: an empty body.
    pub fn of(stream: Option<ReadableStream>) -> Self {
        let reader = stream.map(|stream| stream.get_reader().unchecked_into());
        Self { reader, next: RefCell::default() }
    }

    /// The next piece. None: there is no more.
    pub async fn more(&self) -> Result<Option<Vec<u8>>, Unreadable> {
        match self.more_until(None).await {
            More::Bytes(bytes) => Ok(Some(bytes)),
            More::End | More::Late => Ok(None),
            More::Broken => Err(Unreadable),
        }
    }

    /// The next piece, if it comes before that time of the steady clock, in milliseconds. A piece that is there already
    /// comes first.
    pub async fn more_until(&self, deadline: Option<u64>) -> More {
        let Some(reader) = &self.reader else { return More::End };
        let wait = deadline.map(|deadline| deadline.saturating_sub(now().steady));
        let mut timer = wait.map(|wait| TimeoutFuture::new(u32::try_from(wait).unwrap_or(u32::MAX)));
        let read = poll_fn(|context| {
            let mut held = self.next.borrow_mut();
            let next = held.get_or_insert_with(|| JsFuture::from(reader.read()));
            if let Poll::Ready(read) = Pin::new(next).poll(context) {
                *held = None;
                return Poll::Ready(Some(read));
            }
            match timer.as_mut().map(|timer| Pin::new(timer).poll(context)) {
                Some(Poll::Ready(())) => Poll::Ready(None),
                _ => Poll::Pending,
            }
        });
        match read.await {
            None => More::Late,
            Some(Err(_)) => More::Broken,
            Some(Ok(read)) => {
                let read: ReadableStreamReadResult = read.unchecked_into();
                if read.get_done().unwrap_or(false) {
                    return More::End;
                }
                More::Bytes(Uint8Array::new(&read.get_value()).to_vec())
            }
        }
    }
}
