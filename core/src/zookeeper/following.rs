//! Broadcast at the learner (B4, B9 to B11, §9).

use super::{
    Zookeeper, broadcast,
    history::Txn,
    learner,
    message::Message,
    rule::Rule,
    serve,
    server::{Role, Server},
    session::handshake,
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, Outbox, take_at};

/// A packet of the leader after UPTODATE.
pub(super) fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match body {
        Message::Proposal(txn) => proposal(cx, server, txn, out),
        Message::Commit { zxid } => commit(cx, server, *zxid, out),
        Message::Inform(txn) => {
            out.applied(Rule::Inform { zxid: txn.zxid });
            broadcast::append(cx, server, txn.clone(), out);
            serve::apply(cx, server, txn.clone(), out);
        }
        Message::Ping { zxid, .. } => {
            out.applied(Rule::AnswerPing);
            let touched = core::mem::take(&mut server.touched);
            let touched = (!touched.is_empty()).then(|| touched.into());
            out.send_on(
                conn,
                Message::Ping {
                    zxid: *zxid,
                    touched,
                },
            );
        }
        Message::Sync { session, cxid } => {
            out.applied(Rule::SyncDone { cxid: *cxid });
            serve::answer(server, *session, *cxid, None, out);
        }
        Message::Revalidated { session, valid } => {
            handshake::revalidated(server, *session, *valid, out);
        }
        Message::Diff { .. }
        | Message::Trunc { .. }
        | Message::Snap(_)
        | Message::NewLeader { .. }
        | Message::UpToDate
        | Message::Hello
        | Message::Notification(_)
        | Message::LearnerInfo { .. }
        | Message::LeaderInfo { .. }
        | Message::AckEpoch { .. }
        | Message::Ack { .. }
        | Message::Request(_)
        | Message::Revalidate { .. }
        | Message::Connect(_)
        | Message::Connected(_)
        | Message::Call { .. }
        | Message::Reply { .. }
        | Message::Event { .. } => {
            out.ignored(Rule::Unexpected {
                from: conn.peer(cx.me),
                kind: body.kind(),
            });
        }
    }
}

/// B4: appended, and acknowledged when it is on disk.
fn proposal(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    txn: &Txn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    let zxid = txn.zxid;
    let last = learner
        .pending
        .last()
        .map_or(server.database.last_processed, |txn| txn.zxid);
    let gap = last.next() != zxid && zxid.counter() != 1;
    out.applied_by(|| Rule::AppendProposal { zxid, gap });
    learner.pending.push(txn.clone());
    broadcast::append(cx, server, txn.clone(), out);
}

/// A transaction is on disk: it is acknowledged to the leader that proposed it.
pub(super) fn logged(server: &mut Server, zxid: Zxid, out: &mut Outbox<'_, Zookeeper>) {
    let observer = server.observer;
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    learner.logged = learner.logged.max(zxid);
    // A write of an earlier leadership is nobody's business any more.
    let is_in = |txns: &[Txn]| txns.iter().any(|txn| txn.zxid == zxid);
    let early = learner.learning.as_ref();
    let own = is_in(&learner.pending) || early.is_some_and(|learning| is_in(&learning.to_ack));
    match learner.conn {
        Some(conn) if !observer && own => {
            out.applied_by(|| Rule::SendAck { zxid });
            out.send_on(conn, Message::Ack { zxid });
        }
        Some(_) | None => out.applied(Rule::LoggedOnly { zxid }),
    }
}

/// B9 to B11: only the oldest proposal can be committed; anything else ends the process.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn commit(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    zxid: Zxid,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Learning(learner) = &mut server.role else {
        return;
    };
    let Some(head) = learner.pending.first().map(|txn| txn.zxid) else {
        out.ignored(Rule::CommitOutOfOrder { zxid, head: None });
        return;
    };
    if head != zxid {
        out.applied(Rule::UnmatchedCommit { zxid, head });
        out.exit();
        return;
    }
    let Some(txn) = take_at(&mut learner.pending, 0) else {
        return;
    };
    out.applied_by(|| Rule::Committed { zxid });
    serve::apply(cx, server, txn, out);
}

/// Whether a learner reads what comes on this connection now.
#[inline]
pub(super) fn reads(server: &Server, conn: Conn) -> bool {
    server
        .learner()
        .is_none_or(|learner| !learner.waits || learner.conn != Some(conn))
}

/// Where a learner's requests go.
pub(super) fn to_leader(server: &mut Server) -> Option<Conn> {
    match &server.role {
        Role::Learning(learner) if learner.progress == learner::Progress::Serving => learner.conn,
        Role::Learning(_)
        | Role::Looking(_)
        | Role::Leading(_)
        | Role::Leaving { .. }
        | Role::Resting => None,
    }
}
