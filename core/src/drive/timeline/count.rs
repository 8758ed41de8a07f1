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
    /// Messages on the chain of causes; with [`ASKED`], a request is at its root.
    chain: u16,
    bytes: u16,
    messages: u8,
    /// How much is decided; with [`FLUSHED`], a file was flushed.
    decisions: u8,
}

/// A bit of [`Cost::chain`].
const ASKED: u16 = 1 << 15;
/// A bit of [`Cost::decisions`].
const FLUSHED: u8 = 1 << 7;

/// So many steps at the most, one after the other.
#[derive(Clone, Debug)]
struct Block {
    /// What it has cost before the first of them.
    before: Counts,
    each: Vec<Cost>,
}

/// What the own steps of a branch cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Costs {
    /// Of [`SUM_STEPS`] each but for the last.
    blocks: Vec<Block>,
    /// What is too much for a [`Cost`], which then has none of it: each with its place, ascending.
    large: Vec<(usize, Counts)>,
    /// What was decided first by own steps: the digest of its name, and the step.
    decided: SortedMap<u64, u32>,
}

impl Costs {
    /// What was so far costs nothing.
    pub(super) fn forgive(&mut self) {
        for block in &mut self.blocks {
            block.before = Counts::default();
            block.each.fill(Cost::default());
        }
        self.large.clear();
    }

    fn get(&self, place: usize) -> Option<Cost> {
        let block = self.blocks.get(place / SUM_STEPS)?;
        block.each.get(place % SUM_STEPS).copied()
    }

    /// What it has cost up to an own step.
    fn upto(&self, place: usize) -> Counts {
        let Some(block) = self.blocks.get(place / SUM_STEPS) else {
            return Counts::default();
        };
        let mut sum = block.before;
        let each = block.each.iter().take(place % SUM_STEPS + 1);
        each.for_each(|cost| sum.add(cost.counts()));
        let first = place - place % SUM_STEPS;
        let from = self.large.partition_point(|(at, _)| *at < first);
        let large = self.large.iter().skip(from);
        let large = large.take_while(|(at, _)| *at <= place);
        large.for_each(|(_, counts)| sum.add(*counts));
        sum
    }

    /// Whether the next step begins a block.
    fn is_full(&self) -> bool {
        (self.blocks.last()).is_none_or(|block| block.each.len() == SUM_STEPS)
    }

    /// One more step.
    fn push(&mut self, chain: u16, counts: Counts) {
        let first = self.blocks.len().saturating_sub(1) * SUM_STEPS;
        let Some(block) = self.blocks.last_mut() else {
            return;
        };
        let cost = Cost::of(chain, counts).unwrap_or_else(|| {
            self.large.push((first + block.each.len(), counts));
            Cost {
                chain,
                ..Cost::default()
            }
        });
        block.each.push(cost);
    }
}

impl Cost {
    /// A short form, if there is one.
    fn of(chain: u16, counts: Counts) -> Option<Self> {
        let flushed = counts.flushes > 0;
        let decisions = u8::try_from(counts.decisions).ok()?;
        let cost = Self {
            chain,
            bytes: u16::try_from(counts.bytes).ok()?,
            messages: u8::try_from(counts.messages).ok()?,
            decisions: decisions | (FLUSHED * u8::from(flushed)),
        };
        (cost.counts() == counts).then_some(cost)
    }

    fn counts(self) -> Counts {
        let decisions = u32::from(self.decisions & !FLUSHED);
        Counts {
            messages: self.messages.into(),
            bytes: self.bytes.into(),
            flushes: u32::from(self.decisions & FLUSHED != 0),
            decisions,
            hops: decisions * u32::from(self.chain & !ASKED),
        }
    }
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.messages += more.messages;
        self.bytes += more.bytes;
        self.flushes += more.flushes;
        self.decisions += more.decisions;
        self.hops += more.hops;
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
        self.branches[branch].costs.upto(place)
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
        let cost = self
            .own_place(step)
            .and_then(|(branch, place)| self.branches[branch].costs.get(place));
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
        let chain = hops | (u16::from(asked) * ASKED);
        let mut counts = Counts {
            flushes: u32::from(matches!(step.choice, Choice::Flush { .. })),
            ..Counts::default()
        };
        for (_, body) in step.messages() {
            counts.messages += 1;
            counts.bytes += P::message_bytes(self.world.config(), body);
        }
        for name in P::decided(step, &self.world) {
            let name = Digest::of(&name);
            if !self.is_decided(name) {
                counts.decisions += 1;
                counts.hops += u32::from(hops);
                self.branches[self.current].costs.decided.insert(name, at);
            }
        }
        let full = self.branches[self.current].costs.is_full();
        let before = full.then(|| self.counts_at(at - 1));
        let costs = &mut self.branches[self.current].costs;
        if let Some(before) = before {
            let each = Vec::with_capacity(SUM_STEPS);
            costs.blocks.push(Block { before, each });
        }
        costs.push(chain, counts);
    }

    /// Whether this was decided in this branch before.
    fn is_decided(&self, name: u64) -> bool {
        self.lineage(self.current).iter().any(|(branch, until)| {
            let decided = &self.branches[*branch].costs.decided;
            decided.get(&name).is_some_and(|step| step <= until)
        })
    }
}
