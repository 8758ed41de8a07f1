//! Stops: the steps that the reader sees singly, by their numbers; and what was said at steps.

use super::Timeline;
use crate::kernel::{Scripted, Utterance};

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
            count += stops.partition_point(|stop| *stop <= until.min(step));
            closed |= end <= until && stops.binary_search(&end).is_ok();
        }
        count as u32 + u32::from(step >= end && !closed)
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
        let Some(mut left) = stop.checked_sub(1).map(|left| left as usize) else {
            return self.first;
        };
        for (branch, until) in self.lineage(self.current) {
            let stops = &self.branches[branch].stops;
            let own = stops.partition_point(|stop| *stop <= until);
            if left < own {
                return stops[left];
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
