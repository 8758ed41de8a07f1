//! The connections of the election: at most one for a pair, called by the larger id, and a slot
//! of one letter for each peer.
//!
//! Invariants: (1) a connection stays only if its caller has the larger id; (2) a notification
//! that finds the slot taken replaces what is in it; (3) what was sent last goes out again on a
//! new connection. Source: `QuorumCnxManager.java`; fle.md §9 (C1 to C5 number its rows).
//!
//! A slot is emptied as soon as there is a connection: TCP takes what the network does not.

use alloc::vec::Vec;

use super::{
    Zookeeper,
    config::{CONNECT_TIMEOUT, Config},
    message::{ELECTION, Message, Notification, Timer},
    rule::Rule,
};
use crate::kernel::{Conn, Cx, NodeId, Outbox, Span};

/// How far a connection to a peer is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Line {
    /// There is none.
    #[default]
    None,
    /// This server has called.
    Calling(Conn),
    /// It is open.
    Open(Conn),
}

/// What a server keeps for a peer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Peer {
    /// The connection.
    pub line: Line,
    /// The newest notification that no connection has taken.
    pub slot: Option<Notification>,
    /// What was sent last.
    pub last: Option<Notification>,
}

/// All peers in the order of their ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Connections {
    /// One for each server of the ensemble, oneself included.
    pub peers: Vec<Peer>,
}

impl Connections {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            peers: alloc::vec![Peer::default(); config.members.len()],
        }
    }

    /// Sends a notification to a peer: now if there is a connection, else it waits in the slot
    /// and the peer is called.
    pub(super) fn send(
        &mut self,
        to: NodeId,
        notification: Notification,
        out: &mut Outbox<'_, Zookeeper>,
    ) {
        let Some(peer) = self.peers.get_mut(to.index()) else {
            return;
        };
        peer.slot = Some(notification);
        match peer.line {
            Line::Open(conn) => pump(peer, conn, out),
            Line::None => call(peer, to, out),
            Line::Calling(_) => {}
        }
    }

    /// Whether something got out: `haveDelivered`, true if at least one slot in use is empty.
    pub(super) fn have_delivered(&self) -> bool {
        let mut used = self.peers.iter().filter(|peer| peer.used());
        used.any(|peer| peer.slot.is_none())
    }

    /// Calls every known peer without a connection.
    pub(super) fn call_all(&mut self, out: &mut Outbox<'_, Zookeeper>) {
        for (index, peer) in self.peers.iter_mut().enumerate() {
            if peer.used() && peer.line == Line::None {
                call(peer, NodeId(index as u8), out);
            }
        }
    }

    /// C1: a call of this server was taken. It says who it is, and gives way to a larger id.
    pub(super) fn opened(
        &mut self,
        cx: Cx<'_, Zookeeper>,
        conn: Conn,
        out: &mut Outbox<'_, Zookeeper>,
    ) {
        let to = conn.acceptor();
        let Some(peer) = self.peers.get_mut(to.index()) else {
            return;
        };
        if peer.line != Line::Calling(conn) {
            out.ignored(Rule::LateConnection { peer: to });
            out.hang_up(conn);
            return;
        }
        out.disarm(Timer::Connect(to));
        out.send_on(conn, Message::Hello);
        if to > cx.me {
            out.applied(Rule::GiveWay { peer: to });
            peer.line = Line::None;
            out.hang_up(conn);
            return;
        }
        out.applied(Rule::Connected { peer: to });
        peer.line = Line::Open(conn);
        pump_or_repeat(peer, conn, out);
    }

    /// C2: a caller has said who it is. A smaller id is turned away and called back.
    pub(super) fn greeted(
        &mut self,
        cx: Cx<'_, Zookeeper>,
        conn: Conn,
        out: &mut Outbox<'_, Zookeeper>,
    ) {
        let from = conn.peer(cx.me);
        let Some(peer) = self.peers.get_mut(from.index()) else {
            return;
        };
        if from < cx.me {
            out.applied(Rule::CallBack { peer: from });
            out.hang_up(conn);
            if peer.line == Line::None {
                call(peer, from, out);
            }
            return;
        }
        match peer.line {
            Line::Open(old) => out.hang_up(old),
            Line::Calling(old) => {
                out.disarm(Timer::Connect(from));
                out.hang_up(old);
            }
            Line::None => {}
        }
        out.applied(Rule::Connected { peer: from });
        peer.line = Line::Open(conn);
        pump_or_repeat(peer, conn, out);
    }

    /// C3: a connection is over, or a call was refused. Nobody calls again before there is
    /// something to say.
    pub(super) fn ended(
        &mut self,
        cx: Cx<'_, Zookeeper>,
        conn: Conn,
        out: &mut Outbox<'_, Zookeeper>,
    ) {
        let other = conn.peer(cx.me);
        let Some(peer) = self.peers.get_mut(other.index()) else {
            return;
        };
        if peer.line != Line::Open(conn) && peer.line != Line::Calling(conn) {
            out.ignored(Rule::LateConnection { peer: other });
            return;
        }
        if peer.line == Line::Calling(conn) {
            out.disarm(Timer::Connect(other));
        }
        peer.line = Line::None;
        out.applied(Rule::Disconnected { peer: other });
    }

    /// C4: a call takes too long.
    pub(super) fn timed_out(&mut self, to: NodeId, out: &mut Outbox<'_, Zookeeper>) {
        let Some(peer) = self.peers.get_mut(to.index()) else {
            return;
        };
        if let Line::Calling(conn) = peer.line {
            out.hang_up(conn);
            peer.line = Line::None;
        }
        out.applied(Rule::CallTimedOut { peer: to });
    }
}

impl Peer {
    fn used(&self) -> bool {
        self.slot.is_some() || self.last.is_some()
    }
}

fn call(peer: &mut Peer, to: NodeId, out: &mut Outbox<'_, Zookeeper>) {
    peer.line = Line::Calling(out.dial(to, ELECTION));
    out.arm(Timer::Connect(to), Span::exactly(CONNECT_TIMEOUT));
}

fn pump(peer: &mut Peer, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    if let Some(notification) = peer.slot.take() {
        peer.last = Some(notification);
        out.send_on(conn, Message::Notification(notification));
    }
}

/// On a new connection what is in the slot goes out, or else what went out last.
fn pump_or_repeat(peer: &mut Peer, conn: Conn, out: &mut Outbox<'_, Zookeeper>) {
    peer.slot = peer.slot.or(peer.last);
    pump(peer, conn, out);
}
