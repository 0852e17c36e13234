//! How this browser writes the host of an address. Its own URL parser is asked, the one that every request goes through.

use web_sys::Url;

use crate::domain::address;

/// The address with its host as the browser writes it: lower case, punycode, plain IPv4. None: no request can go there.
#[must_use]
pub fn normalized(typed: &str) -> Option<String> {
    address::normalized(typed, |host| {
        let url = Url::new(&format!("http://{host}/")).ok()?;
        // A host holds nothing that would end it, or it is not the host that was typed.
        let whole =
            url.pathname() == "/" && url.search().is_empty() && url.username().is_empty() && url.port().is_empty();
        whole.then(|| url.hostname()).filter(|host| !host.is_empty())
    })
}
