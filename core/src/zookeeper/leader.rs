//! A leader: its state, its learners, its way in and out.
//!
//! Invariants: (1) it proposes only after a quorum acknowledged its epoch and then its history;
//! (2) proposals are committed in the order of their zxids. Source: `Leader.java`,
//! `LearnerHandler.java`.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Zookeeper, broadcast,
    config::Config,
    discovery,
    history::{History, Txn},
    leave,
    message::{Message, QUORUM, Record, Timer},
    rule::{Rule, Why},
    server::{Role, Server},
    session::{handshake, tracker::Tracker},
    synchronisation::{self, Plan},
    znode::{node::SessionId, tree::Tree},
    zxid::Zxid,
};
use crate::{
    kernel::{Conn, Cx, NodeId, NodeSet, Outbox},
    sorted::SortedMap,
};

/// The phases of Zab after the election.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Agreeing on an epoch.
    Discovery,
    /// Giving a quorum the leader's history.
    Synchronisation,
    /// Serving.
    Broadcast,
}

/// How far the new epoch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Promise {
    /// It may still rise.
    Open,
    /// It is fixed and being written.
    Saving,
    /// It is on disk.
    Saved,
}

/// A proposal that is not committed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Proposal {
    /// The transaction.
    pub txn: Txn,
    /// Who has it on disk.
    pub acks: NodeSet,
}

/// How far a learner's handler is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It has called and not said who it is.
    Greeting,
    /// It has registered; the epoch is not fixed.
    Registered,
    /// It was told the epoch.
    Told,
    /// It has accepted the epoch; with its last zxid and, under a planted bug, all it has.
    Accepted(Zxid, Option<Rc<History>>),
    /// NEWLEADER was sent, after what the decision table asked for.
    Synchronised(Plan),
    /// It has acknowledged NEWLEADER.
    Acknowledged,
    /// It serves.
    Serving,
}

/// What a leader knows of a learner.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Handler {
    /// How far it is.
    pub stage: Stage,
    /// Whether it observes only.
    pub observer: bool,
    /// Whether new proposals go to it.
    pub forwarding: bool,
    /// The tick up to which it counts as synced.
    pub deadline: u32,
    /// The oldest tracked proposal that it has not acknowledged, and the half tick it was sent.
    pub unacked: Option<(Zxid, u32)>,
    /// The newest one after it.
    pub unacked_next: Option<(Zxid, u32)>,
}

/// A sync that waits for the proposals before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PendingSync {
    /// The proposal it waits for.
    pub after: Zxid,
    /// Who asked.
    pub to: Conn,
    /// The session.
    pub session: SessionId,
    /// The number of its request.
    pub cxid: u32,
}

/// A leader's state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Leader {
    /// Its phase.
    pub phase: Phase,
    /// The epoch it proposes.
    pub epoch: u32,
    /// How far that is.
    pub promise: Promise,
    /// Its own currentEpoch and last zxid when it began.
    pub summary: (u32, Zxid),
    /// `connectingFollowers`: voters that have registered.
    pub connecting: NodeSet,
    /// `electingFollowers`: voters that have accepted the epoch.
    pub electing: NodeSet,
    /// Voters that have acknowledged NEWLEADER.
    pub acked: NodeSet,
    /// The connections of its learners.
    pub learners: SortedMap<Conn, Handler>,
    /// `outstandingProposals`, in the order of their zxids.
    pub outstanding: Vec<Proposal>,
    /// The tree as it will be when all that is outstanding is applied.
    pub prepared: Tree,
    /// The last proposal.
    pub last_proposed: Zxid,
    /// The last commit.
    pub last_committed: Zxid,
    /// Syncs that wait.
    pub syncs: Vec<PendingSync>,
    /// Half ticks since it serves.
    pub half_ticks: u32,
    /// All sessions.
    pub sessions: Tracker,
}

impl Leader {
    /// Full ticks since it serves.
    pub fn tick(&self) -> u32 {
        self.half_ticks / 2
    }

    /// Itself and the voters that count as synced (§7).
    pub fn synced(&self, config: &Config, me: NodeId) -> NodeSet {
        let tick = self.tick();
        let fresh = self
            .learners
            .iter()
            .filter(|(conn, handler)| handler.deadline >= tick && config.votes(conn.peer(me)));
        fresh.map(|(conn, _)| conn.peer(me)).chain([me]).collect()
    }

    /// The connection of a learner, the newest if it has several.
    pub fn line_to(&self, me: NodeId, node: NodeId) -> Option<Conn> {
        let mut lines = self.learners.keys().rev();
        lines.find(|conn| conn.peer(me) == node).copied()
    }
}

