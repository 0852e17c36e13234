//! What the lenient reader makes of good and bad JSON.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use crate::domain::json::{Json, members, object_problem, read, read_cut, strict, write_text};
use proptest::prelude::{Strategy, any, prop, prop_oneof};
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

#[test]
fn an_extra_body_is_a_json_object_or_the_place_where_it_is_not() {
    let check = |text: &str, expected: Option<(usize, usize)>| {
        assert_eq!(object_problem(text), expected, "{text:?}");
    };
    check("{}", None);
    check(" {\"top_k\": 40, \"deep\": {\"a\": [1, null]}} ", None);
    check("[1]", Some((1, 1)));
    check("", Some((1, 1)));
    check("{\n  \"a\": 1,\n}", Some((3, 1)));
    check("{\"a\": 1} x", Some((1, 10)));
}

#[test]
fn what_is_read_by_the_letter_is_what_the_strict_reader_takes() {
    let check = |input: &str| {
        let expected: Option<Value> = serde_json::from_str(input).ok();
        assert_eq!(strict(input).map(|json| value(&json)), expected, "{input:?}");
    };
    for input in [
        "",
        " 1 ",
        "-0.5e+3",
        "1E9",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "0x1",
        "1 2",
        "true",
        "tru",
        "nulll",
        "NaN",
        "nan",
        "None",
        "Infinity",
        "[]",
        "[1,2]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "[1}",
        "{}",
        "{\"a\":1}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{\"a\":1]",
        "{'a':1}",
        "\"a",
        "\"a\nb\"",
        "\"a\u{0}\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00e9\\/\\b\\f\\\"\"",
        "\"\u{7f}\"",
        "\u{c}1",
        "\u{feff}1",
        "\u{a0}1",
    ] {
        check(input);
    }
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
        assert_eq!((value(&json), rest), (expected.clone(), ""));
        assert_eq!(strict(&text).map(|json| value(&json)), Some(expected));
    }

    #[test]
    fn no_text_is_read_with_a_panic(text in any::<String>(), pieces in collection::vec("[\\[\\]{}:,\"\\\\ud83e 1a]{0,9}", 0..9)) {
        let _ = (read(&text), read_cut(&text));
        let text = pieces.concat();
        let _ = (read(&text), read_cut(&text), members(&text), object_problem(&text));
    }

    #[test]
    fn what_is_damaged_is_read_by_the_letter_as_the_strict_reader_does(
        json in any_json(), at in any::<prop::sample::Index>(), new in "[\\[\\]{}:,\"\\\\ 0-9a-z\u{1}]{0,2}",
    ) {
        let mut text = serde_json::to_string(&json).unwrap();
        let places: Vec<(usize, char)> = text.char_indices().collect();
        let (at, old) = *at.get(&places);
        text.replace_range(at..at + old.len_utf8(), &new);
        // A key given twice and a number too large for a machine are no damage here.
        if let Ok(expected) = serde_json::from_str::<Value>(&text) {
            assert_eq!(strict(&text).map(|json| value(&json)), Some(expected), "{text}");
        } else {
            let halved = text.contains("\\ud") || text.contains("\\uD");
            let exponent = |pair: &[u8]| pair[0].is_ascii_digit() && pair[1].eq_ignore_ascii_case(&b'e');
            let vast = text.as_bytes().windows(2).any(exponent);
            assert!(halved || vast || strict(&text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_back(text in any::<String>()) {
        let mut out = String::new();
        write_text(&mut out, &text);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }
}
