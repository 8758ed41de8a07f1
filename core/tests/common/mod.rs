//! What the tests share.
#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]

use ensemble_core::{
    drive::walk::{Faults, Walker},
    kernel::{Choice, NodeId, Pace, Protocol, Scripted, Span, Step, Trace, World},
    paxos::{
        Paxos,
        config::Config,
        multi::{self, Multi},
    },
};

/// A world in which every node is up.
pub fn world(config: Config, seed: u64) -> World<Paxos> {
    let up: Vec<NodeId> = (0..config.members.len() as u8).map(NodeId).collect();
    World::new(config, seed, Pace::default(), &up)
}

/// Two proposers, three acceptors, a learner.
pub fn six(seed: u64) -> World<Paxos> {
    world(Config::apart(2, 3, 1, 0), seed)
}

/// The choices of a random walk.
pub fn wander<P: Scripted>(start: &World<P>, seed: u64, steps: u32) -> Vec<Choice<P>> {
    let mut walker = Walker::new(start.clone(), Faults::default(), seed);
    (0..steps).map_while(|_| walker.step()).collect()
}

/// The hash of every field of every step and world of a walk.
pub fn trace<P: Scripted>(start: &World<P>, choices: &[Choice<P>]) -> u64 {
    let mut world = start.clone();
    let mut trace = Trace::default();
    for choice in choices {
        let step: Step<P> = world.apply(choice.clone()).expect("it was applied before");
        trace.take(&step, &world);
    }
    trace.hash()
}

/// Paxos in the sizes whose walks are pinned.
pub fn paxos(seed: u64) -> World<Paxos> {
    match seed % 3 {
        0 => six(seed),
        1 => world(Config::together(5, 2), seed),
        _ => world(Config::apart(3, 5, 1, 1), seed),
    }
}

/// Multi-Paxos in the sizes whose walks are pinned, with heartbeats and without.
pub fn multi(seed: u64) -> World<Multi> {
    let mut config = match seed % 2 {
        0 => multi::config::Config::new(3, 0),
        _ => multi::config::Config::new(5, 1),
    };
    config.heartbeats = (seed % 3 == 2).then_some(Span::exactly(50));
    let up: Vec<NodeId> = (0..Multi::population(&config)).map(NodeId).collect();
    World::new(config, seed, Pace::default(), &up)
}

/// How many steps a pinned walk takes.
pub const PINNED_STEPS: u32 = 300;

/// The traces of the pinned walks, the same natively and as wasm. A change of the protocol, the
/// schedule or the dice changes them: then they are printed by the failing test.
pub const PINNED: [[u64; 6]; 2] = [
    [
        8447581534549954667,
        15083576083668608257,
        7969759642054977665,
        707744987190142442,
        16204214143956822345,
        18322603023385842232,
    ],
    [
        4240749704104827660,
        8796742770998566379,
        15971672032116622327,
        9653096405667604066,
        4854070873058411529,
        9755508923699388900,
    ],
];

/// The traces as they are, protocol by protocol.
pub fn pinned_now() -> [[u64; 6]; 2] {
    [traces(paxos), traces(multi)]
}

/// The traces of a protocol's walks.
fn traces<P: Scripted>(start: impl Fn(u64) -> World<P>) -> [u64; 6] {
    [0, 1, 2, 3, 4, 5].map(|seed| {
        let start = start(seed);
        trace(&start, &wander(&start, seed, PINNED_STEPS))
    })
}
