//! Requests at a server: taken, sent on, answered in order for each session (B1, B12).

use alloc::rc::Rc;

use super::{
    Zookeeper, broadcast,
    config::{Bug, Config},
    database::Register,
    following,
    history::Txn,
    leader::Phase,
    message::{Asked, Call, Errand, Message, Operation, Own, Reply, Wish},
    rule::Rule,
    server::{Role, Server},
    session::{self, handshake, tracker},
    znode::{
        acl::Identity,
        node::SessionId,
        prepare::{Asker, prepare},
        read::{self, Reader},
        request::{Answer, Change, Write},
    },
};
use crate::kernel::{Conn, Cx, Outbox};

/// How many requests each connection of a learner has numbers for.
const REQUESTS_EACH: u32 = 1_001;

/// The client inside the server asks.
#[inline(never)]
pub(super) fn ask(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    own: &Own,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !serves(server) {
        out.ignored(Rule::NotServing);
        return;
    }
    let Some(call) = own.call(cx.config) else {
        tracker::reap(cx, server, out);
        return;
    };
    let asked = Asked {
        session: Config::own_session(cx.me),
        cxid: server.next_cxid,
        call,
    };
    server.next_cxid += 1;
    take(cx, server, asked, out);
}

/// A request of a session: what only the leader can do is sent on; a read waits behind it.
pub(super) fn take(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    asked: Asked,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let before = server.asked.iter();
    let behind = before
        .filter(|other| other.session == asked.session)
        .count();
    let waits = behind > 0 && !cx.config.has(Bug::ReadsSkipTheQueue);
    let (session, cxid) = (asked.session, asked.cxid);
    let write = match &asked.call {
        Call::Write(write) => Some(write.clone()),
        Call::Sync(_) | Call::Read(_) | Call::SetWatches(_) | Call::Ping | Call::Auth { .. } => {
            None
        }
    };
    let here = write.is_none() && !matches!(asked.call, Call::Sync(_));
    let waits = waits && is_local(server, &asked.call);
    server.asked.push(asked);
    if waits {
        out.applied(Rule::ReadWaits { behind });
        return;
    }
    if here {
        answer(server, session, cxid, None, out);
        return;
    }
    let identities = identities(server, session);
    if let Some(conn) = following::to_leader(server) {
        // Planted bug: a client is refused by what this server has.
        if let (Some(identities), Some(write)) = (identities.as_deref(), &write)
            && behind == 0
            && cx.config.has(Bug::RefusesUnasked)
        {
            let asker = Asker {
                session,
                identities,
                zxid: server.database.last_processed,
                time: cx.now.0,
                extended_types: cx.config.extended_types,
                quotas: None,
                by_siblings: false,
            };
            if let Change::Failed(error) = prepare(&server.database.tree, asker, write) {
                if let Some(asked) = server.asked.pop() {
                    session::reply(server, asked, Reply::Answer(Answer::Failed(error)), out);
                }
                return;
            }
        }
        let errand = Errand {
            session,
            cxid,
            identities: identities.unwrap_or_else(|| [].into()),
            operation: write.map_or(Operation::Sync, Operation::Write),
        };
        forward(conn, errand, out);
        return;
    }
    let wanted = Wish {
        session,
        cxid,
        identities: identities.as_deref().unwrap_or_default(),
        write: write.as_ref(),
    };
    broadcast::request(cx, server, None, wanted, out);
}

/// The number of a learner's first request on a connection.
///
/// A restarted process counts from 0 again, and what it asked before it died may still come, from a
/// leader that lived on: then it must not pass for what is asked now. Connections are counted over
/// all lives of a server, so each has numbers of its own.
pub(super) fn first_cxid(next: u32, conn: Conn) -> u32 {
    next.max(u32::from(conn.nth()) * REQUESTS_EACH)
}

/// Whether it serves its clients.
pub fn serves(server: &Server) -> bool {
    match &server.role {
        Role::Leading(leader) => leader.phase == Phase::Broadcast,
        Role::Learning(learner) => learner.phase() == Phase::Broadcast,
        Role::Looking(_) | Role::Leaving { .. } | Role::Resting => false,
    }
}

/// What only the leader can do is done there.
pub(super) fn send_on(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    errand: Errand,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match following::to_leader(server) {
        Some(conn) => forward(conn, errand, out),
        None => broadcast::request(cx, server, None, errand.wish(), out),
    }
}

