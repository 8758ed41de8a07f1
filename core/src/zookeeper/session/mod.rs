//! A server's clients: connections, sessions, watches fired.
//!
//! | file | what | in ZooKeeper |
//! |---|---|---|
//! | `mod` | what a connection brings, what goes out on it | `NIOServerCnxn` |
//! | `handshake` | a session is made, or taken over | `ZooKeeperServer#processConnectRequest` |
//! | `tracker` | the leader's account of all sessions | `SessionTrackerImpl`, `ExpiryQueue` |
//! | `rule` | what acted | |
//!
//! Invariants: (1) a session has at most one open connection at a server; (2) watches and
//! authentication belong to the connection and go with it; (3) an event that a transaction causes
//! is sent before anything that shows what the transaction did.

pub mod handshake;
pub mod rule;
#[cfg(test)]
mod tests;
pub mod tracker;

use alloc::{rc::Rc, vec::Vec};

use self::rule::Rule;
use super::{
    Zookeeper, bytes,
    config::Bug,
    message::{Asked, CLIENTS, Call, Errand, Message, Operation, Reply},
    rule as common, serve,
    server::Server,
    znode::{
        acl::{self, Identity},
        error::Error,
        node::SessionId,
        request::Write,
        watch::{Event, Triggers},
    },
};
use crate::kernel::{Conn, Cx, NodeId, Outbox};

/// A request of more bytes ends the connection (`jute.maxbuffer`).
const REQUEST_BYTES_MAX: u64 = 0xf_ffff;

/// How far a client's connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It has called and not said what it wants.
    Greeting,
    /// Its session is being made.
    Opening,
    /// The leader is asked whether its session lives.
    Revalidating,
    /// It has a session.
    Open,
}

/// A connection of a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// How far it is.
    pub stage: Stage,
    /// The session; zero before it has one.
    pub session: SessionId,
    /// The negotiated time-out, in ms.
    pub timeout: u32,
    /// As whom it is authenticated.
    pub identities: Rc<[Identity]>,
}

/// Where a client is: the address that access lists of the scheme `ip` know.
pub fn address(_: NodeId) -> Identity {
    Identity {
        scheme: "ip".into(),
        id: "127.0.0.1".into(),
    }
}

/// A client has called.
pub(super) fn called(server: &mut Server, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    let link = Link {
        stage: Stage::Greeting,
        session: SessionId(0),
        timeout: 0,
        identities: [address(conn.dialler())].into(),
    };
    server.links.insert(conn, link);
    out.applied(common::Rule::Session(Rule::ClientCalls {
        client: conn.dialler(),
    }));
}

/// A server begins to serve clients.
pub(super) fn open(cx: Cx<'_, Zookeeper>, out: &mut Outbox<'_, Zookeeper>) {
    if cx.config.clients > 0 {
        out.listen(CLIENTS);
    }
}

/// A server serves no longer: all connections of clients end, and all that belongs to them.
pub(super) fn shut(cx: Cx<'_, Zookeeper>, server: &mut Server, out: &mut Outbox<'_, Zookeeper>) {
    if cx.config.clients > 0 {
        out.unlisten(CLIENTS);
    }
    for conn in server.links.keys() {
        out.hang_up(*conn);
    }
    server.links = Default::default();
    server.watches = Default::default();
    server.touched.clear();
}

/// A connection has ended by itself. The session lives on.
pub(super) fn ended(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let session = forget(server, conn);
    out.applied(common::Rule::Session(Rule::ClientLost {
        client: conn.dialler(),
        session,
    }));
    if cx.config.has(Bug::EphemeralsDieEarly)
        && let Some(session) = session
    {
        orphan(cx, server, session, out);
    }
}

/// Ephemerals are deleted though their session lives (planted bug).
fn orphan(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    session: SessionId,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let own = server.database.tree.sessions.get(&session);
    for path in own.map_or_else(Vec::new, |own| own.ephemerals.clone()) {
        let version = -1;
        let errand = Errand {
            session,
            cxid: 0,
            identities: [].into(),
            operation: Operation::Write(Write::Delete { path, version }),
        };
        serve::send_on(cx, server, errand, out);
    }
}

/// Drops a connection and what belongs to it; its session, if it has one.
fn forget(server: &mut Server, conn: Conn) -> Option<SessionId> {
    let link = server.links.remove(&conn)?;
    if link.stage == Stage::Greeting {
        return None;
    }
    server.watches.forget(link.session);
    server.asked.retain(|asked| asked.session != link.session);
    Some(link.session)
}

/// The server ends a connection.
fn hang_up(server: &mut Server, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    forget(server, conn);
    out.hang_up(conn);
}

/// The open connection of a session.
pub fn link_of(server: &Server, session: SessionId) -> Option<(Conn, &Link)> {
    let mut links = server.links.iter();
    links
        .find(|(_, link)| link.session == session && link.stage != Stage::Greeting)
        .map(|(conn, link)| (*conn, link))
}

