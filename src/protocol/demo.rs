//! The built-in demo: a server's answer as bytes with the time before each, for the decoder that real answers go
//! through. It echoes, and on request shows what a chat can meet. Everything it says is in the text table.

use std::vec;

use crate::domain::json::write_text;
use crate::domain::text::demo::{Demo, EN, KO};

/// What the demo can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Show {
    Echo,
    Tour,
    Long,
    Slow,
    Failing,
    Thinking,
}

impl Show {
    /// What a message asks for, in any language: one of the commands, standing alone. Anything else is echoed.
    #[must_use]
    pub fn asked(text: &str) -> Self {
        let text = text.trim().trim_end_matches(['.', '!', '?', '。']).to_ascii_lowercase();
        for demo in [&EN, &KO] {
            let shows = [Self::Tour, Self::Long, Self::Slow, Self::Failing, Self::Thinking];
            for ((show, command), shorter) in shows.into_iter().zip(commands(demo)).zip(demo.shorter) {
                if text == command.to_ascii_lowercase() || shorter.contains(&text.as_str()) {
                    return show;
                }
            }
        }
        Self::Echo
    }
}

fn commands(demo: &Demo) -> [&'static str; 5] {
    [demo.tour, demo.long, demo.slow, demo.failing, demo.thinking]
}

/// A part of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How long to wait before it, in milliseconds.
    pub wait_ms: u32,
    /// What arrives then.
    pub bytes: Vec<u8>,
    /// Whether the connection breaks here instead.
    pub breaks: bool,
}

/// An answer, step by step.
#[derive(Debug)]
pub struct Script {
    steps: vec::IntoIter<Piece>,
    id: String,
    tokens: (usize, usize),
}

/// A piece of an answer before it becomes bytes.
#[derive(Debug)]
struct Piece {
    wait_ms: u32,
    said: Said,
}

#[derive(Debug)]
enum Said {
    /// The first chunk, with nothing in it.
    Role,
    Thought(String),
    Text(String),
    Break,
    Finish,
    Usage,
    Done,
}

/// The demo's answer to a message. `questions` counts the messages so far, this one included; `continuing` is the text
/// of a reply that is to go on; `language` is the tag of the interface's language.
#[must_use]
pub fn script(text: &str, questions: usize, continuing: Option<&str>, language: &str) -> Script {
    let demo = if language == "ko" { &KO } else { &EN };
    let show = Show::asked(text);
    let mut parts = parts(demo, show, text, questions);
    let mut breaks = show == Show::Failing;
    if let Some(had) = continuing {
        breaks = false;
        parts = rest(parts, had, demo);
    }
    let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
    let thoughts = if show == Show::Thinking && continuing.is_none() { demo.thoughts } else { "" };
    let tokens = (words(text).len(), words(thoughts).len() + words(&whole).len());
    let mut steps = vec![Piece { wait_ms: 200, said: Said::Role }];
    say(&mut steps, thoughts, 40, 1, Said::Thought);
    for (at, part) in parts.into_iter().enumerate() {
        if breaks && at > 0 {
            steps.push(Piece { wait_ms: 700, said: Said::Break });
            break;
        }
        let begun = steps.len();
        say(&mut steps, &part.text, part.pace_ms, part.group, Said::Text);
        if let Some(first) = steps.get_mut(begun) {
            first.wait_ms += part.wait_ms;
        }
    }
    if !breaks {
        let tail = [Said::Finish, Said::Usage, Said::Done];
        steps.extend(tail.into_iter().map(|said| Piece { wait_ms: 0, said }));
    }
    let id = ["demo-", &questions.to_string()].concat();
    Script { steps: steps.into_iter(), id, tokens }
}

/// A stretch of text with its pace.
struct Part {
    text: String,
    /// Silence before it, in milliseconds.
    wait_ms: u32,
    /// Time for each group of words, in milliseconds.
    pace_ms: u32,
    /// Words that come together.
    group: usize,
}

fn parts(demo: &Demo, show: Show, text: &str, questions: usize) -> Vec<Part> {
    let part = |text: &str, wait_ms| Part { text: text.to_owned(), wait_ms, pace_ms: 40, group: 1 };
    match show {
        Show::Echo => vec![part(&echo(demo, text, questions), 0)],
        Show::Tour => vec![Part { pace_ms: 25, ..part(demo.tour_text, 0) }],
        Show::Long => vec![Part { pace_ms: 12, group: 3, ..part(&long(demo), 0) }],
        Show::Slow => demo.slow_parts.iter().zip([4000, 15_000, 6000]).map(|(text, wait)| part(text, wait)).collect(),
        Show::Failing => demo.failing_parts.iter().map(|text| part(text, 0)).collect(),
        Show::Thinking => vec![part(demo.thought_text, 300)],
    }
}

/// What is left of an answer of which a part is there.
fn rest(parts: Vec<Part>, had: &str, demo: &Demo) -> Vec<Part> {
    let whole: String = parts.iter().map(|part| part.text.as_str()).collect();
    let text = whole.strip_prefix(had).unwrap_or(demo.over).to_owned();
    let pace = parts.first().map_or((40, 1), |part| (part.pace_ms, part.group));
    vec![Part { text, wait_ms: 0, pace_ms: pace.0, group: pace.1 }]
}

