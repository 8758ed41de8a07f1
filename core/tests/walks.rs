//! Random walks: the correct protocol breaks nothing, each planted bug is found, all under one
//! fault profile. `ENSEMBLE_NIGHTLY=1` walks further.

mod common;

use ensemble_core::{
    drive::walk::{Faults, Walker, script_of, shorten, walk, walk_two_phases},
    kernel::{Expect, Property, Protocol, Span, Verdict, World, text},
    lab,
    narrate::Language,
    paxos::{
        Paxos,
        config::{Bug, Config},
    },
};

const STEPS: u32 = 400;

fn seeds() -> u64 {
    if std::env::var_os("ENSEMBLE_NIGHTLY").is_some() {
        20_000
    } else {
        500
    }
}

/// How far a planted bug is looked for; the rarest is found by seed 525.
const SEEDS_TO_FIND: u64 = 10_000;

fn with(bug: Option<Bug>) -> World<Paxos> {
    let mut config = Config::apart(2, 3, 1, 0);
    if let Some(bug) = bug {
        config.bugs.plant(bug);
    }
    common::world(config, 1)
}

fn find(bug: Bug) -> (u64, usize) {
    let start = with(Some(bug));
    let found = (0..SEEDS_TO_FIND).find_map(|seed| walk(&start, &Faults::default(), seed, STEPS));
    let failure = found.unwrap_or_else(|| panic!("{} was not found", bug.word()));
    let (seed, property) = (failure.seed, failure.property);
    println!(
        "{}: seed {seed}, {} choices",
        bug.word(),
        failure.choices.len()
    );
    // What the walk writes runs as a script, and expects exactly this.
    let script = script_of(&shorten(failure));
    let told = lab::tell(&script, None, Language::English);
    assert_eq!(told.faults, [], "{script}");
    (seed, property)
}

#[test]
fn nothing_breaks_in_the_correct_protocol() {
    for (config, name) in [
        (Config::apart(2, 3, 1, 0), "apart"),
        (Config::together(5, 2), "together"),
        (Config::apart(3, 5, 2, 1), "five acceptors"),
    ] {
        let start = common::world(config, 1);
        for seed in 0..seeds() {
            let failure = walk_two_phases(&start, &Faults::default(), seed, STEPS);
            let script = failure.map(|failure| script_of(&shorten(failure)));
            assert_eq!(script, None, "{name}, seed {seed}");
        }
    }
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        find(bug);
    }
}

/// A property counts once a planted bug has broken it.
#[test]
fn every_property_is_broken_by_a_planted_bug() {
    let judge = |world: &World<Paxos>, property: &Property<Paxos>| {
        property.expect == Expect::Always && (property.check)(world) != Verdict::Holds
    };
    let mut broken = std::collections::BTreeSet::new();
    for bug in Bug::ALL {
        let start = with(Some(bug));
        for seed in 0..700 {
            let mut walker = Walker::new(start.clone(), Faults::default(), seed);
            for _ in 0..STEPS {
                if walker.step().is_none() {
                    break;
                }
            }
            let properties = Paxos::properties().iter();
            broken.extend(
                properties
                    .filter(|p| judge(&walker.world, p))
                    .map(|p| p.name),
            );
        }
    }
    let always = Paxos::properties()
        .iter()
        .filter(|p| p.expect == Expect::Always);
    let missing: Vec<_> = always
        .map(|p| p.name)
        .filter(|name| !broken.contains(name))
        .collect();
    assert_eq!(missing, [""; 0], "never broken by anything");
}

/// The properties above do not hold because nothing happens: most walks get so far as to learn.
#[test]
fn something_is_learned_in_many_walks() {
    let start = with(None);
    let decided = Paxos::properties()
        .iter()
        .find(|p| p.expect == Expect::Sometimes)
        .unwrap();
    let learned = (0..200).filter(|seed| {
        let mut walker = Walker::new(start.clone(), Faults::default(), *seed);
        (0..STEPS).all(|_| walker.step().is_some());
        (decided.check)(&walker.world) == Verdict::Holds
    });
    let learned = learned.count();
    assert!(learned > 60, "only {learned} of 200");
}

/// Every kind of fault that Paxos can meet is met; it has no connections and no torn writes.
#[test]
fn walks_meet_every_kind_of_fault() {
    let start = with(None);
    let mut met = std::collections::BTreeSet::new();
    let mut cuts_max = 0;
    for seed in 0..40 {
        let mut walker = Walker::new(start.clone(), Faults::default(), seed);
        for choice in (0..STEPS).map_while(|_| walker.step()) {
            let written = text::write::<Paxos>(start.config(), &choice);
            met.extend(written.split(' ').next().map(str::to_owned));
        }
        cuts_max = cuts_max.max(walker.world.wire().cuts.len());
    }
    let all =
        "crash cut deliver drop duplicate fire flush mend pause restart resume run submit wipe";
    assert_eq!(met.into_iter().collect::<Vec<_>>().join(" "), all);
    assert!(
        cuts_max > Faults::default().cuts_max,
        "the network falls into parts"
    );
}

/// What must hold eventually can fail: a proposer that never tries again is found out.
#[test]
fn an_ensemble_that_gets_stuck_is_found() {
    let hour = 3_600_000;
    let mut config = Config::apart(1, 3, 1, 0);
    config.retry = Span::exactly(hour);
    let start = common::world(config, 1);
    let mut seeds = 0..1_000;
    let stuck = seeds.find_map(|seed| walk_two_phases(&start, &Faults::default(), seed, 100));
    let failure = stuck.expect("messages are lost");
    assert_eq!(Paxos::properties()[failure.property].name, "known");
    assert!(failure.calm.is_some());
    let long = failure.choices.len();
    let short = shorten(failure);
    assert!(short.choices.len() < long);
    let told = lab::tell(&script_of(&short), None, Language::English);
    assert_eq!(told.faults, []);
}
