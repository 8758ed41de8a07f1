//! Where each rule is stated: a class and a method of ZooKeeper 3.8, and the rule's number in
//! fle.md or zab.md if it has one.

use super::{
    leader::Phase,
    learner::Mode,
    rule::{Rule, Why},
    synchronisation::Row,
};

macro_rules! sources {
    ([$($group:ident),*] $($name:ident = $source:literal,)*) => {
        /// A rule without its data: its place in the tables.
        enum Kind { $($name,)* $($group),* }

        const SOURCES: &[&str] = &[$($source),*];

        impl Rule {
            /// The names of all rules, groups of rules aside. Each has a sentence.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),*];

            fn kind(&self) -> Kind {
                match self {
                    $(Self::$name { .. } => Kind::$name,)*
                    $(Self::$group(_) => Kind::$group,)*
                }
            }
        }
    };
}

pub(super) use sources;

sources! {
    [Session, Client]
    Recover = "QuorumPeer#loadDataBase",
    RefuseStart = "QuorumPeer#loadDataBase",
    NothingToDo = "",
    GiveWay = "QuorumCnxManager#startConnection · C1",
    CallBack = "QuorumCnxManager#handleConnection · C2",
    Connected = "QuorumCnxManager#handleConnection · C1, C2",
    AwaitHello = "QuorumCnxManager#handleConnection",
    Disconnected = "QuorumCnxManager.SendWorker#finish · C3",
    CallTimedOut = "QuorumCnxManager#initiateConnection · C4",
    LateConnection = "QuorumCnxManager.SendWorker#finish",
    StartElection = "FastLeaderElection#lookForLeader",
    AnswerObserver = "FastLeaderElection.WorkerReceiver#run · W1",
    AnswerLate = "FastLeaderElection.WorkerReceiver#run · W3",
    AnswerLooking = "FastLeaderElection.WorkerReceiver#run · W4",
    NotInElection = "FastLeaderElection.WorkerReceiver#run · W5",
    NoVoter = "FastLeaderElection#lookForLeader · L0, O1",
    EmptyDatabase = "FastLeaderElection#lookForLeader · L7",
    NewerRound = "FastLeaderElection#lookForLeader · L1",
    OldRound = "FastLeaderElection#lookForLeader · L2",
    ChangeVote = "FastLeaderElection#totalOrderPredicate · L3",
    KeepVote = "FastLeaderElection#totalOrderPredicate · L3′",
    QuorumOfVotes = "FastLeaderElection#getVoteTracker · L4",
    BetterVoteInTime = "FastLeaderElection#lookForLeader · L5",
    NothingBetter = "FastLeaderElection#lookForLeader · L5",
    Elected = "FastLeaderElection#lookForLeader · L6",
    JoinSameRound = "FastLeaderElection#checkLeader · F1",
    JoinEnsemble = "FastLeaderElection#checkLeader · F2",
    CannotJoin = "FastLeaderElection#checkLeader · F1, F2",
    Resend = "FastLeaderElection#lookForLeader · T1",
    Reconnect = "FastLeaderElection#lookForLeader · T2",
    Lead = "Leader#lead",
    Follow = "Follower#followLeader, Observer#observeLeader",
    CallAgainLater = "Learner#connectToLeader · D1",
    CallAgain = "Learner#connectToLeader · D1",
    SendLearnerInfo = "Learner#registerWithLeader · D1",
    LearnerCalls = "Leader.LearnerCnxAcceptor#run",
    LearnerLost = "LearnerHandler#run",
    Unexpected = "LearnerHandler#run",
    Register = "Leader#getEpochToPropose · D2",
    FixEpoch = "Leader#getEpochToPropose · D2",
    TellEpoch = "LearnerHandler#run · D2",
    AcceptEpoch = "Learner#registerWithLeader · D4",
    EpochKnown = "Learner#registerWithLeader · D5",
    SendAckEpoch = "Learner#registerWithLeader · D4, D5",
    LearnerAhead = "Leader#waitForEpochAck · D7",
    CountAckEpoch = "Leader#waitForEpochAck · D8",
    EstablishEpoch = "Leader#lead · D8",
    LateAckEpoch = "Leader#waitForEpochAck · D8",
    Synchronise = "LearnerHandler#syncFollower · S0–S5",
    BeginSync = "Learner#syncWithLeader · Y1–Y3",
    Truncated = "Learner#syncWithLeader · Y2",
    KeepProposal = "Learner#syncWithLeader · Y4",
    ApplyInMemory = "Learner#syncWithLeader · Y5",
    KeepCommit = "Learner#syncWithLeader · Y6",
    CommitOutOfOrder = "FollowerZooKeeperServer#commit · Y5, B10",
    NewLeader = "Learner#syncWithLeader · Y7",
    SnapshotSaved = "Learner#syncWithLeader · Y7 (a)",
    LogProposals = "Learner#syncWithLeader · Y7 (b)",
    ProposalsLogged = "Learner#syncWithLeader · Y7 (b)",
    AckNewLeader = "Learner#syncWithLeader · Y7 (d)",
    UpToDate = "Learner#syncWithLeader · Y8",
    CountAckNewLeader = "Leader#waitForNewLeaderAck · N1",
    WrongFirstAck = "LearnerHandler#run · N1′",
    QueueNewLeader = "LearnerHandler#run · §5.3",
    LateAckNewLeader = "Leader#waitForNewLeaderAck · N1",
    Serve = "Leader#startZkServer · N2",
    NotServing = "ZooKeeperServer#submitRequest",
    Forward = "Learner#request · B1",
    Propose = "Leader#propose · B2, B3",
    AppendProposal = "FollowerZooKeeperServer#logRequest · B4",
    SendAck = "SendAckRequestProcessor#processRequest · B4",
    LoggedOnly = "SyncRequestProcessor#flush",
    CountAck = "Leader#processAck · B5, B7",
    AckWithoutUse = "Leader#processAck · B6",
    Commit = "Leader#tryToCommit · B8",
    Committed = "FollowerZooKeeperServer#commit · B9",
    UnmatchedCommit = "FollowerZooKeeperServer#commit · B11",
    Inform = "ObserverZooKeeperServer#commitRequest",
    Answer = "FinalRequestProcessor#processRequest · B12",
    ReadWaits = "CommitProcessor#run",
    AnswerSync = "Leader#processSync",
    HoldSync = "Leader#processSync",
    SyncAtLeader = "CommitProcessor#needCommit",
    SyncDone = "FollowerZooKeeperServer#sync",
    PingAll = "LearnerHandler#ping",
    AnswerPing = "Learner#ping",
    EarlyPing = "Learner#syncWithLeader",
    HearPing = "LearnerHandler#run",
    TooSlow = "LearnerHandler.SyncLimitCheck#check",
    Leave = "QuorumPeer#run",
    FastForward = "ZKDatabase#fastForwardDataBase",
    Rest = "Observer#waitForObserverElectionDelay",
}

