//! An answer as a list of steps, and its performance on a socket.
//!
//! An [`Answer`] is a value: what to send, where to cut it, when to pause, how to end. Promises that a client that goes
//! away is noticed at once, also while nothing is being sent, and that pieces leave one by one. Does not know models.

use std::io::Result;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::gate::Gates;
use super::log::{Happening, Log};
use crate::http::answer_head;

/// How many times at most the sender stops for a moment so that pieces do not melt together on the way.
const MOST_BREATHS: usize = 400;
/// A reset loses data on its way, and a browser throws away what its page has not read yet when a body breaks off. So
/// what was sent gets this long to arrive and be read first.
const BEFORE_BREAKING: Duration = Duration::from_millis(150);

/// What to send for one request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Headers besides those the place adds (CORS).
    pub headers: Vec<(String, String)>,
    /// What to do after the head, in order.
    pub steps: Vec<Step>,
    /// How it ends.
    pub end: End,
    /// Cuts the body into pieces of these lengths, in turn; empty leaves each step whole.
    pub cuts: Vec<usize>,
    /// A wait before the head is sent.
    pub delay: Duration,
}

/// One thing to do.
#[derive(Debug, Clone)]
pub enum Step {
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Sends these bytes, which carry that part of the model's text.
    Say(String, Vec<u8>),
    /// Waits.
    Pause(Duration),
    /// Waits until the gate of that name is opened.
    Gate(String),
}

/// The ways an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Complete.
    Clean,
    /// The connection closes with the body incomplete.
    Cut,
    /// The connection is reset.
    Reset,
    /// Nothing more comes, and the connection stays open until the client goes.
    Hang,
    /// Only comments (`: ping`) come, one each of these, until the client goes.
    Comments(Duration),
    /// Not even a head is sent.
    NoAnswer,
}

impl Answer {
    /// A complete answer of that type.
    pub fn whole(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { headers, steps: vec![Step::Bytes(body.into())], ..Self::empty(status) }
    }

    /// An event stream made of these steps.
    pub fn stream(steps: Vec<Step>) -> Self {
        let headers = vec![
            ("content-type".to_owned(), "text/event-stream; charset=utf-8".to_owned()),
            ("cache-control".to_owned(), "no-cache".to_owned()),
        ];
        Self { headers, steps, ..Self::empty(200) }
    }

    /// A complete answer without a body and without a type.
    pub fn empty(status: u16) -> Self {
        let (headers, steps, cuts) = (Vec::new(), Vec::new(), Vec::new());
        Self { status, headers, steps, end: End::Clean, cuts, delay: Duration::ZERO }
    }

    /// The same answer with another end.
    pub fn ending(self, end: End) -> Self {
        Self { end, ..self }
    }

    /// The steps with the body cut as wanted. Bytes on both sides of a pause never join.
    fn pieces(self) -> Vec<Step> {
        if self.cuts.is_empty() {
            return self.steps;
        }
        let mut lengths = self.cuts.iter().copied().filter(|length| *length > 0).cycle();
        let (mut pieces, mut open) = (Vec::new(), Vec::new());
        for step in self.steps {
            match step {
                Step::Bytes(bytes) | Step::Say(_, bytes) => open.extend(bytes),
                other => {
                    cut(&mut open, &mut lengths, &mut pieces);
                    pieces.push(other);
                }
            }
        }
        cut(&mut open, &mut lengths, &mut pieces);
        pieces
    }
}

fn cut(open: &mut Vec<u8>, lengths: &mut impl Iterator<Item = usize>, pieces: &mut Vec<Step>) {
    let mut rest = open.as_slice();
    while !rest.is_empty() {
        let length = lengths.next().unwrap_or(rest.len()).min(rest.len());
        let (piece, after) = rest.split_at(length);
        pieces.push(Step::Bytes(piece.to_vec()));
        rest = after;
    }
    open.clear();
}

/// Performs the answer. Whatever goes wrong on the way is in the log as the client's leaving.
pub(super) async fn perform(stream: &mut TcpStream, answer: Answer, log: &Log, id: usize, gates: &Gates) {
    let mut performance = Performance { stream, log, id, gates };
    if performance.run(answer).await.is_err() {
        log.event(id, Happening::ClientGone);
    }
}

