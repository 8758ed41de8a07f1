//! A follower or an observer: its way to the leader and through discovery (D1, D4 to D6).
//!
//! Invariant: what it has promised or acknowledged is on its disk. Source: `Learner.java`,
//! `Follower.java`, `Observer.java`.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Zookeeper,
    config::{DIALS_MAX, REDIAL_DELAY},
    database::Database,
    following,
    history::Txn,
    leader::Phase,
    learning, leave,
    message::{Message, QUORUM, Record, Task, Timer},
    rule::{Rule, Why},
    server::{Role, Server},
    synchronisation,
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, NodeId, Outbox, Span};

/// How far a learner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// It calls the leader.
    Calling,
    /// It has registered.
    Registered,
    /// It has accepted the epoch.
    Accepted,
    /// It takes the leader's history.
    Learning,
    /// It has acknowledged NEWLEADER.
    Acknowledged,
    /// It serves.
    Serving,
}

/// How it was brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// It was sent what it lacks; that goes to the log.
    Diff,
    /// It dropped what it had too much; what follows goes to memory.
    Trunc,
    /// It took a snapshot; what follows goes to memory.
    Snap,
}

/// A synchronisation under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Learning {
    /// How.
    pub mode: Mode,
    /// The tree as it is on disk; the one in memory is ahead of it.
    pub on_disk: Database,
    /// Whether NEWLEADER has come.
    pub new_leader: bool,
    /// `packetsNotCommitted`.
    pub not_committed: Vec<Txn>,
    /// `packetsCommitted`.
    pub committed: Vec<Zxid>,
    /// Proposals logged at NEWLEADER, to be acknowledged after UPTODATE.
    pub to_ack: Vec<Txn>,
}

/// A learner's state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Learner {
    /// Whom it learns from.
    pub leader: NodeId,
    /// The connection, called or open.
    pub conn: Option<Conn>,
    /// How often it has called.
    pub dials: u8,
    /// How far it is.
    pub progress: Progress,
    /// The epoch of its leader, once told.
    pub epoch: u32,
    /// Whether it waits for its disk and reads nothing meanwhile.
    pub waits: bool,
    /// The synchronisation.
    pub learning: Option<Learning>,
    /// `pendingTxns`: proposals that are not committed, in order.
    pub pending: Vec<Txn>,
    /// The last transaction that is on its disk.
    pub logged: Zxid,
}

impl Learner {
    /// Its phase.
    pub fn phase(&self) -> Phase {
        match self.progress {
            Progress::Calling | Progress::Registered => Phase::Discovery,
            Progress::Accepted | Progress::Learning | Progress::Acknowledged => {
                Phase::Synchronisation
            }
            Progress::Serving => Phase::Broadcast,
        }
    }
}

/// Begins to follow, or to observe: calls the leader (D1).
pub(super) fn start(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    leader: NodeId,
    out: &mut Outbox<'_, Zookeeper>,
) {
    out.applied(Rule::Follow { leader });
    let conn = out.dial(leader, QUORUM);
    server.role = Role::Learning(Learner {
        leader,
        conn: Some(conn),
        dials: 1,
        progress: Progress::Calling,
        epoch: server.accepted_epoch,
        waits: false,
        learning: None,
        pending: Vec::new(),
        logged: server.database.last_processed,
    });
    out.arm(Timer::Read, cx.config.ticks(cx.config.init_limit));
}

/// The leader has taken the call: FOLLOWERINFO, or OBSERVERINFO.
#[inline(never)]
pub(super) fn connected(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let observer = server.observer;
    let accepted_epoch = server.accepted_epoch;
    let Some(learner) = mine(server, conn) else {
        out.ignored(Rule::NothingToDo);
        out.hang_up(conn);
        return;
    };
    learner.progress = Progress::Registered;
    out.arm(Timer::Read, cx.config.ticks(cx.config.init_limit));
    out.applied(Rule::SendLearnerInfo {
        leader: conn.acceptor(),
        accepted: accepted_epoch,
    });
    out.send_on(
        conn,
        Message::LearnerInfo {
            accepted_epoch,
            observer,
        },
    );
}

