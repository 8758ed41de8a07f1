//! What a sentence may draw upon: the configuration, the node, and what happened in truth.

use alloc::{format, string::String};

use crate::kernel::{NodeId, StepIndex};
use crate::paxos::{
    ballot_text,
    config::{Bug, Config},
    message::{Ballot, Proposal},
    property::History,
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
    pub(super) fn ballot(&self, ballot: Ballot) -> String {
        ballot_text(self.config, ballot)
    }

    pub(super) fn accepted(&self, proposal: &Proposal) -> String {
        format!(
            "{} in ballot {}",
            proposal.value.0,
            self.ballot(proposal.ballot)
        )
    }

    /// Whether the value is chosen in truth, whatever the node believes.
    pub(super) fn is_chosen(&self, proposal: &Proposal) -> bool {
        self.history.decree.has_chosen(&proposal.value)
    }

    /// What is told of a node that takes for chosen what is not.
    pub(super) fn mistaken(&self, proposal: &Proposal) -> (String, String) {
        (
            format!(
                "{} takes {} for chosen, but it is not.",
                self.me, proposal.value.0
            ),
            "No majority has accepted it in one and the same ballot: *another value may still be \
             chosen*."
                .into(),
        )
    }

    /// Whether it has answered any ballot in this run, whatever it remembers.
    pub(super) fn has_answered(&self) -> bool {
        self.history
            .answered
            .get(self.node.index())
            .is_some_and(Option::is_some)
    }

    /// Whether it is an acceptor that ignores its disk.
    pub(super) fn forgets(&self) -> bool {
        self.config.bugs.has(Bug::Amnesia) && self.config.roles(self.node).acceptor
    }

    /// Whether acceptors answer before their disks do.
    pub(super) fn answers_early(&self) -> bool {
        self.config.bugs.has(Bug::AnswerBeforeFlush)
    }

    /// How many acceptors have voted for a proposal.
    pub(super) fn votes(&self, proposal: &Proposal) -> usize {
        self.history.decree.votes_for(proposal)
    }

    /// An acceptance goes out: what it means depends on how many there are.
    pub(super) fn has_accepted(&self, proposal: &Proposal) -> (String, String) {
        let (me, said) = (self.me, self.accepted(proposal));
        let mut chosen = self.history.decree.chosen.iter();
        let choice = chosen.find(|chosen| chosen.proposal == *proposal);
        let Some(choice) = choice else {
            return (
                format!("{me} has accepted {said}."),
                "It is on disk, and the learners are told. It is chosen when *a majority* has \
                 accepted it in this ballot."
                    .into(),
            );
        };
        if !self.since.contains(&choice.step) {
            return (
                format!("{me} has accepted {said}."),
                "It is on disk, and the learners are told. A majority had accepted it before: it \
                 is chosen already."
                    .into(),
            );
        }
        let detail = if self.history.decree.chosen.len() > 1 {
            "A majority has it on disk in this ballot, *although another value was chosen before*."
        } else {
            "A majority has it on disk in this ballot. *Nobody has counted it yet*, but no later \
             ballot can choose anything else."
        };
        (
            format!(
                "{me} has accepted {said}. That makes {} chosen.",
                proposal.value.0
            ),
            detail.into(),
        )
    }
}
