//! Transaction ids: the epoch in the high 32 bits, a counter in the low 32.
//!
//! Source: `server/util/ZxidUtils.java`.

/// A transaction id, compared as one signed number as in ZooKeeper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zxid(pub i64);

impl Zxid {
    /// What a server reports that lost its data and may not pretend otherwise.
    pub const LOST: Self = Self(-1);

    /// From its halves.
    pub const fn new(epoch: u32, counter: u32) -> Self {
        Self(((epoch as i64) << 32) | counter as i64)
    }

    /// Whose transaction it is.
    pub const fn epoch(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The how-manieth of its epoch; 0 is no transaction but the NEWLEADER "proposal".
    pub const fn counter(self) -> u32 {
        self.0 as u32
    }

    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The one before it.
    #[must_use]
    pub const fn before(self) -> Self {
        Self(self.0 - 1)
    }
}
