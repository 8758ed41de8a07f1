//! The named rules of a client. Their numbers are those of `sessions.md` and `watches.md`.

use alloc::rc::Rc;

use super::program::Purpose;
use crate::{
    kernel::NodeId,
    zookeeper::{
        message::{Call, Reply},
        sources::sources,
        znode::{node::SessionId, watch::Event},
        zxid::Zxid,
    },
};

/// A rule, with what it decided upon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A client's process starts.
    Start,
    /// A new handle looks for a server.
    NewHandle {
        /// The time-out it asks for, in ms.
        timeout: i64,
    },
    /// It has a handle already.
    HasHandle,
    /// It has none.
    NoHandle,
    /// The next server is called.
    Dial {
        /// Which.
        to: NodeId,
    },
    /// It goes to another server.
    Move {
        /// Which.
        to: NodeId,
        /// Requests whose outcome it will not learn.
        unknown: usize,
    },
    /// §3: it says who it is.
    Greet {
        /// To whom.
        to: NodeId,
        /// Its session, if it has one.
        session: Option<SessionId>,
    },
    /// §7: it has a session.
    Connected {
        /// At which server.
        to: NodeId,
        /// The session.
        session: SessionId,
        /// The time-out granted, in ms.
        timeout: u32,
        /// Whether it had this session before.
        again: bool,
    },
    /// §7: the session is over.
    Expired,
    /// §7: the connection is lost; the outcome of so many requests is unknown.
    Lost {
        /// How many.
        unknown: usize,
    },
    /// A server could not be reached, or did not want it.
    TryNext {
        /// How many it has tried in vain.
        tried: usize,
    },
    /// §4: the server has been silent for two thirds of the time-out.
    Silent {
        /// Which.
        server: NodeId,
    },
    /// An answer is not for the oldest request: the connection is given up.
    OutOfTurn {
        /// Whose answer.
        from: NodeId,
    },
    /// A request waits for a session.
    Wait,
    /// A request is sent.
    Send {
        /// To whom.
        to: NodeId,
        /// What is asked.
        call: Call,
    },
    /// A request has its answer, or is known to have none.
    Answered {
        /// What was asked.
        call: Call,
        /// The answer.
        reply: Reply,
        /// How far the server was.
        zxid: Option<Zxid>,
        /// For whom.
        purpose: Purpose,
    },
    /// §4: a ping was answered.
    Pong,
    /// watches.md G1: an event has come.
    Hear {
        /// What.
        event: Event,
        /// Of which node.
        path: Rc<str>,
    },
    /// Something came on a connection that the client has left.
    OldConnection {
        /// From whom.
        from: NodeId,
    },
}

sources! {
    []
    Start = "",
    NewHandle = "ZooKeeper#createConnection",
    HasHandle = "",
    NoHandle = "",
    Dial = "ClientCnxn.SendThread#startConnect · §7",
    Move = "ClientCnxn.SendThread#startConnect · §6",
    Greet = "ClientCnxn.SendThread#primeConnection · §3",
    Connected = "ClientCnxn.SendThread#onConnected · §7",
    Expired = "ClientCnxn.SendThread#onConnected · §7",
    Lost = "ClientCnxn.SendThread#cleanup · §7",
    TryNext = "StaticHostProvider#next · §7",
    Silent = "ClientCnxn.SendThread#run · §4",
    OutOfTurn = "ClientCnxn.SendThread#readResponse · §7",
    Wait = "ClientCnxn#queuePacket",
    Send = "ClientCnxn#queuePacket",
    Answered = "ClientCnxn#finishPacket",
    Pong = "ClientCnxn.SendThread#readResponse · §4",
    Hear = "ClientCnxn.EventThread#queueEvent · G1",
    OldConnection = "",
}

impl Rule {
    /// Whether it only prepares what follows, or comes all the time.
    pub fn is_quiet(&self) -> bool {
        if let Self::Send { call, .. } = self {
            return *call == Call::Ping;
        }
        matches!(self, Self::Dial { .. } | Self::Pong)
    }

    /// Its name, and where it is stated.
    pub fn name_and_source(&self) -> (&'static str, &'static str) {
        let place = self.kind() as usize;
        (Self::NAMES[place], SOURCES[place])
    }
}