/// The learner's state, if this is its connection.
pub(super) fn mine(server: &mut Server, conn: Conn) -> Option<&mut Learner> {
    match &mut server.role {
        Role::Learning(learner) if learner.conn == Some(conn) => Some(learner),
        Role::Learning(_)
        | Role::Looking(_)
        | Role::Leading(_)
        | Role::Leaving { .. }
        | Role::Resting => None,
    }
}

/// Nobody listens there, or the connection is over: a few calls are made, then the leader is
/// given up.
pub(super) fn lost(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(learner) = mine(server, conn) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    learner.conn = None;
    if learner.progress == Progress::Calling && learner.dials < DIALS_MAX {
        out.applied(Rule::CallAgainLater {
            leader: learner.leader,
            dials: learner.dials,
        });
        out.arm(Timer::Redial, Span::exactly(REDIAL_DELAY));
        return;
    }
    let calling = learner.progress == Progress::Calling;
    let why = if calling {
        Why::CannotConnect
    } else {
        Why::ConnectionLost
    };
    leave::leave(cx, server, why, out);
}

/// Another call.
pub(super) fn redial(server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Learning(learner) = &mut server.role else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    learner.dials += 1;
    learner.conn = Some(out.dial(learner.leader, QUORUM));
    out.applied(Rule::CallAgain {
        leader: learner.leader,
        dials: learner.dials,
    });
}

/// The leader has been silent for too long, or the calls to it have taken too long.
pub(super) fn read_timeout(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(learner) = server.learner() else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let why = match learner.progress {
        Progress::Calling => Why::CannotConnect,
        Progress::Registered
        | Progress::Accepted
        | Progress::Learning
        | Progress::Acknowledged
        | Progress::Serving => Why::LeaderSilent,
    };
    leave::leave(cx, server, why, out);
}

/// A message of the leader.
pub(super) fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(learner) = mine(server, conn) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let progress = learner.progress;
    let short = progress >= Progress::Acknowledged;
    let limit = if short {
        cx.config.sync_limit
    } else {
        cx.config.init_limit
    };
    out.arm(Timer::Read, cx.config.ticks(limit));
    match progress {
        Progress::Calling => out.ignored(Rule::NothingToDo),
        Progress::Registered => {
            if let Message::LeaderInfo { epoch } = body {
                leader_info(cx, server, *epoch, out);
            } else {
                leave::leave(cx, server, Why::UnexpectedPacket(body.kind()), out);
            }
        }
        Progress::Accepted | Progress::Learning | Progress::Acknowledged => {
            learning::message(cx, server, conn, body, out);
        }
        Progress::Serving => following::message(cx, server, conn, body, out),
    }
}

/// LEADERINFO: a higher epoch is promised on disk before it is answered (D4), the same one is
/// answered without counting (D5), a lower one ends it (D6).
fn leader_info(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    epoch: u32,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let accepted = server.accepted_epoch;
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    if epoch < accepted {
        leave::leave(cx, server, Why::OldEpoch { epoch, accepted }, out);
        return;
    }
    learner.epoch = epoch;
    if epoch == accepted {
        out.applied(Rule::EpochKnown { epoch });
        send_ack_epoch(cx, server, None, out);
        return;
    }
    learner.waits = true;
    out.applied(Rule::AcceptEpoch {
        epoch,
        before: accepted,
    });
    out.write(Record::AcceptedEpoch(epoch), Some(Task::AcceptedSaved));
}

/// The promise is on disk.
pub(super) fn accepted_saved(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let current = server.current_epoch;
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    learner.waits = false;
    server.accepted_epoch = learner.epoch;
    send_ack_epoch(cx, server, Some(current), out);
}

fn send_ack_epoch(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    current_epoch: Option<u32>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let zxid = server.database.last_processed;
    let asked = synchronisation::asks_for_history(cx.config);
    let offer = asked.then(|| Rc::new(server.database.history.clone()));
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    learner.progress = Progress::Accepted;
    let Some(conn) = learner.conn else {
        return;
    };
    out.applied(Rule::SendAckEpoch {
        zxid,
        current_epoch,
    });
    out.send_on(
        conn,
        Message::AckEpoch {
            zxid,
            current_epoch,
            offer,
        },
    );
}
