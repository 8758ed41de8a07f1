//! The second half of a walk: the faults end, a part of the ensemble is whole again, and has to
//! get somewhere.
//!
//! The part is a random one that suffices; the others stay down, stopped, or cut off. What
//! "somewhere" is, is said by the properties that must hold eventually.

use alloc::vec::Vec;

use super::{
    Record,
    walker::{Dice, asks, mends, pairs},
};
use crate::kernel::{Choice, Expect, NodeId, Scripted, Status, Verdict, World};

/// How long it may take, in ticks. Where a slow link is needed for a quorum, it takes luck to meet.
const CALM_TICKS: u64 = 240_000;

/// How many steps it may take.
const CALM_STEPS: u32 = 40_000;

/// How long after it was asked the ensemble is asked again, in ticks.
const ASK_TICKS: u64 = 500;

/// How many steps are taken between two judgements.
const JUDGED_STEPS: u32 = 8;

/// The part that is healed, a function of the dice and the ensemble alone, so that a walk with
/// fewer choices heals the same; `None` if not even all of it would suffice.
fn core<P: Scripted>(world: &World<P>, dice: &mut Dice) -> Option<Vec<NodeId>> {
    let mut rest: Vec<NodeId> = (0..world.nodes().len() as u8).map(NodeId).collect();
    let mut core = Vec::new();
    while !P::suffices(world.config(), &core) {
        if rest.is_empty() {
            return None;
        }
        core.push(rest.swap_remove(dice.roll(rest.len() as u64) as usize));
    }
    let sides = dice.roll(3);
    core.extend(rest.into_iter().filter(|_| dice.roll(2) < sides));
    Some(core)
}

/// What is done to the world so that the core is whole and the others are out of its way.
fn heal<P: Scripted>(world: &World<P>, core: &[NodeId], dice: &mut Dice) -> Vec<Choice<P>> {
    let held = world.wire().envelopes().filter(|envelope| envelope.held);
    let mut choices: Vec<_> = held.map(|envelope| Choice::Release(envelope.id)).collect();
    choices.extend(mends(world));
    for node in (0..world.nodes().len() as u8).map(NodeId) {
        if core.contains(&node) {
            choices.extend([Choice::Resume(node), Choice::Restart(node)]);
            continue;
        }
        match dice.roll(3) {
            0 => choices.push(Choice::Crash(node)),
            1 => choices.push(Choice::Pause(node)),
            _ => choices.extend(
                pairs(world)
                    .filter(|(from, to)| {
                        (*from == node && core.contains(to)) || (*to == node && core.contains(from))
                    })
                    .map(|(from, to)| Choice::Cut { from, to }),
            ),
        }
    }
    choices
}

/// The first property that must hold eventually and does not hold now.
fn unsettled<P: Scripted>(world: &World<P>) -> Option<usize> {
    P::properties().iter().position(|property| {
        property.expect == Expect::Eventually && (property.check)(world) != Verdict::Holds
    })
}

struct Calm<'a, P: Scripted> {
    record: &'a mut Record<P>,
    core: Vec<NodeId>,
    dice: Dice,
}

/// Plays the second half; the property that breaks on the way, or does not hold in the end.
pub(super) fn calm<P: Scripted>(record: &mut Record<P>, seed: u64) -> Option<usize> {
    let mut dice = Dice::new(!seed);
    let core = core(&record.world, &mut dice)?;
    let choices = heal(&record.world, &core, &mut dice);
    let mut calm = Calm { record, core, dice };
    for choice in choices {
        if calm.record.apply(choice) && calm.record.broken.is_some() {
            return calm.record.broken;
        }
    }
    calm.settle()
}

impl<P: Scripted> Calm<'_, P> {
    /// The schedule goes on until the ensemble has settled twice: once by itself, and once more
    /// after it was asked for something then.
    fn settle(&mut self) -> Option<usize> {
        let (mut next, mut last) = (self.record.world.now(), false);
        let end = next.plus(CALM_TICKS);
        for nth in 1..=CALM_STEPS {
            let now = self.record.world.now();
            if now > end {
                break;
            }
            if now >= next {
                next = now.plus(ASK_TICKS);
                self.restart();
                self.ask();
            }
            let quiet = !self.record.advance();
            if self.record.broken.is_some() {
                return self.record.broken;
            }
            if (quiet || nth % JUDGED_STEPS == 0) && unsettled(&self.record.world).is_none() {
                if last || !self.ask() {
                    return None;
                }
                last = true;
            } else if quiet && !self.ask() {
                break;
            }
        }
        unsettled(&self.record.world)
    }

    /// Asks some node of the core for something; whether there was anything to ask.
    fn ask(&mut self) -> bool {
        let mut all = Vec::new();
        for node in &self.core {
            asks(&self.record.world, *node, &mut all);
        }
        all.retain(|choice| self.record.world.admissible(choice).is_ok());
        if all.is_empty() {
            return false;
        }
        let place = self.dice.roll(all.len() as u64) as usize;
        self.record.apply(all.swap_remove(place))
    }

    /// Starts what has ended itself, as whoever watches over a process does.
    fn restart(&mut self) {
        for place in 0..self.core.len() {
            let node = self.core[place];
            if self.record.world.nodes()[node.index()].status == Status::Down {
                self.record.apply(Choice::Restart(node));
            }
        }
    }
}
