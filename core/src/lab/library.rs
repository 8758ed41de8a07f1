//! The scripts that come with the page. A new one is one file and one name here.

/// What a script is about: the menu shows the scripts of a chapter together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Paxos, one value.
    Paxos,
    /// Paxos, with a rule broken.
    PaxosWrong,
    /// Multi-Paxos, a log of values.
    MultiPaxos,
    /// How ZooKeeper's servers find a leader.
    Election,
    /// How its leader broadcasts, and how its servers come back.
    Broadcast,
    /// ZooKeeper, with a rule broken.
    ZookeeperWrong,
    /// Two protocols side by side.
    Compared,
}

/// A script of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it is about.
    pub chapter: Chapter,
    /// Its folder: the word of the protocol that reads it, or `pairs`.
    pub folder: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! samples {
    ($($chapter:ident in $folder:literal: $($name:literal),*;)*) => {
        &[$($(Sample {
            name: $name,
            title: title(include_str!(concat!("../../scripts/", $folder, "/", $name, ".script"))),
            chapter: Chapter::$chapter,
            folder: $folder,
            text: include_str!(concat!("../../scripts/", $folder, "/", $name, ".script")),
        }),*),*]
    };
}

const SAMPLES: &[Sample] = samples![
    Paxos in "paxos":
        "happy-path",
        "old-value-wins",
        "old-value-lost",
        "late-accept-refused",
        "duelling-proposers",
        "one-acceptor-down",
        "partition";
    PaxosWrong in "paxos":
        "no-promise-check",
        "counting-across-ballots",
        "amnesia";
    MultiPaxos in "multipaxos":
        "multi-paxos",
        "gap-and-no-op",
        "leader-change",
        "primary-order";
    Election in "zookeeper":
        "cold-start",
        "cold-start-of-five",
        "late-starter",
        "three-parts";
    Broadcast in "zookeeper":
        "one-write",
        "two-writes",
        "leader-crash-early",
        "leader-crash-late",
        "recovery-by-diff",
        "recovery-by-trunc",
        "recovery-by-snap",
        "minority-leader",
        "observers",
        "rolling-restart";
    ZookeeperWrong in "zookeeper":
        "most-votes",
        "first-in-list",
        "id-only",
        "wait-for-all",
        "commit-before-quorum",
        "ask-crashed-server",
        "stale-memory",
        "logger-survives",
        "ack-before-log",
        "ack-before-flush",
        "epoch-before-log",
        "early-proposal-ack",
        "commit-without-proposal",
        "dirty-disk",
        "counter-overflow";
    Compared in "pairs":
        "multi-paxos-and-zab",
        "refusals-or-silence";
];

/// All of them, in the order of the menu. The first opens when the page is opened plain.
pub fn library() -> &'static [Sample] {
    SAMPLES
}

/// The one of this name.
pub fn sample(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}

/// The rest of the first line, which is `title …`.
const fn title(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b'\n' {
        end += 1;
    }
    let (line, _) = text.split_at(end);
    let (_, title) = line.split_at("title ".len());
    title
}
