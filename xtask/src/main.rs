//! `cargo xtask`: everything the project does besides being compiled.
//!
//! One command serves the page, one command tests all of it. Each file here is one job; `main`
//! only reads the command line and starts the job. Left out on purpose: a configuration file,
//! and any tool that would have to be built or downloaded first.

mod arguments;
mod assets;
mod bench;
mod glue;
mod http;
mod module;
mod mount;
mod oracle;
mod page;
mod parts;
mod process;
mod raft;
mod serve;
mod site;
mod size;
mod suite;
mod texts;
mod tidy;
mod tools;
mod visits;
mod watch;
mod workspace;

use anyhow::Result;
use arguments::Task;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    let task = match arguments::parse(std::env::args().skip(1)) {
        Ok(task) => task,
        Err(error) => {
            eprintln!("error: {error}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one task; `false` means it ran and found something wrong, and has already said what.
fn run(task: Task) -> Result<bool> {
    if task == Task::Help {
        println!("{}", arguments::USAGE);
        return Ok(true);
    }
    let workspace = Workspace::find()?;
    match task {
        Task::Help => Ok(true),
        Task::Serve { profile, port } => serve::serve(&workspace, profile, port).map(|()| true),
        Task::Build => page::build(&workspace).map(|_| true),
        Task::Page { profile, out } => page::lay_out(&workspace, profile, &out).map(|()| true),
        Task::Size => size::report(&page::build(&workspace)?),
        Task::Test(options) => suite::test(&workspace, &options),
        Task::Tidy => tidy::report(&workspace),
        Task::Bench { filter } => bench::bench(&workspace, &filter).map(|()| true),
        Task::Oracle(options) => oracle::run(&workspace, &options),
        Task::Bless => bench::bless(&workspace).map(|()| true),
    }
}
