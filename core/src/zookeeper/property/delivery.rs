//! Trees, and what is delivered of them.

use super::{
    packets::holds,
    past::{Law, Past, Sight, Tree},
};
use crate::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        history::{History, Txn},
        server::Server,
        zxid::Zxid,
    },
};

impl Past {
    /// A server's tree, compared where it has changed.
    #[inline(never)]
    pub(super) fn tree(&mut self, sight: &Sight<'_>, loaded: Option<Loaded>) {
        if loaded.is_some() || !self.delivers_next(sight) {
            self.changed(sight, loaded);
        }
    }

    /// Whether a server has delivered one more than before, and that is what comes next of all, or
    /// what another one has delivered last: most deliveries are so, and it is found out without a
    /// search.
    #[inline(always)]
    fn delivers_next(&mut self, sight: &Sight<'_>) -> bool {
        let history = &sight.server.database.history;
        let [.., before, txn] = history.tail() else {
            return false;
        };
        let len = history.len();
        let place = len - 1;
        let held = Tree {
            len: place,
            last: before.zxid,
            agreed: place,
            delivered: place,
        };
        let first = self.delivered.len() == place;
        let same =
            first || self.delivered.len() == len && self.delivered.tail().last() == Some(txn);
        let known = self.known(sight.node);
        if !same || known.tree != held || sight.server.committed != len {
            return false;
        }
        known.tree = Tree {
            len,
            last: txn.zxid,
            agreed: len - usize::from(first),
            delivered: len,
        };
        if first {
            self.judge(sight, history, place, txn);
            self.extend(sight, place, txn);
            self.delivered_first(sight);
        }
        true
    }

    #[inline(never)]
    fn changed(&mut self, sight: &Sight<'_>, loaded: Option<Loaded>) {
        let history = &sight.server.database.history;
        let committed = sight.server.committed.min(history.len());
        let before = self.servers[sight.node.index()].tree;
        let (len, last) = (history.len(), history.last());
        let grown = loaded.is_none() && len >= before.len && same_at(history, before);
        let mut agreed = before.agreed;
        if !grown {
            agreed = history.common(&self.delivered);
        } else if agreed == before.len {
            let both = len.min(self.delivered.len());
            while agreed < both && history.get(agreed) == self.delivered.get(agreed) {
                agreed += 1;
            }
        }
        let delivered = before.delivered.min(agreed).min(committed);
        self.known(sight.node).tree = Tree {
            len,
            last,
            agreed,
            delivered: if grown {
                before.delivered.min(committed)
            } else {
                delivered
            },
        };
        if let Some(Loaded::Synchronised) = loaded {
            self.durable(sight, before.agreed, agreed);
        }
        self.deliver(sight, history, committed);
        if !grown {
            self.complete(sight);
        }
    }

    /// What was delivered anywhere, and this server had, it still has after a TRUNC or a SNAP.
    ///
    /// Two things are no breach. A leader may commit a transaction while its TRUNC, decided on
    /// before, is on its way: then a quorum has it without this server, and the server gets it
    /// again in the same synchronisation. And a leader that has been superseded may take away what
    /// a newer one has committed, from a server that the newer one did not count.
    #[inline(never)]
    fn durable(&mut self, sight: &Sight<'_>, before: usize, after: usize) {
        let epoch = sight.server.learner().map_or(0, |learner| learner.epoch);
        if after >= before || epoch < self.established {
            return;
        }
        let lost = (after..before).filter_map(|place| Some(self.delivered.get(place)?.zxid));
        let lost = lost
            .filter(|zxid| !self.on_disks(sight, *zxid, Some(sight.node)))
            .min();
        if let Some(zxid) = lost {
            self.broken(sight, Law::CommittedLogDurability, zxid, None);
        }
    }

    /// What a server has delivered, from the first that was not judged. What is the same as
    /// everybody's was judged when it was delivered first.
    fn deliver(&mut self, sight: &Sight<'_>, history: &History, committed: usize) {
        let tree = self.known(sight.node).tree;
        let first = self.delivered.len();
        for place in tree.delivered.max(tree.agreed.min(committed))..committed {
            let Some(txn) = history.get(place) else {
                break;
            };
            self.judge(sight, history, place, txn);
            if place == self.delivered.len() && self.known(sight.node).tree.agreed == place {
                self.extend(sight, place, txn);
            } else {
                self.deviates(sight, history, place, txn);
            }
        }
        self.known(sight.node).tree.delivered = committed;
        if self.delivered.len() > first {
            self.delivered_first(sight);
        }
    }

    /// A server has delivered what nobody has delivered before.
    fn delivered_first(&mut self, sight: &Sight<'_>) {
        self.on_quorum(sight);
        self.complete(sight);
        if sight.config.clients > 0 {
            self.counted(sight);
        }
    }

