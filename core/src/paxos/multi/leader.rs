//! The leader: one phase 1 for all slots, then a round trip a command (M1 to M5, M7).
//!
//! Invariants: (1) a round is on disk before its ballot is used; (2) one value is sent for each
//! slot of a ballot; (3) it is the one of the highest ballot that a quorum of promises reports for
//! this slot, if there is one. Two servers may believe that they lead; ballots decide.

use alloc::vec::Vec;

use super::{
    Multi, Server,
    message::{Disk, Entry, Message, Record, Slot, Task, Timer, no_op},
    rule::Rule,
};
use crate::{
    kernel::{Cx, NodeId, NodeSet, Outbox, Span},
    paxos::{
        config::Bug,
        message::{Ballot, Proposal, Value},
        proposer::{grown, inherited},
    },
    sorted::SortedMap,
};

/// A server's memory as a leader, or as one who follows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leader {
    /// The highest round used or seen.
    pub round: u32,
    /// What it is doing.
    pub stage: Stage,
    /// Whom it takes for the leader, with the ballot in which it heard of it.
    pub follows: Option<(Ballot, NodeId)>,
    /// What it was asked for and has not executed.
    pub wishes: Vec<Wish>,
    /// How often it has tried since it last got somewhere; it waits the longer.
    pub attempts: u32,
    /// Whether it has asked the leader a second time for what it wants.
    pub asked_again: bool,
}

/// A command that somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wish {
    /// The command.
    pub value: Value,
    /// The clients that wait for it.
    pub clients: NodeSet,
    /// Whether another server asks for it, and minds it as well.
    pub forwarded: bool,
}

/// What a server is doing about leading.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It does not want to.
    Following,
    /// Its round is on the way to the disk.
    Saving {
        /// The ballot.
        ballot: Ballot,
    },
    /// Phase 1: it collects promises.
    Preparing {
        /// The ballot.
        ballot: Ballot,
        /// The first slot it asks about.
        from: Slot,
        /// Who promised, and what it had accepted there.
        promises: Vec<(NodeId, Vec<Entry>)>,
    },
    /// It leads.
    Leading {
        /// The ballot.
        ballot: Ballot,
        /// The next fresh slot.
        next: Slot,
        /// What is proposed and not chosen yet, and who has accepted it.
        pending: SortedMap<Slot, (Value, NodeSet)>,
    },
    /// It was refused, and waits: something is wanted of it.
    BackingOff {
        /// The ballot refused.
        ballot: Ballot,
    },
}

impl Leader {
    pub(super) fn boot(disk: &Disk) -> Self {
        let promised = disk.promised.map_or(0, |ballot| ballot.round);
        Self {
            round: disk.round.max(promised),
            stage: Stage::Following,
            follows: None,
            wishes: Vec::new(),
            attempts: 0,
            asked_again: false,
        }
    }

    /// The ballot in which it leads, or wants to.
    pub fn ballot(&self) -> Option<Ballot> {
        match &self.stage {
            Stage::Saving { ballot }
            | Stage::Preparing { ballot, .. }
            | Stage::Leading { ballot, .. } => Some(*ballot),
            Stage::Following | Stage::BackingOff { .. } => None,
        }
    }
}

impl Server {
    /// M1: somebody outside wants it to lead.
    pub(super) fn lead_now(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        match self.leader.ballot() {
            Some(ballot) => out.ignored(Rule::AlreadyAtWork { ballot }),
            None => self.start(cx, out),
        }
    }

    /// M1.
    pub(super) fn start(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        self.leader.round += 1;
        self.leader.follows = None;
        let ballot = cx.config.paxos.ballot(self.leader.round, cx.me);
        let from = self.replica.upto.next();
        out.applied(Rule::PickBallot { ballot, from });
        self.leader.stage = Stage::Saving { ballot };
        out.disarm(Timer::Retry);
        if cx.config.heartbeats.is_some() {
            out.disarm(Timer::Suspect);
        }
        let then = Some(Task::Prepare(ballot));
        out.write(Record::Round(self.leader.round), then);
    }