/// Begins to lead: opens the port, writes a snapshot, proposes its own epoch to itself (D2).
pub(super) fn start(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let database = &server.database;
    let epoch = server.accepted_epoch + 1;
    out.applied(Rule::Lead {
        zxid: database.last_processed,
        epoch: server.current_epoch,
    });
    server.role = Role::Leading(Leader {
        phase: Phase::Discovery,
        epoch,
        promise: Promise::Open,
        summary: (server.current_epoch, database.last_processed),
        connecting: [cx.me].into_iter().collect(),
        electing: NodeSet::default(),
        acked: NodeSet::default(),
        learners: SortedMap::new(),
        outstanding: Vec::new(),
        prepared: database.tree.clone(),
        last_proposed: database.last_processed,
        last_committed: database.last_processed,
        syncs: Vec::new(),
        half_ticks: 0,
        sessions: Tracker::default(),
    });
    save_snapshot(server, out);
    out.listen(QUORUM);
    out.arm(Timer::Quorum, cx.config.ticks(cx.config.init_limit));
    discovery::promise_if_quorum(cx, server, out);
}

/// Writes a snapshot of the tree in the background.
pub(super) fn save_snapshot(server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let snapshot = server.database.snapshot();
    server.since_snapshot = 0;
    server.snapshot = snapshot.zxid;
    out.write(
        Record::Snapshot {
            snapshot,
            received: false,
        },
        None,
    );
}

/// A learner has called.
pub(super) fn called(
    cx: Cx<'_, Zookeeper>,
    leader: &mut Leader,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let config = cx.config;
    let handler = Handler {
        stage: Stage::Greeting,
        observer: false,
        forwarding: false,
        deadline: leader.tick() + config.init_limit + config.sync_limit,
        unacked: None,
        unacked_next: None,
    };
    leader.learners.insert(conn, handler);
    out.arm(Timer::Silence(conn), config.ticks(config.init_limit));
    out.applied(Rule::LearnerCalls {
        learner: conn.peer(cx.me),
    });
}

/// A learner's connection is over, or has been silent for too long.
pub(super) fn lost(
    cx: Cx<'_, Zookeeper>,
    leader: &mut Leader,
    conn: Conn,
    silent: bool,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !leader.learners.contains_key(&conn) {
        out.ignored(Rule::NothingToDo);
        return;
    }
    out.applied(Rule::LearnerLost {
        learner: conn.peer(cx.me),
        silent,
    });
    close(leader, conn, out);
}

/// Closes a learner's connection.
pub(super) fn close(leader: &mut Leader, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    leader.learners.remove(&conn);
    leader.syncs.retain(|sync| sync.to != conn);
    out.disarm(Timer::Silence(conn));
    out.disarm(Timer::NewLeader(conn));
    out.hang_up(conn);
}

/// A message of a learner.
pub(super) fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let (tick, serving) = (leader.tick(), leader.phase == Phase::Broadcast);
    let Some(handler) = leader.learners.get_mut(&conn) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    // A learner that does not serve yet has as long as the quorum had.
    let limit = if matches!(handler.stage, Stage::Serving) {
        cx.config.sync_limit
    } else {
        cx.config.init_limit
    };
    out.arm(Timer::Silence(conn), cx.config.ticks(limit));
    match (&handler.stage, body) {
        (
            Stage::Greeting,
            Message::LearnerInfo {
                accepted_epoch,
                observer,
            },
        ) => {
            handler.observer = *observer;
            discovery::learner_info(cx, server, conn, *accepted_epoch, out);
        }
        (
            Stage::Told,
            Message::AckEpoch {
                zxid,
                current_epoch,
                offer,
            },
        ) => {
            handler.stage = Stage::Accepted(*zxid, offer.clone());
            discovery::ack_epoch(cx, server, conn, *zxid, *current_epoch, out);
        }
        (Stage::Synchronised(_), Message::Ack { zxid }) => {
            handler.deadline = tick + cx.config.sync_limit;
            handler.stage = Stage::Acknowledged;
            synchronisation::acknowledged(cx, server, conn, *zxid, out);
        }
        (Stage::Acknowledged | Stage::Serving, Message::Ack { zxid }) => {
            handler.deadline = tick + cx.config.sync_limit;
            broadcast::untrack(handler, *zxid);
            broadcast::acknowledge(cx, server, conn.peer(cx.me), *zxid, out);
        }
        (Stage::Acknowledged | Stage::Serving, Message::Revalidate { session, timeout })
            if serving =>
        {
            handler.deadline = tick + cx.config.sync_limit;
            handshake::at_leader(cx, server, conn, (*session, *timeout), out);
        }
        (Stage::Acknowledged | Stage::Serving, Message::Ping { touched, .. }) => {
            let (from, deadline) = (conn.peer(cx.me), tick + cx.config.sync_limit);
            handler.deadline = deadline;
            leader.sessions.touch_all(cx, touched.as_deref());
            out.applied(Rule::HearPing { from, deadline });
        }
        (Stage::Acknowledged | Stage::Serving, Message::Request(errand)) if serving => {
            handler.deadline = tick + cx.config.sync_limit;
            broadcast::request(cx, server, Some(conn), errand.wish(), out);
        }
        (_, body) => {
            out.applied(Rule::Unexpected {
                from: conn.peer(cx.me),
                kind: body.kind(),
            });
            close(leader, conn, out);
        }
    }
}

/// A quorum did not come together in time (D3, D9, N3).
pub(super) fn quorum_timeout(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(phase) = server.leader().map(|leader| leader.phase) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    leave::leave(cx, server, Why::NoQuorumInTime(phase), out);
}
