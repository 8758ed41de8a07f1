//! The worlds that are kept, so that any moment is a short replay away.
//!
//! Of the last steps there are many, of what is long ago there are few, and between two of those
//! there are many again where the cursor has been last.

use alloc::{vec, vec::Vec};

use super::Timeline;
use crate::kernel::{Scripted, Step, World};

/// How many steps are replayed at the most to reach one of the last moments: fewer cost memory
/// (what has changed in so many steps each time), more cost time.
pub const CHECKPOINT_STEPS: u32 = 256;
/// The same for moments long ago.
pub const OLD_STEPS: u32 = 16 * CHECKPOINT_STEPS;
/// How many checkpoints are of the last moments.
const RECENT: usize = 64;
/// Where more bytes are sent than this, steps take long to replay, and no checkpoint is given up.
const HEAVY_BYTES: u32 = 1 << 18;

/// The same for where the cursor has been last.
const NEAR_STEPS: u32 = 128;
/// How many worlds are kept there.
const NEAR_MAX: usize = (OLD_STEPS / NEAR_STEPS) as usize;

/// Worlds by ascending steps, each with the bytes sent before it.
#[derive(Clone, Debug)]
pub(super) struct Checkpoints<P: Scripted> {
    worlds: Vec<World<P>>,
    bytes: Vec<u32>,
}

impl<P: Scripted> Checkpoints<P> {
    /// The first world is always kept.
    pub(super) fn new(first: World<P>) -> Self {
        Self {
            worlds: vec![first],
            bytes: vec![0],
        }
    }

    /// The first world.
    pub(super) fn first(&self) -> &World<P> {
        &self.worlds[0]
    }

    /// Keeps one more, and of those that are now long ago only some.
    pub(super) fn push(&mut self, world: World<P>, bytes: u32) {
        self.worlds.push(world);
        self.bytes.push(bytes);
        let old = self.worlds.len().saturating_sub(1 + RECENT);
        let steps = self.worlds[old].step().0 - self.first().step().0;
        if !steps.is_multiple_of(OLD_STEPS)
            && self.bytes[old + 1].wrapping_sub(self.bytes[old - 1]) <= HEAVY_BYTES
        {
            self.worlds.remove(old);
            self.bytes.remove(old);
        }
    }

    /// The last one at or before a step; the first one if all are later.
    pub(super) fn before(&self, step: u32) -> &World<P> {
        &self.worlds[rank(&self.worlds, step).saturating_sub(1)]
    }
}

/// How many are at or before a step.
fn rank<P: Scripted>(worlds: &[World<P>], step: u32) -> usize {
    worlds.partition_point(|world| world.step().0 <= step)
}

impl<P: Scripted> Timeline<P> {
    /// Goes to a step of this branch, or to the nearest recorded one.
    pub fn seek(&mut self, step: u32) {
        let step = step.clamp(self.first, self.last());
        let start = self.checkpoint(step);
        let from = start.step().0;
        if self.cursor() < from || step < self.cursor() {
            self.world = start.clone();
            // Those behind another gap would hide that nothing is kept here.
            let known = rank(&self.near, from);
            if self
                .near
                .get(known)
                .is_some_and(|next| next.step().0 > from + NEAR_STEPS)
            {
                self.near.truncate(known);
            }
        }
        let mut made = Step::blank();
        while self.cursor() < step && self.forward_into(&mut made) {}
    }

    /// The last world kept at or before a step of this branch.
    pub(super) fn checkpoint(&self, step: u32) -> &World<P> {
        let mut owner = &self.branches[self.current];
        while step < owner.fork {
            let Some(parent) = owner.parent else { break };
            owner = &self.branches[parent];
        }
        let kept = owner.checkpoints.before(step);
        let near = rank(&self.near, step).checked_sub(1);
        let near = near.and_then(|place| self.near.get(place));
        near.filter(|near| near.step() > kept.step())
            .unwrap_or(kept)
    }

    /// Keeps the world at the cursor, if it is time: the cursor has come here by a recorded step.
    pub(super) fn pass(&mut self) {
        let at = self.cursor();
        let known = self.near.last().is_some_and(|near| at <= near.step().0);
        if known || !at.is_multiple_of(NEAR_STEPS) {
            return;
        }
        if self.near.len() == NEAR_MAX {
            self.near.remove(0);
        }
        self.near.push(self.world.clone());
    }
}
