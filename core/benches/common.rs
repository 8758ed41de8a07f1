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
    kernel::{Choice, NodeId, Pace, World},
    paxos::{Paxos, config::Config},
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
