//! Dice that fall the same for the same seed (SplitMix64).

/// Dice.
pub(crate) struct Dice(u64);

impl Dice {
    /// The dice of one case of a run.
    pub(crate) fn new(seed: u64, case: usize) -> Self {
        let mut dice = Self(seed);
        let apart = dice.next() ^ (case as u64).wrapping_mul(0x2545_f491_4f6c_dd1d);
        Self(apart)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// Whether something happens that happens so often in a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of these.
    pub(crate) fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// One of these by their weights.
    pub(crate) fn weighted<'a>(&mut self, of: &[(&'a str, usize)]) -> &'a str {
        let mut left = self.below(of.iter().map(|(_, weight)| weight).sum());
        for (one, weight) in of {
            if left < *weight {
                return one;
            }
            left -= weight;
        }
        of[0].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same() {
        let fall = |seed, case| {
            let mut dice = Dice::new(seed, case);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(fall(1, 2), fall(1, 2));
        assert_ne!(fall(1, 2), fall(1, 3));
        assert_ne!(fall(1, 2), fall(2, 2));
    }
}
