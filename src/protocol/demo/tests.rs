//! The demo, heard through the reader that real answers go through.
#![allow(clippy::unwrap_used)]

use crate::domain::message::{FinishReason, Interruption};
use crate::domain::text::demo::{EN, KO};
use crate::protocol::chat_completions::answer::Answer;
use crate::protocol::chat_completions::{CallFacts, End, Ending, Growth};
use crate::protocol::demo::{Script, Show, script};

/// What is heard, how it ends, and how long it takes with the longest silence, in milliseconds.
fn hear(script: Script) -> (Growth, Ending, u32, u32) {
    let (mut answer, mut sum) = (Answer::new(200, "text/event-stream", CallFacts::default()), Growth::default());
    let (mut time, mut longest, mut end) = (0, 0, End::Clean);
    for step in script {
        time += step.wait_ms;
        longest = longest.max(step.wait_ms);
        if step.breaks {
            assert!(step.bytes.is_empty());
            end = End::Broken;
            break;
        }
        sum.absorb(answer.feed(&step.bytes));
    }
    let (last, ending) = answer.end(end);
    sum.absorb(last);
    (sum, ending, time, longest)
}

fn told(text: &str, continuing: Option<&str>, language: &str) -> (Growth, Ending, u32, u32) {
    hear(script(text, 1, continuing, language))
}

#[test]
fn commands_are_understood_in_both_languages() {
    let check = |text: &str, expected: Show| assert_eq!(Show::asked(text), expected, "{text}");
    for demo in [&EN, &KO] {
        check(demo.tour, Show::Tour);
        check(demo.long, Show::Long);
        check(demo.slow, Show::Slow);
        check(demo.failing, Show::Failing);
        check(demo.thinking, Show::Thinking);
    }
    check(" MARKDOWN tour. ", Show::Tour);
    check("긴 답변!", Show::Long);
    check("think", Show::Thinking);
    check("I think this is long", Show::Echo);
    check("", Show::Echo);
}

#[test]
fn every_show_ends_as_a_real_answer_does() {
    for language in ["en", "ko"] {
        let demo = if language == "ko" { &KO } else { &EN };
        for command in ["hi", demo.tour, demo.long, demo.slow, demo.thinking] {
            let (growth, ending, ..) = told(command, None, language);
            assert_eq!(ending, Ending::Finished(FinishReason::Stop), "{command}");
            assert_eq!((growth.model.as_deref(), growth.answer_id.as_deref()), (Some("demo"), Some("demo-1")));
            assert_eq!(growth.reasoning.is_empty(), command != demo.thinking, "{command}");
            assert!(growth.usage.is_some(), "{command}");
        }
    }
}

#[test]
fn it_echoes_word_by_word_and_names_what_else_it_shows() {
    let (growth, _, time, _) = told("one two\nthree \"four\"", None, "en");
    assert_eq!(
        growth.text,
        format!(
            "{}\n\n> one two\n> three \"four\"\n\n{}\n\n- Markdown tour\n- Long answer\n- Slow answer\n- Failing answer\n- Thinking\n",
            EN.echo, EN.offer
        )
    );
    assert!((1000..4000).contains(&time), "{time}");
    let later = hear(script("한국어", 3, None, "ko")).0.text;
    assert_eq!(later, format!("{}\n\n> 한국어\n", KO.echo));
}

#[test]
fn a_pasted_book_is_echoed_within_a_minute() {
    let (growth, _, time, _) = told(&"word ".repeat(100_000), None, "en");
    assert!(growth.text.len() > 500_000 && time < 60_000, "{time}");
    assert!(told(&"字".repeat(100_000), None, "en").2 < 60_000);
}

#[test]
fn the_long_answer_is_long_varied_and_fast() {
    for language in ["en", "ko"] {
        let demo = if language == "ko" { &KO } else { &EN };
        let (growth, _, time, _) = told(demo.long, None, language);
        assert!((10_000..20_000).contains(&growth.text.len()), "{}", growth.text.len());
        assert!(time < 15_000, "{time}");
        assert_eq!(growth.text.matches("\n## ").count(), 24);
        assert_eq!((growth.text.matches("```python").count(), growth.text.matches("|:--|").count()), (4, 4));
    }
}

#[test]
fn the_slow_answer_is_silent_long_enough_to_be_noticed() {
    let (_, ending, time, longest) = told(EN.slow, None, "en");
    assert_eq!(ending, Ending::Finished(FinishReason::Stop));
    assert!(longest > 12_000 && (25_000..60_000).contains(&time), "{longest} {time}");
}

#[test]
fn the_failing_answer_breaks_off_and_goes_on() {
    for (demo, language) in [(&EN, "en"), (&KO, "ko")] {
        let (had, ending, ..) = told(demo.failing, None, language);
        assert_eq!(ending, Ending::Interrupted(Interruption::ConnectionLost));
        assert_eq!(had.text, demo.failing_parts[0]);
        let (more, ending, ..) = told(demo.failing, Some(&had.text), language);
        assert_eq!(ending, Ending::Finished(FinishReason::Stop));
        assert_eq!([had.text, more.text].concat(), demo.failing_parts.concat());
    }
}

#[test]
fn any_show_that_was_stopped_goes_on_where_it_was() {
    for command in ["hello there", EN.tour, EN.long, EN.slow, EN.thinking] {
        let whole = told(command, None, "en").0.text;
        let cut = whole.char_indices().nth(whole.chars().count() / 2).unwrap().0;
        let (had, rest) = whole.split_at(cut);
        let (more, ending, ..) = told(command, Some(had), "en");
        assert_eq!((more.text.as_str(), more.reasoning.as_str()), (rest, ""), "{command}");
        assert_eq!(ending, Ending::Finished(FinishReason::Stop));
    }
    assert_eq!(told("hi", Some("something else"), "en").0.text, EN.over);
}
