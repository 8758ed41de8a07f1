//! How a client gets a session, or takes its own to another server (sessions.md §3).

use super::{Stage, hang_up, link_of, rule::Rule, tracker};
use crate::{
    kernel::{Conn, Cx, Outbox, scramble},
    zookeeper::{
        Zookeeper,
        config::{Bug, Config},
        following,
        message::{Asked, Call, Message},
        rule, serve,
        server::{Role, Server},
        znode::{node::SessionId, request::Write},
        zxid::Zxid,
    },
};

/// What a client says first (ConnectRequest).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Its session, if it has one, and the password that belongs to it.
    pub session: Option<(SessionId, u64)>,
    /// The time-out it would like, in ms.
    pub timeout: i64,
    /// The last zxid it has seen.
    pub last_zxid: Zxid,
}

/// What a server answers (ConnectResponse).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Granted {
    /// The session and its password.
    pub session: (SessionId, u64),
    /// The negotiated time-out, in ms.
    pub timeout: u32,
}

/// The password of a session: any server can work it out.
pub(super) fn password(session: SessionId) -> u64 {
    scramble(session.0 ^ 0xb3a8_c8b3)
}

/// A new session’s number: the server, its clock, and what tells two of one moment apart.
fn new_session(cx: Cx<'_, Zookeeper>, conn: Conn) -> SessionId {
    let server = u64::from(cx.me.0) + 1;
    let clock = cx.now.0 & 0xff_ffff_ffff;
    let call = u64::from(conn.dialler().0) << 8 | u64::from(conn.nth() & 0xff);
    SessionId(server << 56 | clock << 16 | call)
}

/// The time-out a server grants.
fn negotiate(config: &Config, wanted: i64) -> u32 {
    let (least, most) = config.session_timeouts();
    wanted.clamp(i64::from(least), i64::from(most)) as u32
}

/// A client says who it is.
pub(super) fn connect(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    wanted: &Wanted,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let (client, mine) = (conn.dialler(), server.database.last_processed);
    if wanted.last_zxid > mine && !cx.config.has(Bug::AcceptBehind) {
        let seen = wanted.last_zxid;
        out.applied(rule::Rule::Session(Rule::RefuseBehind {
            client,
            seen,
            mine,
        }));
        hang_up(server, conn, out);
        return;
    }
    let timeout = negotiate(cx.config, wanted.timeout);
    let session = match wanted.session {
        Some((session, given)) if given != password(session) => {
            out.applied(rule::Rule::Session(Rule::WrongPassword { client, session }));
            refuse(server, conn, out);
            return;
        }
        Some((session, _)) => session,
        None => new_session(cx, conn),
    };
    if let Some((older, _)) = link_of(server, session) {
        out.applied(rule::Rule::Session(Rule::CloseOlder { client, session }));
        hang_up(server, older, out);
    }
    let stage = match wanted.session {
        Some(_) => Stage::Revalidating,
        None => Stage::Opening,
    };
    if let Some(link) = server.links.get_mut(&conn) {
        (link.stage, link.session, link.timeout) = (stage, session, timeout);
    }
    match stage {
        Stage::Opening => {
            out.applied(rule::Rule::Session(Rule::OpenSession {
                client,
                session,
                timeout,
            }));
            let call = Call::Write(Write::CreateSession { timeout });
            let cxid = 0;
            serve::take(
                cx,
                server,
                Asked {
                    session,
                    cxid,
                    call,
                },
                out,
            );
        }
        Stage::Greeting | Stage::Revalidating | Stage::Open => {
            out.applied(rule::Rule::Session(Rule::Revalidate { client, session }));
            revalidate(cx, server, session, timeout, out);
        }
    }
}

/// The leader is asked whether a session lives; the leader knows.
fn revalidate(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    session: SessionId,
    timeout: u32,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if let Some(conn) = following::to_leader(server) {
        out.send_on(conn, Message::Revalidate { session, timeout });
        return;
    }
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let valid = leader
        .sessions
        .validate(cx, session, timeout, tracker::Owner::Own);
    tracker::arm(cx, leader, out);
    revalidated(server, session, valid, out);
}

/// The leader's answer to a learner that asks for one of its clients.
pub(in crate::zookeeper) fn at_leader(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    (session, timeout): (SessionId, u32),
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Role::Leading(leader) = &mut server.role else {
        return;
    };
    let owner = tracker::Owner::Learner(conn);
    let valid = leader.sessions.validate(cx, session, timeout, owner);
    tracker::arm(cx, leader, out);
    out.applied(rule::Rule::Session(Rule::Validate {
        session,
        learner: conn.peer(cx.me),
        valid,
    }));
    out.send_on(conn, Message::Revalidated { session, valid });
}

/// It is known whether a session lives.
pub(in crate::zookeeper) fn revalidated(
    server: &mut Server,
    session: SessionId,
    valid: bool,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let waiting = link_of(server, session);
    let Some((conn, _)) = waiting.filter(|(_, link)| link.stage == Stage::Revalidating) else {
        out.ignored(rule::Rule::NothingToDo);
        return;
    };
    if valid {
        grant(server, conn, out);
        return;
    }
    out.applied(rule::Rule::Session(Rule::RefuseExpired {
        client: conn.dialler(),
        session,
    }));
    refuse(server, conn, out);
}

/// A session has been made, everywhere: only now its client is told.
pub(in crate::zookeeper) fn made(
    server: &mut Server,
    session: SessionId,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let waiting = link_of(server, session);
    if let Some((conn, _)) = waiting.filter(|(_, link)| link.stage == Stage::Opening) {
        grant(server, conn, out);
    }
}

fn grant(server: &mut Server, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    let Some(link) = server.links.get_mut(&conn) else {
        return;
    };
    link.stage = Stage::Open;
    let granted = Granted {
        session: (link.session, password(link.session)),
        timeout: link.timeout,
    };
    out.applied(rule::Rule::Session(Rule::Grant {
        client: conn.dialler(),
        session: link.session,
        timeout: link.timeout,
    }));
    out.send_on(conn, Message::Connected(Some(granted)));
}

/// The answer that there is no such session; then the connection ends.
fn refuse(server: &mut Server, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    out.send_on(conn, Message::Connected(None));
    hang_up(server, conn, out);
}
