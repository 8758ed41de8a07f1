//! What servers send, write and notice.

use super::{
    delivery::Loaded,
    offices::Office,
    past::{Check, Epoch, Law, Past, Sight},
};
use crate::{
    kernel::{NodeId, Output, Shared, Write as Stored},
    zookeeper::{
        disk::Disk,
        history::{History, Txn},
        learner::{Mode, Progress},
        message::{Asked, Call, Message, Record, Reply},
        rule::{Rule, Why},
        server::Server,
        session::rule::Rule as Told,
        znode::request::{Answer, Change, Write},
        zxid::Zxid,
    },
};

impl Past {
    /// What it sends and writes.
    #[inline(always)]
    pub(super) fn outputs(&mut self, sight: &Sight<'_>) {
        for output in &sight.step.out.outputs {
            if let Output::Send { body, .. } = output {
                if let Message::Ack { zxid } = body {
                    self.acknowledged(sight, *zxid);
                } else if let Message::LeaderInfo { .. } | Message::AckEpoch { .. } = body {
                    self.promises(sight, body);
                }
            } else if let Output::Write(Stored {
                record: Record::Append(txn),
                ..
            }) = output
                && let Some(epoch) = self.leads_in(sight.server, sight.node)
            {
                self.broadcast(sight, epoch, txn);
            }
        }
    }

    /// The epoch in which a server leads, or led until this step: it may have given up after it
    /// had proposed something.
    #[inline(never)]
    fn leads_in(&self, server: &Server, node: NodeId) -> Option<u32> {
        if let Some(leader) = server.leader() {
            return Some(leader.epoch);
        }
        match self.servers[node.index()].office {
            Office::Leads { epoch, .. } => Some(epoch),
            Office::Follows { .. } | Office::None => None,
        }
    }

    /// LEADERINFO and ACKEPOCH are promises.
    #[cold]
    #[inline(never)]
    fn promises(&mut self, sight: &Sight<'_>, body: &Message) {
        let epoch = if let Message::LeaderInfo { epoch } = body {
            *epoch
        } else {
            sight.server.learner().map_or(0, |learner| learner.epoch)
        };
        let known = self.known(sight.node);
        known.promised = known.promised.max(epoch);
    }

    /// A leader logs what it proposes, in the same step.
    #[inline(never)]
    fn broadcast(&mut self, sight: &Sight<'_>, epoch: u32, txn: &Txn) {
        let Some(led) = self.leading(epoch) else {
            return;
        };
        let led = Shared::touch(led);
        let counter = led.broadcast.len() as u32 + 1;
        led.broadcast.push(txn.clone());
        if txn.zxid != Zxid::new(epoch, counter) {
            self.noticed(sight, Check::Proposal, txn.zxid);
        }
    }

    /// An epoch in which somebody proposes, for changing.
    #[inline(always)]
    fn leading(&mut self, epoch: u32) -> Option<&mut Shared<Epoch>> {
        let place = self.epochs.len().wrapping_sub(1);
        let newest = self.epochs.entries().last();
        if newest.is_none_or(|(newest, _)| *newest != epoch) {
            return self.leading_before(epoch);
        }
        self.epochs.nth_mut(place)
    }

    #[cold]
    #[inline(never)]
    fn leading_before(&mut self, epoch: u32) -> Option<&mut Shared<Epoch>> {
        if !self.epochs.contains_key(&epoch) {
            self.epochs.insert(epoch, Shared::new(Epoch::empty()));
        }
        self.epochs.get_mut(&epoch)
    }

