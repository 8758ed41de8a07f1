//! Leaders and those who follow them, epoch by epoch.

use super::past::{Epoch, Known, Law, Past, Sight};
use crate::{
    kernel::{NodeId, Shared},
    zookeeper::{
        history::Txn,
        leader::{Leader, Phase},
        learner::{Learner, Progress},
        server::{Role, Server},
        zxid::Zxid,
    },
};

/// What a server is in an epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Office {
    /// Nothing yet.
    #[default]
    None,
    /// It leads: a quorum has acknowledged its epoch.
    Leads {
        epoch: u32,
        /// Whether a quorum has acknowledged its history.
        serves: bool,
    },
    /// It learns, and has acknowledged NEWLEADER.
    Follows {
        epoch: u32,
        /// How much of what it has was found to be its leader's.
        matched: usize,
        /// The last proposal it acknowledged.
        acked: Zxid,
    },
}

impl Past {
    /// What it is after a step, and whether numbers and lists fit that and each other.
    #[inline(always)]
    pub(super) fn office(&mut self, sight: &Sight<'_>) {
        let server = sight.server;
        let known = &mut self.servers[sight.node.index()];
        let fits = if let Role::Learning(learner) = &server.role {
            if learner.progress < Progress::Acknowledged {
                known.office = Office::None;
            } else if !known.follows(server, learner) {
                self.follows(sight, learner);
            }
            learner.leader != sight.node
                && (learner.pending.is_empty() || learner.learning.is_none())
        } else if let Role::Leading(leader) = &server.role {
            let (epoch, serves) = (leader.epoch, leader.phase == Phase::Broadcast);
            if known.office != (Office::Leads { epoch, serves }) {
                self.leads(sight, leader);
            }
            !server.observer
                && leader.last_committed <= leader.last_proposed
                && (serves || leader.outstanding.is_empty())
        } else {
            known.office = Office::None;
            true
        };
        let last = server.database.last_processed;
        let fits = fits
            && server.committed <= server.database.history.len()
            && (last >= server.database.history.last() || last == Zxid::LOST)
            && server.current_epoch <= server.accepted_epoch
            && server.observer != sight.config.votes(sight.node);
        if !fits {
            self.broken(sight, Law::TypeOk, last, None);
        }
    }

    /// A leader that may have come further.
    #[cold]
    #[inline(never)]
    fn leads(&mut self, sight: &Sight<'_>, leader: &Leader) {
        let (epoch, serves) = (leader.epoch, leader.phase == Phase::Broadcast);
        let now = if leader.phase == Phase::Discovery {
            Office::None
        } else {
            Office::Leads { epoch, serves }
        };
        let before = core::mem::replace(&mut self.known(sight.node).office, now);
        if now == Office::None || now == before {
            return;
        }
        if !matches!(before, Office::Leads { epoch: same, .. } if same == epoch) {
            self.establishes(sight, epoch);
        }
        if leader.phase == Phase::Broadcast {
            self.serves(sight, epoch);
        }
    }

    /// A quorum has accepted a leader's epoch.
    fn establishes(&mut self, sight: &Sight<'_>, epoch: u32) {
        let zxid = Zxid::new(epoch, 0);
        let leads =
            |office: Office| matches!(office, Office::Leads { epoch: same, .. } if same == epoch);
        let mut others = sight.config.servers().filter(|node| *node != sight.node);
        if let Some(other) = others.find(|node| leads(self.servers[node.index()].office)) {
            self.broken(sight, Law::Leadership1, zxid, Some(other));
        }
        let first = self.epochs.get(&epoch).and_then(|led| led.leader);
        if let Some(first) = first {
            if first != sight.node {
                self.broken(sight, Law::Leadership2, zxid, Some(first));
            }
            return;
        }
        let established = Epoch {
            leader: Some(sight.node),
            initial: sight.server.database.history.clone(),
            ..Epoch::empty()
        };
        self.epochs.insert(epoch, Shared::new(established));
        self.established = self.established.max(epoch);
        self.complete(sight);
    }

    /// A quorum has acknowledged a leader's history. From here on it is a primary.
    ///
    /// A leader may come so far when a newer one serves already, by acknowledgements that were on
    /// their way; then it does not know what the newer one has delivered, and never will commit.
    fn serves(&mut self, sight: &Sight<'_>, epoch: u32) {
        if let Some(led) = self.epochs.get_mut(&epoch) {
            Shared::touch(led).served = true;
        }
        let agreed = self.known(sight.node).tree.agreed;
        let missing = self.delivered.get(agreed).map(|txn| txn.zxid);
        if let Some(zxid) = missing.filter(|zxid| zxid.epoch() < epoch) {
            self.broken(sight, Law::PrimaryIntegrity, zxid, None);
        }
        if let Some(zxid) = missing.filter(|_| epoch >= self.serving) {
            self.broken(sight, Law::MonotonicRead, zxid, None);
        }
        self.serving = self.serving.max(epoch);
    }

