//! The module with a report at the head of each of its functions.

use super::survey::Survey;
use anyhow::{Context, Result, anyhow};
use wasm_encoder::EntityType;
use wasm_encoder::reencode::{self, Reencode};
use wasmparser::Parser;

/// The import that is told the number of each function that begins, those imported not counted.
pub(super) const RAN: &str = "ran";

/// The same module, telling what ran.
///
/// # Errors
///
/// As [`Survey::of`].
pub(super) fn traced(module: &[u8]) -> Result<Vec<u8>> {
    let survey = Survey::of(module)?;
    let mut written = wasm_encoder::Module::new();
    let mut tracing = Tracing {
        kind: survey
            .taking_a_number
            .context("no function of the module takes one number")?,
        survey: &survey,
        next: 0,
    };
    tracing
        .parse_core_module(&mut written, Parser::new(0), module)
        .map_err(|error| anyhow!("the module cannot be traced: {error}"))?;
    Ok(written.finish())
}

struct Tracing<'a> {
    survey: &'a Survey<'a>,
    /// The type of the import.
    kind: u32,
    /// The number of the next body.
    next: i32,
}

type Outcome = Result<(), reencode::Error>;

impl Reencode for Tracing<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        let is_own = function as usize >= self.survey.imported;
        Ok(function + u32::from(is_own))
    }

    fn parse_import_section(
        &mut self,
        imports: &mut wasm_encoder::ImportSection,
        section: wasmparser::ImportSectionReader<'_>,
    ) -> Outcome {
        reencode::utils::parse_import_section(self, imports, section)?;
        let kind = EntityType::Function(self.kind);
        imports.import(self.survey.from, RAN, kind);
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut wasm_encoder::CodeSection,
        body: wasmparser::FunctionBody<'_>,
    ) -> Outcome {
        let mut written = self.new_function_with_parsed_locals(&body)?;
        let report = self.survey.imported as u32;
        written.instructions().i32_const(self.next).call(report);
        self.next += 1;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            written.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&written);
        Ok(())
    }
}
