//! Mistakes that a script can switch on.

/// A mistake that a script can switch on. It changes a condition or an order inside the protocol
/// and nothing else. Those with a number were in ZooKeeper, the others are in books and heads; from
/// [`Self::ReadsSkipTheQueue`] on they need clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bug {
    /// ZOOKEEPER-2845: back in the election, a server forgets what it logged and did not commit.
    StaleMemory,
    /// ZOOKEEPER-3911: NEWLEADER is acknowledged before the proposals of the sync are logged.
    AckBeforeLog,
    /// ZOOKEEPER-4646: they are written, but the acknowledgement does not wait for the disk.
    AckBeforeFlush,
    /// ZOOKEEPER-4643: the epoch is on disk before the proposals of the sync are.
    EpochBeforeLog,
    /// ZOOKEEPER-4685: acknowledgements of proposals may overtake that of NEWLEADER.
    EarlyProposalAck,
    /// ZOOKEEPER-4394: a COMMIT between NEWLEADER and UPTODATE finds nothing; the learner falls.
    CommitWithoutProposal,
    /// ZOOKEEPER-4712: the log writer survives the shutdown and writes behind its server's back.
    LoggerSurvives,
    /// ZOOKEEPER-1277: the counter of zxids runs over into the epoch.
    CounterOverflow,
    /// ZOOKEEPER-1549: what TRUNC and SNAP should remove stays on disk in snapshots and old logs.
    DirtyDisk,
    /// ZOOKEEPER-5094: a TRUNC cut short leaves a tree with what was applied in memory alone.
    TreeAheadOfDisk,
    /// The leader waits until all servers have acknowledged.
    WaitForAll,
    /// The candidate with the most votes wins; no quorum is needed.
    MostVotes,
    /// The first server of the list leads.
    FirstInList,
    /// Votes are compared by id alone.
    IdOnly,
    /// A proposal is committed at its first acknowledgement.
    CommitBeforeQuorum,
    /// On recovery the leader takes over what the crashed server has.
    AskCrashedServer,
    /// A read does not wait behind the writes that its session asked before.
    ReadsSkipTheQueue,
    /// A server takes a client that has seen more than the server has (§3.3 is not checked).
    AcceptBehind,
    /// A watch fires after the answer that shows what it tells of.
    EventAfterReply,
    /// A one-shot watch stays when it has fired.
    WatchFiresAgain,
    /// Ephemerals go with their connection, not with their session.
    EphemeralsDieEarly,
    /// ZOOKEEPER-1208: a session that is being closed may still create ephemerals.
    LateEphemerals,
    /// ZOOKEEPER-417: a write is taken through a server that its session has left.
    StrayWrites,
    /// A new leader ends sessions that do not speak up within a tick.
    NoFreshTime,
    /// The number of a sequential node is how many siblings it has.
    NumbersBySiblings,
    /// A follower refuses a write by what it has itself, and asks no leader.
    RefusesUnasked,
}

impl Bug {
    /// All of them, in the order of their bits.
    pub const ALL: [Self; 26] = [
        Self::StaleMemory,
        Self::AckBeforeLog,
        Self::AckBeforeFlush,
        Self::EpochBeforeLog,
        Self::EarlyProposalAck,
        Self::CommitWithoutProposal,
        Self::LoggerSurvives,
        Self::CounterOverflow,
        Self::DirtyDisk,
        Self::TreeAheadOfDisk,
        Self::WaitForAll,
        Self::MostVotes,
        Self::FirstInList,
        Self::IdOnly,
        Self::CommitBeforeQuorum,
        Self::AskCrashedServer,
        Self::ReadsSkipTheQueue,
        Self::AcceptBehind,
        Self::EventAfterReply,
        Self::WatchFiresAgain,
        Self::EphemeralsDieEarly,
        Self::LateEphemerals,
        Self::StrayWrites,
        Self::NoFreshTime,
        Self::NumbersBySiblings,
        Self::RefusesUnasked,
    ];

    /// Its name in scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::StaleMemory => "stale-memory",
            Self::AckBeforeLog => "ack-before-log",
            Self::AckBeforeFlush => "ack-before-flush",
            Self::EpochBeforeLog => "epoch-before-log",
            Self::EarlyProposalAck => "early-proposal-ack",
            Self::CommitWithoutProposal => "commit-without-proposal",
            Self::LoggerSurvives => "logger-survives",
            Self::CounterOverflow => "counter-overflow",
            Self::DirtyDisk => "dirty-disk",
            Self::TreeAheadOfDisk => "tree-ahead-of-disk",
            Self::WaitForAll => "wait-for-all",
            Self::MostVotes => "most-votes",
            Self::FirstInList => "first-in-list",
            Self::IdOnly => "id-only",
            Self::CommitBeforeQuorum => "commit-before-quorum",
            Self::AskCrashedServer => "ask-crashed-server",
            Self::ReadsSkipTheQueue => "reads-skip-the-queue",
            Self::AcceptBehind => "accept-behind",
            Self::EventAfterReply => "event-after-reply",
            Self::WatchFiresAgain => "watch-fires-again",
            Self::EphemeralsDieEarly => "ephemerals-die-early",
            Self::LateEphemerals => "late-ephemerals",
            Self::StrayWrites => "stray-writes",
            Self::NoFreshTime => "no-fresh-time",
            Self::NumbersBySiblings => "numbers-by-siblings",
            Self::RefusesUnasked => "refuses-unasked",
        }
    }
}

/// The planted bugs that are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Bugs(u32);

impl Bugs {
    /// Switches one on.
    pub fn plant(&mut self, bug: Bug) {
        self.0 |= 1 << bug as u32;
    }

    /// Whether it is on.
    pub fn has(self, bug: Bug) -> bool {
        self.0 & (1 << bug as u32) != 0
    }

    /// Those that are on.
    pub fn iter(self) -> impl Iterator<Item = Bug> {
        Bug::ALL.into_iter().filter(move |bug| self.has(*bug))
    }
}
