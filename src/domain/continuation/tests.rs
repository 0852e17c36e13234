//! What is added to a reply that goes on, whatever the model makes of the request to continue it.

use proptest::prelude::{Strategy, any};
use proptest::{collection, sample};

use super::{Continuation, Manner};
use crate::domain::growing_text::GrowingText;

/// The old text with the new one joined to it, in pieces of so many characters.
fn joined(old: &str, new: &str, manner: Manner, sizes: &[usize]) -> String {
    let mut continuation = Continuation::new(&GrowingText::from(old), manner);
    let mut out = old.to_owned();
    let mut rest = new.chars().peekable();
    for size in sizes.iter().cycle() {
        if rest.peek().is_none() {
            break;
        }
        let piece: String = rest.by_ref().take((*size).max(1)).collect();
        out.push_str(&continuation.feed(&piece));
    }
    out.push_str(&continuation.end());
    out
}

fn check(manner: Manner, old: &str, new: &str, expected: &str) {
    for size in [usize::MAX, 1, 2, 3, 7] {
        assert_eq!(joined(old, new, manner, &[size]), expected, "{new:?} in pieces of {size}");
    }
}

fn asked(old: &str, new: &str, expected: &str) {
    check(Manner::Asked, old, new, expected);
}

#[test]
fn a_model_that_goes_on_as_it_was_asked_is_taken_by_the_letter() {
    asked("The first half", " and the second.", "The first half and the second.");
    asked("The tram is yel", "low.", "The tram is yellow.");
    asked("The tram is", " yellow. It runs.", "The tram is yellow. It runs.");
    asked("One.", "\n\nTwo.", "One.\n\nTwo.");
    asked("- one\n- tw", "o\n- three", "- one\n- two\n- three");
    asked("- one\n", "- two", "- one\n- two");
    asked("NA", "SA flies.", "NASA flies.");
    asked("Das ist ein ", "Haus.", "Das ist ein Haus.");
    asked("```rust\nlet x = get", "Value();\n```", "```rust\nlet x = getValue();\n```");
    asked("```rust\nfn main() {}\n", "```\n\nThat is all.", "```rust\nfn main() {}\n```\n\nThat is all.");
    asked("Call `System.out.print", "Line` twice", "Call `System.out.printLine` twice");
    asked("서울은 한국의 수", "도입니다.", "서울은 한국의 수도입니다.");
    asked("use", "使用Python", "use使用Python");
    asked("It costs 1", "00 dollars", "It costs 100 dollars");
    asked("A third is 0.333", "333", "A third is 0.333333");
    asked("It is very", " very good", "It is very very good");
}

#[test]
fn what_repeats_the_old_end_is_left_out() {
    asked("It runs from the", "from the station.", "It runs from the station.");
    asked("The tram is yel", "yellow and fast.", "The tram is yellow and fast.");
    asked("It runs from the ", "from the station.", "It runs from the station.");
    asked("It runs\nfrom the", "\n\nIt runs from the station.", "It runs\nfrom the station.");
    asked("One.\n\nTwo and thr", "Two and three.", "One.\n\nTwo and three.");
    asked("A. Hello there.", "Hello there.\n\nB.", "A. Hello there.\n\nB.");
    asked("서울은 한국의 수도", "수도예요.", "서울은 한국의 수도예요.");
    asked("我们明天去北京", "北京看长城。", "我们明天去北京看长城。");
    let code = "```python\ndef f(x):\n    y = x + 1\n    ret";
    asked(code, "```python\n    y = x + 1\n    return y\n```", &format!("{code}urn y\n```"));
    asked("```python\na = 1", "```python\nb = 2\n```", "```python\na = 1\nb = 2\n```");
}

#[test]
fn a_reply_that_is_written_again_goes_on_where_it_ended() {
    asked("The first half", "The first half and the second.", "The first half and the second.");
    asked("I", "I think so.", "I think so.");
    asked("One.\n\nTwo. ", "\nOne.\n\nTwo. Three.", "One.\n\nTwo. Three.");
    asked("One. Two.", "One. Two.", "One. Two.");
    // It was cut again before it came to anything new.
    asked("One. Two. Three and fo", "One. Two.", "One. Two. Three and fo");
    let long = "A sentence of some length, again and again. ".repeat(100);
    asked(&long, &format!("{long}And the end."), &format!("{long}And the end."));
    let code = format!("```c\n{}int z", "int x = 1;\n".repeat(200));
    asked(&code, &format!("{code} = 2;\n```"), &format!("{code} = 2;\n```"));
}

