//! The named rules of Multi-Paxos: what acted, or declined, with its data and its source.
//!
//! M1 to M8 are the rules as listed in `multi/mod.rs`, R1 to R6 those of Paxos, which hold slot by
//! slot; PMS is Lamport, "Paxos Made Simple" (2001).

use alloc::vec::Vec;

use super::message::{Entry, Slot};
use crate::{
    kernel::NodeId,
    paxos::message::{Ballot, Proposal, Value},
};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$about:meta])* $field:ident: $type:ty),* $(,)? })?
        = $source:literal;)*) => {
        /// A rule, with what it decided upon.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Rule {
            $($(#[$doc])* $name $({ $($(#[$about])* $field: $type),* })?,)*
            /// What the types allow and the protocol never does.
            NothingToDo,
        }

        impl Rule {
            /// The names of all rules: each has a sentence and occurs in a transcript (checked).
            /// `NothingToDo` is none of them: that it never acts is checked too.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            /// Its name and where it is stated.
            pub fn name_and_source(&self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name $({ $($field: _),* })? => (stringify!($name), $source),)*
                    Self::NothingToDo => ("NothingToDo", ""),
                }
            }
        }
    };
}

rules! {
    /// M1: a server that wants to lead picks a ballot above all it has used or seen.
    PickBallot {
        /// The ballot.
        ballot: Ballot,
        /// The first slot of which it does not know what is chosen.
        from: Slot,
    } = "PMS §3 · M1";
    /// M1: the round is saved; the prepares go out, once for all slots from there on.
    SendPrepares {
        /// The ballot.
        ballot: Ballot,
        /// The first slot.
        from: Slot,
    } = "PMS §3 · M1";
    /// M1 declined: the ballot was given up before its round was saved.
    RoundTooLate {
        /// The ballot.
        ballot: Ballot,
    } = "M1";
    /// A server leads, or tries to, already.
    AlreadyAtWork {
        /// Its ballot.
        ballot: Ballot,
    } = "M1";
    /// R2: an acceptor promises a ballot above all it has promised, for all slots.
    Promise {
        /// The ballot.
        ballot: Ballot,
        /// What it had promised before.
        before: Option<Ballot>,
    } = "PMS §3 · R2";
    /// R2: the promise is on disk; it is sent with what was accepted.
    SendPromise {
        /// The ballot.
        ballot: Ballot,
        /// What was accepted in the slots asked about.
        accepted: Vec<Entry>,
    } = "PMS §3 · R2";
    /// R2′: the same ballot again; the promise is repeated.
    PromiseAgain {
        /// The ballot.
        ballot: Ballot,
        /// Whether it is bound because it has accepted in this ballot.
        accepted: bool,
    } = "R2′";
    /// R2′: a lower ballot is refused.
    RefusePrepare {
        /// The ballot refused.
        ballot: Ballot,
        /// The ballot promised.
        promised: Ballot,
    } = "PMS §2.2, P1a · R2′";
    /// M2: one more promise; no quorum yet.
    CountPromise {
        /// The ballot.
        ballot: Ballot,
        /// Whose promise.
        acceptor: NodeId,
        /// What it reported.
        accepted: Vec<Entry>,
        /// Promises so far.
        have: usize,
        /// Promises needed.
        need: usize,
    } = "PMS §3 · M2";
    /// M2 declined: a promise for another ballot, or when there is a quorum.
    LatePromise {
        /// Its ballot.
        ballot: Ballot,
    } = "M2";
    /// M2 declined: this acceptor's promise is counted already.
    SamePromise {
        /// The ballot.
        ballot: Ballot,
        /// Whose.
        acceptor: NodeId,
    } = "M2";
    /// A quorum has promised: the server leads.
    Lead {
        /// The ballot.
        ballot: Ballot,
        /// The first slot for which no command is fixed.
        next: Slot,
        /// How many slots were reported.
        reported: usize,
    } = "PMS §3 · M1, M4";
    /// M2: a slot that was reported goes on with the value of the highest ballot reported for it.
    Adopt {
        /// The slot, the value, and this leader's ballot.
        entry: Entry,
        /// The ballot whose value it is.
        of: Ballot,
    } = "PMS §3, §2.2 P2c · M2";
    /// M3: a slot that was not reported, below one that was, is filled.
    FillGap {
        /// The slot.
        slot: Slot,
    } = "PMS §3 · M3";
    /// M4: a command is proposed in a fresh slot, without a phase 1 of its own.
    Propose {
        /// The proposal.
        entry: Entry,
    } = "PMS §3 · M4";
    /// M5: as many commands are outstanding as may be; this one waits.
    Queue {
        /// The command.
        value: Value,
        /// How many may be outstanding.
        alpha: u32,
    } = "PMS §3 · M5";
    /// The command waits until the server leads, or knows who does.
    Wait {
        /// The command.
        value: Value,
        /// Its ballot.
        ballot: Ballot,
    } = "M4";
    /// A server that follows hands a command to the leader.
    Forward {
        /// The command.
        value: Value,
        /// Whom it takes for the leader.
        leader: NodeId,
    } = "PMS §3 · M4";
    /// A command was handed to a server that does not lead.
    NotLeading {
        /// The command.
        value: Value,
    } = "M4";
    /// The command is in a slot already, and stays there.
    AlreadyChosen {
        /// The slot.
        slot: Slot,
        /// The command.
        value: Value,
    } = "M4";
    /// The command waits already.
    AlreadyAsked {
        /// The command.
        value: Value,
    } = "M4";
    /// R4: an acceptor accepts at or above its promise.
    Accept {
        /// The proposal.
        entry: Entry,
        /// What it had accepted in this slot before.
        before: Option<Proposal>,
        /// What it had promised before.
        promised: Option<Ballot>,
    } = "PMS §2.2, phase 2b · R4";
    /// R4: the acceptance is on disk; it is sent.
    SendAccepted {
        /// The proposal.
        entry: Entry,
    } = "PMS §2.2, phase 2b · R4";
    /// R4′: a proposal below the promise is refused.
    RefuseAccept {
        /// The proposal.
        entry: Entry,
        /// The ballot promised.
        promised: Ballot,
    } = "PMS §2.2, P1a · R4′";
    /// R5: one more vote for a slot; no quorum yet.
    CountVote {
        /// The proposal.
        entry: Entry,
        /// Whose vote.
        acceptor: NodeId,
        /// Votes so far.
        have: usize,
        /// Votes needed.
        need: usize,
    } = "PMS §2.3 · R5";
    /// R5: the leader sees a slot's value chosen, and tells the others.
    SeeChosen {
        /// The proposal.
        entry: Entry,
    } = "PMS §2.3 · R5, M5";
    /// R5 declined: counted already, or of no use any more.
    LateVote {
        /// The proposal.
        entry: Entry,
    } = "R5";
    /// A replica is told what is chosen.
    Learn {
        /// The slots that are news to it, and what is chosen there.
        news: Vec<(Slot, Value)>,
    } = "PMS §2.3 · R5";
    /// It knew.
    KnownAlready {
        /// The first slot it was told of.
        first: Slot,
    } = "R5";
    /// M6: a replica executes a slot.
    Execute {
        /// The slot.
        slot: Slot,
        /// The command.
        value: Value,
        /// Whether it has executed this command before, so that it does nothing now.
        again: bool,
        /// The lowest slot that it passes over; none in the correct protocol.
        over: Option<Slot>,
    } = "PMS §3 · M6";
    /// M6: a slot is chosen, but not executed: a lower one is missing.
    Await {
        /// The slot.
        slot: Slot,
        /// The lowest slot missing.
        missing: Slot,
    } = "PMS §3 · M6";
    /// M7: a higher ballot is seen; the server leads no more, or tries no more.
    StepDown {
        /// Its ballot.
        ballot: Ballot,
        /// The ballot seen.
        higher: Ballot,
        /// Whether it led.
        led: bool,
    } = "PMS §3 · M7";
    /// M7 declined: a refusal of a ballot that is over.
    LateNack {
        /// The ballot.
        ballot: Ballot,
    } = "M7";
    /// R6: it has waited long enough and tries a higher ballot.
    TryHigher {
        /// The ballot given up.
        ballot: Ballot,
    } = "PMS §2.4 · R6";
    /// A server has waited for the leader and asks it once more.
    AskLeaderAgain {
        /// Whom it takes for the leader.
        leader: NodeId,
    } = "M7";
    /// M7: a server has waited for the leader in vain, and wants to lead.
    Suspect {
        /// Whom it took for the leader.
        leader: Option<NodeId>,
    } = "PMS §2.4 · M7";
    /// A leader has waited for votes and proposes the same once more.
    SendAgain {
        /// Its ballot.
        ballot: Ballot,
        /// The slots.
        slots: Vec<Slot>,
    } = "M4";
    /// M8: a replica asks for what it lacks.
    AskMissing {
        /// From this slot on.
        from: Slot,
        /// Whom.
        of: NodeId,
    } = "PMS §3 · M8";
    /// M8: a replica that was asked tells what it knows to be chosen.
    SendChosen {
        /// From this slot.
        first: Slot,
        /// To this one.
        last: Slot,
        /// Whom.
        to: NodeId,
    } = "PMS §3 · M8";
    /// M8 declined: it knows no more than who asks.
    NothingNewer {
        /// From this slot on.
        from: Slot,
    } = "M8";
    /// A leader says that it is there.
    SendHeartbeat {
        /// Its ballot.
        ballot: Ballot,
    } = "PMS §2.4 · M7";
    /// A server hears of its leader.
    HearHeartbeat {
        /// The leader's ballot.
        ballot: Ballot,
    } = "PMS §2.4 · M7";
    /// A server hears of a leader below its promise.
    RefuseHeartbeat {
        /// The leader's ballot.
        ballot: Ballot,
        /// The ballot promised.
        promised: Ballot,
    } = "M7";
    /// A client asks.
    Ask {
        /// For which command.
        value: Value,
        /// Whom.
        server: NodeId,
    } = "PMS §3";
    /// A client has waited in vain and asks the next server.
    AskNext {
        /// For which command.
        value: Value,
        /// Whom.
        server: NodeId,
    } = "PMS §3";
    /// A client is told that its command is executed.
    Answered {
        /// The command.
        value: Value,
    } = "PMS §3";
    /// A client is told so of a command it waits for no more.
    AnsweredAlready {
        /// The command.
        value: Value,
    } = "PMS §3";
    /// A node boots and reads its disk.
    Recover {
        /// The ballot an acceptor finds promised.
        promised: Option<Ballot>,
        /// In how many slots it finds something accepted.
        accepted: usize,
    } = "PMS §2.5";
}
