//! What travels in an ensemble, what is written to disk, what fires and what is asked.

use alloc::rc::Rc;

pub(super) use super::call::Wish;
pub use super::call::{Asked, Call, Errand, OWN_PATH, Operation, Own, Reply, Request};
use super::{
    history::{History, Txn},
    session::handshake::{Granted, Wanted},
    znode::{node::SessionId, tree::Tree, watch::Event},
    zxid::Zxid,
};
use crate::kernel::{Conn, NodeId, Port};

/// The port for elections (3888).
pub const ELECTION: Port = Port(0);
/// The port on which a leader takes learners (2888).
pub const QUORUM: Port = Port(1);
/// The port for clients (2181).
pub const CLIENTS: Port = Port(2);

/// What a server is in the eyes of the election; the ordinals go on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Looking for a leader.
    Looking,
    /// Following one.
    Following,
    /// Leading.
    Leading,
    /// Observing.
    Observing,
}

/// Whom a vote is for. The order of the fields is the order in which votes are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Candidate {
    /// `peerEpoch`: the candidate's currentEpoch.
    pub epoch: u32,
    /// The candidate's last logged zxid.
    pub zxid: Zxid,
    /// The candidate.
    pub leader: NodeId,
}

/// A vote: `None` is that of an observer for itself, below every other.
pub type Vote = Option<Candidate>;

/// A notification of the election. On the wire it also has a version (2) and the text of the
/// configuration, which are the same everywhere here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Notification {
    /// The sender's state.
    pub state: State,
    /// Its vote.
    pub vote: Vote,
    /// `electionEpoch`: its round, or the round of its vote when it is not looking.
    pub round: u32,
}

/// A snapshot: the tree, and the zxid up to which it goes.
///
/// A tree here remembers the transactions that made it, so that what a server has can be compared
/// and shown. Nothing in the protocol looks inside, but for `DirtyDisk` being off.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// The zxid in its name.
    pub zxid: Zxid,
    /// The tree.
    pub tree: Tree,
    /// What made it.
    pub history: History,
}

/// A message. The names are those of `Leader.java`. What is large is shared, since a message is
/// copied on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Message {
    /// The first message of an election connection: who calls.
    Hello,
    /// A vote.
    Notification(Notification),
    /// FOLLOWERINFO, from an observer OBSERVERINFO: here I am.
    LearnerInfo {
        /// The highest epoch it has accepted.
        accepted_epoch: u32,
        /// Whether it is an observer.
        observer: bool,
    },
    /// LEADERINFO: the epoch of this leader.
    LeaderInfo {
        /// The epoch.
        epoch: u32,
    },
    /// ACKEPOCH: the epoch is accepted, and this is what I have.
    AckEpoch {
        /// Its last logged zxid.
        zxid: Zxid,
        /// Its currentEpoch; `None` (-1) if it had accepted this epoch before.
        current_epoch: Option<u32>,
        /// Only with the planted bug `ask-crashed-server`: all it has.
        offer: Option<Rc<History>>,
    },
    /// DIFF: what follows is what you lack.
    Diff {
        /// Up to which zxid.
        zxid: Zxid,
    },
    /// TRUNC: drop what is after this.
    Trunc {
        /// The last zxid to be kept.
        zxid: Zxid,
    },
    /// SNAP: take this instead of what you have.
    Snap(Rc<Snapshot>),
    /// PROPOSAL.
    Proposal(Txn),
    /// COMMIT; the transaction itself is not in it.
    Commit {
        /// Which.
        zxid: Zxid,
    },
    /// NEWLEADER: that was all; acknowledge when it is safe.
    NewLeader {
        /// The epoch, with counter 0.
        zxid: Zxid,
    },
    /// ACK.
    Ack {
        /// What is acknowledged; counter 0 for NEWLEADER and UPTODATE.
        zxid: Zxid,
    },
    /// UPTODATE: serve.
    UpToDate,
    /// INFORM: a committed transaction, for observers.
    Inform(Txn),
    /// PING.
    Ping {
        /// The leader's last proposal; an echo in the answer.
        zxid: Zxid,
        /// In the answer: sessions of which the learner has heard since the last one.
        touched: Option<Rc<[SessionId]>>,
    },
    /// REQUEST: a write that a learner's client asked for.
    Request(Rc<Errand>),
    /// SYNC: everything before the sync was asked has been sent.
    Sync {
        /// The session that asked.
        session: SessionId,
        /// The number of the request in the session.
        cxid: u32,
    },
    /// REVALIDATE, asked by a learner: whether a session lives.
    Revalidate {
        /// The session.
        session: SessionId,
        /// Its time-out, in ms.
        timeout: u32,
    },
    /// REVALIDATE, as the leader answers it.
    Revalidated {
        /// The session.
        session: SessionId,
        /// Whether it lives.
        valid: bool,
    },

    /// ConnectRequest: a client says who it is.
    Connect(Rc<Wanted>),
    /// ConnectResponse; `None` is the answer that its session is over.
    Connected(Option<Granted>),
    /// A request of a client.
    Call {
        /// Its number.
        xid: u32,
        /// What is asked.
        call: Rc<Call>,
    },
    /// The answer.
    Reply {
        /// The number of the request.
        xid: u32,
        /// How far the server was.
        zxid: Zxid,
        /// What is answered.
        reply: Rc<Reply>,
    },
    /// A watch has fired (xid -1). It tells what happened to which node, and nothing else.
    Event {
        /// What.
        event: Event,
        /// To which node.
        path: Rc<str>,
    },
}

