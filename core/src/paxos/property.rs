//! What must hold of Paxos, judged from a history that the nodes cannot see.
//!
//! Source: Lamport, "Paxos Made Simple" (2001), §2. A vote counts from the moment it is on an
//! acceptor's disk or is answered, whichever is first; a value is chosen when a majority of
//! acceptors has voted for it in one ballot, whatever the nodes believe.

use alloc::{vec, vec::Vec};

use super::{
    Config, Paxos,
    message::{Ballot, Message, Proposal, Record, Request, Value},
};
use crate::{
    kernel::{
        Choice, Effect, Evidence, Expect, NodeId, NodeSet, Nodes, Property, Step, StepIndex,
        Verdict, World,
    },
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

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// Values asked for.
    pub asked: Vec<Value>,
    /// The value sent in each ballot's phase 2, with the step.
    pub issued: SortedMap<Ballot, (Value, StepIndex)>,
    /// Who voted for each proposal.
    pub voters: SortedMap<Proposal, NodeSet>,
    /// What each acceptor voted for, by its index.
    pub votes: Vec<SortedMap<Ballot, Value>>,
    /// The highest ballot each acceptor has answered, by its index.
    pub answered: Vec<Option<Ballot>>,
    /// The first choice, and the first that differs from it.
    pub chosen: Vec<Chosen>,
    /// Whether a learner has learned.
    pub learned: bool,
    /// The first breach of each kind.
    pub breaches: Breaches,
    /// Ballots up to this one are no longer judged: votes below them have been forgotten.
    pub horizon: Option<Ballot>,
}

/// The first breach of each property that is judged as things happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Breaches {
    /// A second value in one ballot: the first step and the second.
    pub ballot_reused: Option<(StepIndex, StepIndex)>,
    /// A value that nobody asked for was sent.
    pub invented: Option<StepIndex>,
    /// An acceptor fell below what it had answered.
    pub forgotten: Option<(NodeId, StepIndex)>,
    /// A ballot sent a value that P2c forbids.
    pub unsafe_value: Option<(StepIndex, StepIndex)>,
    /// A learner learned what was not chosen.
    pub learned_falsely: Option<(NodeId, StepIndex)>,
}

impl History {
    pub(super) fn observe(&mut self, config: &Config, step: &Step<Paxos>, after: &Nodes<Paxos>) {
        if self.votes.is_empty() {
            self.votes = vec![SortedMap::new(); after.len()];
            self.answered = vec![None; after.len()];
        }
        if let Choice::Submit {
            request: Request::Propose(value) | Request::Ask(value, _),
            ..
        } = &step.choice
            && !self.asked.contains(value)
        {
            self.asked.push(value.clone());
        }
        if let Effect::Flushed { node, records, .. } = &step.effect {
            for record in records {
                if let Record::Accept(proposal) = record {
                    self.vote(config, *node, proposal, step.index);
                }
            }
        }
        for (id, message) in step.messages() {
            match message {
                Message::Accept { proposal } => self.issue(config, proposal, step.index),
                Message::Accepted { proposal } => {
                    self.vote(config, id.from, proposal, step.index);
                    self.answer(id.from, proposal.ballot);
                }
                Message::Promise { ballot, .. } => self.answer(id.from, *ballot),
                Message::Ask { .. }
                | Message::Prepare { .. }
                | Message::Nack { .. }
                | Message::Learn { .. } => {}
            }
        }
        if let Some(node) = step.node() {
            self.judge_node(node, step.index, after);
        }
    }

    fn answer(&mut self, acceptor: NodeId, ballot: Ballot) {
        let highest = &mut self.answered[acceptor.index()];
        *highest = (*highest).max(Some(ballot));
    }

    fn issue(&mut self, config: &Config, proposal: &Proposal, step: StepIndex) {
        if !self.asked.contains(&proposal.value) {
            self.breaches.invented.get_or_insert(step);
        }
        match self.issued.get(&proposal.ballot) {
            Some((value, first)) => {
                if *value != proposal.value {
                    self.breaches.ballot_reused.get_or_insert((*first, step));
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

    fn vote(&mut self, config: &Config, node: NodeId, proposal: &Proposal, step: StepIndex) {
        let voters = self.voters.or_default(proposal.clone());
        if !voters.insert(node) {
            return;
        }
        let reached = voters.len() == config.majority();
        if self.voters.len() > BALLOTS_MAX {
            self.voters.pop_first();
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
        if self.breaches.unsafe_value.is_some() || Some(at.ballot) <= self.horizon {
            return;
        }
        let below = |node: NodeId| {
            let votes = &self.votes[node.index()];
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
            self.breaches.unsafe_value = Some((issued, step));
        }
    }

    fn judge_node(&mut self, node: NodeId, step: StepIndex, after: &Nodes<Paxos>) {
        let Some(memory) = &after[node.index()].memory else {
            return;
        };
        if let Some(acceptor) = &memory.acceptor {
            let accepted = acceptor.accepted.as_ref().map(|proposal| proposal.ballot);
            if acceptor.promised < self.answered[node.index()] || accepted > acceptor.promised {
                self.breaches.forgotten.get_or_insert((node, step));
            }
        }
        let learned = memory
            .learner
            .as_ref()
            .and_then(|learner| learner.learned.as_ref());
        if let Some(value) = learned {
            self.learned = true;
            if !self
                .chosen
                .iter()
                .any(|chosen| chosen.proposal.value == *value)
            {
                self.breaches.learned_falsely.get_or_insert((node, step));
            }
        }
    }
}

/// The properties of §2, in the order in which they are listed.
pub const PROPERTIES: &[Property<Paxos>] = &[
    Property {
        name: "agreement",
        source: "PMS §2.1",
        expect: Expect::Always,
        check: |world| match world.ghost().chosen.as_slice() {
            [first, second, ..] => fails(&[step(first.step), step(second.step)]),
            [_] | [] => Verdict::Holds,
        },
    },
    Property {
        name: "validity",
        source: "PMS §2.1",
        expect: Expect::Always,
        check: |world| match breaches(world).invented {
            Some(sent) => fails(&[step(sent)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "one-value-per-ballot",
        source: "PMS §2.2",
        expect: Expect::Always,
        check: |world| match breaches(world).ballot_reused {
            Some((first, second)) => fails(&[step(first), step(second)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "promises-kept",
        source: "PMS §2.2, P1a",
        expect: Expect::Always,
        check: |world| match breaches(world).forgotten {
            Some((node, at)) => fails(&[Evidence::Node(node), step(at)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "safe-value",
        source: "PMS §2.2, P2c",
        expect: Expect::Always,
        check: |world| match breaches(world).unsafe_value {
            Some((issued, shown)) if issued == shown => fails(&[step(issued)]),
            Some((issued, shown)) => fails(&[step(issued), step(shown)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "learned-is-chosen",
        source: "PMS §2.3",
        expect: Expect::Always,
        check: |world| match breaches(world).learned_falsely {
            Some((node, at)) => fails(&[Evidence::Node(node), step(at)]),
            None => Verdict::Holds,
        },
    },
    Property {
        name: "decided",
        source: "PMS §2.1",
        expect: Expect::Sometimes,
        check: |world| {
            if world.ghost().learned {
                Verdict::Holds
            } else {
                fails(&[])
            }
        },
    },
];

fn breaches(world: &World<Paxos>) -> &Breaches {
    &world.ghost().breaches
}

fn step(step: StepIndex) -> Evidence {
    Evidence::Step(step)
}

fn fails(evidence: &[Evidence]) -> Verdict {
    Verdict::Fails {
        evidence: evidence.to_vec(),
    }
}
