//! The acceptor: promises and acceptances, on disk before they are answered (R2, R4).
//!
//! Invariants: (1) `promised` never falls; (2) the ballot of `accepted` is at most `promised`;
//! (3) whatever was answered is on disk.

use super::{
    Config, Paxos,
    config::Bug,
    message::{Ballot, Disk, Message, Proposal, Record, Task, Value},
    rule::Rule,
};
use crate::kernel::{Cx, NodeId, NodeSet, Outbox, Protocol};

/// An acceptor's memory. It may be ahead of the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acceptor {
    /// The highest ballot promised.
    pub promised: Option<Ballot>,
    /// What it accepted last.
    pub accepted: Option<Proposal>,
}

impl Acceptor {
    pub(super) fn boot(config: &Config, disk: &Disk) -> Self {
        if config.bugs.has(Bug::Amnesia) {
            return Self::default();
        }
        Self {
            promised: disk.promised,
            accepted: disk.accepted.clone(),
        }
    }

    /// R2 and R2′.
    pub(super) fn prepare(
        &mut self,
        cx: Cx<'_, Paxos>,
        from: NodeId,
        ballot: Ballot,
        out: &mut Outbox<'_, Paxos>,
    ) {
        match self.promised {
            Some(promised) if ballot < promised => {
                out.applied(Rule::RefusePrepare { ballot, promised });
                return refuse(cx, from, ballot, promised, out);
            }
            Some(promised) if ballot == promised => {
                let accepted = self
                    .accepted
                    .as_ref()
                    .is_some_and(|known| known.ballot == ballot);
                out.applied(Rule::PromiseAgain { ballot, accepted });
            }
            before => {
                self.promised = Some(ballot);
                out.applied(Rule::Promise { ballot, before });
            }
        }
        let task = Task::Promise(from, ballot, self.accepted.clone());
        save(cx.config, Record::Promise(ballot), task, out);
    }

    /// R4 and R4′.
    pub(super) fn accept(
        &mut self,
        cx: Cx<'_, Paxos>,
        from: NodeId,
        proposal: Proposal,
        out: &mut Outbox<'_, Paxos>,
    ) {
        let ballot = proposal.ballot;
        let checked = !cx.config.bugs.has(Bug::NoPromiseCheck);
        if let Some(promised) = self
            .promised
            .filter(|promised| checked && ballot < *promised)
        {
            out.applied(Rule::RefuseAccept { proposal, promised });
            return refuse(cx, from, ballot, promised, out);
        }
        let before = self.accepted.replace(proposal.clone());
        self.promised = Some(ballot);
        out.applied(Rule::Accept {
            proposal: proposal.clone(),
            before,
        });
        save(
            cx.config,
            Record::Accept(proposal.clone()),
            Task::Accepted(from, proposal),
            out,
        );
    }
}

/// Writes, and answers once the write is on disk.
pub(super) fn save<P: Protocol>(
    config: &Config,
    record: P::Record,
    answer: P::Task,
    out: &mut Outbox<'_, P>,
) {
    if config.bugs.has(Bug::AnswerBeforeFlush) {
        out.write(record, None);
        return out.run(answer);
    }
    out.write(record, Some(answer));
}

fn refuse(
    cx: Cx<'_, Paxos>,
    to: NodeId,
    ballot: Ballot,
    promised: Ballot,
    out: &mut Outbox<'_, Paxos>,
) {
    if cx.config.nacks {
        out.send(to, Message::Nack { ballot, promised });
    }
}

/// R2: the promise is on disk.
pub(super) fn send_promise(
    cx: Cx<'_, Paxos>,
    to: NodeId,
    ballot: Ballot,
    accepted: Option<Proposal>,
    out: &mut Outbox<'_, Paxos>,
) {
    out.applied(Rule::SendPromise {
        ballot,
        accepted: accepted.clone(),
    });
    let accepted = accepted.or_else(|| cx.config.bugs.has(Bug::EmptyAsValue).then(empty));
    out.send(to, Message::Promise { ballot, accepted });
}

/// What an acceptor that mistakes an empty register for a value reports.
pub(super) fn empty() -> Proposal {
    Proposal {
        ballot: Ballot {
            round: 0,
            proposer: NodeId(0),
        },
        value: Value("nil".into()),
    }
}

/// R4: the acceptance is on disk. The learners are told, and the proposer.
pub(super) fn send_accepted(
    cx: Cx<'_, Paxos>,
    to: NodeId,
    proposal: &Proposal,
    out: &mut Outbox<'_, Paxos>,
) {
    out.applied(Rule::SendAccepted {
        proposal: proposal.clone(),
    });
    let mut told = NodeSet::default();
    for node in cx.config.learners().chain([to]) {
        if told.insert(node) {
            out.send(
                node,
                Message::Accepted {
                    proposal: proposal.clone(),
                },
            );
        }
    }
}
