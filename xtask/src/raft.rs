//! `cargo xtask bench --only raft`: three servers of ours beside three nodes of raft-rs.
//!
//! Instructions are counted by valgrind's callgrind, as the difference of two runs, so that what
//! it takes to start is not counted. The limits are those that issue 3 sets.

use crate::workspace::Workspace;
use crate::{process, tools};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// How much of what raft-rs takes ours may take, in hundredths.
const SHARE_MAX: u64 = 50;
/// How much our run may cost with properties, in hundredths of that without.
const JUDGED_MAX: u64 = 150;
/// How many entries the runs that are counted commit.
const COUNTED: [u64; 2] = [1_000, 3_000];
/// How many entries the runs that are timed commit.
const TIMED: u64 = 100_000;

/// What a run takes, for each committed entry.
struct Cost {
    instructions: u64,
    /// In hundredths.
    messages: u64,
    /// Entries in a second.
    rate: String,
}

/// Builds both, measures both; fails beyond the limits.
pub(crate) fn compare(workspace: &Workspace) -> Result<()> {
    tools::valgrind()?;
    let target = workspace.target.join("bench");
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--release", "--manifest-path", "bench/Cargo.toml"]);
    process::run(cargo.env("CARGO_TARGET_DIR", &target))?;
    let program = target.join("release").join("ensemble-bench");
    println!("per committed entry       instructions  messages  a message  entries/s");
    let raft = measure(&program, &target, "raft")?;
    let ours = measure(&program, &target, "ensemble")?;
    let judged = measure(&program, &target, "ensemble-properties")?;
    let hundredths = |part: u64, whole: u64| part * 100 / whole.max(1);
    let entry = hundredths(ours.instructions, raft.instructions);
    let message = hundredths(a_message(&ours), a_message(&raft));
    let properties = hundredths(judged.instructions, ours.instructions);
    println!("ours ÷ raft-rs: {entry} % an entry, {message} % a message (at most {SHARE_MAX} %)");
    println!("with properties: {properties} % of ours without (at most {JUDGED_MAX} %)");
    if entry > SHARE_MAX || message > SHARE_MAX || properties > JUDGED_MAX {
        bail!("beyond the limits");
    }
    Ok(())
}

fn a_message(cost: &Cost) -> u64 {
    cost.instructions * 100 / cost.messages.max(1)
}

fn measure(program: &Path, folder: &Path, what: &str) -> Result<Cost> {
    let [few, many] = COUNTED;
    let count = |entries: u64| instructions(program, folder, what, entries);
    let instructions = (count(many)? - count(few)?) / (many - few);
    let printed = process::first_line(Command::new(program).args([what, &TIMED.to_string()]));
    let printed = printed.with_context(|| format!("{what} failed"))?;
    let (messages, rate) = printed.split_once(' ').context("it prints two numbers")?;
    let cost = Cost {
        instructions,
        messages: messages.parse::<u64>()? * 100 / TIMED,
        rate: rate.to_owned(),
    };
    println!(
        "  {what:22} {:>13} {:>9.2} {:>10} {:>10}",
        cost.instructions,
        cost.messages as f64 / 100.0,
        a_message(&cost),
        cost.rate
    );
    Ok(cost)
}

/// All instructions of a run, start included.
fn instructions(program: &Path, folder: &Path, what: &str, entries: u64) -> Result<u64> {
    let out: PathBuf = folder.join("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet"]);
    valgrind.arg(format!("--callgrind-out-file={}", out.display()));
    valgrind
        .arg(program)
        .args([what, &entries.to_string()])
        .output()?;
    let counted = std::fs::read_to_string(&out).context("callgrind wrote nothing")?;
    let mut lines = counted.lines();
    let total = lines.find_map(|line| line.strip_prefix("summary: "));
    let total = total.context("callgrind counted nothing")?;
    Ok(total.trim().parse()?)
}
