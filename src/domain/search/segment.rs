//! A part of the index: which of its conversations have a gram. Written once, never changed.
//!
//! It has a head and a body, stored apart, so that who asks only what is known reads only heads. The head: the format, a
//! check over what follows, how many conversations, how many bits of a gram choose its bucket, length and check of the
//! body; each conversation's id and revision; where each bucket begins. The body: the buckets. One lists its grams in order, each with what it is more than the one before, the number of its conversations, and these as gaps in Rice
//! code: that is near the least there can be, for grams that all have and for those that one has. Reading never
//! fails on foreign bytes, it only finds nothing.

use crate::domain::id::ConversationId;
use crate::domain::search::FORMAT;
use crate::domain::search::gram::BITS;

/// Grams to a bucket, about: a bucket is read from its beginning.
const BUCKET: usize = 48;
/// Bytes before the conversations: format, check, count, bits, length and check of the body.
const HEAD: usize = 24;

/// The head of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The conversations, with the revisions at which they were read.
    pub docs: Vec<(ConversationId, u64)>,
    bits: u32,
    /// Where each bucket begins, and where the last one ends.
    starts: Vec<u32>,
    /// The body's length and check.
    body: (u32, u32),
}

impl Segment {
    /// Reads a head. None: it is of another format, or damaged.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let mut words = words(head);
        let (format, check, count, bits) = (words.next()?, words.next()?, words.next()?, words.next()?);
        if format != FORMAT || check != sum(bytes.get(8..)?) || bits > BITS {
            return None;
        }
        let mut at = 0;
        let mut docs = Vec::new();
        for _ in 0..count {
            let length = usize::try_from(varint(rest, &mut at)?).ok()?;
            let id = std::str::from_utf8(rest.get(at..at.checked_add(length)?)?).ok()?;
            at += length;
            docs.push((ConversationId::parse(id)?, varint(rest, &mut at)?));
        }
        let starts: Vec<u32> = self::words(rest.get(at..)?).collect();
        (starts.len() == (1 << bits) + 1).then_some(Self { docs, bits, starts, body: (words.next()?, words.next()?) })
    }

    /// Whether this is its body, undamaged.
    #[must_use]
    pub fn owns(&self, body: &[u8]) -> bool {
        body.len() == self.body.0 as usize && sum(body) == self.body.1
    }

    fn bucket(&self, number: usize) -> (usize, usize) {
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        (start(number), start(number + 1))
    }

    /// The conversations that have all these grams, as a row of bits. `read` gives the body's bytes between two
    /// places.
    pub fn having(&self, grams: &[u32], read: &mut dyn FnMut(usize, usize) -> Vec<u8>) -> Vec<u64> {
        let words = self.docs.len().div_ceil(64);
        let mut all = vec![u64::MAX; words];
        for gram in grams {
            let (from, to) = self.bucket((gram >> (BITS - self.bits)) as usize);
            let bucket = read(from, to);
            let mut these = vec![0; words];
            let mut entries = Entries::new(&bucket, gram >> (BITS - self.bits) << (BITS - self.bits), self.docs.len());
            while let Some(found) = entries.next_gram() {
                if found >= *gram {
                    if found == *gram {
                        entries.docs(&mut |doc| {
                            if let Some(word) = these.get_mut(doc as usize / 64) {
                                *word |= 1 << (doc % 64);
                            }
                        });
                    }
                    break;
                }
                entries.docs(&mut |_| {});
            }
            let mut some = 0;
            for (word, these) in all.iter_mut().zip(these) {
                *word &= these;
                some |= *word;
            }
            if some == 0 {
                break;
            }
        }
        all
    }

    /// All that is in the buckets, in order of grams.
    #[must_use]
    pub fn walk<'a>(&'a self, body: &'a [u8]) -> Walk<'a> {
        Walk { segment: self, bytes: body, next: 0, bucket: Entries::default() }
    }

    /// How many bits of a gram choose its bucket.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.bits
    }
}

/// The grams of a whole segment, one after the other.
#[derive(Clone, Debug)]
pub struct Walk<'a> {
    segment: &'a Segment,
    bytes: &'a [u8],
    next: usize,
    bucket: Entries<'a>,
}