    /// M1: the round has reached the disk.
    pub(super) fn saved(&mut self, cx: Cx<'_, Multi>, ballot: Ballot, out: &mut Outbox<'_, Multi>) {
        if self.leader.stage != (Stage::Saving { ballot }) {
            return out.ignored(Rule::RoundTooLate { ballot });
        }
        let from = self.replica.upto.next();
        out.applied(Rule::SendPrepares { ballot, from });
        self.leader.stage = Stage::Preparing {
            ballot,
            from,
            promises: Vec::new(),
        };
        let wait = grown(
            cx.config.paxos.retry,
            self.leader.attempts.saturating_sub(1),
        );
        out.arm(Timer::Retry, wait);
        for server in cx.config.others(cx.me) {
            out.send(server, Message::Prepare { ballot, from });
        }
        self.promise(cx, cx.me, ballot, from, out);
    }

    /// M2: a promise.
    pub(super) fn promised(
        &mut self,
        cx: Cx<'_, Multi>,
        acceptor: NodeId,
        ballot: Ballot,
        accepted: Vec<Entry>,
        out: &mut Outbox<'_, Multi>,
    ) {
        let late = Rule::LatePromise { ballot };
        let Stage::Preparing {
            ballot: own,
            promises,
            ..
        } = &mut self.leader.stage
        else {
            return out.ignored(late);
        };
        if *own != ballot {
            return out.ignored(late);
        }
        if promises.iter().any(|(known, _)| *known == acceptor) {
            return out.ignored(Rule::SamePromise { ballot, acceptor });
        }
        promises.push((acceptor, accepted.clone()));
        let (have, need) = (promises.len(), cx.config.paxos.quorum());
        if have >= need {
            return self.lead(cx, out);
        }
        out.applied(Rule::CountPromise {
            ballot,
            acceptor,
            accepted,
            have,
            need,
        });
    }

    /// A quorum has promised: M2 and M3 for what was reported, then M4.
    fn lead(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        let stage = core::mem::replace(&mut self.leader.stage, Stage::Following);
        let Stage::Preparing {
            ballot,
            from,
            promises,
        } = stage
        else {
            return;
        };
        let mut reports: SortedMap<Slot, Vec<&Proposal>> = SortedMap::new();
        for entry in promises.iter().flat_map(|(_, accepted)| accepted) {
            reports.or_default(entry.slot).push(&entry.proposal);
        }
        let reported = reports.len();
        if cx.config.paxos.bugs.has(Bug::OwnCommandsFirst) {
            reports.clear();
        }
        let last = reports.keys().next_back().copied().unwrap_or_default();
        let top = last.max(self.replica.known);
        let mut old = Vec::new();
        for slot in (from.0..=top.0).map(Slot) {
            if self.replica.chosen.contains_key(&slot) {
                continue;
            }
            let reports = reports.get(&slot).map_or(&[][..], Vec::as_slice);
            let adopted = inherited(&cx.config.paxos, reports);
            let value = adopted
                .as_ref()
                .map_or_else(no_op, |known| known.value.clone());
            let proposal = Proposal { ballot, value };
            let entry = Entry { slot, proposal };
            out.applied(match adopted {
                Some(known) => Rule::Adopt {
                    entry: entry.clone(),
                    of: known.ballot,
                },
                None => Rule::FillGap { slot },
            });
            old.push(entry);
        }
        let next = top.next().max(from);
        self.leader.stage = Stage::Leading {
            ballot,
            next,
            pending: SortedMap::new(),
        };
        self.leader.follows = Some((ballot, cx.me));
        out.applied(Rule::Lead {
            ballot,
            next,
            reported,
        });
        out.disarm(Timer::Retry);
        for entry in old {
            self.propose(cx, entry, out);
        }
        self.fill(cx, out);
        self.mind_gaps(cx, out);
        if cx.config.heartbeats.is_some() {
            self.beat(cx, ballot, out);
        }
    }

