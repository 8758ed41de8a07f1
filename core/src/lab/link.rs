//! A run as the fragment of an address, and back.
//!
//! `script=NAME&step=12` where a script of the library was only looked at. Whatever the reader
//! did besides travels as `run=…`: a version, the script's text if it is not from the library, the
//! branches as lists of choices, each either "so many of the schedule's own" or a choice in its
//! text form, and a check sum of every choice that was made. Opening it makes the same choices
//! again; if anything comes out differently, the link says so instead of showing something else.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::hash::Hasher;

use serde::{Deserialize, Serialize};

use super::{
    Lab, library, open,
    pair::{Pair, is_pair},
    protocols::{Job, dispatch},
    sample,
    session::Session,
};
use crate::{
    drive::{script::Line, timeline::Timeline},
    kernel::{Digest, text},
    view::Present,
};

/// The version of the packed form. Another one is refused, never guessed at.
const VERSION: u8 = 1;

/// How long a fragment may be.
const CHARS_MAX: usize = 500_000;

/// How many steps all branches of a link may have.
const STEPS_MAX: u32 = 50_000;

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// It says nothing that could be opened.
    Empty,
    /// It is cut off or garbled.
    Damaged,
    /// It was made by another version of Ensemble.
    Version(u8),
    /// There is no script of this name.
    NoSuchScript(String),
    /// Its script no longer runs.
    BadScript,
    /// Its choices no longer lead where they led when it was made.
    Diverged,
}

#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    #[serde(borrow)]
    script: Script<'a>,
    /// Steps appended to the script's own branch.
    extra: Vec<Leg>,
    branches: Vec<PackedBranch>,
    current: u16,
    step: u32,
    sum: u64,
}

#[derive(Serialize, Deserialize)]
enum Script<'a> {
    Library(#[serde(borrow)] &'a str),
    Own(#[serde(borrow)] &'a str),
}

#[derive(Serialize, Deserialize)]
struct PackedBranch {
    name: String,
    parent: u16,
    fork: u32,
    legs: Vec<Leg>,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Eq)]
enum Leg {
    /// So many of the schedule's own choices.
    Own(u32),
    /// A choice in its text form.
    Chosen(String),
}

/// The fragment of a run.
pub(super) fn write<P: Present>(session: &Session<P>) -> String {
    let timeline = &session.timeline;
    let known = library_name(session.script());
    let plain = timeline.branches().len() == 1 && timeline.last() == session.written;
    if let (true, Some(name)) = (plain, known) {
        return format!("script={name}&step={}", session.position().stop);
    }
    let branches = timeline.branches().iter().enumerate().skip(1);
    let packed = Packed {
        script: match known {
            Some(name) => Script::Library(name),
            None => Script::Own(session.script()),
        },
        extra: legs(timeline, 0, session.written),
        branches: branches
            .map(|(index, branch)| PackedBranch {
                name: branch.name.clone(),
                parent: branch.parent.unwrap_or(0) as u16,
                fork: branch.fork,
                legs: legs(timeline, index, branch.fork),
            })
            .collect(),
        current: timeline.current() as u16,
        step: timeline.cursor(),
        sum: sum(timeline),
    };
    pack(&packed)
}

/// The fragment of two runs side by side: nothing is ever chosen there, so it is the text and the
/// stop.
pub(super) fn write_pair(pair: &Pair) -> String {
    let stop = pair.position().stop;
    if let Some(name) = library_name(pair.script()) {
        return format!("script={name}&step={stop}");
    }
    pack(&Packed {
        script: Script::Own(pair.script()),
        extra: Vec::new(),
        branches: Vec::new(),
        current: 0,
        step: stop,
        sum: pair.sum,
    })
}

fn library_name(text: &str) -> Option<&'static str> {
    let known = library().iter().find(|sample| sample.text == text);
    known.map(|sample| sample.name)
}

fn pack(packed: &Packed<'_>) -> String {
    let mut bytes = Vec::from([VERSION]);
    if let Ok(body) = postcard::to_allocvec(packed) {
        bytes.extend(body);
    }
    format!("run={}", encode(&bytes))
}

/// The choices of a branch after a step, as legs.
fn legs<P: Present>(timeline: &Timeline<P>, branch: usize, after: u32) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    timeline.replay(branch, after, &mut |world, choice| {
        let own = world.pick().is_some_and(|(picked, _)| picked == *choice);
        match (own, legs.last_mut()) {
            (true, Some(Leg::Own(count))) => *count += 1,
            (true, _) => legs.push(Leg::Own(1)),
            (false, _) => legs.push(Leg::Chosen(text::write::<P>(world.config(), choice))),
        }
    });
    legs
}

/// A check sum over the canonical text of every choice of every branch. Text, since that is what
/// stays the same between versions of the compiler.
pub(super) fn sum<P: Present>(timeline: &Timeline<P>) -> u64 {
    let mut digest = Digest::default();
    for (index, branch) in timeline.branches().iter().enumerate() {
        digest.write_u32(branch.fork);
        timeline.replay(index, branch.fork, &mut |world, choice| {
            digest.write(text::write::<P>(world.config(), choice).as_bytes());
        });
    }
    digest.finish()
}

