//! A text of two scripts, taken apart.
//!
//! A line that begins with `left` or `right` belongs to that script alone; every other line stands
//! in both of them.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};

use crate::{
    drive::script::{self, Fault, FaultKind},
    kernel::Expected,
};

const WORDS: [&str; 2] = ["left", "right"];

/// One of the two scripts.
#[derive(Default)]
pub(in crate::lab) struct Half {
    pub(in crate::lab) text: String,
    /// Where its lines stand in the text of both: the line, and how many characters before it.
    places: Vec<(u32, u32)>,
}

impl Half {
    fn push(&mut self, line: &str, place: (u32, u32)) {
        self.text += line;
        self.text.push('\n');
        self.places.push(place);
    }

    /// A fault of this script, at its place in the text of both.
    fn placed(&self, mut fault: Fault) -> Fault {
        let place = self.places.get(fault.line.saturating_sub(1) as usize);
        let (line, before) = place.copied().unwrap_or((fault.line, 0));
        fault.line = line;
        fault.column += before;
        fault
    }
}

/// Whether a text holds two scripts.
pub(in crate::lab) fn is_pair(text: &str) -> bool {
    let lines = script::lines(text);
    lines.iter().any(|line| WORDS.contains(&line.word))
}

/// The left script and the right one.
pub(in crate::lab) fn halves(text: &str) -> Result<[Half; 2], Vec<Fault>> {
    let mut halves = [Half::default(), Half::default()];
    let lines = script::lines(text);
    let mut said = lines.iter().peekable();
    for (number, raw) in (1..).zip(text.lines()) {
        let Some(line) = said.next_if(|line| line.number == number) else {
            if said.peek().is_none() {
                break;
            }
            // Blank lines and comments.
            halves
                .iter_mut()
                .for_each(|half| half.push(raw, (number, 0)));
            continue;
        };
        let Some(side) = WORDS.iter().position(|word| *word == line.word) else {
            halves
                .iter_mut()
                .for_each(|half| half.push(raw, (number, 0)));
            continue;
        };
        let is_beat = line.rest.split_whitespace().next() == Some("beat");
        if line.rest.is_empty() || is_beat {
            let expected = FaultKind::Expected(Expected::Command);
            return Err(vec![line.fault(line.rest_offset(), expected)]);
        }
        let before = line.column(line.rest_offset()) - 1;
        halves[side].push(line.rest, (number, before));
    }
    Ok(halves)
}

/// Both outcomes, or the faults of both at their places in the text of both. What is wrong with a
/// common line is told once.
pub(in crate::lab) fn both<T>(
    halves: &[Half; 2],
    open: impl Fn(&str) -> Result<T, Vec<Fault>>,
) -> Result<[T; 2], Vec<Fault>> {
    let [left, right] = halves;
    match (open(&left.text), open(&right.text)) {
        (Ok(one), Ok(other)) => Ok([one, other]),
        (one, other) => Err(together(
            halves,
            [
                one.err().unwrap_or_default(),
                other.err().unwrap_or_default(),
            ],
        )),
    }
}

/// The faults of both scripts, in the order of their lines.
pub(in crate::lab) fn together(halves: &[Half; 2], faults: [Vec<Fault>; 2]) -> Vec<Fault> {
    let mut told: Vec<Fault> = Vec::new();
    for (half, faults) in halves.iter().zip(faults) {
        for fault in faults.into_iter().map(|fault| half.placed(fault)) {
            if !told.contains(&fault) {
                told.push(fault);
            }
        }
    }
    crate::sorted::sort_by_key(&mut told, |fault| (fault.line, fault.column));
    told
}

/// What the common lines with this word say.
pub(in crate::lab) fn common(text: &str, word: &str) -> Vec<String> {
    let lines = script::lines(text).into_iter();
    lines
        .filter(|line| line.word == word)
        .map(|line| line.rest.to_string())
        .collect()
}
