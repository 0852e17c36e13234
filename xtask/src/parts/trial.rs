//! Programs of chance, taken apart at branches of chance, do what they did before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use super::apart::{apart, origin};
use super::body::{Body, bodies};
use super::branches::{Branches, Mark, mark};
use super::program::Program;
use wasmi::{Engine, Linker, Module, Store, Val};

/// Numbers that look like chance and are the same every time (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Writes functions: `$a $b` come in, `$c` is a number of 32 bits and `$l` of 64, `$f` a broken one.
struct Author {
    chance: Chance,
    text: String,
    /// What labels around carry nothing: only to these is jumped. The function's own is not among them.
    labels: Vec<bool>,
    results: bool,
}

impl Author {
    fn function(chance: u64, name: &str, results: bool) -> String {
        let mut author = Author { chance: Chance(chance), text: String::new(), labels: Vec::new(), results };
        author.row(4);
        let result = if results { "(result i32)" } else { "" };
        let end = if results { author.number(2) } else { String::new() };
        format!(
            "(func ${name} (export \"{name}\") (param $a i32) (param $b i32) {result}
                (local $c i32) (local $l i64) (local $f f64) {} {end})\n",
            author.text
        )
    }

    fn number(&mut self, depth: u64) -> String {
        match self.chance.below(if depth == 0 { 4 } else { 8 }) {
            0 => "(local.get $a)".into(),
            1 => "(local.get $b)".into(),
            2 => "(local.get $c)".into(),
            3 => format!("(i32.const {})", self.chance.below(9)),
            4 => "(i32.wrap_i64 (local.get $l))".into(),
            5 => format!("(i32.sub {} {})", self.number(depth - 1), self.number(depth - 1)),
            6 => format!("(local.tee $c {})", self.number(depth - 1)),
            _ => format!(
                "(if (result i32) {} (then {}) (else {}))",
                self.number(depth - 1),
                self.number(depth - 1),
                self.number(depth - 1)
            ),
        }
    }

    fn label(&mut self) -> Option<usize> {
        let all = self.labels.len();
        let free: Vec<usize> = (0..all).filter(|out| self.labels[all - 1 - out]).collect();
        (!free.is_empty()).then(|| free[self.chance.below(free.len() as u64) as usize])
    }

    fn inside(&mut self, depth: u64, plain: bool) {
        self.labels.push(plain);
        self.row(depth - 1);
        self.labels.pop();
    }

    fn row(&mut self, depth: u64) {
        for _ in 0..1 + self.chance.below(4) {
            self.step(depth);
        }
    }

    fn step(&mut self, depth: u64) {
        let kind = self.chance.below(if depth == 0 { 6 } else { 14 });
        match kind {
            0 => {
                let value = self.number(2);
                self.text += &format!("(local.set $a {value})");
            }
            1 => {
                let value = self.number(2);
                self.text += &format!("(local.set $c {value})");
            }
            2 => {
                let value = self.number(1);
                self.text += &format!("(local.set $l (i64.add (local.get $l) (i64.extend_i32_s {value})))");
            }
            3 => {
                let value = self.number(2);
                self.text += &format!("(call $tell {value})");
            }
            4 => self.text += "(local.set $f (f64.add (local.get $f) (f64.const 1.5)))",
            5 => self.text += "(call $tell (i32.trunc_sat_f64_s (local.get $f)))",
            6 | 7 => {
                let value = self.number(2);
                self.text += &format!("(if {value} (then ");
                self.inside(depth, true);
                self.text += ")";
                if kind == 7 {
                    self.text += "(else ";
                    self.inside(depth, true);
                    self.text += ")";
                }
                self.text += ")";
            }
            8 => {
                self.text += "(block ";
                self.inside(depth, true);
                self.text += ")";
            }
            9 => {
                // Comes to an end, as `$fuel` does.
                self.text += "(loop (if (i32.eqz (global.get $fuel)) (then (unreachable)))
                    (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))";
                self.inside(depth, true);
                self.text += ")";
            }
            10 => {
                // A value below what follows, and one left by a block.
                self.text += "(local.set $b (i32.add (local.get $b) (block (result i32) ";
                self.inside(depth, false);
                let value = self.number(1);
                self.text += &format!("{value})))");
            }
            11 => {
                if let Some(out) = self.label() {
                    let value = self.number(2);
                    self.text += &format!("(br_if {out} {value})");
                }
            }
            12 => {
                let all: Vec<String> = (0..3).filter_map(|_| self.label()).map(|out| out.to_string()).collect();
                let (value, asked) = (self.number(1), self.number(2));
                if !all.is_empty() {
                    self.text += &format!("(if {asked} (then (br_table ");
                    self.text += &all
                        .iter()
                        .map(|out| (out.parse::<usize>().unwrap() + 1).to_string())
                        .collect::<Vec<_>>()
                        .join(" ");
                    self.text += &format!(" {value})))");
                }
            }
            _ => {
                let (asked, value) = (self.number(2), self.number(1));
                let value = if self.results { value } else { String::new() };
                self.text += &format!("(if {asked} (then (return {value})))");
            }
        }
    }
}

