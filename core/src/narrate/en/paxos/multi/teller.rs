//! What a sentence may draw upon: the configuration, the node, and what happened in truth.

use alloc::{format, string::String, vec::Vec};

use crate::{
    kernel::{NodeId, StepIndex},
    paxos::{
        ballot_text,
        config::Bug,
        message::{Ballot, Value},
        multi::{
            config::Config,
            history::History,
            message::{Entry, Slot, is_no_op},
        },
    },
};

/// Tells the rules that acted at one node.
pub(super) struct Teller<'a> {
    pub(super) config: &'a Config,
    pub(super) me: &'a str,
    pub(super) node: NodeId,
    /// What happened in truth.
    pub(super) history: &'a History,
    /// This step, and the one that caused it.
    pub(super) since: [StepIndex; 2],
}

impl Teller<'_> {
    pub(super) fn name(&self, node: NodeId) -> &str {
        self.config.paxos.name(node)
    }

    pub(super) fn has(&self, bug: Bug) -> bool {
        self.config.paxos.bugs.has(bug)
    }

    pub(super) fn ballot(&self, ballot: &Ballot) -> String {
        ballot_text(&self.config.paxos, *ballot)
    }

    /// A command in a sentence.
    pub(super) fn command<'v>(&self, value: &'v Value) -> &'v str {
        match is_no_op(value) {
            true => "a no-op",
            false => &value.0,
        }
    }

    /// E.g. `B in slot 2`.
    pub(super) fn place(&self, slot: Slot, value: &Value) -> String {
        format!("{} in slot {}", self.command(value), slot.0)
    }

    /// E.g. `B in slot 2, ballot 1.s1`.
    pub(super) fn entry(&self, entry: &Entry) -> String {
        let place = self.place(entry.slot, &entry.proposal.value);
        format!("{place}, ballot {}", self.ballot(&entry.proposal.ballot))
    }

    /// E.g. `slot 1: C in ballot 2.s2; slot 2: B in ballot 1.s1`.
    pub(super) fn entries(&self, entries: &[Entry]) -> String {
        let told = entries.iter().map(|Entry { slot, proposal }| {
            let ballot = self.ballot(&proposal.ballot);
            format!("slot {}: {} in ballot {ballot}", slot.0, proposal.value.0)
        });
        told.collect::<Vec<_>>().join("; ")
    }

    /// Whether a proposal is chosen in truth, whatever the servers believe.
    pub(super) fn is_chosen(&self, entry: &Entry) -> bool {
        self.history.is_chosen(entry.slot, &entry.proposal.value)
    }

    /// What is told of a server that takes for chosen what is not.
    pub(super) fn mistaken(&self, slot: Slot, value: &Value) -> (String, String) {
        (
            format!(
                "{} takes {} for chosen in slot {}, but it is not.",
                self.me,
                self.command(value),
                slot.0
            ),
            "No majority has accepted it there in one and the same ballot: *another value may \
             still be chosen*."
                .into(),
        )
    }

    /// Whether it has answered any ballot in this run, whatever it remembers.
    pub(super) fn has_answered(&self) -> bool {
        let answered = self.history.answered.get(self.node.index());
        answered.is_some_and(Option::is_some)
    }
}
