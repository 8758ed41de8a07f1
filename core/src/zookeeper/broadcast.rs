//! Broadcast at the leader: proposals, acknowledgements, commits in order, pings (B2 to B8, §7).

use alloc::vec::Vec;

use super::{
    Zookeeper,
    config::{Bug, Config},
    history::{Entry, Txn},
    leader::{self, Handler, Leader, PendingSync, Phase, Proposal, Stage},
    leave,
    message::{Message, Record, Task, Timer, Wish},
    rule::{Rule, Why},
    serve,
    server::{Role, Server},
    session::tracker::{self, Owner},
    znode::{
        error::Error,
        node::SessionId,
        prepare::{Asker, prepare},
        request::{Change, Write},
    },
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, NodeId, NodeSet, Outbox, Span, take_at};

/// Half a tick: a leader pings every half tick and counts every full one.
pub(super) fn half_tick(config: &Config) -> Span {
    Span::exactly(u64::from(config.tick.div_ceil(2)))
}

/// A request has reached the leader: from a learner, or from its own client.
pub(super) fn request(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Option<Conn>,
    wanted: Wish<'_>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let (session, cxid) = (wanted.session, wanted.cxid);
    let Some(write) = wanted.write else {
        sync(cx, server, conn, session, cxid, out);
        return;
    };
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let Some(zxid) = cx.config.next(leader.last_proposed) else {
        leave::leave(cx, server, Why::CounterExhausted, out);
        return;
    };
    let asker = Asker {
        session,
        identities: wanted.identities,
        zxid,
        time: cx.now.0,
        extended_types: cx.config.extended_types,
        quotas: cx.config.enforce_quota.then_some(&server.database.tree),
        by_siblings: cx.config.has(Bug::NumbersBySiblings),
    };
    let owner = conn.map_or(Owner::Own, Owner::Learner);
    let change = match admit(cx, leader, session, owner, write) {
        Some(error) => Change::Failed(error),
        None => prepare(&leader.prepared, asker, write),
    };
    let txn = Txn::new(Entry {
        zxid,
        session,
        cxid,
        time: cx.now.0,
        wanted: matches!(change, Change::Failed(_)).then(|| write.clone().into()),
        change,
    });
    tracker::arm(cx, leader, out);
    propose(cx, server, txn, out);
}

/// Whether a session may write now, through this owner; and what its writes mean for the leader's
/// account of sessions.
fn admit(
    cx: Cx<'_, Zookeeper>,
    leader: &mut Leader,
    session: SessionId,
    owner: Owner,
    write: &Write,
) -> Option<Error> {
    if let Write::CreateSession { timeout } = write {
        leader.sessions.track(cx, session, *timeout, owner);
        return None;
    }
    if *write == Write::CloseSession {
        if let Some(tracked) = leader.sessions.sessions.get_mut(&session) {
            tracked.closing = true;
        }
        return None;
    }
    let ours = session == SessionId(0) || Config::is_own(session);
    (!ours).then(|| leader.sessions.check(cx.config, session, owner))?
}

/// B2 and B3: the transaction goes to the followers, then to the leader's own log.
fn propose(cx: Cx<'_, Zookeeper>, server: &mut Server, txn: Txn, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let zxid = txn.zxid;
    txn.apply_shared(&mut leader.prepared, &cx.config.memos);
    leader.last_proposed = zxid;
    out.applied_by(|| Rule::Propose { txn: txn.clone() });
    for (conn, handler) in leader.learners.iter_mut() {
        if handler.forwarding && !handler.observer {
            out.send_on(*conn, Message::Proposal(txn.clone()));
            track(handler, zxid, leader.half_ticks);
        }
    }
    leader.outstanding.push(Proposal {
        txn: txn.clone(),
        acks: NodeSet::default(),
    });
    append(cx, server, txn, out);
}

/// Appends a transaction to the log.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn append(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    txn: Txn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let zxid = txn.zxid;
    server.unlogged.push(zxid);
    server.since_snapshot += 1;
    out.write(Record::Append(txn), Some(Task::Logged(zxid)));
    if server.since_snapshot >= cx.config.snap_count {
        leader::save_snapshot(server, out);
    }
}

/// Remembers the oldest proposal that a learner has not acknowledged, as `SyncLimitCheck` does. It
/// starts when the learner serves: what it takes for its synchronisation is not timed.
fn track(handler: &mut Handler, zxid: Zxid, half_ticks: u32) {
    if !matches!(handler.stage, Stage::Serving) {
        return;
    }
    let sent = Some((zxid, half_ticks));
    if handler.unacked.is_none() {
        handler.unacked = sent;
    } else {
        handler.unacked_next = sent;
    }
}

