//! The named rules of a server with its clients. Their numbers are those of `sessions.md`.

use alloc::rc::Rc;

use crate::{
    kernel::NodeId,
    zookeeper::{
        message::{Asked, Call, Reply},
        sources::sources,
        znode::{node::SessionId, watch::Event},
        zxid::Zxid,
    },
};

/// A rule, with what it decided upon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A client has called.
    ClientCalls {
        /// The client.
        client: NodeId,
    },
    /// A client's connection has ended; its session lives on.
    ClientLost {
        /// The client.
        client: NodeId,
        /// Its session, if it had one.
        session: Option<SessionId>,
    },
    /// §3.3: the client has seen more than this server.
    RefuseBehind {
        /// The client.
        client: NodeId,
        /// What it has seen.
        seen: Zxid,
        /// How far this server is.
        mine: Zxid,
    },
    /// §3.5: the password does not belong to the session.
    WrongPassword {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
    },
    /// §3.5: an older connection of the session gives way.
    CloseOlder {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
    },
    /// §3.5a: a new session is asked for.
    OpenSession {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
        /// Its time-out, in ms.
        timeout: u32,
    },
    /// §3.5b: whether the session lives, the leader knows.
    Revalidate {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
    },
    /// §3.5b: the leader tells a learner whether a session lives, and notes who speaks for it.
    Validate {
        /// The session.
        session: SessionId,
        /// Who asks.
        learner: NodeId,
        /// Whether it lives.
        valid: bool,
    },
    /// The client is told its session.
    Grant {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
        /// Its time-out, in ms.
        timeout: u32,
    },
    /// The client is told that its session is over.
    RefuseExpired {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
    },
    /// A request is too long; the connection ends.
    TooLong {
        /// The session.
        session: SessionId,
        /// Its bytes.
        length: u64,
    },
    /// addAuth.
    Authenticate {
        /// The session.
        session: SessionId,
        /// The scheme.
        scheme: Rc<str>,
        /// Whether it is known.
        known: bool,
    },
    /// A client is answered.
    Reply {
        /// The client.
        client: NodeId,
        /// What it asked.
        asked: Rc<Asked>,
        /// The answer.
        reply: Rc<Reply>,
        /// How far this server is.
        zxid: Zxid,
    },
    /// §6: the session speaks through another server; the old connection ends.
    Moved {
        /// The session.
        session: SessionId,
    },
    /// A watch fires.
    Notify {
        /// The client.
        client: NodeId,
        /// What it is told.
        event: Event,
        /// Of which node.
        path: Rc<str>,
    },
    /// The session is over, and so is its connection.
    HangUp {
        /// The client.
        client: NodeId,
        /// The session.
        session: SessionId,
    },
    /// §5: the leader closes a session that was silent for too long.
    Expire {
        /// The session.
        session: SessionId,
    },
    /// §5: no session has come to its end.
    NoneExpired,
    /// The leader looks for containers and nodes whose time is over.
    Reap {
        /// How many there are.
        count: usize,
    },
}

sources! {
    []
    ClientCalls = "NIOServerCnxnFactory#createConnection",
    ClientLost = "NIOServerCnxn#close",
    RefuseBehind = "ZooKeeperServer#processConnectRequest · §3.3",
    WrongPassword = "ZooKeeperServer#checkPasswd · §3.5",
    CloseOlder = "NIOServerCnxnFactory#addSession · §3.5",
    OpenSession = "ZooKeeperServer#createSession · §3.5a",
    Revalidate = "QuorumZooKeeperServer#revalidateSession · §3.5b",
    Validate = "LearnerHandler#revalidateSession · §3.5b",
    Grant = "ZooKeeperServer#finishSessionInit · §3",
    RefuseExpired = "ZooKeeperServer#finishSessionInit · §3",
    TooLong = "NIOServerCnxn#readLength",
    Authenticate = "ZooKeeperServer#processPacket",
    Reply = "FinalRequestProcessor#processRequest · B12",
    Moved = "FinalRequestProcessor#processRequest · §6",
    Notify = "WatchManager#triggerWatch",
    HangUp = "FinalRequestProcessor#processRequest",
    Expire = "SessionTrackerImpl#run · §5",
    NoneExpired = "SessionTrackerImpl#run · §5",
    Reap = "ContainerManager#checkContainers",
}

impl Rule {
    /// Whether it only prepares what follows, or comes all the time.
    pub fn is_quiet(&self) -> bool {
        if let Self::Reply { asked, .. } = self {
            return asked.call == Call::Ping;
        }
        matches!(
            self,
            Self::ClientCalls { .. } | Self::NoneExpired | Self::Reap { count: 0 }
        )
    }

    /// Its name, and where it is stated.
    pub fn name_and_source(&self) -> (&'static str, &'static str) {
        let place = self.kind() as usize;
        (Self::NAMES[place], SOURCES[place])
    }
}
