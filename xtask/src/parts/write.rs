//! Writes the first part of a program, and what writing both parts has in common.

use super::plan::Plan;
use super::program::{Program, short};
use super::second;
use super::traces::Traces;
use crate::Outcome;
use std::borrow::Cow;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, MemorySection, Module, NameMap,
    NameSection, RefType, TableSection, TableType, TypeSection, ValType,
};
use wasmparser::ExternalKind;

/// Where the script's functions come from, in the parts.
pub const SCRIPT: &str = "a";
/// Where the second part's functions and memory come from: the first.
pub const FIRST: &str = "b";
/// The function of the script that fetches the second part.
pub const FETCH: &str = "fetch";
/// Names the first part gives what the second shares.
pub const JOINTS: &str = "joints";
const SHARED: &str = "shared";
const JOINED: &str = "joined";
pub const TABLE: &str = "table";
pub const ABSENT: u32 = u32::MAX;

/// The parts of a program.
pub struct Parts {
    pub first: Vec<u8>,
    pub second: Vec<u8>,
    /// Functions the first part calls in the second.
    pub wanted: usize,
    /// Functions the second part calls in the first.
    pub shared: usize,
}

/// Gives functions and globals the numbers they have in a part.
pub struct Renumbered {
    pub functions: Vec<u32>,
}

impl Reencode for Renumbered {
    type Error = String;

    fn function_index(&mut self, number: u32) -> Result<u32, Error<String>> {
        match self.functions.get(number as usize) {
            Some(&found) if found != ABSENT => Ok(found),
            _ => Err(Error::UserError(format!("function {number} is in neither part"))),
        }
    }
}

pub fn failed(error: Error<String>) -> String {
    format!("The program cannot be written: {error}.")
}

/// Writes both parts.
pub fn parts(program: &Program, traces: &Traces, plan: &Plan) -> Outcome<Parts> {
    let wanted: Vec<u32> = numbers(&plan.wanted);
    let shared = shared(program, plan);
    Ok(Parts {
        first: first(program, traces, plan, &wanted, &shared).map_err(failed)?,
        second: second::second(program, traces, plan, &wanted, &shared).map_err(failed)?,
        wanted: wanted.len(),
        shared: shared.len(),
    })
}

pub fn numbers(row: &[bool]) -> Vec<u32> {
    (0..).zip(row).filter_map(|(number, marked)| marked.then_some(number)).collect()
}

pub fn is(row: &[bool], number: u32) -> bool {
    row.get(number as usize).copied().unwrap_or_default()
}

/// Functions of the first part that the second refers to.
fn shared(program: &Program, plan: &Plan) -> Vec<u32> {
    let mut marked = vec![false; program.count()];
    let mut mark = |number: u32| {
        if number >= program.first_own()
            && is(&plan.first, number)
            && let Some(marked) = marked.get_mut(number as usize)
        {
            *marked = true;
        }
    };
    for number in numbers(&plan.second) {
        let body = program.function(number).and_then(|function| function.body.get_operators_reader().ok());
        for operator in body.into_iter().flatten().flatten() {
            if let wasmparser::Operator::Call { function_index } | wasmparser::Operator::RefFunc { function_index } =
                operator
            {
                mark(function_index);
            }
        }
    }
    for ((_, function), in_first) in program.slots.iter().zip(&plan.first_slots) {
        if !in_first {
            mark(*function);
        }
    }
    numbers(&marked)
}

pub fn types(program: &Program, again: &mut Renumbered) -> Result<TypeSection, Error<String>> {
    let mut types = TypeSection::new();
    for kind in &program.types {
        types.ty().func_type(&again.func_type(kind.clone())?);
    }
    Ok(types)
}

pub fn tables(program: &Program, again: &mut Renumbered) -> Result<TableSection, Error<String>> {
    let mut tables = TableSection::new();
    for table in &program.tables {
        tables.table(again.table_type(*table)?);
    }
    Ok(tables)
}

