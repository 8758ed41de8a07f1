//! A run as the fragment of an address, and back.
//!
//! `script=NAME&step=12` where a script of the library was only looked at. Whatever the reader
//! did besides travels as `run=…`: a version, the script's text if it is not from the library, the
//! branches as lists of choices, each either "so many of the schedule's own" or a choice in its
//! text form, and a check sum of every choice that was made. Opening it makes the same choices
//! again; if anything comes out differently, the link says so instead of showing something else.
//! `of=PROTOCOL` before it says what it needs, and `from=NAME` which text of the library.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::hash::Hasher;

use serde::{Deserialize, Serialize};

use super::{
    Lab, Sample,
    letters::{decode, encode},
    library::sample_of,
    needs::{keyed, needs},
    open,
    pair::{Pair, is_pair},
    protocols::{Job, dispatch},
    sample,
    session::Session,
};
use crate::{
    drive::{
        script::Line,
        timeline::{Branch, Timeline},
    },
    kernel::{Choice, Digest, text},
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

#[derive(Deserialize)]
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

#[derive(Deserialize)]
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
    /// A choice in its text form; several in lines, if they are one stop.
    Chosen(String),
}

/// The fragment of a run.
pub(super) fn write<P: Present>(session: &Session<P>) -> String {
    let timeline = &session.timeline;
    let known = sample_of(session.script()).map(|sample| sample.name);
    let plain = timeline.branches().len() == 1 && timeline.last() == session.written;
    if let (true, Some(name)) = (plain, known) {
        return format!("script={name}&step={}", session.position().stop);
    }
    let all = 0..timeline.branches().len();
    let ends: Vec<u32> = all.map(|branch| timeline.end(branch)).collect();
    let mut kept = session.kept.borrow_mut();
    if kept.ends != ends {
        kept.keep(session, known, ends);
    }
    let sum = kept.digest.finish();
    let mut run = pack(
        &kept.head,
        (timeline.current() as u16, timeline.cursor(), sum),
    );
    if let Some(name) = known {
        run = format!("from={name}&{run}");
    }
    keyed(&run, &[P::WORD])
}

/// The fragment of two runs side by side: nothing is ever chosen there, so it is the text and the
/// stop.
pub(super) fn write_pair(pair: &Pair) -> String {
    let stop = pair.position().stop;
    if let Some(sample) = sample_of(pair.script()) {
        return format!("script={}&step={stop}", sample.name);
    }
    // Neither choices nor branches.
    let none: [&[Leg]; 2] = [&[], &[]];
    let head = bytes(&(Script::Own(pair.script()), none[0], none[1]));
    keyed(&pack(&head, (0, stop, pair.sum)), &needs(pair.script()))
}

/// What of a link does not follow the cursor. Steps have to be replayed to make it, so it is kept,
/// and goes on from where it was if only the last branch has grown.
#[derive(Default)]
pub(super) struct Kept {
    /// Where the branches ended.
    ends: Vec<u32>,
    /// Their choices.
    legs: Vec<Vec<Leg>>,
    /// The sum of these, so far.
    digest: Digest,
    /// Whether the last one was a cut, to which what follows may belong.
    cut: bool,
    /// The script and the branches, packed.
    head: Vec<u8>,
}

impl Kept {
    fn keep<P: Present>(&mut self, session: &Session<P>, known: Option<&str>, ends: Vec<u32>) {
        let timeline = &session.timeline;
        let [was, is] = [&self.ends, &ends].map(|it| it.split_last());
        let grown = match (was, is) {
            (Some((was, others)), Some((is, same))) => others == same && was <= is,
            (_, _) => false,
        };
        if !grown {
            *self = Self::default();
        }
        let done = self.ends.last().copied();
        for branch in self.ends.len().saturating_sub(1)..ends.len() {
            self.follow(session, branch, done);
        }
        let script = match known {
            Some(name) => Script::Library(name),
            None => Script::Own(session.script()),
        };
        let all = timeline.branches().iter().zip(&self.legs).skip(1);
        let branch = |(branch, legs): (&Branch<P>, _)| {
            let parent = branch.parent.unwrap_or(0) as u16;
            (branch.name.clone(), parent, branch.fork, legs)
        };
        let branches: Vec<(String, u16, u32, &Vec<Leg>)> = all.map(branch).collect();
        let extra = self.legs.first().map_or(&[][..], |legs| &legs[..]);
        self.head = bytes(&(script, extra, branches));
        self.ends = ends;
    }

