//! The choices of a branch. What the schedule would pick by itself is not written down: it is
//! picked again. So a long run that was left to itself takes no room but for its checkpoints.

use alloc::vec::Vec;

use super::{Branch, Timeline};
use crate::kernel::{Choice, Scripted, Step, Ticks, World};

/// A choice that somebody made.
#[derive(Clone, Debug)]
struct Made<P: Scripted> {
    /// The how-manieth own step it made, from 0.
    place: u32,
    choice: Choice<P>,
    at: Ticks,
}

/// Appends to a list that may become long: when it is full it gets room for an eighth more, since
/// twice the room would mostly stay empty.
pub(super) fn append<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 4);
    }
    list.push(item);
}

/// The choices of a branch's own steps.
#[derive(Clone, Debug)]
pub(super) struct Record<P: Scripted> {
    /// Those that the schedule did not pick, ascending.
    made: Vec<Made<P>>,
    len: u32,
}

/// What makes a recorded step.
pub(super) enum Next<'a, P: Scripted> {
    /// What the schedule picks.
    Picked,
    /// A choice, and when it was made.
    Made(&'a Choice<P>, Ticks),
}

impl<P: Scripted> Record<P> {
    pub(super) fn new() -> Self {
        Self {
            made: Vec::new(),
            len: 0,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// Appends what made a step.
    pub(super) fn push(&mut self, step: &Step<P>, picked: bool) {
        if !picked {
            let made = Made {
                place: self.len,
                choice: step.choice.clone(),
                at: step.at,
            };
            append(&mut self.made, made);
        }
        self.len += 1;
    }

    /// What made an own step, by its place from 0.
    pub(super) fn get(&self, place: u32) -> Option<Next<'_, P>> {
        if place >= self.len {
            return None;
        }
        let found = self.made.binary_search_by_key(&place, |made| made.place);
        Some(match found.ok().and_then(|at| self.made.get(at)) {
            Some(made) => Next::Made(&made.choice, made.at),
            None => Next::Picked,
        })
    }
}

impl<P: Scripted> Next<'_, P> {
    /// Makes the step again; the last one is written over. Whether it could be made.
    pub(super) fn make(self, world: &mut World<P>, step: &mut Step<P>) -> bool {
        match self {
            Self::Picked => world.advance_into(step),
            Self::Made(choice, at) => world.replay_into(step, choice.clone(), at).is_ok(),
        }
    }

    /// The choice, in the world before the step.
    pub(super) fn choice(&self, world: &World<P>) -> Option<Choice<P>> {
        match self {
            Self::Picked => world.pick().map(|(choice, _)| choice),
            Self::Made(choice, _) => Some((*choice).clone()),
        }
    }
}

/// What made a step of a branch.
pub(super) fn recorded<P: Scripted>(
    branches: &[Branch<P>],
    branch: usize,
    step: u32,
) -> Option<Next<'_, P>> {
    let mut branch = &branches[branch];
    while step <= branch.fork {
        branch = &branches[branch.parent?];
    }
    branch.record.get(step - branch.fork - 1)
}

impl<P: Scripted> Timeline<P> {
    /// The choice that made a step of this branch.
    pub fn choice(&self, step: u32) -> Option<Choice<P>> {
        let next = recorded(&self.branches, self.current, step)?;
        next.choice(&self.world_at(step - 1))
    }

    /// Makes the step after a world's again; the last one is written over. Whether there is one.
    pub(super) fn again(&self, branch: usize, world: &mut World<P>, step: &mut Step<P>) -> bool {
        recorded(&self.branches, branch, world.step().0 + 1)
            .is_some_and(|next| next.make(world, step))
    }
}
