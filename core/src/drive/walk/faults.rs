//! What may go wrong in a walk, and how often.

use super::walker::Dice;

/// How likely each kind of choice is, in thousandths of all choices. What is left goes to the
/// schedule's own pick.
#[derive(Clone, Debug)]
pub struct Faults {
    /// Any envelope arrives, out of turn.
    pub reorder: u32,
    /// A datagram is lost.
    pub lose: u32,
    /// A datagram is doubled.
    pub double: u32,
    /// A node crashes.
    pub crash: u32,
    /// A node that is down restarts.
    pub restart: u32,
    /// A node pauses, or goes on.
    pub pause: u32,
    /// A direction is cut, or mended.
    pub cut: u32,
    /// A connection breaks.
    pub sever: u32,
    /// A timer fires early.
    pub fire: u32,
    /// A file flushes, or a task runs, out of turn.
    pub flush: u32,
    /// Somebody asks for something.
    pub ask: u32,
    /// The network falls into parts, or is whole again.
    pub part: u32,
    /// A node crashes in the middle of a write.
    pub tear: u32,
    /// A node that is down loses its disk, where the protocol can bear that.
    pub wipe: u32,
    /// How many nodes may be down at once.
    pub down_max: usize,
    /// How many directions may be cut at once, besides those between the parts of a network.
    pub cuts_max: usize,
}

impl Default for Faults {
    /// The profile under which every planted bug is found.
    fn default() -> Self {
        Self {
            reorder: 260,
            lose: 60,
            double: 20,
            crash: 40,
            restart: 120,
            pause: 10,
            cut: 20,
            sever: 10,
            fire: 20,
            flush: 60,
            ask: 100,
            part: 8,
            tear: 10,
            wipe: 8,
            down_max: 2,
            cuts_max: 3,
        }
    }
}

/// A kind of choice that is not the schedule's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Reorder,
    Lose,
    Double,
    Crash,
    Restart,
    Pause,
    Cut,
    Sever,
    Fire,
    Flush,
    Ask,
    Part,
    Tear,
    Wipe,
}

impl Faults {
    /// This profile as one walk has it: rarer by some power of two, and some of it not at all. So
    /// some walks are storms, and others get far before anything goes wrong.
    pub(super) fn of_walk(&self, seed: u64) -> Self {
        let mut dice = Dice::new(seed.rotate_left(16));
        let rarer = dice.roll(5);
        let mut faults = self.clone();
        for share in faults.shares_mut() {
            *share = match dice.roll(6) {
                0 => 0,
                other => *share >> (rarer + other / 4),
            };
        }
        faults
    }

    fn shares_mut(&mut self) -> [&mut u32; 14] {
        [
            &mut self.reorder,
            &mut self.lose,
            &mut self.double,
            &mut self.crash,
            &mut self.restart,
            &mut self.pause,
            &mut self.cut,
            &mut self.sever,
            &mut self.fire,
            &mut self.flush,
            &mut self.ask,
            &mut self.part,
            &mut self.tear,
            &mut self.wipe,
        ]
    }

    /// Each class with its share.
    fn shares(&self) -> [(Class, u32); 14] {
        [
            (Class::Reorder, self.reorder),
            (Class::Lose, self.lose),
            (Class::Double, self.double),
            (Class::Crash, self.crash),
            (Class::Restart, self.restart),
            (Class::Pause, self.pause),
            (Class::Cut, self.cut),
            (Class::Sever, self.sever),
            (Class::Fire, self.fire),
            (Class::Flush, self.flush),
            (Class::Ask, self.ask),
            (Class::Part, self.part),
            (Class::Tear, self.tear),
            (Class::Wipe, self.wipe),
        ]
    }

    /// The class that a roll from 0 to 999 falls on; `None` is the schedule's own pick.
    pub(super) fn class(&self, roll: u32) -> Option<Class> {
        let mut left = roll;
        for (class, share) in self.shares() {
            match left.checked_sub(share) {
                Some(rest) => left = rest,
                None => return Some(class),
            }
        }
        None
    }
}
