//! Writes a program whose branches are functions of their own, as `outline` has found them.

use super::body::{Body, Row};
use super::outline::{Branch, branches, order};
use super::program::Program;
use super::traces::{Moved, Named};
use super::write::{Renumbered, data, failed, memories, runs, tables};
use crate::Outcome;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, EntityType, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, ImportSection, Module, NameMap, NameSection, TypeSection, ValType,
};
use wasmparser::FuncType;

/// What the name of a function that was a branch begins with; its number and the symbol of the function it was in follow.
pub const BRANCH: &str = "branch.";

/// The symbol of the function that a function was a branch of.
pub fn origin(symbol: &str) -> Option<&str> {
    symbol.strip_prefix(BRANCH)?.split_once('.').map(|(_, symbol)| symbol)
}

/// A program whose branches are functions.
pub struct Apart {
    pub program: Vec<u8>,
    /// What of which function.
    pub moved: Vec<Moved>,
}

/// The program with branches as functions of their own, as far as that spares `worth` bytes: of each of its functions,
/// whose bodies these are, those that are `cold`.
pub fn apart(whole: &[u8], program: &Program, bodies: &[Body], cold: &[Vec<Row>], worth: u64) -> Outcome<Apart> {
    let found = bodies.iter().zip(cold).map(|(body, cold)| branches(body, program, cold, worth));
    let found: Vec<Vec<Branch>> = found.collect();
    let mut writer = Writer::new(program);
    writer.write(bodies, &found).map_err(failed)?;
    let moved = std::mem::take(&mut writer.moved);
    let moved = moved.into_iter().filter_map(|(number, branches)| {
        let (function, body) = (program.functions.get(number)?, bodies.get(number)?);
        Some(Moved { symbol: function.name.to_string(), codes: body.codes(whole).collect(), branches })
    });
    Ok(Apart { moved: moved.collect(), program: writer.finish().map_err(failed)? })
}

/// Writes the program anew; `moving` says how branches are written.
pub struct Writer<'a> {
    program: &'a Program<'a>,
    pub again: Renumbered,
    pub kinds: Vec<FuncType>,
    /// Globals that carry what a branch gives back, by kind of value.
    registers: [Vec<u32>; 4],
    globals: Vec<ValType>,
    pub functions: FunctionSection,
    code: CodeSection,
    names: NameMap,
    /// The number of the next function.
    pub next: u32,
    /// By the place of a function: the names and operators of its branches.
    moved: Vec<(usize, Vec<Named>)>,
}

impl<'a> Writer<'a> {
    fn new(program: &'a Program<'a>) -> Writer<'a> {
        Writer {
            program,
            again: Renumbered { functions: (0..program.count() as u32).collect() },
            kinds: program.types.clone(),
            registers: Default::default(),
            globals: Vec::new(),
            functions: FunctionSection::new(),
            code: CodeSection::new(),
            names: NameMap::new(),
            next: program.count() as u32,
            moved: Vec::new(),
        }
    }

    fn write(&mut self, bodies: &[Body], found: &[Vec<Branch>]) -> Result<(), Error<String>> {
        let program = self.program;
        // Those that were there come first, the new ones after all of them.
        for (number, function) in (program.first_own()..).zip(&program.functions) {
            self.functions.function(function.kind);
            self.names.append(number, function.name);
        }
        let mut new = Vec::new();
        for (number, (body, (function, branches))) in bodies.iter().zip(program.functions.iter().zip(found)).enumerate()
        {
            let mut named = Vec::new();
            let mut made = self.again.new_function_with_parsed_locals(&function.body)?;
            let mut place = 0;
            for branch in branches {
                self.copy(body, place..branch.row.start, &mut made)?;
                let moved = self.moved(body, branch)?;
                self.call(body, branch, &mut made);
                let name = format!("{BRANCH}{}.{}", new.len(), function.name);
                self.names.append(self.next, &name);
                named.push(Named { name, operators: branch.row.start..branch.row.end });
                new.push(moved);
                self.next += 1;
                place = branch.row.end;
            }
            self.copy(body, place..body.operators.len(), &mut made)?;
            self.code.function(&made);
            if !named.is_empty() {
                self.moved.push((number, named));
            }
        }
        new.iter().for_each(|function| {
            self.code.function(function);
        });
        Ok(())
    }

    fn copy(&mut self, body: &Body, places: std::ops::Range<usize>, made: &mut Function) -> Result<(), Error<String>> {
        for operator in body.operators.get(places).unwrap_or_default() {
            made.instruction(&self.again.instruction(operator.clone())?);
        }
        Ok(())
    }

    /// The global that carries the value at a place, of a kind.
    pub fn register(&mut self, kind: wasmparser::ValType, place: usize) -> u32 {
        let (row, made) = match order(Some(&kind)) {
            0 => (0, ValType::I32),
            1 => (1, ValType::I64),
            2 => (2, ValType::F32),
            _ => (3, ValType::F64),
        };
        let first = self.program.globals.len() as u32;
        let Some(registers) = self.registers.get_mut(row) else { return first };
        while registers.len() <= place {
            registers.push(first + self.globals.len() as u32);
            self.globals.push(made);
        }
        registers.get(place).copied().unwrap_or(first)
    }

    fn finish(mut self) -> Result<Vec<u8>, Error<String>> {
        let program = self.program;
        let again = &mut self.again;
        let mut types = TypeSection::new();
        for kind in &self.kinds {
            types.ty().func_type(&again.func_type(kind.clone())?);
        }
        let mut imports = ImportSection::new();
        for import in &program.imports {
            imports.import(import.module, import.name, EntityType::Function(import.kind));
        }
        let (tables, memories) = (tables(program, again)?, memories(program, again)?);
        let mut globals: GlobalSection = super::write::globals(program, again)?;
        for kind in &self.globals {
            let nothing = match kind {
                ValType::I64 => ConstExpr::i64_const(0),
                ValType::F32 => ConstExpr::f32_const(0.0.into()),
                ValType::F64 => ConstExpr::f64_const(0.0.into()),
                _ => ConstExpr::i32_const(0),
            };
            globals.global(GlobalType { val_type: *kind, mutable: true, shared: false }, &nothing);
        }
        let mut exports = ExportSection::new();
        for export in &program.exports {
            exports.export(export.name, again.export_kind(export.kind)?, export.index);
        }
        let mut elements = ElementSection::new();
        runs(&program.slots, &mut elements, 0);
        let data = data(program);
        let mut named = NameSection::new();
        named.functions(&self.names);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&self.functions).section(&tables).section(&memories);
        module.section(&globals).section(&exports).section(&elements).section(&self.code).section(&data);
        module.section(&named);
        Ok(module.finish())
    }
}
