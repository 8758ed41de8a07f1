//! The proposer: ballots, promises counted, the value fixed, retreat and return (R1, R3, R6).
//!
//! Invariants: (1) a round is on disk before its ballot is used, so no ballot is used twice;
//! (2) one value is sent per ballot; (3) that value is the one of the highest ballot reported by a
//! quorum of promises, or the proposer's own if none was reported (P2c).

use alloc::vec::Vec;

use super::{
    Config, Paxos,
    config::Bug,
    message::{Ballot, Disk, Message, Proposal, Record, Task, Timer, Value},
    rule::Rule,
};
use crate::{
    kernel::{Cx, NodeId, NodeSet, Outbox, Span},
    sorted::SortedMap,
};

/// A proposer's memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Proposer {
    /// The highest round used or seen.
    pub round: u32,
    /// What it is doing.
    pub stage: Stage,
    /// Clients that wait for its answer.
    pub waiting: NodeSet,
}

/// What a proposer is doing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nothing was asked of it.
    Idle,
    /// Its round is on the way to the disk.
    Saving(Attempt),
    /// Phase 1: it collects promises.
    Preparing {
        /// The ballot.
        attempt: Attempt,
        /// Who promised, and what it had accepted.
        promises: Vec<(NodeId, Option<Proposal>)>,
    },
    /// Phase 2: it collects acceptances.
    Accepting {
        /// The ballot.
        attempt: Attempt,
        /// The value fixed for this ballot.
        value: Value,
        /// Who accepted.
        votes: NodeSet,
    },
    /// It was refused, and waits.
    BackingOff(Attempt),
    /// It knows what is chosen.
    Done(Value),
}

/// One ballot of a proposer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// The ballot.
    pub ballot: Ballot,
    /// The value it would like.
    pub own: Value,
    /// How many attempts went before.
    pub nth: u32,
}

impl Proposer {
    pub(super) fn boot(disk: &Disk) -> Self {
        Self {
            round: disk.round,
            stage: Stage::Idle,
            waiting: NodeSet::default(),
        }
    }

    /// The ballot it is working on.
    pub fn attempt(&self) -> Option<&Attempt> {
        match &self.stage {
            Stage::Saving(attempt)
            | Stage::Preparing { attempt, .. }
            | Stage::Accepting { attempt, .. }
            | Stage::BackingOff(attempt) => Some(attempt),
            Stage::Idle | Stage::Done(_) => None,
        }
    }

    /// R1 on a wish from outside.
    pub(super) fn wish(
        &mut self,
        cx: Cx<'_, Paxos>,
        value: Value,
        client: Option<NodeId>,
        out: &mut Outbox<'_, Paxos>,
    ) {
        if let Stage::Done(value) = &self.stage {
            if let Some(client) = client {
                out.send(
                    client,
                    Message::Learn {
                        value: value.clone(),
                    },
                );
            }
            return out.applied(Rule::AlreadyChosen {
                value: value.clone(),
            });
        }
        if let Some(client) = client {
            self.waiting.insert(client);
        }
        match self.attempt() {
            Some(attempt) => out.ignored(Rule::AlreadyAtWork {
                ballot: attempt.ballot,
            }),
            None => self.start(cx, value, 0, out),
        }
    }

    fn start(&mut self, cx: Cx<'_, Paxos>, own: Value, nth: u32, out: &mut Outbox<'_, Paxos>) {
        self.round += 1;
        let ballot = cx.config.ballot(self.round, cx.me);
        out.applied(Rule::PickBallot {
            ballot,
            value: own.clone(),
        });
        self.stage = Stage::Saving(Attempt { ballot, own, nth });
        out.disarm(Timer::Retry);
        out.write(Record::Round(self.round), Some(Task::Prepare(ballot)));
    }

    /// R1: the round has reached the disk.
    pub(super) fn saved(&mut self, cx: Cx<'_, Paxos>, ballot: Ballot, out: &mut Outbox<'_, Paxos>) {
        let Stage::Saving(attempt) = &self.stage else {
            return out.ignored(Rule::NothingToDo);
        };
        if attempt.ballot != ballot {
            return out.ignored(Rule::NothingToDo);
        }
        out.arm(Timer::Retry, grown(cx.config.retry, attempt.nth));
        self.stage = Stage::Preparing {
            attempt: attempt.clone(),
            promises: Vec::new(),
        };
        out.applied(Rule::SendPrepares { ballot });
        for acceptor in cx.config.acceptors() {
            out.send(acceptor, Message::Prepare { ballot });
        }
    }

