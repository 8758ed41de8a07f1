//! Who takes part in Multi-Paxos, with which bounds and time-outs.

use crate::{
    kernel::{NodeId, Span},
    paxos::config,
};

/// A configuration.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Members, time-outs and planted bugs, as in Paxos. A server waits `retry` for promises and
    /// votes, for the leader to execute what it was asked for, and for what its replica lacks.
    pub paxos: config::Config,
    /// How many commands may be outstanding (α).
    pub alpha: u32,
    /// How often a leader says that it is there; without, nobody is suspected of being down before
    /// something is wanted of it.
    pub heartbeats: Option<Span>,
    /// How long a server waits for a heartbeat before it wants to lead itself.
    pub suspect: Span,
    /// Whether primary order is judged, though nobody promises it.
    pub judges_primary_order: bool,
}

impl Config {
    /// Servers `s1…` and clients `c1…`, with the usual time-outs.
    pub fn new(servers: u8, clients: u8) -> Self {
        Self {
            paxos: config::Config::together(servers, clients),
            alpha: 3,
            heartbeats: None,
            suspect: Span { min: 150, max: 300 },
            judges_primary_order: false,
        }
    }

    /// Whether a node is a server: proposer, acceptor and replica at once.
    pub fn serves(&self, node: NodeId) -> bool {
        self.paxos.roles(node).acceptor
    }

    /// The servers, ascending.
    pub fn servers(&self) -> impl Iterator<Item = NodeId> {
        self.paxos.acceptors()
    }

    /// The servers besides one of them.
    pub fn others(&self, me: NodeId) -> impl Iterator<Item = NodeId> {
        self.servers().filter(move |node| *node != me)
    }
}