    /// Phase 2a of one slot.
    fn propose(&mut self, cx: Cx<'_, Multi>, entry: Entry, out: &mut Outbox<'_, Multi>) {
        if let Stage::Leading { pending, .. } = &mut self.leader.stage {
            let value = entry.proposal.value.clone();
            pending.insert(entry.slot, (value, NodeSet::default()));
        }
        for server in cx.config.others(cx.me) {
            let entry = entry.clone();
            out.send(server, Message::Accept { entry });
        }
        self.accept_own(cx, entry, out);
        out.arm(Timer::Retry, self.patience(cx));
    }

    /// M4 and M5: proposes what is wanted, as far as α allows.
    pub(super) fn fill(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        while let Some(entry) = self.next_entry(cx.config.alpha) {
            out.applied(Rule::Propose {
                entry: entry.clone(),
            });
            self.propose(cx, entry, out);
        }
    }

    /// The next wish that is in no slot, in a fresh slot.
    fn next_entry(&mut self, alpha: u32) -> Option<Entry> {
        let Stage::Leading {
            ballot,
            next,
            pending,
        } = &mut self.leader.stage
        else {
            return None;
        };
        let replica = &self.replica;
        let fresh = |value: &Value| {
            replica.slot_of(value).is_none() && pending.values().all(|(known, _)| known != value)
        };
        let mut wishes = self.leader.wishes.iter().map(|wish| &wish.value);
        let value = wishes.find(|value| fresh(value))?.clone();
        let slot = *next;
        if slot.0 > replica.upto.0 + alpha {
            return None;
        }
        *next = slot.next();
        let ballot = *ballot;
        let proposal = Proposal { ballot, value };
        Some(Entry { slot, proposal })
    }

    /// R5 as the leader counts it.
    pub(super) fn accepted(
        &mut self,
        cx: Cx<'_, Multi>,
        acceptor: NodeId,
        entry: Entry,
        out: &mut Outbox<'_, Multi>,
    ) {
        let Stage::Leading {
            ballot, pending, ..
        } = &mut self.leader.stage
        else {
            return out.ignored(Rule::LateVote { entry });
        };
        let own = *ballot == entry.proposal.ballot;
        let counted = pending.get_mut(&entry.slot).filter(|_| own);
        let Some((value, votes)) = counted else {
            return out.ignored(Rule::LateVote { entry });
        };
        if !votes.insert(acceptor) {
            return out.ignored(Rule::LateVote { entry });
        }
        let (have, need) = (votes.len(), cx.config.paxos.quorum());
        if have < need {
            return out.applied(Rule::CountVote {
                entry,
                acceptor,
                have,
                need,
            });
        }
        let (slot, value) = (entry.slot, value.clone());
        self.leader.attempts = 0;
        out.applied(Rule::SeeChosen { entry });
        self.choose(cx, slot, value, out);
    }

    /// A leader that waits for no votes has nothing to send again.
    pub(super) fn rest(&mut self, out: &mut Outbox<'_, Multi>) {
        if let Stage::Leading { pending, .. } = &self.leader.stage
            && pending.is_empty()
        {
            out.disarm(Timer::Retry);
        }
    }

    /// A leader has waited for votes: the same once more, to those that have not accepted.
    pub(super) fn send_again(&mut self, cx: Cx<'_, Multi>, out: &mut Outbox<'_, Multi>) {
        let Stage::Leading {
            ballot, pending, ..
        } = &self.leader.stage
        else {
            return out.ignored(Rule::NothingToDo);
        };
        let ballot = *ballot;
        out.applied(Rule::SendAgain {
            ballot,
            slots: pending.keys().copied().collect(),
        });
        for (slot, (value, votes)) in pending.iter() {
            let value = value.clone();
            let proposal = Proposal { ballot, value };
            let (slot, missing) = (*slot, |server: &NodeId| !votes.contains(*server));
            let entry = Entry { slot, proposal };
            for server in cx.config.others(cx.me).filter(missing) {
                let entry = entry.clone();
                out.send(server, Message::Accept { entry });
            }
        }
        self.leader.attempts += 1;
        out.arm(Timer::Retry, self.patience(cx));
    }

    /// How long it waits, the longer the more often it has tried in vain.
    pub(super) fn patience(&self, cx: Cx<'_, Multi>) -> Span {
        grown(cx.config.paxos.retry, self.leader.attempts)
    }
}
