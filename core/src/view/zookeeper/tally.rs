//! What is counted against a quorum.

use alloc::{format, string::String, vec::Vec};

use super::Painter;
use crate::{
    kernel::{NodeId, NodeSet, Packet},
    narrate::Term,
    sorted::sort_by_key,
    view::{TallyView, Tick, Tone},
    zookeeper::{
        election::Looking,
        leader::{Leader, Phase, Promise, Proposal},
        message::{Message, Record},
        name,
        server::{Role, Server},
        txn_text,
        zxid::Zxid,
        zxid_text,
    },
};

/// Outstanding proposals that have a tally of their own; there is no room for more.
const PROPOSALS_SHOWN: usize = 3;
/// Time left is told in so many parts.
const PARTS: u32 = 8;

impl Painter<'_> {
    /// What a server counts: a looking one votes, a leader what its phase waits for.
    pub(super) fn tallies(&self, id: NodeId) -> Vec<TallyView> {
        let Some(server) = self.server(id) else {
            return Vec::new();
        };
        match &server.role {
            Role::Looking(looking) => self.votes(id, server, looking).into_iter().collect(),
            Role::Leading(leader) => self.leading(id, leader),
            Role::Learning(_) | Role::Leaving { .. } | Role::Resting => Vec::new(),
        }
    }

    #[inline(never)]
    fn votes(&self, id: NodeId, server: &Server, looking: &Looking) -> Option<TallyView> {
        let vote = looking.proposal?;
        let title = format!("{} {}", self.say(Term::VotesFor), name(vote.leader));
        let have = looking.supporters(server.round);
        let coming = |message: &Message| {
            matches!(message, Message::Notification(coming)
                if coming.vote == looking.proposal && coming.round == server.round)
        };
        Some(self.count(id, title, have, &coming, Tone::Look))
    }

    #[inline(never)]
    fn leading(&self, id: NodeId, leader: &Leader) -> Vec<TallyView> {
        let epoch = |term| format!("{} {}", self.say(term), leader.epoch);
        let one = match leader.phase {
            Phase::Discovery if leader.promise != Promise::Saved => {
                let coming = |message: &Message| matches!(message, Message::LearnerInfo { .. });
                let title = epoch(Term::Registered);
                self.count(id, title, leader.connecting, &coming, Tone::Follow)
            }
            Phase::Discovery => {
                let coming = |message: &Message| matches!(message, Message::AckEpoch { .. });
                let title = epoch(Term::EpochAccepted);
                self.count(id, title, leader.electing, &coming, Tone::Follow)
            }
            Phase::Synchronisation => {
                let zxid = Zxid::new(leader.epoch, 0);
                let title = self.say(Term::HistoryOnDisk);
                self.count(id, title, leader.acked, &acknowledges(zxid), Tone::Follow)
            }
            Phase::Broadcast => return self.broadcasting(id, leader),
        };
        alloc::vec![one]
    }

    /// The oldest proposals that are not committed, and the learners that have gone silent.
    #[inline(never)]
    fn broadcasting(&self, id: NodeId, leader: &Leader) -> Vec<TallyView> {
        let oldest = leader.outstanding.iter().take(PROPOSALS_SHOWN);
        let tallies = oldest.map(|Proposal { txn, acks }| {
            let (zxid, on_disk) = (zxid_text(txn.zxid), self.say(Term::TxnOnDisk));
            let value = txn_text(txn);
            let title = format!("{zxid} {value} {on_disk}");
            let coming = acknowledges(txn.zxid);
            TallyView {
                brief: zxid,
                ..self.count(id, title, *acks, &coming, Tone::Follow)
            }
        });
        let mut tallies: Vec<TallyView> = tallies.collect();
        let synced = self.synced(id, leader);
        let stale = leader.tick() > 0 && synced.left.iter().any(|left| *left < 5);
        if synced.warning || (tallies.is_empty() && stale) {
            tallies.push(synced);
        }
        tallies
    }

    /// Which voters the leader has heard from lately, and how long that still counts.
    #[inline(never)]
    fn synced(&self, id: NodeId, leader: &Leader) -> TallyView {
        let tick = leader.tick();
        let have = leader.synced(self.config, id);
        let (in_touch, at) = (self.say(Term::InTouch), self.say(Term::TickCount));
        let title = format!("{in_touch} · {at} {tick}");
        let mut tally = self.count(id, title, have, &|_| false, Tone::Quiet);
        tally.brief = self.say(Term::Near);
        let left = |voter: &NodeId| {
            if *voter == id {
                return PARTS as u8;
            }
            let conn = leader.line_to(id, *voter);
            let handler = conn.and_then(|conn| leader.learners.get(&conn));
            let left = handler.map_or(0, |handler| (handler.deadline + 1).saturating_sub(tick));
            (left * PARTS / (self.config.sync_limit + 1)).min(PARTS) as u8
        };
        let mut voters: Vec<NodeId> = self.config.voters().collect();
        sort_by_key(&mut voters, |voter| {
            let place = tally
                .ticks
                .iter()
                .position(|(known, _)| *known == name(*voter));
            place.unwrap_or(usize::MAX)
        });
        tally.left = voters.iter().map(left).collect();
        let gone = !self.config.is_quorum(have);
        // At first all that are not there yet are missing.
        let narrow = tick > 0 && tally.quorum == have.len() && have.len() < voters.len();
        tally.warning = gone || narrow;
        if gone {
            tally.caption = self.say(Term::QuorumGone);
        } else if narrow {
            tally.caption = self.say(Term::QuorumNarrow);
        }
        tally
    }

    fn count(
        &self,
        id: NodeId,
        title: String,
        have: NodeSet,
        coming: &dyn Fn(&Message) -> bool,
        tone: Tone,
    ) -> TallyView {
        let state = |voter: NodeId| {
            if have.contains(voter) {
                Tick::Have
            } else if self.is_coming(voter, id, coming) {
                Tick::Coming
            } else if self.server(voter).is_none() {
                Tick::Cannot
            } else {
                Tick::Not
            }
        };
        let mut voters: Vec<(NodeId, Tick)> = (self.config.voters())
            .map(|voter| (voter, state(voter)))
            .collect();
        sort_by_key(&mut voters, |(_, tick)| *tick);
        // The fewest of them, in this order, that would be a quorum.
        let mut first = NodeSet::default();
        let enough = voters.iter().position(|(voter, _)| {
            first.insert(*voter);
            self.config.is_quorum(first)
        });
        let quorum = enough.map_or(voters.len(), |place| place + 1);
        let caption = format!("{} {quorum} / {}", self.say(Term::Quorum), voters.len());
        let ticks = voters.into_iter().map(|(voter, tick)| (name(voter), tick));
        TallyView {
            node: id.0,
            title,
            ticks: ticks.collect(),
            quorum,
            caption,
            tone,
            ..TallyView::default()
        }
    }

    /// Whether a server's voice is on its way: as a message, or as its own write to the disk.
    fn is_coming(&self, voter: NodeId, id: NodeId, coming: &dyn Fn(&Message) -> bool) -> bool {
        if voter == id {
            let mut writes = self.at(id).pending.iter();
            return writes.any(|pending| match &pending.write.record {
                Record::Append(txn) => coming(&Message::Ack { zxid: txn.zxid }),
                Record::CurrentEpoch(epoch) => coming(&Message::Ack {
                    zxid: Zxid::new(*epoch, 0),
                }),
                Record::AcceptedEpoch(_) | Record::Truncate { .. } | Record::Snapshot { .. } => {
                    false
                }
            });
        }
        self.world.wire().envelopes().any(|envelope| {
            envelope.id.from == voter
                && envelope.id.to() == id
                && matches!(&envelope.packet, Packet::Message(body) if coming(body))
        })
    }
}

/// Whether a message acknowledges this.
fn acknowledges(zxid: Zxid) -> impl Fn(&Message) -> bool {
    move |message| matches!(message, Message::Ack { zxid: acked } if *acked == zxid)
}
