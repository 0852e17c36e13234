//! The event decoder against the framing vectors, however the bytes are cut.
#![allow(clippy::unwrap_used, missing_docs)]

use std::time::Instant;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{collection, sample};
use serde::Deserialize;
use sotto::protocol::sse::{Decoder, Event, Item};

#[derive(Deserialize)]
struct Vector {
    name: String,
    bytes_b64: String,
    events: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    event: String,
    data: String,
    id: String,
}

/// The events of a stream that is cut into pieces of these sizes, over and over.
fn events(bytes: &[u8], sizes: &[usize]) -> Vec<Event> {
    let (mut decoder, mut events, mut rest) = (Decoder::default(), Vec::new(), bytes);
    for size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(rest.len().min((*size).max(1)));
        decoder
            .feed(piece, |item| {
                if let Item::Event(event) = item {
                    events.push(event);
                }
            })
            .unwrap();
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    events
}

fn vectors() -> Vec<(String, Vec<u8>, Vec<Event>)> {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("data/sse-vectors.json")).unwrap();
    assert_eq!(vectors.len(), 36);
    let event = |e: Expected| Event { event: e.event, data: e.data, id: e.id };
    vectors
        .into_iter()
        .map(|v| (v.name, BASE64_STANDARD.decode(v.bytes_b64).unwrap(), v.events.into_iter().map(event).collect()))
        .collect()
}

#[test]
fn every_framing_vector_is_met_whole_and_in_pieces() {
    for (name, bytes, expected) in vectors() {
        for size in [usize::MAX, 1, 2, 3, 5, 7] {
            assert_eq!(events(&bytes, &[size]), expected, "{name} in pieces of {size}");
        }
    }
}

#[test]
fn every_short_framing_vector_is_met_at_every_single_cut() {
    for (name, bytes, expected) in vectors().into_iter().filter(|(_, bytes, _)| bytes.len() < 1000) {
        for cut in 1..bytes.len() {
            assert_eq!(events(&bytes, &[cut, usize::MAX]), expected, "{name} cut at {cut}");
        }
    }
}

#[test]
fn time_is_linear_in_bytes_that_come_one_by_one() {
    let time = |megabytes: usize| {
        let mut decoder = Decoder::default();
        decoder.feed(b"data:", |_| ()).unwrap();
        let began = Instant::now();
        for _ in 0..megabytes * 1024 * 1024 {
            decoder.feed(b"x", |_| ()).unwrap();
        }
        began.elapsed()
    };
    let few = time(1);
    // A quadratic decoder would need two hundred times as long; a busy machine does not make that difference.
    assert!(time(15) < few * 100, "15 MiB took over a hundred times as long as 1 MiB");
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let lines =
        ["data: a", "data:b", "data", "event: e", "id: 1", "id", ": c", ":", "retry: 1", "", "한 x", "\u{feff}"];
    let ends = ["\n", "\r", "\r\n"];
    let line = (sample::select(lines.to_vec()), sample::select(ends.to_vec()));
    let piece = prop_oneof![
        8 => line.prop_map(|(line, end)| [line.as_bytes(), end.as_bytes()].concat()),
        1 => collection::vec(any::<u8>(), 0..6),
        1 => Just(b"data: \xF0\x9F\x98\x80\xE2\x82 \xFF\n\n".to_vec()),
    ];
    collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest::proptest! {
    #[test]
    fn every_framing_vector_is_met_at_random_cuts(sizes in collection::vec(1usize..40, 1..20)) {
        for (name, bytes, expected) in vectors() {
            assert_eq!(events(&bytes, &sizes), expected, "{}", name);
        }
    }

    #[test]
    fn any_cut_of_any_stream_gives_the_same_events(bytes in stream(), sizes in collection::vec(1usize..9, 1..20)) {
        assert_eq!(events(&bytes, &sizes), events(&bytes, &[usize::MAX]));
    }
}
