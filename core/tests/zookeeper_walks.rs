//! Random walks of ensembles: the correct protocol breaks nothing and gets on in the end, each
//! planted bug is found, all under one fault profile. `ENSEMBLE_NIGHTLY=1` walks further.

use ensemble_core::{
    drive::walk::{Faults, Walker, script_of, shorten, walk_two_phases},
    kernel::{Choice, Expect, NodeId, Pace, Protocol, Verdict, World},
    lab,
    narrate::Language,
    zookeeper::{
        Zookeeper,
        config::{Bug, Config},
    },
};

const STEPS: u32 = 1_500;

/// The same with clients.
const STEPS_OF_CLIENTS: u32 = 4_000;

/// How many of them are walked for a bug that needs clients.
const SEEDS_OF_CLIENTS: u64 = 200;

/// How far a planted bug is looked for.
const SEEDS_TO_FIND: u64 = 10_000;

fn seeds() -> u64 {
    if std::env::var_os("ENSEMBLE_NIGHTLY").is_some() {
        10_000
    } else {
        300
    }
}

/// Time-outs above the slowest link of a walk, snapshots and the end of an epoch within reach.
fn world(voters: u8, observers: u8, bug: Option<Bug>) -> World<Zookeeper> {
    let mut config = Config::new(voters, observers);
    config.tick = 400;
    config.snap_count = 3;
    config.counter_max = 6;
    config.notification_max = 1_000;
    if let Some(bug) = bug {
        config.bugs.plant(bug);
    }
    begun(config)
}

fn begun(config: Config) -> World<Zookeeper> {
    let up: Vec<NodeId> = config.servers().collect();
    World::new(config, 1, Pace::default(), &up)
}

/// Groups and weights of voters (fle.md §10): groups of one, groups that need two each, one who
/// weighs more than half of its group, servers and a group without weight.
const GROUPS: [(&[u8], &[u8]); 4] = [
    (&[1, 1, 1, 2, 3], &[1, 1, 1, 1, 1]),
    (&[1, 1, 2, 2, 3, 3], &[1, 1, 1, 1, 1, 1]),
    (&[1, 1, 1, 2, 2], &[1, 2, 0, 3, 1]),
    (&[1, 1, 1, 1, 2], &[2, 1, 1, 1, 0]),
];

/// Voters in groups, and now and then an observer.
fn grouped(seed: u64) -> World<Zookeeper> {
    let (groups, weights) = GROUPS[seed as usize % GROUPS.len()];
    let observers = u8::from((seed / 4).is_multiple_of(4));
    let mut config = world(groups.len() as u8, observers, None).config().clone();
    for (member, (group, weight)) in config.members.iter_mut().zip(groups.iter().zip(weights)) {
        (member.group, member.weight) = (Some(*group), *weight);
    }
    begun(config)
}

/// Who lost its disk has no vote until it was given the data again.
fn without_autocreate(seed: u64) -> World<Zookeeper> {
    let mut config = world(3 + 2 * (seed % 2) as u8, 1, None).config().clone();
    config.autocreate = false;
    begun(config)
}

/// As ZooKeeper's threads have it: a COMMIT may come before NEWLEADER.
fn late_new_leader(voters: u8, bug: Option<Bug>) -> World<Zookeeper> {
    let mut config = world(voters, 0, bug).config().clone();
    config.late_new_leader = true;
    begun(config)
}

/// With clients: a third of the longest time-out is above the slowest link, there and back twice.
fn clients(servers: u8, clients: u8, bug: Option<Bug>) -> World<Zookeeper> {
    let mut config = Config::new(servers, 0);
    config.clients = clients;
    config.tick = 400;
    config.max_session_timeout = Some(12_000);
    config.snap_count = 4;
    config.counter_max = 24;
    config.notification_max = 1_000;
    if let Some(bug) = bug {
        config.bugs.plant(bug);
    }
    let up: Vec<NodeId> = (0..servers + clients).map(NodeId).collect();
    World::new(config, 1, Pace::default(), &up)
}

fn nothing_breaks(voters: u8, observers: u8) {
    let start = world(voters, observers, None);
    nothing_breaks_from(|_| start.clone());
}

