//! Stops: the steps that the reader sees singly, by their numbers; and what was said at steps.

use alloc::vec::Vec;

use super::Timeline;
use crate::kernel::{Scripted, Utterance};

/// Steps that are stops, a bit for each step.
#[derive(Clone, Debug)]
pub(super) struct Stops {
    /// The step of the first bit.
    first: u32,
    words: Vec<Word>,
}

/// Thirty-two steps.
#[derive(Clone, Copy, Debug)]
struct Word {
    bits: u32,
    /// How many stops there are before them.
    before: u32,
}

impl Stops {
    /// None yet; all will be at this step or later.
    pub(super) const fn new(first: u32) -> Self {
        let words = Vec::new();
        Self { first, words }
    }

    /// The word of a step, and its bit there.
    const fn place(&self, step: u32) -> (usize, u32) {
        let place = step - self.first;
        ((place / u32::BITS) as usize, place % u32::BITS)
    }

    /// Adds one after all others.
    pub(super) fn push(&mut self, step: u32) {
        let (word, bit) = self.place(step);
        while self.words.len() <= word {
            let before = self.len();
            self.words.push(Word { bits: 0, before });
        }
        if let Some(word) = self.words.last_mut() {
            word.bits |= 1 << bit;
        }
    }

    /// Takes out all after a step.
    pub(super) fn truncate(&mut self, step: u32) {
        let (word, bit) = self.place(step.max(self.first));
        self.words.truncate(word + 1);
        if let Some(word) = self.words.get_mut(word) {
            word.bits &= u32::MAX >> (u32::BITS - 1 - bit);
        }
    }

    /// Takes out all.
    pub(super) fn clear(&mut self) {
        self.words.clear();
    }

    /// How many there are.
    fn len(&self) -> u32 {
        let last = self.words.last();
        last.map_or(0, |word| word.before + word.bits.count_ones())
    }

    /// How many there are up to a step, that step counted.
    fn upto(&self, step: u32) -> u32 {
        if step < self.first {
            return 0;
        }
        let (word, bit) = self.place(step);
        self.words.get(word).map_or_else(
            || self.len(),
            |word| {
                let upto = word.bits & u32::MAX >> (u32::BITS - 1 - bit);
                word.before + upto.count_ones()
            },
        )
    }

    /// The one at a place among them, from 0.
    fn get(&self, place: u32) -> Option<u32> {
        let word = self.words.partition_point(|word| word.before <= place);
        let word = word.checked_sub(1)?;
        let Word { mut bits, before } = *self.words.get(word)?;
        for _ in before..place {
            bits &= bits.wrapping_sub(1);
        }
        (bits > 0).then(|| self.first + word as u32 * u32::BITS + bits.trailing_zeros())
    }
}

impl<P: Scripted> Timeline<P> {
    /// How many stops there are up to a step of this branch, that step counted. A last step that
    /// is no stop by itself closes the record and counts as one.
    pub fn stop_of(&self, step: u32) -> u32 {
        self.stop_in(self.current, step)
    }

    /// The same in any branch.
    pub fn stop_in(&self, branch: usize, step: u32) -> u32 {
        let mut count = 0;
        let end = self.end(branch);
        let mut closed = end == self.first;
        for (part, until) in self.lineage(branch) {
            let stops = &self.branches[part].stops;
            count += stops.upto(until.min(step));
            closed |= end <= until && end > 0 && stops.upto(end) > stops.upto(end - 1);
        }
        count + u32::from(step >= end && !closed)
    }

    /// Whether a step of this branch is one of the first branch too.
    pub fn is_shared_with_first(&self, step: u32) -> bool {
        self.lineage(self.current)
            .first()
            .is_some_and(|(_, until)| step <= *until)
    }

    /// The stop that a step of this branch belongs to: the first one at or after it; that of the
    /// beginning for what was before.
    pub fn column_of(&self, step: u32) -> u32 {
        let stop = self.stop_of(step);
        if self.step_of(stop) >= step {
            stop
        } else {
            stop + 1
        }
    }

    /// The step of a stop of this branch; the last step for stops beyond the end.
    pub fn step_of(&self, stop: u32) -> u32 {
        let Some(mut left) = stop.checked_sub(1) else {
            return self.first;
        };
        for (branch, until) in self.lineage(self.current) {
            let stops = &self.branches[branch].stops;
            let own = stops.upto(until);
            if left < own {
                return stops.get(left).unwrap_or(until);
            }
            left -= own;
        }
        self.last()
    }

    /// What was said on consoles in this branch, with the steps.
    pub fn said(&self) -> impl Iterator<Item = &(u32, Utterance)> {
        self.lineage(self.current)
            .into_iter()
            .flat_map(|(branch, until)| {
                let own = self.branches[branch].said.iter();
                own.take_while(move |(step, _)| *step <= until)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_are_what_a_list_of_them_is() {
        let (mut stops, mut list) = (Stops::new(7), Vec::new());
        let mut noise = 3u32;
        for step in 8..2_000u32 {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if noise >> 26 == 0 {
                let back = step.saturating_sub(noise % 80).max(7);
                stops.truncate(back);
                list.retain(|stop| *stop <= back);
            }
            if noise >> 24 & 3 == 0 {
                stops.push(step);
                list.push(step);
            }
            assert_eq!(stops.len() as usize, list.len());
            let upto = list.iter().filter(|stop| **stop <= step / 2).count();
            assert_eq!(stops.upto(step / 2) as usize, upto);
            let place = (noise >> 8) as usize % (list.len() + 1);
            assert_eq!(stops.get(place as u32), list.get(place).copied());
        }
        assert!(list.len() > 100, "they are not always taken out");
    }
}
