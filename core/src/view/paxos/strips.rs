//! The rows of cells on a card.

use alloc::{format, string::String, vec::Vec};

use super::{Painter, parts};
use crate::{
    kernel::{NodeId, World},
    narrate::Term,
    paxos::{
        FILE_ACCEPTOR, Memory, Paxos, ballot_text,
        message::{Ballot, Proposal, Record, Value},
        proposer::Stage,
    },
    view::{CellView, Ink, StripView, Tone, node},
};

/// What the learners have learned. One that is down has told nobody anything it still knows.
pub(super) fn delivered(world: &World<Paxos>) -> Vec<StripView> {
    let config = world.config();
    let strip = |node: NodeId| {
        let memory = world.nodes()[node.index()].memory.as_deref();
        let learner = memory.and_then(|memory| memory.learner.as_ref());
        let learned = learner.and_then(|learner| learner.learned.as_ref());
        let cell = |value: &Value| CellView {
            text: value.0.as_ref().into(),
            ink: Ink::Decided,
            tone: Tone::Decided,
            changed: false,
        };
        StripView {
            label: config.name(node).into(),
            cells: learned.map(cell).into_iter().collect(),
            ..StripView::default()
        }
    };
    config.learners().map(strip).collect()
}

impl Painter<'_> {
    pub(super) fn strips(&self, id: NodeId) -> Vec<StripView> {
        let roles = self.config.roles(id);
        let memory = self.at(id).memory.as_deref();
        let mut strips = Vec::new();
        if roles.client {
            let client = memory.and_then(|memory| memory.client.as_ref());
            strips.push(parts::client_strip(client, self.language));
            return strips;
        }
        if roles.acceptor {
            strips.extend(self.acceptor_strips(id));
        }
        let learner = memory.and_then(|memory| memory.learner.as_ref());
        let learned = learner.and_then(|learner| learner.learned.as_ref());
        // A card has room for three rows: what is learned takes the place of what was wanted.
        if roles.learner && (learned.is_some() || !roles.proposer) {
            let text = learned.map(|value| value.0.as_ref().into());
            strips.push(self.strip(Term::Learned, text, Ink::Decided, Tone::Decided));
        } else if roles.proposer {
            strips.push(self.proposer_strip(memory));
        }
        strips
    }

    fn strip(&self, label: Term, text: Option<String>, ink: Ink, tone: Tone) -> StripView {
        parts::strip(self.say(label), text, ink, tone)
    }

    fn proposer_strip(&self, memory: Option<&Memory>) -> StripView {
        let proposer = memory.and_then(|memory| memory.proposer.as_ref());
        let text = |value: &crate::paxos::message::Value| Some(value.0.as_ref().into());
        match proposer.map(|proposer| &proposer.stage) {
            None | Some(Stage::Idle) => self.strip(Term::Wants, None, Ink::Memory, Tone::Lead),
            Some(
                Stage::Saving(attempt)
                | Stage::Preparing { attempt, .. }
                | Stage::BackingOff(attempt),
            ) => self.strip(Term::Wants, text(&attempt.own), Ink::Memory, Tone::Lead),
            Some(Stage::Accepting { value, .. }) => {
                self.strip(Term::Value, text(value), Ink::Memory, Tone::Lead)
            }
            Some(Stage::Done(value)) => {
                self.strip(Term::Chosen, text(value), Ink::Decided, Tone::Decided)
            }
        }
    }

    /// What an acceptor has promised and accepted; what is not on disk yet says so.
    fn acceptor_strips(&self, id: NodeId) -> [StripView; 2] {
        let node = self.at(id);
        let disk = &node.disk;
        let memory = node
            .memory
            .as_deref()
            .and_then(|memory| memory.acceptor.as_ref());
        let (promised, accepted) = match memory {
            Some(acceptor) => (acceptor.promised, acceptor.accepted.as_ref()),
            None => (disk.promised, disk.accepted.as_ref()),
        };
        let ink = |same: bool, waits: bool| match (same, waits) {
            (true, _) => Ink::Disk,
            (false, true) => Ink::Writing,
            (false, false) => Ink::Memory,
        };
        let waiting = node::waiting(&node.pending, FILE_ACCEPTOR);
        let ballot = |ballot: Ballot| ballot_text(self.config, ballot);
        let value =
            |proposal: &Proposal| format!("{} · {}", ballot(proposal.ballot), proposal.value.0);
        [
            self.strip(
                Term::Promised,
                promised.map(ballot),
                ink(disk.promised == promised, !waiting.is_empty()),
                Tone::Follow,
            ),
            self.strip(
                Term::Accepted,
                accepted.map(value),
                ink(
                    disk.accepted.as_ref() == accepted,
                    waiting
                        .iter()
                        .any(|record| matches!(record, Record::Accept(_))),
                ),
                Tone::Follow,
            ),
        ]
    }
}
