//! What travels in Paxos, and what it is made of.

use alloc::rc::Rc;

use crate::kernel::NodeId;

/// A ballot: totally ordered, first by round, then by proposer; no two proposers share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ballot {
    /// The round; a proposer uses each at most once.
    pub round: u32,
    /// Whose it is.
    pub proposer: NodeId,
}

/// A value to agree on: a short word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value(pub Rc<str>);

/// A value in a ballot: what is accepted, and what is chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proposal {
    /// The ballot.
    pub ballot: Ballot,
    /// The value.
    pub value: Value,
}

/// A message, named as in "Paxos Made Simple" where it has a name there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// A client asks a proposer to get this value chosen.
    Ask {
        /// The value it wants.
        value: Value,
    },
    /// Phase 1a: promise me this ballot, and tell me what you have accepted.
    Prepare {
        /// The ballot.
        ballot: Ballot,
    },
    /// Phase 1b: nothing below this ballot will be accepted any more.
    Promise {
        /// The ballot promised.
        ballot: Ballot,
        /// The highest proposal accepted before, if any.
        accepted: Option<Proposal>,
    },
    /// A refusal; it only saves time, safety does not need it.
    Nack {
        /// The ballot refused.
        ballot: Ballot,
        /// The higher ballot promised.
        promised: Ballot,
    },
    /// Phase 2a: accept this value in this ballot.
    Accept {
        /// The proposal.
        proposal: Proposal,
    },
    /// Phase 2b: it is accepted.
    Accepted {
        /// The proposal.
        proposal: Proposal,
    },
    /// The answer to a client: this value is chosen.
    Learn {
        /// The value.
        value: Value,
    },
}

/// Asked from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// A proposer shall get this value chosen.
    Propose(Value),
    /// A client shall ask for this value, this proposer or else the first.
    Ask(Value, Option<NodeId>),
}

/// One write to the disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A proposer has used this round.
    Round(u32),
    /// An acceptor promises this ballot.
    Promise(Ballot),
    /// An acceptor accepts this proposal, which promises its ballot too.
    Accept(Proposal),
}

/// What a node's disk holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disk {
    /// The last round the proposer used.
    pub round: u32,
    /// The highest ballot the acceptor promised.
    pub promised: Option<Ballot>,
    /// What the acceptor accepted last.
    pub accepted: Option<Proposal>,
}

/// What may fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The proposer has waited, or backed off, long enough.
    Retry,
    /// The client has waited long enough.
    Again,
}

/// What becomes runnable by a flush.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// The round is on disk: send the prepares.
    Prepare(Ballot),
    /// The promise is on disk: send it to whoever asked, with what had been accepted before it.
    Promise(NodeId, Ballot, Option<Proposal>),
    /// The acceptance is on disk: tell whoever proposed it, and the learners.
    Accepted(NodeId, Proposal),
}
