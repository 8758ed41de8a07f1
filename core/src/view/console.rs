//! The console of a node: what a person asks there, and what comes back.

use alloc::{string::String, vec::Vec};

use crate::kernel::Voice;

/// A node's console at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsoleView {
    /// The node.
    pub node: u8,
    /// All nodes that have one, with their names.
    pub nodes: Vec<(u8, String)>,
    /// What stands before the line that is typed, e.g. `[zk: c1(CONNECTED) 3]`.
    pub prompt: String,
    /// What was asked and answered, oldest first.
    pub lines: Vec<SpokenView>,
    /// How many lines before those are left out.
    pub earlier: usize,
    /// How many requests have no answer yet.
    pub waiting: usize,
}

/// Something said on a console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenView {
    /// The stop at which it was said.
    pub stop: u32,
    /// By whom.
    pub voice: Voice,
    /// What; perhaps several lines.
    pub text: String,
}

/// How a line could go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompletionView {
    /// Where the word begins that could be another one, in bytes.
    pub at: usize,
    /// What could stand in its place.
    pub words: Vec<String>,
    /// The form of the command, as far as it is known; else empty.
    pub form: &'static str,
}
