//! The named rules of an ensemble: what acted, or declined, with its data.
//!
//! Letters and numbers are those of `fle.md` (W, T, L, O, F; C for its §9) and `zab.md` (D, S, Y,
//! N, B). The sources are the files of ZooKeeper 3.8 in `server/quorum`.

use alloc::{boxed::Box, rc::Rc};

use super::{
    client,
    database::Register,
    disk::Unsound,
    history::Txn,
    leader::Phase,
    learner::Mode,
    message::{Asked, Errand, Vote},
    session,
    synchronisation::Plan,
    zxid::Zxid,
};
use crate::kernel::{NodeId, NodeSet};

/// By what one vote beats another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
    /// There was none before.
    First,
    /// By its epoch.
    Epoch,
    /// By its zxid, in the same epoch.
    Zxid,
    /// By its id, all else being equal.
    Id,
    /// It does not.
    NotGreater,
}

/// Why a server goes back to the election (§8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// A leader's quorum did not come together in this phase (D3, D9, N3).
    NoQuorumInTime(Phase),
    /// A leader's synced learners and itself are no quorum any more.
    QuorumLost(NodeSet),
    /// The counter of zxids is used up.
    CounterExhausted,
    /// The leader cannot be reached.
    CannotConnect,
    /// The connection to the leader is over.
    ConnectionLost,
    /// The leader has been silent for too long.
    LeaderSilent,
    /// D6: the leader's epoch is below the one accepted.
    OldEpoch {
        /// The leader's.
        epoch: u32,
        /// The one accepted.
        accepted: u32,
    },
    /// Planted (ZOOKEEPER-4394): a COMMIT found no proposal.
    CommitOfNothing(Zxid),
    /// A packet that does not belong here.
    UnexpectedPacket(&'static str),
}

