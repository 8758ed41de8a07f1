//! Synchronisation at the learner (Y1 to Y8).
//!
//! Invariant: NEWLEADER is acknowledged only when everything it stands for is on disk, first the
//! transactions, then the epoch. Source: `Learner.java#syncWithLeader` of 3.8.5.

use super::{
    Zookeeper, broadcast,
    config::Bug,
    database::Database,
    history::Txn,
    learner::{Learning, Mode, Progress},
    leave,
    message::{Message, Record, Snapshot, Task, Timer},
    rule::{Rule, Why},
    serve,
    server::{Role, Server},
    session,
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, Outbox};

/// A packet between ACKEPOCH and UPTODATE.
#[inline(never)]
pub(super) fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match body {
        Message::Diff { zxid } => begin(server, Mode::Diff, *zxid, out),
        Message::Trunc { zxid } => truncate(cx, server, *zxid, out),
        Message::Snap(snapshot) => load(server, snapshot, out),
        Message::Proposal(txn) => proposal(server, txn.clone(), out),
        Message::Commit { zxid } => commit(cx, server, *zxid, out),
        Message::Inform(txn) => inform(cx, server, txn.clone(), out),
        Message::NewLeader { .. } => new_leader(cx, server, out),
        Message::UpToDate => up_to_date(cx, server, conn, out),
        // The loop of the synchronisation has no case for these. Pings come.
        Message::Ping { .. } => out.ignored(Rule::EarlyPing),
        Message::Sync { .. }
        | Message::Hello
        | Message::Notification(_)
        | Message::LearnerInfo { .. }
        | Message::LeaderInfo { .. }
        | Message::AckEpoch { .. }
        | Message::Ack { .. }
        | Message::Request { .. }
        | Message::Revalidate { .. }
        | Message::Revalidated { .. }
        | Message::Connect(_)
        | Message::Connected(_)
        | Message::Call { .. }
        | Message::Reply { .. }
        | Message::Event { .. } => out.ignored(Rule::NothingToDo),
    }
}

fn learning(server: &mut Server) -> Option<&mut Learning> {
    match &mut server.role {
        Role::Learning(learner) => learner.learning.as_mut(),
        Role::Looking(_) | Role::Leading(_) | Role::Leaving { .. } | Role::Resting => None,
    }
}

/// Y1: the tree stays; what follows goes to the log.
fn begin(server: &mut Server, mode: Mode, zxid: Zxid, out: &mut Outbox<'_, Zookeeper>) {
    let on_disk = server.database.clone();
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    learner.progress = Progress::Learning;
    learner.learning = Some(Learning {
        mode,
        on_disk,
        new_leader: false,
        not_committed: alloc::vec::Vec::new(),
        committed: alloc::vec::Vec::new(),
        to_ack: alloc::vec::Vec::new(),
    });
    out.applied(Rule::BeginSync { mode, zxid });
}

/// Y2: the log is cut off.
fn truncate(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    zxid: Zxid,
    out: &mut Outbox<'_, Zookeeper>,
) {
    begin(server, Mode::Trunc, zxid, out);
    let dirty = cx.config.has(Bug::DirtyDisk);
    // A snapshot that goes further brings back what was cut off, if it stays.
    let kept = if dirty {
        zxid.max(server.snapshot)
    } else {
        zxid
    };
    server.database.truncate(kept, cx.config.fresh());
    server.database.last_processed = zxid;
    server.committed = server.committed.min(server.database.history.len());
    let on_disk = server.database.clone();
    if let Role::Learning(learner) = &mut server.role {
        learner.waits = true;
        learner.logged = zxid;
        if let Some(learning) = &mut learner.learning {
            learning.on_disk = on_disk;
        }
    }
    let snapshot = (!dirty).then(|| server.database.snapshot());
    out.write(Record::Truncate { zxid, snapshot }, Some(Task::Truncated));
}

