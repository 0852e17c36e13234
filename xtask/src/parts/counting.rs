//! Writes a program that counts which of its functions are called.

use super::program::{Program, short};
use super::write::{FETCH, Renumbered, SCRIPT, exports, failed, globals, memories, runs, tables, types};
use crate::Outcome;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, EntityType, FunctionSection, ImportSection, Instruction,
    Module, ValType,
};

/// The program as it is, telling `count` the number of every function that is entered.
pub fn counting(program: &Program) -> Outcome<Vec<u8>> {
    write_counting(program).map_err(failed)
}

fn write_counting(program: &Program) -> Result<Vec<u8>, Error<String>> {
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
    for (number, function) in (imported..).zip(&program.functions) {
        functions.function(function.kind);
        let mut body = again.new_function_with_parsed_locals(&function.body)?;
        body.instruction(&Instruction::I32Const(number as i32));
        body.instruction(&Instruction::Call(imported));
        let mut reader = function.body.get_operators_reader()?;
        while !reader.eof() {
            body.instruction(&again.parse_instruction(&mut reader)?);
        }
        code.function(&body);
    }
    let tables = tables(program, &mut again)?;
    let memories = memories(program, &mut again)?;
    let globals = globals(program, &mut again)?;
    let exports = exports(program, &mut again)?;
    let mut elements = ElementSection::new();
    let filled: Vec<(u32, u32)> = program.slots.iter().map(|(slot, function)| (*slot, moved(*function))).collect();
    runs(&filled, &mut elements, 0);
    let mut data = DataSection::new();
    for stretch in &program.data {
        data.active(0, &ConstExpr::i32_const(stretch.address as i32), stretch.bytes.iter().copied());
    }
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
    module.section(&globals).section(&exports).section(&elements).section(&code).section(&data);
    Ok(module.finish())
}
