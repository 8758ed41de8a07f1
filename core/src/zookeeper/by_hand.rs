//! What the source guards against and no run here comes to: handed to a server by hand.
//!
//! L0, O1: voters answer observers before they read what they say (W1), and without
//! reconfiguration nobody takes an observer for a voter. Y5, where the COMMIT is not of the oldest
//! proposal; B4, B10, B11: connections keep the order. §5.2, third row: no leader lacks a
//! transaction of an epoch of which it has a later one, planted bugs aside. §1: the epoch promised
//! is on disk before it becomes current.

use alloc::{rc::Rc, vec::Vec};

use super::{
    Zookeeper,
    config::Config,
    disk::{self, Disk, Unsound},
    history::{Entry, History, Txn},
    learner::Progress,
    message::{
        Candidate, ELECTION, Errand, Message, Notification, OWN_PATH, Operation, QUORUM, Snapshot,
        State,
    },
    rule::{Rule, Why},
    server::{Actor, Server},
    synchronisation::{self, First, Row},
    znode::request::Change,
    zxid::Zxid,
};
use crate::kernel::{
    Conn, Cx, Input, NodeId, Output, Pace, Protocol, Reaction, Scripted, Ticks, Via, World,
};

const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);

/// An ensemble left to itself until a goal is reached.
fn world(voters: u8, observers: u8, goal: &str) -> World<Zookeeper> {
    let config = Config::new(voters, observers);
    let up: Vec<NodeId> = config.servers().collect();
    let mut world = World::new(config, 1, Pace::default(), &up);
    while Zookeeper::reached(&world, goal) != Some(true) {
        world.advance().expect("a next step");
    }
    world
}

fn server(world: &World<Zookeeper>, node: NodeId) -> Server {
    let memory = world.nodes()[node.index()].server();
    memory.expect("a running server").clone()
}

type Handed = (Vec<Output<Zookeeper>>, Vec<Reaction<Rule>>);

/// Hands a server a message of its peer on a connection.
fn hand(
    world: &World<Zookeeper>,
    server: &mut Server,
    (me, conn): (NodeId, Conn),
    body: Message,
) -> Handed {
    let cx = Cx {
        config: world.config(),
        me,
        now: Ticks(0),
    };
    let via = Via::Stream(conn);
    let from = conn.peer(me);
    let mut actor = Actor::Server(server.clone());
    let input = Input::Message { from, via, body };
    let told = world.call(me, |out| Zookeeper::react(cx, &mut actor, &input, out));
    if let Actor::Server(after) = actor {
        *server = after;
    }
    (told.outputs, told.reactions)
}

