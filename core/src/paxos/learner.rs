//! The learner: votes counted ballot by ballot until one of them has a quorum (R5); and the
//! client, which asks and waits.

use alloc::vec::Vec;

use super::{
    Config, Paxos,
    config::Bug,
    message::{Message, Proposal, Timer, Value},
    proposer::grown,
    rule::Rule,
};
use crate::kernel::{Cx, NodeId, NodeSet, Outbox};

/// How many ballots a learner counts at once. Forgetting the lowest costs time, never safety.
const BALLOTS_MAX: usize = 16;

/// A learner's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Learner {
    /// Who accepted what, ascending.
    pub votes: Vec<(Proposal, NodeSet)>,
    /// What it has learned.
    pub learned: Option<Value>,
}

impl Learner {
    /// R5.
    pub(super) fn accepted(
        &mut self,
        cx: Cx<'_, Paxos>,
        acceptor: NodeId,
        proposal: &Proposal,
        out: &mut Outbox<'_, Paxos>,
    ) {
        let proposal = proposal.clone();
        if self.learned.is_some() || !self.record(acceptor, &proposal) {
            return out.ignored(Rule::LateVote { proposal });
        }
        let across = cx.config.bugs.has(Bug::CountAcrossBallots);
        let counted = (self.votes.iter()).filter(|(known, _)| {
            if across {
                known.value == proposal.value
            } else {
                *known == proposal
            }
        });
        let have = counted
            .fold(NodeSet::default(), |sum, (_, voters)| sum.union(*voters))
            .len();
        let need = cx.config.quorum();
        if have < need {
            return out.applied(Rule::CountVote {
                proposal,
                acceptor,
                have,
                need,
            });
        }
        self.learned = Some(proposal.value.clone());
        out.applied(Rule::Learn { proposal });
    }

    /// Whether the vote was new.
    fn record(&mut self, acceptor: NodeId, proposal: &Proposal) -> bool {
        match self
            .votes
            .binary_search_by(|(known, _)| known.cmp(proposal))
        {
            Ok(place) => self.votes[place].1.insert(acceptor),
            Err(place) => {
                let mut voters = NodeSet::default();
                voters.insert(acceptor);
                self.votes.insert(place, (proposal.clone(), voters));
                if self.votes.len() > BALLOTS_MAX {
                    self.votes.remove(0);
                }
                true
            }
        }
    }
}

/// A client's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Client {
    /// What it asked for, and of whom, as long as it waits.
    pub asking: Option<(Value, NodeId)>,
    /// How often it has asked in vain.
    pub attempts: u32,
    /// What it was told.
    pub answer: Option<Value>,
}

impl Client {
    /// Begins to ask; whom, if there is anybody to be asked.
    pub(super) fn begin(
        &mut self,
        config: &Config,
        value: &Value,
        proposer: Option<NodeId>,
    ) -> Option<NodeId> {
        let proposer = proposer.or_else(|| config.proposers().next())?;
        *self = Self {
            asking: Some((value.clone(), proposer)),
            attempts: 0,
            answer: None,
        };
        Some(proposer)
    }

    /// Asks the next proposer, if it still waits: what, and whom.
    pub(super) fn ask_next(&mut self, config: &Config) -> Option<(Value, NodeId)> {
        let (value, last) = self.asking.clone()?;
        let next = config.proposers().find(|proposer| *proposer > last);
        let proposer = next.or_else(|| config.proposers().next()).unwrap_or(last);
        self.attempts += 1;
        self.asking = Some((value.clone(), proposer));
        Some((value, proposer))
    }

    pub(super) fn ask(
        &mut self,
        cx: Cx<'_, Paxos>,
        value: Value,
        proposer: Option<NodeId>,
        out: &mut Outbox<'_, Paxos>,
    ) {
        let Some(proposer) = self.begin(cx.config, &value, proposer) else {
            return out.ignored(Rule::NothingToDo);
        };
        out.applied(Rule::Ask {
            value: value.clone(),
            proposer,
        });
        out.send(proposer, Message::Ask { value });
        out.arm(Timer::Again, cx.config.again);
    }

    pub(super) fn again(&mut self, cx: Cx<'_, Paxos>, out: &mut Outbox<'_, Paxos>) {
        let Some((value, proposer)) = self.ask_next(cx.config) else {
            return out.ignored(Rule::NothingToDo);
        };
        out.applied(Rule::AskNext {
            value: value.clone(),
            proposer,
        });
        out.send(proposer, Message::Ask { value });
        out.arm(Timer::Again, grown(cx.config.again, self.attempts));
    }

    pub(super) fn told(&mut self, value: Value, out: &mut Outbox<'_, Paxos>) {
        let asked = self.asking.take().map(|(value, _)| value);
        self.answer = Some(value.clone());
        out.applied(Rule::Answered { asked, value });
        out.disarm(Timer::Again);
    }
}
