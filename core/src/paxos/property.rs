//! What must hold of Paxos, judged from a history that the nodes cannot see.
//!
//! Source: Lamport, "Paxos Made Simple" (2001), §2. What counts as a vote, and when a value is
//! chosen, is said in `decree.rs`.

use alloc::{vec, vec::Vec};

use super::{
    Config, Paxos,
    decree::Decree,
    message::{Ballot, Message, Proposal, Record, Request, Value},
    proposer::Stage,
};
use crate::kernel::{
    Choice, Effect, Evidence, Expect, NodeId, Nodes, Property, Scripted, Step, StepIndex, Verdict,
    World,
};

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct History {
    /// Values asked for.
    pub asked: Vec<Value>,
    /// Of the value to be chosen.
    pub decree: Decree,
    /// The highest ballot each acceptor has answered, by its index.
    pub answered: Vec<Option<Ballot>>,
    /// Whether a learner has learned.
    pub learned: bool,
    /// The first breach of each other kind.
    pub breaches: Breaches,
}

/// The first breach of each property that is not about ballots and values alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Breaches {
    /// A value that nobody asked for was sent.
    pub invented: Option<StepIndex>,
    /// An acceptor fell below what it had answered.
    pub forgotten: Option<(NodeId, StepIndex)>,
    /// A learner learned what was not chosen.
    pub learned_falsely: Option<(NodeId, StepIndex)>,
}

impl History {
    pub(super) fn observe(&mut self, config: &Config, step: &Step<Paxos>, after: &Nodes<Paxos>) {
        if self.answered.is_empty() {
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
                    self.decree.vote(config, *node, proposal, step.index);
                }
            }
        }
        for (id, message) in step.messages() {
            match message {
                Message::Accept { proposal } => self.issue(config, proposal, step.index),
                Message::Accepted { proposal } => {
                    self.decree.vote(config, id.from, proposal, step.index);
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
        self.decree.issue(config, proposal, step);
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
            if !self.decree.has_chosen(value) {
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
        check: |world| match world.ghost().decree.chosen.as_slice() {
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
        check: |world| match world.ghost().decree.ballot_reused {
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
        check: |world| match world.ghost().decree.unsafe_value {
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
        name: "known",
        source: "PMS §2.4",
        expect: Expect::Eventually,
        check: |world| {
            let core = Paxos::core(world).unwrap_or_default();
            if core.into_iter().any(|node| knows(world, node)) {
                Verdict::Holds
            } else {
                fails(&[])
            }
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

/// Whether a node knows what is chosen.
fn knows(world: &World<Paxos>, node: NodeId) -> bool {
    let memory = world.nodes()[node.index()].memory.as_ref();
    memory.is_some_and(|memory| {
        let learner = memory.learner.as_ref();
        let proposer = memory.proposer.as_ref();
        learner.is_some_and(|learner| learner.learned.is_some())
            || proposer.is_some_and(|proposer| matches!(proposer.stage, Stage::Done(_)))
    })
}

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