struct Performance<'a> {
    stream: &'a mut TcpStream,
    log: &'a Log,
    id: usize,
    gates: &'a Gates,
}

impl Performance<'_> {
    async fn run(&mut self, answer: Answer) -> Result<()> {
        if !answer.delay.is_zero() {
            self.unless_gone(tokio::time::sleep(answer.delay)).await?;
        }
        let end = answer.end;
        if end != End::NoAnswer {
            self.body(answer).await?;
        }
        match end {
            End::Clean => {
                self.stream.shutdown().await?;
                self.log.event(self.id, Happening::Finished);
            }
            End::Cut => {
                self.unless_gone(tokio::time::sleep(BEFORE_BREAKING)).await?;
                self.log.event(self.id, Happening::Cut);
                self.stream.shutdown().await?;
            }
            End::Reset => {
                self.unless_gone(tokio::time::sleep(BEFORE_BREAKING)).await?;
                self.stream.set_zero_linger()?;
                self.log.event(self.id, Happening::Reset);
            }
            End::Hang | End::NoAnswer => {
                self.log.event(self.id, Happening::Silent);
                self.unless_gone(std::future::pending::<()>()).await?;
            }
            End::Comments(every) => {
                self.log.event(self.id, Happening::Silent);
                loop {
                    self.unless_gone(tokio::time::sleep(every)).await?;
                    self.write(&chunk(b": ping\n\n")).await?;
                    self.log.event(self.id, Happening::Sent { bytes: b": ping\n\n".len() });
                }
            }
        }
        Ok(())
    }

    async fn body(&mut self, answer: Answer) -> Result<()> {
        let mut headers = answer.headers.clone();
        // 204 has no body, and with it no framing.
        let framed = answer.status != 204;
        if framed {
            headers.push(("transfer-encoding".to_owned(), "chunked".to_owned()));
        }
        self.write(&answer_head(answer.status, &headers)).await?;
        self.log.event(self.id, Happening::Answered { status: answer.status });
        let (breathes, complete) = (!answer.cuts.is_empty(), answer.end == End::Clean);
        let pieces = answer.pieces();
        let every = pieces.len().div_ceil(MOST_BREATHS).max(1);
        for (number, step) in pieces.into_iter().enumerate() {
            match step {
                Step::Bytes(bytes) => self.send(&bytes).await?,
                Step::Say(text, bytes) => {
                    self.log.event(self.id, Happening::Said { text });
                    self.send(&bytes).await?;
                }
                Step::Pause(time) => self.unless_gone(tokio::time::sleep(time)).await?,
                Step::Gate(gate) => {
                    self.log.event(self.id, Happening::Held { gate: gate.clone() });
                    self.unless_gone(self.gates.opened(&gate)).await?;
                }
            }
            if breathes && number % every == 0 {
                self.unless_gone(tokio::time::sleep(Duration::from_millis(1))).await?;
            }
        }
        if framed && complete {
            self.write(b"0\r\n\r\n").await?;
        }
        Ok(())
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        // An empty chunk would end the body.
        if !bytes.is_empty() {
            self.write(&chunk(bytes)).await?;
            self.log.event(self.id, Happening::Sent { bytes: bytes.len() });
        }
        Ok(())
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let (mut reader, mut writer) = self.stream.split();
        tokio::select! {
            biased;
            gone = left(&mut reader) => Err(gone),
            written = writer.write_all(bytes) => written,
        }
    }

    async fn unless_gone(&mut self, wait: impl Future<Output = ()>) -> Result<()> {
        let (mut reader, _) = self.stream.split();
        tokio::select! {
            biased;
            gone = left(&mut reader) => Err(gone),
            () = wait => Ok(()),
        }
    }
}

/// Returns once the client has closed or reset; what it sends meanwhile is thrown away.
async fn left(reader: &mut (impl AsyncReadExt + Unpin)) -> std::io::Error {
    let mut scratch = [0_u8; 1024];
    loop {
        match reader.read(&mut scratch).await {
            Ok(0) => return std::io::ErrorKind::ConnectionAborted.into(),
            Ok(_) => {}
            Err(error) => return error,
        }
    }
}

fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}
