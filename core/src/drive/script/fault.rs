//! What can be wrong with a script: a place and a kind. The words are the catalogue's.

use alloc::string::String;

use crate::kernel::{Expected, Refused};

/// A fault, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Something else was expected here.
    Expected(Expected),
    /// The choice does not apply at this moment.
    Refused(Refused),
    /// A choice that should have been refused was not.
    NotRefused,
    /// No message like this is on its way.
    NoSuchMessage,
    /// Nothing happens by itself any more, and the goal is not reached.
    NeverReached(String),
    /// An expectation is not met; this was found.
    Unmet(String),
    /// The header does not say which protocol runs.
    NoProtocol,
    /// The script is too long.
    TooLong,
    /// The run takes too many steps.
    TooManySteps,
}
