//! The same work by raft-rs and by three servers of ours: `cargo xtask bench --only raft`.
//!
//! `raft N`, `ensemble N` and `ensemble-properties N` commit N entries one after another, and
//! print how many messages that took and how many entries it made a second.

mod ensemble;
mod raft;

use std::{env, process::ExitCode, time::Instant};

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let [what, count] = words.as_slice() else {
        return usage();
    };
    let Ok(entries) = count.parse::<u64>() else {
        return usage();
    };
    let start = Instant::now();
    let messages = match what.as_str() {
        "raft" => raft::run(entries),
        "ensemble" => ensemble::run(entries, false),
        "ensemble-properties" => ensemble::run(entries, true),
        _ => return usage(),
    };
    let rate = entries as f64 / start.elapsed().as_secs_f64();
    println!("{messages} {rate:.0}");
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("ensemble-bench raft|ensemble|ensemble-properties ENTRIES");
    ExitCode::from(2)
}