pub fn memories(program: &Program, again: &mut Renumbered) -> Result<MemorySection, Error<String>> {
    let mut memories = MemorySection::new();
    for memory in &program.memories {
        memories.memory(again.memory_type(*memory)?);
    }
    Ok(memories)
}

pub fn globals(program: &Program, again: &mut Renumbered) -> Result<GlobalSection, Error<String>> {
    let mut globals = GlobalSection::new();
    for global in &program.globals {
        globals.global(again.global_type(global.ty)?, &again.const_expr(global.init_expr.clone())?);
    }
    Ok(globals)
}

/// All of it, as it was.
pub fn data(program: &Program) -> DataSection {
    let mut data = DataSection::new();
    for stretch in &program.data {
        data.active(0, &ConstExpr::i32_const(stretch.address as i32), stretch.bytes.iter().copied());
    }
    data
}

/// Under their short names.
pub fn exports(program: &Program, again: &mut Renumbered) -> Result<ExportSection, Error<String>> {
    let mut exports = ExportSection::new();
    for export in &program.exports {
        let kind = again.export_kind(export.kind)?;
        let index = if export.kind == ExternalKind::Func { again.function_index(export.index)? } else { export.index };
        exports.export(&export.short, kind, index);
    }
    Ok(exports)
}

pub fn copied(
    program: &Program,
    number: u32,
    again: &mut Renumbered,
    code: &mut CodeSection,
) -> Result<(), Error<String>> {
    match program.function(number) {
        Some(function) => again.parse_function_body(code, function.body.clone()),
        None => Err(Error::UserError(format!("there is no function {number}"))),
    }
}

pub fn references(size: usize) -> TableType {
    let size = size as u64;
    TableType { element_type: RefType::FUNCREF, table64: false, minimum: size, maximum: Some(size), shared: false }
}

