//! The script: one plain text that is lesson, test, and the human form of a link.
//!
//! The format is told in `docs/scripts.md`. A header names the protocol and the ensemble; commands
//! make choices; notes speak to the reader; expectations make a test of it. What follows a line
//! `----` is the transcript that the script is expected to give.

mod choice;
mod fault;
mod header;
mod run;

use alloc::vec::Vec;

use crate::kernel::Expected;

pub use fault::{Fault, FaultKind};
pub use header::{Header, header, protocol_word, read_header};
pub use run::{Run, run};

/// How long a script may be: longer ones come from nobody's hand.
pub const BYTES_MAX: usize = 200_000;

/// How many steps a script may take: enough for any that a person reads.
pub const STEPS_MAX: u32 = 10_000;

/// What stands between the commands and the transcript.
const SEPARATOR: &str = "----";

/// One line that says something, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// How far it is indented, in characters.
    pub indent: u32,
    /// Its first word.
    pub word: &'a str,
    /// What follows, trimmed.
    pub rest: &'a str,
    /// Both, trimmed.
    pub text: &'a str,
}

impl<'a> Line<'a> {
    /// The column of a part of this line's text, from 1.
    pub fn column(&self, offset: usize) -> u32 {
        let before = self.text.get(..offset).unwrap_or(self.text);
        self.indent + before.chars().count() as u32 + 1
    }

    /// The offset of `rest` in `text`.
    pub fn rest_offset(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// A fault at an offset of this line's text.
    pub fn fault(&self, offset: usize, kind: FaultKind) -> Fault {
        Fault {
            line: self.number,
            column: self.column(offset),
            kind,
        }
    }

    /// A fault in what follows the first word.
    pub fn expected(&self, what: Expected) -> Fault {
        let offset = if self.rest.is_empty() {
            self.text.len()
        } else {
            self.rest_offset()
        };
        self.fault(offset, FaultKind::Expected(what))
    }
}

/// The lines before the transcript, without blank ones and comments.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let commands = text.lines().take_while(|line| line.trim_end() != SEPARATOR);
    commands
        .enumerate()
        .filter_map(|(index, line)| {
            let text = line.trim();
            if text.is_empty() || text.starts_with('#') {
                return None;
            }
            let (word, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
            let indent = line
                .chars()
                .take_while(|letter| matches!(letter, ' ' | '\t'))
                .count() as u32;
            Some(Line {
                number: index as u32 + 1,
                indent,
                word,
                rest: rest.trim_start(),
                text,
            })
        })
        .collect()
}

/// The transcript a script is expected to give, line by line; `None` if it has none.
pub fn transcript(text: &str) -> Option<impl Iterator<Item = &str>> {
    let mut lines = text.lines();
    lines.by_ref().find(|line| line.trim_end() == SEPARATOR)?;
    Some(lines.map(str::trim_end))
}
