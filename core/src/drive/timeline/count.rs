//! Counting: what a run costs, added up step by step as it is recorded, so that the sum at any
//! moment is there already.

use alloc::vec::Vec;

use super::Timeline;
use crate::{
    kernel::{Choice, Digest, Scripted, Step},
    sorted::SortedMap,
};

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

/// How many steps are added up anew when a sum is asked for, at the most.
const SUM_STEPS: usize = 256;

/// What one step costs, and the chain that leads to it; short, since there is one for each step.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    bytes: u32,
    messages: u16,
    /// Messages on the chain of causes; with [`ASKED`], a request is at its root.
    chain: u16,
    /// The hops of what the step decides, all decisions together.
    hops: u16,
    decisions: u8,
    flushes: u8,
}

/// A bit of [`Cost::chain`].
const ASKED: u16 = 1 << 15;

/// What the own steps of a branch cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Costs {
    each: Vec<Cost>,
    /// What it has cost before every 256th own step.
    sums: Vec<Counts>,
    /// What was decided first by own steps: the digest of its name, and the step.
    decided: SortedMap<u64, u32>,
}

impl Costs {
    /// What was so far costs nothing.
    pub(super) fn forgive(&mut self) {
        self.each.fill(Cost::default());
        self.sums.fill(Counts::default());
    }
}

impl Counts {
    fn add(&mut self, cost: Cost) {
        self.messages += u32::from(cost.messages);
        self.bytes += cost.bytes;
        self.flushes += u32::from(cost.flushes);
        self.decisions += u32::from(cost.decisions);
        self.hops += u32::from(cost.hops);
    }
}

impl<P: Scripted> Timeline<P> {
    /// What the run has cost up to the cursor.
    pub fn counts(&self) -> Counts {
        self.counts_at(self.cursor())
    }

    fn counts_at(&self, step: u32) -> Counts {
        let Some((branch, place)) = self.own_place(step) else {
            return Counts::default();
        };
        let costs = &self.branches[branch].costs;
        let from = place / SUM_STEPS;
        let mut sum = costs.sums.get(from).copied().unwrap_or_default();
        let rest = costs.each.iter().take(place + 1).skip(from * SUM_STEPS);
        rest.for_each(|cost| sum.add(*cost));
        sum
    }

    /// The branch that a step of this one is an own step of, and its place there. `None` for what
    /// was before the run began.
    fn own_place(&self, step: u32) -> Option<(usize, usize)> {
        let mut at = self.current;
        if step <= self.first {
            return None;
        }
        while step <= self.branches[at].fork {
            at = self.branches[at].parent?;
        }
        Some((at, (step - self.branches[at].fork - 1) as usize))
    }

    /// The chain that leads to a step: its messages, and whether a request is at its root.
    fn chain(&self, step: u32) -> (u16, bool) {
        let cost = self.own_place(step).and_then(|(branch, place)| {
            let costs = &self.branches[branch].costs;
            costs.each.get(place)
        });
        let chain = cost.map_or(0, |cost| cost.chain);
        (chain & !ASKED, chain & ASKED != 0)
    }

    /// Adds a step that was just applied at the end of the record.
    pub(super) fn count(&mut self, step: &Step<P>) {
        let at = step.index.0;
        let cause = step.cause.map(|cause| self.chain(cause.0));
        let (hops, asked) = match (&step.choice, cause) {
            (Choice::Submit { .. }, _) => (0, true),
            (_, None) => (0, false),
            (Choice::Deliver(_), Some((hops, asked))) => ((hops + 1).min(ASKED - 1), asked),
            (Choice::Fire { .. }, Some((_, false))) => (0, false),
            (_, Some(chain)) => chain,
        };
        let mut cost = Cost {
            chain: hops | (u16::from(asked) * ASKED),
            flushes: u8::from(matches!(step.choice, Choice::Flush { .. })),
            ..Cost::default()
        };
        for (_, body) in step.messages() {
            cost.messages = cost.messages.saturating_add(1);
            cost.bytes += P::message_bytes(self.world.config(), body);
        }
        for name in P::decided(step, &self.world) {
            let name = Digest::of(&name);
            if !self.is_decided(name) {
                cost.decisions = cost.decisions.saturating_add(1);
                cost.hops = cost.hops.saturating_add(hops);
                self.branches[self.current].costs.decided.insert(name, at);
            }
        }
        let before = self.branches[self.current].costs.each.len();
        if before.is_multiple_of(SUM_STEPS) {
            let sum = self.counts_at(at - 1);
            self.branches[self.current].costs.sums.push(sum);
        }
        self.branches[self.current].costs.each.push(cost);
    }

    /// Whether this was decided in this branch before.
    fn is_decided(&self, name: u64) -> bool {
        self.lineage(self.current).iter().any(|(branch, until)| {
            let decided = &self.branches[*branch].costs.decided;
            decided.get(&name).is_some_and(|step| step <= until)
        })
    }
}