/// The log is cut off on disk.
pub(super) fn truncated(server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Learning(learner) = &mut server.role else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    learner.waits = false;
    out.applied(Rule::Truncated {
        zxid: server.database.last_processed,
    });
}

/// Y3: the tree is replaced.
fn load(server: &mut Server, snapshot: &Snapshot, out: &mut Outbox<'_, Zookeeper>) {
    begin(server, Mode::Snap, snapshot.zxid, out);
    server.database = Database::load(snapshot);
    server.committed = server.committed.min(snapshot.history.len());
}

/// Y4.
fn proposal(server: &mut Server, txn: Txn, out: &mut Outbox<'_, Zookeeper>) {
    let Some(learning) = learning(server) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    out.applied(Rule::KeepProposal { zxid: txn.zxid });
    learning.not_committed.push(txn);
}

/// Y5 and Y6: applied at once where transactions go to memory, remembered where they go to the
/// log.
fn commit(cx: Cx<'_, Zookeeper>, server: &mut Server, zxid: Zxid, out: &mut Outbox<'_, Zookeeper>) {
    let Some(learning) = learning(server) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let to_log = learning.mode == Mode::Diff || learning.new_leader;
    let head = learning.not_committed.first().map(|txn| txn.zxid);
    if to_log {
        if head.is_none() && cx.config.has(Bug::CommitWithoutProposal) {
            leave::leave(cx, server, Why::CommitOfNothing(zxid), out);
            return;
        }
        learning.committed.push(zxid);
        out.applied(Rule::KeepCommit { zxid });
        return;
    }
    if head != Some(zxid) {
        out.ignored(Rule::CommitOutOfOrder { zxid, head });
        return;
    }
    let txn = learning.not_committed.remove(0);
    server.database.apply(txn, &cx.config.memos);
    out.applied(Rule::ApplyInMemory { zxid });
}

/// INFORM while an observer synchronises.
fn inform(cx: Cx<'_, Zookeeper>, server: &mut Server, txn: Txn, out: &mut Outbox<'_, Zookeeper>) {
    let Some(learning) = learning(server) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let zxid = txn.zxid;
    if learning.mode == Mode::Diff || learning.new_leader {
        learning.not_committed.push(txn);
        learning.committed.push(zxid);
        out.applied(Rule::KeepCommit { zxid });
    } else {
        server.database.apply(txn, &cx.config.memos);
        out.applied(Rule::ApplyInMemory { zxid });
    }
}

/// Y7: everything goes to disk, one after the other, and only then NEWLEADER is acknowledged.
fn new_leader(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let snapshot = server.database.snapshot();
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    let epoch = learner.epoch;
    let Some(learning) = &mut learner.learning else {
        leave::leave(cx, server, Why::UnexpectedPacket("NEWLEADER"), out);
        return;
    };
    learning.new_leader = true;
    let mode = learning.mode;
    let proposals = learning.not_committed.len();
    out.applied(Rule::NewLeader {
        epoch,
        mode,
        proposals,
    });
    if mode == Mode::Diff {
        log_proposals(cx, server, out);
        return;
    }
    learner.waits = true;
    server.snapshot = snapshot.zxid;
    server.since_snapshot = 0;
    let received = !cx.config.has(Bug::DirtyDisk);
    out.write(
        Record::Snapshot { snapshot, received },
        Some(Task::SnapshotSaved),
    );
}

/// Y7 (a) is done.
pub(super) fn snapshot_saved(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let database = server.database.clone();
    let Some(learning) = learning(server) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    out.applied(Rule::SnapshotSaved {
        zxid: database.last_processed,
    });
    learning.on_disk = database;
    log_proposals(cx, server, out);
}

