//! Makes functions of branches: what the branch does moves into one of its own, and a call stands in its place.
//!
//! A branch is the rest of a row of operators. What it reads comes as parameters. It may be left in several ways: by
//! falling out at its end, by going to a label around it, by returning from the function. Where there is more than one, the
//! new function says which. Locals it changes, as far as they matter afterwards, come back in globals: registers.
//!
//! Promises: what cannot be moved so (values below it on the stack, labels that take values, kinds of values unknown here)
//! stays where it is.

use super::body::{Body, Row, kinds};
use super::liveness::Liveness;
use super::program::Program;
use wasmparser::{Operator, ValType};

/// A branch that can be moved, with all that the call in its place has to know.
#[derive(Debug)]
pub struct Branch {
    pub row: Row,
    /// What it stands in, the innermost first.
    pub chain: Vec<usize>,
    /// The ways it may be left, in their order.
    pub exits: Vec<Exit>,
    /// Whether it may be left at its end.
    pub falls: bool,
    /// Locals it reads or hands back, in the order of the new function's parameters.
    pub taken: Vec<u32>,
    /// Locals it changes that matter afterwards.
    pub given: Vec<u32>,
    /// What it leaves on the stack when left at its end.
    pub left: Option<ValType>,
    /// What the function gives back.
    pub result: Option<ValType>,
}

/// A way to leave a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// At its end.
    End,
    /// To a label, counted from what the branch is the inside of.
    Label(u32),
    /// Out of the function.
    Return,
}

/// The branches of a function that can be moved, of those that may be, as far as each spares this many bytes.
pub fn branches(body: &Body, program: &Program, cold: &[Row], worth: u64) -> Vec<Branch> {
    if cold.is_empty() {
        return Vec::new();
    }
    let live = Liveness::of(body);
    let around = around(body);
    let finder = Finder { body, program, live: &live, around: &around };
    let mut found = Vec::new();
    let mut todo = cold.to_vec();
    while let Some(row) = todo.pop() {
        if body.size(row.start, row.end) < worth {
            continue;
        }
        match finder.branch(row) {
            Some(branch) if branch.spares(body, worth) => found.push(branch),
            Some(_) => {}
            None => todo.extend(body.steps(row).flat_map(|step| body.inside(step))),
        }
    }
    found.sort_unstable_by_key(|branch| branch.row.start);
    found
}

/// By operator: what it stands in.
fn around(body: &Body) -> Vec<Option<usize>> {
    let mut open = Vec::new();
    let mut made = Vec::with_capacity(body.operators.len());
    for (place, operator) in body.operators.iter().enumerate() {
        if matches!(operator, Operator::End) {
            open.pop();
        }
        made.push(open.last().copied());
        if matches!(operator, Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. }) {
            open.push(place);
        }
    }
    made
}

struct Finder<'a, 'b> {
    body: &'a Body<'b>,
    program: &'a Program<'b>,
    live: &'a Liveness,
    around: &'a [Option<usize>],
}

