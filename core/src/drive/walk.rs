//! Random walks: dice pick the next choice, faults among them; what breaks is kept as a script.
//!
//! One walk is a function of its seed. A failure is reported with its seed and made shorter by
//! leaving out choices as long as the same property still breaks.

use alloc::{format, string::String, vec::Vec};

use super::script;
use crate::kernel::{Choice, Scripted, Status, World, scramble, text};

/// How likely each kind of choice is, in thousandths of all choices. What is left goes to the
/// schedule's own pick.
#[derive(Clone, Debug)]
pub struct Faults {
    /// Any envelope arrives, out of turn.
    pub reorder: u32,
    /// A datagram is lost.
    pub lose: u32,
    /// A datagram is doubled.
    pub double: u32,
    /// A node crashes.
    pub crash: u32,
    /// A node that is down restarts.
    pub restart: u32,
    /// A node pauses, or goes on.
    pub pause: u32,
    /// A direction is cut, or mended.
    pub cut: u32,
    /// A connection breaks.
    pub sever: u32,
    /// A timer fires early.
    pub fire: u32,
    /// A file flushes, or a task runs, out of turn.
    pub flush: u32,
    /// Somebody asks for something.
    pub ask: u32,
    /// How many nodes may be down at once.
    pub down_max: usize,
    /// How many directions may be cut at once.
    pub cuts_max: usize,
}

impl Default for Faults {
    /// The profile under which every planted bug is found.
    fn default() -> Self {
        Self {
            reorder: 260,
            lose: 60,
            double: 20,
            crash: 40,
            restart: 120,
            pause: 10,
            cut: 20,
            sever: 10,
            fire: 20,
            flush: 60,
            ask: 100,
            down_max: 2,
            cuts_max: 3,
        }
    }
}

/// What a walk came to.
#[derive(Clone, Debug)]
pub struct Failure<P: Scripted> {
    /// The seed that leads there.
    pub seed: u64,
    /// The place of the property that breaks.
    pub property: usize,
    /// The choices that break it.
    pub choices: Vec<Choice<P>>,
}

/// Dice: a counter, scrambled.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scramble(self.0) % sides.max(1)
    }
}

/// Walks once from `start`. `None` if no property broke within so many steps.
pub fn walk<P: Scripted>(
    start: &World<P>,
    faults: &Faults,
    seed: u64,
    steps: u32,
) -> Option<Failure<P>> {
    let mut choices = Vec::new();
    let mut walker = Walker::new(start.clone(), faults.clone(), seed);
    for _ in 0..steps {
        let Some(choice) = walker.step() else { break };
        choices.push(choice);
        if let Some(property) = walker.world.broken() {
            return Some(Failure {
                seed,
                property,
                choices,
            });
        }
    }
    None
}

/// A walk under way.
pub struct Walker<P: Scripted> {
    /// The world as it is.
    pub world: World<P>,
    faults: Faults,
    dice: Dice,
}

impl<P: Scripted> Walker<P> {
    /// A walk that has not begun.
    pub fn new(world: World<P>, faults: Faults, seed: u64) -> Self {
        Self {
            world,
            faults,
            dice: Dice(scramble(seed ^ 0x5eed)),
        }
    }

    /// One choice, applied; `None` if nothing came up in many rolls.
    pub fn step(&mut self) -> Option<Choice<P>> {
        for _ in 0..200 {
            if let Some(choice) = self.fault() {
                if self.world.apply(choice.clone()).is_ok() {
                    return Some(choice);
                }
            } else if let Some(step) = self.world.advance() {
                return Some(step.choice);
            }
        }
        None
    }