impl Walk<'_> {
    /// The next gram. Its conversations have to be taken before the one after it.
    pub fn next_gram(&mut self) -> Option<u32> {
        loop {
            if let Some(gram) = self.bucket.next_gram() {
                return Some(gram);
            }
            if self.next + 1 >= self.segment.starts.len() {
                return None;
            }
            let (from, to) = self.segment.bucket(self.next);
            let base = u32::try_from(self.next).unwrap_or(0) << (BITS - self.segment.bits);
            self.bucket = Entries::new(self.bytes.get(from..to).unwrap_or_default(), base, self.segment.docs.len());
            self.next += 1;
        }
    }

    /// The conversations of the gram last given.
    pub fn docs(&mut self, take: &mut dyn FnMut(u32)) {
        self.bucket.docs(take);
    }
}

/// What stands in a bucket.
#[derive(Clone, Debug, Default)]
struct Entries<'a> {
    bytes: &'a [u8],
    at: usize,
    gram: u32,
    count: u32,
    all: usize,
}

impl<'a> Entries<'a> {
    fn new(bytes: &'a [u8], base: u32, all: usize) -> Self {
        Self { bytes, at: 0, gram: base, count: 0, all }
    }

    fn next_gram(&mut self) -> Option<u32> {
        let more = u32::try_from(varint(self.bytes, &mut self.at)?).ok()?;
        self.gram = self.gram.wrapping_add(more);
        self.count = u32::try_from(varint(self.bytes, &mut self.at)?).ok()?;
        Some(self.gram)
    }

    fn docs(&mut self, take: &mut dyn FnMut(u32)) {
        let low = low_bits(self.all, self.count);
        let mut bit = self.at * 8;
        let mut next = || {
            let byte = self.bytes.get(bit / 8).copied()?;
            bit += 1;
            Some(u32::from(byte >> ((bit - 1) % 8) & 1))
        };
        let mut doc = 0;
        'docs: for _ in 0..self.count {
            loop {
                match next() {
                    Some(1) => doc += 1 << low,
                    Some(_) => break,
                    None => break 'docs,
                }
            }
            for place in 0..low {
                doc += next().unwrap_or(0) << place;
            }
            if doc as usize >= self.all {
                break;
            }
            take(doc);
            doc += 1;
        }
        self.at = bit.div_ceil(8);
    }
}

/// How many low bits of a gap are written as they are, for lists of `count` among `all`.
fn low_bits(all: usize, count: u32) -> u32 {
    let gap = u32::try_from(all).unwrap_or(u32::MAX) / count.max(1) * 11 / 16;
    if gap == 0 { 0 } else { gap.ilog2() }
}

/// Writes a segment, gram by gram in their order.
#[derive(Debug)]
pub struct Writer {
    docs: Vec<(ConversationId, u64)>,
    bits: u32,
    starts: Vec<u32>,
    body: Vec<u8>,
    gram: u32,
}

impl Writer {
    /// Begins a segment of these conversations, which will have about so many grams.
    #[must_use]
    pub fn new(docs: Vec<(ConversationId, u64)>, grams: usize) -> Self {
        let bits = (grams / BUCKET).max(1).ilog2().min(16);
        Self { docs, bits, starts: vec![0], body: Vec::new(), gram: 0 }
    }

    /// Writes a gram and its conversations, given by their places in order.
    pub fn gram(&mut self, gram: u32, docs: &[u32]) {
        self.open(gram >> (BITS - self.bits));
        put_varint(&mut self.body, u64::from(gram - self.gram));
        self.gram = gram;
        put_varint(&mut self.body, docs.len() as u64);
        let low = low_bits(self.docs.len(), u32::try_from(docs.len()).unwrap_or(u32::MAX));
        let (mut byte, mut used, mut after) = (0_u8, 0, 0);
        let mut put = |bit: u32| {
            byte |= u8::from(bit != 0) << used;
            used += 1;
            if used == 8 {
                self.body.push(byte);
                (byte, used) = (0, 0);
            }
        };
        for doc in docs {
            let gap = doc - after;
            (0..gap >> low).for_each(|_| put(1));
            put(0);
            (0..low).for_each(|place| put(gap >> place & 1));
            after = doc + 1;
        }
        if used > 0 {
            self.body.push(byte);
        }
    }

    /// Begins the buckets up to that one.
    fn open(&mut self, bucket: u32) {
        while self.starts.len() <= bucket as usize {
            self.starts.push(u32::try_from(self.body.len()).unwrap_or(u32::MAX));
            self.gram = (u32::try_from(self.starts.len()).unwrap_or(1) - 1) << (BITS - self.bits);
        }
    }

