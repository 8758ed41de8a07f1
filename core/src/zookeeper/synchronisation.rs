//! Synchronisation at the leader: what a learner is sent, by the decision table (S0 to S5), and
//! how a quorum of acknowledgements makes the leader serve (N1 to N3).
//!
//! Source: `LearnerHandler.java#syncFollower`, `Leader.java#waitForNewLeaderAck`.

use super::{
    Zookeeper, broadcast, bytes,
    config::{Bug, Config, NEW_LEADER_DELAY},
    database::Database,
    disk::Disk,
    leader::{Leader, Phase, Stage},
    message::{Message, Snapshot, Timer},
    rule::Rule,
    server::{Role, Server},
    session::{
        self,
        tracker::{self, Tracker},
    },
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, Outbox};

/// The row of the decision table that applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// S0: snapshots are forced.
    Forced,
    /// S1: the learner is where the leader is.
    Level,
    /// S2: the learner has more than was committed.
    Ahead,
    /// S3: its last transaction lies within what the leader holds ready.
    Within,
    /// S4: it lies before, but the log on disk reaches back.
    Logged,
    /// S5: anything else.
    Otherwise,
}

/// The first packet of a synchronisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum First {
    /// DIFF up to this zxid.
    Diff(Zxid),
    /// TRUNC after this zxid.
    Trunc(Zxid),
    /// SNAP at this zxid.
    Snap(Zxid),
}

/// What the table is asked with, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Plan {
    /// The learner's last zxid.
    pub peer: Zxid,
    /// The leader's last processed zxid.
    pub last: Zxid,
    /// The first zxid of `committedLog`.
    pub min: Zxid,
    /// The last zxid of `committedLog`.
    pub max: Zxid,
    /// The row.
    pub row: Row,
    /// The first packet.
    pub first: First,
    /// Where in the leader's history the transactions begin that follow it.
    pub from: usize,
}

/// The decision table (§5.1), rows tested in their order.
pub fn plan(config: &Config, database: &Database, peer: Zxid) -> Plan {
    let (last, (min, max)) = (database.last_processed, database.committed_ends());
    let end = database.history.len();
    let with = |row, first, from| Plan {
        peer,
        last,
        min,
        max,
        row,
        first,
        from,
    };
    let new_epoch = peer.counter() == 0;
    if config.force_snapshot {
        return with(Row::Forced, First::Snap(last), end);
    }
    if last == peer {
        return with(Row::Level, First::Diff(peer), end);
    }
    if peer > max && !new_epoch {
        return with(Row::Ahead, First::Trunc(max), end);
    }
    let (row, walked) = if min <= peer && peer <= max {
        (Row::Within, Some(database.committed_from()))
    } else {
        (Row::Logged, logged_from(database, peer, min))
    };
    let cut = walked.and_then(|start| cut(database, start, peer, max));
    match cut {
        Some((first, from)) => with(row, first, from),
        None => with(Row::Otherwise, First::Snap(last), end),
    }
}

/// S4: where the log on disk holds the learner's last transaction or one before it, if what
/// follows is small beside a snapshot (`snapshotSizeFactor`, 0.33).
fn logged_from(database: &Database, peer: Zxid, min: Zxid) -> Option<usize> {
    let start = database.on_log;
    let first = database.history.get(start)?;
    if peer >= min || first.zxid > peer {
        return None;
    }
    let limit = bytes::snapshot(&database.tree) * 33 / 100;
    (Disk::log_bytes(&database.history, peer) <= limit).then_some(start)
}

/// Where the learner's history leaves the leader's (§5.2); `None` if only a snapshot helps.
fn cut(database: &Database, start: usize, peer: Zxid, max: Zxid) -> Option<(First, usize)> {
    let history = &database.history;
    let new_epoch = peer.counter() == 0;
    let place = history.upto(peer.before()).max(start);
    let Some(next) = history.get(place) else {
        return new_epoch.then_some((First::Diff(max), place));
    };
    if next.zxid == peer {
        return Some((First::Diff(max), place + 1));
    }
    if new_epoch {
        return Some((First::Diff(max), place));
    }
    if next.zxid.epoch() != peer.epoch() || place == start {
        // A TRUNC may not cross epochs.
        return None;
    }
    let kept = history.get(place - 1)?;
    Some((First::Trunc(kept.zxid), place))
}

