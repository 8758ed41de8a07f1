//! Properties that seldom break in walks (`core/tests/zookeeper_walks.rs`), each at once by a step
//! that is doctored here.

use alloc::{rc::Rc, vec, vec::Vec};

use super::{Law, Past};
use crate::{
    kernel::{
        Choice, Effect, Input, Node, NodeId, Output, Pace, Protocol, Reaction, Scripted, Shared,
        Step, Told, Via, World,
    },
    zookeeper::{
        Zookeeper,
        config::Config,
        database::Register,
        history::{Entry, Txn, Value},
        message::{Asked, Message, OWN_PATH, Own, Request},
        rule::Rule,
        server::{Actor, Role, Server},
        znode::request::Change,
        zxid::Zxid,
    },
};

const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);

/// An ensemble of three in which s3 leads and A is delivered everywhere, and what happens next.
struct Doctored {
    config: Config,
    past: Shared<Past>,
    nodes: Vec<Shared<Node<Zookeeper>>>,
    step: Step<Zookeeper>,
}

impl Doctored {
    fn new() -> Self {
        let config = Config::new(3, 0);
        let up = [S1, S2, S3];
        let mut world = World::<Zookeeper>::new(config.clone(), 1, Pace::default(), &up);
        while Zookeeper::reached(&world, "united") != Some(true) {
            world.advance().expect("a next step");
        }
        let request = Request::Own(write("A"));
        let asked = world.apply(Choice::Submit { node: S1, request });
        asked.expect("it serves");
        while world.nodes().iter().any(|node| committed(node) < 1) {
            world.advance().expect("a next step");
        }
        let step = world.advance().expect("a next step");
        assert_eq!(world.ghost().breaches, []);
        Self {
            config,
            past: Shared::new(world.ghost().clone()),
            nodes: world.nodes().to_vec(),
            step: Step {
                out: Told::nothing(),
                sent: Vec::new(),
                ..step
            },
        }
    }

    fn server(&mut self, node: NodeId) -> &mut Server {
        let memory = &mut Shared::touch(&mut self.nodes[node.index()]).memory;
        match Shared::touch(memory.as_mut().expect("it runs")) {
            Actor::Server(server) => server,
            Actor::Client(_) => panic!("a server"),
        }
    }

    /// A step at this server; whether it is the first to break this law.
    fn breaks(&mut self, node: NodeId, law: Law) -> bool {
        assert_eq!(self.past.breach(law), None);
        let input = Input::Request(Request::Own(Own::Get));
        self.step.effect = Effect::Input { node, input };
        let past = &mut self.past;
        Zookeeper::observe(&self.config, past, &self.step, &self.nodes);
        (self.past.breach(law)).is_some_and(|breach| breach.node == node)
    }

    /// A server delivers this, whoever broadcast it.
    fn deliver(&mut self, node: NodeId, zxid: Zxid) {
        let memos = self.config.memos.clone();
        let server = self.server(node);
        server.database.apply(txn(zxid, "Z", 9), &memos);
        server.committed = server.database.history.len();
    }

    fn send(&mut self, body: Message) {
        let via = Via::Datagram { to: S3 };
        self.step.out.outputs = vec![Output::Send { via, body }];
    }
}

fn write(value: &str) -> Own {
    let value = Value(value.into());
    let expected = None;
    Own::Set { value, expected }
}

fn txn(zxid: Zxid, value: &str, version: i32) -> Txn {
    Txn::new(Entry {
        zxid,
        session: Config::own_session(S1),
        cxid: 0,
        time: 0,
        change: Change::SetData {
            path: OWN_PATH.into(),
            data: Some(value.as_bytes().into()),
            version,
        },
        wanted: None,
    })
}

fn committed(node: &Node<Zookeeper>) -> usize {
    let memory = node.server();
    memory.map_or(0, |server| server.committed)
}

#[test]
fn a_second_leader_of_an_epoch() {
    let mut run = Doctored::new();
    run.server(S2).role = run.server(S3).role.clone();
    assert!(run.breaks(S2, Law::Leadership1));
    assert!(run.past.breach(Law::Leadership2).is_some());
}

#[test]
fn a_second_leader_of_an_epoch_after_the_first() {
    let mut run = Doctored::new();
    let role = core::mem::replace(&mut run.server(S3).role, Role::Resting);
    assert!(!run.breaks(S3, Law::Leadership2));
    run.server(S2).role = role;
    assert!(run.breaks(S2, Law::Leadership2));
    assert_eq!(run.past.breach(Law::Leadership1), None);
}

#[test]
fn a_transaction_that_nobody_broadcast() {
    let mut run = Doctored::new();
    run.deliver(S1, Zxid::new(1, 2));
    assert!(run.breaks(S1, Law::Integrity));
}

#[test]
fn an_earlier_epoch_after_a_later_one() {
    let mut run = Doctored::new();
    run.deliver(S1, Zxid::new(0, 5));
    assert!(run.breaks(S1, Law::GlobalPrimaryOrder));
}

#[test]
fn an_acknowledgement_below_what_was_promised() {
    let mut run = Doctored::new();
    let promise = |run: &mut Doctored, promised: u32| {
        if let Role::Learning(learner) = &mut run.server(S1).role {
            learner.epoch = promised;
        }
    };
    promise(&mut run, 5);
    run.send(Message::AckEpoch {
        zxid: Zxid::new(1, 1),
        current_epoch: Some(1),
        offer: None,
    });
    assert!(!run.breaks(S1, Law::PromisesKept));
    promise(&mut run, 1);
    let zxid = Zxid::new(1, 1);
    run.send(Message::Ack { zxid });
    assert!(run.breaks(S1, Law::PromisesKept));
}

#[test]
fn an_answer_by_another_write() {
    let mut run = Doctored::new();
    let call = write("B").call(&run.config).expect("a call");
    let server = run.server(S1);
    let answer = Rule::Answer {
        asked: Rc::new(Asked {
            session: Config::own_session(S1),
            cxid: 0,
            call,
        }),
        txn: Some(txn(Zxid::new(1, 1), "A", 1)),
        register: Register::of(&server.database.tree),
        zxid: server.database.last_processed,
    };
    run.step.out.reactions = vec![Reaction::Applied(answer)];
    assert!(run.breaks(S1, Law::AnsweredByItsWrite));
}