    /// A learner acknowledges: NEWLEADER (and again UPTODATE) by counter 0, or a proposal.
    #[inline(never)]
    fn acknowledged(&mut self, sight: &Sight<'_>, zxid: Zxid) {
        let Some(learner) = sight.server.learner() else {
            return;
        };
        let (epoch, promised) = (learner.epoch, self.known(sight.node).promised);
        if epoch < promised {
            self.broken(sight, Law::PromisesKept, zxid, None);
        }
        let disk: &Disk = &sight.after[sight.node.index()].disk;
        if disk.current_epoch != Some(epoch) {
            self.broken(sight, Law::AcceptsInItsEpoch, zxid, None);
        }
        let on_disk = if zxid.counter() != 0 {
            self.in_turn(sight, zxid);
            holds(disk, zxid)
        } else if sight.server.observer || learner.progress == Progress::Serving {
            // An observer logs what is committed when it serves, and not before.
            true
        } else {
            let led = self.led(epoch);
            led.is_none_or(|led| holds_all(disk, &led.initial))
        };
        if !on_disk {
            self.broken(sight, Law::AcknowledgedIsOnDisk, zxid, None);
        }
    }

    /// Acknowledgements of one leadership go upwards.
    fn in_turn(&mut self, sight: &Sight<'_>, zxid: Zxid) {
        let Office::Follows { acked, .. } = &mut self.known(sight.node).office else {
            // It has not acknowledged NEWLEADER before.
            self.noticed(sight, Check::Ack, zxid);
            return;
        };
        let before = core::mem::replace(acked, zxid);
        if before >= zxid {
            self.noticed(sight, Check::Ack, zxid);
        }
    }

    /// What the rules say that acted or declined; how the tree was replaced, if it was.
    #[inline(always)]
    pub(super) fn reactions(&mut self, sight: &Sight<'_>) -> Option<Loaded> {
        let mut loaded = None;
        for reaction in &sight.step.out.reactions {
            // Most of them say nothing of it.
            if matches!(
                reaction.rule(),
                Rule::Unexpected { .. }
                    | Rule::CommitOutOfOrder { .. }
                    | Rule::UnmatchedCommit { .. }
                    | Rule::WrongFirstAck { .. }
                    | Rule::AppendProposal { gap: true, .. }
                    | Rule::Leave { .. }
                    | Rule::Recover { .. }
                    | Rule::BeginSync { .. }
                    | Rule::Answer { .. }
                    | Rule::Session(_)
            ) {
                loaded = loaded.or(self.reaction(sight, reaction.rule()));
            }
        }
        loaded
    }

    #[inline(never)]
    fn reaction(&mut self, sight: &Sight<'_>, rule: &Rule) -> Option<Loaded> {
        if let Rule::Unexpected { .. } = rule {
            self.noticed(sight, Check::Message, Zxid::default());
        } else if let Rule::CommitOutOfOrder { zxid, .. } | Rule::UnmatchedCommit { zxid, .. } =
            rule
        {
            self.noticed(sight, Check::Commit, *zxid);
        } else if let Rule::WrongFirstAck { zxid, .. } = rule {
            self.noticed(sight, Check::Ack, *zxid);
        } else if let Rule::AppendProposal { zxid, gap: true } = rule {
            self.noticed(sight, Check::Proposal, *zxid);
        } else if let Rule::Leave { why, .. } = rule {
            self.leaves(sight, why);
            return Some(Loaded::Read);
        } else if let Rule::Recover { .. } = rule {
            return Some(Loaded::Read);
        } else if let Rule::BeginSync { mode, zxid } = rule {
            self.begins_sync(sight, *mode, *zxid);
            return (*mode != Mode::Diff).then_some(Loaded::Synchronised);
        } else if let Rule::Answer {
            asked, txn, zxid, ..
        } = rule
            && let Call::Write(write) = &asked.call
            && !txn.as_ref().is_some_and(|txn| fits(write, txn))
        {
            self.broken(sight, Law::AnsweredByItsWrite, *zxid, None);
        } else if let Rule::Session(Told::Reply {
            asked, reply, zxid, ..
        }) = rule
            && let (Call::Write(write), Reply::Answer(answer)) = (&asked.call, &**reply)
        {
            self.answers(sight, asked, (write, answer), *zxid);
        }
        None
    }

