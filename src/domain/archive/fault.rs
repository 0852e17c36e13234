//! The stored form of a fault: a word for its kind and the facts that kind has.
//! A word this version does not know reads as [`Fault::Unknown`], so that the reply it belongs to is kept.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::domain::archive::record::is_default;
use crate::domain::error::{Cause, Fault};
use crate::domain::preset::Preset;

/// A fault as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FaultRow {
    kind: String,
    /// What it is about: the host, the parameter, the model or the address.
    #[serde(skip_serializing_if = "is_default")]
    about: Rc<str>,
    #[serde(skip_serializing_if = "is_default")]
    cause: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    preset: Option<Preset>,
    #[serde(skip_serializing_if = "is_default")]
    status: u16,
    #[serde(skip_serializing_if = "is_default")]
    had_key: bool,
    #[serde(skip_serializing_if = "is_default")]
    said: Rc<str>,
    #[serde(skip_serializing_if = "is_default")]
    wait: Option<u32>,
    #[serde(skip_serializing_if = "is_default")]
    used: Option<u32>,
    #[serde(skip_serializing_if = "is_default")]
    limit: Option<u32>,
}

impl FaultRow {
    fn said(kind: &str, said: &Rc<str>) -> Self {
        Self { kind: kind.to_owned(), said: Rc::clone(said), ..Self::default() }
    }

    fn about(kind: &str, about: &Rc<str>) -> Self {
        Self { kind: kind.to_owned(), about: Rc::clone(about), ..Self::default() }
    }

    /// The stored form.
    #[must_use]
    pub fn of(fault: &Fault) -> Self {
        match fault {
            Fault::Offline => Self::about("offline", &Rc::default()),
            Fault::Unreachable { host, cause } => {
                let (cause, preset) = match cause {
                    Cause::Down => ("down", None),
                    Cause::Cors(preset) => ("cors", Some(*preset)),
                    Cause::LocalNetworkDenied => ("local-denied", None),
                    Cause::LocalNetworkUndecided => ("local-undecided", None),
                    Cause::InsecureServer => ("insecure", None),
                    Cause::Policy => ("policy", None),
                };
                Self { cause: cause.to_owned(), preset, ..Self::about("unreachable", host) }
            }
            Fault::KeyRefused { host, status, had_key, said } => {
                Self { about: Rc::clone(host), status: *status, had_key: *had_key, ..Self::said("key-refused", said) }
            }
            Fault::NoCredit { said } => Self::said("no-credit", said),
            Fault::RateLimited { wait, said } => Self { wait: *wait, ..Self::said("rate-limited", said) },
            Fault::ParameterRefused { parameter, said } => {
                Self { about: Rc::clone(parameter), ..Self::said("parameter-refused", said) }
            }
            Fault::TooLong { used, limit, said } => Self { used: *used, limit: *limit, ..Self::said("too-long", said) },
            Fault::ModelUnknown { model, said } => {
                Self { about: Rc::clone(model), ..Self::said("model-unknown", said) }
            }
            Fault::PathUnknown { address, said } => {
                Self { about: Rc::clone(address), ..Self::said("path-unknown", said) }
            }
            Fault::Refused { status, said } => Self { status: *status, ..Self::said("refused", said) },
            Fault::ServerTrouble { status, said } => Self { status: *status, ..Self::said("server-trouble", said) },
            Fault::WebPage { status, address } => Self { status: *status, ..Self::about("web-page", address) },
            Fault::Reported { said } => Self::said("reported", said),
            Fault::NotUnderstood { said } => Self::said("not-understood", said),
            Fault::Redirected { host } => Self::about("redirected", host),
            Fault::TooLarge => Self::about("too-large", &Rc::default()),
            Fault::Unknown => Self::about("unknown", &Rc::default()),
        }
    }

    /// The fault.
    #[must_use]
    pub fn fault(self) -> Fault {
        let Self { kind, about, cause, preset, status, had_key, said, wait, used, limit } = self;
        match kind.as_str() {
            "offline" => Fault::Offline,
            "unreachable" => {
                let cause = match cause.as_str() {
                    "down" => Cause::Down,
                    "cors" => Cause::Cors(preset.unwrap_or_default()),
                    "local-denied" => Cause::LocalNetworkDenied,
                    "local-undecided" => Cause::LocalNetworkUndecided,
                    "insecure" => Cause::InsecureServer,
                    "policy" => Cause::Policy,
                    _ => return Fault::Unknown,
                };
                Fault::Unreachable { host: about, cause }
            }
            "key-refused" => Fault::KeyRefused { host: about, status, had_key, said },
            "no-credit" => Fault::NoCredit { said },
            "rate-limited" => Fault::RateLimited { wait, said },
            "parameter-refused" => Fault::ParameterRefused { parameter: about, said },
            "too-long" => Fault::TooLong { used, limit, said },
            "model-unknown" => Fault::ModelUnknown { model: about, said },
            "path-unknown" => Fault::PathUnknown { address: about, said },
            "refused" => Fault::Refused { status, said },
            "server-trouble" => Fault::ServerTrouble { status, said },
            "web-page" => Fault::WebPage { status, address: about },
            "reported" => Fault::Reported { said },
            "not-understood" => Fault::NotUnderstood { said },
            "redirected" => Fault::Redirected { host: about },
            "too-large" => Fault::TooLarge,
            _ => Fault::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_fault_of_a_later_version_reads_as_unknown() {
        let check = |json: &str, expected: Fault| {
            assert_eq!(serde_json::from_str::<FaultRow>(json).unwrap().fault(), expected, "{json}");
        };
        check(r#"{"kind":"eaten-by-a-grue","said":"x","light":0}"#, Fault::Unknown);
        check(r#"{"kind":"unreachable","about":"h","cause":"goblins"}"#, Fault::Unknown);
        check(
            r#"{"kind":"unreachable","about":"h","cause":"cors","preset":"new-server"}"#,
            Fault::Unreachable { host: "h".into(), cause: Cause::Cors(Preset::Custom) },
        );
        check("{}", Fault::Unknown);
    }
}
