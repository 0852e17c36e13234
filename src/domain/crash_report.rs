//! What a panic's report says: where it happened and why, without anything a person typed or received.

/// The location and the message of a panic, redacted, for the report on the crash page. The person sees it there before
/// copying it.
#[must_use]
pub fn of_panic(location: &str, message: &str) -> String {
    format!("{}\n{}", without_build_folder(location), redacted(message))
}

/// The location in a dependency without the cargo folder of the machine that compiled it.
fn without_build_folder(location: &str) -> &str {
    let in_registry = location.split_once("/registry/src/").and_then(|(_, path)| path.split_once('/'));
    in_registry.map_or(location, |(_, path)| path)
}

/// Messages of the standard library that quote only its own names.
const OWN_QUOTES: [(&str, &str); 2] = [
    ("called `Option::unwrap()` on a `None` value", "called Option::unwrap() on a None value"),
    ("called `Result::unwrap()` on an `Err` value", "called Result::unwrap() on an Err value"),
];

/// A panic's message up to the first character that can begin a value: a quote (`index out of range` of a text quotes the
/// text), a colon (`unwrap` of an `Err` prints the error after it), a new line (assertions print values there), a brace of a
/// printed struct, or anything that is not ASCII. A quoted text may hold quotes itself, so nothing after the first quote is
/// known to be outside of it, and everything after it is removed.
fn redacted(message: &str) -> String {
    let (own, rest) = OWN_QUOTES
        .into_iter()
        .find_map(|(quoted, plain)| Some((plain, message.strip_prefix(quoted)?)))
        .unwrap_or(("", message));
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " ,.;()-_=".contains(c);
    let end = rest.find(|c| !is_plain(c)).unwrap_or(rest.len());
    let (kept, removed) = rest.split_at(end);
    let kept = format!("{own}{kept}");
    if removed.is_empty() { kept } else { format!("{} […]", kept.trim_end()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
    use std::hint::black_box;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use proptest::prelude::ProptestConfig;
    use proptest::{prop_assert, proptest};

    use super::{of_panic, redacted};

    /// The message of the panic that this causes.
    fn message(panics: impl FnOnce()) -> String {
        let payload = catch_unwind(AssertUnwindSafe(panics)).expect_err("it panics");
        match payload.downcast::<String>() {
            Ok(formatted) => *formatted,
            Err(other) => (*other.downcast_ref::<&str>().expect("a text")).to_owned(),
        }
    }

    fn failed(text: &str) -> Result<(), &str> {
        Err(text)
    }

    /// What is known to panic with the text of a person in its message.
    fn messages_with(text: &str) -> Vec<String> {
        let owned = text.to_owned();
        let beyond = text.len() + 1;
        vec![
            message(|| _ = black_box(&owned[..beyond])),
            message(|| _ = black_box(&owned[beyond..])),
            message(|| _ = black_box(&format!("é{owned}")[1..])),
            message(|| failed(&owned).unwrap()),
            message(|| failed(&owned).expect("a reason")),
            message(|| assert_eq!(owned, format!("{owned}."))),
            message(|| assert_eq!(Some(&owned), None, "while reading")),
            // The error of JavaScript, printed without quotes.
            format!("called `Result::unwrap()` on an `Err` value: JsValue(TypeError: {text}\n    at {text})"),
        ]
    }

    #[test]
    fn panic_messages_are_reported_without_values() {
        for (message, expected) in [
            ("attempt to subtract with overflow", "attempt to subtract with overflow"),
            ("RefCell already borrowed", "RefCell already borrowed"),
            ("index out of bounds: the len is 3 but the index is 5", "index out of bounds […]"),
            ("called `Option::unwrap()` on a `None` value", "called Option::unwrap() on a None value"),
            ("called `Result::unwrap()` on an `Err` value: \"words\"", "called Result::unwrap() on an Err value […]"),
            ("end byte index 9 is out of bounds of `my words`[...]", "end byte index 9 is out of bounds of […]"),
            ("a quote that \"never ends", "a quote that […]"),
            ("it's a secret", "it […]"),
            ("half “of it” stays", "half […]"),
            ("낱말", " […]"),
            ("", ""),
        ] {
            assert_eq!(redacted(message), expected, "{message}");
        }
    }

    #[test]
    fn the_report_has_the_location_without_the_build_folder() {
        assert_eq!(of_panic("src/a.rs:1:2", "overflow"), "src/a.rs:1:2\noverflow");
        let in_dependency = "~/.cargo/registry/src/index.crates.io-0a1b/yew-0.23.0/src/lib.rs:3:4";
        assert_eq!(of_panic(in_dependency, "overflow"), "yew-0.23.0/src/lib.rs:3:4\noverflow");
    }

    proptest! {
        // Each case panics seven times, and each panic is printed.
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn no_text_of_a_person_is_in_a_report(text in "[\"'`:a-z \\n가-힣]{0,20}secret[\"'`:a-z \\n]{0,20}") {
            for message in messages_with(&text) {
                prop_assert!(message.contains("secret"), "{message}");
                prop_assert!(!redacted(&message).contains("secret"), "{message}");
            }
        }
    }
}