fn txn(zxid: Zxid) -> Txn {
    Txn::new(Entry {
        zxid,
        session: Config::own_session(S2),
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

#[test]
fn l0_o1_who_is_no_voter_is_passed_over() {
    let world = world(2, 1, "vote s1 s2");
    let (peer, nth) = (S2, 0);
    let conn = Conn::new(peer, S1, ELECTION, nth);
    let vote = |leader| {
        let (epoch, zxid) = (9, Zxid::new(9, 0));
        Some(Candidate {
            epoch,
            zxid,
            leader,
        })
    };
    for (state, leader) in [(State::Observing, S2), (State::Looking, S3)] {
        let mut server = server(&world, S1);
        let before = server.clone();
        let notification = Notification {
            state,
            vote: vote(leader),
            round: 1,
        };
        let body = Message::Notification(notification);
        let (_, rules) = hand(&world, &mut server, (S1, conn), body);
        assert_eq!(rules, [Reaction::Ignored(Rule::NoVoter { from: peer })]);
        assert_eq!(server, before);
    }
}

/// s1, which follows s2 and is at this point of its way.
fn follower(goal: &str) -> (World<Zookeeper>, Server, (NodeId, Conn)) {
    let world = world(2, 0, goal);
    let server = server(&world, S1);
    let learner = server.learner().expect("a learner");
    let conn = learner.conn.expect("a connection");
    (world, server, (S1, conn))
}

#[test]
fn y5_what_is_committed_during_a_snapshot_is_applied_in_memory() {
    let (world, mut server, at) = follower("phase s1 SYNCHRONISATION");
    let zxid = Zxid::new(1, 0);
    let snapshot = Snapshot::made_by(zxid, History::default(), world.config().fresh());
    let zxid = Zxid::new(1, 1);
    hand(&world, &mut server, at, Message::Snap(snapshot.into()));
    hand(&world, &mut server, at, Message::Proposal(txn(zxid)));
    let later = Zxid::new(1, 2);
    let (_, rules) = hand(&world, &mut server, at, Message::Commit { zxid: later });
    let head = Some(zxid);
    let wrong = Rule::CommitOutOfOrder { zxid: later, head };
    assert_eq!(rules, [Reaction::Ignored(wrong)]);
    let (outputs, rules) = hand(&world, &mut server, at, Message::Commit { zxid });
    assert_eq!(rules, [Reaction::Applied(Rule::ApplyInMemory { zxid })]);
    assert_eq!(server.database.last_processed, zxid);
    let written = |output: &Output<Zookeeper>| matches!(output, Output::Write(_));
    assert!(!outputs.iter().any(written));
}

#[test]
fn b4_a_gap_is_only_a_warning() {
    let (world, mut server, at) = follower("serving s1");
    let zxid = Zxid::new(1, 3);
    let (_, rules) = hand(&world, &mut server, at, Message::Proposal(txn(zxid)));
    let told = Rule::AppendProposal { zxid, gap: true };
    assert_eq!(rules, [Reaction::Applied(told)]);
}

#[test]
fn b10_a_commit_of_nothing_is_ignored() {
    let (world, mut server, at) = follower("serving s1");
    let before = server.clone();
    let zxid = Zxid::new(1, 1);
    let (_, rules) = hand(&world, &mut server, at, Message::Commit { zxid });
    let told = Rule::CommitOutOfOrder { zxid, head: None };
    assert_eq!(rules, [Reaction::Ignored(told)]);
    assert_eq!(server.database, before.database);
}

#[test]
fn b11_a_commit_of_another_proposal_ends_the_process() {
    let (world, mut server, at) = follower("serving s1");
    let head = Zxid::new(1, 1);
    hand(&world, &mut server, at, Message::Proposal(txn(head)));
    let zxid = Zxid::new(1, 2);
    let (outputs, rules) = hand(&world, &mut server, at, Message::Commit { zxid });
    let told = Rule::UnmatchedCommit { zxid, head };
    assert_eq!(rules, [Reaction::Applied(told)]);
    assert_eq!(outputs.last(), Some(&Output::Exit));
}

#[test]
fn a_packet_that_does_not_belong_here_ends_the_connection() {
    let (mut world, ..) = follower("learning s1");
    while server(&world, S1).learner().map(|learner| learner.progress) != Some(Progress::Registered)
    {
        world.advance().expect("a next step");
    }
    let mut follower = server(&world, S1);
    let conn = follower.learner().and_then(|learner| learner.conn);
    let conn = conn.expect("a connection");
    let body = Message::UpToDate;
    let (_, rules) = hand(&world, &mut follower, (S1, conn), body);
    let why = Why::UnexpectedPacket("UPTODATE");
    let left = |rule: &Rule| matches!(rule, Rule::Leave { why: found, .. } if *found == why);
    assert!(rules.first().is_some_and(|found| left(found.rule())));

    let mut leader = server(&world, S2);
    let body = Message::Request(Rc::new(Errand {
        session: Config::own_session(S1),
        cxid: 0,
        identities: [].into(),
        operation: Operation::Sync,
    }));
    let (outputs, rules) = hand(&world, &mut leader, (S2, conn), body);
    let told = Rule::Unexpected {
        from: S1,
        kind: "REQUEST",
    };
    assert_eq!(rules, [Reaction::Applied(told)]);
    assert_eq!(outputs.last(), Some(&Output::Hangup(conn)));
    assert_eq!(conn.port(), QUORUM);
}

/// The third row of §5.2: the learner's last transaction is one that the leader has not, of an
/// epoch of which it has a later one.
#[test]
fn cut_3_trunc_followed_by_what_comes_after() {
    let config = Config::new(3, 0);
    let mut database = disk::empty(&config);
    for counter in [1, 2, 4, 5] {
        database.apply(txn(Zxid::new(1, counter)), &config.memos);
    }
    let plan = synchronisation::plan(&config, &database, Zxid::new(1, 3));
    assert_eq!(plan.row, Row::Within);
    assert_eq!(plan.first, First::Trunc(Zxid::new(1, 2)));
    assert_eq!(plan.from, 2);
}

#[test]
fn recover_1_a_promise_below_the_current_epoch_is_refused() {
    let disk = Disk {
        accepted_epoch: Some(1),
        current_epoch: Some(2),
        ..Disk::empty(Config::new(3, 0).fresh())
    };
    let (accepted, current) = (1, 2);
    let unsound = Unsound::AcceptedBehindCurrent { accepted, current };
    assert_eq!(disk::recover(&Config::new(3, 0), &disk), Err(unsound));
}

#[test]
fn recover_1_missing_epochs_are_those_of_the_last_transaction() {
    let mut disk = Disk::empty(Config::new(3, 0).fresh());
    disk.log.push(txn(Zxid::new(3, 1)));
    let read = disk::recover(&Config::new(3, 0), &disk).expect("a sound disk");
    assert_eq!((read.accepted_epoch, read.current_epoch), (3, 3));
}
