//! What the lenient reader makes of good and bad JSON.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::protocol::json::{Json, members, read, read_cut, write_text};
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::{collection, option};
use serde_json::Value;
use std::borrow::Cow;

/// The same value by the strict reader's type.
fn value(json: &Json<'_>) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(digits) => serde_json::from_str(digits).unwrap_or(Value::Null),
        Json::Text(text) => Value::String(text.text.to_string()),
        Json::List(list) => list.iter().map(value).collect(),
        Json::Object(_, members) => {
            Value::Object(members.iter().map(|(key, member)| (key.text.to_string(), value(member))).collect())
        }
    }
}

#[test]
fn what_a_strict_reader_refuses_is_read() {
    let check = |input: &str, expected: &str| {
        let expected: Option<Value> = serde_json::from_str(expected).ok();
        assert_eq!(read(input).map(|(json, _)| value(&json)), expected, "{input}");
    };
    for (input, expected) in [
        (r#"{"a":NaN,"b":-Infinity,"c":1}"#, r#"{"a":null,"b":null,"c":1}"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
        (r#"["\ud83d", "\ude00", "\ud83dx", "\ud83d\ude00", "\ud83d\u0041"]"#, r#"["�","�","�x","😀","�A"]"#),
        ("[1,]", "[1]"),
        ("\"a\nb\"", r#""a\nb""#),
        (r#" {"a" : [ ] , "b" : { } } rest"#, r#"{"a":[],"b":{}}"#),
        (r#"{"a":1"#, ""),
        (r#"{"a" 1}"#, ""),
        (r#""\u12"#, ""),
        ("", ""),
        ("pong", ""),
    ] {
        check(input, expected);
    }
}

#[test]
fn halves_of_a_pair_are_remembered_at_the_edges_only() {
    let check = |input: &str, low: Option<u16>, high: Option<u16>| {
        let Some((Json::Text(text), _)) = read(input) else { panic!("{input} is no string") };
        assert_eq!((text.low, text.high), (low, high), "{input}");
    };
    check(r#""a\ud83d""#, None, Some(0xD83D));
    check(r#""\ude00b""#, Some(0xDE00), None);
    check(r#""a\ude00\ud83db""#, None, None);
    check(r#""\ude00\ud83d""#, Some(0xDE00), Some(0xD83D));
}

#[test]
fn a_value_whose_end_is_missing_gives_what_there_is() {
    let check = |input: &str, expected: &str| {
        let expected: Option<Value> = serde_json::from_str(expected).ok();
        assert_eq!(read_cut(input).map(|json| value(&json)), expected, "{input}");
    };
    for (input, expected) in [
        (r#"{"a":[{"b":"tex"#, r#"{"a":[{"b":"tex"}]}"#),
        (r#"{"a":"x\u12"#, r#"{"a":"x"}"#),
        (r#"{"a":"x\"#, r#"{"a":"x"}"#),
        (r#"{"a":1,"b"#, r#"{"a":1}"#),
        (r#"{"a":1,"b":"#, r#"{"a":1}"#),
        (r#"{"a":1 "b":2}"#, ""),
    ] {
        check(input, expected);
    }
}

#[test]
fn nesting_without_end_is_refused_before_the_stack_ends() {
    assert_eq!(read(&"[".repeat(1_000_000)), None);
    assert_eq!(read_cut(&"{\"a\":".repeat(1_000_000)), None);
}

#[test]
fn members_keep_their_values_as_they_were_written() {
    let check = |input: &str, expected: Option<&[(&str, &str)]>| {
        let expected = expected.map(|list| list.iter().map(|(k, v)| (Cow::Borrowed(*k), *v)).collect::<Vec<_>>());
        assert_eq!(members(input), expected, "{input}");
    };
    check(" {\"a\": 1.50 , \"b\\u0062\":{ \"c\":[ ]}}\n", Some(&[("a", "1.50"), ("bb", "{ \"c\":[ ]}")]));
    check("{}", Some(&[]));
    check("[]", None);
    check("{\"a\":NaN}", None);
    check("{\"a\":1,}", None);
    check("{} {}", None);
    check("", None);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        option::of(any::<u8>()).prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            collection::btree_map(any::<String>(), inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest::proptest! {
    #[test]
    fn good_json_is_read_as_the_strict_reader_does(expected in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&expected) } else { serde_json::to_string(&expected) };
        let text = text.unwrap();
        let (json, rest) = read(&text).unwrap();
        assert_eq!((value(&json), rest), (expected, ""));
    }

    #[test]
    fn no_text_is_read_with_a_panic(text in any::<String>(), pieces in collection::vec("[\\[\\]{}:,\"\\\\ud83e 1a]{0,9}", 0..9)) {
        let _ = (read(&text), read_cut(&text));
        let text = pieces.concat();
        let _ = (read(&text), read_cut(&text), members(&text));
    }

    #[test]
    fn what_is_written_is_read_back(text in any::<String>()) {
        let mut out = String::new();
        write_text(&mut out, &text);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }
}