/// Opens a fragment, with or without its `#`.
pub fn restore(fragment: &str) -> Result<Box<dyn Lab>, LinkFault> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if fragment.len() > CHARS_MAX {
        return Err(LinkFault::Damaged);
    }
    let mut pairs = fragment.split('&').filter_map(|pair| pair.split_once('='));
    let value = |wanted: &str| {
        let mut found = pairs.clone().filter(|(key, _)| *key == wanted);
        found.next().map(|(_, value)| value)
    };
    if let Some(run) = value("run") {
        return unpack(run);
    }
    let name = value("script").ok_or(LinkFault::Empty)?;
    let sample = sample(name).ok_or_else(|| LinkFault::NoSuchScript(name.to_string()))?;
    let mut lab = open(sample.text).map_err(|_| LinkFault::BadScript)?;
    if pairs.any(|(key, value)| key == "step" && value.parse::<u32>().is_err()) {
        return Err(LinkFault::Damaged);
    }
    if let Some(step) = fragment
        .split('&')
        .find_map(|pair| pair.strip_prefix("step="))
    {
        lab.seek(step.parse().map_err(|_| LinkFault::Damaged)?);
    }
    Ok(lab)
}

fn unpack(run: &str) -> Result<Box<dyn Lab>, LinkFault> {
    let bytes = decode(run).ok_or(LinkFault::Damaged)?;
    let (version, body) = bytes.split_first().ok_or(LinkFault::Damaged)?;
    if *version != VERSION {
        return Err(LinkFault::Version(*version));
    }
    let packed: Packed<'_> = postcard::from_bytes(body).map_err(|_| LinkFault::Damaged)?;
    let script = match packed.script {
        Script::Library(name) => {
            sample(name)
                .ok_or_else(|| LinkFault::NoSuchScript(name.to_string()))?
                .text
        }
        Script::Own(text) => text,
    };
    if is_pair(script) {
        let mut pair = Pair::open(script).map_err(|_| LinkFault::BadScript)?;
        if pair.sum != packed.sum {
            return Err(LinkFault::Diverged);
        }
        pair.seek(packed.step);
        return Ok(Box::new(pair));
    }
    dispatch(script, Restore { script, packed }).map_err(|_| LinkFault::BadScript)?
}

/// What a link holds, and its script.
struct Restore<'a> {
    script: &'a str,
    packed: Packed<'a>,
}

impl Job for Restore<'_> {
    type Outcome = Result<Box<dyn Lab>, LinkFault>;

    fn with<P: Present>(self, lines: &[Line<'_>]) -> Self::Outcome {
        let opened = Session::<P>::open(self.script, lines);
        let mut session = opened.map_err(|_| LinkFault::BadScript)?;
        repeat(&mut session, &self.packed)?;
        Ok(Box::new(session))
    }
}

/// Makes the choices of a link in a run of its script.
fn repeat<P: Present>(session: &mut Session<P>, packed: &Packed<'_>) -> Result<(), LinkFault> {
    let timeline = &mut session.timeline;
    let mut left = STEPS_MAX;
    take(timeline, &packed.extra, &mut left)?;
    for (index, branch) in packed.branches.iter().enumerate() {
        let parent = usize::from(branch.parent);
        if parent > index || branch.fork >= timeline.end(parent) {
            return Err(LinkFault::Damaged);
        }
        timeline.switch(parent);
        timeline.seek(branch.fork);
        timeline.begin_branch(branch.name.clone());
        take(timeline, &branch.legs, &mut left)?;
    }
    if sum(timeline) != packed.sum {
        return Err(LinkFault::Diverged);
    }
    timeline.switch(usize::from(packed.current));
    session.show(packed.step);
    Ok(())
}

/// Makes the choices of some legs at the end of the current branch.
fn take<P: Present>(
    timeline: &mut Timeline<P>,
    legs: &[Leg],
    left: &mut u32,
) -> Result<(), LinkFault> {
    timeline.seek(u32::MAX);
    for leg in legs {
        let count = match leg {
            Leg::Own(count) => *count,
            Leg::Chosen(_) => 1,
        };
        *left = left.checked_sub(count).ok_or(LinkFault::Damaged)?;
        match leg {
            Leg::Own(count) => {
                for _ in 0..*count {
                    timeline.advance().ok_or(LinkFault::Diverged)?;
                }
            }
            Leg::Chosen(choice) => {
                let choice =
                    text::read(timeline.world(), choice).map_err(|_| LinkFault::Diverged)?;
                timeline.play(choice, "").map_err(|_| LinkFault::Diverged)?;
            }
        }
    }
    Ok(())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Base 64 as it may stand in an address (RFC 4648, §5), unpadded.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..=chunk.len() {
            let digit = (word >> (18 - 6 * place)) & 63;
            text.push(char::from(ALPHABET[digit as usize]));
        }
    }
    text
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() < 2 {
            return None;
        }
        let mut word = 0u32;
        for place in 0..4 {
            let digit = match chunk.get(place) {
                Some(letter) => ALPHABET.iter().position(|known| known == letter)? as u32,
                None => 0,
            };
            word = word << 6 | digit;
        }
        let all = [(word >> 16) as u8, (word >> 8) as u8, word as u8];
        bytes.extend_from_slice(&all[..chunk.len() - 1]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_inverse_for_all_lengths() {
        for length in 0..70u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(37)).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }

    #[test]
    fn what_is_no_base_64_is_refused() {
        assert_eq!(decode("A"), None);
        assert_eq!(decode("AB*D"), None);
        assert_eq!(decode("ÄÖ"), None);
    }
}
