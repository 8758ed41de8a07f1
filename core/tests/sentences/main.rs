//! What is told of an ensemble: a sentence for each rule, of its own, by the name of who acts.

mod bugs;
mod clients;
mod properties;
mod samples;

use std::collections::BTreeMap;

use ensemble_core::{
    kernel::{Choice, Effect, Input, NodeId, Pace, Reaction, Step, StepIndex, Ticks, Told, World},
    narrate::{Language, Narrate, Sentence},
    zookeeper::{
        Zookeeper, client,
        config::{Bug, Config},
        message::Task,
        rule::Rule,
        session,
    },
};
use samples::{S2, samples};

/// Three voters and an observer, all up.
fn world(bugs: &[Bug]) -> World<Zookeeper> {
    let mut config = Config::new(3, 1);
    bugs.iter().for_each(|bug| config.bugs.plant(*bug));
    let up: Vec<NodeId> = config.servers().collect();
    World::new(config, 1, Pace::default(), &up)
}

/// What is told of a step at s2 in which these rules acted.
fn told(world: &World<Zookeeper>, rules: &[Rule]) -> Sentence {
    let task = Task::OwnVote;
    let out = Told {
        reactions: rules.iter().cloned().map(Reaction::Applied).collect(),
        outputs: Vec::new(),
    };
    let step = Step {
        index: StepIndex(1),
        at: Ticks(0),
        choice: Choice::Run { node: S2, task },
        cause: None,
        effect: Effect::Input {
            node: S2,
            input: Input::Task(task),
        },
        out,
        sent: Vec::new(),
    };
    Zookeeper::sentence(&step, world, Language::English)
}

/// The samples are all rules: what follows is said of every one.
#[test]
fn no_rule_is_left_out() {
    let sampled: Vec<&str> = samples()
        .iter()
        .map(|rule| Zookeeper::rule_name(rule).0)
        .collect();
    assert_eq!(sampled, Rule::NAMES);
    let name = |rule: &Rule| Zookeeper::rule_name(rule).0;
    let sampled: Vec<&str> = clients::all().iter().map(name).collect();
    let names = [session::rule::Rule::NAMES, client::rule::Rule::NAMES].concat();
    assert_eq!(sampled, names);
}

/// What is said of by no source, since it is ours.
const OURS: [&str; 5] = [
    "NothingToDo",
    "Start",
    "HasHandle",
    "NoHandle",
    "OldConnection",
];

#[test]
fn a_sentence_names_who_acts() {
    let world = world(&[]);
    let all = [samples(), clients::all(), clients::others()].concat();
    for rule in all {
        let told = told(&world, std::slice::from_ref(&rule));
        assert!(told.headline.starts_with("s2 "), "{}", told.headline);
        assert!(told.headline.ends_with('.'), "{}", told.headline);
        assert!(told.headline.chars().count() < 90, "{}", told.headline);
        let stars = told.detail.matches('*').count();
        assert!(stars.is_multiple_of(2), "{}", told.detail);
        let whole = format!("{} {}", told.headline, told.detail);
        for odd in ["  ", " .", "..", "{", "NodeId", "Zxid"] {
            assert!(!whole.contains(odd), "{odd:?} in {whole}");
        }
        let name = Zookeeper::rule_name(&rule).0;
        assert_eq!(told.source.is_empty(), OURS.contains(&name), "{name}");
    }
}

/// Two rules whose headlines differ only in names and numbers would be told apart by nobody.
#[test]
fn each_rule_has_a_headline_of_its_own() {
    let world = world(&[]);
    let mut seen: BTreeMap<String, Rule> = BTreeMap::new();
    for rule in [samples(), clients::all()].concat() {
        let headline = told(&world, std::slice::from_ref(&rule)).headline;
        let bare: String = headline.chars().filter(|c| !c.is_ascii_digit()).collect();
        if let Some(other) = seen.insert(bare, rule.clone()) {
            panic!("{headline} is told of {rule:?} and of {other:?}");
        }
    }
}

fn sample(name: &str) -> Rule {
    let mut all = samples().into_iter();
    all.find(|rule| Zookeeper::rule_name(rule).0 == name)
        .unwrap()
}

/// Of several rules the most telling one leads, and the others are not lost.
#[test]
fn the_most_telling_rule_leads() {
    let world = world(&[]);
    for (lead, others) in [
        ("Commit", &["CountAck", "Answer"][..]),
        ("Serve", &["CountAckNewLeader"]),
        ("Elected", &["Lead", "FixEpoch"]),
        ("JoinEnsemble", &["Follow"]),
        ("Leave", &["FastForward", "StartElection"]),
        ("Recover", &["StartElection"]),
        ("QuorumOfVotes", &["BetterVoteInTime", "ChangeVote"]),
        ("ChangeVote", &["BetterVoteInTime"]),
        ("FixEpoch", &["Register"]),
        ("EstablishEpoch", &["CountAckEpoch", "Synchronise"]),
        ("Synchronise", &["LateAckEpoch"]),
        ("NewLeader", &["LogProposals"]),
        ("UpToDate", &["Committed"]),
        ("Answer", &["Committed"]),
        ("Answer", &["SyncDone"]),
        ("TooSlow", &["PingAll"]),
        ("StartElection", &["LoggedOnly", "FastForward"]),
    ] {
        let alone = told(&world, &[sample(lead)]);
        for first in [true, false] {
            let mut rules: Vec<Rule> = others.iter().map(|name| sample(name)).collect();
            rules.insert(if first { 0 } else { rules.len() }, sample(lead));
            let told = told(&world, &rules);
            assert_eq!(told.headline, alone.headline);
            assert_eq!(told.source, alone.source);
            for other in others {
                let beside = self::told(&world, &[sample(other)]).headline;
                assert!(told.detail.contains(&beside), "{beside} in {}", told.detail);
            }
        }
    }
}

/// What decided is written out.
#[test]
fn comparisons_rows_and_quorums_are_written_out() {
    let world = world(&[]);
    let detail = |rule: Rule| told(&world, &[rule]).detail;
    let vote = detail(sample("ChangeVote"));
    assert!(vote.contains("The vote of s1 for s1 is greater: epoch 1 = 1, zxid ⟨1,5⟩ > ⟨1,3⟩."));
    let vote = detail(sample("KeepVote"));
    assert!(vote.contains("The vote of s1 for s1 is not greater: epoch 0 < 1."));
    let row = detail(sample("Synchronise"));
    assert!(row.contains("Row S3: min ⟨1,1⟩ ≤ ⟨1,2⟩ ≤ max ⟨1,6⟩."));
    let acks = told(&world, &[sample("Commit")]);
    assert_eq!(acks.headline, "s2 commits ⟨1,2⟩: 2 of 3, a quorum.");
    assert!(acks.detail.starts_with("On the disks of s1 and s2."));
}
