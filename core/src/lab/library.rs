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
    /// Its tree of znodes.
    Znodes,
    /// Its clients: sessions, watches, reads.
    Clients,
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
    /// What it shows, in a sentence or two.
    pub about: &'static str,
    /// What it is about.
    pub chapter: Chapter,
    /// Its folder: the word of the protocol that reads it, or `pairs`.
    pub folder: &'static str,
    /// The hash of its text.
    mark: u64,
}

impl Sample {
    /// Its text. A build that never asks has none of the texts in it: the page fetches the one that
    /// is opened.
    pub fn text(&self) -> &'static str {
        let place = SAMPLES.iter().position(|sample| sample.name == self.name);
        let text = place.and_then(|place| TEXTS.get(place));
        text.copied().unwrap_or_default()
    }
}

/// What a script says after a word, as a text of its own: a part of the script's text would bring
/// the whole of it into every build.
macro_rules! said {
    ($word:literal in $text:expr) => {{
        const PART: &str = said($text, $word);
        const COPY: [u8; PART.len()] = copy(PART);
        match core::str::from_utf8(&COPY) {
            Ok(text) => text,
            Err(_) => panic!("a part of a text is no text"),
        }
    }};
}

macro_rules! text {
    ($folder:literal, $name:literal) => {
        include_str!(concat!("../../scripts/", $folder, "/", $name, ".script"))
    };
}

macro_rules! samples {
    ($($chapter:ident in $folder:literal: $($name:literal),*;)*) => {
        const SAMPLES: &[Sample] = &[$($(sample!($chapter, $folder, $name)),*),*];

        /// In the same order.
        const TEXTS: &[&str] = &[$($(text!($folder, $name)),*),*];
    };
}

macro_rules! sample {
    ($chapter:ident, $folder:literal, $name:literal) => {{
        const TEXT: &str = text!($folder, $name);
        const MARK: u64 = mark(TEXT);
        Sample {
            name: $name,
            title: said!("title " in TEXT),
            about: said!("about " in TEXT),
            chapter: Chapter::$chapter,
            folder: $folder,
            mark: MARK,
        }
    }};
}

samples! {
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
    Znodes in "zookeeper":
        "client-write",
        "sequential-names",
        "multi",
        "container-and-ttl",
        "acl";
    Clients in "zookeeper":
        "life-of-a-watch",
        "watch-lost",
        "ephemerals",
        "stale-read",
        "connection-loss",
        "session-moves";
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
        "tree-ahead-of-disk",
        "counter-overflow";
    Compared in "pairs":
        "multi-paxos-and-zab",
        "refusals-or-silence";
}

/// All of them, in the order of the menu. The first opens when the page is opened plain.
pub fn library() -> &'static [Sample] {
    SAMPLES
}

/// The one of this name.
pub fn sample(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}

/// The one that has this very text.
pub fn sample_of(text: &str) -> Option<&'static Sample> {
    let mark = mark(text);
    SAMPLES.iter().find(|sample| sample.mark == mark)
}

/// FNV-1a, 64 bits: enough to tell a text that somebody has edited from those of the library.
const fn mark(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut mark = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        mark = (mark ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    mark
}

/// The rest of the first line that begins with a word; empty if there is none.
const fn said<'a>(text: &'a str, word: &str) -> &'a str {
    let (bytes, wanted) = (text.as_bytes(), word.as_bytes());
    let mut start = 0;
    while start < bytes.len() {
        let mut end = start;
        while end < bytes.len() && bytes[end] != b'\n' {
            end += 1;
        }
        let mut same = 0;
        while same < wanted.len() && start + same < end && bytes[start + same] == wanted[same] {
            same += 1;
        }
        if same == wanted.len() {
            let (before, _) = text.split_at(end);
            return before.split_at(start + same).1;
        }
        start = end + 1;
    }
    ""
}

/// The bytes of a text.
const fn copy<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut copied = [0; LENGTH];
    copied.copy_from_slice(text.as_bytes());
    copied
}