impl Rule {
    /// Its name and where it is stated; of a table the row that applied.
    pub fn name_and_source(&self) -> (&'static str, &'static str) {
        if let Self::Session(rule) = self {
            return rule.name_and_source();
        }
        if let Self::Client(rule) = self {
            return rule.name_and_source();
        }
        (Self::NAMES[self.kind() as usize], self.source())
    }

    /// Where it is stated; of a table the row that applied.
    pub fn source(&self) -> &'static str {
        let stated = SOURCES.get(self.kind() as usize).copied();
        self.row().or(stated).unwrap_or_default()
    }

    /// Where the row is stated that applied, of rules that stand for several.
    fn row(&self) -> Option<&'static str> {
        if let Self::Synchronise { plan, .. } = self {
            return Some(match plan.row {
                Row::Forced => "LearnerHandler#syncFollower · S0",
                Row::Level => "LearnerHandler#syncFollower · S1",
                Row::Ahead => "LearnerHandler#syncFollower · S2",
                Row::Within => "LearnerHandler#syncFollower · S3",
                Row::Logged => "LearnerHandler#syncFollower · S4",
                Row::Otherwise => "LearnerHandler#syncFollower · S5",
            });
        }
        if let Self::BeginSync { mode, .. } = self {
            return Some(match mode {
                Mode::Diff => "Learner#syncWithLeader · Y1",
                Mode::Trunc => "Learner#syncWithLeader · Y2",
                Mode::Snap => "Learner#syncWithLeader · Y3",
            });
        }
        if let Self::SendAckEpoch { current_epoch, .. } = self {
            return Some(match current_epoch {
                Some(_) => "Learner#registerWithLeader · D4",
                None => "Learner#registerWithLeader · D5",
            });
        }
        if let Self::Leave { why, .. } = self {
            return why.source();
        }
        None
    }
}

impl Why {
    /// Where it is stated, if not with all others.
    fn source(&self) -> Option<&'static str> {
        Some(match self {
            Self::NoQuorumInTime(Phase::Discovery) => "Leader#lead · D3, D9",
            Self::NoQuorumInTime(Phase::Synchronisation | Phase::Broadcast) => "Leader#lead · N3",
            Self::QuorumLost(_) => "Leader#lead · §7",
            Self::CounterExhausted => "Leader#propose · §1",
            Self::CannotConnect => "Learner#connectToLeader · D1",
            Self::OldEpoch { .. } => "Learner#registerWithLeader · D6",
            Self::LeaderSilent => "Learner#readPacket · §7",
            Self::CommitOfNothing(_) => "Learner#syncWithLeader · Y6",
            Self::ConnectionLost | Self::UnexpectedPacket(_) => return None,
        })
    }
}
