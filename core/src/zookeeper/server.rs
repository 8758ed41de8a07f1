//! A server's memory.

use alloc::vec::Vec;

use super::{
    Zookeeper,
    client::Client,
    connections::Connections,
    database::Database,
    election::Looking,
    history::Txn,
    leader::Leader,
    learner::Learner,
    message::{Asked, Notification, State, Vote},
    session::Link,
    znode::{node::SessionId, watch::Watches},
    zxid::Zxid,
};
use crate::{
    kernel::{Conn, Node},
    sorted::SortedMap,
};

/// What a server is about. Which of these is a byte of its own: it is asked for in every step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// Electing.
    Looking(Looking),
    /// Leading.
    Leading(Leader),
    /// Following or observing.
    Learning(Learner),
    /// On its way back to the election: the log is being written out. To others it is still what
    /// it was.
    Leaving {
        /// What it was.
        was: State,
        /// Logged transactions that are not applied yet.
        tail: Vec<Txn>,
    },
    /// An observer that waits before it looks for a leader again.
    Resting,
}

/// The vote a server gives as an answer: the result of its last election.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Elected {
    /// The vote.
    pub vote: Vote,
    /// Its round.
    pub round: u32,
}

/// A node's memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A server's.
    Server(Server),
    /// A client's.
    Client(Client),
}

impl Node<Zookeeper> {
    /// Its memory, if it is a server that runs.
    pub fn server(&self) -> Option<&Server> {
        match self.memory.as_deref()? {
            Actor::Server(server) => Some(server),
            Actor::Client(_) => None,
        }
    }

    /// Its memory, if it is a client that runs.
    pub fn client(&self) -> Option<&Client> {
        match self.memory.as_deref()? {
            Actor::Client(client) => Some(client),
            Actor::Server(_) => None,
        }
    }
}

/// A server's memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server {
    /// What it is about.
    pub role: Role,
    /// Whether it observes only.
    pub observer: bool,
    /// The tree.
    pub database: Database,
    /// How many transactions of the tree's history it knows to be committed.
    pub committed: usize,
    /// `acceptedEpoch`, as on disk.
    pub accepted_epoch: u32,
    /// `currentEpoch`, as on disk.
    pub current_epoch: u32,
    /// The connections of the election.
    pub connections: Connections,
    /// `logicalclock`: the round of the election. It is not on disk.
    pub round: u32,
    /// The result of the last election.
    pub elected: Elected,
    /// Notifications to itself, oldest first.
    pub own_votes: Vec<Notification>,
    /// Writes of the log that have not reached the disk, or whose end has not been noticed, oldest
    /// first. One thread writes the log, so their ends are noticed in this order.
    pub unlogged: Vec<Zxid>,
    /// Transactions logged since the last snapshot.
    pub since_snapshot: u32,
    /// The zxid of the last snapshot it wrote.
    pub snapshot: Zxid,
    /// Requests of its clients that are not answered, oldest first.
    pub asked: Vec<Asked>,
    /// The number of the next request of the client inside it.
    pub next_cxid: u32,
    /// Connections of clients.
    pub links: SortedMap<Conn, Link>,
    /// Their watches.
    pub watches: Watches,
    /// Sessions of which a learner has heard since it told its leader.
    pub touched: Vec<SessionId>,
}

impl Server {
    /// Its state in the eyes of the election.
    pub fn state(&self) -> State {
        match &self.role {
            Role::Looking(_) | Role::Resting => State::Looking,
            Role::Leaving { was, .. } => *was,
            Role::Leading(_) => State::Leading,
            Role::Learning(_) if self.observer => State::Observing,
            Role::Learning(_) => State::Following,
        }
    }

    /// As a leader.
    pub fn leader(&self) -> Option<&Leader> {
        match &self.role {
            Role::Leading(leader) => Some(leader),
            Role::Looking(_) | Role::Learning(_) | Role::Leaving { .. } | Role::Resting => None,
        }
    }

    /// As a learner.
    pub fn learner(&self) -> Option<&Learner> {
        match &self.role {
            Role::Learning(learner) => Some(learner),
            Role::Looking(_) | Role::Leading(_) | Role::Leaving { .. } | Role::Resting => None,
        }
    }

    /// In an election.
    pub fn looking(&self) -> Option<&Looking> {
        match &self.role {
            Role::Looking(looking) => Some(looking),
            Role::Leading(_) | Role::Learning(_) | Role::Leaving { .. } | Role::Resting => None,
        }
    }
}
