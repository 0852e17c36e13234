//! The operators of a function with what belongs together, and the places where a branch begins.
//!
//! Promises: places mean the same for the same operators; a body that is not understood is an error.

use super::program::Program;
use crate::Outcome;
use sha2::{Digest, Sha384};
use wasmparser::{
    BlockType, ContType, FrameKind, FuncType, FunctionBody, ModuleArity, Operator, RefType, SubType, ValType,
};

/// A function taken apart. Everything is by the number of an operator.
pub struct Body<'a> {
    pub operators: Vec<Operator<'a>>,
    /// Where each begins in the program, and where the last one ends.
    pub offsets: Vec<u64>,
    /// The `end` of what begins here; for a plain operator itself.
    pub ends: Vec<usize>,
    /// The `else` of an `if` that has one.
    pub elses: Vec<Option<usize>>,
    /// The kinds of all locals, parameters first.
    pub locals: Vec<ValType>,
    pub results: Vec<ValType>,
}

/// The bodies of all functions of a program.
pub fn bodies<'a>(program: &Program<'a>) -> Outcome<Vec<Body<'a>>> {
    program.functions.iter().map(|function| Body::read(program, function.kind, &function.body)).collect()
}

/// Operators that follow each other: the inside of a block, a loop, an arm, or the whole function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub start: usize,
    /// Where its `end` or `else` stands.
    pub end: usize,
    /// What it is the inside of; none is the function.
    pub of: Option<usize>,
}

impl<'a> Body<'a> {
    /// Takes a function of the program apart.
    pub fn read(program: &Program<'a>, kind: u32, body: &FunctionBody<'a>) -> Outcome<Body<'a>> {
        let signature = program.types.get(kind as usize).ok_or("A function has no type.")?;
        read(signature, body).map_err(|error| format!("A function cannot be read: {error}."))?
    }

    /// Everything between the function's braces.
    pub fn whole(&self) -> Row {
        Row { start: 0, end: self.operators.len().saturating_sub(1), of: None }
    }

    /// The rows right inside of what begins at a place.
    pub fn inside(&self, place: usize) -> Vec<Row> {
        let Some(end) = self.ends.get(place).copied().filter(|end| *end != place) else { return Vec::new() };
        match self.elses.get(place).copied().flatten() {
            Some(other) => vec![
                Row { start: place + 1, end: other, of: Some(place) },
                Row { start: other + 1, end, of: Some(place) },
            ],
            None => vec![Row { start: place + 1, end, of: Some(place) }],
        }
    }

    /// The operators of a row by themselves; what is inside of them is skipped.
    pub fn steps(&self, row: Row) -> impl Iterator<Item = usize> {
        let next = move |place: &usize| {
            let next = self.ends.get(*place)? + 1;
            (next < row.end).then_some(next)
        };
        std::iter::successors((row.start < row.end).then_some(row.start), next)
    }

    /// Where a branch begins that may not be taken: behind `if`, `else`, the `end` of something, and `br_if`.
    pub fn branches(&self) -> Vec<usize> {
        let last = self.operators.len().saturating_sub(1);
        let begins = |operator: &Operator| {
            matches!(operator, Operator::If { .. } | Operator::Else | Operator::End | Operator::BrIf { .. })
        };
        let found = self.operators.iter().enumerate().filter(|(_, operator)| begins(operator));
        found.map(|(place, _)| place + 1).filter(|place| *place <= last).collect()
    }

    /// Where a branch to the label of what begins at a place goes on.
    pub fn target(&self, place: usize) -> Option<usize> {
        match self.operators.get(place)? {
            Operator::Loop { .. } => Some(place),
            _ => self.ends.get(place).copied(),
        }
    }

    /// How many bytes the operators from one to before another are.
    pub fn size(&self, start: usize, end: usize) -> u64 {
        let at = |place: usize| self.offsets.get(place).copied().unwrap_or_default();
        at(end).saturating_sub(at(start))
    }

    /// What operators these are, without what they refer to.
    pub fn codes<'b>(&self, program: &'b [u8]) -> impl Iterator<Item = u8> + use<'_, 'b> {
        let offsets = self.offsets.iter().take(self.operators.len());
        offsets.map(|offset| program.get(*offset as usize).copied().unwrap_or_default())
    }

    /// Where in a row a branch begins that may not be taken.
    pub fn begun(&self, row: Row) -> Vec<usize> {
        let arm = matches!(row.of.and_then(|of| self.operators.get(of)), Some(Operator::If { .. }));
        let mut found: Vec<usize> = arm.then_some(row.start).into_iter().collect();
        found.extend(self.steps(row).filter_map(|step| {
            let after = self.ends.get(step)? + 1;
            let begins = after > step + 1 || matches!(self.operators.get(step), Some(Operator::BrIf { .. }));
            begins.then_some(after)
        }));
        found
    }

    /// All branches: each from where it begins to the end of the row it begins in.
    pub fn begun_anywhere(&self) -> Vec<Row> {
        let mut found = Vec::new();
        let mut rows = vec![self.whole()];
        while let Some(row) = rows.pop() {
            rows.extend(self.steps(row).flat_map(|step| self.inside(step)));
            found.extend(self.begun(row).into_iter().map(|start| Row { start, ..row }));
        }
        found
    }

    /// The same for every function of that name with these operators, whatever they refer to.
    pub fn digest(&self, name: &str, program: &[u8]) -> u64 {
        digest(&[name.as_bytes(), &[0], &self.codes(program).collect::<Vec<u8>>()])
    }

    /// The same for operators that are the same, whatever they refer to; of 32 bits, as it is one of few.
    pub fn digest_of(&self, row: Row, program: &[u8]) -> u64 {
        let codes = self.codes(program).skip(row.start).take(row.end.saturating_sub(row.start));
        digest(&[&codes.collect::<Vec<u8>>()]) >> 32
    }

    /// The same for the same name.
    pub fn digest_of_name(name: &str) -> u64 {
        digest(&[name.as_bytes()])
    }

    /// What an operator that holds no others and goes nowhere takes and gives.
    pub fn arity(&self, place: usize, program: &Program) -> Option<(u32, u32)> {
        let of = |kind: u32, more: u32| {
            let kind = program.types.get(kind as usize)?;
            Some((kind.params().len() as u32 + more, kind.results().len() as u32))
        };
        match self.operators.get(place)? {
            Operator::Call { function_index } => of(program.kind(*function_index)?, 0),
            Operator::CallIndirect { type_index, .. } => of(*type_index, 1),
            other => other.operator_arity(&Nothing),
        }
    }
}

