//! Under a planted bug it is told what is done, and that this is wrong.

use ensemble_core::{
    drive::script,
    kernel::{Reaction, World},
    lab,
    narrate::{Language, Narrate},
    zookeeper::{
        Zookeeper,
        config::Bug,
        learner::Mode,
        rule::{Comparison, Rule, Why},
        zxid::Zxid,
    },
};

use crate::{
    samples::{S1, S2, S3, samples, set, vote},
    told, world,
};

/// s1 misses B and is sent it as a proposal when it comes back.
const MISSED: &str = "zookeeper servers=3
until united
submit s3 set A
until applied s1 1.1
crash s1
submit s3 set B
until applied s2 1.2
restart s1
until united";

/// The followers have A in their logs and do not know that it is committed.
const UNCOMMITTED: &str = "zookeeper servers=3
until united
submit s3 set A
until logged s1 1.1
crash s3
until looking s1";

/// The followers are writing A when their leader dies.
const UNWRITTEN: &str = "zookeeper servers=3
disk 200..200
until united
submit s3 set A
deliver s3>s1 PROPOSAL
crash s3
step 20";

/// s3 drops B, is told that C is committed, and loses its leader before NEWLEADER.
const UNSAVED: &str = "zookeeper servers=3
latency 10
disk 3
lateNewLeader on
until united
submit s1 set A
until still
submit s3 set B
settle s3
break s1-s3:1.0
break s2-s3:1.0
crash s3
until leading s2
until united
until still
restart s3
until phase s3 SYNCHRONISATION
submit s2 set C
deliver s3>s2
until history s3 A C
break s3-s2:1.0
until looking s3";

/// The epoch has two zxids, and three are asked for.
const FULL: &str = "zookeeper servers=3
counterMax 2
until united
submit s3 set A
submit s3 set B
submit s3 set C
step 40";

/// A snapshot after every second transaction.
const SNAPSHOTS: &str = "zookeeper servers=3
snapCount 2
until united
submit s3 set A
until answered
submit s3 set B
until answered
submit s3 set C
until united";

/// A client writes, watches, moves and falls silent.
const CLIENT: &str = "zookeeper servers=3 clients=1
until united
submit c1 connect
until connected c1
submit c1 create /a A
until answered c1
submit c1 get -w /a
until answered c1
submit c1 set /a B
until answered c1
submit c1 create -s /n A
until answered c1
submit c1 create /a B
until answered c1
submit c1 move s2
until connected c1
submit c1 disconnect
until sessions s1 0";

