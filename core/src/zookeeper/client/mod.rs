//! A client: its handle, its connection, what it has asked and what it was told.
//!
//! | file | what | in ZooKeeper |
//! |---|---|---|
//! | `mod` | the state; requests and answers | `ClientCnxn` |
//! | `line` | the connection, and the session on it | `ClientCnxn.SendThread` |
//! | `command` | what a person asks of it | `ZooKeeper`, `zkCli` |
//! | `console` | what a person sees of it | `ZooKeeperMain` |
//! | `registered` | the watches on its side | `ZKWatchManager` |
//! | `program` | several requests one after another | `ZKUtil` |
//! | `words` | commands as text | `zkCli` |
//! | `rule` | what acted | |
//!
//! Invariants: (1) answers come in the order of the requests; (2) what was sent and not answered
//! when a connection ends has an unknown outcome, and is never sent again; (3) what it has seen
//! never falls back.

pub mod command;
pub mod console;
pub mod line;
pub mod program;
pub mod registered;
pub mod rule;
pub mod words;

use alloc::{rc::Rc, vec::Vec};

use self::{
    command::Command,
    program::{Program, Purpose},
    registered::Registered,
    rule::Rule,
};
use super::{
    Zookeeper,
    message::{Call, Message, Reply},
    rule as common,
    znode::{error::Error, node::SessionId, request::Write, watch::Event},
    zxid::Zxid,
};
use crate::kernel::{Conn, Cx, NodeId, Outbox};

/// `xid` of a ping, of addAuth, of setWatches.
pub const XID_PING: u32 = -2_i32 as u32;
const XID_AUTH: u32 = -4_i32 as u32;
const XID_WATCHES: u32 = -8_i32 as u32;

/// The state of a handle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// There is none.
    #[default]
    NotConnected,
    /// It looks for a server.
    Connecting,
    /// It has one.
    Connected,
    /// Closed by itself, or the session has expired.
    Closed,
    /// A server refused its authentication.
    AuthFailed,
}

/// A client's connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Line {
    /// There is none.
    #[default]
    None,
    /// It has called.
    Calling(Conn),
    /// It has asked for its session.
    Greeting(Conn),
    /// It has its session.
    Open(Conn),
}

/// A request that has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pending {
    /// Its number.
    pub xid: u32,
    /// What is asked.
    pub call: Call,
    /// For whom.
    pub purpose: Purpose,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// What was asked.
    pub call: Call,
    /// The answer.
    pub reply: Reply,
}

/// A client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Client {
    /// The state of its handle.
    pub state: State,
    /// Its session and password, once it has them.
    pub session: Option<(SessionId, u64)>,
    /// The time-out it asked for, or was granted, in ms.
    pub timeout: i64,
    /// The connect string, in the order in which they are tried.
    pub servers: Vec<NodeId>,
    /// Which of them is next.
    pub next: usize,
    /// How many were tried in vain since it had a session.
    pub tried: usize,
    /// The server it called last.
    pub server: NodeId,
    /// Its connection.
    pub line: Line,
    /// The number of its next request.
    pub next_xid: u32,
    /// Sent, oldest first.
    pub sent: Vec<Pending>,
    /// Not sent, oldest first.
    pub queued: Vec<Pending>,
    /// What it is in the middle of: each has a request among those above.
    pub programs: Vec<Program>,
    /// The last zxid it has seen.
    pub last_zxid: Zxid,
    /// Its watches.
    pub watches: Registered,
    /// Its credentials.
    pub credentials: Vec<(Rc<str>, Rc<str>)>,
    /// The last answer.
    pub answered: Option<Outcome>,
    /// How many answers it has had.
    pub answers: u32,
    /// The last event.
    pub event: Option<(Event, Rc<str>)>,
    /// How many events it has had.
    pub events: u32,
}

fn told(rule: Rule) -> common::Rule {
    common::Rule::Client(Rc::new(rule))
}

impl Client {
    /// A client that has done nothing yet.
    pub(super) fn new() -> Self {
        Self {
            state: State::NotConnected,
            session: None,
            timeout: 0,
            servers: Vec::new(),
            next: 0,
            tried: 0,
            server: NodeId(0),
            line: Line::None,
            next_xid: 1,
            sent: Vec::new(),
            queued: Vec::new(),
            programs: Vec::new(),
            last_zxid: Zxid::default(),
            watches: Registered::default(),
            credentials: Vec::new(),
            answered: None,
            answers: 0,
            event: None,
            events: 0,
        }
    }

    fn conn(&self) -> Option<Conn> {
        match self.line {
            Line::None => None,
            Line::Calling(conn) | Line::Greeting(conn) | Line::Open(conn) => Some(conn),
        }
    }

    /// Whether an input of this connection still matters.
    fn owns(&self, conn: Conn) -> bool {
        self.conn() == Some(conn)
    }

    /// Whether its handle can be used.
    pub fn alive(&self) -> bool {
        matches!(self.state, State::Connecting | State::Connected)
    }
}