    /// A choice out of turn, or `None` for the schedule's own.
    fn fault(&mut self) -> Option<Choice<P>> {
        let mut left = self.dice.roll(1_000) as u32;
        let faults = self.faults.clone();
        let mut falls = |share: u32| match left.checked_sub(share) {
            Some(rest) => {
                left = rest;
                false
            }
            None => {
                left = u32::MAX;
                true
            }
        };
        if falls(faults.reorder) {
            return self.any(|choice| matches!(choice, Choice::Deliver(_)));
        }
        if falls(faults.lose) {
            return self.any(|choice| matches!(choice, Choice::Drop(_)));
        }
        if falls(faults.double) {
            return self.any(|choice| matches!(choice, Choice::Duplicate(_)));
        }
        if falls(faults.crash) {
            return self.crash();
        }
        if falls(faults.restart) {
            return self.any(|choice| matches!(choice, Choice::Restart(_)));
        }
        if falls(faults.pause) {
            return self.any(|choice| matches!(choice, Choice::Pause(_) | Choice::Resume(_)));
        }
        if falls(faults.cut) {
            return self.cut();
        }
        if falls(faults.sever) {
            return self.any(|choice| matches!(choice, Choice::Break(_)));
        }
        if falls(faults.fire) {
            return self.any(|choice| matches!(choice, Choice::Fire { .. }));
        }
        if falls(faults.flush) {
            return self.any(|choice| matches!(choice, Choice::Flush { .. } | Choice::Run { .. }));
        }
        if falls(faults.ask) {
            return self.any(|choice| matches!(choice, Choice::Submit { .. }));
        }
        None
    }

    fn any(&mut self, kind: fn(&Choice<P>) -> bool) -> Option<Choice<P>> {
        let mut choices = self.world.enabled();
        choices.retain(kind);
        if choices.is_empty() {
            return None;
        }
        let place = self.dice.roll(choices.len() as u64) as usize;
        Some(choices.swap_remove(place))
    }

    /// Three mends for a cut, and few cuts at once: a network that is mostly there.
    fn cut(&mut self) -> Option<Choice<P>> {
        let cuts = self.world.wire().cuts.len();
        if cuts >= self.faults.cuts_max || (cuts > 0 && self.dice.roll(4) > 0) {
            return self.any(|choice| matches!(choice, Choice::Mend { .. }));
        }
        self.any(|choice| matches!(choice, Choice::Cut { .. }))
    }

    fn crash(&mut self) -> Option<Choice<P>> {
        let nodes = self.world.nodes().iter();
        let down = nodes.filter(|node| node.status == Status::Down).count();
        if down >= self.faults.down_max {
            return None;
        }
        self.any(|choice| matches!(choice, Choice::Crash(_)))
    }
}

/// Leaves out choices as long as the same property still breaks.
pub fn shorten<P: Scripted>(start: &World<P>, failure: Failure<P>) -> Failure<P> {
    let mut best = failure;
    let mut size = best.choices.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < best.choices.len() {
            let mut fewer = best.choices.clone();
            fewer.drain(at..(at + size).min(best.choices.len()));
            match breaks(start, &fewer, best.property) {
                Some(choices) if choices.len() < best.choices.len() => best.choices = choices,
                Some(_) | None => at += size,
            }
        }
        size /= 2;
    }
    best
}

/// The choices that still apply, up to the one that breaks the property.
fn breaks<P: Scripted>(
    start: &World<P>,
    choices: &[Choice<P>],
    property: usize,
) -> Option<Vec<Choice<P>>> {
    let mut world = start.clone();
    let mut applied = Vec::new();
    for choice in choices {
        if world.apply(choice.clone()).is_err() {
            continue;
        }
        applied.push(choice.clone());
        if world.broken() == Some(property) {
            return Some(applied);
        }
    }
    None
}

/// The script that reproduces a failure.
pub fn script_of<P: Scripted>(start: &World<P>, failure: &Failure<P>) -> String {
    let property = P::properties()[failure.property].name;
    let mut script = format!("title {property} broken, found by walk {}\n", failure.seed);
    script += &script::header(start);
    for choice in &failure.choices {
        script += &text::write::<P>(start.config(), choice);
        script.push('\n');
    }
    script += &format!("expect {property} broken\n");
    script
}