fn digest(parts: &[&[u8]]) -> u64 {
    let mut digest = Sha384::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn read<'a>(signature: &FuncType, body: &FunctionBody<'a>) -> wasmparser::Result<Outcome<Body<'a>>> {
    let mut locals = signature.params().to_vec();
    for group in body.get_locals_reader()? {
        let (count, kind) = group?;
        locals.extend((0..count).map(|_| kind));
    }
    let mut made = Body {
        operators: Vec::new(),
        offsets: Vec::new(),
        ends: Vec::new(),
        elses: Vec::new(),
        locals,
        results: signature.results().to_vec(),
    };
    let mut open: Vec<usize> = Vec::new();
    for found in body.get_operators_reader()?.into_iter_with_offsets() {
        let (operator, offset) = found?;
        let place = made.operators.len();
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => open.push(place),
            Operator::Else => {
                if let Some(other) = open.last().and_then(|open| made.elses.get_mut(*open)) {
                    *other = Some(place);
                }
            }
            Operator::End => {
                if let Some(end) = open.pop().and_then(|open| made.ends.get_mut(open)) {
                    *end = place;
                }
            }
            Operator::TryTable { .. } | Operator::BrOnNull { .. } | Operator::BrOnNonNull { .. } => {
                return Ok(Err("A function has operators unknown here.".to_string()));
            }
            _ => {}
        }
        made.operators.push(operator);
        made.offsets.push(offset);
        made.ends.push(place);
        made.elses.push(None);
    }
    made.offsets.push(body.range().end);
    Ok(Ok(made))
}

/// What a block takes and gives.
pub fn kinds(block: BlockType, program: &Program) -> (Vec<ValType>, Vec<ValType>) {
    match block {
        BlockType::Empty => (Vec::new(), Vec::new()),
        BlockType::Type(kind) => (Vec::new(), vec![kind]),
        BlockType::FuncType(kind) => match program.types.get(kind as usize) {
            Some(kind) => (kind.params().to_vec(), kind.results().to_vec()),
            None => (Vec::new(), Vec::new()),
        },
    }
}

/// Plain operators take and give the same in every program.
struct Nothing;

impl ModuleArity for Nothing {
    fn sub_type_at(&self, _: u32) -> Option<&SubType> {
        None
    }

    fn tag_type_arity(&self, _: u32) -> Option<(u32, u32)> {
        None
    }

    fn type_index_of_function(&self, _: u32) -> Option<u32> {
        None
    }

    fn func_type_of_cont_type(&self, _: &ContType) -> Option<&FuncType> {
        None
    }

    fn sub_type_of_ref_type(&self, _: &RefType) -> Option<&SubType> {
        None
    }

    fn control_stack_height(&self) -> u32 {
        0
    }

    fn label_block(&self, _: u32) -> Option<(BlockType, FrameKind)> {
        None
    }
}
