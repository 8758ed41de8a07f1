//! What has happened to one decree: who voted for what, what is chosen, and whether every ballot
//! was bound to propose what it did. Paxos has one, a log has one for each slot.
//!
//! A vote counts from the moment it is on an acceptor's disk or is answered, whichever is first; a
//! value is chosen when a majority of acceptors has voted for it in one ballot, whatever the nodes
//! believe.

use alloc::{vec, vec::Vec};

use super::{
    Config,
    message::{Ballot, Proposal, Value},
};
use crate::{
    kernel::{NodeId, NodeSet, StepIndex},
    sorted::SortedMap,
};

/// How many of the highest ballots are remembered for each question. Older ones are forgotten, so
/// that history does not grow with the run; in the correct protocol they decide nothing any more.
const BALLOTS_MAX: usize = 48;

/// A value once chosen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chosen {
    /// In which ballot, and what.
    pub proposal: Proposal,
    /// By which step.
    pub step: StepIndex,
}

/// The history of one decree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Decree {
    /// The value sent in each ballot's phase 2, with the step.
    pub issued: SortedMap<Ballot, (Value, StepIndex)>,
    /// Who voted for each proposal.
    pub voters: SortedMap<Proposal, NodeSet>,
    /// What each acceptor voted for, by its index.
    votes: Vec<SortedMap<Ballot, Value>>,
    /// The first choice, and the first that differs from it.
    pub chosen: Vec<Chosen>,
    /// The first second value in one ballot: the first step and the second.
    pub ballot_reused: Option<(StepIndex, StepIndex)>,
    /// The first ballot that sent a value which P2c forbids: when it was sent, when it was seen.
    pub unsafe_value: Option<(StepIndex, StepIndex)>,
    /// Ballots up to this one are no longer judged: votes below them have been forgotten.
    horizon: Option<Ballot>,
}

impl Decree {
    /// How many acceptors have voted for a proposal.
    pub fn votes_for(&self, proposal: &Proposal) -> usize {
        self.voters.get(proposal).map_or(0, |voters| voters.len())
    }

    /// Whether a value is chosen.
    pub fn has_chosen(&self, value: &Value) -> bool {
        (self.chosen.iter()).any(|chosen| chosen.proposal.value == *value)
    }

    /// A ballot's value is sent to the acceptors.
    pub(super) fn issue(&mut self, config: &Config, proposal: &Proposal, step: StepIndex) {
        match self.issued.get(&proposal.ballot) {
            Some((value, first)) => {
                if *value != proposal.value {
                    self.ballot_reused.get_or_insert((*first, step));
                }
            }
            None => {
                self.issued
                    .insert(proposal.ballot, (proposal.value.clone(), step));
                if self.issued.len() > BALLOTS_MAX {
                    self.issued.pop_first();
                }
                self.judge_value(config, proposal, step, step);
            }
        }
    }

    /// An acceptor votes.
    pub(super) fn vote(
        &mut self,
        config: &Config,
        node: NodeId,
        proposal: &Proposal,
        step: StepIndex,
    ) {
        let voters = self.voters.or_default(proposal.clone());
        if !voters.insert(node) {
            return;
        }
        let reached = voters.len() == config.majority();
        if self.voters.len() > BALLOTS_MAX {
            self.voters.pop_first();
        }
        if self.votes.is_empty() {
            self.votes = vec![SortedMap::new(); config.members.len()];
        }
        let votes = &mut self.votes[node.index()];
        votes.insert(proposal.ballot, proposal.value.clone());
        if votes.len() > BALLOTS_MAX {
            votes.pop_first();
            self.horizon = self.horizon.max(votes.keys().next().copied());
        }
        let differs = self
            .chosen
            .first()
            .is_none_or(|first| first.proposal.value != proposal.value);
        if reached && differs && self.chosen.len() < 2 {
            self.chosen.push(Chosen {
                proposal: proposal.clone(),
                step,
            });
        }
        let later: Vec<_> = (self.issued.entries().iter())
            .filter(|(ballot, _)| *ballot > proposal.ballot)
            .map(|(ballot, (value, issued))| (*ballot, value.clone(), *issued))
            .collect();
        for (ballot, value, issued) in later {
            self.judge_value(config, &Proposal { ballot, value }, issued, step);
        }
    }

    /// P2c for one issued proposal: some majority has accepted nothing below it, or the highest
    /// proposal below it that this majority has accepted has its value.
    fn judge_value(&mut self, config: &Config, at: &Proposal, issued: StepIndex, step: StepIndex) {
        if self.unsafe_value.is_some() || Some(at.ballot) <= self.horizon {
            return;
        }
        let below = |node: NodeId| {
            let votes = self.votes.get(node.index())?;
            let last = votes.rank(&at.ballot).checked_sub(1)?;
            votes
                .entries()
                .get(last)
                .map(|(ballot, value)| (ballot, value))
        };
        let majority = config.majority();
        let silent = config
            .acceptors()
            .filter(|node| below(*node).is_none())
            .count();
        let supported = config
            .acceptors()
            .filter_map(below)
            .any(|(highest, value)| {
                *value == at.value
                    && majority
                        <= (config.acceptors())
                            .filter(|node| below(*node).is_none_or(|(ballot, _)| ballot <= highest))
                            .count()
            });
        if silent < majority && !supported {
            self.unsafe_value = Some((issued, step));
        }
    }
}
