//! Writes a program that counts which of its functions are called, and which branches in them are taken.

use super::body::{Body, bodies};
use super::program::{Program, short};
use super::write::{FETCH, Renumbered, SCRIPT, data, exports, failed, globals, memories, runs, tables, types};
use crate::Outcome;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ElementSection, EntityType, FunctionSection, ImportSection, Instruction, Module, ValType,
};

/// The program as it is, telling `count` a number whenever a function is entered and whenever a branch begins. They are
/// numbered as they stand: a function, then its branches, then the next function.
pub fn counting(program: &Program) -> Outcome<Vec<u8>> {
    write_counting(program, &bodies(program)?).map_err(failed)
}

fn write_counting(program: &Program, bodies: &[Body]) -> Result<Vec<u8>, Error<String>> {
    let imported = program.first_own();
    let moved = |number: u32| if number < imported { number } else { number + 1 };
    let mut again = Renumbered { functions: (0..program.count() as u32).map(moved).collect() };
    let mut types = types(program, &mut again)?;
    let count = types.len();
    types.ty().function([ValType::I32], []);
    let mut imports = ImportSection::new();
    for (number, import) in program.imports.iter().enumerate() {
        imports.import(SCRIPT, &short(number), EntityType::Function(import.kind));
    }
    imports.import(SCRIPT, FETCH, EntityType::Function(count));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let mut next = 0;
    for (function, body) in program.functions.iter().zip(bodies) {
        functions.function(function.kind);
        let mut made = again.new_function_with_parsed_locals(&function.body)?;
        let mut branches = std::iter::once(0).chain(body.branches()).peekable();
        for (place, operator) in body.operators.iter().enumerate() {
            while branches.next_if_eq(&place).is_some() {
                made.instruction(&Instruction::I32Const(next));
                made.instruction(&Instruction::Call(imported));
                next += 1;
            }
            made.instruction(&again.instruction(operator.clone())?);
        }
        code.function(&made);
    }
    let tables = tables(program, &mut again)?;
    let memories = memories(program, &mut again)?;
    let globals = globals(program, &mut again)?;
    let exports = exports(program, &mut again)?;
    let mut elements = ElementSection::new();
    let filled: Vec<(u32, u32)> = program.slots.iter().map(|(slot, function)| (*slot, moved(*function))).collect();
    runs(&filled, &mut elements, 0);
    let data = data(program);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
    module.section(&globals).section(&exports).section(&elements).section(&code).section(&data);
    Ok(module.finish())
}
