//! The indexed search finds exactly what reading everything would find: over random texts in several scripts, whatever
//! was changed, deleted and merged in between.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use sotto::domain::id::ConversationId;
use sotto::domain::search::building::Building;
use sotto::domain::search::finding::{all, find};
use sotto::domain::search::letters::plain;
use sotto::domain::search::merging::Merging;
use sotto::domain::search::query::Query;
use sotto::domain::search::segment::Segment;

/// Few different letters in each script, so that much is found and much is nearly found.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[abcABC]{1,6}",
        "[가나다각갈]{1,5}",
        "[あいうカキ]{1,4}",
        "[東京都大学]{1,4}",
        "[абвАБВ]{1,5}",
        "[éßÅ1-3+#.]{1,4}",
        "[ㄱ-ㅎ\u{1100}-\u{1102}\u{1161}-\u{1163}\u{11a8}-\u{11aa}]{1,4}",
        "[👩👧🇰🇷]{1,3}",
    ];
    prop::collection::vec(word, 0..30).prop_map(|words| words.join(" "))
}

fn id(number: usize) -> ConversationId {
    ConversationId::parse(&format!("c-{number}")).unwrap()
}

/// A head and a body.
type Stored = (Vec<u8>, Vec<u8>);

/// Those of the texts that the segments name and that really have what is sought.
fn indexed(segments: &[Stored], texts: &[String], query: &Query) -> Vec<usize> {
    let mut found = Vec::new();
    for (head, body) in segments {
        let segment = Segment::read(head).unwrap();
        assert!(segment.owns(body));
        let bits = segment.having(&query.needed(), &mut |from, to| body[from..to].to_vec());
        for (place, (named, _)) in segment.docs.iter().enumerate() {
            if bits[place / 64] >> (place % 64) & 1 == 1 {
                let number = (0..texts.len()).find(|number| id(*number) == *named).unwrap();
                if find(&texts[number], query, 1).0 == all(query) {
                    found.push(number);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

fn naive(texts: &[String], query: &Query) -> Vec<usize> {
    let has = |text: &String| {
        let text = plain(text);
        query.terms.iter().all(|term| text.contains(&**term))
    };
    (0..texts.len()).filter(|number| has(&texts[*number])).collect()
}

fn merged(segments: &[Stored], keep: &mut dyn FnMut(&ConversationId) -> bool) -> Stored {
    let read: Vec<Segment> = segments.iter().map(|(head, _)| Segment::read(head).unwrap()).collect();
    let inputs: Vec<(&Segment, &[u8])> =
        read.iter().zip(segments).map(|(segment, (_, body))| (segment, &**body)).collect();
    let mut merging = Merging::new(&inputs, &mut |id, _| keep(id));
    while merging.step(7) {}
    merging.finish()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn the_index_finds_what_reading_everything_finds(
        texts in prop::collection::vec(text(), 1..40),
        (which, from, length) in (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..12_usize),
        other in text(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        gone in prop::collection::vec(any::<bool>(), 40),
    ) {
        let mut segments = Vec::new();
        let mut building = Building::default();
        for (number, text) in texts.iter().enumerate() {
            building.begin(id(number), 1);
            building.text(text);
            if cuts.iter().any(|cut| cut.index(texts.len()) == number) {
                segments.push(building.finish());
            }
        }
        if !building.is_empty() {
            segments.push(building.finish());
        }
        // Part of one of the texts, its letters as they are; and words that may be nowhere.
        let letters: Vec<char> = texts[which.index(texts.len())].chars().collect();
        let start = if letters.is_empty() { 0 } else { from.index(letters.len()) };
        let part: String = letters.iter().skip(start).take(length).collect();
        let words: String = other.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let queries = [Query::read(&part), Query::phrase(&part), Query::read(&words), Query::read(&["\"", &part].concat())];
        let one = merged(&segments, &mut |_| true);
        let place = |id: &ConversationId| id.as_str()[2..].parse::<usize>().unwrap();
        let fewer = merged(&segments, &mut |id| !gone[place(id)]);
        for query in queries.iter().filter(|query| !query.is_empty()) {
            let expected = naive(&texts, query);
            prop_assert_eq!(&indexed(&segments, &texts, query), &expected, "{:?}", query);
            prop_assert_eq!(&indexed(std::slice::from_ref(&one), &texts, query), &expected, "merged {:?}", query);
            let left: Vec<usize> = expected.into_iter().filter(|number| !gone[*number]).collect();
            prop_assert_eq!(&indexed(std::slice::from_ref(&fewer), &texts, query), &left, "fewer {:?}", query);
        }
        // What is merged is what would have been written at once, whatever the way there.
        prop_assert_eq!(merged(std::slice::from_ref(&one), &mut |_| true), one);
    }

    #[test]
    fn what_is_found_is_there_letter_by_letter(text in text(), from in any::<prop::sample::Index>(), length in 1..9_usize) {
        let letters: Vec<char> = text.chars().collect();
        let start = if letters.is_empty() { 0 } else { from.index(letters.len()) };
        let part: String = letters.iter().skip(start).take(length).collect();
        let query = Query::phrase(&part);
        let (_, spans) = find(&text, &query, 100);
        let mut last = 0;
        for (from, to) in &spans {
            prop_assert!(*from >= last && to > from);
            prop_assert!(plain(&text[*from..*to]).contains(query.terms[0].trim()), "{} {:?}", &text[*from..*to], query);
            last = *from;
        }
        prop_assert_eq!(spans.is_empty(), query.is_empty() || !plain(&text).contains(&*query.terms[0]));
    }
}
