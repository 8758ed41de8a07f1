//! What has happened to an ensemble, as far as properties ask for it.
//!
//! A transaction is *delivered* at a server when it is among the first `committed` ones of that
//! server's tree; it stays delivered, whatever happens to the server afterwards. All that was
//! delivered anywhere is kept as one sequence, and a server is compared with it where it changes,
//! so that a step costs the same however long the run is. A tree is compared as a whole only when
//! it was replaced: by a start, a TRUNC, a SNAP.

use alloc::vec::Vec;

use super::{clients, election::Election, offices::Office, sessions::Account};
use crate::{
    kernel::{Effect, NodeId, NodeSet, Nodes, Reaction, Shared, Step, StepIndex},
    sorted::SortedMap,
    zookeeper::{Config, Zookeeper, history::History, rule::Rule, server::Server, zxid::Zxid},
};

/// What may be broken, besides the shape of things, which [`Law::TypeOk`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {
    /// No two leaders of one epoch at one time.
    Leadership1,
    /// No two leaders of one epoch at all.
    Leadership2,
    /// The same at the same place everywhere.
    PrefixConsistency,
    /// Only what was broadcast is delivered.
    Integrity,
    /// Of two transactions delivered at two servers one is delivered at both.
    Agreement,
    /// One order everywhere.
    TotalOrder,
    /// What a primary broadcast before comes before.
    LocalPrimaryOrder,
    /// Epoch after epoch.
    GlobalPrimaryOrder,
    /// A primary knows what was delivered before its epoch.
    PrimaryIntegrity,
    /// What servers notice by themselves to be wrong.
    ChecksDuringActions,
    /// What a learner has acknowledged is what its leader has.
    ProcessConsistency,
    /// A serving leader has delivered whatever was delivered.
    MonotonicRead,
    /// An established leader has whatever was delivered.
    LeaderLogCompleteness,
    /// A synchronisation takes nothing away that was delivered.
    CommittedLogDurability,
    /// Nobody acknowledges in an epoch that is not its current one.
    AcceptsInItsEpoch,
    /// In the order of zxids.
    DeliversInOrder,
    /// Nothing of an epoch below the one promised is acknowledged.
    PromisesKept,
    /// Elections are won by quorums, and by the best of them.
    ElectedByQuorum,
    /// What is acknowledged is on disk.
    AcknowledgedIsOnDisk,
    /// What is delivered is on the disks of a quorum.
    DeliveredIsOnQuorum,
    /// A client is answered by its own write.
    AnsweredByItsWrite,
    /// Answers come in the order of the requests, and writes take effect in it.
    SessionOrder,
    /// No session is shown an older state than before.
    NoGoingBack,
    /// A write comes after all that were answered before it was asked.
    LinearizableWrites,
    /// An ephemeral lives as long as its session.
    EphemeralsFollowSessions,
    /// A session is given its whole time.
    SessionsEndInTime,
    /// A one-shot watch fires once.
    OneShotOnce,
    /// An event comes before the state it tells of.
    EventBeforeState,
    /// No number is given twice under one parent.
    NumbersRise,
    /// Numbers and lists fit each other.
    TypeOk,
}

/// What a server notices by itself: the flags of the specification's `violatedInvariants`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// A packet came in a phase in which it is not expected.
    State,
    /// A proposal is not the one after the last, or a TRUNC goes behind what was delivered.
    Proposal,
    /// A commit is not for the oldest proposal.
    Commit,
    /// An acknowledgement is not for what comes next.
    Ack,
    /// A packet came that nobody should have sent.
    Message,
}

/// The first time that a law was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Breach {
    /// Which law.
    pub law: Law,
    /// At which server.
    pub node: NodeId,
    /// By which step.
    pub step: StepIndex,
    /// The other server, if it takes two.
    pub other: Option<NodeId>,
    /// The zxid it is about; counter 0 if it is about an epoch.
    pub zxid: Zxid,
    /// What a server noticed, if one did.
    pub check: Option<Check>,
}

/// What a leader made of its epoch.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// The first server that established it.
    pub leader: Option<NodeId>,
    /// What this server had then.
    pub initial: History,
    /// What it broadcast, in the order of broadcasting.
    pub broadcast: History,
    /// Whether it has served.
    pub served: bool,
}

/// What is known of a server's tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Tree {
    /// How long it was.
    pub(super) len: usize,
    /// The zxid of its last transaction.
    pub(super) last: Zxid,
    /// How many of its first transactions are those delivered first of all.
    pub(super) agreed: usize,
    /// How many it has delivered, as far as judged.
    pub(super) delivered: usize,
}

/// What is known of a server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Known {
    pub(super) tree: Tree,
    pub(super) office: Office,
    pub(super) election: Election,
    /// The highest epoch it has promised to anybody, itself included.
    pub(super) promised: u32,
}

/// What has happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Past {
    /// All that was delivered, in the order of delivery.
    pub delivered: History,
    /// Each epoch in which somebody led.
    pub epochs: SortedMap<u32, Shared<Epoch>>,
    /// The first breach of each law, in the order of breaking.
    pub breaches: Vec<Breach>,
    /// The newest epoch that was established.
    pub(super) established: u32,
    /// The newest epoch in which a leader has served.
    pub(super) serving: u32,
    pub(super) servers: Vec<Known>,
    /// Who is in an election.
    pub(super) looking: NodeSet,
    /// The clients, if there are any.
    pub(super) clients: Vec<Shared<clients::Known>>,
    /// The last write that somebody had an answer to.
    pub(super) answered: Zxid,
    /// What all that was delivered comes to.
    pub(super) account: Shared<Account>,
}

