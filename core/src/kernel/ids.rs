//! Names of things: nodes, moments, connections, envelopes.

use core::{
    fmt,
    hash::{Hash, Hasher},
};

use super::Protocol;

/// What every state, message and choice must be: a value.
pub trait Data: Clone + Hash + Eq + fmt::Debug + 'static {}
impl<T: Clone + Hash + Eq + fmt::Debug + 'static> Data for T {}

/// A node of the world: a server, an acceptor, a client. Indices run from 0 without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

impl NodeId {
    /// The index, for slices.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Virtual time in ticks; one tick is told as a millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticks(pub u64);

impl Ticks {
    /// This moment and so many ticks.
    #[must_use]
    pub const fn plus(self, ticks: u64) -> Self {
        Self(self.0.saturating_add(ticks))
    }
}

/// A range of durations, from which the seed picks one. Search tries what it does not exclude.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// Shortest, in ticks.
    pub min: u64,
    /// Longest, in ticks; at least `min`.
    pub max: u64,
}

impl Span {
    /// A span of one length.
    pub const fn exactly(ticks: u64) -> Self {
        Self {
            min: ticks,
            max: ticks,
        }
    }

    /// The duration that a hash picks, which is computed if there is anything to pick from.
    pub fn pick(self, hash: impl FnOnce() -> u64) -> u64 {
        if self.min == self.max {
            return self.min;
        }
        self.min + hash() % (self.max - self.min + 1)
    }
}

/// Number of a step in its run; 0 is the start, before the first choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepIndex(pub u32);

/// Where a node listens, e.g. one port for elections and one for followers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(pub u8);

/// A file of a node's disk. Writes to one file reach the disk in order; files flush apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct File(pub u8);

/// One connection, as a value: a follower that hangs up and redials has two, and nothing that was
/// sent on the first can arrive on the second.
///
/// It is one number, since connections are compared and copied in every step: who dialled and who
/// was dialled in 6 bits each, the port in 4, the number of the dial in 16. They are ordered so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conn(u32);

impl Conn {
    /// How many ports there are at most.
    pub const PORTS: u8 = 16;

    /// The how-manieth dial between the two on this port, from 0. No node has an index beyond 63.
    pub const fn new(dialler: NodeId, acceptor: NodeId, port: Port, nth: u16) -> Self {
        let ends = (dialler.0 as u32 & 0x3f) << 26 | (acceptor.0 as u32 & 0x3f) << 20;
        Self(ends | (port.0 as u32 & 0xf) << 16 | nth as u32)
    }

    /// Who dialled.
    pub const fn dialler(self) -> NodeId {
        NodeId((self.0 >> 26) as u8)
    }

    /// Who was dialled.
    pub const fn acceptor(self) -> NodeId {
        NodeId((self.0 >> 20 & 0x3f) as u8)
    }

    /// On which port.
    pub const fn port(self) -> Port {
        Port((self.0 >> 16 & 0xf) as u8)
    }

    /// The how-manieth dial between the two on this port, from 0.
    pub const fn nth(self) -> u16 {
        self.0 as u16
    }

    /// The other end.
    pub fn peer(self, me: NodeId) -> NodeId {
        if me == self.dialler() {
            self.acceptor()
        } else {
            self.dialler()
        }
    }
}

impl Hash for Conn {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.dialler(), self.acceptor(), self.port(), self.nth()).hash(state);
    }
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// Alone: it may be lost, duplicated and overtaken.
    Datagram {
        /// Receiver.
        to: NodeId,
    },
    /// In a connection: in order, once, or not at all from some point on.
    Stream(Conn),
}

/// An envelope on the wire. Counted per direction, so that an edit elsewhere shifts nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeId {
    /// Sender.
    pub from: NodeId,
    /// How it travels.
    pub via: Via,
    /// The how-manieth in this direction, from 0.
    pub nth: u32,
    /// 0 for the original, else which duplicate.
    pub copy: u8,
}

impl EnvelopeId {
    /// Receiver.
    pub fn to(&self) -> NodeId {
        match self.via {
            Via::Datagram { to } => to,
            Via::Stream(conn) => conn.peer(self.from),
        }
    }
}

/// What a handler may know besides its state and input.
pub struct Cx<'a, P: Protocol> {
    /// The ensemble's configuration.
    pub config: &'a P::Config,
    /// The node that acts.
    pub me: NodeId,
    /// The time; for stamps that are shown, never for decisions (those have timers).
    pub now: Ticks,
}

impl<P: Protocol> Clone for Cx<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P: Protocol> Copy for Cx<'_, P> {}
