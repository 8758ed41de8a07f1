//! The acceptor: one promise for all slots, an acceptance for each, on disk before they are
//! answered (R2, R4). A server's own acceptor answers it without a message.
//!
//! Invariants: those of Paxos, in each slot.

use alloc::vec::Vec;

use super::{
    Config, Multi, Server,
    message::{Disk, Entry, Message, Record, Slot, Task},
    rule::Rule,
};
use crate::{
    kernel::{Cx, NodeId, Outbox},
    paxos::{
        acceptor::{empty, save},
        config::Bug,
        message::{Ballot, Proposal},
    },
    sorted::SortedMap,
};

/// An acceptor's memory. It may be ahead of the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Acceptor {
    /// The highest ballot promised, for all slots.
    pub promised: Option<Ballot>,
    /// What it accepted last in each slot.
    pub accepted: SortedMap<Slot, Proposal>,
}

/// What an acceptor had before it accepted something.
struct Before {
    accepted: Option<Proposal>,
    promised: Option<Ballot>,
}

impl Acceptor {
    pub(super) fn boot(config: &Config, disk: &Disk) -> Self {
        if config.paxos.bugs.has(Bug::Amnesia) {
            return Self::default();
        }
        Self {
            promised: disk.promised,
            accepted: disk.accepted.clone(),
        }
    }

    /// What it has accepted from a slot on.
    fn accepted_from(&self, config: &Config, from: Slot) -> Vec<Entry> {
        let entry = |slot, proposal| Entry { slot, proposal };
        if config.paxos.bugs.has(Bug::EmptyAsValue) {
            let last = self.accepted.keys().next_back().copied();
            let slots = (from.0..=last.unwrap_or_default().0).map(Slot);
            let report = |slot| self.accepted.get(&slot).cloned().unwrap_or_else(empty);
            return slots.map(|slot| entry(slot, report(slot))).collect();
        }
        let accepted = self.accepted.entries().iter();
        accepted
            .filter(|(slot, _)| *slot >= from)
            .map(|(slot, proposal)| entry(*slot, proposal.clone()))
            .collect()
    }

    /// R4, or the promise that forbids it (R4′).
    fn take(&mut self, config: &Config, entry: &Entry) -> Result<Before, Ballot> {
        let ballot = entry.proposal.ballot;
        let checked = !config.paxos.bugs.has(Bug::NoPromiseCheck);
        if let Some(promised) = self
            .promised
            .filter(|promised| checked && ballot < *promised)
        {
            return Err(promised);
        }
        Ok(Before {
            promised: self.promised.replace(ballot),
            accepted: self.accepted.insert(entry.slot, entry.proposal.clone()),
        })
    }
}

impl Server {
    /// R2 and R2′.
    pub(super) fn prepare(
        &mut self,
        cx: Cx<'_, Multi>,
        from: NodeId,
        ballot: Ballot,
        first: Slot,
        out: &mut Outbox<'_, Multi>,
    ) {
        match self.acceptor.promised {
            Some(promised) if ballot < promised => {
                out.applied(Rule::RefusePrepare { ballot, promised });
                return out.send(from, Message::Nack { ballot, promised });
            }
            Some(promised) if ballot == promised => {
                let mut known = self.acceptor.accepted.values();
                let accepted = known.any(|proposal| proposal.ballot == ballot);
                out.applied(Rule::PromiseAgain { ballot, accepted });
            }
            before => out.applied(Rule::Promise { ballot, before }),
        }
        self.promise(cx, from, ballot, first, out);
        self.follow(cx, from, ballot, out);
    }

    /// Promises, and writes that down.
    pub(super) fn promise(
        &mut self,
        cx: Cx<'_, Multi>,
        to: NodeId,
        ballot: Ballot,
        first: Slot,
        out: &mut Outbox<'_, Multi>,
    ) {
        self.acceptor.promised = Some(ballot);
        let accepted = self.acceptor.accepted_from(cx.config, first);
        let answer = Task::Promise(to, ballot, accepted);
        save(&cx.config.paxos, Record::Promise(ballot), answer, out);
    }

    /// R4 and R4′.
    pub(super) fn accept(
        &mut self,
        cx: Cx<'_, Multi>,
        from: NodeId,
        entry: Entry,
        out: &mut Outbox<'_, Multi>,
    ) {
        let ballot = entry.proposal.ballot;
        match self.acceptor.take(cx.config, &entry) {
            Ok(Before { accepted, promised }) => {
                out.applied(Rule::Accept {
                    entry: entry.clone(),
                    before: accepted,
                    promised,
                });
                let answer = Task::Accepted(from, entry.clone());
                save(&cx.config.paxos, Record::Accept(entry), answer, out);
                self.follow(cx, from, ballot, out);
            }
            Err(promised) => {
                out.applied(Rule::RefuseAccept { entry, promised });
                out.send(from, Message::Nack { ballot, promised });
            }
        }
    }

    /// Its own acceptor accepts what it proposes.
    pub(super) fn accept_own(
        &mut self,
        cx: Cx<'_, Multi>,
        entry: Entry,
        out: &mut Outbox<'_, Multi>,
    ) {
        if self.acceptor.take(cx.config, &entry).is_ok() {
            let answer = Task::Accepted(cx.me, entry.clone());
            save(&cx.config.paxos, Record::Accept(entry), answer, out);
        }
    }

    /// R2: the promise is on disk.
    pub(super) fn send_promise(
        &mut self,
        cx: Cx<'_, Multi>,
        to: NodeId,
        ballot: Ballot,
        accepted: Vec<Entry>,
        out: &mut Outbox<'_, Multi>,
    ) {
        if to == cx.me {
            return self.promised(cx, to, ballot, accepted, out);
        }
        out.applied(Rule::SendPromise {
            ballot,
            accepted: accepted.clone(),
        });
        out.send(to, Message::Promise { ballot, accepted });
    }

    /// R4: the acceptance is on disk.
    pub(super) fn send_accepted(
        &mut self,
        cx: Cx<'_, Multi>,
        to: NodeId,
        entry: Entry,
        out: &mut Outbox<'_, Multi>,
    ) {
        if to == cx.me {
            return self.accepted(cx, to, entry, out);
        }
        out.applied(Rule::SendAccepted {
            entry: entry.clone(),
        });
        out.send(to, Message::Accepted { entry });
    }
}