/// What a script comes to: the world at its end, and all that was told, by the rules that acted.
fn run(script: &str, bug: Option<Bug>) -> (World<Zookeeper>, Vec<(Vec<&'static str>, String)>) {
    let line = bug.map_or_else(String::new, |bug| format!("bug {}\n", bug.word()));
    let script = script.replacen('\n', &format!("\n{line}"), 1);
    let lines = script::lines(&script);
    let header = script::read_header::<Zookeeper>(&lines, None).expect("a header");
    let mut all = Vec::new();
    let run = script::run(header, &lines, String::new(), &mut |step, world| {
        let rules = step.out.reactions.iter().map(Reaction::rule);
        let names = rules.map(|rule| Zookeeper::rule_name(rule).0).collect();
        let told = Zookeeper::sentence(step, world, Language::English);
        assert!(told.headline.len() > 8, "no sentence: {step:?}");
        all.push((names, format!("{} {}", told.headline, told.detail)));
    });
    let run = run.unwrap_or_else(|fault| panic!("{script}: {fault:?}"));
    (run.timeline.world().clone(), all)
}

/// Scripts in which what a bug skips is told with these words, of this rule.
const RUNS: [(Bug, &str, &str, &str); 20] = [
    (
        Bug::StaleMemory,
        UNCOMMITTED,
        "StartElection",
        "the rest is forgotten",
    ),
    (
        Bug::AckBeforeLog,
        MISSED,
        "NewLeader",
        "*They are not logged now*",
    ),
    (
        Bug::AckBeforeLog,
        MISSED,
        "AckNewLeader",
        "Acknowledged and not on its disk: 1.",
    ),
    (
        Bug::AckBeforeFlush,
        MISSED,
        "NewLeader",
        "*it does not wait for its log*",
    ),
    (
        Bug::EpochBeforeLog,
        MISSED,
        "AckNewLeader",
        "*A crash now leaves a high epoch above a short log*",
    ),
    (
        Bug::EarlyProposalAck,
        MISSED,
        "NewLeader",
        "*it does not wait for its log*",
    ),
    (
        Bug::LoggerSurvives,
        UNWRITTEN,
        "Leave",
        "*It does not wait for its log*",
    ),
    (
        Bug::TreeAheadOfDisk,
        UNSAVED,
        "StartElection",
        "*It speaks of ⟨2,1⟩, and its disk goes to ⟨1,1⟩ only*",
    ),
    (
        Bug::CounterOverflow,
        FULL,
        "Propose",
        "s3 proposes ⟨2,0⟩, though its epoch is 1.",
    ),
    (
        Bug::CounterOverflow,
        FULL,
        "AckWithoutUse",
        "*Its counter is 0*",
    ),
    (
        Bug::ReadsSkipTheQueue,
        CLIENT,
        "Reply",
        "*It has waited for nothing",
    ),
    (
        Bug::AcceptBehind,
        CLIENT,
        "Revalidate",
        "*What the client has seen is not compared",
    ),
    (Bug::EventAfterReply, CLIENT, "Reply", "*The events of it"),
    (Bug::WatchFiresAgain, CLIENT, "Notify", "*The watch stays"),
    (
        Bug::EphemeralsDieEarly,
        CLIENT,
        "ClientLost",
        "*Its ephemerals are",
    ),
    (Bug::LateEphemerals, CLIENT, "Expire", "*Until that is"),
    (Bug::StrayWrites, CLIENT, "Validate", "*What others send"),
    (Bug::NoFreshTime, CLIENT, "Expire", "does not count"),
    (Bug::NumbersBySiblings, CLIENT, "Reply", "*A number is"),
    (Bug::RefusesUnasked, CLIENT, "Reply", "*It has asked nobody"),
];

/// Rules of which it is told with these words what a bug skips.
fn rules() -> Vec<(Bug, Rule, &'static str)> {
    let (low, high) = (Zxid::new(1, 3), Zxid::new(1, 5));
    let named = |name: &str| {
        let mut all = samples().into_iter();
        all.find(|rule| Zookeeper::rule_name(rule).0 == name)
            .unwrap()
    };
    let change = Rule::ChangeVote {
        from: S3,
        vote: vote(S3, 1, low),
        held: vote(S2, 1, high),
        by: Comparison::Id,
    };
    let start = Rule::StartElection {
        round: 1,
        vote: vote(S1, 1, low),
    };
    let leave = Rule::Leave {
        why: Why::CommitOfNothing(low),
        unanswered: 0,
    };
    let elected = Rule::Elected {
        vote: vote(S2, 1, low),
        supporters: set(&[S2]),
    };
    let commit = Rule::Commit {
        zxid: low,
        acks: set(&[S2]),
    };
    vec![
        (
            Bug::CommitWithoutProposal,
            leave,
            "dropped it from its list",
        ),
        (Bug::EarlyProposalAck, named("WrongFirstAck"), "overtaken"),
        (Bug::WaitForAll, named("CountAck"), "waits for all the same"),
        (Bug::MostVotes, elected, "Without a quorum"),
        (Bug::FirstInList, start, "first server of the list"),
        (Bug::FirstInList, named("KeepVote"), "nothing is compared"),
        (Bug::IdOnly, change, "id 3 > 2, and *nothing else is looked"),
        (Bug::IdOnly, named("Elected"), "has looked at its log"),
        (
            Bug::CommitBeforeQuorum,
            commit,
            "does not wait for a quorum",
        ),
        (
            Bug::AskCrashedServer,
            named("Synchronise"),
            "s2 takes over what s1 has",
        ),
        (Bug::AskCrashedServer, named("SendAckEpoch"), "*all it has*"),
    ]
}

#[test]
fn what_a_bug_skips_is_told_in_its_runs() {
    for (bug, script, rule, words) in RUNS {
        let is_told = |bug| {
            let all = run(script, bug).1;
            let mut lines = all.iter().filter(|(names, _)| names.contains(&rule));
            lines.any(|(_, text)| text.contains(words))
        };
        assert!(is_told(Some(bug)), "{bug:?}: {words}");
        assert!(!is_told(None), "without {bug:?}: {words}");
    }
}

#[test]
fn what_a_bug_skips_is_told_of_its_rules() {
    for (bug, rule, words) in rules() {
        let text = |bugs: &[Bug]| {
            let told = told(&world(bugs), std::slice::from_ref(&rule));
            format!("{} {}", told.headline, told.detail)
        };
        assert!(text(&[bug]).contains(words), "{bug:?}: {}", text(&[bug]));
        // These rules say by themselves what is wrong.
        let plain = matches!(
            rule,
            Rule::Leave { .. } | Rule::StartElection { .. } | Rule::Commit { .. }
        );
        let elected = bug == Bug::MostVotes;
        assert!(plain || elected || !text(&[]).contains(words), "{words}");
    }
}

/// A snapshot that goes further than what is kept brings it back at the next start.
#[test]
fn what_a_dirty_disk_keeps_is_told() {
    let dirty = run(SNAPSHOTS, Some(Bug::DirtyDisk)).0;
    let rule = Rule::Truncated {
        zxid: Zxid::new(0, 1),
    };
    let detail = told(&dirty, &[rule]).detail;
    assert!(detail.contains("*The snapshot stays as it is*"), "{detail}");
    let rule = Rule::SnapshotSaved {
        zxid: Zxid::new(0, 1),
    };
    let detail = told(&dirty, std::slice::from_ref(&rule)).detail;
    assert!(detail.contains("*What the snapshot should replace stays*"));
    let begin = Rule::BeginSync {
        mode: Mode::Trunc,
        zxid: Zxid::new(0, 1),
    };
    let detail = told(&dirty, std::slice::from_ref(&begin)).detail;
    assert!(detail.contains("*The snapshot stays, and so does what is in it.*"));
    let clean = run(SNAPSHOTS, None).0;
    assert!(!told(&clean, &[begin]).detail.contains('*'));
    assert!(!told(&clean, &[rule]).detail.contains('*'));
}

/// A leader that takes for committed what no quorum has on disk is told so, not believed.
#[test]
fn what_a_leader_believes_is_checked() {
    let sample = lab::sample("ack-before-log").unwrap();
    let all = run(sample.text(), None).1;
    let mut serves = all.iter().filter(|(names, _)| names.contains(&"Serve"));
    assert!(serves.any(|(_, text)| text.contains("*no quorum has it on disk*")));
}

#[test]
fn every_bug_is_told() {
    let mut told: Vec<Bug> = RUNS.iter().map(|run| run.0).collect();
    told.extend(rules().iter().map(|rule| rule.0));
    told.push(Bug::DirtyDisk);
    told.sort();
    told.dedup();
    assert_eq!(told, Bug::ALL);
}