/// A rule, with what it decided upon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// A server starts from its disk.
    Recover {
        /// Its last zxid.
        zxid: Zxid,
        /// How many transactions came from the log.
        replayed: usize,
        /// `acceptedEpoch`.
        accepted: u32,
        /// `currentEpoch`.
        current: u32,
        /// Whether a torn last record was found and left out.
        torn: bool,
    },
    /// A server refuses to start.
    RefuseStart(Unsound),
    /// Nothing to be done about an input.
    NothingToDo,

    /// C1: a call was taken; the peer has the larger id and will call back.
    GiveWay {
        /// The peer.
        peer: NodeId,
    },
    /// C2: a call from a smaller id; it is turned away and called back.
    CallBack {
        /// The peer.
        peer: NodeId,
    },
    /// C1, C2: an election connection is open.
    Connected {
        /// The peer.
        peer: NodeId,
    },
    /// Somebody called on the election port, and has not said who.
    AwaitHello {
        /// The caller.
        peer: NodeId,
    },
    /// C3: an election connection is over, or a call failed.
    Disconnected {
        /// The peer.
        peer: NodeId,
    },
    /// C4: a call takes too long and is given up.
    CallTimedOut {
        /// The peer.
        peer: NodeId,
    },
    /// News of a connection that was given up before.
    LateConnection {
        /// The peer.
        peer: NodeId,
    },

    /// An election begins with a new round and the own vote.
    StartElection {
        /// The round.
        round: u32,
        /// The vote.
        vote: Vote,
    },
    /// W1: an observer is told.
    AnswerObserver {
        /// The observer.
        to: NodeId,
        /// The vote.
        vote: Vote,
    },
    /// W3: a looking server in an older round is told at once.
    AnswerLate {
        /// The server.
        to: NodeId,
        /// The round here.
        round: u32,
    },
    /// W4: a looking server is told whom this one follows, or that it leads.
    AnswerLooking {
        /// The server.
        to: NodeId,
        /// The vote.
        vote: Vote,
    },
    /// W5: outside an election, votes of others are dropped.
    NotInElection {
        /// The sender.
        from: NodeId,
    },
    /// L0, O1: the sender, or the one it votes for, is no voter.
    NoVoter {
        /// The sender.
        from: NodeId,
    },
    /// L7: a server without its data does not vote.
    EmptyDatabase {
        /// The sender.
        from: NodeId,
    },
    /// L1: a newer round; all votes are void, and the better of the vote and the own one counts.
    NewerRound {
        /// The sender.
        from: NodeId,
        /// The round.
        round: u32,
        /// The vote now.
        vote: Vote,
        /// By what the sender's vote beats the own one.
        by: Comparison,
    },
    /// L2: an older round.
    OldRound {
        /// The sender.
        from: NodeId,
        /// Its round.
        round: u32,
        /// The round here.
        mine: u32,
    },
    /// L3: a greater vote.
    ChangeVote {
        /// The sender.
        from: NodeId,
        /// The vote now.
        vote: Vote,
        /// The vote before.
        held: Vote,
        /// What decided.
        by: Comparison,
    },
    /// L3′: no greater vote.
    KeepVote {
        /// The sender.
        from: NodeId,
        /// Its vote.
        vote: Vote,
        /// The vote here.
        held: Vote,
    },
    /// L4, L5: a quorum of equal votes; a better one may still come.
    QuorumOfVotes {
        /// The vote.
        vote: Vote,
        /// Who casts it.
        supporters: NodeSet,
    },
    /// L5: a better vote came while waiting.
    BetterVoteInTime {
        /// The sender.
        from: NodeId,
        /// The vote.
        vote: Vote,
    },
    /// L5: what came while waiting is not better, and is lost.
    NothingBetter {
        /// The sender.
        from: NodeId,
        /// The vote.
        vote: Vote,
    },
    /// L6: no better vote came; the election is over.
    Elected {
        /// The vote.
        vote: Vote,
        /// Who cast it.
        supporters: NodeSet,
    },
    /// F1: a leader with a quorum in this very round is joined.
    JoinSameRound {
        /// The vote.
        vote: Vote,
        /// Who answered so.
        supporters: NodeSet,
    },
    /// F2: an ensemble that stands is joined.
    JoinEnsemble {
        /// The vote.
        vote: Vote,
        /// Who answered so.
        supporters: NodeSet,
    },
    /// F1, F2 not yet: no quorum, or the leader itself has not answered.
    CannotJoin {
        /// The sender.
        from: NodeId,
        /// Its vote.
        vote: Vote,
        /// Who answered so.
        supporters: NodeSet,
        /// Whether the leader says that it leads.
        leads: bool,
    },
    /// T1: silence; the vote is sent again.
    Resend {
        /// How long the next poll waits, in ms.
        wait: u32,
    },
    /// T2: silence, and nothing got out; peers are called again.
    Reconnect {
        /// How long the next poll waits, in ms.
        wait: u32,
    },

    /// A server begins to lead.
    Lead {
        /// Its last zxid.
        zxid: Zxid,
        /// Its currentEpoch.
        epoch: u32,
    },
    /// A server begins to follow, or to observe.
    Follow {
        /// Whom.
        leader: NodeId,
    },
    /// D1: the leader does not take the call; another one follows.
    CallAgainLater {
        /// The leader.
        leader: NodeId,
        /// Calls so far.
        dials: u8,
    },
    /// D1: another call.
    CallAgain {
        /// The leader.
        leader: NodeId,
        /// Calls with this one.
        dials: u8,
    },
    /// D1: FOLLOWERINFO, or OBSERVERINFO.
    SendLearnerInfo {
        /// The leader.
        leader: NodeId,
        /// The epoch accepted last.
        accepted: u32,
    },
    /// A learner has called the leader.
    LearnerCalls {
        /// The learner.
        learner: NodeId,
    },
    /// A learner's connection is over, or too silent.
    LearnerLost {
        /// The learner.
        learner: NodeId,
        /// Whether by silence.
        silent: bool,
    },
    /// A packet that does not belong here ends the connection.
    Unexpected {
        /// The sender.
        from: NodeId,
        /// The packet.
        kind: &'static str,
    },
    /// D2: a learner registers.
    Register {
        /// The learner.
        learner: NodeId,
        /// The epoch it accepted last.
        accepted: u32,
        /// The epoch the leader proposes.
        epoch: u32,
        /// Voters that have registered.
        connecting: NodeSet,
    },
    /// D2: a quorum has registered; the epoch is fixed.
    FixEpoch {
        /// The epoch.
        epoch: u32,
        /// The quorum.
        connecting: NodeSet,
    },
    /// D2: the epoch is on the leader's disk; LEADERINFO goes out.
    TellEpoch {
        /// The epoch.
        epoch: u32,
    },
    /// D4: a higher epoch is accepted.
    AcceptEpoch {
        /// The epoch.
        epoch: u32,
        /// The one before.
        before: u32,
    },
    /// D5: the same epoch again.
    EpochKnown {
        /// The epoch.
        epoch: u32,
    },
    /// D4, D5: ACKEPOCH.
    SendAckEpoch {
        /// The last zxid.
        zxid: Zxid,
        /// `currentEpoch`, none if this does not count as a promise.
        current_epoch: Option<u32>,
    },
    /// D7: a learner that is ahead of the leader is refused.
    LearnerAhead {
        /// The learner.
        learner: NodeId,
        /// Its epoch.
        epoch: u32,
        /// Its zxid.
        zxid: Zxid,
        /// The leader's epoch and zxid.
        mine: (u32, Zxid),
    },
    /// D8: an ACKEPOCH counts, or does not.
    CountAckEpoch {
        /// The learner.
        learner: NodeId,
        /// Its zxid.
        zxid: Zxid,
        /// Its epoch, none if it does not count.
        current_epoch: Option<u32>,
        /// Who counts.
        electing: NodeSet,
    },
    /// D8: a quorum has accepted the epoch; it becomes current.
    EstablishEpoch {
        /// The epoch.
        epoch: u32,
        /// The quorum.
        electing: NodeSet,
    },
    /// A late learner is synchronised at once.
    LateAckEpoch {
        /// The learner.
        learner: NodeId,
        /// Its zxid.
        zxid: Zxid,
    },

    /// Y1 to Y3: DIFF, TRUNC or SNAP.
    BeginSync {
        /// Which.
        mode: Mode,
        /// Its zxid.
        zxid: Zxid,
    },
    /// Y2: the log is cut off on disk.
    Truncated {
        /// The last zxid kept.
        zxid: Zxid,
    },
    /// Y4: a proposal of the synchronisation is kept.
    KeepProposal {
        /// Which.
        zxid: Zxid,
    },
    /// Y5: a committed transaction is applied in memory.
    ApplyInMemory {
        /// Which.
        zxid: Zxid,
    },
    /// Y6: a commit is remembered until UPTODATE.
    KeepCommit {
        /// Which.
        zxid: Zxid,
    },
    /// Y5, B10: a commit that does not fit the oldest proposal.
    CommitOutOfOrder {
        /// Which.
        zxid: Zxid,
        /// The oldest proposal.
        head: Option<Zxid>,
    },
    /// Y7: NEWLEADER; now everything goes to disk.
    NewLeader {
        /// The epoch.
        epoch: u32,
        /// How it was synchronised.
        mode: Mode,
        /// How many proposals wait to be logged.
        proposals: usize,
    },
    /// Y7 (a): the snapshot is on disk.
    SnapshotSaved {
        /// Its zxid.
        zxid: Zxid,
    },
    /// Y7 (b): the proposals are written to the log.
    LogProposals {
        /// Up to which.
        zxid: Zxid,
    },
    /// Y7 (b): they are on disk.
    ProposalsLogged {
        /// Up to which.
        zxid: Zxid,
    },
    /// Y7 (d): the epoch is on disk; NEWLEADER is acknowledged.
    AckNewLeader {
        /// The epoch.
        epoch: u32,
    },
    /// Y8: the learner serves.
    UpToDate {
        /// The epoch.
        epoch: u32,
    },
    /// N1: an acknowledgement of NEWLEADER counts, the leader's own too.
    CountAckNewLeader {
        /// Whose.
        learner: NodeId,
        /// Who counts.
        acked: NodeSet,
    },
    /// N1′: the first acknowledgement is for something else, and does not count.
    WrongFirstAck {
        /// Whose.
        learner: NodeId,
        /// What it is for.
        zxid: Zxid,
    },
    /// §5.3: NEWLEADER is queued for a learner, in a step of its own.
    QueueNewLeader {
        /// Whom for.
        learner: NodeId,
    },
    /// N1 when the leader serves already.
    LateAckNewLeader {
        /// Whose.
        learner: NodeId,
    },
    /// N2: a quorum has the leader's history; it serves.
    Serve {
        /// The epoch.
        epoch: u32,
        /// The quorum.
        acked: NodeSet,
    },

    /// The server does not serve clients now.
    NotServing,
    /// B4: a follower appends a proposal to its log.
    AppendProposal {
        /// Which.
        zxid: Zxid,
        /// Whether one is missing before it; that is only a warning.
        gap: bool,
    },
    /// B4: it is on disk and acknowledged.
    SendAck {
        /// Which.
        zxid: Zxid,
    },
    /// A transaction is on disk, and nobody is to be told.
    LoggedOnly {
        /// Which.
        zxid: Zxid,
    },
    /// B5, B7: an acknowledgement counts.
    CountAck {
        /// Whose.
        from: NodeId,
        /// For which.
        zxid: Zxid,
        /// Who has acknowledged.
        acks: NodeSet,
    },
    /// B6: an acknowledgement of something committed, or of nothing.
    AckWithoutUse {
        /// Whose.
        from: NodeId,
        /// For which.
        zxid: Zxid,
    },
    /// B8: committed.
    Commit {
        /// Which.
        zxid: Zxid,
        /// Who had acknowledged.
        acks: NodeSet,
    },
    /// B9: a follower commits.
    Committed {
        /// Which.
        zxid: Zxid,
    },
    /// B11: a commit for another proposal than the oldest; the process ends.
    UnmatchedCommit {
        /// The commit.
        zxid: Zxid,
        /// The oldest proposal.
        head: Zxid,
    },
    /// An observer logs and applies a committed transaction.
    Inform {
        /// Which.
        zxid: Zxid,
    },
    /// A read waits behind requests of the same client.
    ReadWaits {
        /// How many.
        behind: usize,
    },
    /// §6.3: nothing is outstanding; a sync is answered at once.
    AnswerSync {
        /// Who asked.
        to: NodeId,
    },
    /// §6.3: a sync waits for the last proposal.
    HoldSync {
        /// Who asked.
        to: NodeId,
        /// The proposal.
        after: Zxid,
    },
    /// §6.3: the leader's own client does not wait.
    SyncAtLeader,
    /// §6.3: a sync has come back.
    SyncDone {
        /// The number of the request.
        cxid: u32,
    },
    /// §7: half a tick has passed; the learners are pinged.
    PingAll {
        /// Those that count as synced, the leader included.
        synced: NodeSet,
    },
    /// §7: a ping is answered.
    AnswerPing,
    /// §7: a ping comes while the learner synchronises, which answers none.
    EarlyPing,
    /// §7: an answer to a ping.
    HearPing {
        /// Whose.
        from: NodeId,
        /// The tick up to which it counts as synced.
        deadline: u32,
    },
    /// §7: a learner has left a proposal unacknowledged for too long.
    TooSlow {
        /// The learner.
        learner: NodeId,
    },
    /// §8: back to the election.
    Leave {
        /// Why.
        why: Why,
        /// Requests that are lost, their outcome unknown to the client.
        unanswered: usize,
    },
    /// §8: logged transactions that were not committed are applied all the same.
    FastForward {
        /// How many.
        count: usize,
        /// Up to which zxid.
        zxid: Zxid,
    },
    /// §8: an observer waits a moment.
    Rest,

    // Those that hold more than numbers stand together: so one comparison tells the others from
    // them, which are told in most steps, and nothing is to be freed.
    /// S0 to S5: what a learner is sent.
    Synchronise {
        /// The learner.
        learner: NodeId,
        /// The table's inputs, row and outcome.
        plan: Box<Plan>,
        /// How many transactions follow.
        count: usize,
    },
    /// A server with its clients.
    Session(session::rule::Rule),
    /// A client.
    Client(Rc<client::rule::Rule>),
    /// B1: a learner forwards a request.
    Forward {
        /// The request.
        errand: Rc<Errand>,
    },
    /// B2, B3: a transaction is proposed.
    Propose {
        /// The transaction.
        txn: Txn,
    },
    /// B12: the client inside a server is answered.
    Answer {
        /// The request.
        asked: Rc<Asked>,
        /// What became of it, if it was a write.
        txn: Option<Txn>,
        /// `/x` as this server has it.
        register: Register,
        /// How far this server is.
        zxid: Zxid,
    },
}
