//! Who refers to what: read from the traces (relocations) the linker leaves with `--emit-relocs`.
//!
//! Promises: a reference the linker knows of is found; what it does not explain is told, so that nobody counts on it.
//! Knows the program as the linker left it; wasm-bindgen renumbers functions, but neither slots of the table nor
//! addresses, and functions keep their symbols.

use super::program::Program;
use crate::Outcome;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use wasmparser::{KnownCustom, Linking, Parser, Payload, RelocationType, SymbolInfo};

/// Every reference of the program as linked.
#[derive(Default)]
pub struct Traces<'a> {
    /// By the symbol of a function, what it refers to besides the functions it calls.
    pub functions: HashMap<String, Vec<Target>>,
    /// The symbols of all functions.
    pub names: HashSet<&'a str>,
    /// All stretches of data that have a symbol, by address; they do not overlap.
    pub stretches: Vec<Stretch>,
}

/// What something refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A slot of the table of functions.
    Slot(u32),
    /// An address in memory.
    Address(u32),
}

/// A stretch of data with a symbol.
#[derive(Debug)]
pub struct Stretch {
    pub address: u32,
    pub size: u32,
    pub targets: Vec<Target>,
}

/// A function of which branches were made functions.
pub struct Moved {
    pub symbol: String,
    /// The code of each of its operators, as it was before.
    pub codes: Vec<u8>,
    pub branches: Vec<Named>,
}

/// A branch that was made a function.
pub struct Named {
    pub name: String,
    /// Its operators.
    pub operators: Range<usize>,
}

impl Moved {
    /// What is left of the function and each branch refer to. If the function was linked in another form, all of them
    /// refer to all of it.
    fn shares(&self, bytes: &[u8], places: &Places) -> Vec<(String, Vec<Target>)> {
        let all: Vec<Target> = places.targets.iter().map(|(_, target)| *target).collect();
        let names = self.branches.iter().map(|branch| branch.name.clone()).chain([self.symbol.clone()]);
        let mut shares: Vec<(String, Vec<Target>)> = names.map(|name| (name, Vec::new())).collect();
        let offsets = offsets(bytes, &places.range);
        let codes = offsets.iter().filter_map(|offset| bytes.get(*offset as usize)).copied();
        if !codes.eq(self.codes.iter().copied()) {
            shares.iter_mut().for_each(|(_, targets)| targets.clone_from(&all));
            return shares;
        }
        for (place, target) in &places.targets {
            let operator = offsets.partition_point(|offset| offset <= place).saturating_sub(1);
            let branch = self.branches.iter().position(|branch| branch.operators.contains(&operator));
            let share = branch.unwrap_or(self.branches.len());
            if let Some((_, targets)) = shares.get_mut(share) {
                targets.push(*target);
            }
        }
        shares
    }
}

/// Where the operators of a function begin.
fn offsets(bytes: &[u8], range: &Range<u64>) -> Vec<u64> {
    let body = bytes.get(range.start as usize..range.end as usize).unwrap_or_default();
    let body = wasmparser::FunctionBody::new(wasmparser::BinaryReader::new(body, range.start));
    let Ok(reader) = body.get_operators_reader() else { return Vec::new() };
    reader.into_iter_with_offsets().filter_map(|found| Some(found.ok()?.1)).collect()
}

struct Raw<'a> {
    code_start: u64,
    code: Vec<(u64, u64)>,
    imported: usize,
    names: HashMap<u32, &'a str>,
    data_start: u64,
    /// Start within the section, address, size.
    data: Vec<(u64, u32, u32)>,
    /// By the symbol of a function.
    places: HashMap<&'a str, Places>,
}

/// Where a function lies, and where in it what it refers to is referred to.
#[derive(Default)]
struct Places {
    range: Range<u64>,
    targets: Vec<(u64, Target)>,
}

