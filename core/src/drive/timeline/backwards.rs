//! The record read backwards.

use super::Timeline;
use crate::kernel::{Scripted, Step};

impl<P: Scripted> Timeline<P> {
    /// Shows the steps of this branch backwards from a step on, that step counted, until enough is
    /// seen; at most so many.
    pub fn backwards(&self, from: u32, max: u32, look: &mut dyn FnMut(&Step<P>) -> bool) {
        let end = from.saturating_sub(max).max(self.first);
        let mut last = from;
        while last > end {
            let first = (self.checkpoint(last - 1).step().0 + 1).max(end + 1);
            if self.steps(first, last).iter().rev().any(&mut *look) {
                return;
            }
            last = first - 1;
        }
    }

    /// One step of this branch.
    pub fn step(&self, step: u32) -> Option<Step<P>> {
        self.steps(step, step).pop()
    }
}
