//! `cargo xtask oracle`: random cases, played by a real ZooKeeper and by ours, and compared.
//!
//! Each case gets a fresh server, so that all numbers begin at the same place. A case whose
//! results differ is made shorter and kept. Not part of the tests: it takes minutes, and needs
//! Debian's package.

mod compare;
mod connection;
mod coverage;
mod generate;
mod ours;
mod player;
mod record;
mod reply;
mod request;
mod server;
mod shrink;
mod wire;

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use coverage::Coverage;
use generate::Case;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many servers run at a time. Many cases wait more than they work.
const WORKERS: usize = 3;
/// How often a case is played before it counts as failed: a machine may be too slow for it.
const TRIES: usize = 3;
/// How many disagreements are made shorter; more have the same causes.
const SHRUNK_MAX: usize = 8;

/// How long a case is made shorter. Those in which time passes take long.
const SHRINKING: Duration = Duration::from_secs(90);

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// How many cases.
    pub(crate) cases: usize,
    /// What they are made of; from the clock if it is not given.
    pub(crate) seed: Option<u64>,
    /// Only this one of them.
    pub(crate) only: Option<usize>,
    /// The program that stands for ours, with its arguments.
    pub(crate) against: Option<String>,
    /// How many servers ours has.
    pub(crate) servers: Option<String>,
}

/// Both sides, and where files go.
struct Sides {
    ours: Vec<String>,
    folder: PathBuf,
}

/// A case whose results differ.
struct Disagreement {
    case: Case,
    at: usize,
    how: String,
}

/// What has come out so far.
#[derive(Default)]
struct Outcome {
    coverage: Coverage,
    played: usize,
    steps: usize,
    disagreements: Vec<Disagreement>,
    /// Cases that could not be played, and why.
    failed: Vec<String>,
}

/// Plays them all; whether everything agrees and everything occurred.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<bool> {
    server::install()?;
    let sides = Sides {
        ours: ours_program(workspace, options)?,
        folder: workspace.target.join("oracle"),
    };
    std::fs::create_dir_all(&sides.folder)?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let seed = options.seed.unwrap_or(now.as_secs() % 1_000_000);
    println!("seed {seed}, {} cases", options.cases);
    let began = Instant::now();
    let outcome = Mutex::new(Outcome::default());
    let numbers = options.only.map_or(0..options.cases, |only| only..only + 1);
    let next = AtomicUsize::new(numbers.start);
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= numbers.end {
                        return;
                    }
                    compare_one(&sides, generate::generate(seed, number), &outcome);
                }
            });
        }
    });
    let outcome = outcome.into_inner().ok().context("a thread panicked")?;
    println!(
        "{} cases of {} steps, {} disagreements, {} not played; {} s",
        outcome.played,
        outcome.steps,
        outcome.disagreements.len(),
        outcome.failed.len(),
        began.elapsed().as_secs()
    );
    show_disagreements(&sides, &outcome.disagreements)?;
    for failed in &outcome.failed {
        println!("not played: {failed}");
    }
    let covered = options.only.is_some() || outcome.coverage.report();
    Ok(covered && outcome.disagreements.is_empty() && outcome.failed.is_empty())
}

fn ours_program(workspace: &Workspace, options: &Options) -> Result<Vec<String>> {
    let mut program = match &options.against {
        Some(words) => words.split_whitespace().map(str::to_owned).collect(),
        None => {
            let mut cargo = workspace.cargo();
            process::run(cargo.args(["build", "--quiet", "--package", "ensemble-cli"]))?;
            let name = format!("ensemble{}", std::env::consts::EXE_SUFFIX);
            let program = workspace.target.join("debug").join(name);
            vec![program.display().to_string(), "ops".to_owned()]
        }
    };
    if let Some(servers) = &options.servers {
        program.extend(["--servers".to_owned(), servers.clone()]);
    }
    Ok(program)
}

fn compare_one(sides: &Sides, case: Case, outcome: &Mutex<Outcome>) {
    let real = play_real(sides, &case.settings, &case.steps);
    let ours = ours::play(&sides.ours, &case.settings, &case.steps);
    let Ok(mut outcome) = outcome.lock() else {
        return;
    };
    let (real, ours) = match (real, ours) {
        (Ok(real), Ok(ours)) => (real, ours),
        (Err(error), _) => {
            outcome
                .failed
                .push(format!("{}, real: {error:#}", case.name));
            return;
        }
        (_, Err(error)) => {
            outcome
                .failed
                .push(format!("{}, ours: {error:#}", case.name));
            return;
        }
    };
    outcome.coverage.count(&case.steps, &real);
    outcome.played += 1;
    outcome.steps += case.steps.len();
    if outcome.played.is_multiple_of(50) {
        println!("  {} played", outcome.played);
    }
    if let Some((at, how)) = compare::difference(&case.steps, &real, &ours) {
        println!("  {} disagrees", case.name);
        outcome.disagreements.push(Disagreement { case, at, how });
    }
}

fn play_real(sides: &Sides, settings: &Value, steps: &[Value]) -> Result<Vec<Value>> {
    let mut result = player::play(settings, steps, &sides.folder);
    for _ in 1..TRIES {
        if result.is_ok() {
            break;
        }
        result = player::play(settings, steps, &sides.folder);
    }
    result
}

fn show_disagreements(sides: &Sides, all: &[Disagreement]) -> Result<()> {
    for (place, Disagreement { case, at, how }) in all.iter().enumerate() {
        println!(
            "\n{}: step {at} {}\n      {how}",
            case.name, case.steps[*at]
        );
        if place >= SHRUNK_MAX {
            continue;
        }
        let end = Instant::now() + SHRINKING;
        let differ = |steps: &[Value]| {
            if Instant::now() > end {
                return false;
            }
            let real = player::play(&case.settings, steps, &sides.folder);
            let ours = ours::play(&sides.ours, &case.settings, steps);
            let both = real.ok().zip(ours.ok());
            both.is_some_and(|(real, ours)| compare::difference(steps, &real, &ours).is_some())
        };
        let steps = shrink::shrink(case.steps[..=*at].to_vec(), &differ);
        let real = play_real(sides, &case.settings, &steps)?;
        let ours = ours::play(&sides.ours, &case.settings, &steps)?;
        let short = Case {
            steps,
            ..case.clone()
        };
        let text = record::text(&short, &real);
        println!("{text}");
        if let Some((at, how)) = compare::difference(&short.steps, &real, &ours) {
            println!("  differs at step {at}:\n      {how}");
        }
        let file = sides.folder.join(format!("{}.json", case.name));
        std::fs::write(&file, text)?;
        println!("  kept in {}", file.display());
    }
    Ok(())
}
