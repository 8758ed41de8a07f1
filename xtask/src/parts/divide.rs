//! A module as two: the first, which has the memory and the table, and the rest, which joins it.
//!
//! Whoever calls a function of the other one calls it through the table. Until the rest is there, a
//! stand-in is in its place, which has it loaded and then calls again.

use super::plan::{Divided, MEMORY, Outcome, Plan, global_name, table_name};
use super::survey::Survey;
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, Function,
    FunctionSection, ImportSection, Module, TypeSection,
};
use wasmparser::{Parser, Payload};

/// The import that loads the rest, on the spot.
pub(super) const JOIN: &str = "join";

/// What the rest imports from: the exports of the first.
const FIRST: &str = "a";

/// The first module and the rest. `is_first` is asked for the number of each function, those
/// imported not counted; what cannot be elsewhere is in the first.
///
/// # Errors
///
/// As [`Survey::of`].
pub(super) fn divide(module: &[u8], is_first: impl Fn(u32) -> bool) -> Result<(Vec<u8>, Vec<u8>)> {
    let survey = Survey::of(module)?;
    let join = survey
        .taking_nothing
        .context("no function of the module takes nothing")?;
    let plan = Plan::of(&survey, is_first);
    let mut first = Module::new();
    First { plan: &plan, join }
        .parse_core_module(&mut first, Parser::new(0), module)
        .map_err(|error| anyhow!("the module cannot be divided: {error}"))?;
    let rest = rest(&plan, module)?;
    Ok((first.finish(), rest))
}

/// Writes the first module.
struct First<'a> {
    plan: &'a Plan<'a>,
    /// The type of the import that loads the rest.
    join: u32,
}

impl Divided for First<'_> {
    const IS_REST: bool = false;

    fn plan(&self) -> &Plan<'_> {
        self.plan
    }
}

impl First<'_> {
    /// The stand-in for a function of the rest.
    fn stand_in(&self, function: u32, place: u32) -> Function {
        let survey = self.plan.survey;
        let kind = survey.types[function as usize];
        let mut body = Function::new([]);
        let mut write = body.instructions();
        write.call(survey.imported as u32);
        for parameter in 0..survey.parameters[kind as usize] {
            write.local_get(parameter as u32);
        }
        write.i32_const(place as i32).call_indirect(0, kind).end();
        body
    }
}

