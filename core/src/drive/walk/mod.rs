//! Random walks: dice pick the next choice, faults among them; what breaks is kept as a script.
//!
//! One walk is a function of its seed. It has two halves, as those of TigerBeetle's simulator: in
//! the first nothing may break, whatever goes wrong; in the [second](calm) the faults are over,
//! and what must hold eventually has to come about. A failure is reported with its seed and made
//! shorter by leaving out choices as long as the same property still fails.

mod calm;
mod faults;
mod walker;

use alloc::{format, string::String, vec::Vec};

use super::script;
use crate::kernel::{Choice, Pace, Scripted, Span, Step, World, text};
pub use faults::Faults;
pub use walker::Walker;
use walker::{Dice, pairs};

/// What a walk came to.
#[derive(Clone, Debug)]
pub struct Failure<P: Scripted> {
    /// The seed that leads there.
    pub seed: u64,
    /// The world before the first choice.
    pub start: World<P>,
    /// The place of the property that breaks, or that does not hold in the end.
    pub property: usize,
    /// The choices that lead there.
    pub choices: Vec<Choice<P>>,
    /// How many of them were made before the faults ended, if they did.
    pub calm: Option<usize>,
}

/// A run that is written down.
struct Record<P: Scripted> {
    world: World<P>,
    choices: Vec<Choice<P>>,
    /// The property that broke by the last choice.
    broken: Option<usize>,
}

impl<P: Scripted> Record<P> {
    fn new(world: World<P>) -> Self {
        Self {
            world,
            choices: Vec::new(),
            broken: None,
        }
    }

    /// Whether the choice applied.
    fn apply(&mut self, choice: Choice<P>) -> bool {
        let step = self.world.apply(choice).ok();
        self.took(step)
    }

    /// Whether anything happened by itself.
    fn advance(&mut self) -> bool {
        let step = self.world.advance();
        self.took(step)
    }

    fn took(&mut self, step: Option<Step<P>>) -> bool {
        let Some(step) = step else { return false };
        self.choices.push(step.choice);
        self.broken = self.world.broken();
        true
    }

    fn failure(
        self,
        seed: u64,
        start: World<P>,
        property: usize,
        calm: Option<usize>,
    ) -> Failure<P> {
        Failure {
            seed,
            start,
            property,
            choices: self.choices,
            calm,
        }
    }
}

/// The world a walk starts from: another seed, and at times a slow disk or slow directions.
fn varied<P: Scripted>(start: &World<P>, seed: u64) -> World<P> {
    let mut dice = Dice::new(seed.rotate_left(32));
    let mut pace: Pace = start.pace().clone();
    if dice.roll(8) == 0 {
        pace.flush = Span { min: 20, max: 200 };
    }
    let directions: Vec<_> = pairs(start).collect();
    let slow = dice.roll(4).saturating_sub(1);
    for _ in 0..slow.min(directions.len() as u64) {
        let (from, to) = directions[dice.roll(directions.len() as u64) as usize];
        let min = 50 << dice.roll(4);
        pace.links.push((from, to, Span { min, max: 2 * min }));
    }
    start.anew(dice.roll(1 << 32), pace)
}

/// The first half of a walk: so many steps under faults. The record, and the world it starts from.
fn storm<P: Scripted>(
    start: &World<P>,
    faults: &Faults,
    seed: u64,
    steps: u32,
) -> (World<P>, Record<P>) {
    let start = varied(start, seed);
    let mut record = Record::new(start.clone());
    let mut walker = Walker::new(start.clone(), faults.of_walk(seed), seed);
    for _ in 0..steps {
        let Some(choice) = walker.step() else { break };
        record.choices.push(choice);
        record.broken = walker.world.broken();
        if record.broken.is_some() {
            break;
        }
    }
    record.world = walker.world;
    (start, record)
}

/// Walks once from `start`, under faults only. `None` if no property broke within so many steps.
pub fn walk<P: Scripted>(
    start: &World<P>,
    faults: &Faults,
    seed: u64,
    steps: u32,
) -> Option<Failure<P>> {
    let (start, record) = storm(start, faults, seed, steps);
    let property = record.broken?;
    Some(record.failure(seed, start, property, None))
}

/// Walks once from `start`: so many steps under faults, then without. `None` if no property broke,
/// and all that must hold eventually held in the end.
pub fn walk_two_phases<P: Scripted>(
    start: &World<P>,
    faults: &Faults,
    seed: u64,
    steps: u32,
) -> Option<Failure<P>> {
    let (start, mut record) = storm(start, faults, seed, steps);
    if let Some(property) = record.broken {
        return Some(record.failure(seed, start, property, None));
    }
    let before = record.choices.len();
    let property = calm::calm(&mut record, seed)?;
    Some(record.failure(seed, start, property, Some(before)))
}

/// Leaves out choices as long as the same property still fails.
pub fn shorten<P: Scripted>(failure: Failure<P>) -> Failure<P> {
    let mut best = failure;
    let count = |failure: &Failure<P>| failure.calm.unwrap_or(failure.choices.len());
    let mut size = count(&best).div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < count(&best) {
            let mut fewer = best.choices[..count(&best)].to_vec();
            fewer.drain(at..(at + size).min(count(&best)));
            match again(&best, fewer) {
                Some(shorter) if count(&shorter) < count(&best) => best = shorter,
                Some(_) | None => at += size,
            }
        }
        size /= 2;
    }
    best
}

/// The same failure from other choices, as far as they apply; if there is one.
fn again<P: Scripted>(failure: &Failure<P>, choices: Vec<Choice<P>>) -> Option<Failure<P>> {
    let mut record = Record::new(failure.start.clone());
    for choice in choices {
        if record.apply(choice) && record.broken == Some(failure.property) {
            let start = failure.start.clone();
            return Some(record.failure(failure.seed, start, failure.property, None));
        }
    }
    failure.calm?;
    let before = record.choices.len();
    let property = calm::calm(&mut record, failure.seed)?;
    let start = failure.start.clone();
    (property == failure.property)
        .then(|| record.failure(failure.seed, start, property, Some(before)))
}

/// The script that reproduces a failure. What happened by itself after the faults had ended is
/// counted, not listed.
pub fn script_of<P: Scripted>(failure: &Failure<P>) -> String {
    let property = P::properties()[failure.property].name;
    let mut script = format!("title {property} broken, found by walk {}\n", failure.seed);
    script += &script::header(&failure.start);
    let mut world = failure.start.clone().unobserved();
    let mut own = 0;
    for (nth, choice) in failure.choices.iter().enumerate() {
        let counted = failure.calm.is_some_and(|calm| nth >= calm);
        if counted && world.pick().is_some_and(|(pick, _)| pick == *choice) {
            own += 1;
        } else {
            script += &steps(&mut own);
            script += &text::write::<P>(world.config(), choice);
            script.push('\n');
        }
        if world.apply(choice.clone()).is_err() {
            break;
        }
    }
    script += &steps(&mut own);
    script += &format!("expect {property} broken\n");
    script
}

fn steps(count: &mut u32) -> String {
    match core::mem::take(count) {
        0 => String::new(),
        count => format!("step {count}\n"),
    }
}
