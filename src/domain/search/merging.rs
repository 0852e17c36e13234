//! Several segments become one, without what is no longer so. Done in steps, so that nobody has to wait for it.

use crate::domain::id::ConversationId;
use crate::domain::search::segment::{Segment, Walk, Writer};

/// A merge that is under way.
#[derive(Debug)]
pub struct Merging<'a> {
    inputs: Vec<Input<'a>>,
    writer: Writer,
    list: Vec<u32>,
}

#[derive(Debug)]
struct Input<'a> {
    walk: Walk<'a>,
    gram: Option<u32>,
    /// The new places of its conversations; none for those left out.
    places: Vec<Option<u32>>,
}

impl<'a> Merging<'a> {
    /// Begins, with segments and their bodies. `keep` says whether a conversation of that revision goes on.
    #[must_use]
    pub fn new(segments: &[(&'a Segment, &'a [u8])], keep: &mut dyn FnMut(&ConversationId, u64) -> bool) -> Self {
        let mut docs: Vec<(ConversationId, u64)> = Vec::new();
        let mut inputs = Vec::new();
        let mut grams = 0;
        for (segment, body) in segments {
            let mut places = Vec::with_capacity(segment.docs.len());
            for (id, revision) in &segment.docs {
                let kept = keep(id, *revision);
                places.push(kept.then(|| u32::try_from(docs.len()).unwrap_or(u32::MAX)));
                if kept {
                    docs.push((id.clone(), *revision));
                }
            }
            let mut walk = segment.walk(body);
            let gram = walk.next_gram();
            inputs.push(Input { walk, gram, places });
            grams += 48 << segment.bits();
        }
        Self { inputs, writer: Writer::new(docs, grams), list: Vec::new() }
    }

    /// Goes on for so many grams. False: it is done.
    pub fn step(&mut self, grams: u32) -> bool {
        for _ in 0..grams {
            let Some(gram) = self.inputs.iter().filter_map(|input| input.gram).min() else { return false };
            self.list.clear();
            for input in self.inputs.iter_mut().filter(|input| input.gram == Some(gram)) {
                let (list, places) = (&mut self.list, &input.places);
                input.walk.docs(&mut |doc| list.extend(places.get(doc as usize).copied().flatten()));
                input.gram = input.walk.next_gram();
            }
            if !self.list.is_empty() {
                self.writer.gram(gram, &self.list);
            }
        }
        true
    }

    /// The head and the body of the new segment, once all steps are done.
    #[must_use]
    pub fn finish(self) -> (Vec<u8>, Vec<u8>) {
        self.writer.finish()
    }
}
