//! All that can go wrong for a person, as facts. The wording is chosen once, per language, in `text/faults.rs`.

use std::rc::Rc;

use crate::domain::preset::Preset;

/// Longest excerpt of a server's own words that is kept, in characters.
pub const EXCERPT: usize = 300;

/// Why a reply failed or a connection does not work. `said` is the server's own words, at most [`EXCERPT`]
/// characters of plain text, empty if it said nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The device has no network.
    Offline,
    /// No answer came that the browser would let us read.
    Unreachable {
        /// The server's host, with port if it is not the usual one.
        host: Rc<str>,
        /// The most probable reason.
        cause: Cause,
    },
    /// 401 or 403: the key was refused, or none was sent.
    KeyRefused {
        /// The server's host.
        host: Rc<str>,
        /// HTTP status.
        status: u16,
        /// Whether a key was sent at all.
        had_key: bool,
        /// The server's words.
        said: Rc<str>,
    },
    /// 402 or an exhausted quota. Trying again does not help.
    NoCredit {
        /// The server's words.
        said: Rc<str>,
    },
    /// 429: too many requests.
    RateLimited {
        /// How long the server asks to wait, in milliseconds, if it said so where we can read it.
        wait: Option<u32>,
        /// The server's words.
        said: Rc<str>,
    },
    /// 400 or 422 that names a parameter.
    ParameterRefused {
        /// Its name on the wire, such as `temperature`.
        parameter: Rc<str>,
        /// The server's words.
        said: Rc<str>,
    },
    /// The conversation does not fit the model's context window.
    TooLong {
        /// Tokens sent, if told.
        used: Option<u32>,
        /// The window's size in tokens, if told.
        limit: Option<u32>,
        /// The server's words.
        said: Rc<str>,
    },
    /// The server does not know the model.
    ModelUnknown {
        /// The model asked for.
        model: Rc<str>,
        /// The server's words.
        said: Rc<str>,
    },
    /// 404 or 405: nothing answers chat requests at this address.
    PathUnknown {
        /// The address asked, without key or query.
        address: Rc<str>,
        /// The server's words.
        said: Rc<str>,
    },
    /// Any other refusal (4xx).
    Refused {
        /// HTTP status.
        status: u16,
        /// The server's words.
        said: Rc<str>,
    },
    /// 5xx: the server or something before it failed.
    ServerTrouble {
        /// HTTP status.
        status: u16,
        /// The server's words.
        said: Rc<str>,
    },
    /// A web page came back in place of an answer.
    WebPage {
        /// HTTP status.
        status: u16,
        /// The address asked, without key or query.
        address: Rc<str>,
    },
    /// The server answered with an error inside a successful response.
    Reported {
        /// The server's words.
        said: Rc<str>,
    },
    /// The answer could not be understood.
    NotUnderstood {
        /// What came, shortened.
        said: Rc<str>,
    },
    /// The server sends us elsewhere; the key is not sent along, so nothing is followed.
    Redirected {
        /// The server's host.
        host: Rc<str>,
    },
    /// One piece of the answer was larger than the page accepts (16 MiB).
    TooLarge,
    /// Stored by a version of Sotto that knows more faults than this one.
    Unknown,
}

/// The most probable reason why a server could not be reached, told apart as far as a browser can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing listens there, or the name does not exist.
    Down,
    /// The server answers but does not allow this page (CORS). The preset knows the exact setting.
    Cors(Preset),
    /// The browser was told not to let this page reach the local network.
    LocalNetworkDenied,
    /// The browser has yet to be asked whether this page may reach the local network.
    LocalNetworkUndecided,
    /// A page loaded by https may not call a plain http server elsewhere.
    InsecureServer,
    /// The page's own content security policy stopped the request.
    Policy,
}

/// Why a text typed into a form cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressProblem {
    /// Nothing was typed.
    Empty,
    /// Only http and https addresses work.
    Scheme,
    /// It has no host, or characters no address has.
    Malformed,
    /// Its host is not in the form that browsers give it, or names no server.
    Host,
    /// It carries a user name or password, which would leak with the address.
    Credentials,
}

/// Why nothing was sent. Shown at the composer; what was typed stays there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The conversation's connection was deleted.
    NoConnection,
    /// No model is chosen and none is known.
    NoModel,
    /// The address changed to another server, so the key must be typed again.
    KeyMissing,
    /// The key is encrypted, and the passphrase was not typed yet.
    Locked,
    /// The key is encrypted and cannot be read.
    KeyUnreadable,
    /// Another page shows this one inside of itself.
    Framed,
    /// There is an API key in the message. The person is asked first.
    HoldsKey,
    /// The extra body is no JSON object.
    ExtraBody,
    /// A reply is still being written in this conversation.
    Busy,
    /// Another tab receives a reply in this conversation.
    Elsewhere,
}

/// Why something was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageProblem {
    /// No room is left.
    Full,
    /// The browser does not let this page store anything (private window, settings).
    Refused,
    /// What is stored was written by a newer Sotto and is left alone.
    Newer,
}
