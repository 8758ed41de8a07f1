//! The stages of `cargo xtask test`, quickest to fail first.

use super::Run;
use super::browser;
use super::count::Count;
use crate::workspace::WASM_TARGET;
use crate::{page, process, size, tidy, tools};
use anyhow::{Result, bail};
use std::process::Command;

/// One thing that is checked.
pub(crate) struct Stage {
    /// For `--only`.
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) run: fn(&Run<'_>) -> Result<Count>,
}

pub(crate) const STAGES: &[Stage] = &[
    Stage {
        name: "format",
        what: "cargo fmt",
        run: format,
    },
    Stage {
        name: "tidy",
        what: "the project's own rules",
        run: |run| tidy::report(run.workspace).map(Count::of),
    },
    Stage {
        name: "lint",
        what: "clippy, natively and for the page's target; warnings are errors",
        run: lint,
    },
    Stage {
        name: "native",
        what: "tests of every package, natively",
        run: native,
    },
    Stage {
        name: "wasm",
        what: "tests of the core as WebAssembly under Node",
        run: wasm,
    },
    Stage {
        name: "components",
        what: "tests of the app's components in a browser",
        run: browser::components,
    },
    Stage {
        name: "size",
        what: "the release build and its budget",
        run: |run| size::report(&page::build(run.workspace)?).map(Count::of),
    },
    Stage {
        name: "e2e",
        what: "the release build in a browser, from a sub-path",
        run: browser::end_to_end,
    },
];

impl Run<'_> {
    /// A program whose tests are more thorough at night.
    pub(crate) fn nightly(&self, mut command: Command) -> Command {
        if self.options.nightly {
            command.env("ENSEMBLE_NIGHTLY", "1");
        }
        command
    }
}

fn format(run: &Run<'_>) -> Result<Count> {
    let mut cargo = run.workspace.cargo();
    let finished = process::run_and_read(cargo.args(["fmt", "--all", "--check"]))?;
    if !finished.success {
        println!("`cargo fmt --all` puts it right.");
    }
    Ok(Count::of(finished.success))
}

fn lint(run: &Run<'_>) -> Result<Count> {
    tools::ensure_wasm_target()?;
    let clippy = |arguments: &[&str]| -> Result<Count> {
        let mut cargo = run.workspace.cargo();
        cargo.arg("clippy").args(arguments);
        cargo.args(["--all-targets", "--", "--deny", "warnings"]);
        Ok(Count::of(process::run_and_read(&mut cargo)?.success))
    };
    let natively = clippy(&["--workspace"])?;
    let for_the_page = clippy(&["--package", "ensemble-app", "--target", WASM_TARGET])?;
    Ok(natively.plus(for_the_page))
}

/// Packages whose tests never search: not worth optimising at night.
const TOOLS: &[&str] = &["ensemble-app", "xtask", "xtask-runner"];

fn native(run: &Run<'_>) -> Result<Count> {
    let test = |arguments: &[&str]| -> Result<Count> {
        let mut cargo = run.nightly(run.workspace.cargo());
        cargo.args(["test", "--no-fail-fast"]).args(arguments);
        Ok(Count::read(&process::run_and_read(&mut cargo)?))
    };
    if !run.options.nightly {
        return test(&["--workspace"]);
    }
    // Ten thousand seeds want an optimised core; the assertions stay on.
    let searching: Vec<&str> = TOOLS.iter().flat_map(|tool| ["--exclude", tool]).collect();
    let searching = test(&[&["--workspace", "--profile", "nightly"], &searching[..]].concat())?;
    let tools: Vec<&str> = TOOLS.iter().flat_map(|tool| ["--package", tool]).collect();
    Ok(searching.plus(test(&tools)?))
}

fn wasm(run: &Run<'_>) -> Result<Count> {
    if !run.workspace.has_file("core/tests", "wasm") {
        bail!("there is no core/tests/wasm*.rs, so nothing is tested as WebAssembly");
    }
    tools::ensure_wasm_target()?;
    tools::node()?;
    let mut cargo = run.nightly(run.workspace.cargo_with_wasm_runner()?);
    cargo.args(["test", "--package", "ensemble-core", "--test", "wasm*"]);
    cargo.args(["--target", WASM_TARGET, "--no-fail-fast"]);
    Ok(Count::read(&process::run_and_read(&mut cargo)?))
}
