//! The named rules of Paxos: what acted, or declined, with its data and its source.
//!
//! R1 to R6 are the rules of Basic Paxos as listed in `paxos/mod.rs`; PMS is Lamport, "Paxos
//! Made Simple" (2001).

use super::message::{Ballot, Proposal, Value};
use crate::kernel::NodeId;

/// A rule, with what it decided upon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// R1: a proposer picks a ballot above all it has used or seen, and saves its round.
    PickBallot {
        /// The ballot.
        ballot: Ballot,
        /// The value it would like.
        value: Value,
    },
    /// R1: the round is saved; the prepares go out.
    SendPrepares {
        /// The ballot.
        ballot: Ballot,
    },
    /// A proposer is at work already; the new wish waits with it.
    AlreadyAtWork {
        /// Its ballot.
        ballot: Ballot,
    },
    /// A proposer knows what is chosen and says so.
    AlreadyChosen {
        /// The value.
        value: Value,
    },
    /// R2: an acceptor promises a ballot above all it has promised, and writes that down.
    Promise {
        /// The ballot.
        ballot: Ballot,
        /// What it had promised before.
        before: Option<Ballot>,
    },
    /// R2: the promise is on disk; it is sent.
    SendPromise {
        /// The ballot.
        ballot: Ballot,
        /// What it had accepted.
        accepted: Option<Proposal>,
    },
    /// R2′: the same ballot again; the promise is repeated.
    PromiseAgain {
        /// The ballot.
        ballot: Ballot,
        /// Whether it is bound because it has accepted in this ballot.
        accepted: bool,
    },
    /// R2′: a lower ballot is refused.
    RefusePrepare {
        /// The ballot refused.
        ballot: Ballot,
        /// The ballot promised.
        promised: Ballot,
    },
    /// R3: one more promise; no quorum yet.
    CountPromise {
        /// The ballot.
        ballot: Ballot,
        /// Whose promise.
        acceptor: NodeId,
        /// What it reported.
        accepted: Option<Proposal>,
        /// Promises so far.
        have: usize,
        /// Promises needed.
        need: usize,
    },
    /// R3: a quorum has promised; the value is fixed and sent.
    FixValue {
        /// The ballot.
        ballot: Ballot,
        /// The value.
        value: Value,
        /// The ballot whose value it had to take over; none if it was free.
        adopted: Option<Ballot>,
    },
    /// R3 declined: a promise for another ballot, or in another phase.
    LatePromise {
        /// Its ballot.
        ballot: Ballot,
    },
    /// R3 declined: this acceptor's promise is counted already.
    SamePromise {
        /// The ballot.
        ballot: Ballot,
        /// Whose.
        acceptor: NodeId,
    },
    /// R4: an acceptor accepts a proposal at or above its promise, and writes that down.
    Accept {
        /// The proposal.
        proposal: Proposal,
        /// What it had accepted before.
        before: Option<Proposal>,
    },
    /// R4: the acceptance is on disk; it is sent.
    SendAccepted {
        /// The proposal.
        proposal: Proposal,
    },
    /// R4′: a proposal below the promise is refused.
    RefuseAccept {
        /// The proposal.
        proposal: Proposal,
        /// The ballot promised.
        promised: Ballot,
    },
    /// R5: one more vote in this ballot; no quorum yet.
    CountVote {
        /// The proposal.
        proposal: Proposal,
        /// Whose vote.
        acceptor: NodeId,
        /// Votes so far.
        have: usize,
        /// Votes needed.
        need: usize,
    },
    /// R5: a quorum has accepted in one ballot; the learner learns the value.
    Learn {
        /// The proposal whose vote was the last one needed.
        proposal: Proposal,
    },
    /// R5: the proposer sees its own ballot chosen.
    SeeChosen {
        /// The proposal.
        proposal: Proposal,
    },
    /// R5 declined: counted already, or of no use any more.
    LateVote {
        /// The proposal.
        proposal: Proposal,
    },
    /// R6: refused; the proposer backs off before it tries above the ballot reported.
    BackOff {
        /// The ballot refused.
        ballot: Ballot,
        /// The ballot that is in the way.
        promised: Ballot,
    },
    /// R6 declined: a refusal of a ballot that is over.
    LateNack {
        /// The ballot.
        ballot: Ballot,
    },
    /// R6: it has waited long enough and tries a higher ballot (R1).
    TryHigher {
        /// The ballot given up.
        ballot: Ballot,
    },
    /// A client asks.
    Ask {
        /// For which value.
        value: Value,
        /// Whom.
        proposer: NodeId,
    },
    /// A client has waited in vain and asks the next proposer.
    AskNext {
        /// For which value.
        value: Value,
        /// Whom.
        proposer: NodeId,
    },
    /// A client is told what is chosen.
    Answered {
        /// What it asked for; none if it had its answer already.
        asked: Option<Value>,
        /// What is chosen.
        value: Value,
    },
    /// A node boots and reads its disk.
    Recover {
        /// The ballot an acceptor finds promised.
        promised: Option<Ballot>,
        /// The proposal an acceptor finds accepted.
        accepted: Option<Proposal>,
    },
    /// What the types allow and the protocol never does, e.g. a timer of a role the node has not.
    NothingToDo,
}