/// A step at a running server, and what is after it.
#[derive(Clone, Copy)]
pub(super) struct Sight<'a> {
    pub(super) config: &'a Config,
    pub(super) step: &'a Step<Zookeeper>,
    pub(super) node: NodeId,
    pub(super) server: &'a Server,
    pub(super) after: &'a Nodes<Zookeeper>,
}

impl Past {
    /// The first breach of a law, if it was broken.
    pub fn breach(&self, law: Law) -> Option<&Breach> {
        self.breaches.iter().find(|breach| breach.law == law)
    }

    /// The node whose memory a step may have changed, if any: history is written of no other step.
    #[inline(always)]
    pub(in crate::zookeeper) fn concerns(effect: &Effect<Zookeeper>) -> Option<NodeId> {
        match effect {
            Effect::Input { node, .. } | Effect::Booted { node } | Effect::Crashed { node, .. } => {
                Some(*node)
            }
            Effect::Undelivered { .. }
            | Effect::Handled { .. }
            | Effect::Flushed { .. }
            | Effect::Changed => None,
        }
    }

    /// Writes history, of a step that concerns this node. Most steps change little of what is
    /// judged, and this is called after each of them: what is seldom is called, and not in line.
    #[inline(never)]
    pub(in crate::zookeeper) fn observe(
        &mut self,
        config: &Config,
        node: NodeId,
        step: &Step<Zookeeper>,
        after: &Nodes<Zookeeper>,
    ) {
        if self.servers.is_empty() {
            self.begin(config, after);
        }
        let Some(server) = after[node.index()].server() else {
            self.elsewhere(config, step, node, after);
            return;
        };
        let sight = Sight {
            config,
            step,
            node,
            server,
            after,
        };
        if self.looking.contains(node) || server.looking().is_some() {
            self.election(&sight);
        }
        self.outputs(&sight);
        let loaded = self.reactions(&sight);
        if config.clients > 0 {
            self.hears(&sight);
        }
        if loaded.is_some() || self.servers[node.index()].tree.differs(server) {
            self.tree(&sight, loaded);
        }
        self.office(&sight);
    }

    /// A step at a client, or at a server that does not run after it.
    #[inline(never)]
    fn elsewhere(
        &mut self,
        config: &Config,
        step: &Step<Zookeeper>,
        node: NodeId,
        after: &Nodes<Zookeeper>,
    ) {
        if config.is_client(node) {
            self.client(config, step, node, after);
        } else {
            self.ended(node, step);
        }
    }

    /// Servers that run before the first step have empty disks and begin their first election.
    #[cold]
    #[inline(never)]
    fn begin(&mut self, config: &Config, after: &Nodes<Zookeeper>) {
        let clients = usize::from(config.clients);
        self.clients.resize_with(clients, Shared::default);
        for (index, node) in after.iter().take(config.members.len()).enumerate() {
            let mut known = Known::default();
            if let Some(server) = node.server() {
                let node = NodeId(index as u8);
                known.election.begin(node, server);
                if server.looking().is_some() {
                    self.looking.insert(node);
                }
            }
            self.servers.push(known);
        }
    }

    /// A process has ended. What it delivered and promised stays; the rest was in its memory.
    fn ended(&mut self, node: NodeId, step: &Step<Zookeeper>) {
        self.known(node).office = Office::None;
        self.looking.remove(node);
        // B11: it ended itself over this.
        let mut rules = step.out.reactions.iter().map(Reaction::rule);
        let unmatched = rules.find_map(match_unmatched);
        if let Some(zxid) = unmatched {
            self.note(Breach {
                check: Some(Check::Commit),
                ..Breach::of(Law::ChecksDuringActions, node, step.index, zxid)
            });
        }
    }

    /// What a leader made of an epoch: mostly it is about the newest.
    #[inline(always)]
    pub(super) fn led(&self, epoch: u32) -> Option<&Epoch> {
        let newest = self.epochs.entries().last();
        match newest.filter(|(newest, _)| *newest == epoch) {
            Some((_, led)) => Some(led),
            None => self.led_before(epoch),
        }
    }

    #[cold]
    #[inline(never)]
    fn led_before(&self, epoch: u32) -> Option<&Epoch> {
        self.epochs.get(&epoch).map(|led| &**led)
    }

    /// Notes a breach of a law.
    #[cold]
    #[inline(never)]
    pub(super) fn broken(
        &mut self,
        sight: &Sight<'_>,
        law: Law,
        zxid: Zxid,
        other: Option<NodeId>,
    ) {
        self.note(Breach {
            other,
            ..Breach::of(law, sight.node, sight.step.index, zxid)
        });
    }

    /// Notes what a server noticed.
    #[cold]
    #[inline(never)]
    pub(super) fn noticed(&mut self, sight: &Sight<'_>, check: Check, zxid: Zxid) {
        let law = Law::ChecksDuringActions;
        self.note(Breach {
            check: Some(check),
            ..Breach::of(law, sight.node, sight.step.index, zxid)
        });
    }

    /// Only the first breach of a law is kept.
    pub(super) fn note(&mut self, breach: Breach) {
        if self.breach(breach.law).is_none() {
            self.breaches.push(breach);
        }
    }

    pub(super) fn known(&mut self, node: NodeId) -> &mut Known {
        &mut self.servers[node.index()]
    }
}

impl Breach {
    pub(super) fn of(law: Law, node: NodeId, step: StepIndex, zxid: Zxid) -> Self {
        Self {
            law,
            node,
            step,
            other: None,
            zxid,
            check: None,
        }
    }
}

fn match_unmatched(rule: &Rule) -> Option<Zxid> {
    if let Rule::UnmatchedCommit { zxid, .. } = rule {
        return Some(*zxid);
    }
    None
}
