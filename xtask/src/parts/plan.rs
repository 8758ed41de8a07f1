//! What goes into which of the two modules, and who is called how.

use super::survey::Survey;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::CodeSection;
use wasm_encoder::reencode::{self, Reencode};
use wasmparser::{FunctionBody, Operator};

/// How the first exports its memory, tables and globals. Functions are numbered behind a dollar,
/// and nothing else is called so.
pub(super) const MEMORY: &str = "$m";

pub(super) fn table_name(number: usize) -> String {
    format!("$t{number}")
}

pub(super) fn global_name(number: usize) -> String {
    format!("$g{number}")
}

/// What goes where.
pub(super) struct Plan<'a> {
    pub(super) survey: &'a Survey<'a>,
    /// Which functions are in the rest.
    pub(super) is_rest: Vec<bool>,
    /// Functions of the rest that the first calls → their places in the table.
    pub(super) places: BTreeMap<u32, Vec<u32>>,
    /// Those of them that had none before, in the order of their places.
    pub(super) placed: Vec<u32>,
    /// All of them in the order of their stand-ins: what is alike stands together.
    pub(super) stand_ins: Vec<u32>,
    /// What the rest needs of the first → how it exports that.
    pub(super) exported: BTreeMap<u32, String>,
    /// Functions → their numbers in the first; for those of the rest, their stand-ins'.
    pub(super) numbers: BTreeMap<u32, u32>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(survey: &'a Survey<'a>, is_first: impl Fn(u32) -> bool) -> Self {
        let imported = survey.imported as u32;
        let all = 0..survey.types.len() as u32;
        let is_rest = all.map(|function| {
            let own = function.checked_sub(imported);
            own.is_some_and(|own| !is_first(own) && !survey.fixed.contains(&function))
        });
        let mut plan = Self {
            is_rest: is_rest.collect(),
            survey,
            places: BTreeMap::new(),
            placed: Vec::new(),
            stand_ins: Vec::new(),
            exported: BTreeMap::new(),
            numbers: BTreeMap::new(),
        };
        plan.give_places();
        plan.give_numbers();
        plan
    }

    pub(super) fn is_rest(&self, function: u32) -> bool {
        self.is_rest[function as usize]
    }

    /// The functions of the rest, or the own ones of the first.
    pub(super) fn own(&self, of_rest: bool) -> impl Iterator<Item = u32> {
        let numbers = self.survey.numbers();
        numbers.filter(move |own| self.is_rest(*own) == of_rest)
    }

    /// Places in the table, and names for what is exported.
    fn give_places(&mut self) {
        for (place, function) in &self.survey.table {
            if self.is_rest(*function) {
                self.places.entry(*function).or_default().push(*place);
            }
        }
        let mut needed = BTreeSet::new();
        for (caller, called) in self.survey.numbers().zip(&self.survey.calls) {
            let is_rest = self.is_rest(caller);
            for called in called {
                if is_rest && !self.is_rest(*called) {
                    needed.insert(*called);
                } else if !is_rest && self.is_rest(*called) && !self.places.contains_key(called) {
                    let place = self.survey.table_places + self.placed.len() as u32;
                    self.places.insert(*called, vec![place]);
                    self.placed.push(*called);
                }
            }
        }
        let kind = |function: &u32| self.survey.types[*function as usize];
        self.stand_ins = self.places.keys().copied().collect();
        self.stand_ins
            .sort_by_key(|function| (kind(function), self.places[function].first().copied()));
        let names = (0..).map(|number: u32| format!("${number}"));
        self.exported = needed.into_iter().zip(names).collect();
    }

    fn give_numbers(&mut self) {
        let imported = self.survey.imported as u32;
        // After the imports there is one more: the one that loads the rest.
        let order = self.own(false).chain(self.stand_ins.iter().copied());
        let same = (0..imported).map(|number| (number, number));
        self.numbers = same.chain(order.zip(imported + 1..)).collect();
    }

    /// The place through which `function` is called from one of the modules, if not directly.
    pub(super) fn place(&self, from_rest: bool, function: u32) -> Option<i32> {
        let is_other = self.is_rest(function) && !from_rest;
        let places = is_other.then(|| self.places.get(&function))?;
        places?.first().map(|place| *place as i32)
    }
}

pub(super) type Outcome<T> = Result<T, reencode::Error>;

/// What is written anew in every body: who is called how.
pub(super) trait Divided: Reencode<Error = std::convert::Infallible> {
    /// Whether the rest is being written.
    const IS_REST: bool;

    fn plan(&self) -> &Plan<'_>;

    fn body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Outcome<()> {
        let mut written = self.new_function_with_parsed_locals(&body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let operator = reader.read()?;
            if let Operator::Call { function_index } = &operator
                && let Some(place) = self.plan().place(Self::IS_REST, *function_index)
            {
                let kind = self.plan().survey.types[*function_index as usize];
                written
                    .instructions()
                    .i32_const(place)
                    .call_indirect(0, kind);
            } else {
                written.instruction(&self.instruction(operator)?);
            }
        }
        code.function(&written);
        Ok(())
    }
}
