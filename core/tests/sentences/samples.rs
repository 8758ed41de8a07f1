//! A sample of each rule.

use std::rc::Rc;

use ensemble_core::{
    kernel::{NodeId, NodeSet},
    zookeeper::{
        config::Config,
        database::Register,
        disk::Unsound,
        history::{Entry, Txn},
        leader::Phase,
        learner::Mode,
        message::{Asked, Candidate, Errand, OWN_PATH, Operation, Own, Vote},
        rule::{Comparison, Rule, Why},
        synchronisation::{First, Plan, Row},
        znode::request::Change,
        zxid::Zxid,
    },
};

pub(crate) const S1: NodeId = NodeId(0);
pub(crate) const S2: NodeId = NodeId(1);
pub(crate) const S3: NodeId = NodeId(2);

pub(crate) fn set(nodes: &[NodeId]) -> NodeSet {
    nodes.iter().copied().collect()
}

pub(crate) fn vote(leader: NodeId, epoch: u32, zxid: Zxid) -> Vote {
    Some(Candidate {
        epoch,
        zxid,
        leader,
    })
}

pub(crate) fn txn(zxid: Zxid) -> Txn {
    Txn::new(Entry {
        zxid,
        session: Config::own_session(S1),
        cxid: 0,
        time: 0,
        change: Change::SetData {
            path: OWN_PATH.into(),
            data: Some("A".as_bytes().into()),
            version: 1,
        },
        wanted: None,
    })
}

fn plan(row: Row, first: First) -> Plan {
    let [peer, last] = [2, 6].map(|counter| Zxid::new(1, counter));
    Plan {
        peer,
        last,
        min: Zxid::new(1, 1),
        max: last,
        row,
        first,
        from: 0,
    }
}

/// Each rule once, in the order of their names.
pub(crate) fn samples() -> Vec<Rule> {
    [
        connecting(),
        electing(),
        deciding(),
        entering(),
        synchronising(),
        serving(),
    ]
    .concat()
}

fn connecting() -> Vec<Rule> {
    let zxid = Zxid::new(1, 2);
    let unsound = Unsound::EpochBehindLog {
        current: 0,
        last: zxid,
    };
    vec![
        Rule::Recover {
            zxid,
            replayed: 2,
            accepted: 1,
            current: 1,
            torn: true,
        },
        Rule::RefuseStart(unsound),
        Rule::NothingToDo,
        Rule::GiveWay { peer: S3 },
        Rule::CallBack { peer: S1 },
        Rule::Connected { peer: S1 },
        Rule::AwaitHello { peer: S1 },
        Rule::Disconnected { peer: S1 },
        Rule::CallTimedOut { peer: S1 },
        Rule::LateConnection { peer: S1 },
    ]
}

/// Two votes, the second one the greater.
fn votes() -> (Vote, Vote) {
    let vote = |leader, counter| vote(leader, 1, Zxid::new(1, counter));
    (vote(S2, 3), vote(S1, 5))
}

fn electing() -> Vec<Rule> {
    let (held, better) = votes();
    vec![
        Rule::StartElection {
            round: 2,
            vote: held,
        },
        Rule::AnswerObserver {
            to: NodeId(3),
            vote: held,
        },
        Rule::AnswerLate { to: S1, round: 2 },
        Rule::AnswerLooking {
            to: S1,
            vote: vote(S3, 1, Zxid::new(1, 3)),
        },
        Rule::NotInElection { from: S1 },
        Rule::NoVoter { from: NodeId(3) },
        Rule::EmptyDatabase { from: S1 },
        Rule::NewerRound {
            from: S1,
            round: 3,
            vote: better,
            by: Comparison::Zxid,
        },
        Rule::OldRound {
            from: S1,
            round: 1,
            mine: 2,
        },
        Rule::ChangeVote {
            from: S1,
            vote: better,
            held,
            by: Comparison::Zxid,
        },
        Rule::KeepVote {
            from: S1,
            vote: vote(S1, 0, Zxid::new(1, 5)),
            held,
        },
    ]
}

fn deciding() -> Vec<Rule> {
    let (held, better) = votes();
    let supporters = set(&[S1, S2]);
    vec![
        Rule::QuorumOfVotes {
            vote: better,
            supporters,
        },
        Rule::BetterVoteInTime {
            from: S1,
            vote: better,
        },
        Rule::NothingBetter {
            from: S1,
            vote: held,
        },
        Rule::Elected {
            vote: better,
            supporters,
        },
        Rule::JoinSameRound {
            vote: better,
            supporters,
        },
        Rule::JoinEnsemble {
            vote: better,
            supporters,
        },
        Rule::CannotJoin {
            from: S1,
            vote: better,
            supporters,
            leads: false,
        },
        Rule::Resend { wait: 400 },
        Rule::Reconnect { wait: 400 },
    ]
}

