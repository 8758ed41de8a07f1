//! `cargo xtask bench` and `cargo xtask bless`.
//!
//! Native benchmarks are the targets in `core/benches/`, compiled by the profile `fast`. Those
//! called `core/benches/wasm*.rs` also run as WebAssembly under Node, compiled as the page is:
//! functions marked `#[wasm_bindgen_test::wasm_bindgen_bench]`, which take a `&mut Criterion`.
//! Such a file needs `harness = false` in Cargo.toml, and an empty `main` on other targets.

use crate::workspace::{WASM_TARGET, Workspace};
use crate::{process, raft, tools};
use anyhow::Result;

/// Runs every benchmark there is, native first.
pub(crate) fn bench(workspace: &Workspace, filter: &[String]) -> Result<()> {
    if filter == ["--only", "raft"] {
        return raft::compare(workspace);
    }
    println!("── Benchmarks, native");
    let mut cargo = workspace.cargo();
    cargo.args(["bench", "--package", "ensemble-core", "--profile", "fast"]);
    process::run(cargo.args(["--benches", "--"]).args(filter))?;

    println!("\n── Benchmarks, as WebAssembly under Node");
    if !workspace.has_file("core/benches", "wasm") {
        println!("There is no core/benches/wasm*.rs.");
        return Ok(());
    }
    tools::ensure_wasm_target()?;
    tools::node()?;
    let mut cargo = workspace.cargo_with_wasm_runner()?;
    cargo.args(["bench", "--package", "ensemble-core", "--bench", "wasm*"]);
    cargo.args(["--profile", "release", "--target", WASM_TARGET]);
    // Where the runner keeps the last measurement, which the next is compared with.
    let baseline = workspace.target.join("xtask").join("wasm-bench.json");
    cargo.env("WASM_BINDGEN_BENCH_RESULT", baseline);
    process::run(cargo.arg("--").args(filter))
}

/// Rewrites the transcripts from what the code does now. The difference is then read by a human.
pub(crate) fn bless(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--package", "ensemble-core"]);
    process::run(cargo.env("ENSEMBLE_BLESS", "1"))?;
    println!("Rewritten. What changed (read the difference before it is committed):");
    let mut git = std::process::Command::new("git");
    git.args(["status", "--short", "--", "core/tests"]);
    process::run(git.current_dir(&workspace.root))
}
