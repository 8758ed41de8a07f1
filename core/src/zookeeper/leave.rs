//! The way back to the election (§8).
//!
//! Invariant: what is on disk is in the vote. The tree is kept; what was logged and not committed
//! is applied to it, committed or not (`fastForwardDataBase`), after the log has been written out.

use alloc::vec::Vec;

use super::{
    Zookeeper,
    config::{Bug, Config, OBSERVER_DELAY},
    election,
    history::Txn,
    leader::Leader,
    learner::{Learner, Mode},
    message::{QUORUM, Timer},
    rule::{Rule, Why},
    server::{Role, Server},
    session,
    zxid::Zxid,
};
use crate::kernel::{Cx, NodeId, Outbox};

/// Gives up leading or following.
pub(super) fn leave(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    why: Why,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let was = server.state();
    let unanswered = server.asked.len();
    out.applied(Rule::Leave { why, unanswered });
    server.asked.clear();
    session::shut(cx, server, out);
    let role = core::mem::replace(&mut server.role, Role::Resting);
    let survives = cx.config.has(Bug::LoggerSurvives);
    let mut tail = match role {
        Role::Leading(leader) => stop_leading(cx.config, cx.me, leader, survives, out),
        Role::Learning(learner) => stop_learning(cx, server, learner, out),
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => Vec::new(),
    };
    if cx.config.has(Bug::StaleMemory) {
        tail.clear();
    }
    server.role = Role::Leaving { was, tail };
    if server.unlogged.is_empty() || survives {
        stopped(cx, server, out);
    }
}

/// Closes everything; what the leader has logged, or is about to.
fn stop_leading(
    config: &Config,
    me: NodeId,
    leader: Leader,
    survives: bool,
    out: &mut Outbox<'_, Zookeeper>,
) -> Vec<Txn> {
    out.unlisten(QUORUM);
    out.disarm(Timer::Quorum);
    out.disarm(Timer::Tick);
    if config.clients > 0 {
        out.disarm(Timer::Sessions);
        out.disarm(Timer::Containers);
    }
    for conn in leader.learners.keys() {
        out.disarm(Timer::Silence(*conn));
        out.disarm(Timer::NewLeader(*conn));
        out.hang_up(*conn);
    }
    let logged = leader.outstanding.into_iter();
    let logged = logged.filter(|proposal| !survives || proposal.acks.contains(me));
    logged.map(|proposal| proposal.txn).collect()
}

/// Hangs up; what the learner has logged, or is about to. A tree that is ahead of the disk is
/// given up for the one on disk (ZOOKEEPER-3642).
fn stop_learning(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    learner: Learner,
    out: &mut Outbox<'_, Zookeeper>,
) -> Vec<Txn> {
    out.disarm(Timer::Read);
    out.disarm(Timer::Redial);
    if let Some(conn) = learner.conn {
        out.hang_up(conn);
    }
    let mut tail = learner.pending;
    if let Some(learning) = learner.learning {
        let kept = learning.mode == Mode::Trunc && cx.config.has(Bug::TreeAheadOfDisk);
        if learning.mode != Mode::Diff && !kept {
            server.database = learning.on_disk;
            server.committed = server.committed.min(server.database.history.len());
        }
        tail = learning.to_ack;
    }
    if cx.config.has(Bug::LoggerSurvives) {
        tail.retain(|txn| txn.zxid <= learner.logged);
    }
    tail
}

/// A write of the log has reached the disk while the server leaves, or after it left.
pub(super) fn logged(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    zxid: Zxid,
    out: &mut Outbox<'_, Zookeeper>,
) {
    out.applied(Rule::LoggedOnly { zxid });
    if server.unlogged.is_empty() && matches!(server.role, Role::Leaving { .. }) {
        stopped(cx, server, out);
    }
}

/// The log is written out: the tree is brought up to it, and the election begins.
fn stopped(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Leaving { tail, .. } = core::mem::replace(&mut server.role, Role::Resting) else {
        return;
    };
    if !tail.is_empty() {
        let count = tail.len();
        for txn in tail {
            if txn.zxid > server.database.last_processed {
                server.database.apply(txn, &cx.config.memos);
            }
        }
        out.applied(Rule::FastForward {
            count,
            zxid: server.database.last_processed,
        });
    }
    if server.observer {
        out.applied(Rule::Rest);
        out.arm(Timer::Rejoin, OBSERVER_DELAY);
    } else {
        election::start(cx, server, out);
    }
}
