//! A client's connection: servers are tried one after another, and the session goes with it.

use alloc::rc::Rc;

use super::{
    Client, Line, Pending, Registered, State, XID_AUTH, XID_PING, XID_WATCHES,
    program::{self, Purpose},
    rule::Rule,
    send, settle, told,
};
use crate::{
    kernel::{Conn, Cx, NodeId, Outbox, Span},
    zookeeper::{
        Zookeeper,
        message::{CLIENTS, Call, Message, Reply, Timer},
        rule as common,
        session::handshake::{Granted, Wanted},
        znode::error::Error,
    },
};

/// How long a client waits when it has tried all servers, in ms.
const ROUND_DELAY: u64 = 1_000;
/// A ping goes out at the latest after so many ms (`MAX_SEND_PING_INTERVAL`).
const PING_MAX: u64 = 10_000;

/// A request of the library itself.
fn own(xid: u32, call: Call) -> Pending {
    let purpose = Purpose::Own;
    Pending { xid, call, purpose }
}

/// A new handle.
pub(super) fn begin(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    servers: &[NodeId],
    timeout: i64,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if client.alive() {
        out.ignored(told(Rule::HasHandle));
        return;
    }
    let servers = if servers.is_empty() {
        cx.config.connect_string(cx.me)
    } else {
        servers.to_vec()
    };
    *client = Client {
        state: State::Connecting,
        timeout,
        servers,
        next_xid: client.next_xid,
        ..Client::new()
    };
    out.applied(told(Rule::NewHandle { timeout }));
    dial(cx, client, out);
}

/// To another server: the old connection is left as it is, the server finds out by itself.
pub(super) fn go(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    to: NodeId,
    timeout: Option<i64>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !client.alive() {
        out.ignored(told(Rule::NoHandle));
        return;
    }
    client.timeout = timeout.unwrap_or(client.timeout);
    client.state = State::Connecting;
    silence(client, out);
    out.applied(told(Rule::Move {
        to,
        unknown: client.sent.len() + client.queued.len(),
    }));
    abandon(client, Error::ConnectionLoss, out);
    call(cx, client, to, out);
}

/// Calls the next server.
pub(super) fn dial(cx: Cx<'_, Zookeeper>, client: &mut Client, out: &mut Outbox<'_, Zookeeper>) {
    let Some(to) = client.servers.get(client.next).copied() else {
        return;
    };
    client.next = (client.next + 1) % client.servers.len();
    call(cx, client, to, out);
    out.applied(told(Rule::Dial { to }));
}

/// Calls a server, and waits for its answer for so long that there is time for all of them.
fn call(cx: Cx<'_, Zookeeper>, client: &mut Client, to: NodeId, out: &mut Outbox<'_, Zookeeper>) {
    client.server = to;
    client.line = Line::Calling(out.dial(to, CLIENTS));
    let servers = client.servers.len().max(1) as u64;
    let (least, _) = cx.config.session_timeouts();
    let patience = (client.timeout.max(1) as u64).max(u64::from(least)) / servers;
    out.arm(Timer::Patience, Span::exactly(patience));
}

/// Stops its timers.
pub(super) fn silence(client: &mut Client, out: &mut Outbox<'_, Zookeeper>) {
    client.line = Line::None;
    out.disarm(Timer::KeepAlive);
    out.disarm(Timer::Patience);
}

/// Something was heard of the server: it has two thirds of the time-out again.
pub(super) fn hear(client: &Client, out: &mut Outbox<'_, Zookeeper>) {
    let two_thirds = client.timeout.max(3) as u64 * 2 / 3;
    out.arm(Timer::Patience, Span::exactly(two_thirds));
}

/// The connection is open: who I am.
pub(in crate::zookeeper) fn opened(
    client: &mut Client,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !client.owns(conn) {
        out.ignored(common::Rule::NothingToDo);
        return;
    }
    client.line = Line::Greeting(conn);
    out.applied(told(Rule::Greet {
        to: conn.acceptor(),
        session: client.session.map(|(session, _)| session),
    }));
    out.send_on(
        conn,
        Message::Connect(Rc::new(Wanted {
            session: client.session,
            timeout: client.timeout,
            last_zxid: client.last_zxid,
        })),
    );
}

/// A connection is refused, or has ended.
pub(in crate::zookeeper) fn ended(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    conn: Conn,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if client.owns(conn) {
        lose(cx, client, false, out);
    } else {
        let from = conn.acceptor();
        out.ignored(told(Rule::OldConnection { from }));
    }
}