    /// Whether the newest leader has all that was delivered. An older one may lack what the newer
    /// one has delivered since.
    pub(super) fn complete(&mut self, sight: &Sight<'_>) {
        let newest = |office: Office| match office {
            Office::Leads { epoch, serves } if epoch == self.established => Some(serves),
            Office::Leads { .. } | Office::Follows { .. } | Office::None => None,
        };
        let len = self.delivered.len();
        let lacks = self.servers.iter().zip(0..).find_map(|(known, node)| {
            let serves = newest(known.office)?;
            (known.tree.agreed < len).then_some((NodeId(node), known.tree.agreed, serves))
        });
        let Some((leader, agreed, serves)) = lacks else {
            return;
        };
        let zxid = self
            .delivered
            .get(agreed)
            .map_or(Zxid::default(), |txn| txn.zxid);
        self.broken(sight, Law::LeaderLogCompleteness, zxid, Some(leader));
        if serves {
            self.broken(sight, Law::MonotonicRead, zxid, Some(leader));
        }
    }

    /// A primary that has served in a later epoch must have had what is delivered only now.
    pub(super) fn known_to_primaries(&mut self, sight: &Sight<'_>, txn: &Txn) {
        let epoch = txn.zxid.epoch();
        if epoch >= self.serving {
            return;
        }
        let without = self
            .epochs
            .iter()
            .find(|(later, led)| **later > epoch && led.served && !led.initial.contains(txn.zxid));
        let leader = without.map(|(_, led)| led.leader);
        if let Some(leader) = leader {
            self.broken(sight, Law::PrimaryIntegrity, txn.zxid, leader);
        }
    }

    /// What a learner has, delivered or not, is the beginning of what its leader has.
    #[inline(never)]
    fn follows(&mut self, sight: &Sight<'_>, learner: &Learner) {
        let total = sight.server.database.history.len() + learner.pending.len();
        if let Office::Follows { epoch, matched, .. } = self.known(sight.node).office
            && (epoch, matched + 1) == (learner.epoch, total)
            && learner.learning.is_none()
            && self.is_last_of(epoch, learner.pending.last(), total)
            && let Office::Follows { matched, .. } = &mut self.known(sight.node).office
        {
            *matched = total;
            return;
        }
        self.follows_so_far(sight, learner);
    }

    /// Whether this is the last of so many that the leader of an epoch has: found out without a
    /// search, since most that comes is so.
    #[inline(always)]
    fn is_last_of(&self, epoch: u32, txn: Option<&Txn>, total: usize) -> bool {
        let Some((led, txn)) = self.led(epoch).zip(txn) else {
            return false;
        };
        led.initial.len() + led.broadcast.len() == total && led.broadcast.tail().last() == Some(txn)
    }

    #[inline(never)]
    fn follows_so_far(&mut self, sight: &Sight<'_>, learner: &Learner) {
        let (epoch, tree) = (learner.epoch, &sight.server.database.history);
        let behind = Behind::of(learner);
        let total = tree.len() + behind.logged.len() + behind.kept.len();
        let (matched, acked) = match self.known(sight.node).office {
            Office::Follows {
                epoch: same,
                matched,
                acked,
            } if same == epoch => (matched, acked),
            Office::Follows { .. } | Office::Leads { .. } | Office::None => {
                let led = self.led(epoch);
                (
                    led.map_or(0, |led| tree.common(&led.initial)),
                    Zxid::default(),
                )
            }
        };
        let at = |place: usize| match place.checked_sub(tree.len()) {
            Some(place) => behind.get(place),
            None => tree.get(place),
        };
        let led = self.led(epoch).filter(|_| matched < total);
        let (matched, differs) = led.map_or((matched, None), |led| {
            let place = (matched..total).find(|place| at(*place) != led.get(*place));
            let differs = place.and_then(at).map(|txn| (txn.zxid, led.leader));
            (place.unwrap_or(total), differs)
        });
        self.known(sight.node).office = Office::Follows {
            epoch,
            matched,
            acked,
        };
        if let Some((zxid, leader)) = differs {
            self.broken(sight, Law::ProcessConsistency, zxid, leader);
        }
    }
}

impl Known {
    /// Whether all that a learner has is known to be its leader's.
    #[inline(always)]
    fn follows(&self, server: &Server, learner: &Learner) -> bool {
        matches!(self.office, Office::Follows { epoch, matched, .. }
            if epoch == learner.epoch
                && learner.learning.is_none()
                && matched >= server.database.history.len() + learner.pending.len())
    }
}

/// What a learner has been sent and not applied.
struct Behind<'a> {
    /// What is logged, or about to be.
    logged: &'a [Txn],
    /// What came after NEWLEADER and waits for UPTODATE.
    kept: &'a [Txn],
}

impl<'a> Behind<'a> {
    fn of(learner: &'a Learner) -> Self {
        match &learner.learning {
            Some(learning) => Self {
                logged: &learning.to_ack,
                kept: &learning.not_committed,
            },
            None => Self {
                logged: &learner.pending,
                kept: &[],
            },
        }
    }

    fn get(&self, place: usize) -> Option<&'a Txn> {
        match place.checked_sub(self.logged.len()) {
            Some(place) => self.kept.get(place),
            None => self.logged.get(place),
        }
    }
}