    /// A client is told of its write: it is committed, and this is what became of it.
    fn answers(
        &mut self,
        sight: &Sight<'_>,
        asked: &Asked,
        (write, answer): (&Write, &Answer),
        zxid: Zxid,
    ) {
        let history = &sight.server.database.history;
        let place = history.upto(zxid).checked_sub(1);
        let txn = place.filter(|place| *place < sight.server.committed);
        let txn = txn.and_then(|place| history.get(place));
        let own = txn.is_some_and(|txn| {
            let failed = matches!(txn.change, Change::Failed(_));
            txn.zxid == zxid
                && (txn.session, txn.cxid) == (asked.session, asked.cxid)
                && failed == matches!(answer, Answer::Failed(_))
                && fits(write, txn)
        });
        if !own {
            self.broken(sight, Law::AnsweredByItsWrite, zxid, None);
        }
    }

    /// A server gives up over a packet.
    fn leaves(&mut self, sight: &Sight<'_>, why: &Why) {
        if let Why::CommitOfNothing(zxid) = why {
            self.noticed(sight, Check::Commit, *zxid);
        } else if let Why::UnexpectedPacket(_) = why {
            self.noticed(sight, Check::Message, Zxid::default());
        }
    }

    /// DIFF, TRUNC and SNAP come once, after the epoch was accepted; a TRUNC keeps what the server
    /// itself has delivered.
    fn begins_sync(&mut self, sight: &Sight<'_>, mode: Mode, zxid: Zxid) {
        let known = self.known(sight.node);
        let delivered = known.tree.delivered;
        if known.office != Office::None {
            self.noticed(sight, Check::State, zxid);
        }
        if mode == Mode::Trunc && sight.server.database.history.len() < delivered {
            self.noticed(sight, Check::Proposal, zxid);
        }
    }
}

impl Epoch {
    pub(super) fn empty() -> Self {
        Self {
            leader: None,
            initial: History::default(),
            broadcast: History::default(),
            served: false,
        }
    }

    /// The one at a place of all that its leader has.
    pub(super) fn get(&self, place: usize) -> Option<&Txn> {
        match place.checked_sub(self.initial.len()) {
            Some(place) => self.broadcast.get(place),
            None => self.initial.get(place),
        }
    }
}

/// Whether a transaction is on a disk: mostly it is the last one.
#[inline(always)]
pub(super) fn holds(disk: &Disk, zxid: Zxid) -> bool {
    disk.log.last() == zxid || has_somewhere(disk, zxid)
}

#[inline(never)]
fn has_somewhere(disk: &Disk, zxid: Zxid) -> bool {
    disk.log.contains(zxid) || disk.snapshot.history.contains(zxid)
}

/// Whether a start from this disk would find all of these first.
fn holds_all(disk: &Disk, all: &History) -> bool {
    let snapshot = &disk.snapshot.history;
    let same = snapshot.common(all);
    if same == all.len() {
        return true;
    }
    let log = disk.log.from(disk.log.upto(disk.snapshot.zxid));
    let rest = all.from(same);
    same == snapshot.len() && log.zip(rest).filter(|(a, b)| a == b).count() == all.len() - same
}

/// Whether a transaction is what became of a write, as far as the two can be compared.
fn fits(write: &Write, txn: &Txn) -> bool {
    match (write, &txn.change) {
        (wanted, Change::Failed(_)) => txn.wanted.as_deref() == Some(wanted),
        (
            Write::SetData { path, data, .. },
            Change::SetData {
                path: at,
                data: set,
                ..
            },
        ) => path == at && data == set,
        (Write::Create { path, data, .. }, Change::Create { birth, .. }) => {
            birth.path.starts_with(&**path) && birth.data == *data
        }
        (Write::Delete { path, .. }, Change::Delete { path: at })
        | (Write::SetAcl { path, .. }, Change::SetAcl { path: at, .. }) => path == at,
        (Write::Multi(writes), Change::Multi(changes)) => writes.len() == changes.len(),
        (Write::Multi(writes), Change::MultiFailed { of, .. }) => writes.len() == *of,
        (Write::Check { .. }, Change::Check)
        | (Write::CreateSession { .. }, Change::CreateSession { .. })
        | (Write::CloseSession, Change::CloseSession { .. }) => true,
        (_, _) => false,
    }
}