impl Reencode for First<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Outcome<u32> {
        let number = self.plan.numbers.get(&function);
        number
            .copied()
            .ok_or(reencode::Error::InvalidCodeSectionSize)
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Outcome<()> {
        reencode::utils::parse_import_section(self, imports, section)?;
        let survey = self.plan.survey;
        imports.import(survey.from, JOIN, EntityType::Function(self.join));
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Outcome<()> {
        let survey = self.plan.survey;
        let stand_ins = self.plan.stand_ins.iter().copied();
        for function in self.plan.own(false).chain(stand_ins) {
            functions.function(survey.types[function as usize]);
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut wasm_encoder::TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Outcome<()> {
        for (number, table) in section.into_iter().enumerate() {
            let mut table = table?;
            if number == 0 {
                let more = self.plan.placed.len() as u64;
                table.ty.initial += more;
                table.ty.maximum = table.ty.maximum.map(|most| most + more);
            }
            self.parse_table(tables, table)?;
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut wasm_encoder::ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Outcome<()> {
        reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(MEMORY, ExportKind::Memory, 0);
        for number in 0..self.plan.survey.tables {
            exports.export(&table_name(number), ExportKind::Table, number as u32);
        }
        for number in 0..self.plan.survey.globals {
            exports.export(&global_name(number), ExportKind::Global, number as u32);
        }
        for (function, name) in &self.plan.exported {
            let number = self.function_index(*function)?;
            exports.export(name, ExportKind::Func, number);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        section: wasmparser::ElementSectionReader<'_>,
    ) -> Outcome<()> {
        reencode::utils::parse_element_section(self, elements, section)?;
        let stand_ins = self
            .plan
            .placed
            .iter()
            .map(|placed| self.plan.numbers[placed]);
        let stand_ins = stand_ins.collect::<Vec<_>>();
        let from = ConstExpr::i32_const(self.plan.survey.table_places as i32);
        elements.active(None, &from, Elements::Functions(stand_ins.into()));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: wasmparser::CodeSectionReader<'_>,
    ) -> Outcome<()> {
        let survey = self.plan.survey;
        for (own, body) in survey.numbers().zip(&survey.bodies) {
            if !self.plan.is_rest(own) {
                self.body(code, body.clone())?;
            }
        }
        for function in &self.plan.stand_ins {
            if let [place, ..] = self.plan.places[function][..] {
                code.function(&self.stand_in(*function, place));
            }
        }
        Ok(())
    }
}

/// Writes the rest.
struct Rest<'a> {
    plan: &'a Plan<'a>,
    /// Functions → their numbers in the rest.
    numbers: BTreeMap<u32, u32>,
}

impl Divided for Rest<'_> {
    const IS_REST: bool = true;

    fn plan(&self) -> &Plan<'_> {
        self.plan
    }
}

impl Reencode for Rest<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Outcome<u32> {
        let number = self.numbers.get(&function);
        number
            .copied()
            .ok_or(reencode::Error::InvalidCodeSectionSize)
    }
}

fn rest(plan: &Plan<'_>, module: &[u8]) -> Result<Vec<u8>> {
    let survey = plan.survey;
    let failed = |error: reencode::Error| anyhow!("the rest cannot be written: {error}");
    let numbers = plan.exported.keys().copied().chain(plan.own(true));
    let numbers = numbers.zip(0..).collect();
    let mut writer = Rest { plan, numbers };
    let mut types = TypeSection::new();
    let mut imports = ImportSection::new();
    for payload in Parser::new(0).parse_all(module) {
        writer
            .shared(payload?, &mut types, &mut imports)
            .map_err(failed)?;
    }
    for (function, name) in &plan.exported {
        let kind = EntityType::Function(survey.types[*function as usize]);
        imports.import(FIRST, name, kind);
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (own, body) in survey.numbers().zip(&survey.bodies) {
        if plan.is_rest(own) {
            functions.function(survey.types[own as usize]);
            writer.body(&mut code, body.clone()).map_err(failed)?;
        }
    }
    let mut written = Module::new();
    written
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&writer.elements())
        .section(&code);
    Ok(written.finish())
}

impl Rest<'_> {
    /// Types, and what both modules use.
    fn shared(
        &mut self,
        payload: Payload<'_>,
        types: &mut TypeSection,
        imports: &mut ImportSection,
    ) -> Outcome<()> {
        if let Payload::TypeSection(section) = payload {
            self.parse_type_section(types, section)?;
        } else if let Payload::TableSection(section) = payload {
            for (number, table) in section.into_iter().enumerate() {
                let mut kind = self.table_type(table?.ty)?;
                kind.maximum = None;
                imports.import(FIRST, &table_name(number), kind);
            }
        } else if let Payload::MemorySection(section) = payload {
            for memory in section {
                imports.import(FIRST, MEMORY, self.memory_type(memory?)?);
            }
        } else if let Payload::GlobalSection(section) = payload {
            for (number, global) in section.into_iter().enumerate() {
                let kind = self.global_type(global?.ty)?;
                imports.import(FIRST, &global_name(number), kind);
            }
        }
        Ok(())
    }

    /// What it puts into the table when it joins: stretches of places that follow each other.
    fn elements(&self) -> ElementSection {
        let mut filled = BTreeMap::new();
        for (function, places) in &self.plan.places {
            filled.extend(places.iter().map(|place| (*place, self.numbers[function])));
        }
        let mut elements = ElementSection::new();
        let mut left = filled.into_iter().peekable();
        while let Some((place, function)) = left.next() {
            let mut stretch = vec![function];
            let follows = |stretch: &[u32], next: u32| next == place + stretch.len() as u32;
            while let Some((_, function)) = left.next_if(|(next, _)| follows(&stretch, *next)) {
                stretch.push(function);
            }
            let from = ConstExpr::i32_const(place as i32);
            elements.active(None, &from, Elements::Functions(stretch.into()));
        }
        elements
    }
}

#[cfg(test)]
mod tests;
