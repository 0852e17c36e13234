//! A wasm program as wasm-bindgen leaves it, read so far that functions and data can be moved.
//!
//! Promises: what it does not understand is an error, never left out: the page is then built in one part.

use crate::Outcome;
use wasmparser::{
    DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, Global, KnownCustom, Name, Operator,
    Parser, Payload, TableType, TypeRef,
};

/// A program in one file.
#[derive(Default)]
pub struct Program<'a> {
    pub types: Vec<FuncType>,
    /// Functions of the page's script that the program calls; they come first in the numbering of functions.
    pub imports: Vec<Import<'a>>,
    pub functions: Vec<Function<'a>>,
    pub tables: Vec<TableType>,
    pub memories: Vec<wasmparser::MemoryType>,
    pub globals: Vec<Global<'a>>,
    pub exports: Vec<Export<'a>>,
    /// What the first table holds: the function by slot. Slots without one are not there.
    pub slots: Vec<(u32, u32)>,
    pub data: Vec<Data<'a>>,
}

/// A function of the page's script.
pub struct Import<'a> {
    pub module: &'a str,
    pub name: &'a str,
    pub kind: u32,
}

/// Something the script uses.
pub struct Export<'a> {
    pub name: &'a str,
    /// What it is called in the parts.
    pub short: String,
    pub kind: ExternalKind,
    pub index: u32,
}

/// A function of the program.
pub struct Function<'a> {
    /// Its symbol; empty where it has none.
    pub name: &'a str,
    pub kind: u32,
    pub body: FunctionBody<'a>,
}

/// Bytes that stand in memory from the start.
pub struct Data<'a> {
    pub address: u32,
    pub bytes: &'a [u8],
}

impl<'a> Program<'a> {
    /// Reads a program.
    pub fn read(bytes: &'a [u8]) -> Outcome<Program<'a>> {
        read(bytes).map_err(|error| format!("The program cannot be read: {error}."))?
    }

    /// A function of the program by its number among all functions; the script's functions come first.
    pub fn function(&self, number: u32) -> Option<&Function<'a>> {
        self.functions.get((number as usize).checked_sub(self.imports.len())?)
    }

    /// How many functions there are, the script's among them.
    pub fn count(&self) -> usize {
        self.imports.len() + self.functions.len()
    }

    /// The number of the type of a function, the script's among them.
    pub fn kind(&self, number: u32) -> Option<u32> {
        let import = self.imports.get(number as usize).map(|import| import.kind);
        import.or_else(|| Some(self.function(number)?.kind))
    }

    /// The number of the first function that is the program's own.
    pub fn first_own(&self) -> u32 {
        self.imports.len() as u32
    }
}

fn read(bytes: &[u8]) -> wasmparser::Result<Outcome<Program<'_>>> {
    let mut program = Program::default();
    let mut kinds = Vec::new();
    let mut names: Vec<(u32, &str)> = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::TypeSection(section) => {
                for kind in section.into_iter_err_on_gc_types() {
                    program.types.push(kind?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(kind) = import.ty else {
                        return Ok(Err(format!("{} is imported and no function.", import.name)));
                    };
                    program.imports.push(Import { module: import.module, name: import.name, kind });
                }
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    kinds.push(kind?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    program.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    program.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    program.globals.push(global?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    program.exports.push(Export {
                        name: export.name,
                        short: String::new(),
                        kind: export.kind,
                        index: export.index,
                    });
                }
            }
            Payload::ElementSection(section) => {
                for element in section {
                    let element = element?;
                    let (ElementKind::Active { table_index, offset_expr }, ElementItems::Functions(items)) =
                        (element.kind, element.items)
                    else {
                        return Ok(Err("There are elements of a kind unknown here.".to_string()));
                    };
                    let (Some(0) | None, Some(mut slot)) = (table_index, constant(&offset_expr)) else {
                        return Ok(Err("There are elements of another table.".to_string()));
                    };
                    for function in items {
                        program.slots.push((slot, function?));
                        slot += 1;
                    }
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    let DataKind::Active { memory_index: 0, offset_expr } = data.kind else {
                        return Ok(Err("There is data of a kind unknown here.".to_string()));
                    };
                    let Some(address) = constant(&offset_expr) else {
                        return Ok(Err("There is data without a fixed address.".to_string()));
                    };
                    program.data.push(Data { address, bytes: data.data });
                }
            }
            Payload::CodeSectionEntry(body) => {
                let kind = kinds.get(program.functions.len()).copied().unwrap_or_default();
                program.functions.push(Function { name: "", kind, body });
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for subsection in section {
                        if let Name::Function(map) = subsection? {
                            for name in map {
                                let name = name?;
                                names.push((name.index, name.name));
                            }
                        }
                    }
                }
            }
            Payload::StartSection { .. } | Payload::TagSection(_) => {
                return Ok(Err("The program has a start function or tags.".to_string()));
            }
            _ => {}
        }
    }
    for (number, name) in names {
        let own = (number as usize).checked_sub(program.imports.len());
        if let Some(function) = own.and_then(|own| program.functions.get_mut(own)) {
            function.name = name;
        }
    }
    for (number, export) in program.exports.iter_mut().enumerate() {
        // Underlined, as the script has short names of its own.
        export.short = format!("{}_", short(number));
    }
    Ok(Ok(program))
}

/// A short name, another one for every number.
pub fn short(number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    let mut rest = number;
    loop {
        name.insert(0, char::from(LETTERS.get(rest % 52).copied().unwrap_or(b'a')));
        if rest < 52 {
            return name;
        }
        rest = rest / 52 - 1;
    }
}

/// The number an expression consists of.
pub fn constant(expression: &wasmparser::ConstExpr) -> Option<u32> {
    let mut reader = expression.get_operators_reader();
    match reader.read().ok()? {
        Operator::I32Const { value } => Some(value as u32),
        _ => None,
    }
}
