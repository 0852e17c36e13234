//! A small static server for one folder, for this machine alone.
//!
//! Promises: answers GET and HEAD with the right type, never with a file outside the folder. Does not know what it serves.

use crate::project::Project;
use crate::{Outcome, site};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Requests have a head and no body; longer heads are nobody's here.
const LONGEST_HEAD: usize = 32 * 1024;

/// What is served: a folder, and while it is worked on a number that changes with it.
#[derive(Clone)]
pub struct Site {
    /// The folder.
    pub folder: PathBuf,
    /// The number, under `/live-version`.
    pub version: Option<Arc<AtomicU64>>,
}

/// Builds the release page and serves it until the person ends it.
pub fn release(project: &Project, port: u16) -> Outcome {
    let listener = listen(port)?;
    let site = Site { folder: site::build(project)?, version: None };
    announce(port);
    serve(&listener, &site);
    Ok(())
}

/// Takes the port, before any work: a taken one should not be found out after minutes.
pub fn listen(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!(
                "Port {port} is taken by another program. End it, or choose another: cargo xtask serve --port {}",
                port.wrapping_add(1).max(1024)
            )
        }
        _ => format!("Port {port} cannot be used: {error}. Choose another: cargo xtask serve --port 8081"),
    })
}

/// Says where the page is.
pub fn announce(port: u16) {
    println!("\nSotto is at http://127.0.0.1:{port}  (Ctrl+C ends it)");
}

/// Answers, each connection on a thread of its own.
pub fn serve(listener: &TcpListener, site: &Site) {
    for stream in listener.incoming().flatten() {
        let site = site.clone();
        // A connection that breaks off concerns nobody else.
        std::thread::spawn(move || converse(stream, &site));
    }
}

fn converse(mut stream: TcpStream, site: &Site) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut head = Vec::new();
    let mut piece = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let count = stream.read(&mut piece)?;
        if count == 0 || head.len() > LONGEST_HEAD {
            return Ok(());
        }
        head.extend(piece.iter().take(count));
    }
    let answer = answer(site, &String::from_utf8_lossy(&head));
    write!(stream, "HTTP/1.1 {}\r\n{}", answer.status, answer.headers)?;
    write!(
        stream,
        "Content-Length: {}\r\nCache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        answer.body.len()
    )?;
    if !answer.head_only {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

struct Answer {
    status: &'static str,
    headers: String,
    body: Vec<u8>,
    head_only: bool,
}

fn answer(site: &Site, head: &str) -> Answer {
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (method, address) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let plain = |status: &'static str, body: &str| Answer {
        status,
        headers: "Content-Type: text/plain; charset=utf-8\r\n".to_string(),
        body: body.as_bytes().to_vec(),
        head_only: method == "HEAD",
    };
    if method != "GET" && method != "HEAD" {
        return plain("405 Method Not Allowed", "Only GET and HEAD.\n");
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if let (Some(version), true) = (&site.version, path.ends_with("/live-version")) {
        return plain("200 OK", &version.load(Ordering::Relaxed).to_string());
    }
    let Some(file) = file(&site.folder, path) else {
        return plain("404 Not Found", "There is no such file.\n");
    };
    if file.is_dir() {
        // Relative addresses in the page need the slash.
        let mut moved = plain("301 Moved Permanently", "");
        moved.headers.push_str(&format!("Location: {path}/\r\n"));
        return moved;
    }
    match std::fs::read(&file) {
        Ok(body) => {
            Answer { headers: format!("Content-Type: {}\r\n", content_type(&file)), body, ..plain("200 OK", "") }
        }
        Err(_) => plain("404 Not Found", "There is no such file.\n"),
    }
}

/// The file an address means, or a folder that lacks its slash.
fn file(folder: &Path, address: &str) -> Option<PathBuf> {
    let decoded = decoded(address)?;
    let mut file = folder.to_path_buf();
    for part in decoded.split('/').filter(|part| !part.is_empty()) {
        // Neither upwards nor to another drive, however it was written.
        if part.starts_with('.') || part.contains(['\\', ':', '\0']) {
            return None;
        }
        file.push(part);
    }
    if file.is_dir() && decoded.ends_with('/') {
        file.push("index.html");
    }
    // A link inside the folder may lead out of it.
    let inside = file.canonicalize().ok()?.starts_with(folder.canonicalize().ok()?);
    inside.then_some(file)
}

fn decoded(address: &str) -> Option<String> {
    let mut bytes = address.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => u8::try_from(digit(bytes.next()?)? * 16 + digit(bytes.next()?)?).ok()?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok()
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(16)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Site, content_type, listen, serve};
    use crate::project::write;
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::path::{Path, PathBuf};

    /// A site of three files beside a secret, served on a free port.
    fn site(name: &str) -> (u16, PathBuf) {
        let root = std::env::temp_dir().join(format!("sotto-{name}-{}", std::process::id()));
        let folder = root.join("dist");
        write(&root.join("secret.txt"), "secret").unwrap();
        write(&folder.join("index.html"), "<p>page").unwrap();
        write(&folder.join("app.wasm"), "\0asm").unwrap();
        write(&folder.join("sub/a b.txt"), "spaced").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || serve(&listener, &Site { folder, version: None }));
        (port, root)
    }

    fn ask(port: u16, line: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(stream, "{line} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn files_come_with_their_type_and_length() {
        let (port, root) = site("files");
        let check = |line: &str, parts: &[&str]| {
            let answer = ask(port, line);
            for part in parts {
                assert!(answer.contains(part), "{line}: {part} is not in {answer}");
            }
        };
        check("GET /", &["200 OK", "Content-Type: text/html; charset=utf-8", "<p>page"]);
        check("GET /?x#y", &["200 OK", "<p>page"]);
        check("GET /app.wasm", &["200 OK", "Content-Type: application/wasm", "Content-Length: 4", "\r\n\r\n\0asm"]);
        check("GET /sub/a%20b.txt", &["200 OK", "spaced"]);
        check("GET /sub", &["301", "Location: /sub/\r\n"]);
        check("GET /none", &["404"]);
        check("POST /", &["405"]);
        let head = ask(port, "HEAD /app.wasm");
        assert!(head.contains("Content-Length: 4") && head.ends_with("\r\n\r\n"), "{head}");
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let (port, root) = site("outside");
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join("secret.txt"), root.join("dist/link.txt")).unwrap();
        for path in [
            "/../secret.txt",
            "/sub/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "//../secret.txt",
            "/link.txt",
            "/%00",
            "/%zz",
        ] {
            let answer = ask(port, &format!("GET {path}"));
            assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
            assert!(!answer.contains("secret"), "{path}: {answer}");
        }
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_taken_port_is_named_with_another_to_choose() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let reason = listen(port).unwrap_err();
        assert!(reason.contains(&format!("Port {port} is taken")) && reason.contains("--port"), "{reason}");
    }

    #[test]
    fn what_a_page_is_made_of_has_its_type() {
        for (name, expected) in [
            ("boot.js", "text/javascript; charset=utf-8"),
            ("style-1.css", "text/css; charset=utf-8"),
            ("app.wasm", "application/wasm"),
            ("icon.svg", "image/svg+xml"),
            ("site.webmanifest", "application/manifest+json"),
            ("unknown", "application/octet-stream"),
        ] {
            assert_eq!(content_type(Path::new(name)), expected, "{name}");
        }
    }
}
