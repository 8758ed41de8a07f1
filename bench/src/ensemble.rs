//! Three servers of ours: with event queue, virtual disks and a virtual network.
//!
//! Every entry is committed at all three before the next is asked for. A tick is so long that no
//! ping falls into the run, and all latencies are the same, since raft-rs has none.
//!
//! The writes set the data of `/x`, a letter each: they are validated, numbered, proposed, logged,
//! acknowledged and committed, and every server applies them to its tree. raft-rs is given no
//! state to apply its entries to.

use std::rc::Rc;

use ensemble_core::{
    kernel::{Choice, Effect, Input, Node, NodeId, Pace, Shared, Span, Step, World},
    zookeeper::{
        Zookeeper,
        config::Config,
        database::Register,
        history::Value,
        leader::Phase,
        learner::Progress,
        message::{Own, Request},
    },
};

/// How many steps an entry takes after it was asked for: six messages, three flushes, three tasks.
const STEPS: u32 = 12;

/// Servers that have elected a leader and have nothing left to do.
fn elected() -> (World<Zookeeper>, NodeId) {
    let up: Vec<NodeId> = (0..3).map(NodeId).collect();
    let config = Config {
        tick: 2_000_000_000,
        snap_count: u32::MAX,
        ..Config::new(3, 0)
    };
    let pace = Pace {
        latency: Span::exactly(10),
        flush: Span::exactly(4),
        links: Vec::new(),
    };
    let mut world = World::new(config, 1, pace, &up);
    while !(world.is_still() && world.nodes().iter().all(serves)) {
        world.advance().expect("they elect a leader");
    }
    let leads = |node: &NodeId| {
        let memory = world.nodes()[node.index()].server();
        memory.is_some_and(|server| server.leader().is_some())
    };
    let leader = up.into_iter().find(leads).expect("somebody leads");
    (world, leader)
}

fn serves(node: &Shared<Node<Zookeeper>>) -> bool {
    node.server().is_some_and(|server| {
        let leads = server
            .leader()
            .map(|leader| leader.phase == Phase::Broadcast);
        let learns = (server.learner()).map(|learner| learner.progress == Progress::Serving);
        leads.or(learns).unwrap_or(false)
    })
}

/// Commits so many entries one after another, judging every step or none; the messages it took.
pub fn run(entries: u64, judged: bool) -> u64 {
    let (world, leader) = elected();
    let mut world = if judged { world } else { world.unobserved() };
    let mut step = Step::blank();
    let mut messages = 0;
    let words: [Rc<str>; 2] = ["A".into(), "B".into()];
    for entry in 0..entries {
        let value = Value(Rc::clone(&words[entry as usize % 2]));
        let request = Request::Own(Own::Set {
            value,
            expected: None,
        });
        let choice = Choice::Submit {
            node: leader,
            request,
        };
        world.apply_into(&mut step, choice).expect("it serves");
        let mut steps = 0;
        while steps < STEPS || !world.is_still() {
            assert!(world.advance_into(&mut step), "something is left");
            steps += 1;
            messages += u64::from(matches!(
                step.effect,
                Effect::Input {
                    input: Input::Message { .. },
                    ..
                }
            ));
            assert!(!judged || world.broken().is_none());
        }
    }
    for node in world.nodes() {
        let server = node.server().expect("it runs");
        assert_eq!(server.database.history.len() as u64, entries);
        let written = Register::of(&server.database.tree);
        assert_eq!(u64::from(written.version), entries);
    }
    messages
}
