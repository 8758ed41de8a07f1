//! The command line: `ensemble run`, `walk`, `draw`, `ops`.

mod args;
mod commands;
mod json;
mod ops;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match args::read(&words) {
        Ok(command) => commands::run(&command),
        Err(args::Wrong::Help) => {
            println!("{}", args::USAGE);
            ExitCode::SUCCESS
        }
        Err(args::Wrong::Usage(reason)) => {
            eprintln!("ensemble: {reason}\n\n{}", args::USAGE);
            ExitCode::from(2)
        }
    }
}
