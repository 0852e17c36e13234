//! The making of a segment from texts.

use crate::domain::id::ConversationId;
use crate::domain::search::gram::{BITS, grams};
use crate::domain::search::segment::Writer;

/// Reads texts into a segment of a few conversations.
#[derive(Debug, Default)]
pub struct Building {
    docs: Vec<(ConversationId, u64)>,
    /// A gram and, in its low byte, the conversation that has it. None twice.
    pairs: Vec<u32>,
    /// Which grams the conversation being read has, one bit each; and from where in the pairs they stand.
    seen: Vec<u64>,
    from: usize,
}

impl Building {
    /// Whether this is enough for one segment.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.docs.len() > 0xff || self.pairs.len() > 0xc000
    }

    /// Whether nothing was read yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// What is said from now on is said in that conversation.
    pub fn begin(&mut self, id: ConversationId, revision: u64) {
        self.forget_seen();
        self.docs.push((id, revision));
    }

    /// What is seen from now on is seen anew.
    fn forget_seen(&mut self) {
        self.seen.resize(1 << (BITS - 6), 0);
        for pair in self.pairs.get(self.from..).unwrap_or_default() {
            if let Some(word) = self.seen.get_mut((pair >> 14) as usize) {
                *word = 0;
            }
        }
        self.from = self.pairs.len();
    }

    /// Reads a text.
    pub fn text(&mut self, text: &str) {
        let doc = u32::try_from(self.docs.len()).unwrap_or(1).saturating_sub(1) & 0xff;
        let (seen, pairs) = (&mut self.seen, &mut self.pairs);
        grams(text, &mut |gram| {
            if let Some(word) = seen.get_mut((gram >> 6) as usize) {
                let bit = 1 << (gram & 63);
                if *word & bit == 0 {
                    *word |= bit;
                    pairs.push(gram << 8 | doc);
                }
            }
        });
    }

    /// The segment's head and body, and nothing is read yet again.
    pub fn finish(&mut self) -> (Vec<u8>, Vec<u8>) {
        self.forget_seen();
        self.from = 0;
        let mut pairs = std::mem::take(&mut self.pairs);
        let docs = std::mem::take(&mut self.docs);
        sort(&mut pairs);
        let mut grams = 0;
        let mut last = u32::MAX;
        for pair in &pairs {
            grams += usize::from(pair >> 8 != last);
            last = pair >> 8;
        }
        let mut writer = Writer::new(docs, grams);
        let mut list = Vec::new();
        let mut rest = pairs.into_iter().peekable();
        while let Some(pair) = rest.next() {
            list.push(pair & 0xff);
            if rest.peek().is_none_or(|next| next >> 8 != pair >> 8) {
                writer.gram(pair >> 8, &list);
                list.clear();
            }
        }
        writer.finish()
    }
}

/// By the grams; what has the same one stays in its order.
fn sort(pairs: &mut Vec<u32>) {
    let mut other = vec![0; pairs.len()];
    for shift in [8, 16, 24] {
        let mut places = [0_usize; 257];
        for pair in &*pairs {
            if let Some(count) = places.get_mut((pair >> shift & 0xff) as usize + 1) {
                *count += 1;
            }
        }
        let mut before = 0;
        for place in &mut places {
            before += *place;
            *place = before;
        }
        for pair in &*pairs {
            if let Some(place) = places.get_mut((pair >> shift & 0xff) as usize) {
                if let Some(slot) = other.get_mut(*place) {
                    *slot = *pair;
                }
                *place += 1;
            }
        }
        std::mem::swap(pairs, &mut other);
    }
}
