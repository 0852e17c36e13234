//! Thoughts written into the text as `<think>…</think>`, as models served without a reasoning parser do.
//!
//! Only at the very start of the text, so that an answer about the tag stays an answer. A tag that never closes
//! leaves everything to the thoughts.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Tells thoughts from text as both come in pieces.
#[derive(Debug, Default)]
pub(super) struct Think {
    place: Place,
    /// What cannot be told yet: the beginning of a tag, or blank lines that go if a tag follows.
    held: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    /// Nothing but white space has come.
    #[default]
    Start,
    /// Behind the opening tag, before the first thought.
    Opened,
    /// In the thoughts.
    Thoughts,
    /// Behind the closing tag, before the first text.
    Closed,
    /// In the text, for good.
    Text,
}

impl Think {
    /// Tags mean nothing from here on, because the server gives the thoughts apart.
    pub fn stop(&mut self) {
        if self.place == Place::Start {
            self.place = Place::Text;
        }
    }

    /// Whether the thoughts are open.
    pub fn is_open(&self) -> bool {
        matches!(self.place, Place::Opened | Place::Thoughts)
    }

    /// Sorts a piece.
    pub fn feed(&mut self, piece: &str, thoughts: &mut String, text: &mut String) {
        if self.place == Place::Text && self.held.is_empty() {
            text.push_str(piece);
            return;
        }
        self.held.push_str(piece);
        let held = std::mem::take(&mut self.held);
        let mut rest = held.as_str();
        loop {
            match self.place {
                Place::Start => {
                    let begun = rest.trim_start();
                    if let Some(after) = begun.strip_prefix(OPEN) {
                        rest = after;
                        self.place = Place::Opened;
                    } else if OPEN.starts_with(begun) {
                        break;
                    } else {
                        self.place = Place::Text;
                    }
                }
                Place::Opened | Place::Closed => {
                    rest = rest.trim_start_matches(['\n', '\r']);
                    if rest.is_empty() {
                        break;
                    }
                    self.place = if self.place == Place::Opened { Place::Thoughts } else { Place::Text };
                }
                Place::Thoughts => {
                    if let Some((before, after)) = rest.split_once(CLOSE) {
                        thoughts.push_str(before.trim_end());
                        rest = after;
                        self.place = Place::Closed;
                    } else {
                        let (sure, open) = rest.split_at_checked(unsure_from(rest)).unwrap_or((rest, ""));
                        thoughts.push_str(sure);
                        rest = open;
                        break;
                    }
                }
                Place::Text => {
                    text.push_str(rest);
                    rest = "";
                    break;
                }
            }
        }
        self.held = rest.to_owned();
    }

    /// Gives out what was held, now that nothing follows.
    pub fn end(&mut self, thoughts: &mut String, text: &mut String) {
        let held = std::mem::take(&mut self.held);
        match self.place {
            Place::Opened | Place::Thoughts => thoughts.push_str(held.trim_end()),
            Place::Start | Place::Closed | Place::Text => text.push_str(&held),
        }
        self.place = Place::Text;
    }
}

/// Where white space begins that a closing tag would swallow, with what may be the beginning of that tag.
fn unsure_from(text: &str) -> usize {
    let tag = (1..CLOSE.len()).rev().find(|length| CLOSE.get(..*length).is_some_and(|part| text.ends_with(part)));
    let before = text.len() - tag.unwrap_or(0);
    text.get(..before).map_or(before, |text| text.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thoughts_are_told_from_text_at_every_cut() {
        let check = |input: &str, thoughts: &str, text: &str| {
            let pieces: Vec<String> = input.chars().map(String::from).collect();
            for size in 1..=pieces.len().max(1) {
                let (mut think, mut got) = (Think::default(), (String::new(), String::new()));
                for piece in pieces.chunks(size) {
                    think.feed(&piece.concat(), &mut got.0, &mut got.1);
                }
                think.end(&mut got.0, &mut got.1);
                assert_eq!((got.0.as_str(), got.1.as_str()), (thoughts, text), "{input:?} in pieces of {size}");
            }
        };
        check("<think>\nth\n\nink\n</think>\n\nHello\n\n</think>", "th\n\nink", "Hello\n\n</think>");
        check("\n <think>x</think>y", "x", "y");
        check("<think>\n\n</think>\n\nHello", "", "Hello");
        check("<think>never </thin closed \n", "never </thin closed", "");
        check("<think", "", "<think");
        check("  <thin air", "", "  <thin air");
        check("Hello <think>x</think>", "", "Hello <think>x</think>");
        check("<think>a</think>    code", "a", "    code");
        check("", "", "");
    }
}
