//! Multi-Paxos: walks break nothing in the correct protocol and find each planted bug, under the
//! profile common to all protocols; a part that is healed catches up. `ENSEMBLE_NIGHTLY=1` walks
//! further.

use std::collections::BTreeSet;

use ensemble_core::{
    drive::walk::{Faults, Walker, script_of, shorten, walk, walk_two_phases},
    kernel::{Expect, NodeId, Pace, Protocol, Verdict, World},
    paxos::{
        config::Bug,
        multi::{Multi, config::Config},
    },
};

const STEPS: u32 = 400;

fn seeds() -> u64 {
    if std::env::var_os("ENSEMBLE_NIGHTLY").is_some() {
        10_000
    } else {
        300
    }
}

/// How far a planted bug is looked for.
const SEEDS_TO_FIND: u64 = 10_000;

fn world(config: Config) -> World<Multi> {
    let up: Vec<NodeId> = (0..Multi::population(&config)).map(NodeId).collect();
    World::new(config, 1, Pace::default(), &up)
}

fn with(bug: Bug) -> World<Multi> {
    let mut config = Config::new(3, 0);
    config.paxos.bugs.plant(bug);
    world(config)
}

#[test]
fn nothing_breaks_in_the_correct_protocol() {
    let mut beating = Config::new(3, 0);
    beating.heartbeats = Some(ensemble_core::kernel::Span { min: 50, max: 50 });
    for (config, name) in [
        (Config::new(3, 0), "three"),
        (Config::new(5, 2), "five and clients"),
        (beating, "heartbeats"),
    ] {
        let start = world(config);
        for seed in 0..seeds() {
            let failure = walk_two_phases(&start, &Faults::default(), seed, STEPS);
            let script = failure.map(|failure| script_of(&shorten(failure)));
            assert_eq!(script, None, "{name}, seed {seed}");
        }
    }
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::LOG {
        let start = with(bug);
        let found =
            (0..SEEDS_TO_FIND).find_map(|seed| walk(&start, &Faults::default(), seed, STEPS));
        let failure = found.unwrap_or_else(|| panic!("{} was not found", bug.word()));
        println!(
            "{}: seed {}, {} choices, {}",
            bug.word(),
            failure.seed,
            failure.choices.len(),
            Multi::properties()[failure.property].name
        );
    }
}

/// A property counts once a planted bug has broken it.
#[test]
fn every_property_is_broken_by_a_planted_bug() {
    let mut broken = BTreeSet::new();
    for bug in Bug::LOG {
        let start = with(bug);
        for seed in 0..700 {
            let mut walker = Walker::new(start.clone(), Faults::default(), seed);
            (0..STEPS).all(|_| walker.step().is_some());
            let properties = Multi::properties().iter();
            let fails = properties.filter(|property| {
                property.expect == Expect::Always
                    && (property.check)(&walker.world) != Verdict::Holds
            });
            broken.extend(fails.map(|property| property.name));
        }
    }
    let properties = Multi::properties().iter();
    let always = properties.filter(|property| property.expect == Expect::Always);
    let missing: Vec<_> = always
        .map(|property| property.name)
        .filter(|name| !broken.contains(name))
        .collect();
    assert_eq!(missing, [""; 0], "never broken by anything");
}