impl Rule {
    /// The names of all rules: each has a sentence and occurs in a transcript (checked).
    /// `NothingToDo` is none of them: that it never acts is checked too.
    pub const NAMES: [&'static str; 26] = [
        "PickBallot",
        "SendPrepares",
        "AlreadyAtWork",
        "AlreadyChosen",
        "Promise",
        "SendPromise",
        "PromiseAgain",
        "RefusePrepare",
        "CountPromise",
        "FixValue",
        "LatePromise",
        "SamePromise",
        "Accept",
        "SendAccepted",
        "RefuseAccept",
        "CountVote",
        "Learn",
        "SeeChosen",
        "LateVote",
        "BackOff",
        "LateNack",
        "TryHigher",
        "Ask",
        "AskNext",
        "Answered",
        "Recover",
    ];

    /// Its name and where it is stated.
    pub fn name_and_source(&self) -> (&'static str, &'static str) {
        match self {
            Self::PickBallot { .. } => ("PickBallot", "PMS §2.4 · R1"),
            Self::SendPrepares { .. } => ("SendPrepares", "PMS §2.2, phase 1a · R1"),
            Self::AlreadyAtWork { .. } => ("AlreadyAtWork", "R1"),
            Self::AlreadyChosen { .. } => ("AlreadyChosen", "R5"),
            Self::Promise { .. } => ("Promise", "PMS §2.2, phase 1b · R2"),
            Self::SendPromise { .. } => ("SendPromise", "PMS §2.2, phase 1b · R2"),
            Self::PromiseAgain { .. } => ("PromiseAgain", "R2′"),
            Self::RefusePrepare { .. } => ("RefusePrepare", "PMS §2.2, P1a · R2′"),
            Self::CountPromise { .. } => ("CountPromise", "PMS §2.2, phase 2a · R3"),
            Self::FixValue { .. } => ("FixValue", "PMS §2.2, phase 2a, P2c · R3"),
            Self::LatePromise { .. } => ("LatePromise", "R3"),
            Self::SamePromise { .. } => ("SamePromise", "R3"),
            Self::Accept { .. } => ("Accept", "PMS §2.2, phase 2b · R4"),
            Self::SendAccepted { .. } => ("SendAccepted", "PMS §2.2, phase 2b · R4"),
            Self::RefuseAccept { .. } => ("RefuseAccept", "PMS §2.2, P1a · R4′"),
            Self::CountVote { .. } => ("CountVote", "PMS §2.3 · R5"),
            Self::Learn { .. } => ("Learn", "PMS §2.3 · R5"),
            Self::SeeChosen { .. } => ("SeeChosen", "PMS §2.3 · R5"),
            Self::LateVote { .. } => ("LateVote", "R5"),
            Self::BackOff { .. } => ("BackOff", "PMS §2.4 · R6"),
            Self::LateNack { .. } => ("LateNack", "R6"),
            Self::TryHigher { .. } => ("TryHigher", "PMS §2.4 · R6"),
            Self::Ask { .. } => ("Ask", "PMS §1"),
            Self::AskNext { .. } => ("AskNext", "PMS §1"),
            Self::Answered { .. } => ("Answered", "PMS §1"),
            Self::Recover { .. } => ("Recover", "PMS §2.5"),
            Self::NothingToDo => ("NothingToDo", ""),
        }
    }
}
