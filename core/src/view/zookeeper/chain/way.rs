//! What the record holds of the way of one transaction.

use alloc::vec::Vec;

use super::{Record, STEPS_SEARCHED};
use crate::{
    kernel::{NodeId, NodeSet, Step, StepIndex},
    narrate::Term,
    zookeeper::{Zookeeper, learner::Mode, rule::Rule, zxid::Zxid},
};

/// What of a transaction's way the record holds.
#[derive(Default)]
pub(super) struct Way {
    /// It was proposed.
    pub(super) proposed: Option<Step<Zookeeper>>,
    /// It was committed, by these acknowledgements.
    pub(super) committed: Option<(Step<Zookeeper>, NodeSet)>,
    /// Who had it on disk, the last one first.
    pub(super) acks: Vec<(NodeId, u32)>,
    /// An epoch began whose leader had it, and a quorum had what the leader had.
    pub(super) taken_over: Option<(Step<Zookeeper>, NodeSet)>,
}

pub(super) fn rules(step: &Step<Zookeeper>) -> impl Iterator<Item = &Rule> {
    step.out.reactions.iter().map(|reaction| reaction.rule())
}

impl Way {
    /// What the record holds up to a step.
    pub(super) fn of(record: &Record, zxid: Zxid, until: StepIndex) -> Self {
        let mut way = Self::default();
        let mut look = |step: &Step<Zookeeper>| {
            for rule in rules(step) {
                way.note(step, rule, zxid);
            }
            way.proposed.is_some()
        };
        record.backwards(until.0, STEPS_SEARCHED, &mut look);
        way
    }

    /// Takes in a rule of a step, the latest step first.
    fn note(&mut self, step: &Step<Zookeeper>, rule: &Rule, zxid: Zxid) {
        if let Rule::Propose { txn } = rule {
            if txn.zxid == zxid {
                self.proposed = Some(step.clone());
            }
        } else if let Rule::Commit { zxid: at, acks } = rule {
            if *at == zxid {
                self.committed = Some((step.clone(), *acks));
                // Whoever came later was not needed.
                self.acks.clear();
                self.ack(step, zxid);
            }
        } else if let Rule::SendAck { zxid: at } | Rule::LoggedOnly { zxid: at } = rule {
            if *at == zxid {
                self.add(step.node(), step.index.0);
            }
        } else if let Rule::CountAck { .. } = rule {
            self.ack(step, zxid);
        } else if let Rule::Serve { epoch, acked } = rule
            && *epoch > zxid.epoch()
        {
            self.taken_over = Some((step.clone(), *acked));
        }
    }

    /// A leader's own acknowledgement; those of others are told where they were sent.
    fn ack(&mut self, step: &Step<Zookeeper>, zxid: Zxid) {
        for rule in rules(step) {
            if let Rule::CountAck { from, zxid: at, .. } = rule
                && *at == zxid
                && Some(*from) == step.node()
            {
                self.add(step.node(), step.index.0);
            }
        }
    }

    fn add(&mut self, node: Option<NodeId>, step: u32) {
        if let Some(node) = node
            && !self.acks.iter().any(|(known, _)| *known == node)
        {
            self.acks.push((node, step));
        }
    }
}

/// The transaction that a rule brings into a tree.
pub(super) fn applied_by(rule: &Rule) -> Option<Zxid> {
    let (Rule::Committed { zxid } | Rule::Commit { zxid, .. } | Rule::Inform { zxid }) = rule
    else {
        return None;
    };
    Some(*zxid)
}

/// By what way a step brought something into a tree; `None` if it is the leader's own commit.
pub(super) fn arrival(step: &Step<Zookeeper>) -> Option<Term> {
    let has = |wanted: fn(&Rule) -> bool| rules(step).any(wanted);
    if has(|rule| matches!(rule, Rule::Commit { .. })) {
        return None;
    }
    Some(if has(|rule| matches!(rule, Rule::Recover { .. })) {
        Term::FromDisk
    } else if has(|rule| applied_by(rule).is_some()) {
        Term::Applies
    } else {
        Term::FromSync
    })
}

/// Whether a step brings a transaction into the tree of its server.
pub(super) fn applies(step: &Step<Zookeeper>, zxid: Zxid) -> bool {
    rules(step).any(|rule| {
        if let Rule::ApplyInMemory { zxid: at } = rule {
            return *at == zxid;
        }
        if let Rule::BeginSync { mode, zxid: at } = rule {
            return *mode == Mode::Snap && *at >= zxid;
        }
        if let Rule::FastForward { zxid: at, .. } | Rule::Recover { zxid: at, .. } = rule {
            return *at >= zxid;
        }
        applied_by(rule) == Some(zxid)
    })
}