/// A message of a client.
#[inline(never)]
pub(super) fn message(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(stage) = server.links.get(&conn).map(|link| link.stage) else {
        out.ignored(common::Rule::NothingToDo);
        return;
    };
    match (stage, body) {
        (Stage::Greeting, Message::Connect(wanted)) => {
            handshake::connect(cx, server, conn, wanted, out);
        }
        (Stage::Open, Message::Call { xid, call }) => called_for(cx, server, conn, *xid, call, out),
        (_, body) => {
            out.applied(common::Rule::Unexpected {
                from: conn.dialler(),
                kind: body.kind(),
            });
            hang_up(server, conn, out);
        }
    }
}

/// A request: a sign of life, and then a matter of its own.
fn called_for(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    conn: Conn,
    xid: u32,
    call: &Call,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let Some(session) = server.links.get(&conn).map(|link| link.session) else {
        return;
    };
    let length = bytes::call(call);
    if length > REQUEST_BYTES_MAX {
        out.applied(common::Rule::Session(Rule::TooLong { session, length }));
        hang_up(server, conn, out);
        return;
    }
    tracker::touch_at(cx, server, session);
    if let Call::Auth {
        scheme,
        credentials,
    } = call
    {
        authenticate(server, conn, xid, (scheme, credentials), out);
        return;
    }
    let cxid = xid;
    serve::take(
        cx,
        server,
        Asked {
            session,
            cxid,
            call: call.clone(),
        },
        out,
    );
}

/// addAuth: another identity of the connection. A scheme that nobody knows ends it.
fn authenticate(
    server: &mut Server,
    conn: Conn,
    xid: u32,
    (scheme, credentials): (&Rc<str>, &str),
    out: &mut Outbox<'_, Zookeeper>,
) {
    let zxid = server.database.last_processed;
    let identity = acl::authenticate(scheme, credentials);
    let known = identity.is_some() || &**scheme == "ip";
    let Some(link) = server.links.get_mut(&conn) else {
        return;
    };
    let session = link.session;
    if let Some(identity) = identity
        && !link.identities.contains(&identity)
    {
        let all = link.identities.iter().cloned();
        link.identities = all.chain([identity]).collect();
    }
    let scheme = scheme.clone();
    out.applied(common::Rule::Session(Rule::Authenticate {
        session,
        scheme,
        known,
    }));
    let reply = Rc::new(if known {
        Reply::Done
    } else {
        Reply::Failed(Error::AuthFailed)
    });
    out.send_on(conn, Message::Reply { xid, zxid, reply });
    if !known {
        hang_up(server, conn, out);
    }
}

/// Answers a call of a client.
pub(super) fn reply(
    server: &mut Server,
    asked: Asked,
    reply: Reply,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let zxid = server.database.last_processed;
    let Some((conn, _)) = link_of(server, asked.session) else {
        return;
    };
    // Who asks through an old connection is not told why it ends.
    if reply.error() == Some(Error::SessionMoved) {
        out.applied(common::Rule::Session(Rule::Moved {
            session: asked.session,
        }));
        hang_up(server, conn, out);
        return;
    }
    let xid = asked.cxid;
    let reply = Rc::new(reply);
    out.applied(common::Rule::Session(Rule::Reply {
        client: conn.dialler(),
        asked: Rc::new(asked),
        reply: reply.clone(),
        zxid,
    }));
    out.send_on(conn, Message::Reply { xid, zxid, reply });
}

/// A transaction has been applied: watches are told what it did.
#[inline]
pub(super) fn fire(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    triggers: &Triggers,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !triggers.is_empty() && !server.links.is_empty() {
        fire_at_clients(cx, server, triggers, out);
    }
}

fn fire_at_clients(
    cx: Cx<'_, Zookeeper>,
    server: &mut Server,
    triggers: &Triggers,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let links = &server.links;
    let of = |session: SessionId| -> &[Identity] {
        let mut open = links.values().filter(|link| link.session == session);
        open.next().map_or(&[], |link| &link.identities)
    };
    let again = cx.config.has(Bug::WatchFiresAgain);
    let again = again.then(|| server.watches.clone());
    let told = server.watches.fire(triggers, &of);
    if let Some(watches) = again {
        server.watches = watches;
    }
    notify(server, told, out);
}

/// Sends events.
pub(super) fn notify(
    server: &Server,
    events: Vec<(SessionId, Event, Rc<str>)>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    for (session, event, path) in events {
        if let Some((conn, _)) = link_of(server, session) {
            out.applied(common::Rule::Session(Rule::Notify {
                client: conn.dialler(),
                event,
                path: path.clone(),
            }));
            out.send_on(conn, Message::Event { event, path });
        }
    }
}

/// A session has ended: its connection, if it is at this server, ends with it.
pub(super) fn closed(server: &mut Server, session: SessionId, out: &mut Outbox<'_, Zookeeper>) {
    if let Some((conn, _)) = link_of(server, session) {
        out.applied(common::Rule::Session(Rule::HangUp {
            client: conn.dialler(),
            session,
        }));
        hang_up(server, conn, out);
    }
}