    /// R3.
    pub(super) fn promised(
        &mut self,
        cx: Cx<'_, Paxos>,
        acceptor: NodeId,
        ballot: Ballot,
        accepted: Option<Proposal>,
        out: &mut Outbox<'_, Paxos>,
    ) {
        let Stage::Preparing { attempt, promises } = &mut self.stage else {
            return out.ignored(Rule::LatePromise { ballot });
        };
        if attempt.ballot != ballot {
            return out.ignored(Rule::LatePromise { ballot });
        }
        if promises.iter().any(|(known, _)| *known == acceptor) {
            return out.ignored(Rule::SamePromise { ballot, acceptor });
        }
        promises.push((acceptor, accepted.clone()));
        let (have, need) = (promises.len(), cx.config.quorum());
        if have < need {
            return out.applied(Rule::CountPromise {
                ballot,
                acceptor,
                accepted,
                have,
                need,
            });
        }
        let reported: Vec<&Proposal> = (promises.iter())
            .filter_map(|(_, accepted)| accepted.as_ref())
            .collect();
        let reported = inherited(cx.config, &reported);
        let value = reported
            .as_ref()
            .map_or(&attempt.own, |proposal| &proposal.value)
            .clone();
        let adopted = reported.map(|proposal| proposal.ballot);
        out.applied(Rule::FixValue {
            ballot,
            value: value.clone(),
            adopted,
        });
        out.arm(Timer::Retry, grown(cx.config.retry, attempt.nth));
        let attempt = attempt.clone();
        for acceptor in cx.config.acceptors() {
            let proposal = Proposal {
                ballot,
                value: value.clone(),
            };
            out.send(acceptor, Message::Accept { proposal });
        }
        self.stage = Stage::Accepting {
            attempt,
            value,
            votes: NodeSet::default(),
        };
    }

    /// R5 as the proposer sees it: its own ballot is chosen.
    pub(super) fn accepted(
        &mut self,
        cx: Cx<'_, Paxos>,
        acceptor: NodeId,
        proposal: &Proposal,
        out: &mut Outbox<'_, Paxos>,
    ) {
        let late = Rule::LateVote {
            proposal: proposal.clone(),
        };
        let Stage::Accepting {
            attempt,
            value,
            votes,
        } = &mut self.stage
        else {
            return out.ignored(late);
        };
        if attempt.ballot != proposal.ballot || !votes.insert(acceptor) {
            return out.ignored(late);
        }
        let (have, need) = (votes.len(), cx.config.quorum());
        if have < need {
            let proposal = proposal.clone();
            return out.applied(Rule::CountVote {
                proposal,
                acceptor,
                have,
                need,
            });
        }
        let value = value.clone();
        out.applied(Rule::SeeChosen {
            proposal: proposal.clone(),
        });
        out.disarm(Timer::Retry);
        for client in core::mem::take(&mut self.waiting).iter() {
            out.send(
                client,
                Message::Learn {
                    value: value.clone(),
                },
            );
        }
        self.stage = Stage::Done(value);
    }

    /// R6 on a refusal.
    pub(super) fn refused(
        &mut self,
        cx: Cx<'_, Paxos>,
        ballot: Ballot,
        promised: Ballot,
        out: &mut Outbox<'_, Paxos>,
    ) {
        self.round = self.round.max(promised.round);
        let at_work = match &self.stage {
            Stage::Preparing { attempt, .. } | Stage::Accepting { attempt, .. } => Some(attempt),
            Stage::Idle | Stage::Saving(_) | Stage::BackingOff(_) | Stage::Done(_) => None,
        };
        match at_work {
            Some(attempt) if attempt.ballot == ballot => {
                out.applied(Rule::BackOff { ballot, promised });
                out.arm(Timer::Retry, grown(cx.config.backoff, attempt.nth));
                self.stage = Stage::BackingOff(attempt.clone());
            }
            Some(_) | None => out.ignored(Rule::LateNack { ballot }),
        }
    }

    /// R6: the wait is over.
    pub(super) fn retry(&mut self, cx: Cx<'_, Paxos>, out: &mut Outbox<'_, Paxos>) {
        match self.attempt().cloned() {
            Some(attempt) => {
                out.applied(Rule::TryHigher {
                    ballot: attempt.ballot,
                });
                self.start(cx, attempt.own, attempt.nth + 1, out);
            }
            None => out.ignored(Rule::NothingToDo),
        }
    }
}

/// The proposal that binds the proposer, of those that a quorum of promises reports.
pub(super) fn inherited(config: &Config, reported: &[&Proposal]) -> Option<Proposal> {
    if config.bugs.has(Bug::MostSupportedValue) {
        let mut counts: SortedMap<&Value, (usize, Ballot)> = SortedMap::new();
        for proposal in reported {
            let seen = counts
                .get(&&proposal.value)
                .copied()
                .unwrap_or((0, proposal.ballot));
            counts.insert(&proposal.value, (seen.0 + 1, seen.1.max(proposal.ballot)));
        }
        let most = counts
            .entries()
            .iter()
            .max_by_key(|(_, (count, _))| *count)?;
        return Some(Proposal {
            ballot: most.1.1,
            value: most.0.clone(),
        });
    }
    let highest = reported.iter().max_by_key(|proposal| proposal.ballot)?;
    Some(Proposal::clone(highest))
}

/// A time-out that doubles with each attempt, at most 32 times.
pub(super) fn grown(span: Span, nth: u32) -> Span {
    let factor = 1 << nth.min(5);
    Span {
        min: span.min * factor,
        max: span.max * factor,
    }
}
