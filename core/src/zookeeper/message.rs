//! What travels in an ensemble, what is written to disk, what fires and what is asked.

use alloc::rc::Rc;

use super::{
    history::{History, Txn, Value},
    znode::{acl::Identity, node::SessionId, read::Read, request::Write, tree::Tree},
    zxid::Zxid,
};
use crate::kernel::{Conn, NodeId, Port};

/// The port for elections (3888).
pub const ELECTION: Port = Port(0);
/// The port on which a leader takes learners (2888).
pub const QUORUM: Port = Port(1);

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
}

/// What goes through the leader.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// A write.
    Write(Write),
    /// `sync()`.
    Sync,
}

/// A request on its way to the leader: what a session wants done.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Errand {
    /// The session.
    pub session: SessionId,
    /// The number of the request in the session.
    pub cxid: u32,
    /// As whom its connection is authenticated.
    pub identities: Rc<[Identity]>,
    /// What is asked.
    pub operation: Operation,
}

/// What is asked from outside.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// By the client inside a server.
    Own(Own),
}

/// What the client inside a server asks, about `/x`. It has a session that only its server knows,
/// as ZooKeeper's local sessions are, so that one sees the ensemble at work without clients.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Own {
    /// Set the data, perhaps only if it has this version.
    Set {
        /// The data.
        value: Value,
        /// The version it must have.
        expected: Option<u32>,
    },
    /// `sync()`.
    Sync,
    /// Read the data, answered by the server itself.
    Get,
}

/// A call of a session to its server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// Something for the leader.
    Write(Write),
    /// `sync()`, with the path that is given back.
    Sync(Rc<str>),
    /// Something the server answers by itself.
    Read(Read),
}

/// A request that has not been answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// Whose.
    pub session: SessionId,
    /// Its number in the session.
    pub cxid: u32,
    /// What was asked.
    pub call: Call,
}

/// The path of [`Own`] requests.
pub const OWN_PATH: &str = "/x";

impl Own {
    /// What it comes to.
    pub fn call(&self) -> Call {
        let path: Rc<str> = OWN_PATH.into();
        match self {
            Self::Set { value, expected } => Call::Write(Write::SetData {
                path,
                data: Some(value.0.as_bytes().into()),
                version: expected.map_or(-1, |version| version as i32),
            }),
            Self::Sync => Call::Sync(path),
            Self::Get => Call::Read(Read::GetData { path, watch: false }),
        }
    }
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
    /// Half a tick of a leader.
    Tick,
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
    pub const fn kind(&self) -> &'static str {
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
        }
    }
}
