//! What dividing a module has to know about it.

use anyhow::{Result, bail};
use std::collections::BTreeSet;
use wasmparser::{
    ElementItems, ElementKind, ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef,
};

/// A module, looked through once. Functions are numbered as in the module, those imported first.
#[derive(Default)]
pub(super) struct Survey<'a> {
    /// The type of each function.
    pub(super) types: Vec<u32>,
    /// How many functions are imported.
    pub(super) imported: usize,
    /// The module that functions are imported from.
    pub(super) from: &'a str,
    /// What is called through the table: place in it and function, in the order of places.
    pub(super) table: Vec<(u32, u32)>,
    /// How many places the table of functions has.
    pub(super) table_places: u32,
    /// How many tables there are.
    pub(super) tables: usize,
    /// How many globals there are.
    pub(super) globals: usize,
    /// The bodies of the module's own functions.
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// What each of these calls directly.
    pub(super) calls: Vec<BTreeSet<u32>>,
    /// What has to be there from the beginning: whatever is exported, started or pointed at.
    pub(super) fixed: BTreeSet<u32>,
    /// How many parameters a function of each type has.
    pub(super) parameters: Vec<usize>,
    /// The type of a function that takes a number, and of one that takes nothing; both return
    /// nothing.
    pub(super) taking_a_number: Option<u32>,
    pub(super) taking_nothing: Option<u32>,
}

impl<'a> Survey<'a> {
    /// # Errors
    ///
    /// What is no module, or one that is not made as those of Rust are.
    pub(super) fn of(module: &'a [u8]) -> Result<Self> {
        let mut survey = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            survey.read(payload?)?;
        }
        survey.calls = survey
            .bodies
            .iter()
            .map(|body| calls(body, &mut survey.fixed))
            .collect::<Result<_>>()?;
        Ok(survey)
    }

    fn read(&mut self, payload: Payload<'a>) -> Result<()> {
        if let Payload::TypeSection(section) = payload {
            self.read_types(section)?;
        } else if let Payload::ImportSection(section) = payload {
            self.read_imports(section)?;
        } else if let Payload::FunctionSection(section) = payload {
            for kind in section {
                self.types.push(kind?);
            }
        } else if let Payload::TableSection(section) = payload {
            self.tables = section.count() as usize;
            if let Some(functions) = section.into_iter().next() {
                self.table_places = u32::try_from(functions?.ty.initial)?;
            }
        } else if let Payload::GlobalSection(section) = payload {
            self.globals = section.count() as usize;
        } else if let Payload::ExportSection(section) = payload {
            for export in section {
                let export = export?;
                if export.kind == ExternalKind::Func {
                    self.fixed.insert(export.index);
                }
            }
        } else if let Payload::StartSection { func, .. } = payload {
            self.fixed.insert(func);
        } else if let Payload::ElementSection(section) = payload {
            for element in section {
                self.read_element(element?)?;
            }
        } else if let Payload::CodeSectionEntry(body) = payload {
            self.bodies.push(body);
        }
        Ok(())
    }

    fn read_imports(&mut self, section: wasmparser::ImportSectionReader<'a>) -> Result<()> {
        for import in section.into_imports() {
            let import = import?;
            let TypeRef::Func(kind) = import.ty else {
                bail!("the module imports {}, which is no function", import.name);
            };
            self.types.push(kind);
            self.from = import.module;
        }
        self.imported = self.types.len();
        Ok(())
    }

    fn read_types(&mut self, section: wasmparser::TypeSectionReader<'a>) -> Result<()> {
        for (number, kind) in (0..).zip(section.into_iter_err_on_gc_types()) {
            let kind = kind?;
            match (kind.params(), kind.results()) {
                ([wasmparser::ValType::I32], []) => self.taking_a_number = Some(number),
                ([], []) => self.taking_nothing = Some(number),
                _ => {}
            }
            self.parameters.push(kind.params().len());
        }
        Ok(())
    }

    fn read_element(&mut self, element: wasmparser::Element<'a>) -> Result<()> {
        let ElementItems::Functions(functions) = element.items else {
            return Ok(());
        };
        let functions = functions.into_iter().collect::<Result<Vec<u32>, _>>()?;
        match element.kind {
            ElementKind::Active {
                table_index: None | Some(0),
                offset_expr,
            } => {
                let mut offset = offset_expr.get_operators_reader();
                let Operator::I32Const { value } = offset.read()? else {
                    bail!("the table is filled from a place that is not a constant");
                };
                let places = u32::try_from(value)?..;
                self.table.extend(places.zip(functions));
            }
            ElementKind::Active { .. } | ElementKind::Passive | ElementKind::Declared => {
                self.fixed.extend(functions);
            }
        }
        Ok(())
    }

    /// The number of one of the module's own functions among all.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> + use<> {
        (self.imported as u32)..(self.types.len() as u32)
    }
}

/// What a body calls directly; what it points at is added to `fixed`.
fn calls(body: &FunctionBody<'_>, fixed: &mut BTreeSet<u32>) -> Result<BTreeSet<u32>> {
    let mut found = BTreeSet::new();
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        if let Operator::Call { function_index } = operator {
            found.insert(function_index);
        } else if let Operator::ReturnCall { function_index }
        | Operator::RefFunc { function_index } = operator
        {
            fixed.insert(function_index);
        }
    }
    Ok(found)
}