fn first(
    program: &Program,
    traces: &Traces,
    plan: &Plan,
    wanted: &[u32],
    shared: &[u32],
) -> Result<Vec<u8>, Error<String>> {
    let imported = program.first_own();
    // The function that fetches comes after the script's others, so all of the program's own move up by one.
    let moved = |number: u32| if number < imported { number } else { number + 1 };
    let mut again = Renumbered { functions: (0..program.count() as u32).map(moved).collect() };
    let mut types = types(program, &mut again)?;
    let plain = types.len();
    types.ty().function([], []);

    let mut imports = ImportSection::new();
    for (number, import) in program.imports.iter().enumerate() {
        imports.import(SCRIPT, &short(number), EntityType::Function(import.kind));
    }
    imports.import(SCRIPT, FETCH, EntityType::Function(plain));

    let tables_before = program.tables.len() as u32;
    let (joints, shared_table, joined) = (tables_before, tables_before + 1, program.globals.len() as u32);

    // One function per type calls into the second part, after fetching it if it is not there.
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let own = program.functions.len() as u32;
    let mut bridges: Vec<u32> = Vec::new();
    for number in wanted {
        let kind = program.function(*number).map_or(0, |function| function.kind);
        if !bridges.contains(&kind) {
            bridges.push(kind);
        }
    }
    let first_bridge = imported + 1 + own;
    let nothing = first_bridge + bridges.len() as u32;
    for (number, function) in (imported..).zip(&program.functions) {
        functions.function(function.kind);
        if is(&plan.first, number) {
            copied(program, number, &mut again, &mut code)?;
            continue;
        }
        let mut stub = Function::new([]);
        if let Ok(joint) = wanted.binary_search(&number) {
            let bridge = bridges.iter().position(|kind| *kind == function.kind).unwrap_or_default() as u32;
            let parameters = program.types.get(function.kind as usize).map_or(0, |kind| kind.params().len());
            for parameter in 0..parameters as u32 {
                stub.instruction(&Instruction::LocalGet(parameter));
            }
            stub.instruction(&Instruction::I32Const(joint as i32));
            stub.instruction(&Instruction::Call(first_bridge + bridge));
        } else {
            stub.instruction(&Instruction::Unreachable);
        }
        stub.instruction(&Instruction::End);
        code.function(&stub);
    }
    for kind in &bridges {
        let Some(signature) = program.types.get(*kind as usize) else { continue };
        let parameters = signature.params().len() as u32;
        let mut taken: Vec<ValType> =
            signature.params().iter().map(|value| again.val_type(*value)).collect::<Result<_, _>>()?;
        taken.push(ValType::I32);
        let given: Vec<ValType> =
            signature.results().iter().map(|value| again.val_type(*value)).collect::<Result<_, _>>()?;
        functions.function(types.len());
        types.ty().function(taken, given);
        let mut bridge = Function::new([]);
        bridge.instruction(&Instruction::GlobalGet(joined));
        bridge.instruction(&Instruction::I32Eqz);
        bridge.instruction(&Instruction::If(wasm_encoder::BlockType::Empty));
        bridge.instruction(&Instruction::Call(imported));
        bridge.instruction(&Instruction::End);
        for parameter in 0..=parameters {
            bridge.instruction(&Instruction::LocalGet(parameter));
        }
        bridge.instruction(&Instruction::CallIndirect { type_index: *kind, table_index: joints });
        bridge.instruction(&Instruction::End);
        code.function(&bridge);
    }
    functions.function(plain);
    let mut empty = Function::new([]);
    empty.instruction(&Instruction::Unreachable);
    empty.instruction(&Instruction::End);
    code.function(&empty);

    let mut tables = tables(program, &mut again)?;
    tables.table(references(wanted.len()));
    tables.table(references(shared.len()));

    let memories = memories(program, &mut again)?;
    let mut globals = globals(program, &mut again)?;
    globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));

    let mut exports = exports(program, &mut again)?;
    exports.export(JOINTS, ExportKind::Table, joints);
    exports.export(SHARED, ExportKind::Table, shared_table);
    exports.export(JOINED, ExportKind::Global, joined);
    exports.export(TABLE, ExportKind::Table, 0);
    for number in 0..program.globals.len() {
        exports.export(&format!("global{number}"), ExportKind::Global, number as u32);
    }

    let mut elements = ElementSection::new();
    let filled: Vec<(u32, u32)> = program
        .slots
        .iter()
        .zip(&plan.first_slots)
        .map(|((slot, function), in_first)| (*slot, if *in_first { moved(*function) } else { nothing }))
        .collect();
    runs(&filled, &mut elements, 0);
    let row: Vec<u32> = shared.iter().map(|number| moved(*number)).collect();
    elements.active(Some(shared_table), &ConstExpr::i32_const(0), Elements::Functions(Cow::Owned(row)));

    let mut names = NameMap::new();
    for (number, function) in (imported..).zip(&program.functions) {
        names.append(moved(number), &super::rules::readable(function.name));
    }
    let mut named = NameSection::new();
    named.functions(&names);

    let mut data = DataSection::new();
    for stretch in &program.data {
        let mut bytes = stretch.bytes.to_vec();
        for (later, place) in plan.later_data.iter().zip(&traces.stretches) {
            let start = (place.address as usize).wrapping_sub(stretch.address as usize);
            if let (true, Some(bytes)) = (*later, bytes.get_mut(start..start.wrapping_add(place.size as usize))) {
                bytes.fill(0);
            }
        }
        data.active(0, &ConstExpr::i32_const(stretch.address as i32), bytes);
    }

    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
    module.section(&globals).section(&exports).section(&elements).section(&code).section(&data).section(&named);
    Ok(module.finish())
}

/// Slots that follow each other as one row.
pub fn runs(slots: &[(u32, u32)], elements: &mut ElementSection, table: u32) {
    let mut rest = slots;
    while let Some((start, _)) = rest.first() {
        let together = rest.iter().zip(*start..).take_while(|((slot, _), expected)| slot == expected).count();
        let (run, after) = rest.split_at(together.max(1));
        let row: Vec<u32> = run.iter().map(|(_, function)| *function).collect();
        // Without a number of its own the encoding of table 0 is a byte shorter.
        let table = (table != 0).then_some(table);
        elements.active(table, &ConstExpr::i32_const(*start as i32), Elements::Functions(Cow::Owned(row)));
        rest = after;
    }
}
