//! Why a server could not be reached. Browsers call all reasons the same, so they are told apart by asking around: the
//! page, the permissions, and the server in ways that carry no key.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Navigator, PermissionState, PermissionStatus, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestMode, RequestRedirect, ResponseType,
};

use crate::browser::device::window;
use crate::browser::page::Page;
use crate::domain::address::Address;
use crate::domain::connection::Connection;
use crate::domain::error::Fault;
use crate::protocol::diagnosis::{Findings, Permission, unreachable};

/// Finds out why no answer of this connection's server could be read.
pub async fn why(connection: &Connection, page: &Page, signal: Option<&AbortSignal>) -> Fault {
    let Some(address) = &connection.address else { return Fault::Unknown };
    let permission = local_network(address).await;
    // A redirect shows only to who may read answers; an answer nobody may read, only to who does not want to.
    let seen = match look(address, RequestMode::Cors, RequestRedirect::Manual, signal).await {
        None => look(address, RequestMode::NoCors, RequestRedirect::Follow, signal).await,
        seen => seen,
    };
    let navigator = window().navigator();
    unreachable(
        address,
        connection.preset,
        &Findings {
            online: navigator.on_line(),
            page_https: page.secure,
            page_local: page.is_local(),
            trusts_loopback: !is_safari(&navigator),
            permission,
            blocked_by_policy: page.has_blocked(address.origin()),
            opaque_probe: Some(seen.is_some()),
            redirected: seen == Some(ResponseType::Opaqueredirect),
        },
    )
}

/// What kind of answer shows to somebody without a key. None: nothing.
async fn look(
    address: &Address,
    mode: RequestMode,
    redirect: RequestRedirect,
    signal: Option<&AbortSignal>,
) -> Option<ResponseType> {
    let request = RequestBuilder::new(&address.endpoint("models"))
        .method(Method::GET)
        .mode(mode)
        .redirect(redirect)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .cache(RequestCache::NoStore)
        .abort_signal(signal);
    request.send().await.ok().map(|response| response.type_())
}

fn is_safari(navigator: &Navigator) -> bool {
    let vendor = Reflect::get(navigator, &"vendor".into()).ok().and_then(|vendor| vendor.as_string());
    vendor.is_some_and(|vendor| vendor.starts_with("Apple"))
}

/// Whether this page may reach the device and its network, where the browser guards them.
pub async fn local_network(address: &Address) -> Permission {
    if !address.is_local() {
        return Permission::Unknown;
    }
    // The names have changed. A browser throws over those it does not know.
    let own = if address.is_loopback() { "loopback-network" } else { "local-network" };
    for name in [own, "local-network-access"] {
        match permission(name).await {
            Some(PermissionState::Granted) => return Permission::Granted,
            Some(PermissionState::Denied) => return Permission::Denied,
            Some(_) => return Permission::Prompt,
            None => {}
        }
    }
    Permission::Unknown
}

async fn permission(name: &str) -> Option<PermissionState> {
    let wanted = Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let asked = window().navigator().permissions().ok()?.query(&wanted).ok()?;
    Some(JsFuture::from(asked).await.ok()?.unchecked_into::<PermissionStatus>().state())
}
