//! Requests as they come off a socket, and the first lines of an answer.
//!
//! Reads HTTP/1.1 by hand, because the servers built on it must control every byte they send. Promises the headers in
//! the order and spelling they arrived in. Does not know chunked request bodies (no browser sends them), keep-alive,
//! or what any path means.

use std::io::{Error, ErrorKind, Result};

use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt};

const LONGEST_HEAD: usize = 256 * 1024;
const LONGEST_BODY: usize = 256 * 1024 * 1024;

/// One request, complete with its body.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, `POST`, `OPTIONS` and so on.
    pub method: String,
    /// The path as sent, without the query.
    pub path: String,
    /// What follows the question mark, empty if there is none.
    pub query: String,
    /// Names and values in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body's bytes, as many as Content-Length says.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of that name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Reads one request. `None` if the client closed before sending anything, as browsers do with spare connections.
///
/// # Errors
/// When the connection breaks inside a request, or when what came is not HTTP/1.
pub async fn read_request<R: AsyncRead + Unpin>(reader: &mut R) -> Result<Option<Request>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() > LONGEST_HEAD {
            return Err(Error::new(ErrorKind::InvalidData, "the head of the request does not end"));
        }
        if reader.read_buf(&mut bytes).await? == 0 {
            return if bytes.is_empty() { Ok(None) } else { Err(ErrorKind::UnexpectedEof.into()) };
        }
    };
    let mut body = bytes.split_off(head_end);
    body.drain(..4);
    let mut request = head(&String::from_utf8_lossy(&bytes))
        .ok_or_else(|| Error::new(ErrorKind::InvalidData, "not an HTTP/1 request"))?;
    let length = request.header("content-length").and_then(|value| value.trim().parse().ok()).unwrap_or(0_usize);
    if length > LONGEST_BODY {
        return Err(Error::new(ErrorKind::InvalidData, "the body of the request is too long"));
    }
    while body.len() < length {
        if reader.read_buf(&mut body).await? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    body.truncate(length);
    request.body = body;
    Ok(Some(request))
}

fn head(text: &str) -> Option<Request> {
    let mut lines = text.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if !version.starts_with("HTTP/1") {
        return None;
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(':'));
    Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect(),
        body: Vec::new(),
    })
}

/// The status line and headers of an answer, up to and with the empty line. Always says `connection: close`: a browser
/// quietly repeats a request that fails on a connection it has used before, and tests count requests.
pub fn answer_head(status: u16, headers: &[(String, String)]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(status));
    for (name, value) in headers {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    }
    head.push_str("connection: close\r\n\r\n");
    head.into_bytes()
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        206 => "Partial Content",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Payload Too Large",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Request, read_request};

    async fn read(mut bytes: &[u8]) -> std::io::Result<Option<Request>> {
        read_request(&mut bytes).await
    }

    #[tokio::test]
    async fn a_request_keeps_its_headers_in_order_and_its_body_to_the_byte() {
        let bytes =
            b"POST /v1/x?api-version=2 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nX-B: b:c\r\n\r\n\xff{}\nmore";
        let request = read(bytes).await.unwrap().unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/x"));
        assert_eq!(request.query, "api-version=2");
        let names: Vec<&str> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Host", "Content-Length", "X-B"]);
        assert_eq!(request.header("x-b"), Some("b:c"));
        assert_eq!(request.body, b"\xff{}\n");
    }

    #[tokio::test]
    async fn a_connection_closed_before_a_word_is_no_request_and_inside_one_is_an_error() {
        assert!(read(b"").await.unwrap().is_none());
        assert!(read(b"GET / HT").await.is_err());
        assert!(read(b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc").await.is_err());
        assert!(read(b"\x16\x03\x01\r\n\r\n").await.is_err());
    }
}