impl Finder<'_, '_> {
    fn branch(&self, row: Row) -> Option<Branch> {
        let body = self.body;
        let start = self.clear(row)?;
        let row = Row { start, ..row };
        let result = single(&body.results)?;
        let (takes, gives) = match row.of.and_then(|of| body.operators.get(of)) {
            Some(Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty }) => {
                kinds(*blockty, self.program)
            }
            _ => (Vec::new(), body.results.clone()),
        };
        let left = single(&gives).filter(|_| takes.is_empty())?;
        let chain: Vec<usize> = std::iter::successors(row.of, |of| self.around.get(*of).copied().flatten()).collect();
        let falls = self.falls(row);
        let mut exits = Vec::new();
        if falls {
            exits.push(if row.of.is_none() { Exit::Return } else { Exit::End });
        }
        let mut depth = 0;
        for operator in body.operators.get(row.start..row.end)? {
            for label in labels(operator)? {
                let Some(out) = label.checked_sub(depth) else { continue };
                let exit = jump(body, &chain, out);
                let carries = match chain.get(out as usize).and_then(|of| body.operators.get(*of)) {
                    Some(Operator::Loop { .. }) => false,
                    Some(Operator::Block { blockty } | Operator::If { blockty }) => {
                        !kinds(*blockty, self.program).1.is_empty()
                    }
                    _ => !body.results.is_empty(),
                };
                if carries {
                    return None;
                }
                exits.push(exit);
            }
            match operator {
                Operator::Return => exits.push(Exit::Return),
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
                Operator::End => depth -= 1,
                _ => {}
            }
        }
        exits.sort_unstable();
        exits.dedup();
        let (taken, given) = self.locals(row, &exits, &chain)?;
        Some(Branch { row, chain, exits, falls, taken, given, left, result })
    }

    /// From where on nothing that was put on the stack before is needed.
    fn clear(&self, row: Row) -> Option<usize> {
        let body = self.body;
        let rows = match row.of {
            Some(of) => body.inside(of),
            None => vec![body.whole()],
        };
        let all = rows.into_iter().find(|all| (all.start..all.end).contains(&row.start))?;
        let mut height: u32 = 0;
        for step in body.steps(all) {
            if step >= row.start && height == 0 {
                return Some(step);
            }
            let (takes, gives) = match body.operators.get(step)? {
                Operator::Block { blockty } | Operator::Loop { blockty } | Operator::If { blockty } => {
                    let (takes, gives) = kinds(*blockty, self.program);
                    let asks = u32::from(matches!(body.operators.get(step), Some(Operator::If { .. })));
                    (takes.len() as u32 + asks, gives.len() as u32)
                }
                Operator::BrIf { .. } => (1, 0),
                Operator::Br { .. } | Operator::BrTable { .. } | Operator::Return | Operator::Unreachable => {
                    return None;
                }
                _ => body.arity(step, self.program)?,
            };
            height = height.checked_sub(takes)? + gives;
        }
        None
    }

    /// Whether the end of a row can be reached from its start.
    fn falls(&self, row: Row) -> bool {
        let body = self.body;
        let Some(last) = body.steps(row).last() else { return true };
        match body.operators.get(last) {
            Some(Operator::Br { .. } | Operator::BrTable { .. } | Operator::Return | Operator::Unreachable) => false,
            Some(Operator::Block { .. }) => {
                self.is_target(last) || body.inside(last).iter().any(|row| self.falls(*row))
            }
            Some(Operator::Loop { .. }) => body.inside(last).iter().any(|row| self.falls(*row)),
            Some(Operator::If { .. }) => {
                let arms = body.inside(last);
                arms.len() < 2 || self.is_target(last) || arms.iter().any(|row| self.falls(*row))
            }
            _ => true,
        }
    }

    /// Whether something inside of a block goes to its end.
    fn is_target(&self, block: usize) -> bool {
        let end = self.body.ends.get(block).copied().unwrap_or(block);
        let mut depth = 0;
        for operator in self.body.operators.get(block + 1..end).unwrap_or_default() {
            if labels(operator).is_none_or(|labels| labels.contains(&depth)) {
                return true;
            }
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
                Operator::End => depth -= 1,
                _ => {}
            }
        }
        false
    }

    fn locals(&self, row: Row, exits: &[Exit], chain: &[usize]) -> Option<(Vec<u32>, Vec<u32>)> {
        let body = self.body;
        let (mut read, mut written) = (vec![false; body.locals.len()], vec![false; body.locals.len()]);
        for operator in body.operators.get(row.start..row.end)? {
            match *operator {
                Operator::LocalGet { local_index } => *read.get_mut(local_index as usize)? = true,
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    *written.get_mut(local_index as usize)? = true;
                }
                _ => {}
            }
        }
        let afterwards: Vec<usize> = exits
            .iter()
            .filter_map(|exit| match exit {
                Exit::End => Some(row.end),
                Exit::Label(out) => body.target(*chain.get(*out as usize)?),
                Exit::Return => None,
            })
            .collect();
        // The `else` a row ends at says what matters behind the whole `if`.
        let matters = |local: u32| afterwards.iter().any(|place| self.live.matters(*place, local));
        let all = (0..).zip(read.iter().zip(&written));
        let given: Vec<u32> =
            all.clone().filter(|(local, (_, written))| **written && matters(*local)).map(|(local, _)| local).collect();
        let needed = |local: &u32, read: bool| (read || given.contains(local)) && self.live.matters(row.start, *local);
        let mut taken: Vec<u32> =
            all.filter(|(local, (read, _))| needed(local, **read)).map(|(local, _)| local).collect();
        // Parameters of one kind together: then fewer kinds of functions are needed.
        taken.sort_by_key(|local| order(body.locals.get(*local as usize)));
        let known = taken.iter().chain(&given).all(|local| order(body.locals.get(*local as usize)) < 4);
        known.then_some((taken, given))
    }
}

impl Branch {
    /// By a guess of the bytes that stand in its place.
    fn spares(&self, body: &Body, worth: u64) -> bool {
        let size = body.size(self.row.start, self.row.end);
        let ways = if self.exits.len() > 1 { 3 * self.exits.len() } else { 0 };
        let call = 5 + 2 * self.taken.len() + 4 * self.given.len() + ways;
        worth == 0 || size >= call as u64 + worth
    }
}

/// Where a label leads that is this far out of a branch; `chain` is what the branch stands in, the innermost first.
pub fn jump(body: &Body, chain: &[usize], out: u32) -> Exit {
    match chain.get(out as usize) {
        None => Exit::Return,
        Some(of) if out == 0 && !matches!(body.operators.get(*of), Some(Operator::Loop { .. })) => Exit::End,
        Some(_) => Exit::Label(out),
    }
}

/// The labels an operator may go to; none if they cannot be read.
pub fn labels(operator: &Operator) -> Option<Vec<u32>> {
    Some(match operator {
        Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => vec![*relative_depth],
        Operator::BrTable { targets } => {
            let mut all: Vec<u32> = targets.targets().collect::<Result<_, _>>().ok()?;
            all.push(targets.default());
            all
        }
        _ => Vec::new(),
    })
}

/// None at all, or one; more are not known here.
#[allow(clippy::option_option)]
fn single(kinds: &[ValType]) -> Option<Option<ValType>> {
    match kinds {
        [] => Some(None),
        [kind] if order(Some(kind)) < 4 => Some(Some(*kind)),
        _ => None,
    }
}

/// Numbers first; of other kinds no registers are made.
pub fn order(kind: Option<&ValType>) -> usize {
    match kind {
        Some(ValType::I32) => 0,
        Some(ValType::I64) => 1,
        Some(ValType::F32) => 2,
        Some(ValType::F64) => 3,
        _ => 4,
    }
}
