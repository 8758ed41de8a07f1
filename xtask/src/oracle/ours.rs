//! Our side: a program that reads a case and writes results.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};

/// What ours answers to these steps. Its name says nothing of a case.
pub(crate) fn play(program: &[String], settings: &Value, steps: &[Value]) -> Result<Vec<Value>> {
    let (first, arguments) = program
        .split_first()
        .context("no program to compare with")?;
    let mut case = json!({ "name": "?", "tags": [], "steps": steps });
    if !settings.is_null() {
        case["server"] = settings.clone();
    }
    let mut child = Command::new(first)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("{first} cannot be started"))?;
    let mut input = child.stdin.take().context("no standard input")?;
    // A program that ends before it has read all says why by itself.
    let _ = input.write_all(case.to_string().as_bytes());
    drop(input);
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    serde_json::from_slice(&output.stdout).context("no list of results")
}
