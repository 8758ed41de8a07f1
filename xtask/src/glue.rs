//! The module and its glue, made smaller without a change of meaning.
//!
//! wasm-bindgen calls every import and export by a long name, most of them with a hash at its end,
//! once in the module and once in the glue; hashes are what compresses worst. Here each gets a
//! short name, in both. Functions are put in the order of their code, so that what is alike stands
//! together, which compresses better. Indents and whole-line comments of the glue go too.

use anyhow::{Result, anyhow};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{self, Reencode};
use wasmparser::{Parser, Payload};

/// The glue and its module, packed.
pub(crate) fn pack(glue: &str, module: &[u8]) -> Result<(String, Vec<u8>)> {
    let plan = Plan::of(glue, module)?;
    let glue = renamed(glue, &plan.names);
    let mut packed = wasm_encoder::Module::new();
    let mut packing = Packing { plan };
    packing
        .parse_core_module(&mut packed, Parser::new(0), module)
        .map_err(|error| anyhow!("the module cannot be packed: {error}"))?;
    Ok((compact(&glue), packed.finish()))
}

/// What goes where.
struct Plan {
    /// Long names → short ones.
    names: BTreeMap<String, String>,
    /// How many functions are imported: these keep their places, before all others.
    imported: u32,
    /// The other functions in their new order, by their old numbers from 0.
    order: Vec<u32>,
    /// The new number of each of them.
    places: Vec<u32>,
}

impl Plan {
    fn of(glue: &str, module: &[u8]) -> Result<Self> {
        let mut long = Vec::new();
        let mut imported = 0;
        let mut bodies: Vec<&[u8]> = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            if let Payload::ImportSection(section) = &payload {
                for import in section.clone().into_imports() {
                    let import = import?;
                    imported += u32::from(matches!(import.ty, wasmparser::TypeRef::Func(_)));
                    long.push(import.name);
                }
            } else if let Payload::ExportSection(section) = &payload {
                for export in section.clone() {
                    long.push(export?.name);
                }
            } else if let Payload::CodeSectionEntry(body) = &payload {
                bodies.push(&module[body.range()]);
            }
        }
        let mut order: Vec<u32> = (0..bodies.len() as u32).collect();
        order.sort_by_key(|old| bodies[*old as usize]);
        let mut places = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            places[*old as usize] = new as u32;
        }
        Ok(Self {
            names: short(glue, &long),
            imported,
            order,
            places,
        })
    }
}

/// Short names for wasm-bindgen's own, other than any word of the glue.
fn short(glue: &str, long: &[&str]) -> BTreeMap<String, String> {
    let taken: BTreeSet<&str> = words(glue)
        .filter_map(|(word, is_name)| is_name.then_some(word))
        .collect();
    let mut free = (0..)
        .map(|number: u32| format!("_{number}"))
        .filter(|name| !taken.contains(name.as_str()));
    let ours = long
        .iter()
        .filter(|name| name.starts_with("__") || name.starts_with("wasm_bindgen_"));
    ours.map(|name| (name.to_string(), free.next().unwrap_or_default()))
        .collect()
}

/// The stretches of letters that can be a name, and what is between them.
fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_name = of_name(rest.chars().next()?);
        let end = rest
            .find(|letter| of_name(letter) != is_name)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some((word, is_name))
    })
}

fn renamed(glue: &str, names: &BTreeMap<String, String>) -> String {
    let new = |(word, is_name)| match names.get(word) {
        Some(short) if is_name => short.as_str(),
        Some(_) | None => word,
    };
    words(glue).map(new).collect()
}

struct Packing {
    plan: Plan,
}

type Outcome = Result<(), reencode::Error>;

impl Packing {
    fn name<'a>(&'a self, long: &'a str) -> &'a str {
        self.plan.names.get(long).map_or(long, String::as_str)
    }
}

impl Reencode for Packing {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        let Some(own) = function.checked_sub(self.plan.imported) else {
            return Ok(function);
        };
        let place = self.plan.places.get(own as usize).copied();
        Ok(self.plan.imported + place.unwrap_or(own))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut wasm_encoder::ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Outcome {
        for import in section.into_imports() {
            let import = import?;
            let entity = self.entity_type(import.ty)?;
            imports.import(import.module, self.name(import.name), entity);
        }
        Ok(())
    }

    fn parse_export(
        &mut self,
        exports: &mut wasm_encoder::ExportSection,
        export: wasmparser::Export<'_>,
    ) -> Outcome {
        let index = self.external_index(export.kind, export.index)?;
        let kind = self.export_kind(export.kind)?;
        exports.export(self.name(export.name), kind, index);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut wasm_encoder::FunctionSection,
        section: wasmparser::FunctionSectionReader<'_>,
    ) -> Outcome {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for old in self.plan.order.clone() {
            functions.function(self.type_index(types[old as usize])?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut wasm_encoder::CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Outcome {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for old in self.plan.order.clone() {
            self.parse_function_body(code, bodies[old as usize].clone())?;
        }
        Ok(())
    }
}

/// Without indents, empty lines and whole-line comments. A glue in which a template runs over
/// several lines is left as it is, since there white space has a meaning.
pub(crate) fn compact(glue: &str) -> String {
    if glue.lines().any(|line| line.matches('`').count() % 2 == 1) || glue.contains("/*") {
        return glue.to_owned();
    }
    let lines = glue.lines().map(str::trim);
    let telling = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    telling.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
        ImportSection, Module, TypeSection,
    };

    /// An import and two functions, each of which calls another function.
    fn module(import: &str, start: (&str, u32), called: [u32; 2]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./a.js", import, EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0).function(0);
        let mut exports = ExportSection::new();
        exports.export(start.0, ExportKind::Func, start.1);
        exports.export("other", ExportKind::Func, 3 - start.1);
        let mut code = CodeSection::new();
        for called in called {
            let mut body = Function::new([]);
            body.instructions().call(called).end();
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn names_are_shortened_in_both_and_functions_ordered_by_their_code() {
        let long = "__wbg_log_0123456789abcdef";
        let glue = format!("  // A comment.\n  {long}: _0(other), wasm.__wbindgen_start();\n");
        let module_before = module(long, ("__wbindgen_start", 2), [2, 0]);
        let (glue, packed) = pack(&glue, &module_before).unwrap();
        assert_eq!(glue, "_1: _0(other), wasm._2();");
        assert_eq!(packed, module("_1", ("_2", 1), [0, 1]));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(pack("", b"\0asm").is_err());
    }

    #[test]
    fn white_space_goes_only_where_it_means_nothing() {
        assert_eq!(compact("a {\n    // b\n\n    c\n}\n"), "a {\nc\n}");
        let template = "a = `x\n    y`;\n";
        assert_eq!(compact(template), template);
    }
}