fn entering() -> Vec<Rule> {
    let (zxid, quorum) = (Zxid::new(1, 2), set(&[S1, S2]));
    vec![
        Rule::Lead { zxid, epoch: 1 },
        Rule::Follow { leader: S3 },
        Rule::CallAgainLater {
            leader: S3,
            dials: 1,
        },
        Rule::CallAgain {
            leader: S3,
            dials: 2,
        },
        Rule::SendLearnerInfo {
            leader: S3,
            accepted: 1,
        },
        Rule::LearnerCalls { learner: S1 },
        Rule::LearnerLost {
            learner: S1,
            silent: false,
        },
        Rule::Unexpected {
            from: S1,
            kind: "PING",
        },
        Rule::Register {
            learner: S1,
            accepted: 1,
            epoch: 2,
            connecting: quorum,
        },
        Rule::FixEpoch {
            epoch: 2,
            connecting: quorum,
        },
        Rule::TellEpoch { epoch: 2 },
        Rule::AcceptEpoch {
            epoch: 2,
            before: 1,
        },
        Rule::EpochKnown { epoch: 2 },
        Rule::SendAckEpoch {
            zxid,
            current_epoch: Some(1),
        },
        Rule::LearnerAhead {
            learner: S1,
            epoch: 1,
            zxid,
            mine: (1, Zxid::new(1, 1)),
        },
        Rule::CountAckEpoch {
            learner: S1,
            zxid,
            current_epoch: Some(1),
            electing: quorum,
        },
        Rule::EstablishEpoch {
            epoch: 2,
            electing: quorum,
        },
        Rule::LateAckEpoch { learner: S1, zxid },
    ]
}

fn synchronising() -> Vec<Rule> {
    let (zxid, quorum) = (Zxid::new(1, 2), set(&[S1, S2]));
    vec![
        Rule::Synchronise {
            learner: S1,
            plan: plan(Row::Within, First::Diff(Zxid::new(1, 6))).into(),
            count: 4,
        },
        Rule::BeginSync {
            mode: Mode::Diff,
            zxid,
        },
        Rule::Truncated { zxid },
        Rule::KeepProposal { zxid },
        Rule::ApplyInMemory { zxid },
        Rule::KeepCommit { zxid },
        Rule::CommitOutOfOrder { zxid, head: None },
        Rule::NewLeader {
            epoch: 2,
            mode: Mode::Diff,
            proposals: 1,
        },
        Rule::SnapshotSaved { zxid },
        Rule::LogProposals { zxid },
        Rule::ProposalsLogged { zxid },
        Rule::AckNewLeader { epoch: 2 },
        Rule::UpToDate { epoch: 2 },
        Rule::CountAckNewLeader {
            learner: S1,
            acked: quorum,
        },
        Rule::WrongFirstAck { learner: S1, zxid },
        Rule::QueueNewLeader { learner: S1 },
        Rule::LateAckNewLeader { learner: S1 },
        Rule::Serve {
            epoch: 2,
            acked: quorum,
        },
    ]
}

fn serving() -> Vec<Rule> {
    let (zxid, acks) = (Zxid::new(1, 2), set(&[S1, S2]));
    vec![
        Rule::NotServing,
        Rule::Forward {
            errand: Rc::new(Errand {
                session: Config::own_session(S1),
                cxid: 0,
                identities: [].into(),
                operation: Operation::Sync,
            }),
        },
        Rule::Propose { txn: txn(zxid) },
        Rule::AppendProposal { zxid, gap: false },
        Rule::SendAck { zxid },
        Rule::LoggedOnly { zxid },
        Rule::CountAck {
            from: S1,
            zxid,
            acks,
        },
        Rule::AckWithoutUse { from: S1, zxid },
        Rule::Commit { zxid, acks },
        Rule::Committed { zxid },
        Rule::UnmatchedCommit {
            zxid,
            head: Zxid::new(1, 1),
        },
        Rule::Inform { zxid },
        Rule::Answer {
            asked: Rc::new(Asked {
                session: Config::own_session(S1),
                cxid: 0,
                call: Own::Get.call(&Config::new(1, 0)).expect("a call"),
            }),
            txn: None,
            register: Register::default(),
            zxid,
        },
        Rule::ReadWaits { behind: 1 },
        Rule::AnswerSync { to: S1 },
        Rule::HoldSync {
            to: S1,
            after: zxid,
        },
        Rule::SyncAtLeader,
        Rule::SyncDone { cxid: 0 },
        Rule::PingAll { synced: acks },
        Rule::AnswerPing,
        Rule::EarlyPing,
        Rule::HearPing {
            from: S1,
            deadline: 7,
        },
        Rule::TooSlow { learner: S1 },
        Rule::Leave {
            why: Why::NoQuorumInTime(Phase::Discovery),
            unanswered: 0,
        },
        Rule::FastForward { count: 1, zxid },
        Rule::Rest,
    ]
}