    /// The choices of a branch, as legs, after those that are known.
    fn follow<P: Present>(&mut self, session: &Session<P>, branch: usize, done: Option<u32>) {
        let timeline = &session.timeline;
        let fork = timeline.branches()[branch].fork;
        if done.is_none() {
            self.digest.write_u32(fork);
            self.legs.push(Vec::new());
            self.cut = false;
        }
        // The script repeats its own steps.
        let told = if branch == 0 { session.written } else { fork };
        let Self {
            digest, legs, cut, ..
        } = self;
        let legs = &mut legs[branch];
        let mut step = done.unwrap_or(fork);
        timeline.replay(branch, step, &mut |world, choice| {
            let text = text::write::<P>(world.config(), choice);
            digest.write(text.as_bytes());
            // Cuts that are no stops were chosen together with what follows.
            let joins = *cut
                && step > told
                && timeline.stop_in(branch, step - 1) == timeline.stop_in(branch, step);
            *cut = matches!(choice, Choice::Cut { .. } | Choice::Mend { .. });
            step += 1;
            if step <= told {
                return;
            }
            let own = world.pick().is_some_and(|(picked, _)| picked == *choice);
            match (own && !joins, legs.last_mut()) {
                (true, Some(Leg::Own(count))) => *count += 1,
                (true, _) => legs.push(Leg::Own(1)),
                (false, Some(Leg::Chosen(before))) if joins => {
                    before.push('\n');
                    before.push_str(&text);
                }
                (false, _) => legs.push(Leg::Chosen(text)),
            }
        });
    }
}

fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

/// A run, of the two parts of [`Packed`]: what is kept, and `current`, `step` and `sum`.
fn pack(head: &[u8], tail: (u16, u32, u64)) -> String {
    let all = [&[VERSION], head, &bytes(&tail)].concat();
    format!("run={}", encode(&all))
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
    restore_with(fragment, link_sample(fragment).map_or("", Sample::text))
}

/// The same in a build without the library's texts: given is that of the script which
/// [`link_sample`] names, or any if it names none.
#[inline(never)]
pub fn restore_with(fragment: &str, given: &str) -> Result<Box<dyn Lab>, LinkFault> {
    let fragment = bare(fragment).ok_or(LinkFault::Damaged)?;
    if let Some(run) = value(fragment, "run") {
        return unpack(run, given);
    }
    let name = value(fragment, "script").ok_or(LinkFault::Empty)?;
    exists(name)?;
    let mut lab = open(given).map_err(|_| LinkFault::BadScript)?;
    if let Some(step) = value(fragment, "step") {
        lab.seek(step.parse().map_err(|_| LinkFault::Damaged)?);
    }
    Ok(lab)
}

/// The script of the library whose text a fragment needs; nothing if it needs none, or cannot be
/// read.
pub fn link_sample(fragment: &str) -> Option<&'static Sample> {
    let fragment = bare(fragment)?;
    if let Some(run) = value(fragment, "run") {
        let bytes = decode(run)?;
        return match read(&bytes).ok()?.script {
            Script::Library(name) => sample(name),
            Script::Own(_) => None,
        };
    }
    sample(value(fragment, "script")?)
}

/// A fragment without its `#`; nothing if it is too long.
fn bare(fragment: &str) -> Option<&str> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    (fragment.len() <= CHARS_MAX).then_some(fragment)
}

/// What stands after a key.
fn value<'a>(fragment: &'a str, wanted: &str) -> Option<&'a str> {
    let mut pairs = fragment.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(key, value)| (key == wanted).then_some(value))
}

fn read(bytes: &[u8]) -> Result<Packed<'_>, LinkFault> {
    let (version, body) = bytes.split_first().ok_or(LinkFault::Damaged)?;
    if *version != VERSION {
        return Err(LinkFault::Version(*version));
    }
    postcard::from_bytes(body).map_err(|_| LinkFault::Damaged)
}

fn exists(name: &str) -> Result<(), LinkFault> {
    let found = sample(name).map(|_| ());
    found.ok_or_else(|| LinkFault::NoSuchScript(name.to_string()))
}

fn unpack(run: &str, given: &str) -> Result<Box<dyn Lab>, LinkFault> {
    let bytes = decode(run).ok_or(LinkFault::Damaged)?;
    let packed = read(&bytes)?;
    let script = match packed.script {
        Script::Library(name) => exists(name).map(|()| given)?,
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
            Leg::Chosen(choices) => choices.split('\n').count() as u32,
        };
        *left = left.checked_sub(count).ok_or(LinkFault::Damaged)?;
        match leg {
            Leg::Own(count) => {
                for _ in 0..*count {
                    timeline.advance().ok_or(LinkFault::Diverged)?;
                }
            }
            Leg::Chosen(choices) => {
                for (place, choice) in choices.split('\n').enumerate() {
                    if place > 0 {
                        timeline.join_next();
                    }
                    let choice = text::read(timeline.world(), choice);
                    let choice = choice.map_err(|_| LinkFault::Diverged)?;
                    timeline.play(choice, "").map_err(|_| LinkFault::Diverged)?;
                }
            }
        }
    }
    Ok(())
}
