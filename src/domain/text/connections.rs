//! The sentences of the connections: their list, the choice of a kind of server, the form, the model picker.

pub mod english;
pub mod korean;

use std::fmt;

use crate::domain::connection_status::When;

/// The connections' sentences.
pub struct Connections {
    /// Heading of the list.
    pub heading: &'static str,
    /// The link that makes a new one.
    pub add: &'static str,
    /// Marks the one that new chats begin with.
    pub preferred: &'static str,
    /// The button that makes one so.
    pub prefer: &'static str,
    /// The same, for those who hear the page; takes its name.
    pub prefer_named: fn(name: &str) -> String,
    /// The link to its form.
    pub edit: &'static str,
    /// The same, for those who hear the page; takes its name.
    pub edit_named: fn(name: &str) -> String,
    /// What the demo is.
    pub demo_about: &'static str,
    /// The demo's name where a model would stand.
    pub demo: &'static str,
    /// Where no model is chosen.
    pub no_model: &'static str,
    /// Where there is no key.
    pub no_key: &'static str,
    /// A key kept on this device; takes its hint.
    pub key_on_device: fn(hint: &str) -> String,
    /// A key kept for this tab; takes its hint.
    pub key_in_tab: fn(hint: &str) -> String,
    /// A key kept in memory; takes its hint.
    pub key_in_memory: fn(hint: &str) -> String,
    /// A key kept encrypted; takes its hint.
    pub key_encrypted: fn(hint: &str) -> String,
    /// A key that is locked.
    pub key_locked: &'static str,
    /// At an address that names no connection.
    pub not_found: &'static str,

    /// Heading of the choice of a kind of server.
    pub choose_kind: &'static str,
    /// Kinds that are services.
    pub hosted: &'static str,
    /// Kinds that run at home.
    pub local: &'static str,
    /// The kind that is no known one.
    pub other: &'static str,
    /// Its name.
    pub custom: &'static str,
    /// What it is.
    pub custom_about: &'static str,
    /// The button back to the choice.
    pub other_kind: &'static str,

    /// Heading of the form of a new one; takes its kind's name.
    pub connect_to: fn(name: &str) -> String,
    /// The same for one of no known kind.
    pub connect_to_other: &'static str,
    /// Names the field of the name.
    pub name: &'static str,
    /// Names the field of the address.
    pub address: &'static str,
    /// What will be called; takes the address.
    pub requests_go_to: fn(address: &str) -> String,
    /// Names the field of the key.
    pub key: &'static str,
    /// The same where none is needed.
    pub key_optional: &'static str,
    /// In the field, where a key is stored; takes its hint.
    pub key_stored: fn(hint: &str) -> String,
    /// That a key does not go along to another address; takes the old and the new host.
    pub key_stays: fn(old: &str, new: &str) -> String,
    /// That an address is spoken to in the clear.
    pub in_the_clear: &'static str,
    /// The link to where keys are made; takes the service's name.
    pub get_key: fn(name: &str) -> String,
    /// A key or value that cannot be sent.
    pub not_sendable: &'static str,
    /// The button that forgets key and headers.
    pub forget_key: &'static str,
    /// Names the choice of where the key is kept.
    pub keeping: &'static str,
    /// On this device.
    pub on_device: &'static str,
    /// What that means.
    pub on_device_about: &'static str,
    /// In this tab only.
    pub in_tab: &'static str,
    /// What that means.
    pub in_tab_about: &'static str,
    /// On this device, encrypted.
    pub encrypted: &'static str,
    /// What that means.
    pub encrypted_about: &'static str,
    /// In memory only.
    pub in_memory: &'static str,
    /// What that means.
    pub in_memory_about: &'static str,
    /// Heading of the extra headers.
    pub headers: &'static str,
    /// What they are for.
    pub headers_about: &'static str,
    /// A header that goes along by itself; takes name and value.
    pub header_always: fn(name: &str, value: &str) -> String,
    /// Names the field of a header's name; takes its place, from 1.
    pub header_name: fn(place: usize) -> String,
    /// Names the field of a header's value; takes its place, from 1.
    pub header_value: fn(place: usize) -> String,
    /// In a value's field, where one is stored.
    pub value_stored: &'static str,
    /// The button that adds a header.
    pub add_header: &'static str,
    /// The button that takes a header away; takes its place, from 1.
    pub remove_header: fn(place: usize) -> String,
    /// A header's name that cannot be one.
    pub header_malformed: &'static str,
    /// The button that saves.
    pub save: &'static str,
    /// The link that leaves without saving.
    pub cancel: &'static str,
    /// The button that deletes a connection.
    pub delete: &'static str,
    /// Asks before deleting; takes its name.
    pub delete_really: fn(name: &str) -> String,
    /// The button that does not delete after all.
    pub keep: &'static str,

    /// The button that checks.
    pub check: &'static str,
    /// While it runs.
    pub checking: &'static str,
    /// It works; takes how many models are listed.
    pub works: fn(models: usize) -> String,
    /// It works, but lists no models.
    pub works_unlisted: &'static str,
    /// The button that takes an address that was proposed.
    pub use_address: &'static str,
    /// The model typed is not among those listed; takes it.
    pub not_listed: fn(model: &str) -> String,

    /// Names the field of the model, and the picker's list.
    pub model: &'static str,
    /// The button that lists the models.
    pub list_models: &'static str,
    /// While they are listed.
    pub listing: &'static str,
    /// The button that lists them again.
    pub refresh: &'static str,
    /// The picker's button where no model is chosen.
    pub choose_model: &'static str,
    /// The picker's button, for those who hear the page; takes connection and model.
    pub chosen: fn(connection: &str, model: &str) -> String,
    /// In the field one searches or types in.
    pub search_or_type: &'static str,
    /// Takes a model as typed; takes it and the connection's name.
    pub use_typed: fn(model: &str, connection: &str) -> String,
    /// That more match than are shown; takes how many.
    pub more: fn(count: usize) -> String,
    /// Where a connection lists no models.
    pub none_listed: &'static str,
    /// Where nothing matches.
    pub no_match: &'static str,
    /// How many match, for those who hear the page.
    pub matches: fn(count: usize) -> String,
    /// Closes the picker.
    pub close: &'static str,

    /// Said of a field for a secret to those who hear the page.
    pub secret_about: &'static str,
    /// The button that saves although no check succeeded.
    pub save_anyway: &'static str,
    /// Said beside it while the check runs.
    pub saves_then: &'static str,
    /// Said of a form that holds what was typed before it was left.
    pub typed_before: &'static str,
    /// Of a connection that nothing is known of.
    pub unchecked: &'static str,
    /// Of a connection that worked; takes when.
    pub worked: fn(when: When) -> String,
    /// Of a connection that failed; takes when and the sentence that says why.
    pub failed: fn(when: When, why: &str) -> String,
    /// Of a connection whose address no browser can reach; takes the address.
    pub address_unusable: fn(address: &str) -> String,
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connections")
    }
}