fn echo(demo: &Demo, text: &str, questions: usize) -> String {
    let mut out = demo.echo.to_owned();
    out.push_str("\n\n");
    for line in text.lines() {
        out.push_str("> ");
        out.push_str(line);
        out.push('\n');
    }
    // Said at first and now and then, not after every sentence.
    if questions % 5 == 1 {
        out.push('\n');
        out.push_str(demo.offer);
        out.push_str("\n\n");
        for command in commands(demo) {
            out.push_str("- ");
            out.push_str(command);
            out.push('\n');
        }
    }
    out
}

/// About twelve kilobytes with headings, lists, tables and code, put together from a few sentences.
fn long(demo: &Demo) -> String {
    let pick = |list: &[&'static str], at: usize| list.get(at % list.len().max(1)).copied().unwrap_or_default();
    let mut out = demo.long_head.to_owned();
    for hour in 0..24usize {
        let clock = [if hour < 10 { "0" } else { "" }, &hour.to_string(), ":00"].concat();
        out.push_str(&["## ", &clock, "\n\n"].concat());
        for at in 0..6 {
            // Steps that share no factor with sixteen, so that neighbouring hours differ.
            out.push_str(pick(&demo.long_sentences, hour * 5 + at * 3));
            out.push_str(if at == 2 { "\n\n" } else { " " });
        }
        out.push_str("\n\n");
        match hour % 6 {
            1 => {
                for at in 0..4 {
                    out.push_str(&["- ", pick(&demo.long_things, hour + at * 2), "\n"].concat());
                }
                out.push('\n');
            }
            3 => {
                let [cargo, arrived, left] = demo.long_columns;
                out.push_str(&["| ", cargo, " | ", arrived, " | ", left, " |\n|:--|--:|--:|\n"].concat());
                for at in 0..3 {
                    let count = |factor: usize| ((hour + at) * factor % 90 + 10).to_string();
                    let thing = pick(&demo.long_things, hour + at * 4);
                    out.push_str(&["| ", thing, " | ", &count(7), " | ", &count(11), " |\n"].concat());
                }
                out.push('\n');
            }
            5 => {
                let tide = ((hour * 37) % 210 + 40).to_string();
                out.push_str(&["```python\nhour = ", &hour.to_string(), "\ntide_cm = ", &tide].concat());
                out.push_str("\nprint(f\"{hour:02}:00 {tide_cm / 100:.2f} m\")\n```\n\n");
            }
            _ => {}
        }
    }
    out
}

/// Says a text in groups of words. Very long ones come faster, so that an echo of a book ends within a minute.
fn say(steps: &mut Vec<Piece>, text: &str, pace_ms: u32, group: usize, said: fn(String) -> Said) {
    let words = words(text);
    let group = group.max(words.len() / 1000);
    for group in words.chunks(group.max(1)) {
        steps.push(Piece { wait_ms: pace_ms, said: said(group.concat()) });
    }
}

/// Words, each with the white space behind it; scripts without spaces in small portions.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let chars: Vec<char> = word.chars().collect();
        words.extend(chars.chunks(16).map(|chars| chars.iter().collect::<String>()));
    }
    words
}

impl Iterator for Script {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let Piece { wait_ms, said } = self.steps.next()?;
        let breaks = matches!(said, Said::Break);
        let mut out = String::new();
        match said {
            Said::Break => {}
            Said::Done => out.push_str("[DONE]"),
            said => {
                self.open(&mut out);
                self.write(&mut out, &said);
                out.push('}');
            }
        }
        if !breaks {
            out.insert_str(0, "data: ");
            out.push_str("\n\n");
        }
        Some(Step { wait_ms, bytes: out.into_bytes(), breaks })
    }
}

impl Script {
    fn open(&self, out: &mut String) {
        for piece in ["{\"id\":\"", &self.id, "\",\"object\":\"chat.completion.chunk\",\"model\":\"demo\","] {
            out.push_str(piece);
        }
    }

    fn write(&self, out: &mut String, said: &Said) {
        let mut choice = |open: &str, texts: &[(&str, &str)], finish: bool| {
            out.push_str("\"choices\":[{\"index\":0,\"");
            out.push_str(open);
            for (name, text) in texts {
                out.push_str(name);
                write_text(out, text);
            }
            out.push_str(if finish { "},\"finish_reason\":\"stop\"}]" } else { "},\"finish_reason\":null}]" });
        };
        match said {
            Said::Role => choice("delta\":{\"role\":\"assistant\",", &[("\"content\":", "")], false),
            Said::Thought(text) => choice("delta\":{", &[("\"reasoning_content\":", text)], false),
            Said::Text(text) => choice("delta\":{", &[("\"content\":", text)], false),
            Said::Finish => choice("delta\":{", &[], true),
            Said::Usage => {
                out.push_str("\"choices\":[],");
                self.usage(out);
            }
            Said::Break | Said::Done => {}
        }
    }

    /// The demo counts words as tokens.
    fn usage(&self, out: &mut String) {
        let (input, output) = self.tokens;
        for piece in [
            "\"usage\":{\"prompt_tokens\":",
            &input.to_string(),
            ",\"completion_tokens\":",
            &output.to_string(),
            ",\"total_tokens\":",
            &(input + output).to_string(),
            "}",
        ] {
            out.push_str(piece);
        }
    }
}

#[cfg(test)]
mod tests;