#[test]
fn a_new_beginning_starts_a_paragraph() {
    asked("The tide comes from the m", "Certainly! The tide…", "The tide comes from the m\n\nCertainly! The tide…");
    asked("Half a sen", "# A title\n\nText", "Half a sen\n\n# A title\n\nText");
    asked("Half a sen", "**Sure.** Then", "Half a sen\n\n**Sure.** Then");
    asked("- one\n- two", "- three", "- one\n- two\n- three");
    asked("| a | b |", "| c | d |", "| a | b |\n| c | d |");
    asked("물론이죠! 바다는 넓", "물론이죠! 바다가 좋아요.", "물론이죠! 바다는 넓\n\n물론이죠! 바다가 좋아요.");
    // Sentences that were there already are left out, also where the last one is told in other words.
    let old = "The sea is wide. The sea is deep. The sea is co";
    asked(old, "The sea is wide. The sea is deep. It is warm.", &format!("{old}\n\nIt is warm."));
}

#[test]
fn white_space_alone_is_nothing() {
    asked("Half", " \n\n ", "Half");
    check(Manner::Prefilled, "Half", " \n", "Half");
}

#[test]
fn a_server_that_goes_on_by_itself_is_taken_by_the_letter_unless_it_sends_all_of_it_again() {
    let check = |old: &str, new: &str, expected: &str| check(Manner::Prefilled, old, new, expected);
    check("The first half", " and the second.", "The first half and the second.");
    check("The first half", "The first half and the second.", "The first half and the second.");
    check("ha", "ha", "haha");
    check(
        "Row your boat,\nRow your boat,\n",
        "Row your boat,\nGently",
        "Row your boat,\nRow your boat,\nRow your boat,\nGently",
    );
    check("a lower", "Case", "a lowerCase");
    check("Half", "- x", "Half- x");
}

#[test]
fn a_character_costs_the_same_however_long_the_reply_is() {
    let old = GrowingText::from("ab ".repeat(200_000).as_str());
    let mut continuation = Continuation::new(&old, Manner::Asked);
    let began = std::time::Instant::now();
    for _ in 0..20_000 {
        continuation.feed("ab ");
    }
    // Ten minutes if each one cost a look at all of the old text.
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

fn words() -> impl Strategy<Value = String> {
    let pieces = [
        "a", "ab", "The ", "the", " ", "\n", "\n\n", ". ", "한국", "北", "```", "```c\n", "- ", "1. ", "# ", "**", "`",
        "|",
    ];
    collection::vec(sample::select(pieces.to_vec()), 0..30).prop_map(|pieces| pieces.concat())
}

proptest::proptest! {
    #[test]
    fn any_cut_of_any_continuation_gives_the_same_text(
        old in words(),
        new in words(),
        again in any::<(bool, u8)>(),
        prefilled in any::<bool>(),
        sizes in collection::vec(1usize..9, 1..20),
    ) {
        let manner = if prefilled { Manner::Prefilled } else { Manner::Asked };
        let from = old.char_indices().map(|(at, _)| at).nth(usize::from(again.1) % 20).unwrap_or(0);
        let new = if again.0 { format!("{}{new}", old.get(from..).unwrap_or_default()) } else { new };
        let whole = joined(&old, &new, manner, &[usize::MAX]);
        proptest::prop_assert!(whole.starts_with(&old));
        proptest::prop_assert_eq!(joined(&old, &new, manner, &sizes), whole);
    }

    #[test]
    fn no_word_is_lost_that_the_old_text_does_not_have(old in "[a-m ]{0,40}", new in "[n-z ]{0,40}") {
        for manner in [Manner::Asked, Manner::Prefilled] {
            let whole = joined(&old, &new, manner, &[3]);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(letters(&whole), format!("{}{}", letters(&old), letters(&new)));
        }
    }
}
