//! Which locals of a function still matter at a place: their value may be read before it is written again.

use super::body::Body;
use wasmparser::Operator;

/// By the place of an operator, a bit per local: whether it matters just before it.
pub struct Liveness {
    words: usize,
    bits: Vec<u64>,
}

impl Liveness {
    /// Found by going backwards until nothing changes (loops need more than once).
    pub fn of(body: &Body) -> Liveness {
        let words = body.locals.len().div_ceil(64);
        let count = body.operators.len();
        let mut made = Liveness { words, bits: vec![0; words * (count + 1)] };
        let flows: Vec<Vec<usize>> = flows(body);
        loop {
            let mut changed = false;
            for (place, (operator, flows)) in body.operators.iter().zip(&flows).enumerate().rev() {
                let mut live = vec![0; words];
                for to in flows {
                    for (word, other) in live.iter_mut().zip(made.at(*to)) {
                        *word |= other;
                    }
                }
                match *operator {
                    Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                        if let Some(word) = live.get_mut(local_index as usize / 64) {
                            *word &= !(1 << (local_index % 64));
                        }
                    }
                    Operator::LocalGet { local_index } => {
                        if let Some(word) = live.get_mut(local_index as usize / 64) {
                            *word |= 1 << (local_index % 64);
                        }
                    }
                    _ => {}
                }
                let before = made.bits.get_mut(place * words..(place + 1) * words).unwrap_or_default();
                if *before != live {
                    before.copy_from_slice(&live);
                    changed = true;
                }
            }
            if !changed {
                return made;
            }
        }
    }

    /// Whether a local matters just before an operator.
    pub fn matters(&self, place: usize, local: u32) -> bool {
        self.at(place).get(local as usize / 64).is_some_and(|word| word >> (local % 64) & 1 == 1)
    }

    fn at(&self, place: usize) -> &[u64] {
        self.bits.get(place * self.words..(place + 1) * self.words).unwrap_or_default()
    }
}

/// Where it goes on from each operator; nowhere if the function ends.
fn flows(body: &Body) -> Vec<Vec<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut made = Vec::with_capacity(body.operators.len());
    for (place, operator) in body.operators.iter().enumerate() {
        let label = |depth: u32| {
            let of = open.len().checked_sub(depth as usize + 1)?;
            body.target(*open.get(of)?)
        };
        let next = place + 1;
        made.push(match operator {
            Operator::Br { relative_depth } => label(*relative_depth).into_iter().collect(),
            Operator::BrIf { relative_depth } => label(*relative_depth).into_iter().chain([next]).collect(),
            Operator::BrTable { targets } => {
                let all = targets.targets().flatten().chain([targets.default()]);
                all.filter_map(label).collect()
            }
            Operator::Return | Operator::Unreachable => Vec::new(),
            Operator::If { .. } => {
                let other = body.elses.get(place).copied().flatten().map(|other| other + 1);
                vec![next, other.or(body.ends.get(place).copied()).unwrap_or(next)]
            }
            // Reached from the arm before it.
            Operator::Else => open.last().and_then(|of| body.ends.get(*of).copied()).into_iter().collect(),
            _ => vec![next],
        });
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => open.push(place),
            Operator::End => {
                open.pop();
            }
            _ => {}
        }
    }
    made
}
