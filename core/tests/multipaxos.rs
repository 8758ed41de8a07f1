//! Multi-Paxos: walks break nothing in the correct protocol and find each planted bug, under the
//! profile common to all protocols; a part that is healed catches up. `ENSEMBLE_NIGHTLY=1` walks
//! further.

use std::collections::BTreeSet;

use ensemble_core::{
    drive::{
        script,
        walk::{Faults, Walker, script_of, shorten, walk, walk_two_phases},
    },
    kernel::{Expect, NodeId, Pace, Property, Protocol, Span, Verdict, World},
    lab,
    narrate::Language,
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

/// The world after a walk.
fn walked(start: &World<Multi>, seed: u64) -> World<Multi> {
    let mut walker = Walker::new(start.clone(), Faults::default(), seed);
    (0..STEPS).all(|_| walker.step().is_some());
    walker.world
}

fn property(name: &str) -> &'static Property<Multi> {
    let mut properties = Multi::properties().iter();
    properties.find(|known| known.name == name).unwrap()
}

fn fails(name: &str, world: &World<Multi>) -> bool {
    (property(name).check)(world) != Verdict::Holds
}

/// Nothing breaks under faults; afterwards a part that suffices catches up.
#[test]
fn nothing_breaks_in_the_correct_protocol() {
    let mut beating = Config::new(3, 0);
    beating.heartbeats = Some(Span::exactly(50));
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
        let (start, word) = (with(bug), bug.word());
        let mut seeds = 0..SEEDS_TO_FIND;
        let found = seeds.find_map(|seed| walk(&start, &Faults::default(), seed, STEPS));
        let failure = found.unwrap_or_else(|| panic!("{word} was not found"));
        let name = Multi::properties()[failure.property].name;
        let (seed, long) = (failure.seed, failure.choices.len());
        println!("{word}: seed {seed}, {long} choices, {name}");
        // What the walk writes runs as a script, and expects exactly this.
        let script = script_of(&shorten(failure));
        let told = lab::tell(&script, None, Language::English);
        assert_eq!(told.faults, [], "{script}");
    }
}

/// A property counts once a planted bug has broken it.
#[test]
fn every_property_is_broken_by_a_planted_bug() {
    let properties = || {
        let all = Multi::properties().iter();
        let always = all.filter(|property| property.expect == Expect::Always);
        always.map(|property| property.name)
    };
    let mut broken = BTreeSet::new();
    for bug in Bug::LOG {
        let start = with(bug);
        for seed in 0..700 {
            let world = walked(&start, seed);
            broken.extend(properties().filter(|name| fails(name, &world)));
        }
    }
    let missing: Vec<_> = properties().filter(|name| !broken.contains(name)).collect();
    assert_eq!(missing, [""; 0], "never broken by anything");
}

/// The properties above do not hold because nothing happens.
#[test]
fn something_is_executed_in_many_walks() {
    let start = world(Config::new(3, 0));
    let done = (0..200).filter(|seed| !fails("executed", &walked(&start, *seed)));
    let done = done.count();
    assert!(done > 100, "only {done} of 200");
}

/// What must hold eventually can fail: servers that wait for hours do not catch up.
#[test]
fn an_ensemble_that_gets_stuck_is_found() {
    let mut config = Config::new(3, 0);
    config.paxos.retry = Span::exactly(3_600_000);
    let start = world(config);
    let mut seeds = 0..1_000;
    let stuck = seeds.find_map(|seed| walk_two_phases(&start, &Faults::default(), seed, 100));
    let failure = stuck.expect("messages are lost");
    assert_eq!(Multi::properties()[failure.property].name, "caught-up");
    assert!(failure.calm.is_some());
}

/// Multi-Paxos does not keep primary order, unless one command is under way at a time: the correct
/// protocol breaks it, and no walk counts that as a failure.
#[test]
fn primary_order_is_kept_by_one_command_at_a_time_only() {
    let broken = |alpha: u32| {
        let mut config = Config::new(3, 0);
        config.alpha = alpha;
        let start = world(config);
        let mut worlds = (0..seeds().min(2_000)).map(|seed| walked(&start, seed));
        worlds.find(|world| fails("primary-order", world))
    };
    let world = broken(3).expect("commands are pipelined");
    assert_eq!(world.broken(), None);
    assert!(broken(1).is_none());
}

/// A header reads back as it was written.
#[test]
fn headers_read_back() {
    let text = "multipaxos servers=5 clients=2\nalpha 2\nheartbeats 40..60\nsuspect 200..300\n\
                judge primary-order\nretry 100..200\nbackoff 10..20\nagain 500..600\n\
                bug amnesia\nbug execute-over-gap\nseed 7\nlatency 8..24\ndisk 2..6\n";
    let read = |text: &str| {
        let header = script::read_header::<Multi>(&script::lines(text), None);
        header
            .map_err(|faults| format!("{faults:?}"))
            .unwrap()
            .world
    };
    assert_eq!(script::header(&read(text)), text);
}

#[test]
fn what_is_wrong_with_a_header_is_told() {
    let fault = |text: &str| {
        let told = lab::tell(text, None, Language::English);
        let fault = told.faults.first().expect("it is wrong");
        let what = Language::English.fault(&fault.kind);
        format!("{}:{}: {what}", fault.line, fault.column)
    };
    for (text, expected) in [
        (
            "multipaxos servers=0",
            "1:21: expected at least one proposer",
        ),
        (
            "multipaxos servers=9 clients=9",
            "1:31: expected at most 12 nodes",
        ),
        (
            "multipaxos acceptors=3",
            "1:12: expected `servers=N clients=N`",
        ),
        ("multipaxos\nalpha 0", "2:7: expected `1 | 2"),
        (
            "multipaxos\njudge beauty",
            "2:7: expected a property: primary-order",
        ),
        ("multipaxos\nheartbeats often", "2:12: expected a range"),
        (
            "multipaxos\nbug count-across-ballots",
            "2:5: expected a planted bug",
        ),
        ("multipaxos\nnacks off", "2:1: expected a command"),
        (
            "multipaxos\nsubmit s1 propose A",
            "2:11: expected `set VALUE | lead",
        ),
        (
            "multipaxos clients=1\nsubmit c1 lead",
            "2:1: this cannot happen here",
        ),
        ("multipaxos\nexpect log", "2:8: expected `log VALUES"),
        ("multipaxos\nexpect chosen A B", "2:8: expected a number"),
        (
            "multipaxos\nexpect leader s1",
            "2:8: the expectation is not met: nothing",
        ),
    ] {
        let found = fault(text);
        assert!(found.starts_with(expected), "{text}\n{expected}\n{found}");
    }
}