/// Sends a learner what it lacks, puts it among those that get new proposals, and ends with
/// NEWLEADER (§5.3).
pub(super) fn synchronise(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let Some(handler) = leader.learners.get_mut(&conn) else {
        return;
    };
    let Stage::Accepted(peer, offer) = handler.stage.clone() else {
        return;
    };
    if let Some(history) = offer {
        // Planted: the leader takes what the crashed server has for the truth.
        let snapshot = Snapshot::made_by(peer, (*history).clone(), cx.config.fresh());
        server.database = Database::load(&snapshot);
        server.committed = server.committed.min(server.database.history.len());
    }
    let database = &server.database;
    let plan = plan(cx.config, database, peer);
    let count = database.history.len() - plan.from;
    out.applied(Rule::Synchronise {
        learner: conn.peer(cx.me),
        plan: plan.into(),
        count,
    });
    out.send_on(
        conn,
        match plan.first {
            First::Diff(zxid) => Message::Diff { zxid },
            First::Trunc(zxid) => Message::Trunc { zxid },
            First::Snap(_) => Message::Snap(database.snapshot()),
        },
    );
    for txn in database.history.from(plan.from) {
        out.send_on(conn, Message::Proposal(txn.clone()));
        out.send_on(conn, Message::Commit { zxid: txn.zxid });
    }
    // What it acknowledged on an earlier connection and is not committed, it drops now: that counts
    // no more, until it acknowledges again. (ZooKeeper lets it count, 3.8.5 and later ones, and can
    // so commit what only the leader has on disk.)
    for proposal in &mut leader.outstanding {
        proposal.acks.remove(conn.peer(cx.me));
    }
    handler.stage = Stage::Synchronised(plan);
    handler.forwarding = true;
    if !handler.observer {
        for proposal in &leader.outstanding {
            out.send_on(conn, Message::Proposal(proposal.txn.clone()));
        }
    }
    if cx.config.late_new_leader {
        out.arm(Timer::NewLeader(conn), NEW_LEADER_DELAY);
    } else {
        let zxid = Zxid::new(leader.epoch, 0);
        out.send_on(conn, Message::NewLeader { zxid });
    }
}

/// NEWLEADER is queued by a thread that has let go of the leader's lock.
pub(super) fn new_leader(
    cx: Cx<'_, Zookeeper>,
    server: &Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let leader = server.leader();
    let Some(leader) = leader.filter(|leader| leader.learners.contains_key(&conn)) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let learner = conn.peer(cx.me);
    out.applied(Rule::QueueNewLeader { learner });
    let zxid = Zxid::new(leader.epoch, 0);
    out.send_on(conn, Message::NewLeader { zxid });
}

/// The first packet after NEWLEADER has come (N1, N1').
pub(super) fn acknowledged(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    zxid: Zxid,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let from = conn.peer(cx.me);
    if leader.phase == Phase::Broadcast {
        out.applied(Rule::LateAckNewLeader { learner: from });
        up_to_date(leader, conn, out);
        out.arm(Timer::Silence(conn), cx.config.ticks(cx.config.sync_limit));
        return;
    }
    if zxid != Zxid::new(leader.epoch, 0) {
        out.ignored(Rule::WrongFirstAck {
            learner: from,
            zxid,
        });
        return;
    }
    if cx.config.votes(from) {
        leader.acked.insert(from);
    }
    out.applied(Rule::CountAckNewLeader {
        learner: from,
        acked: leader.acked,
    });
    serve_if_quorum(cx, server, out);
}

/// The leader's own currentEpoch is on disk: it counts for itself.
pub(super) fn current_saved(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    server.current_epoch = leader.epoch;
    leader.acked.insert(cx.me);
    out.applied(Rule::CountAckNewLeader {
        learner: cx.me,
        acked: leader.acked,
    });
    serve_if_quorum(cx, server, out);
}

/// N2: a quorum has the leader's history on disk. All of it is committed by that, and the leader
/// serves.
fn serve_if_quorum(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let own = leader.acked.contains(cx.me);
    if leader.phase == Phase::Broadcast || !own || !cx.config.is_quorum(leader.acked) {
        return;
    }
    let zxid = Zxid::new(leader.epoch, 0);
    leader.phase = Phase::Broadcast;
    (leader.last_proposed, leader.last_committed) = (zxid, zxid);
    leader.prepared = server.database.tree.clone();
    server.database.last_processed = zxid;
    server.committed = server.database.history.len();
    if let Some(vote) = &mut server.elected.vote {
        vote.epoch = leader.epoch;
    }
    out.applied(Rule::Serve {
        epoch: leader.epoch,
        acked: leader.acked,
    });
    out.disarm(Timer::Quorum);
    out.arm(Timer::Tick, broadcast::half_tick(cx.config));
    if cx.config.clients > 0 {
        leader.sessions = Tracker::begin(cx, &server.database.tree);
        tracker::arm(cx, leader, out);
        out.arm(Timer::Containers, cx.config.container_span());
        session::open(cx, out);
    }
    let ready = leader.learners.iter();
    let ready = ready.filter(|(_, handler)| handler.stage == Stage::Acknowledged);
    let ready: alloc::vec::Vec<Conn> = ready.map(|(conn, _)| *conn).collect();
    for conn in ready {
        up_to_date(leader, conn, out);
        out.arm(Timer::Silence(conn), cx.config.ticks(cx.config.sync_limit));
    }
}

fn up_to_date(leader: &mut Leader, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    if let Some(handler) = leader.learners.get_mut(&conn) {
        handler.stage = Stage::Serving;
        out.send_on(conn, Message::UpToDate);
    }
}

/// Whether a learner shall send all it has (planted bug).
pub(super) fn asks_for_history(config: &Config) -> bool {
    config.has(Bug::AskCrashedServer)
}
