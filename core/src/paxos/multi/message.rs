//! What travels in Multi-Paxos, what is written to disk, what fires and what is asked.

use alloc::vec::Vec;

use crate::{
    kernel::NodeId,
    paxos::message::{Ballot, Proposal, Value},
    sorted::SortedMap,
};

/// A place in the log, from 1. What is in it is chosen as in Paxos, each slot for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    /// The one after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// A proposal in a slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The slot.
    pub slot: Slot,
    /// The value and its ballot.
    pub proposal: Proposal,
}

/// What fills a gap. No script can ask for it, since it is no word of letters and digits.
const NO_OP: &str = "no-op";

/// The command that does nothing.
pub fn no_op() -> Value {
    Value(NO_OP.into())
}

/// Whether a command is the one that does nothing.
pub fn is_no_op(value: &Value) -> bool {
    &*value.0 == NO_OP
}

/// A message. Those of the two phases are Paxos's, with a slot.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A client, or a server that does not lead, wants this command executed.
    Ask {
        /// The command.
        value: Value,
    },
    /// Phase 1a, once for all slots from one on.
    Prepare {
        /// The ballot.
        ballot: Ballot,
        /// The first slot it is about.
        from: Slot,
    },
    /// Phase 1b: nothing below this ballot will be accepted any more, in any slot.
    Promise {
        /// The ballot promised.
        ballot: Ballot,
        /// What was accepted in the slots asked about.
        accepted: Vec<Entry>,
    },
    /// A refusal; it costs a leader its leadership.
    Nack {
        /// The ballot refused.
        ballot: Ballot,
        /// The higher ballot promised.
        promised: Ballot,
    },
    /// Phase 2a: accept this in its slot.
    Accept {
        /// The proposal.
        entry: Entry,
    },
    /// Phase 2b: it is accepted.
    Accepted {
        /// The proposal.
        entry: Entry,
    },
    /// These are chosen, slot after slot.
    Learn {
        /// The slot of the first.
        first: Slot,
        /// The commands.
        values: Vec<Value>,
    },
    /// Tell me what is chosen from this slot on.
    CatchUp {
        /// The slot.
        from: Slot,
    },
    /// The leader is there.
    Heartbeat {
        /// Its ballot.
        ballot: Ballot,
        /// Up to which slot it knows all that is chosen.
        chosen: Slot,
    },
    /// The answer to a client: its command is executed.
    Done {
        /// The command.
        value: Value,
    },
}

/// Asked from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// A server shall get this command executed.
    Set(Value),
    /// A server shall lead.
    Lead,
    /// A client shall ask for this command, this server or else the first.
    Ask(Value, Option<NodeId>),
}

/// One write to the disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A leader-to-be has used this round.
    Round(u32),
    /// An acceptor promises this ballot.
    Promise(Ballot),
    /// An acceptor accepts this, which promises its ballot too.
    Accept(Entry),
}

/// What a node's disk holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    /// The last round used.
    pub round: u32,
    /// The highest ballot promised, for all slots.
    pub promised: Option<Ballot>,
    /// What was accepted last in each slot.
    pub accepted: SortedMap<Slot, Proposal>,
}

/// What may fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// A server has waited long enough: for promises, votes, the leader, or after a refusal.
    Retry,
    /// A replica has waited long enough for what it lacks.
    CatchUp,
    /// A leader says again that it is there.
    Heartbeat,
    /// The leader has not been heard of for too long.
    Suspect,
    /// A client has waited long enough.
    Again,
}

/// What becomes runnable by a flush.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// The round is on disk: send the prepares.
    Prepare(Ballot),
    /// The promise is on disk: answer whoever asked, with what had been accepted before it.
    Promise(NodeId, Ballot, Vec<Entry>),
    /// The acceptance is on disk: answer whoever proposed it.
    Accepted(NodeId, Entry),
}
