//! A static file server like the hosts people publish on, over http and https, under any folder.
//!
//! Promises right content types, nothing outside its root, and a log of what was asked for. Can hold files back
//! ([`Pages::hold`]) and lose them ([`Pages::lose`]) to show what a page does while it loads and when a deploy went
//! wrong. Does not know what it serves.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::Outcome;
use crate::certificate::self_signed;
use crate::http::{Request, answer_head, read_request};
use crate::server::Server;

/// A running static server.
#[derive(Debug)]
pub struct Pages {
    http: Server,
    https: Server,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    root: PathBuf,
    folder: String,
    log: Mutex<Vec<Fetched>>,
    held: watch::Sender<BTreeSet<String>>,
    lost: Mutex<BTreeSet<String>>,
}

/// One request for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The path asked for.
    pub path: String,
    /// The status it was answered with.
    pub status: u16,
}

impl Pages {
    /// Serves the files of `root` under `folder` (`/` or `/some/folder/`), over http and https on a port each.
    ///
    /// # Errors
    /// When there is no such folder, no port or no certificate to be had.
    pub fn start(root: &Path, folder: &str) -> Outcome<Self> {
        let root = root.canonicalize().map_err(|error| format!("nothing to serve at {}: {error}", root.display()))?;
        let folder = format!("/{}/", folder.trim_matches('/')).replace("//", "/");
        let (log, lost, held) = (Mutex::default(), Mutex::default(), watch::channel(BTreeSet::new()).0);
        let shared = Arc::new(Shared { root, folder, log, held, lost });
        let plain = Arc::clone(&shared);
        let http = Server::start(0, move |stream| serve(stream, Arc::clone(&plain)))?;
        let (secure, acceptor) = (Arc::clone(&shared), TlsAcceptor::from(self_signed()?));
        let https = Server::start(0, move |stream| serve_tls(stream, acceptor.clone(), Arc::clone(&secure)))?;
        Ok(Self { http, https, shared })
    }

    /// The address of the folder over http: `http://127.0.0.1:PORT/some/folder/`.
    pub fn address(&self) -> String {
        format!("http://{}{}", self.http.address(), self.shared.folder)
    }

    /// The address of the folder over https, with a certificate nobody trusts.
    pub fn https_address(&self) -> String {
        format!("https://{}{}", self.https.address(), self.shared.folder)
    }

    /// The port of the http address.
    pub fn port(&self) -> u16 {
        self.http.address().port()
    }

    /// The port of the https address.
    pub fn https_port(&self) -> u16 {
        self.https.address().port()
    }

    /// What was asked for, in order of the answers.
    pub fn fetched(&self) -> Vec<Fetched> {
        self.shared.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers requests for files whose path ends so only after [`Pages::release`].
    pub fn hold(&self, ending: &str) {
        self.shared.held.send_modify(|held| {
            held.insert(ending.to_owned());
        });
    }

    /// Lets everything held back go.
    pub fn release(&self) {
        self.shared.held.send_modify(BTreeSet::clear);
    }

    /// Answers requests for files whose path ends so with 404 from now on.
    pub fn lose(&self, ending: &str) {
        self.shared.lost.lock().unwrap_or_else(PoisonError::into_inner).insert(ending.to_owned());
    }

    /// Answers them again.
    pub fn find(&self) {
        self.shared.lost.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Shared {
    fn file(&self, path: &str) -> Option<(PathBuf, Vec<u8>)> {
        if ends_with_any(&self.lost, path) {
            return None;
        }
        let inside = percent_decoded(path.strip_prefix(self.folder.as_str())?)?;
        let mut file = self.root.join(inside);
        if path.ends_with('/') {
            file.push("index.html");
        }
        // Links and dots may not lead out of the root.
        let file = file.canonicalize().ok().filter(|file| file.starts_with(&self.root))?;
        let bytes = std::fs::read(&file).ok()?;
        Some((file, bytes))
    }
}

fn ends_with_any(endings: &Mutex<BTreeSet<String>>, path: &str) -> bool {
    let endings = endings.lock().unwrap_or_else(PoisonError::into_inner);
    endings.iter().any(|ending| path.ends_with(ending.as_str()))
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut pieces = path.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

async fn serve_tls(stream: TcpStream, acceptor: TlsAcceptor, shared: Arc<Shared>) {
    // A browser that does not trust the certificate breaks off here.
    if let Ok(stream) = acceptor.accept(stream).await {
        serve(stream, shared).await;
    }
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, shared: Arc<Shared>) {
    let Ok(Some(request)) = read_request(&mut stream).await else { return };
    let mut changes = shared.held.subscribe();
    let free = |held: &BTreeSet<String>| !held.iter().any(|ending| request.path.ends_with(ending.as_str()));
    if changes.wait_for(free).await.is_err() {
        return;
    }
    let (status, answer) = answer(&request, &shared);
    let fetched = Fetched { path: request.path.clone(), status };
    shared.log.lock().unwrap_or_else(PoisonError::into_inner).push(fetched);
    // A reader that has gone away is no concern of a file server.
    let _ = stream.write_all(&answer).await;
    let _ = stream.shutdown().await;
}

fn answer(request: &Request, shared: &Shared) -> (u16, Vec<u8>) {
    let found = shared.file(&request.path).map(|(file, body)| (200, content_type(&file), body));
    let (status, kind, body) =
        found.unwrap_or_else(|| (404, "text/html; charset=utf-8", b"<!DOCTYPE html><title>Not found</title>".to_vec()));
    let headers = [
        ("content-type".to_owned(), kind.to_owned()),
        ("content-length".to_owned(), body.len().to_string()),
        ("cache-control".to_owned(), "no-cache".to_owned()),
    ];
    let mut answer = answer_head(status, &headers);
    if request.method != "HEAD" {
        answer.extend(body);
    }
    (status, answer)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Fetched, Pages, Path};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    async fn get(pages: &Pages, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", pages.port())).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test]
    async fn files_are_served_under_a_folder_and_nothing_above_the_root() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/page");
        let pages = Pages::start(&root, "/some/folder").unwrap();
        let check = async |path: &str, status: &str, kind: &str| {
            let answer = get(&pages, path).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
            assert!(answer.contains(&format!("content-type: {kind}")), "{path}: {answer}");
        };
        check("/some/folder/", "200", "text/html").await;
        check("/some/folder/page.js?v=1", "200", "text/javascript").await;
        check("/some/folder/p%61ge.css", "200", "text/css").await;
        check("/", "404", "text/html").await;
        check("/some/folder/../README.md", "404", "text/html").await;
        check("/some/folder/%2e%2e/README.md", "404", "text/html").await;
        check("/some/folder//etc/passwd", "404", "text/html").await;
        check("/some/folder/%", "404", "text/html").await;
        assert_eq!(pages.fetched().first(), Some(&Fetched { path: "/some/folder/".to_owned(), status: 200 }));
        pages.lose(".css");
        check("/some/folder/page.css", "404", "text/html").await;
    }

    #[tokio::test]
    async fn a_file_held_back_comes_once_it_is_released() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/page");
        let pages = Pages::start(&root, "/").unwrap();
        pages.hold(".css");
        let (style, ()) = tokio::join!(get(&pages, "/page.css"), async {
            assert!(get(&pages, "/page.js").await.contains("200"));
            assert_eq!(pages.fetched().len(), 1);
            pages.release();
        });
        assert!(style.contains("text/css"));
    }
}
