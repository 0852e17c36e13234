//! The stored form of a fault: a word for its kind and the facts that kind has.
//! A word this version does not know reads as [`Fault::Unknown`], so that the reply it belongs to is kept.

use std::rc::Rc;

use crate::domain::archive::row::{Fields, Line};
use crate::domain::error::{Cause, Fault};
use crate::domain::preset::Preset;

/// Writes the members of a fault: its kind, what it is about (the host, the parameter, the model or the address), and
/// the facts.
pub fn write(row: &mut Line, fault: &Fault) {
    let none = &Rc::default();
    let (kind, about, said) = match fault {
        Fault::Offline => ("offline", none, none),
        Fault::Unreachable { host, .. } => ("unreachable", host, none),
        Fault::KeyRefused { host, said, .. } => ("key-refused", host, said),
        Fault::NoCredit { said } => ("no-credit", none, said),
        Fault::RateLimited { said, .. } => ("rate-limited", none, said),
        Fault::ParameterRefused { parameter, said } => ("parameter-refused", parameter, said),
        Fault::TooLong { said, .. } => ("too-long", none, said),
        Fault::ModelUnknown { model, said } => ("model-unknown", model, said),
        Fault::PathUnknown { address, said } => ("path-unknown", address, said),
        Fault::Refused { said, .. } => ("refused", none, said),
        Fault::ServerTrouble { said, .. } => ("server-trouble", none, said),
        Fault::WebPage { address, .. } => ("web-page", address, none),
        Fault::Reported { said } => ("reported", none, said),
        Fault::NotUnderstood { said } => ("not-understood", none, said),
        Fault::Redirected { host } => ("redirected", host, none),
        Fault::TooLarge => ("too-large", none, none),
        Fault::Unknown => ("unknown", none, none),
    };
    row.text("kind", kind);
    row.said("about", about);
    if let Fault::Unreachable { cause, .. } = fault {
        let (cause, preset) = match cause {
            Cause::Down => ("down", None),
            Cause::Cors(preset) => ("cors", Some(preset.word())),
            Cause::LocalNetworkDenied => ("local-denied", None),
            Cause::LocalNetworkUndecided => ("local-undecided", None),
            Cause::InsecureServer => ("insecure", None),
            Cause::Policy => ("policy", None),
        };
        row.text("cause", cause);
        row.some_text("preset", preset);
    }
    if let Fault::KeyRefused { status, .. }
    | Fault::Refused { status, .. }
    | Fault::ServerTrouble { status, .. }
    | Fault::WebPage { status, .. } = fault
    {
        row.some_count("status", Some(u32::from(*status)).filter(|status| *status > 0));
    }
    row.mark("had_key", matches!(fault, Fault::KeyRefused { had_key: true, .. }));
    row.said("said", said);
    match fault {
        Fault::RateLimited { wait, .. } => row.some_count("wait", *wait),
        Fault::TooLong { used, limit, .. } => {
            row.some_count("used", *used);
            row.some_count("limit", *limit);
        }
        _ => {}
    }
}

/// The fault that these members tell of.
#[must_use]
pub fn read(row: Fields<'_>) -> Fault {
    let (about, said) = (row.shared("about"), row.shared("said"));
    let status = row.count("status").and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
    match row.text("kind") {
        "offline" => Fault::Offline,
        "unreachable" => {
            let cause = match row.text("cause") {
                "down" => Cause::Down,
                "cors" => Cause::Cors(Preset::of(row.text("preset"))),
                "local-denied" => Cause::LocalNetworkDenied,
                "local-undecided" => Cause::LocalNetworkUndecided,
                "insecure" => Cause::InsecureServer,
                "policy" => Cause::Policy,
                _ => return Fault::Unknown,
            };
            Fault::Unreachable { host: about, cause }
        }
        "key-refused" => Fault::KeyRefused { host: about, status, had_key: row.flag("had_key", false), said },
        "no-credit" => Fault::NoCredit { said },
        "rate-limited" => Fault::RateLimited { wait: row.count("wait"), said },
        "parameter-refused" => Fault::ParameterRefused { parameter: about, said },
        "too-long" => Fault::TooLong { used: row.count("used"), limit: row.count("limit"), said },
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::archive::row;

    #[test]
    fn a_fault_of_a_later_version_reads_as_unknown() {
        let check = |json: &str, expected: Fault| {
            assert_eq!(row::read(json, |row| Some(read(row))).unwrap(), expected, "{json}");
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