/// B1: a learner forwards what only the leader can do.
fn forward(conn: Conn, errand: Errand, out: &mut Outbox<'_, Zookeeper>) {
    let errand = Rc::new(errand);
    out.applied(Rule::Forward {
        errand: Rc::clone(&errand),
    });
    out.send_on(conn, Message::Request(errand));
}

/// As whom a session's connection is authenticated, if it has one here.
fn identities(server: &Server, session: SessionId) -> Option<Rc<[Identity]>> {
    let link = session::link_of(server, session);
    link.map(|(_, link)| link.identities.clone())
}

/// A committed transaction is applied; whoever asked for it is answered after that (B12).
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn apply(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    txn: Txn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let applied = server.database.apply(txn.clone(), &cx.config.memos);
    server.committed = server.database.history.len();
    let late = cx.config.has(Bug::EventAfterReply);
    if !late {
        session::fire(cx, server, &applied.triggers, out);
    }
    let (session, cxid) = (txn.session, txn.cxid);
    let mine = |asked: &Asked| asked.session == session && asked.cxid == cxid;
    if server.asked.iter().any(mine) {
        answer(server, session, cxid, Some((&txn, &applied.answer)), out);
    }
    if late {
        session::fire(cx, server, &applied.triggers, out);
    }
    if let Change::CloseSession { .. } = txn.change {
        session::closed(server, session, out);
        if let Role::Leading(leader) = &mut server.role {
            leader.sessions.sessions.remove(&session);
        }
    }
}

/// Answers a request, and the reads that waited behind it.
pub(super) fn answer(
    server: &mut Server,
    session: SessionId,
    cxid: u32,
    txn: Option<(&Txn, &Answer)>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let mut all = server.asked.iter().enumerate();
    let mut of_session = all.by_ref().filter(|(_, asked)| asked.session == session);
    let oldest = of_session
        .next()
        .map(|(place, asked)| (place, asked.cxid == cxid));
    let found = match oldest {
        Some((place, true)) => Some(place),
        _ => of_session
            .find(|(_, asked)| asked.cxid == cxid)
            .map(|(place, _)| place),
    };
    let first = matches!(oldest, Some((_, true)));
    let Some(place) = found else {
        out.ignored(Rule::NothingToDo);
        return;
    };
    let mut asked = server.asked.remove(place);
    let mut txn = txn;
    loop {
        settle(server, asked, txn.take(), out);
        let mut rest = server.asked.iter();
        let next = rest.position(|asked| asked.session == session);
        match next.filter(|next| first && is_local(server, &server.asked[*next].call)) {
            Some(next) => asked = server.asked.remove(next),
            None => return,
        }
    }
}

/// Whether a server answers by itself; a leader has nobody to ask for a sync.
fn is_local(server: &Server, call: &Call) -> bool {
    match call {
        Call::Write(_) => false,
        Call::Sync(_) => server.leader().is_some(),
        Call::Read(_) | Call::SetWatches(_) | Call::Ping | Call::Auth { .. } => true,
    }
}

/// The answer goes out.
fn settle(
    server: &mut Server,
    asked: Asked,
    txn: Option<(&Txn, &Answer)>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if Config::is_own(asked.session) {
        if out.is_unheard() {
            return;
        }
        out.applied(Rule::Answer {
            asked: Rc::new(asked),
            txn: txn.map(|(txn, _)| txn.clone()),
            register: Register::after(txn, &server.database.tree),
            zxid: server.database.last_processed,
        });
        return;
    }
    let session = asked.session;
    if let Call::Write(Write::CreateSession { .. }) = asked.call {
        handshake::made(server, session, out);
        return;
    }
    let reply = match (&asked.call, txn) {
        (Call::Write(_), Some((_, answer))) => Reply::Answer(answer.clone()),
        (Call::Sync(path), _) => Reply::Synced(path.clone()),
        (Call::Read(read), _) => {
            let identities = identities(server, session);
            let reader = Reader {
                session,
                identities: identities.as_deref().unwrap_or_default(),
            };
            Reply::Seen(read::read(
                &server.database.tree,
                &mut server.watches,
                reader,
                read,
            ))
        }
        (Call::SetWatches(rearm), _) => {
            let tree = &server.database.tree;
            let events = server.watches.rearm(tree, session, rearm);
            let events = events
                .into_iter()
                .map(|(event, path)| (session, event, path));
            session::notify(server, events.collect(), out);
            Reply::Done
        }
        (Call::Write(_) | Call::Auth { .. } | Call::Ping, _) => Reply::Done,
    };
    session::reply(server, asked, reply, out);
}