/// The connection is lost: what was sent has an unknown outcome, and another server is called.
pub(super) fn lose(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    wanted: bool,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let was = client.state;
    silence(client, out);
    if !client.alive() {
        out.ignored(common::Rule::NothingToDo);
        return;
    }
    client.state = State::Connecting;
    if was == State::Connected {
        client.tried = 0;
        out.applied(told(Rule::Lost {
            unknown: client.sent.len() + client.queued.len(),
        }));
    } else {
        client.tried += 1;
        out.applied(told(Rule::TryNext {
            tried: client.tried,
        }));
    }
    // `ClientCnxn.SendThread#cleanup` comes after each call in vain, too.
    abandon(client, Error::ConnectionLoss, out);
    if cx.config.bare_clients || wanted {
        return;
    }
    if client.tried >= client.servers.len() {
        client.tried = 0;
        out.arm(Timer::Redial, Span::exactly(ROUND_DELAY));
    } else {
        dial(cx, client, out);
    }
}

/// Whether an answer is not for the oldest request: then the connection is given up.
#[inline(never)]
pub(super) fn out_of_turn(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    place: usize,
    out: &mut Outbox<'_, Zookeeper>,
) -> bool {
    let in_turn = |pending: &Pending| !matches!(pending.call, Call::Auth { .. } | Call::Ping);
    let mut older = client.sent.iter().take(place);
    let answered = client.sent.get(place).is_some_and(in_turn);
    if !answered || !older.any(in_turn) || cx.config.bare_clients {
        return false;
    }
    let from = client.server;
    out.applied(told(Rule::OutOfTurn { from }));
    client.conn().into_iter().for_each(|conn| out.hang_up(conn));
    lose(cx, client, false, out);
    true
}

/// It has its session: credentials first, then its watches, then what has waited.
pub(super) fn connected(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    conn: Conn,
    granted: Granted,
    out: &mut Outbox<'_, Zookeeper>,
) {
    let again = client.session.is_some();
    client.session = Some(granted.session);
    client.timeout = i64::from(granted.timeout);
    client.state = State::Connected;
    client.line = Line::Open(conn);
    client.tried = 0;
    out.applied(told(Rule::Connected {
        to: conn.acceptor(),
        session: granted.session.0,
        timeout: granted.timeout,
        again,
    }));
    hear(client, out);
    keep_alive(client, out);
    if again && !cx.config.bare_clients {
        for (scheme, credentials) in client.credentials.clone() {
            let call = Call::Auth {
                scheme,
                credentials,
            };
            let xid = XID_AUTH;
            send(client, conn, own(xid, call), out);
        }
        if !client.watches.is_empty() {
            let call = Call::SetWatches(client.watches.rearm(client.last_zxid).into());
            let xid = XID_WATCHES;
            send(client, conn, own(xid, call), out);
        }
    }
    for pending in core::mem::take(&mut client.queued) {
        send(client, conn, pending, out);
    }
}

/// The session is over, as the server says; everything that belonged to it is.
pub(super) fn expired(client: &mut Client, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    out.hang_up(conn);
    client.state = State::Closed;
    client.watches = Registered::default();
    out.applied(told(Rule::Expired));
    end(client, Error::SessionExpired, out);
}

/// The handle cannot be used any more.
pub(super) fn end(client: &mut Client, error: Error, out: &mut Outbox<'_, Zookeeper>) {
    silence(client, out);
    abandon(client, error, out);
}

/// Whatever was asked and has no answer gets none.
fn abandon(client: &mut Client, error: Error, out: &mut Outbox<'_, Zookeeper>) {
    let mut asked = core::mem::take(&mut client.sent);
    asked.append(&mut client.queued);
    program::abandon(client);
    for Pending { call, purpose, .. } in asked {
        // Nobody waits for the answer to a ping.
        if call != Call::Ping {
            settle(client, (call, purpose), Reply::Failed(error), None, out);
        }
    }
}

/// The next ping is due when nothing else was sent for a third of the time-out.
pub(super) fn keep_alive(client: &Client, out: &mut Outbox<'_, Zookeeper>) {
    let third = (client.timeout.max(3) as u64 / 3).min(PING_MAX);
    out.arm(Timer::KeepAlive, Span::exactly(third));
}

/// A timer of a client.
pub(in crate::zookeeper) fn fired(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    timer: Timer,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match (timer, client.line) {
        (Timer::KeepAlive, Line::Open(conn)) => {
            let xid = XID_PING;
            let call = Call::Ping;
            send(client, conn, own(xid, call), out);
        }
        (Timer::Patience, Line::Calling(conn) | Line::Greeting(conn) | Line::Open(conn)) => {
            out.applied(told(Rule::Silent {
                server: conn.acceptor(),
            }));
            out.hang_up(conn);
            lose(cx, client, false, out);
        }
        (Timer::Redial, Line::None) if client.alive() => dial(cx, client, out),
        (_, _) => out.ignored(common::Rule::NothingToDo),
    }
}