fn program(chance: u64) -> Vec<u8> {
    let functions: String = (0..4)
        .map(|number| Author::function(chance * 8 + number + 1, &format!("f{number}"), number % 2 == 0))
        .collect();
    wat::parse_str(format!(
        "(module $m (import \"a\" \"tell\" (func $tell (param i32)))
            (table 1 funcref) (memory 1) (global $fuel (export \"fuel\") (mut i32) (i32.const 40)) {functions})"
    ))
    .unwrap()
}

/// What a program says and gives back for some numbers.
fn told(bytes: &[u8]) -> Vec<i64> {
    let engine = Engine::default();
    let module = Module::new(&engine, bytes).expect("a valid program");
    let mut store = Store::new(&engine, Vec::new());
    let mut linker = Linker::new(&engine);
    let tell = |mut caller: wasmi::Caller<'_, Vec<i64>>, said: i32| caller.data_mut().push(i64::from(said));
    linker.func_wrap("a", "tell", tell).unwrap();
    let program = linker.instantiate_and_start(&mut store, &module).unwrap();
    for (number, (a, b)) in (0..4).flat_map(|number| [(0, 0), (1, 5), (-3, 2), (7, 0)].map(|pair| (number, pair))) {
        let fuel = program.get_global(&store, "fuel").unwrap();
        fuel.set(&mut store, Val::I32(40)).unwrap();
        let function = program.get_func(&store, &format!("f{number}")).unwrap();
        let mut results = vec![Val::I32(0); function.ty(&store).results().len()];
        let ended = function.call(&mut store, &[Val::I32(a), Val::I32(b)], &mut results);
        store.data_mut().push(i64::MAX);
        store.data_mut().push(if ended.is_ok() { 1 } else { 2 });
        for result in results.iter().filter(|_| ended.is_ok()) {
            store.data_mut().push(i64::from(result.i32().unwrap()));
        }
    }
    store.data().clone()
}

#[test]
fn programs_of_chance_taken_apart_anywhere_say_what_they_said() {
    let mut moved = 0;
    for chance in 0..400 {
        let whole = program(chance);
        let read = Program::read(&whole).unwrap();
        let before = told(&whole);
        for share in [1, 3, 9] {
            let mut dice = Chance(chance * 3 + share + 1);
            let bodies = bodies(&read).unwrap();
            let mut text = String::new();
            let marks: Vec<Mark> = (read.functions.iter().zip(&bodies))
                .map(|(function, body)| mark(function.name, body, &whole))
                .collect();
            for (body, mark) in bodies.iter().zip(&marks) {
                text += &format!("{:x}", mark.name);
                for row in body.begun_anywhere().into_iter().filter(|_| dice.below(share + 1) == 0) {
                    text += &format!(" {:x}", body.digest_of(row, &whole));
                }
                text += "\n";
            }
            let known = Branches::of(&text);
            let cold = bodies.iter().zip(&marks).map(|(body, mark)| known.cold(body, *mark, &whole));
            let made = apart(&whole, &read, &bodies, &cold.collect::<Vec<_>>(), 0).unwrap();
            assert_eq!(told(&made.program), before, "program {chance}, branches\n{text}");
            let again = Program::read(&made.program).unwrap();
            for function in &again.functions {
                moved += usize::from(origin(function.name).is_some());
            }
        }
    }
    assert!(moved > 2000, "only {moved} branches were moved");
}

#[test]
fn what_is_another_than_the_measured_stays_where_it_is() {
    let whole = program(3);
    let read = Program::read(&whole).unwrap();
    let function = &read.functions[0];
    let body = Body::read(&read, function.kind, &function.body).unwrap();
    let known = mark(function.name, &body, &whole);
    let all: Vec<u64> = body.begun_anywhere().into_iter().map(|row| body.digest_of(row, &whole)).collect();
    assert!(!all.is_empty());
    for (change, moved) in [(0, true), (1, false)] {
        let rows: String = all.iter().map(|row| format!(" {:x}", row ^ change << 40)).collect();
        let branches = Branches::of(&format!("{:x}{rows}\n= {:x}\n", known.name, known.whole ^ change));
        assert_eq!(!branches.cold(&body, known, &whole).is_empty(), moved);
        assert_eq!(branches.whole(known), moved);
        assert!(branches.cold(&body, Mark { name: known.name ^ 1, ..known }, &whole).is_empty());
    }
}
