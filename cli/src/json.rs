//! A step as one JSON object, for other programs.

use serde::Serialize;

/// A step.
#[derive(Serialize)]
pub(crate) struct StepRecord {
    /// Its number, from 1.
    pub(crate) step: u32,
    /// Virtual time in milliseconds.
    pub(crate) time: u64,
    /// The choice, in its stable text form.
    pub(crate) choice: String,
    /// The step that caused it.
    pub(crate) cause: Option<u32>,
    /// The rules that acted or declined.
    pub(crate) rules: Vec<RuleRecord>,
    /// The messages it sent, and the files it wrote to.
    pub(crate) outputs: Vec<String>,
    /// Its sentence.
    pub(crate) sentence: String,
    /// Properties that are broken after it.
    pub(crate) broken: Vec<String>,
}

/// A rule.
#[derive(Serialize)]
pub(crate) struct RuleRecord {
    /// Its name.
    pub(crate) rule: String,
    /// Whether it acted; else it declined.
    pub(crate) applied: bool,
    /// Where it is stated.
    pub(crate) source: String,
}
