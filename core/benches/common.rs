//! What is measured, natively and as wasm: five nodes under faults, with recording, fingerprints
//! and properties on.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each benchmark takes what it needs"
)]

use ensemble_core::{
    drive::{
        timeline::Timeline,
        walk::{Faults, Walker},
    },
    kernel::{Choice, NodeId, Pace, Scripted, World},
    paxos::{Paxos, config::Config},
    zookeeper::{
        self, Zookeeper,
        client::command::Command,
        message::{Call, Request},
        znode::{
            acl::{Perms, world},
            request::{Mode, Write},
        },
    },
};

/// Five servers that propose, accept and learn.
pub fn five() -> World<Paxos> {
    let up: Vec<NodeId> = (0..5).map(NodeId).collect();
    World::new(Config::together(5, 0), 1, Pace::default(), &up)
}

/// The choices of a walk: rolled beforehand, so that the dice are not measured.
pub fn choices(steps: u32) -> Vec<Choice<Paxos>> {
    let mut walker = Walker::new(five(), Faults::default(), 1);
    (0..steps).map_while(|_| walker.step()).collect()
}

/// Plays them on a timeline, which records and judges; takes the fingerprint after each.
pub fn play(choices: &[Choice<Paxos>]) -> (Timeline<Paxos>, u64) {
    let mut timeline = Timeline::new(five(), String::new());
    let mut fingerprints = 0u64;
    for choice in choices {
        if timeline.play(choice.clone(), "").is_ok() {
            fingerprints = fingerprints.wrapping_add(timeline.world().fingerprint());
        }
    }
    (timeline, fingerprints)
}

/// A long run: the walk's choices again and again, as far as they apply, until it has this length.
pub fn long_run(steps: u32) -> Timeline<Paxos> {
    let mut timeline = Timeline::new(five(), String::new());
    let mut seed = 1;
    while timeline.last() < steps {
        let mut walker = Walker::new(timeline.world().clone(), Faults::default(), seed);
        for _ in 0..10_000.min(steps - timeline.last()) {
            let Some(choice) = walker.step() else { break };
            if timeline.play(choice, "").is_err() {
                break;
            }
        }
        seed += 1;
    }
    timeline
}

/// Places of a run in no order.
pub fn places(count: u32, last: u32) -> Vec<u32> {
    let mut at = 12_345u64;
    let mut place = || {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (at >> 33) as u32 % (last + 1)
    };
    (0..count).map(|_| place()).collect()
}

/// Znodes of the long run of an ensemble, in folders of a hundred.
pub const ZNODES: u32 = 10_000;
/// How many requests are under way at once; the first of them is a multi of two writes.
const BATCH: u32 = 12;

fn znode(number: u32) -> std::rc::Rc<str> {
    format!("/{:02}/{:02}", number / 100 % 100, number % 100).into()
}

fn create(path: std::rc::Rc<str>) -> Write {
    Write::Create {
        path,
        data: Some(b"0".as_slice().into()),
        acl: Some(world(Perms::ALL)),
        mode: Mode::Persistent,
        sequential: false,
        stat: false,
    }
}

fn set(number: u32) -> Write {
    Write::SetData {
        path: znode(number.wrapping_mul(7_919)),
        data: Some(number.to_string().as_bytes().into()),
        version: -1,
    }
}

/// Five servers with ten thousand znodes, and a client that writes to all of them in turn; the
/// run and how many writes were answered.
pub fn znodes(steps: u32) -> (Timeline<Zookeeper>, u32) {
    let config = zookeeper::config::Config {
        clients: 1,
        ..zookeeper::config::Config::new(5, 0)
    };
    let client = NodeId(5);
    let up: Vec<NodeId> = (0..6).map(NodeId).collect();
    let mut timeline = Timeline::new(World::new(config, 1, Pace::default(), &up), String::new());
    while Zookeeper::reached(timeline.world(), "united") != Some(true) {
        assert!(timeline.advance().is_some(), "they elect a leader");
    }
    let ask = |timeline: &mut Timeline<Zookeeper>, command: Command| {
        let request = Request::Command(command.into());
        let node = client;
        let asked = timeline.play(Choice::Submit { node, request }, "");
        assert!(asked.is_ok(), "a client can always be asked");
    };
    let settle = |timeline: &mut Timeline<Zookeeper>| {
        let busy = |timeline: &Timeline<Zookeeper>| {
            let client = timeline.world().nodes()[client.index()].client();
            client.is_none_or(|client| !client.sent.is_empty() || !client.queued.is_empty())
        };
        while busy(timeline) || !timeline.world().is_still() {
            assert!(timeline.advance().is_some(), "there is always a next step");
        }
    };
    // The highest id leads.
    let servers = vec![NodeId(4)];
    let timeout = 30_000;
    ask(&mut timeline, Command::Connect { servers, timeout });
    for folder in 0..ZNODES / 100 {
        let own = create(format!("/{folder:02}").into());
        let all = (0..100).map(|number| create(znode(folder * 100 + number)));
        let multi = Write::Multi(std::iter::once(own).chain(all).collect());
        ask(&mut timeline, Command::Call(Call::Write(multi)));
        settle(&mut timeline);
    }
    let mut written = 0_u32;
    while timeline.last() < steps {
        for request in 0..BATCH {
            let mut next = || {
                written += 1;
                set(written)
            };
            let write = if request == 0 {
                Write::Multi(vec![next(), next()])
            } else {
                next()
            };
            ask(&mut timeline, Command::Call(Call::Write(write)));
        }
        settle(&mut timeline);
    }
    (timeline, written)
}