/// A person asks.
pub(super) fn ask(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    command: &Command,
    out: &mut Outbox<'_, Zookeeper>,
) {
    match command {
        Command::Connect { servers, timeout } => line::begin(cx, client, servers, *timeout, out),
        Command::Move { to, timeout } => line::go(cx, client, *to, *timeout, out),
        Command::Disconnect => {
            if let Some(conn) = client.conn() {
                out.hang_up(conn);
                line::lose(cx, client, true, out);
            } else {
                out.ignored(common::Rule::NothingToDo);
            }
        }
        Command::AddAuth {
            scheme,
            credentials,
        } => {
            let (scheme, credentials) = (scheme.clone(), credentials.clone());
            let known = (scheme.clone(), credentials.clone());
            client.credentials.push(known);
            let call = Call::Auth {
                scheme,
                credentials,
            };
            request(cx, client, Some(XID_AUTH), (call, Purpose::Asked), out);
        }
        Command::Call(call) => {
            let xid = matches!(call, Call::SetWatches(_)).then_some(XID_WATCHES);
            request(cx, client, xid, (call.clone(), Purpose::Asked), out);
        }
        Command::WithStat(call) => {
            request(cx, client, None, (call.clone(), Purpose::WithStat), out);
        }
        Command::Walk { path, walk } => program::begin(cx, client, path, walk, out),
    }
}

/// A request: sent if there is a session, else it waits for one. Its number, if there will be an
/// answer.
fn request(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    xid: Option<u32>,
    (call, purpose): (Call, Purpose),
    out: &mut Outbox<'_, Zookeeper>,
) -> Option<u32> {
    let refused = match client.state {
        State::Connecting | State::Connected => None,
        State::NotConnected | State::Closed => Some(Error::SessionExpired),
        State::AuthFailed => Some(Error::AuthFailed),
    };
    if let Some(error) = refused {
        settle(client, (call, purpose), Reply::Failed(error), None, out);
        return None;
    }
    let xid = xid.unwrap_or_else(|| {
        client.next_xid += 1;
        client.next_xid - 1
    });
    let pending = Pending { xid, call, purpose };
    match client.line {
        Line::Open(conn) => send(client, conn, pending, out),
        // Without a library that looks for a server nothing would ever become of it.
        Line::None if cx.config.bare_clients => {
            let lost = Reply::Failed(Error::ConnectionLoss);
            settle(client, (pending.call, purpose), lost, None, out);
            return None;
        }
        Line::None | Line::Calling(_) | Line::Greeting(_) => {
            out.applied(told(Rule::Wait));
            client.queued.push(pending);
        }
    }
    Some(xid)
}

fn send(client: &mut Client, conn: Conn, pending: Pending, out: &mut Outbox<'_, Zookeeper>) {
    let Pending { xid, call, .. } = pending.clone();
    out.applied(told(Rule::Send {
        to: conn.acceptor(),
        call: call.clone(),
    }));
    client.sent.push(pending);
    let call = Rc::new(call);
    out.send_on(conn, Message::Call { xid, call });
    line::keep_alive(client, out);
}

/// A message of the server.
pub(super) fn message(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    conn: Conn,
    body: &Message,
    out: &mut Outbox<'_, Zookeeper>,
) {
    if !client.owns(conn) {
        out.ignored(told(Rule::OldConnection {
            from: conn.acceptor(),
        }));
        return;
    }
    if let Message::Connected(Some(granted)) = body {
        line::connected(cx, client, conn, *granted, out);
    } else if let Message::Connected(None) = body {
        line::expired(client, conn, out);
    } else if let Message::Reply { xid, zxid, reply } = body {
        replied(cx, client, *xid, *zxid, Reply::clone(reply), out);
    } else if let Message::Event { event, path } = body {
        line::hear(client, out);
        client.watches.fired(*event, path);
        client.event = Some((*event, path.clone()));
        client.events += 1;
        out.applied(told(Rule::Hear {
            event: *event,
            path: path.clone(),
        }));
    } else {
        out.applied(common::Rule::Unexpected {
            from: conn.acceptor(),
            kind: body.kind(),
        });
    }
}

/// An answer, found by its number: answers to pings and credentials may overtake others. If one of
/// a request does, the connection is given up, with this answer.
fn replied(
    cx: Cx<'_, Zookeeper>,
    client: &mut Client,
    xid: u32,
    zxid: Zxid,
    reply: Reply,
    out: &mut Outbox<'_, Zookeeper>,
) {
    line::hear(client, out);
    let Some(place) = client.sent.iter().position(|pending| pending.xid == xid) else {
        out.ignored(common::Rule::NothingToDo);
        return;
    };
    if place > 0 && line::out_of_turn(cx, client, place, out) {
        return;
    }
    let Pending { call, purpose, .. } = client.sent.remove(place);
    if zxid > Zxid::default() {
        client.last_zxid = client.last_zxid.max(zxid);
    }
    if call == Call::Ping {
        out.applied(told(Rule::Pong));
        return;
    }
    if let (Call::Auth { .. }, Some(Error::AuthFailed)) = (&call, reply.error()) {
        client.state = State::AuthFailed;
    }
    let closing = matches!(call, Call::Write(Write::CloseSession));
    client.watches.note(&call, &reply);
    let program = program::answered(client, xid, &reply);
    settle(client, (call, purpose), reply, Some(zxid), out);
    program::go_on(cx, client, program, out);
    if closing {
        client.state = State::Closed;
        client.watches = Registered::default();
        if let Some(conn) = client.conn() {
            out.hang_up(conn);
        }
        line::end(client, Error::SessionExpired, out);
    } else if client.state == State::AuthFailed && !cx.config.bare_clients {
        line::end(client, Error::AuthFailed, out);
    } else if client.state == State::AuthFailed {
        client.state = State::Connecting;
        line::silence(client, out);
    }
}

/// A request is over.
fn settle(
    client: &mut Client,
    (call, purpose): (Call, Purpose),
    reply: Reply,
    zxid: Option<Zxid>,
    out: &mut Outbox<'_, Zookeeper>,
) {
    client.answers += 1;
    client.answered = Some(Outcome {
        call: call.clone(),
        reply: reply.clone(),
    });
    out.applied(told(Rule::Answered {
        call,
        reply,
        zxid,
        purpose,
    }));
}
