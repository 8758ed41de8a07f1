//! The module divided into what opening a visit runs, and the rest.
//!
//! What runs is found out by running it: a module that reports its functions is opened in Chromium
//! once for each address of a kind of visit. Nothing but bytes depends on what it reports. Whatever
//! is called and is not there yet is fetched on the spot, and the same module comes out of all
//! divisions.

mod divide;
mod opened;
mod plan;
mod survey;
mod traced;

use crate::assets::Assets;
use crate::module::{GLUE, WASM};
use crate::visits::Visit;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// The parts of a module for each kind of visit, and the glue for them. `page` is the page with the
/// module as it is.
pub(crate) fn divided(
    page: &Assets,
    module: &Assets,
    root: &Path,
    visits: &[Visit],
) -> Result<Assets> {
    let wasm = module.get(WASM).context("there is no module to divide")?;
    let glue = module.get(GLUE).context("the module has no glue")?;
    let glue = std::str::from_utf8(glue).context("wasm-bindgen's glue is not in UTF-8")?;
    let mut traced = page.clone();
    traced.insert(WASM, traced::traced(wasm)?);
    traced.insert(
        GLUE,
        with_import(glue, traced::RAN, "parent.ensembleRan.add(it)")?,
    );
    let ran = opened::what_ran(traced, root, visits)?;
    let mut parts = Assets::default();
    parts.insert(GLUE, with_import(glue, divide::JOIN, "ensembleJoin(wasm)")?);
    for (visit, ran) in visits.iter().zip(&ran) {
        let (first, rest) = divide::divide(wasm, |own| ran.contains(&own))?;
        let named = visit.parts();
        parts.insert(named.first, first);
        parts.insert(named.rest.unwrap_or_default(), rest);
    }
    Ok(parts)
}

/// The glue with one more import for the module: a function of `it` that does `what`.
fn with_import(glue: &str, name: &str, what: &str) -> Result<String> {
    let head = "const import0 = {\n__proto__: null,\n";
    if glue.matches(head).count() != 1 {
        bail!("wasm-bindgen's glue has no place for one more import: `{head}`");
    }
    let import = format!("{head}{name}: function(it) {{\n{what};\n}},\n");
    Ok(glue.replacen(head, &import, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_added_where_the_others_are() {
        let glue = "function imports() {\nconst import0 = {\n__proto__: null,\n_1: 2,\n};\n}";
        let more = with_import(glue, "join", "load(it)").unwrap();
        assert!(more.contains("null,\njoin: function(it) {\nload(it);\n},\n_1: 2,"));
        assert!(with_import("", "join", "").is_err());
    }
}
