//! Which functions and data of a program go where.
//!
//! Promises: the first part alone is complete up to the functions named for the second: whatever it can reach otherwise is
//! in it. Data is in the second part only if nothing in the first refers to it, by the traces of the linker.

use super::program::{Function, Program};
use super::traces::{Target, Traces};
use wasmparser::{ExternalKind, Operator};

/// Where everything goes.
pub struct Plan {
    /// By the number of a function: in the first part.
    pub first: Vec<bool>,
    /// In the second part, but the first refers to it.
    pub wanted: Vec<bool>,
    /// In the second part, wanted or not. What is in neither is reached from nowhere.
    pub second: Vec<bool>,
    /// By the number of a stretch of data: in the second part, and in it alone.
    pub later_data: Vec<bool>,
    /// By the place in the row of slots: referred to by the first part.
    pub first_slots: Vec<bool>,
}

impl Plan {
    /// Makes it; `later` says by a function's number whether the first chat does without it.
    pub fn make(program: &Program, traces: &Traces, later: &dyn Fn(u32) -> bool) -> Plan {
        let mut first = Walk::new(program, traces, later);
        for export in &program.exports {
            if export.kind == ExternalKind::Func {
                first.function(export.index);
            }
        }
        for global in &program.globals {
            if let Some(address) = super::program::constant(&global.init_expr) {
                first.target(Target::Address(address));
            }
        }
        first.go();
        let (is_first, wanted, first_slots) = (first.functions, first.wanted, first.slots);
        let mut second = Walk::new(program, traces, &|_| false);
        for (number, wanted) in (0..).zip(&wanted) {
            if *wanted {
                second.function(number);
            }
        }
        second.go();
        let own = program.imports.len();
        let both = second.functions.iter().zip(&is_first).enumerate();
        let later_data = second.stretches.iter().zip(&first.stretches).map(|(second, first)| *second && !first);
        Plan {
            second: both.map(|(number, (second, first))| number >= own && *second && !first).collect(),
            later_data: later_data.collect(),
            first: is_first,
            wanted,
            first_slots,
        }
    }
}

/// What can be reached, without going into functions that come later.
struct Walk<'a> {
    program: &'a Program<'a>,
    traces: &'a Traces<'a>,
    later: &'a dyn Fn(u32) -> bool,
    functions: Vec<bool>,
    wanted: Vec<bool>,
    stretches: Vec<bool>,
    slots: Vec<bool>,
    todo: Vec<u32>,
}

impl<'a> Walk<'a> {
    fn new(program: &'a Program<'a>, traces: &'a Traces<'a>, later: &'a dyn Fn(u32) -> bool) -> Walk<'a> {
        Walk {
            program,
            traces,
            later,
            functions: vec![false; program.count()],
            wanted: vec![false; program.count()],
            stretches: vec![false; traces.stretches.len()],
            slots: vec![false; program.slots.len()],
            todo: Vec::new(),
        }
    }

    fn function(&mut self, number: u32) {
        let own = number >= self.program.first_own();
        if own && (self.later)(number) {
            mark(&mut self.wanted, number as usize);
        } else if mark(&mut self.functions, number as usize) && own {
            self.todo.push(number);
        }
    }

    fn target(&mut self, target: Target) {
        match target {
            Target::Slot(slot) => {
                let found = self.program.slots.binary_search_by_key(&slot, |(slot, _)| *slot);
                if let Some((_, function)) = found.ok().and_then(|place| self.program.slots.get(place)) {
                    mark(&mut self.slots, found.unwrap_or_default());
                    self.function(*function);
                }
            }
            Target::Address(address) => {
                let Some(found) = self.traces.at(address) else { return };
                if mark(&mut self.stretches, found)
                    && let Some(stretch) = self.traces.stretches.get(found)
                {
                    stretch.targets.iter().for_each(|target| self.target(*target));
                }
            }
        }
    }

    fn go(&mut self) {
        while let Some(number) = self.todo.pop() {
            let Some(function) = self.program.function(number) else { continue };
            if let Some(targets) = self.traces.functions.get(function.name) {
                targets.iter().for_each(|target| self.target(*target));
            }
            // What wasm-bindgen made itself the linker knows nothing of: every number in it may be an address.
            let symbol = super::apart::origin(function.name).unwrap_or(function.name);
            let traced = self.traces.names.contains(symbol);
            for called in references(function, traced) {
                match called {
                    Reference::Function(called) => self.function(called),
                    Reference::Number(number) => {
                        self.target(Target::Address(number));
                        self.target(Target::Slot(number));
                    }
                }
            }
        }
    }
}

fn mark(row: &mut [bool], place: usize) -> bool {
    row.get_mut(place).is_some_and(|marked| !std::mem::replace(marked, true))
}

enum Reference {
    Function(u32),
    Number(u32),
}

fn references(function: &Function, traced: bool) -> Vec<Reference> {
    let mut found = Vec::new();
    let Ok(reader) = function.body.get_operators_reader() else { return found };
    for operator in reader {
        match operator {
            Ok(Operator::Call { function_index } | Operator::RefFunc { function_index }) => {
                found.push(Reference::Function(function_index));
            }
            Ok(Operator::I32Const { value }) if !traced => found.push(Reference::Number(value as u32)),
            _ => {}
        }
    }
    found
}
