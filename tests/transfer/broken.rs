//! What cannot be read is named with its place, and costs nothing else.

use sotto::domain::transfer::import::{Flaw, Item};

use crate::{read, sample, talks};

type Found = (Flaw, Option<(u32, u32)>, String);

fn problems(bytes: &[u8]) -> Vec<Found> {
    let problem = |item| match item {
        Item::Problem(problem) => {
            Some((problem.flaw, problem.place.map(|place| (place.line, place.column)), problem.path))
        }
        _ => None,
    };
    read(bytes).into_iter().filter_map(problem).collect()
}

fn check(text: &[u8], expected: &[(Flaw, (u32, u32), &str)]) {
    let got = problems(text);
    let got: Vec<(Flaw, (u32, u32), &str)> =
        got.iter().map(|(flaw, place, path)| (*flaw, place.unwrap(), &**path)).collect();
    assert_eq!(got, expected, "{}", String::from_utf8_lossy(text));
}

#[test]
fn every_broken_file_says_what_is_wrong_and_where() {
    check(&sample("bad-bom.json"), &[(Flaw::Unknown, (1, 1), "")]);
    check(&sample("bad-empty.json"), &[(Flaw::Empty, (1, 1), "")]);
    check(&sample("bad-html.json"), &[(Flaw::NotJson, (1, 1), "")]);
    check(&sample("bad-nan.json"), &[(Flaw::NoMessages, (1, 23), "chats[0]")]);
    check(&sample("bad-null.json"), &[(Flaw::Unknown, (1, 1), "")]);
    check(&sample("bad-number.json"), &[(Flaw::Unknown, (1, 1), "")]);
    check(&sample("bad-truncated.json"), &[(Flaw::EndsEarly, (1, 55), "")]);
    check(&sample("bad-wrong-types.json"), &[(Flaw::WrongKind, (1, 1), "chats")]);
    check(b"\n [{\"title\":\"x\",\n  \"messages\": oops}]", &[(Flaw::NotJson, (3, 15), "[0]")]);
    check(b"{\"mapping\":[]}", &[(Flaw::WrongKind, (1, 1), "mapping")]);
    check(b"\xff\xfe[\0]\0", &[(Flaw::NotJson, (1, 1), "")]);
    check(b"}]", &[(Flaw::NotJson, (1, 1), "")]);
    check(b"\"a\"", &[(Flaw::Unknown, (1, 1), "")]);
    check(b"[{\"id\":\"a\",\"record\":{\"sotto\":9,\"x\":1}}]", &[(Flaw::Newer, (1, 2), "[0].record")]);
    check(b"[{\"id\":\"a/b\",\"record\":{}}]", &[(Flaw::Damaged, (1, 2), "[0].id")]);
}

#[test]
fn what_is_broken_costs_only_itself() {
    let text = b"[{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]},{\"messages\":[nope]},{\"messages\":[]},\
        {\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]},{\"messages\":[{\"role\":";
    let titles: Vec<String> = talks(text).iter().map(|talk| talk.title.to_string()).collect();
    assert_eq!(titles, ["a", "b"]);
    let flaws: Vec<Flaw> = problems(text).into_iter().map(|(flaw, ..)| flaw).collect();
    assert_eq!(flaws, [Flaw::NotJson, Flaw::NoMessages, Flaw::EndsEarly]);
}

#[test]
fn nothing_that_stands_in_a_file_panics() {
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/import")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        if bytes.len() < 8_000 {
            texts.push(bytes);
        }
    }
    // Cut and flipped everywhere, which makes every bracket and quote wrong once.
    for text in texts {
        for at in (0..text.len()).step_by(11) {
            drop(read(&text[..at]));
            let mut flipped = text.clone();
            flipped[at] ^= 0x15;
            drop(read(&flipped));
        }
    }
}