/// Y7 (b): a follower logs the proposals it was sent.
fn log_proposals(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let bugs = cx.config.bugs;
    let epoch_first = bugs.has(Bug::EpochBeforeLog);
    let observer = server.observer;
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    let Some(learning) = &mut learner.learning else {
        return;
    };
    learner.waits = true;
    if observer || learning.not_committed.is_empty() || bugs.has(Bug::AckBeforeLog) || epoch_first {
        save_epoch(server, out);
        return;
    }
    let last = append_all(server, bugs.has(Bug::EarlyProposalAck), out);
    if bugs.has(Bug::AckBeforeFlush) || bugs.has(Bug::EarlyProposalAck) {
        save_epoch(server, out);
    } else {
        out.applied(Rule::LogProposals { zxid: last });
    }
}

/// Appends what is not committed; the last zxid. Each is acknowledged by itself only under the
/// planted bug.
fn append_all(server: &mut Server, each: bool, out: &mut Outbox<'_, Zookeeper>) -> Zxid {
    let Some(learning) = learning(server) else {
        return Zxid::default();
    };
    let txns = core::mem::take(&mut learning.not_committed);
    learning.to_ack.extend(txns.iter().cloned());
    let last = txns.last().map_or(Zxid::default(), |txn| txn.zxid);
    server.since_snapshot += txns.len() as u32;
    for txn in txns {
        let zxid = txn.zxid;
        let task = if each {
            Some(Task::Logged(zxid))
        } else {
            (zxid == last).then_some(Task::SyncLogged(zxid))
        };
        if task.is_some() {
            server.unlogged.push(zxid);
        }
        out.write(Record::Append(txn), task);
    }
    last
}

/// The proposals of the sync are on disk.
pub(super) fn sync_logged(server: &mut Server, zxid: Zxid, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    learner.logged = learner.logged.max(zxid);
    out.applied(Rule::ProposalsLogged { zxid });
    if learner.waits && learner.progress == Progress::Learning {
        save_epoch(server, out);
    }
}

/// Y7 (c).
fn save_epoch(server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    out.write(
        Record::CurrentEpoch(learner.epoch),
        Some(Task::CurrentSaved),
    );
}

/// Y7 (d): NEWLEADER is acknowledged.
pub(super) fn current_saved(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    let epoch = learner.epoch;
    server.current_epoch = epoch;
    learner.waits = false;
    learner.progress = Progress::Acknowledged;
    let Some(conn) = learner.conn else {
        return;
    };
    let zxid = Zxid::new(epoch, 0);
    out.applied(Rule::AckNewLeader { epoch });
    out.send_on(conn, Message::Ack { zxid });
    out.arm(Timer::Read, cx.config.ticks(cx.config.sync_limit));
    if cx.config.has(Bug::EpochBeforeLog) && !server.observer {
        append_all(server, false, out);
    }
}

/// Y8: it serves. What was kept back is acknowledged, logged and committed now.
fn up_to_date(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let observer = server.observer;
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    let Some(learning) = learner.learning.take() else {
        leave::leave(cx, server, Why::UnexpectedPacket("UPTODATE"), out);
        return;
    };
    let epoch = learner.epoch;
    learner.progress = Progress::Serving;
    if let Some(vote) = &mut server.elected.vote {
        vote.epoch = epoch;
    }
    server.committed = server.database.history.len();
    server.next_cxid = serve::first_cxid(server.next_cxid, conn);
    out.applied(Rule::UpToDate { epoch });
    session::open(cx, out);
    out.send_on(
        conn,
        Message::Ack {
            zxid: Zxid::new(epoch, 0),
        },
    );
    if observer {
        for txn in learning.not_committed {
            if learning.committed.contains(&txn.zxid) {
                broadcast::append(cx, server, txn.clone(), out);
                serve::apply(cx, server, txn, out);
            }
        }
        return;
    }
    if !cx.config.has(Bug::EarlyProposalAck) {
        for txn in &learning.to_ack {
            out.send_on(conn, Message::Ack { zxid: txn.zxid });
        }
    }
    learner.pending = learning.to_ack;
    learner
        .pending
        .extend(learning.not_committed.iter().cloned());
    for txn in learning.not_committed {
        broadcast::append(cx, server, txn, out);
    }
    for zxid in learning.committed {
        super::following::commit(cx, server, zxid, out);
    }
}
