//! Writes the function a branch becomes, and what stands in its place.
//!
//! What comes back: where there is but one way out and no local, the function's own result is what the branch left. With one
//! way out the first local is the result; with more, the number of the way. All else comes in registers.

use super::apart::Writer;
use super::body::Body;
use super::outline::{Branch, Exit, jump};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{BlockType, Function, Instruction};
use wasmparser::{FuncType, Operator};

impl Writer<'_> {
    /// The function a branch becomes.
    pub fn moved(&mut self, body: &Body, branch: &Branch) -> Result<Function, Error<String>> {
        let way = Way::of(branch);
        let signature = self.kind(body, branch, &way);
        self.functions.function(signature);
        let mut numbers: Vec<Option<u32>> = vec![None; body.locals.len()];
        let mut next = 0;
        for local in &branch.taken {
            if let Some(number) = numbers.get_mut(*local as usize) {
                *number = Some(next);
                next += 1;
            }
        }
        let mut locals = Vec::new();
        let operators = body.operators.get(branch.row.start..branch.row.end).unwrap_or_default();
        for operator in operators {
            if let Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } = operator
                && let Some(number @ None) = numbers.get_mut(*local_index as usize)
                && let Some(kind) = body.locals.get(*local_index as usize)
            {
                *number = Some(next);
                next += 1;
                locals.push(self.again.val_type(*kind)?);
            }
        }
        let numbered = |local: u32| numbers.get(local as usize).copied().flatten().unwrap_or_default();
        let mut made = Function::new_with_locals_types(locals);
        let ways = if way.plain { 0 } else { branch.exits.len() as u32 };
        for _ in 0..ways {
            made.instruction(&Instruction::Block(BlockType::Empty));
        }
        let mut depth = 0;
        for operator in operators {
            // A label goes out of the branch, to the block that stands for that way out.
            let label = |label: u32| match label.checked_sub(depth) {
                None => label,
                Some(out) => {
                    let exit = jump(body, &branch.chain, out);
                    depth + branch.exits.iter().position(|other| *other == exit).unwrap_or_default() as u32
                }
            };
            match operator {
                Operator::LocalGet { local_index } => made.instruction(&Instruction::LocalGet(numbered(*local_index))),
                Operator::LocalSet { local_index } => made.instruction(&Instruction::LocalSet(numbered(*local_index))),
                Operator::LocalTee { local_index } => made.instruction(&Instruction::LocalTee(numbered(*local_index))),
                Operator::Br { relative_depth } => made.instruction(&Instruction::Br(label(*relative_depth))),
                Operator::BrIf { relative_depth } => made.instruction(&Instruction::BrIf(label(*relative_depth))),
                Operator::BrTable { targets } => {
                    let all: Result<Vec<u32>, _> = targets.targets().collect();
                    let all: Vec<u32> = all?.into_iter().map(label).collect();
                    made.instruction(&Instruction::BrTable(all.into(), label(targets.default())))
                }
                Operator::Return if !way.plain => {
                    if let Some(kind) = branch.result {
                        made.instruction(&Instruction::GlobalSet(self.register(kind, way.returned)));
                    }
                    let exit = branch.exits.iter().position(|exit| *exit == Exit::Return).unwrap_or_default();
                    made.instruction(&Instruction::Br(depth + exit as u32))
                }
                other => made.instruction(&self.again.instruction(other.clone())?),
            };
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
                Operator::End => depth -= 1,
                _ => {}
            }
        }
        if !branch.falls {
            made.instruction(&Instruction::Unreachable);
        } else if !way.plain {
            // Falling out is the first way, if it is one.
            if let Some(kind) = branch.left {
                made.instruction(&Instruction::GlobalSet(self.register(kind, way.left)));
            }
            made.instruction(&Instruction::Br(0));
        }
        for exit in 0..ways {
            made.instruction(&Instruction::End);
            for (place, local) in branch.given.iter().enumerate().skip(usize::from(way.first_given)) {
                let kind = kind(body, *local);
                made.instruction(&Instruction::LocalGet(numbered(*local)));
                made.instruction(&Instruction::GlobalSet(self.register(kind, place)));
            }
            if let (true, Some(local)) = (way.first_given, branch.given.first()) {
                made.instruction(&Instruction::LocalGet(numbered(*local)));
            } else if ways > 1 {
                made.instruction(&Instruction::I32Const(exit as i32));
            }
            if exit + 1 < ways {
                made.instruction(&Instruction::Return);
            }
        }
        made.instruction(&Instruction::End);
        Ok(made)
    }

    /// What stands in the place of a branch.
    pub fn call(&mut self, body: &Body, branch: &Branch, made: &mut Function) {
        let way = Way::of(branch);
        // More than two ways out: a table of them, in blocks for falling out and for a value that is returned.
        let blocks = if branch.exits.len() > 2 { 2 } else { 0 };
        for _ in 0..blocks {
            made.instruction(&Instruction::Block(BlockType::Empty));
        }
        for local in &branch.taken {
            made.instruction(&Instruction::LocalGet(*local));
        }
        made.instruction(&Instruction::Call(self.next));
        if way.plain {
            match branch.exits.first() {
                None => made.instruction(&Instruction::Unreachable),
                Some(Exit::Return) if branch.row.of.is_some() => made.instruction(&Instruction::Return),
                Some(_) => made,
            };
            return;
        }
        for (place, local) in branch.given.iter().enumerate() {
            if place > 0 || !way.first_given {
                let register = self.register(kind(body, *local), place);
                made.instruction(&Instruction::GlobalGet(register));
            }
            made.instruction(&Instruction::LocalSet(*local));
        }
        match *branch.exits.as_slice() {
            [exit] => self.leave(branch, &way, exit, made),
            [one, Exit::Label(out)] => {
                made.instruction(&Instruction::BrIf(out));
                self.leave(branch, &way, one, made);
            }
            [one, other] => {
                made.instruction(&Instruction::If(BlockType::Empty));
                self.leave_deeper(branch, &way, other, 1, made);
                made.instruction(&Instruction::End);
                self.leave(branch, &way, one, made);
            }
            _ => {
                let labels: Vec<u32> = branch
                    .exits
                    .iter()
                    .map(|exit| match exit {
                        Exit::End => 1,
                        Exit::Label(out) => out + 2,
                        Exit::Return => 0,
                    })
                    .collect();
                let last = labels.last().copied().unwrap_or_default();
                made.instruction(&Instruction::BrTable(labels.into(), last));
                made.instruction(&Instruction::End);
                let returns = branch.exits.contains(&Exit::Return);
                match returns {
                    true => self.leave_deeper(branch, &way, Exit::Return, 1, made),
                    false => {
                        made.instruction(&Instruction::Unreachable);
                    }
                }
                made.instruction(&Instruction::End);
                if branch.exits.contains(&Exit::End) {
                    self.leave(branch, &way, Exit::End, made);
                } else {
                    made.instruction(&Instruction::Unreachable);
                }
            }
        }
    }

    fn leave(&mut self, branch: &Branch, way: &Way, exit: Exit, made: &mut Function) {
        self.leave_deeper(branch, way, exit, 0, made);
    }

    fn leave_deeper(&mut self, branch: &Branch, way: &Way, exit: Exit, depth: u32, made: &mut Function) {
        match exit {
            Exit::End => {
                if let Some(kind) = branch.left {
                    made.instruction(&Instruction::GlobalGet(self.register(kind, way.left)));
                }
            }
            Exit::Label(out) => {
                made.instruction(&Instruction::Br(out + depth));
            }
            Exit::Return => {
                if let Some(kind) = branch.result {
                    made.instruction(&Instruction::GlobalGet(self.register(kind, way.returned)));
                }
                made.instruction(&Instruction::Return);
            }
        }
    }

    /// The number of the type of the function a branch becomes.
    fn kind(&mut self, body: &Body, branch: &Branch, way: &Way) -> u32 {
        let taken = branch.taken.iter().map(|local| kind(body, *local));
        let result = if way.plain {
            match branch.exits.first() {
                Some(Exit::Return) => branch.result,
                Some(_) => branch.left,
                None => None,
            }
        } else if branch.exits.len() > 1 {
            Some(wasmparser::ValType::I32)
        } else if way.first_given {
            branch.given.first().map(|local| kind(body, *local))
        } else {
            None
        };
        let wanted = FuncType::new(taken, result);
        let found = self.kinds.iter().position(|kind| *kind == wanted).unwrap_or_else(|| {
            self.kinds.push(wanted);
            self.kinds.len() - 1
        });
        found as u32
    }
}

fn kind(body: &Body, local: u32) -> wasmparser::ValType {
    body.locals.get(local as usize).copied().unwrap_or(wasmparser::ValType::I32)
}

/// How what a branch gives back comes back.
struct Way {
    /// As the function's own result: there is but one way out, and no local.
    plain: bool,
    /// The first local is the function's result.
    first_given: bool,
    /// The places of the registers for a value left on the stack, and for one returned.
    left: usize,
    returned: usize,
}

impl Way {
    fn of(branch: &Branch) -> Way {
        let plain = match branch.exits.as_slice() {
            [] | [Exit::Return] => true,
            [Exit::End] => branch.given.is_empty(),
            _ => false,
        };
        let count = branch.given.len();
        Way { plain, first_given: branch.exits.len() == 1 && count > 0, left: count, returned: count + 1 }
    }
}