    /// The segment: its head and its body.
    #[must_use]
    pub fn finish(mut self) -> (Vec<u8>, Vec<u8>) {
        self.open(1 << self.bits);
        let mut rest = Vec::new();
        let length = u32::try_from(self.body.len()).unwrap_or(u32::MAX);
        for word in [u32::try_from(self.docs.len()).unwrap_or(0), self.bits, length, sum(&self.body)] {
            rest.extend_from_slice(&word.to_le_bytes());
        }
        for (id, revision) in &self.docs {
            put_varint(&mut rest, id.as_str().len() as u64);
            rest.extend_from_slice(id.as_str().as_bytes());
            put_varint(&mut rest, *revision);
        }
        self.starts.iter().for_each(|start| rest.extend_from_slice(&start.to_le_bytes()));
        let mut head = FORMAT.to_le_bytes().to_vec();
        head.extend_from_slice(&sum(&rest).to_le_bytes());
        head.append(&mut rest);
        (head, self.body)
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 || shift > 63 {
            return Some(value);
        }
    }
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push((value & 0x7f) as u8);
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)))
}

/// A check of many bytes, eight at a time.
fn sum(bytes: &[u8]) -> u32 {
    let mut sum = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        for (place, byte) in word.iter_mut().zip(chunk) {
            *place = *byte;
        }
        sum = (sum.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    (sum >> 32) as u32
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::search::building::Building;
    use crate::domain::search::query::Query;

    fn segment(texts: &[&str]) -> (Vec<u8>, Vec<u8>) {
        let mut building = Building::default();
        for (number, text) in texts.iter().enumerate() {
            building.begin(ConversationId::parse(&format!("c-{number}")).unwrap(), number as u64 * 1000);
            building.text(text);
        }
        building.finish()
    }

    fn found(head: &[u8], body: &[u8], typed: &str) -> Vec<u64> {
        let segment = Segment::read(head).unwrap();
        segment.having(&Query::read(typed).needed(), &mut |from, to| body.get(from..to).unwrap_or_default().to_vec())
    }

    #[test]
    fn a_segment_names_the_conversations_that_have_what_is_sought() {
        let (head, body) = segment(&["The quick brown fox", "서울역에서 만나요", "quick 서울", "東京都"]);
        let check = |typed: &str, expected: u64| assert_eq!(found(&head, &body, typed), [expected], "{typed:?}");
        check("quick", 0b0101);
        check("QUICK fox", 0b0001);
        check("서울", 0b0110);
        check("만나", 0b0010);
        check("京", 0b1000);
        check("quick 東京", 0);
        check("zebra", 0);
        let docs = Segment::read(&head).unwrap().docs;
        assert_eq!(docs.last().map(|(id, revision)| (id.as_str(), *revision)), Some(("c-3", 3000)));
    }

    #[test]
    fn many_conversations_and_grams_come_back_as_they_were() {
        let texts: Vec<String> = (0..200).map(|n: u32| format!("common {} {}", n % 7, n * n * 7919)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (head, body) = segment(&texts);
        assert_eq!(found(&head, &body, "common"), [u64::MAX, u64::MAX, u64::MAX, 0xff]);
        for (number, text) in texts.iter().enumerate() {
            let bits = found(&head, &body, text);
            assert_ne!(bits.get(number / 64).unwrap() >> (number % 64) & 1, 0, "{text}");
        }
    }

    #[test]
    fn what_is_damaged_is_refused_and_nothing_makes_it_fail() {
        let (head, body) = segment(&["The quick brown fox", "서울역에서 만나요"]);
        let whole = Segment::read(&head).unwrap();
        assert!(whole.owns(&body));
        for at in 0..head.len() {
            let mut broken = head.clone();
            *broken.get_mut(at).unwrap() ^= 0x10;
            assert_eq!(Segment::read(&broken), None, "{at}");
            assert_eq!(Segment::read(head.get(..at).unwrap()), None, "{at}");
        }
        for at in 0..body.len() {
            let mut broken = body.clone();
            *broken.get_mut(at).unwrap() ^= 0x10;
            assert!(!whole.owns(&broken) && !whole.owns(body.get(..at).unwrap()), "{at}");
            // One that changed after it was checked finds something or nothing.
            found(&head, &broken, "quick 만나요");
            let mut walk = whole.walk(&broken);
            while walk.next_gram().is_some() {
                walk.docs(&mut |_| {});
            }
        }
    }
}
