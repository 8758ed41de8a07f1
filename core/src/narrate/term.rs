//! Labels: the few words on cards, in the inspector, in menus.
macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// A label. Each language says it in its own words.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Term { $($(#[$doc])* $name),* }
    };
}
terms! {
    /// A role.
    Proposer,
    /// A role.
    Acceptor,
    /// A role.
    Learner,
    /// A role.
    Client,
    /// A role: all three at once.
    Server,
    /// A proposer at rest.
    Idle,
    /// A proposer whose round is on the way to the disk.
    Saving,
    /// A proposer in phase 1.
    Preparing,
    /// A proposer in phase 2.
    Proposing,
    /// A proposer that waits.
    BackingOff,
    /// It knows what is chosen.
    Decided,
    /// A client that waits.
    Waiting,
    /// A client that has its answer.
    Answered,
    /// A learner that has learned.
    Learned,
    /// A learner that has not.
    Listening,
    /// A node that is down.
    Down,
    /// A node that is paused.
    Paused,
    /// A node's condition.
    Condition,
    /// A node that runs.
    Up,
    /// The ballot promised.
    Promised,
    /// The proposal accepted.
    Accepted,
    /// The value wanted.
    Wants,
    /// The ballot.
    Ballot,
    /// The value sent in phase 2.
    Value,
    /// The value sent in phase 2, in the inspector.
    Proposes,
    /// The value chosen.
    Chosen,
    /// What a proposer is doing.
    Phase,
    /// The round last used or seen.
    Round,
    /// Promises counted.
    Promises,
    /// Votes counted.
    Votes,
    /// What is on disk.
    OnDisk,
    /// What is being written.
    Unflushed,
    /// Nothing.
    Nothing,
    /// A timer.
    RetryTimer,
    /// A timer.
    AgainTimer,
    /// A message's type.
    Type,
    /// A message's sender.
    From,
    /// A message's receiver.
    To,
    /// The proposal a promise reports.
    Reports,
    /// A message's state.
    State,
    /// In flight.
    InFlight,
    /// Held.
    Held,
    /// Its link is cut.
    Stalled,
    /// When it would arrive by itself.
    Due,
    /// The step it was sent in.
    SentAt,
    /// A menu entry.
    Deliver,
    /// A menu entry.
    Hold,
    /// A menu entry.
    Release,
    /// A menu entry.
    Drop,
    /// A menu entry.
    Duplicate,
    /// A menu entry.
    Run,
    /// A menu entry.
    Fire,
    /// A menu entry.
    Flush,
    /// A menu entry.
    Break,
    /// A menu entry.
    Cut,
    /// A menu entry.
    Mend,
    /// A menu entry.
    Crash,
    /// A menu entry.
    Tear,
    /// A menu entry.
    Restart,
    /// A menu entry.
    Pause,
    /// A menu entry.
    Resume,
    /// A menu entry.
    Wipe,
    /// The script's own branch.
    AsWritten,
    /// A goal: nothing happens by itself any more.
    GoalQuiet,
    /// A goal: the next milestone.
    GoalMilestone,
    /// A goal: a property breaks.
    GoalBroken,
    /// The start of a run.
    Start,
    /// What a link between two nodes is.
    Link,
    /// It carries messages.
    Open,
    /// It does not.
    IsCut,
    /// A place in the run.
    Step,
    /// The last step of a script, when more would happen by itself.
    ScriptEnds,
    /// Nothing has happened for a while but what always happens.
    OnlyHeartbeats,
    /// Why no branch can be begun.
    TooManyBranches,
    /// How many votes it takes.
    Quorum,
    /// The left one of two runs.
    Left,
    /// The right one.
    Right,
    /// Why nothing can be chosen in two runs side by side.
    OnlyLookedAt,
    /// A state of a server: looking for a leader.
    Looking,
    /// A state of a server.
    Leading,
    /// A state of a server.
    Following,
    /// A state of a server.
    Observing,
    /// A state of a server: on its way back to the election.
    Leaving,
    /// A state of an observer: it waits before it looks again.
    Resting,
    /// A phase.
    Election,
    /// A phase.
    Discovery,
    /// A phase.
    Synchronisation,
    /// A phase.
    Broadcast,
    /// The log of a server.
    Log,
    /// The vote held.
    Vote,
    /// The epoch of a server.
    Epoch,
    /// The currentEpoch of a server.
    CurrentEpoch,
    /// Whom votes are for, in a tally.
    VotesFor,
    /// Those that have told a new leader the epoch they accepted.
    Registered,
    /// Those that have accepted an epoch.
    EpochAccepted,
    /// Those that have a leader's history on disk.
    HistoryOnDisk,
    /// Those that have a transaction on disk.
    TxnOnDisk,
    /// Learners that a leader has heard from lately.
    InTouch,
    /// The same, shorter.
    Near,
    /// A tick of a leader.
    TickCount,
    /// A quorum that one more loss would end.
    QuorumNarrow,
    /// No quorum any more.
    QuorumGone,
    /// A timer.
    NotifyTimer,
    /// How long a client waits for a word of its server.
    PatienceTimer,
    /// A timer.
    FinalizeTimer,
    /// A timer.
    RejoinTimer,
    /// A timer.
    RedialTimer,
    /// A timer.
    ReadTimer,
    /// A timer.
    QuorumTimer,
    /// A timer.
    TickTimer,
    /// Whom a server follows.
    Follows,
    /// A server's last zxid.
    LastZxid,
    /// A zxid in a message.
    Zxid,
    /// How far a server knows the history to be committed.
    Committed,
    /// Proposals that are not committed.
    Outstanding,
    /// Proposals taken during a synchronisation.
    KeptProposals,
    /// Up to which tick a learner counts as synced.
    SyncedUntil,
    /// Votes of servers that are not looking.
    VotesOutside,
    /// A snapshot.
    Snapshot,
    /// A record of which only a part was written.
    TornRecord,
    /// Requests of the own client without an answer.
    Unanswered,
    /// A session's number.
    Session,
    /// A session's time-out.
    TimeOut,
    /// The number of a request.
    Number,
    /// An answer.
    Answer,
    /// An event.
    Event,
    /// Requests that wait for a connection.
    Queued,
    /// What a client has asked.
    Requests,
    /// Requests sent that have no answer yet.
    InFlightRequests,
    /// When the leader ends a session.
    SessionTimer,
    /// A menu entry: both directions of a link are cut.
    Stall,
    /// A connection that is not open yet.
    Calls,
    /// A connection that has ended, while one end does not know it.
    IsOver,
    /// A client's connection.
    Connection,
    /// The servers that a client knows.
    ConnectString,
    /// As whom a client is authenticated.
    Credentials,
    /// Watches.
    Watches,
    /// A kind of watches: for the coming of what is not there.
    ExistWatch,
    /// A watch that waits.
    Armed,
    /// A watch that has fired and goes on waiting.
    Fired,
    /// A watch that has fired and is used up.
    Spent,
    /// A watch that is gone without having fired.
    Gone,
    /// The outcome of a request that will have no answer.
    Unknown,
    /// A server's transactions applied to its tree.
    Applied,
    /// A session whose end has been proposed.
    Closing,
    /// The last zxid seen.
    LastSeen,
    /// What a message asks for.
    Asks,
    /// What brings one server to the history of another.
    Synchronises,
    /// An input of the decision.
    PeerLast,
    /// An input of the decision.
    LeaderLast,
    /// An input of the decision.
    CommittedLog,
    /// A row of the decision: snapshots are forced.
    RowForced,
    /// A row of the decision.
    RowLogged,
    /// A row of the decision.
    RowOtherwise,
    /// What is sent: nothing more.
    NothingFollows,
    /// A learner is sent a single transaction.
    OneTransaction,
    /// What is sent: so many transactions.
    Transactions,
    /// What a server has not applied.
    Lacks,
    /// So many transactions behind the leader.
    Behind,
    /// So many that the leader has not.
    Ahead,
    /// Where a transaction is that is not applied.
    NotReceived,
    /// The same.
    ProposalComes,
    /// The same.
    BeingLogged,
    /// The same.
    WaitsForCommit,
    /// The same.
    CommitComes,
    /// How long a znode lives.
    Persistent,
    /// The same.
    Ephemeral,
    /// The same.
    Container,
    /// A znode's data.
    EmptyData,
    /// A znode that a server has not.
    NotThere,
    /// A watch.
    DataWatch,
    /// The same.
    ChildWatch,
    /// The same.
    PersistentWatch,
    /// The same.
    RecursiveWatch,
    /// A link in a chain of causes.
    IsAsked,
    /// The same.
    Forwards,
    /// The same.
    HasOnDisk,
    /// The same.
    Acknowledges,
    /// The same.
    Commits,
    /// The same.
    TakesOver,
    /// The same.
    Applies,
    /// The same.
    FromSync,
    /// The same.
    FromDisk,
    /// The same.
    Fires,
    /// The same.
    Answers,
    /// The same.
    AnswersAlone,
    /// The same.
    Hears,
    /// The same.
    HasAnswer,
    /// The same.
    Expires,
    /// A chain that goes further back than the record.
    NotRecorded,
    /// What a replica has executed.
    Executed,
    /// A place in a log of slots.
    Slot,
    /// The first slot that a message is about.
    FromSlot,
    /// A timer.
    CatchUpTimer,
    /// A timer.
    HeartbeatTimer,
    /// A timer.
    SuspectTimer,
}
