//! Joins an emoji that a server split over two deltas, each half escaped by itself.

use crate::domain::json::Text;

/// What waits of a text that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Halves(Option<u16>);

impl Halves {
    /// Adds a piece to what can be shown. A high half at its end waits for the next piece.
    pub fn join(&mut self, piece: &Text<'_>, out: &mut String) {
        let mut text = &*piece.text;
        if text.is_empty() {
            return;
        }
        if let Some(high) = self.0.take() {
            let pair = piece.low.and_then(|low| char::decode_utf16([high, low]).next()?.ok());
            out.push(pair.unwrap_or(char::REPLACEMENT_CHARACTER));
            if pair.is_some() {
                text = text.strip_prefix(char::REPLACEMENT_CHARACTER).unwrap_or(text);
            }
        }
        if piece.high.is_some() {
            self.0 = piece.high;
            text = text.strip_suffix(char::REPLACEMENT_CHARACTER).unwrap_or(text);
        }
        out.push_str(text);
    }

    /// Whether half of a letter came.
    pub fn waits(&self) -> bool {
        self.0.is_some()
    }

    /// Gives up waiting.
    pub fn end(&mut self, out: &mut String) {
        if self.0.take().is_some() {
            out.push(char::REPLACEMENT_CHARACTER);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::domain::json::{Json, read};

    #[test]
    fn halves_meet_across_pieces_and_lonely_ones_are_marked() {
        let check = |pieces: &[&str], expected: &str| {
            let (mut halves, mut out) = (Halves::default(), String::new());
            for piece in pieces {
                let Some((Json::Text(text), _)) = read(piece) else { panic!("{piece} is no string") };
                halves.join(&text, &mut out);
            }
            halves.end(&mut out);
            assert_eq!(out, expected, "{pieces:?}");
        };
        check(&[r#""a\ud83d""#, r#""\ude00b""#], "a😀b");
        check(&[r#""\ud83d""#, r#""""#, r#""\ude00""#], "😀");
        check(&[r#""\ud83d""#, r#""x""#], "�x");
        check(&[r#""x""#, r#""\ude00""#], "x�");
        check(&[r#""\ud83d""#], "�");
        check(&[r#""\ud83d""#, r#""\ud83d""#, r#""\ude00""#], "�😀");
        check(&[r#""\ud83d""#, r#""\ude00\ud83d""#, r#""\ude01""#], "😀😁");
    }
}