/// Clients get somewhere only where an ensemble serves for a while, and it takes some time until a
/// leader that has committed nothing yet meets a learner that has logged too much.
fn steps(start: &World<Zookeeper>) -> u32 {
    if start.config().clients > 0 {
        STEPS_OF_CLIENTS
    } else if start.config().late_new_leader {
        2 * STEPS
    } else {
        STEPS
    }
}

fn nothing_breaks_from(start: impl Fn(u64) -> World<Zookeeper>) {
    for seed in 0..seeds() {
        let start = start(seed);
        let failure = walk_two_phases(&start, &Faults::default(), seed, steps(&start));
        let script = failure.map(|failure| script_of(&shorten(failure)));
        assert_eq!(script, None, "seed {seed}");
    }
}

#[test]
fn nothing_breaks_among_three() {
    nothing_breaks(3, 0);
}

#[test]
fn nothing_breaks_among_three_and_an_observer() {
    nothing_breaks(3, 1);
}

#[test]
fn nothing_breaks_among_five_and_an_observer() {
    nothing_breaks(5, 1);
}

#[test]
fn nothing_breaks_for_two_clients_of_three() {
    let start = clients(3, 2, None);
    nothing_breaks_from(|_| start.clone());
}

#[test]
fn nothing_breaks_among_groups_with_weights() {
    nothing_breaks_from(grouped);
}

#[test]
fn nothing_breaks_where_a_commit_may_come_before_newleader() {
    nothing_breaks_from(|seed| late_new_leader(3 + 2 * (seed % 2) as u8, None));
}

#[test]
fn nothing_breaks_without_autocreate_and_with_lost_disks() {
    nothing_breaks_from(without_autocreate);
}

/// Of three servers the most votes, if more than one, are a quorum.
fn planted(bug: Bug) -> World<Zookeeper> {
    if bug >= Bug::ReadsSkipTheQueue {
        return clients(3, 2, Some(bug));
    }
    if bug == Bug::TreeAheadOfDisk {
        return late_new_leader(5, Some(bug));
    }
    if bug == Bug::CounterOverflow {
        // More than one epoch is run into.
        let mut config = world(3, 0, Some(bug)).config().clone();
        config.counter_max = 1;
        return begun(config);
    }
    let voters = if bug == Bug::MostVotes { 5 } else { 3 };
    world(voters, 0, Some(bug))
}

#[test]
fn every_planted_bug_is_found() {
    for bug in Bug::ALL {
        let start = planted(bug);
        let (mut seeds, steps) = (0..SEEDS_TO_FIND, steps(&start));
        let found = seeds.find_map(|seed| walk_two_phases(&start, &Faults::default(), seed, steps));
        let failure = found.unwrap_or_else(|| panic!("{} was not found", bug.word()));
        let property = Zookeeper::properties()[failure.property].name;
        println!("{}: seed {}, {property}", bug.word(), failure.seed);
        // What the walk writes runs as a script, and expects exactly this.
        if failure.calm.is_none() {
            let told = lab::tell(&script_of(&failure), None, Language::English);
            assert_eq!(told.faults, [], "{}", bug.word());
        }
    }
}

/// The properties do not hold because nothing happens: most walks get so far as to commit.
#[test]
fn something_is_committed_in_many_walks() {
    let start = world(3, 0, None);
    let sometimes = Zookeeper::properties()
        .iter()
        .find(|property| property.expect == Expect::Sometimes)
        .unwrap();
    let committed = (0..200).filter(|seed| {
        let mut walker = Walker::new(start.clone(), Faults::default(), *seed);
        (0..STEPS).all(|_| walker.step().is_some());
        (sometimes.check)(&walker.world) == Verdict::Holds
    });
    let committed = committed.count();
    assert!(committed > 100, "only {committed} of 200");
}