    /// A transaction is delivered that nobody has delivered before.
    #[inline(never)]
    fn extend(&mut self, sight: &Sight<'_>, place: usize, txn: &Txn) {
        self.delivered.push(txn.clone());
        for (known, node) in self.servers.iter_mut().zip(sight.after) {
            if known.tree.agreed != place {
                continue;
            }
            let history = node.server().map(|server| &server.database.history);
            // Mostly nobody else has it yet.
            let longer = history.filter(|history| history.len() > place);
            if longer.is_some_and(|history| history.get(place) == Some(txn)) {
                known.tree.agreed += 1;
            }
        }
        self.known_to_primaries(sight, txn);
        if sight.config.clients > 0 {
            self.account(sight, txn);
        }
    }

    /// Integrity and the orders, of one delivery.
    #[inline(never)]
    fn judge(&mut self, sight: &Sight<'_>, history: &History, place: usize, txn: &Txn) {
        let zxid = txn.zxid;
        // Mostly it is the last one here and the last broadcast, after the same one.
        if place + 1 == history.len()
            && let Some(led) = self.led(zxid.epoch())
            && let ([.., before, _], [.., earlier, made]) = (history.tail(), led.broadcast.tail())
            && made == txn
            && earlier.zxid == before.zxid
            && before.zxid < zxid
        {
            return;
        }
        let before = place.checked_sub(1).and_then(|place| history.get(place));
        let before = before.map_or(Zxid::default(), |txn| txn.zxid);
        if before >= zxid {
            self.broken(sight, Law::DeliversInOrder, zxid, None);
        }
        if before.epoch() > zxid.epoch() {
            self.broken(sight, Law::GlobalPrimaryOrder, zxid, None);
        }
        let made = self.led(zxid.epoch()).and_then(|led| {
            let made = led.broadcast.upto(zxid).checked_sub(1)?;
            (led.broadcast.get(made)? == txn).then_some((led, made))
        });
        let Some((led, made)) = made else {
            self.broken(sight, Law::Integrity, zxid, None);
            return;
        };
        let earlier = made.checked_sub(1).and_then(|made| led.broadcast.get(made));
        let passed = earlier.filter(|earlier| {
            earlier.zxid != before && !history.from(0).take(place).any(|txn| txn == *earlier)
        });
        if let Some(zxid) = passed.map(|earlier| earlier.zxid) {
            self.broken(sight, Law::LocalPrimaryOrder, zxid, None);
        }
    }

    /// A server delivers something else than another one did at the same place.
    #[cold]
    #[inline(never)]
    fn deviates(&mut self, sight: &Sight<'_>, history: &History, place: usize, txn: &Txn) {
        let agreed = self.known(sight.node).tree.agreed;
        let mut others = sight.config.servers().filter(|node| *node != sight.node);
        let other = others.find(|node| {
            let tree = &self.servers[node.index()].tree;
            tree.agreed > agreed && tree.delivered > agreed
        });
        let zxid = txn.zxid;
        let Some(missed) = self.delivered.get(agreed).map(|txn| txn.zxid) else {
            return;
        };
        self.broken(sight, Law::PrefixConsistency, zxid, other);
        if self.delivered.iter().any(|theirs| theirs == txn) {
            self.broken(sight, Law::TotalOrder, zxid, other);
        } else if !history
            .from(agreed)
            .take(place + 1 - agreed)
            .any(|mine| mine.zxid == missed)
        {
            self.broken(sight, Law::Agreement, zxid, other);
        }
    }

    /// What is delivered for the first time is on the disks of a quorum.
    fn on_quorum(&mut self, sight: &Sight<'_>) {
        let zxid = self.delivered.last();
        if !self.on_disks(sight, zxid, None) {
            self.broken(sight, Law::DeliveredIsOnQuorum, zxid, None);
        }
    }

    /// Whether a quorum, perhaps without a server, has a transaction on its disks. One that was
    /// lost may have had it, and gives its server no vote without it.
    fn on_disks(&self, sight: &Sight<'_>, zxid: Zxid, without: Option<NodeId>) -> bool {
        let mut have = NodeSet::default();
        for (node, after) in sight.config.servers().zip(sight.after) {
            let disk = &after.disk;
            if Some(node) != without && (holds(disk, zxid) || disk.lost(sight.config)) {
                have.insert(node);
            }
        }
        sight.config.is_quorum(have)
    }
}

impl Tree {
    /// Whether a server has another tree now, or has delivered more of it or less.
    #[inline(always)]
    pub(super) fn differs(&self, server: &Server) -> bool {
        let history = &server.database.history;
        history.len() != self.len
            || server.committed.min(self.len) != self.delivered
            || history.last() != self.last
    }
}

/// How a tree came to be another one, as far as the rules tell.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loaded {
    /// From the disk, or otherwise than by a synchronisation.
    Read,
    /// By a TRUNC or a SNAP.
    Synchronised,
}

/// Whether a tree has at its former end what it had there.
fn same_at(history: &History, before: Tree) -> bool {
    let last = before.len.checked_sub(1);
    last.is_none_or(|last| history.get(last).is_some_and(|txn| txn.zxid == before.last))
}
