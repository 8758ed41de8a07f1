//! `cargo xtask test`: everything that has to hold, in one command.
//!
//! Stages run in order and all of them run, whatever fails. The last line counts what passed: each
//! test where a stage runs tests, else the stage itself.

mod browser;
mod count;
mod stages;

use crate::arguments::TestOptions;
use crate::workspace::Workspace;
use anyhow::{Result, bail};
use count::Count;
use stages::STAGES;
use std::time::Instant;

/// What every stage gets to know.
pub(crate) struct Run<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) options: &'a TestOptions,
}

/// Runs the stages asked for; `false` when anything failed.
pub(crate) fn test(workspace: &Workspace, options: &TestOptions) -> Result<bool> {
    check_names(options)?;
    let start = Instant::now();
    let run = Run { workspace, options };
    let chosen = |name: &str| options.only.is_empty() || options.only.iter().any(|o| o == name);
    let stages: Vec<_> = STAGES.iter().filter(|stage| chosen(stage.name)).collect();
    let mut total = Count::default();
    let mut lines = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        println!(
            "\n── {}/{} {}: {}",
            index + 1,
            stages.len(),
            stage.name,
            stage.what
        );
        let start = Instant::now();
        let count = (stage.run)(&run).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Count::FAILED
        });
        let line = format!(
            "{:<10}{:>7.1} s  {}",
            stage.name,
            start.elapsed().as_secs_f64(),
            count
        );
        println!("── {line}");
        lines.push(line);
        total = total.plus(count);
    }
    println!("\n{}", lines.join("\n"));
    println!("In all {:.1} s.", start.elapsed().as_secs_f64());
    println!("{total}");
    Ok(total.failed == 0)
}

fn check_names(options: &TestOptions) -> Result<()> {
    for name in &options.only {
        if !STAGES.iter().any(|stage| stage.name == name) {
            let names: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
            bail!("there is no stage `{name}`; there are {}", names.join(", "));
        }
    }
    if !options.files.is_empty() && options.only != ["e2e"] {
        bail!("files of tests go with `--only e2e`");
    }
    Ok(())
}
