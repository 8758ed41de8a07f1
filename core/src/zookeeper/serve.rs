//! A server's client: requests taken, transactions applied, answers given in order (B1, B12).

use super::{
    Zookeeper, broadcast, following,
    history::Txn,
    leader::Phase,
    message::{Asked, Message, Operation, Request},
    rule::Rule,
    server::{Role, Server},
};
use crate::kernel::{Conn, Cx, Outbox};

/// How many requests each connection of a learner has numbers for.
const REQUESTS_EACH: u32 = 1_001;

/// The client asks.
pub(super) fn ask(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    request: Request,
    out: &mut Outbox<Zookeeper>,
) {
    if !serves(server) {
        out.ignored(Rule::NotServing);
        return;
    }
    let cxid = server.next_cxid;
    server.next_cxid += 1;
    server.asked.push(Asked {
        cxid,
        request: request.clone(),
    });
    match request {
        Request::Get => {
            if server.asked.len() == 1 {
                answer(server, cxid, out);
            } else {
                out.applied(Rule::ReadWaits {
                    behind: server.asked.len() - 1,
                });
            }
        }
        Request::Operation(operation) => send_on(cx, server, cxid, operation, out),
    }
}

/// The number of a learner's first request on a connection.
///
/// A restarted process counts from 0 again, and what it asked before it died may still come, from a
/// leader that lived on: then it must not pass for what is asked now. Connections are counted over
/// all lives of a server, so each has numbers of its own.
pub(super) fn first_cxid(next: u32, conn: Conn) -> u32 {
    next.max(u32::from(conn.nth) * REQUESTS_EACH)
}

/// Whether it serves its client.
pub fn serves(server: &Server) -> bool {
    match &server.role {
        Role::Leading(leader) => leader.phase == Phase::Broadcast,
        Role::Learning(learner) => learner.phase() == Phase::Broadcast,
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => false,
    }
}

/// B1: a learner forwards what only the leader can do.
fn send_on(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    cxid: u32,
    operation: Operation,
    out: &mut Outbox<Zookeeper>,
) {
    match following::to_leader(server) {
        Some(conn) => {
            out.applied(Rule::Forward {
                cxid,
                operation: operation.clone(),
            });
            out.send_on(conn, Message::Request { cxid, operation });
        }
        None => broadcast::request(cx, server, None, cxid, operation, out),
    }
}

/// A committed transaction is applied; the client that asked for it is answered after that (B12).
pub(super) fn apply(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    txn: Txn,
    out: &mut Outbox<Zookeeper>,
) {
    let (origin, cxid) = (txn.origin, txn.cxid);
    server.database.apply(txn);
    server.committed = server.database.history.len();
    if origin == cx.me && server.asked.iter().any(|asked| asked.cxid == cxid) {
        answer(server, cxid, out);
    }
}

/// Answers a request, and the reads that waited behind it.
pub(super) fn answer(server: &mut Server, cxid: u32, out: &mut Outbox<Zookeeper>) {
    let Some(place) = server.asked.iter().position(|asked| asked.cxid == cxid) else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let mut answered = server.asked.remove(place);
    loop {
        // A write is answered in the step that applies it.
        let written = matches!(answered.request, Request::Operation(Operation::Set { .. }));
        let last = server.database.history.len().checked_sub(1);
        let last = last.and_then(|last| server.database.history.get(last));
        out.applied(Rule::Answer {
            cxid: answered.cxid,
            request: answered.request,
            outcome: last.filter(|_| written).map(|txn| txn.outcome.clone()),
            register: server.database.register.clone(),
            zxid: server.database.last_processed,
        });
        match server.asked.first() {
            Some(next) if place == 0 && next.request == Request::Get => {
                answered = server.asked.remove(0);
            }
            Some(_) | None => return,
        }
    }
}
