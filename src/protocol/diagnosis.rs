//! Why a server could not be reached, from what was found out by asking around. Browsers call at least eight causes
//! by one name (`Failed to fetch`); this weighs the findings and names the most probable one. How they are found is
//! not known here.

use crate::domain::address::Address;
use crate::domain::error::{Cause, Fault};
use crate::domain::preset::Preset;

/// What a page could find out after a request failed without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Findings {
    /// Whether the device says that it has a network.
    pub online: bool,
    /// Whether the page came by https.
    pub page_https: bool,
    /// Whether the page itself comes from this device or the local network, which then needs no permission.
    pub page_local: bool,
    /// Whether the browser lets an https page call plain http on this very device. Safari does not.
    pub trusts_loopback: bool,
    /// Whether the page may reach the local network.
    pub permission: Permission,
    /// Whether the page's content security policy stopped a request to this server.
    pub blocked_by_policy: bool,
    /// Whether a request that gives up reading the answer got one; None if none was tried.
    pub opaque_probe: Option<bool>,
    /// Whether the server was seen to send us elsewhere.
    pub redirected: bool,
}

/// The state of Chrome's permission for the local network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Permission {
    Granted,
    Denied,
    Prompt,
    /// The browser has no such permission, or the address needs none.
    #[default]
    Unknown,
}

/// The most probable cause. What was seen to happen goes before what is only likely.
#[must_use]
pub fn unreachable(address: &Address, preset: Preset, findings: &Findings) -> Fault {
    let guarded = address.is_local() && !findings.page_local;
    let trusted = address.is_loopback() && findings.trusts_loopback;
    let cause = if findings.redirected {
        return Fault::Redirected { host: address.host().into() };
    } else if findings.blocked_by_policy {
        Cause::Policy
    } else if findings.opaque_probe == Some(true) {
        // It answers, so all that is left is that this page may not read the answer.
        Cause::Cors(preset)
    } else if !findings.online && !address.is_local() {
        return Fault::Offline;
    } else if findings.page_https && address.is_plain_http() && !trusted {
        Cause::InsecureServer
    } else if guarded && findings.permission == Permission::Denied {
        Cause::LocalNetworkDenied
    } else if guarded && findings.permission == Permission::Prompt {
        Cause::LocalNetworkUndecided
    } else {
        Cause::Down
    };
    Fault::Unreachable { host: address.host().into(), cause }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::{Findings, Permission, unreachable};
    use crate::domain::address::Address;
    use crate::domain::error::{Cause, Fault};
    use crate::domain::preset::Preset;

    const PUBLIC: Findings = Findings {
        online: true,
        page_https: true,
        page_local: false,
        trusts_loopback: true,
        permission: Permission::Unknown,
        blocked_by_policy: false,
        opaque_probe: Some(false),
        redirected: false,
    };

    fn check(address: &str, findings: Findings, expected: Cause) {
        let address = Address::parse(address).unwrap();
        let fault = unreachable(&address, Preset::Ollama, &findings);
        let expected = Fault::Unreachable { host: address.host().into(), cause: expected };
        assert_eq!(fault, expected, "{address:?} {findings:?}");
    }

    #[test]
    fn each_cause_is_told_from_its_findings() {
        let (hosted, here, lan) = ("https://api.example.com", "http://localhost:11434", "http://192.168.0.9");
        let reached = Findings { opaque_probe: Some(true), ..PUBLIC };
        let denied = Findings { permission: Permission::Denied, ..PUBLIC };
        let undecided = Findings { permission: Permission::Prompt, opaque_probe: None, ..PUBLIC };
        check(hosted, PUBLIC, Cause::Down);
        check(hosted, reached, Cause::Cors(Preset::Ollama));
        check(hosted, Findings { blocked_by_policy: true, ..reached }, Cause::Policy);
        check(hosted, denied, Cause::Down);
        check(here, PUBLIC, Cause::Down);
        check(here, reached, Cause::Cors(Preset::Ollama));
        check(here, denied, Cause::LocalNetworkDenied);
        check(here, undecided, Cause::LocalNetworkUndecided);
        check(here, Findings { permission: Permission::Granted, ..PUBLIC }, Cause::Down);
        check(here, Findings { page_local: true, page_https: false, ..denied }, Cause::Down);
        check(here, Findings { trusts_loopback: false, ..PUBLIC }, Cause::InsecureServer);
        check(here, Findings { online: false, ..PUBLIC }, Cause::Down);
        check(lan, denied, Cause::InsecureServer);
        check(lan, Findings { page_https: false, ..denied }, Cause::LocalNetworkDenied);
        check("https://192.168.0.9", denied, Cause::LocalNetworkDenied);
        check("http://api.example.com", PUBLIC, Cause::InsecureServer);
        check("http://api.example.com", Findings { page_https: false, ..PUBLIC }, Cause::Down);
    }

    #[test]
    fn being_offline_and_being_sent_elsewhere_are_faults_of_their_own() {
        let address = Address::parse("https://api.example.com").unwrap();
        let told = |findings| unreachable(&address, Preset::OpenAi, &findings);
        assert_eq!(told(Findings { online: false, opaque_probe: None, ..PUBLIC }), Fault::Offline);
        let elsewhere = Fault::Redirected { host: "api.example.com".into() };
        assert_eq!(told(Findings { redirected: true, opaque_probe: Some(true), ..PUBLIC }), elsewhere);
    }
}
