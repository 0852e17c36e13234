//! Writes the second part of a program.
//!
//! Promises: it takes the place of the stubs in the tables the first part exports, and writes no byte of memory that the
//! first part may have written.

use super::plan::Plan;
use super::program::{Program, short};
use super::traces::Traces;
use super::write::{ABSENT, FIRST, JOINTS, Renumbered, SCRIPT, TABLE, copied, is, numbers, references, runs, types};
use std::borrow::Cow;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, FunctionSection, ImportSection, Module,
};
use wasmparser::ExternalKind;

/// The second part, made of what the plan has in it.
pub fn second(
    program: &Program,
    traces: &Traces,
    plan: &Plan,
    wanted: &[u32],
    shared: &[u32],
) -> Result<Vec<u8>, Error<String>> {
    let mut again = Renumbered { functions: vec![ABSENT; program.count()] };
    let types = types(program, &mut again)?;
    let moved = numbers(&plan.second);
    let used = script_functions(program, &moved);
    let mut imports = ImportSection::new();
    let mut next = 0;
    let mut number_of = |functions: &mut Vec<u32>, number: u32| {
        if let Some(place) = functions.get_mut(number as usize) {
            *place = next;
            next += 1;
        }
    };
    for number in &used {
        if let Some(import) = program.imports.get(*number as usize) {
            imports.import(SCRIPT, &short(*number as usize), EntityType::Function(import.kind));
            number_of(&mut again.functions, *number);
        }
    }
    for (place, number) in shared.iter().enumerate() {
        let kind = program.function(*number).map_or(0, |function| function.kind);
        imports.import(FIRST, &place.to_string(), EntityType::Function(kind));
        number_of(&mut again.functions, *number);
    }
    for number in &moved {
        number_of(&mut again.functions, *number);
    }
    for (number, table) in program.tables.iter().enumerate() {
        let name = if number == 0 { TABLE } else { exported(program, ExternalKind::Table, number as u32)? };
        imports.import(FIRST, name, EntityType::Table(again.table_type(*table)?));
    }
    imports.import(FIRST, JOINTS, EntityType::Table(references(wanted.len())));
    for (number, memory) in program.memories.iter().enumerate() {
        let name = exported(program, ExternalKind::Memory, number as u32)?;
        imports.import(FIRST, name, EntityType::Memory(again.memory_type(*memory)?));
    }
    for (number, global) in program.globals.iter().enumerate() {
        let kind = again.global_type(global.ty)?;
        imports.import(FIRST, &format!("global{number}"), EntityType::Global(kind));
    }

    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for number in &moved {
        functions.function(program.function(*number).map_or(0, |function| function.kind));
        copied(program, *number, &mut again, &mut code)?;
    }

    let mut elements = ElementSection::new();
    let mut filled = Vec::new();
    for ((slot, function), in_first) in program.slots.iter().zip(&plan.first_slots) {
        let known = again.function_index(*function);
        if (is(&plan.second, *function) || !in_first)
            && let Ok(known) = known
        {
            filled.push((*slot, known));
        }
    }
    runs(&filled, &mut elements, 0);
    let row: Vec<u32> = wanted.iter().map(|number| again.function_index(*number)).collect::<Result<_, _>>()?;
    let joints = program.tables.len() as u32;
    elements.active(Some(joints), &ConstExpr::i32_const(0), Elements::Functions(Cow::Owned(row)));

    let mut data = DataSection::new();
    for (address, bytes) in later_data(program, traces, plan) {
        data.active(0, &ConstExpr::i32_const(address as i32), bytes);
    }

    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions);
    module.section(&elements).section(&code).section(&data);
    Ok(module.finish())
}

fn exported<'a>(program: &'a Program, kind: ExternalKind, number: u32) -> Result<&'a str, Error<String>> {
    let found = program.exports.iter().find(|export| export.kind == kind && export.index == number);
    found
        .map(|export| export.short.as_str())
        .ok_or_else(|| Error::UserError(format!("{kind:?} {number} is not exported")))
}

fn script_functions(program: &Program, moved: &[u32]) -> Vec<u32> {
    let mut marked = vec![false; program.imports.len()];
    for number in moved {
        let body = program.function(*number).and_then(|function| function.body.get_operators_reader().ok());
        for operator in body.into_iter().flatten().flatten() {
            if let wasmparser::Operator::Call { function_index } = operator
                && let Some(marked) = marked.get_mut(function_index as usize)
            {
                *marked = true;
            }
        }
    }
    numbers(&marked)
}

/// The bytes that come with the second part: those that are not zero from the start, neighbours together.
fn later_data(program: &Program, traces: &Traces, plan: &Plan) -> Vec<(u32, Vec<u8>)> {
    let mut found: Vec<(u32, Vec<u8>)> = Vec::new();
    let mut joins = false;
    for (later, stretch) in plan.later_data.iter().zip(&traces.stretches) {
        if !later {
            joins = false;
            continue;
        }
        let bytes = program.data.iter().find_map(|data| {
            let start = stretch.address.checked_sub(data.address)? as usize;
            data.bytes.get(start..start + stretch.size as usize)
        });
        let Some(bytes) = bytes.filter(|bytes| bytes.iter().any(|byte| *byte != 0)) else {
            joins = false;
            continue;
        };
        match found.last_mut() {
            // Between two neighbours is nothing but padding.
            Some((address, before)) if joins && stretch.address - *address - (before.len() as u32) < 16 => {
                before.resize((stretch.address - *address) as usize, 0);
                before.extend_from_slice(bytes);
            }
            _ => found.push((stretch.address, bytes.to_vec())),
        }
        joins = true;
    }
    found
}