/// One write to a disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Record {
    /// A transaction is appended to the log.
    Append(Txn),
    /// The log is cut off after this zxid.
    Truncate {
        /// The last zxid kept.
        zxid: Zxid,
        /// What takes the place of a snapshot that goes further; nothing does under a planted bug.
        snapshot: Option<Rc<Snapshot>>,
    },
    /// A snapshot replaces the last one.
    Snapshot {
        /// The snapshot.
        snapshot: Rc<Snapshot>,
        /// Whether it came from a leader, so that what the log holds beyond it is void.
        received: bool,
    },
    /// `acceptedEpoch`.
    AcceptedEpoch(u32),
    /// `currentEpoch`.
    CurrentEpoch(u32),
}

/// What may fire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// The election has heard nothing for a while.
    Notify,
    /// No better vote has come.
    Finalize,
    /// A call to a peer's election port takes too long.
    Connect(NodeId),
    /// An observer may look for a leader again.
    Rejoin,
    /// A learner may call its leader again.
    Redial,
    /// A learner has not heard from its leader.
    Read,
    /// A leader waits for a quorum: of FOLLOWERINFO, of ACKEPOCH, of the ACK of NEWLEADER.
    Quorum,
    /// A leader has not heard from the learner at the other end.
    Silence(Conn),
    /// NEWLEADER is queued for a learner, if that is a step of its own.
    NewLeader(Conn),
    /// Half a tick of a leader.
    Tick,
    /// A session may have come to its end.
    Sessions,
    /// The leader looks for containers and nodes whose time is over.
    Containers,
    /// A client sends a sign of life.
    KeepAlive,
    /// A client has heard nothing of its server.
    Patience,
}

/// What runs by itself: a message to itself, and what follows a flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    /// The oldest notification to itself is read.
    OwnVote,
    /// A transaction is on disk.
    Logged(Zxid),
    /// The log has been cut off.
    Truncated,
    /// The snapshot of a sync is on disk.
    SnapshotSaved,
    /// The proposals of a sync are on disk, up to this one.
    SyncLogged(Zxid),
    /// acceptedEpoch is on disk.
    AcceptedSaved,
    /// currentEpoch is on disk.
    CurrentSaved,
}

impl Message {
    /// Its name in ZooKeeper.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Hello => "HELLO",
            Self::Notification(_) => "NOTIFICATION",
            Self::LearnerInfo {
                observer: false, ..
            } => "FOLLOWERINFO",
            Self::LearnerInfo { observer: true, .. } => "OBSERVERINFO",
            Self::LeaderInfo { .. } => "LEADERINFO",
            Self::AckEpoch { .. } => "ACKEPOCH",
            Self::Diff { .. } => "DIFF",
            Self::Trunc { .. } => "TRUNC",
            Self::Snap(_) => "SNAP",
            Self::Proposal(_) => "PROPOSAL",
            Self::Commit { .. } => "COMMIT",
            Self::NewLeader { .. } => "NEWLEADER",
            Self::Ack { .. } => "ACK",
            Self::UpToDate => "UPTODATE",
            Self::Inform(_) => "INFORM",
            Self::Ping { .. } => "PING",
            Self::Request(_) => "REQUEST",
            Self::Sync { .. } => "SYNC",
            Self::Revalidate { .. } | Self::Revalidated { .. } => "REVALIDATE",
            Self::Connect(_) => "ConnectRequest",
            Self::Connected(_) => "ConnectResponse",
            Self::Call { call, .. } => call.kind(),
            Self::Reply { .. } => "reply",
            Self::Event { event, .. } => event.name(),
        }
    }
}
