//! `cargo xtask tidy`: rules of the project that neither rustc nor clippy knows.
//!
//! Each rule is a function from text to complaints, so that its tests can show it failing.

mod decisions;
mod direction;
mod links;
mod text;

use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fmt;
use std::process::Command;

/// A tracked file, or one that git does not ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    path: String,
    /// Counted from one; none for the file as a whole.
    line: Option<usize>,
    what: String,
}

impl Complaint {
    fn about(file: &File, what: impl Into<String>) -> Self {
        Self {
            path: file.path.clone(),
            line: None,
            what: what.into(),
        }
    }

    fn at(file: &File, line: usize, what: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            ..Self::about(file, what)
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.path, self.what),
            None => write!(formatter, "{}: {}", self.path, self.what),
        }
    }
}

/// Prints every complaint; `false` when there is one.
pub(crate) fn report(workspace: &Workspace) -> Result<bool> {
    let files = files(workspace)?;
    let complaints = check(&files);
    for complaint in &complaints {
        println!("{complaint}");
    }
    println!("{} files, {} complaints.", files.len(), complaints.len());
    Ok(complaints.is_empty())
}

fn check(files: &[File]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for file in files {
        complaints.extend(text::check(file));
        complaints.extend(direction::check(file));
        complaints.extend(links::check(file, files));
    }
    complaints.extend(decisions::check(files));
    complaints
}

/// Everything git knows or would add, whose text can be read.
fn files(workspace: &Workspace) -> Result<Vec<File>> {
    let mut git = Command::new("git");
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let output = git
        .current_dir(&workspace.root)
        .output()
        .context("git could not be started: tidy asks it for the list of files")?;
    if !output.status.success() {
        bail!("`git ls-files` failed: tidy needs a checkout");
    }
    let mut files = Vec::new();
    for path in String::from_utf8_lossy(&output.stdout).split('\0') {
        // A file that is tracked but deleted has nothing to complain about.
        let Ok(bytes) = std::fs::read(workspace.root.join(path)) else {
            continue;
        };
        let text = String::from_utf8(bytes).unwrap_or_default();
        files.push(File {
            path: path.to_owned(),
            text,
        });
    }
    Ok(files)
}

#[cfg(test)]
pub(crate) mod examples {
    use super::*;

    pub(crate) fn file(path: &str, text: &str) -> File {
        File {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// The complaints as they are printed.
    pub(crate) fn said(complaints: &[Complaint]) -> Vec<String> {
        complaints.iter().map(ToString::to_string).collect()
    }
}