/// A tracked proposal is acknowledged.
pub(super) fn untrack(handler: &mut Handler, zxid: Zxid) {
    let is_it = |tracked: Option<(Zxid, u32)>| tracked.is_some_and(|(tracked, _)| tracked == zxid);
    if is_it(handler.unacked) {
        handler.unacked = handler.unacked_next.take();
    } else if is_it(handler.unacked_next) {
        handler.unacked_next = None;
    }
}

/// B5 to B8: a server has the transaction on disk; the leader itself is nothing special.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn acknowledge(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    from: NodeId,
    zxid: Zxid,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let outstanding = &mut leader.outstanding;
    let place = outstanding
        .iter()
        .position(|proposal| proposal.txn.zxid == zxid);
    let Some(place) = place.filter(|_| zxid.counter() != 0) else {
        out.ignored_by(|| Rule::AckWithoutUse { from, zxid });
        return;
    };
    if !cx.config.votes(from) {
        out.ignored_by(|| Rule::AckWithoutUse { from, zxid });
        return;
    }
    outstanding[place].acks.insert(from);
    let acks = outstanding[place].acks;
    let waits = place > 0 && outstanding[place - 1].txn.zxid.next() == zxid;
    out.applied_by(|| Rule::CountAck { from, zxid, acks });
    if !waits && commits(cx.config, acks) {
        commit(cx, server, place, out);
    }
}

/// Whether these acknowledgements commit.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
fn commits(config: &Config, acks: NodeSet) -> bool {
    if config.has(Bug::WaitForAll) {
        return config.voters().all(|voter| acks.contains(voter));
    }
    config.has(Bug::CommitBeforeQuorum) || config.is_quorum(acks)
}

/// B8: commits a proposal, tells everybody, applies it, and lets the syncs behind it go.
fn commit(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    place: usize,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let Some(Proposal { txn, acks }) = take_at(&mut leader.outstanding, place) else {
        return;
    };
    let zxid = txn.zxid;
    leader.last_committed = zxid;
    out.applied_by(|| Rule::Commit { zxid, acks });
    for (conn, handler) in leader.learners.iter() {
        if handler.forwarding {
            out.send_on(
                *conn,
                if handler.observer {
                    Message::Inform(txn.clone())
                } else {
                    Message::Commit { zxid }
                },
            );
        }
    }
    leader.syncs.retain(|sync| {
        if sync.after == zxid {
            out.send_on(
                sync.to,
                Message::Sync {
                    session: sync.session,
                    cxid: sync.cxid,
                },
            );
        }
        sync.after != zxid
    });
    serve::apply(cx, server, txn, out);
}

/// `sync()`: answered when everything proposed before it is committed; at once for the leader's
/// own clients, whose sync passes like a read (§6.3). No quorum is asked.
fn sync(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Option<Conn>,
    session: SessionId,
    cxid: u32,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let Some(to) = conn else {
        out.applied(Rule::SyncAtLeader);
        serve::answer(server, session, cxid, None, out);
        return;
    };
    let from = to.peer(cx.me);
    if leader.outstanding.is_empty() {
        out.applied(Rule::AnswerSync { to: from });
        out.send_on(to, Message::Sync { session, cxid });
    } else {
        let after = leader.last_proposed;
        leader.syncs.push(PendingSync {
            after,
            to,
            session,
            cxid,
        });
        out.applied(Rule::HoldSync { to: from, after });
    }
}

/// Half a tick has passed: every second time the quorum is checked; then everybody is pinged.
pub(super) fn tick(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    let Role::Leading(leader) = &mut server.role else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    if leader.phase != Phase::Broadcast {
        out.ignored(Rule::NothingToDo);
        return;
    }
    leader.half_ticks += 1;
    let synced = leader.synced(cx.config, cx.me);
    if leader.half_ticks.is_multiple_of(2) && !cx.config.is_quorum(synced) {
        leave::leave(cx, server, Why::QuorumLost(synced), out);
        return;
    }
    out.applied(Rule::PingAll { synced });
    out.arm(Timer::Tick, half_tick(cx.config));
    ping_all(cx, leader, out);
}

fn ping_all(cx: Cx<'_, Zookeeper>, leader: &mut Leader, out: &mut Outbox<'_, Zookeeper>) {
    let limit = cx.config.sync_limit * 2;
    let now = leader.half_ticks;
    let late = |handler: &Handler| {
        handler
            .unacked
            .is_some_and(|(_, sent)| now.saturating_sub(sent) >= limit)
    };
    let sending = leader
        .learners
        .iter()
        .filter(|(_, handler)| handler.forwarding);
    let sending: Vec<(Conn, bool)> = sending
        .map(|(conn, handler)| (*conn, late(handler)))
        .collect();
    for (conn, late) in sending {
        if late {
            out.applied(Rule::TooSlow {
                learner: conn.peer(cx.me),
            });
            leader::close(leader, conn, out);
        } else {
            out.send_on(
                conn,
                Message::Ping {
                    zxid: leader.last_proposed,
                    touched: None,
                },
            );
        }
    }
}
