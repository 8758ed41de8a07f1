//! Discovery at the leader: an epoch above all that a quorum has accepted (D2 to D9).

use super::{
    Zookeeper,
    leader::{self, Leader, Phase, Promise, Stage},
    message::{Message, Record, Task, Timer},
    rule::Rule,
    server::{Role, Server},
    synchronisation,
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, Outbox};

/// FOLLOWERINFO or OBSERVERINFO: raises the epoch while it is open, and counts if it is a voter's.
pub(super) fn learner_info(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    accepted_epoch: u32,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let from = conn.peer(cx.me);
    if let Some(handler) = leader.learners.get_mut(&conn) {
        handler.stage = Stage::Registered;
    }
    if leader.promise == Promise::Open {
        leader.epoch = leader.epoch.max(accepted_epoch + 1);
        if cx.config.votes(from) {
            leader.connecting.insert(from);
        }
    }
    out.applied(Rule::Register {
        learner: from,
        accepted: accepted_epoch,
        epoch: leader.epoch,
        connecting: leader.connecting,
    });
    if leader.promise == Promise::Saved {
        tell_epoch(leader, conn, out);
        return;
    }
    promise_if_quorum(cx, server, out);
}

/// D2: with a quorum, itself included, the epoch is fixed and written down.
pub(super) fn promise_if_quorum(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    if leader.promise != Promise::Open || !cx.config.is_quorum(leader.connecting) {
        return;
    }
    leader.promise = Promise::Saving;
    out.applied(Rule::FixEpoch {
        epoch: leader.epoch,
        connecting: leader.connecting,
    });
    out.disarm(Timer::Quorum);
    out.write(
        Record::AcceptedEpoch(leader.epoch),
        Some(Task::AcceptedSaved),
    );
}

/// The epoch is on disk: LEADERINFO goes to all that wait, and the leader counts for itself.
pub(super) fn accepted_saved(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    server.accepted_epoch = leader.epoch;
    leader.promise = Promise::Saved;
    leader.electing.insert(cx.me);
    out.applied(Rule::TellEpoch {
        epoch: leader.epoch,
    });
    out.arm(Timer::Quorum, cx.config.ticks(cx.config.init_limit));
    let waiting = leader.learners.iter();
    let waiting = waiting.filter(|(_, handler)| handler.stage == Stage::Registered);
    let waiting: alloc::vec::Vec<Conn> = waiting.map(|(conn, _)| *conn).collect();
    for conn in waiting {
        tell_epoch(leader, conn, out);
    }
    finish_if_quorum(cx, server, out);
}

fn tell_epoch(leader: &mut Leader, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    let epoch = leader.epoch;
    if let Some(handler) = leader.learners.get_mut(&conn) {
        handler.stage = Stage::Told;
        out.send_on(conn, Message::LeaderInfo { epoch });
    }
}

/// ACKEPOCH: a learner that is ahead of the leader is refused (D7), any other counts (D8).
pub(super) fn ack_epoch(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    zxid: Zxid,
    current_epoch: Option<u32>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let from = conn.peer(cx.me);
    if leader.phase != Phase::Discovery {
        out.applied(Rule::LateAckEpoch {
            learner: from,
            zxid,
        });
        synchronisation::synchronise(cx, server, conn, out);
        return;
    }
    if let Some(epoch) = current_epoch {
        if (epoch, zxid) > leader.summary {
            let mine = leader.summary;
            out.applied(Rule::LearnerAhead {
                learner: from,
                epoch,
                zxid,
                mine,
            });
            leader::close(leader, conn, out);
            return;
        }
        if zxid != Zxid::LOST && cx.config.votes(from) {
            leader.electing.insert(from);
        }
    }
    let electing = leader.electing;
    out.applied(Rule::CountAckEpoch {
        learner: from,
        zxid,
        current_epoch,
        electing,
    });
    finish_if_quorum(cx, server, out);
}

/// D8: with a quorum, itself included, the epoch becomes the current one, and every learner that
/// waits is synchronised.
fn finish_if_quorum(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    if !cx.config.is_quorum(leader.electing) || !leader.electing.contains(cx.me) {
        return;
    }
    leader.phase = Phase::Synchronisation;
    out.applied(Rule::EstablishEpoch {
        epoch: leader.epoch,
        electing: leader.electing,
    });
    out.arm(Timer::Quorum, cx.config.ticks(cx.config.init_limit));
    out.write(Record::CurrentEpoch(leader.epoch), Some(Task::CurrentSaved));
    let waiting = leader.learners.iter();
    let waiting = waiting.filter(|(_, handler)| matches!(handler.stage, Stage::Accepted(..)));
    let waiting: alloc::vec::Vec<Conn> = waiting.map(|(conn, _)| *conn).collect();
    for conn in waiting {
        synchronisation::synchronise(cx, server, conn, out);
    }
}