/// Nor because no disk is lost, or none that was lost is filled again.
#[test]
fn lost_disks_are_filled_again_in_many_walks() {
    let faults = Faults {
        wipe: 8,
        crash: 8,
        ..gentle()
    };
    let filled = (0..200).filter(|seed| {
        let mut walker = Walker::new(without_autocreate(*seed), faults.clone(), *seed);
        let mut lost = None;
        (0..STEPS).any(|_| {
            if let Some(Choice::Wipe(node)) = walker.step() {
                lost = Some(node);
            }
            let disk = |node: NodeId| &walker.world.nodes()[node.index()].disk;
            lost.is_some_and(|node| disk(node).initialized)
        })
    });
    let filled = filled.count();
    assert!(filled > 20, "only {filled} of 200");
}

/// Few faults: clients get far, and servers fall behind.
fn gentle() -> Faults {
    Faults {
        reorder: 0,
        lose: 0,
        crash: 0,
        fire: 0,
        part: 0,
        tear: 0,
        wipe: 0,
        cut: 4,
        ask: 150,
        ..Faults::default()
    }
}

fn broken_by(bug: Bug) -> Vec<&'static str> {
    let start = planted(bug);
    // Many writes in one epoch; or a client hears of it after its server has broken something.
    if bug == Bug::CounterOverflow || bug == Bug::RefusesUnasked {
        return broken_in(&start, &gentle(), STEPS);
    }
    if start.config().clients == 0 {
        return broken_in(&start, &Faults::default(), STEPS);
    }
    // In a storm clients get nowhere.
    let walk = |seed| walk_two_phases(&start, &Faults::default(), seed, STEPS_OF_CLIENTS);
    let failures = (0..SEEDS_OF_CLIENTS).filter_map(walk);
    let names = failures.map(|failure| Zookeeper::properties()[failure.property].name);
    names.take(1).collect()
}

/// Everything that breaks in walks that go on all the same.
fn broken_in(start: &World<Zookeeper>, faults: &Faults, steps: u32) -> Vec<&'static str> {
    let mut broken = Vec::new();
    for seed in 0..200 {
        let mut walker = Walker::new(start.clone(), faults.clone(), seed);
        let _ = (0..steps).all(|_| walker.step().is_some());
        broken.extend(broken_now(&walker.world));
    }
    broken
}

fn broken_now(world: &World<Zookeeper>) -> impl Iterator<Item = &'static str> {
    let always = Zookeeper::properties().iter();
    let always = always.filter(|property| property.expect == Expect::Always);
    let fails = always.filter(|property| (property.check)(world) != Verdict::Holds);
    fails.map(|property| property.name)
}

/// What breaks where every server that is down loses its disk, and may vote all the same: it
/// forgets what it has promised, too.
fn broken_by_lost_disks() -> Vec<&'static str> {
    let start = world(3, 0, None);
    let mut broken = Vec::new();
    for seed in 0..200 {
        let mut walker = Walker::new(start.clone(), Faults::default(), seed);
        for _ in 0..STEPS {
            if walker.step().is_none() {
                break;
            }
            for node in start.config().servers() {
                let _ = walker.world.apply(Choice::Wipe(node));
            }
        }
        broken.extend(broken_now(&walker.world));
    }
    broken
}

/// Who is refused by a server that is behind has written nothing, and before what others were told
/// already. The first is noticed where the server answers, the second where its client hears it.
#[test]
fn writes_refused_unasked_are_out_of_order() {
    let bug = Bug::RefusesUnasked;
    let broken = broken_in(&planted(bug), &gentle(), STEPS);
    let of = |name: &str| broken.iter().filter(|broken| **broken == name).count();
    println!("{} of 200 walks", of("linearizable-writes"));
    assert!(of("linearizable-writes") > 0, "{broken:?}");
    let mut all = broken.clone();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all, ["answered-by-its-write", "linearizable-writes"]);
}

/// All of them are broken in runs: by planted bugs; leadership and promises by lost disks alone.
#[test]
fn every_property_is_broken_by_something() {
    let mut broken = broken_by_lost_disks();
    broken.extend(Bug::ALL.into_iter().flat_map(broken_by));
    let always = Zookeeper::properties().iter();
    let always = always.filter(|property| property.expect == Expect::Always);
    let names = always.map(|property| property.name);
    let missing: Vec<&str> = names.filter(|name| !broken.contains(name)).collect();
    assert_eq!(missing, [""; 0], "never broken by anything");
}
