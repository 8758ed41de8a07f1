//! Whether what is expected could be at all: what is misspelt is no expectation that is not met.

use super::{node, server_node};
use crate::{
    kernel::{Expected, World},
    zookeeper::{Zookeeper, words::read_zxid},
};

/// What a server can be.
const STATES: &str = "LOOKING FOLLOWING LEADING OBSERVING LEAVING down";

/// What a client can be.
const CLIENT_STATES: &str = "NOT_CONNECTED CONNECTING CONNECTED CLOSED AUTH_FAILED down";

/// How far a server can be.
const PHASES: &str = "ELECTION DISCOVERY SYNCHRONISATION BROADCAST down";

/// What a client can be told of a node.
const EVENTS: &str = "NodeCreated NodeDeleted NodeDataChanged NodeChildrenChanged";

/// How a zxid is written.
const ZXID: Expected = Expected::Form("EPOCH.COUNTER");

/// What should stand in an expectation that is not met, if it cannot be at all. A node that is down
/// has nothing else, and what is not there is none.
#[inline(never)]
pub(in crate::zookeeper) fn misspelt(world: &World<Zookeeper>, words: &[&str]) -> Option<Expected> {
    let (what, who, wanted) = (*words.first()?, *words.get(1)?, *words.last()?);
    let server = || {
        server_node(world, wanted)
            .is_none()
            .then_some(Expected::Node)
    };
    match (what, words.get(2).copied().unwrap_or_default()) {
        ("state", _) if server_node(world, who).is_none() => one_of(CLIENT_STATES, wanted),
        ("state", _) => one_of(STATES, wanted),
        ("phase", _) => one_of(PHASES, wanted),
        (_, _) if matches!(wanted, "none" | "down") => None,
        ("event", event) => one_of(EVENTS, event),
        ("leader" | "vote" | "server", _) => server(),
        ("owner", _) if wanted.starts_with("0x") => None,
        ("owner", _) => node(world, wanted).is_none().then_some(Expected::Node),
        ("zxid" | "seen", _) | ("disk", "log" | "torn" | "snapshot") => zxid(wanted),
        ("disk", "values") | ("data" | "children" | "answer" | "history" | "value", _) => None,
        ("stat", _) if words.get(3).is_some_and(|field| field.ends_with("zxid")) => zxid(wanted),
        ("stat", _) if wanted.starts_with("0x") => None,
        (_, _) => wanted.parse::<i64>().err().map(|_| Expected::Number),
    }
}

fn one_of(known: &'static str, word: &str) -> Option<Expected> {
    let mut words = known.split(' ');
    let all = words.clone();
    (!words.any(|known| known == word)).then(|| Expected::OneOf(all.collect()))
}

fn zxid(word: &str) -> Option<Expected> {
    read_zxid(word).is_none().then_some(ZXID)
}
