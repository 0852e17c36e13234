//! The connections' sentences in English.

use crate::domain::connection_status::When;
use crate::domain::text::connections::Connections;
use crate::domain::text::number::grouped_size;

fn told(when: When) -> String {
    match when {
        When::Today(hour, minute) => format!("today at {hour}:{minute:02}"),
        When::Yesterday => "yesterday".to_owned(),
        When::DaysAgo(days) => format!("{days} days ago"),
    }
}

/// English.
pub const EN: Connections = Connections {
    heading: "Connections",
    add: "Add a connection",
    preferred: "Used for new chats",
    prefer: "Use for new chats",
    prefer_named: |name| ["Use for new chats: ", name].concat(),
    edit: "Edit",
    edit_named: |name| ["Edit: ", name].concat(),
    demo_about: "Built in. Needs no key and no network.",
    demo: "Demo",
    no_model: "No model chosen",
    no_key: "No key",
    key_on_device: |hint| ["Key ", hint, ", kept on this device"].concat(),
    key_in_tab: |hint| ["Key ", hint, ", kept for this tab only"].concat(),
    key_in_memory: |hint| ["Key ", hint, ", until the page is loaded again"].concat(),
    key_encrypted: |hint| ["Key ", hint, ", encrypted on this device"].concat(),
    key_locked: "Key encrypted and locked",
    not_found: "There is no connection here. It may have been deleted.",

    choose_kind: "Choose a server",
    hosted: "Services",
    local: "On your own machine",
    other: "Anything else",
    custom: "Another server",
    custom_about: "Any OpenAI-compatible API",
    other_kind: "Choose another server",

    connect_to: |name| ["Connect to ", name].concat(),
    connect_to_other: "Connect to another server",
    name: "Name",
    address: "Address",
    requests_go_to: |address| ["Requests go to ", address].concat(),
    key: "API key",
    key_optional: "API key (if the server asks for one)",
    key_stored: |hint| ["Stored: ", hint, ". Type to replace."].concat(),
    key_stays: |old, new| {
        ["The key was typed for ", old, " and is not sent to ", new, ". Type the key for the new address."].concat()
    },
    in_the_clear: "This address is plain http. Whoever is on the way can read the key and the chat.",
    get_key: |name| ["Get a key from ", name].concat(),
    not_sendable: "This contains characters that cannot be sent. Copy it again.",
    forget_key: "Forget key and headers",
    keeping: "Keep the key",
    on_device: "On this device",
    on_device_about: "Stays here unencrypted until you forget it. Whoever uses or copies this browser profile can read it.",
    encrypted: "Encrypted on this device",
    encrypted_about: "A copy of this browser profile is useless without your passphrase, which you type once after each \
                      load. While unlocked, extensions and whoever sits here can use the key.",
    in_tab: "For this tab only",
    in_tab_about: "Gone when the tab is closed. Until then it stands unencrypted in this browser's storage.",
    in_memory: "In memory only",
    in_memory_about: "Gone when the page is closed or loaded again; you type it each time. Extensions can read it \
                      meanwhile, as with every choice.",
    headers: "Extra headers",
    headers_about: "Only for servers that ask for them. Values are treated like the key.",
    header_always: |name, value| ["Sent by itself: ", name, ": ", value].concat(),
    header_name: |place| ["Header ", &place.to_string(), ", name"].concat(),
    header_value: |place| ["Header ", &place.to_string(), ", value"].concat(),
    value_stored: "Stored. Type to replace.",
    add_header: "Add a header",
    remove_header: |place| ["Remove header ", &place.to_string()].concat(),
    header_malformed: "A header's name has only letters, digits and hyphens.",
    save: "Save",
    cancel: "Cancel",
    delete: "Delete connection",
    delete_really: |name| ["Delete “", name, "” and its key? Its chats stay."].concat(),
    keep: "Keep",

    check: "Check connection",
    checking: "Checking the connection",
    works: |models| match models {
        1 => "Works. The server lists 1 model.".to_owned(),
        _ => ["Works. The server lists ", &grouped_size(models), " models."].concat(),
    },
    works_unlisted: "Works, but the server lists no models. Type the model's name.",
    use_address: "Use this address",
    not_listed: |model| ["“", model, "” is not among the models listed. It may work all the same."].concat(),

    model: "Model",
    list_models: "List models",
    listing: "Listing the models",
    refresh: "List the models again",
    choose_model: "Choose a model",
    chosen: |connection, model| ["Model: ", model, ", connection: ", connection].concat(),
    search_or_type: "Search, or type a model's name",
    use_typed: |model, connection| ["Use “", model, "” with ", connection].concat(),
    more: |count| [&grouped_size(count), " more. Type to narrow them down."].concat(),
    none_listed: "No models listed yet",
    no_match: "No model matches.",
    matches: |count| match count {
        1 => "1 model".to_owned(),
        _ => [&grouped_size(count), " models"].concat(),
    },
    close: "Close",

    secret_about: "Shown as dots. A screen reader may read it aloud.",
    save_anyway: "Save anyway",
    saves_then: "Saved as soon as the server answers.",
    typed_before: "What you typed before is here again and not saved yet. Keys are not kept: type them again.",
    unchecked: "Not checked yet",
    worked: |when| format!("Worked {}", told(when)),
    failed: |when, why| format!("Failed {}: {why}", told(when)),
    address_unusable: |address| format!("No browser can reach {address}. Edit the address."),
};
