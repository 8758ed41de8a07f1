//! Counting: what a run costs, added up step by step as it is recorded, so that the sum at any
//! moment is there already.

use alloc::string::String;

use super::Timeline;
use crate::kernel::{Choice, Scripted, Step};

/// What a run has cost from its beginning up to some moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages put on the wire; copies that the network made of them are not counted.
    pub messages: u32,
    /// Their bytes, see `Worded::message_bytes`.
    pub bytes: u32,
    /// Flushes of a file to its disk, however much each of them wrote.
    pub flushes: u32,
    /// What was decided, each counted where somebody knows of it first.
    pub decisions: u32,
    /// Messages one after the other from a request to its decision, all decisions together; half
    /// of them are round trips. The chain is that of `Step::cause`. It goes through a timer if a
    /// request is at its root; a chain without a request begins anew at each timer.
    pub hops: u32,
}

/// What the steps up to one of them add up to, and the chain that leads to it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    counts: Counts,
    /// Messages on the chain of causes.
    hops: u32,
    /// Whether a request is at its root.
    asked: bool,
}

impl<P: Scripted> Timeline<P> {
    /// What the run has cost up to the cursor.
    pub fn counts(&self) -> Counts {
        self.tally(self.cursor()).counts
    }

    /// Adds a step that was just applied at the end of the record.
    pub(super) fn count(&mut self, step: &Step<P>) {
        let at = step.index.0;
        let mut tally = self.tally(at.saturating_sub(1));
        let cause = step.cause.map(|cause| self.tally(cause.0));
        (tally.hops, tally.asked) = match (&step.choice, cause) {
            (Choice::Submit { .. }, _) => (0, true),
            (_, None) => (0, false),
            (Choice::Deliver(_), Some(cause)) => (cause.hops + 1, cause.asked),
            (Choice::Fire { .. }, Some(cause)) if !cause.asked => (0, false),
            (_, Some(cause)) => (cause.hops, cause.asked),
        };
        let counts = &mut tally.counts;
        for (_, body) in step.messages() {
            counts.messages += 1;
            counts.bytes += P::message_bytes(self.world.config(), body);
        }
        counts.flushes += u32::from(matches!(step.choice, Choice::Flush { .. }));
        for name in P::decided(step, &self.world) {
            if !self.is_decided(&name) {
                counts.decisions += 1;
                counts.hops += tally.hops;
                self.branches[self.current].decided.push((at, name));
            }
        }
        self.branches[self.current].tallies.push(tally);
    }

    /// The tally after a step of this branch.
    fn tally(&self, step: u32) -> Tally {
        let mut branch = &self.branches[self.current];
        if step <= self.first {
            return Tally::default();
        }
        while step <= branch.fork {
            let Some(parent) = branch.parent else {
                return Tally::default();
            };
            branch = &self.branches[parent];
        }
        let place = (step - branch.fork - 1) as usize;
        branch.tallies.get(place).copied().unwrap_or_default()
    }

    /// Whether this was decided in this branch before.
    fn is_decided(&self, name: &String) -> bool {
        self.lineage(self.current).iter().any(|(branch, until)| {
            let mut own = self.branches[*branch].decided.iter();
            own.any(|(step, known)| step <= until && known == name)
        })
    }
}