impl<'a> Traces<'a> {
    /// Reads them from a program as it was linked. They must be of the very program at hand. Of functions that branches
    /// were made functions of their own, each gets its share.
    pub fn read(bytes: &'a [u8], program: &Program, moved: &[Moved]) -> Outcome<Traces<'a>> {
        let (mut traces, raw) =
            read(bytes).map_err(|error| format!("The linked program cannot be read: {error}."))??;
        let data: Vec<_> = program.data.iter().map(|data| (data.address, data.bytes.len() as u32)).collect();
        let linked: Vec<_> = raw.data.iter().map(|(_, address, size)| (*address, *size)).collect();
        let same = raw.data.iter().zip(&program.data).all(|((start, _, size), data)| {
            bytes.get(*start as usize..*start as usize + *size as usize) == Some(data.bytes)
        });
        if data != linked || !same {
            return Err("The linked program is not the one at hand: build again.".to_string());
        }
        for moved in moved {
            let shares = match raw.places.get(moved.symbol.as_str()) {
                Some(places) => moved.shares(bytes, places),
                None => continue,
            };
            for (name, targets) in shares {
                traces.functions.insert(name, targets);
            }
        }
        Ok(traces)
    }

    /// The stretch an address is in.
    pub fn at(&self, address: u32) -> Option<usize> {
        let next = self.stretches.partition_point(|stretch| stretch.address <= address);
        let found = next.checked_sub(1)?;
        let stretch = self.stretches.get(found)?;
        (address - stretch.address < stretch.size).then_some(found)
    }
}

fn read(bytes: &[u8]) -> wasmparser::Result<Outcome<(Traces<'_>, Raw<'_>)>> {
    let mut raw = Raw {
        code_start: 0,
        code: Vec::new(),
        imported: 0,
        names: HashMap::new(),
        data_start: 0,
        data: Vec::new(),
        places: HashMap::new(),
    };
    let mut symbols = Vec::new();
    let mut traces = Traces::default();
    let mut entries = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(section) => raw.imported = section.into_imports().count(),
            Payload::CodeSectionStart { unchecked_range, .. } => raw.code_start = unchecked_range.start,
            Payload::CodeSectionEntry(body) => raw.code.push((body.range().start, body.range().end)),
            Payload::DataSection(section) => {
                raw.data_start = section.range().start;
                for data in section {
                    let data = data?;
                    let wasmparser::DataKind::Active { offset_expr, .. } = data.kind else { continue };
                    let address = super::program::constant(&offset_expr).unwrap_or_default();
                    let start = data.range.end - data.data.len() as u64;
                    raw.data.push((start, address, data.data.len() as u32));
                }
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Linking(section) => {
                    for part in section {
                        if let Linking::SymbolTable(table) = part? {
                            for symbol in table {
                                symbols.push(symbol?);
                            }
                        }
                    }
                }
                KnownCustom::Reloc(section) => {
                    let of_data = section_name(bytes, section.section_index()) == Some(11);
                    for entry in section.entries() {
                        entries.push((of_data, entry?));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    for symbol in &symbols {
        match *symbol {
            SymbolInfo::Func { index, name: Some(name), .. } => {
                raw.names.insert(index, name);
                traces.names.insert(name);
            }
            SymbolInfo::Data { symbol: Some(place), .. } => {
                let Some((_, address, _)) = raw.data.get(place.index as usize) else { continue };
                if place.size > 0 {
                    traces.stretches.push(Stretch {
                        address: address + place.offset,
                        size: place.size,
                        targets: Vec::new(),
                    });
                }
            }
            _ => {}
        }
    }
    traces.stretches.sort_by_key(|stretch| (stretch.address, stretch.size));
    // The ends of strings may be shared: what overlaps stays together.
    traces.stretches.dedup_by(|next, before| {
        let overlaps = next.address < before.address + before.size;
        if overlaps {
            before.size = before.size.max(next.address + next.size - before.address);
        }
        overlaps
    });
    if entries.is_empty() || traces.stretches.is_empty() {
        return Ok(Err("The linker left no traces.".to_string()));
    }
    for (of_data, entry) in entries {
        let target = match entry.ty {
            RelocationType::TableIndexSleb | RelocationType::TableIndexI32 => None,
            RelocationType::MemoryAddrLeb | RelocationType::MemoryAddrSleb | RelocationType::MemoryAddrI32 => {
                let Some(SymbolInfo::Data { symbol: Some(place), .. }) = symbols.get(entry.index as usize) else {
                    continue;
                };
                let Some((_, address, _)) = raw.data.get(place.index as usize) else { continue };
                Some(Target::Address(address + place.offset))
            }
            RelocationType::FunctionIndexLeb
            | RelocationType::TypeIndexLeb
            | RelocationType::GlobalIndexLeb
            | RelocationType::TableNumberLeb => continue,
            other => return Ok(Err(format!("The linker left a trace of a kind unknown here: {other:?}."))),
        };
        let offset = u64::from(entry.offset);
        let place = if of_data { raw.data_start + offset } else { raw.code_start + offset };
        let Some(target) = target.or_else(|| Some(Target::Slot(number(bytes, place, entry.ty)?))) else {
            return Ok(Err("A trace leads out of the program.".to_string()));
        };
        if of_data {
            let found = raw.data.iter().find(|(start, _, size)| (*start..start + u64::from(*size)).contains(&place));
            let found = found.and_then(|(start, address, _)| traces.at(address + (place - start) as u32));
            match found.and_then(|found| traces.stretches.get_mut(found)) {
                Some(stretch) => stretch.targets.push(target),
                None => return Ok(Err("A trace is in data without a name.".to_string())),
            }
        } else {
            let found = raw.code.partition_point(|(start, _)| *start <= place).checked_sub(1);
            let name = found.and_then(|found| raw.names.get(&((raw.imported + found) as u32)));
            let range = found.and_then(|found| raw.code.get(found));
            let (Some(name), Some((start, end))) = (name, range) else {
                return Ok(Err("A trace is in a function without a name.".to_string()));
            };
            traces.functions.entry(name.to_string()).or_default().push(target);
            let places = raw.places.entry(name).or_insert_with(|| Places { range: *start..*end, targets: Vec::new() });
            places.targets.push((place, target));
        }
    }
    Ok(Ok((traces, raw)))
}

/// The slot written in the program.
fn number(bytes: &[u8], place: u64, kind: RelocationType) -> Option<u32> {
    let from = bytes.get(place as usize..)?;
    if kind == RelocationType::TableIndexI32 {
        return Some(u32::from_le_bytes(from.get(..4)?.try_into().ok()?));
    }
    let mut value = 0;
    for (index, byte) in from.iter().take(5).enumerate() {
        value |= u32::from(byte & 0x7f) << (7 * index).min(31);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// The kind of the section with a number.
fn section_name(bytes: &[u8], number: u32) -> Option<u8> {
    let mut seen = 0;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.ok()?;
        let id = match &payload {
            Payload::CustomSection(_) => Some(0),
            other => other.as_section().map(|(id, _)| id),
        };
        if let Some(id) = id {
            if seen == number {
                return Some(id);
            }
            seen += 1;
        }
    }
    None
}
